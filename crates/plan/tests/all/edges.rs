//! Circles, chances, variants at their edges.

use crate::build::{World, day, step_of};
use certmap_pack::Event;
use certmap_plan::{VariantKind, Verdict, WarningKind};
use certmap_scope::Outcome;

#[test]
fn steps_that_wait_for_each_other_do_not_hang() {
    let plan = World::new("2026-03-02")
        .ship("DE", "2026-03-20")
        .scheme(
            "a",
            "
        one    wait  body  2  weekdays  after=three
        two    wait  body  2  weekdays  after=one
        three  wait  body  2  weekdays  after=two
        end    wait  body  1  weekdays  after=three
    ",
        )
        .plan();
    assert_eq!(plan.warnings.iter().filter(|w| w.kind == WarningKind::Circle).count(), 1);
    assert_eq!(plan.earliest_shipment, Some(day("2026-03-11")));
}

#[test]
fn two_schemes_that_turn_a_shared_order_around_do_not_hang() {
    let plan = World::new("2026-03-02")
        .ship("DE", "2026-03-20")
        .scheme(
            "a",
            "
            x  wait  body  2  weekdays  share=x
            y  wait  body  2  weekdays  share=y after=x
        ",
        )
        .scheme(
            "b",
            "
            y  wait  body  2  weekdays  share=y
            x  wait  body  2  weekdays  share=x after=y
        ",
        )
        .plan();
    assert_eq!(plan.steps.iter().filter(|s| s.shared_by.len() == 2).count(), 2);
    assert!(plan.warnings.iter().any(|w| w.kind == WarningKind::Circle));
}

#[test]
fn chances_fall_between_certain_and_impossible() {
    let chance = |ship: &str| {
        let mut world = World::new("2026-03-02").ship("DE", ship).scheme(
            "a",
            "
            test    test    laboratory  5/10/20  weekdays
            review  review  body        5/10/20  weekdays  after=test
        ",
        );
        world.request.options.samples = 2000;
        world.plan().probability.unwrap()
    };
    assert!(chance("2026-03-16").on_time < 0.001);
    let middle = chance("2026-04-01").on_time;
    assert!((0.3..0.7).contains(&middle), "{middle}");
    assert!(chance("2026-04-30").on_time > 0.999);
    let curve = chance("2026-04-01").curve;
    assert!(curve.len() > 5 && curve.last().unwrap().probability > 0.999);
    assert!(curve[0].date >= day("2026-03-16"));
}

/// Two schemes that share their only uncertain step are late together, not apart.
#[test]
fn a_shared_step_is_drawn_once() {
    let both = |share: &str| {
        let steps = format!("audit  audit  auditor  5/10/20  weekdays {share}");
        let mut world = World::new("2026-03-02").ship("DE", "2026-03-17").scheme("a", &steps).scheme("b", &steps);
        world.request.options.samples = 4000;
        world.plan().probability.unwrap().on_time
    };
    let (shared, apart) = (both("share=qa"), both(""));
    assert!((apart - shared * shared).abs() < 0.04, "{shared} {apart}");
}

#[test]
fn a_test_that_may_fail_once_only_ends_the_plan() {
    let plan = World::new("2026-03-02")
        .ship("DE", "2026-04-20")
        .scheme("a", "test  test  laboratory  5  weekdays  on_fail=stop")
        .plan();
    let failed = plan.variants.iter().find(|v| v.kind == VariantKind::FailedTest).unwrap();
    assert_eq!((failed.verdict, failed.earliest_shipment), (Verdict::Impossible, None));
}

#[test]
fn a_test_that_closes_the_application_repeats_everything_before_it() {
    let plan = World::new("2026-03-02")
        .ship("DE", "2026-04-20")
        .scheme(
            "a",
            "
        apply  submit  applicant   5  weekdays
        test   test    laboratory  5  weekdays  after=apply on_fail=close_and_reapply
    ",
        )
        .plan();
    let failed = plan.variants.iter().find(|v| v.kind == VariantKind::FailedTest).unwrap();
    assert_eq!((failed.days, failed.steps.len()), (14, 2));
}

#[test]
fn without_a_scheduling_step_the_next_slot_is_an_option() {
    let world = World::new("2026-03-02").ship("DE", "2026-04-20").factory("f", "CN").scheme(
        "a",
        "
        audit  audit  auditor  2  cn  per=factory
    ",
    );
    let plan = world.plan();
    let audit = plan.variants.iter().find(|v| v.kind == VariantKind::PostponedAudit).unwrap();
    assert_eq!(audit.days, 14);
    assert_eq!(plan.book_by, Some(step_of(&plan, "a/audit@f").latest_start));
}

#[test]
fn a_branch_that_is_out_leaves_no_trace_in_the_marking() {
    let mut world = World::new("2026-03-02")
        .ship("DE", "2026-03-20")
        .for_market("a", "DE", Event::Marking, Outcome::In, "test  test  laboratory  2  weekdays")
        .for_market("b", "DE", Event::Marking, Outcome::Unknown, "test  test  laboratory  9  weekdays");
    world.request.options.offsets.marking_days = Some(1);
    let plan = world.plan();
    assert_eq!(step_of(&plan, "ship-1/marking").start, day("2026-03-13"));
    assert_eq!(plan.if_out.unwrap().earliest_shipment, Some(day("2026-03-05")));
}
