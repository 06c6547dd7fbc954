//! Drawn schedules: `X` worked, `.` closed, `o` public holiday.
//!
//! The first line names a Monday and draws the weeks; each bar below is checked in both directions: from its first day
//! forward and from its last day back, its `X` being the number of working days.

use super::support::{calendar, day};
use certmap_base::Date;
use certmap_calendar::{Calendar, DayKind, Span};

fn draw(calendar: &Calendar, first: Date, span: &Span) -> String {
    let mut bar = " ".repeat(usize::try_from(span.start.days_since(first)).unwrap());
    for i in 0..=span.finish.days_since(span.start) {
        bar.push(match calendar.day(span.start.add_days(i)).kind {
            DayKind::Working | DayKind::MakeUpWorking => 'X',
            DayKind::Weekend => '.',
            DayKind::Holiday { .. } => 'o',
        });
    }
    bar
}

fn check(calendar: &Calendar, drawing: &str) {
    let mut lines = drawing.lines().map(str::trim_end).filter(|l| !l.trim().is_empty());
    let (monday, weeks) = lines.next().unwrap().split_once("| ").unwrap();
    let first = day(monday.trim());
    assert!(weeks.bytes().zip(b"MTWTFSS".iter().cycle()).all(|(a, b)| a.to_ascii_uppercase() == *b), "{weeks}");
    assert_eq!(first.weekday(), certmap_base::Weekday::Monday, "{first}");
    for line in lines {
        let (name, bar) = line.split_once("| ").unwrap();
        let n = u32::try_from(bar.matches('X').count()).unwrap();
        let day_of = |place: usize| first.add_days(i64::try_from(place).unwrap());
        let forward = calendar.finish_for_start(day_of(bar.find('X').unwrap()), n);
        let backward = calendar.start_for_finish(day_of(bar.rfind('X').unwrap()), n);
        assert_eq!(draw(calendar, first, &forward), bar, "{}forward", name.trim_start());
        assert_eq!(draw(calendar, first, &backward), bar, "{}backward", name.trim_start());
    }
}

#[test]
fn a_weekend_is_stepped_over() {
    check(
        &Calendar::weekdays("office"),
        "
        2026-11-16  | MTWTFSSmtwtfssMTWTF
        samples     | X
        type-test   |  XXXX..XXX
        review      |           XX..XX
        issue       |                 X
        ",
    );
}

#[test]
fn calendar_days_have_no_weekend() {
    check(
        &Calendar::always("days"),
        "
        2026-11-16  | MTWTFSSmtwtfss
        transport   |     XXXXX
        ",
    );
}

#[test]
fn spring_festival_2026_closes_nine_days_and_works_two_saturdays() {
    check(
        calendar("cn"),
        "
        2026-02-09  | MTWTFSSmtwtfssMTWTFSSm
        samples     |   XXXXoooooooooX
        type-test   |      XoooooooooXXXXX.X
        saturday    |                    X.X
        ",
    );
}

#[test]
fn christmas_and_new_year_in_germany() {
    check(
        calendar("de"),
        "
        2026-12-21  | MTWTFSSmtwtfssMTWTF
        review      | XXXXoo.XXXXo..X
        issue       |    Xoo.X
        ",
    );
}

#[test]
fn labour_day_expected_in_2027() {
    check(
        calendar("cn"),
        "
        2027-04-26  | MTWTFSSmtwtfssMTWTF
        audit       |   XXXoooooXX..X
        ",
    );
}

#[test]
fn a_visit_needs_both_sides() {
    // China is closed from 1 to 7 October, Germany on Saturday the 3rd; on Saturday the 10th only China works.
    check(
        &Calendar::both(calendar("cn"), calendar("de")),
        "
        2026-09-28  | MTWTFSSmtwtfssMTWTF
        visit       |  XXoooooooXX..X
        ",
    );
}

#[test]
fn the_names_of_the_days_stepped_over_are_told() {
    let told = |country: &str, start: &str, n: u32| -> Vec<String> {
        let span = calendar(country).finish_for_start(day(start), n);
        span.holidays.iter().map(ToString::to_string).collect()
    };
    assert_eq!(told("cn", "2026-02-12", 4), ["Spring Festival 2026-02-15 to 2026-02-23"]);
    assert_eq!(
        told("cn", "2025-09-29", 3),
        [
            "National Day 2025-10-01 to 2025-10-05",
            "Mid-Autumn Festival 2025-10-06",
            "National Day 2025-10-07 to 2025-10-08"
        ]
    );
    assert_eq!(told("us", "2026-12-24", 6), ["Christmas Day 2026-12-25", "New Year's Day 2027-01-01"]);
    let back = calendar("cn").start_for_finish(day("2026-02-25"), 4);
    assert_eq!(back.holidays[0].to_string(), "Spring Festival 2026-02-15 to 2026-02-23");
    assert_eq!(back.start, day("2026-02-13"));
}

#[test]
fn work_of_no_days_is_a_moment_where_it_stands() {
    let holiday = day("2026-02-17");
    for span in [calendar("cn").finish_for_start(holiday, 0), calendar("cn").start_for_finish(holiday, 0)] {
        assert_eq!((span.start, span.finish), (holiday, holiday));
        assert!(!span.provisional());
    }
    assert!(calendar("cn").finish_for_start(day("2035-02-17"), 0).provisional());
}
