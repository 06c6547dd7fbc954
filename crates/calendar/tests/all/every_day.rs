//! Every day of every calendar, against a version that is slow and obvious.

use super::support::{COUNTRIES, calendar, day, every_day, files};
use certmap_base::{Date, Weekday};
use std::collections::HashMap;

const STEPS: [i64; 13] = [1, 2, 3, 4, 5, 6, 7, 9, 12, 18, 22, 45, 70];

/// Reads only whether a day is listed as off or as worked, with nothing but string splitting.
struct Obvious(HashMap<String, bool>);

impl Obvious {
    fn of(country: &str) -> Obvious {
        let mut days = HashMap::new();
        for (_, text) in files(country) {
            for line in text.lines().skip(1) {
                let mut words = line.split(',');
                let date = words.next().unwrap().to_owned();
                days.insert(date, words.next().unwrap() == "work");
            }
        }
        Obvious(days)
    }

    fn works(&self, date: Date) -> bool {
        let weekday = !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
        self.0.get(&date.to_string()).copied().unwrap_or(weekday)
    }
}

/// Working or not, of every day that the tests can reach, in order.
fn worked_days(country: &str) -> (Vec<Date>, HashMap<Date, bool>) {
    let obvious = Obvious::of(country);
    let first = day("2023-01-01");
    let days = (0..4000).map(|i| first.add_days(i));
    let known: HashMap<Date, bool> = days.clone().map(|d| (d, obvious.works(d))).collect();
    (days.filter(|d| known[d]).collect(), known)
}

#[test]
fn is_worked_as_the_file_says() {
    for country in COUNTRIES {
        let obvious = Obvious::of(country);
        for date in every_day() {
            let answer = calendar(country).is_working(date);
            assert_eq!(answer.value, obvious.works(date), "{country} {date}");
            assert_eq!(answer.value, calendar(country).day(date).works(), "{country} {date}");
        }
    }
}

#[test]
fn there_and_back_again() {
    for country in COUNTRIES {
        let calendar = calendar(country);
        for date in every_day().filter(|d| calendar.is_working(*d).value) {
            assert_eq!(calendar.add_working_days(date, 0).value, date);
            for n in STEPS {
                let later = calendar.add_working_days(date, n).value;
                assert_eq!(calendar.add_working_days(later, -n).value, date, "{country} {date} {n}");
            }
        }
    }
}

#[test]
fn adds_as_the_obvious_version_does() {
    for country in COUNTRIES {
        let (worked, _) = worked_days(country);
        for date in every_day() {
            // The place of the first working day after this day, and of the first one not before it.
            let after = worked.partition_point(|d| *d <= date);
            let from = worked.partition_point(|d| *d < date);
            for n in STEPS {
                let n_places = usize::try_from(n).unwrap();
                let forth = calendar(country).add_working_days(date, n).value;
                assert_eq!(forth, worked[after + n_places - 1], "{country} {date} +{n}");
                let back = calendar(country).add_working_days(date, -n).value;
                assert_eq!(back, worked[from - n_places], "{country} {date} -{n}");
            }
            assert_eq!(calendar(country).next_working(date).value, worked[from], "{country} {date}");
            assert_eq!(calendar(country).add_working_days(date, 0).value, worked[from], "{country} {date}");
            assert_eq!(calendar(country).previous_working(date).value, worked[after - 1], "{country} {date}");
        }
    }
}

#[test]
fn spans_hold_exactly_their_working_days() {
    for country in COUNTRIES {
        let calendar = calendar(country);
        let (worked, _) = worked_days(country);
        for date in every_day() {
            for n in [1_u32, 2, 5, 13, 40] {
                let places = usize::try_from(n).unwrap();
                let from = worked.partition_point(|d| *d < date);
                let span = calendar.finish_for_start(date, n);
                assert_eq!(
                    (span.start, span.finish),
                    (worked[from], worked[from + places - 1]),
                    "{country} {date} {n}"
                );
                let back = calendar.start_for_finish(span.finish, n);
                assert_eq!((back.start, back.finish), (span.start, span.finish), "{country} {date} {n}");
                let after = worked.partition_point(|d| *d <= date);
                let span = calendar.start_for_finish(date, n);
                assert_eq!(
                    (span.start, span.finish),
                    (worked[after - places], worked[after - 1]),
                    "{country} {date} {n}"
                );
            }
        }
    }
}

#[test]
fn counts_between_what_it_added() {
    for country in COUNTRIES {
        let calendar = calendar(country);
        let (_, known) = worked_days(country);
        for date in every_day().step_by(3) {
            for days in [0, 1, 6, 30, 100] {
                let end = date.add_days(days);
                let slow = (0..days).filter(|i| known[&date.add_days(*i)]).count();
                let slow = i64::try_from(slow).unwrap();
                assert_eq!(calendar.working_days_between(date, end).value, slow, "{country} {date} {days}");
                assert_eq!(calendar.working_days_between(end, date).value, -slow, "{country} {date} {days}");
            }
        }
        for date in every_day().filter(|d| calendar.is_working(*d).value).step_by(5) {
            for n in [-45, -7, -1, 0, 1, 7, 45] {
                let end = calendar.add_working_days(date, n).value;
                assert_eq!(calendar.working_days_between(date, end).value, n, "{country} {date} {n}");
            }
        }
    }
}

#[test]
fn names_every_holiday_between_two_days_and_no_other() {
    for country in COUNTRIES {
        let calendar = calendar(country);
        for date in every_day().step_by(11) {
            let end = date.add_days(40);
            let told: Vec<Date> = calendar
                .working_days_between(date, end)
                .holidays
                .iter()
                .flat_map(|s| (0..=s.last.days_since(s.first)).map(|i| s.first.add_days(i)))
                .collect();
            let listed: Vec<Date> = (0..40)
                .map(|i| date.add_days(i))
                .filter(|d| !calendar.day(*d).works() && !calendar.day(*d).name.is_empty())
                .collect();
            assert_eq!(told, listed, "{country} {date}");
        }
    }
}

#[test]
fn every_named_day_has_both_names_and_a_source() {
    for country in COUNTRIES {
        for date in every_day() {
            let day = calendar(country).day(date);
            assert_eq!(day.name.is_empty(), day.source.is_empty(), "{country} {date}");
            assert_eq!(day.name.en.is_empty(), day.name.zh.is_empty(), "{country} {date}");
        }
    }
}
