//! Conditions and values outside schemes: steps, documents and fees of a procedure, read for one product.

use crate::cell::{Cell, number};
use crate::engine::Engine;
use crate::facts::Dates;
use crate::lower::Lower;
use crate::product::Product;
use crate::program::{Column, NodeId, Program, value};
use crate::residual::{Decision, Settler};
use crate::result::Outcome;
use crate::value::{Definitions, inline};
use certmap_base::{Date, Exact, Quantity, Text};
use certmap_expr::{Expr, Node, Op, Tri};
use certmap_pack::{DateRole, Edition, Pack, Table};
use std::cell::RefCell;
use std::collections::BTreeSet;

/// The least and the greatest.
type Span = (Exact, Exact);

/// A value as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Figure {
    /// The least and the greatest that it can be; none where nothing bounds it.
    pub span: Option<(Exact, Exact)>,
    /// Facts that narrow it down.
    pub missing: Vec<Missing>,
}

impl Figure {
    /// A value that is known.
    #[must_use]
    pub fn exactly(number: Exact) -> Figure {
        Figure { span: Some((number, number)), missing: Vec::new() }
    }
}

/// A fact that is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// Its id, or `kind`.
    pub fact: String,
    /// Its name.
    pub name: Text,
}

/// Reads conditions for one product on one day.
pub struct Conditions<'a> {
    engine: &'a Engine<'a>,
    pack: &'a Pack,
    /// Lent to the small program of each condition.
    columns: RefCell<Vec<Column>>,
    cells: Vec<Cell>,
    values: Vec<Tri>,
}

impl<'a> Conditions<'a> {
    /// Prepares the facts of a product; names in conditions are those of the pack.
    #[must_use]
    pub fn new(engine: &'a Engine<'a>, pack: &'a Pack, product: &Product, on: Date) -> Conditions<'a> {
        let cells = engine.cells(product, &Dates::all(on));
        let mut values = Vec::new();
        engine.program.run(&cells, &mut values);
        Conditions { engine, pack, columns: RefCell::new(engine.program.columns.clone()), cells, values }
    }

    /// Whether a condition holds; names in `extra` count before facts, and a name that is neither is unknown.
    #[must_use]
    pub fn holds(&self, expr: &Expr, extra: &[(&str, bool)]) -> Tri {
        let expr = with_extra(expr, extra);
        if let Node::Bool(known) = expr.node {
            return Tri::from(known);
        }
        let (program, node) = self.lowered(&expr);
        let mut values = Vec::new();
        program.run(&self.cells, &mut values);
        self.columns.replace(program.columns);
        value(&values, node)
    }

    /// A value as far as the facts decide it: from the least to the greatest that it can be, and what to ask where those
    /// differ.
    #[must_use]
    pub fn number(&self, expr: &Expr, extra: &[(&str, bool)]) -> Figure {
        let mut missing = BTreeSet::new();
        let expr = inline(expr, &Definitions::of(self.pack));
        let span = self.span(&expr, extra, &mut missing);
        let facts = &self.engine.library.common.facts;
        let named = |id: String| {
            let name = facts.get(&id).map_or_else(|| Text::new("kind of product", "产品类别"), |f| f.name.clone());
            Missing { fact: id, name }
        };
        Figure { span, missing: missing.into_iter().map(named).collect() }
    }

    /// A condition as a program of its own; the columns are in it, until they are put back.
    fn lowered(&self, expr: &Expr) -> (Program, NodeId) {
        let applies = |scheme: &str| match self.engine.code(scheme) {
            Some((_, _, code)) => value(&self.values, code.ends_in),
            None => Tri::Unknown,
        };
        Lower::alone(&self.engine.library.common, self.columns.take(), self.pack, &applies, expr)
    }

    /// Missing facts that can still decide a condition.
    fn needs(&self, expr: &Expr, extra: &[(&str, bool)], missing: &mut BTreeSet<String>) {
        let (program, node) = self.lowered(&with_extra(expr, extra));
        let mut values = Vec::new();
        program.run(&self.cells, &mut values);
        let decision = Decision { steps: vec![(node, Outcome::In)], otherwise: Outcome::Out };
        let settled = Settler::new(&program, &self.engine.kinds).settle(&decision, &self.cells, &values);
        let names = settled.needs.iter().filter_map(|f| program.columns.get(usize::from(*f)));
        missing.extend(names.map(|c| c.fact.clone()));
        self.columns.replace(program.columns);
    }

    /// From the least to the greatest; none where nothing bounds it. What is missing is told only where it matters.
    fn span(&self, expr: &Expr, extra: &[(&str, bool)], missing: &mut BTreeSet<String>) -> Option<Span> {
        let mut open = BTreeSet::new();
        let found = self.any_span(expr, extra, &mut open);
        if found.is_none_or(|(least, most)| least != most) {
            missing.extend(open);
        }
        found
    }

    fn any_span(&self, expr: &Expr, extra: &[(&str, bool)], missing: &mut BTreeSet<String>) -> Option<Span> {
        let mut both = |a: &Expr, b: &Expr| {
            let (x, y) = (self.span(a, extra, missing), self.span(b, extra, missing));
            Some((x?, y?))
        };
        match &expr.node {
            Node::If(c, a, b) => match self.holds(c, extra) {
                Tri::True => self.span(a, extra, missing),
                Tri::False => self.span(b, extra, missing),
                Tri::Unknown => {
                    let found = both(a, b);
                    self.needs(c, extra, missing);
                    found.map(|(x, y)| (x.0.min(y.0), x.1.max(y.1)))
                }
            },
            Node::Name(n) | Node::Min(n) | Node::Max(n) => self.known(expr, n, missing),
            Node::Add(a, b) => both(a, b).and_then(|(x, y)| Some((x.0.add(&y.0).ok()?, x.1.add(&y.1).ok()?))),
            Node::Sub(a, b) => both(a, b).and_then(|(x, y)| Some((x.0.sub(&y.1).ok()?, x.1.sub(&y.0).ok()?))),
            Node::Mul(a, b) => both(a, b).and_then(|(x, y)| {
                let ends = [x.0.mul(&y.0), x.0.mul(&y.1), x.1.mul(&y.0), x.1.mul(&y.1)];
                let ends: Vec<Exact> = ends.into_iter().collect::<Result<_, _>>().ok()?;
                Some((*ends.iter().min()?, *ends.iter().max()?))
            }),
            Node::Lookup(table, value, column) => self.looked_up(table, value, column.as_deref(), extra, missing),
            _ => number(&self.engine.program, expr, &self.cells).map(|x| (x, x)),
        }
    }

    /// The value of a fact.
    fn known(&self, expr: &Expr, fact: &str, missing: &mut BTreeSet<String>) -> Option<Span> {
        let found = number(&self.engine.program, expr, &self.cells);
        if found.is_none() {
            missing.insert(fact.to_owned());
        }
        found.map(|x| (x, x))
    }

    /// What a table says; all its rows where nothing is known of what is looked up, all its columns where the choice is
    /// open.
    fn looked_up(
        &self,
        table: &str,
        value: &Expr,
        column: Option<&Expr>,
        extra: &[(&str, bool)],
        missing: &mut BTreeSet<String>,
    ) -> Option<Span> {
        let table = self.pack.tables.get(table)?;
        let day = table.governed_by.and_then(|role| self.day(role));
        let holds = |e: &&Edition| e.from.is_none_or(|from| day.is_some_and(|day| crate::cell::day(from) <= day));
        let edition = table.editions.iter().rev().find(holds)?;
        let mut open = BTreeSet::new();
        let span = self.span(value, extra, &mut open);
        if span.is_none() && open.is_empty() {
            return None;
        }
        missing.extend(open);
        let columns: Vec<usize> = match column {
            None => vec![0],
            Some(expr) => match &expr.node {
                Node::Word(w) => table.column(w).into_iter().collect(),
                _ => self.columns_of(table, expr, extra, missing),
            },
        };
        let rows = edition.bands.iter().filter(|b| span.is_none_or(|(least, most)| b.touches(&least, &most)));
        let values = rows.flat_map(|b| columns.iter().filter_map(|c| b.values.get(*c))).map(Quantity::in_base);
        let values: Vec<Exact> = values.collect();
        Some((*values.iter().min()?, *values.iter().max()?))
    }

    /// Columns that a choice can still mean.
    fn columns_of(
        &self,
        table: &Table,
        choice: &Expr,
        extra: &[(&str, bool)],
        missing: &mut BTreeSet<String>,
    ) -> Vec<usize> {
        let mut found = Vec::new();
        for (i, column) in table.columns.iter().enumerate() {
            let word = Box::new(Expr::bare(Node::Word(column.id.clone())));
            let is = Expr::bare(Node::Compare(Op::Eq, Box::new(choice.clone()), word));
            match self.holds(&is, extra) {
                Tri::True => return vec![i],
                Tri::False => {}
                Tri::Unknown => {
                    self.needs(&is, extra, missing);
                    found.push(i);
                }
            }
        }
        found
    }

    /// The day that governs, as a number.
    fn day(&self, role: DateRole) -> Option<Exact> {
        match self.cells.get(usize::from(self.engine.program.column(role.fact())?))? {
            Cell::Point(_, day) => Some(*day),
            _ => None,
        }
    }
}

/// The planner's own names, put in as constants.
fn with_extra(expr: &Expr, extra: &[(&str, bool)]) -> Expr {
    let go = |e: &Expr| Box::new(with_extra(e, extra));
    let node = match &expr.node {
        Node::Name(n) => match extra.iter().find(|(name, _)| name == n) {
            Some((_, known)) => Node::Bool(*known),
            None => expr.node.clone(),
        },
        Node::And(parts) => Node::And(parts.iter().map(|p| with_extra(p, extra)).collect()),
        Node::Or(parts) => Node::Or(parts.iter().map(|p| with_extra(p, extra)).collect()),
        Node::Not(a) => Node::Not(go(a)),
        Node::If(c, a, b) => Node::If(go(c), go(a), go(b)),
        Node::Compare(op, a, b) => Node::Compare(*op, go(a), go(b)),
        other => other.clone(),
    };
    Expr { node, span: expr.span }
}
