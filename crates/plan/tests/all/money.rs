//! Fees by unit and day, totals, rates.

use crate::build::{World, day, fee, step_of};
use certmap_base::Exact;
use certmap_pack::{Event, Per};
use certmap_plan::{Rates, VariantKind, WarningKind};
use certmap_scope::Outcome;

fn world() -> World {
    let mut world = World::new("2026-03-02")
        .ship("DE", "2026-06-01")
        .factory("f", "CN")
        .line("m1", "f")
        .line("m2", "f")
        .scheme(
            "a",
            "
            apply  submit  applicant   2   cn
            test   test    laboratory  25  cn  per=unit after=apply
            audit  audit   auditor     2   cn  per=factory after=test share=qa
        ",
        )
        .units(&[&["m1"], &["m2"]]);
    world.asked[0].procedure.as_mut().unwrap().fees = vec![
        fee("application", "apply", Per::Unit, None, &[("2020-01-01", "500", "1000")]),
        fee("test", "test", Per::Unit, None, &[("2020-01-01", "4000", "4000"), ("2026-03-04", "4500", "4500")]),
        fee("audit", "audit", Per::Factory, Some("2"), &[("2020-01-01", "3000", "3000")]),
    ];
    world
}

fn exact(n: i64) -> Exact {
    Exact::whole(n)
}

#[test]
fn fees_count_by_unit_and_by_the_tariff_of_their_day() {
    let plan = world().plan();
    let total = &plan.totals[0];
    // Two applications of 500 to 1000, two tests by the tariff from 4 March, one audit of two auditors.
    assert_eq!((total.min, total.max), (exact(1000 + 9000 + 6000), exact(2000 + 9000 + 6000)));
    assert!(total.complete && total.currency == "CNY");
    let apply = &step_of(&plan, "a/apply").fees;
    assert_eq!((apply.len(), apply[0].on, apply[0].basis.zh.as_str()), (2, day("2026-03-02"), "按单元"));
    assert_eq!(step_of(&plan, "a/audit@f").fees[0].basis.en, "per factory, 2 times");
}

#[test]
fn a_done_step_is_not_charged_again() {
    // And the tests begin before their new tariff.
    let plan = world().done("a", "apply", "2026-02-27").plan();
    assert_eq!(plan.totals[0].min, exact(8000 + 6000));
}

#[test]
fn a_shared_step_is_charged_once() {
    let mut world = world().scheme("b", "visit  audit  auditor  2  cn  per=factory share=qa");
    world.asked[1].procedure.as_mut().unwrap().fees =
        vec![fee("audit", "visit", Per::Factory, Some("2"), &[("2020-01-01", "3000", "3000")])];
    assert_eq!(world.plan().totals[0].min, exact(16000));
}

#[test]
fn an_undecided_scheme_is_totalled_apart() {
    let mut world = world().for_market("b", "DE", Event::Loading, Outcome::Unknown, "test  test  laboratory  5  cn");
    world.asked[1].procedure.as_mut().unwrap().fees =
        vec![fee("test", "test", Per::Product, None, &[("2020-01-01", "700", "700")])];
    let plan = world.plan();
    assert_eq!((plan.totals[0].min, plan.totals_if_in[0].min), (exact(16000), exact(700)));
}

#[test]
fn what_is_not_known_makes_the_total_a_least() {
    let mut world = world();
    let fees = &mut world.asked[0].procedure.as_mut().unwrap().fees;
    fees.push(fee("days", "audit", Per::Factory, Some("headcount"), &[("2020-01-01", "100", "100")]));
    fees.push(fee("later", "audit", Per::Factory, None, &[("2030-01-01", "100", "100")]));
    let plan = world.plan();
    assert_eq!((plan.totals[0].min, plan.totals[0].complete), (exact(16100), false));
    assert_eq!(plan.warnings.iter().filter(|w| w.kind == WarningKind::FeeUnknown).count(), 2);
}

#[test]
fn rates_that_the_user_gave_make_one_total() {
    let mut world = world();
    world.request.options.rates =
        Some(Rates { into: "EUR".into(), rates: vec![("CNY".into(), Exact::parse("0.125").unwrap())] });
    let total = world.plan().total.unwrap();
    assert_eq!((total.currency.as_str(), total.min), ("EUR", exact(2000)));
    world.request.options.rates = Some(Rates { into: "EUR".into(), rates: Vec::new() });
    assert_eq!(world.plan().total, None);
}

#[test]
fn a_failed_test_is_paid_again() {
    let plan = world().plan();
    let failed = plan.variants.iter().find(|v| v.kind == VariantKind::FailedTest).unwrap();
    assert_eq!(failed.cost[0].min, exact(4500));
    assert!(failed.days > 30);
}
