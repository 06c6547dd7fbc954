//! Whose time ran when.

use crate::Moment;
use crate::stored::Turn;

/// A stretch of time of one side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Whose.
    pub turn: Turn,
    /// From.
    pub from: Moment,
    /// Until, not included; open while it runs.
    pub until: Option<Moment>,
}

/// Whose time ran when. One side's clock stands still while the other's runs: there is only one open span.
///
/// ```
/// use certmap_case::stored::Turn;
/// use certmap_case::{Ledger, Moment};
/// let at = |t| Moment::parse(t);
/// let mut ledger = Ledger::default();
/// ledger.turn_to(Turn::Applicant, at("2027-01-04T08:00:00Z")?);
/// ledger.turn_to(Turn::Body, at("2027-01-06T08:00:00Z")?);
/// assert_eq!(ledger.seconds(Turn::Applicant, at("2027-02-01T08:00:00Z")?), 2 * 86_400);
/// assert_eq!(ledger.running(), Turn::Body);
/// # Ok::<(), certmap_base::Fault>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ledger {
    /// INVARIANT: in order of time, without gap or overlap; only the last one may be open.
    spans: Vec<Span>,
}

impl Ledger {
    /// Stops the clock that runs and starts that of another side. A clock that runs already goes on.
    pub fn turn_to(&mut self, turn: Turn, at: Moment) {
        if let Some(last) = self.spans.last_mut() {
            if last.turn == turn {
                return;
            }
            last.until = Some(at.max(last.from));
        }
        let from = self.spans.last().and_then(|s| s.until).unwrap_or(at);
        self.spans.push(Span { turn, from, until: None });
    }

    /// Whose clock runs.
    #[must_use]
    pub fn running(&self) -> Turn {
        self.spans.last().map_or(Turn::Nobody, |s| s.turn)
    }

    /// All spans, oldest first.
    #[must_use]
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// How long a side has had in all.
    #[must_use]
    pub fn seconds(&self, turn: Turn, now: Moment) -> u64 {
        let own = self.spans.iter().filter(|s| s.turn == turn);
        own.map(|s| s.until.unwrap_or(now).seconds_since(s.from)).sum()
    }
}
