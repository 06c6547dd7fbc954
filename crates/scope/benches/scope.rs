//! One product against rules: 150 synthetic ones, and all packs of the repository. See docs/BENCHMARKS.md.
#![expect(missing_docs, reason = "criterion makes a public function")]

use certmap_base::Date;
use certmap_pack::{Library, Raw, Select};
use certmap_scope::{Answer, Asked, Engine, Product};
use certmap_testkit::{Texts, catalogue};
use criterion::measurement::{Measurement, ValueFormatter, WallTime};
use criterion::{Criterion, criterion_group, criterion_main};
use std::collections::BTreeMap;
use std::hint::black_box;

fn today() -> Date {
    Date::new(2026, 11, 21).unwrap_or(Date::MIN)
}

/// Time that this thread was computing, so that other programs on the machine do not count; the time on the wall where
/// the system does not tell.
struct ComputingTime(WallTime);

/// Nanoseconds of computing so far.
fn computed() -> Option<u64> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    told.split_whitespace().next()?.parse().ok()
}

impl Measurement for ComputingTime {
    type Intermediate = (Option<u64>, <WallTime as Measurement>::Intermediate);
    type Value = std::time::Duration;

    fn start(&self) -> Self::Intermediate {
        (computed(), self.0.start())
    }

    fn end(&self, (before, wall): Self::Intermediate) -> Self::Value {
        let wall = self.0.end(wall);
        let computing = computed().zip(before).map(|(now, then)| std::time::Duration::from_nanos(now - then));
        computing.filter(|c| !c.is_zero()).unwrap_or(wall)
    }

    fn add(&self, a: &Self::Value, b: &Self::Value) -> Self::Value {
        *a + *b
    }

    fn zero(&self) -> Self::Value {
        std::time::Duration::ZERO
    }

    fn to_f64(&self, value: &Self::Value) -> f64 {
        self.0.to_f64(value)
    }

    fn formatter(&self) -> &dyn ValueFormatter {
        self.0.formatter()
    }
}

type Bench = Criterion<ComputingTime>;

/// Measures short and full answers, a product at a time, in turn over all of them.
fn measure(c: &mut Bench, name: &str, library: &Library, products: &[Product], markets: &[String]) {
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

fn synthetic(c: &mut Bench) {
    let markets = ["XX".to_owned()];
    for (name, texts) in [("150 schemes", catalogue::schemes()), ("150 entries", catalogue::entries())] {
        let library = texts.library();
        let products = catalogue::products(&library);
        measure(c, name, &library, &products, &markets);
    }
}

/// The train set of `examples/`: a toy with a charger, of which about thirty facts are known.
fn train_set(library: &Library) -> Product {
    let text = include_str!("../../../examples/toy-train.toml");
    let file: toml::Table = toml::from_str(text).unwrap_or_default();
    let facts = file.get("facts").and_then(toml::Value::as_table).into_iter().flatten();
    let read = |(name, value): (&String, &toml::Value)| {
        let fact = library.common.facts.get(name)?;
        let value = fact.read(&raw(value), &library.common.units).ok()?;
        Some((name.clone(), Answer::plain(value)))
    };
    let facts: BTreeMap<_, _> = facts.filter_map(read).collect();
    let kind = file.get("kind").and_then(toml::Value::as_str).map(str::to_owned);
    assert!(kind.is_some() && facts.len() > 10, "the example is not what it was");
    Product { name: "train set".to_owned(), kind, facts, ..Product::default() }
}

fn raw(value: &toml::Value) -> Raw {
    match value {
        toml::Value::Boolean(b) => Raw::Bool(*b),
        toml::Value::Array(items) => Raw::List(items.iter().map(raw).collect()),
        toml::Value::Table(all) => match all.get("all") {
            Some(toml::Value::Array(items)) => Raw::All(items.iter().map(raw).collect()),
            _ => Raw::Word(String::new()),
        },
        toml::Value::String(word) => Raw::Word(word.clone()),
        toml::Value::Integer(n) => Raw::Number(n.to_string()),
        toml::Value::Float(x) => Raw::Number(x.to_string()),
        toml::Value::Datetime(d) => Raw::Date(d.to_string()),
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

fn packs(c: &mut Bench) {
    let library = Texts::repository().library();
    let markets: Vec<String> = library.common.markets.markets.iter().map(|m| m.code.clone()).collect();
    measure(c, "all packs, all markets, train set", &library, &[train_set(&library)], &markets);
    let three = ["CN", "US", "DE"].map(str::to_owned);
    measure(c, "all packs, CN US DE, train set", &library, &[train_set(&library)], &three);
    measure(c, "all packs, CN US DE, worked examples", &library, &worked(&library), &three);
}

fn reading(c: &mut Bench) {
    let texts = Texts::repository();
    let files = texts.list();
    let select = Select { markets: Some(["CN", "US", "DE"].map(str::to_owned).to_vec()), tests: false };
    c.bench_function("read packs for CN US DE", |b| b.iter(|| Library::read(black_box(&files), &select)));
    let (library, _) = Library::read(&files, &select);
    if let Some(library) = library {
        c.bench_function("lower packs for CN US DE", |b| b.iter(|| Engine::new(black_box(&library)).program().size()));
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().with_measurement(ComputingTime(WallTime));
    targets = synthetic, packs, reading
}
criterion_main!(benches);
