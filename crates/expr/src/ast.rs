//! The syntax tree.

use certmap_base::{Date, Quantity};
use serde::{Deserialize, Serialize};

/// Bytes of the source text from which a node was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// First byte after.
    pub end: usize,
}

/// A node with the span of its words. Equality looks at the node only.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Expr {
    /// What it is.
    pub node: Node,
    /// Where it stands.
    pub span: Span,
}

impl PartialEq for Expr {
    fn eq(&self, other: &Expr) -> bool {
        self.node == other.node
    }
}

impl Eq for Expr {}

/// A comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Op {
    /// `=`
    Eq,
    /// `!=`
    Ne,
    /// `<`
    Lt,
    /// `<=`
    Le,
    /// `>`
    Gt,
    /// `>=`
    Ge,
}

impl Op {
    /// As it is written.
    #[must_use]
    pub fn symbol(self) -> &'static str {
        match self {
            Op::Eq => "=",
            Op::Ne => "!=",
            Op::Lt => "<",
            Op::Le => "<=",
            Op::Gt => ">",
            Op::Ge => ">=",
        }
    }

    /// The comparison that holds of an ordering.
    #[must_use]
    pub fn holds(self, order: std::cmp::Ordering) -> bool {
        match self {
            Op::Eq => order.is_eq(),
            Op::Ne => order.is_ne(),
            Op::Lt => order.is_lt(),
            Op::Le => order.is_le(),
            Op::Gt => order.is_gt(),
            Op::Ge => order.is_ge(),
        }
    }

    /// The same comparison with its sides exchanged.
    #[must_use]
    pub fn mirrored(self) -> Op {
        match self {
            Op::Lt => Op::Gt,
            Op::Le => Op::Ge,
            Op::Gt => Op::Lt,
            Op::Ge => Op::Le,
            same => same,
        }
    }
}

/// What a node is.
///
/// INVARIANT: `And` and `Or` hold at least two parts, none of which is again the same connective.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Node {
    /// `true` or `false`
    Bool(bool),
    /// A quantity or plain number.
    Quantity(Quantity),
    /// A word in quotes: a choice or a text.
    Word(String),
    /// A date.
    Date(Date),
    /// A fact or a definition.
    Name(String),
    /// All parts.
    And(Vec<Expr>),
    /// At least one part.
    Or(Vec<Expr>),
    /// Not.
    Not(Box<Expr>),
    /// A comparison.
    Compare(Op, Box<Expr>, Box<Expr>),
    /// `fact in ["a", "b"]`
    OneOf(String, Vec<String>),
    /// `product is ["a", "b"]`
    Is(Vec<String>),
    /// `list has ["a", "b"]`: at least one of them.
    Has(String, Vec<String>),
    /// `code under ["8516.60", "8509"]`: the code is one of these, or a finer one below it.
    Under(String, Vec<String>),
    /// `range covers value`
    Covers(String, Box<Expr>),
    /// `applies("scheme")`
    Applies(String),
    /// `min(range)`
    Min(String),
    /// `max(range)`
    Max(String),
    /// Sum.
    Add(Box<Expr>, Box<Expr>),
    /// Difference.
    Sub(Box<Expr>, Box<Expr>),
    /// Product.
    Mul(Box<Expr>, Box<Expr>),
    /// `if c then a else b`
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `lookup("table", value)`, or with the column: `lookup("table", value, "column")`, where a choice may stand for it.
    Lookup(String, Box<Expr>, Option<Box<Expr>>),
}

impl Expr {
    /// A node without a place (built by programs, not read).
    #[must_use]
    pub fn bare(node: Node) -> Expr {
        Expr { node, span: Span::default() }
    }

    /// All of the parts, flattened; no part is `true`.
    #[must_use]
    pub fn all(parts: Vec<Expr>) -> Expr {
        Expr::joined(parts, true)
    }

    /// Any of the parts, flattened; no part is `false`.
    #[must_use]
    pub fn any(parts: Vec<Expr>) -> Expr {
        Expr::joined(parts, false)
    }

    fn joined(parts: Vec<Expr>, and: bool) -> Expr {
        let start = parts.first().map_or(0, |p| p.span.start);
        let end = parts.last().map_or(0, |p| p.span.end);
        let mut flat = Vec::with_capacity(parts.len());
        for part in parts {
            match part.node {
                Node::And(inner) if and => flat.extend(inner),
                Node::Or(inner) if !and => flat.extend(inner),
                node => flat.push(Expr { node, span: part.span }),
            }
        }
        match flat.len() {
            0 => Expr::bare(Node::Bool(and)),
            1 => flat.swap_remove(0),
            _ => Expr { node: if and { Node::And(flat) } else { Node::Or(flat) }, span: Span { start, end } },
        }
    }

    /// The nodes directly below.
    #[must_use]
    pub fn children(&self) -> Vec<&Expr> {
        match &self.node {
            Node::And(parts) | Node::Or(parts) => parts.iter().collect(),
            Node::Not(a) | Node::Covers(_, a) => vec![a],
            Node::Lookup(_, a, column) => std::iter::once(a).chain(column).map(AsRef::as_ref).collect(),
            Node::Compare(_, a, b) | Node::Add(a, b) | Node::Sub(a, b) | Node::Mul(a, b) => {
                vec![a, b]
            }
            Node::If(c, a, b) => vec![c, a, b],
            _ => Vec::new(),
        }
    }

    /// Calls `visit` for this node and all below it, parents first.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Expr)) {
        visit(self);
        for child in self.children() {
            child.walk(visit);
        }
    }

    /// Names of facts and definitions that are read, in order of appearance, without repeats.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        self.walk(&mut |e| {
            if let Node::Name(n)
            | Node::OneOf(n, _)
            | Node::Has(n, _)
            | Node::Under(n, _)
            | Node::Covers(n, _)
            | Node::Min(n)
            | Node::Max(n) = &e.node
                && !names.contains(&n.as_str())
            {
                names.push(n);
            }
        });
        names
    }

    /// Band tables that are looked into.
    #[must_use]
    pub fn tables(&self) -> Vec<&str> {
        let mut found: Vec<&str> = Vec::new();
        self.walk(&mut |e| {
            if let Node::Lookup(table, ..) = &e.node {
                found.push(table);
            }
        });
        found
    }

    /// Schemes named by `applies(...)`.
    #[must_use]
    pub fn schemes(&self) -> Vec<&str> {
        let mut found: Vec<&str> = Vec::new();
        self.walk(&mut |e| {
            if let Node::Applies(s) = &e.node {
                found.push(s);
            }
        });
        found
    }
}
