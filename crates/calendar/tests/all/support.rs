//! What the tests share: the files of the repository, and short ways to write a day.

use certmap_base::Date;
use certmap_calendar::Calendar;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::LazyLock;

pub(super) const COUNTRIES: [&str; 7] = ["cn", "us", "de", "gb", "jp", "kr", "in"];

pub(super) type Files = Vec<(String, String)>;

pub(super) fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../calendars")
}

/// The files of a country, as (name, text).
pub(super) fn files(country: &str) -> Files {
    (2024..=2030)
        .map(|year| {
            let name = format!("{country}/{year}.csv");
            let text = std::fs::read_to_string(folder().join(&name)).expect("a file for each year");
            (name, text)
        })
        .collect()
}

pub(super) fn read(country: &str, files: &Files) -> Calendar {
    let pairs: Vec<(&str, &str)> = files.iter().map(|(n, t)| (n.as_str(), t.as_str())).collect();
    let (calendar, problems) = Calendar::read(country, &pairs);
    assert_eq!(problems, [], "{country}");
    calendar.expect("a calendar without problems")
}

static ALL: LazyLock<BTreeMap<&str, Calendar>> =
    LazyLock::new(|| COUNTRIES.into_iter().map(|c| (c, read(c, &files(c)))).collect());

/// The calendar of a country, from the files of the repository.
pub(super) fn calendar(country: &str) -> &'static Calendar {
    &ALL[country]
}

pub(super) fn day(word: &str) -> Date {
    Date::parse(word).expect("a date")
}

/// Every day of the years with data.
pub(super) fn every_day() -> impl Iterator<Item = Date> {
    let first = day("2024-01-01");
    let last = day("2030-12-31");
    (0..=last.days_since(first)).map(move |i| first.add_days(i))
}
