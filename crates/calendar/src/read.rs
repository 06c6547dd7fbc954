//! Reading the files of a calendar, one per year.

use crate::rows::{Row, rows};
use crate::table::{Entry, Table};
use crate::{Calendar, DayStatus};
use certmap_base::{Date, Fault, Place, Problem, Text, text};
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
    /// assert_eq!(problems[0].say(certmap_base::Lang::En), "cn/2026.csv:2:1: error: the day `2026-02-30` does not exist");
    /// ```
    #[must_use]
    pub fn read(id: &str, files: &[(&str, &str)]) -> (Option<Calendar>, Vec<Problem>) {
        let mut problems = Vec::new();
        let mut table = Table::default();
        let mut seen: BTreeMap<i16, &str> = BTreeMap::new();
        if files.is_empty() {
            let fault = Fault::new(text!("the calendar `{id}` has no file", "日历 `{id}` 没有文件"))
                .help(text!("add one file per year, such as 2026.csv", "请每年添加一个文件，例如 2026.csv"));
            problems.push(Problem::error(Place::file(id), fault));
        }
        for (file, text) in files {
            let Some(year) = year_of(file) else {
                let fault = Fault::new(text!("the name of the file is not a year", "文件名不是年份"))
                    .help(text!("name it after its year, such as 2026.csv", "请用年份命名，例如 2026.csv"));
                problems.push(Problem::error(Place::file(*file), fault));
                continue;
            };
            if let Some(other) = seen.insert(year, file) {
                let fault = Fault::new(text!("the year {year} has two files", "{year} 年有两个文件"))
                    .help(text!("the other is {other}", "另一个是 {other}"));
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
        let fault = Fault::new(text!("the file lists no day", "文件中没有列出任何日期")).help(text!(
            "remove it: a year without a file is unknown, an empty one would read as a year without holidays",
            "请删除该文件：没有文件的年份视为未知，空文件会被当作全年没有假日"
        ));
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
        return Err(Fault::new(text!(
            "`{date}` is not in the year of the file, {year}",
            "`{date}` 不在该文件的年份 {year} 内"
        ))
        .help(text!("move the line to {}.csv", "请把这一行移到 {}.csv", date.year())));
    }
    match lines.insert(date, row.line()) {
        Some(first) => Err(Fault::new(text!("`{date}` is listed twice", "`{date}` 重复列出"))
            .help(text!("the first is on line {first}", "第一次出现在第 {first} 行"))),
        None => Ok(date),
    }
}

fn works(word: &str) -> Result<bool, Fault> {
    match word {
        "off" => Ok(false),
        "work" => Ok(true),
        _ => Err(Fault::new(text!("unknown kind `{word}`", "未知的类别 `{word}`"))
            .help(text!(
                "write off for a day off, work for a weekend day that is worked",
                "休息日写 off，调休上班的周末写 work"
            ))
            .suggest(word, ["off", "work"])),
    }
}

fn weekend(date: Date) -> Result<(), Fault> {
    if date.is_weekend() {
        return Ok(());
    }
    Err(Fault::new(text!("`{date}` is no weekend day, it is worked anyway", "`{date}` 不是周末，本来就是工作日"))
        .help(text!("only a Saturday or Sunday can be a make-up working day", "只有星期六或星期日才可能是调休上班日")))
}

pub(crate) fn english(name: &str) -> Result<&str, Fault> {
    if name.is_empty() {
        return Err(Fault::new(text!("the English name is missing", "缺少英文名称")));
    }
    Ok(name)
}

pub(crate) fn chinese(name: &str) -> Result<&str, Fault> {
    if name.is_empty() {
        return Err(Fault::new(text!("the Chinese name is missing", "缺少中文名称")));
    }
    if !name.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)) {
        return Err(Fault::new(text!(
            "the Chinese name `{name}` has no Chinese character",
            "中文名称 `{name}` 中没有汉字"
        ))
        .help(text!(
            "write the name that is usual in Chinese, such as {}",
            "请写通行的中文名称，例如{}",
            "圣诞节"
        )));
    }
    Ok(name)
}

pub(crate) fn source(word: &str) -> Result<&str, Fault> {
    if word.is_empty() {
        return Err(Fault::new(text!("the source is missing", "缺少来源"))
            .help(text!("name the text that was read, or write recalled", "请注明所依据的文件，或写 recalled")));
    }
    Ok(word)
}

pub(crate) fn status(word: &str) -> Result<DayStatus, Fault> {
    DayStatus::parse(word).ok_or_else(|| {
        Fault::new(text!("unknown status `{word}`", "未知的状态 `{word}`"))
            .help(text!("write official or expected", "请写 official 或 expected"))
            .suggest(word, ["official", "expected"])
    })
}
