//! Draws a plan as text.
//!
//! One column a day, from a Monday on. `X` worked, `.` closed, `o` public holiday, `-` slack, `*` milestone (or a step without
//! duration).

use crate::build::{World, china, day, germany};
use certmap_base::Date;
use certmap_calendar::{Calendar, DayKind};
use certmap_plan::{Plan, PlanStep, StepKind};

struct Paper<'a> {
    world: &'a World,
    plan: &'a Plan,
    from: Date,
}

/// Compares a plan with its drawing; the first line of the drawing is the week line, which says how many weeks to draw.
#[track_caller]
pub(crate) fn check(world: &World, from: &str, expected: &str) -> Plan {
    let plan = world.plan();
    let lines: Vec<&str> = expected.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
    let weeks = lines[0].matches("MTWTFSS").count();
    let wanted: Vec<&str> = lines[1..].iter().filter_map(|l| l.split_once('|')).map(|(name, _)| name.trim()).collect();
    let paper = Paper { world, plan: &plan, from: day(from) };
    let drawn = paper.draw(weeks, &wanted);
    let tidy = |text: &str| text.lines().map(|l| l.trim().to_owned()).filter(|l| !l.is_empty()).collect::<Vec<_>>();
    assert_eq!(tidy(&drawn).join("\n"), tidy(expected).join("\n"), "\ndrawn:\n{drawn}\nexpected:\n{expected}");
    plan
}

impl Paper<'_> {
    fn draw(&self, weeks: usize, wanted: &[&str]) -> String {
        let width = wanted.iter().map(|w| w.len()).max().unwrap_or(0);
        let mut text = format!("{:width$} | {}\n", "", "MTWTFSS".repeat(weeks));
        for name in wanted {
            let steps: Vec<&PlanStep> = self.plan.steps.iter().filter(|s| self.name(s) == *name).collect();
            assert_eq!(steps.len(), 1, "{name} is drawn {} times of {:?}", steps.len(), self.names());
            let row: String = (0..weeks * 7).map(|i| self.mark(steps[0], self.from.add_days(i as i64))).collect();
            text.push_str(&format!("{name:width$} | {}\n", row.trim_end()));
        }
        let missing: Vec<String> = self.names().into_iter().filter(|n| !wanted.contains(&n.as_str())).collect();
        assert!(missing.is_empty(), "not drawn: {missing:?}");
        text
    }

    fn names(&self) -> Vec<String> {
        self.plan.steps.iter().map(|s| self.name(s)).collect()
    }

    /// The id without the scheme, where that is enough.
    fn name(&self, step: &PlanStep) -> String {
        match (self.world.asked.len() > 1 && step.scheme.is_some(), step.id.split_once('/')) {
            (false, Some((before, rest)))
                if step.scheme.is_some() || before == "ship-1" && self.world.request.targets.len() == 1 =>
            {
                rest.to_owned()
            }
            _ => step.id.clone(),
        }
    }

    fn mark(&self, step: &PlanStep, on: Date) -> char {
        if step.kind == StepKind::Milestone || step.lasts[1].days == 0 {
            return if on == step.start { '*' } else { ' ' };
        }
        match () {
            () if step.start <= on && on <= step.finish => self.worked(step, on),
            () if step.finish < on && on <= step.latest_finish => '-',
            () => ' ',
        }
    }

    fn worked(&self, step: &PlanStep, on: Date) -> char {
        for id in step.calendar.split('+') {
            let (country, factory) = id.split_once('@').unwrap_or((id, ""));
            let shut = self.world.product.factories.iter().filter(|f| f.id == factory).flat_map(|f| &f.shutdowns);
            if shut.into_iter().any(|s| s.from <= on && on < s.until) {
                return '.';
            }
            match calendar(country).day(on).kind {
                DayKind::Holiday { .. } => return 'o',
                DayKind::Weekend => return '.',
                _ => {}
            }
        }
        'X'
    }
}

fn calendar(id: &str) -> Calendar {
    match id {
        "cn" => china(),
        "de" => germany(),
        "always" => Calendar::always("always"),
        _ => Calendar::weekdays("weekdays"),
    }
}
