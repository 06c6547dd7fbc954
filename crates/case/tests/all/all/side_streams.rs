//! Samples, visits, records and certificates by themselves.

use crate::driver::{on_site, pack, planned, prepared, reported};
use crate::world::{Done, World, day, names, org, person};
use certmap_case::stored::{
    CaseId, CertificateEvent, CertificateId, CertificateState, CheckFinding, CoverLine, DocumentId, Grade,
    NonconformityId, RecordEvent, Role, SamplesEvent, SamplesId, TeamMember, TeamRole, VisitEvent, VisitId,
};
use certmap_case::{CertificateCommand, Stage};

fn refused(done: Done) -> Vec<&'static str> {
    names(&done.expect_err("not refused"))
}

#[test]
fn a_consignment_goes_its_way_and_no_other() {
    // From a stage (row) an event (column) leads on, or is refused.
    const MAY: [(&str, &str); 7] = [
        ("packed", "sent"),
        ("sent", "held lost received refused"),
        ("held", "released lost received refused returned"),
        ("lost", ""),
        ("received", "refused returned"),
        ("refused", "returned"),
        ("returned", ""),
    ];
    let reach = [
        ("packed", vec![]),
        ("sent", vec!["sent"]),
        ("held", vec!["sent", "held"]),
        ("lost", vec!["sent", "lost"]),
        ("received", vec!["sent", "received"]),
        ("refused", vec!["sent", "refused"]),
        ("returned", vec!["sent", "received", "returned"]),
    ];
    for ((stage, may), (name, way)) in MAY.iter().zip(reach) {
        assert_eq!(*stage, name);
        for word in ["sent", "held", "released", "lost", "received", "refused", "returned"] {
            let mut world = World::new("xx-mark");
            prepared(&mut world, "set");
            pack(&mut world, "set", "box");
            for step in &way {
                go(&mut world, step).unwrap();
            }
            let done = go(&mut world, word);
            assert_eq!(done.is_ok(), may.split(' ').any(|m| m == word), "{stage} {word}: {done:?}");
        }
    }
}

fn go(world: &mut World, word: &str) -> Done {
    let (consignment, on, why) = ("box".to_owned(), world.today, "so it is".to_owned());
    let event = match word {
        "sent" => SamplesEvent::Sent { consignment, on, carrier: "carrier".into(), tracking: None },
        "held" => SamplesEvent::Held { consignment, on, why },
        "released" => SamplesEvent::Released { consignment, on },
        "lost" => SamplesEvent::Lost { consignment, on, why },
        "received" => SamplesEvent::Received { consignment, on, condition: "whole".into() },
        "refused" => SamplesEvent::Refused { consignment, on, reasons: vec![why] },
        _ => SamplesEvent::Returned { consignment, on },
    };
    let role = if matches!(word, "received" | "refused" | "returned") { Role::Laboratory } else { Role::Applicant };
    world.samples(if role == Role::Laboratory { "lin" } else { "ann" }, role, "set", event)
}

#[test]
fn a_sample_is_on_one_way_at_a_time() {
    let mut world = World::new("xx-mark");
    prepared(&mut world, "set");
    pack(&mut world, "set", "box");
    let again = |items: &[&str], name: &str| SamplesEvent::Packed {
        consignment: name.into(),
        items: items.iter().map(|i| (*i).to_owned()).collect(),
        packing_form: DocumentId::new("form"),
        papers: vec![],
        duty: None,
    };
    assert_eq!(refused(world.samples("ann", Role::Applicant, "set", again(&["s-1"], "box-2"))), ["packed_already"]);
    assert_eq!(refused(world.samples("ann", Role::Applicant, "set", again(&["s-9"], "box-2"))), ["unknown"]);
    assert_eq!(refused(world.samples("ann", Role::Applicant, "set", again(&[], "box"))), ["exists", "missing"]);
    for word in ["sent", "refused", "returned"] {
        go(&mut world, word).unwrap();
    }
    assert_eq!(world.streams.samples[&SamplesId::new("set")].consignments["box"].stage, Stage::Returned);
    world.samples("ann", Role::Applicant, "set", again(&["s-1", "s-2"], "box-2")).unwrap();
}

#[test]
fn nobody_travels_without_letter_and_visa() {
    let mut world = World::new("xx-mark");
    planned(&mut world, "visit");
    let on = world.today;
    let begin = || VisitEvent::Begun { on };
    assert_eq!(refused(world.visit("erik", Role::Auditor, "visit", begin())), ["invitation"]);
    let letter = VisitEvent::InvitationReceived { document: DocumentId::new("letter"), on };
    world.visit("ann", Role::Applicant, "visit", letter).unwrap();
    assert_eq!(refused(world.visit("erik", Role::Auditor, "visit", begin())), ["visa"]);
    let visa = |until| VisitEvent::VisaGranted { person: person("erik"), on, until };
    world.visit("erik", Role::Auditor, "visit", visa(on.add_days(1))).unwrap();
    assert_eq!(refused(world.visit("erik", Role::Auditor, "visit", begin())), ["visa"], "it ends before the visit");
    world.visit("erik", Role::Auditor, "visit", visa(on.add_days(2))).unwrap();
    assert_eq!(refused(world.visit("eva", Role::Auditor, "visit", begin())), ["team"]);
    world.visit("erik", Role::Auditor, "visit", begin()).unwrap();
    let late = VisitEvent::Postponed { from: on, until: on, why: "late".into() };
    assert_eq!(refused(world.visit("ann", Role::Applicant, "visit", late)), ["visit_state"]);
}

#[test]
fn a_team_has_one_leader() {
    let mut world = World::new("xx-mark");
    planned(&mut world, "visit");
    let member = |name: &str, role| TeamMember { person: person(name), role, travels: false };
    for team in [
        vec![],
        vec![member("eva", TeamRole::Auditor)],
        vec![member("eva", TeamRole::Leader), member("erik", TeamRole::Leader)],
    ] {
        let named = VisitEvent::TeamNamed { team };
        assert_eq!(refused(world.visit("olga", Role::CaseOfficer, "visit", named)), ["team"]);
    }
}

#[test]
fn an_answer_from_a_telephone_counts_once() {
    let mut world = World::new("xx-mark");
    planned(&mut world, "visit");
    on_site(&mut world, "visit");
    let visit = |w: &World| w.streams.visits[&VisitId::new("visit")].clone();
    let before = visit(&world);
    let checked = |finding, note: &str, answer: &str| VisitEvent::Checked {
        item: "q-1".into(),
        finding,
        note: note.into(),
        documents: vec![],
        answer: answer.into(),
    };
    world.visit("erik", Role::Auditor, "visit", checked(CheckFinding::Conforms, "", "phone-1")).unwrap();
    assert_eq!(visit(&world), before, "it was sent twice");
    let bare = checked(CheckFinding::Nonconforming, "", "phone-2");
    assert_eq!(refused(world.visit("erik", Role::Auditor, "visit", bare)), ["missing"]);
    world.visit("erik", Role::Auditor, "visit", checked(CheckFinding::Nonconforming, "worn", "phone-2")).unwrap();
    assert_eq!(visit(&world).answers["q-1"].len(), 2, "both answers stay");
}

#[test]
fn a_nonconformity_is_closed_by_an_auditor_on_evidence() {
    let mut world = World::new("xx-mark");
    planned(&mut world, "visit");
    on_site(&mut world, "visit");
    let nc = || NonconformityId::new("nc-1");
    let raise = |id: &str, grade| VisitEvent::NonconformityRaised {
        nonconformity: NonconformityId::new(id),
        grade,
        clause: "7.1.5".into(),
        text: "no calibration".into(),
        due: day("2027-01-20"),
    };
    world.visit("erik", Role::Auditor, "visit", raise("nc-1", Grade::Major)).unwrap();
    world.visit("erik", Role::Auditor, "visit", raise("nc-2", Grade::Observation)).unwrap();
    reported(&mut world, "visit");
    assert_eq!(refused(world.visit("erik", Role::Auditor, "visit", raise("nc-3", Grade::Minor))), ["visit_state"]);
    let on = world.today;
    let accept = || VisitEvent::CorrectionAccepted { nonconformity: nc(), on };
    assert_eq!(refused(world.visit("erik", Role::Auditor, "visit", accept())), ["no_correction"]);
    let offer = |documents| VisitEvent::CorrectionOffered {
        nonconformity: nc(),
        on,
        cause: "forgotten".into(),
        action: "calibrated".into(),
        documents,
    };
    assert_eq!(refused(world.visit("ann", Role::Applicant, "visit", offer(vec![]))), ["missing"]);
    world.visit("ann", Role::Applicant, "visit", offer(vec![DocumentId::new("d")])).unwrap();
    assert_eq!(refused(world.visit("ann", Role::Applicant, "visit", accept())), ["role"]);
    let visit = &world.streams.visits[&VisitId::new("visit")];
    assert_eq!((visit.open().count(), visit.overdue(day("2027-01-21")).count()), (1, 1), "an observation harms nobody");
    world.visit("erik", Role::Auditor, "visit", accept()).unwrap();
    assert_eq!(world.streams.visits[&VisitId::new("visit")].open().count(), 0);
}

#[test]
fn a_revised_record_is_signed_again() {
    let mut world = World::new("xx-mark").with_body();
    let revised = RecordEvent::Revised { why: "new".into(), scope: vec![], from: day("2027-01-01"), until: None };
    world.write("olga", Role::CaseOfficer, "agreement", revised.clone()).unwrap();
    let id = certmap_case::stored::RecordId::new("agreement");
    assert!(!world.streams.records[&id].is_signed());
    assert_eq!(world.streams.records[&id].edition, 2);
    let end = RecordEvent::Ended { on: world.today, why: "notice".into() };
    world.write("ann", Role::Applicant, "agreement", end).unwrap();
    assert_eq!(refused(world.write("olga", Role::CaseOfficer, "agreement", revised)), ["ended"]);
    let end = RecordEvent::Ended { on: world.today, why: "notice".into() };
    assert_eq!(refused(world.write("ann", Role::Applicant, "lab-approval", end)), ["role"]);
}

fn granted(elsewhere: bool) -> World {
    let mut world = World::new("xx-mark");
    let line = |m: &str| CoverLine { id: m.into(), model: m.into(), factory: None };
    let event = CertificateEvent::Granted {
        certificate: CertificateId::new("c"),
        case: CaseId::new("case-1"),
        scheme: "xx-mark".into(),
        number: "N-1".into(),
        holder: org("holder"),
        lines: vec![line("M1"), line("M2")],
        from: day("2027-01-01"),
        until: Some(day("2032-01-01")),
        elsewhere,
        evaluated_by: vec![person("erik")],
    };
    world.certificate("kim", Role::RegisterKeeper, "c", CertificateCommand(event)).unwrap();
    world
}

fn certificate(world: &World) -> &certmap_case::Certificate {
    &world.streams.certificates[&CertificateId::new("c")]
}

#[test]
fn a_certificate_lives_by_its_rules() {
    let mut world = granted(false);
    let (on, why) = (day("2027-06-01"), || vec!["follow-up missed".to_owned()]);
    let suspend = |until| CertificateEvent::Suspended {
        from: on,
        until,
        reasons: why(),
        notice_on: on,
        marks: "stop marking".into(),
    };
    let run = |w: &mut World, who: &str, role, e| w.certificate(who, role, "c", CertificateCommand(e));
    assert_eq!(refused(run(&mut world, "dan", Role::DecisionMaker, suspend(on))), ["endless"]);
    assert_eq!(refused(run(&mut world, "kim", Role::RegisterKeeper, suspend(on.add_days(90)))), ["role"]);
    run(&mut world, "dan", Role::DecisionMaker, suspend(on.add_days(90))).unwrap();
    let restore = |reasons| CertificateEvent::Restored { on: on.add_days(30), reasons };
    assert_eq!(refused(run(&mut world, "erik", Role::DecisionMaker, restore(why()))), ["impartiality"]);
    assert_eq!(refused(run(&mut world, "dan", Role::DecisionMaker, restore(vec![]))), ["missing"]);
    run(&mut world, "dan", Role::DecisionMaker, restore(why())).unwrap();
    let state = |w: &World, d: &str| certificate(w).state(day(d)).map(CertificateState::word);
    assert_eq!(state(&world, "2026-12-31"), None);
    assert_eq!(state(&world, "2027-06-02"), Some("suspended"));
    assert_eq!(state(&world, "2027-07-01"), Some("valid"));
    assert_eq!(state(&world, "2032-01-01"), Some("expired"), "without anybody's doing, and not withdrawn");

    let reduce = CertificateEvent::Reduced { on: day("2028-01-01"), lines: vec!["M2".into()], reasons: why() };
    run(&mut world, "dan", Role::DecisionMaker, reduce).unwrap();
    let confirm = |w: &World, line: &str, d: &str| certificate(w).confirm(line, day(d)).is_ok();
    assert!(confirm(&world, "M1", "2028-01-01") && confirm(&world, "M2", "2027-12-31"));
    assert!(!confirm(&world, "M2", "2028-01-01") && !confirm(&world, "M9", "2028-01-01"));

    let correct = |replaces: &str, number: &str| CertificateEvent::Corrected {
        replaces: replaces.into(),
        number: number.into(),
        lines: vec![],
        why: "misprint".into(),
    };
    assert_eq!(refused(run(&mut world, "kim", Role::RegisterKeeper, correct("N-0", "N-2"))), ["replaces"]);
    run(&mut world, "kim", Role::RegisterKeeper, correct("N-1", "N-1a")).unwrap();
    assert_eq!(certificate(&world).versions.len(), 2);

    let over = |on| CertificateEvent::Expired { on };
    assert_eq!(refused(run(&mut world, "kim", Role::RegisterKeeper, over(day("2031-01-01")))), ["term"]);
    run(&mut world, "kim", Role::RegisterKeeper, over(day("2032-01-01"))).unwrap();
    let back = CertificateEvent::Restored { on: day("2032-02-01"), reasons: why() };
    assert_eq!(refused(run(&mut world, "dan", Role::DecisionMaker, back)), ["certificate_state"]);
}

#[test]
fn the_client_ends_it_and_the_body_withdraws_it() {
    let (on, reasons) = (day("2027-06-01"), vec!["no longer made".to_owned()]);
    let ended = CertificateEvent::Terminated { on, reasons: reasons.clone(), marks: "stop marking".into() };
    let mut world = granted(false);
    world.certificate("ann", Role::Applicant, "c", CertificateCommand(ended)).unwrap();
    assert_eq!(certificate(&world).state(on), Some(CertificateState::Terminated));
    let withdrawn = CertificateEvent::Withdrawn { on, reasons, notice_on: on, marks: "take it off stock".into() };
    let again = world.certificate("dan", Role::DecisionMaker, "c", CertificateCommand(withdrawn.clone()));
    assert_eq!(refused(again), ["certificate_state"]);
    let mut world = granted(false);
    let other = world.certificate("ann", Role::Applicant, "c", CertificateCommand(withdrawn.clone()));
    assert_eq!(refused(other), ["role"]);
    world.certificate("dan", Role::DecisionMaker, "c", CertificateCommand(withdrawn)).unwrap();
    assert_eq!(certificate(&world).state(on), Some(CertificateState::Withdrawn));
}
