//! What is known of a product.

use certmap_base::{Date, Place, Text};
use certmap_pack::Value;
use std::collections::BTreeMap;

/// A fact with its value and, where known, who said it.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The value.
    pub value: Value,
    /// Who said it.
    pub by: Option<String>,
    /// From which paper, or why (determinations carry their reason here).
    pub from: Option<String>,
    /// Where it is written.
    pub place: Place,
}

impl Answer {
    /// A value of which nothing else is known.
    #[must_use]
    pub fn plain(value: Value) -> Answer {
        Answer { value, by: None, from: None, place: Place::default() }
    }
}

/// The fact that a product file gives beside the name and the kind.
pub const CUSTOMS_CODE: &str = "hs";

/// A product as the file describes it; every name in it was checked against the dictionary.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Product {
    /// Name, as the user calls it.
    pub name: String,
    /// Main kind; `None` where it is not known.
    pub kind: Option<String>,
    /// Other kinds (multifunction).
    pub kinds: Vec<String>,
    /// GTIN.
    pub gtin: Option<String>,
    /// Facts of the product; the customs code is one of them.
    pub facts: BTreeMap<String, Answer>,
    /// Models or variants.
    pub lines: Vec<Line>,
    /// Factories.
    pub factories: Vec<Factory>,
    /// Parties.
    pub parties: Vec<PartyRecord>,
    /// Papers already held.
    pub have: Vec<Paper>,
    /// Shipments.
    pub ships: Vec<Shipment>,
    /// Steps already done.
    pub done: Vec<DoneStep>,
    /// Where the product is written.
    pub place: Place,
}

impl Product {
    /// The customs code, as it was given.
    #[must_use]
    pub fn customs_code(&self) -> Option<String> {
        self.facts.get(CUSTOMS_CODE).map(|answer| answer.value.to_string())
    }
}

/// A model or variant of the product.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Line {
    /// Model.
    pub model: String,
    /// Brand.
    pub brand: Option<String>,
    /// Factory id.
    pub factory: Option<String>,
    /// Facts that differ from the product's.
    pub facts: BTreeMap<String, Answer>,
    /// Where it is written.
    pub place: Place,
}

/// A factory.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Factory {
    /// Id inside the file.
    pub id: String,
    /// Legal name in both scripts.
    pub name: Text,
    /// Market code of its country.
    pub country: String,
    /// Number of people.
    pub headcount: Option<u32>,
    /// Class given by a body, A to D.
    pub class: Option<String>,
    /// Inspections passed.
    pub inspections: Vec<Inspection>,
    /// Times when nothing is produced.
    pub shutdowns: Vec<Shutdown>,
    /// Where it is written.
    pub place: Place,
}

/// An inspection that a factory passed.
#[derive(Debug, Clone, PartialEq)]
pub struct Inspection {
    /// Scheme id or share key.
    pub scheme: String,
    /// Day.
    pub on: Date,
    /// First day on which it no longer counts.
    pub valid_until: Option<Date>,
}

/// A time when a factory stands still.
#[derive(Debug, Clone, PartialEq)]
pub struct Shutdown {
    /// First day.
    pub from: Date,
    /// First day of work again.
    pub until: Date,
}

/// A party and its mandate.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PartyRecord {
    /// applicant, holder, manufacturer, importer, agent, local_representative, private_labeler.
    pub role: String,
    /// Legal name in both scripts.
    pub name: Text,
    /// Market code of its country.
    pub country: Option<String>,
    /// Mandate.
    pub mandate: Option<Mandate>,
}

/// A mandate for a scheme.
#[derive(Debug, Clone, PartialEq)]
pub struct Mandate {
    /// Scheme id.
    pub scheme: String,
    /// First day.
    pub from: Option<Date>,
    /// First day not.
    pub until: Option<Date>,
}

/// A paper already held.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Paper {
    /// Scheme id of a certificate or declaration.
    pub scheme: Option<String>,
    /// Kind of another paper, for example `test-report`, `cb-report`.
    pub kind: Option<String>,
    /// Number.
    pub number: Option<String>,
    /// Holder.
    pub holder: Option<String>,
    /// Issuer.
    pub issuer: Option<String>,
    /// Standard.
    pub standard: Option<String>,
    /// Edition of the standard.
    pub edition: Option<String>,
    /// Date of the paper.
    pub date: Option<Date>,
    /// First day on which it is no longer valid.
    pub valid_until: Option<Date>,
    /// Models covered.
    pub models: Vec<String>,
    /// Factory covered, by id.
    pub factory: Option<String>,
}

/// A shipment.
#[derive(Debug, Clone, PartialEq)]
pub struct Shipment {
    /// Market code.
    pub market: String,
    /// Day on which the goods leave.
    pub date: Date,
    /// Pieces.
    pub quantity: Option<u64>,
    /// Purpose: a choice of `import_purpose`.
    pub purpose: Option<String>,
    /// Day of manufacture.
    pub manufactured: Option<Date>,
}

/// A step that is done.
#[derive(Debug, Clone, PartialEq)]
pub struct DoneStep {
    /// Scheme id.
    pub scheme: String,
    /// Step id.
    pub step: String,
    /// Day.
    pub on: Date,
}
