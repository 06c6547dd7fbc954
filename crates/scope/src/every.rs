//! Every entry of a scheme with the reason why it does not describe a product: for statements, where the nearest few are
//! not enough.

use crate::answer::Answering;
use crate::engine::{Asked, Engine, dates, purpose};
use crate::product::Product;
use crate::program::{RuleCode, SchemeCode};
use crate::reason::Reasons;
use crate::result::{EntryResult, Outcome, Reason};
use certmap_expr::Tri;
use certmap_pack::{Rule, Scheme};
use std::cell::RefCell;

impl Engine<'_> {
    /// Each entry of the scheme that does not hold for the product, in the order of the pack, with what fails or takes the
    /// product out. An entry that holds or may hold is left out.
    ///
    /// Empty for a scheme without rules.
    #[must_use]
    pub fn every_reason_why_not(
        &self,
        product: &Product,
        market: &str,
        scheme: &str,
        asked: &Asked,
    ) -> Vec<EntryResult> {
        let Some((pack, scheme, code)) = self.code(scheme) else { return Vec::new() };
        let dates = dates(product, None, market, asked);
        let facts = self.facts(product, None, purpose(product, market), &dates);
        let answering = Answering {
            engine: self,
            product,
            market,
            dates,
            asked,
            known: &facts.known,
            cells: &facts.cells,
            values: &facts.values,
            main: facts.main.as_deref(),
            other_day: RefCell::default(),
        };
        let reasons = Reasons::new(&answering, pack);
        let entries = scheme.entries.iter().zip(&code.entries);
        let failing = entries.filter(|(_, c)| answering.value(c.active).is_false());
        failing
            .map(|(rule, c)| {
                let why = against(&answering, &reasons, (scheme, code), (rule, c));
                EntryResult { main: true, ..reasons.entry((rule, c), Outcome::Out, why) }
            })
            .collect()
    }
}

/// What speaks against an entry: exclusions from it, parts of it that fail, gates not passed, exclusions from the whole
/// scheme; the dates where nothing else does.
fn against(
    answering: &Answering,
    reasons: &Reasons,
    (scheme, code): (&Scheme, &SchemeCode),
    (rule, c): (&Rule, &RuleCode),
) -> Vec<Reason> {
    let taken_out = |named: bool| {
        let exclusions = scheme.exclusions.iter().zip(&code.exclusions);
        exclusions
            .filter(move |(x, _)| if named { x.of.contains(&rule.id) } else { x.of.is_empty() })
            .filter(|(_, xc)| answering.value(xc.active).is_true())
            .map(|(x, xc)| reasons.holds(x, xc))
    };
    let mut found: Vec<Reason> = taken_out(true).collect();
    found.extend(reasons.failed(rule, c));
    let gates = scheme.gates.iter().zip(&code.gates).filter(|(g, _)| !rule.skips.contains(&g.id));
    let failed = gates.filter(|(_, g)| answering.value(g.when) == Tri::False);
    found.extend(failed.map(|(gate, g)| reasons.gate(gate, g)));
    found.extend(taken_out(false));
    if found.is_empty() {
        found.push(reasons.holds_on_other_days(rule, c, answering.dates.get(scheme.governed_by)));
    }
    found
}
