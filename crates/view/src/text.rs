//! Terminal text: scope, map and plan.

use crate::map::{citations, urgency, why};
use crate::{Style, width, words};
use certmap_pack::{Binding, DemandedBy};
use certmap_scope::{Outcome, Question, SchemeResult, ScopeResult};

pub use crate::text_map::map;
pub use crate::text_plan::plan;

/// Lines being written.
pub(crate) struct Page<'a> {
    pub(crate) style: Style<'a>,
    pub(crate) out: String,
}

/// A colour of the terminal.
#[derive(Clone, Copy)]
pub(crate) enum Ink {
    Bold,
    Quiet,
    Good,
    Ask,
    Bad,
}

impl<'a> Page<'a> {
    pub(crate) fn new(style: Style<'a>) -> Page<'a> {
        Page { style, out: String::new() }
    }

    pub(crate) fn ink(&self, ink: Ink, text: &str) -> String {
        if !self.style.color {
            return text.to_owned();
        }
        let code = match ink {
            Ink::Bold => "1",
            Ink::Quiet => "2",
            Ink::Good => "32",
            Ink::Ask => "33",
            Ink::Bad => "31",
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }

    pub(crate) fn line(&mut self, text: &str) {
        self.out.push_str(text.trim_end());
        self.out.push('\n');
    }

    pub(crate) fn gap(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    pub(crate) fn heading(&mut self, text: &str) {
        self.gap();
        let text = width::cut(&width::plain(text), self.style.width);
        let line = self.ink(Ink::Bold, &text);
        self.line(&line);
    }

    /// A paragraph, its first line after `first`, the others indented as deep.
    pub(crate) fn hang(&mut self, first: &str, text: &str) {
        let indent = width::of(first);
        let text = width::plain(text);
        for (i, part) in width::wrap(&text, self.style.width.saturating_sub(indent)).iter().enumerate() {
            let lead = if i == 0 { first.to_owned() } else { " ".repeat(indent) };
            self.line(&format!("{lead}{part}"));
        }
    }

    /// Short parts side by side, in as many lines as they need.
    pub(crate) fn items(&mut self, parts: &[String]) {
        let mut line = String::new();
        for part in parts {
            let part = width::cut(&width::plain(part), self.style.width);
            if !line.is_empty() && width::of(&line) + 3 + width::of(&part) > self.style.width {
                self.line(&line);
                line.clear();
            }
            if !line.is_empty() {
                line.push_str("   ");
            }
            line.push_str(&part);
        }
        self.line(&line);
    }

    /// `label  text`, wrapped, at an indent.
    pub(crate) fn field(&mut self, indent: usize, label: &str, text: &str) {
        let columns = 13.max(width::of(label) + 1);
        let lead = format!("{}{}", " ".repeat(indent), width::fit(label, columns));
        self.hang(&lead, text);
    }
}

pub(crate) fn ink_of(outcome: Outcome) -> Ink {
    match outcome {
        Outcome::In => Ink::Good,
        Outcome::Unknown | Outcome::NotYet => Ink::Ask,
        Outcome::Banned | Outcome::Conflict => Ink::Bad,
        _ => Ink::Quiet,
    }
}

/// What scope answers for one product.
#[must_use]
pub fn scope(result: &ScopeResult, style: &Style<'_>) -> String {
    let mut page = Page::new(*style);
    page.heading(&result.product);
    page.items(&summary(result, style));
    let mut markets: Vec<&str> = Vec::new();
    for r in &result.results {
        if !markets.contains(&r.market.as_str()) {
            markets.push(&r.market);
        }
    }
    for market in markets {
        page.heading(&style.market_full(market));
        let mut results: Vec<&SchemeResult> = result.results.iter().filter(|r| r.market == market).collect();
        results.sort_by_key(|r| (urgency(r.outcome), r.binding == Binding::Voluntary));
        let (bare, ruled): (Vec<_>, Vec<_>) = results.into_iter().partition(|r| r.pack.is_empty());
        for r in ruled {
            scheme(&mut page, r);
        }
        without_rules(&mut page, &bare);
    }
    questions(&mut page, &result.questions);
    tail(&mut page, result);
    page.out
}

/// Schemes of which certmap knows only that they exist, all by name.
pub(crate) fn without_rules(page: &mut Page<'_>, results: &[&SchemeResult]) {
    if results.is_empty() {
        return;
    }
    let style = page.style;
    let word = words::outcome(Outcome::NotCovered).get(style.lang);
    let state = format!("{} {word}", words::sign(Outcome::NotCovered));
    page.line(&format!("  {}", page.ink(Ink::Quiet, &state)));
    let say = style.say(
        "certmap has no rules for these yet; whether they apply must be asked of their authorities:",
        "certmap 尚无以下制度的规则，是否适用须向主管机构确认：",
    );
    page.hang("      ", say);
    for r in results {
        page.hang("      - ", &format!("{}  ({})", style.text(&r.title), r.scheme));
    }
}

fn summary(result: &ScopeResult, style: &Style<'_>) -> Vec<String> {
    let mut outcomes: Vec<Outcome> = Outcome::ALL.to_vec();
    outcomes.sort_by_key(|o| urgency(*o));
    outcomes
        .into_iter()
        .filter_map(|o| {
            let n = result.results.iter().filter(|r| r.outcome == o).count();
            (n > 0).then(|| format!("{} {n} {}", words::sign(o), words::outcome(o).get(style.lang)))
        })
        .collect()
}

/// What it is, in a few words.
pub(crate) fn described(r: &SchemeResult, style: &Style<'_>) -> String {
    let mut parts = vec![words::binding(r.binding).get(style.lang), words::attestation(r.attestation).get(style.lang)];
    if r.demanded_by == DemandedBy::Marketplace
        || (r.binding == Binding::Voluntary && r.demanded_by == DemandedBy::Buyer)
    {
        parts.push(words::demanded_by(r.demanded_by).get(style.lang));
    }
    let mut text = parts.join(style.say(", ", "，"));
    if let Some(via) = &r.via {
        text.push_str(style.say(", through ", "，依据"));
        text.push_str(style.market(via).unwrap_or(via));
    }
    text
}

fn scheme(page: &mut Page<'_>, r: &SchemeResult) {
    let style = page.style;
    let word = words::outcome(r.outcome).get(style.lang);
    let state = width::fit(&format!("{} {word}", words::sign(r.outcome)), 22);
    let state = page.ink(ink_of(r.outcome), &state);
    let title = width::plain(style.text(&r.title));
    let room = style.width.saturating_sub(24);
    for (i, part) in width::wrap(&format!("{title}  ({})", r.scheme), room).iter().enumerate() {
        let lead = if i == 0 { format!("  {state}") } else { " ".repeat(24) };
        page.line(&format!("{lead}{part}"));
    }
    if matches!(r.outcome, Outcome::Out | Outcome::NotCovered | Outcome::NoLonger) {
        short(page, r);
        return;
    }
    page.hang("      ", &described(r, &style));
    details(page, r);
}

/// Quiet results take one reason and its citation.
fn short(page: &mut Page<'_>, r: &SchemeResult) {
    let style = page.style;
    if let Some(why) = why(r, &style) {
        let cite = citations(r).first().map(|c| format!("  [{}]", style.cite(&r.pack, c))).unwrap_or_default();
        page.hang("      ", &format!("{why}{cite}"));
    }
    if let (Outcome::Out, Some(by)) = (r.outcome, &r.displaced_by) {
        page.hang("      ", &format!("{} {by}", style.say("its place is taken by", "由以下制度取代：")));
    }
}

fn details(page: &mut Page<'_>, r: &SchemeResult) {
    let style = page.style;
    if let Some(why) = why(r, &style) {
        page.field(6, style.say("why", "依据"), &why);
    }
    for cite in citations(r) {
        page.field(6, style.say("source", "来源"), &format!("{} ({})", style.cite(&r.pack, cite), style.founded(cite)));
    }
    if let Some(says) = crate::map::note(r) {
        page.field(6, style.say("note", "说明"), style.text(says));
    }
    if !r.needs.is_empty() {
        page.field(6, style.say("missing", "缺少"), &style.facts(&r.needs));
    }
    requirements(page, r);
    for held in &r.held {
        let counts = words::tri(held.counts).get(style.lang);
        let text = format!(
            "{}{} {counts}{}{}",
            held.paper,
            style.say(": counts?", "：能否采用？"),
            style.say(". ", "。"),
            style.sentence(&held.why)
        );
        page.field(6, style.say("in hand", "已有"), &text);
    }
    for ahead in &r.ahead {
        page.field(
            6,
            style.say("ahead", "将有变化"),
            &format!("{}: {}", words::day(ahead.on, style.lang), crate::ahead::sentence(ahead, &style)),
        );
    }
}

fn requirements(page: &mut Page<'_>, r: &SchemeResult) {
    let style = page.style;
    if r.outcome == Outcome::Unknown {
        return;
    }
    for q in r.requirements.iter().filter(|q| q.outcome != Outcome::Out) {
        let mut text = format!(
            "{} {}  {}: {}",
            words::sign(q.outcome),
            q.id,
            style.text(&q.title),
            words::outcome(q.outcome).get(style.lang)
        );
        if q.outcome == Outcome::In {
            text.push_str(style.say(", ", "，"));
            text.push_str(words::evidence(q.evidence).get(style.lang));
        }
        if !q.needs.is_empty() {
            text.push_str(&format!("{}{}", style.say("; missing: ", "；缺少："), style.facts(&q.needs)));
        }
        page.field(6, style.say("rule", "条款"), &text);
    }
}

pub(crate) fn questions(page: &mut Page<'_>, questions: &[Question]) {
    if questions.is_empty() {
        return;
    }
    let style = page.style;
    page.heading(&format!("{} ({})", style.say("Questions", "待回答的问题"), questions.len()));
    for (i, q) in questions.iter().enumerate() {
        page.hang(&format!("{:>3}. ", i + 1), style.text(&q.ask));
        let effect = match (q.settles, q.concerns.len(), style.lang) {
            (0, n, certmap_base::Lang::En) => format!("concerns {n}"),
            (0, n, certmap_base::Lang::Zh) => format!("涉及{n}项"),
            (s, n, certmap_base::Lang::En) => format!("settles {s} of {n}"),
            (s, n, certmap_base::Lang::Zh) => format!("可确定{n}项中的{s}项"),
        };
        let decides = if q.decisive { "" } else { style.say("; only details depend on it", "；仅影响细节") };
        page.hang("     ", &format!("{} - {effect}{decides}", q.fact));
        if let Some(help) = &q.help {
            page.hang("     ", style.text(help));
        }
    }
}

pub(crate) fn tail(page: &mut Page<'_>, result: &ScopeResult) {
    let style = page.style;
    page.gap();
    if !result.assumed.is_empty() {
        let list: Vec<String> = result.assumed.iter().map(|(f, v)| format!("{} = {v}", style.fact(f))).collect();
        page.hang(style.say("Assumed: ", "按以下情况处理："), &list.join("; "));
    }
    if !result.not_looked_at.is_empty() {
        let list: Vec<&str> = result.not_looked_at.iter().map(|(_, t)| style.text(t)).collect();
        page.hang(style.say("Not looked at: ", "未审查事项："), &list.join(style.say(", ", "、")));
    }
    let packs: Vec<String> = result.packs.iter().map(|p| format!("{} {}", p.id, p.version)).collect();
    if !packs.is_empty() {
        page.hang(style.say("Packs: ", "规则包："), &packs.join(", "));
    }
}
