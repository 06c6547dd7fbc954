//! Verdicts, papers in hand, documents, warnings.

use crate::build::{World, day, document, step_of};
use certmap_expr::Tri;
use certmap_pack::{Duration, Event, Party};
use certmap_plan::{Offsets, SchemeState, Target, TypedDuration, Verdict, WarningKind};
use certmap_scope::{Mandate, Outcome, Paper, PartyRecord};

const TEST: &str = "test  test  laboratory  2/4/6  weekdays";

/// Two to six days from Monday 2 March: finished on Tuesday 3, Thursday 5 or Monday 9.
#[test]
fn the_verdict_follows_its_definition() {
    for (ship, verdict) in [
        ("2026-03-03", Verdict::Impossible),
        ("2026-03-04", Verdict::Late),
        ("2026-03-05", Verdict::Late),
        ("2026-03-06", Verdict::Tight),
        ("2026-03-09", Verdict::Tight),
        ("2026-03-10", Verdict::Tight),
        ("2026-03-11", Verdict::OnTime),
    ] {
        let plan = World::new("2026-03-02").ship("DE", ship).scheme("a", TEST).plan();
        assert_eq!(plan.verdict, verdict, "{ship}");
        assert_eq!(plan.earliest_shipment, Some(day("2026-03-06")));
    }
}

#[test]
fn an_open_shipment_gets_the_earliest_day() {
    let mut world = World::new("2026-03-02").scheme("a", TEST);
    world.request.targets.push(Target::new("DE", None));
    let plan = world.plan();
    assert_eq!((plan.verdict, plan.ships[0].earliest), (Verdict::OnTime, Some(day("2026-03-06"))));
    assert_eq!(step_of(&plan, "ship-1/loading").start, day("2026-03-06"));
    assert_eq!(plan.decide_by, Some(plan.today));
}

#[test]
fn banned_goods_cannot_be_planned() {
    let plan = World::new("2026-03-02")
        .ship("DE", "2026-06-01")
        .for_market("x", "DE", Event::PlacingOnMarket, Outcome::Banned, TEST)
        .plan();
    assert_eq!((plan.verdict, plan.earliest_shipment), (Verdict::Impossible, None));
    assert_eq!(plan.schemes[0].state, SchemeState::Banned);
}

fn paper(scheme: &str, until: &str, models: &[&str]) -> Paper {
    Paper {
        scheme: Some(scheme.into()),
        number: Some("No 1".into()),
        valid_until: Some(day(until)),
        models: models.iter().map(|m| (*m).to_owned()).collect(),
        ..Paper::default()
    }
}

#[test]
fn a_paper_in_hand_fulfils_the_scheme_while_it_lasts() {
    let world = |until: &str| {
        let mut world = World::new("2026-03-02").ship("DE", "2026-04-01").scheme("a", TEST).held("No 1", Tri::True);
        world.product.have.push(paper("a", until, &[]));
        world.plan()
    };
    let held = world("2026-04-02");
    assert_eq!((held.schemes[0].state, held.verdict, held.decide_by), (SchemeState::Held, Verdict::OnTime, None));
    let lapses = world("2026-04-01");
    assert_eq!(lapses.schemes[0].state, SchemeState::Planned);
    assert!(lapses.warnings.iter().any(|w| w.kind == WarningKind::PaperExpires));
}

#[test]
fn a_paper_for_some_models_leaves_the_other_units() {
    let mut world = World::new("2026-03-02")
        .ship("DE", "2026-04-01")
        .factory("f", "CN")
        .line("m1", "f")
        .line("m2", "f")
        .scheme("a", "test  test  laboratory  2  cn  per=unit")
        .units(&[&["m1"], &["m2"]])
        .held("No 1", Tri::True);
    world.product.have.push(paper("a", "2027-01-01", &["m1"]));
    let plan = world.plan();
    let steps: Vec<&str> = plan.steps.iter().filter(|s| s.scheme.is_some()).map(|s| s.id.as_str()).collect();
    assert_eq!(steps, ["a/test@unit-2"]);
}

#[test]
fn a_report_in_hand_replaces_the_test_and_an_unclear_one_does_not() {
    let world = |counts: Tri| {
        let mut world = World::new("2026-03-02")
            .ship("DE", "2026-04-01")
            .scheme(
                "a",
                "
            test    test    laboratory  9  cn  yields=test-report
            review  review  body        1  cn  after=test
        ",
            )
            .held("test-report", counts);
        world.product.have.push(Paper { kind: Some("test-report".into()), ..Paper::default() });
        world.plan()
    };
    assert_eq!(world(Tri::True).earliest_shipment, Some(day("2026-03-03")));
    let unclear = world(Tri::Unknown);
    assert_eq!(unclear.earliest_shipment, Some(day("2026-03-14")));
    assert!(unclear.warnings.iter().any(|w| w.kind == WarningKind::PaperUnclear));
}

#[test]
fn unknown_conditions_are_planned_and_marked() {
    let plan = World::new("2026-03-02")
        .ship("DE", "2026-04-01")
        .scheme(
            "a",
            "
        translate  translate  applicant  3  weekdays  when=foreign_papers
        never      wait       body       9  weekdays  when=false
        travel     wait       body       9  weekdays  per=factory when=auditors_travel
    ",
        )
        .plan();
    assert!(step_of(&plan, "a/translate").conditional && step_of(&plan, "a/travel").conditional);
    assert!(plan.steps.iter().all(|s| s.step != "never"));
    assert!(plan.warnings.iter().any(|w| w.kind == WarningKind::NoFactory));
    assert!(step_of(&plan, "a/translate").why.zh.contains("是否需要尚不确定"));
}

#[test]
fn documents_are_collected_by_the_latest_start() {
    let mut world = World::new("2026-03-02").ship("DE", "2026-03-20").scheme(
        "a",
        "
        file    prepare_file  applicant  1  weekdays  yields=licence
        apply   submit  applicant  2  weekdays  needs=licence,description after=file
        review  review  body       3  weekdays  after=apply needs=description,report
        test    test    laboratory 1  weekdays  yields=report
    ",
    );
    let procedure = world.asked[0].procedure.as_mut().unwrap();
    procedure.documents = vec![
        document("licence", Party::Applicant),
        document("report", Party::Laboratory),
        document("description", Party::Applicant),
    ];
    let plan = world.plan();
    let told: Vec<_> = plan.documents.iter().map(|d| (d.id.as_str(), d.needed_by, d.for_steps.len())).collect();
    assert_eq!(told, [("licence", day("2026-03-13"), 1), ("description", day("2026-03-13"), 2)]);
    assert_eq!(step_of(&plan, "a/review").documents, ["description", "report"]);
}

#[test]
fn a_step_without_a_sourced_duration_asks_for_one() {
    let mut world = World::new("2026-03-02").ship("DE", "2026-03-20").scheme("a", "quote  wait  body  ?  cn");
    let plan = world.plan();
    assert!(plan.warnings.iter().any(|w| w.kind == WarningKind::NoSourcedDuration));
    assert!(step_of(&plan, "a/quote").why.en.starts_with("no sourced duration"));
    let five = Duration { days: 5, working: true };
    let typed = TypedDuration { scheme: None, step: "quote".into(), min: five, usual: five, max: five };
    world.request.options.durations.push(typed);
    let plan = world.plan();
    assert!(plan.warnings.iter().all(|w| w.kind != WarningKind::NoSourcedDuration));
    assert_eq!(step_of(&plan, "a/quote").finish, day("2026-03-06"));
    assert!(step_of(&plan, "a/quote").why.en.contains("as typed"));
}

#[test]
fn days_of_a_year_that_is_not_announced_are_provisional() {
    let mut world = World::new("2027-02-01").ship("DE", "2027-03-01").scheme("a", "test  test  laboratory  6  cn");
    world.cautious = Some(world.calendars.cautious());
    let plan = world.plan();
    assert_eq!(step_of(&plan, "a/test").status.word(), "expected");
    let warning = plan.warnings.iter().find(|w| w.kind == WarningKind::ProvisionalCalendar).unwrap();
    assert_eq!(warning.says.zh, "日历暂定：中国2027年放假安排尚未公布");
    // 5 to 9 February are expected off; the cautious reading closes 3, 4, 10 and 11 too.
    assert_eq!(step_of(&plan, "a/test").finish, day("2027-02-11"));
    assert_eq!(plan.earliest_shipment_cautious, Some(day("2027-02-18")));
}

#[test]
fn a_calendar_that_is_missing_is_named() {
    let plan = World::new("2026-03-02").ship("DE", "2026-03-20").scheme("a", "test  test  laboratory  5  br").plan();
    let warning = plan.warnings.iter().find(|w| w.kind == WarningKind::UnknownCalendar).unwrap();
    assert_eq!(warning.of.as_deref(), Some("br"));
    assert_eq!(step_of(&plan, "a/test").calendar, "weekdays");
}

#[test]
fn the_applicant_works_by_the_calendar_of_its_country() {
    let mut world =
        World::new("2026-02-16").ship("DE", "2026-03-20").scheme("a", "apply  submit  applicant  2  applicant");
    world.product.parties.push(PartyRecord {
        role: "applicant".into(),
        country: Some("CN".into()),
        ..PartyRecord::default()
    });
    let apply = world.plan();
    assert_eq!(step_of(&apply, "a/apply").finish, day("2026-02-25"));
}

#[test]
fn offsets_are_assumed_aloud_unless_typed() {
    let mut world = World::new("2026-03-02").ship("DE", "2026-03-20").factory("f", "CN").for_market(
        "a",
        "DE",
        Event::PlacingOnMarket,
        Outcome::In,
        TEST,
    );
    world.request.options.offsets = Offsets::default();
    let plan = world.plan();
    assert!(plan.assumptions.iter().any(|a| a.en == "DE: 14 calendar days from loading to customs entry"));
    assert_eq!(plan.ships[0].slack_days, Some(28));
    world.request.targets[0].offsets.transit_days = Some(30);
    world.request.targets[0].offsets.clearance_days = Some(2);
    let plan = world.plan();
    assert_eq!(plan.ships[0].slack_days, Some(46));
    assert!(plan.assumptions.iter().all(|a| !a.en.contains("customs entry")));
}

#[test]
fn production_keeps_the_mark_back() {
    let mut world = World::new("2026-03-02").ship("DE", "2026-03-20").factory("f", "DE").for_market(
        "a",
        "DE",
        Event::Marking,
        Outcome::In,
        TEST,
    );
    world.request.options.offsets.production_days = Some(10);
    world.request.options.offsets.marking_days = Some(2);
    let plan = world.plan();
    assert_eq!(step_of(&plan, "ship-1/production").finish, day("2026-03-13"));
    assert_eq!(step_of(&plan, "ship-1/marking").finish, day("2026-03-17"));
    assert_eq!((plan.verdict, plan.decide_by), (Verdict::Tight, Some(day("2026-03-12"))));
}

#[test]
fn a_mandate_that_ends_too_early_is_told() {
    let mut world = World::new("2026-03-02").ship("DE", "2026-03-20").scheme("a", TEST);
    let mandate = Mandate { scheme: "a".into(), from: None, until: Some(day("2026-03-10")) };
    world.product.parties.push(PartyRecord { role: "agent".into(), mandate: Some(mandate), ..PartyRecord::default() });
    assert!(world.plan().warnings.iter().any(|w| w.kind == WarningKind::MandateEnds));
}

#[test]
fn what_cannot_be_planned_is_said() {
    let mut world = World::new("2026-03-02")
        .ship("DE", "2026-03-20")
        .scheme("a", TEST)
        .for_market("b", "DE", Event::Loading, Outcome::NotCovered, TEST)
        .for_market("c", "DE", Event::Loading, Outcome::Out, TEST);
    world.asked[0].procedure = None;
    let plan = world.plan();
    let states: Vec<_> = plan.schemes.iter().map(|s| s.state).collect();
    assert_eq!(states, [SchemeState::NotPlanned, SchemeState::NotPlanned, SchemeState::NotNeeded]);
    assert_eq!(plan.warnings.iter().filter(|w| w.kind == WarningKind::NotPlanned).count(), 2);
}

#[test]
fn one_certificate_serves_all_markets_of_a_group() {
    let mut world = World::new("2026-03-02").ship("DE", "2026-03-20").ship("FR", "2026-03-16").scheme("a", TEST);
    let mut france = world.asked[0].results[0].clone();
    france.market = "FR".into();
    world.asked[0].results.push(france);
    let plan = world.plan();
    assert_eq!(plan.steps.iter().filter(|s| s.step == "test").count(), 1);
    assert_eq!(plan.schemes[0].markets, ["DE", "FR"]);
    assert_eq!(step_of(&plan, "a/test").latest_finish, day("2026-03-13"));
}

#[test]
fn a_lost_shipment_does_not_hide_the_next() {
    let plan = World::new("2026-03-02").ship("DE", "2026-02-20").ship("DE", "2026-03-20").scheme("a", TEST).plan();
    assert_eq!(plan.verdict, Verdict::Impossible);
    assert_eq!(plan.ships[1].verdict, Verdict::OnTime);
    assert_eq!(plan.decide_by, Some(day("2026-03-16")));
    assert_eq!(plan.past.len(), 1);
}

#[test]
fn a_past_shipment_with_all_papers_is_on_time() {
    let mut world = World::new("2026-03-02").ship("DE", "2026-02-20").scheme("a", TEST).held("No 1", Tri::True);
    world.product.have.push(paper("a", "2027-01-01", &[]));
    let plan = world.plan();
    assert_eq!(plan.verdict, Verdict::OnTime);
    assert!(plan.past.is_empty());
}
