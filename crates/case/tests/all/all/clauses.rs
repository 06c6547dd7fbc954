//! The impartiality tests that the field lists, one for one, under the names they have there.

use crate::driver::{
    EVERYBODY, accepting, close_all, decide, issue, on_site, opened, order, planned, report, reported, review, route,
    text, walk,
};
use crate::world::{World, day, names, note, person};
use certmap_case::stored::{
    AppealId, AppealKind, CaseEvent, CertificateEvent, DocumentId, Function, Grade, NonconformityId, RecordKind,
    ReportEvent, ReportId, Role, RunKey, Side, StreamKind, Verdict, VisitEvent, VisitId,
};
use certmap_case::{CaseCommand, CertificateCommand, Progress};

fn mark() -> World {
    opened("cn-cqc", route("cn-cqc", "cqc-certification", &[]), &EVERYBODY)
}

fn run(word: &str) -> RunKey {
    RunKey::parse(word)
}

fn assign(name: &str, function: Function) -> CaseCommand {
    CaseCommand::Assign { person: person(name), function }
}

fn declare(world: &mut World, name: &str) {
    world.ok(name, Role::Reviewer, CaseCommand::DeclareInterest { interests: vec![] });
}

#[test]
fn evaluator_tries_to_review_refused_also_for_administrators() {
    let mut world = mark();
    walk(&mut world, Some("review"));
    let command = review(&world, &run("review@unit-1"), true);
    let refused = world.no("erik", Role::Reviewer, command.clone());
    assert!(refused.contains(&"impartiality") && refused.contains(&"unassigned"), "{refused:?}");
    world.record("competence-erik-2", RecordKind::Competence, "body", Some(("erik", Some(Function::Review))), &[]);
    assert_eq!(world.no("adam", Role::Administrator, assign("erik", Function::Review)), ["impartiality"]);
    let refused = world.no("erik", Role::Administrator, command.clone());
    assert!(refused.contains(&"impartiality") && refused.contains(&"role"), "{refused:?}");
    let refused = world.no("adam", Role::Administrator, command.clone());
    assert!(refused.contains(&"role"), "{refused:?}");
    world.ok("rita", Role::Reviewer, command);
}

#[test]
fn reviewer_swapped_to_evaluator_later_in_the_same_case_refused() {
    let mut world = mark();
    walk(&mut world, Some("decide"));
    // The decision maker had doubts: back to the test. The reviewer is not to accept what comes.
    world.record("competence-rita-2", RecordKind::Competence, "body", Some(("rita", Some(Function::Evaluate))), &[]);
    let (test, on) = (run("type-test@unit-1"), world.today);
    world.ok("olga", Role::CaseOfficer, CaseCommand::Reopen { run: test.clone(), on, why: "doubts".into() });
    world.ok("olga", Role::CaseOfficer, CaseCommand::Start { run: test.clone(), on });
    order(&mut world, &test, 2);
    report(&mut world, 2, Verdict::Pass);
    let relieve = CaseCommand::Relieve { person: person("rita"), function: Function::Review, why: "swapped".into() };
    world.ok("olga", Role::CaseOfficer, relieve);
    assert_eq!(world.no("olga", Role::CaseOfficer, assign("rita", Function::Evaluate)), ["impartiality"]);
    let refused = world.no("rita", Role::Auditor, accepting(&world.clone(), 2));
    assert_eq!(refused, ["unassigned", "impartiality"]);
}

#[test]
fn a_reviewer_who_evaluated_after_the_review_blocks_decision_and_issue() {
    let mut world = mark();
    walk(&mut world, Some("decide"));
    // On the visit nobody knows of the case, so there it is possible; in the case it is found out.
    let visit = world.streams.visits.keys().next().unwrap().clone();
    world.streams.visits.get_mut(&visit).unwrap().evaluators.insert(person("rita"));
    let command = decide(&world, &run("decide@unit-1"), true);
    assert_eq!(world.no("dan", Role::DecisionMaker, command), ["impartiality"]);
}

#[test]
fn two_roles_through_two_accounts_of_one_person_detected_by_person_id() {
    let mut world = mark();
    walk(&mut world, Some("review"));
    let command = review(&world, &run("review@unit-1"), true);
    let refused = world.no("erik/second-account", Role::Reviewer, command.clone());
    assert!(refused.contains(&"impartiality"), "{refused:?}");

    // The same person under two ids, which came out later.
    declare(&mut world, "erik-2");
    world.record("competence-erik-2", RecordKind::Competence, "body", Some(("erik-2", Some(Function::Review))), &[]);
    world.ok("olga", Role::CaseOfficer, assign("erik-2", Function::Review));
    world.record("one-person", RecordKind::Identity, "body", Some(("erik", None)), &["erik-2"]);
    assert_eq!(world.no("erik-2", Role::Reviewer, command), ["impartiality"]);
}

#[test]
fn appeal_handled_by_original_decision_maker_refused() {
    let mut world = mark();
    walk(&mut world, Some("decide"));
    let refuse = decide(&world, &run("decide@unit-1"), false);
    world.ok("dan", Role::DecisionMaker, refuse);
    let appeal = AppealId::new("appeal-1");
    let (kind, against) = (AppealKind::Appeal, Some(run("decide@unit-1")));
    let lodge =
        CaseCommand::LodgeAppeal { appeal: appeal.clone(), kind, against, reasons: vec!["wrong clause".into()] };
    world.ok("ann", Role::Applicant, lodge);
    world.ok("olga", Role::CaseOfficer, CaseCommand::AcknowledgeAppeal { appeal: appeal.clone() });
    let decide =
        CaseCommand::DecideAppeal { appeal, upheld: false, reasons: vec!["it was right".into()], documents: vec![] };
    world.record("competence-dan-2", RecordKind::Competence, "body", Some(("dan", Some(Function::HearAppeal))), &[]);
    for (name, role) in [("dan", Role::DecisionMaker), ("rita", Role::Reviewer), ("erik", Role::CaseOfficer)] {
        let refused = world.no(name, role, decide.clone());
        assert!(refused.contains(&"impartiality"), "{name}: {refused:?}");
    }
    assert_eq!(world.no("olga", Role::CaseOfficer, assign("dan", Function::HearAppeal)), ["impartiality"]);
    world.ok("hana", Role::CaseOfficer, decide);
}

#[test]
fn certificate_issued_while_nonconformity_open_refused() {
    let mut world = mark();
    walk(&mut world, Some("issue"));
    // Another visit to the same factory found something before the certificate was out.
    planned(&mut world, "visit-2");
    on_site(&mut world, "visit-2");
    let raised = VisitEvent::NonconformityRaised {
        nonconformity: NonconformityId::new("nc-9"),
        grade: Grade::Major,
        clause: "4.2".into(),
        text: "parts of another supplier".into(),
        due: world.today.add_days(30),
    };
    world.visit("erik", Role::Auditor, "visit-2", raised).unwrap();
    reported(&mut world, "visit-2");
    let (bound, visit) = (run("initial-inspection@factory-1"), VisitId::new("visit-2"));
    world.ok("olga", Role::CaseOfficer, CaseCommand::BindVisit { run: bound, visit });
    let command = issue(&world, &run("issue@unit-1"));
    assert_eq!(world.no("kim", Role::RegisterKeeper, command.clone()), ["nonconformity"]);
    close_all(&mut world);
    world.ok("kim", Role::RegisterKeeper, command);
}

#[test]
fn certificate_issued_while_fee_unpaid_refused() {
    let mut world = mark();
    walk(&mut world, Some("issue"));
    let (fee, step) = ("approval".to_owned(), "issue".to_owned());
    let charge =
        CaseCommand::Charge { fee: fee.clone(), step, amount: "3000".into(), currency: "CNY".into(), due: None };
    world.ok("olga", Role::CaseOfficer, charge);
    let command = issue(&world, &run("issue@unit-1"));
    assert_eq!(world.no("kim", Role::RegisterKeeper, command.clone()), ["unpaid"]);
    let on = world.today;
    world.ok("ann", Role::Applicant, CaseCommand::Pay { fee, on, document: None });
    world.ok("kim", Role::RegisterKeeper, command);
}

#[test]
fn certificate_issued_while_agreement_unsigned_refused() {
    let mut world = mark();
    walk(&mut world, Some("issue"));
    // A new version of the agreement is to be signed again.
    let revised = certmap_case::stored::RecordEvent::Revised {
        why: "new duties".into(),
        scope: vec![],
        from: day("2026-01-01"),
        until: None,
    };
    world.write("olga", Role::CaseOfficer, "agreement", revised).unwrap();
    let command = issue(&world, &run("issue@unit-1"));
    assert_eq!(world.no("kim", Role::RegisterKeeper, command.clone()), ["unsigned"]);
    world.sign("agreement");
    world.ok("kim", Role::RegisterKeeper, command);
}

#[test]
fn no_work_order_without_a_signed_agreement() {
    let mut world = World::new("cn-cqc").with_body();
    world.draft("agreement-2", RecordKind::CertificationAgreement, "holder", None, &[]);
    let opening = crate::world::opening("cn-cqc", route("cn-cqc", "cqc-certification", &["agree", "pay"]), &EVERYBODY);
    world.ok("ann", Role::Applicant, CaseCommand::Open(Box::new(opening)));
    let bind = |id: &str| CaseCommand::Bind { record: certmap_case::stored::RecordId::new(id) };
    world.ok("olga", Role::CaseOfficer, bind("agreement-2"));
    world.ok("olga", Role::CaseOfficer, bind("factory-record"));
    walk(&mut world, Some("type-test"));
    let (order, due) = (certmap_case::stored::OrderId::new("order-1"), world.today.add_days(20));
    let (laboratory, standards) = (crate::world::org("lab"), vec!["XX 4943:2022".to_owned()]);
    let command = CaseCommand::OrderTest { order, run: run("type-test@unit-1"), laboratory, standards, due };
    assert_eq!(world.no("olga", Role::CaseOfficer, command.clone()), ["unsigned"]);
    world.sign("agreement-2");
    world.ok("olga", Role::CaseOfficer, command);
}

#[test]
fn laboratory_not_approved_for_the_method_on_the_test_date_result_not_accepted() {
    let mut world = mark();
    walk(&mut world, Some("type-test"));
    order(&mut world, &run("type-test@unit-1"), 1);
    // Approved when ordered, ended before the last day of the test.
    let (tested, ended) = (world.today.add_days(4), world.today.add_days(3));
    let end = certmap_case::stored::RecordEvent::Ended { on: ended, why: "accreditation withdrawn".into() };
    world.write("adam", Role::Administrator, "lab-approval", end).unwrap();
    world.wait(6);
    let mut said = text(&world, "T-1", Verdict::Pass);
    (said.tested_from, said.tested_until) = (tested.add_days(-3), tested);
    let event =
        ReportEvent::Issued { report: ReportId::new("report-1"), laboratory: crate::world::org("lab"), text: said };
    world.report("lin", Role::Laboratory, "report-1", event).unwrap();
    assert_eq!(world.no("erik", Role::Auditor, accepting(&world.clone(), 1)), ["laboratory"]);
    // Being approved again today does not help a test of then.
    world.draft("lab-approval-2", RecordKind::LaboratoryApproval, "lab", None, &[]);
    let again = certmap_case::stored::RecordEvent::Revised {
        why: "approved again".into(),
        scope: vec![],
        from: world.today,
        until: None,
    };
    world.write("adam", Role::Administrator, "lab-approval-2", again).unwrap();
    world.sign("lab-approval-2");
    assert_eq!(world.no("erik", Role::Auditor, accepting(&world.clone(), 1)), ["laboratory"]);
}

#[test]
fn suspended_certificate_shown_as_valid_in_verification_must_fail() {
    let mut world = mark();
    walk(&mut world, None);
    let id = world.streams.certificates.keys().next().unwrap().clone();
    let before = world.today;
    assert!(world.streams.certificates[&id].confirm("M1@factory-1", before).is_ok());
    world.wait(10);
    let suspended = CertificateEvent::Suspended {
        from: world.today,
        until: world.today.add_days(90),
        reasons: vec!["follow-up missed".into()],
        notice_on: world.today,
        marks: "stop marking".into(),
    };
    let command = CertificateCommand(suspended);
    let refused = world.certificate("erik", Role::DecisionMaker, id.as_str(), command.clone()).unwrap_err();
    assert_eq!(names(&refused), ["impartiality"], "who evaluated does not decide on it");
    world.certificate("dan", Role::DecisionMaker, id.as_str(), command).unwrap();
    let certificate = &world.streams.certificates[&id];
    assert_eq!(certificate.confirm("M1@factory-1", world.today).unwrap_err().name, "not_valid");
    assert!(certificate.confirm("M1@factory-1", before).is_ok(), "on that day it was valid");
    assert!(certificate.is_overdue(world.today.add_days(90)));
}

#[test]
fn deleting_a_record_impossible() {
    // No event of any stream takes anything away.
    let words = StreamKind::ALL.iter().flat_map(|k| k.types()).map(|(word, _)| *word);
    for word in words {
        assert!(["delete", "remove", "erase", "drop", "purge"].iter().all(|bad| !word.contains(bad)), "{word}");
    }
}

#[test]
fn correcting_leaves_both_versions() {
    let mut world = mark();
    let first = world.paper("ann", Role::Applicant, Side::Holder, "application-form");
    let second = DocumentId::new("d-second");
    let mut file = note(&second, "application-form", Side::Holder);
    file.replaces = Some(first.clone());
    world.ok("ann", Role::Applicant, CaseCommand::AddFile(file.clone()));
    assert!(world.case.files.contains_key(&first) && !world.case.is_current(&first) && world.case.is_current(&second));
    assert_eq!(world.no("ann", Role::Applicant, CaseCommand::AddFile(file)), ["exists"]);

    walk(&mut world, Some("review"));
    let amended = ReportEvent::Amended {
        replaces: "T-1".into(),
        why: "wrong model on page 3".into(),
        text: text(&world, "T-1a", Verdict::Pass),
    };
    world.report("lin", Role::Laboratory, "report-1", amended.clone()).unwrap();
    let report = &world.streams.reports[&ReportId::new("report-1")];
    assert_eq!(report.texts.iter().map(|t| t.number.as_str()).collect::<Vec<_>>(), ["T-1", "T-1a"]);
    let refused = world.report("lin", Role::Laboratory, "report-1", amended).unwrap_err();
    assert_eq!(names(&refused), ["replaces", "exists"], "it names the version that counts");
    // What was accepted is no longer what the laboratory says: the case notices.
    let command = review(&world, &run("review@unit-1"), true);
    assert_eq!(world.no("rita", Role::Reviewer, command), ["report_changed"]);

    let (apply, now) = (run("apply@unit-1"), day("2027-01-05"));
    let was = world.case.runs[&apply].ended.unwrap();
    let correct = CaseCommand::CorrectDate { run: apply.clone(), now, why: "typed wrongly".into() };
    world.ok("ann", Role::Applicant, correct);
    let run = &world.case.runs[&apply];
    assert_eq!((run.ended, run.corrected[0].0), (Some(now), was));
    let kept = world.log.iter().filter(|l| {
        matches!(&l.event, certmap_case::stored::AnyEvent::Case(CaseEvent::RunFinished { run, .. }) if *run == apply)
    });
    assert_eq!(kept.count(), 1);
    assert_eq!(world.case.progress(&apply), Some(Progress::Finished));
}
