//! The Gantt chart as SVG.

use crate::markup::escape;
use crate::timeline::{Bar, Timeline};
use crate::{Style, width, words};
use certmap_base::{Date, Lang};
use certmap_plan::{Plan, PlanStep, StepKind};
use std::fmt::Write;

pub(crate) const ROW: i64 = 26;
const BAR: i64 = 14;
const LABELS: i64 = 270;

/// Colours for light and dark; the page of [`crate::html`] uses the same.
pub(crate) const COLOURS: &str = include_str!("../assets/chart.css");

/// The chart of a plan as a file of its own, with names at the left.
#[must_use]
pub fn gantt(plan: &Plan, style: &Style<'_>) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    // A page has the style already.
    let styled = format!("</desc><style>{COLOURS}</style>");
    out.push_str(&chart(plan, style, "alone", true).replacen("</desc>", &styled, 1));
    out
}

/// How days become pixels.
struct Scale {
    from: Date,
    left: i64,
    /// Tenths of a pixel a day.
    day: i64,
}

impl Scale {
    fn x(&self, day: Date) -> i64 {
        self.left + day.days_since(self.from) * self.day / 10
    }
}

/// First day, last day and name of a holiday.
type Holiday = (Date, Date, String);

/// What stands above the rows.
pub(crate) struct Head {
    /// Holidays by calendar.
    holidays: Vec<(String, Vec<Holiday>)>,
    /// Height in pixels.
    pub(crate) height: i64,
}

pub(crate) fn head(chart: &Timeline<'_>, style: &Style<'_>) -> Head {
    let holidays = holidays(chart, style);
    let flags = i64::from(!chart.ships.is_empty()).max(1);
    let height = 44 + flags * 18 + 18 * i64::try_from(holidays.len()).unwrap_or(0);
    Head { holidays, height }
}

/// The chart, with names at the left where it stands alone. `id` keeps its ids apart from those of other charts on a page.
pub(crate) fn chart(plan: &Plan, style: &Style<'_>, id: &str, alone: bool) -> String {
    let chart = Timeline::of(plan, style);
    let head = head(&chart, style);
    let rows: i64 = chart.groups.iter().map(|g| 1 + i64::try_from(g.bars.len()).unwrap_or(0)).sum();
    let left = if alone { LABELS } else { 8 };
    let day = (9000 / chart.days().max(1)).clamp(18, 160);
    let scale = Scale { from: chart.from, left, day };
    let (wide, high) = (scale.x(chart.until) + 16, head.height + rows * ROW + 8);
    let mut out = String::new();
    let title = format!("{}: {}", plan.product, style.say("time plan", "时间计划"));
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {wide} {high}\" width=\"{wide}\" height=\"{high}\" class=\"gantt\" role=\"img\" \
         aria-labelledby=\"{id}-t {id}-d\" lang=\"{}\"><title id=\"{id}-t\">{}</title><desc id=\"{id}-d\">{}</desc>",
        html_lang(style.lang),
        escape(&title),
        escape(&described(plan, style)),
    );
    if alone {
        let _ = write!(out, "<rect class=\"g-paper\" width=\"{wide}\" height=\"{high}\"/>");
    }
    calendar(&mut out, &chart, &scale, style, high);
    holiday_rows(&mut out, &head, &scale, alone);
    let shapes = closed_shapes(&mut out, &chart, &scale, id, style);
    let mut y = head.height;
    for group in &chart.groups {
        let _ = write!(out, "<path class=\"g-group\" d=\"M0 {y}H{wide}\"/>");
        if alone {
            label(&mut out, 8, y + 18, "g-head", &group.title, 36);
        }
        y += ROW;
        for bar in &group.bars {
            if let Some(n) = shapes.iter().position(|c| *c == bar.step.calendar) {
                let _ = write!(out, "<use href=\"#{id}-c{n}\" y=\"{y}\"/>");
            }
            row(&mut out, bar, &chart, &scale, y, style, alone);
            y += ROW;
        }
    }
    flags(&mut out, &chart, &scale, style, &head, high);
    out.push_str("</svg>\n");
    out
}

pub(crate) fn html_lang(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "en",
        Lang::Zh => "zh-Hans",
    }
}

fn described(plan: &Plan, style: &Style<'_>) -> String {
    let word = words::verdict(plan.verdict).get(style.lang);
    let steps = plan.steps.len();
    let last = plan.steps.iter().map(|s| s.finish).max().unwrap_or(plan.today);
    match style.lang {
        Lang::En => format!("{steps} steps from {} to {last}; {word}. The table gives the same.", plan.today),
        Lang::Zh => format!("{steps}个步骤，{} 至 {last}；{word}。表格内容与此相同。", plan.today),
    }
}

fn label(out: &mut String, x: i64, y: i64, class: &str, text: &str, columns: usize) {
    let _ = write!(out, "<text x=\"{x}\" y=\"{y}\" class=\"{class}\">{}</text>", escape(&width::cut(text, columns)));
}

/// Months and weeks.
fn calendar(out: &mut String, chart: &Timeline<'_>, scale: &Scale, style: &Style<'_>, high: i64) {
    let months = chart.months();
    for (i, month) in months.iter().enumerate() {
        let x = scale.x(*month);
        let next = months.get(i + 1).map_or(scale.x(chart.until), |m| scale.x(*m));
        let _ = write!(out, "<path class=\"g-month\" d=\"M{x} 2V{high}\"/>");
        let short = next - x < 64;
        let text = match style.lang {
            _ if short => format!("{:02}", month.month()),
            Lang::En => format!("{}-{:02}", month.year(), month.month()),
            Lang::Zh => format!("{}年{}月", month.year(), month.month()),
        };
        if next - x > 20 {
            label(out, x + 4, 15, "g-head", &text, 12);
        }
    }
    let every = (200 / (scale.day * 7).max(1)).max(0) + 1;
    for (i, week) in chart.weeks().enumerate() {
        let x = scale.x(week);
        let _ = write!(out, "<path class=\"g-week\" d=\"M{x} 24V{high}\"/>");
        if i64::try_from(i).unwrap_or(0) % every == 0 {
            label(out, x + 2, 36, "g-small", &format!("{:02}", week.day()), 4);
        }
    }
}

/// Runs of named closed days of every calendar of the plan.
fn holidays(chart: &Timeline<'_>, style: &Style<'_>) -> Vec<(String, Vec<Holiday>)> {
    let mut calendars: Vec<&str> = Vec::new();
    for step in chart.groups.iter().flat_map(|g| &g.bars).map(|b| b.step) {
        // What is inside a country, such as `cn-factory`, keeps its holidays; its longer closures show in its rows.
        for id in step.calendar.split('+').map(|c| c.split('-').next().unwrap_or(c)) {
            if !calendars.contains(&id) {
                calendars.push(id);
            }
        }
    }
    let mut found = Vec::new();
    for id in calendars {
        let mut runs: Vec<Holiday> = Vec::new();
        for day in (0..chart.days()).map(|d| chart.from.add_days(d)) {
            let Some(name) = style.closed(id, day).and_then(|c| c.name) else { continue };
            let name = style.text(&name).to_owned();
            match runs.last_mut() {
                Some((_, last, run)) if *run == name && last.add_days(1) == day => *last = day,
                _ => runs.push((day, day, name)),
            }
        }
        if !runs.is_empty() {
            found.push((id.to_uppercase(), runs));
        }
    }
    found
}

fn holiday_rows(out: &mut String, head: &Head, scale: &Scale, alone: bool) {
    let mut y = 44;
    for (id, runs) in &head.holidays {
        if alone {
            label(out, 8, y + 13, "g-small", id, 20);
        }
        let mut free = 0;
        for (from, to, name) in runs {
            let (a, b) = (scale.x(*from), scale.x(to.add_days(1)));
            let _ = write!(out, "<rect class=\"g-holiday\" x=\"{a}\" y=\"{y}\" width=\"{}\" height=\"16\"/>", b - a);
            if a >= free {
                label(out, a + 2, y + 12, "g-small", &format!("{id} {name}"), 24);
                free = a + 8 + 7 * i64::try_from(width::of(name).min(24) + id.len() + 1).unwrap_or(0);
            }
        }
        y += 18;
    }
}

/// Runs of days on which nobody works, as one shape a calendar; rows point to it.
fn closed_shapes(out: &mut String, chart: &Timeline<'_>, scale: &Scale, id: &str, style: &Style<'_>) -> Vec<String> {
    let mut calendars: Vec<String> = Vec::new();
    out.push_str("<defs>");
    for bar in chart.groups.iter().flat_map(|g| &g.bars) {
        if !calendars.contains(&bar.step.calendar) {
            let shape = closed(&bar.step.calendar, chart, scale, style);
            let _ = write!(out, "<path id=\"{id}-c{}\" class=\"g-closed\" d=\"{shape}\"/>", calendars.len());
            calendars.push(bar.step.calendar.clone());
        }
    }
    out.push_str("</defs>");
    calendars
}

fn closed(calendar: &str, chart: &Timeline<'_>, scale: &Scale, style: &Style<'_>) -> String {
    let mut path = String::new();
    let mut start: Option<Date> = None;
    for day in (0..=chart.days()).map(|d| chart.from.add_days(d)) {
        let shut = day < chart.until && style.closed(calendar, day).is_some();
        match (start, shut) {
            (None, true) => start = Some(day),
            (Some(from), false) => {
                let (a, b) = (scale.x(from), scale.x(day));
                let _ = write!(path, "M{a} 0h{}v{ROW}h-{}z", b - a, b - a);
                start = None;
            }
            _ => {}
        }
    }
    path
}

fn row(out: &mut String, bar: &Bar<'_>, chart: &Timeline<'_>, scale: &Scale, y: i64, style: &Style<'_>, alone: bool) {
    let step = bar.step;
    out.push_str("<g>");
    let _ = write!(out, "<title>{}</title>", escape(&told(bar, style)));
    if alone {
        label(out, 16, y + 17, "g-label", &bar.name, 37);
    }
    let (a, b) = (scale.x(step.start), scale.x(step.finish.add_days(1)));
    let middle = y + ROW / 2;
    if step.kind == StepKind::Milestone {
        let x = scale.x(step.finish) + scale.day / 20;
        let _ = write!(out, "<path class=\"g-moment\" d=\"M{x} {}l7 7l-7 7l-7 -7z\"/>", middle - 7);
    } else {
        let slack = scale.x(step.latest_finish.add_days(1)).min(scale.x(chart.until));
        if slack > b && !step.done {
            let _ = write!(out, "<path class=\"g-slack\" d=\"M{b} {middle}H{slack}v-4v8\"/>");
        }
        let class = match (step.done, step.critical, step.kind) {
            (true, _, _) => "g-done",
            (_, true, StepKind::Wait) => "g-wait g-critical",
            (_, true, _) => "g-step g-critical",
            (_, _, StepKind::Wait) => "g-wait",
            _ => "g-step",
        };
        let open = if step.conditional || step.if_in { " g-open" } else { "" };
        let _ = write!(
            out,
            "<rect class=\"{class}{open}\" x=\"{a}\" y=\"{}\" width=\"{}\" height=\"{BAR}\" rx=\"2\"/>",
            middle - BAR / 2,
            (b - a).max(3)
        );
        let end = if slack > b && !step.done { slack } else { b };
        label(out, end + 5, y + 17, "g-small", &tags(step), 40);
    }
    out.push_str("</g>\n");
}

/// What stands behind a bar: what else shares it, and that it may not be needed.
fn tags(step: &PlanStep) -> String {
    let mut text = String::new();
    if step.done {
        text.push('✓');
    } else if step.conditional || step.if_in {
        text.push('?');
    }
    if !step.shared_by.is_empty() {
        let _ = write!(text, " {}", step.shared_by.join(" + "));
    }
    text.trim().to_owned()
}

pub(crate) fn named(step: &PlanStep, style: &Style<'_>) -> String {
    let title = style.text(&step.title);
    step.of.as_ref().map_or_else(|| title.to_owned(), |of| format!("{title} ({of})"))
}

fn told(bar: &Bar<'_>, style: &Style<'_>) -> String {
    let when = crate::text_gantt::when(bar.step, style.lang);
    format!("{}: {when}{}{}", bar.name, style.say(". ", "。"), style.sentence(&bar.step.why))
}

/// Today and the shipments, as lines with a flag.
fn flags(out: &mut String, chart: &Timeline<'_>, scale: &Scale, style: &Style<'_>, head: &Head, high: i64) {
    let y = head.height - 6;
    let line = |out: &mut String, day: Date, class: &str, text: &str| {
        let x = scale.x(day);
        let _ = write!(out, "<path class=\"{class}\" d=\"M{x} {}V{high}\"/>", y - 12);
        let text = width::cut(text, 30);
        let room = 7 * i64::try_from(width::of(&text)).unwrap_or(0);
        let at = if x + 3 + room > scale.x(chart.until) { x - room } else { x + 3 };
        label(out, at.max(0), y, "g-flag", &text, 30);
    };
    line(out, chart.today, "g-today", style.say("today", "今天"));
    let mut days: Vec<(Date, Vec<&str>)> = Vec::new();
    for (_, market, day) in &chart.ships {
        match days.iter_mut().find(|(d, _)| d == day) {
            Some((_, markets)) => markets.push(market),
            None => days.push((*day, vec![market])),
        }
    }
    for (day, markets) in days {
        line(out, day, "g-ship", &format!("{} {} {day}", style.say("shipment", "出运"), markets.join(" ")));
    }
}
