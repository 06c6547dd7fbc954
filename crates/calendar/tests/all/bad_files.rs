//! What a wrong file is told.

use certmap_calendar::Calendar;

const HEADER: &str = "date,kind,name_en,name_zh,source,status\n";

/// The problems of one file, one per line, without their help.
fn check(lines: &str, expected: &[&str]) {
    check_file("cn/2026.csv", &format!("{HEADER}{lines}"), expected);
}

fn check_file(name: &str, text: &str, expected: &[&str]) {
    let (calendar, problems) = Calendar::read("cn", &[(name, text)]);
    let told = certmap_testkit::languages::told(&problems);
    assert_eq!(told, expected);
    assert_eq!(calendar.is_some(), expected.is_empty());
}

#[test]
fn a_good_file_is_told_nothing() {
    check("2026-01-01,off,New Year's Day,元旦,notice,official\n", &[]);
    check("2026-01-01, off ,\"Day, New\",元旦,notice,official\r\n", &[]);
}

#[test]
fn a_bad_date() {
    check(
        "2026-02-30,off,Day,假日,notice,official\n",
        &["cn/2026.csv:2:1: error: the day `2026-02-30` does not exist"],
    );
    check(
        "1.2.2026,off,Day,假日,notice,official\n",
        &["cn/2026.csv:2:1: error: `1.2.2026` is not a date\n    write year-month-day, for example 2027-06-01"],
    );
}

#[test]
fn a_date_of_another_year() {
    check(
        "2025-12-31,off,Day,假日,notice,official\n",
        &["cn/2026.csv:2:1: error: `2025-12-31` is not in the year of the file, 2026\n    move the line to 2025.csv"],
    );
}

#[test]
fn a_date_twice() {
    check(
        "2026-01-01,off,Day,假日,notice,official\n2026-01-02,off,Day,假日,notice,official\n2026-01-01,off,Day,假日,notice,official\n",
        &["cn/2026.csv:4:1: error: `2026-01-01` is listed twice\n    the first is on line 2"],
    );
}

#[test]
fn an_unknown_kind() {
    check(
        "2026-01-01,wrok,Day,假日,notice,official\n",
        &["cn/2026.csv:2:12: error: unknown kind `wrok`\n    did you mean `work`?"],
    );
    check(
        "2026-01-01,holiday,Day,假日,notice,official\n",
        &[
            "cn/2026.csv:2:12: error: unknown kind `holiday`\n    write off for a day off, work for a weekend day that is worked",
        ],
    );
}

#[test]
fn an_unknown_status() {
    check(
        "2026-01-01,off,Day,假日,notice,offical\n",
        &["cn/2026.csv:2:30: error: unknown status `offical`\n    did you mean `official`?"],
    );
    check(
        "2026-01-01,off,\"Day, New\",假日,notice,unknown\n",
        &["cn/2026.csv:2:37: error: unknown status `unknown`\n    write official or expected"],
    );
}

#[test]
fn a_missing_name_or_source() {
    check(
        "2026-01-01,off,,,,official\n",
        &[
            "cn/2026.csv:2:16: error: the English name is missing",
            "cn/2026.csv:2:17: error: the Chinese name is missing",
            "cn/2026.csv:2:18: error: the source is missing\n    name the text that was read, or write recalled",
        ],
    );
    check(
        "2026-12-25,off,Christmas,Christmas,notice,official\n",
        &[
            "cn/2026.csv:2:26: error: the Chinese name `Christmas` has no Chinese character\n    write the name that is usual in Chinese, such as 圣诞节",
        ],
    );
}

#[test]
fn a_make_up_day_on_a_working_day() {
    check(
        "2026-02-16,work,Day,春节,notice,official\n",
        &[
            "cn/2026.csv:2:12: error: `2026-02-16` is no weekend day, it is worked anyway\n    only a Saturday or Sunday can be a make-up working day",
        ],
    );
}

#[test]
fn a_wrong_shape() {
    check(
        "2026-01-01,off,Day\n",
        &[
            "cn/2026.csv:2: error: the line has 3 fields instead of 6\n    put a field that contains a comma in double quotes",
        ],
    );
    check_file(
        "cn/2026.csv",
        "day,kind\n2026-01-01,off\n",
        &[
            "cn/2026.csv:1: error: the first line is not the header of this kind of file\n    write date,kind,name_en,name_zh,source,status",
        ],
    );
}

#[test]
fn an_empty_file_is_not_a_year_without_holidays() {
    check(
        "",
        &[
            "cn/2026.csv: error: the file lists no day\n    remove it: a year without a file is unknown, an empty one would read as a year without holidays",
        ],
    );
    check_file(
        "cn/2026.csv",
        "",
        &["cn/2026.csv: error: the file is empty\n    begin with date,kind,name_en,name_zh,source,status"],
    );
}

#[test]
fn a_file_that_is_not_named_after_a_year() {
    for name in ["cn/closures.csv", "cn/26.csv", "cn/+202.csv", "cn/2026.txt", "cn/2500.csv"] {
        check_file(
            name,
            HEADER,
            &[&format!(
                "{name}: error: the name of the file is not a year\n    name it after its year, such as 2026.csv"
            )],
        );
    }
}

#[test]
fn no_file_and_two_files_of_a_year() {
    let (calendar, problems) = Calendar::read("cn", &[]);
    assert!(calendar.is_none());
    assert_eq!(
        problems[0].say(certmap_base::Lang::En),
        "cn: error: the calendar `cn` has no file\n    add one file per year, such as 2026.csv"
    );
    let text = format!("{HEADER}2026-01-01,off,Day,元旦,notice,official\n");
    let (calendar, problems) = Calendar::read("cn", &[("a/2026.csv", &text), ("b/2026.csv", &text)]);
    assert!(calendar.is_none());
    assert_eq!(
        problems[0].say(certmap_base::Lang::En),
        "b/2026.csv: error: the year 2026 has two files\n    the other is a/2026.csv"
    );
}

#[test]
fn all_problems_of_all_files_are_told_at_once() {
    let bad = format!("{HEADER}2026-01-01,of,Day,假日,notice,official\n2026-01-02,off,Day,,notice,official\n");
    let (_, problems) = Calendar::read("cn", &[("2026.csv", &bad), ("2027.csv", HEADER), ("notes.csv", "")]);
    let told: Vec<String> = problems.iter().map(|p| format!("{}: {}", p.place, p.fault.message.en)).collect();
    assert_eq!(
        told,
        [
            "2026.csv:2:12: unknown kind `of`",
            "2026.csv:3:20: the Chinese name is missing",
            "2027.csv: the file lists no day",
            "notes.csv: the name of the file is not a year",
        ]
    );
}
