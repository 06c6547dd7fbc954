//! Outcomes by hand, each with its reasons: a right answer for a wrong reason fails.

use super::support::{ask, check, no, noted, of, of_kind, same, today, word, yes};
use certmap_base::Confidence;
use certmap_pack::Raw;
use certmap_scope::{Engine, Product};
use certmap_testkit::{Law, Texts};

/// A law of fans: a gate, two entries, exclusions, an exemption.
fn fans() -> Texts {
    let law = Law::new("xx-law")
        .rule("gate", "above-36-v", "max(voltage) > 36 V")
        .rule("entry", "fans", r#"product is "fan" and use in ["household", "shop"] and power <= 100 W"#)
        .rule_with("entry", "kettles", r#"product is "kettle""#, r#"skips = ["above-36-v"]"#)
        .rule_with("exclusion", "ceiling", r#"product is "ceiling-fan""#, "of = [\"fans\"]\ndisplaced_by = \"zz-none\"")
        .rule_with("exemption", "samples", r#"purpose = "sample""#, r#"paper = { en = "a letter", zh = "函件" }"#);
    Texts::small().law("pp", &law)
}

#[test]
fn in_by_an_entry_with_the_facts_it_read() {
    let facts = [("use", word("household")), ("voltage", word("100-240 V"))];
    check(
        &fans(),
        "xx-law",
        ("table-fan", &facts),
        "in, mandatory
         fans: fans: the product is: fan, and intended use: household or shop, and rated power is at most 100 W [kind = table-fan; power = 40 W; use = household]",
    );
}

#[test]
fn out_by_the_part_of_the_nearest_entry_that_fails() {
    let facts = [("use", word("industrial")), ("voltage", word("230 V"))];
    check(
        &fans(),
        "xx-law",
        ("table-fan", &facts),
        "out
         fans: fans would need: intended use: household or shop [use = industrial]",
    );
}

#[test]
fn out_by_a_gate() {
    let facts = [("use", word("household")), ("voltage", word("5-36 V"))];
    check(
        &fans(),
        "xx-law",
        ("table-fan", &facts),
        "out
         fans: above-36-v is not fulfilled: the highest rated voltage is above 36 V [voltage = 5-36 V]",
    );
}

#[test]
fn a_gate_is_skipped_by_the_entry_that_says_so() {
    check(
        &fans(),
        "xx-law",
        ("kettle", &[("voltage", word("12 V"))]),
        "in, mandatory\nkettles: kettles: the product is: kettle [kind = kettle]",
    );
}

#[test]
fn out_by_an_exclusion_and_what_takes_its_place() {
    let facts = [("use", word("household")), ("voltage", word("230 V")), ("power", word("60 W"))];
    check(
        &fans(),
        "xx-law",
        ("ceiling-fan", &facts),
        "out, zz-none takes its place
         ceiling: ceiling: the product is: ceiling fan [kind = ceiling-fan]",
    );
}

#[test]
fn out_where_no_entry_is_about_such_a_product() {
    check(
        &fans(),
        "xx-law",
        ("doll", &[]),
        "out
         xx-law: none of the 2 entries of xx-law describes this product [kind = doll]",
    );
}

#[test]
fn exempt_with_the_paper_that_goes_with_it() {
    let facts = [("use", word("shop")), ("voltage", word("230 V")), ("purpose", word("sample"))];
    check(
        &fans(),
        "xx-law",
        ("table-fan", &facts),
        "exempt, mandatory (a letter)
         fans: fans: the product is: fan, and intended use: household or shop, and rated power is at most 100 W [kind = table-fan; power = 40 W; use = shop]
         fans: samples: purpose is sample [purpose = sample]",
    );
}

#[test]
fn unknown_with_what_is_still_open() {
    check(
        &fans(),
        "xx-law",
        ("table-fan", &[("use", word("household"))]),
        "unknown, asks for voltage
         fans: above-36-v applies if: the highest rated voltage is above 36 V",
    );
}

#[test]
fn a_coarse_kind_never_gives_a_wrong_no() {
    check(
        &fans(),
        "xx-law",
        ("appliance", &[("use", word("household")), ("voltage", word("230 V")), ("power", word("10 W"))]),
        "unknown, asks for kind
         fans: fans applies if: the product is: fan [kind = appliance]
         fans: ceiling applies if: the product is: ceiling fan [kind = appliance]
         kettles: kettles applies if: the product is: kettle [kind = appliance]",
    );
}

#[test]
fn a_list_that_may_go_on_is_never_false() {
    let law = Law::new("xx-law").rule("entry", "zigbee", r#"technologies has "zigbee""#);
    let texts = Texts::small().law("pp", &law);
    let open = [("technologies", Raw::List(vec![word("wlan")]))];
    check(
        &texts,
        "xx-law",
        ("kettle", &open),
        "unknown, asks for technologies
         zigbee: zigbee applies if: radio technologies include Zigbee [technologies = wlan, ...]",
    );
    let complete = [("technologies", Raw::All(vec![word("wlan")]))];
    check(
        &texts,
        "xx-law",
        ("kettle", &complete),
        "out
         xx-law: xx-law is for: zigbee [kind = kettle]
         zigbee: zigbee would need: radio technologies include Zigbee [technologies = wlan]",
    );
}

#[test]
fn a_customs_code_decides_as_far_as_it_is_known() {
    let law = Law::new("xx-law").rule("entry", "ovens", r#"hs under ["8516.60", "8509"]"#);
    let texts = Texts::small().law("pp", &law);
    let with = |codes: &[&str], expected: &str| {
        let codes = Raw::List(codes.iter().map(|c| word(c)).collect());
        check(&texts, "xx-law", ("kettle", &[("hs", codes)]), expected);
    };
    let says = "ovens: ovens applies if: customs code under 8516.60 or 8509";
    check(&texts, "xx-law", ("kettle", &[]), &format!("unknown, asks for hs\n         {says}"));
    with(&["8516"], &format!("unknown, asks for hs\n         {says} [hs = 8516]"));
    with(&["8516.60", "8516.79"], &format!("unknown, asks for hs\n         {says} [hs = 8516.60, 8516.79]"));
    with(&["8516.60.70"], "in, mandatory\n         ovens: ovens: customs code under 8516.60 or 8509 [hs = 8516.60.70]");
    with(
        &["8516.60", "8509.40"],
        "in, mandatory\n         ovens: ovens: customs code under 8516.60 or 8509 [hs = 8509.40, 8516.60]",
    );
    with(
        &["8516.79", "95"],
        "out\n         xx-law: xx-law is for: ovens [kind = kettle]\n         ovens: ovens would need: customs code under 8516.60 or 8509 [hs = 8516.79, 95]",
    );
}

#[test]
fn banned_before_all_else_and_outside_coverage_not_covered() {
    let law = Law::new("xx-law")
        .head("covers = 'not product is \"toy\"'\ncovers_says = { en = \"ask the ministry\", zh = \"请询问主管部门\" }")
        .rule_with("ban", "used", "used_goods", "from = 2020-01-01")
        .rule("entry", "all", "mains");
    let texts = Texts::small().law("pp", &law);
    check(
        &texts,
        "xx-law",
        ("table-fan", &[("used_goods", yes())]),
        "banned
         used: used: is used [used_goods = true]",
    );
    check(
        &texts,
        "xx-law",
        ("doll", &[("used_goods", no())]),
        "not_covered (ask the ministry)
         xx-law: xx-law is for: all [kind = doll]
         all: all would need: is plugged into the mains [mains = false]",
    );
}

#[test]
fn contradicting_texts_are_a_conflict() {
    let law = Law::new("xx-law").rule("entry", "all", "true").rule("conflict", "both", "radio and not mains");
    check(
        &Texts::small().law("pp", &law),
        "xx-law",
        ("kettle", &[("radio", yes()), ("mains", no())]),
        "conflict
         both: both: has radio, and not: is plugged into the mains [mains = false; radio = true]",
    );
}

#[test]
fn phases_and_the_day_that_governs() {
    let phases = "phases = [ { phase = \"accepting\", from = 2026-01-01 }, { phase = \"mandatory\", from = 2027-01-01, until = 2028-01-01 } ]";
    let law = Law::new("xx-law").governed_by("manufacture").rule_with("entry", "new", "mains", phases);
    let library = Texts::small().law("pp", &law).library();
    let engine = Engine::new(&library);
    for (made, expected) in [
        ("2025-12-31", "not_yet, announced\nnew: new: is plugged into the mains [mains = true]"),
        ("2026-01-01", "not_yet, accepting\nnew: new: is plugged into the mains [mains = true]"),
        ("2026-12-31", "not_yet, accepting\nnew: new: is plugged into the mains [mains = true]"),
        ("2027-01-01", "in, mandatory\nnew: new: is plugged into the mains [mains = true]"),
        ("2027-12-31", "in, mandatory\nnew: new: is plugged into the mains [mains = true]"),
        ("2028-01-01", "no_longer, repealed\nnew: new: is plugged into the mains [mains = true]"),
    ] {
        let product = of_kind(&library, "table-fan", &[("manufactured_on", word(made))]);
        let result = ask(&engine, &product, today());
        same(&noted(of(&result, "xx-law")), expected);
    }
}

#[test]
fn another_function_brings_an_entry_in_beside_the_main_one() {
    let law = Law::new("xx-law").rule("entry", "fans", r#"product is "fan""#).rule(
        "entry",
        "kettles",
        r#"product is "kettle""#,
    );
    let library = Texts::small().law("pp", &law).library();
    let product = Product { kinds: vec!["kettle".to_owned()], ..of_kind(&library, "table-fan", &[]) };
    let result = ask(&Engine::new(&library), &product, today());
    same(
        &noted(of(&result, "xx-law")),
        "in, mandatory
         fans: fans: the product is: fan [kind = table-fan, kettle]
         kettles (another function): kettles: the product is: kettle [kind = table-fan, kettle]",
    );
}

#[test]
fn another_function_that_is_not_exact_is_asked_about() {
    let law = Law::new("xx-law").rule("entry", "kettles", r#"product is "kettle""#);
    let library = Texts::small().law("pp", &law).library();
    let product = Product { kinds: vec!["appliance".to_owned()], ..of_kind(&library, "doll", &[]) };
    let result = ask(&Engine::new(&library), &product, today());
    assert_eq!(of(&result, "xx-law").needs, ["kind"]);
}

#[test]
fn what_one_function_lacks_the_other_may_have() {
    let law = Law::new("xx-law").rule("entry", "mains", "mains");
    let library = Texts::small().law("pp", &law).library();
    let engine = Engine::new(&library);
    for (main, other, expected) in [
        ("doll", "fan", "in, mandatory\nmains: mains: is plugged into the mains [mains = true]"),
        ("toy", "fan", "in, mandatory\nmains: mains: is plugged into the mains [mains = true]"),
        (
            "doll",
            "doll",
            "out\nxx-law: xx-law is for: mains [kind = doll, doll]\nmains: mains would need: is plugged into the mains [mains = false]",
        ),
        ("doll", "kettle", "unknown, asks for mains\nmains: mains applies if: is plugged into the mains"),
    ] {
        let product = Product { kinds: vec![other.to_owned()], ..of_kind(&library, main, &[]) };
        same(&noted(of(&ask(&engine, &product, today()), "xx-law")), expected);
    }
}

#[test]
fn another_scheme_applies_only_if_it_ends_in() {
    let qq =
        Law::new("qq-one").rule("entry", "e", "mains").rule("ban", "b", "used_goods").rule("conflict", "c", "radio");
    let law = Law::new("xx-law").rule("entry", "follows", r#"applies("qq-one")"#);
    let texts = Texts::small().law("qq", &qq).law("pp", &law);
    let mains = |used: Raw, radio: Raw| [("mains", yes()), ("used_goods", used), ("radio", radio)];
    check(&texts, "xx-law", ("kettle", &mains(no(), no())), "in, mandatory\nfollows: follows: qq-one applies");
    let out = "out\nxx-law: xx-law is for: follows [kind = kettle]\nfollows: follows would need: qq-one applies";
    check(&texts, "xx-law", ("kettle", &mains(yes(), no())), out);
    check(&texts, "xx-law", ("kettle", &mains(no(), yes())), out);
}

#[test]
fn a_scheme_that_no_pack_has_is_unknown_and_nothing_can_be_asked() {
    let law = Law::new("xx-law").rule("entry", "beside", r#"applies("zz-none") and mains"#);
    check(
        &Texts::small().law("pp", &law),
        "xx-law",
        ("table-fan", &[]),
        "unknown
         beside: beside applies if: zz-none applies",
    );
}

#[test]
fn definitions_stand_for_values_of_every_type() {
    let law = Law::new("xx-law")
        .rule("entry", "words", r#"its_use in ["household"] and its_maker = "Acme""#)
        .rule("entry", "range", "its_voltage covers 36 V and min(its_voltage) < 12 V")
        .rule("entry", "list", r#"its_radio has "wlan""#)
        .rule("entry", "choice", "(if mains then 100 W else 40 W) + 10 W < power and limit <= power");
    let texts = Texts::small().law("pp", &law).definitions(
        "pp",
        &[
            ("its_use", "use"),
            ("its_maker", "maker"),
            ("its_voltage", "voltage"),
            ("its_radio", "technologies"),
            ("limit", "if radio then power else motor_power"),
        ],
    );
    let expect = |facts: &[(&str, Raw)], entry: &str| {
        let library = texts.library();
        let result = ask(&Engine::new(&library), &of_kind(&library, "kettle", facts), today());
        let found: Vec<&str> = of(&result, "xx-law").entries.iter().map(|e| e.id.as_str()).collect();
        assert_eq!((of(&result, "xx-law").outcome.word(), found.as_slice()), ("in", [entry].as_slice()));
    };
    expect(&[("use", word("household")), ("maker", word("Acme"))], "words");
    expect(&[("voltage", word("5-230 V"))], "range");
    expect(&[("technologies", Raw::List(vec![word("wlan")]))], "list");
    expect(&[("mains", no()), ("radio", yes()), ("power", word("51 W"))], "choice");
    expect(&[("radio", yes()), ("power", word("0.2 kW"))], "choice");
}

#[test]
fn what_holds_either_way_is_decided_and_not_asked() {
    let law = Law::new("xx-law").rule("entry", "small", "mains and power < 40 W").rule(
        "entry",
        "large",
        "mains and power >= 40 W",
    );
    check(
        &Texts::small().law("pp", &law),
        "xx-law",
        ("ceiling-fan", &[]),
        "in, mandatory
         small: small applies if: rated power is below 40 W
         large: large applies if: rated power is at least 40 W",
    );
}

#[test]
fn no_day_lies_between_two_that_follow_each_other() {
    let law = Law::new("xx-law").rule("entry", "before", "designed_on <= 2020-01-01").rule(
        "entry",
        "after",
        "designed_on >= 2020-01-02",
    );
    let library = Texts::small().law("pp", &law).library();
    let result = ask(&Engine::new(&library), &of_kind(&library, "kettle", &[]), today());
    assert_eq!((of(&result, "xx-law").outcome.word(), of(&result, "xx-law").needs.len()), ("in", 0));
}

#[test]
fn a_result_is_as_well_founded_as_its_best_entry_and_no_better() {
    let cited = |status: &str| format!("cites = [ {{ source = \"hearsay\", at = \"1\", status = \"{status}\" }} ]");
    let law = Law::new("xx-law").rule_with("entry", "weak", "mains", &cited("recalled")).rule_with(
        "entry",
        "better",
        "radio",
        &cited("secondary"),
    );
    let library = Texts::small().law("pp", &law).library();
    let engine = Engine::new(&library);
    for (radio, expected) in [(no(), Confidence::Recalled), (yes(), Confidence::Secondary)] {
        let result = ask(&engine, &of_kind(&library, "table-fan", &[("radio", radio)]), today());
        assert_eq!(of(&result, "xx-law").confidence, expected);
    }
}
