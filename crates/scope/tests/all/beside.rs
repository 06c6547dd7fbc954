//! What stands beside the outcomes: questions, assumptions, units, papers, changes ahead, contradictions, coverage.

use super::support::{ask, day, no, of, of_kind, today, word, yes};
use certmap_base::{Date, Text};
use certmap_expr::Tri;
use certmap_pack::Raw;
use certmap_scope::{Asked, Engine, Line, Outcome, Paper, PartyRecord, Product, Shipment};
use certmap_testkit::{Law, Texts};

fn questions(texts: &Texts, kind: &str, facts: &[(&str, Raw)]) -> Vec<String> {
    let library = texts.library();
    let result = ask(&Engine::new(&library), &of_kind(&library, kind, facts), today());
    let each = result.questions.iter();
    each.map(|q| format!("{} settles {}, decisive {}: {}", q.fact, q.settles, q.decisive, q.concerns.join(", ")))
        .collect()
}

#[test]
fn questions_that_settle_more_come_first_then_those_that_cost_less() {
    let both = r#"mains and used_goods"#;
    let texts = Texts::small()
        .law("pp", &Law::new("pp-one").rule("entry", "e", "radio"))
        .law("pp", &Law::new("pp-two").rule("entry", "e", "radio"))
        .law("pp", &Law::new("pp-three").rule("entry", "e", both))
        .law("pp", &Law::new("pp-four").rule("entry", "e", "motor_power > 5 W"));
    assert_eq!(
        questions(&texts, "kettle", &[]),
        [
            "radio settles 2, decisive true: pp-one, pp-two",
            "motor_power settles 1, decisive true: pp-four",
            "mains settles 0, decisive true: pp-three",
            "used_goods settles 0, decisive true: pp-three",
        ]
    );
}

#[test]
fn requirements_ask_after_outcomes() {
    let law = Law::new("pp-one")
        .rule("entry", "e", "mains")
        .rule_with("requirement", "r1", "radio", "evidence = \"third_party_test\"")
        .rule("requirement", "r2", "used_goods");
    let texts = Texts::small().law("pp", &law).law("pp", &Law::new("pp-two").rule("entry", "e", "motor_power > 5 W"));
    assert_eq!(
        questions(&texts, "table-fan", &[("used_goods", no())]),
        ["motor_power settles 1, decisive true: pp-two", "radio settles 0, decisive false: r1"]
    );
}

#[test]
fn a_requirement_may_be_shown_without_a_test() {
    let weak = "evidence = \"third_party_test\"\nexclusions = [ { id = \"weak\", title = { en = \"weak\", zh = \"弱\" }, \
                when = 'power <= 5 W', cites = [ { source = \"law\", at = \"1\", status = \"official\" } ] } ]";
    let law = Law::new("pp-one").rule("entry", "e", "mains").rule_with("requirement", "r1", "radio", weak);
    let library = Texts::small().law("pp", &law).library();
    let engine = Engine::new(&library);
    for (power, evidence, by) in [("5 W", "exclusion", Some("weak")), ("6 W", "third_party_test", None)] {
        let product = of_kind(&library, "ceiling-fan", &[("radio", yes()), ("power", word(power))]);
        let result = ask(&engine, &product, today());
        let requirement = &of(&result, "pp-one").requirements[0];
        assert_eq!(requirement.outcome, Outcome::In);
        assert_eq!((requirement.evidence.word(), requirement.excluded_by.as_deref()), (evidence, by));
    }
}

#[test]
fn what_was_assumed_is_listed_where_it_was_read() {
    let law = Law::new("pp-one").rule("entry", "e", r#"mains and purpose = "sale""#);
    let library = Texts::small().law("pp", &law).library();
    let engine = Engine::new(&library);
    let assumed = |facts: &[(&str, Raw)]| ask(&engine, &of_kind(&library, "fan", facts), today()).assumed;
    assert_eq!(assumed(&[]), [("purpose".to_owned(), "sale".to_owned())]);
    assert_eq!(assumed(&[("purpose", word("sale"))]), []);
    assert_eq!(assumed(&[("mains", no())]), []);
}

#[test]
fn lines_fall_into_units_by_what_the_scheme_separates() {
    let unit = "\n[unit]\nsplit_by = [\"manufacturer\", \"factory\", \"power\"]\nsays = { en = \"by maker\", zh = \"按制造商\" }\n\
                cites = [ { source = \"law\", at = \"1\", status = \"official\" } ]\n";
    let texts = Texts::small()
        .law("pp", &Law::new("pp-one").rule("entry", "e", "mains").raw(unit))
        .law("pp", &Law::new("pp-two").rule("entry", "e", "mains"));
    let library = texts.library();
    let fact = |w: &str| of_kind(&library, "", &[("power", word(w))]).facts;
    let line = |model: &str, factory: &str, power: Option<&str>| Line {
        model: model.to_owned(),
        factory: Some(factory.to_owned()),
        facts: power.map(fact).unwrap_or_default(),
        ..Line::default()
    };
    let maker = PartyRecord { role: "manufacturer".to_owned(), name: Text::same("Acme"), ..PartyRecord::default() };
    let product = Product {
        lines: vec![
            line("a", "north", None),
            line("b", "north", Some("60 W")),
            line("c", "south", None),
            line("d", "north", None),
        ],
        parties: vec![maker],
        ..of_kind(&library, "table-fan", &[("power", word("50 W"))])
    };
    let result = ask(&Engine::new(&library), &product, today());
    let units = |scheme: &str| -> Vec<String> {
        let each = of(&result, scheme).units.iter();
        each.map(|u| {
            let by: Vec<&str> = u.split_by.iter().map(|(_, v)| v.as_str()).collect();
            format!("{}: {} ({})", u.id, u.lines.join(" "), by.join(", "))
        })
        .collect()
    };
    assert_eq!(units("pp-one"), ["1: a d (Acme, north, 50 W)", "2: b (Acme, north, 60 W)", "3: c (Acme, south, 50 W)"]);
    assert_eq!(units("pp-two"), ["1: a b c d ()"]);
}

#[test]
fn each_line_with_facts_of_its_own_has_an_answer_of_its_own() {
    let law = Law::new("pp-one").rule("entry", "e", "power > 50 W and designed_on < 2020-01-01");
    let library = Texts::small().law("pp", &law).library();
    let engine = Engine::new(&library);
    let line = |model: &str, facts: &[(&str, Raw)]| Line {
        model: model.to_owned(),
        facts: of_kind(&library, "", facts).facts,
        ..Line::default()
    };
    let product = Product {
        lines: vec![
            line("a", &[("power", word("60 W"))]),
            line("b", &[]),
            line("c", &[("designed_on", word("2021-01-01"))]),
        ],
        ..of_kind(&library, "ceiling-fan", &[("power", word("40 W")), ("designed_on", word("2019-01-01"))])
    };
    let markets = ["XX".to_owned()];
    let results = engine.ask_lines(&product, &Asked::markets(&markets, today()));
    let told: Vec<_> = results.iter().map(|r| (r.product.as_str(), r.results[1].outcome.word())).collect();
    assert_eq!(told, [("it / a", "in"), ("it / b", "out"), ("it / c", "out")]);
}

#[test]
fn the_date_of_a_line_governs_that_line() {
    let law = Law::new("pp-one").governed_by("manufacture").rule_with("entry", "e", "mains", "until = 2025-01-01");
    let library = Texts::small().law("pp", &law).library();
    let old = of_kind(&library, "", &[("manufactured_on", word("2024-06-01"))]).facts;
    let product = Product {
        lines: vec![Line { model: "old".to_owned(), facts: old, ..Line::default() }],
        ..of_kind(&library, "fan", &[])
    };
    let markets = ["XX".to_owned()];
    let results = Engine::new(&library).ask_lines(&product, &Asked::markets(&markets, today()));
    let result = of(&results[0], "pp-one");
    assert_eq!((result.outcome, result.on), (Outcome::In, day("2024-06-01")));
}

#[test]
fn papers_in_hand() {
    let reuse = "\n[[reuse]]\npaper = \"cb-report\"\ncounts = \"yes\"\nwhen = 'mains'\nmax_age = \"3 year\"\n\
                 says = { en = \"a CB report counts\", zh = \"CB报告可采信\" }\ncites = [ { source = \"law\", at = \"1\", status = \"official\" } ]\n";
    let texts = Texts::small()
        .law("pp", &Law::new("pp-one").rule("entry", "e", "mains").raw(reuse))
        .law("pp", &Law::new("pp-two").rule("entry", "e", "mains"));
    let library = texts.library();
    let of_scheme = |scheme: &str, until: Option<&str>, models: &[&str]| Paper {
        scheme: Some(scheme.to_owned()),
        number: Some("7".to_owned()),
        valid_until: until.map(day),
        models: models.iter().map(|m| (*m).to_owned()).collect(),
        ..Paper::default()
    };
    let report = |date: &str| Paper { kind: Some("cb-report".to_owned()), date: Some(day(date)), ..Paper::default() };
    let judged = |paper: Paper| {
        let lines = vec![Line { model: "m1".to_owned(), ..Line::default() }];
        let product = Product { lines, have: vec![paper], ..of_kind(&library, "fan", &[]) };
        let result = ask(&Engine::new(&library), &product, today());
        let held = &of(&result, "pp-one").held[0];
        (held.counts, held.why.en.clone())
    };
    for (paper, counts, why) in [
        (of_scheme("pp-one", Some("2026-11-22"), &["m1"]), Tri::True, "of this scheme and valid on 2026-11-21"),
        (
            of_scheme("pp-one", Some("2026-11-21"), &["m1"]),
            Tri::False,
            "no longer valid on 2026-11-21 (until 2026-11-21)",
        ),
        (of_scheme("pp-one", Some("2027-01-01"), &["m2"]), Tri::False, "does not name the models m1"),
        (
            of_scheme("pp-one", None, &["m1"]),
            Tri::Unknown,
            "of this scheme; give its models and the end of its validity to be sure",
        ),
        (
            of_scheme("pp-two", Some("2027-01-01"), &["m1"]),
            Tri::False,
            "no: pp-two is a paper of another scheme and does not replace this one",
        ),
        (report("2023-11-22"), Tri::True, "a CB report counts"),
        (report("2023-11-21"), Tri::False, "the paper is too old to count"),
        (
            Paper { kind: Some("letter".to_owned()), ..Paper::default() },
            Tri::Unknown,
            "certmap knows no rule by which this paper counts; ask the body or laboratory",
        ),
    ] {
        assert_eq!(judged(paper), (counts, why.to_owned()));
    }
}

#[test]
fn a_paper_is_judged_by_its_standard() {
    let reuse = "\n[[reuse]]\npaper = \"pp-one\"\nstandards = [\"GB/T 28001\", \"OHSAS 18001:2007\"]\nfrom = 2021-03-12\n\
                 counts = \"no\"\nsays = { en = \"the standard is withdrawn\", zh = \"标准已废止\" }\n\
                 cites = [ { source = \"law\", at = \"1\", status = \"official\" } ]\n";
    let library = Texts::small().law("pp", &Law::new("pp-one").rule("entry", "e", "mains").raw(reuse)).library();
    let engine = Engine::new(&library);
    let judged = |standard: Option<&str>, edition: Option<&str>, on: &str| {
        let paper = Paper {
            scheme: Some("pp-one".to_owned()),
            standard: standard.map(str::to_owned),
            edition: edition.map(str::to_owned),
            valid_until: Some(day("2030-01-01")),
            ..Paper::default()
        };
        let product = Product { have: vec![paper], ..of_kind(&library, "fan", &[]) };
        let held = of(&ask(&engine, &product, day(on)), "pp-one").held[0].clone();
        (held.counts, held.why.en)
    };
    let (valid, withdrawn) = ("of this scheme and valid on 2026-11-21", "the standard is withdrawn");
    let missing = "give the `standard` of the paper; to GB/T 28001, OHSAS 18001:2007 it is judged apart";
    for (standard, edition, counts, why) in [
        (Some("GB/T 45001-2020"), None, Tri::True, valid),
        (Some("GB/T 28001-2011"), None, Tri::False, withdrawn),
        (Some("gbt28001"), Some("2011"), Tri::False, withdrawn),
        (Some("OHSAS 18001"), Some("2007"), Tri::False, withdrawn),
        (Some("OHSAS 18001:1999"), None, Tri::True, valid),
        (Some("GB/T 280011"), None, Tri::True, valid),
        (None, None, Tri::Unknown, missing),
    ] {
        assert_eq!(judged(standard, edition, "2026-11-21"), (counts, why.to_owned()), "{standard:?}");
    }
    let before = "of this scheme and valid on 2021-03-11".to_owned();
    assert_eq!(judged(Some("GB/T 28001"), None, "2021-03-11"), (Tri::True, before));
}

#[test]
fn changes_ahead_are_announced_where_they_concern_the_product() {
    let notice = |id: &str, on: &str, when: &str| {
        let lines = format!("on = {on}\nwhat = {{ en = \"{id}\", zh = \"{id}\" }}");
        (id.to_owned(), when.to_owned(), lines)
    };
    let notices = [
        notice("edition", "2027-02-01", "mains"),
        notice("dolls", "2027-03-01", r#"product is "doll""#),
        notice("past", "2026-11-01", "true"),
        notice("far", "2030-01-01", "true"),
        notice("own", "2027-05-01", r#"applies("pp-one")"#),
    ];
    let law = Law::new("pp-one").rule_with("entry", "e", "mains", "from = 2020-01-01\nuntil = 2028-06-01");
    let law = notices.iter().fold(law, |law, (id, when, lines)| law.rule_with("notice", id, when, lines));
    let library = Texts::small().law("pp", &law).library();
    let engine = Engine::new(&library);
    let result = ask(&engine, &of_kind(&library, "fan", &[]), today());
    let told: Vec<(Date, &str)> = of(&result, "pp-one").ahead.iter().map(|a| (a.on, a.what.en.as_str())).collect();
    assert_eq!(
        told,
        [(day("2027-02-01"), "edition"), (day("2027-05-01"), "own"), (day("2028-06-01"), "from 2028-06-01: it ends"),]
    );
    assert!(of(&ask(&engine, &of_kind(&library, "doll", &[]), today()), "pp-one").ahead.is_empty());
}

#[test]
fn facts_that_cannot_be_true_together_are_told() {
    let texts = Texts::small().law("pp", &Law::new("pp-one").rule("entry", "e", "mains")).with(
        "packs/common/contradictions.toml",
        "[[contradiction]]\nid = \"new\"\nwhen = 'used_goods and designed_on >= 2026-01-01'\nsays = { en = \"used goods are older\", zh = \"旧货应更早\" }\n",
    );
    let library = texts.library();
    let engine = Engine::new(&library);
    let told = |facts: &[(&str, Raw)]| -> Vec<String> {
        engine
            .contradictions(&of_kind(&library, "table-fan", facts))
            .iter()
            .map(|f| f.say(certmap_base::Lang::En))
            .collect()
    };
    assert!(told(&[("mains", yes()), ("power", word("0.04 kW")), ("used_goods", yes())]).is_empty());
    assert_eq!(
        told(&[("mains", no()), ("used_goods", yes()), ("designed_on", word("2026-01-01"))]),
        [
            "facts contradict each other: used goods are older; look at used_goods, designed_on",
            "`mains = false` contradicts the kind `table-fan`; every product of this kind has mains = true; \
             choose another kind or correct the fact",
        ]
    );
}

#[test]
fn every_scheme_of_a_market_is_listed_whatever_its_outcome() {
    let law = Law::new("pp-one").rule("entry", "e", "mains");
    let texts = Texts::small().law("pp", &law).known("union-one", "UN").known("yy-one", "YY");
    let library = texts.library();
    let engine = Engine::new(&library);
    let listed = |market: &str, on: &str| -> Vec<String> {
        let markets = [market.to_owned()];
        let result = engine
            .ask(&of_kind(&library, "doll", &[]), &Asked { on: Some(day(on)), ..Asked::markets(&markets, day(on)) });
        let each = result.results.iter();
        each.map(|r| {
            format!("{}{} {}", r.via.as_ref().map_or(String::new(), |v| format!("{v}: ")), r.scheme, r.outcome.word())
        })
        .collect()
    };
    assert_eq!(listed("XX", "2026-11-21"), ["zz-none not_covered", "pp-one out", "UN: union-one not_covered"]);
    assert_eq!(listed("YY", "2020-01-31"), ["UN: union-one not_covered", "yy-one not_covered"]);
    assert_eq!(listed("YY", "2020-02-01"), ["yy-one not_covered"]);
    assert_eq!(listed("ZZ", "2026-11-21"), ["any not_covered"]);
}

#[test]
fn a_shipment_brings_its_day_and_the_day_of_manufacture() {
    let law = Law::new("pp-one").rule_with("entry", "e", "mains", "from = 2027-03-01");
    let made = Law::new("pp-two").governed_by("manufacture").rule_with("entry", "e", "mains", "until = 2027-01-01");
    let library = Texts::small().law("pp", &law).law("pp", &made).library();
    let ship = |date: &str| Shipment {
        market: "XX".to_owned(),
        date: day(date),
        quantity: None,
        purpose: None,
        manufactured: Some(day("2026-12-31")),
    };
    let product = Product { ships: vec![ship("2027-03-01"), ship("2027-04-01")], ..of_kind(&library, "fan", &[]) };
    let markets = ["XX".to_owned()];
    let result = Engine::new(&library).ask(&product, &Asked::markets(&markets, today()));
    assert_eq!((of(&result, "pp-one").outcome, of(&result, "pp-one").on), (Outcome::In, day("2027-03-01")));
    assert_eq!((of(&result, "pp-two").outcome, of(&result, "pp-two").on), (Outcome::In, day("2026-12-31")));
}

#[test]
fn what_a_fact_brings_along_is_not_asked_and_counts_backwards() {
    let law = Law::new("pp-one")
        .rule("entry", "e", "networked")
        .rule("exclusion", "x", "radio and not networked")
        .rule("exclusion", "y", r#"use = "industrial" and power < 5 W"#);
    let library = Texts::small().law("pp", &law).library();
    let engine = Engine::new(&library);
    let answer = |facts: &[(&str, Raw)]| {
        let result = ask(&engine, &of_kind(&library, "ceiling-fan", facts), today());
        let one = of(&result, "pp-one");
        format!("{} {}", one.outcome.word(), one.needs.join(" "))
    };
    // Nothing has radio and no data connection; radio is not asked, since the connection decides.
    assert_eq!(answer(&[("use", word("shop"))]), "unknown networked");
    assert_eq!(answer(&[("use", word("shop")), ("radio", yes())]), "in ");
    assert_eq!(answer(&[("networked", no())]), "out ");
    let doll = of_kind(&library, "doll", &[("networked", yes())]);
    // A doll is not plugged in, so that its use is not industrial.
    assert_eq!(of(&ask(&engine, &doll, today()), "pp-one").outcome, Outcome::In);
}

#[test]
fn facts_that_deny_each_other_are_both_named() {
    let library = Texts::small().law("pp", &Law::new("pp-one").rule("entry", "e", "radio")).library();
    let engine = Engine::new(&library);
    let told = |kind: &str, facts: &[(&str, Raw)]| -> Vec<String> {
        engine.contradictions(&of_kind(&library, kind, facts)).iter().map(|f| f.say(certmap_base::Lang::En)).collect()
    };
    assert_eq!(told("fan", &[("radio", yes()), ("networked", yes())]), Vec::<String>::new());
    let both = told("fan", &[("radio", yes()), ("networked", no())]);
    assert!(both.len() == 1 && both[0].starts_with("`radio = true` contradicts `networked = false`"), "{both:?}");
    let choice = told("kettle", &[("use", word("industrial")), ("mains", no())]);
    assert!(choice.len() == 1 && choice[0].starts_with("`use = industrial` contradicts `mains = false`"), "{choice:?}");
}

#[test]
fn a_kind_assumes_what_somebody_may_deny() {
    let law = Law::new("pp-one").rule("entry", "e", r#"use = "household" and not used_goods"#);
    let library = Texts::small().law("pp", &law).library();
    let engine = Engine::new(&library);
    let answer = |kind: &str, facts: &[(&str, Raw)]| {
        let result = ask(&engine, &of_kind(&library, kind, facts), today());
        let assumed: Vec<String> = result.assumed.iter().map(|(f, v)| format!("{f}={v}")).collect();
        format!("{} {}", of(&result, "pp-one").outcome.word(), assumed.join(" "))
    };
    assert_eq!(answer("toaster", &[]), "in use=household used_goods=false");
    assert_eq!(answer("toaster", &[("used_goods", yes())]), "out ");
    assert_eq!(answer("appliance", &[]), "unknown ");
}

#[test]
fn the_kind_is_no_question_where_it_would_only_bring_along_what_is_asked() {
    // A fan is plugged in, a doll is not: a more exact kind of appliance may tell, and so may the fact.
    let one = Texts::small().law("pp", &Law::new("pp-one").rule("entry", "e", "mains"));
    let names = |texts: &Texts, kind: &str| -> Vec<String> {
        questions(texts, kind, &[]).iter().map(|q| q.split(' ').next().unwrap_or("").to_owned()).collect()
    };
    assert_eq!(names(&one, "appliance"), ["mains"]);
    assert_eq!(names(&one, ""), ["kind", "mains"]);
    let two = Texts::small().law("pp", &Law::new("pp-one").rule("entry", "e", r#"mains and not product is "kettle""#));
    assert_eq!(names(&two, "appliance"), ["kind", "mains"]);
    // The result still says that the kind can change it.
    let library = one.library();
    let result = ask(&Engine::new(&library), &of_kind(&library, "appliance", &[]), today());
    assert_eq!(of(&result, "pp-one").needs, ["kind", "mains"]);
}

#[test]
fn what_brings_a_fact_along_is_asked_before_it() {
    let law = Law::new("pp-one").rule("entry", "e", "(radio and used_goods) or (networked and power > 5 W)");
    let texts = Texts::small().law("pp", &law);
    let asked = questions(&texts, "ceiling-fan", &[]);
    let place = |fact: &str| asked.iter().position(|q| q.starts_with(&format!("{fact} "))).unwrap_or(usize::MAX);
    assert!(place("radio") < place("networked"), "{asked:?}");
}

#[test]
fn the_nearest_entries_are_those_of_the_family_and_not_what_is_assumed() {
    let law = Law::new("pp-one")
        .rule("entry", "assumed", r#"purpose = "sale" and power > 1 kW"#)
        .rule("entry", "no-toy", r#"not product is "toy" and power > 1 kW"#)
        .rule("entry", "fans", r#"product is "fan" and power > 1 kW and radio"#)
        .rule("entry", "plugged", "mains and power > 1 kW");
    let library = Texts::small().law("pp", &law).library();
    let engine = Engine::new(&library);
    let result = ask(&engine, &of_kind(&library, "ceiling-fan", &[("power", word("40 W")), ("radio", no())]), today());
    let near: Vec<&str> = of(&result, "pp-one").entries.iter().map(|e| e.id.as_str()).collect();
    assert_eq!(near, ["fans", "plugged"]);
}
