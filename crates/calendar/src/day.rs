//! What a calendar says of one day.

use certmap_base::{Date, Text};
use std::fmt;

/// Whether a day is worked, and why not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DayKind {
    /// An ordinary working day.
    Working,
    /// Saturday or Sunday, closed as every week.
    Weekend,
    /// A day off with a name; also where it falls on a weekend, and for closures of a body or a factory.
    Holiday {
        /// What the day is called.
        name: Text,
    },
    /// A Saturday or Sunday that is worked to make up for days off.
    MakeUpWorking,
}

impl DayKind {
    /// True for [`DayKind::Working`] and [`DayKind::MakeUpWorking`].
    ///
    /// ```
    /// use certmap_calendar::DayKind;
    /// assert!(DayKind::MakeUpWorking.works());
    /// assert!(!DayKind::Weekend.works());
    /// ```
    #[must_use]
    pub fn works(&self) -> bool {
        matches!(self, DayKind::Working | DayKind::MakeUpWorking)
    }
}

/// How sure it is whether a day is worked; greater is less sure, so that the greatest of several is the weakest.
///
/// ```
/// use certmap_calendar::DayStatus;
/// assert_eq!(DayStatus::Official.max(DayStatus::Expected), DayStatus::Expected);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DayStatus {
    /// Announced, or fixed by a statute alone.
    Official,
    /// Computed or usual; the year is not announced in full.
    Expected,
    /// There are no data for that year; only the weekday is known.
    Unknown,
}

impl DayStatus {
    /// Reads the word used in calendar files: `official` or `expected`. `unknown` cannot be written in a file.
    ///
    /// ```
    /// use certmap_calendar::DayStatus;
    /// assert_eq!(DayStatus::parse("expected"), Some(DayStatus::Expected));
    /// assert_eq!(DayStatus::parse("unknown"), None);
    /// ```
    #[must_use]
    pub fn parse(word: &str) -> Option<DayStatus> {
        match word {
            "official" => Some(DayStatus::Official),
            "expected" => Some(DayStatus::Expected),
            _ => None,
        }
    }

    /// The word for it, as in files and in the JSON contract.
    ///
    /// ```
    /// assert_eq!(certmap_calendar::DayStatus::Unknown.word(), "unknown");
    /// ```
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            DayStatus::Official => "official",
            DayStatus::Expected => "expected",
            DayStatus::Unknown => "unknown",
        }
    }
}

impl fmt::Display for DayStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// What a calendar says of one day.
///
/// In a year without data the kind is that of the weekday alone, and the status is [`DayStatus::Unknown`]: read both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// The day.
    pub date: Date,
    /// Whether it is worked.
    pub kind: DayKind,
    /// How sure that is.
    pub status: DayStatus,
    /// Name of the holiday, closure or make-up day; empty where the day has none.
    pub name: Text,
    /// Where that was read; empty where the day has no name.
    pub source: String,
}

impl Day {
    /// True if the day is worked, as far as known.
    ///
    /// ```
    /// use certmap_base::Date;
    /// use certmap_calendar::Calendar;
    /// let monday = Calendar::weekdays("office").day(Date::parse("2026-11-23")?);
    /// assert!(monday.works());
    /// # Ok::<(), certmap_base::Fault>(())
    /// ```
    #[must_use]
    pub fn works(&self) -> bool {
        self.kind.works()
    }

    /// A day that only its weekday decides.
    pub(crate) fn plain(date: Date, status: DayStatus) -> Day {
        let kind = if date.is_weekend() { DayKind::Weekend } else { DayKind::Working };
        Day { date, kind, status, name: Text::default(), source: String::new() }
    }
}
