//! Reading the files of a calendar, one per year.

use crate::rows::{Row, rows};
use crate::table::{Entry, Table};
use crate::{Calendar, DayStatus};
use certmap_base::{Date, Fault, Place, Problem, Text};
use std::collections::BTreeMap;

const HEADER: [&str; 6] = ["date", "kind", "name_en", "name_zh", "source", "status"];

impl Calendar {
    /// Reads a calendar from (file name, text) pairs, one file per year, named after it: `cn/2026.csv`.
    ///
    /// All problems of all files are returned. If any is an error there is no calendar: a year that was read in part would
    /// look like one with fewer holidays.
    ///
    /// ```
    /// use certmap_calendar::Calendar;
    /// let text = "date,kind,name_en,name_zh,source,status\n2026-02-30,off,Holiday,假日,act,official\n";
    /// let (calendar, problems) = Calendar::read("cn", &[("cn/2026.csv", text)]);
    /// assert!(calendar.is_none());
    /// assert_eq!(problems[0].to_string(), "cn/2026.csv:2:1: error: the day `2026-02-30` does not exist");
    /// ```
    #[must_use]
    pub fn read(id: &str, files: &[(&str, &str)]) -> (Option<Calendar>, Vec<Problem>) {
        let mut problems = Vec::new();
        let mut table = Table::default();
        let mut seen: BTreeMap<i16, &str> = BTreeMap::new();
        if files.is_empty() {
            let fault =
                Fault::new(format!("the calendar `{id}` has no file")).help("add one file per year, such as 2026.csv");
            problems.push(Problem::error(Place::file(id), fault));
        }
        for (file, text) in files {
            let Some(year) = year_of(file) else {
                let fault =
                    Fault::new("the name of the file is not a year").help("name it after its year, such as 2026.csv");
                problems.push(Problem::error(Place::file(*file), fault));
                continue;
            };
            if let Some(other) = seen.insert(year, file) {
                let fault = Fault::new(format!("the year {year} has two files")).help(format!("the other is {other}"));
                problems.push(Problem::error(Place::file(*file), fault));
                continue;
            }
            table.add(year, year_file(year, file, text, &mut problems));
        }
        let refused = problems.iter().any(Problem::is_error);
        ((!refused).then(|| Calendar::listed(id, table)), problems)
    }
}

/// `calendars/cn/2026.csv` is of 2026.
fn year_of(file: &str) -> Option<i16> {
    let name = file.rsplit(['/', '\\']).next()?;
    let stem = name.strip_suffix(".csv")?;
    let digits = stem.len() == 4 && stem.bytes().all(|b| b.is_ascii_digit());
    let year: i16 = stem.parse().ok().filter(|_| digits)?;
    Date::new(year, 1, 1).ok().map(Date::year)
}

fn year_file(year: i16, file: &str, text: &str, problems: &mut Vec<Problem>) -> Vec<Entry> {
    let before = problems.len();
    let rows = rows(file, text, &HEADER, problems);
    if rows.is_empty() && problems.len() == before {
        let fault = Fault::new("the file lists no day")
            .help("remove it: a year without a file is unknown, an empty one would read as a year without holidays");
        problems.push(Problem::error(Place::file(file), fault));
    }
    let mut lines: BTreeMap<Date, usize> = BTreeMap::new();
    let mut entries = Vec::with_capacity(rows.len());
    for row in &rows {
        let date = checked(row, 0, date(row, year, &mut lines), problems);
        let works = checked(row, 1, works(row.field(1)), problems);
        if let (Some(date), Some(true)) = (date, works) {
            checked(row, 1, weekend(date), problems);
        }
        let en = checked(row, 2, english(row.field(2)), problems);
        let zh = checked(row, 3, chinese(row.field(3)), problems);
        let source = checked(row, 4, source(row.field(4)), problems);
        let status = checked(row, 5, status(row.field(5)), problems);
        if let (Some(date), Some(works), Some(en), Some(zh), Some(source), Some(status)) =
            (date, works, en, zh, source, status)
        {
            entries.push(Entry { date, works, name: Text::new(en, zh), source: source.to_owned(), status });
        }
    }
    entries
}

/// The value, or its fault put among the problems, at the column.
pub(crate) fn checked<T>(
    row: &Row<'_>,
    column: usize,
    value: Result<T, Fault>,
    problems: &mut Vec<Problem>,
) -> Option<T> {
    value.map_err(|fault| problems.push(row.error(column, fault))).ok()
}

fn date(row: &Row<'_>, year: i16, lines: &mut BTreeMap<Date, usize>) -> Result<Date, Fault> {
    let date = Date::parse(row.field(0))?;
    if date.year() != year {
        return Err(Fault::new(format!("`{date}` is not in the year of the file, {year}"))
            .help(format!("move the line to {}.csv", date.year())));
    }
    match lines.insert(date, row.line()) {
        Some(first) => {
            Err(Fault::new(format!("`{date}` is listed twice")).help(format!("the first is on line {first}")))
        }
        None => Ok(date),
    }
}

fn works(word: &str) -> Result<bool, Fault> {
    match word {
        "off" => Ok(false),
        "work" => Ok(true),
        _ => Err(Fault::new(format!("unknown kind `{word}`"))
            .help("write off for a day off, work for a weekend day that is worked")
            .suggest(word, ["off", "work"])),
    }
}

fn weekend(date: Date) -> Result<(), Fault> {
    if date.is_weekend() {
        return Ok(());
    }
    Err(Fault::new(format!("`{date}` is no weekend day, it is worked anyway"))
        .help("only a Saturday or Sunday can be a make-up working day"))
}

pub(crate) fn english(name: &str) -> Result<&str, Fault> {
    if name.is_empty() {
        return Err(Fault::new("the English name is missing"));
    }
    Ok(name)
}

pub(crate) fn chinese(name: &str) -> Result<&str, Fault> {
    if name.is_empty() {
        return Err(Fault::new("the Chinese name is missing"));
    }
    if !name.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)) {
        return Err(Fault::new(format!("the Chinese name `{name}` has no Chinese character"))
            .help("write the name that is usual in Chinese, such as 圣诞节"));
    }
    Ok(name)
}

pub(crate) fn source(word: &str) -> Result<&str, Fault> {
    if word.is_empty() {
        return Err(Fault::new("the source is missing").help("name the text that was read, or write recalled"));
    }
    Ok(word)
}

pub(crate) fn status(word: &str) -> Result<DayStatus, Fault> {
    DayStatus::parse(word).ok_or_else(|| {
        Fault::new(format!("unknown status `{word}`"))
            .help("write official or expected")
            .suggest(word, ["official", "expected"])
    })
}
