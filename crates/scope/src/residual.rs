//! What is left of the program when some facts are known, and which missing facts can still matter.
//!
//! A fact is asked only if two of its cells, the other missing facts left free, leave something different over.
//! Leftovers are compared after sorting and removing repeats, complements and absorbed parts.

use crate::cell::{Cell, is_missing};
use crate::facts::KindCell;
use crate::program::{ColumnKind, FactIx, KIND, Node, NodeId, Program, Test, value};
use crate::result::Outcome;
use certmap_base::Exact;
use certmap_expr::Tri;
use certmap_pack::KindSet;
use std::collections::{BTreeSet, HashMap};

/// More cells than this are not looked at one by one; the fact then counts as one that matters.
const CELLS_MAX: usize = 512;

/// A decision list: the first node that holds gives the outcome, else the last word.
#[derive(Debug, Clone)]
pub(crate) struct Decision {
    pub(crate) steps: Vec<(NodeId, Outcome)>,
    pub(crate) otherwise: Outcome,
}

impl Decision {
    /// Outcomes that are still possible.
    pub(crate) fn possible(&self, values: &[Tri]) -> Vec<Outcome> {
        let mut found = Vec::new();
        for (node, outcome) in &self.steps {
            match value(values, *node) {
                Tri::False => continue,
                Tri::Unknown => add(&mut found, *outcome),
                Tri::True => {
                    add(&mut found, *outcome);
                    return found;
                }
            }
        }
        add(&mut found, self.otherwise);
        found
    }
}

fn add(found: &mut Vec<Outcome>, outcome: Outcome) {
    if !found.contains(&outcome) {
        found.push(outcome);
    }
}

/// What remains after settling: possible outcomes, and the facts that can still change which one it is.
#[derive(Debug, Clone)]
pub(crate) struct Settled {
    pub(crate) possible: Vec<Outcome>,
    pub(crate) needs: Vec<FactIx>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Left {
    Const(bool),
    Leaf(u32),
    Not(u32),
    And(Vec<u32>),
    Or(Vec<u32>),
}

/// Finds out which missing facts matter.
pub(crate) struct Settler<'a> {
    program: &'a Program,
    kinds: &'a dyn KindCell,
    arena: Vec<Left>,
    index: HashMap<Left, u32>,
    memo: HashMap<NodeId, u32>,
}

type Signature = Vec<(u32, Outcome)>;

impl<'a> Settler<'a> {
    pub(crate) fn new(program: &'a Program, kinds: &'a dyn KindCell) -> Settler<'a> {
        Settler { program, kinds, arena: Vec::new(), index: HashMap::new(), memo: HashMap::new() }
    }

    /// Settles a decision: facts whose every cell leaves the same over are fixed, and the rest is what is needed.
    pub(crate) fn settle(&mut self, decision: &Decision, cells: &[Cell], values: &[Tri]) -> Settled {
        let possible = decision.possible(values);
        if possible.len() == 1 {
            return Settled { possible, needs: Vec::new() };
        }
        let (mut cells, mut values) = (cells.to_vec(), values.to_vec());
        let mut needs: Vec<FactIx> = Vec::new();
        loop {
            let open: Vec<FactIx> =
                self.live(decision, &cells, &values).into_iter().filter(|f| !needs.contains(f)).collect();
            let Some(fact) = open.first().copied() else { break };
            match self.same_everywhere(decision, fact, &open, &cells, &values) {
                Some(fixed) => {
                    cells = fixed;
                    self.program.run(&cells, &mut values);
                    needs.clear();
                }
                None => needs.push(fact),
            }
        }
        let possible = decision.possible(&values);
        if possible.len() == 1 {
            needs.clear();
        }
        needs.sort_unstable();
        Settled { possible, needs }
    }

    /// The cells with the fact fixed, if all its cells leave the same over.
    fn same_everywhere(
        &mut self,
        decision: &Decision,
        fact: FactIx,
        live: &[FactIx],
        cells: &[Cell],
        values: &[Tri],
    ) -> Option<Vec<Cell>> {
        let choices = self.answers(fact, decision, live, cells, values)?;
        let mut first: Option<(Signature, Vec<Cell>)> = None;
        for patched in choices {
            let signature = self.signature(decision, &patched, values);
            match &first {
                None => first = Some((signature, patched)),
                Some((known, _)) if *known != signature => return None,
                Some(_) => {}
            }
        }
        first.map(|(_, patched)| patched)
    }

    /// Missing facts that unknown nodes of the decision read, ascending.
    pub(crate) fn live(&self, decision: &Decision, cells: &[Cell], values: &[Tri]) -> Vec<FactIx> {
        let mut found: BTreeSet<FactIx> = BTreeSet::new();
        let mut seen: BTreeSet<NodeId> = BTreeSet::new();
        let mut todo: Vec<NodeId> = Vec::new();
        for (node, _) in &decision.steps {
            match value(values, *node) {
                Tri::False => {}
                Tri::Unknown => todo.push(*node),
                Tri::True => break,
            }
        }
        while let Some(node) = todo.pop() {
            if value(values, node) != Tri::Unknown || !seen.insert(node) {
                continue;
            }
            match self.program.nodes.get(node as usize) {
                Some(Node::Test(t)) => {
                    if let Some(code) = self.program.tests.get(*t as usize) {
                        found.extend(code.reads.iter().filter(|f| is_missing(cells, **f)));
                    }
                }
                Some(Node::Not(n)) => todo.push(*n),
                Some(Node::And(parts) | Node::Or(parts)) => todo.extend(parts),
                Some(Node::Const(_)) | None => {}
            }
        }
        let open: Vec<FactIx> = found.iter().copied().collect();
        if is_missing(cells, KIND) && self.kinds.implies_any(&open) {
            found.insert(KIND);
        }
        found.into_iter().collect()
    }

    /// Every answer to a fact that the undecided tests can tell apart, as patched cells; `None` where there are too
    /// many, or a test reads several facts.
    pub(crate) fn answers(
        &self,
        fact: FactIx,
        decision: &Decision,
        live: &[FactIx],
        cells: &[Cell],
        values: &[Tri],
    ) -> Option<Vec<Vec<Cell>>> {
        let tests = self.tests_of(fact, decision, values);
        if tests.iter().any(|t| matches!(t, Test::General(_))) {
            return None;
        }
        if fact == KIND {
            let sets: Vec<&KindSet> =
                tests.iter().filter_map(|t| if let Test::Kind(s) = t { Some(s) } else { None }).collect();
            return Some(self.kinds.answers(cells, &sets, live));
        }
        let column = self.program.columns.get(usize::from(fact))?;
        let options: Vec<Cell> = match column.kind {
            ColumnKind::Bool => vec![Cell::Bool(true), Cell::Bool(false)],
            ColumnKind::Points => points(&tests).into_iter().map(|p| Cell::Point(p, Exact::zero())).collect(),
            ColumnKind::Ranges => spans(&tests),
            ColumnKind::Choice | ColumnKind::Text => words(&tests, column.words.len(), column.kind == ColumnKind::Text),
            ColumnKind::List => lists(&tests, column.words.len(), cells.get(usize::from(fact)))?,
            ColumnKind::Kinds => return None,
        };
        if options.len() > CELLS_MAX {
            return None;
        }
        let patched = options.into_iter().map(|cell| {
            let mut next = cells.to_vec();
            if let Some(slot) = next.get_mut(usize::from(fact)) {
                *slot = cell;
            }
            next
        });
        Some(patched.collect())
    }

    fn tests_of(&self, fact: FactIx, decision: &Decision, values: &[Tri]) -> Vec<&'a Test> {
        let mut seen: BTreeSet<NodeId> = BTreeSet::new();
        let mut todo: Vec<NodeId> = decision.steps.iter().map(|(n, _)| *n).collect();
        let mut found = Vec::new();
        while let Some(node) = todo.pop() {
            if value(values, node) != Tri::Unknown || !seen.insert(node) {
                continue;
            }
            match self.program.nodes.get(node as usize) {
                Some(Node::Test(t)) => {
                    let code = self.program.tests.get(*t as usize).filter(|c| c.reads.contains(&fact));
                    found.extend(code.map(|c| &c.test));
                }
                Some(Node::Not(n)) => todo.push(*n),
                Some(Node::And(parts) | Node::Or(parts)) => todo.extend(parts),
                Some(Node::Const(_)) | None => {}
            }
        }
        found
    }

    fn signature(&mut self, decision: &Decision, cells: &[Cell], values: &[Tri]) -> Signature {
        self.memo.clear();
        let mut out: Signature = Vec::new();
        let yes = self.put(Left::Const(true));
        let no = self.put(Left::Const(false));
        for (node, outcome) in &decision.steps {
            let left = self.left(*node, cells, values);
            if left == no {
                continue;
            }
            match out.last_mut() {
                Some((last, same)) if same == outcome => {
                    let joined = [*last, left].to_vec();
                    *last = self.join(joined, false);
                }
                _ => out.push((left, *outcome)),
            }
            if left == yes {
                break;
            }
        }
        if out.last().is_none_or(|(l, _)| *l != yes) {
            out.push((yes, decision.otherwise));
        }
        while let [.., (_, a), (_, b)] = out.as_slice() {
            if a != b {
                break;
            }
            let end = out.len() - 2;
            out.remove(end);
        }
        out
    }

    fn left(&mut self, node: NodeId, cells: &[Cell], values: &[Tri]) -> u32 {
        match value(values, node) {
            Tri::True => return self.put(Left::Const(true)),
            Tri::False => return self.put(Left::Const(false)),
            Tri::Unknown => {}
        }
        if let Some(known) = self.memo.get(&node) {
            return *known;
        }
        let program = self.program;
        let left = match program.nodes.get(node as usize) {
            Some(Node::Test(t)) => match program.test(*t, cells) {
                Tri::True => self.put(Left::Const(true)),
                Tri::False => self.put(Left::Const(false)),
                Tri::Unknown => self.put(Left::Leaf(*t)),
            },
            Some(Node::Not(n)) => {
                let inner = self.left(*n, cells, values);
                self.negate(inner)
            }
            Some(Node::And(parts)) => {
                let parts = parts.iter().map(|n| self.left(*n, cells, values)).collect();
                self.join(parts, true)
            }
            Some(Node::Or(parts)) => {
                let parts = parts.iter().map(|n| self.left(*n, cells, values)).collect();
                self.join(parts, false)
            }
            // A constant unknown (a scheme that no loaded pack has) stays apart from every other.
            _ => self.put(Left::Leaf(u32::MAX - node)),
        };
        self.memo.insert(node, left);
        left
    }

    fn put(&mut self, left: Left) -> u32 {
        if let Some(id) = self.index.get(&left) {
            return *id;
        }
        let id = u32::try_from(self.arena.len()).unwrap_or(u32::MAX);
        self.arena.push(left.clone());
        self.index.insert(left, id);
        id
    }

    fn get(&self, id: u32) -> Option<&Left> {
        self.arena.get(id as usize)
    }

    fn negate(&mut self, id: u32) -> u32 {
        match self.get(id) {
            Some(Left::Const(b)) => {
                let b = !*b;
                self.put(Left::Const(b))
            }
            Some(Left::Not(inner)) => *inner,
            _ => self.put(Left::Not(id)),
        }
    }

    /// Conjunction or disjunction in a normal form.
    fn join(&mut self, parts: Vec<u32>, and: bool) -> u32 {
        let neutral = self.put(Left::Const(and));
        let absorbing = self.put(Left::Const(!and));
        let mut flat: BTreeSet<u32> = BTreeSet::new();
        for part in parts {
            match self.get(part) {
                Some(Left::And(inner)) if and => flat.extend(inner.iter().copied()),
                Some(Left::Or(inner)) if !and => flat.extend(inner.iter().copied()),
                _ => {
                    flat.insert(part);
                }
            }
        }
        flat.remove(&neutral);
        let complement = flat.iter().any(|p| matches!(self.get(*p), Some(Left::Not(inner)) if flat.contains(inner)));
        if complement || flat.contains(&absorbing) {
            return absorbing;
        }
        // Absorption: x and (x or y) is x.
        let absorbed: Vec<u32> = flat
            .iter()
            .copied()
            .filter(|p| match self.get(*p) {
                Some(Left::Or(inner)) if and => inner.iter().any(|i| flat.contains(i)),
                Some(Left::And(inner)) if !and => inner.iter().any(|i| flat.contains(i)),
                _ => false,
            })
            .collect();
        for part in absorbed {
            flat.remove(&part);
        }
        let list: Vec<u32> = flat.into_iter().collect();
        match list.as_slice() {
            [] => neutral,
            [one] => *one,
            _ => self.put(if and { Left::And(list) } else { Left::Or(list) }),
        }
    }
}

/// Places between and at the cuts that the tests use.
fn places(cuts: impl Iterator<Item = u16>) -> Vec<u16> {
    let cuts: BTreeSet<u16> = cuts.collect();
    let mut places: BTreeSet<u16> = BTreeSet::new();
    for cut in &cuts {
        places.extend([2 * cut, 2 * cut + 1, 2 * cut + 2]);
    }
    if places.is_empty() {
        places.insert(0);
    }
    places.into_iter().collect()
}

fn points(tests: &[&Test]) -> Vec<u16> {
    places(tests.iter().filter_map(|t| if let Test::Order(_, cut) = t { Some(*cut) } else { None }))
}

fn spans(tests: &[&Test]) -> Vec<Cell> {
    let places = places(tests.iter().filter_map(|t| match t {
        Test::Low(_, cut) | Test::High(_, cut) | Test::Covers(cut) => Some(*cut),
        _ => None,
    }));
    let mut cells = Vec::new();
    for low in &places {
        for high in places.iter().filter(|h| *h >= low) {
            cells.push(Cell::Span([*low, *high], [Exact::zero(), Exact::zero()]));
        }
    }
    cells
}

/// One answer per group of words that the tests do not tell apart.
fn words(tests: &[&Test], count: usize, open: bool) -> Vec<Cell> {
    let mut groups: Vec<(Vec<bool>, Option<u16>)> = Vec::new();
    let every = (0..count).filter_map(|w| u16::try_from(w).ok()).map(Some).chain(open.then_some(None));
    for word in every {
        let bits: Vec<bool> = tests
            .iter()
            .map(|t| matches!((t, word), (Test::OneOf(set), Some(w)) if set.contains(usize::from(w))))
            .collect();
        if !groups.iter().any(|(b, _)| *b == bits) {
            groups.push((bits, word));
        }
    }
    groups.into_iter().map(|(_, w)| Cell::Word(w)).collect()
}

/// Complete lists over the words that the tests name; `None` where there are too many.
fn lists(tests: &[&Test], count: usize, known: Option<&Cell>) -> Option<Vec<Cell>> {
    let mut named = KindSet::empty(count);
    for test in tests {
        if let Test::Has(set) = test {
            named.union(set);
        }
    }
    let fixed = match known {
        Some(Cell::Words(set, _)) => set.clone(),
        _ => KindSet::empty(count),
    };
    let free: Vec<usize> = named.iter().filter(|w| !fixed.contains(*w)).collect();
    if free.len() > 8 {
        return None;
    }
    let cells = (0..1_u32 << free.len()).map(|bits| {
        let mut set = fixed.clone();
        for (i, word) in free.iter().enumerate() {
            if bits & (1 << i) != 0 {
                set.insert(*word);
            }
        }
        Cell::Words(set, true)
    });
    Some(cells.collect())
}
