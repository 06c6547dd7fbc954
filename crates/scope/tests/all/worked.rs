//! Worked examples say what is wrong, and nothing where all is right.

use certmap_scope::{Engine, run_case};
use certmap_testkit::{Law, Texts};

/// Runs an example of a table fan on 2026-11-21 with lines of expectations.
fn check(lines: &str, expected: &[&str]) {
    let route = "\n[[route]]\nid = \"usual\"\ntitle = { en = \"usual\", zh = \"一般\" }\nwhen = 'power > 5 W'\n\
                 cites = [ { source = \"law\", at = \"1\", status = \"official\" } ]\n";
    let weak = "exclusions = [ { id = \"weak\", title = { en = \"weak\", zh = \"弱\" }, when = 'power <= 50 W', \
                cites = [ { source = \"law\", at = \"1\", status = \"official\" } ] } ]";
    let law = Law::new("pp-one")
        .rule_with(
            "entry",
            "e",
            r#"mains and purpose = "sale""#,
            "phases = [ { phase = \"legacy\", from = 2020-01-01 } ]",
        )
        .rule_with("requirement", "r1", "mains", weak)
        .rule_with("requirement", "r2", "mains", "from = 2027-01-01")
        .rule_with("requirement", "r3", "mains", "until = 2025-01-01")
        .rule("requirement", "r4", "radio")
        .rule("requirement", "r5", "not mains")
        .raw(route);
    let case = format!(
        "[[case]]\nname = \"a fan\"\nmarket = \"XX\"\non = 2026-11-21\nkind = \"table-fan\"\nexpect = {{ pp-one = \"in\" }}\n{lines}\n"
    );
    let library = Texts::small().law("pp", &law).with("packs/pp/tests/fans.toml", &case).library();
    let wrong = run_case(&Engine::new(&library), &library.packs[0].cases[0]);
    let wrong: Vec<&str> = wrong.iter().map(|w| w.en.as_str()).collect();
    assert_eq!(wrong, expected, "{lines}");
}

#[test]
fn what_is_right_is_not_told() {
    check(
        r#"
        because = ["e"]
        ask = []
        requirements = { in = ["r1"], not_yet = ["r2"], no_longer = ["r3"], unknown = ["r4"], out = ["r5"], excluded_by = { r1 = "weak" } }
        assumed = { purpose = "sale" }
        confidence = { pp-one = "official" }
        phase = { pp-one = "legacy" }
        routes = { pp-one = { usual = "yes" } }
        "#,
        &[],
    );
}

#[test]
fn a_requirement_that_begins_later_is_neither_in_nor_out() {
    check(r#"requirements = { in = ["r2"] }"#, &["requirement r2 is not_yet, expected in"]);
    check(r#"requirements = { out = ["r2"] }"#, &["requirement r2 is not_yet, expected out"]);
    check(r#"requirements = { not_yet = ["r9"] }"#, &["requirement r9 was not looked at, expected not_yet"]);
}

#[test]
fn what_stands_beside_the_outcome_is_told_too() {
    check(
        r#"
        requirements = { excluded_by = { r1 = "strong", r2 = "weak" } }
        assumed = { radio = true }
        confidence = { pp-one = "secondary" }
        phase = { pp-one = "mandatory" }
        routes = { pp-one = { usual = "no", other = "yes" } }
        "#,
        &[
            "requirement r1 is excluded by weak, expected strong",
            "requirement r2 is excluded by nothing, expected weak",
            "radio is assumed to be nothing, expected true",
            "pp-one is official, expected secondary",
            "pp-one is legacy, expected mandatory",
            "route other of pp-one is not looked at, expected open",
            "route usual of pp-one is open, expected not open",
        ],
    );
}
