//! How much a pack says and how well it is founded.

use crate::{Style, width, words};
use certmap_base::{Cite, Confidence, Date};
use certmap_pack::Pack;
use certmap_scope::Probes;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Counts over one pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// Pack id.
    pub id: String,
    /// Schemes.
    pub schemes: usize,
    /// Entries.
    pub entries: usize,
    /// Rules of every kind, test exclusions included.
    pub rules: usize,
    /// Citations.
    pub citations: usize,
    /// Worked examples, proof or not.
    pub examples: usize,
    /// Worked examples whose expectation has a source outside the rule: only these prove anything.
    pub sourced: usize,
    /// Limits and dates of which both sides are shown.
    pub probes: usize,
    /// Limits and dates for which no product was found on which they decide.
    pub limits_open: usize,
    /// The day of the oldest look at a source; none where one was never looked at.
    pub oldest_check: Option<Date>,
    /// Citations without a day on which somebody looked.
    pub unchecked: usize,
    /// Rules by confidence, best first.
    pub confidence: [(Confidence, usize); 4],
}

impl Coverage {
    /// Counts a pack.
    #[must_use]
    pub fn of(pack: &Pack, probes: &BTreeMap<String, Probes>) -> Coverage {
        let probes: Vec<&Probes> = pack.schemes.iter().filter_map(|s| probes.get(&s.id)).collect();
        let rules: Vec<&certmap_pack::Rule> =
            pack.schemes.iter().flat_map(|s| s.rules()).flat_map(|r| std::iter::once(r).chain(&r.exclusions)).collect();
        let cites = cites(pack);
        let dates = cites.iter().filter_map(|c| c.checked);
        Coverage {
            id: pack.id.clone(),
            schemes: pack.schemes.len(),
            entries: pack.schemes.iter().map(|s| s.entries.len()).sum(),
            rules: rules.len(),
            citations: cites.len(),
            examples: pack.cases.len(),
            sourced: pack.cases.iter().filter(|c| c.source.is_some()).count(),
            probes: probes.iter().map(|p| p.found.len()).sum(),
            limits_open: probes.iter().map(|p| p.open.len()).sum(),
            oldest_check: dates.min(),
            unchecked: cites.iter().filter(|c| c.checked.is_none()).count(),
            confidence: Confidence::ALL.map(|c| (c, rules.iter().filter(|r| r.confidence == c).count())),
        }
    }

    /// Share of the rules with a confidence, 0 to 1.
    #[must_use]
    pub fn share(&self, confidence: Confidence) -> f64 {
        let count = self.confidence.iter().find(|(c, _)| *c == confidence).map_or(0, |(_, n)| *n);
        if self.rules == 0 { 0.0 } else { count as f64 / self.rules as f64 }
    }
}

impl Coverage {
    /// All packs as one; none where there is only one.
    fn together(packs: &[Coverage], id: &str) -> Option<Coverage> {
        let (first, rest) = packs.split_first()?;
        let add = |mut all: Coverage, c: &Coverage| {
            all.schemes += c.schemes;
            all.entries += c.entries;
            all.rules += c.rules;
            all.citations += c.citations;
            all.examples += c.examples;
            all.sourced += c.sourced;
            all.probes += c.probes;
            all.limits_open += c.limits_open;
            all.oldest_check = all.oldest_check.into_iter().chain(c.oldest_check).min();
            all.unchecked += c.unchecked;
            for ((_, sum), (_, n)) in all.confidence.iter_mut().zip(&c.confidence) {
                *sum += n;
            }
            all
        };
        (!rest.is_empty()).then(|| rest.iter().fold(Coverage { id: id.to_owned(), ..first.clone() }, add))
    }
}

fn cites(pack: &Pack) -> Vec<&Cite> {
    let mut all: Vec<&Cite> = pack.definitions.iter().flat_map(|d| &d.cites).collect();
    all.extend(pack.tables.values().flat_map(|t| &t.editions).flat_map(|e| &e.cites));
    for s in &pack.schemes {
        all.extend(&s.cites);
        for rule in s.rules() {
            all.extend(rule.cites.iter().chain(rule.exclusions.iter().flat_map(|e| &e.cites)));
            all.extend(rule.phases.iter().filter_map(|p| p.cite.as_ref()));
        }
        all.extend(s.routes.iter().flat_map(|r| &r.cites));
        all.extend(s.notices.iter().flat_map(|n| &n.cites));
        all.extend(s.reuse.iter().flat_map(|r| &r.cites));
        all.extend(s.upkeep.iter().flat_map(|u| &u.cites));
        all.extend(s.changes.iter().flat_map(|c| &c.cites));
        all.extend(s.marks.iter().flat_map(|m| &m.cites));
        all.extend(s.unit.iter().flat_map(|u| &u.cites).chain(s.certificate.iter().flat_map(|c| &c.cites)));
    }
    for p in pack.procedures.values() {
        all.extend(p.steps.iter().flat_map(|s| &s.cites).chain(p.documents.iter().flat_map(|d| &d.cites)));
        all.extend(p.fees.iter().flat_map(|f| &f.values).map(|v| &v.cite));
    }
    all
}

/// An array with an object a pack.
#[must_use]
pub fn json(packs: &[Coverage]) -> Value {
    let one = |c: &Coverage| {
        let shares: Map<String, Value> = c
            .confidence
            .iter()
            .map(|(k, _)| (k.word().to_owned(), json!((c.share(*k) * 1000.0).round() / 1000.0)))
            .collect();
        json!({"id": c.id, "schemes": c.schemes, "entries": c.entries, "rules": c.rules, "citations": c.citations, "examples": c.examples,
            "probes": c.probes, "oldest_check": c.oldest_check.map(|d| d.to_string()), "confidence": shares, "examples_sourced": c.sourced,
            "citations_unchecked": c.unchecked, "limits_open": c.limits_open})
    };
    Value::Array(packs.iter().map(one).collect())
}

/// A table for the terminal.
#[must_use]
pub fn text(packs: &[Coverage], style: &Style<'_>) -> String {
    let rows = rows(packs, style);
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> =
        (0..columns).map(|i| rows.iter().filter_map(|r| r.get(i)).map(|c| width::of(c)).max().unwrap_or(0)).collect();
    let mut out = String::new();
    for row in rows {
        let cells: Vec<String> = row.iter().zip(&widths).map(|(c, w)| width::fit(c, *w)).collect();
        out.push_str(cells.join("  ").trim_end());
        out.push('\n');
    }
    out
}

/// The same table as Markdown, for `README.md`.
#[must_use]
pub fn markdown(packs: &[Coverage], style: &Style<'_>) -> String {
    let mut out = String::new();
    for (i, row) in rows(packs, style).into_iter().enumerate() {
        out.push_str(&format!("| {} |\n", row.join(" | ")));
        if i == 0 {
            let rule: Vec<&str> = row.iter().enumerate().map(|(i, _)| if i == 0 { "---" } else { "---:" }).collect();
            out.push_str(&format!("|{}|\n", rule.join("|")));
        }
    }
    out
}

/// Heads, a row a pack, and all packs together.
fn rows(packs: &[Coverage], style: &Style<'_>) -> Vec<Vec<String>> {
    let heads = [
        style.say("pack", "规则包"),
        style.say("schemes", "制度"),
        style.say("entries", "条目"),
        style.say("rules", "规则"),
        style.say("citations", "引用"),
        style.say("examples", "示例"),
        style.say("sourced", "有来源"),
        style.say("probes", "探测"),
        style.say("not probed", "未探测"),
        style.say("oldest check", "最早核对"),
    ];
    let mut rows: Vec<Vec<String>> = vec![heads.iter().map(|h| (*h).to_owned()).collect()];
    if let Some(head) = rows.first_mut() {
        head.extend(Confidence::ALL.map(|c| words::confidence(c).get(style.lang).to_owned()));
    }
    let together = Coverage::together(packs, style.say("together", "合计"));
    for c in packs.iter().chain(&together) {
        let counts = [c.schemes, c.entries, c.rules, c.citations, c.examples, c.sourced, c.probes, c.limits_open];
        let mut row = vec![c.id.clone()];
        row.extend(counts.map(|n| n.to_string()));
        row.push(c.oldest_check.map_or_else(|| style.say("never", "无").to_owned(), |d| d.to_string()));
        row.extend(c.confidence.iter().map(|(k, _)| format!("{:.0} %", c.share(*k) * 100.0)));
        rows.push(row);
    }
    rows
}
