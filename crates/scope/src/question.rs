//! The next questions, the most useful first.

use crate::cell::Cell;
use crate::engine::{Engine, Facts};
use crate::program::{FactIx, KIND};
use crate::residual::Settler;
use crate::result::{Outcome, Question, SchemeResult};
use certmap_base::Text;
use certmap_expr::Tri;
use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

/// Results of one market, with the cells and values they rest on.
pub(crate) type Situation = (Range<usize>, Rc<Facts>);

/// Every fact that some result waits for; ranked by what it settles at the least, then by effort.
pub(crate) fn questions(engine: &Engine, results: &[SchemeResult], situations: &[Situation]) -> Vec<Question> {
    let mut waiting: BTreeMap<String, (Vec<String>, bool)> = BTreeMap::new();
    for result in results {
        for fact in &result.needs {
            let slot = waiting.entry(fact.clone()).or_default();
            slot.0.push(result.scheme.clone());
            slot.1 = true;
        }
        if result.outcome == Outcome::In {
            for requirement in &result.requirements {
                for fact in &requirement.needs {
                    waiting.entry(fact.clone()).or_default().0.push(requirement.id.clone());
                }
            }
        }
    }
    for (range, facts) in situations {
        let (cells, values) = (&facts.cells, &facts.values);
        for result in results.get(range.clone()).unwrap_or_default().iter().filter(|r| r.outcome == Outcome::In) {
            for (route, fact) in route_facts(engine, &result.scheme, cells, values) {
                waiting.entry(fact).or_default().0.push(route);
            }
        }
    }
    if !kind_decides(engine, results, situations) {
        waiting.remove("kind");
    }
    let mut found: Vec<Question> = waiting
        .into_iter()
        .map(|(fact, (mut concerns, decisive))| {
            concerns.dedup();
            let settles = settles(engine, &fact, results, situations);
            question(engine, fact, concerns, decisive, settles)
        })
        .collect();
    found.sort_by(|a, b| {
        let key = |q: &Question| (!q.decisive, usize::MAX - q.settles, q.effort, usize::MAX - q.concerns.len());
        key(a).cmp(&key(b)).then_with(|| a.fact.cmp(&b.fact))
    });
    first_things_first(engine, &mut found);
    found
}

/// Whether the kind decides something itself, or is not given at all. A kind that would only bring along what is asked
/// for anyway is no question beside it.
fn kind_decides(engine: &Engine, results: &[SchemeResult], situations: &[Situation]) -> bool {
    situations.iter().any(|(range, facts)| {
        if engine.start.knows_no_kind(&facts.cells) {
            return true;
        }
        let mut settler = Settler::new(&engine.program, &engine.kinds);
        let waits = |r: &&SchemeResult| r.needs.iter().any(|n| n == "kind");
        let here = || results.get(range.clone()).unwrap_or_default().iter();
        let decisions =
            here().filter(waits).filter_map(|r| engine.code(&r.scheme)).map(|(_, _, code)| code.decision.clone());
        let of_requirements = here()
            .filter(|r| r.outcome == Outcome::In)
            .filter_map(|r| engine.code(&r.scheme))
            .flat_map(|(_, _, code)| {
                code.requirements
                    .iter()
                    .map(crate::answer::requirement_decision)
                    .chain(code.routes.iter().map(|node| open(*node)))
            });
        decisions.chain(of_requirements).any(|d| settler.settle_itself(&d, &facts.cells, &facts.values).contains(&KIND))
    })
}

/// A fact that can bring another one along is asked before it, where they settle as much.
fn first_things_first(engine: &Engine, found: &mut [Question]) {
    for d in &engine.library.common.dependencies {
        let place = |fact: &str| found.iter().position(|q| q.fact == fact);
        let (Some(first), Some(then)) = (place(&d.fact), place(&d.then)) else { continue };
        let equal = |a: &Question, b: &Question| (a.decisive, a.settles) == (b.decisive, b.settles);
        let level = found.get(first).zip(found.get(then)).is_some_and(|(a, b)| equal(a, b));
        if then < first
            && level
            && let Some(between) = found.get_mut(then..=first)
        {
            between.rotate_right(1);
        }
    }
}

/// Whether a route is open.
fn open(node: crate::program::NodeId) -> crate::residual::Decision {
    crate::residual::Decision { steps: vec![(node, Outcome::In)], otherwise: Outcome::Out }
}

/// Facts that decide whether a route of a scheme is open, with the route.
fn route_facts(engine: &Engine, scheme_id: &str, cells: &[Cell], values: &[Tri]) -> Vec<(String, String)> {
    let Some((_, scheme, code)) = engine.code(scheme_id) else { return Vec::new() };
    let mut settler = Settler::new(&engine.program, &engine.kinds);
    let mut found = Vec::new();
    for (route, node) in scheme.routes.iter().zip(&code.routes) {
        let needs = settler.settle(&open(*node), cells, values).needs;
        let names = needs.iter().filter_map(|f| engine.program.columns.get(usize::from(*f)));
        found.extend(names.map(|c| (format!("{scheme_id} {}", route.id), c.fact.clone())));
    }
    found
}

fn question(engine: &Engine, fact: String, concerns: Vec<String>, decisive: bool, settles: usize) -> Question {
    let (ask, help, effort) = match engine.library.common.facts.get(&fact) {
        Some(f) => (f.ask.clone(), f.help.clone(), f.effort),
        None => (
            Text::new("What kind of product is it, more exactly?", "具体是哪一种产品？"),
            Some(Text::new("find the kind with: certmap find WORDS", "可用 certmap find 查找产品种类")),
            1,
        ),
    };
    Question { fact, ask, help, settles, concerns, effort, decisive }
}

/// How many results are decided after the least helpful answer.
fn settles(engine: &Engine, fact: &str, results: &[SchemeResult], situations: &[Situation]) -> usize {
    let Some(column) = engine.program.column(fact) else { return 0 };
    situations.iter().map(|s| settles_in(engine, column, fact, results, s)).sum()
}

fn settles_in(
    engine: &Engine,
    column: FactIx,
    fact: &str,
    results: &[SchemeResult],
    (range, facts): &Situation,
) -> usize {
    let (cells, values) = (&facts.cells, &facts.values);
    let concerned: Vec<_> = results
        .get(range.clone())
        .unwrap_or_default()
        .iter()
        .filter(|r| r.needs.iter().any(|n| n == fact))
        .filter_map(|r| engine.code(&r.scheme))
        .map(|(_, _, code)| &code.decision)
        .collect();
    let settler = Settler::new(&engine.program, &engine.kinds);
    let mut merged = concerned.iter().flat_map(|d| d.steps.clone()).collect::<Vec<_>>();
    merged.retain(|(n, _)| crate::program::value(values, *n) == Tri::Unknown);
    if merged.is_empty() {
        return 0;
    }
    let all = crate::residual::Decision { steps: merged, otherwise: Outcome::Out };
    let live = settler.live(&all, cells, values);
    let Some(answers) = settler.answers(column, &all, &live, cells, values) else { return 0 };
    let mut buffer = values.clone();
    let dependents = engine.program.dependents(column);
    let decided = answers.iter().map(|patched| {
        if column == KIND {
            // A kind brings facts along.
            engine.program.run(patched, &mut buffer);
        } else {
            engine.program.rerun(&dependents, patched, &mut buffer);
        }
        concerned.iter().filter(|d| d.possible(&buffer).count() == 1).count()
    });
    decided.min().unwrap_or(0)
}
