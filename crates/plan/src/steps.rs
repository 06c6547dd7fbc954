//! Writes down the steps and milestones of the plan.

use crate::activity::{Activity, Network};
use crate::days::suffix;
use crate::explain::Explainer;
use crate::goods::event_name;
use crate::group::Inst;
use crate::model::{PlanStep, StepKind};
use crate::pass::critical;
use crate::plan::Whole;
use crate::table::date;
use certmap_base::{Date, Text};
use certmap_calendar::DayStatus;
use certmap_pack::{Basis, Behaviour, Clock, Duration, Event, Party, Per};

impl Whole<'_, '_> {
    pub(crate) fn explainer<'e>(&'e self, markets: &'e [&'e str]) -> Explainer<'e, 'e> {
        Explainer {
            network: self.network,
            today: self.today,
            early: self.early,
            late: self.late,
            ships: self.ships,
            markets,
        }
    }

    /// The earliest days as they are shown.
    pub(crate) fn shown(&self, place: usize, activity: &Activity<'_>) -> (Date, Date) {
        let (start, end) = (self.early.start(place), self.early.end(place));
        if activity.done.is_none() && start == end {
            let day = date((end - 1).max(self.today));
            return (day, day);
        }
        (date(start), date(end - 1))
    }

    /// The latest days as they are shown.
    fn shown_late(&self, place: usize) -> (Date, Date) {
        let (start, end) = (self.late.start(place), self.late.end(place));
        if start == end {
            let day = date(if end >= self.today { (end - 1).max(self.today) } else { end - 1 });
            return (day, day);
        }
        (date(start), date(end - 1))
    }

    pub(crate) fn steps(&self) -> Vec<PlanStep> {
        let on_chain = critical(self.network, self.ships, self.early);
        let markets: Vec<&str> = self.request.targets.iter().map(|t| t.market.as_str()).collect();
        let explainer = self.explainer(&markets);
        let all = self.network.activities.iter().enumerate();
        let mut steps: Vec<PlanStep> =
            all.map(|(p, a)| self.step(p, a, &explainer, on_chain.get(p) == Some(&true))).collect();
        for target in 0..self.standings.len() {
            self.milestones(target, &mut steps);
        }
        steps.sort_by_key(|s| (s.start, s.finish));
        steps
    }

    fn step(&self, place: usize, a: &Activity<'_>, explainer: &Explainer<'_, '_>, critical: bool) -> PlanStep {
        let (start, finish) = self.shown(place, a);
        let (latest_start, latest_finish) = self.shown_late(place);
        let group = a.group.and_then(|g| self.network.groups.get(g));
        let users = || a.users.iter().filter_map(|u| self.network.groups.get(*u));
        let market = match (group.and_then(|g| g.results.first()), a.run) {
            (Some(result), _) => result.market.clone(),
            (None, Inst::Ship(t)) => self.request.targets.get(t).map_or_else(String::new, |t| t.market.clone()),
            _ => String::new(),
        };
        PlanStep {
            id: a.id.clone(),
            scheme: group.map(|g| g.id().to_owned()),
            step: a.step.map_or_else(|| a.goods.to_owned(), |s| s.id.clone()),
            market,
            title: a.title(),
            kind: if a.behaviour() == Some(Behaviour::Wait) { StepKind::Wait } else { StepKind::Step },
            behaviour: a.behaviour(),
            by: a.by(),
            clock: a.step.map_or(Clock::None, |s| s.clock),
            per: a.step.map_or(Per::Shipment, |s| s.per),
            of: suffix(self.inputs, group.map_or(&[], |g| g.units.as_slice()), a.run),
            start,
            finish,
            latest_start,
            latest_finish,
            slack_days: self.slack(place, a),
            critical,
            lasts: a.days,
            basis: a.basis,
            typed: a.typed,
            missing: a.missing.clone(),
            calendar: self
                .network
                .table(a)
                .filter(|_| a.usual().working)
                .map_or_else(|| "always".to_owned(), |t| t.id.clone()),
            status: explainer.status(place, a),
            after: ids(self.network, self.network.before(place).iter().copied()),
            shared_by: if a.users.len() > 1 { users().map(|g| g.id().to_owned()).collect() } else { Vec::new() },
            conditional: a.conditional,
            if_in: a.if_in,
            done: a.done.is_some(),
            documents: a.step.map_or_else(Vec::new, |s| s.needs.clone()),
            fees: self.costs.iter().filter(|c| c.activity == place).map(|c| c.charge.clone()).collect(),
            why: explainer.why(place, a),
        }
    }

    fn slack(&self, place: usize, a: &Activity<'_>) -> i64 {
        let (early, late) = (self.early.start(place), self.late.start(place));
        match self.network.table(a).filter(|_| a.usual().working && a.usual().days > 0) {
            _ if a.done.is_some() => 0,
            Some(table) => i64::from(table.before(late) - table.before(early)),
            None => i64::from(late - early),
        }
    }

    /// Loading, and the events that something is due before.
    fn milestones(&self, target: usize, steps: &mut Vec<PlanStep>) {
        let dues: Vec<(Event, usize)> = self
            .network
            .dues_of(target, false)
            .map(|d| match d.group.and_then(|g| self.network.groups.get(g)) {
                Some(group) if !d.marks && group.event() != Event::Marking => (group.event(), d.activity),
                _ => (Event::LeavingFactory, d.activity),
            })
            .collect();
        for event in Event::ALL.iter().copied().filter(|e| *e != Event::Marking) {
            let before = dues.iter().filter(|(e, _)| *e == event).map(|(_, a)| *a);
            let after = ids(self.network, before);
            if !after.is_empty() || event == Event::Loading {
                steps.extend(self.milestone(target, event, after));
            }
        }
    }

    fn milestone(&self, target: usize, event: Event, after: Vec<String>) -> Option<PlanStep> {
        let (s, goods) = (self.standings.get(target)?, self.network.goods.get(target)?);
        let asked = self.request.targets.get(target)?;
        let offset = goods.offset(event);
        let day = date(s.ship + offset);
        let name = event_name(event);
        Some(PlanStep {
            id: format!("ship-{}/{}", target + 1, event.word().replace('_', "-")),
            scheme: None,
            step: event.word().to_owned(),
            market: asked.market.clone(),
            title: Text::new(capital(&name.en), name.zh),
            kind: StepKind::Milestone,
            behaviour: None,
            by: if event == Event::CustomsEntry { Party::Customs } else { Party::Applicant },
            clock: Clock::None,
            per: Per::Shipment,
            of: Some(format!("ship-{}", target + 1)),
            start: day,
            finish: day,
            latest_start: day,
            latest_finish: day,
            slack_days: s.slack.map_or(0, i64::from),
            critical: false,
            lasts: [Duration { days: 0, working: false }; 3],
            basis: Basis::None,
            typed: false,
            missing: Vec::new(),
            calendar: "always".to_owned(),
            status: DayStatus::Official,
            after,
            shared_by: Vec::new(),
            conditional: false,
            if_in: false,
            done: false,
            documents: Vec::new(),
            fees: Vec::new(),
            why: why_event(event, asked, offset),
        })
    }
}

/// Why an event of the goods lies on its day.
fn why_event(event: Event, asked: &crate::Target, offset: i32) -> Text {
    let market = &asked.market;
    let (en, zh) = if offset < 0 { ("before", "前") } else { ("after", "后") };
    match (event, asked.ship.is_some()) {
        (Event::Loading, true) => {
            Text::new(format!("shipment to {market}, as asked"), format!("发往{market}的货期，按要求"))
        }
        (Event::Loading, false) => {
            Text::new(format!("the earliest shipment to {market}"), format!("发往{market}的最早货期"))
        }
        _ if offset == 0 => Text::new("on the day of loading", "装运当日"),
        _ => Text::new(
            format!("{} calendar days {en} loading", offset.abs()),
            format!("装运{zh}{}个日历日", offset.abs()),
        ),
    }
}

fn ids(network: &Network<'_>, places: impl Iterator<Item = usize>) -> Vec<String> {
    places.filter_map(|p| network.activities.get(p)).map(|a| a.id.clone()).collect()
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
