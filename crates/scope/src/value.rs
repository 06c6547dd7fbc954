//! Values inside conditions: what is constant, what chooses between values, what is looked up in a table.

use certmap_base::{Code, Exact, Quantity};
use certmap_expr::{Expr, Node as Ast, Op};
use certmap_pack::{Pack, Table};
use std::collections::BTreeMap;
use std::ops::Bound;

/// Definitions and tables that a condition may name.
#[derive(Default)]
pub(crate) struct Definitions<'a> {
    named: BTreeMap<&'a str, &'a Expr>,
    tables: Option<&'a BTreeMap<String, Table>>,
}

impl<'a> Definitions<'a> {
    /// Those of a pack.
    pub(crate) fn of(pack: &'a Pack) -> Definitions<'a> {
        let named = pack.definitions.iter().map(|d| (d.id.as_str(), &d.is)).collect();
        Definitions { named, tables: Some(&pack.tables) }
    }

    pub(crate) fn get(&self, name: &str) -> Option<&'a Expr> {
        self.named.get(name).copied()
    }

    pub(crate) fn contains_key(&self, name: &str) -> bool {
        self.named.contains_key(name)
    }

    pub(crate) fn table(&self, id: &str) -> Option<&'a Table> {
        self.tables?.get(id)
    }
}

/// The value of an expression without facts.
pub(crate) fn constant(expr: &Expr) -> Option<Exact> {
    let pair = |a: &Expr, b: &Expr| Some((constant(a)?, constant(b)?));
    match &expr.node {
        Ast::Quantity(q) => Some(q.in_base()),
        Ast::Date(d) => Some(crate::cell::day(*d)),
        Ast::Add(a, b) => pair(a, b).and_then(|(x, y)| x.add(&y).ok()),
        Ast::Sub(a, b) => pair(a, b).and_then(|(x, y)| x.sub(&y).ok()),
        Ast::Mul(a, b) => pair(a, b).and_then(|(x, y)| x.mul(&y).ok()),
        _ => None,
    }
}

/// Puts definitions in place of their names, where a value is wanted.
pub(crate) fn inline(expr: &Expr, definitions: &Definitions) -> Expr {
    let go = |e: &Expr| Box::new(inline(e, definitions));
    let node = match &expr.node {
        Ast::Name(n) => match definitions.get(n.as_str()) {
            Some(is) => return inline(is, definitions),
            None => expr.node.clone(),
        },
        Ast::Add(a, b) => Ast::Add(go(a), go(b)),
        Ast::Sub(a, b) => Ast::Sub(go(a), go(b)),
        Ast::Mul(a, b) => Ast::Mul(go(a), go(b)),
        Ast::If(c, a, b) => Ast::If(c.clone(), go(a), go(b)),
        Ast::Lookup(t, v, c) => Ast::Lookup(t.clone(), go(v), c.as_ref().map(|c| go(c))),
        Ast::Min(n) => return renamed(n, definitions, &|n| Ast::Min(n)),
        Ast::Max(n) => return renamed(n, definitions, &|n| Ast::Max(n)),
        Ast::OneOf(n, list) => return renamed(n, definitions, &|n| Ast::OneOf(n, list.clone())),
        Ast::Has(n, list) => return renamed(n, definitions, &|n| Ast::Has(n, list.clone())),
        Ast::Under(n, list) => return renamed(n, definitions, &|n| Ast::Under(n, list.clone())),
        Ast::Covers(n, v) => return renamed(n, definitions, &|n| Ast::Covers(n, v.clone())),
        other => other.clone(),
    };
    Expr { node, span: expr.span }
}

/// A node about a name, about the fact that a definition calls so; where the definition chooses between facts, so does
/// the node.
fn renamed(name: &str, definitions: &Definitions, make: &dyn Fn(String) -> Ast) -> Expr {
    fn spread(is: &Expr, definitions: &Definitions, make: &dyn Fn(String) -> Ast) -> Expr {
        match &is.node {
            Ast::Name(n) => renamed(n, definitions, make),
            Ast::If(c, a, b) => {
                let [a, b] = [a, b].map(|side| Box::new(spread(side, definitions, make)));
                Expr::bare(Ast::If(c.clone(), a, b))
            }
            _ => is.clone(),
        }
    }
    match definitions.get(name) {
        Some(is) => spread(is, definitions, make),
        None => Expr::bare(make(name.to_owned())),
    }
}

/// A comparison in which a side chooses between values, as a choice between comparisons.
pub(crate) fn split(op: Op, a: &Expr, b: &Expr) -> Option<(Expr, [Expr; 2])> {
    let compare = |a: &Expr, b: &Expr| Expr::bare(Ast::Compare(op, Box::new(a.clone()), Box::new(b.clone())));
    if let Some((c, sides)) = choice(a) {
        return Some((c, sides.map(|side| compare(&side, b))));
    }
    choice(b).map(|(c, sides)| (c, sides.map(|side| compare(a, &side))))
}

/// The first choice inside a value, with the value in both cases.
fn choice(expr: &Expr) -> Option<(Expr, [Expr; 2])> {
    let pair = |a: &Expr, b: &Expr, make: &dyn Fn(Box<Expr>, Box<Expr>) -> Ast| {
        let side = |a: Expr, b: Expr| Expr::bare(make(Box::new(a), Box::new(b)));
        if let Some((c, sides)) = choice(a) {
            return Some((c, sides.map(|x| side(x, b.clone()))));
        }
        choice(b).map(|(c, sides)| (c, sides.map(|y| side(a.clone(), y))))
    };
    match &expr.node {
        Ast::If(c, a, b) => Some(((**c).clone(), [(**a).clone(), (**b).clone()])),
        Ast::Add(a, b) => pair(a, b, &Ast::Add),
        Ast::Sub(a, b) => pair(a, b, &Ast::Sub),
        Ast::Mul(a, b) => pair(a, b, &Ast::Mul),
        _ => None,
    }
}

/// A comparison in which a table is looked into.
pub(crate) struct Lookup<'e> {
    pub(crate) table: &'e str,
    /// What is looked up.
    value: &'e Expr,
    /// A word, or a choice that stands for one.
    pub(crate) column: Option<&'e Expr>,
    whole: Expr,
}

impl Lookup<'_> {
    /// The comparison with what a row says in place of the lookup.
    pub(crate) fn put(&self, value: &Quantity) -> Expr {
        put(&self.whole, value).unwrap_or_else(|| self.whole.clone())
    }

    /// Columns by a choice: which it is, and its place.
    pub(crate) fn columns(&self, table: &Table) -> Vec<(Expr, usize)> {
        let is = |id: &String| {
            let word = Expr::bare(Ast::Word(id.clone()));
            self.column.map(|c| Expr::bare(Ast::Compare(Op::Eq, Box::new(c.clone()), Box::new(word))))
        };
        table.columns.iter().enumerate().filter_map(|(i, c)| Some((is(&c.id)?, i))).collect()
    }

    /// What is looked up lies past the start of a row.
    pub(crate) fn starts(&self, limit: &Bound<Quantity>) -> Option<Expr> {
        match limit {
            Bound::Included(q) => Some(self.compared(Op::Ge, q)),
            Bound::Excluded(q) => Some(self.compared(Op::Gt, q)),
            Bound::Unbounded => None,
        }
    }

    /// What is looked up lies before the end of a row.
    pub(crate) fn ends(&self, limit: &Bound<Quantity>) -> Option<Expr> {
        match limit {
            Bound::Included(q) => Some(self.compared(Op::Le, q)),
            Bound::Excluded(q) => Some(self.compared(Op::Lt, q)),
            Bound::Unbounded => None,
        }
    }

    fn compared(&self, op: Op, limit: &Quantity) -> Expr {
        let limit = Expr::bare(Ast::Quantity(limit.clone()));
        Expr::bare(Ast::Compare(op, Box::new(self.value.clone()), Box::new(limit)))
    }
}

/// The first lookup of a comparison.
pub(crate) fn lookup_in<'e>(op: Op, a: &'e Expr, b: &'e Expr) -> Option<Lookup<'e>> {
    fn first(expr: &Expr) -> Option<(&str, &Expr, Option<&Expr>)> {
        match &expr.node {
            Ast::Lookup(table, value, column) => Some((table, value, column.as_deref())),
            Ast::Add(a, b) | Ast::Sub(a, b) | Ast::Mul(a, b) => first(a).or_else(|| first(b)),
            _ => None,
        }
    }
    let (table, value, column) = first(a).or_else(|| first(b))?;
    let whole = Expr::bare(Ast::Compare(op, Box::new(a.clone()), Box::new(b.clone())));
    Some(Lookup { table, value, column, whole })
}

/// An expression with a value in place of its first lookup.
fn put(expr: &Expr, value: &Quantity) -> Option<Expr> {
    let pair = |a: &Expr, b: &Expr| match put(a, value) {
        Some(a) => Some((Box::new(a), Box::new(b.clone()))),
        None => put(b, value).map(|b| (Box::new(a.clone()), Box::new(b))),
    };
    let node = match &expr.node {
        Ast::Lookup(..) => Ast::Quantity(value.clone()),
        Ast::Compare(op, a, b) => pair(a, b).map(|(a, b)| Ast::Compare(*op, a, b))?,
        Ast::Add(a, b) => pair(a, b).map(|(a, b)| Ast::Add(a, b))?,
        Ast::Sub(a, b) => pair(a, b).map(|(a, b)| Ast::Sub(a, b))?,
        Ast::Mul(a, b) => pair(a, b).map(|(a, b)| Ast::Mul(a, b))?,
        _ => return None,
    };
    Some(Expr { node, span: expr.span })
}

pub(crate) type Cuts = BTreeMap<String, Vec<Exact>>;
pub(crate) type Words = BTreeMap<String, Vec<String>>;

/// Thresholds and words that an expression compares facts with.
pub(crate) fn collect(expr: &Expr, definitions: &Definitions, cuts: &mut Cuts, words: &mut Words) {
    match &expr.node {
        Ast::Compare(op, a, b) => {
            let (a, b) = (inline(a, definitions), inline(b, definitions));
            if let Some((_, sides)) = split(*op, &a, &b) {
                sides.iter().for_each(|side| collect(side, definitions, cuts, words));
                return;
            }
            if let Some(found) = lookup_in(*op, &a, &b) {
                looked_up(&found, definitions, cuts, words);
                return;
            }
            for (side, other) in [(&a, &b), (&b, &a)] {
                if let (Ast::Name(n) | Ast::Min(n) | Ast::Max(n), Some(value)) = (&side.node, constant(other)) {
                    cuts.entry(n.clone()).or_default().push(value);
                }
                if let (Ast::Name(n), Ast::Word(w)) = (&side.node, &other.node) {
                    words.entry(n.clone()).or_default().push(w.clone());
                }
            }
        }
        Ast::Under(..) => {
            inline(expr, definitions).walk(&mut |e| {
                if let Ast::Under(n, list) = &e.node {
                    let codes = list.iter().filter_map(|c| Code::parse(c).ok());
                    words.entry(n.clone()).or_default().extend(codes.map(|c| c.digits().to_owned()));
                }
            });
        }
        Ast::Covers(n, _) if definitions.contains_key(n.as_str()) => {
            inline(expr, definitions).walk(&mut |e| {
                if let Ast::Covers(n, v) = &e.node {
                    cuts.entry(n.clone()).or_default().extend(constant(v));
                }
            });
        }
        Ast::Covers(n, v) => cuts.entry(n.clone()).or_default().extend(constant(v)),
        _ => {}
    }
}

/// The same of what a table is asked, and of every value in it.
fn looked_up(found: &Lookup, definitions: &Definitions, cuts: &mut Cuts, words: &mut Words) {
    let Some(table) = definitions.table(found.table) else { return };
    for edition in &table.editions {
        if let (Some(role), Some(from)) = (table.governed_by, edition.from) {
            cuts.entry(role.fact().to_owned()).or_default().push(crate::cell::day(from));
        }
        for band in &edition.bands {
            let limits = [found.starts(&band.start), found.ends(&band.end)];
            limits.iter().flatten().for_each(|limit| collect(limit, definitions, cuts, words));
            band.values.iter().for_each(|value| collect(&found.put(value), definitions, cuts, words));
        }
    }
}
