//! Parts of the plan that look beyond its dates: variants, cliffs, documents, past shipments, chances, warnings.

use crate::{Total, Verdict};
use certmap_base::{Cite, Date, Text};
use certmap_pack::{DateRole, Party};
use certmap_scope::{AheadKind, Outcome};

/// What a variant changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VariantKind {
    /// Steps that may run beside those before them do so.
    Parallel,
    /// A test fails once.
    FailedTest,
    /// A set of samples is lost once.
    LostSamples,
    /// An audit is postponed to the next slot.
    PostponedAudit,
}

impl VariantKind {
    /// The word of the JSON contract.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            VariantKind::Parallel => "parallel",
            VariantKind::FailedTest => "failed_test",
            VariantKind::LostSamples => "lost_samples",
            VariantKind::PostponedAudit => "postponed_audit",
        }
    }
}

/// What if.
#[derive(Debug, Clone, PartialEq)]
pub struct Variant {
    /// What it changes.
    pub kind: VariantKind,
    /// Title.
    pub title: Text,
    /// What happens, and at which risk.
    pub says: Text,
    /// Steps concerned.
    pub steps: Vec<String>,
    /// Calendar days by which the earliest shipment moves; negative is earlier.
    pub days: i64,
    /// The first day on which every shipment could be loaded; none where nothing more can be done.
    pub earliest_shipment: Option<Date>,
    /// The verdict then; usual durations.
    pub verdict: Verdict,
    /// What it costs more.
    pub cost: Vec<Total>,
}

/// A day on which what is asked changes.
#[derive(Debug, Clone, PartialEq)]
pub struct Cliff {
    /// The first day of the new state.
    pub on: Date,
    /// Scheme id.
    pub scheme: String,
    /// Market code.
    pub market: String,
    /// Which date of the goods this is about.
    pub governed_by: DateRole,
    /// Outcome and route on the day before; none for a notice of the pack.
    pub before: Option<(Outcome, Option<String>)>,
    /// Outcome and route from that day on; none for a notice of the pack.
    pub after: Option<(Outcome, Option<String>)>,
    /// What kind of change; papers, inspections and mandates in hand among them.
    pub kind: AheadKind,
    /// What to do about it.
    pub act: Option<Text>,
    /// The last day to do it.
    pub deadline: Option<Date>,
    /// Where that stands.
    pub cites: Vec<Cite>,
    /// True where the planned date lies on or after that day.
    pub passed: bool,
    /// What that means, and what to do by when.
    pub says: Text,
}

/// A document to collect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanDocument {
    /// Document id.
    pub id: String,
    /// Scheme id.
    pub scheme: String,
    /// Title.
    pub title: Text,
    /// Who makes it.
    pub by: Party,
    /// Language it must be in.
    pub language: Option<String>,
    /// Ids of the steps that need it.
    pub for_steps: Vec<String>,
    /// The last day to have it; the latest start of the first step that needs it.
    pub needed_by: Date,
    /// The day on which it can first be used.
    pub usable_from: Date,
    /// It is not known whether it is needed.
    pub conditional: bool,
}

/// Goods whose shipment is past and not in order: no error, but what can be done.
#[derive(Debug, Clone, PartialEq)]
pub struct PastShipment {
    /// Number of the shipment, from 1.
    pub ship: usize,
    /// Market code.
    pub market: String,
    /// The day.
    pub date: Date,
    /// What binds: the schemes, the event, and what is missing.
    pub binds: Vec<Text>,
    /// The first day on which the goods can lawfully be released; none where they are banned.
    pub earliest_release: Option<Date>,
    /// What can be done.
    pub can_do: Vec<Text>,
}

/// Chance that a day is met.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Chance {
    /// The day of loading.
    pub date: Date,
    /// Probability from 0 to 1 that it can be met.
    pub probability: f64,
}

/// The simulation.
///
/// Every step's duration is drawn from a triangular distribution between its shortest and longest with the usual one as
/// mode, to whole days; steps are independent; a shared step is drawn once. Nothing fails and no holiday moves.
#[derive(Debug, Clone, PartialEq)]
pub struct Probability {
    /// Probability from 0 to 1 that all shipments with a day are on time.
    pub on_time: f64,
    /// Seed.
    pub seed: u64,
    /// Samples.
    pub samples: u32,
    /// What was assumed.
    pub assumptions: Vec<Text>,
    /// Of every shipment that needs something: number from 1, probability, and the days by which it can be loaded with rising
    /// probability.
    pub ships: Vec<ShipChance>,
    /// The curve of the shipment that is least likely on time.
    pub curve: Vec<Chance>,
}

/// The simulation of one shipment.
#[derive(Debug, Clone, PartialEq)]
pub struct ShipChance {
    /// Number of the shipment, from 1.
    pub ship: usize,
    /// Probability from 0 to 1.
    pub on_time: f64,
    /// Days by which it can be loaded, with rising probability.
    pub curve: Vec<Chance>,
}

/// What a warning is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WarningKind {
    /// A calendar is not announced for the days that were counted.
    ProvisionalCalendar,
    /// There is no calendar; Monday to Friday was counted.
    UnknownCalendar,
    /// A step has no sourced duration.
    NoSourcedDuration,
    /// How long a step takes rests on facts that are missing.
    DurationOpen,
    /// A scheme could not be planned; the verdict leaves it out.
    NotPlanned,
    /// A paper in hand does not last.
    PaperExpires,
    /// It is not known whether a paper in hand counts.
    PaperUnclear,
    /// Nothing is known of the factory.
    NoFactory,
    /// Steps wait for each other; one of the waits was dropped.
    Circle,
    /// A fee could not be computed.
    FeeUnknown,
    /// The market of a scheme has no shipment.
    NoShipment,
    /// A mandate ends before it is needed.
    MandateEnds,
    /// Scope and plan did not agree on the dates.
    Unsettled,
}

impl WarningKind {
    /// The word of the JSON contract.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            WarningKind::ProvisionalCalendar => "provisional_calendar",
            WarningKind::UnknownCalendar => "unknown_calendar",
            WarningKind::NoSourcedDuration => "no_sourced_duration",
            WarningKind::DurationOpen => "duration_open",
            WarningKind::NotPlanned => "not_planned",
            WarningKind::PaperExpires => "paper_expires",
            WarningKind::PaperUnclear => "paper_unclear",
            WarningKind::NoFactory => "no_factory",
            WarningKind::Circle => "circle",
            WarningKind::FeeUnknown => "fee_unknown",
            WarningKind::NoShipment => "no_shipment",
            WarningKind::MandateEnds => "mandate_ends",
            WarningKind::Unsettled => "unsettled",
        }
    }
}

/// Something to know before trusting the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// What it is about.
    pub kind: WarningKind,
    /// Scheme or step id.
    pub of: Option<String>,
    /// In words.
    pub says: Text,
}
