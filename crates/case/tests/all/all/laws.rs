//! What holds whatever people try, in whatever order.

use crate::driver::{CLIENT, EVERYBODY, accepting, decide, issue, opened, perform, review, route};
use crate::world::{World, person};
use certmap_case::stored::{
    AnyEvent, AppealId, AppealKind, CaseEvent, CheckOutcome, Function, Line, PersonId, QuestionId, Role, Route, RunKey,
    Side, Turn,
};
use certmap_case::{CaseCommand, Standing};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::sync::OnceLock;

const PEOPLE: [&str; 9] = ["ann", "olga", "erik", "eva", "rita", "dan", "hana", "kim", "adam"];

const OWN_ROLES: [Role; 9] = [
    Role::Applicant,
    Role::CaseOfficer,
    Role::Auditor,
    Role::Auditor,
    Role::Reviewer,
    Role::DecisionMaker,
    Role::CaseOfficer,
    Role::RegisterKeeper,
    Role::Administrator,
];

/// Which thing is tried, by whom, in which role, about what.
type Try = (u8, usize, usize, usize);

fn tries() -> impl Strategy<Value = Vec<Try>> {
    prop::collection::vec((0..34_u8, 0..PEOPLE.len(), 0..Role::ALL.len(), 0..1000_usize), 1..140)
}

fn way() -> Route {
    static ROUTE: OnceLock<Route> = OnceLock::new();
    ROUTE.get_or_init(|| route("cn-cqc", "cqc-certification", &[])).clone()
}

fn world(here: &[certmap_pack::Party]) -> World {
    let mut world = opened("cn-cqc", way(), here);
    world.strict = false;
    world
}

/// A command that somebody might try.
fn command(world: &World, what: u8, n: usize) -> CaseCommand {
    let runs = world.case.all_runs();
    let run = runs[n % runs.len()].clone();
    let on = world.today.add_days((n % 3) as i64 - 2);
    let (why, reasons) = ("tried".to_owned(), vec!["tried".to_owned()]);
    let of = |step: &str| RunKey::new(step, Some(if n.is_multiple_of(2) { "unit-1" } else { "factory-1" }));
    let function = Function::ALL[n % Function::ALL.len()];
    let who = person(PEOPLE[n % PEOPLE.len()]);
    match what {
        12 => CaseCommand::Start { run, on },
        13 => CaseCommand::Finish {
            run,
            on,
            documents: world.case.files.keys().take(1).cloned().collect(),
            records: vec![],
        },
        14 => CaseCommand::Fail { run, on, reasons },
        15 => CaseCommand::Reopen { run, on, why },
        16 => review(world, &of("review"), !n.is_multiple_of(5)),
        17 => decide(world, &of("decide"), !n.is_multiple_of(5)),
        18 => issue(world, &of("issue")),
        19 => CaseCommand::Assign { person: who, function },
        20 => CaseCommand::DeclareInterest { interests: vec![] },
        21 => CaseCommand::Relieve { person: who, function, why },
        22 => accepting(world, n % 3 + 1),
        23 => CaseCommand::Return { run: of("review"), on, steps: vec![run], reasons },
        24 => CaseCommand::Ask {
            question: QuestionId::new(format!("q-{}", n % 4)),
            to: Turn::ALL[n % Turn::ALL.len()],
            run: if n.is_multiple_of(3) { None } else { Some(run) },
            text: "what?".into(),
            due: None,
        },
        25 | 26 => CaseCommand::Answer {
            question: QuestionId::new(format!("q-{}", n % 4)),
            text: "that".into(),
            documents: vec![],
        },
        27 => CaseCommand::LodgeAppeal {
            appeal: AppealId::new(format!("a-{}", n % 2)),
            kind: AppealKind::ALL[n % 5 / 4],
            against: Some(of("decide")),
            reasons,
        },
        28 => CaseCommand::AcknowledgeAppeal { appeal: AppealId::new(format!("a-{}", n % 2)) },
        29 => CaseCommand::DecideAppeal {
            appeal: AppealId::new(format!("a-{}", n % 2)),
            upheld: n.is_multiple_of(2),
            reasons,
            documents: vec![],
        },
        30 => CaseCommand::CheckApplication { run, on, outcome: CheckOutcome::ALL[n % 7 % 3], reasons },
        31 => CaseCommand::CorrectDate { run, now: on, why },
        32 => CaseCommand::Charge {
            fee: format!("f-{}", n % 4),
            step: run.step,
            amount: "10".into(),
            currency: "CNY".into(),
            due: None,
        },
        _ => CaseCommand::Pay { fee: format!("f-{}", n % 4), on, document: None },
    }
}

fn attempt(world: &mut World, (what, who, role, n): Try) {
    world.wait((n % 2) as i64);
    // Mostly the right people act, and in their own role; else hardly anything that they try would be possible.
    let right = match what {
        27 => 0,
        12 | 13 | 15 | 19 | 24 | 28 | 30 => 1,
        22 => 2,
        16 | 23 => 4,
        17 => 5,
        29 => 6,
        18 => 7,
        _ => who,
    };
    let who = if n.is_multiple_of(3) { who } else { right };
    let role = if n.is_multiple_of(4) { Role::ALL[role] } else { OWN_ROLES[who] };
    let (who, role) = (PEOPLE[who], role);
    match what {
        // Often enough the case goes on as it should, else nothing would ever be decided.
        0..10 if world.case.decisions.values().any(|d| !d.grant) => appeal(world, who, role),
        0..10 => {
            let open = world.case.open_runs();
            match open.get(n % open.len().max(1)) {
                // Some are refused, so that there is something to appeal against, and some come back.
                Some(run) if run.step == "decide" && n.is_multiple_of(2) => {
                    let refuse = decide(world, run, false);
                    world.ok("dan", Role::DecisionMaker, refuse);
                }
                Some(run) if run.step == "review" && n.is_multiple_of(2) => {
                    let steps = vec![RunKey::parse("type-test@unit-1")];
                    let (on, reasons) = (world.today, vec!["look again".to_owned()]);
                    let back = CaseCommand::Return { run: run.clone(), on, steps, reasons };
                    world.ok("rita", Role::Reviewer, back);
                }
                Some(run) => perform(world, &run.clone()),
                None => {}
            }
        }
        10 => drop(world.paper("ann", Role::Applicant, Side::Holder, "evidence")),
        11 if n.is_multiple_of(9) => {
            let revised = certmap_case::stored::RecordEvent::Revised {
                why: "new terms".into(),
                scope: vec![],
                from: crate::world::day("2026-01-01"),
                until: None,
            };
            world.write("olga", Role::CaseOfficer, "agreement", revised).unwrap();
        }
        11 => world.sign("agreement"),
        what => {
            let command = command(world, what, n);
            let before = world.case.version;
            let _ = world.case(who, role, command);
            assert!(world.case.version >= before);
        }
    }
}

/// The next thing that is to be done with an appeal, tried by anybody.
fn appeal(world: &mut World, who: &str, role: Role) {
    let appeal = AppealId::new("a-0");
    let reasons = vec!["so it is".to_owned()];
    let _ = match world.case.appeals.get(&appeal) {
        None => {
            let (kind, against) = (AppealKind::Appeal, Some(RunKey::parse("decide@unit-1")));
            world.case("ann", Role::Applicant, CaseCommand::LodgeAppeal { appeal, kind, against, reasons })
        }
        Some(a) if !a.acknowledged => world.case("olga", Role::CaseOfficer, CaseCommand::AcknowledgeAppeal { appeal }),
        Some(_) => {
            let documents = vec![];
            let role = if role == Role::Applicant { role } else { Role::CaseOfficer };
            world.case(who, role, CaseCommand::DecideAppeal { appeal, upheld: true, reasons, documents })
        }
    };
}

/// What must hold at the moment of an issue.
fn nothing_open(world: &World) {
    let agreement = world.streams.records.values().find(|r| r.id.as_ref().is_some_and(|i| i.as_str() == "agreement"));
    assert!(agreement.unwrap().standing(world.today).is_good(), "{:?}", Standing::Unsigned);
    assert!(world.streams.visits.values().all(|v| v.open().next().is_none()));
    assert!(world.case.fees.values().all(|f| f.paid.is_some()));
    assert!(world.case.decisions.values().all(|d| d.grant));
}

/// Reads the events alone, knowing nothing of the state: who evaluated, reviewed and decided are different people, and every
/// decision has a review before it.
fn impartial(world: &World) {
    let (mut evaluated, mut judged) = (BTreeSet::<PersonId>::new(), BTreeSet::<PersonId>::new());
    let mut reviewer: Option<PersonId> = None;
    for line in &world.log {
        let AnyEvent::Case(event) = &line.event else { continue };
        let actor = line.by.person.clone();
        match event {
            CaseEvent::ReportAccepted { tested_by, .. } => {
                evaluated.insert(actor);
                evaluated.extend(tested_by.iter().cloned());
            }
            CaseEvent::ReportRefused { .. } => drop(evaluated.insert(actor)),
            CaseEvent::VisitTaken { team, .. } => evaluated.extend(team.iter().cloned()),
            CaseEvent::Reviewed { .. } => {
                reviewer = Some(actor.clone());
                judged.insert(actor);
            }
            CaseEvent::Decided { .. } => {
                assert!(reviewer.as_ref().is_some_and(|r| !evaluated.contains(r)), "decided without a free review");
                judged.insert(actor);
            }
            CaseEvent::AppealDecided { .. } => {
                assert!(!judged.contains(&actor) && !evaluated.contains(&actor), "heard by {actor}");
            }
            _ => {}
        }
        assert!(evaluated.is_disjoint(&judged), "{evaluated:?} {judged:?}");
    }
}

/// One clock at a time: spans follow each other without gap or overlap, and the last one is whose turn it is.
fn one_clock(world: &World) {
    let spans = world.case.clock.spans();
    for pair in spans.windows(2) {
        assert_eq!(pair[0].until, Some(pair[1].from));
        assert_ne!(pair[0].turn, pair[1].turn);
    }
    assert!(spans.last().is_none_or(|s| s.until.is_none()));
    assert_eq!(world.case.clock.running(), world.case.turn());
    let now = world.now();
    let all: u64 = Turn::ALL.iter().map(|t| world.case.clock.seconds(*t, now)).sum();
    assert_eq!(all, spans.first().map_or(0, |s| now.seconds_since(s.from)));
}

fn lawful(here: &[certmap_pack::Party], tries: &[Try]) {
    let mut world = world(here);
    for tried in tries {
        let (files, events) = (world.case.files.len(), world.log.len());
        attempt(&mut world, *tried);
        let issues = |l: &Line| matches!(&l.event, AnyEvent::Case(CaseEvent::Issued { .. }));
        if world.log.iter().skip(events).any(issues) {
            nothing_open(&world);
        }
        assert!(world.case.files.len() >= files && world.log.len() >= events);
        one_clock(&world);
    }
    world.sound();
    impartial(&world);
}

proptest! {
    #[test]
    fn nobody_gets_past_the_rules_of_a_body(tries in tries()) {
        lawful(&EVERYBODY, &tries);
    }

    #[test]
    fn a_case_that_is_only_recorded_keeps_its_order(tries in tries()) {
        lawful(&CLIENT, &tries);
    }

    #[test]
    fn events_in_any_order_are_taken(picks in prop::collection::vec(0..200_usize, 1..60)) {
        // Evolve is total: the events of a whole case, shuffled and doubled, are taken without harm.
        let events = whole_case();
        let case = picks.iter().map(|p| &events[p % events.len()]).fold(certmap_case::Case::default(), certmap_case::Case::evolve);
        prop_assert_eq!(case.version, events[picks[picks.len() - 1] % events.len()].version);
    }
}

fn whole_case() -> &'static [certmap_case::stored::Recorded<CaseEvent>] {
    static EVENTS: OnceLock<Vec<certmap_case::stored::Recorded<CaseEvent>>> = OnceLock::new();
    EVENTS.get_or_init(|| {
        let mut world = opened("cn-cqc", way(), &EVERYBODY);
        crate::driver::walk(&mut world, None);
        let lines = world.log.iter().filter_map(|l| match &l.event {
            AnyEvent::Case(event) => Some(certmap_case::stored::Recorded {
                version: l.version,
                at: l.at,
                by: l.by.clone(),
                event: event.clone(),
            }),
            _ => None,
        });
        lines.collect()
    })
}

#[test]
fn enough_of_the_tries_reach_the_end() {
    // The generator is of use only if it comes to decisions and certificates; this says how far the plain way goes.
    let mut world = world(&EVERYBODY);
    for n in 0..60 {
        attempt(&mut world, (0, 0, 0, 2 * n + 1));
    }
    let decided = world.log.iter().any(|l| matches!(&l.event, AnyEvent::Case(CaseEvent::Issued { .. })));
    assert!(decided);
}
