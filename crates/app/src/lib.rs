//! Use cases of the service, who may do what, and the ports that it needs.
//!
//! Nothing here reads a clock, a file or a network: [`Store`], [`Blobs`], [`Clock`], [`Chance`] and [`Post`] come in. Calls
//! block, and are not async.

mod account;
mod action;
mod answered;
mod app;
mod desk;
mod error;
mod form;
mod guide;
mod item;
mod law;
mod opening;
mod people;
mod port;
mod product;
mod project;
mod records;
mod secret;
mod study;
mod who;

pub use account::{Invitation, NewAccount, SESSION_IDLE_SECONDS, SESSION_SECONDS, SignedIn, Token};
pub use action::Action;
pub use answered::GivenAnswer;
pub use app::App;
pub use desk::{CaseFile, Command};
pub use error::{AppError, Broken, FieldFault};
pub use form::{Choice, Field, FieldKind, Typed, Upload};
pub use guide::Offer;
pub use item::{Cursor, Found, Item, ItemKind, ItemQuery, Sort, of_case, of_organisation};
pub use law::Law;
pub use opening::OPENING_FIELDS;
pub use people::{Envelope, Member, SessionSeen};
pub use port::{
    Append, Batch, Blobs, Chance, Clock, Job, JobEnd, JobState, Kept, Letter, NAME_BYTES_MAX, NotWritten, Post, Record,
    Row, RowChange, Store, StreamKey, Table, Trace, TraceQuery,
};
pub use product::batch::{IMPORT_MAX, Import, products_csv};
pub use product::desk::{NewProduct, PRODUCT_BYTES_MAX, Studied, summary};
pub use product::edit::{Column, RECORD_KINDS, RecordField, RecordKind, record_kind, records_of};
pub use product::question::Interview;
pub use product::state::{Budget, Cost, PlanFile, ProductFile, Scoped};
pub use product::stored::{MarketSummary, PackEdition, PlanEvent, PlannedShipment, ProductEvent, Stored, Written};
pub use records::RECORD_FIELDS;
pub use secret::{PASSWORD_LENGTH_MIN, digest, form_secret, hex, same_secret};
pub use study::{PlanAsked, Planned, Planner, contradictions, markets_of, read_product};
pub use who::{Account, Actor, Membership, Organisation, OrganisationKind, Person, Scope, role_says};
