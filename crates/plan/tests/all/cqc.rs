//! The voluntary mark of a Chinese body: published steps and stated total do not add up, the waits are the difference.

use crate::build::{World, day, step_of};
use certmap_pack::Event;
use certmap_plan::{StepKind, VariantKind, Verdict};
use certmap_scope::Outcome;

/// Steps 1, 3, 5 of the published procedure with their published durations, and the waits between them.
const STEPS: &str = "
    application     submit        body        5             cn                                zh=申请受理
    payment         pay           applicant   3/5/10        cn       after=application        zh=缴费
    samples         make_samples  applicant   3/5/10        weekdays after=application        zh=样品制备
    transport       ship_samples  carrier     7d/10d/21d    always   after=samples            zh=样品运输与清关
    type-test       test          laboratory  10/15/20      cn       after=transport,payment  zh=型式试验 per=unit
    scheduling      wait          body        10/15/20      cn       after=type-test          zh=检查排期 per=factory when=not factory_has_valid_inspection
    inspection      audit         auditor     2/3/3         cn       after=scheduling         zh=工厂检查 per=factory
    correction      correct       factory     0/5/20        factory  after=inspection         zh=不符合项整改 per=factory
    review          review        body        10/13/15      cn       after=correction         zh=评价
    certificate     issue         body        0             cn       after=review             zh=颁发证书
";

fn world() -> World {
    World::new("2026-03-02").ship("CN", "2026-08-31").factory("f", "DE").for_market(
        "mark",
        "CN",
        Event::Marking,
        Outcome::In,
        STEPS,
    )
}

#[test]
fn the_published_steps_take_five_to_eight_weeks_but_the_plan_thirteen_to_seventeen() {
    let plan = world().plan();
    let published = ["mark/application", "mark/type-test@unit-1", "mark/review"].map(|id| step_of(&plan, id));
    let weeks = |i: usize| published.iter().map(|s| f64::from(s.lasts[i].days)).sum::<f64>() / 5.0;
    assert_eq!((weeks(0), weeks(2)), (5.0, 8.0));
    let days = step_of(&plan, "mark/certificate").finish.days_since(plan.today) + 1;
    assert!((13 * 7..=17 * 7).contains(&days), "{days} days");
    assert!(plan.verdict <= Verdict::Tight);
    assert_eq!(step_of(&plan, "mark/scheduling@f").kind, StepKind::Wait);
}

#[test]
fn a_second_product_of_the_same_factory_skips_the_inspection() {
    let second = world().inspected("mark", "2026-01-15", "2027-01-15").plan();
    assert!(second.steps.iter().all(|s| s.step != "inspection" && s.step != "scheduling"));
    assert!(second.earliest_shipment < world().plan().earliest_shipment);
}

#[test]
fn slots_are_booked_by_the_waits_before_them() {
    let plan = world().plan();
    let audit = plan.bookings.iter().find(|b| b.step == "mark/inspection@f").unwrap();
    assert_eq!(audit.by, step_of(&plan, "mark/scheduling@f").latest_start);
    let test = plan.bookings.iter().find(|b| b.step == "mark/type-test@unit-1").unwrap();
    assert_eq!(test.by, step_of(&plan, "mark/type-test@unit-1").latest_start);
    assert_eq!(plan.book_by, Some(test.by.min(audit.by)));
    assert!(plan.last_safe_start.unwrap() < plan.decide_by.unwrap());
}

#[test]
fn what_goes_wrong_costs_days() {
    let plan = world().plan();
    let days = |kind: VariantKind| plan.variants.iter().find(|v| v.kind == kind).unwrap().days;
    assert!(days(VariantKind::FailedTest) >= 21, "{}", days(VariantKind::FailedTest));
    assert!((14..=25).contains(&days(VariantKind::LostSamples)), "{}", days(VariantKind::LostSamples));
    assert!((19..=25).contains(&days(VariantKind::PostponedAudit)), "{}", days(VariantKind::PostponedAudit));
}

#[test]
fn the_titles_of_the_pack_stand_in_the_reasons() {
    let plan = world().plan();
    let why = &step_of(&plan, "mark/type-test@unit-1").why;
    assert!(why.zh.contains("15个工作日（中国）") && why.zh.contains("在“样品运输与清关”之后"), "{}", why.zh);
    assert!(why.en.contains("after transport"), "{}", why.en);
    let correction = &step_of(&plan, "mark/correction@f").why;
    assert!(correction.zh.contains("最迟须保证“评价”于"), "{}", correction.zh);
}

#[test]
fn the_day_it_must_begin_moves_with_the_shipment() {
    let later = |on: &str| {
        let mut world = world();
        world.request.targets[0].ship = Some(day(on));
        world.plan().decide_by.unwrap()
    };
    assert!(later("2026-08-31") < later("2026-09-30"));
}
