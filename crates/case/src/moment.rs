//! A point in time: a day and a second of it.

use certmap_base::{Date, Fault, text};
use std::fmt;

const DAY_SECONDS: u32 = 86_400;

/// A second of a day in universal time, as it comes in with a command.
///
/// ```
/// use certmap_case::Moment;
/// let a = Moment::parse("2027-01-20T08:30:00Z")?;
/// assert_eq!(a.to_string(), "2027-01-20T08:30:00Z");
/// assert_eq!(Moment::parse("2027-01-21T08:30:00Z")?.seconds_since(a), 86_400);
/// assert!(Moment::parse("2027-01-20 08:30").is_err());
/// # Ok::<(), certmap_base::Fault>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment {
    day: Date,
    /// INVARIANT: below 86 400.
    second: u32,
}

impl Moment {
    /// A second of a day; what lies after the end of the day is its last second.
    #[must_use]
    pub fn new(day: Date, second: u32) -> Moment {
        Moment { day, second: second.min(DAY_SECONDS - 1) }
    }

    /// The first second of a day.
    #[must_use]
    pub fn start_of(day: Date) -> Moment {
        Moment { day, second: 0 }
    }

    /// Reads `2027-01-20T08:30:00Z`.
    ///
    /// # Errors
    /// If it is written otherwise, or does not exist.
    pub fn parse(word: &str) -> Result<Moment, Fault> {
        let bad = || {
            Fault::new(text!("`{word}` is not a point in time", "`{word}` 不是时间")).help(text!(
                "write it in universal time, for example 2027-01-20T08:30:00Z",
                "请按协调世界时书写，例如 2027-01-20T08:30:00Z"
            ))
        };
        let (day, time) = word.strip_suffix('Z').and_then(|w| w.split_once('T')).ok_or_else(bad)?;
        let day = Date::parse(day)?;
        let parts: Vec<&str> = time.split(':').collect();
        let number = |part: &str, end: u32| {
            let digits = part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
            part.parse::<u32>().ok().filter(|n| digits && *n < end).ok_or_else(bad)
        };
        match parts.as_slice() {
            [h, m, s] => Ok(Moment { day, second: number(h, 24)? * 3600 + number(m, 60)? * 60 + number(s, 60)? }),
            _ => Err(bad()),
        }
    }

    /// The day.
    #[must_use]
    pub fn day(self) -> Date {
        self.day
    }

    /// So many seconds later, or earlier where they are negative.
    ///
    /// ```
    /// use certmap_case::Moment;
    /// let a = Moment::parse("2027-01-20T23:59:50Z")?;
    /// assert_eq!(a.plus_seconds(20).to_string(), "2027-01-21T00:00:10Z");
    /// assert_eq!(a.plus_seconds(20).plus_seconds(-20), a);
    /// # Ok::<(), certmap_base::Fault>(())
    /// ```
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Moment {
        let whole = i64::from(self.second) + seconds;
        let (days, second) = (whole.div_euclid(i64::from(DAY_SECONDS)), whole.rem_euclid(i64::from(DAY_SECONDS)));
        Moment { day: self.day.add_days(days), second: u32::try_from(second).unwrap_or(0) }
    }

    /// Seconds from an earlier moment; zero if the other one is later.
    #[must_use]
    pub fn seconds_since(self, earlier: Moment) -> u64 {
        let whole = |m: Moment| m.day.ordinal() * i64::from(DAY_SECONDS) + i64::from(m.second);
        u64::try_from(whole(self) - whole(earlier)).unwrap_or(0)
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (h, m, s) = (self.second / 3600, self.second / 60 % 60, self.second % 60);
        write!(f, "{}T{h:02}:{m:02}:{s:02}Z", self.day)
    }
}
