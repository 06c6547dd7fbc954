//! The plan in the terminal.

use crate::map::Map;
use crate::text::{Ink, Page};
use crate::text_gantt::{gantt, when};
use crate::text_map::matrix;
use crate::timeline::{Bar, Timeline};
use crate::{Style, width, words};
use certmap_base::{Date, Exact, Lang};
use certmap_plan::{Booking, Plan, PlanStep, StepKind, Total, Verdict, Warning};
use certmap_scope::ScopeResult;

/// A plan; the map stands before it where scope results are given.
#[must_use]
pub fn plan(plan: &Plan, results: &[ScopeResult], style: &Style<'_>) -> String {
    let mut page = Page::new(*style);
    page.heading(&format!("{} - {}", plan.product, style.say("certification plan", "认证计划")));
    verdict(&mut page, plan);
    if results.iter().any(|r| !r.results.is_empty()) {
        page.heading(style.say("Certificate map", "各国认证要求一览"));
        matrix(&mut page, &Map::of(results, style));
    }
    gantt(&mut page, plan);
    dates(&mut page, plan);
    open(&mut page, plan);
    documents(&mut page, plan);
    fees(&mut page, plan);
    variants(&mut page, plan);
    past(&mut page, plan);
    notes(&mut page, plan);
    if style.reasons {
        steps(&mut page, plan);
    } else if plan.steps.iter().any(|s| s.kind != StepKind::Milestone && !s.done) {
        page.line("");
        page.line(style.say("why each step has its days: --why", "各步骤日期的依据：--why"));
    }
    page.out
}

fn ink_of(verdict: Verdict) -> Ink {
    match verdict {
        Verdict::OnTime => Ink::Good,
        Verdict::Tight => Ink::Ask,
        Verdict::Late | Verdict::Impossible => Ink::Bad,
    }
}

fn verdict(page: &mut Page<'_>, plan: &Plan) {
    let style = page.style;
    let said = |v: Verdict| format!("{} {}", words::verdict_sign(v), words::verdict(v).get(style.lang));
    let word = page.ink(ink_of(plan.verdict), &said(plan.verdict));
    page.line(&format!("{word}{}{}", style.say("   as of ", "   截至 "), words::day(plan.today, style.lang)));
    for (i, ship) in plan.ships.iter().enumerate() {
        let day =
            ship.date.map_or_else(|| style.say("no day set", "未定日期").to_owned(), |d| words::day(d, style.lang));
        let mut text = format!("{}: {day} - {}", style.market_full(&ship.market), said(ship.verdict));
        if let Some(days) = ship.slack_days {
            text.push_str(&match style.lang {
                Lang::En => format!(", {days} days to spare"),
                Lang::Zh => format!("，余量 {days} 天"),
            });
        }
        if let Some(earliest) = ship.earliest {
            text.push_str(&format!("{}{}", style.say("; earliest ", "；最早 "), words::day(earliest, style.lang)));
        }
        page.hang(&format!("{} {}  ", style.say("Shipment", "出运"), i + 1), &text);
    }
    if let Some(p) = &plan.probability {
        let percent = (p.on_time * 100.0).round();
        let text = match style.lang {
            Lang::En => format!("Probability of being on time: {percent} % ({} draws, seed {})", p.samples, p.seed),
            Lang::Zh => format!("按期完成的概率：{percent}%（抽样 {} 次，种子 {}）", p.samples, p.seed),
        };
        page.hang("", &text);
    }
}

fn dates(page: &mut Page<'_>, plan: &Plan) {
    let style = page.style;
    page.heading(style.say("Three dates", "三个关键日期"));
    let mut date = |en, zh, day: Option<Date>| {
        let day = day.map_or_else(|| style.say("nothing to do", "无").to_owned(), |d| words::day(d, style.lang));
        let lead = format!("  {}", width::fit(style.say(en, zh), 26));
        page.hang(&lead, &day);
    };
    date("decide and pay by", "最晚决定并付款", plan.decide_by);
    date("book by", "最晚预约", plan.book_by);
    date("last safe start", "最晚稳妥启动", plan.last_safe_start);
    for (b, n) in bookings(plan) {
        let lead = format!("    {}", width::fit(&words::day(b.by, style.lang), 16));
        let times = if n > 1 { format!(" ×{n}") } else { String::new() };
        page.hang(&lead, &format!("{}{times}", style.text(&b.what)));
    }
}

/// Warnings, each sentence once.
pub(crate) fn warnings(plan: &Plan) -> Vec<&Warning> {
    let mut found: Vec<&Warning> = Vec::new();
    for w in &plan.warnings {
        if !found.iter().any(|f| f.kind == w.kind && f.says == w.says) {
            found.push(w);
        }
    }
    found
}

/// Bookings of the same thing on the same day, once.
pub(crate) fn bookings(plan: &Plan) -> Vec<(&Booking, usize)> {
    let mut found: Vec<(&Booking, usize)> = Vec::new();
    for b in &plan.bookings {
        match found.iter_mut().find(|(f, _)| (&f.what, f.by) == (&b.what, b.by)) {
            Some((_, n)) => *n += 1,
            None => found.push((b, 1)),
        }
    }
    found
}

fn open(page: &mut Page<'_>, plan: &Plan) {
    if plan.open.is_empty() {
        return;
    }
    let style = page.style;
    page.heading(style.say("Not decided yet", "尚未确定"));
    for o in &plan.open {
        let by = o.answer_by.map_or_else(String::new, |d| {
            format!("{}{}", style.say("; answer by ", "；最晚答复 "), words::day(d, style.lang))
        });
        page.hang("  ? ", &format!("{} ({}): {}{by}", o.scheme, o.markets.join(" "), style.facts(&o.needs)));
    }
    if let Some(branch) = &plan.if_out {
        let word = words::verdict(branch.verdict).get(style.lang);
        let day = branch.earliest_shipment.map_or_else(String::new, |d| {
            format!("{}{}", style.say(", earliest ", "，最早 "), words::day(d, style.lang))
        });
        page.hang("  ", &format!("{}{word}{day}", style.say("If none of them applies: ", "若均不适用：")));
    }
}

fn steps(page: &mut Page<'_>, plan: &Plan) {
    let style = page.style;
    let chart = Timeline::of(plan, &style);
    let mut bars: Vec<&Bar<'_>> = chart.groups.iter().flat_map(|g| &g.bars).collect();
    bars.retain(|b| b.step.kind != StepKind::Milestone && !b.step.done);
    bars.sort_by_key(|b| (b.step.start, b.step.finish));
    if bars.is_empty() {
        return;
    }
    page.heading(style.say("Why these days", "日期依据"));
    for bar in bars {
        let step = bar.step;
        let mark = if step.critical { "!" } else { " " };
        let head = format!("{} - {}, {}", when(step, style.lang), bar.name, words::party(step.by).get(style.lang));
        page.hang(&format!(" {mark} "), &head);
        let length = words::durations(step.lasts, style.lang) + &style.aside(basis(step, style.lang));
        page.hang("     ", &format!("{length}{}{}", style.say(". ", "。"), style.sentence(&step.why)));
    }
}

fn basis(step: &PlanStep, lang: Lang) -> &'static str {
    if step.typed {
        words::pair("typed by the user", "用户填写").get(lang)
    } else {
        words::basis(step.basis).get(lang)
    }
}

fn documents(page: &mut Page<'_>, plan: &Plan) {
    if plan.documents.is_empty() {
        return;
    }
    let style = page.style;
    page.heading(style.say("Documents to collect", "需准备的文件"));
    for d in &plan.documents {
        let lead = format!("  {}", width::fit(&words::day(d.needed_by, style.lang), 16));
        let mut text = format!("{} - {}", style.text(&d.title), words::party(d.by).get(style.lang));
        if let Some(language) = &d.language {
            text.push_str(&format!(" ({language})"));
        }
        if d.conditional {
            text.push_str(style.say("; may not be needed", "；可能不需要"));
        }
        page.hang(&lead, &format!("{text}  [{}]", d.scheme));
    }
}

/// A range of money with its currency.
pub(crate) fn money(min: Exact, max: Exact, currency: &str) -> String {
    if min == max {
        format!("{} {currency}", grouped(max))
    } else {
        format!("{}-{} {currency}", grouped(min), grouped(max))
    }
}

/// Thousands apart, as in `12,500`.
fn grouped(amount: Exact) -> String {
    let word = amount.to_string();
    let (whole, part) = word.split_once('.').map_or((word.as_str(), None), |(w, p)| (w, Some(p)));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |d| ("-", d));
    let mut out = String::from(sign);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    if let Some(part) = part {
        out.push('.');
        out.push_str(part);
    }
    out
}

pub(crate) fn total(t: &Total, style: &Style<'_>) -> String {
    let sum = money(t.min, t.max, &t.currency);
    if t.complete { sum } else { format!("{} {sum}", style.say("at least", "至少")) }
}

fn fees(page: &mut Page<'_>, plan: &Plan) {
    let style = page.style;
    if plan.steps.iter().all(|s| s.fees.is_empty()) {
        return;
    }
    page.heading(style.say("Fees", "费用"));
    for step in &plan.steps {
        for fee in &step.fees {
            let open = if fee.open { style.say(" (not sure)", "（不确定）") } else { "" };
            let lead = format!("  {:>20}  ", money(fee.min, fee.max, &fee.currency));
            let scheme = step.scheme.as_deref().unwrap_or("");
            page.hang(&lead, &format!("{}{open} - {}  [{scheme}]", style.text(&fee.title), style.text(&fee.basis)));
        }
    }
    for t in plan.totals.iter().chain(&plan.total) {
        let line = format!("  {:>20}  {}", total(t, &style), style.say("together", "合计"));
        let line = page.ink(Ink::Bold, &line);
        page.line(&line);
    }
    for t in &plan.totals_if_in {
        let lead = format!("  {:>20}  ", total(t, &style));
        page.hang(&lead, style.say("more, if what is undecided applies", "（若未定项目适用，另加）"));
    }
}

fn variants(page: &mut Page<'_>, plan: &Plan) {
    let style = page.style;
    if !plan.variants.is_empty() {
        page.heading(style.say("What if", "假设情形"));
    }
    for v in &plan.variants {
        let days = match (v.days, style.lang) {
            (0, Lang::En) => "no day lost".to_owned(),
            (0, Lang::Zh) => "不影响工期".to_owned(),
            (n, Lang::En) => format!("{n:+} days"),
            (n, Lang::Zh) => format!("{n:+} 天"),
        };
        let cost: Vec<String> = v.cost.iter().map(|t| total(t, &style)).collect();
        let cost = if cost.is_empty() { String::new() } else { format!(", {}", cost.join(", ")) };
        page.hang(
            "  ",
            &format!(
                "{}: {days}{cost}, {}{}{}",
                style.text(&v.title),
                words::verdict(v.verdict).get(style.lang),
                style.say(". ", "。"),
                style.sentence(&v.says)
            ),
        );
    }
    if !plan.cliffs.is_empty() {
        page.heading(style.say("Changes ahead", "将有变化"));
    }
    for c in &plan.cliffs {
        let lead = format!("  {}{}", width::fit(&words::day(c.on, style.lang), 16), if c.passed { "! " } else { "  " });
        page.hang(&lead, &format!("{} {}: {}", c.market, c.scheme, style.text(&c.says)));
    }
}

fn past(page: &mut Page<'_>, plan: &Plan) {
    let style = page.style;
    for p in &plan.past {
        page.heading(&format!(
            "{} {}: {} {}",
            style.say("Shipment", "出运"),
            p.ship,
            p.market,
            words::day(p.date, style.lang)
        ));
        for text in &p.binds {
            page.hang("  ! ", style.text(text));
        }
        for text in &p.can_do {
            page.hang("  > ", style.text(text));
        }
        if let Some(day) = p.earliest_release {
            page.hang(
                "  ",
                &format!("{} {}", style.say("earliest lawful release", "最早合法放行"), words::day(day, style.lang)),
            );
        }
    }
}

fn notes(page: &mut Page<'_>, plan: &Plan) {
    let style = page.style;
    if !plan.warnings.is_empty() {
        page.heading(style.say("Before you trust this plan", "使用前请注意"));
    }
    for w in warnings(plan) {
        page.hang("  ! ", &format!("{}: {}", words::warning(w.kind).get(style.lang), style.text(&w.says)));
    }
    let assumed: Vec<_> = plan.assumptions.iter().chain(plan.probability.iter().flat_map(|p| &p.assumptions)).collect();
    if !assumed.is_empty() {
        page.heading(style.say("Assumed", "假定"));
    }
    for text in assumed {
        page.hang("  - ", style.text(text));
    }
}
