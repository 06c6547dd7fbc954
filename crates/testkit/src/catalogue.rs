//! 150 synthetic rules and 1,000 synthetic products, for benchmarks and for a check against other engines.
//!
//! The rules and products are those of the project's comparison of screening engines (generated with fixed seeds; the
//! products are the first 1,000 of its catalogue of 100,000). No regulation is encoded in them. Of rules times products a
//! correct engine finds [`TRUE`] certainly true and [`UNKNOWN`] unknown; numpy found both figures.

use crate::{Law, Texts};
use certmap_pack::{Library, Raw};
use certmap_scope::{Answer, Product};
use std::collections::BTreeSet;
use std::fmt::Write;

/// Pairs of a rule and a product of which the rule is certainly true.
pub const TRUE: usize = 4197;
/// Pairs of which it is unknown.
pub const UNKNOWN: usize = 5474;

const RULES: &str = include_str!("catalogue/rules.txt");
const PRODUCTS: &str = include_str!("catalogue/products.csv");

fn rules() -> impl Iterator<Item = (&'static str, &'static str)> {
    RULES.lines().filter(|l| !l.starts_with('#')).map(|l| l.split_once('\t').unwrap())
}

/// Every rule as a scheme of its own, each with one entry.
#[must_use]
pub fn schemes() -> Texts {
    rules().fold(dictionary(), |texts, (id, when)| texts.law("rules", &Law::new(id).rule("entry", "e", when)))
}

/// Every rule as an entry of one scheme.
#[must_use]
pub fn entries() -> Texts {
    let law = rules().fold(Law::new("catalogue"), |law, (id, when)| law.rule("entry", id, when));
    dictionary().law("rules", &law)
}

/// The dictionary that the rules read: the small one, and a fact for each column.
fn dictionary() -> Texts {
    let mut facts = String::new();
    let rows: Vec<Vec<&str>> = PRODUCTS.lines().skip(1).map(|l| l.split(',').collect()).collect();
    for (i, name) in header().iter().enumerate() {
        let quoted = RULES.split('"').skip(1).step_by(2);
        let mut words: BTreeSet<&str> = rows.iter().flat_map(|r| r[i].trim_end_matches('.').split(';')).collect();
        words.extend(quoted.filter(|w| of_column(name, w)));
        let choices = |words: &BTreeSet<&str>| {
            let each = words.iter().filter(|w| !w.is_empty());
            let each = each.map(|w| format!("{{ id = \"{w}\", name = {{ en = \"{w}\", zh = \"{w}\" }} }}"));
            format!("\nchoices = [{}]", each.collect::<Vec<_>>().join(", "))
        };
        let (kind, more) = match *name {
            "has_radio" => ("bool", String::new()),
            "rated_voltage_v" | "power_w" | "age_min" | "age_max" => ("number", String::new()),
            "materials" => ("list", choices(&words)),
            _ => ("choice", choices(&words)),
        };
        writeln!(
            facts,
            "[[fact]]\nid = \"{name}\"\ntype = \"{kind}\"\nname = {{ en = \"{name}\", zh = \"{name}\" }}\n\
             ask = {{ en = \"{name}?\", zh = \"{name}？\" }}{more}\n"
        )
        .unwrap();
    }
    Texts::small().with("packs/common/facts/catalogue.toml", &facts)
}

/// Words that rules name and that no product of the sample has: headings, categories and uses by how they are written.
fn of_column(name: &str, word: &str) -> bool {
    let numbered = |letter: char| word.strip_prefix(letter).is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()));
    match name {
        "hs_heading" => numbered('h'),
        "category" => numbered('c'),
        _ => false,
    }
}

fn header() -> Vec<&'static str> {
    PRODUCTS.lines().next().unwrap().split(',').collect()
}

/// The products; empty cells are facts that nobody knows.
#[must_use]
pub fn products(library: &Library) -> Vec<Product> {
    let common = &library.common;
    let product = |row: &str| {
        let cells = header().into_iter().zip(row.split(',')).filter(|(_, cell)| !cell.is_empty());
        let facts = cells.map(|(name, cell)| {
            let value = common.facts[name].read(&Raw::Word(cell.to_owned()), &common.units).unwrap();
            (name.to_owned(), Answer::plain(value))
        });
        Product { name: "row".to_owned(), facts: facts.collect(), ..Product::default() }
    };
    PRODUCTS.lines().skip(1).map(product).collect()
}
