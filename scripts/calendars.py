#!/usr/bin/env python3
# Writes calendars/ from two public packages, so that every day in it can be traced and made again.
#
#     python3 -m venv .venv
#     .venv/bin/pip install holidays==0.109 chinesecalendar==1.11.0
#     .venv/bin/python scripts/calendars.py           writes the files
#     .venv/bin/python scripts/calendars.py --check   compares, exits 1 on any difference
#
# /// script
# requires-python = ">=3.10"
# dependencies = [
#   "holidays==0.109",
#   "chinesecalendar==1.11.0",
# ]
# ///
"""Make the calendar files.

What is official, what is expected, and why, is decided here and told in calendars/README.md.
The files hold only what changes a day: days off, and weekend days that are worked.
"""

import csv
import io
import re
import sys
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path

import holidays
from chinese_calendar import constants as chinese
from holidays.countries.china import China

ROOT = Path(__file__).resolve().parent.parent / "calendars"
YEARS = range(2024, 2031)
HEADER = ["date", "kind", "name_en", "name_zh", "source", "status"]
CLOSURES = ["from", "until", "what_en", "what_zh", "source", "status", "confidence"]
DAY = timedelta(days=1)

# The last year whose days were announced where they are announced year by year.
LAST_ANNOUNCED = {"cn": 2026, "gb": 2027, "jp": 2027, "kr": 2026, "in": 2026}

ZH = {
    "cn": {
        "New Year's Day": "元旦",
        "Spring Festival": "春节",
        "Qingming Festival": "清明节",
        "Labour Day": "劳动节",
        "Dragon Boat Festival": "端午节",
        "Mid-Autumn Festival": "中秋节",
        "National Day": "国庆节",
    },
    "us": {
        "New Year's Day": "元旦",
        "Martin Luther King Jr. Day": "马丁·路德·金纪念日",
        "Washington's Birthday": "华盛顿诞辰日",
        "Memorial Day": "阵亡将士纪念日",
        "Juneteenth National Independence Day": "六月节",
        "Independence Day": "独立日",
        "Labor Day": "劳动节",
        "Columbus Day": "哥伦布日",
        "Veterans Day": "退伍军人节",
        "Thanksgiving Day": "感恩节",
        "Christmas Day": "圣诞节",
    },
    "de": {
        "New Year's Day": "元旦",
        "Good Friday": "耶稣受难日",
        "Easter Monday": "复活节星期一",
        "Labor Day": "劳动节",
        "Ascension Day": "耶稣升天节",
        "Pentecost Monday": "圣灵降临节星期一",
        "German Unity Day": "德国统一日",
        "Christmas Day": "圣诞节",
        "Second Day of Christmas": "圣诞节次日",
    },
    "gb": {
        "New Year's Day": "元旦",
        "Good Friday": "耶稣受难日",
        "May Day": "五月初银行假日",
        "Spring Bank Holiday": "春季银行假日",
        "Christmas Day": "圣诞节",
        "Boxing Day": "节礼日",
    },
    "jp": {
        "New Year's Day": "元旦",
        "Coming of Age Day": "成人日",
        "Foundation Day": "建国纪念日",
        "Emperor's Birthday": "天皇诞辰",
        "Vernal Equinox Day": "春分日",
        "Showa Day": "昭和日",
        "Constitution Day": "宪法纪念日",
        "Greenery Day": "绿之日",
        "Children's Day": "儿童节",
        "Marine Day": "海之日",
        "Mountain Day": "山之日",
        "Respect for the Aged Day": "敬老日",
        "Autumnal Equinox Day": "秋分日",
        "Sports Day": "体育日",
        "Culture Day": "文化日",
        "Labor Thanksgiving Day": "勤劳感谢日",
        "Substitute Holiday": "补休日",
        "National Holiday": "国民休息日",
    },
    "kr": {
        "New Year's Day": "元旦",
        "The day preceding Korean New Year": "春节前一日",
        "Korean New Year": "春节",
        "The second day of Korean New Year": "春节次日",
        "Independence Movement Day": "三一节",
        "Labor Day": "劳动节",
        "Children's Day": "儿童节",
        "Buddha's Birthday": "佛诞日",
        "Memorial Day": "显忠日",
        "Constitution Day": "制宪节",
        "Liberation Day": "光复节",
        "Armed Forces Day": "国军日",
        "The day preceding Chuseok": "中秋节前一日",
        "Chuseok": "中秋节",
        "The second day of Chuseok": "中秋节次日",
        "National Foundation Day": "开天节",
        "Hangul Day": "韩文节",
        "Christmas Day": "圣诞节",
        "National Assembly Election Day": "国会议员选举日",
        "Presidential Election Day": "总统选举日",
        "Local Election Day": "地方选举日",
        "Temporary Public Holiday": "临时公休日",
    },
    "in": {
        "Republic Day": "共和国日",
        "Maha Shivaratri": "大湿婆节",
        "Holi": "洒红节",
        "Eid al-Fitr": "开斋节",
        "Ram Navami": "罗摩诞辰节",
        "Mahavira's Birthday": "大雄诞辰日",
        "Good Friday": "耶稣受难日",
        "Dr. B. R. Ambedkar's Birthday": "安贝德卡尔诞辰日",
        "Buddha Purnima": "佛诞节",
        "Eid al-Adha": "宰牲节",
        "Ashura": "阿舒拉节",
        "Independence Day": "独立日",
        "Janmashtami (Vaishnava)": "黑天诞辰节",
        "Prophet's Birthday": "圣纪节",
        "Mahatma Gandhi's Birthday": "甘地诞辰日",
        "Dussehra": "十胜节",
        "Diwali": "排灯节",
        "Guru Nanak's Birthday": "那纳克祖师诞辰日",
        "Christmas": "圣诞节",
    },
}

ORDER_795 = "State Council Order No. 795 (2024), statutory day, date computed; no notice for the year read"
USUAL = "usual block around the statutory day; no notice for the year read"
SOURCES = {
    "us": "5 U.S.C. 6103",
    "de": "holiday acts of all sixteen Länder",
    "gb": "Banking and Financial Dealings Act 1971 and royal proclamations; https://www.gov.uk/bank-holidays",
    "jp": "Act on National Holidays (Act No. 178 of 1948)",
    "kr": "Act on Public Holidays and its decree (holidays of public offices)",
    "in": "yearly list of central government holidays, Department of Personnel and Training",
}
NOT_ANNOUNCED = "; computed, not announced yet when this file was made"


def main():
    check_versions()
    files = {}
    for year in YEARS:
        for country in ["cn", "us", "de", "gb", "jp", "kr", "in"]:
            rows = china(year) if country == "cn" else other(country, year)
            files[f"{country}/{year}.csv"] = as_csv(HEADER, rows)
    files["cn/closures.csv"] = as_csv(CLOSURES, closures())
    return check(files) if "--check" in sys.argv[1:] else write(files)


def check_versions():
    """The header of this file names the versions; any other could give other days."""
    for name, wanted in re.findall(r'^#   "([a-z]+)==([0-9.]+)"', Path(__file__).read_text("utf-8"), re.M):
        if version(name) != wanted:
            sys.exit(f"{name} {version(name)} is installed, this script needs {name}=={wanted}")


def as_csv(header, rows):
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def write(files):
    for name, text in files.items():
        path = ROOT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8"))
    print(f"{len(files)} files written")
    return 0


def check(files):
    known = {p.relative_to(ROOT).as_posix() for p in ROOT.glob("*/*.csv")}
    wrong = [n for n, text in files.items() if n not in known or (ROOT / n).read_bytes() != text.encode("utf-8")]
    extra = sorted(known - set(files))
    for name in wrong:
        print(f"differs: calendars/{name}")
    for name in extra:
        print(f"not made by this script: calendars/{name}")
    return 1 if wrong or extra else 0


# China


def china(year):
    return china_official(year) if year <= LAST_ANNOUNCED["cn"] else china_expected(year)


def china_name(name):
    return {
        "Tomb-sweeping Day": "Qingming Festival",
        "Mid-autumn Festival": "Mid-Autumn Festival",
    }.get(name, name)


def china_official(year):
    notice = notices()[year]
    off = {d: china_name(n) for d, n in chinese.holidays.items() if d.year == year}
    work = {d: china_name(n) for d, n in chinese.workdays.items() if d.year == year}
    compare_packages(year, off, work)
    rows = [(d, "off", n, ZH["cn"][n]) for d, n in off.items()]
    rows += [(d, "work", f"{n}: make-up working day", f"{ZH['cn'][n]}调休上班") for d, n in work.items()]
    return [(d.isoformat(), kind, en, zh, notice, "official") for d, kind, en, zh in sorted(rows)]


def notices():
    """The State Council's notice of each year, as linked in the documentation of the package."""
    links = re.findall(r"\[(\d{4})\]\((https://\S+gov\.cn\S+)\)", China.__doc__)
    return {int(year): link for year, link in links}


def compare_packages(year, off, work):
    """Both packages must agree on every working day off and every make-up day."""
    listed = holidays.country_holidays("CN", years=year)
    weekdays_off = {d for d in off if d.weekday() < 5}
    if weekdays_off != {d for d in listed if d.weekday() < 5}:
        sys.exit(f"cn {year}: the packages disagree on days off")
    if set(work) != {d for d in listed.weekend_workdays if d.year == year}:
        sys.exit(f"cn {year}: the packages disagree on make-up days")


def china_expected(year):
    """Statutory days, and around them the block that Order No. 795 calls usual: Spring Festival eight days
    from New Year's Eve, National Day seven (eight with the Mid-Autumn Festival in it), Labour Day five, the
    others three together with a weekend. Make-up working days are not guessed."""
    statutory = china_statutory(year)
    first = {}
    for day, name in sorted(statutory.items()):
        first.setdefault(name, day)
    blocks = {}
    mid_autumn = first.get("Mid-Autumn Festival", date(year, 10, 1))
    merged = date(year, 10, 1) <= mid_autumn <= date(year, 10, 8)
    lengths = {"Spring Festival": 8, "National Day": 8 if merged else 7, "Labour Day": 5}
    for name, day in first.items():
        if name == "Mid-Autumn Festival" and merged:
            block = [day]
        elif name in lengths:
            block = [day + i * DAY for i in range(lengths[name])]
        else:
            block = three_days(day)
        blocks.update({d: statutory.get(d, name) for d in block if d not in statutory or d not in blocks})
    # New Year's Day of the next year may take the last days of this one.
    blocks.update({d: "New Year's Day" for d in three_days(date(year + 1, 1, 1))})
    blocks = {d: n for d, n in blocks.items() if d.year == year}
    return [
        (d.isoformat(), "off", n, ZH["cn"][n], ORDER_795 if d in statutory else USUAL, "expected")
        for d, n in sorted(blocks.items())
    ]


def china_statutory(year):
    names = {
        "New Year's Day": "New Year's Day",
        "Chinese New Year (Spring Festival)": "Spring Festival",
        "Chinese New Year's Eve": "Spring Festival",
        "Tomb-Sweeping Day": "Qingming Festival",
        "Labor Day": "Labour Day",
        "Dragon Boat Festival": "Dragon Boat Festival",
        "Mid-Autumn Festival": "Mid-Autumn Festival",
        "National Day": "National Day",
    }
    days = holidays.country_holidays("CN", years=year, observed=False, language="en_US")
    found = {}
    for day in days:
        # Where two fall together, the first in this list of names gives the day its name.
        known = [names[n] for n in days.get_list(day)]
        found[day] = "Mid-Autumn Festival" if "Mid-Autumn Festival" in known else known[0]
    return found


def three_days(day):
    """Three days with the weekend, by the weekday of the one statutory day; a Wednesday stays alone."""
    back, length = {0: (2, 3), 1: (2, 3), 2: (0, 1), 3: (0, 3), 4: (0, 3), 5: (0, 3), 6: (1, 3)}[day.weekday()]
    return [day + (i - back) * DAY for i in range(length)]


def closures():
    rows = []
    for year in YEARS:
        days = holidays.country_holidays("CN", years=year, observed=False, language="en_US")
        spring = min(d for d in days if "Chinese New Year (Spring Festival)" in days.get_list(d))
        rows.append((
            spring - 10 * DAY, spring + 14 * DAY,
            "factories closed around Spring Festival (commonly from one to two weeks before it to two weeks after it)",
            "工厂春节停工（一般为节前一至两周至节后约两周）",
        ))
        rows.append((
            spring - 5 * DAY, spring + 7 * DAY,
            "laboratories and certification bodies with few staff around Spring Festival (no sample intake, no factory inspections)",
            "实验室和认证机构春节前后人手不足（一般不收样、不安排工厂检查）",
        ))
    rows.sort()
    return [(a.isoformat(), b.isoformat(), en, zh, "recalled", "expected", "recalled") for a, b, en, zh in rows]


# Other countries


def other(country, year):
    days = holidays.country_holidays(country.upper(), years=year, language=language(country))
    rows = []
    for day in sorted(days):
        names = [re.sub(r" \((observed, )?estimated\)", "", n) for n in days.get_list(day)]
        status = status_of(country, day, names, days)
        source = source_of(country, names) + ("" if status == "official" else NOT_ANNOUNCED)
        zh = "、".join(chinese_name(country, n) for n in names)
        rows.append((day.isoformat(), "off", "; ".join(names), zh, source, status))
    return rows


def language(country):
    return "en_GB" if country == "gb" else "en_US"


def chinese_name(country, name):
    table = ZH[country]
    if name in table:
        return table[name]
    observed = re.fullmatch(r"(.*) \(observed\)", name)
    if observed:
        return f"{table[observed[1]]}（补休）"
    alternative = re.fullmatch(r"Alternative holiday for (.*)", name)
    if alternative:
        return f"{table[alternative[1]]}（替代公休日）"
    sys.exit(f"{country}: no Chinese name for `{name}`")


def source_of(country, names):
    if names == ["German Unity Day"]:
        return "Unification Treaty (1990), article 2(2)"
    return SOURCES[country]


def status_of(country, day, names, days):
    if day.year <= LAST_ANNOUNCED.get(country, YEARS[-1]):
        return "official"
    return "official" if any(fixed(country, day, n, days) for n in names) else "expected"


def fixed(country, day, name, days):
    """True for a day whose date follows from a statute alone."""
    if country == "gb":
        return name in ("Good Friday", "Spring Bank Holiday", "Christmas Day", "Boxing Day")
    if country == "jp":
        moving = "Equinox" in name
        derived = name in ("Substitute Holiday", "National Holiday")
        near = any("Equinox" in days.get(day + i * DAY, "") for i in (-3, -2, -1, 1, 2, 3))
        return not moving and not (derived and near)
    if country == "kr":
        announced = ("Korean New Year", "Chuseok", "Buddha", "Election", "Alternative", "Temporary")
        return not any(word in name for word in announced)
    if country == "in":
        return name in ("Republic Day", "Independence Day", "Mahatma Gandhi's Birthday")
    return True


if __name__ == "__main__":
    sys.exit(main())
