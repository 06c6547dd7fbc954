//! Missing data never reads as "no holidays".

use super::support::{COUNTRIES, calendar, day, every_day, files, folder, read};
use certmap_base::Date;
use certmap_calendar::{Calendar, DayKind, DayStatus};

#[test]
fn every_day_of_a_year_without_a_file_is_unknown() {
    for country in COUNTRIES {
        for date in ["2023-12-31", "2031-01-01", "2031-02-01", "1900-01-01", "2199-12-31"] {
            let date = day(date);
            let found = calendar(country).day(date);
            assert_eq!(found.status, DayStatus::Unknown, "{country} {date}");
            assert_eq!(found.kind == DayKind::Weekend, date.is_weekend());
            assert!(calendar(country).is_working(date).provisional());
            assert!(calendar(country).next_working(date).provisional());
            assert!(calendar(country).previous_working(date).provisional());
        }
        assert_eq!(calendar(country).year_status(2031), DayStatus::Unknown);
        assert_eq!(calendar(country).years(), (2024..=2030).collect::<Vec<i16>>());
        assert!(every_day().all(|d| calendar(country).day(d).status != DayStatus::Unknown));
    }
}

#[test]
fn a_missing_year_in_the_middle_is_unknown() {
    let mut some = files("de");
    some.retain(|(name, _)| !name.contains("2027"));
    let gap = read("de", &some);
    assert_eq!(gap.day(day("2027-12-24")).status, DayStatus::Unknown);
    assert_eq!(gap.day(day("2028-12-25")).status, DayStatus::Official);
    let span = gap.finish_for_start(day("2026-12-30"), 5);
    assert_eq!(span.status, DayStatus::Unknown);
    let between = gap.working_days_between(day("2026-01-01"), day("2028-12-31"));
    assert!(between.provisional());
}

#[test]
fn counting_is_provisional_exactly_if_a_day_it_passed_is() {
    let cn = calendar("cn");
    // Ends on the last working day of 2026, which is announced.
    let within = cn.finish_for_start(day("2026-12-21"), 9);
    assert_eq!((within.finish, within.status), (day("2026-12-31"), DayStatus::Official));
    // One more day passes New Year 2027, which is not.
    let beyond = cn.finish_for_start(day("2026-12-21"), 10);
    assert_eq!((beyond.finish, beyond.status), (day("2027-01-04"), DayStatus::Expected));
    assert!(beyond.provisional());
    assert_eq!(beyond.holidays[0].to_string(), "New Year's Day 2027-01-01 to 2027-01-03");
    // Counted back from 2031, the unknown days show too.
    assert_eq!(cn.start_for_finish(day("2031-01-03"), 20).status, DayStatus::Unknown);
    // The start itself is not passed by adding.
    assert_eq!(cn.add_working_days(day("2027-01-04"), -1).status, DayStatus::Expected);
    assert_eq!(calendar("de").add_working_days(day("2031-01-01"), -1).status, DayStatus::Official);
}

#[test]
fn counting_past_the_days_that_can_be_written_is_unknown() {
    for office in [Calendar::weekdays("office"), Calendar::always("days")] {
        for answer in [
            office.add_working_days(day("2199-12-30"), 400),
            office.add_working_days(Date::MAX, 1),
            office.add_working_days(Date::MIN, -1),
            office.add_working_days(day("2020-01-01"), i64::MAX),
            office.add_working_days(day("2020-01-01"), i64::MIN),
        ] {
            assert_eq!(answer.status, DayStatus::Unknown);
        }
        assert_eq!(office.finish_for_start(Date::MAX, u32::MAX).finish, Date::MAX);
        assert_eq!(office.start_for_finish(Date::MIN, u32::MAX).status, DayStatus::Unknown);
    }
}

#[test]
fn an_expected_holiday_has_a_range_and_the_cautious_reading_fills_it() {
    let cn = calendar("cn");
    let spring = cn.expected_holidays(2027).into_iter().find(|m| m.name.zh == "春节").unwrap();
    assert_eq!((spring.first, spring.last), (day("2027-02-05"), day("2027-02-12")));
    assert_eq!((spring.earliest, spring.latest), (day("2027-02-03"), day("2027-02-14")));
    assert!(cn.expected_holidays(2026).is_empty());
    let likely = cn.finish_for_start(day("2027-02-01"), 5);
    let late = cn.cautious().finish_for_start(day("2027-02-01"), 5);
    assert_eq!((likely.finish, late.finish), (day("2027-02-15"), day("2027-02-17")));
    // What was announced does not move, not even on the last day of the year before.
    for date in every_day().filter(|d| d.year() <= 2026) {
        assert_eq!(cn.cautious().day(date), cn.day(date));
    }
}

#[test]
fn a_year_may_be_announced_in_part() {
    let text = "date,kind,name_en,name_zh,source,status\n\
        2027-05-03,off,Labour Day,劳动节,notice,official\n\
        2027-05-04,off,Labour Day,劳动节,usual,expected\n\
        2027-05-08,work,Labour Day: make-up working day,劳动节调休上班,usual,expected\n";
    let (calendar, problems) = Calendar::read("cn", &[("2027.csv", text)]);
    assert_eq!(problems, []);
    let calendar = calendar.unwrap();
    assert_eq!(calendar.day(day("2027-05-03")).status, DayStatus::Official);
    assert_eq!(calendar.day(day("2027-08-03")).status, DayStatus::Expected);
    // Announced and expected days of one holiday are told apart.
    let span = calendar.finish_for_start(day("2027-04-30"), 2);
    let told: Vec<_> = span.holidays.iter().map(|s| (s.to_string(), s.status)).collect();
    assert_eq!(
        told,
        [
            ("Labour Day 2027-05-03".to_owned(), DayStatus::Official),
            ("Labour Day 2027-05-04".to_owned(), DayStatus::Expected)
        ]
    );
    // Only days off move: the day before the expected make-up day stays worked, the two after the day off do not.
    let closed = |date: &str| !calendar.cautious().is_working(day(date)).value;
    assert!(closed("2027-05-05") && closed("2027-05-06"));
    assert!(!closed("2027-05-07") && !closed("2027-05-08") && !closed("2027-05-10"));
}

#[test]
fn the_cautious_reading_is_never_earlier() {
    for country in COUNTRIES {
        let cautious = calendar(country).cautious();
        for date in every_day().step_by(7) {
            let likely = calendar(country).finish_for_start(date, 10);
            let late = cautious.finish_for_start(date, 10);
            assert!(likely.finish <= late.finish, "{country} {date}");
            assert!(likely.provisional() || likely == late, "{country} {date}");
        }
    }
}

#[test]
fn the_folder_holds_no_file_that_is_not_tested() {
    let mut found = 0;
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            assert!(COUNTRIES.contains(&path.file_name().unwrap().to_str().unwrap()), "{}", path.display());
            found += std::fs::read_dir(path).unwrap().count();
        }
    }
    assert_eq!(found, COUNTRIES.len() * 7 + 1);
}
