//! The Gantt chart in the terminal.

use crate::text::{Ink, Page};
use crate::timeline::{Bar, Mark, Timeline, mark};
use crate::{width, words};
use certmap_base::{Date, Lang};
use certmap_plan::{Plan, PlanStep};

/// Columns of the names.
const NAME: usize = 36;

/// How days stand in columns: several columns a week, or several weeks a column, so that weeks stay straight.
struct Scale {
    from: Date,
    /// Columns of one week; 1 where a column holds `weeks` weeks.
    parts: i64,
    weeks: i64,
    columns: usize,
}

impl Scale {
    fn of(chart: &Timeline<'_>, room: usize) -> Scale {
        let room = i64::try_from(room.max(10)).unwrap_or(60);
        let total = chart.days() / 7;
        let parts = [7, 3, 2, 1].into_iter().find(|p| total * p <= room).unwrap_or(1);
        let weeks = if parts > 1 { 1 } else { (total + room - 1) / room };
        let columns = (total * parts + weeks - 1) / weeks.max(1);
        Scale { from: chart.from, parts, weeks: weeks.max(1), columns: usize::try_from(columns).unwrap_or(1) }
    }

    fn column(&self, day: Date) -> Option<usize> {
        let days = day.days_since(self.from);
        let (week, weekday) = (days.div_euclid(7), days.rem_euclid(7));
        let column = match self.parts {
            7 => days,
            3 => week * 3 + (weekday / 2).min(2),
            2 => week * 2 + i64::from(weekday > 2),
            _ => week.div_euclid(self.weeks),
        };
        usize::try_from(column).ok().filter(|c| *c < self.columns)
    }
}

/// Month and week header, a row a step, lines for today and the shipments.
pub(crate) fn gantt(page: &mut Page<'_>, plan: &Plan) {
    let style = page.style;
    let chart = Timeline::of(plan, &style);
    if chart.groups.is_empty() {
        return;
    }
    let scale = Scale::of(&chart, style.width.saturating_sub(NAME));
    page.heading(&format!("{} ({})", style.say("Time plan", "时间计划"), unit(&scale, style.lang)));
    page.line(&format!("{}{}", " ".repeat(NAME), months(&chart, &scale, style.lang)));
    page.line(&format!("{}{}", " ".repeat(NAME), weeks(&chart, &scale)));
    page.line(&format!(
        "{}{}",
        width::fit(style.say("  today |, shipment *", "  今天 |，出运 *"), NAME),
        rule(&chart, &scale)
    ));
    for group in &chart.groups {
        let title = width::fit(&width::plain(&group.title), style.width);
        let title = page.ink(Ink::Bold, title.trim_end());
        page.line(&title);
        for bar in &group.bars {
            row(page, bar, &chart, &scale);
        }
    }
    let legend = style.say(
        "█ critical,▓ work,░ wait,· not worked,] latest finish,◆ milestone,✓ done,? may not be needed",
        "█ 关键,▓ 工作,░ 等待,· 非工作日,] 最晚结束,◆ 里程碑,✓ 已完成,? 可能不需要",
    );
    page.items(&legend.split(',').map(str::to_owned).collect::<Vec<_>>());
}

fn unit(scale: &Scale, lang: Lang) -> String {
    match (scale.parts, scale.weeks, lang) {
        (7, _, Lang::En) => "a column a day".to_owned(),
        (7, _, Lang::Zh) => "每格一天".to_owned(),
        (1, 1, Lang::En) => "a column a week".to_owned(),
        (1, 1, Lang::Zh) => "每格一周".to_owned(),
        (1, n, Lang::En) => format!("a column {n} weeks"),
        (1, n, Lang::Zh) => format!("每格{n}周"),
        (n, _, Lang::En) => format!("{n} columns a week"),
        (n, _, Lang::Zh) => format!("每周{n}格"),
    }
}

/// Words put at columns, later ones only where there is room.
fn put(words: impl IntoIterator<Item = (usize, String)>, columns: usize) -> String {
    let mut line = String::new();
    for (column, word) in words {
        let used = width::of(&line);
        if (used == 0 || used < column) && column + width::of(&word) <= columns {
            line.push_str(&" ".repeat(column - used));
            line.push_str(&word);
        }
    }
    line
}

fn months(chart: &Timeline<'_>, scale: &Scale, lang: Lang) -> String {
    const NAMES: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let mut year = 0;
    let mut heads = Vec::new();
    for month in chart.months() {
        let name = usize::try_from(month.month() - 1).ok().and_then(|i| NAMES.get(i)).copied().unwrap_or("");
        let long = month.year() != year;
        year = month.year();
        let word = match (lang, long) {
            (Lang::En, true) => format!("{name} {year}"),
            (Lang::En, false) => name.to_owned(),
            (Lang::Zh, true) => format!("{year}年{}月", month.month()),
            (Lang::Zh, false) => format!("{}月", month.month()),
        };
        heads.extend(scale.column(month).map(|c| (c, word)));
    }
    put(heads, scale.columns)
}

/// Day of the month of Mondays.
fn weeks(chart: &Timeline<'_>, scale: &Scale) -> String {
    put(chart.weeks().filter_map(|w| scale.column(w).map(|c| (c, format!("{:02}", w.day())))), scale.columns)
}

/// Today and the shipments on one line.
fn rule(chart: &Timeline<'_>, scale: &Scale) -> String {
    let mut cells = vec![' '; scale.columns];
    let marks = [(chart.today, '|')].into_iter().chain(chart.ships.iter().map(|s| (s.2, '*')));
    for (day, sign) in marks {
        if let Some(cell) = scale.column(day).and_then(|c| cells.get_mut(c)) {
            *cell = sign;
        }
    }
    cells.into_iter().collect()
}

/// A name cut to its column; the number of runs at its end stays.
fn shortened(name: &str) -> String {
    match name.rsplit_once(" ×") {
        Some((title, runs)) => format!("{} ×{runs}", width::cut(title, NAME - 5 - width::of(runs))),
        None => name.to_owned(),
    }
}

fn row(page: &mut Page<'_>, bar: &Bar<'_>, chart: &Timeline<'_>, scale: &Scale) {
    let style = page.style;
    let (step, name) = (bar.step, width::plain(&bar.name));
    let sign = if step.done {
        "✓ "
    } else if step.conditional || step.if_in {
        "? "
    } else {
        "  "
    };
    let mut line = format!("{sign}{}", width::fit(&shortened(&name), NAME - 3)) + " ";
    let mut marks = vec![Mark::Empty; scale.columns];
    let last = step.finish.max(step.latest_finish);
    let days = last.days_since(step.start).clamp(0, chart.days());
    for day in (0..=days).map(|d| step.start.add_days(d)) {
        if let Some(best) = scale.column(day).and_then(|c| marks.get_mut(c)) {
            *best = mark(step, day, &style).max(*best);
        }
    }
    let latest = scale.column(step.latest_finish).filter(|_| step.latest_finish > step.finish && !step.done);
    for (column, best) in marks.into_iter().enumerate() {
        // A long row of dashes would be louder than the bar, so only its end is marked.
        let best = if best == Mark::Slack && latest != Some(column) { Mark::Empty } else { best };
        line.push_str(&cell(page, best, column, chart, scale));
    }
    page.line(&line);
}

fn cell(page: &Page<'_>, mark: Mark, column: usize, chart: &Timeline<'_>, scale: &Scale) -> String {
    let at = |day: Date| scale.column(day) == Some(column);
    let line = if chart.ships.iter().any(|s| at(s.2)) {
        "*"
    } else if at(chart.today) {
        "|"
    } else {
        " "
    };
    match mark {
        Mark::Empty => line.to_owned(),
        Mark::Slack => page.ink(Ink::Quiet, "]"),
        Mark::Closed => page.ink(Ink::Quiet, "·"),
        Mark::Wait => "░".to_owned(),
        Mark::Work => "▓".to_owned(),
        Mark::Critical => page.ink(Ink::Bad, "█"),
        Mark::Moment => "◆".to_owned(),
    }
}

/// Start and finish of a step in words.
pub(crate) fn when(step: &PlanStep, lang: Lang) -> String {
    if step.start == step.finish {
        return words::day(step.start, lang);
    }
    format!("{} - {}", words::day(step.start, lang), words::day(step.finish, lang))
}
