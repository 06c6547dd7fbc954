//! Requests of programs that are sent twice and done once.
//!
//! The name that a program gives to its request is kept before the request is carried out. If the same name comes again, the
//! answer of the first time is given. If the first time came to no end, nobody knows whether it was done: that is said.

use crate::app::App;
use crate::error::AppError;
use crate::port::{Batch, NotWritten, Row, RowChange, Table};
use crate::secret::digest;
use crate::who::{Actor, InRow};
use certmap_base::Text;
use certmap_case::Moment;
use serde::{Deserialize, Serialize};

/// An answer is kept for so long.
const KEPT_SECONDS: i64 = 86_400;
const KEY_BYTES_MAX: usize = 200;

/// An answer that was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenAnswer {
    /// Status.
    pub status: u16,
    /// ETag; empty if there is none.
    pub tag: String,
    /// Body.
    pub body: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Answered {
    key: String,
    account: String,
    /// Digest of the request, so that one name is not used for two.
    request: String,
    answer: Option<GivenAnswer>,
    until: Moment,
}

impl InRow for Answered {
    const TABLE: Table = Table::Answered;
    fn key(&self) -> String {
        self.key.clone()
    }
    fn owner(&self) -> String {
        self.account.clone()
    }
    fn expires(&self) -> Option<Moment> {
        Some(self.until)
    }
}

impl App {
    /// Carries a request out, once for each name; refusals are not kept, so that what was mended can be sent again.
    ///
    /// # Errors
    /// If the name is used for another request, or the first one came to no end; else what the request says.
    pub fn once(
        &self,
        actor: &Actor,
        name: &str,
        request: &str,
        work: impl FnOnce() -> Result<GivenAnswer, AppError>,
    ) -> Result<GivenAnswer, AppError> {
        if name.len() > KEY_BYTES_MAX {
            return Err(AppError::field("Idempotency-Key", "the key is longer than 200 bytes", "幂等键超过200字节"));
        }
        let key = digest(format!("{}\n{name}", actor.account.id).as_bytes());
        let now = self.clock.now();
        let row = self.store.row(Table::Answered, &key)?;
        let version = match &row {
            Some(row) => {
                let kept = Answered::read(row)?;
                if kept.until > now {
                    return kept_answer(kept, request);
                }
                row.version
            }
            None => 0,
        };
        let (account, until) = (actor.account.id.clone(), now.plus_seconds(KEPT_SECONDS));
        let mut kept = Answered { key: key.clone(), account, request: request.to_owned(), answer: None, until };
        match self.put(kept.row(version + 1)) {
            Err(NotWritten::Row { .. }) => return Err(no_end()),
            other => other?,
        }
        match work() {
            Ok(answer) => {
                kept.answer = Some(answer.clone());
                self.put(kept.row(version + 2))?;
                Ok(answer)
            }
            // What does not work may have been done: the name stays taken.
            Err(AppError::Broken(broken)) => Err(AppError::Broken(broken)),
            Err(refused) => {
                let rows = vec![RowChange::Erase(Table::Answered, key)];
                self.store.write(&Batch { rows, ..Batch::default() })?;
                Err(refused)
            }
        }
    }

    fn put(&self, row: Row) -> Result<(), NotWritten> {
        self.store.write(&Batch { rows: vec![RowChange::Put(row)], ..Batch::default() }).map(|_| ())
    }
}

fn kept_answer(kept: Answered, request: &str) -> Result<GivenAnswer, AppError> {
    if kept.request != request {
        return Err(AppError::field(
            "Idempotency-Key",
            "this key was used for another request; give each request a key of its own",
            "该幂等键已用于其他请求，请为每个请求使用不同的键",
        ));
    }
    kept.answer.ok_or_else(no_end)
}

fn no_end() -> AppError {
    AppError::Conflict {
        what: Text::new(
            "a request with this key was begun and has not ended; look whether it was done before you send it with another key",
            "使用该幂等键的请求已开始但尚未结束；请先确认是否已完成，再使用新的键提交",
        ),
        version: 0,
    }
}
