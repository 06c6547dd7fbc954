//! What is left of the program when some facts are known, and which missing facts can still matter.
//!
//! A fact is asked exactly if two of its values, with some completion of the others, end differently: if the diagram of
//! the decision ([`crate::diagram`]) mentions it. Values that no undecided test tells apart are one.

use crate::cell::{Cell, is_missing, on_cell};
use crate::diagram::{Diagram, Map, NO, Ref, YES, leaf};
use crate::facts::KindCell;
use crate::program::{Column, ColumnKind, FactIx, KIND, Lazy, Node, NodeId, Program, Test, TestCode, value};
use crate::result::Outcome;
use certmap_base::Exact;
use certmap_expr::Tri;
use certmap_pack::KindSet;
use std::collections::{BTreeMap, BTreeSet};

/// More cells than this are not looked at one by one; the fact then counts as one that matters.
const CELLS_MAX: usize = 512;

/// A decision list: the first node that holds gives the outcome, else the last word.
#[derive(Debug, Clone)]
pub(crate) struct Decision {
    pub(crate) steps: Vec<(NodeId, Outcome)>,
    pub(crate) otherwise: Outcome,
}

impl Decision {
    /// Evaluates what it takes to decide.
    pub(crate) fn force(&self, program: &Program, cells: &[Cell], lazy: &mut Lazy) {
        for (node, _) in &self.steps {
            if program.force(*node, cells, lazy).is_true() {
                return;
            }
        }
    }

    /// Outcomes that are still possible.
    pub(crate) fn possible(&self, values: &[Tri]) -> Possible {
        let mut found = Possible::default();
        for (node, outcome) in &self.steps {
            match value(values, *node) {
                Tri::False => {}
                Tri::Unknown => found.add(*outcome),
                Tri::True => {
                    found.add(*outcome);
                    return found;
                }
            }
        }
        found.add(self.otherwise);
        found
    }
}

/// A set of outcomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Possible(u32);

impl Possible {
    fn add(&mut self, outcome: Outcome) {
        self.0 |= 1 << leaf(outcome);
    }

    /// How many there are.
    pub(crate) fn count(self) -> u32 {
        self.0.count_ones()
    }

    pub(crate) fn contains(self, outcome: Outcome) -> bool {
        self.0 & (1 << leaf(outcome)) != 0
    }

    /// What is here and not there.
    pub(crate) fn minus(self, other: Possible) -> Possible {
        Possible(self.0 & !other.0)
    }

    /// All of them, in the order in which outcomes are listed.
    pub(crate) fn list(self) -> Vec<Outcome> {
        Outcome::ALL.into_iter().filter(|o| self.contains(*o)).collect()
    }

    /// The only one, else unknown.
    pub(crate) fn outcome(self) -> Outcome {
        let first = Outcome::ALL.into_iter().find(|o| self.contains(*o));
        first.filter(|_| self.count() == 1).unwrap_or(Outcome::Unknown)
    }
}

/// What remains after settling: possible outcomes, and the facts that can still change which one it is.
#[derive(Debug, Clone)]
pub(crate) struct Settled {
    pub(crate) possible: Possible,
    pub(crate) needs: Vec<FactIx>,
}

impl Settled {
    pub(crate) fn outcome(&self) -> Outcome {
        self.possible.outcome()
    }
}

/// A variable of the diagram, and the facts that it stands for; none where nothing can be asked.
struct Variable {
    facts: Vec<FactIx>,
}

/// Finds out which missing facts matter.
pub(crate) struct Settler<'a> {
    program: &'a Program,
    kinds: &'a dyn KindCell,
    cone: Cone,
    diagram: Diagram,
    variables: Vec<Variable>,
    /// Diagrams of nodes of the program.
    nodes: Map<NodeId, Ref>,
    /// Diagrams of undecided tests.
    tests: Map<u32, Ref>,
    /// What a fact brings along is not looked at apart.
    plainly: bool,
    /// A kind that brings facts along is left out.
    kinds_apart: bool,
}

/// The undecided part of the program below a decision.
#[derive(Default)]
struct Cone {
    /// Undecided tests, each with the connective it stands in and whether it is denied there.
    tests: Vec<(u32, NodeId, bool)>,
    /// Some node is used twice, or more than one step is undecided.
    shared: bool,
    todo: Vec<(NodeId, NodeId, bool)>,
    /// The round in which a node was last seen.
    seen: Vec<u32>,
    round: u32,
}

impl<'a> Settler<'a> {
    pub(crate) fn new(program: &'a Program, kinds: &'a dyn KindCell) -> Settler<'a> {
        Settler {
            program,
            kinds,
            cone: Cone { seen: vec![0; program.nodes.len()], ..Cone::default() },
            diagram: Diagram::default(),
            variables: Vec::new(),
            nodes: Map::default(),
            tests: Map::default(),
            plainly: false,
            kinds_apart: false,
        }
    }

    /// Settles a decision: it depends on a fact exactly if its diagram does.
    pub(crate) fn settle(&mut self, decision: &Decision, cells: &[Cell], values: &[Tri]) -> Settled {
        let mut needs = Vec::new();
        let possible = self.settle_into(decision, cells, values, &mut needs);
        Settled { possible, needs }
    }

    /// Facts that the decision turns on itself, without a kind that would only bring them along.
    pub(crate) fn settle_itself(&mut self, decision: &Decision, cells: &[Cell], values: &[Tri]) -> Vec<FactIx> {
        self.kinds_apart = true;
        let needs = self.settle(decision, cells, values).needs;
        self.kinds_apart = false;
        needs
    }

    /// The same; what is needed is added to a list.
    pub(crate) fn settle_into(
        &mut self,
        decision: &Decision,
        cells: &[Cell],
        values: &[Tri],
        needs: &mut Vec<FactIx>,
    ) -> Possible {
        let possible = decision.possible(values);
        if possible.count() == 1 {
            return possible;
        }
        let start = needs.len();
        self.cone(decision, values);
        if possible.count() == 2 && self.plain(cells, needs) {
            self.without_along(decision, start, needs, cells);
            self.with_kind(start, needs, cells);
            return possible;
        }
        needs.truncate(start);
        self.diagram.clear();
        self.variables.clear();
        self.nodes.clear();
        self.tests.clear();
        self.tests_to_variables(cells);
        let root = self.root(decision, values);
        if self.diagram.full {
            needs.extend(self.live(decision, cells, values));
            return possible;
        }
        let (variables, leaves) = self.diagram.mentions(root);
        let mut reached = Possible::default();
        for outcome in Outcome::ALL.into_iter().filter(|o| leaves.get(leaf(*o) as usize) == Some(&true)) {
            reached.add(outcome);
        }
        let asked = self.variables.iter().zip(&variables).filter(|(_, m)| **m).flat_map(|(v, _)| &v.facts);
        let asked: BTreeSet<FactIx> = asked.copied().collect();
        needs.extend(asked);
        self.without_along(decision, start, needs, cells);
        self.with_kind(start, needs, cells);
        reached
    }

    /// Leaves out facts that matter only by what they bring along: where that is known already, they decide nothing.
    fn without_along(&self, decision: &Decision, start: usize, needs: &mut Vec<FactIx>, cells: &[Cell]) {
        if self.plainly || self.program.along.is_empty() {
            return;
        }
        let own: Vec<FactIx> = needs.get(start..).unwrap_or_default().to_vec();
        let brings = |fact: FactIx| self.program.along.iter().any(|a| a.fact == fact && own.contains(&a.then));
        let needless = |fact: &FactIx| brings(*fact) && !self.matters_by_itself(*fact, decision, cells);
        let needless: Vec<FactIx> = own.iter().copied().filter(needless).collect();
        let mut place = 0;
        needs.retain(|f| {
            place += 1;
            place <= start || !needless.contains(f)
        });
    }

    /// Whether a fact still matters where everything that it can bring along is so already, or it brings nothing along.
    fn matters_by_itself(&self, fact: FactIx, decision: &Decision, cells: &[Cell]) -> bool {
        let along = || self.program.along.iter().filter(|a| a.fact == fact);
        let mut worlds: Vec<Vec<Cell>> = Vec::new();
        let words: BTreeSet<Option<u16>> = along().map(|a| a.word).collect();
        for word in &words {
            let mut world = cells.to_vec();
            for a in along().filter(|a| a.word == *word) {
                if let Some(slot) = world.get_mut(usize::from(a.then)).filter(|c| **c == Cell::Missing) {
                    *slot = Cell::Bool(a.value);
                }
            }
            worlds.push(world);
        }
        let count = self.program.columns.get(usize::from(fact)).map_or(0, |c| c.words.len());
        if words.iter().any(Option::is_some) {
            let mut not = KindSet::empty(count);
            words.iter().flatten().for_each(|w| not.insert(usize::from(*w)));
            let mut world = cells.to_vec();
            if let Some(slot) = world.get_mut(usize::from(fact)) {
                *slot = Cell::Not(not);
            }
            worlds.push(world);
        }
        worlds.into_iter().any(|mut world| {
            self.program.follow(&mut world);
            let mut values = Vec::new();
            self.program.run(&world, &mut values);
            let mut settler = Settler { plainly: true, ..Settler::new(self.program, self.kinds) };
            settler.settle(decision, &world, &values).needs.contains(&fact)
        })
    }

    /// A more exact kind also answers the facts that it implies. What is needed begins at `start`, ascending.
    fn with_kind(&self, start: usize, needs: &mut Vec<FactIx>, cells: &[Cell]) {
        let own = needs.get(start..).unwrap_or_default();
        if !self.kinds_apart && own.first().is_some_and(|f| *f != KIND) && self.kinds.may_imply(cells, own) {
            needs.insert(start, KIND);
        }
    }

    fn cone(&mut self, decision: &Decision, values: &[Tri]) {
        let cone = &mut self.cone;
        cone.tests.clear();
        cone.round = cone.round.wrapping_add(1);
        for (node, _) in &decision.steps {
            match value(values, *node) {
                Tri::False => {}
                Tri::Unknown => cone.todo.push((*node, NodeId::MAX, false)),
                Tri::True => break,
            }
        }
        cone.shared = cone.todo.len() > 1;
        while let Some((node, above, denied)) = cone.todo.pop() {
            if value(values, node) != Tri::Unknown {
                continue;
            }
            match cone.seen.get_mut(node as usize) {
                Some(seen) if *seen != cone.round => *seen = cone.round,
                _ => {
                    cone.shared = true;
                    continue;
                }
            }
            match self.program.nodes.get(node as usize) {
                Some(Node::Test(t)) => cone.tests.push((*t, above, denied)),
                Some(Node::Not(n)) => cone.todo.push((*n, above, !denied)),
                Some(Node::And(parts) | Node::Or(parts)) => {
                    // Below a denied connective nothing stands beside what stands above it.
                    cone.todo.extend(self.program.parts(*parts).iter().map(|n| (*n, node, false)));
                }
                Some(Node::Const(_)) | None => cone.shared = true,
            }
        }
    }

    /// The facts of a formula that reads every fact in one place, if that is what it does: each of them matters, since
    /// each place can turn out both ways whatever the others do. A place is a test, or tests side by side in a connective.
    fn plain(&mut self, cells: &[Cell], needs: &mut Vec<FactIx>) -> bool {
        if self.cone.shared {
            return false;
        }
        let program = self.program;
        let fact = |test: u32| program.tests.get(test as usize).map_or(FactIx::MAX, |t| t.fact);
        self.cone.tests.sort_unstable_by_key(|(test, ..)| fact(*test));
        self.cone.tests.chunk_by(|(a, ..), (b, ..)| fact(*a) == fact(*b)).all(|place| {
            let both_ways = match place {
                [(test, ..)] => program.tests.get(*test as usize).is_some_and(|c| self.both_ways(c, cells)),
                many => self.both_ways_together(many),
            };
            needs.extend(place.first().map(|(test, ..)| fact(*test)));
            both_ways
        })
    }

    /// Whether a test can turn out both ways.
    fn both_ways(&self, code: &TestCode, cells: &[Cell]) -> bool {
        let Some(column) = self.program.columns.get(usize::from(code.fact)) else { return false };
        match &code.test {
            Test::Bool | Test::Order(..) | Test::Low(..) | Test::High(..) | Test::Covers(_) => !column.days,
            Test::OneOf(_) if matches!(cells.get(usize::from(code.fact)), Some(Cell::Not(_))) => false,
            Test::OneOf(set) => !set.is_empty() && (column.kind == ColumnKind::Text || set.len() < column.words.len()),
            Test::Has(set) | Test::Under(set) => !set.is_empty(),
            Test::Kind(_) => matches!(cells.first(), Some(Cell::Kinds(k)) if k.len() == 1),
            Test::General(_) | Test::Absent(_) => false,
        }
    }

    /// Whether tests of a number that stand side by side can turn out both ways together.
    fn both_ways_together(&self, place: &[(u32, NodeId, bool)]) -> bool {
        let Some((first, above, _)) = place.first() else { return false };
        let Some(Node::And(_) | Node::Or(_)) = self.program.nodes.get(*above as usize) else { return false };
        let and = matches!(self.program.nodes.get(*above as usize), Some(Node::And(_)));
        let of = |test: &u32| self.program.tests.get(*test as usize);
        let Some(column) = of(first).and_then(|c| self.program.columns.get(usize::from(c.fact))) else { return false };
        if column.kind != ColumnKind::Points || place.iter().any(|(_, other, _)| other != above) {
            return false;
        }
        let tests: Vec<&Test> = place.iter().filter_map(|(t, ..)| of(t)).map(|c| &c.test).collect();
        if !tests.iter().all(|t| matches!(t, Test::Order(..))) {
            return false;
        }
        let Some(options) = cells_of(column, &tests, None) else { return false };
        let holds = |cell: &Cell| {
            let mut each = tests.iter().zip(place).map(|(t, (.., denied))| on_cell(t, cell).is_true() != *denied);
            if and { each.all(|b| b) } else { each.any(|b| b) }
        };
        options.iter().any(holds) && !options.iter().all(holds)
    }

    /// Gives every missing fact its variables, and every undecided test its diagram.
    fn tests_to_variables(&mut self, cells: &[Cell]) {
        let program = self.program;
        let mut cone = std::mem::take(&mut self.cone.tests);
        cone.sort_unstable();
        let mut by_fact: BTreeMap<FactIx, Vec<(u32, &'a Test)>> = BTreeMap::new();
        let mut lone: Vec<(u32, Vec<FactIx>)> = Vec::new();
        for (test, ..) in &cone {
            let Some(code) = program.tests.get(*test as usize) else { continue };
            match &code.test {
                Test::General(_) => lone.push((*test, missing(&code.reads, cells))),
                Test::Absent(_) => lone.push((*test, Vec::new())),
                _ => by_fact.entry(code.fact).or_default().push((*test, &code.test)),
            }
        }
        for (fact, tests) in by_fact {
            let Some(column) = program.columns.get(usize::from(fact)) else { continue };
            match column.kind {
                ColumnKind::Kinds => self.kind_variables(&tests, cells),
                ColumnKind::List => self.word_variables(fact, &tests, column.words.len()),
                _ => {
                    let plain: Vec<&Test> = tests.iter().map(|(_, t)| *t).collect();
                    match cells_of(column, &plain, cells.get(usize::from(fact))) {
                        Some(options) => self.grouped(fact, &tests, options.len(), |test, i| {
                            options.get(i).is_some_and(|c| on_cell(test, c).is_true())
                        }),
                        None => lone.extend(tests.iter().map(|(t, _)| (*t, vec![fact]))),
                    }
                }
            }
        }
        for (test, facts) in lone {
            let variable = self.variable(2, facts);
            let node = self.diagram.node(variable, vec![NO, YES]);
            self.tests.insert(test, node);
        }
        self.cone.tests = cone;
    }

    fn variable(&mut self, groups: usize, facts: Vec<FactIx>) -> u32 {
        self.variables.push(Variable { facts });
        self.diagram.variable(groups)
    }

    /// One variable whose values fall into groups that the tests tell apart; gives each test's diagram over it.
    fn split(&mut self, fact: FactIx, tests: usize, options: usize, holds: impl Fn(usize, usize) -> bool) -> Vec<Ref> {
        let mut index: Map<Vec<bool>, ()> = Map::default();
        let mut groups: Vec<Vec<bool>> = Vec::new();
        for i in 0..options {
            let bits: Vec<bool> = (0..tests).map(|t| holds(t, i)).collect();
            if index.insert(bits.clone(), ()).is_none() {
                groups.push(bits);
            }
        }
        let variable = self.variable(groups.len(), vec![fact]);
        let kids = |t: usize| groups.iter().map(|g| Ref::from(g.get(t).copied().unwrap_or(false))).collect();
        (0..tests).map(|t| self.diagram.node(variable, kids(t))).collect()
    }

    fn grouped(&mut self, fact: FactIx, tests: &[(u32, &Test)], options: usize, holds: impl Fn(&Test, usize) -> bool) {
        let made = self.split(fact, tests.len(), options, |t, i| tests.get(t).is_some_and(|(_, test)| holds(test, i)));
        for ((test, _), node) in tests.iter().zip(made) {
            self.tests.insert(*test, node);
        }
    }

    /// A variable for each kind of the product that is not exact; a test holds if one of them lies under it.
    fn kind_variables(&mut self, tests: &[(u32, &Test)], cells: &[Cell]) {
        let Some(Cell::Kinds(kinds)) = cells.get(usize::from(KIND)) else { return };
        let mut whole = vec![NO; tests.len()];
        for kind in kinds {
            let leaves: Vec<usize> = kind.iter().collect();
            let under = |t: usize, i: usize| match (tests.get(t), leaves.get(i)) {
                (Some((_, Test::Kind(set))), Some(leaf)) => set.contains(*leaf),
                _ => false,
            };
            let made = self.split(KIND, tests.len(), leaves.len(), under);
            for (slot, node) in whole.iter_mut().zip(made) {
                *slot = self.diagram.or(*slot, node);
            }
        }
        for ((test, _), node) in tests.iter().zip(whole) {
            self.tests.insert(*test, node);
        }
    }

    /// A variable for each word of a list; each of them may stand in it, whatever the others do.
    fn word_variables(&mut self, fact: FactIx, tests: &[(u32, &Test)], words: usize) {
        let mut whole = vec![NO; tests.len()];
        for word in 0..words {
            let named = |t: &Test| matches!(t, Test::Has(set) if set.contains(word));
            if !tests.iter().any(|(_, t)| named(t)) {
                continue;
            }
            let variable = self.variable(2, vec![fact]);
            let node = self.diagram.node(variable, vec![NO, YES]);
            for (slot, (_, test)) in whole.iter_mut().zip(tests) {
                if named(test) {
                    *slot = self.diagram.or(*slot, node);
                }
            }
        }
        for ((test, _), node) in tests.iter().zip(whole) {
            self.tests.insert(*test, node);
        }
    }

    /// The diagram of the whole decision.
    fn root(&mut self, decision: &Decision, values: &[Tri]) -> Ref {
        let mut steps = Vec::new();
        let mut root = leaf(decision.otherwise);
        for (node, outcome) in &decision.steps {
            match value(values, *node) {
                Tri::False => {}
                Tri::Unknown => steps.push((*node, *outcome)),
                Tri::True => {
                    root = leaf(*outcome);
                    break;
                }
            }
        }
        for (node, outcome) in steps.into_iter().rev() {
            let when = self.of_node(node, values);
            root = self.diagram.pick(when, outcome, root);
        }
        root
    }

    fn of_node(&mut self, node: NodeId, values: &[Tri]) -> Ref {
        match value(values, node) {
            Tri::True => return YES,
            Tri::False => return NO,
            Tri::Unknown => {}
        }
        if let Some(found) = self.nodes.get(&node) {
            return *found;
        }
        let program = self.program;
        let made = match program.nodes.get(node as usize) {
            Some(Node::Test(t)) => self.tests.get(t).copied().unwrap_or(NO),
            Some(Node::Not(n)) => {
                let inner = self.of_node(*n, values);
                self.diagram.not(inner)
            }
            Some(Node::And(parts)) => program.parts(*parts).iter().fold(YES, |all, n| {
                let part = self.of_node(*n, values);
                self.diagram.and(all, part)
            }),
            Some(Node::Or(parts)) => program.parts(*parts).iter().fold(NO, |any, n| {
                let part = self.of_node(*n, values);
                self.diagram.or(any, part)
            }),
            // What can never be known stays apart from everything else.
            Some(Node::Const(_)) | None => {
                let variable = self.variable(2, Vec::new());
                self.diagram.node(variable, vec![NO, YES])
            }
        };
        self.nodes.insert(node, made);
        made
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
                Some(Node::And(parts) | Node::Or(parts)) => todo.extend(self.program.parts(*parts)),
                Some(Node::Const(_)) | None => {}
            }
        }
        let mut found: Vec<FactIx> = found.into_iter().collect();
        self.with_kind(0, &mut found, cells);
        found
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
        let options = cells_of(column, &tests, cells.get(usize::from(fact)))?;
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
                Some(Node::And(parts) | Node::Or(parts)) => todo.extend(self.program.parts(*parts)),
                Some(Node::Const(_)) | None => {}
            }
        }
        found
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

fn missing(facts: &[FactIx], cells: &[Cell]) -> Vec<FactIx> {
    facts.iter().copied().filter(|f| is_missing(cells, *f)).collect()
}

/// Every value of a fact that the tests can tell apart; `None` where there are too many.
fn cells_of(column: &Column, tests: &[&Test], known: Option<&Cell>) -> Option<Vec<Cell>> {
    let options: Vec<Cell> = match column.kind {
        ColumnKind::Bool => vec![Cell::Bool(true), Cell::Bool(false)],
        ColumnKind::Points => {
            let places = points(tests).into_iter().filter(|p| !column.is_gap(*p));
            places.map(|p| Cell::Point(p, Exact::zero())).collect()
        }
        ColumnKind::Ranges => spans(tests),
        ColumnKind::Choice | ColumnKind::Text => {
            words(tests, column.words.len(), column.kind == ColumnKind::Text, known)
        }
        ColumnKind::Codes => codes(column, known),
        ColumnKind::List => lists(tests, column.words.len(), known)?,
        ColumnKind::Kinds => return None,
    };
    (options.len() <= CELLS_MAX).then_some(options)
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

/// Every place at which a customs code may still stand.
fn codes(column: &Column, known: Option<&Cell>) -> Vec<Cell> {
    let one = |place: usize| {
        let mut set = KindSet::empty(column.code_places());
        set.insert(place);
        Cell::Codes(set)
    };
    match known {
        Some(Cell::Codes(places)) => places.iter().map(one).collect(),
        _ => (0..column.code_places()).map(one).collect(),
    }
}

/// One answer per group of words that the tests do not tell apart.
fn words(tests: &[&Test], count: usize, open: bool, known: Option<&Cell>) -> Vec<Cell> {
    let not = |word: usize| matches!(known, Some(Cell::Not(words)) if words.contains(word));
    let mut groups: Vec<(Vec<bool>, Option<u16>)> = Vec::new();
    let every =
        (0..count).filter(|w| !not(*w)).filter_map(|w| u16::try_from(w).ok()).map(Some).chain(open.then_some(None));
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
