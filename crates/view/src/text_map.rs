//! The map in the terminal.

use crate::map::{Cell, Map, Need, Row, why};
use crate::text::{Ink, Page, described, ink_of, questions, tail};
use crate::{Style, width, words};
use certmap_scope::{Outcome, ScopeResult};

/// The matrix of products and markets, then a sheet for every market.
#[must_use]
pub fn map(results: &[ScopeResult], style: &Style<'_>) -> String {
    let mut page = Page::new(*style);
    let map = Map::of(results, style);
    page.heading(style.say("Certificate map", "各国认证要求一览"));
    matrix(&mut page, &map);
    for (i, market) in map.markets.iter().enumerate() {
        page.heading(&style.market_full(market));
        for (n, row) in map.rows.iter().enumerate() {
            if map.rows.len() > 1 {
                page.line(&format!("  {}", width::cut(&width::plain(row.name), style.width.saturating_sub(2))));
            }
            if let Some(same) = Row::same_as(&map, n, i) {
                page.hang("    ", &format!("{} {}", style.say("the same as for", "同"), same.name));
            } else if let Some(cell) = row.cells.get(i) {
                sheet(&mut page, cell);
            }
        }
    }
    let mut asked: Vec<certmap_scope::Question> = Vec::new();
    for q in results.iter().flat_map(|r| &r.questions) {
        if !asked.iter().any(|a| a.fact == q.fact) {
            asked.push(q.clone());
        }
    }
    questions(&mut page, &asked);
    if let Some(first) = results.first() {
        tail(&mut page, first);
    }
    page.out
}

const NAME: usize = 26;

/// Bands of as many markets as fit the width.
pub(crate) fn matrix(page: &mut Page<'_>, map: &Map<'_>) {
    let style = page.style;
    let room = style.width.saturating_sub(NAME).max(12);
    let column =
        map.rows.iter().flat_map(|r| &r.cells).map(|c| width::of(&counted(c))).max().unwrap_or(0).clamp(6, 16) + 2;
    let fit = (room / column).max(1);
    let mut start = 0;
    while start < map.markets.len() {
        let heads: Vec<String> = map.markets.iter().skip(start).take(fit).map(|m| width::fit(m, column)).collect();
        let head = format!("{}{}", " ".repeat(NAME), heads.concat());
        let head = page.ink(Ink::Bold, head.trim_end());
        page.line(&head);
        for row in &map.rows {
            let mut line = width::fit(&width::plain(row.name), NAME - 2) + "  ";
            for cell in row.cells.iter().skip(start).take(fit) {
                let text = width::fit(&counted(cell), column);
                line.push_str(&page.ink(cell.counts().first().map_or(Ink::Quiet, |(o, _)| ink_of(*o)), &text));
            }
            page.line(&line);
        }
        start += fit;
    }
    legend(page, map);
}

fn counted(cell: &Cell<'_>) -> String {
    let counts = cell.counts();
    let loud = |o: Outcome| !matches!(o, Outcome::Out | Outcome::NotCovered | Outcome::NoLonger);
    let only_quiet = counts.iter().all(|(o, _)| !loud(*o));
    let part = |(o, n): &(Outcome, usize)| {
        if only_quiet { words::sign(*o).to_owned() } else { format!("{}{n}", words::sign(*o)) }
    };
    counts.iter().filter(|(o, _)| only_quiet || loud(*o)).map(part).collect::<Vec<_>>().join(" ")
}

fn legend(page: &mut Page<'_>, map: &Map<'_>) {
    let style = page.style;
    let mut shown: Vec<Outcome> = Vec::new();
    for (o, _) in map.rows.iter().flat_map(|r| &r.cells).flat_map(Cell::counts) {
        if !shown.contains(&o) {
            shown.push(o);
        }
    }
    let list: Vec<String> =
        shown.iter().map(|o| format!("{} {}", words::sign(*o), words::outcome(*o).get(style.lang))).collect();
    page.items(&list);
}

fn sheet(page: &mut Page<'_>, cell: &Cell<'_>) {
    let style = page.style;
    for need in &cell.needs {
        let r = need.result;
        let sign = page.ink(ink_of(r.outcome), words::sign(r.outcome));
        let head = format!("{} ({}): {}", style.text(&r.title), r.scheme, words::outcome(r.outcome).get(style.lang));
        // The sign is one column wide; colour codes must not be counted.
        for (i, part) in width::wrap(&width::plain(&head), style.width.saturating_sub(4)).iter().enumerate() {
            let lead = if i == 0 { format!("  {sign} ") } else { "    ".to_owned() };
            page.line(&format!("{lead}{part}"));
        }
        if !matches!(r.outcome, Outcome::Out | Outcome::NotCovered | Outcome::NoLonger) {
            fields(page, need);
        } else if let Some(why) = why(r, &style) {
            page.hang("    ", &why);
        }
    }
}

fn fields(page: &mut Page<'_>, need: &Need<'_>) {
    let style = page.style;
    let r = need.result;
    page.hang("    ", &described(r, &style));
    if let Some(why) = why(r, &style) {
        page.field(4, style.say("why", "依据"), &why);
    }
    if let Some(says) = crate::map::note(r) {
        page.field(4, style.say("note", "说明"), style.text(says));
    }
    if let Some(holder) = need.holder {
        page.field(4, style.say("held by", "持证人"), style.text(holder));
    }
    if let Some(representative) = need.representative {
        page.field(4, style.say("in the market", "当地代表"), style.text(representative));
    }
    page.field(4, style.say("needed before", "须早于"), words::event(r.fulfil_before).get(style.lang));
    for held in &need.in_hand {
        page.field(4, style.say("in hand", "已有"), &format!("{}: {}", held.paper, style.text(&held.why)));
    }
    if need.is_missing() {
        page.field(4, style.say("missing", "缺少"), words::attestation(r.attestation).get(style.lang));
    }
    if !r.needs.is_empty() {
        page.field(4, style.say("to answer", "待回答"), &style.facts(&r.needs));
    }
    for held in &need.others {
        let text = format!(
            "{}{}{}{}{}",
            held.paper,
            style.say(": ", "："),
            words::tri(held.counts).get(style.lang),
            style.say(". ", "。"),
            style.sentence(&held.why)
        );
        page.field(4, style.say("does it count?", "能否采用"), &text);
    }
    for reuse in &need.reuse {
        let text = format!(
            "{}{}{}{}{}",
            reuse.called(),
            style.say(": ", "："),
            words::tri(reuse.counts).get(style.lang),
            style.say(". ", "。"),
            style.sentence(&reuse.says)
        );
        page.field(4, style.say("reuse", "可否沿用"), &text);
    }
    for ahead in &r.ahead {
        page.field(
            4,
            style.say("ahead", "将有变化"),
            &format!("{}: {}", words::day(ahead.on, style.lang), crate::ahead::sentence(ahead, &style)),
        );
    }
}
