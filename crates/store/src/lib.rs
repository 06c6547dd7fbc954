//! Where the service keeps everything: in memory, in one SQLite file, or in PostgreSQL.
//!
//! ```
//! use certmap_app::{Append, Batch, Store, StreamKey};
//!
//! let store = certmap_store::Memory::default();
//! let key = StreamKey::new("case", "c-1");
//! let line = r#"{"at":"2027-01-20T08:30:00Z"}"#.to_owned();
//! let events = vec![Append { key: key.clone(), expected: 0, lines: vec![line] }];
//! store.write(&Batch { events, ..Batch::default() }).map_err(|not| format!("{not:?}"))?;
//! assert_eq!(store.stream(&key, 0).map_err(|broken| broken.to_string())?.len(), 1);
//! # Ok::<(), String>(())
//! ```
//!
//! The model, in short:
//!
//! - [`Memory`] is the model: what it does, [`Sqlite`] and [`Postgres`] do, and one suite of tests holds all three to it;
//! - both databases run the same statements; only the tables are declared apart, by migrations that are applied at opening;
//! - a batch is one transaction, and positions are given in the order of commits;
//! - papers lie in a [`Folder`], under the digest of their bytes;
//! - [`backup`] writes one file with everything, which [`restore`] puts into an empty store of any kind.
//!
//! Not here: what events, rows and jobs mean, the time, and who may see what.

mod archive;
mod blobs;
mod database;
mod events;
mod fit;
mod items;
mod jobs;
mod memory;
#[doc(hidden)]
pub mod migrate;
mod open;
mod postgres;
mod records;
mod rows;
mod sql;
mod sqlite;
mod trail;
mod wire;

pub use archive::{Counted, backup, restore};
pub use blobs::{Folder, MemoryBlobs};
pub use database::Database;
pub use memory::Memory;
pub use open::open;
pub use postgres::{Postgres, PostgresEngine};
pub use sqlite::{Sqlite, SqliteEngine};

use certmap_app::{Broken, NotWritten};

/// Why a batch was not written, for the log.
fn said(not: &NotWritten) -> String {
    match not {
        NotWritten::Unfit(what) => what.en.clone(),
        NotWritten::Broken(broken) => broken.to_string(),
        other => format!("{other:?}"),
    }
}

fn not_empty() -> Broken {
    Broken("there is something in this store already; only an empty one takes over everything".into())
}

fn cannot_stand(number: u64) -> Broken {
    Broken(format!("record {number} cannot stand after those before it"))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
