//! Drawn conditions, packs and products over the small dictionary. They shrink to small counterexamples.

use crate::{Known, Law, Texts, is_possible};
use certmap_base::{Code, Date, Quantity, Units};
use certmap_expr::{Expr, Node, Op, print};
use certmap_pack::Value;
use certmap_scope::{Answer, Product};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use std::sync::OnceLock;

const KINDS: [&str; 10] =
    ["product", "appliance", "fan", "table-fan", "ceiling-fan", "kettle", "toaster", "toy", "doll", "toy-lamp"];
const DAYS: [&str; 4] = ["2020-01-01", "2022-06-01", "2024-01-01", "2026-01-01"];
const ENTRIES: [&str; 3] = ["e1", "e2", "e3"];
const GATES: [&str; 2] = ["g1", "g2"];

/// Tables of every drawn pack: by a choice and in two editions, and with limits of another fact.
const TABLES: &str = r#"
[[table]]
id = "steps"
title = { en = "steps", zh = "档次" }
columns = [
  { id = "household", title = { en = "household", zh = "家用" } },
  { id = "shop", title = { en = "shop", zh = "商用" } },
  { id = "industrial", title = { en = "industrial", zh = "工业用" } },
]
governed_by = "application"
edition = [
  { rows = [ { up_to = 10, values = [1, 2, 3] }, { up_to = 250, values = [2, 2, 4] }, { values = [3, 2, 8] } ], cites = [ { source = "law", at = "t", status = "official" } ] },
  { from = 2024-01-01, rows = [ { values = [2, 3, 5] }, { from = 40, values = [2, 4, 6] } ], cites = [ { source = "law", at = "t", status = "official" } ] },
]

[[table]]
id = "limits"
title = { en = "limits", zh = "限值" }
gives = "W"
rows = [ { up_to = 10, value = 5 }, { value = "0.1 kW" } ]
cites = [ { source = "law", at = "u", status = "official" } ]
"#;

/// The schemes that drawn packs have, each with the schemes that it may name.
const SCHEMES: [(&str, &str, &[&str]); 3] =
    [("qq", "qq-one", &["zz-none"]), ("pp", "pp-one", &["qq-one"]), ("pp", "pp-two", &["pp-one", "qq-one", "zz-none"])];

fn units() -> &'static Units {
    static UNITS: OnceLock<Units> = OnceLock::new();
    UNITS.get_or_init(|| Texts::small().library().common.units)
}

fn quantity(word: &str) -> Quantity {
    units().parse(word).unwrap()
}

fn day(word: &str) -> Date {
    Date::parse(word).unwrap()
}

fn bare(node: Node) -> Expr {
    Expr::bare(node)
}

fn name(n: &str) -> Expr {
    bare(Node::Name(n.to_owned()))
}

fn some(words: &'static [&'static str]) -> impl Strategy<Value = Vec<String>> {
    subsequence(words, 1..=words.len()).prop_map(|w| w.into_iter().map(str::to_owned).collect())
}

fn op() -> impl Strategy<Value = Op> {
    select(vec![Op::Eq, Op::Ne, Op::Lt, Op::Le, Op::Gt, Op::Ge])
}

fn equality() -> impl Strategy<Value = Op> {
    select(vec![Op::Eq, Op::Ne])
}

fn literal(words: &'static [&'static str]) -> impl Strategy<Value = Expr> {
    select(words).prop_map(|w| bare(Node::Quantity(quantity(w))))
}

fn compare(
    op: impl Strategy<Value = Op>,
    a: impl Strategy<Value = Expr>,
    b: impl Strategy<Value = Expr>,
) -> impl Strategy<Value = Expr> {
    (op, a, b).prop_map(|(op, a, b)| bare(Node::Compare(op, Box::new(a), Box::new(b))))
}

fn watts() -> impl Strategy<Value = Expr> {
    literal(&["5 W", "40 W", "0.1 kW"])
}

/// A power: a literal, a sum, a choice between two, or a definition that stands for one.
fn limit(defined: bool) -> BoxedStrategy<Expr> {
    let pair = (watts(), watts(), select(vec![0, 1]));
    let sum = pair.prop_map(|(a, b, add)| {
        let (a, b) = (Box::new(a), Box::new(b));
        bare(if add == 1 { Node::Add(a, b) } else { Node::Sub(a, b) })
    });
    let branch = (select(vec!["radio", "mains"]), watts(), watts())
        .prop_map(|(c, a, b)| bare(Node::If(Box::new(name(c)), Box::new(a), Box::new(b))))
        .boxed();
    let inner = (branch.clone(), watts()).prop_map(|(a, b)| bare(Node::Add(Box::new(a), Box::new(b))));
    let definition = Just(name(if defined { "limit_w" } else { "power" }));
    prop_oneof![8 => watts(), 1 => sum, 1 => branch, 1 => inner, 2 => definition].boxed()
}

fn volts() -> impl Strategy<Value = Expr> {
    literal(&["5 V", "36 V", "0.25 kV"])
}

fn range(defined: bool) -> impl Strategy<Value = String> {
    select(if defined { vec!["voltage", "alias_v"] } else { vec!["voltage"] }).prop_map(str::to_owned)
}

/// A test on facts. `defined` says whether definitions of the pack may stand in it.
fn test(defined: bool, schemes: &'static [&'static str]) -> BoxedStrategy<Expr> {
    let bools = if defined {
        vec!["radio", "used_goods", "mains", "networked", "def_a"]
    } else {
        vec!["radio", "networked", "used_goods", "mains"]
    };
    let uses = if defined { vec!["use", "alias_use", "purpose"] } else { vec!["use", "purpose"] };
    let lists = if defined { vec!["technologies", "alias_tech"] } else { vec!["technologies"] };
    let texts = if defined { vec!["maker", "alias_maker"] } else { vec!["maker"] };
    let codes = if defined { vec!["hs", "alias_code"] } else { vec!["hs"] };
    let bound =
        (range(defined), any::<bool>()).prop_map(|(n, low)| bare(if low { Node::Min(n) } else { Node::Max(n) }));
    let power = select(vec!["power", "motor_power"]).prop_map(name);
    let one_of = select(uses).prop_flat_map(|n| {
        let words: &'static [&'static str] =
            if n == "purpose" { &["sale", "sample"] } else { &["household", "shop", "industrial"] };
        (some(words), Just(n), any::<bool>()).prop_map(|(list, n, one)| match (one, list.first()) {
            (true, Some(w)) => bare(Node::Compare(Op::Ne, Box::new(name(n)), Box::new(bare(Node::Word(w.clone()))))),
            _ => bare(Node::OneOf(n.to_owned(), list)),
        })
    });
    let general = compare(
        op(),
        (power.clone(), watts()).prop_map(|(a, b)| bare(Node::Add(Box::new(a), Box::new(b)))),
        Just(name("motor_power")),
    );
    // Tables read what they read in a pack that defines them.
    let people = Just(name("headcount"));
    let steps =
        (people.clone(), select(vec!["shop", "household", "industrial"]), any::<bool>()).prop_map(|(h, w, by_fact)| {
            let column = if by_fact { name("use") } else { bare(Node::Word(w.to_owned())) };
            bare(Node::Lookup("steps".to_owned(), Box::new(h), Some(Box::new(column))))
        });
    let under = (select(codes), some(&["85", "8516", "8516.60", "8516.79", "8509.40", "9503"]));
    let under = under.prop_map(|(n, list)| bare(Node::Under(n.to_owned(), list.into_iter().take(3).collect())));
    let half = (power.clone(), people).prop_map(|(p, h)| {
        let limit = bare(Node::Lookup("limits".to_owned(), Box::new(h), None));
        (p, limit)
    });
    let looked_up = prop_oneof![
        2 => compare(op(), steps, literal(&["2", "3", "5"])),
        1 => (op(), half).prop_map(|(op, (p, limit))| bare(Node::Compare(op, Box::new(p), Box::new(limit)))),
    ];
    let looked_up = if defined { looked_up.boxed() } else { Just(name("radio")).boxed() };
    let factor = (select(vec!["2", "0.5"]), power.clone())
        .prop_map(|(n, p)| bare(Node::Mul(Box::new(bare(Node::Quantity(quantity(n)))), Box::new(p))));
    let applies = if schemes.is_empty() {
        Just(bare(Node::Bool(true))).boxed()
    } else {
        select(schemes).prop_map(|s| bare(Node::Applies(s.to_owned()))).boxed()
    };
    let designed = select(vec!["designed_on", "placed_on_market_on"]).prop_map(name);
    let dates = select(&DAYS[..]).prop_map(|d| bare(Node::Date(day(d))));
    prop_oneof![
        6 => select(bools).prop_map(name),
        6 => some(&KINDS).prop_map(|k| bare(Node::Is(k.into_iter().take(2).collect()))),
        3 => compare(op(), power, limit(defined)),
        1 => compare(op(), limit(defined), Just(name("power"))),
        1 => compare(op(), Just(name("headcount")), literal(&["10", "250"])),
        3 => compare(op(), bound, volts()),
        2 => (range(defined), volts()).prop_map(|(n, v)| bare(Node::Covers(n, Box::new(v)))),
        3 => one_of,
        3 => (select(lists), some(&["wlan", "bluetooth", "zigbee"])).prop_map(|(n, l)| bare(Node::Has(n.to_owned(), l))),
        1 => compare(equality(), select(texts).prop_map(name), select(vec!["Acme", "Bolt"]).prop_map(|w| bare(Node::Word(w.to_owned())))),
        2 => under,
        2 => compare(op(), designed, dates),
        1 => general,
        1 => compare(op(), factor, watts()),
        2 => applies,
        2 => looked_up,
    ]
    .boxed()
}

/// A condition over the small dictionary; it passes the check.
pub fn condition(defined: bool, schemes: &'static [&'static str]) -> BoxedStrategy<Expr> {
    let tree = test(defined, schemes).prop_recursive(3, 10, 3, |inner| {
        prop_oneof![
            3 => vec(inner.clone(), 2..4).prop_map(Expr::all),
            3 => vec(inner.clone(), 2..4).prop_map(Expr::any),
            2 => inner.clone().prop_map(|e| bare(Node::Not(Box::new(e)))),
            1 => (inner.clone(), inner.clone(), inner)
                .prop_map(|(c, a, b)| bare(Node::If(Box::new(c), Box::new(a), Box::new(b)))),
        ]
    });
    tree.boxed()
}

/// Lines that say when a rule is in force.
fn force() -> BoxedStrategy<String> {
    let phase = select(vec!["announced", "accepting", "mandatory", "legacy", "repealed"]);
    let phases = (subsequence(&DAYS[..], 1..4), vec((phase, any::<bool>()), 4)).prop_map(|(days, stages)| {
        let each = days.iter().zip(&stages).map(|(from, (phase, ends))| {
            let until = if *ends { format!(", until = {}", day(from).add_days(300)) } else { String::new() };
            format!("{{ phase = \"{phase}\", from = {from}{until} }}")
        });
        format!("phases = [ {} ]", each.collect::<Vec<_>>().join(", "))
    });
    let ends = (select(&DAYS[..2]), select(&DAYS[2..]));
    prop_oneof![
        5 => Just(String::new()),
        1 => select(&DAYS[..]).prop_map(|d| format!("from = {d}")),
        1 => select(&DAYS[..]).prop_map(|d| format!("until = {d}")),
        1 => ends.prop_map(|(a, b)| format!("from = {a}\nuntil = {b}")),
        2 => phases,
    ]
    .boxed()
}

fn quoted(words: &[&str]) -> String {
    words.iter().map(|w| format!("\"{w}\"")).collect::<Vec<_>>().join(", ")
}

/// Rules of one kind: condition, when they are in force, and lines of their own.
type Rules = Vec<(Expr, String, String)>;

fn rules(most: usize, schemes: &'static [&'static str], lines: BoxedStrategy<String>) -> BoxedStrategy<Rules> {
    vec((condition(true, schemes), force(), lines), 0..=most).boxed()
}

fn law(id: &'static str, schemes: &'static [&'static str]) -> BoxedStrategy<Law> {
    let skips = subsequence(&GATES[..], 0..=2).prop_map(|g| format!("skips = [{}]", quoted(&g)));
    let of = prop_oneof![
        Just(String::new()),
        subsequence(&ENTRIES[..], 1..3).prop_map(|e| format!("of = [{}]", quoted(&e)))
    ];
    let none = Just(String::new()).boxed();
    let role = select(vec!["manufacture", "application", "import", "placing_on_market"]);
    let covers = prop_oneof![3 => Just(None), 1 => condition(true, schemes).prop_map(Some)];
    let entries = vec((condition(true, schemes), force(), skips), 3);
    let gates = vec(condition(true, schemes), 2);
    let others = (
        rules(2, schemes, of.clone().boxed()),
        rules(2, schemes, of.boxed()),
        prop_oneof![2 => Just(Vec::new()), 1 => rules(1, schemes, none.clone())],
        prop_oneof![3 => Just(Vec::new()), 1 => rules(1, schemes, none.clone())],
        rules(2, schemes, none),
    );
    (role, covers, gates, entries, others)
        .prop_map(move |(role, covers, gates, entries, (exclusions, exemptions, bans, conflicts, requirements))| {
            let mut law = Law::new(id).governed_by(role);
            if let Some(covers) = covers {
                law = law.head(&format!("covers = '{}'", print(&covers)));
            }
            for (id, when) in GATES.iter().zip(gates) {
                law = law.rule("gate", id, &print(&when));
            }
            for (id, (when, force, skips)) in ENTRIES.iter().zip(entries) {
                law = law.rule_with("entry", id, &print(&when), &format!("{force}\n{skips}"));
            }
            let lists = [
                ("exclusion", "x", exclusions),
                ("exemption", "m", exemptions),
                ("ban", "b", bans),
                ("conflict", "c", conflicts),
                ("requirement", "r", requirements),
            ];
            for (kind, letter, rules) in lists {
                for (i, (when, force, lines)) in rules.into_iter().enumerate() {
                    law = law.rule_with(kind, &format!("{letter}{i}"), &print(&when), &format!("{force}\n{lines}"));
                }
            }
            law
        })
        .boxed()
}

/// Two packs with three schemes, which look at each other and at one that no pack has.
pub fn packs() -> BoxedStrategy<Texts> {
    let definitions = || {
        (
            condition(false, &[]),
            limit(false).prop_filter("a value of its own", |e| e.names().is_empty() || matches!(e.node, Node::If(..))),
        )
    };
    let laws = SCHEMES.map(|(_, id, names)| law(id, names));
    (laws, definitions(), definitions())
        .prop_map(|(laws, first, second)| {
            let mut texts = Texts::small();
            for ((pack, ..), law) in SCHEMES.iter().zip(&laws) {
                texts = texts.law(pack, law);
            }
            for (pack, (condition, limit)) in [("qq", first), ("pp", second)] {
                texts = texts.definitions(
                    pack,
                    &[
                        ("def_a", &print(&condition)),
                        ("limit_w", &print(&limit)),
                        ("alias_use", "use"),
                        ("alias_tech", "technologies"),
                        ("alias_v", "voltage"),
                        ("alias_maker", "maker"),
                        ("alias_code", "hs"),
                    ],
                );
                texts = texts.and(&format!("packs/{pack}/definitions.toml"), TABLES);
            }
            texts
        })
        .boxed()
}

/// A value for a fact of the small dictionary.
fn value(fact: &'static str) -> BoxedStrategy<Value> {
    let choice = |words: &'static [&'static str]| select(words).prop_map(|w| Value::Choice(w.to_owned())).boxed();
    match fact {
        "radio" | "used_goods" | "mains" | "networked" => any::<bool>().prop_map(Value::Bool).boxed(),
        "power" | "motor_power" => select(&["1 W", "5 W", "30 W", "40 W", "100 W", "2 kW"][..])
            .prop_map(|w| Value::Quantity(quantity(w)))
            .boxed(),
        "headcount" => select(&["1", "10", "1000"][..]).prop_map(|w| Value::Quantity(quantity(w))).boxed(),
        "voltage" => {
            let places = ["3 V", "5 V", "12 V", "36 V", "230 V", "250 V", "0.4 kV"];
            (0..places.len())
                .prop_flat_map(move |i| (Just(i), i..places.len()))
                .prop_map(move |(i, j)| Value::Range(quantity(places[i]), quantity(places[j])))
                .boxed()
        }
        "use" => choice(&["household", "shop", "industrial"]),
        "purpose" => choice(&["sale", "sample"]),
        "technologies" => (subsequence(&["bluetooth", "wlan", "zigbee"][..], 0..=2), any::<bool>())
            .prop_map(|(items, complete)| {
                let items = items.into_iter().map(str::to_owned).collect();
                Value::List { items, complete }
            })
            .boxed(),
        "hs" => subsequence(&["85", "8509.40", "8516", "8516.60", "8516.7999", "95"][..], 1..=2)
            .prop_map(|codes| Value::Codes(codes.into_iter().map(|c| Code::parse(c).unwrap()).collect()))
            .boxed(),
        "maker" => select(&["Acme", "Bolt", "Cog"][..]).prop_map(|w| Value::Text(w.to_owned())).boxed(),
        _ => any_day().prop_map(Value::Date).boxed(),
    }
}

const FACTS: [&str; 18] = [
    "radio",
    "networked",
    "used_goods",
    "mains",
    "power",
    "motor_power",
    "headcount",
    "voltage",
    "use",
    "purpose",
    "technologies",
    "maker",
    "hs",
    "designed_on",
    "manufactured_on",
    "applied_on",
    "imported_on",
    "placed_on_market_on",
];

/// A day at, before or after one that drawn rules name.
pub fn any_day() -> impl Strategy<Value = Date> {
    (select(&DAYS[..]), select(vec![-1, 0, 1, 200, 400])).prop_map(|(d, n)| day(d).add_days(n))
}

/// A product of which some facts are known; it may have more than one kind, or none.
pub fn product() -> BoxedStrategy<Product> {
    let kinds = (prop_oneof![1 => Just(None), 5 => select(&KINDS[..]).prop_map(Some)], vec(select(&KINDS[1..]), 0..2));
    let facts = btree_map(select(&FACTS[..]).prop_flat_map(|f| (Just(f), value(f))).prop_map(Pair), Just(()), 3..14);
    (kinds, facts)
        .prop_map(|((kind, kinds), facts)| Product {
            name: "drawn".to_owned(),
            kinds: if kind.is_some() { kinds.into_iter().map(str::to_owned).collect() } else { Vec::new() },
            kind: kind.map(str::to_owned),
            facts: facts.into_keys().map(|Pair((f, v))| (f.to_owned(), Answer::plain(v))).collect(),
            ..Product::default()
        })
        .prop_map(possible)
        .boxed()
}

/// A product without the facts that contradict others; a file with them is refused.
fn possible(mut product: Product) -> Product {
    static LIBRARY: OnceLock<certmap_pack::Library> = OnceLock::new();
    let library = LIBRARY.get_or_init(|| Texts::small().library());
    for fact in ["networked", "mains", "use"] {
        if !is_possible(library, &Known::of(library, &product, day(DAYS[0])).values) {
            product.facts.remove(fact);
        }
    }
    product
}

/// A fact with a value, ordered by the fact alone, so that a map has each fact once.
#[derive(Debug, Clone)]
struct Pair((&'static str, Value));

impl PartialEq for Pair {
    fn eq(&self, other: &Pair) -> bool {
        self.0.0 == other.0.0
    }
}

impl Eq for Pair {}

impl PartialOrd for Pair {
    fn partial_cmp(&self, other: &Pair) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Pair {
    fn cmp(&self, other: &Pair) -> std::cmp::Ordering {
        self.0.0.cmp(other.0.0)
    }
}
