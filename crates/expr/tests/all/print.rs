//! Printing a tree and reading the text gives the tree again.

use certmap_base::{Date, Units};
use certmap_expr::{Expr, Node, Op, parse, print};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

fn bare(node: Node) -> Expr {
    Expr::bare(node)
}

/// A name that is no keyword and no function.
fn name() -> impl Strategy<Value = String> {
    "[a-z_][a-z0-9_]{0,6}".prop_filter("a word with a meaning", |w| {
        ![
            "and", "or", "not", "in", "is", "has", "covers", "under", "if", "then", "else", "true", "false", "min",
            "max", "applies", "lookup", "product",
        ]
        .contains(&w.as_str())
    })
}

fn word() -> impl Strategy<Value = String> {
    "[^\"\\p{C}]{0,8}"
}

fn words() -> impl Strategy<Value = Vec<String>> {
    vec(word(), 1..4)
}

/// A number whose last digit is not lost, with a unit or none.
fn quantity() -> impl Strategy<Value = Expr> {
    let units = vec!["", "V", "kV", "W", "mAh", "year", "mm"];
    (0_u32..100_000, 0_u32..1000, select(units)).prop_map(|(whole, thousandths, unit)| {
        let word = format!("{whole}.{thousandths:03} {unit}");
        bare(Node::Quantity(Units::builtin().parse(word.trim()).unwrap()))
    })
}

fn date() -> impl Strategy<Value = Expr> {
    (0_i64..100_000).prop_map(|n| bare(Node::Date(Date::MIN.add_days(n))))
}

/// Trees of every kind of node; they need not make sense.
fn tree() -> impl Strategy<Value = Expr> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(|b| bare(Node::Bool(b))),
        quantity(),
        date(),
        word().prop_map(|w| bare(Node::Word(w))),
        name().prop_map(|n| bare(Node::Name(n))),
        (name(), words()).prop_map(|(n, l)| bare(Node::OneOf(n, l))),
        words().prop_map(|l| bare(Node::Is(l))),
        (name(), words()).prop_map(|(n, l)| bare(Node::Has(n, l))),
        (name(), words()).prop_map(|(n, l)| bare(Node::Under(n, l))),
        (name(), quantity()).prop_map(|(n, v)| bare(Node::Covers(n, Box::new(v)))),
        word().prop_map(|s| bare(Node::Applies(s))),
        name().prop_map(|n| bare(Node::Min(n))),
        name().prop_map(|n| bare(Node::Max(n))),
    ];
    leaf.prop_recursive(4, 24, 3, |inner| {
        let one = || inner.clone().prop_map(Box::new);
        let op = select(vec![Op::Eq, Op::Ne, Op::Lt, Op::Le, Op::Gt, Op::Ge]);
        prop_oneof![
            vec(inner.clone(), 2..4).prop_map(Expr::all),
            vec(inner.clone(), 2..4).prop_map(Expr::any),
            one().prop_map(|a| bare(Node::Not(a))),
            (op, one(), one()).prop_map(|(op, a, b)| bare(Node::Compare(op, a, b))),
            (one(), one()).prop_map(|(a, b)| bare(Node::Add(a, b))),
            (one(), one()).prop_map(|(a, b)| bare(Node::Sub(a, b))),
            (one(), one()).prop_map(|(a, b)| bare(Node::Mul(a, b))),
            (one(), one(), one()).prop_map(|(c, a, b)| bare(Node::If(c, a, b))),
            (word(), one()).prop_map(|(t, a)| bare(Node::Lookup(t, a, None))),
            (word(), one(), one()).prop_map(|(t, a, c)| bare(Node::Lookup(t, a, Some(c)))),
            (name(), one()).prop_map(|(n, a)| bare(Node::Covers(n, a))),
        ]
    })
}

proptest! {
    #[test]
    fn a_printed_tree_reads_as_itself(tree in tree()) {
        let text = print(&tree);
        match parse(&text, &Units::builtin()) {
            Ok(again) => {
                prop_assert_eq!(&again, &tree, "{}", &text);
                prop_assert_eq!(print(&again), text);
            }
            Err(e) => return Err(TestCaseError::fail(format!("{text}: {:?}", e.fault))),
        }
    }
}
