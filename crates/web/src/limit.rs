//! How often something may be tried: a bucket of tokens per name.

use certmap_app::AppError;
use certmap_case::Moment;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Buckets are looked through when there are so many.
const BUCKETS_MAX: usize = 20_000;

/// What is limited: how many at once, and after how many seconds there is one more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Limit {
    /// Tries of secrets from one address.
    TryByAddress,
    /// Tries of secrets of one account.
    TryByAccount,
    /// Requests of one program.
    Program,
}

impl Limit {
    fn size(self) -> (u32, u64) {
        match self {
            Limit::TryByAddress => (30, 10),
            Limit::TryByAccount => (10, 60),
            Limit::Program => (300, 1),
        }
    }

    /// How many seconds it takes for one more after none are left, and how many come back per such time.
    fn refill(self) -> u32 {
        match self {
            Limit::Program => 10,
            _ => 1,
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    left: u32,
    at: Moment,
}

/// All buckets of this process.
#[derive(Debug, Default)]
pub(crate) struct Limits {
    buckets: Mutex<HashMap<(Limit, String), Bucket>>,
}

impl Limits {
    /// Takes one.
    ///
    /// # Errors
    /// If none is left.
    pub(crate) fn take(&self, limit: Limit, name: &str, now: Moment) -> Result<(), AppError> {
        let (most, seconds) = limit.size();
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= BUCKETS_MAX {
            // A full bucket says no more than none.
            buckets.retain(|(l, _), b| refilled(*l, *b, now).left < l.size().0);
        }
        let bucket = buckets.entry((limit, name.to_owned())).or_insert(Bucket { left: most, at: now });
        *bucket = refilled(limit, *bucket, now);
        match bucket.left.checked_sub(1) {
            Some(left) => {
                bucket.left = left;
                Ok(())
            }
            None => {
                Err(AppError::TooMany { retry_after_seconds: seconds - now.seconds_since(bucket.at).min(seconds - 1) })
            }
        }
    }
}

fn refilled(limit: Limit, bucket: Bucket, now: Moment) -> Bucket {
    let (most, seconds) = limit.size();
    let times = now.seconds_since(bucket.at) / seconds;
    let more = u32::try_from(times).unwrap_or(u32::MAX).saturating_mul(limit.refill());
    let left = bucket.left.saturating_add(more).min(most);
    let at = bucket.at.plus_seconds(i64::try_from(times * seconds).unwrap_or(0));
    Bucket { left, at: if left == most { now } else { at } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_tries_then_one_a_minute() {
        let limits = Limits::default();
        let start = Moment::parse("2026-11-21T10:00:00Z").unwrap();
        let ask = |second: i64| limits.take(Limit::TryByAccount, "a", start.plus_seconds(second));
        for _ in 0..10 {
            assert_eq!(ask(0), Ok(()));
        }
        assert_eq!(ask(0), Err(AppError::TooMany { retry_after_seconds: 60 }));
        assert_eq!(ask(59), Err(AppError::TooMany { retry_after_seconds: 1 }));
        assert_eq!(ask(60), Ok(()));
        assert!(ask(61).is_err());
        assert_eq!(limits.take(Limit::TryByAccount, "b", start), Ok(()));
        for second in 0..10 {
            assert_eq!(ask(100_000 + second), Ok(()));
        }
    }
}
