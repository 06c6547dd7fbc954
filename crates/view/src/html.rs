//! Pages: one file, no script, our own small stylesheet, light and dark, screen and paper.

use crate::markup::{Html, escape};
use crate::svg::{COLOURS, html_lang};
use crate::{Style, html_chance, html_map, html_plan, words};
use certmap_base::Lang;
use certmap_plan::{Plan, Verdict};
use certmap_scope::{Outcome, Question, SchemeResult, ScopeResult};

/// The stylesheet of all pages.
#[must_use]
pub fn stylesheet() -> String {
    format!("{}{COLOURS}", include_str!("../assets/page.css"))
}

/// The page of a plan: dates, map, chart, sheets, questions, documents, fees.
#[must_use]
pub fn plan(plan: &Plan, results: &[ScopeResult], style: &Style<'_>) -> String {
    let mut main = Html::new(style.lang);
    html_plan::summary(&mut main, plan, style);
    html_plan::chart(&mut main, plan, style);
    html_chance::chance(&mut main, plan, style);
    if !results.is_empty() {
        html_map::matrix(&mut main, results, style);
    }
    questions(&mut main, results, style);
    html_plan::papers(&mut main, plan, style);
    if !results.is_empty() {
        html_map::sheets(&mut main, results, style);
    }
    html_plan::notes(&mut main, plan, style);
    let heading = style.say("Certification plan", "认证计划");
    page(&plan.product, heading, &main.done(), results, style)
}

/// The page of a map: matrix, a sheet for every market, questions.
#[must_use]
pub fn map(results: &[ScopeResult], style: &Style<'_>) -> String {
    let mut main = Html::new(style.lang);
    html_map::matrix(&mut main, results, style);
    questions(&mut main, results, style);
    html_map::sheets(&mut main, results, style);
    let product = results.first().map_or("", |r| r.product.as_str());
    page(product, style.say("Certificate map", "各国认证要求一览"), &main.done(), results, style)
}

/// The matrix and the sheets of a map, for a page that stands around them.
#[must_use]
pub fn map_sections(results: &[ScopeResult], style: &Style<'_>) -> String {
    let mut main = Html::new(style.lang);
    html_map::matrix(&mut main, results, style);
    html_map::sheets(&mut main, results, style);
    main.done()
}

/// What each market asks, with reasons folded, for a page that stands around it.
#[must_use]
pub fn market_sheets(results: &[ScopeResult], style: &Style<'_>) -> String {
    let mut main = Html::new(style.lang);
    html_map::sheets(&mut main, results, style);
    main.done()
}

/// The sections of a plan, for a page that stands around them.
#[must_use]
pub fn plan_sections(plan: &Plan, style: &Style<'_>) -> String {
    let mut main = Html::new(style.lang);
    html_plan::summary(&mut main, plan, style);
    html_plan::chart(&mut main, plan, style);
    html_chance::chance(&mut main, plan, style);
    html_plan::papers(&mut main, plan, style);
    html_plan::notes(&mut main, plan, style);
    main.done()
}

/// A whole page around sections.
fn page(product: &str, kind: &str, main: &str, results: &[ScopeResult], style: &Style<'_>) -> String {
    let lang = style.lang;
    let mut html = Html::new(lang);
    html.raw("<!doctype html>\n<html lang=\"").raw(html_lang(lang)).raw("\">\n<head>\n<meta charset=\"utf-8\">\n");
    html.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
    html.raw(&escape(&format!("{product} - {kind}")))
        .raw("</title>\n<style>")
        .raw(&stylesheet())
        .raw("</style>\n</head>\n<body>\n");
    html.raw("<a class=\"skip\" href=\"#main\">").text(style.say("Skip to the content", "跳到正文")).raw("</a>\n");
    html.wrap("header", |h| {
        h.el("p class=\"soft\"", kind);
        h.el("h1", product);
        nav(h, main, style);
    });
    html.raw("<main id=\"main\">\n").raw(main).raw("</main>\n");
    html.wrap("footer", |h| footer(h, results, style));
    html.raw("</body>\n</html>\n");
    html.done()
}

/// Sections that a page may have, in its order of appearance.
const SECTIONS: [(&str, &str, &str); 10] = [
    ("dates", "Dates", "关键日期"),
    ("chart", "Time plan", "时间计划"),
    ("chance", "How likely on time", "按期可能性"),
    ("map", "Map", "认证要求一览"),
    ("questions", "Questions", "待回答的问题"),
    ("documents", "Documents", "需准备的文件"),
    ("fees", "Fees", "费用"),
    ("markets", "Markets", "各市场详情"),
    ("whatif", "What if", "假设情形"),
    ("notes", "Notes", "注意事项"),
];

fn nav(html: &mut Html, main: &str, style: &Style<'_>) {
    let label = format!("nav aria-label=\"{}\"", style.say("Sections", "目录"));
    html.wrap(&label, |h| {
        h.wrap("ul", |h| {
            for (id, en, zh) in SECTIONS {
                if main.contains(&format!("<h2 id=\"{id}\"")) {
                    h.raw("<li><a href=\"#").raw(id).raw("\">").text(style.say(en, zh)).raw("</a></li>");
                }
            }
        });
    });
}

/// A heading of the second level that can be linked to.
pub(crate) fn section(html: &mut Html, id: &str, style: &Style<'_>) {
    let named = SECTIONS.iter().find(|s| s.0 == id);
    let text = named.map_or("", |(_, en, zh)| if style.lang == Lang::Zh { zh } else { en });
    html.el(&format!("h2 id=\"{id}\""), text).raw("\n");
}

fn footer(html: &mut Html, results: &[ScopeResult], style: &Style<'_>) {
    if let Some(first) = results.first() {
        let list: Vec<&str> = first.not_looked_at.iter().map(|(_, t)| style.text(t)).collect();
        if !list.is_empty() {
            html.el(
                "p",
                &format!("{}{}", style.say("Not looked at: ", "未审查事项："), list.join(style.say(", ", "、"))),
            );
        }
        let assumed: Vec<String> = first.assumed.iter().map(|(f, v)| format!("{} = {v}", style.fact(f))).collect();
        if !assumed.is_empty() {
            html.el("p", &format!("{}{}", style.say("Assumed: ", "按以下情况处理："), assumed.join("; ")));
        }
        let packs: Vec<String> = first
            .packs
            .iter()
            .map(|p| format!("{} {} ({})", p.id, p.version, p.digest.get(..12).unwrap_or(&p.digest)))
            .collect();
        html.el("p", &format!("{}{}", style.say("Packs: ", "规则包："), packs.join(", ")));
    }
    html.el("p", style.say("Made by certmap. Not legal advice.", "由 certmap 生成。仅供参考，不构成法律意见。"));
}

/// The state of a scheme: shape, sign, word and colour, with the day on which it will change.
pub(crate) fn state_of(html: &mut Html, result: &SchemeResult, style: &Style<'_>) {
    let word = words::outcome(result.outcome).get(style.lang);
    match crate::map::dated(result) {
        Some(day) => badge(html, result.outcome, &format!("{word} - {day}")),
        None => badge(html, result.outcome, word),
    }
}

/// The same for an outcome alone.
pub(crate) fn state(html: &mut Html, outcome: Outcome, style: &Style<'_>) {
    badge(html, outcome, words::outcome(outcome).get(style.lang));
}

fn badge(html: &mut Html, outcome: Outcome, text: &str) {
    html.raw("<span class=\"st st-")
        .raw(outcome.word())
        .raw("\"><span aria-hidden=\"true\">")
        .text(words::sign(outcome))
        .raw(" </span>");
    html.text(text).raw("</span>");
}

/// The verdict: shape, sign, word and colour.
pub(crate) fn verdict(html: &mut Html, verdict: Verdict, big: bool, style: &Style<'_>) {
    html.raw("<span class=\"st v-")
        .raw(verdict.word())
        .raw(if big { " big" } else { "" })
        .raw("\"><span aria-hidden=\"true\">");
    html.text(words::verdict_sign(verdict))
        .raw(" </span>")
        .text(words::verdict(verdict).get(style.lang))
        .raw("</span>");
}

/// Questions of all products, each once.
fn questions(html: &mut Html, results: &[ScopeResult], style: &Style<'_>) {
    let mut asked: Vec<&Question> = Vec::new();
    for q in results.iter().flat_map(|r| &r.questions) {
        if !asked.iter().any(|a| a.fact == q.fact) {
            asked.push(q);
        }
    }
    if asked.is_empty() {
        return;
    }
    section(html, "questions", style);
    html.wrap("ol class=\"ask\"", |h| {
        for q in asked {
            h.wrap("li", |h| question(h, q, style));
        }
    });
}

fn question(html: &mut Html, q: &Question, style: &Style<'_>) {
    html.el("strong", style.text(&q.ask));
    let effect = match (q.decisive, q.settles, style.lang) {
        (false, _, Lang::En) => "only details depend on it".to_owned(),
        (false, _, Lang::Zh) => "仅影响细节".to_owned(),
        (true, s, Lang::En) => format!("settles {s} of {} open results", q.concerns.len()),
        (true, s, Lang::Zh) => format!("可确定{}项待定结果中的{s}项", q.concerns.len()),
    };
    html.raw("<br>").el("span class=\"soft\"", &format!("{effect} - {}: {}", q.fact, q.concerns.join(", ")));
    if let Some(help) = &q.help {
        html.el("p", style.text(help));
    }
}
