//! Everyday names and the kind that is meant. `*.csv` may be looked at while synonyms are added; `*-apart.csv` is only
//! measured, so that it says what a name is worth that nobody thought of.

use super::shipped::shipped;
use certmap_pack::Taxonomy;

/// How many names have one of the kinds that are meant among the first three, of how many, and the names that have not.
fn measured(kinds: &Taxonomy, table: &str) -> (usize, usize, Vec<String>) {
    let rows: Vec<(&str, &str)> = table.lines().skip(1).filter_map(|l| l.rsplit_once(',')).collect();
    let mut missed = Vec::new();
    for (name, meant) in &rows {
        let hits = kinds.find(name, 3);
        if !hits.iter().any(|h| meant.split('|').any(|m| m == h.kind.id)) {
            let hits: Vec<String> = hits.iter().map(|h| format!("{} {}", h.kind.id, h.score)).collect();
            missed.push(format!("{name}: {meant}, not {}", hits.join(", ")));
        }
    }
    (rows.len() - missed.len(), rows.len(), missed)
}

#[track_caller]
fn check(what: &str, table: &str, rows: usize, percent: usize) {
    let (found, all, missed) = measured(&shipped().common.kinds, table);
    println!("{what}: {found} of {all} everyday names are among the first three; not:\n{}", missed.join("\n"));
    assert!(all >= rows, "{what}: {all} names, {rows} are wanted");
    assert!(found * 100 >= all * percent, "{what}: {found} of {all} names are found:\n{}", missed.join("\n"));
}

#[test]
fn everyday_names_are_among_the_first_three() {
    check("en", include_str!("../find/en.csv"), 300, 95);
    check("zh", include_str!("../find/zh.csv"), 300, 95);
}

/// The figures are printed; the bound says only that the search has not broken.
#[test]
fn names_that_nobody_tuned_for_are_among_the_first_three() {
    check("en apart", include_str!("../find/en-apart.csv"), 100, 80);
    check("zh apart", include_str!("../find/zh-apart.csv"), 100, 80);
}

#[test]
fn every_kind_that_is_meant_exists() {
    let library = shipped();
    for table in [
        include_str!("../find/en.csv"),
        include_str!("../find/zh.csv"),
        include_str!("../find/en-apart.csv"),
        include_str!("../find/zh-apart.csv"),
    ] {
        for (name, meant) in table.lines().skip(1).filter_map(|l| l.rsplit_once(',')) {
            for kind in meant.split('|') {
                assert!(library.common.kinds.get(kind).is_some(), "{name}: no kind is called `{kind}`");
            }
        }
    }
}
