//! Changes ahead: what turns for a product from today on. Outcomes, requirements and routes of a scheme, its notices, and
//! the ends of papers, inspections and mandates in hand.

use crate::answer::Answering;
use crate::ends::ends_of;
use crate::program::SchemeCode;
use crate::residual::{Possible, Settler};
use crate::result::{Ahead, AheadKind, Outcome};
use crate::turns::Look;
use certmap_base::{Cite, Date, Text};
use certmap_expr::Tri;
use certmap_pack::{DateRole, Pack, Phase, Scheme};

/// How far to look for changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LookAhead {
    /// Not at all.
    Nothing,
    /// So many months after the day on which the goods are placed on the market, or after today.
    Months(i64),
    /// Up to and with a day.
    Until(Date),
}

/// The days that are looked at: from the first, which is known, up to and with the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Window {
    pub(crate) from: Date,
    pub(crate) until: Date,
}

impl Window {
    pub(crate) fn of(answering: &Answering) -> Option<Window> {
        let asked = answering.asked;
        let from = asked.on.map_or(asked.today, |on| on.min(asked.today));
        let until = match asked.ahead {
            LookAhead::Nothing => return None,
            LookAhead::Months(n) => answering.dates.placing_on_market.max(from).add_months(n),
            LookAhead::Until(day) => day,
        };
        Some(Window { from, until })
    }

    pub(crate) fn contains(&self, day: Date) -> bool {
        self.from < day && day <= self.until
    }
}

/// What will change for this product within the asked time.
pub(crate) fn ahead(
    answering: &Answering,
    pack: &Pack,
    scheme: &Scheme,
    code: &SchemeCode,
    outcome: Outcome,
    settler: &mut Settler,
) -> Vec<Ahead> {
    let Some(window) = Window::of(answering) else { return Vec::new() };
    let mut found = turns(answering, scheme, code, window, settler);
    let concerned = matches!(outcome, Outcome::In | Outcome::Unknown | Outcome::NotYet | Outcome::Exempt);
    if concerned || found.iter().any(|a| a.kind == AheadKind::Outcome) {
        found.extend(notices(answering, scheme, code, window));
    }
    found.extend(ends_of(answering, pack, scheme, code, concerned, window));
    found.sort_by_key(|a| (a.on, a.kind));
    found
}

fn notices(answering: &Answering, scheme: &Scheme, code: &SchemeCode, window: Window) -> Vec<Ahead> {
    let today = answering.asked.today;
    let pairs = scheme.notices.iter().zip(&code.notices);
    let told = pairs.filter(|(notice, node)| {
        let last = notice.deadline.unwrap_or(notice.on).max(notice.on);
        last >= today && notice.on <= window.until && !answering.value(**node).is_false()
    });
    told.map(|(notice, _)| Ahead {
        on: notice.on,
        kind: AheadKind::Notice,
        of: notice.id.clone(),
        what: notice.what.clone(),
        act: None,
        deadline: notice.deadline,
        cites: notice.cites.clone(),
    })
    .collect()
}

/// Days in a span on which a rule of the scheme begins or ends, and something of it with the rule.
fn turns(
    answering: &Answering,
    scheme: &Scheme,
    code: &SchemeCode,
    window: Window,
    settler: &mut Settler,
) -> Vec<Ahead> {
    let days = answering.engine.turning_days(code).iter().filter(|d| window.contains(**d));
    let days: Vec<Date> = days.copied().collect();
    if days.is_empty() {
        return Vec::new();
    }
    let at = |day: Date, settler: &mut Settler| {
        let mut other = answering.other_day.borrow_mut();
        other.go(answering, day);
        other.look(answering, code, settler)
    };
    let mut before = at(window.from, settler);
    let mut found = Vec::new();
    for day in days {
        let after = at(day, settler);
        if after != before {
            let turn = Turn { answering, scheme, code, day, before: &before, after: &after };
            found.extend(turn.outcome());
            if before.may_apply() && after.may_apply() {
                found.extend(turn.requirements(settler));
                found.extend(turn.routes());
            }
        }
        before = after;
    }
    found
}

/// What a scheme says on the day before a change, and on the day.
struct Turn<'a> {
    answering: &'a Answering<'a>,
    scheme: &'a Scheme,
    code: &'a SchemeCode,
    day: Date,
    before: &'a Look,
    after: &'a Look,
}

impl Turn<'_> {
    fn outcome(&self) -> Option<Ahead> {
        let (day, after) = (self.day, self.after.possible);
        if after == self.before.possible {
            return None;
        }
        // Undecided before and after, and nothing new among what is possible: nothing to tell.
        let outcome = match after.outcome() {
            Outcome::Unknown => *after.minus(self.before.possible).list().first()?,
            decided => decided,
        };
        let (of, cites) = self.deciders();
        let demands = matches!(outcome, Outcome::In | Outcome::Banned | Outcome::Conflict);
        Some(Ahead {
            on: day,
            kind: AheadKind::Outcome,
            of,
            what: turned(outcome, after, day),
            act: demands.then(|| stay(self.scheme.governed_by, outcome, day)),
            deadline: demands.then(|| day.add_days(-1)),
            cites,
        })
    }

    /// The rules that turn on the day, and the acts that say so.
    fn deciders(&self) -> (String, Vec<Cite>) {
        let mut other = self.answering.other_day.borrow_mut();
        let [before, after] = [-1, 0].map(|days| {
            other.go(self.answering, self.day.add_days(days));
            other.rules(self.answering, self.scheme, self.code)
        });
        let turned = before.iter().zip(&after).filter(|((_, a), (_, b))| a != b).map(|((rule, _), _)| *rule);
        let (mut ids, mut cites): (Vec<&str>, Vec<Cite>) = (Vec::new(), Vec::new());
        for rule in turned.take(3) {
            ids.push(&rule.id);
            for cite in cites_on(&rule.phases, &rule.cites, self.day) {
                if !cites.contains(&cite) {
                    cites.push(cite);
                }
            }
        }
        if ids.is_empty() {
            return (self.scheme.id.clone(), self.scheme.cites.clone());
        }
        (ids.join(", "), cites)
    }

    fn requirements(&self, settler: &mut Settler) -> Vec<Ahead> {
        if self.before.requirements == self.after.requirements {
            return Vec::new();
        }
        let mut other = self.answering.other_day.borrow_mut();
        other.go(self.answering, self.day);
        other.look(self.answering, self.code, settler);
        let mut found = Vec::new();
        let pairs = self.scheme.requirements.iter().zip(&self.code.requirements);
        for (i, (rule, code)) in pairs.enumerate() {
            let [before, after] = [self.before, self.after].map(|l| l.requirements.get(i).copied().unwrap_or_default());
            if before == after {
                continue;
            }
            let now = other.requirement(code, settler);
            let begins = now.contains(Outcome::In) && (!before.contains(Outcome::In) || now.count() == 1);
            let ends = before.contains(Outcome::In) && !now.contains(Outcome::In);
            if !begins && !ends {
                continue;
            }
            let (day, title) = (self.day, &rule.title);
            let (en, zh) = match (begins, now.count() == 1) {
                (true, true) => ("begins to apply", "开始适用"),
                (true, false) => ("may begin to apply", "可能开始适用"),
                (false, _) => ("no longer applies", "不再适用"),
            };
            found.push(Ahead {
                on: day,
                kind: AheadKind::Requirement,
                of: rule.id.clone(),
                what: Text::new(
                    format!("from {day}: {} ({}) {en}", title.en, rule.id),
                    format!("自 {day} 起：{}（{}）{zh}", title.zh, rule.id),
                ),
                act: begins.then(|| meet(self.scheme.governed_by, day)),
                deadline: begins.then(|| day.add_days(-1)),
                cites: cites_on(&rule.phases, &rule.cites, day),
            });
        }
        found
    }

    fn routes(&self) -> Vec<Ahead> {
        let day = self.day;
        let pairs = self.scheme.routes.iter().zip(self.before.routes.iter().zip(&self.after.routes));
        let turned = pairs.filter_map(|(route, (before, after))| {
            let (closes, en, zh) = match (before, after) {
                (Tri::True | Tri::Unknown, Tri::False) => (true, "closes", "关闭"),
                (Tri::True, Tri::Unknown) => (true, "may close", "可能关闭"),
                (Tri::False, Tri::True) => (false, "opens", "开放"),
                (Tri::False, Tri::Unknown) => (false, "may open", "可能开放"),
                _ => return None,
            };
            let title = &route.title;
            let act = closes.then(|| {
                Text::new(
                    format!("apply before {day} to go this way"),
                    format!("如需采用该途径，须在 {day} 之前提交申请"),
                )
            });
            Some(Ahead {
                on: day,
                kind: AheadKind::Route,
                of: route.id.clone(),
                what: Text::new(
                    format!("from {day}: the route “{}” {en}", title.en),
                    format!("自 {day} 起：途径“{}”{zh}", title.zh),
                ),
                act,
                deadline: closes.then(|| day.add_days(-1)),
                cites: cites_on(&route.phases, &route.cites, day),
            })
        });
        turned.collect()
    }
}

fn turned(outcome: Outcome, possible: Possible, day: Date) -> Text {
    let (sure_en, may_en, sure_zh, may_zh) = match outcome {
        Outcome::In => ("it becomes mandatory or available", "it may apply", "开始适用", "可能开始适用"),
        Outcome::Out => ("it no longer applies", "it may no longer apply", "不再适用", "可能不再适用"),
        Outcome::NoLonger => ("it ends", "it may end", "终止", "可能终止"),
        Outcome::Banned => ("the product is banned", "the product may be banned", "产品被禁止", "产品可能被禁止"),
        Outcome::Exempt => {
            ("the product is released from it", "the product may be released from it", "产品可免除", "产品可能免除")
        }
        _ => ("its outcome changes", "its outcome may change", "结论发生变化", "结论可能发生变化"),
    };
    let sure = possible.count() == 1;
    let (en, zh) = if sure { (sure_en, sure_zh) } else { (may_en, may_zh) };
    Text::new(format!("from {day}: {en}"), format!("自 {day} 起：{zh}"))
}

/// What has to happen before the day to stay under the old state, by the date that governs.
fn stay(role: DateRole, outcome: Outcome, day: Date) -> Text {
    let (en, zh) = match role {
        DateRole::Manufacture => ("make the goods", "生产货物"),
        DateRole::Application => ("apply", "提交申请"),
        DateRole::Import => ("import", "进口"),
        DateRole::PlacingOnMarket => ("place on the market", "投放市场"),
    };
    if outcome == Outcome::Banned {
        return Text::new(format!("{en} before {day}, or not at all"), format!("须在 {day} 之前{zh}，此后不得销售"));
    }
    Text::new(
        format!("fulfil it by then, or {en} before {day} to stay under the old state"),
        format!("须在此前办妥；如需按原状态办理，须在 {day} 之前{zh}"),
    )
}

/// Which goods a requirement binds that begins on a day.
fn meet(role: DateRole, day: Date) -> Text {
    let (en, zh) = match role {
        DateRole::Manufacture => ("goods made", "生产"),
        DateRole::Application => ("goods applied for", "提交申请"),
        DateRole::Import => ("goods imported", "进口"),
        DateRole::PlacingOnMarket => ("goods placed on the market", "投放市场"),
    };
    Text::new(format!("{en} from {day} on must meet it"), format!("自 {day} 起{zh}的产品须符合该要求"))
}

/// The acts by which a phase begins or ends on a day, else those of the whole.
pub(crate) fn cites_on(phases: &[Phase], whole: &[Cite], day: Date) -> Vec<Cite> {
    let starts = phases.iter().filter(|p| p.from == day || p.until == Some(day));
    let own: Vec<Cite> = starts.filter_map(|p| p.cite.clone()).collect();
    if own.is_empty() { whole.to_vec() } else { own }
}
