//! A line of every version of every event that was ever written is still read, and written the same again.

use certmap_app::{PlanEvent, PlanFile, ProductEvent, ProductFile, Stored, Written};
use std::collections::BTreeSet;

const PRODUCT: &str = include_str!("../stored/product.jsonl");
const PLAN: &str = include_str!("../stored/plan.jsonl");

fn check<E: Stored + std::fmt::Debug>(text: &str) -> Vec<Written<E>> {
    let lines: Vec<Written<E>> = text.lines().map(|l| Written::read(l).unwrap()).collect();
    for (line, read) in text.lines().zip(&lines) {
        assert_eq!(read.write(), line);
    }
    let seen: BTreeSet<(String, u64)> = text
        .lines()
        .map(|l| {
            let line: serde_json::Value = serde_json::from_str(l).unwrap();
            (line["type"].as_str().unwrap().to_owned(), line["event_version"].as_u64().unwrap())
        })
        .collect();
    for (word, now) in E::TYPES {
        for version in 1..=*now {
            assert!(seen.contains(&((*word).to_owned(), u64::from(version))), "no line of {word} {version}");
        }
    }
    lines
}

#[test]
fn every_line_is_read() {
    let product = ProductFile::of(check::<ProductEvent>(PRODUCT)).unwrap();
    assert_eq!(product.retired.as_deref(), Some("no longer made"));
    assert_eq!(product.item().unwrap().state, "retired");
    let plan = PlanFile::of(&check::<PlanEvent>(PLAN)).unwrap();
    assert_eq!((plan.budgets.len(), plan.costs.len(), plan.item().state.as_str()), (1, 1, "late"));
}

#[test]
fn what_is_newer_is_refused_with_a_reason() {
    let newer = PRODUCT.lines().next().unwrap().replace("\"event_version\":1", "\"event_version\":9");
    let told = Written::<ProductEvent>::read(&newer).unwrap_err().say(certmap_base::Lang::En);
    assert!(told.starts_with("version 9 of the event `saved` is not known"), "{told}");
}
