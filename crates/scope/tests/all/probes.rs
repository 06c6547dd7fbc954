//! Probes: both sides of every limit, the day before and of every date.

use certmap_scope::{Engine, Outcome, ProbeOf, Probes, probes};
use certmap_testkit::{Law, Texts};

fn probed(law: &Law) -> Probes {
    let library = Texts::small().law("pp", law).library();
    probes(&Engine::new(&library), "pp-one")
}

/// Rule, limit, outcomes below, at and above.
fn noted(probes: &Probes) -> Vec<String> {
    let found = probes.found.iter().map(|p| {
        let sides = [p.below, p.at, p.above].map(Outcome::word).join(" | ");
        format!("{} {} {}: {sides}", p.limit.rule, p.limit.fact.as_deref().unwrap_or("on"), p.limit.at)
    });
    found.chain(probes.open.iter().map(|l| format!("{} {}: open", l.rule, l.at))).collect()
}

#[test]
fn of_an_entry_in_its_own_unit_and_on_its_dates() {
    let law = Law::new("pp-one").rule_with(
        "entry",
        "e",
        r#"product is "kettle" and max(voltage) > 36 V and (radio or power <= 1.5 kW)"#,
        "from = 2027-02-01\nuntil = 2029-02-01",
    );
    let found = probed(&law);
    assert_eq!(
        noted(&found),
        [
            "e power 1500 W: in | in | out",
            "e voltage 36 V: out | out | in",
            "e on 2027-02-01: not_yet | in | in",
            "e on 2029-02-01: in | no_longer | no_longer",
        ]
    );
    assert!(found.found.iter().all(|p| p.kind.as_deref() == Some("kettle")));
}

#[test]
fn of_gates_exclusions_exemptions_and_bans_through_an_entry() {
    let law = Law::new("pp-one")
        .rule("gate", "g", "max(voltage) > 36 V")
        .rule_with("entry", "e", r#"product is "appliance""#, "")
        .rule_with("exclusion", "x", "power > 5 kW", "of = [\"e\"]")
        .rule("exemption", "m", r#"purpose = "sample" and headcount < 10"#)
        .rule("ban", "b", "motor_power >= 3 kW");
    let found = probed(&law);
    assert_eq!(
        noted(&found),
        [
            "b motor_power 3000 W: out | banned | banned",
            "g voltage 36 V: out | out | in",
            "x power 5000 W: in | in | out",
            "m headcount 10: exempt | in | in",
        ]
    );
}

#[test]
fn of_requirements_their_exclusions_and_routes() {
    let law = Law::new("pp-one")
        .rule("entry", "e", r#"product is "toy""#)
        .rule_with(
            "requirement",
            "r",
            "power < 100 W",
            "from = 2027-02-01\nexclusions = [ { id = \"small\", title = { en = \"s\", zh = \"s\" }, when = 'motor_power < 5 W', cites = [ { source = \"law\", at = \"2\", status = \"official\", checked = 2026-11-20 } ] } ]",
        )
        .rule_with("route", "self", "headcount <= 50", "phases = [ { phase = \"mandatory\", from = 2020-01-01 }, { phase = \"repealed\", from = 2027-07-01 } ]");
    let found = probed(&law);
    assert_eq!(
        noted(&found),
        [
            "r power 100 W: in | out | out",
            "r on 2027-02-01: not_yet | in | in",
            "r motor_power 5 W: in | out | out",
            "self headcount 50: in | in | out",
            "self on 2020-01-01: out | in | in",
            "self on 2027-07-01: in | out | out",
        ]
    );
    let of: Vec<ProbeOf> = found.found.iter().map(|p| p.limit.of).collect();
    assert_eq!(of[2..], [ProbeOf::TestExclusion, ProbeOf::Route, ProbeOf::Route, ProbeOf::Route]);
}

#[test]
fn a_limit_that_can_never_decide_is_named_and_another_schemes_limit_is_not() {
    let law = Law::new("pp-one").rule(
        "entry",
        "e",
        r#"product is "kettle" and power > 10 W and power > 5 W and not applies("qq-two")"#,
    );
    let two = Law::new("qq-two").rule("entry", "e", "max(voltage) > 50 V");
    let library = Texts::small().law("pp", &law).law("qq", &two).library();
    let found = probes(&Engine::new(&library), "pp-one");
    assert_eq!(noted(&found), ["e power 10 W: out | out | in", "e 5 W: open"]);
}

#[test]
fn probes_do_not_change_with_assumptions_or_order() {
    let law =
        Law::new("pp-one").rule("entry", "e", r#"purpose = "sample" and technologies has "wlan" and power >= 7 W"#);
    assert_eq!(noted(&probed(&law)), ["e power 7 W: out | in | in"]);
}
