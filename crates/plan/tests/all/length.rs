//! Lengths and fees that rest on facts.

use crate::build::{World, fee, step_of};
use certmap_base::{Exact, Text};
use certmap_pack::{Basis, Per};
use certmap_plan::WarningKind;
use certmap_scope::{Figure, Missing};

fn figure(least: &str, most: &str, missing: &[&str]) -> Figure {
    let name = |fact: &&str| Missing { fact: (*fact).to_owned(), name: Text::new(*fact, "人数") };
    let span = Some((Exact::parse(least).unwrap(), Exact::parse(most).unwrap()));
    Figure { span, missing: missing.iter().map(name).collect() }
}

fn world(days: Figure) -> World {
    let mut world = World::new("2026-03-02").ship("DE", "2026-06-01").scheme(
        "a",
        "
        apply  submit  applicant  2            cn
        audit  audit   auditor    =headcount   cn  after=apply
    ",
    );
    world.figures.0.insert("headcount".to_owned(), days);
    world.asked[0].procedure.as_mut().unwrap().fees = vec![
        fee("days", "audit", Per::Product, Some("headcount"), &[("2020-01-01", "3000", "3000")]),
        fee("amount", "audit", Per::Product, None, &[("2020-01-01", "headcount", "headcount")]),
    ];
    world
}

fn days(world: &World) -> ([u32; 3], Basis) {
    let plan = world.plan();
    let step = step_of(&plan, "a/audit");
    (step.lasts.map(|d| d.days), step.basis)
}

#[test]
fn a_known_value_is_a_length_and_what_is_begun_counts_in_full() {
    let world = world(figure("2.3", "2.3", &[]));
    assert_eq!(days(&world), ([3, 3, 3], Basis::Sourced));
    let plan = world.plan();
    let audit = step_of(&plan, "a/audit");
    assert!(audit.missing.is_empty() && plan.warnings.iter().all(|w| w.kind != WarningKind::DurationOpen));
    // Three working days that follow Tuesday, 2.3 times 3000, and 2.3 alone.
    assert_eq!((audit.start.to_string(), audit.finish.to_string()), ("2026-03-04".into(), "2026-03-06".into()));
    assert_eq!(audit.fees.iter().map(|f| f.max.to_string()).collect::<Vec<_>>(), ["6900", "2.3"]);
}

#[test]
fn an_open_value_is_planned_at_its_longest_and_says_what_to_ask() {
    let world = world(figure("1.5", "22", &["headcount"]));
    assert_eq!(days(&world), ([2, 22, 22], Basis::Sourced));
    let plan = world.plan();
    let audit = step_of(&plan, "a/audit");
    assert_eq!(audit.missing[0].fact, "headcount");
    let why = "2 to 22 depending on: headcount; the longest is planned";
    assert!(audit.why.en.contains(why) && audit.why.zh.contains("2至22，取决于：人数"), "{:?}", audit.why);
    let warning = plan.warnings.iter().find(|w| w.kind == WarningKind::DurationOpen).unwrap();
    assert_eq!(warning.says.en, "audit takes 2 to 22 working days, depending on: headcount; the longest is planned");
    let fee = &audit.fees[0];
    assert_eq!((fee.min, fee.max, fee.open), (Exact::whole(4500), Exact::whole(66000), false));
    assert_eq!(fee.basis.en, "per product, 1.5 to 22 times, depending on: headcount");
    assert_eq!((audit.fees[1].min.to_string(), audit.fees[1].max.to_string()), ("1.5".into(), "22".into()));
}

#[test]
fn a_value_of_which_nothing_is_known_is_no_duration() {
    let nothing = |missing: &[&str]| Figure { span: None, ..figure("0", "0", missing) };
    assert_eq!(days(&world(nothing(&[]))), ([0, 0, 0], Basis::None));
    let plan = world(nothing(&["headcount"])).plan();
    let told = |kind: WarningKind| plan.warnings.iter().filter(|w| w.kind == kind).count();
    assert_eq!((told(WarningKind::DurationOpen), told(WarningKind::NoSourcedDuration)), (1, 0));
    // One is not charged, since its amount is not known; of the other it is not known how often.
    assert_eq!(told(WarningKind::FeeUnknown), 2);
    assert_eq!(step_of(&plan, "a/audit").fees.len(), 1);
}

#[test]
fn less_than_nothing_is_nothing_and_too_long_is_not_known() {
    assert_eq!(days(&world(figure("-3", "1", &["headcount"]))), ([0, 1, 1], Basis::Sourced));
    assert_eq!(days(&world(figure("-3", "-1", &[]))), ([0, 0, 0], Basis::Sourced));
    assert_eq!(days(&world(figure("1", "20000", &[]))), ([0, 0, 0], Basis::None));
}
