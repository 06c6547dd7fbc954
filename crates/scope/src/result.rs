//! What scope answers.

use certmap_base::{Cite, Confidence, Date, Text};
use certmap_expr::Tri;
use certmap_pack::{Attestation, Binding, DateRole, DemandedBy, Event, Evidence, PhaseKind};
use std::sync::Arc;

/// What a scheme says of a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Outcome {
    /// It applies.
    In,
    /// It does not apply.
    Out,
    /// It would apply, but the product is released from it.
    Exempt,
    /// The product must not be sold.
    Banned,
    /// It will apply from a later day.
    NotYet,
    /// It applied until an earlier day.
    NoLonger,
    /// Facts are missing.
    Unknown,
    /// certmap has no rules for it.
    NotCovered,
    /// Rules or facts contradict each other.
    Conflict,
}

impl Outcome {
    /// All.
    pub const ALL: [Outcome; 9] = [
        Outcome::In,
        Outcome::Out,
        Outcome::Exempt,
        Outcome::Banned,
        Outcome::NotYet,
        Outcome::NoLonger,
        Outcome::Unknown,
        Outcome::NotCovered,
        Outcome::Conflict,
    ];

    /// The word of the JSON contract.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Outcome::In => "in",
            Outcome::Out => "out",
            Outcome::Exempt => "exempt",
            Outcome::Banned => "banned",
            Outcome::NotYet => "not_yet",
            Outcome::NoLonger => "no_longer",
            Outcome::Unknown => "unknown",
            Outcome::NotCovered => "not_covered",
            Outcome::Conflict => "conflict",
        }
    }

    /// Reads the word of the JSON contract.
    #[must_use]
    pub fn parse(word: &str) -> Option<Outcome> {
        Outcome::ALL.into_iter().find(|o| o.word() == word)
    }
}

/// A fact, or `kind`, with its value as written.
pub type Read = (Arc<str>, Arc<str>);

/// A rule that decided, or failed to, with the facts it read.
#[derive(Debug, Clone, PartialEq)]
pub struct Reason {
    /// Rule id.
    pub rule: String,
    /// In a sentence.
    pub says: Arc<Text>,
    /// Facts read, with their values as written; a missing fact is not listed.
    pub read: Vec<Read>,
    /// Citations.
    pub cites: Arc<[Cite]>,
    /// How well founded.
    pub confidence: Confidence,
}

/// An entry that was looked at closely.
#[derive(Debug, Clone, PartialEq)]
pub struct EntryResult {
    /// Entry id.
    pub id: String,
    /// Title.
    pub title: Arc<Text>,
    /// Its outcome.
    pub outcome: Outcome,
    /// True if the main kind of the product brought it in.
    pub main: bool,
    /// Standards by number.
    pub standards: Arc<[String]>,
    /// Why.
    pub reasons: Vec<Reason>,
}

/// A requirement inside a scheme.
#[derive(Debug, Clone, PartialEq)]
pub struct RequirementResult {
    /// Requirement id, for example `16 CFR 1501`.
    pub id: String,
    /// Title.
    pub title: Arc<Text>,
    /// in, out, not_yet, no_longer or unknown.
    pub outcome: Outcome,
    /// What shows conformity.
    pub evidence: Evidence,
    /// The exclusion that releases from the test.
    pub excluded_by: Option<String>,
    /// Facts missing for it.
    pub needs: Vec<String>,
    /// Why.
    pub reasons: Vec<Reason>,
}

/// A route and whether it may be used.
#[derive(Debug, Clone, PartialEq)]
pub struct RouteResult {
    /// Route id.
    pub id: String,
    /// Title.
    pub title: Text,
    /// Whether it may be used.
    pub open: Tri,
    /// Procedure id in the scheme's pack.
    pub procedure: Option<String>,
    /// What it ends in.
    pub attestation: Attestation,
    /// A notified or designated body takes part.
    pub notified_body: bool,
}

/// A certification unit.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitResult {
    /// Number of the unit, `1` on.
    pub id: String,
    /// Models in it.
    pub lines: Vec<String>,
    /// Attributes that separate it from others, with its values.
    pub split_by: Vec<(String, String)>,
}

/// A paper in hand, and whether it counts.
#[derive(Debug, Clone, PartialEq)]
pub struct HeldResult {
    /// The paper, by number or kind.
    pub paper: String,
    /// Whether it counts.
    pub counts: Tri,
    /// Why.
    pub why: Text,
}

/// What kind of change lies ahead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AheadKind {
    /// The scheme itself begins, ends or turns.
    Outcome,
    /// A requirement inside the scheme begins or ends.
    Requirement,
    /// A route opens or closes.
    Route,
    /// A change that the pack announces.
    Notice,
    /// A paper in hand ends.
    Paper,
    /// An inspection of a factory runs out.
    Inspection,
    /// The mandate of a party ends.
    Mandate,
}

impl AheadKind {
    /// The word of the JSON contract.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            AheadKind::Outcome => "outcome",
            AheadKind::Requirement => "requirement",
            AheadKind::Route => "route",
            AheadKind::Notice => "notice",
            AheadKind::Paper => "paper",
            AheadKind::Inspection => "inspection",
            AheadKind::Mandate => "mandate",
        }
    }
}

/// A change ahead.
#[derive(Debug, Clone, PartialEq)]
pub struct Ahead {
    /// The day.
    pub on: Date,
    /// What kind of change.
    pub kind: AheadKind,
    /// What changes: ids of rules, of a route or notice, a paper, a factory, a party.
    pub of: String,
    /// What happens.
    pub what: Text,
    /// What to do about it.
    pub act: Option<Text>,
    /// Until when something must be done.
    pub deadline: Option<Date>,
    /// Citations.
    pub cites: Vec<Cite>,
}

/// The answer of one scheme for one market.
#[derive(Debug, Clone, PartialEq)]
pub struct SchemeResult {
    /// Market code.
    pub market: String,
    /// Group through which the scheme holds there.
    pub via: Option<String>,
    /// Scheme id.
    pub scheme: String,
    /// Pack id; empty where there is none.
    pub pack: String,
    /// Title.
    pub title: Text,
    /// Outcome.
    pub outcome: Outcome,
    /// Outcomes that are still possible; one where it is decided.
    pub possible: Vec<Outcome>,
    /// Stage of the deciding rule on that day.
    pub phase: Option<PhaseKind>,
    /// Mandatory or voluntary.
    pub binding: Binding,
    /// What it ends in.
    pub attestation: Attestation,
    /// Who asks for it.
    pub demanded_by: DemandedBy,
    /// The governing day.
    pub on: Date,
    /// Which date governs.
    pub governed_by: DateRole,
    /// Before which event it must be fulfilled.
    pub fulfil_before: Event,
    /// The weakest confidence of the deciding reasons.
    pub confidence: Confidence,
    /// Scheme that takes its place.
    pub displaced_by: Option<String>,
    /// Routes.
    pub routes: Vec<RouteResult>,
    /// Deciding or nearest entries.
    pub entries: Vec<EntryResult>,
    /// Requirements; empty unless the scheme is in or may be.
    pub requirements: Vec<RequirementResult>,
    /// Certification units; empty unless the scheme is in or may be.
    pub units: Vec<UnitResult>,
    /// Rules of the scheme on papers that may count for this product, by their place in the pack.
    pub reuse: Vec<usize>,
    /// Papers in hand.
    pub held: Vec<HeldResult>,
    /// Facts that can still change the outcome.
    pub needs: Vec<String>,
    /// Changes ahead.
    pub ahead: Vec<Ahead>,
    /// A remark: whom to ask, which paper goes with an exemption.
    pub says: Option<Text>,
}

/// A question that would settle something.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// Fact, or `kind`.
    pub fact: String,
    /// The question.
    pub ask: Text,
    /// Help.
    pub help: Option<Text>,
    /// Results decided under the least helpful answer.
    pub settles: usize,
    /// Results that wait for it.
    pub concerns: Vec<String>,
    /// Effort of finding out, 1 to 4.
    pub effort: u8,
    /// True if an outcome waits for it, false if only a requirement or route does.
    pub decisive: bool,
}

/// A pack that was used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackUsed {
    /// Id.
    pub id: String,
    /// Version.
    pub version: String,
    /// Digest.
    pub digest: String,
}

/// The answer for one product.
#[derive(Debug, Clone, PartialEq)]
pub struct ScopeResult {
    /// Product name.
    pub product: String,
    /// Packs used.
    pub packs: Vec<PackUsed>,
    /// One result for every scheme of every asked market.
    pub results: Vec<SchemeResult>,
    /// Questions, the most useful first.
    pub questions: Vec<Question>,
    /// Ends of papers, inspections and mandates that concern none of the results.
    pub ahead: Vec<Ahead>,
    /// Values that were assumed because nobody said otherwise.
    pub assumed: Vec<(String, String)>,
    /// Subjects that were not looked at.
    pub not_looked_at: Vec<(String, Text)>,
}

impl ScopeResult {
    /// True if no outcome waits for a fact.
    #[must_use]
    pub fn is_decided(&self) -> bool {
        self.results.iter().all(|r| r.outcome != Outcome::Unknown)
    }
}
