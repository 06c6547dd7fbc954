//! The map on a page.

use crate::html::{section, state, state_of};
use crate::map::{Cell, Map, Need, Row, citations, why};
use crate::markup::Html;
use crate::text::described;
use crate::{Style, words};
use certmap_base::Cite;
use certmap_scope::{Outcome, SchemeResult, ScopeResult};

fn quiet(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Out | Outcome::NotCovered | Outcome::NoLonger)
}

/// Products down, markets across.
pub(crate) fn matrix(html: &mut Html, results: &[ScopeResult], style: &Style<'_>) {
    let map = Map::of(results, style);
    section(html, "map", style);
    html.scroll(style.say("Matrix of products and markets", "产品与市场对照表"), |h| {
        h.wrap("table class=\"matrix\"", |h| {
            h.wrap("thead", |h| {
                h.wrap("tr", |h| {
                    h.el("th scope=\"col\"", style.say("Product", "产品"));
                    for market in &map.markets {
                        h.el("th scope=\"col\"", &style.market_full(market));
                    }
                });
            });
            h.wrap("tbody", |h| {
                for row in &map.rows {
                    h.wrap("tr", |h| {
                        h.el("th scope=\"row\"", row.name);
                        for cell in &row.cells {
                            h.wrap("td", |h| matrix_cell(h, cell, style));
                        }
                    });
                }
            });
        });
    });
}

fn matrix_cell(html: &mut Html, cell: &Cell<'_>, style: &Style<'_>) {
    html.wrap("ul class=\"cell\"", |h| {
        for need in cell.needs.iter().filter(|n| !quiet(n.result.outcome)) {
            h.wrap("li", |h| {
                state_of(h, need.result, style);
                h.raw("<br>").text(style.text(&need.result.title));
            });
        }
        for outcome in [Outcome::Out, Outcome::NoLonger, Outcome::NotCovered] {
            let named: Vec<&str> =
                cell.needs.iter().filter(|n| n.result.outcome == outcome).map(|n| n.result.scheme.as_str()).collect();
            if !named.is_empty() {
                h.wrap("li", |h| {
                    state(h, outcome, style);
                    h.raw(" ").el("span class=\"soft\"", &named.join(", "));
                });
            }
        }
    });
}

/// A sheet for every market.
pub(crate) fn sheets(html: &mut Html, results: &[ScopeResult], style: &Style<'_>) {
    let map = Map::of(results, style);
    section(html, "markets", style);
    for (i, market) in map.markets.iter().enumerate() {
        html.el("h3", &style.market_full(market)).raw("\n");
        for (n, row) in map.rows.iter().enumerate() {
            if map.rows.len() > 1 {
                html.el("h4", row.name).raw("\n");
            }
            if let Some(same) = Row::same_as(&map, n, i) {
                html.el("p", &format!("{} {}", style.say("The same as for", "同"), same.name)).raw("\n");
            } else if let Some(cell) = row.cells.get(i) {
                sheet(html, cell, if map.rows.len() > 1 { "h5" } else { "h4" }, style);
            }
        }
    }
}

fn sheet(html: &mut Html, cell: &Cell<'_>, heading: &str, style: &Style<'_>) {
    for need in cell.needs.iter().filter(|n| !quiet(n.result.outcome)) {
        html.wrap("div class=\"need\"", |h| {
            h.wrap(heading, |h| {
                h.text(style.text(&need.result.title)).raw(" ");
                state_of(h, need.result, style);
            });
            h.el("p class=\"soft\"", &format!("{} - {}", described(need.result, style), need.result.scheme));
            h.wrap("dl class=\"kv\"", |h| fields(h, need, style));
            requirements(h, need.result, style);
            reasons(h, need.result, style);
        });
    }
    if cell.needs.iter().any(|n| quiet(n.result.outcome)) {
        html.wrap("ul class=\"quiet\"", |h| {
            for need in cell.needs.iter().filter(|n| quiet(n.result.outcome)) {
                h.wrap("li", |h| quiet_line(h, need.result, style));
            }
        });
    }
}

fn quiet_line(html: &mut Html, r: &SchemeResult, style: &Style<'_>) {
    state_of(html, r, style);
    html.raw(" ").el("strong", style.text(&r.title)).text(&format!(" ({})", r.scheme));
    if let Some(why) = why(r, style) {
        html.text(style.say(". ", "。")).text(&why).raw(" ");
    }
    if let Some(by) = &r.displaced_by {
        html.text(&format!("{} {by}. ", style.say("Its place is taken by", "由以下制度取代：")));
    }
    if let Some(cite) = citations(r).first() {
        source(html, &r.pack, cite, style);
    }
}

/// A citation with its link, and how well it is founded.
fn source(html: &mut Html, pack: &str, cite: &Cite, style: &Style<'_>) {
    let link = style.source(pack, cite).and_then(|s| s.link.as_deref());
    html.raw("<span class=\"soft\">[").link(link, &style.cite(pack, cite));
    html.text(&format!("{}{}", style.say("; ", "；"), style.founded(cite))).raw("]</span> ");
}

fn field(html: &mut Html, label: &str, text: &str) {
    html.el("dt", label).el("dd", text).raw("\n");
}

fn fields(html: &mut Html, need: &Need<'_>, style: &Style<'_>) {
    let r = need.result;
    if let Some(why) = why(r, style) {
        html.el("dt", style.say("Why", "依据")).wrap("dd", |h| {
            h.text(&why).raw(" ");
            for cite in citations(r) {
                source(h, &r.pack, cite, style);
            }
        });
    }
    if let Some(holder) = need.holder {
        field(html, style.say("Held by", "持证人"), style.text(holder));
    }
    if let Some(representative) = need.representative {
        field(html, style.say("In the market", "当地代表"), style.text(representative));
    }
    let role = words::date_role(r.governed_by).get(style.lang);
    let before = words::event(r.fulfil_before).get(style.lang);
    let when = format!("{before} ({role}: {})", words::day(r.on, style.lang));
    field(html, style.say("Needed before", "须早于"), &when);
    papers(html, need, style);
    if !r.needs.is_empty() {
        field(html, style.say("To answer", "待回答"), &style.facts(&r.needs));
    }
    for ahead in &r.ahead {
        let text = format!(
            "{}: {}",
            words::day(ahead.on, style.lang),
            style.sentence(&certmap_base::Text::same(crate::ahead::sentence(ahead, style)))
        );
        field(html, style.say("Ahead", "将有变化"), &text);
    }
    if let Some(says) = crate::map::note(r) {
        field(html, style.say("Note", "说明"), &style.sentence(says));
    }
}

/// What is in hand, what is missing, what may be reused.
fn papers(html: &mut Html, need: &Need<'_>, style: &Style<'_>) {
    let r = need.result;
    for held in &need.in_hand {
        field(
            html,
            style.say("In hand", "已有"),
            &format!("{}{}{}", held.paper, style.say(": ", "："), style.sentence(&held.why)),
        );
    }
    if need.is_missing() {
        field(html, style.say("Missing", "缺少"), words::attestation(r.attestation).get(style.lang));
    }
    for held in &need.others {
        let counts = words::tri(held.counts).get(style.lang);
        let text = format!(
            "{}{}{counts}{}{}",
            held.paper,
            style.say(": ", "："),
            style.say(". ", "。"),
            style.sentence(&held.why)
        );
        field(html, style.say("Does it count?", "能否采用"), &text);
    }
    for reuse in &need.reuse {
        let counts = words::tri(reuse.counts).get(style.lang);
        let text = format!(
            "{}{}{counts}{}{}",
            reuse.called(),
            style.say(": ", "："),
            style.say(". ", "。"),
            style.sentence(&reuse.says)
        );
        field(html, style.say("Reuse", "可否沿用"), &text);
    }
}

fn requirements(html: &mut Html, r: &SchemeResult, style: &Style<'_>) {
    let shown: Vec<_> = r.requirements.iter().filter(|q| q.outcome != Outcome::Out).collect();
    if shown.is_empty() {
        return;
    }
    let label = format!("{}{}", style.say("Rules: ", "具体条款："), style.text(&r.title));
    html.scroll(&label, |h| {
        h.wrap("table", |h| {
            let heads = [
                style.say("Rule", "条款"),
                style.say("State", "状态"),
                style.say("Evidence", "证据"),
                style.say("To answer", "待回答"),
            ];
            head(h, &heads);
            h.wrap("tbody", |h| {
                for q in shown {
                    h.wrap("tr", |h| {
                        h.el("td class=\"t\"", &format!("{} {}", q.id, style.text(&q.title)))
                            .wrap("td", |h| state(h, q.outcome, style));
                        let evidence =
                            if q.outcome == Outcome::In { words::evidence(q.evidence).get(style.lang) } else { "" };
                        h.el("td", evidence).el("td", &style.facts(&q.needs));
                    });
                }
            });
        });
    });
}

/// The head of a table.
pub(crate) fn head(html: &mut Html, heads: &[&str]) {
    html.wrap("thead", |h| {
        h.wrap("tr", |h| {
            for text in heads {
                let amount = matches!(*text, "Amount" | "金额" | "Slack" | "浮动");
                h.el(if amount { "th scope=\"col\" class=\"n\"" } else { "th scope=\"col\"" }, text);
            }
        });
    });
}

/// The whole chain of reasons, folded.
fn reasons(html: &mut Html, r: &SchemeResult, style: &Style<'_>) {
    if r.entries.is_empty() {
        return;
    }
    html.wrap("details", |h| {
        let title = format!("{} ({})", style.say("All reasons", "全部依据"), style.text(&r.title));
        h.el("summary", &title);
        h.wrap("ul", |h| {
            for entry in &r.entries {
                h.wrap("li", |h| {
                    h.el("strong", &format!("{} {}", entry.id, style.text(&entry.title))).raw(" ");
                    state(h, entry.outcome, style);
                    for reason in &entry.reasons {
                        h.raw("<br>").text(&style.sentence(&reason.says)).raw(" ");
                        let read: Vec<String> =
                            reason.read.iter().map(|(f, v)| format!("{} = {v}", style.fact(f))).collect();
                        if !read.is_empty() {
                            h.el("span class=\"soft\"", &format!("({}) ", read.join("; ")));
                        }
                        for cite in reason.cites.iter() {
                            source(h, &r.pack, cite, style);
                        }
                    }
                    if !entry.standards.is_empty() {
                        h.raw("<br>").text(&format!(
                            "{}{}",
                            style.say("Standards: ", "标准："),
                            entry.standards.join(", ")
                        ));
                    }
                });
            }
        });
    });
}
