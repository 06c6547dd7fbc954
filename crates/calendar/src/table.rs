//! The days of the years that have data, looked up by year and day of the year.

use crate::{Day, DayKind, DayStatus};
use certmap_base::{Date, Text};
use std::collections::BTreeMap;

/// By how many days an expected holiday may move either way, or grow, when its year is announced.
///
/// Two days cover a moon that is seen later, and the shifts of China's blocks against the usual ones since 2025 (Spring
/// Festival 2026: one day earlier to begin with).
pub const MOVE_DAYS: i64 = 2;

/// A holiday of a year that is not announced, and the days between which it may fall.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Movable {
    /// What it is called.
    pub name: Text,
    /// First day on which it is expected.
    pub first: Date,
    /// Last day on which it is expected.
    pub last: Date,
    /// The earliest day that it may take.
    pub earliest: Date,
    /// The latest day that it may take.
    pub latest: Date,
}

/// One line of a file.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) date: Date,
    pub(crate) works: bool,
    pub(crate) name: Text,
    pub(crate) source: String,
    pub(crate) status: DayStatus,
}

/// A day, small.
#[derive(Debug, Clone, Copy)]
struct Cell {
    works: bool,
    status: DayStatus,
    /// Place of its line among the entries.
    entry: Option<usize>,
}

// INVARIANT: a year holds a cell for each of its days; a year that no file covers is not there.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table {
    years: BTreeMap<i16, Vec<Cell>>,
    entries: Vec<Entry>,
}

impl Table {
    /// Adds a year; `entries` are of that year, each day once.
    pub(crate) fn add(&mut self, year: i16, entries: Vec<Entry>) {
        let Ok(first) = Date::new(year, 1, 1) else { return };
        let status = entries.iter().map(|e| e.status).max().unwrap_or(DayStatus::Unknown);
        let mut cells = Vec::with_capacity(366);
        let mut date = first;
        while date.year() == year && cells.len() < 366 {
            cells.push(Cell { works: !date.is_weekend(), status, entry: None });
            date = date.add_days(1);
        }
        for entry in entries {
            if let Some(cell) = cells.get_mut(place(entry.date)) {
                *cell = Cell { works: entry.works, status: entry.status, entry: Some(self.entries.len()) };
            }
            self.entries.push(entry);
        }
        self.years.insert(year, cells);
    }

    pub(crate) fn years(&self) -> impl Iterator<Item = i16> + '_ {
        self.years.keys().copied()
    }

    pub(crate) fn year_status(&self, year: i16) -> DayStatus {
        let cells = self.years.get(&year);
        cells.and_then(|c| c.iter().map(|c| c.status).max()).unwrap_or(DayStatus::Unknown)
    }

    fn cell(&self, date: Date) -> Option<&Cell> {
        self.years.get(&date.year())?.get(place(date))
    }

    fn entry(&self, cell: &Cell) -> Option<&Entry> {
        self.entries.get(cell.entry?)
    }

    /// Whether the day is worked, whether it has a name, and how sure that is.
    pub(crate) fn look(&self, date: Date) -> (bool, bool, DayStatus) {
        match self.cell(date) {
            Some(cell) => (cell.works, cell.entry.is_some(), cell.status),
            None => (!date.is_weekend(), false, DayStatus::Unknown),
        }
    }

    pub(crate) fn day(&self, date: Date) -> Day {
        let Some(cell) = self.cell(date) else { return Day::plain(date, DayStatus::Unknown) };
        let Some(entry) = self.entry(cell) else { return Day::plain(date, cell.status) };
        let name = entry.name.clone();
        let kind = if cell.works { DayKind::MakeUpWorking } else { DayKind::Holiday { name: name.clone() } };
        Day { date, kind, status: cell.status, name, source: entry.source.clone() }
    }

    /// Runs of expected days off with the same name, earliest first.
    pub(crate) fn movable(&self, year: i16) -> Vec<Movable> {
        let mut runs: Vec<Movable> = Vec::new();
        for entry in self.expected_off().filter(|e| e.date.year() == year) {
            match runs.last_mut() {
                Some(run) if run.name == entry.name && run.last.add_days(1) == entry.date => {
                    run.last = entry.date;
                    run.latest = entry.date.add_days(MOVE_DAYS);
                }
                _ => runs.push(Movable {
                    name: entry.name.clone(),
                    first: entry.date,
                    last: entry.date,
                    earliest: entry.date.add_days(-MOVE_DAYS),
                    latest: entry.date.add_days(MOVE_DAYS),
                }),
            }
        }
        runs
    }

    fn expected_off(&self) -> impl Iterator<Item = &Entry> {
        let mut all: Vec<&Entry> =
            self.entries.iter().filter(|e| !e.works && e.status == DayStatus::Expected).collect();
        all.sort_by_key(|e| e.date);
        all.into_iter()
    }

    /// The same with the days near an expected holiday closed; announced days stay.
    pub(crate) fn cautious(&self) -> Table {
        let mut wide = self.clone();
        for (i, entry) in self.entries.iter().enumerate() {
            if entry.works || entry.status != DayStatus::Expected {
                continue;
            }
            for shift in -MOVE_DAYS..=MOVE_DAYS {
                let date = entry.date.add_days(shift);
                let cell = wide.years.get_mut(&date.year()).and_then(|cells| cells.get_mut(place(date)));
                if let Some(cell) = cell.filter(|c| c.works && c.status == DayStatus::Expected) {
                    *cell = Cell { works: false, status: DayStatus::Expected, entry: Some(i) };
                }
            }
        }
        wide
    }
}

/// Place of a day in its year, from 0.
fn place(date: Date) -> usize {
    let first = Date::new(date.year(), 1, 1).unwrap_or(date);
    usize::try_from(date.days_since(first)).unwrap_or(usize::MAX)
}
