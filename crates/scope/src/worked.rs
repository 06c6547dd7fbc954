//! Worked examples of packs, run.

use crate::engine::{Asked, Engine};
use crate::product::{Answer, Product};
use crate::result::{Outcome, ScopeResult};
use certmap_pack::Case;

/// Runs one worked example; every difference from what it expects is a sentence, none is success.
///
/// An example is right only if outcome, reason and, where given, the questions are.
#[must_use]
pub fn run_case(engine: &Engine, case: &Case) -> Vec<String> {
    let product = Product {
        name: case.name.clone(),
        kind: case.kind.clone(),
        kinds: case.kinds.clone(),
        facts: case.given.iter().map(|(n, v)| (n.clone(), Answer::plain(v.clone()))).collect(),
        ..Product::default()
    };
    let mut wrong: Vec<String> = engine.contradictions(&product).into_iter().map(|f| f.to_string()).collect();
    let markets = [case.market.clone()];
    let asked = Asked { on: Some(case.on), ..Asked::markets(&markets, case.on) };
    let result = engine.ask(&product, &asked);
    for (scheme, wanted) in &case.expect.outcomes {
        wrong.extend(outcome(&result, scheme, wanted));
    }
    wrong.extend(because(&result, case));
    if let Some(ask) = &case.expect.ask {
        wrong.extend(questions(&result, case, ask));
    }
    let groups = [(&case.expect.requirements_in, true), (&case.expect.requirements_out, false)];
    for (ids, applies) in groups {
        wrong.extend(ids.iter().filter_map(|id| requirement(&result, id, applies)));
    }
    wrong
}

fn outcome(result: &ScopeResult, scheme: &str, wanted: &str) -> Option<String> {
    let Some(wanted_outcome) = Outcome::parse(wanted) else {
        return Some(format!("`{wanted}` is no outcome"));
    };
    let Some(found) = result.results.iter().find(|r| r.scheme == scheme) else {
        return Some(format!("{scheme} is no scheme of this market"));
    };
    if found.outcome == wanted_outcome {
        return None;
    }
    let why: Vec<&str> = found.entries.iter().flat_map(|e| &e.reasons).map(|r| r.says.en.as_str()).take(3).collect();
    let needs = if found.needs.is_empty() { String::new() } else { format!("; asks for {}", found.needs.join(", ")) };
    Some(format!("{scheme} is {}, expected {wanted}: {}{needs}", found.outcome.word(), why.join(" | ")))
}

fn because(result: &ScopeResult, case: &Case) -> Vec<String> {
    let expected = result.results.iter().filter(|r| case.expect.outcomes.contains_key(&r.scheme));
    let mut ids: Vec<&str> = Vec::new();
    for scheme in expected {
        ids.extend(
            scheme
                .entries
                .iter()
                .flat_map(|e| std::iter::once(e.id.as_str()).chain(e.reasons.iter().map(|r| r.rule.as_str()))),
        );
        let deciding = scheme.requirements.iter().filter(|r| r.outcome != Outcome::Out);
        ids.extend(deciding.flat_map(|r| std::iter::once(r.id.as_str()).chain(r.excluded_by.as_deref())));
        ids.extend(scheme.displaced_by.as_deref());
    }
    let missing = case.expect.because.iter().filter(|b| !ids.contains(&b.as_str()));
    missing.map(|b| format!("`{b}` is not among the reasons ({})", ids.join(", "))).collect()
}

fn questions(result: &ScopeResult, case: &Case, ask: &[String]) -> Option<String> {
    let mut needs: Vec<&str> = result
        .results
        .iter()
        .filter(|r| case.expect.outcomes.contains_key(&r.scheme))
        .flat_map(|r| r.needs.iter().map(String::as_str))
        .collect();
    needs.sort_unstable();
    needs.dedup();
    let mut wanted: Vec<&str> = ask.iter().map(String::as_str).collect();
    wanted.sort_unstable();
    (needs != wanted).then(|| format!("asks for [{}], expected [{}]", needs.join(", "), wanted.join(", ")))
}

fn requirement(result: &ScopeResult, id: &str, applies: bool) -> Option<String> {
    let found = result.results.iter().flat_map(|r| &r.requirements).find(|r| r.id == id);
    let wanted = if applies { "in" } else { "out" };
    match found {
        Some(r) if (r.outcome == Outcome::In) == applies && r.outcome != Outcome::Unknown => None,
        Some(r) => Some(format!("requirement {id} is {}, expected {wanted}", r.outcome.word())),
        None if applies => Some(format!("requirement {id} was not looked at, expected in")),
        None => None,
    }
}
