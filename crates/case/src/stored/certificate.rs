//! Events of a certificate.

use super::line::events;
use super::{CaseId, CertificateId, OrganisationId, PersonId};
use certmap_base::Date;
use serde::{Deserialize, Serialize};

/// One line of what a certificate covers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CoverLine {
    /// Id on the certificate.
    pub id: String,
    /// Model, or field of a system.
    pub model: String,
    /// Factory or site.
    pub factory: Option<String>,
}

events! {
    /// What happens to a certificate after the decision. What it says is frozen; a correction is a new version.
    CertificateEvent {
        /// It was granted here, or recorded as granted elsewhere.
        Granted = "granted" 1 {
            /// The certificate.
            certificate: CertificateId,
            /// The case that led to it.
            case: CaseId,
            /// Scheme.
            scheme: String,
            /// Its number.
            number: String,
            /// Who holds it.
            holder: OrganisationId,
            /// What it covers.
            lines: Vec<CoverLine>,
            /// First day.
            from: Date,
            /// First day on which it is no longer good; open where upkeep alone keeps it.
            until: Option<Date>,
            /// Another body issued it; its state is only recorded.
            elsewhere: bool,
            /// Who evaluated; none of them decides on it.
            evaluated_by: Vec<PersonId>,
        }
        /// It has no effect for the time being.
        Suspended = "suspended" 1 {
            /// From.
            from: Date,
            /// The end, at which it is restored or withdrawn.
            until: Date,
            /// Why.
            reasons: Vec<String>,
            /// When the holder was told.
            notice_on: Date,
            /// What the holder does about marks and stock.
            marks: String,
        }
        /// It has effect again.
        Restored = "restored" 1 {
            /// From.
            on: Date,
            /// Why.
            reasons: Vec<String>,
        }
        /// The body cancelled it.
        Withdrawn = "withdrawn" 1 {
            /// From.
            on: Date,
            /// Why.
            reasons: Vec<String>,
            /// When the holder was told.
            notice_on: Date,
            /// What the holder does about marks and stock.
            marks: String,
        }
        /// The holder ended it.
        Terminated = "terminated" 1 {
            /// From.
            on: Date,
            /// Why.
            reasons: Vec<String>,
            /// What the holder does about marks and stock.
            marks: String,
        }
        /// Its term is over, without a decision.
        Expired = "expired" 1 {
            /// From.
            on: Date,
        }
        /// Another certificate or edition took its place.
        Superseded = "superseded" 1 {
            /// From.
            on: Date,
            /// By what.
            by: String,
            /// Why.
            reasons: Vec<String>,
        }
        /// Lines were taken off.
        Reduced = "reduced" 1 {
            /// From.
            on: Date,
            /// Which lines.
            lines: Vec<String>,
            /// Why.
            reasons: Vec<String>,
        }
        /// Lines were added by a decision.
        Extended = "extended" 1 {
            /// From.
            on: Date,
            /// Which lines.
            lines: Vec<CoverLine>,
            /// The case that led to it.
            case: CaseId,
        }
        /// A mistake was corrected: a new version that names the one before.
        Corrected = "corrected" 1 {
            /// Number of the version that is replaced.
            replaces: String,
            /// Number of the new one.
            number: String,
            /// What it covers now.
            lines: Vec<CoverLine>,
            /// What was wrong.
            why: String,
        }
    }
}
