//! Which schemes apply to a product, and why: packs lowered to one [`Program`], facts and dates in, outcomes with
//! reasons and ranked questions out.
//!
//! - [`Engine`] holds a library and its program; [`Engine::ask`] answers for a [`Product`], and [`Engine::briefs`] for
//!   many, without reasons.
//! - Three-valued throughout: what is not known stays unknown and asks; a decided answer holds however the missing
//!   facts turn out.
//! - A fact is asked only if two of its possible values can end differently.
//! - The passes: `lower` (packs to program), `facts` and `cell` (product to cells), `program` (evaluate), `residual` and
//!   `diagram` (what still matters), `answer`, `reason`, `ahead`, `held`, `units`, `question` (the result).
//!
//! Not here: reading product files, the clock, printing.

mod ahead;
mod answer;
mod brief;
mod cell;
mod changed;
mod compare;
mod condition;
mod diagram;
mod ends;
mod engine;
mod every;
mod facts;
mod families;
mod held;
mod lower;
mod probe;
mod product;
mod program;
mod question;
mod reason;
mod residual;
mod result;
mod search;
mod state;
mod turns;
mod units;
mod value;
mod worked;

pub use ahead::LookAhead;
pub use brief::{Brief, Briefs};
pub use changed::{Fate, RuleChange};
pub use compare::{Comparison, Difference, compare};
pub use condition::{Conditions, Figure, Missing};
pub use engine::{Asked, Engine};
pub use facts::Dates;
pub use families::{Extent, Family, families};
pub use probe::{Limit, Probe, ProbeOf, Probes, probes};
pub use product::{
    Answer, CUSTOMS_CODE, DoneStep, Factory, Inspection, Line, Mandate, Paper, PartyRecord, Product, Shipment, Shutdown,
};
pub use program::Program;
pub use result::{
    Ahead, AheadKind, EntryResult, HeldResult, Outcome, PackUsed, Question, Read, Reason, RequirementResult,
    RouteResult, SchemeResult, ScopeResult, UnitResult,
};
pub use state::{State, States};
pub use worked::run_case;
