//! What is measured, as Prometheus reads it.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Upper ends of the classes of durations, in milliseconds.
const CLASSES: [u64; 9] = [5, 10, 25, 50, 100, 250, 500, 1000, 5000];

#[derive(Debug, Default, Clone)]
struct Durations {
    counts: [u64; CLASSES.len()],
    count: u64,
    microseconds: u64,
}

#[derive(Debug, Default)]
struct All {
    requests: BTreeMap<(&'static str, u16), u64>,
    durations: BTreeMap<&'static str, Durations>,
    jobs: BTreeMap<(String, &'static str), u64>,
}

/// Counters of this process.
#[derive(Debug, Default)]
pub(crate) struct Measures(Mutex<All>);

impl Measures {
    /// A request was answered.
    pub(crate) fn answered(&self, route: &'static str, status: u16, took: Duration) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *all.requests.entry((route, status)).or_default() += 1;
        let durations = all.durations.entry(route).or_default();
        let microseconds = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        durations.count += 1;
        durations.microseconds = durations.microseconds.saturating_add(microseconds);
        for (count, class) in durations.counts.iter_mut().zip(CLASSES) {
            *count += u64::from(microseconds <= class * 1000);
        }
    }

    /// A job ended.
    pub(crate) fn worked(&self, kind: &str, how: &'static str) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *all.jobs.entry((kind.to_owned(), how)).or_default() += 1;
    }

    /// As Prometheus reads it.
    pub(crate) fn write(&self, store: &str, is_ready: bool, waiting: usize) -> String {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut out = String::new();
        let _ = writeln!(out, "# HELP certmap_requests_total Requests by route and status.");
        let _ = writeln!(out, "# TYPE certmap_requests_total counter");
        for ((route, status), count) in &all.requests {
            let _ = writeln!(out, "certmap_requests_total{{route=\"{route}\",status=\"{status}\"}} {count}");
        }
        let _ = writeln!(out, "# HELP certmap_request_seconds How long requests took.");
        let _ = writeln!(out, "# TYPE certmap_request_seconds histogram");
        for (route, d) in &all.durations {
            for (count, class) in d.counts.iter().zip(CLASSES) {
                let _ = writeln!(
                    out,
                    "certmap_request_seconds_bucket{{route=\"{route}\",le=\"{}\"}} {count}",
                    seconds(class * 1000)
                );
            }
            let _ = writeln!(out, "certmap_request_seconds_bucket{{route=\"{route}\",le=\"+Inf\"}} {}", d.count);
            let _ = writeln!(out, "certmap_request_seconds_sum{{route=\"{route}\"}} {}", seconds(d.microseconds));
            let _ = writeln!(out, "certmap_request_seconds_count{{route=\"{route}\"}} {}", d.count);
        }
        let _ = writeln!(out, "# HELP certmap_jobs_total Jobs of this process, by how they ended.");
        let _ = writeln!(out, "# TYPE certmap_jobs_total counter");
        for ((kind, how), count) in &all.jobs {
            let _ = writeln!(out, "certmap_jobs_total{{kind=\"{kind}\",ended=\"{how}\"}} {count}");
        }
        let _ = writeln!(out, "# HELP certmap_jobs_waiting Jobs that wait, at most 1000 are counted.");
        let _ = writeln!(out, "# TYPE certmap_jobs_waiting gauge");
        let _ = writeln!(out, "certmap_jobs_waiting {waiting}");
        let _ = writeln!(out, "# HELP certmap_store_ready Whether the store can be read and written.");
        let _ = writeln!(out, "# TYPE certmap_store_ready gauge");
        let _ = writeln!(out, "certmap_store_ready{{store=\"{store}\"}} {}", u8::from(is_ready));
        out
    }
}

/// Seconds with six digits, written without rounding.
fn seconds(microseconds: u64) -> String {
    format!("{}.{:06}", microseconds / 1_000_000, microseconds % 1_000_000)
}
