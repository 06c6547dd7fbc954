//! Why a step lies on its days, in both languages.

use crate::activity::{Activity, Network};
use crate::goods::event_name;
use crate::length::named;
use crate::pass::{Pace, Times};
use crate::table::date;
use certmap_base::Text;
use certmap_calendar::DayStatus;
use certmap_pack::{Basis, Duration, Event};
use std::fmt::Write as _;

/// Parts of a sentence in both languages, joined by semicolons.
#[derive(Debug, Default)]
pub(crate) struct Say {
    en: String,
    zh: String,
}

impl Say {
    pub(crate) fn part(&mut self, en: std::fmt::Arguments<'_>, zh: std::fmt::Arguments<'_>) {
        if !self.en.is_empty() {
            self.en.push_str("; ");
            self.zh.push('；');
        }
        let _ = self.en.write_fmt(en);
        let _ = self.zh.write_fmt(zh);
    }

    pub(crate) fn text(self) -> Text {
        Text::new(self.en, self.zh)
    }
}

/// What a reason is built from.
pub(crate) struct Explainer<'x, 'a> {
    pub(crate) network: &'x Network<'a>,
    pub(crate) today: i32,
    pub(crate) early: &'x Times,
    pub(crate) late: &'x Times,
    /// Days of loading that count.
    pub(crate) ships: &'x [Option<i32>],
    pub(crate) markets: &'x [&'x str],
}

impl Explainer<'_, '_> {
    /// The day from which the activity could begin.
    fn ready(&self, place: usize) -> i32 {
        self.network.before(place).iter().map(|b| self.early.end(*b)).fold(self.today, i32::max)
    }

    /// How sure the days are on which it lies.
    pub(crate) fn status(&self, place: usize, activity: &Activity<'_>) -> DayStatus {
        let lasts = self.network.lasts(place, Pace::Usual);
        match self.network.table(activity) {
            Some(table) if lasts.working && lasts.days > 0 && activity.done.is_none() => {
                table.status(self.ready(place), self.early.end(place))
            }
            _ => DayStatus::Official,
        }
    }

    /// The reason in words.
    pub(crate) fn why(&self, place: usize, activity: &Activity<'_>) -> Text {
        let mut say = Say::default();
        if let Some(day) = activity.done {
            self.done(&mut say, day, activity);
            return say.text();
        }
        self.length(&mut say, place, activity);
        self.holidays(&mut say, place, activity);
        self.after(&mut say, place, activity);
        self.until(&mut say, place);
        self.reservations(&mut say, place, activity);
        say.text()
    }

    fn done(&self, say: &mut Say, day: i32, activity: &Activity<'_>) {
        let day = date(day);
        match activity.implied_by.and_then(|a| self.network.activities.get(a)) {
            Some(later) => {
                let t = later.title();
                say.part(
                    format_args!("done, since {} was done on {day}", t.en),
                    format_args!("已完成（“{}”已于{day}完成）", t.zh),
                );
            }
            None => say.part(format_args!("done on {day}"), format_args!("已于{day}完成")),
        }
    }

    fn length(&self, say: &mut Say, place: usize, activity: &Activity<'_>) {
        let Duration { days, working } = self.network.lasts(place, Pace::Usual);
        let unsourced = activity.basis == Basis::None && activity.step.is_some();
        let marks = activity.behaviour() == Some(certmap_pack::Behaviour::Mark);
        let s = if days == 1 { "" } else { "s" };
        match self.network.table(activity).map(|t| &t.label) {
            _ if days == 0 && unsourced => {
                say.part(format_args!("no sourced duration, none is counted"), format_args!("无时长依据，未计时间"));
                return;
            }
            _ if days == 0 => say.part(format_args!("takes no time of its own"), format_args!("不另占时间")),
            Some(label) if working => say.part(
                format_args!("{days} working day{s} ({})", label.en),
                format_args!("{days}个工作日（{}）", label.zh),
            ),
            _ => say.part(format_args!("{days} calendar day{s}"), format_args!("{days}个日历日")),
        }
        let (en, zh) = match activity.basis {
            _ if activity.typed => ("as typed", "按填写的时长"),
            _ if activity.step.is_none() || (marks && unsourced) => ("assumed", "假定时长"),
            Basis::Statutory => ("time limit set by law", "法定时限"),
            Basis::Quoted => ("quoted", "机构报价时长"),
            Basis::Sourced => ("from a source", "有来源依据"),
            Basis::Estimate => ("estimated", "估计时长"),
            Basis::Recalled => ("from experience", "经验时长"),
            Basis::None => ("no sourced duration", "无时长依据"),
        };
        let _ = write!(say.en, ", {en}");
        let _ = write!(say.zh, "，{zh}");
        if !activity.missing.is_empty() {
            let [min, _, max] = activity.days;
            let (names, zh_names) = named(&activity.missing);
            say.part(
                format_args!("{} to {} depending on: {names}; the longest is planned", min.days, max.days),
                format_args!("{}至{}，取决于：{zh_names}；按最长时间计划", min.days, max.days),
            );
        }
    }

    fn holidays(&self, say: &mut Say, place: usize, activity: &Activity<'_>) {
        let lasts = self.network.lasts(place, Pace::Usual);
        let Some(table) = self.network.table(activity).filter(|_| lasts.working && lasts.days > 0) else { return };
        for closed in table.closed(self.ready(place), self.early.end(place)) {
            let (first, last) = (date(closed.first), date(closed.last));
            if first == last {
                say.part(format_args!("{first} {}", closed.name.en), format_args!("{first}{}", closed.name.zh));
            } else {
                say.part(
                    format_args!("{first} to {last} {}", closed.name.en),
                    format_args!("{first}至{last}{}", closed.name.zh),
                );
            }
        }
    }

    fn after(&self, say: &mut Say, place: usize, activity: &Activity<'_>) {
        let lasts = self.network.lasts(place, Pace::Usual);
        let drives =
            |b: &&usize| self.network.forward(activity, lasts, self.early.end(**b)).0 == self.early.start(place);
        let mut drivers: Vec<Text> = Vec::new();
        for before in self.network.before(place).iter().filter(drives) {
            let Some(title) = self.network.activities.get(*before).map(Activity::title) else { continue };
            if !drivers.contains(&title) {
                drivers.push(title);
            }
        }
        if drivers.is_empty() || self.ready(place) == self.today {
            say.part(format_args!("can begin on {}", date(self.today)), format_args!("{}即可开始", date(self.today)));
            return;
        }
        let en: Vec<&str> = drivers.iter().map(|t| t.en.as_str()).collect();
        let zh: Vec<&str> = drivers.iter().map(|t| t.zh.as_str()).collect();
        say.part(format_args!("after {}", listed(&en)), format_args!("在“{}”之后", zh.join("”和“")));
    }

    fn until(&self, say: &mut Say, place: usize) {
        let until = self.late.end(place);
        let due = self.network.dues.iter().filter(|d| d.activity == place).find(|d| {
            let ship = self.ships.get(d.target).copied().flatten();
            ship.is_some_and(|s| s + d.offset == until)
                || (ship.is_some_and(|s| s + d.offset >= until) && self.no_one_behind(place))
        });
        if let Some(due) = due {
            let event = match (due.marks, due.group.and_then(|g| self.network.groups.get(g))) {
                (false, Some(group)) => group.event(),
                _ => Event::LeavingFactory,
            };
            let name = event_name(event);
            let day = date(self.ships.get(due.target).copied().flatten().unwrap_or(0) + due.offset);
            let market = self.markets.get(due.target).copied().unwrap_or("");
            say.part(
                format_args!("must be finished before {} on {day} ({market})", name.en),
                format_args!("须在{day}{}（{market}）之前完成", name.zh),
            );
            return;
        }
        let next = self.network.behind(place).iter().find(|b| self.late.start(**b) >= until);
        if let Some(next) = next.and_then(|b| Some((*b, self.network.activities.get(*b)?.title()))) {
            let day = date(self.late.start(next.0));
            say.part(
                format_args!("at the latest so that {} can begin on {day}", next.1.en),
                format_args!("最迟须保证“{}”于{day}开始", next.1.zh),
            );
        }
    }

    fn no_one_behind(&self, place: usize) -> bool {
        self.network.behind(place).is_empty()
    }

    fn reservations(&self, say: &mut Say, place: usize, activity: &Activity<'_>) {
        if activity.users.len() > 1 {
            let groups = || activity.users.iter().filter_map(|u| self.network.groups.get(*u)).map(|g| &g.scheme.title);
            let en: Vec<&str> = groups().map(|t| t.en.as_str()).collect();
            let zh: Vec<&str> = groups().map(|t| t.zh.as_str()).collect();
            say.part(format_args!("done once for {}", listed(&en)), format_args!("{}合并办理一次", zh.join("、")));
        }
        if activity.conditional {
            say.part(
                format_args!("planned because it is not known whether it is needed"),
                format_args!("是否需要尚不确定，先按需要计划"),
            );
        }
        if activity.if_in {
            say.part(
                format_args!("only if the scheme applies, which is not decided yet"),
                format_args!("仅在该项要求适用时办理，适用性尚未确定"),
            );
        }
        match self.status(place, activity) {
            DayStatus::Official => {}
            DayStatus::Expected => say.part(
                format_args!("provisional: the holidays of these days are not announced yet"),
                format_args!("暂定：该期间放假安排尚未公布"),
            ),
            DayStatus::Unknown => say.part(
                format_args!("provisional: no holidays are known for these days"),
                format_args!("暂定：该期间没有节假日资料"),
            ),
        }
    }
}

/// `a`, `a and b`, `a, b and c`.
pub(crate) fn listed(words: &[&str]) -> String {
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        Some((last, _)) => (*last).to_owned(),
        None => String::new(),
    }
}
