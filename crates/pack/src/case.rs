//! Worked examples.

use crate::{PhaseKind, Value};
use certmap_base::{Confidence, Date, Place};
use certmap_expr::Tri;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A worked example with its expectation.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Case {
    /// What it shows.
    pub name: String,
    /// Where the expectation comes from, outside the rule; without one it does not count as proof.
    pub source: Option<String>,
    /// Market code.
    pub market: String,
    /// The day asked about.
    pub on: Date,
    /// Main kind.
    pub kind: Option<String>,
    /// Other kinds.
    pub kinds: Vec<String>,
    /// Facts.
    pub given: BTreeMap<String, Value>,
    /// What must come out.
    pub expect: Expectation,
    /// Where it is written.
    pub place: Place,
}

/// What must come out of a worked example.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Expectation {
    /// Outcome words by scheme.
    pub outcomes: BTreeMap<String, String>,
    /// Rules that must be among the reasons.
    pub because: Vec<String>,
    /// Exactly these facts are asked, where given.
    pub ask: Option<Vec<String>>,
    /// Outcome words by requirement.
    pub requirements: BTreeMap<String, String>,
    /// Exclusions from testing that requirements must name, by requirement.
    pub excluded_by: BTreeMap<String, String>,
    /// Values that must be among those assumed.
    pub assumed: BTreeMap<String, Value>,
    /// How well founded the answer is, by scheme.
    pub confidence: BTreeMap<String, Confidence>,
    /// The stage of what applies, by scheme.
    pub phase: BTreeMap<String, PhaseKind>,
    /// Whether routes are open, by scheme and route.
    pub routes: BTreeMap<String, BTreeMap<String, Tri>>,
}
