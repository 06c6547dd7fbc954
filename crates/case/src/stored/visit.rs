//! Events of an audit visit.

use super::line::events;
use super::{CheckFinding, DocumentId, Grade, NonconformityId, PersonId, TeamRole, VisitId, VisitKind};
use certmap_base::{Date, Text};
use serde::{Deserialize, Serialize};

/// Somebody on the team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TeamMember {
    /// Who.
    pub person: PersonId,
    /// As what.
    pub role: TeamRole,
    /// Whether the person must travel from abroad, and so needs an invitation letter and a visa.
    pub travels: bool,
}

/// A point to look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckItem {
    /// Id on the list.
    pub id: String,
    /// What to look at, short enough for a phone.
    pub text: Text,
    /// Requirement that it stands for.
    pub clause: Option<String>,
}

events! {
    /// What happens to an audit visit.
    VisitEvent {
        /// It was planned.
        Planned = "planned" 1 {
            /// The visit.
            visit: VisitId,
            /// What it is.
            kind: VisitKind,
            /// Schemes that it serves.
            schemes: Vec<String>,
            /// Factory or site.
            site: String,
            /// First day on site.
            from: Date,
            /// Last day on site.
            until: Date,
            /// Auditor-days, as a number such as `4.5`.
            auditor_days: String,
        }
        /// The team was named.
        TeamNamed = "team_named" 1 {
            /// Who.
            team: Vec<TeamMember>,
        }
        /// The factory was asked for an invitation letter.
        InvitationAsked = "invitation_asked" 1 {
            /// For whom.
            persons: Vec<PersonId>,
            /// Until when.
            due: Date,
        }
        /// The invitation letter came.
        InvitationReceived = "invitation_received" 1 {
            /// The letter.
            document: DocumentId,
            /// When.
            on: Date,
        }
        /// A visa was granted.
        VisaGranted = "visa_granted" 1 {
            /// To whom.
            person: PersonId,
            /// When.
            on: Date,
            /// Last day of it.
            until: Date,
        }
        /// A visa was refused.
        VisaRefused = "visa_refused" 1 {
            /// To whom.
            person: PersonId,
            /// When.
            on: Date,
        }
        /// It takes place on other days.
        Postponed = "postponed" 1 {
            /// New first day.
            from: Date,
            /// New last day.
            until: Date,
            /// Why.
            why: String,
        }
        /// The list of what to look at.
        ChecklistSet = "checklist_set" 1 {
            /// Points.
            items: Vec<CheckItem>,
        }
        /// The team is on site.
        Begun = "begun" 1 {
            /// When.
            on: Date,
        }
        /// A point was looked at. A later answer to the same point takes its place; both stay.
        Checked = "checked" 1 {
            /// Which point.
            item: String,
            /// What was found.
            finding: CheckFinding,
            /// Remark.
            note: String,
            /// Photographs and papers.
            documents: Vec<DocumentId>,
            /// Name that the device gave to the answer, so that it counts once however often it is sent.
            answer: String,
        }
        /// A nonconformity was raised.
        NonconformityRaised = "nonconformity_raised" 1 {
            /// Its id.
            nonconformity: NonconformityId,
            /// Weight.
            grade: Grade,
            /// Requirement.
            clause: String,
            /// What was found.
            text: String,
            /// Until when it must be corrected.
            due: Date,
        }
        /// The factory says what it did.
        CorrectionOffered = "correction_offered" 1 {
            /// Of which.
            nonconformity: NonconformityId,
            /// When.
            on: Date,
            /// Cause.
            cause: String,
            /// Correction.
            action: String,
            /// Evidence.
            documents: Vec<DocumentId>,
        }
        /// The correction was found good; the nonconformity is closed.
        CorrectionAccepted = "correction_accepted" 1 {
            /// Of which.
            nonconformity: NonconformityId,
            /// When.
            on: Date,
        }
        /// The correction was not enough.
        CorrectionRejected = "correction_rejected" 1 {
            /// Of which.
            nonconformity: NonconformityId,
            /// Why.
            reasons: Vec<String>,
        }
        /// More time for a correction.
        DueMoved = "due_moved" 1 {
            /// Of which.
            nonconformity: NonconformityId,
            /// New day.
            due: Date,
            /// Why.
            why: String,
        }
        /// The report was handed over; nothing is added after it but corrections.
        Reported = "reported" 1 {
            /// When.
            on: Date,
            /// The report.
            document: DocumentId,
        }
        /// It will not take place.
        CalledOff = "called_off" 1 {
            /// Why.
            why: String,
        }
    }
}
