//! Everyday names and the kind that is meant. `*.csv` may be looked at while synonyms are added; `*-apart.csv` is only
//! measured, so that it says what a name is worth that nobody thought of.

use super::shipped::shipped;
use certmap_pack::{Named, Taxonomy};

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

/// The first of what a name means: the scheme that is asked for today, and the beginning of what is said.
#[track_caller]
fn named(text: &str, now: &str) {
    let library = shipped();
    let found = library.common.named(text);
    let got: Vec<&str> = found
        .iter()
        .flat_map(|n| match n {
            Named::Former(f) => f.now.iter().map(String::as_str).collect(),
            Named::Scheme(s) => vec![s.id.as_str()],
        })
        .collect();
    assert_eq!(got.first().copied().unwrap_or_default(), now, "{text}: {got:?}");
}

#[test]
fn a_name_of_the_past_says_what_became_of_it() {
    named("CCIB mark", "cn-ccc");
    named("ccee", "cn-ccc");
    named("長城標誌", "cn-ccc");
    named("3C认证", "cn-ccc");
    named("GB/T 28001", "cn-ms-ohs");
    named("gbt28001-2011", "cn-ms-ohs");
    named("ISO9001:2008", "cn-ms-qms");
    named("ISO 9001:2015", "cn-ms-qms");
    named("FCC ID", "us-fcc-cert");
    named("R&TTE", "eu-red");
}

#[test]
fn a_scheme_is_found_by_its_abbreviation() {
    named("KC", "kr-kc-cert");
    named("SABER certificate", "sa-saber-pcoc");
    named("gb-psti", "gb-psti");
    named("kettle", "");
    named("plug", "");
    named("a", "");
}

#[test]
fn a_customs_code_lists_its_kinds() {
    let library = shipped();
    let kinds = |code: &str| -> Vec<(String, u8)> {
        library.common.kinds.find(code, 60).iter().map(|h| (h.kind.id.clone(), h.score)).collect()
    };
    let has = |code: &str, kind: &str, score: u8| assert!(kinds(code).contains(&(kind.to_owned(), score)), "{code}");
    has("8516.79", "electric-kettle", 100);
    has("8516 79", "electric-kettle", 100);
    has("8516790000", "electric-kettle", 100);
    has("HS 8516.79", "electric-kettle", 100);
    has("8516", "electric-kettle", 90);
    has("8516.79", "portable-cooking-appliance", 60);
    assert!(!kinds("18650").is_empty(), "a size of cells is no code");
    assert!(kinds("9999").is_empty());
}

#[test]
fn nine_leaves_in_ten_hint_at_a_customs_code() {
    let library = shipped();
    let leaves: Vec<_> = library.common.kinds.kinds.iter().filter(|k| k.below.is_empty()).collect();
    let without: Vec<&str> = leaves.iter().filter(|k| k.hs.is_empty()).map(|k| k.id.as_str()).collect();
    assert!(without.len() * 10 <= leaves.len(), "{} of {} have none: {without:?}", without.len(), leaves.len());
    let digits = |code: &str| matches!(code.len(), 2 | 4) || (code.len() == 7 && code.get(4..5) == Some("."));
    for kind in &library.common.kinds.kinds {
        assert!(kind.hs.iter().all(|h| digits(h)), "{}: {:?}", kind.id, kind.hs);
    }
}

#[test]
fn of_equals_the_narrower_kind_stands_first() {
    let library = shipped();
    for hits in ["washing machine", "冰箱", "8458", "8531.10"].map(|text| library.common.kinds.find(text, 20)) {
        for pair in hits.windows(2) {
            let [first, second] = pair else { continue };
            let coarse_first = !first.kind.below.is_empty() && second.kind.below.is_empty();
            assert!(first.score > second.score || !coarse_first, "{} before {}", first.kind.id, second.kind.id);
        }
    }
}
