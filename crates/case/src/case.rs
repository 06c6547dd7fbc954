//! The state of a case.

use crate::clock::Ledger;
use crate::stored::{
    AppealId, AppealKind, Applies, CaseId, CertificateId, DocumentId, FileNote, Function, Interest, OrderId,
    OrganisationId, PersonId, Purpose, QuestionId, RecordId, RecordKind, RecordNeed, ReportId, Role, Route, RouteStep,
    RunKey, SamplesId, StandardVerdict, Subject, Turn, VisitId,
};
use crate::{Moment, Phase};
use certmap_base::Date;
use certmap_pack::{Behaviour, Party, Per};
use std::collections::{BTreeMap, BTreeSet};

mod evolve;
mod involved;
mod ready;

pub use ready::Applicable;

/// A case, as its events left it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Case {
    /// Number of events.
    pub version: u64,
    /// When the last one came.
    pub last: Option<Moment>,
    /// What its first event said; none before it.
    pub opened: Option<Opening>,
    /// Steps that were begun; a step that stands nowhere here waits.
    pub runs: BTreeMap<RunKey, Run>,
    /// Papers, in all versions; none is ever taken out.
    pub files: BTreeMap<DocumentId, FileNote>,
    /// Records that were taken into the case.
    pub records: BTreeMap<RecordId, RecordKind>,
    /// What each person did in it. INVARIANT: only grows.
    pub did: BTreeMap<PersonId, BTreeSet<Function>>,
    /// Who is assigned to what.
    pub assigned: BTreeMap<PersonId, BTreeSet<Function>>,
    /// What persons declared; an empty list says that there is nothing.
    pub interests: BTreeMap<PersonId, Vec<Interest>>,
    /// Samples for each unit, once the body set them.
    pub samples_each: Option<u32>,
    /// Sets of samples for steps.
    pub samples: BTreeMap<RunKey, BTreeSet<SamplesId>>,
    /// Test orders.
    pub orders: BTreeMap<OrderId, Order>,
    /// Visits for steps.
    pub visits: BTreeMap<RunKey, BTreeSet<VisitId>>,
    /// Fees that were asked for.
    pub fees: BTreeMap<String, Fee>,
    /// Questions of one side to the other.
    pub questions: BTreeMap<QuestionId, Question>,
    /// Requests to people outside, by step, oldest first.
    pub requests: BTreeMap<RunKey, Vec<Request>>,
    /// The review that counts, by what it was for.
    pub reviews: BTreeMap<Option<String>, Finding>,
    /// The decision that counts, by what it was for.
    pub decisions: BTreeMap<Option<String>, Finding>,
    /// Certificates that it led to, and the step.
    pub certificates: BTreeMap<CertificateId, RunKey>,
    /// Appeals and complaints.
    pub appeals: BTreeMap<AppealId, Appeal>,
    /// Whether the application was declined, the client stopped, or it was closed; and why.
    pub ended: Option<(Ending, Vec<String>)>,
    /// Whether the application was accepted.
    pub accepted: bool,
    /// Whose time ran when.
    pub clock: Ledger,
}

/// How a case ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ending {
    /// The body did not take the application.
    Declined,
    /// The client did not go on.
    Stopped,
    /// A new application is needed.
    Reapply,
    /// Nothing more will happen.
    Closed,
}

/// What the first event said, with what changed since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// The case.
    pub case: CaseId,
    /// Scheme.
    pub scheme: String,
    /// Market.
    pub market: String,
    /// What it is for.
    pub purpose: Purpose,
    /// The certificate that it starts from.
    pub concerns: Option<CertificateId>,
    /// What is to be certified; units as divided last.
    pub subject: Subject,
    /// The steps, as settled and changed last.
    pub route: Route,
    /// Who works with this program.
    pub here: BTreeSet<Party>,
    /// Records that steps need.
    pub needs: Vec<RecordNeed>,
    /// How often a failed step may be tried.
    pub attempts_max: Option<u32>,
}

/// How far a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Progress {
    /// Begun.
    Started,
    /// Done.
    Finished,
    /// Failed; what follows stands with the step.
    Failed,
    /// To be done again.
    Reopened,
}

/// A run of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// How far it is.
    pub progress: Progress,
    /// When it began.
    pub started: Option<Date>,
    /// When it was done or failed last.
    pub ended: Option<Date>,
    /// Attempts that were begun, this one included.
    pub attempts: u32,
    /// Why it failed, oldest first.
    pub failures: Vec<(Date, Vec<String>)>,
    /// Papers that show it.
    pub documents: BTreeSet<DocumentId>,
    /// Days that were recorded wrongly, with what took their place.
    pub corrected: Vec<(Date, Date, String)>,
}

impl Run {
    pub(crate) fn begun(on: Date) -> Run {
        Run {
            progress: Progress::Started,
            started: Some(on),
            ended: None,
            attempts: 1,
            failures: Vec::new(),
            documents: BTreeSet::new(),
            corrected: Vec::new(),
        }
    }

    /// The next attempt.
    pub(crate) fn again(&mut self) {
        self.attempts += 1;
        self.progress = Progress::Reopened;
    }
}

/// A test order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// For which step.
    pub run: RunKey,
    /// Who tests.
    pub laboratory: OrganisationId,
    /// Against what.
    pub standards: Vec<String>,
    /// Until when.
    pub due: Date,
    /// The report that was accepted, its version, and what it said.
    pub report: Option<(ReportId, u64, Vec<StandardVerdict>)>,
    /// Reports that were not accepted, and why.
    pub refused: Vec<(ReportId, Vec<String>)>,
    /// The attempt of the step that it belongs to.
    pub attempt: u32,
}

/// A fee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fee {
    /// The step with which it falls due.
    pub step: String,
    /// How much.
    pub amount: String,
    /// ISO 4217 code.
    pub currency: String,
    /// Until when.
    pub due: Option<Date>,
    /// When it was paid.
    pub paid: Option<Date>,
}

/// A question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Who owes the answer.
    pub to: Turn,
    /// Which step waits for it; the whole case where none is named.
    pub run: Option<RunKey>,
    /// What is asked.
    pub text: String,
    /// Until when.
    pub due: Option<Date>,
    /// When it was asked.
    pub asked: Moment,
    /// When it was answered or taken back.
    pub settled: Option<Moment>,
}

/// A request to somebody outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// When.
    pub on: Date,
    /// Who.
    pub whom: String,
    /// What was asked.
    pub text: String,
    /// Until when.
    pub due: Option<Date>,
    /// When the answer came.
    pub answered: Option<Date>,
}

/// A review or decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Who; nobody known where it was made outside.
    pub person: Option<PersonId>,
    /// When.
    pub on: Date,
    /// For or against.
    pub grant: bool,
    /// Why.
    pub reasons: Vec<String>,
}

/// An appeal or a complaint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appeal {
    /// Which of both.
    pub kind: AppealKind,
    /// The step whose result it is against.
    pub against: Option<RunKey>,
    /// Why.
    pub reasons: Vec<String>,
    /// Whether the body said that it has it.
    pub acknowledged: bool,
    /// What came of it, and why.
    pub decided: Option<(bool, Vec<String>)>,
    /// When the client was told.
    pub reported: Option<Date>,
}

impl Case {
    /// Its route; none before it was opened.
    #[must_use]
    pub fn route(&self) -> Option<&Route> {
        self.opened.as_ref().map(|o| &o.route)
    }

    /// A step of its route.
    #[must_use]
    pub fn step(&self, id: &str) -> Option<&RouteStep> {
        self.route()?.steps.iter().find(|s| s.id == id)
    }

    /// Whether a side works with this program.
    #[must_use]
    pub fn is_here(&self, party: Party) -> bool {
        self.opened.as_ref().is_some_and(|o| o.here.contains(&party))
    }

    /// What a step is run for: units, factories, shipments, years begun, or the product as a whole.
    #[must_use]
    pub fn instances(&self, step: &RouteStep) -> Vec<Option<String>> {
        let Some(opened) = &self.opened else { return Vec::new() };
        let subject = &opened.subject;
        let of = |ids: Vec<String>| -> Vec<Option<String>> {
            if ids.is_empty() { vec![None] } else { ids.into_iter().map(Some).collect() }
        };
        match step.per {
            Per::Product => vec![None],
            Per::Unit => of(subject.units.iter().map(|u| u.id.clone()).collect()),
            Per::Factory => of(subject.factories.iter().map(|f| f.id.clone()).collect()),
            Per::Shipment => of(subject.shipments.clone()),
            Per::Year => self.runs.keys().filter(|k| k.step == step.id).map(|k| k.of.clone()).collect(),
        }
    }

    /// Every run of every step that happens, in the order of the route.
    #[must_use]
    pub fn all_runs(&self) -> Vec<RunKey> {
        let steps = self.route().map_or(&[][..], |r| r.steps.as_slice()).iter();
        let happens = steps.filter(|s| s.applies != Applies::No);
        let runs = happens.flat_map(|s| self.instances(s).into_iter().map(move |of| (s, of)));
        runs.map(|(s, of)| RunKey { step: s.id.clone(), of }).collect()
    }

    /// How far a run is; none while it waits.
    #[must_use]
    pub fn progress(&self, run: &RunKey) -> Option<Progress> {
        self.runs.get(run).map(|r| r.progress)
    }

    /// Where it stands as a whole.
    #[must_use]
    pub fn phase(&self) -> Phase {
        Phase::of(self)
    }

    /// Whether any step of a behaviour was begun.
    pub(crate) fn began(&self, behaviours: &[Behaviour]) -> bool {
        self.runs.keys().any(|k| self.step(&k.step).is_some_and(|s| behaviours.contains(&s.behaviour)))
    }

    /// Whether any step of a behaviour was finished.
    pub(crate) fn finished_any(&self, behaviours: &[Behaviour]) -> bool {
        let done = self.runs.iter().filter(|(_, r)| r.progress == Progress::Finished);
        done.into_iter().any(|(k, _)| self.step(&k.step).is_some_and(|s| behaviours.contains(&s.behaviour)))
    }

    /// The finding that counts for a run: its own, or one for the whole. Where findings are for things of another kind, as
    /// reviews of factories before a certificate of a unit, one against it counts before all that are for it.
    pub(crate) fn finding<'f>(
        &self,
        findings: &'f BTreeMap<Option<String>, Finding>,
        of: &Option<String>,
    ) -> Option<&'f Finding> {
        let same_kind = || findings.keys().any(|k| self.is_unit(k) == self.is_unit(of));
        let own = findings.get(of).or_else(|| findings.get(&None));
        own.or_else(|| findings.values().filter(|_| of.is_none() || !same_kind()).min_by_key(|f| f.grant))
    }

    fn is_unit(&self, of: &Option<String>) -> bool {
        self.opened.iter().flat_map(|o| &o.subject.units).any(|u| Some(&u.id) == of.as_ref())
    }

    /// The role is that of a side that may see everything the case officer sees.
    pub(crate) fn office(&self) -> &'static [Role] {
        if self.is_here(Party::Body) { &[Role::CaseOfficer] } else { &[Role::Applicant, Role::CaseOfficer] }
    }
}
