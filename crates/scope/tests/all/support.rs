//! What the tests of scope share.

use certmap_base::Date;
use certmap_pack::{Library, Raw, Value};
use certmap_scope::{Answer, Asked, Engine, Outcome, Product, SchemeResult, ScopeResult};
use certmap_testkit::{KindIs, Known, Texts};

/// The day on which most tests ask.
pub(crate) fn today() -> Date {
    day("2026-11-21")
}

pub(crate) fn day(word: &str) -> Date {
    Date::parse(word).unwrap()
}

/// Asks for the market XX on a day.
pub(crate) fn ask(engine: &Engine, product: &Product, on: Date) -> ScopeResult {
    let markets = ["XX".to_owned()];
    engine.ask(product, &Asked { on: Some(on), ..Asked::markets(&markets, on) })
}

/// The result of a scheme.
pub(crate) fn of<'a>(result: &'a ScopeResult, scheme: &str) -> &'a SchemeResult {
    result.results.iter().find(|r| r.scheme == scheme).unwrap()
}

/// Outcome and needs of every scheme that has rules.
pub(crate) fn ends(engine: &Engine, product: &Product, on: Date) -> Vec<(String, Outcome, Vec<String>)> {
    let markets = ["XX".to_owned()];
    let mut briefs = engine.briefs();
    briefs.ask(product, &Asked { on: Some(on), ..Asked::markets(&markets, on) });
    let with_rules = briefs.iter().filter(|b| engine.library().scheme(b.scheme).is_some());
    with_rules.map(|b| (b.scheme.to_owned(), b.outcome, b.needs().map(str::to_owned).collect())).collect()
}

/// A product that says everything that is known; `None` where a kind cannot be written ("another one of these").
pub(crate) fn product(library: &Library, known: &Known) -> Option<Product> {
    let mut kinds = Vec::new();
    for kind in &known.kinds {
        match kind {
            KindIs::Under(id) => kinds.push(id.clone()),
            KindIs::Exactly(id) if library.common.kinds.get(id).unwrap().below.is_empty() => kinds.push(id.clone()),
            KindIs::Exactly(_) => return None,
        }
    }
    let facts = known.values.iter().map(|(n, v)| (n.clone(), Answer::plain(v.clone()))).collect();
    Some(Product { kind: kinds.first().cloned(), kinds: kinds.split_off(1), facts, ..Product::default() })
}

/// A product with an answer to a question.
pub(crate) fn with(product: &Product, fact: &str, value: Value) -> Product {
    let mut product = product.clone();
    product.facts.insert(fact.to_owned(), Answer::plain(value));
    product
}

/// A product of a kind with facts as they stand in a product file.
pub(crate) fn of_kind(library: &Library, kind: &str, facts: &[(&str, Raw)]) -> Product {
    let read = |name: &str, raw: &Raw| {
        let fact = &library.common.facts[name];
        Answer::plain(fact.read(raw, &library.common.units).unwrap_or_else(|f| panic!("{f:?}")))
    };
    Product {
        name: "it".to_owned(),
        kind: (!kind.is_empty()).then(|| kind.to_owned()),
        facts: facts.iter().map(|(n, raw)| ((*n).to_owned(), read(n, raw))).collect(),
        ..Product::default()
    }
}

pub(crate) fn word(w: &str) -> Raw {
    Raw::Word(w.to_owned())
}

pub(crate) fn yes() -> Raw {
    Raw::Bool(true)
}

pub(crate) fn no() -> Raw {
    Raw::Bool(false)
}

/// A result as a person would note it down: outcome, what is asked, and why.
pub(crate) fn noted(result: &SchemeResult) -> String {
    let mut lines = vec![result.outcome.word().to_owned()];
    let head = &mut lines[0];
    if let Some(phase) = result.phase {
        head.push_str(&format!(", {}", phase.word()));
    }
    if let Some(other) = &result.displaced_by {
        head.push_str(&format!(", {other} takes its place"));
    }
    if !result.needs.is_empty() {
        head.push_str(&format!(", asks for {}", result.needs.join(", ")));
    }
    if let Some(says) = &result.says {
        head.push_str(&format!(" ({})", says.en));
    }
    for entry in &result.entries {
        let side = if entry.main { "" } else { " (another function)" };
        for reason in &entry.reasons {
            let read: Vec<String> = reason.read.iter().map(|(f, v)| format!("{f} = {v}")).collect();
            let read = if read.is_empty() { String::new() } else { format!(" [{}]", read.join("; ")) };
            assert!(!reason.cites.is_empty() && !reason.says.zh.is_empty());
            lines.push(format!("{}{side}: {}{read}", entry.id, reason.says.en));
        }
    }
    lines.join("\n")
}

/// Compares what is noted with what was expected, whatever its indent.
pub(crate) fn same(found: &str, expected: &str) {
    let expected: Vec<&str> = expected.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
    assert_eq!(found.lines().collect::<Vec<_>>(), expected, "\n{found}\n");
}

/// Asks one scheme about one product.
pub(crate) fn check(texts: &Texts, scheme: &str, (kind, facts): (&str, &[(&str, Raw)]), expected: &str) {
    let library = texts.library();
    let engine = Engine::new(&library);
    let result = ask(&engine, &of_kind(&library, kind, facts), today());
    same(&noted(of(&result, scheme)), expected);
}
