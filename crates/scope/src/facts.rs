//! From a product to cells: what was said, what its kind implies, what is assumed, and the dates.

use crate::cell::Cell;
use crate::diagram::Map;
use crate::engine::Engine;
use crate::product::{Answer, Product};
use crate::program::{FactIx, KIND, Program};
use crate::result::Read;
use certmap_base::Date;
use certmap_pack::{Common, DateRole, KindSet, Value};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

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

/// The fact for which the purpose of a shipment stands in.
pub(crate) const PURPOSE: &str = "import_purpose";

/// What is known of a product, fact by fact.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    /// Values with where they come from.
    pub(crate) values: BTreeMap<String, (Value, Origin)>,
    pub(crate) kind: Option<String>,
    pub(crate) kinds: Vec<String>,
    /// Names and values as they are shown, made when first read.
    shown: RefCell<BTreeMap<Arc<str>, Arc<str>>>,
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
        purpose: Option<&str>,
        common: &Common,
        dates: &Dates,
    ) -> Known {
        let mut values: BTreeMap<String, (Value, Origin)> = BTreeMap::new();
        if let Some(purpose) = purpose {
            values.insert(PURPOSE.to_owned(), (Value::Choice(purpose.to_owned()), Origin::Said));
        }
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
        follow(&mut values, common, Origin::Implied);
        for (i, kind) in kinds.iter().enumerate() {
            for (name, value) in &kind.assumes {
                let holds = match value {
                    Value::Bool(true) => true,
                    Value::Bool(false) => kinds.iter().all(|k| k.assumes.get(name) == Some(value)),
                    _ => i == 0 && product.kind.is_some(),
                };
                if holds {
                    values.entry(name.clone()).or_insert_with(|| (value.clone(), Origin::Assumed));
                }
            }
        }
        for fact in common.facts.values() {
            if let Some(assumed) = &fact.assume {
                values.entry(fact.id.clone()).or_insert_with(|| (assumed.clone(), Origin::Assumed));
            }
        }
        follow(&mut values, common, Origin::Assumed);
        Known { values, kind: product.kind.clone(), kinds: product.kinds.clone(), shown: RefCell::default() }
    }
}

impl Known {
    /// A fact, or `kind`, with its value as it is shown; none where nothing is known of it.
    pub(crate) fn shown(&self, name: &str) -> Option<Read> {
        if let Some((name, value)) = self.shown.borrow().get_key_value(name) {
            return Some((Arc::clone(name), Arc::clone(value)));
        }
        let value = match (name, &self.kind) {
            ("kind", None) => return None,
            ("kind", Some(main)) => {
                let all: Vec<&str> = std::iter::once(main).chain(&self.kinds).map(String::as_str).collect();
                all.join(", ")
            }
            _ => self.values.get(name)?.0.to_string(),
        };
        let read: Read = (Arc::from(name), Arc::from(value));
        self.shown.borrow_mut().insert(Arc::clone(&read.0), Arc::clone(&read.1));
        Some(read)
    }
}

/// Adds what follows from the values.
fn follow(values: &mut BTreeMap<String, (Value, Origin)>, common: &Common, origin: Origin) {
    let known = |fact: &str| values.get(fact).map(|(value, _)| value.clone());
    let more = certmap_pack::consequences(&common.dependencies, &known);
    values.extend(more.into_iter().map(|(fact, value)| (fact, (value, origin))));
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
    /// Per leaf, the columns of which it assumes something.
    assumed: Vec<Vec<(FactIx, Cell)>>,
    /// Per leaf, everything that it brings along: implied, assumed, and what follows from both.
    brought: Vec<Vec<(FactIx, Cell)>>,
    /// Per column, the leaves that bring something of it along.
    implying: BTreeMap<FactIx, KindSet>,
}

/// Cells before anything is said, and where the dates stand.
pub(crate) struct Start {
    /// Nothing is known; for the kind, every leaf.
    cells: Vec<Cell>,
    /// What is assumed where nobody says otherwise.
    assumed: Vec<(FactIx, Cell)>,
    dates: [Option<FactIx>; 4],
    purpose: Option<FactIx>,
    columns: Map<String, FactIx>,
}

impl Start {
    pub(crate) fn new(program: &Program, common: &Common) -> Start {
        let root = common.kinds.get("product").map(|k| k.leaves.clone()).unwrap_or_default();
        let assume = |fact: &str| common.facts.get(fact).and_then(|f| f.assume.as_ref());
        let numbered = program.columns.iter().enumerate();
        let assumed =
            numbered.filter_map(|(i, c)| Some((FactIx::try_from(i).ok()?, c.cell(assume(&c.fact)?)))).collect();
        let mut cells = vec![Cell::Missing; program.columns.len()];
        if let Some(slot) = cells.get_mut(usize::from(KIND)) {
            *slot = Cell::Kinds(vec![root]);
        }
        let numbered = program.columns.iter().enumerate().skip(1);
        let columns = numbered.filter_map(|(i, c)| Some((c.fact.clone(), FactIx::try_from(i).ok()?))).collect();
        let dates = Dates::all(Date::MIN).facts().map(|(fact, _)| program.column(fact));
        Start { cells, assumed, dates, purpose: program.column(PURPOSE), columns }
    }
}

impl Start {
    /// True if nothing is said of the kind.
    pub(crate) fn knows_no_kind(&self, cells: &[Cell]) -> bool {
        cells.get(usize::from(KIND)) == self.cells.get(usize::from(KIND))
    }
}

fn put(cells: &mut [Cell], fact: FactIx, cell: Cell) {
    if let Some(slot) = cells.get_mut(usize::from(fact)) {
        *slot = cell;
    }
}

impl Engine<'_> {
    /// One cell per column, of what is assumed, implied, dated and said; what comes later counts before what came first.
    pub(crate) fn fill(
        &self,
        product: &Product,
        line: Option<&BTreeMap<String, Answer>>,
        purpose: Option<&str>,
        dates: &Dates,
        cells: &mut Vec<Cell>,
    ) {
        let columns = &self.program.columns;
        let column = |ix: FactIx| columns.get(usize::from(ix));
        cells.clone_from(&self.start.cells);
        for (ix, (_, day)) in self.start.dates.iter().zip(dates.facts()) {
            if let Some((ix, column)) = ix.and_then(|ix| Some((ix, column(ix)?))) {
                put(cells, ix, column.cell(&Value::Date(day)));
            }
        }
        self.fill_kinds(product, cells);
        if let Some((ix, word)) = self.start.purpose.zip(purpose)
            && let Some(column) = column(ix)
        {
            put(cells, ix, column.cell(&Value::Choice(word.to_owned())));
        }
        for (name, answer) in product.facts.iter().chain(line.into_iter().flatten()) {
            if let Some((ix, column)) = self.start.columns.get(name).and_then(|ix| Some((*ix, column(*ix)?))) {
                put(cells, ix, column.cell(&answer.value));
            }
        }
        self.program.follow(cells);
        let assumed = self.assumed_of_kinds(product);
        for (ix, cell) in assumed.iter().chain(&self.start.assumed) {
            let open = match (cells.get(usize::from(*ix)), cell) {
                (Some(Cell::Missing), _) => true,
                (Some(Cell::Not(words)), Cell::Word(Some(word))) => !words.contains(usize::from(*word)),
                _ => false,
            };
            if open {
                put(cells, *ix, cell.clone());
            }
        }
        self.program.follow(cells);
    }

    /// What is assumed of the product by what it is, under the same rule as what is implied.
    fn assumed_of_kinds(&self, product: &Product) -> Vec<(FactIx, Cell)> {
        let kinds = &self.library.common.kinds;
        let assumed = |id: &String| kinds.index(id).and_then(|i| self.kinds.assumed.get(i));
        let all = || product.kind.iter().chain(&product.kinds);
        let mut found = Vec::new();
        for (i, own) in all().filter_map(assumed).enumerate() {
            for (fact, cell) in own {
                let holds = match cell {
                    Cell::Bool(true) => true,
                    Cell::Bool(false) => all().filter_map(assumed).all(|k| k.contains(&(*fact, Cell::Bool(false)))),
                    _ => i == 0 && product.kind.is_some(),
                };
                if holds {
                    found.push((*fact, cell.clone()));
                }
            }
        }
        found
    }

    /// The kinds and what they imply. What one kind of a multifunction product lacks says nothing of the whole, unless all
    /// lack it; what one has, the whole product has.
    fn fill_kinds(&self, product: &Product, cells: &mut [Cell]) {
        let kinds = &self.library.common.kinds;
        let implied = |id: &String| kinds.index(id).and_then(|i| self.kinds.implied.get(i));
        let all = || product.kind.iter().chain(&product.kinds);
        for (i, own) in all().filter_map(implied).enumerate() {
            for (fact, cell) in own {
                let holds = match cell {
                    Cell::Bool(true) => true,
                    Cell::Bool(false) => all().filter_map(implied).all(|k| k.contains(&(*fact, Cell::Bool(false)))),
                    _ => i == 0 && product.kind.is_some(),
                };
                if holds {
                    put(cells, *fact, cell.clone());
                }
            }
        }
        if let Some(Cell::Kinds(known)) = cells.get_mut(usize::from(KIND)) {
            if let Some((slot, main)) = known.first_mut().zip(product.kind.as_ref().and_then(|k| kinds.get(k))) {
                slot.clone_from(&main.leaves);
            }
            known.extend(product.kinds.iter().filter_map(|k| kinds.get(k)).map(|k| k.leaves.clone()));
        }
    }

    /// Cells of a product of which nothing else is known.
    pub(crate) fn cells(&self, product: &Product, dates: &Dates) -> Vec<Cell> {
        let mut cells = Vec::new();
        self.fill(product, None, None, dates, &mut cells);
        cells
    }
}

impl KindAnswers {
    /// The columns that a kind implies, and their cells.
    pub(crate) fn implied(&self, kind: usize) -> &[(FactIx, Cell)] {
        self.implied.get(kind).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn new(program: &Program, common: &Common) -> KindAnswers {
        let mut implying: BTreeMap<FactIx, KindSet> = BTreeMap::new();
        let (mut implied, mut assumed, mut brought) = (Vec::new(), Vec::new(), Vec::new());
        for (leaf, kind) in common.kinds.kinds.iter().enumerate() {
            let cells = |values: &BTreeMap<String, Value>| {
                let mut cells = Vec::with_capacity(values.len());
                for (fact, value) in values {
                    let Some(ix) = program.column(fact) else { continue };
                    let Some(column) = program.columns.get(usize::from(ix)) else { continue };
                    cells.push((ix, column.cell(value)));
                }
                cells
            };
            let own = [cells(&kind.implies), cells(&kind.assumes)];
            let mut all = vec![Cell::Missing; program.columns.len()];
            for (ix, cell) in own.iter().rev().flatten() {
                put(&mut all, *ix, cell.clone());
            }
            program.follow(&mut all);
            let known = all.into_iter().enumerate().filter(|(_, cell)| *cell != Cell::Missing);
            let mine: Vec<(FactIx, Cell)> = known.filter_map(|(i, c)| Some((FactIx::try_from(i).ok()?, c))).collect();
            for (ix, _) in &mine {
                implying.entry(*ix).or_insert_with(|| KindSet::empty(common.kinds.kinds.len())).insert(leaf);
            }
            brought.push(mine);
            let [i, a] = own;
            implied.push(i);
            assumed.push(a);
        }
        KindAnswers { implied, assumed, brought, implying }
    }
}

/// What tells leaves apart: tests that hold, and implied cells.
type Group = (Vec<bool>, Vec<(FactIx, Cell)>);

impl KindCell for KindAnswers {
    fn may_imply(&self, cells: &[Cell], facts: &[FactIx]) -> bool {
        let Some(Cell::Kinds(kinds)) = cells.get(usize::from(KIND)) else { return false };
        let missing = |f: &FactIx| matches!(cells.get(usize::from(*f)), Some(Cell::Missing | Cell::Not(_)));
        let open = facts.iter().filter(|f| missing(f));
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
                .brought
                .get(leaf)
                .into_iter()
                .flatten()
                .filter(|(f, _)| live.contains(f) && cells.get(usize::from(*f)) == Some(&Cell::Missing))
                .filter(|(_, c)| match c {
                    Cell::Bool(true) => true,
                    Cell::Bool(false) | Cell::Not(_) => kinds.len() == 1,
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
