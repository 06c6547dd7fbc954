//! Civil dates.

use crate::{Fault, text};
use jiff::{ToSpan, civil};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;

pub use jiff::civil::Weekday;

/// A day in the Gregorian calendar, without time or zone, from year 1900 to 2199.
///
/// Written `2027-01-20`.
///
/// ```
/// use certmap_base::Date;
/// let start = Date::parse("2027-02-27")?;
/// assert_eq!(start.add_days(2).to_string(), "2027-03-01");
/// assert_eq!(Date::parse("2027-03-01")?.days_since(start), 2);
/// assert!(Date::parse("2027-02-30").is_err());
/// # Ok::<(), certmap_base::Fault>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(civil::Date);

const FIRST: civil::Date = civil::date(1900, 1, 1);
const LAST: civil::Date = civil::date(2199, 12, 31);

impl Date {
    /// The first day that can be written.
    pub const MIN: Date = Date(FIRST);
    /// The last day that can be written.
    pub const MAX: Date = Date(LAST);

    /// Reads a date in ISO order.
    ///
    /// # Errors
    /// If the word is no date, or the day does not exist.
    pub fn parse(word: &str) -> Result<Date, Fault> {
        let shape = word.len() == 10
            && word.bytes().enumerate().all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() });
        if !shape {
            return Err(Fault::new(text!("`{word}` is not a date", "`{word}` 不是日期"))
                .help(text!("write year-month-day, for example 2027-06-01", "请写成年-月-日，例如 2027-06-01")));
        }
        match word.parse::<civil::Date>() {
            Ok(d) if (FIRST..=LAST).contains(&d) => Ok(Date(d)),
            Ok(_) => Err(Fault::new(text!(
                "`{word}` lies outside the years 1900 to 2199",
                "`{word}` 不在 1900 年至 2199 年之间"
            ))),
            Err(_) => Err(Fault::new(text!("the day `{word}` does not exist", "日期 `{word}` 不存在"))),
        }
    }

    /// A date from its parts.
    ///
    /// # Errors
    /// If the day does not exist.
    pub fn new(year: i16, month: i8, day: i8) -> Result<Date, Fault> {
        civil::Date::new(year, month, day).ok().filter(|d| (FIRST..=LAST).contains(d)).map(Date).ok_or_else(|| {
            Fault::new(text!(
                "the day {year}-{month:02}-{day:02} does not exist",
                "日期 {year}-{month:02}-{day:02} 不存在"
            ))
        })
    }

    /// The day `days` later (earlier if negative); stops at the first and last day that can be written.
    #[must_use]
    pub fn add_days(self, days: i64) -> Date {
        let days = days.clamp(-200_000, 200_000);
        let moved = self.0.saturating_add(days.days());
        Date(moved.clamp(FIRST, LAST))
    }

    /// The same day of the month `months` later, or the last day of that month where it is shorter.
    #[must_use]
    pub fn add_months(self, months: i64) -> Date {
        let moved = self.0.saturating_add(months.clamp(-3600, 3600).months());
        Date(moved.clamp(FIRST, LAST))
    }

    /// Number of days from `earlier` to this day.
    #[must_use]
    pub fn days_since(self, earlier: Date) -> i64 {
        i64::from((self.0 - earlier.0).get_days())
    }

    /// Day of the week.
    #[must_use]
    pub fn weekday(self) -> Weekday {
        self.0.weekday()
    }

    /// True on Saturday and Sunday.
    #[must_use]
    pub fn is_weekend(self) -> bool {
        matches!(self.weekday(), Weekday::Saturday | Weekday::Sunday)
    }

    /// Year.
    #[must_use]
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// Month, 1 to 12.
    #[must_use]
    pub fn month(self) -> i8 {
        self.0.month()
    }

    /// Day of the month, 1 to 31.
    #[must_use]
    pub fn day(self) -> i8 {
        self.0.day()
    }

    /// Days since 1900-01-01; orders like the dates.
    #[must_use]
    pub fn ordinal(self) -> i64 {
        self.days_since(Date::MIN)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }
}

/// As `2027-01-20` for people, as one number (20270120) for machines.
impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            return serializer.collect_str(self);
        }
        serializer.serialize_i32(
            i32::from(self.0.year()) * 10_000 + i32::from(self.0.month()) * 100 + i32::from(self.0.day()),
        )
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
        if deserializer.is_human_readable() {
            return Date::parse(&String::deserialize(deserializer)?)
                .map_err(|f| de::Error::custom(f.say(crate::Lang::En)));
        }
        let packed = i32::deserialize(deserializer)?;
        let part = |n: i32| i8::try_from(n % 100).map_err(de::Error::custom);
        let year = i16::try_from(packed / 10_000).map_err(de::Error::custom)?;
        civil::Date::new(year, part(packed / 100)?, part(packed)?).map(Date).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_prints_every_day_of_two_centuries() {
        let mut day = Date::MIN;
        while day < Date::MAX {
            assert_eq!(Date::parse(&day.to_string()).unwrap(), day);
            let next = day.add_days(1);
            assert_eq!(next.days_since(day), 1);
            day = next;
        }
    }

    #[test]
    fn says_what_is_wrong() {
        for (word, wanted) in [
            ("2027-02-30", "the day `2027-02-30` does not exist"),
            ("01.06.2027", "`01.06.2027` is not a date"),
            ("2027-6-1", "`2027-6-1` is not a date"),
            ("0027-06-01", "`0027-06-01` lies outside the years 1900 to 2199"),
            ("", "`` is not a date"),
        ] {
            assert_eq!(Date::parse(word).unwrap_err().message.en, wanted);
        }
    }

    #[test]
    fn never_leaves_its_range() {
        assert_eq!(Date::MAX.add_days(i64::MAX), Date::MAX);
        assert_eq!(Date::MIN.add_months(i64::MIN), Date::MIN);
    }
}
