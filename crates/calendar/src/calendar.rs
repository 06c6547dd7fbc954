//! Calendars and how they combine.

use crate::table::{Movable, Table};
use crate::{Answer, Closure, Day, DayKind, DayStatus, Skipped};
use certmap_base::{Date, Text};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Says of every day whether it is worked and how sure that is.
///
/// Cheap to clone.
#[derive(Debug, Clone)]
pub struct Calendar {
    id: String,
    days: Days,
}

#[derive(Debug, Clone)]
enum Days {
    Always,
    Weekdays,
    Listed(Arc<Table>),
    Both(Arc<(Calendar, Calendar)>),
    Closed(Arc<(Calendar, Vec<Closure>)>),
}

/// What counting needs of a day.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Look {
    pub(crate) works: bool,
    /// True if the day is closed and has a name.
    pub(crate) holiday: bool,
    pub(crate) status: DayStatus,
}

impl Calendar {
    /// Every day is worked: for durations in calendar days.
    ///
    /// ```
    /// use certmap_base::Date;
    /// use certmap_calendar::Calendar;
    /// let sunday = Date::parse("2026-11-22")?;
    /// assert!(Calendar::always("days").is_working(sunday).value);
    /// # Ok::<(), certmap_base::Fault>(())
    /// ```
    pub fn always(id: impl Into<String>) -> Calendar {
        Calendar { id: id.into(), days: Days::Always }
    }

    /// Monday to Friday are worked, without any holiday: for bodies that say so of themselves.
    ///
    /// ```
    /// use certmap_base::Date;
    /// use certmap_calendar::Calendar;
    /// let sunday = Date::parse("2026-11-22")?;
    /// assert!(!Calendar::weekdays("office").is_working(sunday).value);
    /// # Ok::<(), certmap_base::Fault>(())
    /// ```
    pub fn weekdays(id: impl Into<String>) -> Calendar {
        Calendar { id: id.into(), days: Days::Weekdays }
    }

    /// A day is worked only if it is worked in both, as for a visit where both sides must be there.
    ///
    /// A day that one side closes for sure is closed for sure, whatever the other side does not know yet.
    ///
    /// ```
    /// use certmap_base::Date;
    /// use certmap_calendar::Calendar;
    /// let visit = Calendar::both(&Calendar::always("cn"), &Calendar::weekdays("de"));
    /// assert_eq!(visit.id(), "cn+de");
    /// assert!(!visit.is_working(Date::parse("2026-11-22")?).value);
    /// # Ok::<(), certmap_base::Fault>(())
    /// ```
    #[must_use]
    pub fn both(a: &Calendar, b: &Calendar) -> Calendar {
        let id = format!("{}+{}", a.id, b.id);
        Calendar { id, days: Days::Both(Arc::new((a.clone(), b.clone()))) }
    }

    /// The same with more days closed, for a body or a factory that keeps closures of its own.
    ///
    /// ```
    /// use certmap_base::Date;
    /// use certmap_calendar::{Calendar, read_closures};
    /// let (closures, problems) = read_closures(
    ///     "closures.csv",
    ///     "from,until,what_en,what_zh,source,status,confidence\n\
    ///      2027-01-27,2027-02-20,factory closed,工厂停工,recalled,expected,recalled\n",
    /// );
    /// assert!(problems.is_empty());
    /// let factory = Calendar::weekdays("cn").with_closures("cn-factory", &closures);
    /// assert!(!factory.is_working(Date::parse("2027-02-18")?).value);
    /// # Ok::<(), certmap_base::Fault>(())
    /// ```
    #[must_use]
    pub fn with_closures(&self, id: impl Into<String>, closures: &[Closure]) -> Calendar {
        Calendar { id: id.into(), days: Days::Closed(Arc::new((self.clone(), closures.to_vec()))) }
    }

    /// The cautious reading: every working day within [`MOVE_DAYS`](crate::MOVE_DAYS) of an expected holiday is closed too,
    /// as long as it is not announced as worked. Counting with both readings gives the range of a provisional date.
    ///
    /// ```
    /// use certmap_base::Date;
    /// use certmap_calendar::Calendar;
    /// let text = "date,kind,name_en,name_zh,source,status\n2027-10-01,off,National Day,国庆节,computed,expected\n";
    /// let (calendar, _) = Calendar::read("cn", &[("2027.csv", text)]);
    /// let calendar = calendar.expect("a calendar");
    /// let before = Date::parse("2027-09-30")?;
    /// assert!(calendar.is_working(before).value);
    /// assert!(!calendar.cautious().is_working(before).value);
    /// # Ok::<(), certmap_base::Fault>(())
    /// ```
    #[must_use]
    pub fn cautious(&self) -> Calendar {
        let days = match &self.days {
            Days::Always => Days::Always,
            Days::Weekdays => Days::Weekdays,
            Days::Listed(table) => Days::Listed(Arc::new(table.cautious())),
            Days::Both(pair) => Days::Both(Arc::new((pair.0.cautious(), pair.1.cautious()))),
            Days::Closed(pair) => Days::Closed(Arc::new((pair.0.cautious(), pair.1.clone()))),
        };
        Calendar { id: self.id.clone(), days }
    }

    pub(crate) fn listed(id: &str, table: Table) -> Calendar {
        Calendar { id: id.to_owned(), days: Days::Listed(Arc::new(table)) }
    }

    /// The id it was given; `a+b` for [`Calendar::both`].
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The years with data, in order; none for calendars that need no data.
    ///
    /// ```
    /// assert!(certmap_calendar::Calendar::always("days").years().is_empty());
    /// ```
    #[must_use]
    pub fn years(&self) -> Vec<i16> {
        let years: BTreeSet<i16> = match &self.days {
            Days::Always | Days::Weekdays => BTreeSet::new(),
            Days::Listed(table) => table.years().collect(),
            Days::Both(pair) => pair.0.years().into_iter().chain(pair.1.years()).collect(),
            Days::Closed(pair) => pair.0.years().into_iter().collect(),
        };
        years.into_iter().collect()
    }

    /// The weakest status of the days of a year; of two calendars, the weaker.
    ///
    /// ```
    /// use certmap_calendar::{Calendar, DayStatus};
    /// assert_eq!(Calendar::weekdays("office").year_status(2050), DayStatus::Official);
    /// ```
    #[must_use]
    pub fn year_status(&self, year: i16) -> DayStatus {
        match &self.days {
            Days::Always | Days::Weekdays => DayStatus::Official,
            Days::Listed(table) => table.year_status(year),
            Days::Both(pair) => pair.0.year_status(year).max(pair.1.year_status(year)),
            Days::Closed(pair) => {
                let touching = pair.1.iter().filter(|c| c.from.year() <= year && year <= c.until.year());
                touching.map(|c| c.status).max().unwrap_or(DayStatus::Official).max(pair.0.year_status(year))
            }
        }
    }

    /// The holidays of a year that are expected only, each with the days between which it may fall.
    ///
    /// ```
    /// use certmap_calendar::Calendar;
    /// let text = "date,kind,name_en,name_zh,source,status\n2027-10-01,off,National Day,国庆节,computed,expected\n";
    /// let (calendar, _) = Calendar::read("cn", &[("2027.csv", text)]);
    /// let movable = calendar.expect("a calendar").expected_holidays(2027);
    /// assert_eq!(movable[0].earliest.to_string(), "2027-09-29");
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn expected_holidays(&self, year: i16) -> Vec<Movable> {
        let mut all = match &self.days {
            Days::Always | Days::Weekdays => Vec::new(),
            Days::Listed(table) => table.movable(year),
            Days::Both(pair) => [pair.0.expected_holidays(year), pair.1.expected_holidays(year)].concat(),
            Days::Closed(pair) => pair.0.expected_holidays(year),
        };
        all.sort_by_key(|m| (m.first, m.last));
        all
    }

    /// What the calendar says of a day.
    ///
    /// ```
    /// use certmap_base::Date;
    /// use certmap_calendar::{Calendar, DayKind, DayStatus};
    /// let text = "date,kind,name_en,name_zh,source,status\n2026-10-03,off,German Unity Day,德国统一日,treaty,official\n";
    /// let (calendar, _) = Calendar::read("de", &[("2026.csv", text)]);
    /// let calendar = calendar.expect("a calendar");
    /// let day = calendar.day(Date::parse("2026-10-03")?);
    /// assert_eq!((day.name.zh.as_str(), day.status), ("德国统一日", DayStatus::Official));
    /// let day = calendar.day(Date::parse("2031-10-03")?);
    /// assert_eq!((day.kind, day.status), (DayKind::Working, DayStatus::Unknown));
    /// # Ok::<(), certmap_base::Fault>(())
    /// ```
    #[must_use]
    pub fn day(&self, date: Date) -> Day {
        match &self.days {
            Days::Always => Day { kind: DayKind::Working, ..Day::plain(date, DayStatus::Official) },
            Days::Weekdays => Day::plain(date, DayStatus::Official),
            Days::Listed(table) => table.day(date),
            Days::Both(pair) => both_days(pair.0.day(date), pair.1.day(date)),
            Days::Closed(pair) => closed_day(pair.0.day(date), &pair.1),
        }
    }

    /// Whether a day is worked. Read the status too: in a year without data only the weekday answers.
    ///
    /// ```
    /// use certmap_base::Date;
    /// use certmap_calendar::{Calendar, DayStatus};
    /// let text = "date,kind,name_en,name_zh,source,status\n2026-01-01,off,New Year's Day,元旦,act,official\n";
    /// let (calendar, _) = Calendar::read("de", &[("2026.csv", text)]);
    /// let answer = calendar.expect("a calendar").is_working(Date::parse("2035-01-01")?);
    /// assert_eq!((answer.value, answer.status), (true, DayStatus::Unknown));
    /// # Ok::<(), certmap_base::Fault>(())
    /// ```
    #[must_use]
    pub fn is_working(&self, date: Date) -> Answer<bool> {
        let day = self.day(date);
        let value = day.works();
        let holidays = match day.kind {
            DayKind::Holiday { name } => vec![Skipped { name, first: date, last: date, status: day.status }],
            _ => Vec::new(),
        };
        Answer { value, status: day.status, holidays }
    }

    /// The part of [`Calendar::day`] that counting needs, without copying names.
    pub(crate) fn look(&self, date: Date) -> Look {
        match &self.days {
            Days::Always => Look { works: true, holiday: false, status: DayStatus::Official },
            Days::Weekdays => Look { works: !date.is_weekend(), holiday: false, status: DayStatus::Official },
            Days::Listed(table) => {
                let (works, named, status) = table.look(date);
                Look { works, holiday: named && !works, status }
            }
            Days::Both(pair) => {
                let (a, b) = (pair.0.look(date), pair.1.look(date));
                let status = both_status((a.works, a.status), (b.works, b.status));
                Look { works: a.works && b.works, holiday: a.holiday || b.holiday, status }
            }
            Days::Closed(pair) => {
                let inner = pair.0.look(date);
                match closure_on(date, &pair.1).filter(|_| inner.works) {
                    Some(closure) => Look { works: false, holiday: true, status: closure.status },
                    None => inner,
                }
            }
        }
    }
}

fn closure_on(date: Date, closures: &[Closure]) -> Option<&Closure> {
    closures.iter().filter(|c| c.from <= date && date <= c.until).min_by_key(|c| c.status)
}

fn closed_day(day: Day, closures: &[Closure]) -> Day {
    match closure_on(day.date, closures).filter(|_| day.works()) {
        Some(closure) => Day {
            date: day.date,
            kind: DayKind::Holiday { name: closure.what.clone() },
            status: closure.status,
            name: closure.what.clone(),
            source: closure.source.clone(),
        },
        None => day,
    }
}

/// How sure the day is, from (worked, status) on either side: one side that is closed for sure is enough.
fn both_status(a: (bool, DayStatus), b: (bool, DayStatus)) -> DayStatus {
    match (a.0, b.0) {
        (true, true) => a.1.max(b.1),
        (false, false) => a.1.min(b.1),
        (false, true) => a.1,
        (true, false) => b.1,
    }
}

fn both_days(a: Day, b: Day) -> Day {
    let status = both_status((a.works(), a.status), (b.works(), b.status));
    let works = a.works() && b.works();
    // Where the day is closed, only the sides that close it have a say in its name.
    let speaking: Vec<&Day> = [&a, &b].into_iter().filter(|d| d.works() == works && !d.name.is_empty()).collect();
    let name = joined(&speaking);
    let source = distinct(speaking.iter().map(|d| d.source.as_str())).join(" / ");
    let holiday = speaking.iter().any(|d| matches!(d.kind, DayKind::Holiday { .. }));
    let kind = match (works, holiday) {
        (true, _) if a.kind == DayKind::MakeUpWorking || b.kind == DayKind::MakeUpWorking => DayKind::MakeUpWorking,
        (true, _) => DayKind::Working,
        (false, true) => DayKind::Holiday { name: name.clone() },
        (false, false) => DayKind::Weekend,
    };
    Day { date: a.date, kind, status, name, source }
}

fn joined(days: &[&Day]) -> Text {
    Text::new(
        distinct(days.iter().map(|d| d.name.en.as_str())).join(" / "),
        distinct(days.iter().map(|d| d.name.zh.as_str())).join(" / "),
    )
}

fn distinct<'a>(words: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut kept: Vec<&str> = Vec::new();
    for word in words {
        if !kept.contains(&word) {
            kept.push(word);
        }
    }
    kept
}
