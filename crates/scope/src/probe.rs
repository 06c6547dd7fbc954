//! Probes: what happens on both sides of every limit and date of a rule.

use crate::cell::Cell;
use crate::engine::Engine;
use crate::facts::Dates;
use crate::product::Product;
use crate::program::{FactIx, Node, NodeId, SchemeCode, Test, value};
use crate::residual::{Decision, Settler};
use crate::result::Outcome;
use certmap_base::{Date, Exact};
use certmap_expr::Tri;
use certmap_pack::{FactType, Scheme};
use std::collections::BTreeSet;

/// A limit of a rule and the outcomes around it, for a product that otherwise fits the rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probe {
    /// Scheme id.
    pub scheme: String,
    /// Rule id.
    pub rule: String,
    /// Fact whose limit it is.
    pub fact: String,
    /// The limit, with its unit, or a date.
    pub limit: String,
    /// Outcome just below the limit, or on the day before.
    pub below: Outcome,
    /// Outcome at the limit, or on the day.
    pub at: Outcome,
    /// Outcome just above; on dates the same as `at`.
    pub above: Outcome,
}

/// Steps of the search for a product that fits a rule.
const SEARCH_MAX: usize = 400;

/// Probes of all entries and bans of a scheme, for goods of the given day.
#[must_use]
pub fn probes(engine: &Engine, scheme_id: &str, on: Date) -> Vec<Probe> {
    let Some((_, scheme, code)) = engine.code(scheme_id) else { return Vec::new() };
    let mut found = Vec::new();
    let rules = scheme.bans.iter().zip(&code.bans).chain(scheme.entries.iter().zip(&code.entries));
    for (rule, rule_code) in rules {
        let later = rule.phases.iter().map(|p| p.from).filter(|d| *d > on).max();
        let day = later.unwrap_or(on);
        let fits = fitting(engine, rule_code.active, day).or_else(|| fitting(engine, rule_code.when, day));
        let Some(cells) = fits else { continue };
        for (fact, cut) in limits(engine, rule_code.active) {
            found.extend(probe(engine, (scheme, code), &rule.id, &cells, fact, cut));
        }
    }
    found.dedup();
    found
}

/// Cells of a product for which the node holds, found by answering open facts one after the other.
fn fitting(engine: &Engine, node: NodeId, on: Date) -> Option<Vec<Cell>> {
    let start = engine.cells(&Product::default(), &Dates::all(on));
    let goal = Decision { steps: vec![(node, Outcome::In)], otherwise: Outcome::Out };
    let settler = Settler::new(&engine.program, &engine.kinds);
    let mut stack = vec![start];
    let mut values = Vec::new();
    for _ in 0..SEARCH_MAX {
        let cells = stack.pop()?;
        engine.program.run(&cells, &mut values);
        match value(&values, node) {
            Tri::True => return Some(cells),
            Tri::False => continue,
            Tri::Unknown => {}
        }
        let live = settler.live(&goal, &cells, &values);
        let Some(fact) = live.first().copied() else { continue };
        let answers =
            live.iter().find_map(|f| settler.answers(*f, &goal, &live, &cells, &values).filter(|a| !a.is_empty()));
        let _ = fact;
        let mut next: Vec<Vec<Cell>> = answers?.into_iter().filter(|c| possible(engine, c, node)).collect();
        next.reverse();
        stack.extend(next);
    }
    None
}

fn possible(engine: &Engine, cells: &[Cell], node: NodeId) -> bool {
    let mut values = Vec::new();
    engine.program.run(cells, &mut values);
    !value(&values, node).is_false()
}

/// Thresholds that the node depends on.
fn limits(engine: &Engine, node: NodeId) -> BTreeSet<(FactIx, u16)> {
    let mut found = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut todo = vec![node];
    while let Some(node) = todo.pop() {
        if !seen.insert(node) {
            continue;
        }
        match engine.program.nodes.get(node as usize) {
            Some(Node::Test(t)) => {
                if let Some(code) = engine.program.tests.get(*t as usize)
                    && let Test::Order(_, cut) | Test::Low(_, cut) | Test::High(_, cut) | Test::Covers(cut) = &code.test
                {
                    found.insert((code.fact, *cut));
                }
            }
            Some(Node::Not(n)) => todo.push(*n),
            Some(Node::And(parts) | Node::Or(parts)) => todo.extend(engine.program.parts(*parts)),
            Some(Node::Const(_)) | None => {}
        }
    }
    found
}

fn probe(
    engine: &Engine,
    (scheme, code): (&Scheme, &SchemeCode),
    rule: &str,
    cells: &[Cell],
    fact: FactIx,
    cut: u16,
) -> Option<Probe> {
    let column = engine.program.columns.get(usize::from(fact))?;
    let limit_value = column.cuts.get(usize::from(cut))?;
    let outcomes = [2 * cut, 2 * cut + 1, 2 * cut + 2].map(|place| {
        let mut cells = cells.to_vec();
        let range = matches!(cells.get(usize::from(fact)), Some(Cell::Span(..)))
            || column.kind == crate::program::ColumnKind::Ranges;
        if let Some(slot) = cells.get_mut(usize::from(fact)) {
            *slot = if range {
                Cell::Span([place, place], [Exact::zero(), Exact::zero()])
            } else {
                Cell::Point(place, *limit_value)
            };
        }
        let mut values = Vec::new();
        engine.program.run(&cells, &mut values);
        Settler::new(&engine.program, &engine.kinds).settle(&code.decision, &cells, &values).outcome()
    });
    let [below, at, above] = outcomes;
    if below == at && at == above {
        return None;
    }
    Some(Probe {
        scheme: scheme.id.clone(),
        rule: rule.to_owned(),
        fact: column.fact.clone(),
        limit: limit(engine, &column.fact, limit_value),
        below,
        at,
        above,
    })
}

fn limit(engine: &Engine, fact: &str, value: &Exact) -> String {
    let common = &engine.library.common;
    match common.facts.get(fact).map(|f| &f.kind) {
        Some(FactType::Date) => Date::MIN.add_days(value.ceiling()).to_string(),
        Some(FactType::Quantity { unit, .. } | FactType::Range { unit, .. }) => match common.units.get(unit) {
            Some(unit) => common.units.from_base(*value, unit).to_string(),
            None => value.to_string(),
        },
        _ => value.to_string(),
    }
}
