//! What is kept: events as they are written, in every version that was ever written.
//!
//! The only types of this crate with a written form. An event says what happened, never what follows from it; a line adds
//! who, when, and its place in its stream. When an event changes its shape, its version goes up by one, and
//! `stored/upcast.rs` learns to lift the older shape; `tests/stored/*.jsonl` keeps lines of all versions for ever.
//!
//! ```
//! use certmap_case::stored::{AnyEvent, Line};
//! let text = r#"{"stream":"report","id":"r-1","version":2,"at":"2027-03-01T09:00:00Z",
//!     "by":{"person":"p-7","account":"a-7","organisation":"lab","role":"laboratory"},
//!     "type":"withdrawn","event_version":1,"data":{"why":"the wrong sample was tested"}}"#;
//! let line = Line::read(text)?;
//! assert!(matches!(&line.event, AnyEvent::Report(_)));
//! assert_eq!(Line::read(&line.write())?, line);
//! # Ok::<(), certmap_base::Fault>(())
//! ```

mod case;
mod certificate;
mod id;
mod line;
mod record;
mod report;
mod samples;
mod subject;
mod upcast;
mod visit;
mod word;

pub use case::{CaseEvent, FileNote, OutsideCertificate, Relied};
pub use certificate::{CertificateEvent, CoverLine};
pub use id::{
    AccountId, AppealId, CaseId, CertificateId, DocumentId, NonconformityId, OrderId, OrganisationId, PersonId,
    QuestionId, RecordId, ReportId, SamplesId, VisitId,
};
pub use line::{AnyEvent, By, Line, Recorded, StreamKind};
pub use record::RecordEvent;
pub use report::{ReportEvent, ReportText, StandardVerdict};
pub use samples::{Paper, SampleItem, SamplesEvent};
pub use subject::{
    Applies, Interest, PackEdition, RecordNeed, Route, RouteFee, RouteStep, RunKey, Site, Subject, UnitOf,
};
pub use visit::{CheckItem, TeamMember, VisitEvent};
pub use word::{
    AppealKind, CertificateState, CheckFinding, CheckOutcome, Function, Grade, InterestKind, OutsideOutcome, Purpose,
    RecordKind, Role, SampleForm, Side, TeamRole, Turn, Verdict, VisitKind,
};
