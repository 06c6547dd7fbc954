//! Worked examples of packs, run.

use crate::engine::{Asked, Engine};
use crate::product::{Answer, Product};
use crate::result::{Outcome, ScopeResult};
use certmap_base::{Fault, Lang, Text, text};
use certmap_expr::Tri;
use certmap_pack::{Case, Expectation};

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
    wrong.extend(case.expect.requirements.iter().filter_map(|(id, wanted)| requirement(&result, id, wanted)));
    wrong.extend(case.expect.excluded_by.iter().filter_map(|(id, by)| excluded_by(&result, id, by)));
    wrong.extend(case.expect.assumed.iter().filter_map(|(fact, value)| assumed(&result, fact, &value.to_string())));
    wrong.extend(beside(&result, &case.expect));
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
    let reasons: Vec<&Text> = found.entries.iter().flat_map(|e| &e.reasons).map(|r| &*r.says).take(3).collect();
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

fn requirement(result: &ScopeResult, id: &str, wanted: &str) -> Option<Text> {
    let found = result.results.iter().flat_map(|r| &r.requirements).find(|r| r.id == id);
    match found.map(|r| r.outcome.word()) {
        Some(is) if is == wanted => None,
        Some(is) => Some(text!("requirement {id} is {is}, expected {wanted}", "要求 {id} 为 {is}，应为 {wanted}")),
        None if wanted == "out" => None,
        None => Some(text!("requirement {id} was not looked at, expected {wanted}", "未判定要求 {id}，应为 {wanted}")),
    }
}

fn excluded_by(result: &ScopeResult, id: &str, wanted: &str) -> Option<Text> {
    let found = result.results.iter().flat_map(|r| &r.requirements).find(|r| r.id == id);
    let by = found.and_then(|r| r.excluded_by.as_deref()).map_or_else(nothing, Text::same);
    (by.en != wanted).then(|| {
        let (id, wanted) = (Text::same(id), Text::same(wanted));
        text!("requirement {} is excluded by {}, expected {}", "要求 {} 的免测依据为 {}，应为 {}"; id, by, wanted)
    })
}

fn assumed(result: &ScopeResult, fact: &str, wanted: &str) -> Option<Text> {
    let found =
        result.assumed.iter().find(|(name, _)| name == fact).map_or_else(nothing, |(_, value)| Text::same(value));
    (found.en != wanted).then(|| {
        let (fact, wanted) = (Text::same(fact), Text::same(wanted));
        text!("{} is assumed to be {}, expected {}", "{} 假定为 {}，应为 {}"; fact, found, wanted)
    })
}

fn nothing() -> Text {
    Text::new("nothing", "无")
}

/// Confidence, stage and routes.
fn beside(result: &ScopeResult, expect: &Expectation) -> Vec<Text> {
    let of = |scheme: &str| result.results.iter().find(|r| r.scheme == scheme);
    let confidence = expect.confidence.iter().map(|(scheme, wanted)| {
        let found = of(scheme).map(|r| r.confidence.word());
        (scheme, found, wanted.word())
    });
    let phase = expect.phase.iter().map(|(scheme, wanted)| {
        let found = of(scheme).and_then(|r| r.phase).map(certmap_pack::PhaseKind::word);
        (scheme, found, wanted.word())
    });
    let differs = |(scheme, found, wanted): (&String, Option<&str>, &str)| {
        let is = found.map_or_else(nothing, Text::same);
        let (scheme, wanted) = (Text::same(scheme), Text::same(wanted));
        (is != wanted).then(|| text!("{} is {}, expected {}", "{} 为 {}，应为 {}"; scheme, is, wanted))
    };
    let mut wrong: Vec<Text> = confidence.chain(phase).filter_map(differs).collect();
    for (scheme, routes) in &expect.routes {
        for (route, wanted) in routes {
            let found = of(scheme).and_then(|r| r.routes.iter().find(|r| r.id == *route)).map(|r| r.open);
            if found != Some(*wanted) {
                let name = Text::new(format!("route {route} of {scheme}"), format!("{scheme} 的途径 {route} "));
                let (is, wanted) = (open(found), open(Some(*wanted)));
                wrong.push(text!("{} is {}, expected {}", "{}{}，应为{}"; name, is, wanted));
            }
        }
    }
    wrong
}

fn open(route: Option<Tri>) -> Text {
    match route {
        Some(Tri::True) => Text::new("open", "可用"),
        Some(Tri::False) => Text::new("not open", "不可用"),
        Some(Tri::Unknown) => Text::new("not known to be open", "能否使用尚不确定"),
        None => Text::new("not looked at", "未判定"),
    }
}
