//! The words that all packs share.

use crate::{Attestation, Binding, DemandedBy, Fact, Markets, Taxonomy};
use certmap_base::{Confidence, Place, Text, Units};
use certmap_expr::Expr;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Dictionary, kinds, units, markets and lists.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Common {
    /// Version of the shared words.
    pub version: String,
    /// SHA-256 over the files.
    pub digest: String,
    /// Units.
    pub units: Units,
    /// Facts, by id.
    pub facts: BTreeMap<String, Fact>,
    /// Kinds of products.
    pub kinds: Taxonomy,
    /// Markets.
    pub markets: Markets,
    /// Every scheme that is known to exist.
    pub schemes: Vec<KnownScheme>,
    /// Facts that cannot be true together.
    pub contradictions: Vec<Contradiction>,
    /// What certmap does not look at.
    pub not_looked_at: Vec<Subject>,
    /// Names used elsewhere.
    pub concordance: Concordance,
}

/// A scheme that is known to exist, with or without rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownScheme {
    /// Id.
    pub id: String,
    /// Markets and groups.
    pub markets: Vec<String>,
    /// Name.
    pub name: Text,
    /// Mandatory or voluntary.
    pub binding: Binding,
    /// What it ends in.
    pub attestation: Attestation,
    /// Who asks for it.
    pub demanded_by: DemandedBy,
    /// Who answers questions about it.
    pub authority: Text,
    /// The law as it is cited.
    pub legal_basis: String,
    /// Where certificates can be looked up; empty where nowhere.
    pub register: Text,
    /// Where this row comes from.
    pub source: String,
    /// How well it is founded.
    pub confidence: Confidence,
}

/// Facts that cannot be true together.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Contradiction {
    /// Id.
    pub id: String,
    /// True where the facts contradict.
    pub when: Expr,
    /// In words.
    pub says: Text,
    /// Where it is written.
    pub place: Place,
}

/// A subject that certmap names but does not look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// Id.
    pub id: String,
    /// Name.
    pub name: Text,
}

/// Names used elsewhere and what they are here.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Concordance {
    /// Names of facts.
    pub facts: BTreeMap<String, String>,
    /// Words of confidence.
    pub confidence: BTreeMap<String, String>,
    /// Words of outcome.
    pub outcomes: BTreeMap<String, String>,
    /// Names of kinds.
    pub kinds: BTreeMap<String, String>,
}
