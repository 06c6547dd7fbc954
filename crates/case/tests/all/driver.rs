//! Walks a case along its route, whatever the route is: one generic workflow, driven by the steps alone.

use crate::world::{World, opening, org, person, subject};
use certmap_case::stored::{
    Applies, CertificateId, CheckFinding, CheckItem, CheckOutcome, DocumentId, Function, Grade, NonconformityId,
    OrderId, OutsideCertificate, OutsideOutcome, RecordId, RecordKind, ReportEvent, ReportId, ReportText, Role, Route,
    RouteStep, RunKey, SampleForm, SampleItem, SamplesEvent, SamplesId, Side, StandardVerdict, TeamMember, TeamRole,
    Verdict, VisitEvent, VisitId, VisitKind,
};
use certmap_case::{Applicable, CaseCommand, Progress};
use certmap_pack::{Behaviour, Document, Library, Party, Step};
use certmap_testkit::Texts;
use std::sync::OnceLock;

/// The packs of the repository.
pub(crate) fn library() -> &'static Library {
    static LIBRARY: OnceLock<Library> = OnceLock::new();
    LIBRARY.get_or_init(|| Texts::repository().library())
}

pub(crate) const EVERYBODY: [Party; 5] =
    [Party::Applicant, Party::Factory, Party::Body, Party::Auditor, Party::Laboratory];
pub(crate) const CLIENT: [Party; 2] = [Party::Applicant, Party::Factory];

/// The route of a procedure in the repository, without some steps.
pub(crate) fn route(scheme: &str, procedure: &str, without: &[&str]) -> Route {
    let (pack, scheme) = library().scheme(scheme).unwrap();
    let applies = |s: &Step| if without.contains(&s.id.as_str()) { Applies::No } else { Applies::Yes };
    Route::of(pack, scheme, procedure, applies, |_: &Document| Applies::Yes).unwrap()
}

/// An open case, with the people of the body assigned where the body works here.
pub(crate) fn opened(scheme: &str, route: Route, here: &[Party]) -> World {
    let mut world = World::new(scheme).with_body();
    world.ok("ann", Role::Applicant, CaseCommand::Open(Box::new(opening(scheme, route, here))));
    staffed(&mut world);
    world
}

pub(crate) fn staffed(world: &mut World) {
    for record in ["agreement", "factory-record"] {
        world.ok("olga", Role::CaseOfficer, CaseCommand::Bind { record: RecordId::new(record) });
    }
    if !world.case.is_here(Party::Body) {
        return;
    }
    for (name, role, function) in [
        ("erik", Role::Auditor, Function::Evaluate),
        ("rita", Role::Reviewer, Function::Review),
        ("dan", Role::DecisionMaker, Function::Decide),
        ("hana", Role::CaseOfficer, Function::HearAppeal),
    ] {
        world.ok(name, role, CaseCommand::DeclareInterest { interests: vec![] });
        world.ok("olga", Role::CaseOfficer, CaseCommand::Assign { person: person(name), function });
    }
}

/// Walks on until nothing is open any more, or `stop` is the next step.
pub(crate) fn walk(world: &mut World, stop: Option<&str>) -> Vec<RunKey> {
    let mut done = Vec::new();
    for _ in 0..300 {
        let Some(run) = world.case.open_runs().into_iter().next() else { return done };
        if stop == Some(run.step.as_str()) {
            return done;
        }
        perform(world, &run);
        assert_eq!(world.case.applicable(&run), Applicable::Done, "{run}");
        done.push(run);
        world.wait(1);
    }
    panic!("the walk does not end: {done:?}");
}

/// Does one step as the behaviour asks.
pub(crate) fn perform(world: &mut World, run: &RunKey) {
    let step = world.case.step(&run.step).unwrap().clone();
    for kind in step.needs.iter().filter(|k| !world.case.has_result(k)).cloned().collect::<Vec<_>>() {
        world.paper("ann", Role::Applicant, Side::Holder, &kind);
    }
    let here = world.case.is_here(step.by);
    let body = world.case.is_here(Party::Body);
    let own = here && matches!(step.by, Party::Applicant | Party::Factory);
    match step.behaviour {
        Behaviour::Agree if own => agree(world, run, &step),
        Behaviour::Correct if own => correct(world, run, &step),
        Behaviour::ShipSamples if own => ship(world, run),
        _ if own => finish(world, run, &step),
        Behaviour::Test if here || body => test(world, run, Verdict::Pass),
        Behaviour::ShipSamples => ship(world, run),
        _ if !here => outside(world, run, &step),
        Behaviour::CheckDocuments if step.by == Party::Body => {
            yields(world, &step);
            let (outcome, on) = (CheckOutcome::Accepted, world.today);
            let run = run.clone();
            world.ok("olga", Role::CaseOfficer, CaseCommand::CheckApplication { run, on, outcome, reasons: vec![] });
        }
        Behaviour::Agree => agree(world, run, &step),
        Behaviour::Audit => {
            yields(world, &step);
            audit(world, run);
        }
        Behaviour::Correct => correct(world, run, &step),
        Behaviour::Review => {
            let command = review(world, run, true);
            world.ok("rita", Role::Reviewer, command);
        }
        Behaviour::Decide => {
            if !has(world, Behaviour::Review) {
                let command = review(world, run, true);
                world.ok("rita", Role::Reviewer, command);
            }
            let command = decide(world, run, true);
            world.ok("dan", Role::DecisionMaker, command);
        }
        Behaviour::Issue => {
            // A route without steps for them: reviewed and decided with the step that issues.
            if !has(world, Behaviour::Review) && !has(world, Behaviour::Decide) {
                let command = review(world, run, true);
                world.ok("rita", Role::Reviewer, command);
            }
            if !has(world, Behaviour::Decide) {
                let command = decide(world, run, true);
                world.ok("dan", Role::DecisionMaker, command);
            }
            yields(world, &step);
            let command = issue(world, run);
            world.ok("kim", Role::RegisterKeeper, command);
        }
        _ => finish(world, run, &step),
    }
}

/// Whether the body has a step for it here.
fn has(world: &World, behaviour: Behaviour) -> bool {
    world.case.route().unwrap().steps.iter().any(|s| s.behaviour == behaviour && s.by == Party::Body)
}

pub(crate) fn review(world: &World, run: &RunKey, grant: bool) -> CaseCommand {
    CaseCommand::Review { run: run.clone(), on: world.today, grant, reasons: vec!["looked at everything".into()] }
}

pub(crate) fn decide(world: &World, run: &RunKey, grant: bool) -> CaseCommand {
    CaseCommand::Decide { run: run.clone(), on: world.today, grant, reasons: vec!["as reviewed".into()] }
}

pub(crate) fn issue(world: &World, run: &RunKey) -> CaseCommand {
    let id = format!("certificate-{run}");
    CaseCommand::Issue {
        run: run.clone(),
        on: world.today,
        certificate: CertificateId::new(id.as_str()),
        number: format!("N-{id}"),
        until: Some(world.today.add_months(60)),
        replaces: world.case.opened.as_ref().and_then(|o| o.concerns.clone()).filter(|_| world.replaces()),
    }
}

impl World {
    /// Everything but a derived certificate takes the place of the one that it starts from.
    fn replaces(&self) -> bool {
        self.case.opened.as_ref().is_some_and(|o| o.purpose != certmap_case::stored::Purpose::Derived)
    }
}

/// The papers that a step makes.
fn yields(world: &mut World, step: &RouteStep) -> Vec<DocumentId> {
    let (who, role, side) = actor(step.by);
    step.yields.iter().map(|kind| world.paper(who, role, side, kind)).collect()
}

fn actor(by: Party) -> (&'static str, Role, Side) {
    match by {
        Party::Body => ("olga", Role::CaseOfficer, Side::Body),
        Party::Auditor => ("erik", Role::Auditor, Side::Body),
        Party::Laboratory => ("lin", Role::Laboratory, Side::Laboratory),
        _ => ("ann", Role::Applicant, Side::Holder),
    }
}

fn finish(world: &mut World, run: &RunKey, step: &RouteStep) {
    let (who, role, side) = actor(step.by);
    if step.behaviour == Behaviour::Pay && world.case.is_here(Party::Body) {
        let (fee, step) = (format!("fee-{run}"), run.step.clone());
        let charge =
            CaseCommand::Charge { fee: fee.clone(), step, amount: "2000".into(), currency: "CNY".into(), due: None };
        world.ok("olga", Role::CaseOfficer, charge);
        world.ok("ann", Role::Applicant, CaseCommand::Pay { fee, on: world.today, document: None });
    }
    let mut documents = yields(world, step);
    if documents.is_empty() {
        documents.push(world.paper(who, role, side, "evidence"));
    }
    let on = world.today;
    world.ok(who, role, CaseCommand::Finish { run: run.clone(), on, documents, records: vec![] });
}

fn agree(world: &mut World, run: &RunKey, step: &RouteStep) {
    let (who, role, _) = actor(step.by);
    let documents = yields(world, step);
    let records = vec![RecordId::new("agreement")];
    let on = world.today;
    world.ok(who, role, CaseCommand::Finish { run: run.clone(), on, documents, records });
}

fn outside(world: &mut World, run: &RunKey, step: &RouteStep) {
    let (on, due) = (world.today, Some(world.today.add_days(14)));
    let (whom, request) = (step.by.word().to_owned(), "please do it".to_owned());
    let ask = CaseCommand::AskOutside { run: run.clone(), on, whom, request, due, documents: vec![] };
    world.ok("ann", Role::Applicant, ask);
    let mut documents: Vec<DocumentId> =
        step.yields.iter().map(|kind| world.paper("ann", Role::Applicant, Side::Holder, kind)).collect();
    documents.push(world.paper("ann", Role::Applicant, Side::Holder, "answer"));
    let certificate = (step.behaviour == Behaviour::Issue).then(|| OutsideCertificate {
        certificate: CertificateId::new(format!("outside-{run}")),
        number: "0001".into(),
    });
    let (outcome, reasons) = (OutsideOutcome::Done, vec![]);
    let answer = CaseCommand::RecordAnswer { run: run.clone(), on, outcome, reasons, documents, certificate };
    world.ok("ann", Role::Applicant, answer);
}

fn ship(world: &mut World, run: &RunKey) {
    let id = format!("set-{run}");
    prepared(world, &id);
    pack(world, &id, "box-1");
    let on = world.today;
    let sent = SamplesEvent::Sent { consignment: "box-1".into(), on, carrier: "carrier".into(), tracking: None };
    world.samples("ann", Role::Applicant, &id, sent).unwrap();
    let received = SamplesEvent::Received { consignment: "box-1".into(), on, condition: "whole".into() };
    world.samples("lin", Role::Laboratory, &id, received).unwrap();
    let samples = SamplesId::new(id.as_str());
    world.ok("ann", Role::Applicant, CaseCommand::BindSamples { run: run.clone(), samples });
    let finish = CaseCommand::Finish { run: run.clone(), on, documents: vec![], records: vec![] };
    world.ok("ann", Role::Applicant, finish);
}

pub(crate) fn prepared(world: &mut World, id: &str) {
    let item = |n: u32| SampleItem { id: format!("s-{n}"), model: "M1".into(), serial: None };
    let (samples, items) = (SamplesId::new(id), vec![item(1), item(2)]);
    let event = SamplesEvent::Prepared { samples, form: SampleForm::Whole, items, laboratory: org("lab") };
    world.samples("ann", Role::Applicant, id, event).unwrap();
}

pub(crate) fn pack(world: &mut World, id: &str, consignment: &str) {
    let event = SamplesEvent::Packed {
        consignment: consignment.into(),
        items: vec!["s-1".into(), "s-2".into()],
        packing_form: DocumentId::new("packing-form"),
        papers: vec![],
        duty: Some("exempt".into()),
    };
    world.samples("ann", Role::Applicant, id, event).unwrap();
}

/// Orders a test, has a report issued with that verdict, and accepts it.
pub(crate) fn test(world: &mut World, run: &RunKey, verdict: Verdict) {
    let n = world.case.orders.len() + 1;
    order(world, run, n);
    report(world, n, verdict);
    accept(world, n);
}

pub(crate) fn order(world: &mut World, run: &RunKey, n: usize) {
    let (order, laboratory, due) = (OrderId::new(format!("order-{n}")), org("lab"), world.today.add_days(20));
    let standards = vec!["XX 4943:2022".to_owned()];
    let command = CaseCommand::OrderTest { order, run: run.clone(), laboratory, standards, due };
    world.ok("olga", Role::CaseOfficer, command);
}

pub(crate) fn text(world: &World, number: &str, verdict: Verdict) -> ReportText {
    let failed_clauses = if verdict == Verdict::Fail { vec!["5.2.1".to_owned()] } else { vec![] };
    let (standard, remarks) = ("XX 4943:2022".to_owned(), None);
    ReportText {
        number: number.into(),
        issued_on: world.today,
        tested_from: world.today,
        tested_until: world.today,
        models: subject().units.into_iter().flat_map(|u| u.lines).collect(),
        samples: None,
        verdicts: vec![StandardVerdict { standard, verdict, failed_clauses, remarks }],
        tested_by: vec![person("lin")],
        document: DocumentId::new("report-paper"),
    }
}

pub(crate) fn report(world: &mut World, n: usize, verdict: Verdict) {
    let id = format!("report-{n}");
    let text = text(world, &format!("T-{n}"), verdict);
    let event = ReportEvent::Issued { report: ReportId::new(id.as_str()), laboratory: org("lab"), text };
    world.report("lin", Role::Laboratory, &id, event).unwrap();
}

pub(crate) fn accept(world: &mut World, n: usize) {
    let command = accepting(world, n);
    world.ok("erik", Role::Auditor, command);
}

pub(crate) fn accepting(world: &World, n: usize) -> CaseCommand {
    let (order, report) = (OrderId::new(format!("order-{n}")), ReportId::new(format!("report-{n}")));
    CaseCommand::AcceptReport { order, report, on: world.today }
}

/// A visit of one leader from abroad, with letter and visa, one point looked at and one nonconformity.
fn audit(world: &mut World, run: &RunKey) {
    let id = format!("visit-{run}");
    planned(world, &id);
    on_site(world, &id);
    let raised = VisitEvent::NonconformityRaised {
        nonconformity: NonconformityId::new("nc-1"),
        grade: Grade::Minor,
        clause: "7.1.5".into(),
        text: "the meter is not calibrated".into(),
        due: world.today.add_days(30),
    };
    world.visit("erik", Role::Auditor, &id, raised).unwrap();
    reported(world, &id);
    let visit = VisitId::new(id.as_str());
    world.ok("olga", Role::CaseOfficer, CaseCommand::BindVisit { run: run.clone(), visit: visit.clone() });
    let on = world.today;
    world.ok("olga", Role::CaseOfficer, CaseCommand::TakeVisit { run: run.clone(), visit, on });
    // Where nothing else corrects, it is corrected at once.
    if !world.case.route().unwrap().steps.iter().any(|s| s.behaviour == Behaviour::Correct && s.applies == Applies::Yes)
    {
        close_all(world);
    }
}

pub(crate) fn planned(world: &mut World, id: &str) {
    let (from, until) = (world.today, world.today.add_days(2));
    let event = VisitEvent::Planned {
        visit: VisitId::new(id),
        kind: VisitKind::Initial,
        schemes: vec![world.scheme.clone()],
        site: "factory-1".into(),
        from,
        until,
        auditor_days: "4".into(),
    };
    world.visit("olga", Role::CaseOfficer, id, event).unwrap();
    let team = vec![TeamMember { person: person("erik"), role: TeamRole::Leader, travels: true }];
    world.visit("olga", Role::CaseOfficer, id, VisitEvent::TeamNamed { team }).unwrap();
}

pub(crate) fn on_site(world: &mut World, id: &str) {
    let (on, until) = (world.today, world.today.add_days(90));
    let letter = VisitEvent::InvitationReceived { document: DocumentId::new("letter"), on };
    world.visit("ann", Role::Applicant, id, letter).unwrap();
    let visa = VisitEvent::VisaGranted { person: person("erik"), on, until };
    world.visit("erik", Role::Auditor, id, visa).unwrap();
    let items = vec![CheckItem { id: "q-1".into(), text: crate::world::title(), clause: None }];
    world.visit("erik", Role::Auditor, id, VisitEvent::ChecklistSet { items }).unwrap();
    world.visit("erik", Role::Auditor, id, VisitEvent::Begun { on }).unwrap();
    let checked = VisitEvent::Checked {
        item: "q-1".into(),
        finding: CheckFinding::Conforms,
        note: String::new(),
        documents: vec![],
        answer: "phone-1".into(),
    };
    world.visit("erik", Role::Auditor, id, checked).unwrap();
}

pub(crate) fn reported(world: &mut World, id: &str) {
    let event = VisitEvent::Reported { on: world.today, document: DocumentId::new("visit-report") };
    world.visit("erik", Role::Auditor, id, event).unwrap();
}

/// Offers and accepts corrections of everything that is open.
pub(crate) fn close_all(world: &mut World) {
    let visits = world.streams.visits.iter();
    let open: Vec<(String, NonconformityId)> =
        visits.flat_map(|(v, s)| s.open().map(move |(n, _)| (v.to_string(), n.clone()))).collect();
    for (visit, nonconformity) in open {
        let offer = VisitEvent::CorrectionOffered {
            nonconformity: nonconformity.clone(),
            on: world.today,
            cause: "forgotten".into(),
            action: "calibrated, added to the list".into(),
            documents: vec![DocumentId::new("certificate-of-calibration")],
        };
        world.visit("ann", Role::Applicant, &visit, offer).unwrap();
        let on = world.today;
        world.visit("erik", Role::Auditor, &visit, VisitEvent::CorrectionAccepted { nonconformity, on }).unwrap();
    }
}

fn correct(world: &mut World, run: &RunKey, step: &RouteStep) {
    close_all(world);
    finish(world, run, step);
}

/// Every step that happens was done.
pub(crate) fn all_done(world: &World) -> bool {
    world.case.all_runs().iter().all(|r| world.case.progress(r) == Some(Progress::Finished))
}

/// Needs of records other than those that every test has.
pub(crate) fn bound(world: &mut World, id: &str, kind: RecordKind) {
    world.record(id, kind, "holder", None, &[]);
    world.ok("ann", Role::Applicant, CaseCommand::Bind { record: RecordId::new(id) });
}
