//! Two calendars at once.

use super::closures::of_china;
use super::support::{COUNTRIES, calendar, day, every_day};
use certmap_base::Text;
use certmap_calendar::{Calendar, DayKind, DayStatus};

#[test]
fn a_day_works_only_if_both_sides_work() {
    for a in COUNTRIES {
        for b in COUNTRIES {
            let both = Calendar::both(calendar(a), calendar(b));
            for date in every_day() {
                let (x, y) = (calendar(a).is_working(date), calendar(b).is_working(date));
                let found = both.is_working(date);
                assert_eq!(found.value, x.value && y.value, "{a} {b} {date}");
                let weakest = x.status.max(y.status);
                assert!(found.status <= weakest);
                assert!(!found.value || found.status == weakest, "{a} {b} {date}");
            }
        }
    }
}

#[test]
fn the_sides_that_close_the_day_name_it() {
    let both = Calendar::both(calendar("cn"), calendar("de"));
    let named = |date: &str| both.day(day(date));
    assert_eq!(named("2026-01-01").name, Text::new("New Year's Day", "元旦"));
    assert_eq!(named("2026-05-01").name, Text::new("Labour Day / Labor Day", "劳动节"));
    assert_eq!(named("2026-05-25").name, Text::new("Pentecost Monday", "圣灵降临节星期一"));
    // China works on this Saturday, Germany does not.
    assert_eq!(named("2026-02-14").kind, DayKind::Weekend);
    assert_eq!(named("2026-02-14").name, Text::default());
    let alone = Calendar::both(calendar("cn"), &Calendar::always("days"));
    assert_eq!(alone.day(day("2026-02-14")).kind, DayKind::MakeUpWorking);
}

#[test]
fn a_side_that_is_closed_for_sure_decides() {
    let both = Calendar::both(calendar("cn"), calendar("us"));
    // Expected in China, closed for sure in the United States.
    assert_eq!(both.day(day("2027-11-25")).status, DayStatus::Official);
    assert_eq!(Calendar::both(calendar("us"), calendar("cn")).day(day("2027-11-25")).status, DayStatus::Official);
    assert_eq!(both.day(day("2027-11-24")).status, DayStatus::Expected);
    assert_eq!(both.year_status(2027), DayStatus::Expected);
    let unknown = Calendar::both(calendar("cn"), &Calendar::weekdays("office"));
    assert_eq!(unknown.day(day("2031-11-24")).status, DayStatus::Unknown);
    assert_eq!(unknown.day(day("2031-11-23")).status, DayStatus::Official);
}

#[test]
fn counting_sees_the_same_days_as_asking_for_one() {
    let visits = [
        calendar("cn").clone(),
        Calendar::both(calendar("cn"), calendar("kr")),
        Calendar::both(&Calendar::weekdays("office"), calendar("in")),
        Calendar::both(&calendar("jp").cautious(), &Calendar::always("days")),
        calendar("cn").with_closures("cn-factory", &of_china()),
        Calendar::both(&calendar("cn").with_closures("cn-factory", &of_china()), calendar("de")),
    ];
    for visit in visits {
        for date in every_day() {
            let counted = visit.working_days_between(date, date.add_days(1));
            let asked = visit.is_working(date);
            assert_eq!(counted.value, i64::from(asked.value), "{} {date}", visit.id());
            assert_eq!(counted.status, asked.status, "{} {date}", visit.id());
            assert_eq!(counted.holidays, asked.holidays, "{} {date}", visit.id());
        }
    }
}

#[test]
fn expected_holidays_of_both_are_in_order() {
    let both = Calendar::both(calendar("cn"), calendar("kr"));
    let movable = both.expected_holidays(2027);
    assert!(movable.is_sorted_by_key(|m| m.first));
    assert_eq!(
        movable.len(),
        calendar("cn").expected_holidays(2027).len() + calendar("kr").expected_holidays(2027).len()
    );
    assert!(!both.cautious().is_working(day("2027-02-03")).value);
}
