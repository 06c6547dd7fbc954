//! Events of a test report.

use super::line::events;
use super::{DocumentId, OrganisationId, PersonId, ReportId, SamplesId, Verdict};
use certmap_base::Date;
use serde::{Deserialize, Serialize};

/// What a report says, in one of its versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportText {
    /// Its number, unique at the laboratory.
    pub number: String,
    /// Day of issue.
    pub issued_on: Date,
    /// First day of testing.
    pub tested_from: Date,
    /// Last day of testing.
    pub tested_until: Date,
    /// Models that it is about.
    pub models: Vec<String>,
    /// The samples that were tested, where they are known here.
    pub samples: Option<SamplesId>,
    /// Result against each standard.
    pub verdicts: Vec<StandardVerdict>,
    /// Who tested.
    pub tested_by: Vec<PersonId>,
    /// The paper.
    pub document: DocumentId,
}

/// The result against one standard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StandardVerdict {
    /// Standard with its edition, which is also the method that the laboratory must be approved for.
    pub standard: String,
    /// Result.
    pub verdict: Verdict,
    /// Clauses that were not met.
    pub failed_clauses: Vec<String>,
    /// Departures from the method, and the decision rule where uncertainty matters.
    pub remarks: Option<String>,
}

events! {
    /// What happens to a test report.
    ReportEvent {
        /// The laboratory issued it.
        Issued = "issued" 1 {
            /// The report.
            report: ReportId,
            /// Who issued it.
            laboratory: OrganisationId,
            /// What it says.
            text: ReportText,
        }
        /// A new version took the place of the one before, which it names; both stay.
        Amended = "amended" 1 {
            /// Number of the version that is replaced.
            replaces: String,
            /// Why.
            why: String,
            /// What it says now.
            text: ReportText,
        }
        /// The laboratory took it back.
        Withdrawn = "withdrawn" 1 {
            /// Why.
            why: String,
        }
    }
}
