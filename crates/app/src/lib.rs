//! Use cases of the service, who may do what, and the ports that it needs.
//!
//! Nothing here reads a clock, a file or a network: [`Store`], [`Blobs`], [`Clock`], [`Chance`] and [`Post`] come in. Calls
//! block, and are not async.

mod error;
mod item;
mod port;

pub use error::{AppError, Broken, FieldFault};
pub use item::{Cursor, Found, Item, ItemKind, ItemQuery, Sort, of_case, of_organisation};
pub use port::{
    Append, Batch, Blobs, Chance, Clock, Job, JobEnd, JobState, Kept, Letter, NAME_BYTES_MAX, NotWritten, Post, Record,
    Row, RowChange, Store, StreamKey, Table, Trace, TraceQuery,
};
