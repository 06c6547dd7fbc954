//! The packs of the repository with drawn products: whatever is known of a product, the answers keep their word.

use super::support::{linked, noted, of_kind, product, with};
use certmap_base::{Code, Date};
use certmap_expr::Tri;
use certmap_pack::{FactType, Library, Value};
use certmap_scope::{Answer, Asked, Engine, Line, Outcome, Paper, Product};
use certmap_testkit::noise::{Noise, cases};
use certmap_testkit::{Completions, Known, Oracle, Texts, is_possible};
use std::collections::BTreeMap;
use std::sync::OnceLock;

fn library() -> &'static Library {
    static LIBRARY: OnceLock<Library> = OnceLock::new();
    LIBRARY.get_or_init(|| Texts::repository().library())
}

fn engine() -> &'static Engine<'static> {
    static ENGINE: OnceLock<Engine<'static>> = OnceLock::new();
    ENGINE.get_or_init(|| Engine::new(library()))
}

#[test]
fn a_certificate_to_a_withdrawn_standard_does_not_count() {
    let judged = |standard: &str, on: &str| {
        let paper = Paper {
            scheme: Some("cn-ms-ohs".to_owned()),
            standard: Some(standard.to_owned()),
            valid_until: Some(Date::parse("2027-06-30").unwrap()),
            ..Paper::default()
        };
        let product = Product { have: vec![paper], ..of_kind(library(), "electric-kettle", &[]) };
        let (markets, schemes) = (["CN".to_owned()], ["cn-ms-ohs".to_owned()]);
        let asked = Asked { schemes: &schemes, ..Asked::markets(&markets, Date::parse(on).unwrap()) };
        engine().ask(&product, &asked).results[0].held[0].counts
    };
    assert_eq!(judged("GB/T 28001-2011", "2021-03-11"), Tri::True);
    assert_eq!(judged("GB/T 28001-2011", "2021-03-12"), Tri::False);
    assert_eq!(judged("OHSAS 18001:2007", "2026-11-21"), Tri::False);
    assert_eq!(judged("GB/T 45001-2020", "2026-11-21"), Tri::True);
}

/// So many drawn products, a tenth of the usual number of cases: the packs are large.
fn drawn(seed: u64) -> impl Iterator<Item = (Noise, Product, String, Date)> {
    (0..cases().div_ceil(10) as u64).map(move |n| {
        let mut noise = Noise::new(seed.wrapping_add(n));
        let (market, on) = (market(&mut noise), day(&mut noise));
        let product = draw(&mut noise);
        (noise, product, market, on)
    })
}

fn market(noise: &mut Noise) -> String {
    let markets = &library().common.markets.markets;
    match noise.below(4) {
        0 => "CN".to_owned(),
        1 => "US".to_owned(),
        2 => "DE".to_owned(),
        _ => markets[noise.below(markets.len())].code.clone(),
    }
}

fn day(noise: &mut Noise) -> Date {
    Date::parse("2019-01-01").unwrap().add_days(i64::try_from(noise.below(4500)).unwrap())
}

/// A product of any kind, of which every other fact is known.
fn draw(noise: &mut Noise) -> Product {
    let kinds = &library().common.kinds.kinds;
    let kind = |noise: &mut Noise| kinds[noise.below(kinds.len())].id.clone();
    let mut product = Product { name: "drawn".to_owned(), ..Product::default() };
    if noise.below(12) > 0 {
        product.kind = Some(kind(noise));
        if noise.below(5) == 0 {
            product.kinds = vec![kind(noise)];
        }
    }
    let known = noise.below(100);
    for (name, fact) in &library().common.facts {
        if noise.below(100) < known && fact.assume.is_none() {
            let value = value(&fact.kind, noise);
            product.facts.insert(name.clone(), Answer::plain(value));
        }
    }
    // A file in which one fact denies what another brings along is refused.
    for dependency in &library().common.dependencies {
        if !possible(&product) {
            product.facts.remove(&dependency.fact);
        }
    }
    product
}

fn possible(product: &Product) -> bool {
    is_possible(library(), &Known::of(library(), product, Date::MIN).values)
}

fn value(kind: &FactType, noise: &mut Noise) -> Value {
    let units = &library().common.units;
    let numbers = ["0", "1", "3", "12", "24", "36", "37", "144", "230", "250.5", "500", "1500", "20000"];
    let mut quantity = |unit: &str| {
        let number = certmap_base::Exact::parse(numbers[noise.below(numbers.len())]).unwrap();
        units.quantity(number, unit).unwrap()
    };
    match kind {
        FactType::Bool => Value::Bool(noise.below(2) == 0),
        FactType::Number => Value::Quantity(quantity("")),
        FactType::Quantity { unit, .. } => Value::Quantity(quantity(unit)),
        FactType::Range { unit, .. } => {
            let (a, b) = (quantity(unit), quantity(unit));
            if a.compare(&b).unwrap().is_gt() { Value::Range(b, a) } else { Value::Range(a, b) }
        }
        FactType::Choice(choices) => Value::Choice(choices[noise.below(choices.len())].id.clone()),
        FactType::List(choices) => {
            let mut items: Vec<String> = choices.iter().filter(|_| noise.below(3) == 0).map(|c| c.id.clone()).collect();
            items.sort();
            Value::List { items, complete: noise.below(3) > 0 }
        }
        FactType::Code { .. } => {
            let codes = ["84", "8516", "8516.10", "8509.40", "9503.00"];
            Value::Codes(vec![Code::parse(codes[noise.below(codes.len())]).unwrap()])
        }
        FactType::Text => Value::Text("Acme".to_owned()),
        FactType::Date => Value::Date(day(noise)),
    }
}

fn asked<'a>(markets: &'a [String], on: Date) -> Asked<'a> {
    Asked { on: Some(on), ..Asked::markets(markets, on) }
}

/// Outcome and needs of every scheme of a market.
fn ends(product: &Product, market: &str, on: Date) -> BTreeMap<String, (Outcome, Vec<String>)> {
    let markets = [market.to_owned()];
    let mut briefs = engine().briefs();
    briefs.ask(product, &asked(&markets, on));
    let each = briefs.iter();
    each.map(|b| (b.scheme.to_owned(), (b.outcome, b.needs().map(str::to_owned).collect()))).collect()
}

#[test]
fn every_scheme_of_the_market_answers_with_its_reason() {
    for (_, product, market, on) in drawn(1) {
        let markets = [market.clone()];
        let result = engine().ask(&product, &asked(&markets, on));
        let groups = library().common.markets.groups_of(&market, on);
        let listed = library().common.schemes.iter();
        let expected = listed.filter(|s| s.markets.iter().any(|m| *m == market || groups.contains(&m.as_str())));
        let expected: Vec<&str> = expected.map(|s| s.id.as_str()).collect();
        let found: Vec<&str> = result.results.iter().map(|r| r.scheme.as_str()).filter(|s| *s != "any").collect();
        assert_eq!(found, expected, "{market} {on}");
        let short = ends(&product, &market, on);
        for scheme in result.results.iter().filter(|r| !r.pack.is_empty()) {
            assert_eq!(short[&scheme.scheme], (scheme.outcome, scheme.needs.clone()), "{market} {on} {product:?}");
            assert!(scheme.outcome == Outcome::Unknown || !scheme.entries.is_empty(), "{}", scheme.scheme);
            assert!(!noted(scheme).is_empty());
            for requirement in &scheme.requirements {
                assert_eq!(
                    requirement.outcome == Outcome::Unknown,
                    !requirement.needs.is_empty(),
                    "{}",
                    requirement.id
                );
            }
        }
        for question in &result.questions {
            assert!(!question.concerns.is_empty() && !question.ask.is_empty(), "{}", question.fact);
        }
    }
}

#[test]
fn the_oracle_agrees_and_completions_keep_what_was_decided() {
    let oracle = Oracle::new(library());
    for (mut noise, asked, market, on) in drawn(2) {
        let known = Known::of(library(), &asked, on);
        let naive = oracle.outcomes(&known);
        let before = ends(&asked, &market, on);
        let with_rules = || before.iter().filter(|(s, _)| naive.contains_key(*s));
        for (scheme, (outcome, needs)) in with_rules() {
            if let [one] = naive[scheme].as_slice() {
                assert_eq!(outcome, one, "{scheme} {on} {asked:?}");
            }
            assert!(*outcome != Outcome::Unknown || !needs.is_empty(), "{scheme} waits for nothing: {asked:?}");
        }
        let completions = Completions::new(library(), known);
        for _ in 0..4 {
            let number = usize::try_from(noise.next() >> 1).unwrap();
            let whole = completions.nth(number);
            if !is_possible(library(), &whole.values) {
                continue;
            }
            let naive = oracle.outcomes(&whole);
            let after = product(library(), &whole).map(|p| ends(&p, &market, on));
            for (scheme, (outcome, _)) in with_rules() {
                assert_eq!(naive[scheme].len(), 1, "{scheme}: not decided by a complete product");
                assert!(*outcome == Outcome::Unknown || naive[scheme] == [*outcome], "{scheme} {outcome:?} {asked:?}");
                if let Some(after) = &after {
                    assert_eq!(naive[scheme], [after[scheme].0], "{scheme} {whole:?}");
                }
            }
        }
    }
}

#[test]
fn an_answer_that_was_not_asked_for_changes_nothing() {
    for (mut noise, asked, market, on) in drawn(3) {
        let before = ends(&asked, &market, on);
        let missing: Vec<(&String, &certmap_pack::Fact)> = library()
            .common
            .facts
            .iter()
            .filter(|(n, _)| !Known::of(library(), &asked, on).values.contains_key(*n))
            .collect();
        for (name, fact) in missing {
            let next = with(&asked, name, value(&fact.kind, &mut noise));
            if !possible(&next) {
                continue;
            }
            let after = ends(&next, &market, on);
            for (scheme, (outcome, needs)) in &before {
                let then = &after[scheme];
                if *outcome != Outcome::Unknown {
                    assert_eq!(then.0, *outcome, "{scheme}: turned by {name}");
                } else if !needs.contains(name) && !linked(library(), name, needs) {
                    assert_eq!(then, &(*outcome, needs.clone()), "{scheme}: {name} was not asked for");
                }
            }
        }
    }
}

#[test]
fn a_line_answers_as_a_product_that_says_the_same() {
    for (mut noise, asked, market, on) in drawn(4) {
        let other = draw(&mut noise);
        let line = Line { model: "m".to_owned(), facts: other.facts.clone(), ..Line::default() };
        let markets = [market.clone()];
        let lined = Product { lines: vec![line], ..asked.clone() };
        let mut whole = asked.clone();
        whole.facts.extend(other.facts);
        let day = self::asked(&markets, on);
        let (a, b) = (engine().ask_lines(&lined, &day), engine().ask(&whole, &day));
        for (x, y) in a[0].results.iter().zip(&b.results) {
            assert_eq!((x.outcome, &x.needs, x.on, &x.entries), (y.outcome, &y.needs, y.on, &y.entries));
        }
    }
}
