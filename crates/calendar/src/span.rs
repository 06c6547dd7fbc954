//! Answers that say how sure they are and what they stepped over.

use crate::DayStatus;
use certmap_base::{Date, Lang, Text};
use std::fmt;

/// A value found by looking at days, how sure those days are, and the holidays among them.
///
/// ```
/// use certmap_base::Date;
/// use certmap_calendar::Calendar;
/// let answer = Calendar::weekdays("office").add_working_days(Date::parse("2026-11-20")?, 1);
/// assert_eq!(answer.value.to_string(), "2026-11-23");
/// assert!(!answer.provisional());
/// # Ok::<(), certmap_base::Fault>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer<T> {
    /// What was asked for.
    pub value: T,
    /// The weakest status of the days looked at.
    pub status: DayStatus,
    /// The holidays among them, earliest first.
    pub holidays: Vec<Skipped>,
}

impl<T> Answer<T> {
    /// True if an expected or unknown day was looked at: the value may change when the year is announced.
    #[must_use]
    pub fn provisional(&self) -> bool {
        self.status != DayStatus::Official
    }
}

/// The days from the first to the last working day of a piece of work, both included.
///
/// ```
/// use certmap_base::Date;
/// use certmap_calendar::Calendar;
/// // Two working days that may start on a Saturday: Monday and Tuesday.
/// let span = Calendar::weekdays("office").finish_for_start(Date::parse("2026-11-21")?, 2);
/// assert_eq!((span.start.to_string(), span.finish.to_string()), ("2026-11-23".into(), "2026-11-24".into()));
/// # Ok::<(), certmap_base::Fault>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The first working day of the work.
    pub start: Date,
    /// The last working day of the work, itself worked.
    pub finish: Date,
    /// The weakest status of the days looked at, the ones before the start (or after the finish) included.
    pub status: DayStatus,
    /// The holidays among them, earliest first.
    pub holidays: Vec<Skipped>,
}

impl Span {
    /// True if an expected or unknown day was looked at: the dates may change when the year is announced.
    #[must_use]
    pub fn provisional(&self) -> bool {
        self.status != DayStatus::Official
    }
}

/// A holiday that was stepped over: days in a row with the same name.
///
/// Only the days that were looked at count; a long holiday may go on beyond them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// What the holiday is called.
    pub name: Text,
    /// Its first day that was passed.
    pub first: Date,
    /// Its last day that was passed.
    pub last: Date,
    /// How sure it is.
    pub status: DayStatus,
}

impl Skipped {
    /// The holiday in one language, with its days.
    ///
    /// ```
    /// use certmap_base::{Date, Lang, Text};
    /// use certmap_calendar::{DayStatus, Skipped};
    /// let day = Date::parse("2026-10-01")?;
    /// let skipped = Skipped { name: Text::new("National Day", "国庆节"), first: day, last: day, status: DayStatus::Official };
    /// assert_eq!(skipped.tell(Lang::Zh), "国庆节 2026-10-01");
    /// # Ok::<(), certmap_base::Fault>(())
    /// ```
    #[must_use]
    pub fn tell(&self, lang: Lang) -> String {
        let name = self.name.get(lang);
        if self.first == self.last {
            return format!("{name} {}", self.first);
        }
        let to = match lang {
            Lang::En => " to ",
            Lang::Zh => "至",
        };
        format!("{name} {}{to}{}", self.first, self.last)
    }
}

impl fmt::Display for Skipped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.tell(Lang::En))
    }
}
