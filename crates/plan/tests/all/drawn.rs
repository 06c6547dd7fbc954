//! Drawn schedules: `X` worked, `.` closed, `o` public holiday, `-` slack, `*` milestone.

use crate::build::{World, day, step_of};
use crate::draw::check;
use certmap_pack::Event;
use certmap_plan::{VariantKind, Verdict};
use certmap_scope::Outcome;

#[test]
fn steps_follow_each_other_over_a_weekend() {
    let world = World::new("2026-03-02").ship("DE", "2026-03-20").scheme(
        "a",
        "
        samples  make_samples  applicant   3  weekdays
        test     test          laboratory  4  cn  after=samples
        issue    issue         body        0  cn  after=test
    ",
    );
    let plan = check(
        &world,
        "2026-03-02",
        "
                | MTWTFSSMTWTFSSMTWTFSS
        samples | XXX---------
        test    |    XX..XX---------
        issue   |         *
        loading |                   *
    ",
    );
    assert_eq!(plan.verdict, Verdict::OnTime);
    assert_eq!((plan.decide_by, plan.earliest_shipment), (Some(day("2026-03-11")), Some(day("2026-03-11"))));
}

#[test]
fn a_saturday_that_is_worked_counts() {
    let world = World::new("2026-02-09").ship("DE", "2026-03-02").factory("f", "CN").scheme(
        "a",
        "
        audit   audit   auditor  4  cn  per=factory
        review  review  body     2  cn  after=audit
    ",
    );
    // Saturday 14 is worked, 15 to 23 are off, Saturday 28 is worked again.
    check(
        &world,
        "2026-02-09",
        "
                | MTWTFSSMTWTFSSMTWTFSSMTWTFSS
        audit@f | XXXX--------------
        review  |     XX--------------
        loading |                      *
    ",
    );
}

#[test]
fn a_make_up_day_after_the_national_day() {
    let world = World::new("2026-10-09").ship("DE", "2026-10-14").scheme(
        "a",
        "
        review  review  body  2  cn
    ",
    );
    check(
        &world,
        "2026-10-05",
        "
                | MTWTFSSMTWTFSS
        review  |     XX---
        loading |          *
    ",
    );
}

#[test]
fn spring_festival_lies_inside_the_audit() {
    let world = World::new("2026-02-12").ship("DE", "2026-03-06").factory("f", "CN").scheme(
        "a",
        "
        audit  audit  auditor  5  cn  per=factory
    ",
    );
    let plan = check(
        &world,
        "2026-02-09",
        "
                | MTWTFSSMTWTFSSMTWTFSSMTWTFSS
        audit@f |    XXXoooooooooXX--------
        loading |                          *
    ",
    );
    let why = &step_of(&plan, "a/audit@f").why;
    assert_eq!(
        why.en,
        "5 working days (China), from a source; 2026-02-15 to 2026-02-23 Spring Festival; can begin on 2026-02-12; \
         must be finished before loading on 2026-03-06 (DE)"
    );
    assert_eq!(
        why.zh,
        "5个工作日（中国），有来源依据；2026-02-15至2026-02-23春节；2026-02-12即可开始；须在2026-03-06装运（DE）之前完成"
    );
}

#[test]
fn two_schemes_share_an_audit() {
    let world = World::new("2026-03-02")
        .ship("DE", "2026-03-11")
        .factory("f", "CN")
        .scheme(
            "a",
            "
            test   test   laboratory  2  cn
            audit  audit  auditor     1  cn  per=factory share=qa after=test
            issue  issue  body        1  cn  after=audit
        ",
        )
        .scheme(
            "b",
            "
            apply  submit  applicant  4  cn
            visit  audit   auditor    1  cn  per=factory share=qa after=apply
        ",
        );
    let plan = check(
        &world,
        "2026-03-02",
        "
                  | MTWTFSSMTWTFSS
        a/test    | XX---
        b/apply   | XXXX-
        a/audit@f |     X---
        a/issue   |        X-
        loading   |          *
    ",
    );
    let audit = step_of(&plan, "a/audit@f");
    assert_eq!(audit.shared_by, ["a", "b"]);
    assert_eq!(audit.after, ["a/test", "b/apply"]);
    assert!(audit.why.en.contains("after apply;") && audit.why.en.contains("done once for scheme a and scheme b"));
    assert!(audit.critical && step_of(&plan, "b/apply").critical && !step_of(&plan, "a/test").critical);
}

#[test]
fn a_factory_with_a_valid_inspection_is_not_audited() {
    let steps = "
        test        test    laboratory  2   cn
        scheduling  wait    body        10  cn  per=factory after=test when=not factory_has_valid_inspection
        audit       audit   auditor     2   cn  per=factory after=scheduling
        review      review  body        1   cn  after=audit
    ";
    let world = World::new("2026-03-02").ship("DE", "2026-03-06").factory("f", "CN");
    let valid = world.clone().inspected("a", "2025-06-01", "2026-12-01").scheme("a", steps);
    let plan = check(
        &valid,
        "2026-03-02",
        "
                | MTWTFSS
        test    | XX-
        review  |   X-
        loading |     *
    ",
    );
    assert_eq!(plan.ships[0].verdict, Verdict::Tight);
    // One that ends before the goods need it does not help.
    let lapsed = world.inspected("a", "2025-06-01", "2026-03-06").scheme("a", steps).plan();
    assert_eq!(step_of(&lapsed, "a/audit@f").start, day("2026-03-18"));
    assert_eq!(lapsed.verdict, Verdict::Impossible);
}

#[test]
fn waits_in_calendar_days_run_through_weekends() {
    let world = World::new("2026-03-02").ship("DE", "2026-03-18").scheme(
        "a",
        "
        test        test   laboratory  2    cn
        objections  wait   body        10d  cn  after=test
        issue       issue  body        1    cn  after=objections
    ",
    );
    check(
        &world,
        "2026-03-02",
        "
                   | MTWTFSSMTWTFSSMTWTFSS
        test       | XX---
        objections |   XXXXXXXXXX---
        issue      |               X-
        loading    |                 *
    ",
    );
}

#[test]
fn a_factory_that_stands_still_makes_no_samples() {
    let world = World::new("2026-03-02")
        .ship("DE", "2026-03-13")
        .factory("f", "DE")
        .shutdown("2026-03-04", "2026-03-09")
        .scheme(
            "a",
            "
            samples  make_samples  factory  4  factory
        ",
        );
    let plan = check(
        &world,
        "2026-03-02",
        "
                | MTWTFSSMTWTFSS
        samples | XX.....XX--
        loading |            *
    ",
    );
    let why = &step_of(&plan, "a/samples").why;
    assert!(why.en.contains("2026-03-04 to 2026-03-06 shutdown of f"), "{}", why.en);
    assert!(why.zh.contains("f停产"), "{}", why.zh);
}

#[test]
fn two_shipments_have_their_own_dates() {
    let world = World::new("2026-03-02").ship("DE", "2026-03-11").ship("DE", "2026-03-18").scheme(
        "a",
        "
        test   test     laboratory  3  cn
        label  declare  applicant   2  cn  per=shipment after=test
    ",
    );
    let plan = check(
        &world,
        "2026-03-02",
        "
                       | MTWTFSSMTWTFSSMTWTFSS
        test           | XXX--
        label@ship-1   |    XX----
        label@ship-2   |    XX-----------
        ship-1/loading |          *
        ship-2/loading |                 *
    ",
    );
    let verdicts: Vec<_> = plan.ships.iter().map(|s| (s.verdict, s.slack_days)).collect();
    assert_eq!(verdicts, [(Verdict::Tight, Some(4)), (Verdict::OnTime, Some(11))]);
    assert_eq!(plan.verdict, Verdict::Tight);
}

#[test]
fn a_past_shipment_is_no_error() {
    let world = World::new("2026-03-02").ship("DE", "2026-02-25").scheme(
        "a",
        "
        test  test  laboratory  2  cn
    ",
    );
    let plan = check(
        &world,
        "2026-02-23",
        "
                | MTWTFSSMTWTFSS
        test    |        XX
        loading |   *
    ",
    );
    assert_eq!(plan.verdict, Verdict::Impossible);
    assert_eq!(step_of(&plan, "a/test").latest_start, day("2026-02-14"));
    let past = &plan.past[0];
    assert_eq!(past.earliest_release, Some(day("2026-03-04")));
    assert_eq!(past.binds[0].en, "scheme a must be fulfilled before loading (2026-02-25); still missing: test");
    assert!(past.can_do.iter().any(|t| t.zh.contains("退运")));
}

#[test]
fn undecided_scope_is_planned_both_ways() {
    let world = World::new("2026-03-02")
        .ship("DE", "2026-03-12")
        .scheme("a", "test  test  laboratory  2  cn")
        .for_market("b", "DE", Event::Loading, Outcome::Unknown, "test  test  laboratory  6  cn");
    let plan = check(
        &world,
        "2026-03-02",
        "
                | MTWTFSSMTWTFSS
        a/test  | XX--------
        b/test  | XXXXX..X--
        loading |           *
    ",
    );
    assert!(step_of(&plan, "b/test").if_in && !step_of(&plan, "a/test").if_in);
    assert_eq!(plan.open[0].answer_by, Some(day("2026-03-04")));
    assert_eq!(plan.open[0].needs, ["rated_voltage"]);
    assert_eq!((plan.verdict, plan.decide_by), (Verdict::Tight, Some(day("2026-03-04"))));
    let out = plan.if_out.unwrap();
    assert_eq!((out.verdict, out.decide_by), (Verdict::OnTime, Some(day("2026-03-10"))));
}

#[test]
fn what_may_run_in_parallel_is_a_variant() {
    let world = World::new("2026-03-02").ship("DE", "2026-03-20").scheme(
        "a",
        "
        test    test    laboratory  5  cn
        audit   audit   auditor     3  cn  after=test parallel
        review  review  body        1  cn  after=audit
    ",
    );
    let plan = check(
        &world,
        "2026-03-02",
        "
                | MTWTFSSMTWTFSSMTWTFSS
        test    | XXXXX-------
        audit   |        XXX-------
        review  |           X-------
        loading |                   *
    ",
    );
    let parallel = plan.variants.iter().find(|v| v.kind == VariantKind::Parallel).unwrap();
    assert_eq!((parallel.days, parallel.earliest_shipment), (-3, Some(day("2026-03-10"))));
    assert_eq!(parallel.steps, ["a/audit"]);
}

#[test]
fn done_steps_stay_on_their_day() {
    let world = World::new("2026-03-02").ship("DE", "2026-03-10").done("a", "samples", "2026-02-27").scheme(
        "a",
        "
        apply    submit        applicant   2  cn
        samples  make_samples  applicant   3  cn  after=apply
        test     test          laboratory  4  cn  after=samples
    ",
    );
    let plan = check(
        &world,
        "2026-02-23",
        "
                | MTWTFSSMTWTFSSMTWTFSS
        apply   |     X
        samples |     X
        test    |        XXXX----
        loading |                *
    ",
    );
    assert_eq!(step_of(&plan, "a/apply").why.en, "done, since samples was done on 2026-02-27");
    assert_eq!(plan.decide_by, Some(day("2026-03-04")));
}

#[test]
fn the_mark_is_put_on_before_the_goods_leave() {
    let mut world = World::new("2026-03-02").ship("DE", "2026-03-10").factory("f", "DE").for_market(
        "a",
        "DE",
        Event::CustomsEntry,
        Outcome::In,
        "
        test      test     laboratory  3  cn
        register  publish  body        2  cn       after=test
        mark      mark     factory     2  factory  after=test
        ",
    );
    world.request.options.offsets.transit_days = Some(10);
    check(
        &world,
        "2026-03-02",
        "
                        | MTWTFSSMTWTFSSMTWTFSS
        test            | XXX-
        register        |    XX-------------
        mark            |    XX---
        leaving-factory |         *
        loading         |         *
        customs-entry   |                   *
    ",
    );
}

#[test]
fn marking_is_planned_where_the_scheme_comes_before_it() {
    let mut world = World::new("2026-03-02").ship("DE", "2026-03-16").for_market(
        "a",
        "DE",
        Event::Marking,
        Outcome::In,
        "test  test  laboratory  3  cn",
    );
    world.request.options.offsets.marking_days = Some(3);
    check(
        &world,
        "2026-03-02",
        "
                        | MTWTFSSMTWTFSSMTWTFSS
        test            | XXX------
        marking         |    XX..X----
        leaving-factory |               *
        loading         |               *
    ",
    );
}

#[test]
fn units_wait_for_the_factory_that_makes_them() {
    let world = World::new("2026-03-02")
        .ship("DE", "2026-03-27")
        .factory("f", "CN")
        .factory("g", "DE")
        .shutdown("2026-03-02", "2026-03-16")
        .line("m1", "f")
        .line("m2", "g")
        .scheme(
            "a",
            "
            test   test   laboratory  2  cn  per=unit
            audit  audit  auditor     2  cn  per=factory after=test
            issue  issue  body        1  cn  per=unit after=audit
        ",
        )
        .units(&[&["m1"], &["m2"]]);
    check(
        &world,
        "2026-03-02",
        "
                     | MTWTFSSMTWTFSSMTWTFSSMTWTFSS
        test@unit-1  | XX--------------------
        audit@f      |   XX--------------------
        issue@unit-1 |     X--------------------
        test@unit-2  | XX--------------------
        audit@g      |               XX--------
        issue@unit-2 |                 X--------
        loading      |                          *
    ",
    );
}

#[test]
fn auditors_who_travel_are_invited_and_need_both_calendars() {
    let world = World::new("2026-03-02").ship("CN", "2026-04-08").factory("f", "DE").for_market(
        "a",
        "CN",
        Event::Loading,
        Outcome::In,
        "
        invitation  wait   auditor  28d  always  per=factory when=auditors_travel
        audit       audit  auditor  2    cn      per=factory after=invitation
        ",
    );
    // Good Friday 3 April and Easter Monday in Germany, Qingming 4 to 6 April in China.
    let plan = check(
        &world,
        "2026-03-02",
        "
                     | MTWTFSSMTWTFSSMTWTFSSMTWTFSSMTWTFSSMTWTFSS
        invitation@f | XXXXXXXXXXXXXXXXXXXXXXXXXXXX---
        audit@f      |                             XX-------
        loading      |                                      *
    ",
    );
    assert_eq!(step_of(&plan, "a/audit@f").calendar, "de+cn");
    assert_eq!((plan.book_by, plan.decide_by), (Some(day("2026-03-05")), Some(day("2026-03-05"))));
}
