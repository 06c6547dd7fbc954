//! Facts that anybody can look up.

use super::support::{calendar, day, every_day};
use certmap_base::{Date, Text};
use certmap_calendar::{DayKind, DayStatus};

/// The days of `2026-02-15..23` and `2026-01-04`, given after a year.
fn days(year: i16, words: &str) -> Vec<Date> {
    let mut all = Vec::new();
    for word in words.split_whitespace() {
        let (first, last) = word.split_once("..").map_or((word, None), |(f, l)| (f, Some(l)));
        let first = day(&format!("{year}-{first}"));
        let mut date = first;
        let last: i8 = last.map_or(first.day(), |l| l.parse().unwrap());
        while date.day() <= last && date.month() == first.month() {
            all.push(date);
            date = date.add_days(1);
        }
    }
    all
}

/// All holidays and all make-up working days of China in a year.
fn check_china(year: i16, off: &str, work: &str) {
    let of_year = || every_day().filter(|d| d.year() == year).map(|d| calendar("cn").day(d));
    let holidays: Vec<Date> = of_year().filter(|d| matches!(d.kind, DayKind::Holiday { .. })).map(|d| d.date).collect();
    let worked: Vec<Date> = of_year().filter(|d| d.kind == DayKind::MakeUpWorking).map(|d| d.date).collect();
    assert_eq!(holidays, days(year, off));
    assert_eq!(worked, days(year, work));
}

fn check(country: &str, date: &str, en: &str, zh: &str, status: DayStatus) {
    let day = calendar(country).day(day(date));
    assert_eq!(day.name, Text::new(en, zh), "{country} {date}");
    assert_eq!(day.kind, DayKind::Holiday { name: Text::new(en, zh) }, "{country} {date}");
    assert_eq!(day.status, status, "{country} {date}");
}

#[test]
fn china_2026() {
    check_china(
        2026,
        "01-01..03 02-15..23 04-04..06 05-01..05 06-19..21 09-25..27 10-01..07",
        "01-04 02-14 02-28 05-09 09-20 10-10",
    );
    assert_eq!(calendar("cn").year_status(2026), DayStatus::Official);
    let notice = calendar("cn").day(day("2026-02-16")).source;
    assert!(notice.ends_with("www.gov.cn/gongbao/2025/issue_12406/202511/content_7048922.html"), "{notice}");
}

#[test]
fn china_2025() {
    check_china(
        2025,
        "01-01 01-28..31 02-01..04 04-04..06 05-01..05 05-31 06-01..02 10-01..08",
        "01-26 02-08 04-27 09-28 10-11",
    );
    check("cn", "2025-10-06", "Mid-Autumn Festival", "中秋节", DayStatus::Official);
}

#[test]
fn china_expects_the_usual_blocks_from_2027_on() {
    check_china(2027, "01-01..03 02-05..12 04-03..05 05-01..05 06-09 09-15 10-01..07", "");
    check_china(2028, "01-01..03 01-25..31 02-01 04-02..04 05-01..05 05-27..29 10-01..08 12-30..31", "");
    check("cn", "2028-10-03", "Mid-Autumn Festival", "中秋节", DayStatus::Expected);
    for year in 2027..=2030 {
        assert_eq!(calendar("cn").year_status(year), DayStatus::Expected);
        // A day without a line is expected too: it may turn into a make-up working day or into a day off.
        assert_eq!(calendar("cn").day(Date::new(year, 8, 8).unwrap()).status, DayStatus::Expected);
    }
}

#[test]
fn spring_festival_begins_with_the_lunar_year() {
    for (year, first) in [(2027, "02-06"), (2028, "01-26"), (2029, "02-13"), (2030, "02-03")] {
        let first = day(&format!("{year}-{first}"));
        for date in [first.add_days(-1), first, first.add_days(6)] {
            assert_eq!(calendar("cn").day(date).name.zh, "春节", "{date}");
        }
        assert_ne!(calendar("cn").day(first.add_days(-2)).name.zh, "春节");
        assert_ne!(calendar("cn").day(first.add_days(7)).name.zh, "春节");
    }
}

#[test]
fn united_states() {
    check("us", "2026-07-03", "Independence Day (observed)", "独立日（补休）", DayStatus::Official);
    check("us", "2027-12-31", "New Year's Day (observed)", "元旦（补休）", DayStatus::Official);
    check("us", "2028-11-23", "Thanksgiving Day", "感恩节", DayStatus::Official);
    assert_eq!(calendar("us").year_status(2030), DayStatus::Official);
}

#[test]
fn germany() {
    check("de", "2026-04-03", "Good Friday", "耶稣受难日", DayStatus::Official);
    check("de", "2026-10-03", "German Unity Day", "德国统一日", DayStatus::Official);
    check("de", "2030-12-25", "Christmas Day", "圣诞节", DayStatus::Official);
    // Corpus Christi is kept in some Länder only.
    assert_eq!(calendar("de").day(day("2026-06-04")).kind, DayKind::Working);
}

#[test]
fn united_kingdom() {
    check("gb", "2026-12-28", "Boxing Day (observed)", "节礼日（补休）", DayStatus::Official);
    check("gb", "2027-12-28", "Boxing Day (observed)", "节礼日（补休）", DayStatus::Official);
    check("gb", "2028-05-01", "May Day", "五月初银行假日", DayStatus::Expected);
    check("gb", "2028-12-25", "Christmas Day", "圣诞节", DayStatus::Official);
    // Easter Monday is no holiday in Scotland.
    assert_eq!(calendar("gb").day(day("2026-04-06")).kind, DayKind::Working);
}

#[test]
fn japan() {
    check("jp", "2026-09-22", "National Holiday", "国民休息日", DayStatus::Official);
    check("jp", "2027-03-22", "Substitute Holiday", "补休日", DayStatus::Official);
    check("jp", "2028-03-20", "Vernal Equinox Day", "春分日", DayStatus::Expected);
    check("jp", "2029-09-24", "Substitute Holiday", "补休日", DayStatus::Expected);
    check("jp", "2029-04-30", "Substitute Holiday", "补休日", DayStatus::Official);
}

#[test]
fn korea() {
    check("kr", "2025-01-27", "Temporary Public Holiday", "临时公休日", DayStatus::Official);
    check("kr", "2026-09-25", "Chuseok", "中秋节", DayStatus::Official);
    check("kr", "2026-05-01", "Labor Day", "劳动节", DayStatus::Official);
    check("kr", "2027-02-09", "Alternative holiday for Korean New Year", "春节（替代公休日）", DayStatus::Expected);
    check("kr", "2028-03-01", "Independence Movement Day", "三一节", DayStatus::Official);
}

#[test]
fn india() {
    check("in", "2026-01-26", "Republic Day", "共和国日", DayStatus::Official);
    check("in", "2026-11-08", "Diwali", "排灯节", DayStatus::Official);
    check("in", "2027-03-10", "Eid al-Fitr", "开斋节", DayStatus::Expected);
    check("in", "2030-08-15", "Independence Day", "独立日", DayStatus::Official);
}
