//! How likely the shipments leave on time, on a page: a sentence, a curve, and a table that says the same.

use crate::html::section;
use crate::html_map::head;
use crate::markup::{Html, escape};
use crate::svg::html_lang;
use crate::{Style, width, words};
use certmap_base::{Date, Lang};
use certmap_plan::{Chance, Plan, Probability, ShipChance};
use std::fmt::Write;

/// Size of the drawing, and the edges of the field inside it. It is scaled to the page, so the letters must be readable at
/// nine tenths of it and not loud at five quarters.
const WIDE: i64 = 380;
const HIGH: i64 = 236;
const LEFT: i64 = 44;
const RIGHT: i64 = 366;
const TOP: i64 = 34;
const BOTTOM: i64 = 200;

/// The section; nothing where no durations were drawn.
pub(crate) fn chance(html: &mut Html, plan: &Plan, style: &Style<'_>) {
    let Some(p) = plan.probability.as_ref().filter(|p| !p.curve.is_empty()) else { return };
    section(html, "chance", style);
    html.el("p", &said(plan, p, style));
    html.raw("<div class=\"chance\">").raw(&drawn(plan, p, style)).raw("</div>\n");
    table(html, plan, p, style);
}

/// The shipment that the curve belongs to: the least likely one.
fn shown(p: &Probability) -> Option<&ShipChance> {
    p.ships.iter().find(|s| s.curve == p.curve)
}

fn asked(plan: &Plan, ship: &ShipChance) -> Option<Date> {
    plan.ships.get(ship.ship.checked_sub(1)?)?.date
}

/// The first day by which at least this share of the draws is ready.
fn day_of(curve: &[Chance], share: f64) -> Option<Date> {
    curve.iter().find(|c| c.probability >= share - 1e-9).map(|c| c.date)
}

fn named(plan: &Plan, ship: &ShipChance, style: &Style<'_>) -> String {
    let market = ship.ship.checked_sub(1).and_then(|i| plan.ships.get(i)).map(|s| style.market_full(&s.market));
    market.unwrap_or_default()
}

/// The name of the country, for a sentence.
fn country<'a>(plan: &'a Plan, ship: &ShipChance, style: &Style<'a>) -> &'a str {
    let code = ship.ship.checked_sub(1).and_then(|i| plan.ships.get(i)).map_or("", |s| s.market.as_str());
    style.market(code).unwrap_or(code)
}

fn percent(share: f64) -> i64 {
    (share.clamp(0.0, 1.0) * 100.0).round() as i64
}

/// What the curve shows, in a sentence.
fn said(plan: &Plan, p: &Probability, style: &Style<'_>) -> String {
    let day = |share| day_of(&p.curve, share).map_or_else(String::new, |d| words::day(d, style.lang));
    let (half, most) = (day(0.5), day(0.9));
    let name = shown(p).map(|s| country(plan, s, style)).unwrap_or_default();
    let (samples, seed) = (p.samples, p.seed);
    let mut text = match style.lang {
        Lang::En => format!(
            "The durations of the steps were drawn {samples} times (seed {seed}). In half of the draws the goods for {name} \
             may leave by {half}, in nine of ten by {most}."
        ),
        Lang::Zh => format!(
            "对各步骤的时长抽样{samples}次（种子{seed}）：发往{name}的货物，半数情况下最迟 {half} 可出运，九成情况下最迟 {most} 可出运。"
        ),
    };
    if plan.ships.len() > 1 {
        let percent = percent(p.on_time);
        text.push_str(&match style.lang {
            Lang::En => format!(" All shipments are on time in {percent} % of the draws."),
            Lang::Zh => format!("全部出运均按期的占{percent}%。"),
        });
    }
    text
}

/// Days to pixels.
struct Scale {
    from: Date,
    days: i64,
}

impl Scale {
    /// From a little before the first to a little after the last day that is shown.
    fn of(curve: &[Chance], asked: Option<Date>) -> Option<Scale> {
        let days = || curve.iter().map(|c| c.date).chain(asked);
        let (first, last) = (days().min()?, days().max()?);
        let edge = (last.days_since(first) / 12).max(3);
        Some(Scale { from: first.add_days(-edge), days: last.days_since(first) + 2 * edge })
    }

    fn x(&self, day: Date) -> i64 {
        LEFT + day.days_since(self.from) * (RIGHT - LEFT) / self.days.max(1)
    }

    /// Days that get a mark: Mondays, every so many weeks that at most five stand there, or the beginnings of months.
    fn marks(&self) -> Vec<Date> {
        let until = self.from.add_days(self.days);
        let inside = |d: &Date| *d >= self.from && *d <= until;
        if self.days <= 70 {
            let monday = crate::timeline::monday(self.from);
            let step = (self.days / 7 / 5 + 1) * 7;
            return (0..20).map(|n| monday.add_days(n * step)).filter(inside).collect();
        }
        let first = self.from.add_days(1 - i64::from(self.from.day()));
        let step = self.days / 30 / 5 + 1;
        (0..60).map(|n| first.add_months(n * step)).filter(inside).collect()
    }
}

fn y(share: f64) -> i64 {
    BOTTOM - ((BOTTOM - TOP) as f64 * share.clamp(0.0, 1.0)).round() as i64
}

fn drawn(plan: &Plan, p: &Probability, style: &Style<'_>) -> String {
    let ship = shown(p);
    let asked = ship.and_then(|s| asked(plan, s));
    let Some(scale) = Scale::of(&p.curve, asked) else { return String::new() };
    let name = ship.map(|s| country(plan, s, style)).unwrap_or_default();
    let title = match style.lang {
        Lang::En => format!("Chance that the goods for {name} may leave, by day"),
        Lang::Zh => format!("发往{name}的货物最迟于各日期可出运的概率"),
    };
    let mut out = String::new();
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDE} {HIGH}\" class=\"gantt\" role=\"img\" \
         aria-labelledby=\"chance-t chance-d\" lang=\"{}\"><title id=\"chance-t\">{}</title><desc id=\"chance-d\">{}</desc>",
        html_lang(style.lang),
        escape(&title),
        escape(&said(plan, p, style)),
    );
    axes(&mut out, &scale, style);
    curve(&mut out, &p.curve, &scale);
    if let (Some(day), Some(ship)) = (asked, ship) {
        flag(&mut out, day, ship.on_time, &scale, style);
    }
    out.push_str("</svg>");
    out
}

fn label(out: &mut String, x: i64, y: i64, anchor: &str, class: &str, text: &str) {
    let _ = write!(out, "<text x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\" class=\"{class}\">{}</text>", escape(text));
}

fn axes(out: &mut String, scale: &Scale, style: &Style<'_>) {
    for quarter in 0..=4_i32 {
        let at = y(f64::from(quarter) / 4.0);
        let _ = write!(out, "<path class=\"c-grid\" d=\"M{LEFT} {at}H{RIGHT}\"/>");
        label(out, LEFT - 6, at + 4, "end", "c-mark", &format!("{} %", quarter * 25));
    }
    let _ = write!(out, "<path class=\"c-axis\" d=\"M{LEFT} {BOTTOM}H{RIGHT}\"/>");
    let mut free = 0;
    for day in scale.marks() {
        let text = match (scale.days <= 70, style.lang) {
            (true, Lang::En) => format!("{:02}-{:02}", day.month(), day.day()),
            (true, Lang::Zh) => format!("{}月{}日", day.month(), day.day()),
            (false, Lang::En) => format!("{}-{:02}", day.year(), day.month()),
            (false, Lang::Zh) => format!("{}年{}月", day.year(), day.month()),
        };
        let (x, half) = (scale.x(day), 4 * i64::try_from(width::of(&text)).unwrap_or(0));
        let _ = write!(out, "<path class=\"c-axis\" d=\"M{x} {BOTTOM}v5\"/>");
        if x - half >= free && x + half <= WIDE {
            label(out, x, BOTTOM + 19, "middle", "c-mark", &text);
            free = x + half + 6;
        }
    }
    let year = match style.lang {
        Lang::En => format!("day of loading, {}", scale.from.year()),
        Lang::Zh => format!("装运日期（{}年）", scale.from.year()),
    };
    let last = scale.from.add_days(scale.days).year();
    let year = if scale.days <= 70 && last == scale.from.year() {
        year.as_str()
    } else {
        style.say("day of loading", "装运日期")
    };
    label(out, RIGHT, HIGH - 3, "end", "c-mark", year);
}

/// The curve with the field below it. Before the first point nothing is known but that less is ready.
fn curve(out: &mut String, curve: &[Chance], scale: &Scale) {
    let Some(first) = curve.first() else { return };
    // A plan without any spread is ready on one day: the curve stands upright.
    let foot = if first.probability > 0.1 { y(0.0) } else { y(first.probability) };
    let start = scale.x(first.date);
    let mut line = format!("M{start} {foot}");
    for point in curve {
        let _ = write!(line, "L{} {}", scale.x(point.date), y(point.probability));
    }
    let _ = write!(line, "H{RIGHT}");
    let _ =
        write!(out, "<path class=\"c-field\" d=\"{line}V{BOTTOM}H{start}z\"/><path class=\"c-line\" d=\"{line}\"/>");
}

/// The day that was asked for, and the chance that it is met.
fn flag(out: &mut String, day: Date, share: f64, scale: &Scale, style: &Style<'_>) {
    let (x, high) = (scale.x(day), y(share));
    let _ = write!(
        out,
        "<path class=\"g-ship\" d=\"M{x} {}V{BOTTOM}\"/><circle class=\"c-point\" cx=\"{x}\" cy=\"{high}\" r=\"4.5\"/>",
        TOP - 12
    );
    let text = match style.lang {
        Lang::En => format!("asked: {day}, {} %", percent(share)),
        Lang::Zh => format!("要求：{day}，{}%", percent(share)),
    };
    let right = x < (LEFT + RIGHT) / 2;
    let (at, anchor) = if right { (x + 6, "start") } else { (x - 6, "end") };
    label(out, at, TOP - 14, anchor, "c-flag", &text);
}

/// Every shipment: its day, its chance, and the days for rising chances.
fn table(html: &mut Html, plan: &Plan, p: &Probability, style: &Style<'_>) {
    let name = style.say("Chance of each shipment", "各次出运的概率");
    html.scroll(name, |h| {
        h.wrap("table", |h| {
            let heads = [
                style.say("Shipment", "出运"),
                style.say("Asked", "要求日期"),
                style.say("On time", "按期概率"),
                style.say("Half of the draws", "半数情况"),
                style.say("Nine of ten", "九成情况"),
                style.say("All draws", "全部情况"),
            ];
            head(h, &heads);
            h.wrap("tbody", |h| {
                for ship in &p.ships {
                    h.wrap("tr", |h| row(h, plan, ship, style));
                }
            });
        });
    });
}

fn row(html: &mut Html, plan: &Plan, ship: &ShipChance, style: &Style<'_>) {
    let day =
        |d: Option<Date>| d.map_or_else(|| style.say("not set", "未定").to_owned(), |d| words::day(d, style.lang));
    let asked = asked(plan, ship);
    let chance = asked.map_or_else(String::new, |_| format!("{} %", percent(ship.on_time)));
    html.el("td", &named(plan, ship, style)).el("td class=\"d\"", &day(asked)).el("td class=\"n\"", &chance);
    for share in [0.5, 0.9, 1.0] {
        html.el("td class=\"d\"", &day(day_of(&ship.curve, share)));
    }
}
