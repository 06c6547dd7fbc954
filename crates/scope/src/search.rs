//! Looking for a product on which a limit decides: facts are answered one after the other until everything beside the
//! limit is settled.

use crate::cell::Cell;
use crate::engine::Engine;
use crate::facts::Dates;
use crate::product::Product;
use crate::program::{Column, ColumnKind, FactIx, KIND, Lazy, Node, NodeId, Program, Test};
use crate::residual::{Decision, Settler};
use crate::result::Outcome;
use certmap_base::{Date, Exact};
use certmap_expr::Tri;
use certmap_pack::{DateRole, KindSet, Value};
use std::collections::BTreeSet;

/// Nodes with the value that they must have.
pub(crate) type Wanted = Vec<(NodeId, bool)>;

/// Ways from a rule to a limit that are tried.
const WAYS_MAX: usize = 6;
/// Answers to one fact that are tried; of kinds all that can be told apart.
const ANSWERS_MAX: usize = 64;
/// Facts that are answered once the limit decides, so that nothing stays open.
const COMPLETED_MAX: usize = 24;

/// What is varied: a fact around a cut, or the dates of the goods around a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Vary {
    Cut(FactIx, u16),
    Day(Date),
}

/// Outcomes below, at and above a limit.
pub(crate) type Sides = [Outcome; 3];

/// What was seen on the three sides.
struct Seen {
    sides: Sides,
    /// The first undecided side, and a fact that it waits for.
    need: Option<(u16, FactIx)>,
}

impl Seen {
    /// Least where the sides differ and nothing is open.
    fn rank(&self) -> (bool, usize) {
        (!differ(&self.sides), unknown(&self.sides))
    }
}

/// Looks for products.
pub(crate) struct Search<'e> {
    engine: &'e Engine<'e>,
    settler: Settler<'e>,
    lazy: Lazy,
    /// Facts for which a value is assumed, with it.
    assumed: Vec<(FactIx, Cell)>,
    dates: Vec<FactIx>,
    steps: usize,
}

impl<'e> Search<'e> {
    pub(crate) fn new(engine: &'e Engine<'e>) -> Search<'e> {
        let columns = engine.program.columns.iter().enumerate();
        let assumed = columns.filter_map(|(i, column)| {
            let value = engine.library.common.facts.get(&column.fact)?.assume.as_ref()?;
            Some((FactIx::try_from(i).ok()?, column.cell(value)))
        });
        Search {
            engine,
            settler: Settler::new(&engine.program, &engine.kinds),
            lazy: Lazy::new(engine.program.nodes.len()),
            assumed: assumed.collect(),
            dates: DateRole::ALL.iter().filter_map(|r| engine.program.column(r.fact())).collect(),
            steps: 0,
        }
    }

    /// Allows so many steps from here on.
    pub(crate) fn allow(&mut self, steps: usize) {
        self.steps = steps;
    }

    pub(crate) fn is_spent(&self) -> bool {
        self.steps == 0
    }

    pub(crate) fn is_date(&self, fact: FactIx) -> bool {
        self.dates.contains(&fact)
    }

    /// Cells of a product of which nothing is known, not even what is assumed.
    pub(crate) fn start(&self, on: Date) -> Vec<Cell> {
        let mut cells = self.engine.cells(&Product::default(), &Dates::all(on));
        for (fact, _) in &self.assumed {
            put(&mut cells, *fact, Cell::Missing);
        }
        cells
    }

    /// Sets what is varied to one of its sides: 0 below, 1 at, 2 above.
    pub(crate) fn vary(&self, cells: &mut [Cell], vary: Vary, side: u16) {
        let program = &self.engine.program;
        match vary {
            Vary::Day(day) => {
                let day = day.add_days(i64::from(side.min(1)) - 1);
                for (fact, day) in Dates::all(day).facts() {
                    let Some(ix) = program.column(fact) else { continue };
                    if let Some(column) = program.columns.get(usize::from(ix)) {
                        put(cells, ix, column.cell(&Value::Date(day)));
                    }
                }
            }
            Vary::Cut(fact, cut) => {
                let Some(column) = program.columns.get(usize::from(fact)) else { return };
                let Some(limit) = column.cuts.get(usize::from(cut)) else { return };
                let cell = if column.days {
                    let day = crate::cell::date(limit).add_days(i64::from(side) - 1);
                    column.cell(&Value::Date(day))
                } else {
                    at(column, 2 * cut + side, *limit)
                };
                put(cells, fact, cell);
            }
        }
    }

    /// Cells under which all wanted nodes have their values, and the dictionary sees no contradiction.
    pub(crate) fn satisfy(&mut self, start: Vec<Cell>, wanted: &[(NodeId, bool)]) -> Option<Vec<Cell>> {
        let engine = self.engine;
        let mut stack = vec![start];
        while let Some(cells) = stack.pop() {
            self.steps = self.steps.checked_sub(1)?;
            self.lazy.clear();
            let Some(open) = self.open(&cells, wanted) else { continue };
            if open.is_empty() {
                return Some(cells);
            }
            let goal = Decision { steps: open.iter().map(|n| (*n, Outcome::In)).collect(), otherwise: Outcome::Out };
            let live = self.settler.live(&goal, &cells, &self.lazy.values);
            let answers = live.iter().map(|fact| self.answers(*fact, &goal, &live, &cells)).find(|a| !a.is_empty());
            stack.extend(answers.into_iter().flatten().rev().filter_map(|c| with_implied(engine, c)));
        }
        None
    }

    /// Wanted nodes that are not decided; none where one of them is decided otherwise.
    fn open(&mut self, cells: &[Cell], wanted: &[(NodeId, bool)]) -> Option<Vec<NodeId>> {
        let program = &self.engine.program;
        let mut open = Vec::new();
        for (node, value) in wanted {
            match program.force(*node, cells, &mut self.lazy) {
                Tri::Unknown => open.push(*node),
                found if found == Tri::from(*value) => {}
                _ => return None,
            }
        }
        let mut contradictions = program.contradictions.iter();
        let sound = contradictions.all(|n| !program.force(*n, cells, &mut self.lazy).is_true());
        sound.then_some(open)
    }

    fn answers(&self, fact: FactIx, goal: &Decision, live: &[FactIx], cells: &[Cell]) -> Vec<Vec<Cell>> {
        let exact = self.settler.answers(fact, goal, live, cells, &self.lazy.values);
        let mut answers = exact.unwrap_or_else(|| samples(&self.engine.program, fact, cells));
        if fact != KIND {
            answers.truncate(ANSWERS_MAX);
        }
        answers
    }

    /// Outcomes on the three sides; first everything that is still open and matters is answered, so that the sides differ.
    pub(crate) fn sides(&mut self, mut cells: Vec<Cell>, vary: Vary, decision: &Decision) -> (Sides, Vec<Cell>) {
        for (fact, cell) in &self.assumed {
            if cells.get(usize::from(*fact)) == Some(&Cell::Missing) {
                put(&mut cells, *fact, cell.clone());
            }
        }
        let mut now = self.look(&cells, vary, decision);
        for _ in 0..COMPLETED_MAX {
            let Some(need) = now.need else { break };
            let Some((answer, next)) = self.answered(&cells, vary, decision, need) else { break };
            (cells, now) = (answer, next);
        }
        (now.sides, cells)
    }

    /// The answer to a fact that a side waits for with which the sides still differ and least is left open.
    fn answered(
        &mut self,
        cells: &[Cell],
        vary: Vary,
        decision: &Decision,
        (side, fact): (u16, FactIx),
    ) -> Option<(Vec<Cell>, Seen)> {
        let mut there = cells.to_vec();
        self.vary(&mut there, vary, side);
        self.lazy.clear();
        decision.force(&self.engine.program, &there, &mut self.lazy);
        let answers = self.answers(fact, decision, &[fact], &there);
        let mut best: Option<(Vec<Cell>, Seen)> = None;
        for answer in answers.into_iter().filter_map(|a| with_implied(self.engine, a)).take(16) {
            let answer = self.back(answer, cells, vary);
            if self.contradicts(&answer) {
                continue;
            }
            let seen = self.look(&answer, vary, decision);
            if best.as_ref().is_none_or(|(_, known)| seen.rank() < known.rank()) {
                best = Some((answer, seen));
            }
        }
        best
    }

    fn contradicts(&mut self, cells: &[Cell]) -> bool {
        self.lazy.clear();
        let program = &self.engine.program;
        program.contradictions.iter().any(|n| program.force(*n, cells, &mut self.lazy).is_true())
    }

    /// Undoes the varying in an answer.
    fn back(&self, mut answer: Vec<Cell>, cells: &[Cell], vary: Vary) -> Vec<Cell> {
        let varied: &[FactIx] = match &vary {
            Vary::Cut(fact, _) => std::slice::from_ref(fact),
            Vary::Day(_) => &self.dates,
        };
        for fact in varied {
            if let Some(cell) = cells.get(usize::from(*fact)) {
                put(&mut answer, *fact, cell.clone());
            }
        }
        answer
    }

    /// Looks at the three sides.
    fn look(&mut self, cells: &[Cell], vary: Vary, decision: &Decision) -> Seen {
        let mut need = None;
        let sides = [0, 1, 2].map(|side| {
            let mut there = cells.to_vec();
            self.vary(&mut there, vary, side);
            self.lazy.clear();
            decision.force(&self.engine.program, &there, &mut self.lazy);
            let settled = self.settler.settle(decision, &there, &self.lazy.values);
            if need.is_none() && settled.outcome() == Outcome::Unknown {
                need = settled.needs.first().map(|f| (side, *f));
            }
            settled.outcome()
        });
        Seen { sides, need }
    }
}

pub(crate) fn differ(sides: &Sides) -> bool {
    let [below, at, above] = sides;
    below != at || at != above
}

pub(crate) fn unknown(sides: &Sides) -> usize {
    sides.iter().filter(|o| **o == Outcome::Unknown).count()
}

/// The kind of a product, where it is one kind alone.
pub(crate) fn kind_of(engine: &Engine, cells: &[Cell]) -> Option<String> {
    let Some(Cell::Kinds(kinds)) = cells.get(usize::from(KIND)) else { return None };
    let one = kinds.first().filter(|k| k.len() == 1)?;
    engine.library.common.kinds.kinds.get(one.iter().next()?).map(|k| k.id.clone())
}

fn put(cells: &mut [Cell], fact: FactIx, cell: Cell) {
    if let Some(slot) = cells.get_mut(usize::from(fact)) {
        *slot = cell;
    }
}

/// A number or a range of one value at a place.
fn at(column: &Column, place: u16, value: Exact) -> Cell {
    if column.kind == ColumnKind::Ranges {
        Cell::Span([place, place], [value, value])
    } else {
        Cell::Point(place, value)
    }
}

/// Puts in all that an exact kind implies; none where that contradicts what is known.
fn with_implied(engine: &Engine, mut cells: Vec<Cell>) -> Option<Vec<Cell>> {
    let Some(Cell::Kinds(kinds)) = cells.get(usize::from(KIND)) else { return Some(cells) };
    let [one] = kinds.as_slice() else { return Some(cells) };
    if one.len() != 1 {
        return Some(cells);
    }
    let kind = one.iter().next()?;
    for (fact, cell) in engine.kinds.implied(kind) {
        match cells.get(usize::from(*fact)) {
            Some(Cell::Missing) => put(&mut cells, *fact, cell.clone()),
            Some(known) if known != cell && !matches!(known, Cell::Words(..)) => return None,
            _ => {}
        }
    }
    Some(cells)
}

/// Some values of a fact, where there are too many to try all.
fn samples(program: &Program, fact: FactIx, cells: &[Cell]) -> Vec<Vec<Cell>> {
    let Some(column) = program.columns.get(usize::from(fact)) else { return Vec::new() };
    let options: Vec<Cell> = match column.kind {
        ColumnKind::Points | ColumnKind::Ranges => {
            let far = column.cuts.last().and_then(|c| c.add(&Exact::whole(1_000_000)).ok());
            let values = [Exact::zero()].into_iter().chain(column.cuts.iter().copied()).chain(far);
            values.map(|v| at(column, column.place(&v), v)).collect()
        }
        ColumnKind::List => {
            let words = column.words.len();
            let with = |word: Option<usize>| {
                let mut set = KindSet::empty(words);
                word.into_iter().for_each(|w| set.insert(w));
                Cell::Words(set, true)
            };
            std::iter::once(None).chain((0..words).map(Some)).map(with).collect()
        }
        ColumnKind::Choice => {
            (0..column.words.len()).filter_map(|w| u16::try_from(w).ok()).map(|w| Cell::Word(Some(w))).collect()
        }
        ColumnKind::Bool => vec![Cell::Bool(true), Cell::Bool(false)],
        ColumnKind::Text | ColumnKind::Codes | ColumnKind::Kinds => Vec::new(),
    };
    let patched = options.into_iter().map(|cell| {
        let mut next = cells.to_vec();
        put(&mut next, fact, cell);
        next
    });
    patched.collect()
}

/// The ways from a node down to the tests of a limit: what stands beside each way must have the value that leaves the
/// answer to the limit.
pub(crate) fn ways(program: &Program, root: NodeId, fact: FactIx, cut: u16) -> Vec<Wanted> {
    let is_limit =
        |t: u32| program.tests.get(t as usize).is_some_and(|c| c.fact == fact && cut_of(&c.test) == Some(cut));
    let mut walk = Walk { program, reaches: vec![None; program.nodes.len()], is_limit: &is_limit, found: Vec::new() };
    walk.down(root, &mut Vec::new());
    walk.found
}

pub(crate) fn cut_of(test: &Test) -> Option<u16> {
    match test {
        Test::Order(_, cut) | Test::Low(_, cut) | Test::High(_, cut) | Test::Covers(cut) => Some(*cut),
        _ => None,
    }
}

struct Walk<'a> {
    program: &'a Program,
    reaches: Vec<Option<bool>>,
    is_limit: &'a dyn Fn(u32) -> bool,
    found: Vec<Wanted>,
}

impl Walk<'_> {
    fn reaches(&mut self, node: NodeId) -> bool {
        if let Some(Some(known)) = self.reaches.get(node as usize) {
            return *known;
        }
        let program = self.program;
        let found = match program.nodes.get(node as usize) {
            Some(Node::Test(t)) => (self.is_limit)(*t),
            Some(Node::Not(n)) => self.reaches(*n),
            Some(Node::And(parts) | Node::Or(parts)) => program.parts(*parts).iter().any(|n| self.reaches(*n)),
            Some(Node::Const(_)) | None => false,
        };
        if let Some(slot) = self.reaches.get_mut(node as usize) {
            *slot = Some(found);
        }
        found
    }

    fn down(&mut self, node: NodeId, beside: &mut Wanted) {
        if self.found.len() >= WAYS_MAX || !self.reaches(node) {
            return;
        }
        let program = self.program;
        match program.nodes.get(node as usize) {
            Some(Node::Test(_)) => self.found.push(beside.clone()),
            Some(Node::Not(n)) => self.down(*n, beside),
            Some(Node::And(parts)) => self.branch(program.parts(*parts), true, beside),
            Some(Node::Or(parts)) => self.branch(program.parts(*parts), false, beside),
            Some(Node::Const(_)) | None => {}
        }
    }

    fn branch(&mut self, parts: &[NodeId], value: bool, beside: &mut Wanted) {
        let open: Vec<NodeId> = parts.iter().copied().filter(|n| self.reaches(*n)).collect();
        let before = beside.len();
        beside.extend(parts.iter().filter(|n| !open.contains(n)).map(|n| (*n, value)));
        for part in open {
            self.down(part, beside);
        }
        beside.truncate(before);
    }
}

/// Limits that a node reads: facts with their cuts. What the given nodes read, which other schemes decide, is left out.
pub(crate) fn limits(program: &Program, node: NodeId, others: &BTreeSet<NodeId>) -> BTreeSet<(FactIx, u16)> {
    let mut found = BTreeSet::new();
    let mut seen = others.clone();
    let mut todo = vec![node];
    while let Some(node) = todo.pop() {
        if !seen.insert(node) {
            continue;
        }
        match program.nodes.get(node as usize) {
            Some(Node::Test(t)) => {
                let code = program.tests.get(*t as usize);
                found.extend(code.and_then(|c| Some((c.fact, cut_of(&c.test)?))));
            }
            Some(Node::Not(n)) => todo.push(*n),
            Some(Node::And(parts) | Node::Or(parts)) => todo.extend(program.parts(*parts)),
            Some(Node::Const(_)) | None => {}
        }
    }
    found
}
