//! The one program that every evaluation executes: tests on facts, combinations, and for each scheme the nodes
//! that decide it.

use crate::cell::Cell;
use crate::residual::Decision;
use certmap_base::Exact;
use certmap_expr::{Expr, Op, Tri};
use certmap_pack::KindSet;

/// Number of a node.
pub(crate) type NodeId = u32;
/// Number of a fact column.
pub(crate) type FactIx = u16;

/// The column that holds the kinds of the product.
pub(crate) const KIND: FactIx = 0;

/// A test on facts.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Test {
    /// The fact is true.
    Bool,
    /// The value compares so with a cut of its column.
    Order(Op, u16),
    /// The lower end of a range compares so with a cut.
    Low(Op, u16),
    /// The upper end of a range compares so with a cut.
    High(Op, u16),
    /// The range contains the value at a cut.
    Covers(u16),
    /// The choice (or text) is one of these words of the column.
    OneOf(KindSet),
    /// The list holds one of these words of the column.
    Has(KindSet),
    /// The customs code lies under one of the codes of these places; see [`Column::under`].
    Under(KindSet),
    /// Some kind of the product lies under these leaves.
    Kind(KindSet),
    /// A comparison over several facts.
    General(Box<Expr>),
    /// A scheme that no loaded pack has applies; nobody knows.
    Absent(String),
}

/// A test with the columns it reads.
#[derive(Debug, Clone)]
pub(crate) struct TestCode {
    pub(crate) fact: FactIx,
    pub(crate) test: Test,
    /// All columns; more than one only for general tests.
    pub(crate) reads: Vec<FactIx>,
}

/// A node; its parts have smaller numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Node {
    Const(Tri),
    Test(u32),
    Not(NodeId),
    And(Parts),
    Or(Parts),
}

/// Parts of a node; see [`Program::parts`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Parts {
    pub(crate) start: u32,
    pub(crate) end: u32,
}

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ColumnKind {
    Kinds,
    Bool,
    /// Quantities, numbers and dates.
    Points,
    Ranges,
    Choice,
    List,
    Text,
    /// Customs codes; the words are the digits that tests name.
    Codes,
}

/// A fact that some rule reads.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    pub(crate) fact: String,
    pub(crate) kind: ColumnKind,
    /// Thresholds of its tests, ascending.
    pub(crate) cuts: Vec<Exact>,
    /// Choices, or texts and digits of codes that tests know.
    pub(crate) words: Vec<String>,
    /// Values are days, with nothing between a day and the next.
    pub(crate) days: bool,
}

/// A rule in code: its condition and the parts of it that stand side by side.
#[derive(Debug, Clone)]
pub(crate) struct RuleCode {
    /// The condition alone.
    pub(crate) when: NodeId,
    /// Its top-level conjuncts.
    pub(crate) conjuncts: Vec<NodeId>,
    /// Condition, gates and exclusions hold, and it is in force on the governing day.
    pub(crate) active: NodeId,
    /// The same, before its first binding day.
    pub(crate) early: NodeId,
    /// The same, after its last day.
    pub(crate) late: NodeId,
    /// Testing exclusions of a requirement.
    pub(crate) exclusions: Vec<NodeId>,
    /// Number of the sentence that says the condition; those of its conjuncts follow.
    pub(crate) sentence: usize,
}

/// A scheme in code.
#[derive(Debug, Clone)]
pub(crate) struct SchemeCode {
    /// Its place among all.
    pub(crate) number: usize,
    pub(crate) pack: usize,
    pub(crate) scheme: usize,
    pub(crate) conflict: NodeId,
    pub(crate) banned: NodeId,
    pub(crate) applies: NodeId,
    /// The outcome is `in`: entries apply, and nothing that comes before them.
    pub(crate) ends_in: NodeId,
    pub(crate) exempt: NodeId,
    pub(crate) early: NodeId,
    pub(crate) late: NodeId,
    pub(crate) excluded: NodeId,
    pub(crate) uncovered: NodeId,
    /// The order of force, without what can never hold.
    pub(crate) decision: Decision,
    pub(crate) gates: Vec<RuleCode>,
    pub(crate) entries: Vec<RuleCode>,
    pub(crate) exclusions: Vec<RuleCode>,
    pub(crate) exemptions: Vec<RuleCode>,
    pub(crate) bans: Vec<RuleCode>,
    pub(crate) conflicts: Vec<RuleCode>,
    pub(crate) requirements: Vec<RuleCode>,
    /// Open or not, governed by the day of application.
    pub(crate) routes: Vec<NodeId>,
    pub(crate) notices: Vec<NodeId>,
    pub(crate) reuse: Vec<NodeId>,
}

/// A fact that brings a yes-or-no fact along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Along {
    pub(crate) fact: FactIx,
    /// The word of a choice; none for a fact that is true.
    pub(crate) word: Option<u16>,
    pub(crate) then: FactIx,
    pub(crate) value: bool,
}

impl Along {
    /// True if a cell of the first fact brings the other along.
    pub(crate) fn holds(&self, cell: &Cell) -> bool {
        match (cell, self.word) {
            (Cell::Bool(true), None) => true,
            (Cell::Word(Some(w)), Some(word)) => *w == word,
            _ => false,
        }
    }
}

/// Rules lowered from a library; see [`Program::new`].
#[derive(Debug, Clone)]
pub struct Program {
    pub(crate) columns: Vec<Column>,
    pub(crate) tests: Vec<TestCode>,
    pub(crate) nodes: Vec<Node>,
    /// Parts of all nodes, one after the other.
    pub(crate) parts: Vec<NodeId>,
    pub(crate) schemes: Vec<SchemeCode>,
    /// Facts that bring others along.
    pub(crate) along: Vec<Along>,
    /// Contradictions between facts.
    pub(crate) contradictions: Vec<NodeId>,
    /// Number of sentences that rules may be said in.
    pub(crate) sentences: usize,
}

impl Program {
    /// Number of tests, nodes and schemes, for benchmarks and curiosity.
    #[must_use]
    pub fn size(&self) -> (usize, usize, usize) {
        (self.tests.len(), self.nodes.len(), self.schemes.len())
    }

    pub(crate) fn column(&self, fact: &str) -> Option<FactIx> {
        if fact == "kind" {
            return Some(KIND);
        }
        // Columns follow the dictionary, which is sorted by name, after the column of kinds.
        let facts = self.columns.get(1..).unwrap_or(&[]);
        let i = facts.binary_search_by(|c| c.fact.as_str().cmp(fact)).ok()?;
        FactIx::try_from(i + 1).ok()
    }

    /// Fills in what follows from the cells that are known, forwards and backwards.
    pub(crate) fn follow(&self, cells: &mut [Cell]) {
        let get = |cells: &[Cell], fact: FactIx| cells.get(usize::from(fact)).cloned().unwrap_or(Cell::Missing);
        let mut changed = !self.along.is_empty();
        while std::mem::take(&mut changed) {
            for along in &self.along {
                let (first, then) = (get(cells, along.fact), get(cells, along.then));
                let (fact, cell) = match (&first, &then, along.word) {
                    (_, Cell::Missing, _) if along.holds(&first) => (along.then, Cell::Bool(along.value)),
                    (Cell::Missing, Cell::Bool(b), None) if *b != along.value => (along.fact, Cell::Bool(false)),
                    (Cell::Missing | Cell::Not(_), Cell::Bool(b), Some(word)) if *b != along.value => {
                        let mut words = match &first {
                            Cell::Not(words) => words.clone(),
                            _ => KindSet::empty(self.columns.get(usize::from(along.fact)).map_or(0, |c| c.words.len())),
                        };
                        if words.contains(usize::from(word)) {
                            continue;
                        }
                        words.insert(usize::from(word));
                        (along.fact, Cell::Not(words))
                    }
                    _ => continue,
                };
                if let Some(slot) = cells.get_mut(usize::from(fact)) {
                    *slot = cell;
                    changed = true;
                }
            }
        }
    }

    /// Evaluates every node; `out` is filled with one value per node.
    pub(crate) fn run(&self, cells: &[Cell], out: &mut Vec<Tri>) {
        out.clear();
        out.reserve(self.nodes.len());
        for node in &self.nodes {
            let value = self.evaluate(*node, cells, out);
            out.push(value);
        }
    }

    /// Evaluates a node, and of the others only what it takes; every part of an unknown node has then a value too.
    pub(crate) fn force(&self, node: NodeId, cells: &[Cell], lazy: &mut Lazy) -> Tri {
        let at = node as usize;
        if lazy.done.get(at) == Some(&lazy.round) {
            return value(&lazy.values, node);
        }
        let found = match self.nodes.get(at) {
            Some(Node::Const(t)) => *t,
            Some(Node::Test(t)) => self.test(*t, cells),
            Some(Node::Not(n)) => !self.force(*n, cells, lazy),
            Some(Node::And(parts)) => fold_and(self.parts(*parts).iter().map(|n| self.force(*n, cells, lazy))),
            Some(Node::Or(parts)) => fold_or(self.parts(*parts).iter().map(|n| self.force(*n, cells, lazy))),
            None => Tri::Unknown,
        };
        if let (Some(slot), Some(done)) = (lazy.values.get_mut(at), lazy.done.get_mut(at)) {
            (*slot, *done) = (found, lazy.round);
        }
        found
    }

    /// Evaluates some nodes again, in the order of their numbers.
    pub(crate) fn rerun(&self, nodes: &[NodeId], cells: &[Cell], values: &mut [Tri]) {
        for id in nodes {
            let Some(node) = self.nodes.get(*id as usize) else { continue };
            let value = self.evaluate(*node, cells, values);
            if let Some(slot) = values.get_mut(*id as usize) {
                *slot = value;
            }
        }
    }

    fn evaluate(&self, node: Node, cells: &[Cell], values: &[Tri]) -> Tri {
        match node {
            Node::Const(t) => t,
            Node::Test(t) => self.test(t, cells),
            Node::Not(n) => !value(values, n),
            Node::And(parts) => fold_and(self.parts(parts).iter().map(|n| value(values, *n))),
            Node::Or(parts) => fold_or(self.parts(parts).iter().map(|n| value(values, *n))),
        }
    }

    /// The parts of a node.
    pub(crate) fn parts(&self, parts: Parts) -> &[NodeId] {
        self.parts.get(parts.start as usize..parts.end as usize).unwrap_or_default()
    }

    /// Nodes that depend on a column, ascending.
    pub(crate) fn dependents(&self, column: FactIx) -> Vec<NodeId> {
        let mut depends = vec![false; self.nodes.len()];
        let mut found = Vec::new();
        for (i, node) in self.nodes.iter().enumerate() {
            let on = |n: &NodeId| depends.get(*n as usize).copied().unwrap_or(false);
            let here = match node {
                Node::Const(_) => false,
                Node::Test(t) => self.tests.get(*t as usize).is_some_and(|t| t.reads.contains(&column)),
                Node::Not(n) => on(n),
                Node::And(parts) | Node::Or(parts) => self.parts(*parts).iter().any(on),
            };
            if here {
                if let Some(slot) = depends.get_mut(i) {
                    *slot = true;
                }
                found.extend(NodeId::try_from(i));
            }
        }
        found
    }

    pub(crate) fn test(&self, test: u32, cells: &[Cell]) -> Tri {
        match self.tests.get(test as usize) {
            Some(code) => crate::cell::holds(self, code, cells),
            None => Tri::Unknown,
        }
    }
}

/// Values of the nodes that were needed so far.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lazy {
    pub(crate) values: Vec<Tri>,
    /// The round in which a node was evaluated.
    done: Vec<u32>,
    round: u32,
}

impl Lazy {
    pub(crate) fn new(nodes: usize) -> Lazy {
        Lazy { values: vec![Tri::Unknown; nodes], done: vec![0; nodes], round: 0 }
    }

    /// Forgets all values.
    pub(crate) fn clear(&mut self) {
        self.round = self.round.wrapping_add(1);
        if self.round == 0 {
            self.done.fill(0);
            self.round = 1;
        }
    }
}

/// The value of a node that was evaluated before.
pub(crate) fn value(values: &[Tri], node: NodeId) -> Tri {
    values.get(node as usize).copied().unwrap_or(Tri::Unknown)
}

fn fold_and(parts: impl Iterator<Item = Tri>) -> Tri {
    let mut all = Tri::True;
    for part in parts {
        match part {
            Tri::False => return Tri::False,
            Tri::Unknown => all = Tri::Unknown,
            Tri::True => {}
        }
    }
    all
}

fn fold_or(parts: impl Iterator<Item = Tri>) -> Tri {
    let mut any = Tri::False;
    for part in parts {
        match part {
            Tri::True => return Tri::True,
            Tri::Unknown => any = Tri::Unknown,
            Tri::False => {}
        }
    }
    any
}
