//! Names of things; they come in from outside and are never made here.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => { $(
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// An id as it was given.
            pub fn new(id: impl Into<String>) -> $name {
                $name(id.into())
            }

            /// The id as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )+ };
}

ids!(
    /// A natural person; the name stands in a table from which it can be erased.
    PersonId,
    /// An account; a person may have several.
    AccountId,
    /// A company, body, laboratory or office.
    OrganisationId,
    /// A case.
    CaseId,
    /// A test report, over all its versions.
    ReportId,
    /// An audit visit.
    VisitId,
    /// A set of samples.
    SamplesId,
    /// A record with validity: party, factory, mandate, agreement, approval, competence.
    RecordId,
    /// A certificate, over all its versions.
    CertificateId,
    /// One version of one paper in a case.
    DocumentId,
    /// A question of one side to the other.
    QuestionId,
    /// A test order.
    OrderId,
    /// An appeal or a complaint.
    AppealId,
    /// A nonconformity.
    NonconformityId,
);
