//! What a change of packs changes: answers of two libraries side by side.

use crate::engine::{Asked, Engine};
use crate::product::{Answer, Product};
use crate::result::{Outcome, ScopeResult};
use certmap_base::Date;
use certmap_pack::Library;
use std::collections::{BTreeMap, BTreeSet};

/// An answer that differs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference {
    /// Scheme id.
    pub scheme: String,
    /// The product: a worked example's name, or a kind of which nothing else is known.
    pub product: String,
    /// From which of the looked-at days on.
    pub from: Date,
    /// Outcome by the old packs; `-` where the scheme was not there.
    pub old: String,
    /// Outcome by the new packs.
    pub new: String,
    /// Rules that decide now.
    pub by: Vec<String>,
}

/// Compares two libraries over all worked examples of both and over all kinds, on the given day and on every later day
/// on which a rule of either begins or ends.
#[must_use]
pub fn compare(old: &Library, new: &Library, today: Date) -> Vec<Difference> {
    let days = days(old, new, today);
    let engines = [Engine::new(old), Engine::new(new)];
    let mut found: BTreeMap<(String, String), Difference> = BTreeMap::new();
    for (market, product) in products(old, new) {
        for day in &days {
            let markets = [market.clone()];
            let asked = Asked { on: Some(*day), questions: false, ahead_months: 0, ..Asked::markets(&markets, *day) };
            let [a, b] = [0, 1].map(|i| engines.get(i).map(|e: &Engine| e.ask(&product, &asked)));
            let (Some(a), Some(b)) = (a, b) else { continue };
            for (scheme, was, is, by) in differing(&a, &b) {
                let key = (scheme.clone(), product.name.clone());
                found.entry(key).or_insert(Difference {
                    scheme,
                    product: product.name.clone(),
                    from: *day,
                    old: was,
                    new: is,
                    by,
                });
            }
        }
    }
    found.into_values().collect()
}

fn days(old: &Library, new: &Library, today: Date) -> Vec<Date> {
    let mut days: BTreeSet<Date> = BTreeSet::from([today]);
    for library in [old, new] {
        let rules = library.packs.iter().flat_map(|p| &p.schemes).flat_map(|s| s.rules());
        days.extend(
            rules.flat_map(|r| &r.phases).flat_map(|p| [Some(p.from), p.until]).flatten().filter(|d| *d > today),
        );
    }
    days.into_iter().collect()
}

fn products(old: &Library, new: &Library) -> Vec<(String, Product)> {
    let mut seen = BTreeSet::new();
    let mut products = Vec::new();
    for library in [new, old] {
        for case in library.packs.iter().flat_map(|p| &p.cases) {
            if seen.insert(case.name.clone()) {
                let facts = case.given.iter().map(|(n, v)| (n.clone(), Answer::plain(v.clone()))).collect();
                let product = Product {
                    name: case.name.clone(),
                    kind: case.kind.clone(),
                    kinds: case.kinds.clone(),
                    facts,
                    ..Product::default()
                };
                products.push((case.market.clone(), product));
            }
        }
        let markets: BTreeSet<&str> = library.packs.iter().flat_map(|p| &p.cases).map(|c| c.market.as_str()).collect();
        for kind in &library.common.kinds.kinds {
            for market in markets.iter().filter(|m| seen.insert(format!("{}@{m}", kind.id))) {
                let product = Product { name: kind.id.clone(), kind: Some(kind.id.clone()), ..Product::default() };
                products.push(((*market).to_owned(), product));
            }
        }
    }
    products
}

/// Schemes whose outcome, or what it can still be, differs.
fn differing(a: &ScopeResult, b: &ScopeResult) -> Vec<(String, String, String, Vec<String>)> {
    let ids: BTreeSet<&str> = a.results.iter().chain(&b.results).map(|r| r.scheme.as_str()).collect();
    let mut out = Vec::new();
    for id in ids {
        let [x, y] = [a, b].map(|r| r.results.iter().find(|s| s.scheme == id));
        let word = |s: Option<&crate::result::SchemeResult>| {
            s.map_or_else(|| "-".to_owned(), |s| shown(&s.possible, s.outcome))
        };
        let (was, is) = (word(x), word(y));
        if was != is {
            let by = y.or(x).map(|s| s.entries.iter().map(|e| e.id.clone()).collect()).unwrap_or_default();
            out.push((id.to_owned(), was, is, by));
        }
    }
    out
}

fn shown(possible: &[Outcome], outcome: Outcome) -> String {
    match possible {
        [_] => outcome.word().to_owned(),
        many => format!("unknown ({})", many.iter().map(|o| o.word()).collect::<Vec<_>>().join(" or ")),
    }
}
