//! A scheme with everything the network needs to know of it: markets, units, factories, papers in hand.

use crate::goods::Goods;
use crate::model::SchemeState;
use crate::outlook::{Warning, WarningKind};
use crate::request::{Inputs, Request, SchemeInPlan};
use crate::table::number;
use certmap_base::{Confidence, Text};
use certmap_expr::Tri;
use certmap_pack::{Behaviour, Event, Per, Procedure, Scheme, Step};
use certmap_scope::{Outcome, Paper, Product, SchemeResult};

/// What one run of a step is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Inst {
    /// The product.
    Product,
    /// A unit, by place in the group.
    Unit(usize),
    /// A factory, by place in the product; none where no factory is known.
    Factory(Option<usize>),
    /// A shipment, by place in the request.
    Ship(usize),
}

/// A certification unit.
#[derive(Debug, Clone)]
pub(crate) struct Unit {
    pub(crate) id: String,
    /// The same for units of two schemes that hold the same lines.
    pub(crate) key: String,
    lines: Vec<String>,
    factories: Vec<usize>,
}

/// A scheme done in one way, for all markets that ask for it.
#[derive(Debug, Clone)]
pub(crate) struct Group<'a> {
    pub(crate) scheme: &'a Scheme,
    pub(crate) results: Vec<&'a SchemeResult>,
    pub(crate) procedure: Option<&'a Procedure>,
    pub(crate) route: Option<&'a str>,
    pub(crate) confidence: Confidence,
    pub(crate) state: SchemeState,
    /// Shipments that need it.
    pub(crate) targets: Vec<usize>,
    pub(crate) units: Vec<Unit>,
    /// Factories concerned, by place in the product.
    pub(crate) factories: Vec<usize>,
    /// Kinds of papers in hand that count in place of making them.
    held_kinds: Vec<&'a str>,
    /// The day on which an inspection must still be valid.
    inspected_on: i32,
}

impl<'a> Group<'a> {
    pub(crate) fn id(&self) -> &'a str {
        &self.scheme.id
    }

    pub(crate) fn is_planned(&self) -> bool {
        matches!(self.state, SchemeState::Planned | SchemeState::IfIn)
    }

    pub(crate) fn if_in(&self) -> bool {
        self.state == SchemeState::IfIn
    }

    pub(crate) fn event(&self) -> Event {
        self.scheme.fulfil_before
    }

    /// What the runs of a step are for.
    pub(crate) fn runs(&self, per: Per) -> Vec<Inst> {
        match per {
            Per::Product | Per::Year => vec![Inst::Product],
            Per::Unit => (0..self.units.len()).map(Inst::Unit).collect(),
            Per::Factory if self.factories.is_empty() => vec![Inst::Factory(None)],
            Per::Factory => self.factories.iter().map(|f| Inst::Factory(Some(*f))).collect(),
            Per::Shipment => self.targets.iter().map(|t| Inst::Ship(*t)).collect(),
        }
    }

    /// Factories that a run is about; empty where none is known.
    pub(crate) fn factories_of(&self, run: Inst) -> Vec<usize> {
        let unit = |u: usize| self.units.get(u).map(|u| u.factories.clone()).filter(|f| !f.is_empty());
        match run {
            Inst::Factory(f) => f.into_iter().collect(),
            Inst::Unit(u) => unit(u).unwrap_or_else(|| self.factories.clone()),
            Inst::Product | Inst::Ship(_) => self.factories.clone(),
        }
    }

    /// True if one run must wait for the other when their steps do.
    pub(crate) fn related(&self, a: Inst, b: Inst) -> bool {
        match (a, b) {
            (Inst::Unit(x), Inst::Unit(y)) | (Inst::Ship(x), Inst::Ship(y)) => x == y,
            (Inst::Factory(x), Inst::Factory(y)) => x == y,
            (Inst::Unit(_), Inst::Factory(Some(f))) => self.factories_of(a).contains(&f),
            (Inst::Factory(Some(f)), Inst::Unit(_)) => self.factories_of(b).contains(&f),
            _ => true,
        }
    }

    /// True if a paper in hand stands for what the step makes.
    pub(crate) fn is_replaced(&self, step: &Step) -> bool {
        !step.yields.is_empty() && step.yields.iter().all(|y| self.held_kinds.contains(&y.as_str()))
    }

    /// The planner's own names for the conditions of a run, as far as they are known.
    pub(crate) fn extra(&self, inputs: &Inputs<'_>, share_key: Option<&str>, run: Inst) -> Vec<(&'static str, bool)> {
        let adapter = inputs.product.have.iter().any(|p| {
            let word = p.kind.as_deref().unwrap_or("");
            matches!(word, "adapter-certificate" | "adapter_certificate") && self.lasts(p, self.inspected_on)
        });
        let mut extra = vec![("has_adapter_certificate", adapter)];
        let factories = self.factories_of(run);
        if factories.is_empty() {
            return extra;
        }
        let inspected = factories.iter().all(|f| self.is_inspected(inputs.product, *f, share_key));
        let away = |f: &usize| {
            let country = inputs.product.factories.get(*f).map_or("", |f| f.country.as_str());
            !self.results.iter().any(|r| r.market == country)
        };
        extra.push(("factory_has_valid_inspection", inspected));
        extra.push(("auditors_travel", factories.iter().any(away)));
        extra
    }

    /// True if a factory has an inspection for this scheme, for a share key, or for one of its audits, that is valid when needed.
    pub(crate) fn is_inspected(&self, product: &Product, factory: usize, share_key: Option<&str>) -> bool {
        let audits = || self.procedure.into_iter().flat_map(|p| &p.steps).filter(|s| s.behaviour == Behaviour::Audit);
        let meant = |word: &str| {
            word == self.scheme.id || share_key == Some(word) || audits().any(|s| s.share_key.as_deref() == Some(word))
        };
        let Some(factory) = product.factories.get(factory) else { return false };
        factory.inspections.iter().any(|i| {
            let open = i.valid_until.is_none_or(|until| number(until) > self.inspected_on);
            meant(&i.scheme) && open && number(i.on) <= self.inspected_on
        })
    }

    fn lasts(&self, paper: &Paper, day: i32) -> bool {
        paper.valid_until.is_none_or(|until| number(until) > day)
    }
}

/// Puts the schemes together by scheme and procedure, and settles which of them are to be planned.
pub(crate) fn groups<'a>(
    request: &Request,
    inputs: &Inputs<'a>,
    goods: &[Goods],
    warnings: &mut Vec<Warning>,
) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    for given in inputs.schemes {
        let procedure = given.procedure.map(|p| p.id.as_str());
        let same = |g: &&mut Group<'a>| g.id() == given.scheme.id && g.procedure.map(|p| p.id.as_str()) == procedure;
        match groups.iter_mut().find(same) {
            Some(group) => {
                group.results.push(given.result);
                group.confidence = group.confidence.min(given.confidence).min(given.result.confidence);
            }
            None => groups.push(fresh(given)),
        }
    }
    for group in &mut groups {
        settle(group, request, inputs.product, goods, warnings);
    }
    groups
}

fn fresh<'a>(given: &SchemeInPlan<'a>) -> Group<'a> {
    Group {
        scheme: given.scheme,
        results: vec![given.result],
        procedure: given.procedure,
        route: given.route,
        confidence: given.confidence.min(given.result.confidence),
        state: SchemeState::NotNeeded,
        targets: Vec::new(),
        units: Vec::new(),
        factories: Vec::new(),
        held_kinds: Vec::new(),
        inspected_on: 0,
    }
}

fn may_be_in(result: &SchemeResult) -> bool {
    result.outcome == Outcome::Unknown && result.possible.contains(&Outcome::In)
}

fn settle<'a>(
    group: &mut Group<'a>,
    request: &Request,
    product: &'a Product,
    goods: &[Goods],
    warnings: &mut Vec<Warning>,
) {
    let needed: Vec<&SchemeResult> =
        group.results.iter().filter(|r| r.outcome == Outcome::In || may_be_in(r)).copied().collect();
    let targets = request.targets.iter().enumerate();
    let asked = |market: &str| group.results.iter().any(|r| r.outcome == Outcome::Banned && r.market == market);
    if group.results.iter().any(|r| r.outcome == Outcome::Banned) {
        group.state = SchemeState::Banned;
        group.targets = targets.filter(|(_, t)| asked(&t.market)).map(|(i, _)| i).collect();
        return;
    }
    group.state = state(group, &needed);
    group.targets = targets.filter(|(_, t)| needed.iter().any(|r| r.market == t.market)).map(|(i, _)| i).collect();
    if group.state == SchemeState::NotPlanned {
        warnings.push(not_planned(group));
    }
    if !group.is_planned() {
        return;
    }
    group.units = units(&needed, product);
    papers(group, request, product, goods, warnings);
    mandates(group, request, product, goods, warnings);
    if group.targets.is_empty() && group.is_planned() {
        let markets: Vec<&str> = needed.iter().map(|r| r.market.as_str()).collect();
        let markets = markets.join(", ");
        warnings.push(Warning {
            kind: WarningKind::NoShipment,
            of: Some(group.scheme.id.clone()),
            says: Text::new(format!("no shipment to {markets} is given"), format!("未填写发往{markets}的货期")),
        });
    }
    group.factories = factories(group, product);
    let days = group.targets.iter().filter_map(|t| event_day(group, *t, request, goods));
    group.inspected_on = days.min().unwrap_or_else(|| number(request.today)).max(number(request.today));
}

fn state(group: &Group<'_>, needed: &[&SchemeResult]) -> SchemeState {
    let unsure = |r: &&SchemeResult| matches!(r.outcome, Outcome::Unknown | Outcome::NotCovered | Outcome::Conflict);
    match () {
        () if !needed.is_empty() && group.procedure.is_none() => SchemeState::NotPlanned,
        () if needed.iter().any(|r| r.outcome == Outcome::In) => SchemeState::Planned,
        () if !needed.is_empty() => SchemeState::IfIn,
        () if group.results.iter().any(unsure) => SchemeState::NotPlanned,
        () => SchemeState::NotNeeded,
    }
}

fn not_planned(group: &Group<'_>) -> Warning {
    let title = &group.scheme.title;
    let outcome = group.results.first().map_or("", |r| r.outcome.word());
    let says = match group.results.iter().any(|r| r.outcome == Outcome::In || may_be_in(r)) {
        true => Text::new(
            format!("{} is not planned: no procedure is known; the verdict leaves it out", title.en),
            format!("未计划{}：尚无办理程序资料；结论未计入该项", title.zh),
        ),
        false => Text::new(
            format!("{} is not planned: its outcome is {outcome}; the verdict leaves it out", title.en),
            format!("未计划{}：适用性结果为 {outcome}；结论未计入该项", title.zh),
        ),
    };
    Warning { kind: WarningKind::NotPlanned, of: Some(group.scheme.id.clone()), says }
}

fn units(needed: &[&SchemeResult], product: &Product) -> Vec<Unit> {
    let found = needed.iter().find(|r| !r.units.is_empty()).map_or(&[][..], |r| r.units.as_slice());
    let place = |model: &String| {
        let line = product.lines.iter().find(|l| l.model == *model)?;
        let id = line.factory.as_ref()?;
        product.factories.iter().position(|f| f.id == *id)
    };
    let mut units: Vec<Unit> = found
        .iter()
        .map(|u| {
            let mut factories: Vec<usize> = u.lines.iter().filter_map(place).collect();
            factories.sort_unstable();
            factories.dedup();
            let key = if u.lines.is_empty() { u.id.clone() } else { u.lines.join("\n") };
            Unit { id: u.id.clone(), key, lines: u.lines.clone(), factories }
        })
        .collect();
    if units.is_empty() {
        let lines: Vec<String> = product.lines.iter().map(|l| l.model.clone()).collect();
        let key = if lines.is_empty() { "1".to_owned() } else { lines.join("\n") };
        units.push(Unit { id: "1".to_owned(), key, lines, factories: Vec::new() });
    }
    units
}

/// The factories of the units, or all where that is not known.
fn factories(group: &Group<'_>, product: &Product) -> Vec<usize> {
    let known = group.units.iter().all(|u| !u.factories.is_empty());
    let used = |f: &usize| !known || group.units.iter().any(|u| u.factories.contains(f));
    (0..product.factories.len()).filter(used).collect()
}

/// The day of the scheme's event for a shipment that has a day.
fn event_day(group: &Group<'_>, target: usize, request: &Request, goods: &[Goods]) -> Option<i32> {
    let ship = request.targets.get(target)?.ship?;
    Some(number(ship) + goods.get(target)?.offset(group.event()))
}

fn papers<'a>(
    group: &mut Group<'a>,
    request: &Request,
    product: &'a Product,
    goods: &[Goods],
    warnings: &mut Vec<Warning>,
) {
    let named = |p: &Paper, word: &str| [&p.number, &p.kind, &p.scheme].into_iter().flatten().any(|w| w == word);
    let held = || group.results.iter().flat_map(|r| &r.held);
    for unclear in held().filter(|h| h.counts == Tri::Unknown) {
        warnings.push(Warning {
            kind: WarningKind::PaperUnclear,
            of: Some(group.scheme.id.clone()),
            says: Text::new(
                format!("it is not known whether {} counts, so it is not relied on: {}", unclear.paper, unclear.why.en),
                format!("尚不能确定{}是否可用，计划未采用：{}", unclear.paper, unclear.why.zh),
            ),
        });
    }
    let counting: Vec<&'a Paper> =
        product.have.iter().filter(|p| held().any(|h| h.counts == Tri::True && named(p, &h.paper))).collect();
    let (whole, parts): (Vec<&Paper>, Vec<&Paper>) =
        counting.into_iter().partition(|p| p.scheme.as_deref() == Some(group.id()));
    group.held_kinds = parts.iter().filter_map(|p| p.kind.as_deref()).collect();
    if whole.is_empty() {
        return;
    }
    let day = |t: usize| event_day(group, t, request, goods).unwrap_or_else(|| number(request.today));
    let covered = |u: &Unit, day: i32| whole.iter().any(|p| group.lasts(p, day) && covers(p, u, product));
    let targets: Vec<usize> =
        group.targets.iter().copied().filter(|t| group.units.iter().any(|u| !covered(u, day(*t)))).collect();
    if targets.is_empty() {
        let today = number(request.today);
        if !group.targets.is_empty() || group.units.iter().all(|u| covered(u, today)) {
            group.state = SchemeState::Held;
        }
        return;
    }
    let left: Vec<Unit> =
        group.units.iter().filter(|u| targets.iter().any(|t| !covered(u, day(*t)))).cloned().collect();
    if group.units.iter().any(|u| covered(u, number(request.today)) && left.iter().any(|l| l.id == u.id)) {
        warnings.push(Warning {
            kind: WarningKind::PaperExpires,
            of: Some(group.scheme.id.clone()),
            says: Text::new(
                format!(
                    "the paper in hand for {} ends before the goods need it; a new one is planned",
                    group.scheme.title.en
                ),
                format!("现有{}在货物需要之前到期，已按重新办理计划", group.scheme.title.zh),
            ),
        });
    }
    group.targets = targets;
    group.units = left;
}

fn covers(paper: &Paper, unit: &Unit, product: &Product) -> bool {
    let models = paper.models.is_empty() || unit.lines.iter().all(|l| paper.models.contains(l));
    let place = paper.factory.as_ref().map(|id| product.factories.iter().position(|f| f.id == *id));
    let factory = place.is_none_or(|p| unit.factories.iter().all(|f| Some(*f) == p));
    models && factory
}

/// Mandates that end before the last event of the scheme.
fn mandates(group: &Group<'_>, request: &Request, product: &Product, goods: &[Goods], warnings: &mut Vec<Warning>) {
    let Some(last) = group.targets.iter().filter_map(|t| event_day(group, *t, request, goods)).max() else { return };
    for party in &product.parties {
        let Some(mandate) = party.mandate.as_ref().filter(|m| m.scheme == group.id()) else { continue };
        let Some(until) = mandate.until.filter(|u| number(*u) <= last) else { continue };
        warnings.push(Warning {
            kind: WarningKind::MandateEnds,
            of: Some(group.scheme.id.clone()),
            says: Text::new(
                format!(
                    "the mandate of {} for {} ends before it is needed, on {until}",
                    party.name.en, group.scheme.title.en
                ),
                format!("{}办理{}的授权将于{until}到期，早于需要的日期", party.name.zh, group.scheme.title.zh),
            ),
        });
    }
}
