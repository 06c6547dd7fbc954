//! What is late, what lapses soon, and how the actual days differ from the planned ones.

use crate::Streams;
use crate::case::{Case, Progress};
use crate::desk::kind_says;
use crate::record::Standing;
use crate::stored::{RunKey, Turn};
use certmap_base::{Date, Text};
use certmap_pack::Behaviour;

/// How urgent something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Light {
    /// Soon.
    Amber,
    /// Too late, or in the way.
    Red,
}

/// Something to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// How urgent.
    pub light: Light,
    /// Who has to act.
    pub turn: Turn,
    /// The step that it is about.
    pub run: Option<RunKey>,
    /// What it is.
    pub what: Text,
    /// Until when.
    pub due: Option<Date>,
}

/// A step as a plan has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// Which.
    pub run: RunKey,
    /// Last planned day.
    pub finish: Date,
}

/// A step that was, or is, not finished on its planned day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// Which.
    pub run: RunKey,
    /// Last planned day.
    pub planned: Date,
    /// The day on which it was finished, or today where it is late and still open.
    pub actual: Date,
    /// Days later than planned; earlier if negative.
    pub days: i64,
    /// Whether it is finished.
    pub finished: bool,
    /// Why, as far as the case knows.
    pub why: Vec<Text>,
}

/// A step that is done, for the plan to reckon with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actual {
    /// Which.
    pub run: RunKey,
    /// When it began.
    pub started: Option<Date>,
    /// When it was done.
    pub finished: Date,
}

/// Steps whose records are looked at ahead of time.
const AHEAD: [Behaviour; 4] = [Behaviour::Decide, Behaviour::Issue, Behaviour::Audit, Behaviour::Submit];

impl Case {
    /// What is late or will soon be in the way, worst first.
    #[must_use]
    pub fn warnings(&self, streams: &Streams, today: Date) -> Vec<Warning> {
        let mut all: Vec<Warning> = self.lapsing(streams, today);
        all.extend(self.late_questions(today));
        all.extend(self.late_answers(today));
        all.extend(self.late_corrections(streams, today));
        all.sort_by(|a, b| b.light.cmp(&a.light).then(a.due.cmp(&b.due)));
        all
    }

    /// Records that lapse before they were needed for the last time, or have lapsed.
    fn lapsing(&self, streams: &Streams, today: Date) -> Vec<Warning> {
        if self.ended.is_some() || !self.all_runs().iter().any(|r| self.still_needs(r)) {
            return Vec::new();
        }
        let records = self.records.keys().filter_map(|id| streams.records.get(id));
        let warning = |r: &crate::Record| {
            let (light, en, zh) = match r.standing(today) {
                Standing::Good | Standing::Early => return None,
                Standing::Lapses(days) => {
                    (Light::Amber, format!("lapses in {days} days"), format!("将于{days}天后失效"))
                }
                Standing::Lapsed => (Light::Red, "has lapsed".to_owned(), "已失效".to_owned()),
                Standing::Unsigned => (Light::Red, "is not signed".to_owned(), "尚未签署".to_owned()),
            };
            let (name_en, name_zh) = kind_says(r.kind);
            let what = Text::new(format!("the {name_en} {en}"), format!("{name_zh}{zh}"));
            Some(Warning { light, turn: Turn::Applicant, run: None, what, due: r.until })
        };
        records.filter_map(warning).collect()
    }

    fn still_needs(&self, run: &RunKey) -> bool {
        let ahead = self.step(&run.step).is_some_and(|s| AHEAD.contains(&s.behaviour));
        ahead && self.progress(run) != Some(Progress::Finished)
    }

    fn late_questions(&self, today: Date) -> impl Iterator<Item = Warning> {
        let open = self.questions.values().filter(|q| q.settled.is_none());
        open.filter_map(move |q| {
            let due = q.due?;
            let light = light(due, today)?;
            let what = Text::new(format!("an answer is due: {}", q.text), format!("待答复：{}", q.text));
            Some(Warning { light, turn: q.to, run: q.run.clone(), what, due: Some(due) })
        })
    }

    fn late_answers(&self, today: Date) -> impl Iterator<Item = Warning> {
        let open = self.requests.iter().flat_map(|(run, all)| all.iter().map(move |r| (run, r)));
        let requests = open.filter(|(_, r)| r.answered.is_none()).filter_map(move |(run, r)| {
            let due = r.due?;
            let light = light(due, today)?;
            let what =
                Text::new(format!("{} owes an answer: {}", r.whom, r.text), format!("{}待答复：{}", r.whom, r.text));
            Some(Warning { light, turn: Turn::Body, run: Some(run.clone()), what, due: Some(due) })
        });
        let orders = self.orders.iter().filter(|(_, o)| o.report.is_none()).filter_map(move |(id, o)| {
            let light = light(o.due, today)?;
            let what = Text::new(format!("the report to the order `{id}` is due"), format!("检测委托`{id}`的报告到期"));
            Some(Warning { light, turn: Turn::Body, run: Some(o.run.clone()), what, due: Some(o.due) })
        });
        requests.chain(orders)
    }

    fn late_corrections(&self, streams: &Streams, today: Date) -> Vec<Warning> {
        let visits = self.visits.iter().flat_map(|(run, ids)| ids.iter().map(move |id| (run, id)));
        let known = visits.filter_map(|(run, id)| streams.visits.get(id).map(|v| (run, v)));
        let open = known.flat_map(|(run, v)| v.open().map(move |(id, n)| (run, id, n)));
        let warning = |(run, id, n): (&RunKey, &crate::stored::NonconformityId, &crate::visit::Nonconformity)| {
            let light = light(n.due, today)?;
            let what = Text::new(
                format!("the nonconformity `{id}` is to be corrected: {}", n.text),
                format!("不符合项`{id}`待整改：{}", n.text),
            );
            Some(Warning { light, turn: Turn::Applicant, run: Some(run.clone()), what, due: Some(n.due) })
        };
        open.filter_map(warning).collect()
    }

    /// What is done, with its days, for the plan to go on from.
    #[must_use]
    pub fn actuals(&self) -> Vec<Actual> {
        let done = self.runs.iter().filter(|(_, r)| r.progress == Progress::Finished);
        done.filter_map(|(k, r)| Some(Actual { run: k.clone(), started: r.started, finished: r.ended? })).collect()
    }

    /// What was not, or is not, done on its planned day, and what the case knows about why.
    #[must_use]
    pub fn moved(&self, planned: &[Planned], streams: &Streams, today: Date) -> Vec<Moved> {
        let steps = planned.iter().filter_map(|p| {
            let run = self.runs.get(&p.run);
            let finished = run.filter(|r| r.progress == Progress::Finished).and_then(|r| r.ended);
            let actual = finished.unwrap_or(today);
            let days = actual.days_since(p.finish);
            let moved = if finished.is_some() { days != 0 } else { days > 0 };
            moved.then(|| Moved {
                run: p.run.clone(),
                planned: p.finish,
                actual,
                days,
                finished: finished.is_some(),
                why: self.causes(&p.run, streams),
            })
        });
        steps.collect()
    }

    fn causes(&self, run: &RunKey, streams: &Streams) -> Vec<Text> {
        let mut why = Vec::new();
        for (on, reasons) in self.runs.get(run).map_or(&[][..], |r| r.failures.as_slice()) {
            let list = reasons.join("; ");
            why.push(Text::new(format!("failed on {on}: {list}"), format!("{on}未通过：{list}")));
        }
        let about = |r: &Option<RunKey>| r.as_ref() == Some(run);
        for q in self.questions.values().filter(|q| about(&q.run)) {
            let until = q.settled.map_or_else(|| "...".to_owned(), |m| m.day().to_string());
            let (from, to, text) = (q.asked.day(), q.to.word(), &q.text);
            why.push(Text::new(
                format!("waited for the {to} from {from} to {until}: {text}"),
                format!("{from}至{until}等待{to}答复：{text}"),
            ));
        }
        for samples in self.samples.get(run).into_iter().flatten().filter_map(|id| streams.samples.get(id)) {
            for (id, c) in &samples.consignments {
                let trouble = c.history.iter().filter(|(s, _)| {
                    matches!(
                        s,
                        crate::Stage::Held | crate::Stage::Lost | crate::Stage::Refused | crate::Stage::Returned
                    )
                });
                why.extend(trouble.map(|(stage, on)| {
                    let (en, zh) = stage.says();
                    Text::new(format!("the consignment `{id}` was {en} on {on}"), format!("寄送`{id}`于{on}{zh}"))
                }));
            }
        }
        for visit in self.visits.get(run).into_iter().flatten().filter_map(|id| streams.visits.get(id)) {
            why.extend(visit.postponed.iter().map(|(from, _, text)| {
                Text::new(format!("the visit of {from} was postponed: {text}"), format!("原定{from}的检查推迟：{text}"))
            }));
        }
        if why.is_empty() {
            why.extend(self.late_before(run));
        }
        why
    }

    /// The step before it that ended last, where nothing of its own is known.
    fn late_before(&self, run: &RunKey) -> Option<Text> {
        let after = &self.step(&run.step)?.after;
        let before = self.runs.iter().filter(|(k, _)| after.contains(&k.step));
        let (last, day) = before.filter_map(|(k, r)| Some((k, r.ended?))).max_by_key(|(_, day)| *day)?;
        Some(Text::new(format!("`{last}` ended on {day}"), format!("`{last}`于{day}结束")))
    }
}

/// Days before a due day from which it is amber.
const SOON_DAYS: i64 = 7;

fn light(due: Date, today: Date) -> Option<Light> {
    match due.days_since(today) {
        days if days < 0 => Some(Light::Red),
        days if days <= SOON_DAYS => Some(Light::Amber),
        _ => None,
    }
}
