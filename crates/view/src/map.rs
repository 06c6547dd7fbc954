//! The certificate map: products down, markets across, and a sheet for every market.

use crate::Style;
use certmap_base::{Cite, Text};
use certmap_expr::Tri;
use certmap_pack::{Attestation, Binding, Reuse, Scheme};
use certmap_scope::{HeldResult, Outcome, Reason, SchemeResult, ScopeResult};

/// A map over one or more products or lines, one scope result each.
#[derive(Debug, Clone)]
pub struct Map<'a> {
    /// Market codes, in the order of the results.
    pub markets: Vec<&'a str>,
    /// Products or lines.
    pub rows: Vec<Row<'a>>,
}

/// A product or line in the map.
#[derive(Debug, Clone)]
pub struct Row<'a> {
    /// Its name.
    pub name: &'a str,
    /// One cell for every market of the map.
    pub cells: Vec<Cell<'a>>,
}

/// The schemes of one market for one product, the most urgent first.
#[derive(Debug, Clone)]
pub struct Cell<'a> {
    /// Market code.
    pub market: &'a str,
    /// What is asked there.
    pub needs: Vec<Need<'a>>,
}

/// A scheme in a cell, with what is to be done for it.
#[derive(Debug, Clone)]
pub struct Need<'a> {
    /// What scope said.
    pub result: &'a SchemeResult,
    /// Who must hold it.
    pub holder: Option<&'a Text>,
    /// Who must sit in the market.
    pub representative: Option<&'a Text>,
    /// Papers in hand that fulfil it.
    pub in_hand: Vec<&'a HeldResult>,
    /// Papers in hand that do not, or of which it is not known.
    pub others: Vec<&'a HeldResult>,
    /// Papers of other kinds that may be reused.
    pub reuse: Vec<&'a Reuse>,
}

impl<'a> Map<'a> {
    /// The map of scope results.
    #[must_use]
    pub fn of(results: &'a [ScopeResult], style: &Style<'a>) -> Map<'a> {
        let mut markets: Vec<&str> = Vec::new();
        for result in results.iter().flat_map(|r| &r.results) {
            if !markets.contains(&result.market.as_str()) {
                markets.push(&result.market);
            }
        }
        let rows = results.iter().map(|r| row(r, &markets, style)).collect();
        Map { markets, rows }
    }
}

fn row<'a>(result: &'a ScopeResult, markets: &[&'a str], style: &Style<'a>) -> Row<'a> {
    let cells = markets
        .iter()
        .map(|market| {
            let mut needs: Vec<Need<'a>> =
                result.results.iter().filter(|r| r.market == *market).map(|r| need(r, style)).collect();
            needs.sort_by_key(|n| (n.result.binding == Binding::Voluntary, urgency(n.result.outcome)));
            Cell { market, needs }
        })
        .collect();
    Row { name: &result.product, cells }
}

fn need<'a>(result: &'a SchemeResult, style: &Style<'a>) -> Need<'a> {
    let scheme: Option<&'a Scheme> = style.library.and_then(|l| l.scheme(&result.scheme)).map(|(_, s)| s);
    let concerned = matches!(result.outcome, Outcome::In | Outcome::Unknown | Outcome::NotYet);
    Need {
        result,
        holder: scheme.and_then(|s| s.holder.as_ref()),
        representative: scheme.and_then(|s| s.local_representative.as_ref()),
        in_hand: result.held.iter().filter(|h| h.counts == Tri::True).collect(),
        others: result.held.iter().filter(|h| h.counts != Tri::True).collect(),
        reuse: scheme
            .filter(|_| concerned)
            .map(|s| result.reuse.iter().filter_map(|i| s.reuse.get(*i)).collect())
            .unwrap_or_default(),
    }
}

impl Need<'_> {
    /// True if it must be obtained still.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        self.result.outcome == Outcome::In && self.in_hand.is_empty() && self.result.attestation != Attestation::None
    }
}

impl Cell<'_> {
    /// How often each outcome stands in the cell, the most urgent first; voluntary schemes are left out unless they are
    /// all there is.
    #[must_use]
    pub fn counts(&self) -> Vec<(Outcome, usize)> {
        let mandatory = self.needs.iter().any(|n| n.result.binding == Binding::Mandatory);
        let counted = |n: &&Need<'_>| !mandatory || n.result.binding == Binding::Mandatory;
        let mut outcomes: Vec<Outcome> = self.needs.iter().filter(counted).map(|n| n.result.outcome).collect();
        outcomes.sort_by_key(|o| urgency(*o));
        let mut counts: Vec<(Outcome, usize)> = Vec::new();
        for outcome in outcomes {
            match counts.last_mut() {
                Some((last, n)) if *last == outcome => *n += 1,
                _ => counts.push((outcome, 1)),
            }
        }
        counts
    }
}

impl<'a> Row<'a> {
    /// The earlier row of the map with the same answers in a column, so that they need not be said again.
    #[must_use]
    pub fn same_as<'m>(map: &'m Map<'a>, row: usize, column: usize) -> Option<&'m Row<'a>> {
        let answers = |r: &Row<'a>| -> Vec<(&'a str, Outcome, &'a [String])> {
            let needs = r.cells.get(column).map(|c| c.needs.as_slice()).unwrap_or_default();
            needs.iter().map(|n| (n.result.scheme.as_str(), n.result.outcome, n.result.needs.as_slice())).collect()
        };
        let own = answers(map.rows.get(row)?);
        map.rows.iter().take(row).find(|r| answers(r) == own)
    }
}

/// The order in which outcomes want attention.
#[must_use]
pub fn urgency(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::Banned => 0,
        Outcome::Conflict => 1,
        Outcome::In => 2,
        Outcome::Unknown => 3,
        Outcome::NotYet => 4,
        Outcome::Exempt => 5,
        Outcome::NotCovered => 6,
        Outcome::NoLonger => 7,
        Outcome::Out => 8,
    }
}

/// The reason that decided a result: of the deciding entry, the main one first; for `out` of the nearest entry.
#[must_use]
pub fn deciding(result: &SchemeResult) -> Option<&Reason> {
    let reasons = |main: bool, same: bool| {
        result
            .entries
            .iter()
            .filter(move |e| (!main || e.main) && (!same || e.outcome == result.outcome))
            .flat_map(|e| &e.reasons)
    };
    reasons(true, true).next().or_else(|| reasons(false, true).next()).or_else(|| reasons(false, false).next())
}

/// Why, in one sentence.
#[must_use]
pub fn why(result: &SchemeResult, style: &Style<'_>) -> Option<String> {
    let decided = deciding(result).map(|r| &*r.says);
    // Where the rules end, whom to ask is the better word.
    let reason = match result.outcome {
        Outcome::NotCovered => result.says.as_ref().or(decided),
        _ => decided.or(result.says.as_ref()),
    };
    reason.filter(|t| !style.text(t).is_empty()).map(|t| style.sentence(t))
}

/// What is to be said beside the reason: the paper of an exemption.
#[must_use]
pub fn note(result: &SchemeResult) -> Option<&Text> {
    result.says.as_ref().filter(|_| result.outcome != Outcome::NotCovered && deciding(result).is_some())
}

/// The citations of the deciding reason.
#[must_use]
pub fn citations(result: &SchemeResult) -> &[Cite] {
    deciding(result).map(|r| &*r.cites).unwrap_or_default()
}

/// When a coming or past outcome begins or ended.
#[must_use]
pub fn dated(result: &SchemeResult) -> Option<certmap_base::Date> {
    matches!(result.outcome, Outcome::NotYet).then(|| result.ahead.iter().map(|a| a.on).min()).flatten()
}
