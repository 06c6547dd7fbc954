//! Worked examples of packs, run.

use crate::engine::{Asked, Engine};
use crate::product::{Answer, Product};
use crate::result::{Outcome, ScopeResult};
use certmap_expr::Tri;
use certmap_pack::{Case, Expectation};

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
    wrong.extend(case.expect.requirements.iter().filter_map(|(id, wanted)| requirement(&result, id, wanted)));
    wrong.extend(case.expect.excluded_by.iter().filter_map(|(id, by)| excluded_by(&result, id, by)));
    wrong.extend(case.expect.assumed.iter().filter_map(|(fact, value)| assumed(&result, fact, &value.to_string())));
    wrong.extend(beside(&result, &case.expect));
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

fn requirement(result: &ScopeResult, id: &str, wanted: &str) -> Option<String> {
    let found = result.results.iter().flat_map(|r| &r.requirements).find(|r| r.id == id);
    match found {
        Some(r) if r.outcome.word() == wanted => None,
        Some(r) => Some(format!("requirement {id} is {}, expected {wanted}", r.outcome.word())),
        None if wanted == "out" => None,
        None => Some(format!("requirement {id} was not looked at, expected {wanted}")),
    }
}

fn excluded_by(result: &ScopeResult, id: &str, wanted: &str) -> Option<String> {
    let found = result.results.iter().flat_map(|r| &r.requirements).find(|r| r.id == id);
    let by = found.and_then(|r| r.excluded_by.as_deref()).unwrap_or("nothing");
    (by != wanted).then(|| format!("requirement {id} is excluded by {by}, expected {wanted}"))
}

fn assumed(result: &ScopeResult, fact: &str, wanted: &str) -> Option<String> {
    let found = result.assumed.iter().find(|(name, _)| name == fact).map_or("nothing", |(_, value)| value);
    (found != wanted).then(|| format!("{fact} is assumed to be {found}, expected {wanted}"))
}

/// Confidence, stage and routes.
fn beside(result: &ScopeResult, expect: &Expectation) -> Vec<String> {
    let of = |scheme: &str| result.results.iter().find(|r| r.scheme == scheme);
    let mut wrong = Vec::new();
    for (scheme, wanted) in &expect.confidence {
        let found = of(scheme).map_or("not asked", |r| r.confidence.word());
        if found != wanted.word() {
            wrong.push(format!("{scheme} is {found}, expected {}", wanted.word()));
        }
    }
    for (scheme, wanted) in &expect.phase {
        let found = of(scheme).and_then(|r| r.phase).map_or("in no phase", certmap_pack::PhaseKind::word);
        if found != wanted.word() {
            wrong.push(format!("{scheme} is {found}, expected {}", wanted.word()));
        }
    }
    for (scheme, routes) in &expect.routes {
        for (route, wanted) in routes {
            let found = of(scheme).and_then(|r| r.routes.iter().find(|r| r.id == *route)).map(|r| r.open);
            if found != Some(*wanted) {
                let open = |t: Option<Tri>| match t {
                    Some(Tri::True) => "open",
                    Some(Tri::False) => "not open",
                    Some(Tri::Unknown) => "not known to be open",
                    None => "not looked at",
                };
                wrong.push(format!("route {route} of {scheme} is {}, expected {}", open(found), open(Some(*wanted))));
            }
        }
    }
    wrong
}
