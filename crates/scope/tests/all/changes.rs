//! What changes: for a product from today on, and for all products between two libraries.

use super::support::{ask, day, of, of_kind, today};
use certmap_base::Date;
use certmap_scope::{
    Ahead, AheadKind, Asked, Engine, Extent, Factory, Fate, Inspection, LookAhead, Mandate, Outcome, Paper,
    PartyRecord, compare,
};
use certmap_testkit::{Law, Texts};

fn told(ahead: &[Ahead]) -> Vec<(AheadKind, Date, &str)> {
    ahead.iter().map(|a| (a.kind, a.on, a.of.as_str())).collect()
}

const FANS: &str = r#"product is "fan""#;

#[test]
fn requirements_and_routes_that_begin_or_end_are_seen_ahead() {
    let law = Law::new("pp-one")
        .rule("entry", "e", FANS)
        .rule_with("requirement", "noise", "true", "from = 2027-03-01")
        .rule_with("requirement", "strong", "power > 100 W", "from = 2027-04-01")
        .rule_with("requirement", "dolls", r#"product is "doll""#, "from = 2027-05-01")
        .rule_with("requirement", "old", "true", "from = 2020-01-01\nuntil = 2027-06-01")
        .rule_with(
            "route",
            "self",
            "true",
            "phases = [ { phase = \"mandatory\", from = 2020-01-01 }, { phase = \"repealed\", from = 2027-07-01 } ]",
        );
    let library = Texts::small().law("pp", &law).library();
    let engine = Engine::new(&library);
    let result = ask(&engine, &of_kind(&library, "ceiling-fan", &[]), today());
    let ahead = &of(&result, "pp-one").ahead;
    assert_eq!(
        told(ahead),
        [
            (AheadKind::Requirement, day("2027-03-01"), "noise"),
            (AheadKind::Requirement, day("2027-04-01"), "strong"),
            (AheadKind::Requirement, day("2027-06-01"), "old"),
            (AheadKind::Route, day("2027-07-01"), "self"),
        ]
    );
    let says: Vec<&str> = ahead.iter().map(|a| a.what.en.as_str()).collect();
    assert_eq!(
        says,
        [
            "from 2027-03-01: noise (noise) begins to apply",
            "from 2027-04-01: strong (strong) may begin to apply",
            "from 2027-06-01: old (old) no longer applies",
            "from 2027-07-01: the route “self” closes",
        ]
    );
    assert_eq!(ahead[3].deadline, Some(day("2027-06-30")));
    assert_eq!(ahead[3].act.as_ref().unwrap().zh, "如需采用该途径，须在 2027-07-01 之前提交申请");
}

#[test]
fn an_outcome_that_turns_names_its_rule_and_what_to_do() {
    let law = Law::new("pp-one")
        .rule_with("entry", "e", FANS, "from = 2027-02-01")
        .rule_with("entry", "other", r#"product is "doll""#, "from = 2027-02-01")
        .rule_with("ban", "b", "radio", "from = 2027-08-01");
    let library = Texts::small().law("pp", &law).library();
    let engine = Engine::new(&library);
    let result = ask(&engine, &of_kind(&library, "ceiling-fan", &[]), today());
    let ahead = &of(&result, "pp-one").ahead;
    assert_eq!(
        told(ahead),
        [(AheadKind::Outcome, day("2027-02-01"), "e"), (AheadKind::Outcome, day("2027-08-01"), "b")]
    );
    assert_eq!(
        ahead[0].act.as_ref().unwrap().en,
        "fulfil it by then, or place on the market before 2027-02-01 to stay under the old state"
    );
    assert_eq!(ahead[1].what.en, "from 2027-08-01: the product may be banned", "nobody said whether it has radio");
    assert_eq!(ahead[1].what.zh, "自 2027-08-01 起：产品可能被禁止");
}

#[test]
fn how_far_is_looked_and_from_when() {
    let law = Law::new("pp-one").rule_with("entry", "e", FANS, "from = 2027-02-01\nuntil = 2029-02-01");
    let library = Texts::small().law("pp", &law).library();
    let engine = Engine::new(&library);
    let fan = of_kind(&library, "ceiling-fan", &[]);
    let markets = ["XX".to_owned()];
    let days = |ahead: LookAhead, on: Option<Date>| -> Vec<Date> {
        let asked = Asked { ahead, on, ..Asked::markets(&markets, today()) };
        of(&engine.ask(&fan, &asked), "pp-one").ahead.iter().map(|a| a.on).collect()
    };
    assert_eq!(days(LookAhead::Nothing, None), []);
    assert_eq!(days(LookAhead::Months(3), None), [day("2027-02-01")]);
    assert_eq!(days(LookAhead::Until(day("2027-01-31")), None), []);
    assert_eq!(days(LookAhead::Until(day("2027-02-01")), None), [day("2027-02-01")]);
    // Goods of a later day: what lies before it is ahead all the same.
    assert_eq!(days(LookAhead::Months(12), Some(day("2028-06-01"))), [day("2027-02-01"), day("2029-02-01")]);
}

#[test]
fn what_is_in_hand_ends() {
    let law = Law::new("pp-one").rule("entry", "e", FANS).raw(
        "[[reuse]]\npaper = \"cb-report\"\ncounts = \"yes\"\nmax_age = \"36 month\"\nsays = { en = \"a\", zh = \"b\" }\ncites = [ { source = \"law\", at = \"7\", status = \"official\", checked = 2026-11-20 } ]\n",
    );
    let library = Texts::small().law("pp", &law).library();
    let engine = Engine::new(&library);
    let mut fan = of_kind(&library, "ceiling-fan", &[]);
    let paper = |scheme: Option<&str>, kind: Option<&str>, date: Option<&str>, until: Option<&str>| Paper {
        scheme: scheme.map(str::to_owned),
        kind: kind.map(str::to_owned),
        date: date.map(day),
        valid_until: until.map(day),
        ..Paper::default()
    };
    fan.have = vec![
        paper(Some("pp-one"), None, None, Some("2027-05-01")),
        paper(None, Some("cb-report"), Some("2024-04-01"), None),
        paper(Some("qq-two"), None, None, Some("2027-02-01")),
        paper(Some("pp-one"), None, None, Some("2026-11-21")),
    ];
    let inspection = |scheme: &str, until| Inspection { scheme: scheme.to_owned(), on: today(), valid_until: until };
    fan.factories = vec![
        Factory {
            id: "f1".into(),
            inspections: vec![inspection("pp-one", Some(day("2027-03-01")))],
            ..Factory::default()
        },
        Factory { id: "f2".into(), inspections: vec![inspection("pp-one", None)], ..Factory::default() },
    ];
    let mandate = Mandate { scheme: "pp-one".into(), from: None, until: Some(day("2027-06-01")) };
    fan.parties = vec![PartyRecord {
        role: "agent".into(),
        name: certmap_base::Text::same("Agent Ltd"),
        country: None,
        mandate: Some(mandate),
    }];
    let result = ask(&engine, &fan, today());
    let ahead = &of(&result, "pp-one").ahead;
    assert_eq!(
        told(ahead),
        [
            (AheadKind::Inspection, day("2027-03-01"), "f1"),
            (AheadKind::Paper, day("2027-04-01"), "cb-report"),
            (AheadKind::Paper, day("2027-05-01"), "pp-one"),
            (AheadKind::Mandate, day("2027-06-01"), "Agent Ltd"),
        ]
    );
    assert_eq!(ahead[1].what.en, "from 2027-04-01: the paper cb-report becomes too old to count");
    assert_eq!(ahead[1].cites[0].at, "7");
    assert_eq!(told(&result.ahead), [(AheadKind::Paper, day("2027-02-01"), "qq-two")], "of no asked scheme");
}

#[test]
fn two_libraries_differ_in_families_days_and_rules() {
    let texts = |when: &str| {
        let one = Law::new("pp-one").rule("entry", "e", when).rule_with(
            "entry",
            "k",
            r#"product is "kettle""#,
            "from = 2027-02-01",
        );
        Texts::small().law("pp", &one).law("qq", &Law::new("qq-two").rule("entry", "e", FANS)).library()
    };
    let (old, new) = (texts(r#"product is "doll""#), texts(r#"product is ["doll", "fan"]"#));
    let found = compare(&old, &new, today());
    assert_eq!(found.schemes, ["pp-one"], "the other pack is the same");
    let rules: Vec<_> = found.rules.iter().map(|r| (r.fate, r.kind, r.id.as_str())).collect();
    assert_eq!(rules, [(Fate::Changed, "entry", "e")]);
    let [one, two] = found.differences.as_slice() else { panic!("{:#?}", found.differences) };
    let (fans, rest) = if one.new == [Outcome::In] { (one, two) } else { (two, one) };
    assert_eq!((fans.old.as_slice(), fans.from, fans.until), ([Outcome::Out].as_slice(), today(), None));
    assert_eq!(fans.by, ["e"]);
    let family = &fans.families[0];
    assert_eq!((family.id.as_str(), family.extent), ("fan", Extent::Whole));
    let kinds: Vec<&str> = family.kinds.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(kinds, ["table-fan", "ceiling-fan"]);
    let coarse: Vec<_> = rest.families.iter().map(|f| (f.id.as_str(), f.extent)).collect();
    assert_eq!(coarse, [("appliance", Extent::Coarse)], "until February an appliance could only be out or not yet in");
}

#[test]
fn a_date_that_moves_differs_for_a_time() {
    let texts = |from: &str| {
        let one = Law::new("pp-one").rule_with("entry", "e", FANS, &format!("from = {from}"));
        Texts::small().law("pp", &one).library()
    };
    let found = compare(&texts("2027-02-01"), &texts("2028-02-01"), today());
    let spans: Vec<_> = found.differences.iter().filter(|d| d.old == [Outcome::In]).collect();
    assert_eq!(spans.len(), 1);
    assert_eq!((spans[0].from, spans[0].until), (day("2027-02-01"), Some(day("2028-02-01"))));
    assert_eq!(spans[0].new, [Outcome::NotYet]);
}

#[test]
fn a_scheme_that_looks_at_a_changed_one_is_compared_too() {
    let texts = |when: &str| {
        let two = Law::new("qq-two").rule("entry", "e", r#"applies("pp-one") and mains"#);
        Texts::small().law("pp", &Law::new("pp-one").rule("entry", "e", when)).law("qq", &two).library()
    };
    let found = compare(&texts(FANS), &texts(r#"product is "kettle""#), today());
    assert_eq!(found.schemes, ["pp-one", "qq-two"]);
    assert!(found.differences.iter().any(|d| d.scheme == "qq-two"), "{:#?}", found.differences);
    let new_scheme = compare(&Texts::small().library(), &texts(FANS), today());
    assert!(new_scheme.differences.iter().all(|d| d.old.is_empty()), "it was not known before");
}
