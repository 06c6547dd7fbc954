//! Closures of factories and bodies.

use super::support::{calendar, day, folder};
use certmap_base::Confidence;
use certmap_calendar::{Calendar, Closure, DayKind, DayStatus, read_closures};

const HEADER: &str = "from,until,what_en,what_zh,source,status,confidence\n";

/// The closures in the repository.
pub(super) fn of_china() -> Vec<Closure> {
    let text = std::fs::read_to_string(folder().join("cn/closures.csv")).unwrap();
    let (closures, problems) = read_closures("cn/closures.csv", &text);
    assert_eq!(problems, []);
    closures
}

#[test]
fn the_file_claims_no_more_than_is_known() {
    let closures = of_china();
    assert_eq!(closures.len(), 2 * 7);
    for closure in &closures {
        assert_eq!(closure.confidence, Confidence::Recalled);
        assert_eq!(closure.status, DayStatus::Expected);
        assert_eq!(closure.source, "recalled");
        // Spring Festival lies inside.
        assert!(
            (0..=closure.until.days_since(closure.from))
                .any(|i| { calendar("cn").day(closure.from.add_days(i)).name.zh == "春节" })
        );
    }
}

#[test]
fn a_factory_is_closed_longer_than_the_holiday_and_the_answer_is_provisional() {
    let factories: Vec<Closure> = of_china().into_iter().filter(|c| c.what.en.starts_with("factories")).collect();
    let factory = calendar("cn").with_closures("cn-factory", &factories);
    assert_eq!(factory.id(), "cn-factory");
    // The holiday of 2026 ends on 23 February, the factory opens on 4 March.
    let opens = factory.next_working(day("2026-02-20"));
    assert_eq!((opens.value, opens.status), (day("2026-03-04"), DayStatus::Expected));
    assert_eq!(calendar("cn").next_working(day("2026-02-20")).status, DayStatus::Official);
    // Inside, the announced days keep their name and status, and the worked Saturday is closed.
    assert_eq!(factory.day(day("2026-02-17")), calendar("cn").day(day("2026-02-17")));
    let saturday = factory.day(day("2026-02-14"));
    assert!(matches!(saturday.kind, DayKind::Holiday { .. }));
    assert_eq!(saturday.status, DayStatus::Expected);
    assert_eq!(factory.year_status(2026), DayStatus::Expected);
    assert_eq!(factory.year_status(2031), DayStatus::Unknown);
    assert_eq!(factory.years(), calendar("cn").years());
    assert_eq!(factory.expected_holidays(2027), calendar("cn").expected_holidays(2027));
    assert!(factory.cautious().next_working(day("2027-02-20")).value >= factory.next_working(day("2027-02-20")).value);
}

#[test]
fn a_closure_closes_calendar_days_too() {
    let closures = of_china();
    let days = Calendar::always("days").with_closures("factory-days", &closures);
    assert!(!days.is_working(day("2026-02-08")).value);
    assert!(days.is_working(day("2026-03-08")).value);
}

#[test]
fn the_surest_of_overlapping_closures_speaks() {
    let text = format!(
        "{HEADER}2026-08-03,2026-08-14,usual shutdown,例行停工,recalled,expected,recalled\n\
         2026-08-10,2026-08-14,announced shutdown,已公布的停工,letter of the factory,official,official\n"
    );
    let (closures, problems) = read_closures("closures.csv", &text);
    assert_eq!(problems, []);
    let factory = Calendar::weekdays("office").with_closures("factory", &closures);
    assert_eq!(factory.day(day("2026-08-07")).status, DayStatus::Expected);
    assert_eq!(factory.day(day("2026-08-10")).status, DayStatus::Official);
    assert_eq!(factory.day(day("2026-08-10")).source, "letter of the factory");
    let span = factory.finish_for_start(day("2026-07-31"), 2);
    let told: Vec<String> = span.holidays.iter().map(ToString::to_string).collect();
    assert_eq!(told, ["usual shutdown 2026-08-03 to 2026-08-07", "announced shutdown 2026-08-10 to 2026-08-14"]);
    // Told in the same order when counted back.
    assert_eq!(factory.start_for_finish(span.finish, 2), span);
}

#[test]
fn bad_lines_are_left_out_and_told() {
    let text = format!(
        "{HEADER}2027-02-20,2027-01-27,closed,停工,recalled,expected,recalled\n\
         2027-01-27,2027-02-20,closed,,recalled,expected,hearsay\n\
         2027-01-27,2027-02-20,closed,停工,recalled,expected,recaled\n\
         2027-01-27,2027-02-20,closed,停工,recalled,expected,recalled\n"
    );
    let (closures, problems) = read_closures("closures.csv", &text);
    assert_eq!(closures.len(), 1);
    let told = certmap_testkit::languages::told(&problems);
    assert_eq!(
        told,
        [
            "closures.csv:2:12: error: the closure ends on `2027-01-27`, before it begins",
            "closures.csv:3:30: error: the Chinese name is missing",
            "closures.csv:3:49: error: unknown confidence `hearsay`\n    write official, secondary, recalled, unconfirmed",
            "closures.csv:4:51: error: unknown confidence `recaled`\n    did you mean `recalled`?",
        ]
    );
}
