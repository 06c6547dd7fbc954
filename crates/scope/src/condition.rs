//! Conditions and values outside schemes: steps, documents and fees of a procedure, read for one product.

use crate::cell::{Cell, number};
use crate::engine::Engine;
use crate::facts::Dates;
use crate::lower::Lower;
use crate::product::Product;
use crate::program::{Column, Program, value};
use certmap_base::{Date, Exact};
use certmap_expr::{Expr, Node, Tri};
use certmap_pack::Pack;
use std::cell::RefCell;

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
        let applies = |scheme: &str| match self.engine.code(scheme) {
            Some((_, _, code)) => value(&self.values, code.ends_in),
            None => Tri::Unknown,
        };
        if let Node::Bool(known) = expr.node {
            return Tri::from(known);
        }
        let (program, node) =
            Lower::alone(&self.engine.library.common, self.columns.take(), self.pack, &applies, &expr);
        let mut values = Vec::new();
        program.run(&self.cells, &mut values);
        self.columns.replace(program.columns);
        value(&values, node)
    }

    /// The least and the greatest value that a number can have; none where a fact that it reads is not known.
    #[must_use]
    pub fn number(&self, expr: &Expr, extra: &[(&str, bool)]) -> Option<(Exact, Exact)> {
        self.span(&self.engine.program, expr, extra)
    }

    fn span(&self, program: &Program, expr: &Expr, extra: &[(&str, bool)]) -> Option<(Exact, Exact)> {
        let both = |a: &Expr, b: &Expr| Some((self.span(program, a, extra)?, self.span(program, b, extra)?));
        match &expr.node {
            Node::If(c, a, b) => match self.holds(c, extra) {
                Tri::True => self.span(program, a, extra),
                Tri::False => self.span(program, b, extra),
                Tri::Unknown => both(a, b).map(|(x, y)| (x.0.min(y.0), x.1.max(y.1))),
            },
            Node::Name(n) => match self.pack.definitions.iter().find(|d| d.id == *n) {
                Some(d) => self.span(program, &d.is, extra),
                None => number(program, expr, &self.cells).map(|x| (x, x)),
            },
            Node::Add(a, b) => both(a, b).and_then(|(x, y)| Some((x.0.add(&y.0).ok()?, x.1.add(&y.1).ok()?))),
            Node::Sub(a, b) => both(a, b).and_then(|(x, y)| Some((x.0.sub(&y.1).ok()?, x.1.sub(&y.0).ok()?))),
            Node::Mul(a, b) => both(a, b).and_then(|(x, y)| {
                let ends = [x.0.mul(&y.0), x.0.mul(&y.1), x.1.mul(&y.0), x.1.mul(&y.1)];
                let ends: Vec<Exact> = ends.into_iter().collect::<Result<_, _>>().ok()?;
                Some((*ends.iter().min()?, *ends.iter().max()?))
            }),
            _ => number(program, expr, &self.cells).map(|x| (x, x)),
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
        other => other.clone(),
    };
    Expr { node, span: expr.span }
}
