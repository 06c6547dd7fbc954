//! Working days as tables, so that counting is two look-ups.
//!
//! Days are numbers here: days since 1900-01-01, which is a Monday. Between, work is half-open: `[start, end)`.

use certmap_base::{Date, Text, Weekday};
use certmap_calendar::{Calendar, DayKind, DayStatus};

/// Years that every table covers at least; outside of its table a calendar is its week alone.
const YEARS: (i16, i16) = (2024, 2032);

/// The number of a day.
pub(crate) fn number(date: Date) -> i32 {
    i32::try_from(date.ordinal()).unwrap_or(i32::MAX / 2)
}

/// The day with a number; the first or last day that can be written where there is none.
pub(crate) fn date(number: i32) -> Date {
    Date::MIN.add_days(i64::from(number))
}

/// What a day is.
#[derive(Debug, Clone, Copy)]
struct Cell {
    works: bool,
    status: DayStatus,
    /// Place among the names, plus one; 0 for closed days without a name and for working days.
    name: u16,
}

/// The week outside of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Week {
    Always,
    Weekdays,
}

impl Week {
    fn works(self, day: i32) -> bool {
        self == Week::Always || day.rem_euclid(7) < 5
    }

    /// Number of working days before a day, from day 0 on.
    fn before(self, day: i32) -> i32 {
        match self {
            Week::Always => day,
            Week::Weekdays => 5 * day.div_euclid(7) + day.rem_euclid(7).min(5),
        }
    }

    /// The working day with `k` working days before it.
    fn nth(self, k: i32) -> i32 {
        match self {
            Week::Always => k,
            Week::Weekdays => 7 * k.div_euclid(5) + k.rem_euclid(5),
        }
    }
}

/// A holiday or closure inside a span of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Closed<'a> {
    pub(crate) name: &'a Text,
    pub(crate) first: i32,
    pub(crate) last: i32,
}

/// The working days of one calendar.
// INVARIANT: `before` has one more entry than `cells`; `worked` holds the days that work inside, in order.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    pub(crate) id: String,
    pub(crate) label: Text,
    first: i32,
    cells: Vec<Cell>,
    before: Vec<i32>,
    worked: Vec<i32>,
    names: Vec<Text>,
    week: Week,
    outside: DayStatus,
}

impl Table {
    /// The table of a calendar over the years for which it has data, and some more.
    pub(crate) fn of(id: &str, label: &Text, calendar: &Calendar) -> Table {
        let years = calendar.years();
        let from = years.first().map_or(YEARS.0, |y| YEARS.0.min(*y));
        let until = years.last().map_or(YEARS.1, |y| YEARS.1.max(*y));
        let start = Date::new(from, 1, 1).unwrap_or(Date::MIN);
        let end = Date::new(until, 12, 31).unwrap_or(Date::MAX);
        let far = calendar.day(Date::MAX.add_days(-i64::from(days_to_saturday(Date::MAX))));
        let mut names: Vec<Text> = Vec::new();
        let mut cells = Vec::with_capacity(usize::try_from(end.days_since(start) + 1).unwrap_or(0));
        let mut on = start;
        loop {
            let day = calendar.day(on);
            let works = day.works();
            let name = match day.kind {
                DayKind::Holiday { name } => position(&mut names, &name),
                _ => 0,
            };
            cells.push(Cell { works, status: day.status, name });
            if on >= end {
                break;
            }
            on = on.add_days(1);
        }
        let week = if far.works() { Week::Always } else { Week::Weekdays };
        Table::built(id.to_owned(), label.clone(), number(start), cells, names, week, far.status)
    }

    fn built(
        id: String,
        label: Text,
        first: i32,
        cells: Vec<Cell>,
        names: Vec<Text>,
        week: Week,
        outside: DayStatus,
    ) -> Table {
        let mut before = Vec::with_capacity(cells.len() + 1);
        let mut worked = Vec::with_capacity(cells.len());
        let mut count = 0;
        for (day, cell) in (first..).zip(&cells) {
            before.push(count);
            if cell.works {
                worked.push(day);
                count += 1;
            }
        }
        before.push(count);
        Table { id, label, first, cells, before, worked, names, week, outside }
    }

    fn end(&self) -> i32 {
        self.first + i32::try_from(self.cells.len()).unwrap_or(0)
    }

    fn inside(&self) -> i32 {
        i32::try_from(self.worked.len()).unwrap_or(0)
    }

    fn cell(&self, day: i32) -> Cell {
        let place = usize::try_from(day - self.first).ok();
        let found = place.and_then(|p| self.cells.get(p)).copied();
        found.unwrap_or(Cell { works: self.week.works(day), status: self.outside, name: 0 })
    }

    /// True for every day of every week.
    pub(crate) fn is_always(&self) -> bool {
        self.week == Week::Always && self.inside() == self.end() - self.first
    }

    /// How many working days lie before a day; only differences mean something.
    pub(crate) fn before(&self, day: i32) -> i32 {
        let place = usize::try_from(day - self.first).ok();
        match place.and_then(|p| self.before.get(p)) {
            Some(inside) => self.week.before(self.first) + inside,
            None if day < self.first => self.week.before(day),
            None => self.week.before(self.first) + self.inside() + self.week.before(day) - self.week.before(self.end()),
        }
    }

    /// The working day with that many working days before it.
    fn nth(&self, k: i32) -> i32 {
        let inner = k - self.week.before(self.first);
        match usize::try_from(inner).ok().and_then(|p| self.worked.get(p)) {
            Some(day) => *day,
            None if inner < 0 => self.week.nth(k),
            None => self.week.nth(inner - self.inside() + self.week.before(self.end())),
        }
    }

    /// First day of `n` working days (at least 1) that begin on `from` or later, and the day after the last.
    pub(crate) fn forward(&self, from: i32, n: i32) -> (i32, i32) {
        let k = self.before(from);
        (self.nth(k), self.nth(k + n.max(1) - 1) + 1)
    }

    /// The same for `n` working days that are over before the day `until` begins, as late as possible.
    pub(crate) fn backward(&self, until: i32, n: i32) -> (i32, i32) {
        let k = self.before(until);
        (self.nth(k - n.max(1)), self.nth(k - 1) + 1)
    }

    /// The weakest status of the days in `[from, until)`.
    pub(crate) fn status(&self, from: i32, until: i32) -> DayStatus {
        (from..until).map(|d| self.cell(d).status).max().unwrap_or(DayStatus::Official)
    }

    /// Holidays and closures in `[from, until)`, days in a row with the same name as one; weekends alone are none.
    pub(crate) fn closed(&self, from: i32, until: i32) -> Vec<Closed<'_>> {
        let mut found: Vec<Closed<'_>> = Vec::new();
        for day in from..until {
            let cell = self.cell(day);
            let Some(name) = usize::from(cell.name).checked_sub(1).and_then(|p| self.names.get(p)) else { continue };
            match found.last_mut().filter(|c| c.name == name && c.last + 1 == day) {
                Some(run) => run.last = day,
                None => found.push(Closed { name, first: day, last: day }),
            }
        }
        found
    }

    /// Worked only where both are worked.
    pub(crate) fn both(a: &Table, b: &Table) -> Table {
        if a.is_always() || a.id == b.id {
            return b.clone();
        }
        if b.is_always() {
            return a.clone();
        }
        let (first, end) = (a.first.min(b.first), a.end().max(b.end()));
        let mut names = a.names.clone();
        let moved: Vec<u16> = b.names.iter().map(|n| position(&mut names, n)).collect();
        let cells = (first..end).map(|day| {
            let (x, y) = (a.cell(day), b.cell(day));
            let other = usize::from(y.name).checked_sub(1).and_then(|p| moved.get(p)).copied().unwrap_or(0);
            let status = match (x.works, y.works) {
                (true, true) => x.status.max(y.status),
                (false, false) => x.status.min(y.status),
                (false, true) => x.status,
                (true, false) => y.status,
            };
            Cell { works: x.works && y.works, status, name: if x.name > 0 { x.name } else { other } }
        });
        let cells = cells.collect();
        let week = if a.week == Week::Always { b.week } else { a.week };
        let label = joined(&a.label, &b.label);
        Table::built(format!("{}+{}", a.id, b.id), label, first, cells, names, week, a.outside.max(b.outside))
    }

    /// The same with more days closed: `(first, first of work again, name)`.
    pub(crate) fn closing(&self, id: String, label: Text, spans: &[(i32, i32, Text)]) -> Table {
        let mut names = self.names.clone();
        let mut cells = self.cells.clone();
        for (from, until, name) in spans {
            let name = position(&mut names, name);
            for day in *from..*until {
                let place = usize::try_from(day - self.first).ok();
                if let Some(cell) = place.and_then(|p| cells.get_mut(p)).filter(|c| c.works) {
                    *cell = Cell { works: false, status: DayStatus::Official, name };
                }
            }
        }
        Table::built(id, label, self.first, cells, names, self.week, self.outside)
    }
}

/// One label for two calendars, each named once.
fn joined(a: &Text, b: &Text) -> Text {
    if a == b {
        return a.clone();
    }
    Text::new(format!("{} and {}", a.en, b.en), format!("{}、{}", a.zh, b.zh))
}

fn days_to_saturday(day: Date) -> i32 {
    let mut back = 0;
    while day.add_days(-i64::from(back)).weekday() != Weekday::Saturday && back < 7 {
        back += 1;
    }
    back
}

/// The place of a name among the names, plus one.
fn position(names: &mut Vec<Text>, name: &Text) -> u16 {
    let place = names.iter().position(|n| n == name).unwrap_or_else(|| {
        names.push(name.clone());
        names.len() - 1
    });
    u16::try_from(place + 1).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAYS: &str = "date,kind,name_en,name_zh,source,status\n\
        2026-02-14,work,make-up,调休上班,n,official\n\
        2026-02-16,off,Spring Festival,春节,n,official\n\
        2026-02-17,off,Spring Festival,春节,n,official\n\
        2026-02-18,off,Spring Festival,春节,n,official\n";

    fn cn() -> Calendar {
        Calendar::read("cn", &[("2026.csv", DAYS)]).0.unwrap()
    }

    #[test]
    fn counts_like_the_calendar_inside_and_far_outside_of_the_table() {
        let (cn, always) = (cn(), Calendar::always("always"));
        for calendar in [&cn, &always, &Calendar::weekdays("weekdays")] {
            let table = Table::of(calendar.id(), &Text::same("x"), calendar);
            for start in
                ["2019-03-02", "2023-12-29", "2026-02-08", "2026-02-13", "2026-12-30", "2032-12-24", "2041-05-05"]
            {
                for n in [1, 2, 7, 30] {
                    let from = Date::parse(start).unwrap();
                    let span = calendar.finish_for_start(from, n);
                    let count = i32::try_from(n).unwrap();
                    let (s, e) = table.forward(number(from), count);
                    assert_eq!((date(s), date(e - 1)), (span.start, span.finish), "{start} + {n}");
                    let span = calendar.start_for_finish(from, n);
                    let (s, e) = table.backward(number(from) + 1, count);
                    assert_eq!((date(s), date(e - 1)), (span.start, span.finish), "{start} - {n}");
                }
            }
        }
    }

    #[test]
    fn both_is_the_calendar_of_both() {
        let text = "date,kind,name_en,name_zh,source,status\n2026-02-19,off,Other,其他,n,official\n";
        let other = Calendar::read("xx", &[("2026.csv", text)]).0.unwrap();
        let both = Calendar::both(&cn(), &other);
        let label = Text::same("x");
        let table = Table::both(&Table::of("cn", &label, &cn()), &Table::of("xx", &label, &other));
        for day in number(Date::parse("2026-01-01").unwrap())..number(Date::parse("2027-02-01").unwrap()) {
            assert_eq!(table.cell(day).works, both.day(date(day)).works(), "{}", date(day));
        }
        let closed =
            table.closed(number(Date::parse("2026-02-14").unwrap()), number(Date::parse("2026-02-21").unwrap()));
        let told: Vec<_> = closed.iter().map(|c| (c.name.en.as_str(), c.last - c.first + 1)).collect();
        assert_eq!(told, [("Spring Festival", 3), ("Other", 1)]);
    }
}
