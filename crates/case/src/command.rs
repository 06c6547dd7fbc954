//! What can be asked of a case.

use crate::case::Opening;
use crate::stored::{
    AppealId, AppealKind, CertificateId, CheckOutcome, DocumentId, FileNote, Function, Interest, OrderId,
    OrganisationId, OutsideCertificate, OutsideOutcome, PersonId, QuestionId, RecordId, ReportId, Route, RunKey,
    SamplesId, Turn, UnitOf, VisitId,
};
use certmap_base::Date;

/// A command to a case. None of them deletes or overwrites.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CaseCommand {
    /// Open it.
    Open(Box<Opening>),
    /// Go by another route or edition; what is done stays done.
    ChangeRoute {
        /// The steps.
        route: Box<Route>,
        /// Why.
        why: String,
    },
    /// Say whether a step happens that depended on a missing fact.
    Settle {
        /// Step.
        step: String,
        /// Whether it happens.
        applies: bool,
        /// Why.
        why: String,
    },
    /// Divide into units and set the samples.
    Divide {
        /// Units.
        units: Vec<UnitOf>,
        /// Samples for each unit.
        samples_each: u32,
        /// Why so.
        why: String,
    },
    /// Add a paper, or a new version of one.
    AddFile(FileNote),
    /// Take a record with validity into the case.
    Bind {
        /// Which.
        record: RecordId,
    },
    /// Begin with a step.
    Start {
        /// Which.
        run: RunKey,
        /// When.
        on: Date,
    },
    /// Finish a step that needs no command of its own.
    Finish {
        /// Which.
        run: RunKey,
        /// When.
        on: Date,
        /// Papers that show it.
        documents: Vec<DocumentId>,
        /// Records that show it.
        records: Vec<RecordId>,
    },
    /// Say that a step failed.
    Fail {
        /// Which.
        run: RunKey,
        /// When.
        on: Date,
        /// Why.
        reasons: Vec<String>,
    },
    /// Try again: retest, resubmission, correction.
    Reopen {
        /// Which.
        run: RunKey,
        /// When.
        on: Date,
        /// Why.
        why: String,
    },
    /// Correct a day that was recorded wrongly.
    CorrectDate {
        /// Of which step.
        run: RunKey,
        /// What is right.
        now: Date,
        /// Why.
        why: String,
    },
    /// Say what the check of the application found.
    CheckApplication {
        /// In which step.
        run: RunKey,
        /// When.
        on: Date,
        /// What came of it.
        outcome: CheckOutcome,
        /// Why, or what is missing.
        reasons: Vec<String>,
    },
    /// Declare one's own interests in this case, or none.
    DeclareInterest {
        /// What.
        interests: Vec<Interest>,
    },
    /// Assign a person.
    Assign {
        /// Who.
        person: PersonId,
        /// To what.
        function: Function,
    },
    /// Relieve a person; what was done stays done.
    Relieve {
        /// Who.
        person: PersonId,
        /// Of what.
        function: Function,
        /// Why.
        why: String,
    },
    /// Let a set of samples stand for a step.
    BindSamples {
        /// Step.
        run: RunKey,
        /// The set.
        samples: SamplesId,
    },
    /// Order a laboratory to test.
    OrderTest {
        /// The order.
        order: OrderId,
        /// For which step.
        run: RunKey,
        /// Who tests.
        laboratory: OrganisationId,
        /// Against what.
        standards: Vec<String>,
        /// Until when.
        due: Date,
    },
    /// Accept the report to an order; its verdicts finish or fail the step.
    AcceptReport {
        /// The order.
        order: OrderId,
        /// The report.
        report: ReportId,
        /// When.
        on: Date,
    },
    /// Do not accept it.
    RefuseReport {
        /// The order.
        order: OrderId,
        /// The report.
        report: ReportId,
        /// Why.
        reasons: Vec<String>,
    },
    /// Plan a visit for a step.
    BindVisit {
        /// Step.
        run: RunKey,
        /// The visit.
        visit: VisitId,
    },
    /// Take the report of a visit into the case.
    TakeVisit {
        /// Step.
        run: RunKey,
        /// The visit.
        visit: VisitId,
        /// When.
        on: Date,
    },
    /// Ask for a fee.
    Charge {
        /// Its id in the case.
        fee: String,
        /// The step with which it falls due.
        step: String,
        /// How much, as a decimal number.
        amount: String,
        /// ISO 4217 code.
        currency: String,
        /// Until when.
        due: Option<Date>,
    },
    /// Record that a fee was paid.
    Pay {
        /// Which.
        fee: String,
        /// When.
        on: Date,
        /// What shows it.
        document: Option<DocumentId>,
    },
    /// Ask the other side.
    Ask {
        /// The question.
        question: QuestionId,
        /// Who owes the answer.
        to: Turn,
        /// Which step waits for it.
        run: Option<RunKey>,
        /// What is asked.
        text: String,
        /// Until when.
        due: Option<Date>,
    },
    /// Answer.
    Answer {
        /// The question.
        question: QuestionId,
        /// The answer.
        text: String,
        /// Papers with it.
        documents: Vec<DocumentId>,
    },
    /// Take a question back.
    WithdrawQuestion {
        /// The question.
        question: QuestionId,
        /// Why.
        why: String,
    },
    /// Record that somebody outside was asked to do a step.
    AskOutside {
        /// Step.
        run: RunKey,
        /// When.
        on: Date,
        /// Who.
        whom: String,
        /// What was asked.
        request: String,
        /// Until when.
        due: Option<Date>,
        /// Papers that show it.
        documents: Vec<DocumentId>,
    },
    /// Record the answer of somebody outside.
    RecordAnswer {
        /// Step.
        run: RunKey,
        /// When.
        on: Date,
        /// What came of it.
        outcome: OutsideOutcome,
        /// Why, where it failed or was refused.
        reasons: Vec<String>,
        /// Papers that show it.
        documents: Vec<DocumentId>,
        /// The certificate, where one was issued.
        certificate: Option<OutsideCertificate>,
    },
    /// Review the evidence.
    Review {
        /// Step.
        run: RunKey,
        /// When.
        on: Date,
        /// Whether to grant.
        grant: bool,
        /// Why.
        reasons: Vec<String>,
    },
    /// Send the case back instead.
    Return {
        /// Step of the review.
        run: RunKey,
        /// When.
        on: Date,
        /// Steps to be done again.
        steps: Vec<RunKey>,
        /// Why.
        reasons: Vec<String>,
    },
    /// Decide.
    Decide {
        /// Step.
        run: RunKey,
        /// When.
        on: Date,
        /// Grant or refuse.
        grant: bool,
        /// Why.
        reasons: Vec<String>,
    },
    /// Issue the certificate.
    Issue {
        /// Step.
        run: RunKey,
        /// When.
        on: Date,
        /// The certificate.
        certificate: CertificateId,
        /// Its number.
        number: String,
        /// First day on which it is no longer good.
        until: Option<Date>,
        /// The certificate that it takes the place of.
        replaces: Option<CertificateId>,
    },
    /// Appeal or complain.
    LodgeAppeal {
        /// Its id.
        appeal: AppealId,
        /// Which of both.
        kind: AppealKind,
        /// The step whose result it is against.
        against: Option<RunKey>,
        /// Why.
        reasons: Vec<String>,
    },
    /// Say that the body has it.
    AcknowledgeAppeal {
        /// Which.
        appeal: AppealId,
    },
    /// Decide on it.
    DecideAppeal {
        /// Which.
        appeal: AppealId,
        /// Whether the client is right.
        upheld: bool,
        /// Why.
        reasons: Vec<String>,
        /// Papers that show it; needed where somebody outside decided.
        documents: Vec<DocumentId>,
    },
    /// Record that the client was told.
    ReportAppeal {
        /// Which.
        appeal: AppealId,
        /// When.
        on: Date,
    },
    /// Record that something is shown to somebody who is not in the case.
    Disclose {
        /// To whom.
        to: String,
        /// What.
        what: String,
        /// Why.
        why: String,
        /// When the client was told.
        client_told_on: Option<Date>,
        /// The law that forbids telling the client, where it does.
        forbidden_by: Option<String>,
    },
    /// Do not go on, as the client.
    Stop {
        /// Why.
        reasons: Vec<String>,
    },
    /// Close.
    Close {
        /// Why.
        reasons: Vec<String>,
    },
}
