//! The same figures as other engines, over 150 rules and 1,000 products with missing facts.

use super::support::{ends, today};
use certmap_scope::{Engine, Outcome};
use certmap_testkit::catalogue::{TRUE, UNKNOWN, entries, products, schemes};

#[test]
fn other_engines_count_the_same() {
    let library = schemes().library();
    let engine = Engine::new(&library);
    let mut counts = (0, 0);
    for product in products(&library) {
        for (_, outcome, needs) in ends(&engine, &product, today()) {
            counts.0 += usize::from(outcome == Outcome::In);
            counts.1 += usize::from(outcome == Outcome::Unknown);
            assert_eq!(outcome == Outcome::Unknown, !needs.is_empty());
        }
    }
    assert_eq!(counts, (TRUE, UNKNOWN));
}

#[test]
fn one_scheme_of_all_rules_is_in_where_one_of_them_is() {
    let (each, one) = (schemes().library(), entries().library());
    let (each_engine, one_engine) = (Engine::new(&each), Engine::new(&one));
    for product in products(&each).iter().take(200) {
        let outcomes: Vec<Outcome> = ends(&each_engine, product, today()).into_iter().map(|(_, o, _)| o).collect();
        let (_, whole, needs) = ends(&one_engine, product, today()).remove(0);
        match whole {
            Outcome::Out => assert!(outcomes.iter().all(|o| *o == Outcome::Out)),
            Outcome::Unknown => assert!(!needs.is_empty() && !outcomes.contains(&Outcome::In)),
            // Some rule is true however the missing facts turn out, though it may not be known which one.
            _ => assert!(outcomes.iter().any(|o| *o != Outcome::Out)),
        }
    }
}
