//! What a Gantt chart shows: groups, rows and the span of days; drawn by the terminal, SVG and HTML alike.

use crate::Style;
use certmap_base::Date;
use certmap_plan::{Plan, PlanStep, StepKind};

/// The chart of a plan.
#[derive(Debug, Clone)]
pub struct Timeline<'a> {
    /// First day shown, a Monday.
    pub from: Date,
    /// First day no longer shown, a Monday.
    pub until: Date,
    /// Today.
    pub today: Date,
    /// Shipments with a day: number from 1, market, day.
    pub ships: Vec<(usize, &'a str, Date)>,
    /// Groups by scheme, in the order of their first step.
    pub groups: Vec<Group<'a>>,
}

/// The steps of one scheme, or those of the goods.
#[derive(Debug, Clone)]
pub struct Group<'a> {
    /// Markets and scheme.
    pub title: String,
    /// Bars by start.
    pub bars: Vec<Bar<'a>>,
}

/// A step, or several runs of it on the same days.
#[derive(Debug, Clone)]
pub struct Bar<'a> {
    /// The first of them.
    pub step: &'a PlanStep,
    /// How many.
    pub runs: usize,
    /// What it is called: its title, and what it covers where that tells it from others.
    pub name: String,
}

/// What a day of a bar is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// Outside the bar.
    Empty,
    /// The start may still move to here.
    Slack,
    /// Inside the bar, not worked.
    Closed,
    /// Somebody waits.
    Wait,
    /// Somebody works.
    Work,
    /// On the critical path.
    Critical,
    /// A moment.
    Moment,
}

impl<'a> Timeline<'a> {
    /// The chart of a plan.
    #[must_use]
    pub fn of(plan: &'a Plan, style: &Style<'_>) -> Timeline<'a> {
        let ships: Vec<(usize, &str, Date)> =
            plan.ships.iter().enumerate().filter_map(|(i, s)| s.date.map(|d| (i + 1, s.market.as_str(), d))).collect();
        let days =
            plan.steps.iter().flat_map(|s| [s.start, s.finish]).chain(ships.iter().map(|s| s.2)).chain([plan.today]);
        let first = days.clone().min().unwrap_or(plan.today);
        let last = days.max().unwrap_or(plan.today);
        let from = monday(first);
        let until = monday(last).add_days(7);
        Timeline { from, until, today: plan.today, ships, groups: groups(plan, style) }
    }

    /// Number of days shown.
    #[must_use]
    pub fn days(&self) -> i64 {
        self.until.days_since(self.from)
    }

    /// Mondays shown.
    pub fn weeks(&self) -> impl Iterator<Item = Date> + '_ {
        (0..self.days() / 7).map(|w| self.from.add_days(w * 7))
    }

    /// First days of months shown; the first day shown stands for its month.
    #[must_use]
    pub fn months(&self) -> Vec<Date> {
        let mut months = vec![self.from];
        let mut day = self.from.add_days(1 - i64::from(self.from.day())).add_months(1);
        while day < self.until {
            months.push(day);
            day = day.add_months(1);
        }
        months
    }
}

/// The Monday of a day's week.
#[must_use]
pub fn monday(day: Date) -> Date {
    let mut day = day;
    while day.weekday() != certmap_base::Weekday::Monday && day > Date::MIN {
        day = day.add_days(-1);
    }
    day
}

fn groups<'a>(plan: &'a Plan, style: &Style<'_>) -> Vec<Group<'a>> {
    let market = |s: &PlanStep| plan.ships.iter().position(|p| p.market == s.market).unwrap_or(plan.ships.len());
    let mut steps: Vec<&PlanStep> = plan.steps.iter().collect();
    steps.sort_by_key(|s| (s.scheme.is_none(), market(s), s.start, s.finish));
    let mut found: Vec<(Option<&str>, Vec<&PlanStep>)> = Vec::new();
    for step in steps {
        let key = step.scheme.as_deref();
        match found.iter_mut().find(|(k, _)| *k == key) {
            Some((_, list)) => list.push(step),
            None => found.push((key, vec![step])),
        }
    }
    let group = |(key, steps): (Option<&str>, Vec<&'a PlanStep>)| Group {
        title: steps.first().map_or_else(String::new, |s| title(plan, key, s, style)),
        bars: bars(&steps, style),
    };
    found.into_iter().map(group).collect()
}

/// Runs of the same step on the same days become one bar.
fn bars<'a>(steps: &[&'a PlanStep], style: &Style<'_>) -> Vec<Bar<'a>> {
    let mut bars: Vec<Bar<'a>> = Vec::new();
    for step in steps {
        let same = |b: &&mut Bar<'_>| {
            let s = b.step;
            s.scheme.is_some()
                && (&s.step, s.start, s.finish, s.latest_start, s.latest_finish)
                    == (&step.step, step.start, step.finish, step.latest_start, step.latest_finish)
                && (s.done, s.conditional, s.if_in, &s.why) == (step.done, step.conditional, step.if_in, &step.why)
        };
        match bars.iter_mut().find(same) {
            Some(bar) => bar.runs += 1,
            None => bars.push(Bar { step, runs: 1, name: String::new() }),
        }
    }
    let twice: Vec<bool> =
        bars.iter().map(|b| bars.iter().filter(|c| c.step.step == b.step.step).count() > 1).collect();
    for (bar, twice) in bars.iter_mut().zip(twice) {
        bar.name = name(bar, twice, style);
    }
    bars
}

fn name(bar: &Bar<'_>, twice: bool, style: &Style<'_>) -> String {
    let title = style.text(&bar.step.title);
    match &bar.step.of {
        _ if bar.runs > 1 => format!("{title} ×{}", bar.runs),
        _ if bar.step.scheme.is_none() && twice => format!("{title}{}", style.aside(&bar.step.market)),
        Some(of) if twice => format!("{title}{}", style.aside(of)),
        _ => title.to_owned(),
    }
}

fn title(plan: &Plan, scheme: Option<&str>, step: &PlanStep, style: &Style<'_>) -> String {
    let Some(id) = scheme else { return style.say("Goods", "货物").to_owned() };
    match plan.schemes.iter().find(|s| s.scheme == id) {
        Some(s) => format!("{}  {}", s.markets.join(" "), style.text(&s.title)),
        None => format!("{}  {id}", step.market),
    }
}

/// What a day of a step's row is.
#[must_use]
pub fn mark(step: &PlanStep, day: Date, style: &Style<'_>) -> Mark {
    if step.kind == StepKind::Milestone {
        return if day == step.finish { Mark::Moment } else { Mark::Empty };
    }
    if day < step.start {
        return Mark::Empty;
    }
    if day > step.finish {
        return if day <= step.latest_finish && !step.done { Mark::Slack } else { Mark::Empty };
    }
    if style.closed(&step.calendar, day).is_some() && step.start != step.finish {
        return Mark::Closed;
    }
    match (step.critical, step.kind) {
        (true, StepKind::Step) => Mark::Critical,
        (_, StepKind::Wait) => Mark::Wait,
        _ => Mark::Work,
    }
}
