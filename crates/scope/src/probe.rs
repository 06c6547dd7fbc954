//! Probes: what happens on both sides of every limit of a rule, and on the day before and of each of its dates.
//!
//! For each limit a product is looked for on which nothing but the limit decides. The day on which it is looked for is a
//! day of the rule's own, so that probes do not change with the clock.

use crate::answer::requirement_decision;
use crate::cell::{Cell, date};
use crate::changed::looked_at;
use crate::engine::Engine;
use crate::lower::stages;
use crate::program::{FactIx, NodeId, RuleCode, SchemeCode};
use crate::residual::Decision;
use crate::result::Outcome;
use crate::search::{Search, Sides, Vary, Wanted, differ, kind_of, limits, unknown, ways};
use certmap_base::{Date, Exact};
use certmap_pack::{FactType, Phase, Rule, RuleKind, Scheme};
use std::collections::BTreeSet;

/// What a limit belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProbeOf {
    /// A rule: outcomes are those of the scheme; of a requirement its own.
    Rule(RuleKind),
    /// A way to fulfil a requirement without a test: `in` where it may be used.
    TestExclusion,
    /// A route: `in` where it is open.
    Route,
}

/// A limit or date of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// Rule id, of a test exclusion that of its requirement, or route id.
    pub rule: String,
    /// What it belongs to.
    pub of: ProbeOf,
    /// The fact; none for a date on which the rule itself begins, ends or turns.
    pub fact: Option<String>,
    /// The limit with its unit, or the date.
    pub at: String,
    /// The date, if it is one.
    pub day: Option<Date>,
}

/// The outcomes around a limit, for a product on which it decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probe {
    /// The limit.
    pub limit: Limit,
    /// The kind of the product, where the rule asks for one.
    pub kind: Option<String>,
    /// Outcome just below the limit, or on the day before.
    pub below: Outcome,
    /// Outcome at the limit, or on the day.
    pub at: Outcome,
    /// Outcome just above the limit, or on the day after.
    pub above: Outcome,
}

/// Probes of a scheme.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Probes {
    /// Limits with what happens around them, in the order of the rules.
    pub found: Vec<Probe>,
    /// Limits for which no product was found on which they decide in any rule, and dates for which none was.
    pub open: Vec<Limit>,
}

/// Steps of the search per limit.
const STEPS_MAX: usize = 2500;
/// Entries through which a gate or an exclusion is looked at.
const ENTRIES_MAX: usize = 24;

/// Probes of all rules and routes of a scheme.
#[must_use]
pub fn probes(engine: &Engine, scheme_id: &str) -> Probes {
    let Some((pack, scheme, code)) = engine.code(scheme_id) else { return Probes::default() };
    let others = looked_at(pack, scheme).into_iter().filter(|id| *id != scheme.id);
    let others = others.filter_map(|id| engine.code(&id).map(|(_, _, c)| c.ends_in)).collect();
    let last = engine.turning_days(code).last().copied();
    let base = last.or_else(|| Date::new(2026, 1, 1).ok()).unwrap_or(Date::MIN);
    let mut prober =
        Prober { engine, search: Search::new(engine), scheme, code, others, base, found: Probes::default() };
    prober.rules();
    prober.requirements();
    prober.routes();
    // A limit that stands in several rules, as those of a definition do, need not decide in each of them.
    let Probes { found, open } = &mut prober.found;
    open.retain(|l| l.fact.is_none() || !found.iter().any(|p| (&p.limit.fact, &p.limit.at) == (&l.fact, &l.at)));
    let mut seen = BTreeSet::new();
    open.retain(|l| l.fact.is_none() || seen.insert((l.fact.clone(), l.at.clone())));
    prober.found
}

/// A condition under which a product is looked for: what must hold beside the way to the limit, where the way begins, and
/// the days that are tried.
struct Place {
    beside: Wanted,
    root: NodeId,
    days: Vec<Date>,
}

/// A rule whose limits are looked for.
struct Target<'a> {
    rule: &'a str,
    of: ProbeOf,
    /// The condition whose limits they are.
    when: NodeId,
    places: Vec<Place>,
    decision: &'a Decision,
    phases: &'a [Phase],
}

struct Prober<'e> {
    engine: &'e Engine<'e>,
    search: Search<'e>,
    scheme: &'e Scheme,
    code: &'e SchemeCode,
    /// Where schemes that this one looks at are decided.
    others: BTreeSet<NodeId>,
    base: Date,
    found: Probes,
}

impl Prober<'_> {
    fn rules(&mut self) {
        let (scheme, code) = (self.scheme, self.code);
        let groups = [
            (&scheme.bans, &code.bans),
            (&scheme.gates, &code.gates),
            (&scheme.entries, &code.entries),
            (&scheme.exclusions, &code.exclusions),
            (&scheme.exemptions, &code.exemptions),
            (&scheme.conflicts, &code.conflicts),
        ];
        for (rule, rule_code) in groups.into_iter().flat_map(|(rules, codes)| rules.iter().zip(codes)) {
            self.target(&Target {
                rule: &rule.id,
                of: ProbeOf::Rule(rule.kind),
                when: rule_code.when,
                places: self.places(rule, rule_code),
                decision: &code.decision,
                phases: &rule.phases,
            });
        }
    }

    /// Where a product is looked for on which the rule decides the outcome of the scheme.
    fn places(&self, rule: &Rule, code: &RuleCode) -> Vec<Place> {
        let whole = self.code;
        let calm = || vec![(whole.conflict, false), (whole.banned, false), (whole.exempt, false)];
        let entries = self.scheme.entries.iter().zip(&whole.entries);
        let about = |e: &Rule| rule.of.is_empty() || rule.of.contains(&e.id);
        let place = |beside, root, days| Place { beside, root, days };
        match rule.kind {
            RuleKind::Ban | RuleKind::Conflict | RuleKind::Requirement => {
                vec![place(Vec::new(), code.active, self.days(&rule.phases))]
            }
            RuleKind::Entry => {
                let days = self.days(&rule.phases);
                vec![place(calm(), code.active, days.clone()), place(Vec::new(), code.active, days)]
            }
            RuleKind::Gate | RuleKind::Exclusion => entries
                .filter(|(e, _)| about(e) && !e.skips.contains(&rule.id))
                .take(ENTRIES_MAX)
                .map(|(e, c)| place(calm(), c.active, self.days(&e.phases)))
                .collect(),
            RuleKind::Exemption => entries
                .filter(|(e, _)| about(e))
                .take(ENTRIES_MAX)
                .map(|(e, c)| {
                    let beside = vec![(whole.conflict, false), (whole.banned, false), (c.active, true)];
                    place(beside, code.active, self.days(&e.phases))
                })
                .collect(),
        }
    }

    fn requirements(&mut self) {
        let (scheme, code) = (self.scheme, self.code);
        for (rule, c) in scheme.requirements.iter().zip(&code.requirements) {
            self.target(&Target {
                rule: &rule.id,
                of: ProbeOf::Rule(rule.kind),
                when: c.when,
                places: self.places(rule, c),
                decision: &requirement_decision(c),
                phases: &rule.phases,
            });
            for node in &c.exclusions {
                let place = Place { beside: vec![(c.active, true)], root: *node, days: self.days(&rule.phases) };
                self.target(&Target {
                    rule: &rule.id,
                    of: ProbeOf::TestExclusion,
                    when: *node,
                    places: vec![place],
                    decision: &holds(*node),
                    phases: &[],
                });
            }
        }
    }

    fn routes(&mut self) {
        let (scheme, code) = (self.scheme, self.code);
        for (route, node) in scheme.routes.iter().zip(&code.routes) {
            let dates = limits(&self.engine.program, *node, &self.others);
            self.target(&Target {
                rule: &route.id,
                of: ProbeOf::Route,
                // What the phases say stands in the node too; dates come from there.
                when: *node,
                places: vec![Place { beside: Vec::new(), root: *node, days: self.days_of(&dates) }],
                decision: &holds(*node),
                phases: &[],
            });
        }
    }

    /// Days on which a rule with such phases is in force; others of the scheme's days where none decides.
    fn days(&self, phases: &[Phase]) -> Vec<Date> {
        let (_, on, _) = stages(phases);
        let inside =
            |d: Date| on.iter().any(|(from, until)| from.is_none_or(|f| f <= d) && until.is_none_or(|u| d < u));
        let own = on.iter().rev().filter_map(|(from, until)| from.or(until.map(|u| u.add_days(-1))));
        let turning = self.engine.turning_days(self.code).iter().rev().map(|d| d.add_days(-1));
        let mut days: Vec<Date> = Vec::new();
        for day in std::iter::once(self.base).chain(own).chain(turning).filter(|d| inside(*d)) {
            if !days.contains(&day) {
                days.push(day);
            }
        }
        days.truncate(4);
        if days.is_empty() { vec![self.base] } else { days }
    }

    fn days_of(&self, limits: &BTreeSet<(FactIx, u16)>) -> Vec<Date> {
        let dates = limits.iter().filter(|(f, _)| self.search.is_date(*f)).filter_map(|(f, cut)| self.value(*f, *cut));
        let mut days = vec![self.base];
        days.extend(dates.flat_map(|d| [date(&d), date(&d).add_days(-1)]));
        days
    }

    fn value(&self, fact: FactIx, cut: u16) -> Option<Exact> {
        self.engine.program.columns.get(usize::from(fact))?.cuts.get(usize::from(cut)).copied()
    }

    fn target(&mut self, target: &Target) {
        let mut dates: BTreeSet<Date> = target.phases.iter().flat_map(|p| [Some(p.from), p.until]).flatten().collect();
        for (fact, cut) in limits(&self.engine.program, target.when, &self.others) {
            if self.search.is_date(fact) {
                dates.extend(self.value(fact, cut).map(|v| date(&v)));
            } else {
                self.limit(target, fact, cut);
            }
        }
        for day in dates {
            self.day(target, day);
        }
    }

    fn limit(&mut self, target: &Target, fact: FactIx, cut: u16) {
        let vary = Vary::Cut(fact, cut);
        self.search.allow(STEPS_MAX);
        let mut best: Option<(Sides, Vec<Cell>)> = None;
        for place in &target.places {
            for way in ways(&self.engine.program, place.root, fact, cut) {
                let wanted: Wanted = place.beside.iter().copied().chain(way).collect();
                for day in &place.days {
                    let mut start = self.search.start(*day);
                    self.search.vary(&mut start, vary, 1);
                    let Some(cells) = self.search.satisfy(start, &wanted) else { continue };
                    let (sides, cells) = self.search.sides(cells, vary, target.decision);
                    let better = best.as_ref().is_none_or(|(known, _)| unknown(&sides) < unknown(known));
                    if differ(&sides) && better {
                        best = Some((sides, cells));
                    }
                    if best.as_ref().is_some_and(|(s, _)| unknown(s) == 0) {
                        break;
                    }
                }
                if self.search.is_spent() || best.as_ref().is_some_and(|(s, _)| unknown(s) == 0) {
                    break;
                }
            }
            if self.search.is_spent() || best.is_some() {
                break;
            }
        }
        let column = self.engine.program.columns.get(usize::from(fact)).map(|c| c.fact.clone());
        let value = self.value(fact, cut).unwrap_or_else(Exact::zero);
        let (at, day) = column.as_deref().map_or((String::new(), None), |f| self.shown(f, &value));
        self.put(Limit { rule: target.rule.to_owned(), of: target.of, fact: column, at, day }, best);
    }

    /// The day before and of a date, for a product that the rule describes.
    fn day(&mut self, target: &Target, day: Date) {
        self.search.allow(STEPS_MAX);
        let mut best: Option<(Sides, Vec<Cell>)> = None;
        for place in &target.places {
            for on in place.days.iter().copied().chain([day, day.add_days(-1)]) {
                let wanted: Wanted = place.beside.iter().copied().chain([(place.root, true)]).collect();
                let Some(cells) = self.search.satisfy(self.search.start(on), &wanted) else { continue };
                let (sides, cells) = self.search.sides(cells, Vary::Day(day), target.decision);
                let rank = |s: &Sides| (unknown(s), !differ(s));
                if best.as_ref().is_none_or(|(known, _)| rank(&sides) < rank(known)) {
                    best = Some((sides, cells));
                }
                if best.as_ref().is_some_and(|(s, _)| rank(s) == (0, false)) {
                    break;
                }
            }
            if self.search.is_spent() || best.is_some() {
                break;
            }
        }
        let limit =
            Limit { rule: target.rule.to_owned(), of: target.of, fact: None, at: day.to_string(), day: Some(day) };
        self.put(limit, best);
    }

    fn put(&mut self, limit: Limit, best: Option<(Sides, Vec<Cell>)>) {
        match best {
            Some(([below, at, above], cells)) => {
                let probe = Probe { limit, kind: kind_of(self.engine, &cells), below, at, above };
                if !self.found.found.contains(&probe) {
                    self.found.found.push(probe);
                }
            }
            None if self.found.open.contains(&limit) => {}
            None => self.found.open.push(limit),
        }
    }

    /// A limit in the unit of its fact, and as a day where it is one.
    fn shown(&self, fact: &str, value: &Exact) -> (String, Option<Date>) {
        let common = &self.engine.library.common;
        match common.facts.get(fact).map(|f| &f.kind) {
            Some(FactType::Date) => (date(value).to_string(), Some(date(value))),
            Some(FactType::Quantity { unit, .. } | FactType::Range { unit, .. }) => match common.units.get(unit) {
                Some(unit) => (common.units.from_base(*value, unit).to_string(), None),
                None => (value.to_string(), None),
            },
            _ => (value.to_string(), None),
        }
    }
}

fn holds(node: NodeId) -> Decision {
    Decision { steps: vec![(node, Outcome::In)], otherwise: Outcome::Out }
}
