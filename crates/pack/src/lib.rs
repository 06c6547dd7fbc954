//! The law as data: texts of packs in, a checked [`Library`] out, or every problem at once.
//!
//! ```
//! use certmap_pack::Library;
//! let (library, problems) = Library::read(&[], &certmap_pack::Select::everything());
//! assert!(library.is_none());
//! assert!(problems[0].fault.message.en.contains("packs/common"));
//! ```
//!
//! - A [`Pack`] is one publisher of law; [`Common`] holds the words that all packs share.
//! - `wire` is the notation as it is written (docs/PACKS.md), `read_*` turns it into the model and reports every problem
//!   with file and line, `lint` looks for what loads but is not good enough.
//! - What has been loaded can be evaluated without failing: names, types, units, kinds, sources are all checked here.
//!
//! Not here: evaluating, dates of today, where the texts come from.

mod case;
mod common;
mod compact;
mod digest;
mod fact;
mod find;
mod lint;
mod market;
mod model;
mod notation;
mod procedure;
mod read_common;
mod read_pack;
mod read_procedure;
mod read_scheme;
mod taxonomy;
mod wire;
mod words;

pub use case::{Case, Expectation};
pub use common::{Common, Concordance, Contradiction, KnownScheme, Subject};
pub use compact::Compact;
pub use digest::digest;
pub use fact::{Choice, Fact, FactType, Raw, Value};
pub use find::Hit;
pub use lint::lint;
pub use market::{Group, Market, Markets, Member};
pub use model::{
    Attestation, Binding, Certificate, Change, DateRole, Definition, DemandedBy, Enclosure, Event, Evidence, Letter,
    LetterFor, Library, Mark, Notice, Pack, Phase, PhaseKind, Reuse, Route, Rule, RuleKind, Scheme, Source, UnitSplit,
    Upkeep,
};
pub use notation::notation;
pub use procedure::{
    Amount, Basis, Behaviour, Clock, Document, Duration, Fee, FeeValue, Lasts, OnFail, Party, Per, Procedure, Step,
};
pub use read_pack::Select;
pub use taxonomy::{Kind, KindSet, Taxonomy};
pub use words::PackWords;
