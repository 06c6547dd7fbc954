//! Events of a case.

use super::line::events;
use super::word::{one, set};
use super::{
    AppealId, AppealKind, CaseId, CertificateId, CheckOutcome, DocumentId, Function, Interest, OrderId, OrganisationId,
    OutsideOutcome, PersonId, Purpose, QuestionId, RecordId, RecordKind, RecordNeed, ReportId, Route, RunKey,
    SamplesId, Side, StandardVerdict, Subject, Turn, UnitOf, VisitId,
};
use certmap_base::Date;
use certmap_pack::{OnFail, Party};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A paper that came into a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileNote {
    /// Its id; another version has another one.
    pub document: DocumentId,
    /// What it is, by the procedure's name for it.
    pub kind: String,
    /// File name, as it was given.
    pub name: String,
    /// Digest of its bytes.
    pub digest: String,
    /// Language, as a code.
    pub language: Option<String>,
    /// The side that brought it.
    pub from: Side,
    /// Sides that may read it.
    pub seen_by: BTreeSet<Side>,
    /// The others may not even know that it exists.
    pub sealed: bool,
    /// The version that it takes the place of.
    pub replaces: Option<DocumentId>,
}

/// A certificate that somebody else issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutsideCertificate {
    /// Id here.
    pub certificate: CertificateId,
    /// Number, as it stands on it.
    pub number: String,
}

/// What a review or decision looked at, with the version it had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Relied {
    /// Stream and id, for example `report/r-1`.
    pub on: String,
    /// Version of the stream at that time.
    pub version: u64,
}

events! {
    /// What happens in a case.
    CaseEvent {
        /// It was opened.
        Opened = "opened" 1 {
            /// The case.
            case: CaseId,
            /// Scheme.
            scheme: String,
            /// Market.
            market: String,
            /// What it is for.
            purpose: Purpose,
            /// The certificate that it starts from.
            concerns: Option<CertificateId>,
            /// What is to be certified.
            subject: Box<Subject>,
            /// The steps.
            route: Box<Route>,
            /// Who works with this program; all others are recorded with evidence.
            #[serde(with = "set")]
            here: BTreeSet<Party>,
            /// Records that steps need.
            needs: Vec<RecordNeed>,
            /// How often a failed step may be tried, where the body limits it.
            attempts_max: Option<u32>,
        }
        /// It goes by another route or edition from now on.
        RouteChanged = "route_changed" 1 {
            /// The steps.
            route: Box<Route>,
            /// Why.
            why: String,
        }
        /// A step that depended on a missing fact happens or does not.
        StepSettled = "step_settled" 1 {
            /// Step.
            step: String,
            /// Whether it happens.
            applies: bool,
            /// Why.
            why: String,
        }
        /// The body divided the subject into units and set the samples.
        UnitsDivided = "units_divided" 1 {
            /// Units.
            units: Vec<UnitOf>,
            /// Samples for each unit.
            samples_each: u32,
            /// Why so.
            why: String,
        }
        /// A paper came in, or a new version of one.
        DocumentAdded = "document_added" 1 {
            /// The paper.
            file: FileNote,
        }
        /// A record with validity was taken into the case.
        RecordBound = "record_bound" 1 {
            /// Which.
            record: RecordId,
            /// Of which kind.
            kind: RecordKind,
        }
        /// Somebody began with a step.
        RunStarted = "run_started" 1 {
            /// Which.
            run: RunKey,
            /// When.
            on: Date,
            /// Beside what stands before it.
            ahead: bool,
        }
        /// A step is done.
        RunFinished = "run_finished" 1 {
            /// Which.
            run: RunKey,
            /// When.
            on: Date,
            /// Papers that show it.
            documents: Vec<DocumentId>,
            /// Records that show it.
            records: Vec<RecordId>,
        }
        /// A step failed.
        RunFailed = "run_failed" 1 {
            /// Which.
            run: RunKey,
            /// When.
            on: Date,
            /// Why.
            reasons: Vec<String>,
            /// What follows.
            #[serde(with = "one")]
            then: OnFail,
        }
        /// A step is tried again: retest, resubmission, correction.
        RunReopened = "run_reopened" 1 {
            /// Which.
            run: RunKey,
            /// When.
            on: Date,
            /// Why.
            why: String,
        }
        /// A day was recorded wrongly; both stay.
        DateCorrected = "date_corrected" 1 {
            /// Of which step.
            run: RunKey,
            /// What was recorded.
            was: Date,
            /// What is right.
            now: Date,
            /// Why.
            why: String,
        }
        /// The body looked whether the application is complete and within its power.
        ApplicationChecked = "application_checked" 1 {
            /// In which step.
            run: RunKey,
            /// When.
            on: Date,
            /// What came of it.
            outcome: CheckOutcome,
            /// Why, or what is missing.
            reasons: Vec<String>,
        }
        /// A person declared interests in this case, or that there are none.
        InterestDeclared = "interest_declared" 1 {
            /// Who.
            person: PersonId,
            /// What.
            interests: Vec<Interest>,
        }
        /// A person was assigned.
        Assigned = "assigned" 1 {
            /// Who.
            person: PersonId,
            /// To what.
            function: Function,
        }
        /// A person was relieved.
        Relieved = "relieved" 1 {
            /// Who.
            person: PersonId,
            /// Of what.
            function: Function,
            /// Why.
            why: String,
        }
        /// A set of samples stands for a unit.
        SamplesBound = "samples_bound" 1 {
            /// The step that sends or tests them.
            run: RunKey,
            /// The set.
            samples: SamplesId,
        }
        /// A laboratory was ordered to test.
        TestOrdered = "test_ordered" 1 {
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
        }
        /// The report to an order was accepted.
        ReportAccepted = "report_accepted" 1 {
            /// The order.
            order: OrderId,
            /// The report.
            report: ReportId,
            /// Its version at that time.
            report_version: u64,
            /// Results.
            verdicts: Vec<StandardVerdict>,
            /// Who tested; they evaluated.
            tested_by: Vec<PersonId>,
        }
        /// The report to an order was not accepted.
        ReportRefused = "report_refused" 1 {
            /// The order.
            order: OrderId,
            /// The report.
            report: ReportId,
            /// Why.
            reasons: Vec<String>,
        }
        /// A visit was planned for a step.
        VisitBound = "visit_bound" 1 {
            /// Step.
            run: RunKey,
            /// The visit.
            visit: VisitId,
        }
        /// The report of a visit was taken into the case.
        VisitTaken = "visit_taken" 1 {
            /// Step.
            run: RunKey,
            /// The visit.
            visit: VisitId,
            /// Its version at that time.
            visit_version: u64,
            /// Who was there; they evaluated.
            team: Vec<PersonId>,
            /// Nonconformities that were open then.
            open_nonconformities: u32,
        }
        /// A fee is asked for.
        FeeCharged = "fee_charged" 1 {
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
        }
        /// A fee was paid.
        FeePaid = "fee_paid" 1 {
            /// Which.
            fee: String,
            /// When.
            on: Date,
            /// What shows it.
            document: Option<DocumentId>,
        }
        /// One side asked the other.
        Asked = "asked" 1 {
            /// The question.
            question: QuestionId,
            /// Who owes the answer.
            to: Turn,
            /// Which step waits for it; the whole case where none is named.
            run: Option<RunKey>,
            /// What is asked.
            text: String,
            /// Until when.
            due: Option<Date>,
        }
        /// It was answered.
        Answered = "answered" 1 {
            /// The question.
            question: QuestionId,
            /// The answer.
            text: String,
            /// Papers with it.
            documents: Vec<DocumentId>,
        }
        /// The question was taken back.
        QuestionWithdrawn = "question_withdrawn" 1 {
            /// The question.
            question: QuestionId,
            /// Why.
            why: String,
        }
        /// Somebody outside was asked to do a step.
        OutsideAsked = "outside_asked" 1 {
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
        }
        /// Somebody outside answered.
        OutsideAnswered = "outside_answered" 1 {
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
        }
        /// The evidence was reviewed.
        Reviewed = "reviewed" 1 {
            /// Step.
            run: RunKey,
            /// When.
            on: Date,
            /// Whether to grant.
            grant: bool,
            /// Why.
            reasons: Vec<String>,
            /// What was looked at.
            relied_on: Vec<Relied>,
        }
        /// The reviewer sends the case back.
        Returned = "returned" 1 {
            /// Step of the review.
            run: RunKey,
            /// When.
            on: Date,
            /// Steps to be done again.
            steps: Vec<RunKey>,
            /// Why.
            reasons: Vec<String>,
        }
        /// It was decided.
        Decided = "decided" 1 {
            /// Step.
            run: RunKey,
            /// When.
            on: Date,
            /// Granted or refused.
            grant: bool,
            /// Why.
            reasons: Vec<String>,
            /// What was looked at.
            relied_on: Vec<Relied>,
        }
        /// The certificate was issued.
        Issued = "issued" 1 {
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
        }
        /// The client appealed or complained.
        AppealLodged = "appeal_lodged" 1 {
            /// Its id.
            appeal: AppealId,
            /// Which of both.
            kind: AppealKind,
            /// The step whose result it is against.
            against: Option<RunKey>,
            /// Why.
            reasons: Vec<String>,
        }
        /// The body said that it has it.
        AppealAcknowledged = "appeal_acknowledged" 1 {
            /// Which.
            appeal: AppealId,
        }
        /// People who were not involved decided on it.
        AppealDecided = "appeal_decided" 2 {
            /// Which.
            appeal: AppealId,
            /// Whether the client is right.
            upheld: bool,
            /// Why.
            reasons: Vec<String>,
            /// Papers that show it.
            documents: Vec<DocumentId>,
        }
        /// The client was told what came of it.
        AppealReported = "appeal_reported" 1 {
            /// Which.
            appeal: AppealId,
            /// When.
            on: Date,
        }
        /// Something was shown to somebody who is not in the case.
        Disclosed = "disclosed" 2 {
            /// To whom.
            to: String,
            /// What.
            what: String,
            /// Why.
            why: String,
            /// When the client was told; not at all where the law forbids it.
            client_told_on: Option<Date>,
            /// The law that forbids it.
            forbidden_by: Option<String>,
        }
        /// The client does not go on.
        Stopped = "stopped" 1 {
            /// Why.
            reasons: Vec<String>,
        }
        /// Nothing more will happen in it.
        Closed = "closed" 1 {
            /// Why.
            reasons: Vec<String>,
        }
    }
}
