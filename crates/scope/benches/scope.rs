//! One product against rules: 150 synthetic ones, and all packs of the repository. See docs/BENCHMARKS.md.
#![expect(missing_docs, reason = "criterion makes a public function")]

use certmap_base::Date;
use certmap_pack::{Library, Select, Value};
use certmap_scope::{Answer, Asked, Engine, Product};
use certmap_testkit::{Texts, catalogue};
use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;

fn today() -> Date {
    Date::new(2026, 11, 21).unwrap_or(Date::MIN)
}

/// Measures short and full answers, a product at a time, in turn over all of them.
fn measure(c: &mut Criterion, name: &str, library: &Library, products: &[Product], markets: &[String]) {
    let engine = Engine::new(library);
    let asked = Asked { on: Some(today()), ..Asked::markets(markets, today()) };
    let mut briefs = engine.briefs();
    let mut turn = products.iter().cycle();
    c.bench_function(&format!("{name}/outcome and needs"), |b| {
        b.iter(|| {
            if let Some(product) = turn.next() {
                briefs.ask(black_box(product), &asked);
            }
            black_box(briefs.iter().count())
        });
    });
    c.bench_function(&format!("{name}/full reasons"), |b| {
        b.iter(|| {
            turn.next().map(|product| engine.ask(black_box(product), &Asked { questions: false, ..asked.clone() }))
        });
    });
    c.bench_function(&format!("{name}/full reasons and ranked questions"), |b| {
        b.iter(|| turn.next().map(|product| engine.ask(black_box(product), &asked)));
    });
}

fn synthetic(c: &mut Criterion) {
    let markets = ["XX".to_owned()];
    for (name, texts) in [("150 schemes", catalogue::schemes()), ("150 entries", catalogue::entries())] {
        let library = texts.library();
        let products = catalogue::products(&library);
        measure(c, name, &library, &products, &markets);
    }
}

/// A battery train set with radio, of which a maker knows what stands on the box.
fn train_set(library: &Library) -> Product {
    let units = &library.common.units;
    let volts = units.parse("3 V").map_or(Value::Bool(false), |v| Value::Range(v.clone(), v));
    let age = units.parse("36 month").map_or(Value::Bool(false), Value::Quantity);
    let facts = [("rated_voltage", volts), ("radio", Value::Bool(true)), ("age_from", age)];
    let known = facts.into_iter().filter(|(n, _)| library.common.facts.contains_key(*n));
    Product {
        name: "train set".to_owned(),
        kind: library.common.kinds.get("toy-train").map(|k| k.id.clone()),
        facts: known.map(|(n, v)| (n.to_owned(), Answer::plain(v))).collect(),
        ..Product::default()
    }
}

/// The products of all worked examples, which know what decides and little else.
fn worked(library: &Library) -> Vec<Product> {
    let cases = library.packs.iter().flat_map(|p| &p.cases);
    let product = |case: &certmap_pack::Case| Product {
        name: case.name.clone(),
        kind: case.kind.clone(),
        kinds: case.kinds.clone(),
        facts: case.given.iter().map(|(n, v)| (n.clone(), Answer::plain(v.clone()))).collect(),
        ..Product::default()
    };
    cases.map(product).collect()
}

fn packs(c: &mut Criterion) {
    let library = Texts::repository().library();
    let markets: Vec<String> = library.common.markets.markets.iter().map(|m| m.code.clone()).collect();
    measure(c, "all packs, all markets, train set", &library, &[train_set(&library)], &markets);
    let three = ["CN", "US", "DE"].map(str::to_owned);
    measure(c, "all packs, CN US DE, train set", &library, &[train_set(&library)], &three);
    measure(c, "all packs, CN US DE, worked examples", &library, &worked(&library), &three);
}

fn reading(c: &mut Criterion) {
    let texts = Texts::repository();
    let files = texts.list();
    let select = Select { markets: Some(["CN", "US", "DE"].map(str::to_owned).to_vec()), tests: false };
    c.bench_function("read packs for CN US DE", |b| b.iter(|| Library::read(black_box(&files), &select)));
    let (library, _) = Library::read(&files, &select);
    if let Some(library) = library {
        c.bench_function("lower packs for CN US DE", |b| b.iter(|| Engine::new(black_box(&library)).program().size()));
    }
}

criterion_group!(benches, synthetic, packs, reading);
criterion_main!(benches);
