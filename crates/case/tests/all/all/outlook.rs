//! What is late, whose turn it is, and what moved against the plan.

use crate::driver::{CLIENT, EVERYBODY, opened, order, perform, planned, route, test, walk};
use crate::world::{World, day};
use certmap_case::stored::{
    Applies, DocumentId, OutsideOutcome, QuestionId, RecordId, RecordKind, Role, RunKey, SamplesEvent, SamplesId, Side,
    Turn, Verdict, VisitEvent, VisitId,
};
use certmap_case::{AMBER_DAYS, CaseCommand, Light, Planned, Progress, Standing};

fn run(word: &str) -> RunKey {
    RunKey::parse(word)
}

fn mark(here: &[certmap_pack::Party]) -> World {
    opened("cn-cqc", route("cn-cqc", "cqc-certification", &[]), here)
}

fn told(world: &World) -> Vec<(Light, String)> {
    let all = world.case.warnings(&world.streams, world.today).into_iter();
    all.map(|w| (w.light, w.what.en)).collect()
}

#[test]
fn the_clock_stands_still_while_the_other_side_owes_an_answer() {
    let mut world = mark(&EVERYBODY);
    walk(&mut world, Some("process-application"));
    assert_eq!(world.case.turn(), Turn::Body);
    let start = world.now();
    let body = |w: &World| w.case.clock.seconds(Turn::Body, w.now()) / 86_400;
    let before = body(&world);
    world.wait(2);
    let question = QuestionId::new("q-1");
    let ask = CaseCommand::Ask {
        question: question.clone(),
        to: Turn::Applicant,
        run: Some(run("process-application@unit-1")),
        text: "which plug?".into(),
        due: Some(world.today.add_days(5)),
    };
    assert_eq!(world.no("ann", Role::Applicant, ask.clone()), ["role"], "nobody asks the own side");
    world.ok("olga", Role::CaseOfficer, ask);
    assert_eq!(world.case.turn(), Turn::Applicant);
    world.wait(10);
    assert_eq!(told(&world)[0], (Light::Red, "an answer is due: which plug?".into()));
    assert_eq!(body(&world) - before, 2);
    world.ok("ann", Role::Applicant, CaseCommand::Answer { question, text: "type I".into(), documents: vec![] });
    assert_eq!(world.case.turn(), Turn::Body);
    world.wait(1);
    assert_eq!(body(&world) - before, 3);
    assert_eq!(world.now().seconds_since(start) / 86_400, 13);
}

#[test]
fn a_question_stops_its_step_only() {
    let mut world = mark(&EVERYBODY);
    walk(&mut world, Some("type-test"));
    let ask = |run_of: Option<RunKey>| CaseCommand::Ask {
        question: QuestionId::new(if run_of.is_some() { "q-1" } else { "q-2" }),
        to: Turn::Applicant,
        run: run_of,
        text: "which plug?".into(),
        due: None,
    };
    world.ok("olga", Role::CaseOfficer, ask(Some(run("type-test@unit-1"))));
    assert_eq!(world.case.turn(), Turn::Body, "the date of the inspection can be sought meanwhile");
    let (on, run) = (world.today, run("schedule-inspection@factory-1"));
    world.ok("olga", Role::CaseOfficer, CaseCommand::Start { run: run.clone(), on });
    world.ok("olga", Role::CaseOfficer, ask(None));
    assert_eq!(world.case.turn(), Turn::Applicant, "a question about the whole case stops it all");
    let finish = CaseCommand::Finish { run, on, documents: vec![], records: vec![] };
    assert_eq!(world.no("olga", Role::CaseOfficer, finish), ["question"]);
}

#[test]
fn a_record_is_amber_before_it_lapses_and_blocks_after() {
    let mut world = World::new("cn-cqc").with_body();
    let mut opening = crate::world::opening("cn-cqc", route("cn-cqc", "cqc-certification", &[]), &CLIENT);
    opening.subject.agent = Some(crate::world::org("consultant"));
    opening.needs = opening.route.needs_of(&opening.subject, opening.purpose);
    world.ok("ann", Role::Applicant, CaseCommand::Open(Box::new(opening)));
    let poa = certmap_case::stored::RecordEvent::Drafted {
        record: RecordId::new("poa"),
        kind: RecordKind::PowerOfAttorney,
        organisation: crate::world::org("holder"),
        other: Some(crate::world::org("consultant")),
        person: None,
        scope: vec![],
        function: None,
        duties: vec![],
        from: day("2026-01-01"),
        until: Some(day("2027-03-01")),
    };
    world.write("ann", Role::Applicant, "poa", poa).unwrap();
    world.ok("ann", Role::Applicant, CaseCommand::Bind { record: RecordId::new("poa") });
    assert_eq!(told(&world), [(Light::Red, "the power of attorney is not signed".into())]);
    world.sign("poa");
    assert_eq!(told(&world), [(Light::Amber, "the power of attorney lapses in 56 days".into())]);
    let record = &world.streams.records[&RecordId::new("poa")];
    assert_eq!(record.standing(day("2027-03-01").add_days(-AMBER_DAYS - 1)), Standing::Good);
    assert_eq!(record.standing(day("2027-03-01")), Standing::Lapsed);

    walk(&mut world, Some("apply"));
    for kind in world.case.step("apply").unwrap().needs.clone() {
        world.paper("ann", Role::Applicant, Side::Holder, &kind);
    }
    world.today = day("2027-03-01");
    let apply = CaseCommand::Finish { run: run("apply@unit-1"), on: world.today, documents: vec![], records: vec![] };
    assert_eq!(world.no("ann", Role::Applicant, apply.clone()), ["lapsed"]);
    world.today = day("2027-02-28");
    let CaseCommand::Finish { run, .. } = apply else { unreachable!() };
    world.ok("ann", Role::Applicant, CaseCommand::Finish { run, on: world.today, documents: vec![], records: vec![] });
}

#[test]
fn an_outside_body_is_late_and_fails_with_evidence() {
    let mut world = mark(&CLIENT);
    walk(&mut world, Some("process-application"));
    let (on, run) = (world.today, run("process-application@unit-1"));
    let (whom, request) = ("the body".to_owned(), "process our application".to_owned());
    let ask =
        CaseCommand::AskOutside { run: run.clone(), on, whom, request, due: Some(on.add_days(7)), documents: vec![] };
    world.ok("ann", Role::Applicant, ask);
    assert_eq!((world.case.turn(), world.case.progress(&run)), (Turn::Body, Some(Progress::Started)));
    world.wait(8);
    assert_eq!(told(&world), [(Light::Red, "the body owes an answer: process our application".into())]);
    let answer = |outcome, reasons: &[&str], documents: Vec<DocumentId>, on| CaseCommand::RecordAnswer {
        run: run.clone(),
        on,
        outcome,
        reasons: reasons.iter().map(|r| (*r).to_owned()).collect(),
        documents,
        certificate: None,
    };
    let on = world.today;
    let bare = answer(OutsideOutcome::Done, &[], vec![], on);
    assert_eq!(world.no("ann", Role::Applicant, bare), ["evidence"]);
    let letter = world.paper("ann", Role::Applicant, Side::Holder, "letter");
    let silent = answer(OutsideOutcome::Refused, &[], vec![letter.clone()], on);
    assert_eq!(world.no("ann", Role::Applicant, silent), ["missing"]);
    world.ok("ann", Role::Applicant, answer(OutsideOutcome::Refused, &["outside our scope"], vec![letter], on));
    assert_eq!(world.case.phase(), certmap_case::Phase::Reapply);
    assert!(told(&world).is_empty());
}

#[test]
fn the_plan_is_told_what_moved_and_why() {
    let mut world = mark(&EVERYBODY);
    walk(&mut world, Some("ship-samples"));
    let ship = run("ship-samples@unit-1");
    let plan = |word: &str, finish| Planned { run: run(word), finish };
    let promised = [
        plan("ship-samples@unit-1", world.today.add_days(5)),
        plan("type-test@unit-1", world.today.add_days(30)),
        plan("initial-inspection@factory-1", world.today.add_days(40)),
    ];
    lost_and_sent_again(&mut world, &ship);
    walk(&mut world, Some("type-test"));
    let test_run = run("type-test@unit-1");
    test(&mut world, &test_run, Verdict::Fail);
    let on = world.today;
    world.ok("olga", Role::CaseOfficer, CaseCommand::Reopen { run: test_run.clone(), on, why: "new samples".into() });
    world.wait(30);
    world.ok("olga", Role::CaseOfficer, CaseCommand::Start { run: test_run.clone(), on: world.today });
    test(&mut world, &test_run, Verdict::Pass);
    planned(&mut world, "visit-1");
    let (from, until) = (world.today.add_days(20), world.today.add_days(22));
    let postponed = VisitEvent::Postponed { from, until, why: "the line stands still".into() };
    world.visit("ann", Role::Applicant, "visit-1", postponed).unwrap();
    let bind = CaseCommand::BindVisit { run: run("initial-inspection@factory-1"), visit: VisitId::new("visit-1") };
    world.ok("olga", Role::CaseOfficer, bind);
    walk(&mut world, Some("initial-inspection"));
    perform(&mut world, &run("initial-inspection@factory-1"));

    let moved = world.case.moved(&promised, &world.streams, world.today);
    let told: Vec<(String, i64, Vec<String>)> =
        moved.iter().map(|m| (m.run.to_string(), m.days, m.why.iter().map(|w| w.en.clone()).collect())).collect();
    assert_eq!(told[0].0, "ship-samples@unit-1");
    assert_eq!(told[0].1, 7);
    assert_eq!(
        told[0].2,
        ["the consignment `box-1` was held on 2027-01-13", "the consignment `box-1` was lost on 2027-01-15"]
    );
    assert_eq!(told[1].0, "type-test@unit-1");
    assert_eq!(told[1].2, ["failed on 2027-01-24: XX 4943:2022: fail 5.2.1"]);
    let last = told.last().unwrap();
    assert!(last.2[0].ends_with("was postponed: the line stands still"), "{last:?}");
    assert!(moved.iter().all(|m| m.why.iter().all(|w| !w.zh.is_empty())));
    let actual = world.case.actuals();
    assert!(actual.iter().any(|a| a.run == ship && a.finished == moved[0].actual));
}

fn lost_and_sent_again(world: &mut World, ship: &RunKey) {
    let id = format!("set-{ship}");
    crate::driver::prepared(world, &id);
    world.ok(
        "ann",
        Role::Applicant,
        CaseCommand::BindSamples { run: ship.clone(), samples: SamplesId::new(id.as_str()) },
    );
    crate::driver::pack(world, &id, "box-1");
    let (consignment, carrier) = ("box-1".to_owned(), "carrier".to_owned());
    let send = |c: &str, on| SamplesEvent::Sent { consignment: c.into(), on, carrier: carrier.clone(), tracking: None };
    world.samples("ann", Role::Applicant, &id, send("box-1", world.today)).unwrap();
    world.wait(2);
    let held = SamplesEvent::Held { consignment: consignment.clone(), on: world.today, why: "invoice".into() };
    world.samples("ann", Role::Applicant, &id, held).unwrap();
    world.wait(2);
    let lost = SamplesEvent::Lost { consignment, on: world.today, why: "cannot be found".into() };
    world.samples("ann", Role::Applicant, &id, lost).unwrap();
    let finish = CaseCommand::Finish { run: ship.clone(), on: world.today, documents: vec![], records: vec![] };
    assert_eq!(world.no("ann", Role::Applicant, finish), ["samples"]);
    crate::driver::pack(world, &id, "box-2");
    world.samples("ann", Role::Applicant, &id, send("box-2", world.today)).unwrap();
    world.wait(8);
    let received = SamplesEvent::Received { consignment: "box-2".into(), on: world.today, condition: "whole".into() };
    world.samples("lin", Role::Laboratory, &id, received).unwrap();
    let finish = CaseCommand::Finish { run: ship.clone(), on: world.today, documents: vec![], records: vec![] };
    world.ok("ann", Role::Applicant, finish);
}

#[test]
fn what_stands_in_the_way_can_be_asked_beforehand() {
    let mut world = mark(&EVERYBODY);
    walk(&mut world, Some("type-test"));
    order(&mut world, &run("type-test@unit-1"), 1);
    let given = certmap_case::Given {
        at: world.now(),
        by: crate::world::by("olga", Role::CaseOfficer),
        streams: &world.streams,
    };
    assert!(world.case.blockers(&given, &run("type-test@unit-1")).is_empty());
    let names = crate::world::names(&world.case.blockers(&given, &run("issue@unit-1")));
    assert_eq!(names, ["waits"]);
    let other = world.case.blockers(&given, &run("type-tset@unit-1")); // misspelt on purpose
    assert_eq!(other[0].help.en, "did you mean `type-test`?");
}

#[test]
fn a_step_that_hangs_on_a_missing_fact_waits_for_it() {
    let mut route = route("cn-cqc", "cqc-certification", &[]);
    for step in route.steps.iter_mut().filter(|s| s.id == "translate") {
        step.applies = Applies::Open;
    }
    let mut world = opened("cn-cqc", route, &EVERYBODY);
    walk(&mut world, Some("translate"));
    let on = world.today;
    let start = CaseCommand::Start { run: run("translate@unit-1"), on };
    assert_eq!(world.no("ann", Role::Applicant, start), ["open"]);
    let settle = CaseCommand::Settle { step: "translate".into(), applies: false, why: "all in Chinese".into() };
    world.ok("olga", Role::CaseOfficer, settle.clone());
    assert_eq!(world.case.open_runs(), [run("apply@unit-1")]);
    assert_eq!(world.no("olga", Role::CaseOfficer, settle), ["settled"]);
}
