//! Values outside conditions, as far as the facts decide them.

use super::support::{of_kind, today, word, yes};
use certmap_base::{Exact, Units};
use certmap_expr::{Expr, Node, parse};
use certmap_pack::{Library, Raw};
use certmap_scope::{Conditions, Engine, Figure};
use certmap_testkit::{Known, Law, Oracle, Texts, draw};
use proptest::prelude::*;

const TABLES: &str = r#"
[[table]]
id = "days"
title = { en = "audit days", zh = "审核人日" }
rows = [ { up_to = 5, value = 1.5 }, { up_to = 10, value = 2 }, { up_to = 15, value = 2.5 } ]
cites = [ { source = "law", at = "t", status = "official" } ]

[[table]]
id = "by-use"
title = { en = "days by use", zh = "按用途的人日" }
columns = [
  { id = "household", title = { en = "household", zh = "家用" } },
  { id = "shop", title = { en = "shop", zh = "商用" } },
  { id = "industrial", title = { en = "industrial", zh = "工业用" } },
]
governed_by = "application"
edition = [
  { from = 2020-01-01, rows = [ { up_to = 10, values = [1, 1, 4] }, { values = [2, 3, 5] } ], cites = [ { source = "law", at = "t", status = "official" } ] },
]
"#;

/// What a value is of a product with some facts: `2`, `1.5 to 2.5, asks headcount`, `unknown, asks headcount`.
fn check(value: &str, facts: &[(&str, Raw)], expected: &str) {
    let texts = Texts::small().law("pp", &Law::new("pp-one").rule("entry", "e", "radio"));
    let texts = texts.definitions("pp", &[("twice", "headcount * 2")]).and("packs/pp/definitions.toml", TABLES);
    let library = texts.library();
    let engine = Engine::new(&library);
    let product = of_kind(&library, "", facts);
    let conditions = Conditions::new(&engine, &library.packs[0], &product, today());
    let figure = conditions.number(&parse(value, &Units::builtin()).unwrap(), &[("auditors_travel", true)]);
    assert_eq!(shown(&figure), expected, "{value}");
}

fn shown(figure: &Figure) -> String {
    let asks: Vec<&str> = figure.missing.iter().map(|m| m.fact.as_str()).collect();
    let span = match figure.span {
        Some((a, b)) if a == b => a.to_string(),
        Some((a, b)) => format!("{a} to {b}"),
        None => "unknown".to_owned(),
    };
    if asks.is_empty() { span } else { format!("{span}, asks {}", asks.join(", ")) }
}

fn people(n: &str) -> (&'static str, Raw) {
    ("headcount", word(n))
}

#[test]
fn a_row_holds_up_to_its_end_and_not_beyond() {
    for (n, expected) in [("0", "1.5"), ("5", "1.5"), ("5.5", "2"), ("6", "2"), ("10", "2"), ("15", "2.5")] {
        check(r#"lookup("days", headcount)"#, &[people(n)], expected);
    }
    check(r#"lookup("days", headcount)"#, &[people("16")], "unknown");
}

#[test]
fn what_is_not_known_gives_a_range_and_a_question() {
    check(r#"lookup("days", headcount)"#, &[], "1.5 to 2.5, asks headcount");
    check(r#"lookup("days", twice) * 2 + 1"#, &[], "4 to 6, asks headcount");
    check(r#"lookup("days", (if radio then 3 else 8))"#, &[], "1.5 to 2, asks kind, radio");
    check(r#"lookup("days", (if radio then 3 else 4))"#, &[], "1.5");
    check("headcount", &[], "unknown, asks headcount");
    check(r#"if auditors_travel then 3 else headcount"#, &[], "3");
}

#[test]
fn a_choice_stands_for_the_column_and_is_asked_only_where_columns_differ() {
    let household = ("use", word("household"));
    check(r#"lookup("by-use", headcount, use)"#, &[people("3"), household.clone()], "1");
    check(r#"lookup("by-use", headcount, use)"#, &[people("3")], "1 to 4, asks kind, use");
    check(r#"lookup("by-use", headcount, use)"#, &[household], "1 to 2, asks headcount");
    check(r#"lookup("by-use", headcount, use)"#, &[], "1 to 5, asks headcount, kind, use");
    check(r#"lookup("by-use", headcount, "shop")"#, &[people("11")], "3");
    check(r#"lookup("by-use", (if mains then 1 else 2), "shop")"#, &[], "1");
}

#[test]
fn before_the_first_edition_there_is_nothing() {
    let before = ("applied_on", Raw::Date("2019-12-31".to_owned()));
    check(r#"lookup("by-use", headcount, "shop")"#, &[people("11"), before], "unknown");
}

#[test]
fn a_condition_asks_for_the_number_only_where_rows_differ() {
    let law = Law::new("pp-one").rule("entry", "e1", r#"radio and lookup("days", headcount) >= 2"#).rule(
        "entry",
        "e2",
        r#"mains and lookup("days", headcount) < 3 and headcount <= 15"#,
    );
    let texts = Texts::small().law("pp", &law).and("packs/pp/definitions.toml", TABLES);
    let library = texts.library();
    let engine = Engine::new(&library);
    let needs = |facts: &[(&str, Raw)]| {
        let product = of_kind(&library, "", facts);
        let result = super::support::ask(&engine, &product, today());
        let one = super::support::of(&result, "pp-one");
        format!("{} {}", one.outcome.word(), one.needs.join(" "))
    };
    assert_eq!(needs(&[("radio", yes()), ("mains", Raw::Bool(false))]), "unknown headcount");
    assert_eq!(needs(&[("radio", yes()), ("mains", Raw::Bool(false)), people("6")]), "in ");
    assert_eq!(needs(&[("radio", yes()), ("mains", Raw::Bool(false)), people("5")]), "out ");
}

/// Values of drawn packs: the limits and everything that can stand on one side of a comparison.
fn values(library: &Library) -> Vec<(usize, Expr)> {
    let mut found = Vec::new();
    for (i, pack) in library.packs.iter().enumerate() {
        for rule in pack.schemes.iter().flat_map(|s| s.rules()) {
            rule.when.walk(&mut |e| {
                if let Node::Compare(_, a, b) = &e.node {
                    found.extend([a, b].into_iter().map(|side| (i, (**side).clone())));
                }
            });
        }
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig { max_shrink_iters: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// Where the oracle knows the number, so does the span, or it lies in it and something is asked.
    #[test]
    fn a_number_lies_in_its_span(texts in draw::packs(), asked in draw::product(), on in draw::any_day()) {
        let library = texts.library();
        let engine = Engine::new(&library);
        let known = Known::of(&library, &asked, on);
        let oracle = Oracle::new(&library);
        for (pack, value) in values(&library) {
            let pack = &library.packs[pack];
            let figure = Conditions::new(&engine, pack, &asked, on).number(&value, &[]);
            let exact: Option<Exact> = oracle.number(&known, pack, &value);
            if let Some(exact) = exact {
                prop_assert_eq!(figure.span, Some((exact, exact)), "{:?}", &value);
                prop_assert!(figure.missing.is_empty());
            } else if let Some((least, most)) = figure.span {
                prop_assert!(least == most || !figure.missing.is_empty(), "{:?}: {:?}", &value, &figure);
            }
        }
    }
}
