//! Events of a record with validity.

use super::line::events;
use super::{DocumentId, Function, OrganisationId, PersonId, RecordId, RecordKind};
use certmap_base::Date;

events! {
    /// What happens to a record: party, factory, mandate, agreement, approval, competence.
    RecordEvent {
        /// It was written down; without a signature it has no effect.
        Drafted = "drafted" 1 {
            /// The record.
            record: RecordId,
            /// What it is about.
            kind: RecordKind,
            /// Whose it is: the party, the factory's owner, the laboratory, who gives the mandate.
            organisation: OrganisationId,
            /// The other side: who takes the mandate, the body of an agreement.
            other: Option<OrganisationId>,
            /// The person, for competence and identity.
            person: Option<PersonId>,
            /// Methods, schemes, brands or persons that it is good for; empty for all.
            scope: Vec<String>,
            /// What the person may be assigned to, for competence.
            function: Option<Function>,
            /// Duties that it binds the client to.
            duties: Vec<String>,
            /// First day.
            from: Date,
            /// First day on which it is no longer good.
            until: Option<Date>,
        }
        /// All sides signed, or the body confirmed it.
        Signed = "signed" 1 {
            /// When.
            on: Date,
            /// The signed paper.
            document: DocumentId,
        }
        /// A new version of its terms, to be signed again.
        Revised = "revised" 1 {
            /// Why.
            why: String,
            /// Methods, schemes, brands or persons that it is good for now.
            scope: Vec<String>,
            /// First day of the new version.
            from: Date,
            /// First day on which it is no longer good.
            until: Option<Date>,
        }
        /// It ended before its time.
        Ended = "ended" 1 {
            /// First day on which it is no longer good.
            on: Date,
            /// Why.
            why: String,
        }
    }
}
