//! Appeals and complaints.

use crate::driver::{CLIENT, EVERYBODY, decide, opened, review, route, walk};
use crate::world::World;
use certmap_case::stored::{AppealId, AppealKind, OutsideOutcome, Role, RunKey, Side};
use certmap_case::{CaseCommand, Phase};

fn refused() -> World {
    let mut world = opened("cn-cqc", route("cn-cqc", "cqc-certification", &[]), &EVERYBODY);
    walk(&mut world, Some("decide"));
    let command = decide(&world, &RunKey::parse("decide@unit-1"), false);
    world.ok("dan", Role::DecisionMaker, command);
    world
}

fn lodge(world: &mut World) -> AppealId {
    let appeal = AppealId::new("appeal-1");
    let against = Some(RunKey::parse("decide@unit-1"));
    let (kind, reasons) = (AppealKind::Appeal, vec!["the clause does not apply".to_owned()]);
    let id = appeal.clone();
    world.ok("ann", Role::Applicant, CaseCommand::LodgeAppeal { appeal, kind, against, reasons });
    id
}

#[test]
fn an_appeal_is_acknowledged_decided_and_told() {
    let mut world = refused();
    let appeal = lodge(&mut world);
    let hear = |upheld| CaseCommand::DecideAppeal {
        appeal: AppealId::new("appeal-1"),
        upheld,
        reasons: vec!["the clause is for other voltages".into()],
        documents: vec![],
    };
    assert_eq!(world.no("hana", Role::CaseOfficer, hear(true)), ["unacknowledged"]);
    world.ok("olga", Role::CaseOfficer, CaseCommand::AcknowledgeAppeal { appeal: appeal.clone() });
    let close = CaseCommand::Close { reasons: vec!["refused".into()] };
    assert_eq!(world.no("olga", Role::CaseOfficer, close), ["appeal_open"]);
    world.ok("hana", Role::CaseOfficer, hear(true));
    let on = world.today;
    world.ok("olga", Role::CaseOfficer, CaseCommand::ReportAppeal { appeal, on });
    // The decision no longer stands; it is made again, without the consent of who made it.
    assert!(world.case.decisions.is_empty());
    walk(&mut world, None);
    assert_eq!(world.case.phase(), Phase::Attested);
}

#[test]
fn a_rejected_appeal_changes_nothing() {
    let mut world = refused();
    let appeal = lodge(&mut world);
    world.ok("olga", Role::CaseOfficer, CaseCommand::AcknowledgeAppeal { appeal: appeal.clone() });
    let reasons = vec!["the clause applies".to_owned()];
    world.ok(
        "hana",
        Role::CaseOfficer,
        CaseCommand::DecideAppeal { appeal, upheld: false, reasons, documents: vec![] },
    );
    assert_eq!(world.case.phase(), Phase::Refused);
}

#[test]
fn the_answer_of_a_body_outside_is_recorded_with_evidence() {
    let mut world = opened("cn-cqc", route("cn-cqc", "cqc-certification", &[]), &CLIENT);
    walk(&mut world, Some("decide"));
    let (run, on) = (RunKey::parse("decide@unit-1"), world.today);
    let letter = world.paper("ann", Role::Applicant, Side::Holder, "letter");
    let refusal = CaseCommand::RecordAnswer {
        run,
        on,
        outcome: OutsideOutcome::Refused,
        reasons: vec!["clause 5.2.1".into()],
        documents: vec![letter.clone()],
        certificate: None,
    };
    world.ok("ann", Role::Applicant, refusal);
    let appeal = lodge(&mut world);
    world.ok("ann", Role::Applicant, CaseCommand::AcknowledgeAppeal { appeal: appeal.clone() });
    let answer = |documents| CaseCommand::DecideAppeal {
        appeal: appeal.clone(),
        upheld: true,
        reasons: vec!["the clause is for other voltages".into()],
        documents,
    };
    assert_eq!(world.no("ann", Role::Applicant, answer(vec![])), ["evidence"]);
    world.ok("ann", Role::Applicant, answer(vec![letter]));
    walk(&mut world, None);
    assert_eq!(world.case.phase(), Phase::Attested);
}

#[test]
fn an_appeal_is_against_something_and_a_complaint_may_be_about_anything() {
    let mut world = opened("cn-cqc", route("cn-cqc", "cqc-certification", &[]), &EVERYBODY);
    let lodge = |kind| CaseCommand::LodgeAppeal {
        appeal: AppealId::new("appeal-1"),
        kind,
        against: None,
        reasons: vec!["nobody answers the telephone".into()],
    };
    assert_eq!(world.no("ann", Role::Applicant, lodge(AppealKind::Appeal)), ["missing"]);
    assert_eq!(world.no("olga", Role::CaseOfficer, lodge(AppealKind::Complaint)), ["role"]);
    world.ok("ann", Role::Applicant, lodge(AppealKind::Complaint));
}

#[test]
fn after_the_certificate_there_is_nothing_to_appeal_against() {
    let mut world = opened("cn-cqc", route("cn-cqc", "cqc-certification", &[]), &EVERYBODY);
    walk(&mut world, None);
    let command = CaseCommand::LodgeAppeal {
        appeal: AppealId::new("appeal-1"),
        kind: AppealKind::Appeal,
        against: Some(RunKey::parse("decide@unit-1")),
        reasons: vec!["too late".into()],
    };
    assert_eq!(world.no("ann", Role::Applicant, command), ["issued"]);
}

#[test]
fn a_decision_is_changed_by_an_appeal_only() {
    let mut world = refused();
    let command = decide(&world, &RunKey::parse("decide@unit-1"), true);
    assert!(world.no("dan", Role::DecisionMaker, command).contains(&"decided"));
    let command = review(&world, &RunKey::parse("review@unit-1"), true);
    assert!(world.no("rita", Role::Reviewer, command).contains(&"done"));
    let (run, on) = (RunKey::parse("type-test@unit-1"), world.today);
    assert_eq!(world.no("olga", Role::CaseOfficer, CaseCommand::Reopen { run, on, why: "again".into() }), ["decided"]);
}
