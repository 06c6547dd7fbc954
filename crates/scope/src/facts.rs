//! From a product to cells: what was said, what its kind implies, what is assumed, and the dates.

use crate::cell::Cell;
use crate::product::{Answer, Product};
use crate::program::{FactIx, KIND, Program};
use certmap_base::Date;
use certmap_pack::{Common, DateRole, KindSet, Value};
use std::collections::BTreeMap;

/// The day for each date that can govern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dates {
    /// Manufacture.
    pub manufacture: Date,
    /// Application.
    pub application: Date,
    /// Import.
    pub import: Date,
    /// Placing on the market.
    pub placing_on_market: Date,
}

impl Dates {
    /// The same day for all.
    #[must_use]
    pub fn all(on: Date) -> Dates {
        Dates { manufacture: on, application: on, import: on, placing_on_market: on }
    }

    /// The day that governs.
    #[must_use]
    pub fn get(&self, role: DateRole) -> Date {
        match role {
            DateRole::Manufacture => self.manufacture,
            DateRole::Application => self.application,
            DateRole::Import => self.import,
            DateRole::PlacingOnMarket => self.placing_on_market,
        }
    }

    /// The facts in which the dates stand.
    pub(crate) fn facts(&self) -> [(&'static str, Date); 4] {
        [DateRole::Manufacture, DateRole::Application, DateRole::Import, DateRole::PlacingOnMarket]
            .map(|role| (role.fact(), self.get(role)))
    }
}

/// What is known of a product, fact by fact.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    /// Values with where they come from.
    pub(crate) values: BTreeMap<String, (Value, Origin)>,
    pub(crate) kind: Option<String>,
    pub(crate) kinds: Vec<String>,
}

/// Where a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    Said,
    Implied,
    Assumed,
    Dated,
}

impl Known {
    /// Facts said of the product and a line of it, then implied, then assumed ones.
    pub(crate) fn of(
        product: &Product,
        line: Option<&BTreeMap<String, Answer>>,
        common: &Common,
        dates: &Dates,
    ) -> Known {
        let mut values: BTreeMap<String, (Value, Origin)> = BTreeMap::new();
        for (name, answer) in product.facts.iter().chain(line.into_iter().flatten()) {
            values.insert(name.clone(), (answer.value.clone(), Origin::Said));
        }
        let kinds: Vec<_> = product.kind.iter().chain(&product.kinds).filter_map(|k| common.kinds.get(k)).collect();
        for (i, kind) in kinds.iter().enumerate() {
            for (name, value) in &kind.implies {
                // What one kind of a multifunction product lacks says nothing of the whole, unless all lack it; what one
                // has, the whole product has.
                let holds = match value {
                    Value::Bool(true) => true,
                    Value::Bool(false) => kinds.iter().all(|k| k.implies.get(name) == Some(value)),
                    _ => i == 0 && product.kind.is_some(),
                };
                if holds {
                    values.entry(name.clone()).or_insert_with(|| (value.clone(), Origin::Implied));
                }
            }
        }
        for (name, date) in dates.facts() {
            values.entry(name.to_owned()).or_insert((Value::Date(date), Origin::Dated));
        }
        for fact in common.facts.values() {
            if let Some(assumed) = &fact.assume {
                values.entry(fact.id.clone()).or_insert_with(|| (assumed.clone(), Origin::Assumed));
            }
        }
        Known { values, kind: product.kind.clone(), kinds: product.kinds.clone() }
    }

    /// One cell per column of the program.
    pub(crate) fn cells(&self, program: &Program, common: &Common) -> Vec<Cell> {
        let mut cells = vec![Cell::Missing; program.columns.len()];
        for (i, column) in program.columns.iter().enumerate().skip(1) {
            if let Some((value, _)) = self.values.get(&column.fact)
                && let Some(slot) = cells.get_mut(i)
            {
                *slot = column.cell(value);
            }
        }
        let root = || common.kinds.get("product").map(|k| k.leaves.clone()).unwrap_or_default();
        let main = self.kind.as_ref().and_then(|k| common.kinds.get(k)).map_or_else(root, |k| k.leaves.clone());
        let others = self.kinds.iter().filter_map(|k| common.kinds.get(k)).map(|k| k.leaves.clone());
        if let Some(slot) = cells.get_mut(usize::from(KIND)) {
            *slot = Cell::Kinds(std::iter::once(main).chain(others).collect());
        }
        cells
    }
}

/// Answers to the question for the kind.
pub(crate) trait KindCell {
    /// True if a more exact kind can imply one of the facts.
    fn may_imply(&self, cells: &[Cell], facts: &[FactIx]) -> bool;
    /// Patched cells, one per group of leaves that the tests and the live facts they imply do not tell apart.
    fn answers(&self, cells: &[Cell], tests: &[&KindSet], live: &[FactIx]) -> Vec<Vec<Cell>>;
}

/// Kinds of the library with the cells that they imply.
pub(crate) struct KindAnswers {
    /// Per leaf, the columns it implies and their cells.
    implied: Vec<Vec<(FactIx, Cell)>>,
    /// Per column, the leaves that imply something of it.
    implying: BTreeMap<FactIx, KindSet>,
}

impl KindAnswers {
    pub(crate) fn new(program: &Program, common: &Common) -> KindAnswers {
        let mut implying: BTreeMap<FactIx, KindSet> = BTreeMap::new();
        let mut implied = Vec::with_capacity(common.kinds.kinds.len());
        for (leaf, kind) in common.kinds.kinds.iter().enumerate() {
            let mut cells = Vec::new();
            for (fact, value) in &kind.implies {
                let Some(ix) = program.column(fact) else { continue };
                let Some(column) = program.columns.get(usize::from(ix)) else { continue };
                implying.entry(ix).or_insert_with(|| KindSet::empty(common.kinds.kinds.len())).insert(leaf);
                cells.push((ix, column.cell(value)));
            }
            implied.push(cells);
        }
        KindAnswers { implied, implying }
    }
}

/// What tells leaves apart: tests that hold, and implied cells.
type Group = (Vec<bool>, Vec<(FactIx, Cell)>);

impl KindCell for KindAnswers {
    fn may_imply(&self, cells: &[Cell], facts: &[FactIx]) -> bool {
        let Some(Cell::Kinds(kinds)) = cells.get(usize::from(KIND)) else { return false };
        let open = facts.iter().filter(|f| cells.get(usize::from(**f)) == Some(&Cell::Missing));
        let mut sets = open.filter_map(|f| self.implying.get(f));
        sets.any(|set| kinds.iter().any(|k| k.len() > 1 && !k.is_disjoint(set)))
    }

    fn answers(&self, cells: &[Cell], tests: &[&KindSet], live: &[FactIx]) -> Vec<Vec<Cell>> {
        let Some(Cell::Kinds(kinds)) = cells.get(usize::from(KIND)) else { return Vec::new() };
        let place = kinds.iter().position(|k| k.len() > 1).unwrap_or(0);
        let Some(coarse) = kinds.get(place) else { return Vec::new() };
        let mut groups: Vec<Group> = Vec::new();
        let mut out = Vec::new();
        for leaf in coarse.iter() {
            let bits: Vec<bool> = tests.iter().map(|t| t.contains(leaf)).collect();
            let implied: Vec<(FactIx, Cell)> = self
                .implied
                .get(leaf)
                .into_iter()
                .flatten()
                .filter(|(f, _)| live.contains(f) && cells.get(usize::from(*f)) == Some(&Cell::Missing))
                .filter(|(_, c)| match c {
                    Cell::Bool(true) => true,
                    Cell::Bool(false) => kinds.len() == 1,
                    _ => place == 0,
                })
                .cloned()
                .collect();
            if groups.iter().any(|(b, i)| *b == bits && *i == implied) {
                continue;
            }
            let mut patched = cells.to_vec();
            let mut one = KindSet::empty(self.implied.len());
            one.insert(leaf);
            let mut all = kinds.clone();
            if let Some(slot) = all.get_mut(place) {
                *slot = one;
            }
            if let Some(slot) = patched.get_mut(usize::from(KIND)) {
                *slot = Cell::Kinds(all);
            }
            for (fact, cell) in &implied {
                if let Some(slot) = patched.get_mut(usize::from(*fact)) {
                    *slot = cell.clone();
                }
            }
            groups.push((bits, implied));
            out.push(patched);
        }
        out
    }
}
