//! Worked examples.

use crate::Value;
use certmap_base::{Date, Place};
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
    /// Requirements that must be in.
    pub requirements_in: Vec<String>,
    /// Requirements that must be out.
    pub requirements_out: Vec<String>,
}
