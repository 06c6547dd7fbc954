//! Worked examples of packs, run.

use crate::engine::{Asked, Engine};
use crate::product::{Answer, Product};
use crate::result::{Outcome, ScopeResult};
use certmap_base::{Fault, Lang, Text, text};
use certmap_pack::Case;

/// Runs one worked example; every difference from what it expects is a sentence, none is success.
///
/// An example is right only if outcome, reason and, where given, the questions are.
#[must_use]
pub fn run_case(engine: &Engine, case: &Case) -> Vec<Text> {
    let product = Product {
        name: case.name.clone(),
        kind: case.kind.clone(),
        kinds: case.kinds.clone(),
        facts: case.given.iter().map(|(n, v)| (n.clone(), Answer::plain(v.clone()))).collect(),
        ..Product::default()
    };
    let said = |f: Fault| Text::new(f.say(Lang::En), f.say(Lang::Zh));
    let mut wrong: Vec<Text> = engine.contradictions(&product).into_iter().map(said).collect();
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

fn outcome(result: &ScopeResult, scheme: &str, wanted: &str) -> Option<Text> {
    let Some(wanted_outcome) = Outcome::parse(wanted) else {
        return Some(text!("`{wanted}` is no outcome", "没有 `{wanted}` 这种结论"));
    };
    let Some(found) = result.results.iter().find(|r| r.scheme == scheme) else {
        return Some(text!("{scheme} is no scheme of this market", "{scheme} 不是该市场的制度"));
    };
    if found.outcome == wanted_outcome {
        return None;
    }
    let reasons: Vec<&Text> = found.entries.iter().flat_map(|e| &e.reasons).map(|r| &r.says).take(3).collect();
    let said = |lang| reasons.iter().map(|r| r.get(lang)).collect::<Vec<_>>().join(" | ");
    let why = Text::new(said(Lang::En), said(Lang::Zh));
    let needs = match found.needs.as_slice() {
        [] => Text::default(),
        needs => text!("; asks for {}", "；需要询问 {}", needs.join(", ")),
    };
    let is = found.outcome.word();
    Some(text!("{scheme} is {is}, expected {wanted}: {}{}", "{scheme} 为 {is}，应为 {wanted}：{}{}"; why, needs))
}

fn because(result: &ScopeResult, case: &Case) -> Vec<Text> {
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
    let shown = ids.join(", ");
    missing.map(|b| text!("`{b}` is not among the reasons ({shown})", "理由中没有 `{b}`（{shown}）")).collect()
}

fn questions(result: &ScopeResult, case: &Case, ask: &[String]) -> Option<Text> {
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
    let (needs, wanted) = (needs.join(", "), wanted.join(", "));
    (needs != wanted).then(|| text!("asks for [{needs}], expected [{wanted}]", "询问 [{needs}]，应为 [{wanted}]"))
}

fn requirement(result: &ScopeResult, id: &str, applies: bool) -> Option<Text> {
    let found = result.results.iter().flat_map(|r| &r.requirements).find(|r| r.id == id);
    let wanted = if applies { "in" } else { "out" };
    match found {
        Some(r) if (r.outcome == Outcome::In) == applies && r.outcome != Outcome::Unknown => None,
        Some(r) => {
            let is = r.outcome.word();
            Some(text!("requirement {id} is {is}, expected {wanted}", "要求 {id} 为 {is}，应为 {wanted}"))
        }
        None if applies => Some(text!("requirement {id} was not looked at, expected in", "未判定要求 {id}，应为 in")),
        None => None,
    }
}
