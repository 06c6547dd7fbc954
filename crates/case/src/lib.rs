//! The workflow of certification: a command to a state gives events or refusals, an event to a state gives the next state.
//!
//! ```
//! use certmap_case::stored::{AccountId, By, OrganisationId, PersonId, Role, RunKey};
//! use certmap_case::{Case, CaseCommand, Given, Moment, Streams};
//! let by = By {
//!     person: PersonId::new("p-1"),
//!     account: AccountId::new("a-1"),
//!     organisation: OrganisationId::new("body"),
//!     role: Role::DecisionMaker,
//! };
//! let (at, streams) = (Moment::parse("2027-01-20T08:30:00Z")?, Streams::default());
//! let given = Given { at, by, streams: &streams };
//! let (run, on, reasons) = (RunKey::parse("decide@unit-1"), at.day(), vec!["all is well".to_owned()]);
//! let refused = Case::default().decide(&given, CaseCommand::Decide { run, on, grant: true, reasons }).unwrap_err();
//! assert_eq!(refused[0].name, "unknown"); // there is no case yet
//! # Ok::<(), certmap_base::Fault>(())
//! ```
//!
//! - A [`Case`] goes along a [`stored::Route`], which is the procedure of a pack, frozen for it. Who works here has rules to
//!   keep; who does not is recorded with request, due date, answer and evidence. There is no workflow per scheme.
//! - [`Report`], [`Visit`], [`Samples`], [`Record`] and [`Certificate`] have streams of their own, since several cases may
//!   refer to one of them. A command sees them in [`Given`].
//! - `decide` gives the events of a command, or every reason against it, each with a name and in both languages;
//!   `evolve` is total. Replaying the events gives the same state.
//! - Rules on impartiality look at persons, not at accounts, and there is no command that lifts one.
//! - [`stored`] is what is kept: versions, and the lifting of older ones.
//!
//! Not here: clock, ids and chance (they come in), files and their bytes, names of people, conditions of steps (`plan` knows
//! how to compute them), the public register.

mod case;
mod certificate;
mod clock;
mod command;
mod desk;
mod follow;
mod given;
mod moment;
mod outlook;
mod phase;
mod record;
mod refusal;
mod report;
mod route;
mod samples;
mod sight;
pub mod stored;
mod visit;

pub use case::{Appeal, Applicable, Case, Ending, Fee, Finding, Opening, Order, Progress, Question, Request, Run};
pub use certificate::{Certificate, CertificateCommand, Covered};
pub use clock::{Ledger, Span};
pub use command::CaseCommand;
pub use desk::COOLING_OFF_MONTHS;
pub use given::{Given, Streams};
pub use moment::Moment;
pub use outlook::{Actual, Light, Moved, Planned, Warning};
pub use phase::Phase;
pub use record::{AMBER_DAYS, Record, RecordCommand, Standing};
pub use refusal::{Decided, Refusal};
pub use report::{Report, ReportCommand};
pub use samples::{Consignment, Samples, SamplesCommand, Stage};
pub use sight::Sight;
pub use visit::{CheckAnswer, Nonconformity, Visit, VisitCommand};
