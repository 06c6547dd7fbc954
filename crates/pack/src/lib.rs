//! The law as data: texts of packs in, a checked [`Library`] out, or every problem at once.
//!
//!
//! - A [`Pack`] is one publisher of law; [`Common`] holds the words that all packs share.
//! - `wire` is the notation as it is written (docs/PACKS.md), `read_*` turns it into the model and reports every problem
//!   with file and line, `lint` looks for what loads but is not good enough.
//! - What has been loaded can be evaluated without failing: names, types, units, kinds, sources are all checked here.
//!
//! Not here: evaluating, dates of today, where the texts come from.

mod case;
mod common;
mod fact;
mod market;
mod model;
mod procedure;
mod taxonomy;

pub use case::{Case, Expectation};
pub use common::{Common, Concordance, Contradiction, KnownScheme, Subject};
pub use fact::{Choice, Fact, FactType, Raw, Value};
pub use market::{Group, Market, Markets, Member};
pub use model::{
    Attestation, Binding, Certificate, Change, DateRole, Definition, DemandedBy, Event, Evidence,
    Library, Mark, Notice, Pack, Phase, PhaseKind, Reuse, Route, Rule, RuleKind, Scheme, Source,
    UnitSplit, Upkeep,
};
pub use procedure::{
    Amount, Basis, Behaviour, Clock, Document, Duration, Fee, FeeValue, Lasts, OnFail, Party, Per,
    Procedure, Step,
};
pub use taxonomy::{Kind, KindSet, Taxonomy};
