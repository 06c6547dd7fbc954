//! Interests, competence, assignments; application, review and decision as the standard asks.

use crate::driver::{EVERYBODY, accept, decide, opened, order, report, review, route, test, walk};
use crate::world::{World, day, org, person};
use certmap_case::stored::{CheckOutcome, Function, Interest, InterestKind, RecordKind, Role, RunKey, Verdict};
use certmap_case::{CaseCommand, Ending, Phase, Progress};

fn mark() -> World {
    opened("cn-cqc", route("cn-cqc", "cqc-certification", &[]), &EVERYBODY)
}

fn run(word: &str) -> RunKey {
    RunKey::parse(word)
}

fn assign(name: &str, function: Function) -> CaseCommand {
    CaseCommand::Assign { person: person(name), function }
}

#[test]
fn nobody_is_assigned_without_a_declaration_and_competence() {
    let mut world = mark();
    assert_eq!(world.no("olga", Role::CaseOfficer, assign("eva", Function::Evaluate)), ["undeclared"]);
    world.ok("eva", Role::Auditor, CaseCommand::DeclareInterest { interests: vec![] });
    assert_eq!(world.no("olga", Role::CaseOfficer, assign("eva", Function::Review)), ["competence"]);
    world.ok("olga", Role::CaseOfficer, assign("eva", Function::Evaluate));
}

#[test]
fn competence_is_for_a_scheme() {
    let mut world = mark();
    world.record("c", RecordKind::Competence, "body", Some(("ewa", Some(Function::Evaluate))), &["xx-other"]);
    world.ok("ewa", Role::Auditor, CaseCommand::DeclareInterest { interests: vec![] });
    assert_eq!(world.no("olga", Role::CaseOfficer, assign("ewa", Function::Evaluate)), ["competence"]);
}

#[test]
fn who_consulted_within_two_years_is_not_assigned() {
    let check = |until: Option<&str>, organisation: &str, expected: &[&str]| {
        let mut world = mark();
        let interest =
            Interest { kind: InterestKind::Consulted, organisation: org(organisation), until: until.map(day) };
        world.ok("eva", Role::Auditor, CaseCommand::DeclareInterest { interests: vec![interest] });
        let command = assign("eva", Function::Evaluate);
        match expected {
            [] => world.ok("olga", Role::CaseOfficer, command),
            names => assert_eq!(world.no("adam", Role::Administrator, command), names),
        }
    };
    check(None, "holder", &["interest"]);
    check(Some("2025-01-05"), "holder", &["interest"]);
    check(Some("2025-01-04"), "holder", &[]);
    check(Some("2026-12-01"), "maker", &["interest"]);
    check(Some("2026-12-01"), "somebody-else", &[]);
}

#[test]
fn who_applies_does_not_judge() {
    let mut world = mark();
    world.record("c", RecordKind::Competence, "body", Some(("ann", Some(Function::Review))), &[]);
    world.ok("ann", Role::Reviewer, CaseCommand::DeclareInterest { interests: vec![] });
    assert_eq!(world.no("olga", Role::CaseOfficer, assign("ann", Function::Review)), ["impartiality"]);
}

#[test]
fn one_person_may_review_and_decide() {
    let mut world = mark();
    world.record("c", RecordKind::Competence, "body", Some(("rita", Some(Function::Decide))), &[]);
    world.ok("olga", Role::CaseOfficer, assign("rita", Function::Decide));
    walk(&mut world, Some("decide"));
    let command = decide(&world, &run("decide@unit-1"), true);
    world.ok("rita", Role::DecisionMaker, command);
}

#[test]
fn no_decision_without_review_and_none_without_reasons() {
    let mut world = mark();
    walk(&mut world, Some("review"));
    let command = decide(&world, &run("decide@unit-1"), true);
    assert_eq!(world.no("dan", Role::DecisionMaker, command), ["unreviewed", "waits"]);
    let (review_run, on) = (run("review@unit-1"), world.today);
    let silent = CaseCommand::Review { run: review_run.clone(), on, grant: false, reasons: vec![" ".into()] };
    assert_eq!(world.no("rita", Role::Reviewer, silent), ["missing"]);
    let against = review(&world, &review_run, false);
    world.ok("rita", Role::Reviewer, against);
    let grant = decide(&world, &run("decide@unit-1"), true);
    assert_eq!(world.no("dan", Role::DecisionMaker, grant), ["against"]);
    let refuse = decide(&world, &run("decide@unit-1"), false);
    world.ok("dan", Role::DecisionMaker, refuse);
    assert_eq!(world.case.phase(), Phase::Refused);
    let command = crate::driver::issue(&world, &run("issue@unit-1"));
    assert_eq!(world.no("kim", Role::RegisterKeeper, command), ["refused"]);
}

#[test]
fn all_results_are_recorded_before_the_review() {
    let mut world = mark();
    walk(&mut world, Some("type-test"));
    let command = review(&world, &run("review@unit-1"), false);
    let refused = world.no("rita", Role::Reviewer, command);
    assert!(refused.contains(&"unrecorded"), "{refused:?}");
}

#[test]
fn the_reviewer_sends_back_and_everything_after_is_done_again() {
    let mut world = mark();
    walk(&mut world, Some("decide"));
    let (review_run, on) = (run("review@unit-1"), world.today);
    world.ok("olga", Role::CaseOfficer, CaseCommand::Reopen { run: run("type-test@unit-1"), on, why: "query".into() });
    assert_eq!(world.case.phase(), Phase::Returned);
    assert!(world.case.reviews.is_empty());
    test(&mut world, &run("type-test@unit-1"), Verdict::Pass);
    let steps = vec![run("initial-inspection@factory-1")];
    let back = CaseCommand::Return { run: review_run, on, steps, reasons: vec!["photographs are missing".into()] };
    world.ok("rita", Role::Reviewer, back);
    assert_eq!(world.case.progress(&run("initial-inspection@factory-1")), Some(Progress::Reopened));
    let command = review(&world, &run("review@unit-1"), true);
    let refused = world.no("rita", Role::Reviewer, command);
    assert_eq!(refused[0], "unrecorded", "{refused:?}");
}

#[test]
fn an_incomplete_application_comes_back_with_reasons_and_is_handed_in_again() {
    let mut world = mark();
    walk(&mut world, Some("process-application"));
    let check = |outcome, reasons: &[&str], world: &World| CaseCommand::CheckApplication {
        run: run("process-application@unit-1"),
        on: world.today,
        outcome,
        reasons: reasons.iter().map(|r| (*r).to_owned()).collect(),
    };
    let command = check(CheckOutcome::Incomplete, &[], &world);
    assert_eq!(world.no("olga", Role::CaseOfficer, command), ["missing"]);
    let command = check(CheckOutcome::Incomplete, &["the control plan is of another model"], &world);
    world.ok("olga", Role::CaseOfficer, command);
    assert_eq!(world.case.progress(&run("apply@unit-1")), Some(Progress::Reopened));
    assert_eq!(world.case.open_runs(), [run("apply@unit-1")]);
    walk(&mut world, Some("agree"));
    assert_eq!(world.case.phase(), Phase::Accepted);
}

#[test]
fn a_declined_application_ends_with_reasons() {
    let mut world = mark();
    walk(&mut world, Some("process-application"));
    let (on, outcome) = (world.today, CheckOutcome::Declined);
    let reasons = vec!["the product is outside our scope".to_owned()];
    let command = CaseCommand::CheckApplication { run: run("process-application@unit-1"), on, outcome, reasons };
    world.ok("olga", Role::CaseOfficer, command);
    assert_eq!(world.case.phase(), Phase::Declined);
    let start = CaseCommand::Start { run: run("agree@unit-1"), on };
    assert_eq!(world.no("olga", Role::CaseOfficer, start), ["ended"]);
}

#[test]
fn a_failed_test_is_tried_again_as_often_as_the_body_allows() {
    let mut opening = crate::world::opening("cn-cqc", route("cn-cqc", "cqc-certification", &[]), &EVERYBODY);
    opening.attempts_max = Some(2);
    let mut world = World::new("cn-cqc").with_body();
    world.ok("ann", Role::Applicant, CaseCommand::Open(Box::new(opening)));
    crate::driver::staffed(&mut world);
    walk(&mut world, Some("type-test"));
    let test_run = run("type-test@unit-1");
    test(&mut world, &test_run, Verdict::Fail);
    let failed = &world.case.runs[&test_run];
    assert_eq!((failed.progress, failed.failures[0].1[0].as_str()), (Progress::Failed, "XX 4943:2022: fail 5.2.1"));
    assert_eq!(world.case.turn(), certmap_case::stored::Turn::Body, "the next free day of an inspector is sought");
    let on = world.today;
    let again = CaseCommand::Reopen { run: test_run.clone(), on, why: "thicker insulation".into() };
    world.ok("olga", Role::CaseOfficer, again);
    assert_eq!(
        world.case.runs[&test_run].attempts, 2,
        "counted where it is opened again, whether or not anybody begins"
    );
    order(&mut world, &test_run, 2);
    report(&mut world, 2, Verdict::Fail);
    accept(&mut world, 2);
    assert_eq!(world.case.phase(), Phase::Reapply, "a second failure is final");
    assert_eq!(world.case.ended.as_ref().unwrap().0, Ending::Reapply);
}

#[test]
fn the_client_may_stop() {
    let mut world = mark();
    walk(&mut world, Some("type-test"));
    world.ok("ann", Role::Applicant, CaseCommand::Stop { reasons: vec!["the product is given up".into()] });
    assert_eq!(world.case.phase(), Phase::Stopped);
}

#[test]
fn a_disclosure_is_told_to_the_client_first() {
    let mut world = mark();
    let disclose = |told, law: Option<&str>| CaseCommand::Disclose {
        to: "the authority".into(),
        what: "the test report".into(),
        why: "asked by letter".into(),
        client_told_on: told,
        forbidden_by: law.map(str::to_owned),
    };
    assert_eq!(world.no("olga", Role::CaseOfficer, disclose(None, None)), ["untold"]);
    world.ok("olga", Role::CaseOfficer, disclose(Some(world.today), None));
    world.ok("olga", Role::CaseOfficer, disclose(None, Some("Art. 5")));
}

#[test]
fn strangers_and_their_papers_stay_out() {
    let mut world = mark();
    let mut by = crate::world::by("sven", Role::Applicant);
    by.organisation = org("other-client");
    let given = certmap_case::Given { at: world.now(), by, streams: &world.streams };
    let stop = CaseCommand::Stop { reasons: vec!["not mine to stop".into()] };
    let refused = world.case.decide(&given, stop).unwrap_err();
    assert_eq!(crate::world::names(&refused), ["stranger"]);
    world.record("foreign", RecordKind::CertificationAgreement, "other-client", None, &[]);
    let bind = CaseCommand::Bind { record: certmap_case::stored::RecordId::new("foreign") };
    assert_eq!(world.no("olga", Role::CaseOfficer, bind), ["foreign"]);
}

#[test]
fn a_report_about_other_models_and_of_another_laboratory_is_not_accepted() {
    let mut world = mark();
    walk(&mut world, Some("type-test"));
    order(&mut world, &run("type-test@unit-1"), 1);
    let mut text = crate::driver::text(&world, "T-1", Verdict::Pass);
    text.models = vec!["X9".into()];
    text.verdicts[0].standard = "XX 1".into();
    let (report, laboratory) = (certmap_case::stored::ReportId::new("report-1"), org("other-lab"));
    let issued = certmap_case::stored::ReportEvent::Issued { report, laboratory, text };
    world.report("lin", Role::Laboratory, "report-1", issued).unwrap();
    let command = crate::driver::accepting(&world, 1);
    assert_eq!(world.no("erik", Role::Auditor, command), ["other_laboratory", "missing", "models"]);
}
