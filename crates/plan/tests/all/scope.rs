//! Cliffs, and the agreement of scope and plan.

use crate::build::{World, day};
use certmap_base::{Date, Text};
use certmap_pack::{DateRole, Phase, PhaseKind, Route};
use certmap_plan::{GoverningDates, Inputs, NoFacts, ScopeAt, WarningKind, Watched, cliffs, dates_of, fixpoint, plan};
use certmap_scope::{Ahead, AheadKind, Outcome, State};

/// In from a day on, and on another route from a later day on.
struct Law {
    from: Date,
    route: Date,
}

impl ScopeAt for Law {
    fn state(&self, scheme: &str, _market: &str, on: Date) -> Option<State> {
        let outcome = if on < self.from { Outcome::NotYet } else { Outcome::In };
        let route = if on < self.route { "old" } else { "new" };
        (scheme == "a").then(|| State { outcome, possible: vec![outcome], route: Some(route.into()) })
    }
}

const STEPS: &str = "
    apply  submit  applicant   5   weekdays
    test   test    laboratory  40  weekdays  after=apply
";

#[test]
fn the_day_on_which_the_law_flips_is_found_also_between_the_dates_of_the_pack() {
    let world = World::new("2026-03-02").ship("DE", "2026-06-01").scheme("a", STEPS);
    let law = Law { from: day("2026-05-11"), route: day("2026-05-13") };
    let (scheme, result) = (&world.asked[0].scheme, &world.asked[0].results[0]);
    let watched = [Watched { result, scheme, planned: Some(day("2026-05-12")) }];
    let found = cliffs(Some(&law), &watched, day("2026-03-02"), day("2026-08-01"));
    let told: Vec<_> = found.iter().map(|c| (c.on, c.passed)).collect();
    assert_eq!(told, [(day("2026-05-11"), true), (day("2026-05-13"), false)]);
    assert!(found[0].says.en.contains("import before 2026-05-11 to stay under the old state"), "{}", found[0].says.en);
    assert!(found[1].says.zh.contains("途径由old变为new"), "{}", found[1].says.zh);
}

#[test]
fn a_plan_names_the_cliffs_in_its_window() {
    let mut world = World::new("2026-03-02").ship("DE", "2026-06-01").scheme("a", STEPS);
    world.asked[0].results[0].governed_by = DateRole::Application;
    world.asked[0].results[0].ahead.push(Ahead {
        on: day("2026-04-01"),
        kind: AheadKind::Notice,
        of: "edition".into(),
        act: None,
        what: Text::new("new edition", "新版标准"),
        deadline: Some(day("2026-04-15")),
        cites: Vec::new(),
    });
    let law = Law { from: day("2026-03-05"), route: day("2030-01-01") };
    let schemes = world.schemes();
    let plan = plan(
        &world.request,
        &Inputs {
            product: &world.product,
            schemes: &schemes,
            calendars: &world.calendars,
            cautious: None,
            conditions: &NoFacts,
            scope_at: Some(&law),
        },
    );
    let told: Vec<_> = plan.cliffs.iter().map(|c| (c.on, c.passed, c.says.en.as_str())).collect();
    assert_eq!(told.len(), 2);
    assert_eq!((told[0].0, told[0].1), (day("2026-03-05"), true));
    assert!(told[0].2.contains("apply before 2026-03-05"), "{}", told[0].2);
    assert_eq!(told[1].2, "new edition (to be done by 2026-04-15)");
}

#[test]
fn what_scope_sees_ahead_is_told_once_and_in_its_words() {
    let mut world = World::new("2026-03-02").ship("DE", "2026-06-01").scheme("a", STEPS);
    let ahead = |kind, on: &str, what: &str| Ahead {
        on: day(on),
        kind,
        of: "r".into(),
        what: Text::same(what),
        act: Some(Text::same("fulfil it")),
        deadline: Some(day(on).add_days(-1)),
        cites: vec![crate::build::cite()],
    };
    let results = &mut world.asked[0].results[0].ahead;
    results.push(ahead(AheadKind::Outcome, "2026-05-11", "it begins"));
    results.push(ahead(AheadKind::Requirement, "2026-05-11", "the test begins"));
    let law = Law { from: day("2026-05-11"), route: day("2026-05-13") };
    let (scheme, result) = (&world.asked[0].scheme, &world.asked[0].results[0]);
    let watched = [Watched { result, scheme, planned: None }];
    let found = cliffs(Some(&law), &watched, day("2026-03-02"), day("2026-08-01"));
    let told: Vec<_> = found.iter().map(|c| (c.on, c.kind, c.before.is_some(), c.deadline)).collect();
    assert_eq!(
        told,
        [
            (day("2026-05-11"), AheadKind::Outcome, true, Some(day("2026-05-10"))),
            (day("2026-05-11"), AheadKind::Requirement, false, Some(day("2026-05-10"))),
            (day("2026-05-13"), AheadKind::Route, true, None),
        ]
    );
    assert_eq!(found[0].says.en, "it begins; fulfil it (to be done by 2026-05-10)");
    assert_eq!(found[0].cites.len(), 1);
}

#[test]
fn the_dates_of_a_scheme_are_those_of_its_phases_and_conditions() {
    let mut scheme = crate::build::scheme("a", certmap_pack::Event::Loading);
    scheme.routes.push(Route {
        id: "r".into(),
        title: Text::same("r"),
        when: crate::build::expr("applied_on < 2026-09-01"),
        phases: vec![Phase {
            phase: PhaseKind::Mandatory,
            from: day("2026-07-01"),
            until: Some(day("2027-01-01")),
            cite: None,
        }],
        procedure: None,
        attestation: None,
        notified_body: false,
        cites: Vec::new(),
        place: certmap_base::Place::default(),
    });
    let days: Vec<String> = dates_of(&scheme).iter().map(Date::to_string).collect();
    assert_eq!(days, ["2026-07-01", "2026-09-01", "2026-09-02", "2027-01-01"]);
}

/// Scope says `in` if the goods are imported from a day on; without dates it takes the shipment's.
fn outcome(dates: &GoverningDates, from: &str, shipment: &str) -> Outcome {
    let imported = dates.values().next().and_then(|g| g.import).unwrap_or_else(|| day(shipment));
    if imported < day(from) { Outcome::NotYet } else { Outcome::In }
}

#[test]
fn scope_and_plan_settle() {
    // Asked for 1 April; the plan cannot leave before May, when a second scheme applies, which takes no longer.
    let world = World::new("2026-03-02")
        .ship("DE", "2026-04-01")
        .scheme("a", STEPS)
        .scheme("b", "test  test  laboratory  3  weekdays");
    let mut asked = 0;
    let fixed = fixpoint(
        |dates| {
            asked += 1;
            let mut world = world.clone();
            world.asked[1].results[0].outcome = outcome(dates, "2026-04-20", "2026-04-01");
            world
        },
        World::plan,
    );
    assert!(fixed.settled);
    assert_eq!((fixed.rounds, asked), (2, 2));
    assert_eq!(fixed.scope.asked[1].results[0].outcome, Outcome::In);
    assert!(fixed.plan.steps.iter().any(|s| s.id == "b/test"));
}

#[test]
fn scope_and_plan_that_never_settle_stop_after_four_rounds() {
    // The long scheme applies only to early imports, but makes the import late.
    let world = World::new("2026-03-02").ship("DE", "2026-04-01").scheme("a", STEPS);
    let fixed = fixpoint(
        |dates| {
            let mut world = world.clone();
            let outcome = outcome(dates, "2026-04-20", "2026-04-01");
            world.asked[0].results[0].outcome = if outcome == Outcome::In { Outcome::NoLonger } else { Outcome::In };
            world
        },
        World::plan,
    );
    assert!(!fixed.settled);
    assert_eq!(fixed.rounds, 4);
    assert!(fixed.plan.warnings.iter().any(|w| w.kind == WarningKind::Unsettled));
}
