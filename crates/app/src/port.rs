//! What the use cases need from outside: a store, a place for papers, a clock, chance and post.
//!
//! A store keeps five things, and changes all of them in one [`Batch`] or none:
//!
//! - **events**, in streams, for ever; each has a global position in the order of commits;
//! - **items**, which are what lists show of a stream; they can be made again from the events;
//! - **rows**, which are records that may change and be erased: accounts, sessions, names of persons;
//! - **jobs**, which are what is still to be done, such as a letter to be sent;
//! - the **trail**: who did or saw what.
//!
//! Names (kinds, ids, keys, links, owners, and what the trail is searched by) have at most [`NAME_BYTES_MAX`] bytes, and no
//! text has a NUL character: a batch with others is refused, and reading by them finds nothing.

use crate::error::Broken;
use crate::item::{Found, Item, ItemKind, ItemQuery};
use certmap_base::Text;
use certmap_case::Moment;
use std::collections::BTreeSet;

/// How long a name may be, so that every store can keep it in an index.
pub const NAME_BYTES_MAX: usize = 500;

/// A stream of events: its kind, as it is written, and its id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StreamKey {
    /// Word of the kind, such as `case`.
    pub kind: String,
    /// Id within the kind.
    pub id: String,
}

impl StreamKey {
    /// A key.
    pub fn new(kind: impl Into<String>, id: impl Into<String>) -> StreamKey {
        StreamKey { kind: kind.into(), id: id.into() }
    }
}

/// An event as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Place among all events, in the order of commits; gaps are possible, going back is not.
    pub position: u64,
    /// Its stream.
    pub key: StreamKey,
    /// Place in its stream, from 1 without gaps.
    pub version: u64,
    /// The event with its envelope, one line of JSON.
    pub line: String,
}

/// Events to be added at the end of a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Append {
    /// The stream.
    pub key: StreamKey,
    /// The version that the stream must have now; 0 for a new one.
    pub expected: u64,
    /// The lines, in order.
    pub lines: Vec<String>,
}

/// A kind of row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// Organisations.
    Organisation,
    /// Names and addresses of persons; may be erased.
    Person,
    /// Accounts.
    Account,
    /// Signed-in browsers, by the hash of their secret.
    Session,
    /// Access tokens of programs, by hash.
    Token,
    /// Invitations that were not yet taken up, by hash.
    Invitation,
    /// Permissions to set a new password, by hash.
    Reset,
    /// Answers that were given to an idempotency key.
    Answered,
    /// Settings of the service.
    Setting,
    /// Texts of packs that decisions used, by digest.
    PackText,
    /// Challenges and links of other ways to sign in.
    Credential,
}

impl Table {
    /// All of them.
    pub const ALL: &'static [Table] = &[
        Table::Organisation,
        Table::Person,
        Table::Account,
        Table::Session,
        Table::Token,
        Table::Invitation,
        Table::Reset,
        Table::Answered,
        Table::Setting,
        Table::PackText,
        Table::Credential,
    ];

    /// As it is written.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Table::Organisation => "organisation",
            Table::Person => "person",
            Table::Account => "account",
            Table::Session => "session",
            Table::Token => "token",
            Table::Invitation => "invitation",
            Table::Reset => "reset",
            Table::Answered => "answered",
            Table::Setting => "setting",
            Table::PackText => "pack_text",
            Table::Credential => "credential",
        }
    }
}

/// A row. Its data is JSON that only the use cases read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Kind.
    pub table: Table,
    /// Key within the kind.
    pub key: String,
    /// How often it was written, from 1.
    pub version: u64,
    /// Other names under which it is found, unique within the kind, such as an e-mail address.
    pub aliases: BTreeSet<String>,
    /// To what it belongs, such as the account of a session; empty if to nothing.
    pub owner: String,
    /// Content.
    pub data: String,
    /// When it may be thrown away.
    pub expires: Option<Moment>,
}

/// A change of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowChange {
    /// Write it: `row.version` is the version that it gets, and what stands there must be one lower; 1 for a new row.
    Put(Row),
    /// Take it away, if it is there.
    Erase(Table, String),
}

/// Something still to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Unique; adding a job with an id that exists already changes nothing.
    pub id: String,
    /// What to do, such as `mail`.
    pub kind: String,
    /// With what, as JSON.
    pub data: String,
    /// Not before.
    pub due: Moment,
    /// How often it was begun.
    pub attempts: u32,
    /// How far it is.
    pub state: JobState,
    /// What went wrong last; empty if nothing did.
    pub trouble: String,
}

/// How far a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum JobState {
    /// Waits for its time, or for the next attempt.
    Waiting,
    /// Done.
    Done,
    /// Given up; an administrator sees it.
    Dead,
}

impl JobState {
    /// As it is written.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            JobState::Waiting => "waiting",
            JobState::Done => "done",
            JobState::Dead => "dead",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(word: &str) -> Option<JobState> {
        [JobState::Waiting, JobState::Done, JobState::Dead].into_iter().find(|s| s.word() == word)
    }
}

/// How a job ended, told in the same batch as its effects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobEnd {
    /// Which.
    pub id: String,
    /// The attempt that this is the end of: another node may have taken it over meanwhile, and then the batch is refused.
    pub attempt: u32,
    /// What it is now.
    pub state: JobState,
    /// Not before, where it is tried again.
    pub due: Moment,
    /// What went wrong; empty if nothing did.
    pub trouble: String,
}

/// A line of the audit trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// When.
    pub at: Moment,
    /// Who, as an id; empty for the service itself.
    pub person: String,
    /// For which organisation; empty where that does not apply.
    pub organisation: String,
    /// What, such as `case.decide` or `document.seen`.
    pub action: String,
    /// On what, such as `case:c-1`.
    pub object: String,
    /// What came of it: `done`, `refused`, or a short word.
    pub outcome: String,
}

/// What to show of the trail.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TraceQuery {
    /// Only of this person.
    pub person: Option<String>,
    /// Only of this organisation.
    pub organisation: Option<String>,
    /// Only about this object.
    pub object: Option<String>,
    /// Only before this number, which the page before ended with.
    pub before: Option<u64>,
    /// At most so many.
    pub limit: u32,
}

/// Changes that happen together or not at all, in the order of the fields: what is both written and taken away is gone, and
/// the first thing that stands against the batch is told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Batch {
    /// Events.
    pub events: Vec<Append>,
    /// Items, in place of those with the same kind and id.
    pub items: Vec<Item>,
    /// Items to be taken away.
    pub gone: Vec<(ItemKind, String)>,
    /// Rows.
    pub rows: Vec<RowChange>,
    /// Jobs to be done.
    pub jobs: Vec<Job>,
    /// Jobs that ended.
    pub ended: Vec<JobEnd>,
    /// The trail.
    pub trail: Vec<Trace>,
}

/// Why a batch was not written; nothing of it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotWritten {
    /// A stream has another version than expected.
    Stream {
        /// Which.
        key: StreamKey,
        /// What was expected.
        expected: u64,
        /// What it has.
        found: u64,
    },
    /// A row has another version than expected, or another name of it is taken.
    Row {
        /// Kind.
        table: Table,
        /// Key or other name.
        key: String,
    },
    /// A job was taken over by another node, or is ended already.
    Job {
        /// Which.
        id: String,
    },
    /// A name is too long, or a text has a NUL character.
    Unfit(Text),
    /// The store does not work.
    Broken(Broken),
}

impl From<Broken> for NotWritten {
    fn from(broken: Broken) -> NotWritten {
        NotWritten::Broken(broken)
    }
}

/// One thing that a store keeps, for moving all of it to another store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Record {
    /// An event with its position.
    Event(Kept),
    /// An item.
    Item(Item),
    /// A row with its version.
    Row(Row),
    /// A job; who had taken it is not told.
    Job(Job),
    /// A line of the trail, in the order in which they were written.
    Trace(Trace),
}

/// Where everything is kept. Calls block; they are made from threads that may wait, never from asynchronous code.
pub trait Store: Send + Sync {
    /// Writes all of a batch, or nothing; returns the position of the last event in the store.
    ///
    /// # Errors
    /// If something stands in the way, or the store does not work.
    fn write(&self, batch: &Batch) -> Result<u64, NotWritten>;

    /// The events of a stream after a version, in order; all with 0.
    ///
    /// # Errors
    /// If the store does not work.
    fn stream(&self, key: &StreamKey, after: u64) -> Result<Vec<Kept>, Broken>;

    /// At most `limit` events of all streams after a position, in the order of positions. An event that is committed later
    /// never appears before one that was already returned.
    ///
    /// # Errors
    /// If the store does not work.
    fn feed(&self, after: u64, limit: u32) -> Result<Vec<Kept>, Broken>;

    /// An item.
    ///
    /// # Errors
    /// If the store does not work.
    fn item(&self, kind: ItemKind, id: &str) -> Result<Option<Item>, Broken>;

    /// Items that are asked for.
    ///
    /// # Errors
    /// If the store does not work.
    fn items(&self, query: &ItemQuery) -> Result<Found, Broken>;

    /// Takes all items away and writes these; nobody sees the time between. The iterator may read this store, and no batch
    /// with events or items is written before it ends: what it makes from the events is not older than they are.
    ///
    /// # Errors
    /// If the store does not work.
    fn replace_items(&self, items: &mut dyn Iterator<Item = Item>) -> Result<u64, Broken>;

    /// A row by its key. One that has expired may be returned; the use case looks at the time.
    ///
    /// # Errors
    /// If the store does not work.
    fn row(&self, table: Table, key: &str) -> Result<Option<Row>, Broken>;

    /// A row by another name.
    ///
    /// # Errors
    /// If the store does not work.
    fn row_by_alias(&self, table: Table, alias: &str) -> Result<Option<Row>, Broken>;

    /// Rows of a kind, by key, after a key; of one owner where one is named.
    ///
    /// # Errors
    /// If the store does not work.
    fn rows(&self, table: Table, owner: Option<&str>, after: &str, limit: u32) -> Result<Vec<Row>, Broken>;

    /// Throws away rows that expired before a moment; returns how many.
    ///
    /// # Errors
    /// If the store does not work.
    fn purge(&self, before: Moment) -> Result<u64, Broken>;

    /// Takes the waiting job that is due longest (of several the one with the least id), counts the attempt, and keeps it
    /// from others until the lease ends.
    ///
    /// # Errors
    /// If the store does not work.
    fn take_job(&self, now: Moment, lease_until: Moment) -> Result<Option<Job>, Broken>;

    /// Jobs in a state, latest due first.
    ///
    /// # Errors
    /// If the store does not work.
    fn jobs(&self, state: Option<JobState>, kind: Option<&str>, limit: u32) -> Result<Vec<Job>, Broken>;

    /// Lines of the trail, latest first, each with its number.
    ///
    /// # Errors
    /// If the store does not work.
    fn trail(&self, query: &TraceQuery) -> Result<Vec<(u64, Trace)>, Broken>;

    /// Everything, as it stood at one moment, while others write: events by position, then items, rows, jobs and the trail.
    ///
    /// # Errors
    /// If the store does not work, or the first error of `take`.
    fn export(&self, take: &mut dyn FnMut(Record) -> Result<(), Broken>) -> Result<(), Broken>;

    /// Takes over what [`export`](Store::export) gave, all or nothing; returns how many records. Only into a store that has
    /// nothing in it; with no records it asks just that.
    ///
    /// # Errors
    /// If there is something in this store, a record is an error or cannot be, or the store does not work.
    fn import(&self, records: &mut dyn Iterator<Item = Result<Record, Broken>>) -> Result<u64, Broken>;

    /// Whether the store can be read and written, for the readiness of the service.
    ///
    /// # Errors
    /// If it cannot.
    fn ready(&self) -> Result<(), Broken>;

    /// Its kind in one word, for people: `sqlite`, `postgresql`, `memory`.
    fn name(&self) -> &'static str;
}

/// Where papers are kept, by the SHA-256 of their bytes, in lower-case hexadecimal.
pub trait Blobs: Send + Sync {
    /// Keeps bytes; they are safe when this returns.
    ///
    /// # Errors
    /// If they cannot be kept.
    fn put(&self, bytes: &[u8]) -> Result<String, Broken>;

    /// Gives them back; `None` if there are none under the digest.
    ///
    /// # Errors
    /// If they cannot be read, or are not what the digest says.
    fn get(&self, digest: &str) -> Result<Option<Vec<u8>>, Broken>;

    /// The digests of all of them, in order.
    ///
    /// # Errors
    /// If they cannot be read.
    fn digests(&self) -> Result<Vec<String>, Broken>;
}

/// The time.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Moment;
}

/// Chance that nobody can guess.
pub trait Chance: Send + Sync {
    /// Thirty-two new bytes.
    fn bytes(&self) -> [u8; 32];
}

/// A letter.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Letter {
    /// Address.
    pub to: String,
    /// Subject.
    pub subject: String,
    /// Text.
    pub text: String,
}

/// Sends letters.
pub trait Post: Send + Sync {
    /// Sends one.
    ///
    /// # Errors
    /// If the other side does not take it now; it is tried again.
    fn send(&self, letter: &Letter) -> Result<(), Broken>;
}
