//! What the tests of scope share.

use certmap_base::Date;
use certmap_pack::{Library, Value};
use certmap_scope::{Answer, Asked, Engine, Outcome, Product, SchemeResult, ScopeResult};
use certmap_testkit::{KindIs, Known};

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
