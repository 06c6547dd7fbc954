//! What holds of every plan.

use crate::build::{World, china, day};
use certmap_base::{Confidence, Date, Text};
use certmap_calendar::{Closure, DayStatus};
use certmap_pack::Per;
use certmap_plan::{Plan, PlanStep, Verdict};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// One step: behaviour, shortest, more until usual, more until longest, calendar days, calendar, what it waits for, per, share.
type Row = (usize, u32, u32, u32, bool, usize, u8, usize, Option<u8>, bool);

const BEHAVIOURS: [&str; 6] = ["submit", "test", "audit", "wait", "review", "ship_samples"];
const CALENDARS: [&str; 5] = ["cn", "de", "weekdays", "always", "factory"];
const PERS: [&str; 4] = ["product", "unit", "factory", "shipment"];

fn row() -> impl Strategy<Value = Row> {
    (
        0..BEHAVIOURS.len(),
        0_u32..6,
        0_u32..6,
        0_u32..8,
        proptest::bool::weighted(0.2),
        0..CALENDARS.len(),
        any::<u8>(),
        0..PERS.len(),
        proptest::option::weighted(0.3, 0_u8..3),
        proptest::bool::weighted(0.2),
    )
}

fn table(rows: &[Row]) -> String {
    let mut text = String::new();
    for (i, (behaviour, min, more, most, calendar_days, calendar, after, per, share, parallel)) in
        rows.iter().enumerate()
    {
        let unit = if *calendar_days { "d" } else { "" };
        let before: Vec<String> = (0..i.min(8)).filter(|b| after >> b & 1 == 1).map(|b| format!("s{b}")).collect();
        let lasts = format!("{min}{unit}/{}{unit}/{}{unit}", min + more, min + more + most);
        text.push_str(&format!(
            "s{i} {} body {lasts} {} per={}",
            BEHAVIOURS[*behaviour], CALENDARS[*calendar], PERS[*per]
        ));
        if !before.is_empty() {
            text.push_str(&format!(" after={}", before.join(",")));
        }
        if let Some(share) = share {
            text.push_str(&format!(" share=k{share}"));
        }
        text.push_str(if *parallel { " parallel\n" } else { "\n" });
    }
    text
}

fn world() -> impl Strategy<Value = World> {
    let procedure = || proptest::collection::vec(row(), 1..8);
    (procedure(), procedure(), -20_i64..120, 0_i64..40, 0_i64..300).prop_map(|(a, b, ship, second, today)| {
        let today = day("2026-01-05").add_days(today);
        let on = |days: i64| today.add_days(days).to_string();
        World::new(&today.to_string())
            .ship("DE", &on(ship))
            .ship("DE", &on(ship + second))
            .factory("f", "CN")
            .factory("g", "DE")
            .shutdown(&on(10), &on(17))
            .line("m1", "f")
            .line("m2", "g")
            .scheme("a", &table(&a))
            .units(&[&["m1"], &["m2"]])
            .scheme("b", &table(&b))
            .units(&[&["m1", "m2"]])
    })
}

fn step<'p>(plan: &'p Plan, id: &str) -> &'p PlanStep {
    plan.steps.iter().find(|s| s.id == id).unwrap()
}

fn closed(world: &World, from: Date) -> World {
    let closure = Closure {
        from,
        until: from.add_days(2),
        what: Text::same("closed"),
        source: "test".into(),
        status: DayStatus::Official,
        confidence: Confidence::Official,
    };
    let mut world = world.clone();
    world.calendars.add("cn", Text::same("China"), &china().with_closures("cn", &[closure]));
    world
}

/// A variant cannot be compared across a circle of shared steps, whose wait was dropped.
fn has_circle(plan: &Plan) -> bool {
    plan.warnings.iter().any(|w| w.kind == certmap_plan::WarningKind::Circle)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_step_starts_before_its_predecessors_finish(world in world()) {
        let plan = world.plan();
        for after in plan.steps.iter().filter(|s| s.scheme.is_some()) {
            for id in &after.after {
                let before = step(&plan, id);
                let moment = after.lasts[1].days == 0 || before.lasts[1].days == 0;
                prop_assert!(before.finish < after.start || moment && before.finish <= after.start, "{id} {}", after.id);
                let late = before.latest_finish < after.latest_start || moment && before.latest_finish <= after.latest_start;
                prop_assert!(late, "latest {id} {}", after.id);
            }
            prop_assert!(plan.today <= after.start && after.start <= after.finish);
        }
    }

    #[test]
    fn latest_days_lie_before_every_shipment_that_counts(world in world()) {
        let plan = world.plan();
        let lost = |s: &&certmap_plan::ShipPlan| s.verdict == Verdict::Impossible && s.date.unwrap() < plan.today;
        let counting: Vec<_> = plan.ships.iter().filter(|s| !lost(s)).collect();
        let Some(first) = counting.iter().map(|s| s.date.unwrap()).min().filter(|_| counting.len() == 2) else { return Ok(()) };
        for s in plan.steps.iter().filter(|s| s.scheme.is_some()) {
            // A step without duration on the day of asking may stand on the shipment's own day.
            let own = match s.of.as_deref() {
                Some("ship-1") => plan.ships[0].date.unwrap(),
                Some("ship-2") => plan.ships[1].date.unwrap(),
                _ => first,
            };
            prop_assert!(s.latest_finish < own || s.lasts[1].days == 0 && s.latest_finish <= own, "{}", s.id);
        }
    }

    #[test]
    fn slack_is_left_exactly_where_the_plan_is_on_time(world in world()) {
        let plan = world.plan();
        let past = plan.ships.iter().any(|s| s.date.unwrap() < plan.today);
        prop_assume!(!past);
        let slack = plan.steps.iter().filter(|s| s.scheme.is_some()).map(|s| s.slack_days).min().unwrap_or(0);
        prop_assert_eq!(slack >= 0, plan.verdict <= Verdict::Tight, "slack {} {:?}", slack, plan.verdict);
        let released = plan.earliest_shipment.unwrap() <= plan.ships.iter().map(|s| s.date.unwrap()).min().unwrap();
        prop_assert!(!released || plan.verdict <= Verdict::Tight);
    }

    #[test]
    fn one_more_closed_day_never_makes_it_earlier(world in world(), offset in 0_i64..60) {
        let plan = world.plan();
        let with = closed(&world, plan.today.add_days(offset)).plan();
        prop_assert!(plan.earliest_shipment <= with.earliest_shipment);
        for s in plan.steps.iter().filter(|s| s.scheme.is_some()) {
            prop_assert!(s.finish <= step(&with, &s.id).finish, "{}", s.id);
            // Where a past shipment is lost only with the closed days, it no longer counts in the latest days.
            let past = plan.ships.iter().any(|s| s.date.unwrap() < plan.today);
            prop_assert!(past || s.latest_start >= step(&with, &s.id).latest_start, "{}", s.id);
        }
    }

    #[test]
    fn shared_steps_appear_once(world in world()) {
        let plan = world.plan();
        let mut seen = BTreeSet::new();
        for s in plan.steps.iter().filter(|s| s.scheme.is_some()) {
            prop_assert!(seen.insert(s.id.clone()), "{} twice", s.id);
        }
        // Steps of one scheme stay apart, whatever their keys say: as many are shared as the rarer side has of a key.
        let keys = |i: usize| -> Vec<String> {
            let steps = &world.asked[i].procedure.as_ref().unwrap().steps;
            steps.iter().filter(|s| s.per == Per::Product).filter_map(|s| s.share_key.clone()).collect()
        };
        let (one, two) = (keys(0), keys(1));
        let count = |keys: &[String], key: &String| keys.iter().filter(|k| *k == key).count();
        let either: BTreeSet<&String> = one.iter().collect();
        let both: usize = either.into_iter().map(|k| count(&one, k).min(count(&two, k))).sum();
        let shared = plan.steps.iter().filter(|s| s.shared_by.len() == 2 && s.of.is_none()).count();
        prop_assert_eq!(shared, both);
    }

    #[test]
    fn the_same_seed_gives_the_same_plan(world in world(), seed in any::<u64>()) {
        let mut world = world;
        world.request.options.seed = seed;
        world.request.options.samples = 64;
        let (one, two) = (world.plan(), world.plan());
        prop_assert_eq!(&one, &two);
        if let Some(p) = one.probability {
            prop_assert!((0.0..=1.0).contains(&p.on_time));
            for pair in p.curve.windows(2) {
                prop_assert!(pair[0].date < pair[1].date && pair[0].probability <= pair[1].probability);
            }
            prop_assert!(p.ships.iter().all(|s| s.on_time + 1e-9 >= p.on_time));
        }
    }

    #[test]
    fn a_later_shipment_is_never_worse(world in world(), days in 1_i64..60) {
        let mut later = world.clone();
        for target in &mut later.request.targets {
            target.ship = target.ship.map(|d| d.add_days(days));
        }
        let (sooner, later) = (world.plan(), later.plan());
        prop_assert!(later.verdict <= sooner.verdict);
        prop_assert_eq!(later.earliest_shipment, sooner.earliest_shipment);
    }

    #[test]
    fn variants_move_the_shipment_the_way_they_say(world in world()) {
        let plan = world.plan();
        prop_assume!(!has_circle(&plan));
        for v in &plan.variants {
            let earlier = v.kind == certmap_plan::VariantKind::Parallel;
            prop_assert!(if earlier { v.days <= 0 } else { v.days >= 0 }, "{:?} {}", v.kind, v.days);
            if let Some(on) = v.earliest_shipment {
                prop_assert_eq!(on.days_since(plan.earliest_shipment.unwrap()), v.days);
            }
        }
    }

    #[test]
    fn the_critical_chain_reaches_from_the_start_to_what_is_due(world in world()) {
        let plan = world.plan();
        let chain: Vec<&PlanStep> = plan.steps.iter().filter(|s| s.critical).collect();
        let any = plan.steps.iter().any(|s| s.scheme.is_some());
        prop_assert_eq!(any, !chain.is_empty());
        for s in chain {
            let first = s.after.is_empty() || s.after.iter().any(|b| step(&plan, b).critical);
            prop_assert!(first, "{} is on the chain, nothing before it is", s.id);
        }
    }
}
