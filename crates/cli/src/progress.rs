//! Progress on standard error, once a run has taken longer than a second.

use std::io::{IsTerminal, Write, stderr};
use std::time::{Duration, Instant};

/// Counts products and shows the count now and then; silent where nobody looks.
pub(crate) struct Progress {
    began: Instant,
    shown: Option<Instant>,
    count: usize,
    visible: bool,
}

#[expect(clippy::disallowed_methods, reason = "progress is shown by the time that has passed")]
fn now() -> Instant {
    Instant::now()
}

impl Progress {
    pub(crate) fn new() -> Progress {
        Progress { began: now(), shown: None, count: 0, visible: stderr().is_terminal() }
    }

    /// One more product.
    pub(crate) fn tick(&mut self) {
        self.count += 1;
        if !self.visible || !self.count.is_multiple_of(64) {
            return;
        }
        let time = now();
        let due = match self.shown {
            None => time.duration_since(self.began) > Duration::from_secs(1),
            Some(last) => time.duration_since(last) > Duration::from_millis(200),
        };
        if due {
            self.shown = Some(time);
            let rate = self.count as f64 / time.duration_since(self.began).as_secs_f64().max(0.001);
            let _ = write!(stderr(), "\r{} products, {rate:.0} a second ", self.count);
        }
    }

    /// Takes the line away again.
    pub(crate) fn done(&self) {
        if self.shown.is_some() {
            let _ = write!(stderr(), "\r{:60}\r", "");
        }
    }
}
