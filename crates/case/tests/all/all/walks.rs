//! Whole cases along the procedures of the packs of this repository.

use crate::driver::{CLIENT, EVERYBODY, all_done, bound, library, opened, perform, route, walk};
use crate::world::{World, day, opening, org};
use certmap_case::stored::{
    Applies, CaseId, CertificateEvent, CertificateId, CertificateState, CoverLine, Purpose, RecordKind, Role, Route,
    RunKey, Turn,
};
use certmap_case::{CaseCommand, CertificateCommand, Phase, Progress};
use certmap_pack::{Behaviour, Document, Party, Per, Step};

fn steps(world: &World, behaviour: Behaviour) -> Vec<String> {
    let all = world.case.route().unwrap().steps.iter();
    all.filter(|s| s.behaviour == behaviour && s.applies == Applies::Yes).map(|s| s.id.clone()).collect()
}

/// Every step of the route was walked, and the certificate stands.
fn attested(world: &World) {
    assert!(all_done(world));
    assert_eq!(world.case.phase(), Phase::Attested);
    for id in world.case.certificates.keys() {
        let certificate = world.streams.certificates.get(id).unwrap();
        assert_eq!(certificate.state(world.today), Some(CertificateState::Valid), "{id}");
    }
}

#[test]
fn every_procedure_of_every_pack_can_be_walked_with_a_body_that_works_here() {
    everywhere(&EVERYBODY);
}

#[test]
fn every_procedure_of_every_pack_can_be_walked_with_everybody_outside() {
    everywhere(&CLIENT);
}

fn everywhere(here: &[Party]) {
    let mut walked = 0;
    for pack in &library().packs {
        for procedure in pack.procedures.values() {
            let Some(scheme) = pack.schemes.first() else { continue };
            let route =
                Route::of(pack, scheme, &procedure.id, |_: &Step| Applies::Yes, |_: &Document| Applies::Yes).unwrap();
            let mut world = opened(&scheme.id, route, here);
            walk(&mut world, None);
            assert!(all_done(&world), "{}/{}: {:?}", pack.id, procedure.id, world.case.open_runs());
            walked += 1;
        }
    }
    assert!(walked >= 60, "{walked}");
}

#[test]
fn the_voluntary_mark_with_a_factory_abroad_and_every_wait() {
    let mut world = opened("cn-cqc", route("cn-cqc", "cqc-certification", &[]), &EVERYBODY);
    assert_eq!(world.case.phase(), Phase::Draft);
    walk(&mut world, Some("process-application"));
    assert_eq!((world.case.phase(), world.case.turn()), (Phase::Applied, Turn::Body));
    let waits = steps(&world, Behaviour::Wait);
    assert_eq!(
        waits,
        ["samples-through-customs", "schedule-inspection", "test-before-inspection", "invitation-and-visa"]
    );
    walk(&mut world, Some("review"));
    assert_eq!(world.case.phase(), Phase::InEvaluation);
    walk(&mut world, Some("issue"));
    assert_eq!(world.case.phase(), Phase::Granted);
    walk(&mut world, None);
    attested(&world);
    let certificate = world.streams.certificates.values().next().unwrap();
    assert_eq!(certificate.lines.keys().collect::<Vec<_>>(), ["M1@factory-1", "M2@factory-1"]);
    assert_eq!(certificate.evaluated_by.len(), 2, "{:?}", certificate.evaluated_by);

    // The yearly follow-up is the condition of the five years.
    for year in ["2028", "2029"] {
        let run = RunKey::new("follow-up", Some(year));
        world.wait(365);
        perform(&mut world, &run);
        assert_eq!(world.case.progress(&run), Some(Progress::Finished));
    }
}

#[test]
fn the_mandatory_mark_with_a_factory_abroad() {
    let without = ["draw-samples", "first-inspection-after-certificate"];
    let mut world = opened("cn-ccc", route("cn-ccc", "certification", &without), &EVERYBODY);
    let done = walk(&mut world, None);
    attested(&world);
    let order: Vec<&str> = done.iter().map(|r| r.step.as_str()).collect();
    let at = |step: &str| order.iter().position(|s| *s == step).unwrap();
    assert!(at("sample-exemption") < at("ship-samples") && at("samples-received") < at("type-test"));
    assert!(at("corrective-action") < at("review") && at("issue") < at("publish"));
    assert!(!order.contains(&"draw-samples"));
}

#[test]
fn a_quality_system_in_two_stages() {
    let mut world = opened("cn-ms-qms", route("cn-ms-qms", "quality-system", &[]), &EVERYBODY);
    let done = walk(&mut world, None);
    attested(&world);
    assert_eq!(steps(&world, Behaviour::Audit), ["stage-1", "stage-2"]);
    assert_eq!(world.streams.visits.len(), 2);
    let order: Vec<&str> = done.iter().map(|r| r.step.as_str()).collect();
    let at = |step: &str| order.iter().position(|s| *s == step).unwrap();
    assert!(at("stage-1") < at("gap") && at("gap") < at("stage-2") && at("stage-2") < at("corrective-action"));
    for year in ["2028", "2029"] {
        world.wait(365);
        perform(&mut world, &RunKey::new("surveillance", Some(year)));
    }
}

/// A valid certificate of somebody, from which a case may start.
fn with_certificate(mut world: World, id: &str, holder: &str) -> World {
    let event = CertificateEvent::Granted {
        certificate: CertificateId::new(id),
        case: CaseId::new("case-0"),
        scheme: world.scheme.clone(),
        number: format!("N-{id}"),
        holder: org(holder),
        lines: vec![CoverLine { id: "M1@factory-1".into(), model: "M1".into(), factory: Some("factory-1".into()) }],
        from: day("2025-01-01"),
        until: Some(day("2030-01-01")),
        elsewhere: false,
        evaluated_by: vec![],
    };
    world.certificate("kim", Role::RegisterKeeper, id, CertificateCommand(event)).unwrap();
    world
}

fn starting(scheme: &str, route: Route, purpose: Purpose, holder: &str) -> World {
    let mut world = with_certificate(World::new(scheme).with_body(), "first", holder);
    let mut opening = opening(scheme, route, &EVERYBODY);
    (opening.purpose, opening.concerns) = (purpose, Some(CertificateId::new("first")));
    opening.needs = opening.route.needs_of(&opening.subject, purpose);
    world.ok("ann", Role::Applicant, CaseCommand::Open(Box::new(opening)));
    crate::driver::staffed(&mut world);
    world
}

#[test]
fn a_derived_certificate_rests_on_the_first_one() {
    let route = route("cn-ccc", "odm-certification", &[]);
    let mut world = starting("cn-ccc", route, Purpose::Derived, "first-holder");
    walk(&mut world, Some("apply"));
    for kind in world.case.step("apply").unwrap().needs.clone() {
        world.paper("ann", Role::Applicant, certmap_case::stored::Side::Holder, &kind);
    }
    let (run, on) = (RunKey::parse("apply@unit-1"), world.today);
    let apply = CaseCommand::Finish { run, on, documents: vec![], records: vec![] };
    assert_eq!(world.no("ann", Role::Applicant, apply.clone()), ["no_record"]);
    bound(&mut world, "odm-agreement", RecordKind::OdmAgreement);
    walk(&mut world, Some("issue"));

    // While the first one is suspended, the derived one is not issued.
    let suspended = CertificateEvent::Suspended {
        from: world.today,
        until: world.today.add_days(90),
        reasons: vec!["follow-up missed".into()],
        notice_on: world.today,
        marks: "stop marking".into(),
    };
    world.certificate("dan", Role::DecisionMaker, "first", CertificateCommand(suspended)).unwrap();
    let command = crate::driver::issue(&world, &RunKey::parse("issue@unit-1"));
    assert_eq!(world.no("kim", Role::RegisterKeeper, command), ["basis"]);
    let restored = CertificateEvent::Restored { on: world.today, reasons: vec!["follow-up passed".into()] };
    world.certificate("dan", Role::DecisionMaker, "first", CertificateCommand(restored)).unwrap();
    walk(&mut world, None);
    attested(&world);
    let first = world.streams.certificates.get(&CertificateId::new("first")).unwrap();
    assert_eq!(first.state(world.today), Some(CertificateState::Valid));
}

#[test]
fn a_transfer_of_the_holder_needs_no_test_and_no_audit() {
    let whole = route("cn-cqc", "cqc-certification", &[]);
    let mut world = starting("cn-cqc", whole.for_change("notify"), Purpose::TransferOfHolder, "old-holder");
    let done = walk(&mut world, None);
    let order: Vec<&str> = done.iter().map(|r| r.step.as_str()).collect();
    let expected = "prepare-file translate apply process-application agree pay review decide issue publish mark";
    assert_eq!(order.join(" "), expected);
    attested(&world);
    let old = world.streams.certificates.get(&CertificateId::new("first")).unwrap();
    assert_eq!(old.state(world.today), Some(CertificateState::Superseded));
}

#[test]
fn a_move_of_the_factory_goes_all_the_way() {
    let whole = route("cn-ccc", "certification", &["draw-samples", "first-inspection-after-certificate"]);
    let (_, scheme) = library().scheme("cn-ccc").unwrap();
    let does = &scheme.changes.iter().find(|c| c.id == "new-factory").unwrap().does;
    let mut world = starting("cn-ccc", whole.for_change(does), Purpose::FactoryMove, "holder");
    walk(&mut world, None);
    attested(&world);
    assert_eq!((world.streams.reports.len(), world.streams.visits.len()), (1, 1));
}

#[test]
fn a_difference_test_leaves_the_audit_out() {
    let whole = route("cn-cqc", "cqc-certification", &[]);
    let mut world = starting("cn-cqc", whole.for_change("test_difference"), Purpose::Change, "holder");
    walk(&mut world, None);
    attested(&world);
    assert_eq!((world.streams.reports.len(), world.streams.visits.len()), (1, 0));
}

#[test]
fn an_outside_body_is_only_recorded() {
    let mut world = opened("cn-cqc", route("cn-cqc", "cqc-certification", &[]), &CLIENT);
    walk(&mut world, None);
    attested(&world);
    let certificate = world.streams.certificates.values().next().unwrap();
    assert!(certificate.elsewhere);
    assert!(world.case.did.keys().all(|p| p.as_str() == "ann" || p.as_str() == "olga"), "{:?}", world.case.did);
    // Every answer of theirs has evidence.
    for (run, asked) in &world.case.requests {
        assert!(asked.iter().all(|r| r.answered.is_some()));
        assert!(!world.case.runs.get(run).unwrap().documents.is_empty());
    }
}

#[test]
fn a_marketplace_reviews_what_the_seller_declares() {
    let mut world = opened("us-cpc", route("us-cpc", "cpc", &[]), &CLIENT);
    walk(&mut world, None);
    assert!(all_done(&world));
    assert_eq!(world.case.phase(), Phase::Attested);
    assert!(world.case.certificates.is_empty(), "a declaration is not a certificate");
}

#[test]
fn units_that_the_body_divides_go_on_from_what_was_done() {
    let mut world = opened(
        "cn-ccc",
        route("cn-ccc", "certification", &["draw-samples", "first-inspection-after-certificate"]),
        &EVERYBODY,
    );
    walk(&mut world, Some("check-completeness"));
    let unit = |id: &str, line: &str| certmap_case::stored::UnitOf {
        id: id.into(),
        lines: vec![line.into()],
        split_by: vec!["power".into()],
    };
    let units = vec![unit("unit-a", "M1"), unit("unit-b", "M2")];
    let divide = CaseCommand::Divide { units, samples_each: 3, why: "power above and below 1000 W".into() };
    world.ok("olga", Role::CaseOfficer, divide);
    assert_eq!(world.case.samples_each, Some(3));
    assert_eq!(world.case.progress(&RunKey::parse("apply@unit-b")), Some(Progress::Finished));
    walk(&mut world, None);
    attested(&world);
    assert_eq!(world.case.certificates.len(), 2);
    assert_eq!((world.streams.reports.len(), world.streams.visits.len()), (2, 1));
    let lines: Vec<String> = world.streams.certificates.values().flat_map(|c| c.lines.keys().cloned()).collect();
    assert_eq!(lines, ["M1@factory-1", "M2@factory-1"]);
}

#[test]
fn another_factory_is_another_application() {
    let mut opening = opening("cn-ccc", route("cn-ccc", "certification", &[]), &EVERYBODY);
    let mut second = opening.subject.factories[0].clone();
    second.id = "factory-2".into();
    opening.subject.factories.push(second);
    let mut world = World::new("cn-ccc");
    assert_eq!(world.no("ann", Role::Applicant, CaseCommand::Open(Box::new(opening))), ["factories"]);
}

#[test]
fn an_audit_may_run_beside_the_test_where_the_pack_says_so() {
    let mut world = opened("cn-cqc", route("cn-cqc", "cqc-certification", &[]), &EVERYBODY);
    walk(&mut world, Some("type-test"));
    let (run, on) = (RunKey::parse("test-before-inspection@unit-1"), world.today);
    assert!(!world.case.open_runs().contains(&run), "the safe order is the default");
    world.ok("olga", Role::CaseOfficer, CaseCommand::Start { run: run.clone(), on });
    assert_eq!(world.case.progress(&run), Some(Progress::Started));
    let step = world.case.step("test-before-inspection").unwrap();
    assert!(step.parallel_ok && step.per == Per::Unit);
    let review = crate::driver::review(&world, &RunKey::parse("review@unit-1"), true);
    assert!(world.no("rita", Role::Reviewer, review).contains(&"waits"));
}
