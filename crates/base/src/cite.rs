//! Where a statement of law can be read.

use crate::{Confidence, Date};
use serde::{Deserialize, Serialize};

/// A place in a source: which text, where in it, how well confirmed, when last looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cite {
    /// Id of the source in the pack's `sources.toml`.
    pub source: String,
    /// Place inside the source: article, annex, row; may be empty where the whole text is meant.
    pub at: String,
    /// How well this reading is confirmed.
    pub status: Confidence,
    /// Day on which the source was last looked at for this statement.
    pub checked: Option<Date>,
}
