//! Papers in hand, and whether they count.

use crate::answer::Answering;
use crate::product::Paper;
use crate::program::{NodeId, SchemeCode};
use crate::result::HeldResult;
use certmap_base::{Date, Text, text};
use certmap_expr::Tri;
use certmap_pack::{Reuse, Scheme};

/// Judges every paper of the product for a scheme. A certificate of another scheme never fills a cell, and says so.
pub(crate) fn held(answering: &Answering, scheme: &Scheme, code: &SchemeCode, on: Date) -> Vec<HeldResult> {
    let papers = answering.product.have.iter();
    papers
        .map(|paper| {
            let (counts, why) = judge(answering, scheme, code, paper, on);
            HeldResult { paper: name(paper), counts, why }
        })
        .collect()
}

/// What a paper is called.
pub(crate) fn name(paper: &Paper) -> String {
    let what = paper.scheme.as_deref().or(paper.kind.as_deref()).unwrap_or("paper");
    paper.number.as_ref().map_or_else(|| what.to_owned(), |n| format!("{what} {n}"))
}

/// Rules about the kind of paper come first, then what holds of any paper of this scheme or of another one.
fn judge(answering: &Answering, scheme: &Scheme, code: &SchemeCode, paper: &Paper, on: Date) -> (Tri, Text) {
    let kind = paper.scheme.as_deref().or(paper.kind.as_deref()).unwrap_or("");
    let about = |(rule, node): &(&Reuse, &NodeId)| {
        rule.paper == kind && rule.from.is_none_or(|from| from <= on) && !answering.value(**node).is_false()
    };
    let mut by_standard = None;
    for (rule, node) in scheme.reuse.iter().zip(&code.reuse).filter(about) {
        match is_to(paper, &rule.standards) {
            Tri::True => return by_rule(rule, answering.value(*node), paper, on),
            Tri::Unknown => by_standard = by_standard.or(Some(rule)),
            Tri::False => {}
        }
    }
    let found = by_kind(answering, scheme, paper, on);
    match by_standard {
        Some(rule) if rule.counts != found.0 => {
            let list = rule.standards.join(", ");
            let says = text!(
                "give the `standard` of the paper; to {list} it is judged apart",
                "请填写该文件的 `standard`；依据 {list} 的另行判定"
            );
            (Tri::Unknown, says)
        }
        _ => found,
    }
}

/// Whether a paper is to one of the standards; any paper is where none is named.
fn is_to(paper: &Paper, standards: &[String]) -> Tri {
    if standards.is_empty() {
        return Tri::True;
    }
    let Some(standard) = &paper.standard else { return Tri::Unknown };
    let edition = paper.edition.as_ref().map_or_else(String::new, |e| format!(" {e}"));
    let mine = folded(&format!("{standard}{edition}"));
    let one = |named: &String| {
        mine.strip_prefix(folded(named).as_str()).is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    Tri::from(standards.iter().any(one))
}

/// Letters and digits, with one mark where numbers follow each other: `GB/T 28001-2011` is `GBT28001:2011`.
fn folded(standard: &str) -> String {
    let mut out = String::new();
    let mut gap = false;
    for c in standard.chars() {
        if !c.is_alphanumeric() {
            gap = true;
            continue;
        }
        if gap && c.is_ascii_digit() && out.ends_with(|last: char| last.is_ascii_digit()) {
            out.push(':');
        }
        gap = false;
        out.extend(c.to_uppercase());
    }
    out
}

fn by_rule(rule: &Reuse, holds: Tri, paper: &Paper, on: Date) -> (Tri, Text) {
    let old = rule.max_age_months.zip(paper.date).is_some_and(|(m, d)| d.add_months(i64::from(m)) <= on);
    if old {
        return (Tri::False, Text::new("the paper is too old to count", "该文件已超过可接受的期限"));
    }
    (rule.counts.and(holds), rule.says.clone())
}

/// Where no rule speaks of the paper.
fn by_kind(answering: &Answering, scheme: &Scheme, paper: &Paper, on: Date) -> (Tri, Text) {
    if paper.scheme.as_deref() == Some(scheme.id.as_str()) {
        return own(answering, paper, on);
    }
    match (&paper.scheme, &paper.kind) {
        (Some(other), _) => {
            let titles = &answering.engine.titles;
            let text = titles.get(other).cloned().unwrap_or_else(|| Text::same(other.clone()));
            let says = Text::new(
                format!("no: {} is a paper of another scheme and does not replace this one", text.en),
                format!("不可以：{}属于另一制度，不能替代本制度", text.zh),
            );
            (Tri::False, says)
        }
        (None, _) => {
            let says = Text::new(
                "certmap knows no rule by which this paper counts; ask the body or laboratory",
                "certmap 没有该文件可否采信的规则，请向机构或实验室确认",
            );
            (Tri::Unknown, says)
        }
    }
}

/// A paper of this very scheme: valid on the day, and for all models.
fn own(answering: &Answering, paper: &Paper, on: Date) -> (Tri, Text) {
    if let Some(until) = paper.valid_until
        && until <= on
    {
        let says = Text::new(
            format!("no longer valid on {on} (until {until})"),
            format!("于 {on} 已失效（有效期至 {until}）"),
        );
        return (Tri::False, says);
    }
    let lines = &answering.product.lines;
    let missing: Vec<&str> =
        lines.iter().map(|l| l.model.as_str()).filter(|m| !paper.models.iter().any(|p| p == m)).collect();
    if !lines.is_empty() && !paper.models.is_empty() && !missing.is_empty() {
        let list = missing.join(", ");
        let says = Text::new(format!("does not name the models {list}"), format!("未包含型号 {list}"));
        return (Tri::False, says);
    }
    if paper.valid_until.is_none() || (paper.models.is_empty() && !lines.is_empty()) {
        let says = Text::new(
            "of this scheme; give its models and the end of its validity to be sure",
            "属于本制度；请补充其型号和有效期以便确认",
        );
        return (Tri::Unknown, says);
    }
    (Tri::True, Text::new(format!("of this scheme and valid on {on}"), format!("属于本制度，且于 {on} 有效")))
}
