//! Events of a set of samples.

use super::line::events;
use super::{DocumentId, OrganisationId, SampleForm, SamplesId};
use certmap_base::Date;
use serde::{Deserialize, Serialize};

/// One sample.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SampleItem {
    /// Id in the set, as it stands on the tag.
    pub id: String,
    /// Model.
    pub model: String,
    /// Serial number or batch.
    pub serial: Option<String>,
}

/// A paper that travels with the samples.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paper {
    /// What it is: packing list, invoice, sample notice, exemption.
    pub kind: String,
    /// The paper.
    pub document: DocumentId,
}

events! {
    /// What happens to a set of samples; a consignment is the set on its way, and after a loss there is another one.
    SamplesEvent {
        /// The samples were made or drawn.
        Prepared = "prepared" 1 {
            /// The set.
            samples: SamplesId,
            /// Whole or cut to size.
            form: SampleForm,
            /// The samples.
            items: Vec<SampleItem>,
            /// Who will get them.
            laboratory: OrganisationId,
        }
        /// A consignment was packed.
        Packed = "packed" 1 {
            /// Its id in the set.
            consignment: String,
            /// Samples in it.
            items: Vec<String>,
            /// The packing form.
            packing_form: DocumentId,
            /// Papers for carrier and customs.
            papers: Vec<Paper>,
            /// Whether duty is paid, deferred or exempted, in words.
            duty: Option<String>,
        }
        /// It was handed to the carrier.
        Sent = "sent" 1 {
            /// Which.
            consignment: String,
            /// When.
            on: Date,
            /// Who carries it.
            carrier: String,
            /// Number under which it can be followed.
            tracking: Option<String>,
        }
        /// Customs or the carrier holds it.
        Held = "held" 1 {
            /// Which.
            consignment: String,
            /// When.
            on: Date,
            /// Why, and what is asked for.
            why: String,
        }
        /// It was let go.
        Released = "released" 1 {
            /// Which.
            consignment: String,
            /// When.
            on: Date,
        }
        /// It is lost.
        Lost = "lost" 1 {
            /// Which.
            consignment: String,
            /// When that was clear.
            on: Date,
            /// What is known.
            why: String,
        }
        /// The laboratory has it and found it fit for testing.
        Received = "received" 1 {
            /// Which.
            consignment: String,
            /// When.
            on: Date,
            /// In what condition.
            condition: String,
        }
        /// The laboratory does not take it.
        Refused = "refused" 1 {
            /// Which.
            consignment: String,
            /// When.
            on: Date,
            /// Why.
            reasons: Vec<String>,
        }
        /// It is back with the sender.
        Returned = "returned" 1 {
            /// Which.
            consignment: String,
            /// When.
            on: Date,
        }
    }
}
