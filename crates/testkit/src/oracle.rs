//! The naive oracle: a tree walker over the syntax trees of a library, with values instead of cells and strong Kleene
//! logic, in the order of force of docs/PACKS.md. Obvious rather than fast; it shares nothing with the mechanism that
//! it checks but the public types.

use certmap_base::{Code, Date, Exact, Quantity};
use certmap_expr::{Expr, Node, Tri};
use certmap_pack::{Band, FactType, Library, Pack, Phase, PhaseKind, Rule, Scheme, Value};
use certmap_scope::{Outcome, Product};
use std::cell::RefCell;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

/// What is known of the kind of a product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KindIs {
    /// This kind, or any kind below it.
    Under(String),
    /// This kind and none that is written below it ("another one of these").
    Exactly(String),
}

/// Everything that is known of a product on a day.
#[derive(Debug, Clone)]
pub struct Known {
    /// Values of facts.
    pub values: BTreeMap<String, Value>,
    /// Main kind first.
    pub kinds: Vec<KindIs>,
    /// What is taken for schemes that no pack has; left out, they are unknown.
    pub absent: BTreeMap<String, bool>,
}

impl Known {
    /// What a product says, what its kinds imply, what that brings along, the dates, what the kinds assume, and what is
    /// assumed of every product; in this order.
    #[must_use]
    pub fn of(library: &Library, product: &Product, on: Date) -> Known {
        let mut values: BTreeMap<String, Value> =
            product.facts.iter().map(|(name, answer)| (name.clone(), answer.value.clone())).collect();
        let implies = |kind: &String| library.common.kinds.get(kind).unwrap().implies.clone();
        let kinds: Vec<_> = product.kind.iter().chain(&product.kinds).map(implies).collect();
        let names: BTreeSet<&String> = kinds.iter().flatten().map(|(name, _)| name).collect();
        for name in names {
            let by_kind: Vec<Option<&Value>> = kinds.iter().map(|k| k.get(name)).collect();
            let implied = if by_kind.contains(&Some(&Value::Bool(true))) {
                // What one kind has, the whole product has.
                Some(Value::Bool(true))
            } else if by_kind.iter().all(|v| *v == Some(&Value::Bool(false))) {
                // It lacks only what every kind of it lacks.
                Some(Value::Bool(false))
            } else {
                // A quantity is that of the main kind.
                by_kind.first().copied().flatten().filter(|v| !matches!(v, Value::Bool(_))).cloned()
            };
            if let Some(value) = implied {
                values.entry(name.clone()).or_insert(value);
            }
        }
        settle(library, &mut values);
        for name in ["manufactured_on", "applied_on", "imported_on", "placed_on_market_on"] {
            values.entry(name.to_owned()).or_insert(Value::Date(on));
        }
        let assumes: Vec<_> = product
            .kind
            .iter()
            .chain(&product.kinds)
            .map(|kind| library.common.kinds.get(kind).unwrap().assumes.clone())
            .collect();
        for (name, value) in assumes.iter().flatten() {
            let by_kind: Vec<Option<&Value>> = assumes.iter().map(|k| k.get(name)).collect();
            let holds = match value {
                Value::Bool(true) => true,
                Value::Bool(false) => by_kind.iter().all(|v| *v == Some(value)),
                _ => by_kind[0] == Some(value),
            };
            if holds {
                values.entry(name.clone()).or_insert_with(|| value.clone());
            }
        }
        for fact in library.common.facts.values() {
            if let Some(assumed) = &fact.assume {
                values.entry(fact.id.clone()).or_insert_with(|| assumed.clone());
            }
        }
        settle(library, &mut values);
        let main = product.kind.clone().unwrap_or_else(|| "product".to_owned());
        let kinds = std::iter::once(main).chain(product.kinds.iter().cloned()).map(KindIs::Under).collect();
        Known { values, kinds, absent: BTreeMap::new() }
    }
}

/// True if no fact denies what another one brings along.
#[must_use]
pub fn is_possible(library: &Library, values: &BTreeMap<String, Value>) -> bool {
    library.common.dependencies.iter().all(|d| {
        let holds = match (values.get(&d.fact), &d.choice) {
            (Some(Value::Bool(b)), None) => *b,
            (Some(Value::Choice(w)), Some(choice)) => w == choice,
            _ => false,
        };
        !holds || values.get(&d.then).is_none_or(|v| *v == Value::Bool(d.value))
    })
}

/// Puts in every yes-or-no fact of which only one value is possible beside the others.
fn settle(library: &Library, values: &mut BTreeMap<String, Value>) {
    let facts: BTreeSet<&String> = library.common.dependencies.iter().flat_map(|d| [&d.fact, &d.then]).collect();
    let is_bool = |f: &&String| library.common.facts[*f].kind == FactType::Bool;
    loop {
        let before = values.len();
        for fact in facts.iter().copied().filter(is_bool) {
            if values.contains_key(fact) || !is_possible(library, values) {
                continue;
            }
            let possible = [false, true].map(|b| {
                let mut with = values.clone();
                with.insert(fact.clone(), Value::Bool(b));
                is_possible(library, &with)
            });
            if possible[0] != possible[1] {
                values.insert(fact.clone(), Value::Bool(possible[1]));
            }
        }
        if values.len() == before {
            return;
        }
    }
}

/// Evaluates a library by walking its trees.
pub struct Oracle<'a> {
    library: &'a Library,
}

impl<'a> Oracle<'a> {
    /// An oracle for a library.
    #[must_use]
    pub fn new(library: &'a Library) -> Oracle<'a> {
        Oracle { library }
    }

    /// Outcomes that may still be, scheme by scheme; one where it is decided.
    #[must_use]
    pub fn outcomes(&self, known: &Known) -> BTreeMap<String, Vec<Outcome>> {
        let walk = Walk { library: self.library, known, seen: RefCell::new(BTreeMap::new()) };
        let schemes = self.library.packs.iter().flat_map(|p| &p.schemes);
        schemes.map(|s| (s.id.clone(), walk.scheme(&s.id).unwrap())).collect()
    }

    /// The outcome of a scheme, unknown where more than one is possible.
    #[must_use]
    pub fn outcome(&self, known: &Known, scheme: &str) -> Outcome {
        match self.outcomes(known).get(scheme).unwrap().as_slice() {
            [one] => *one,
            _ => Outcome::Unknown,
        }
    }

    /// The number of a value of a pack; none where it is no number, or not known.
    #[must_use]
    pub fn number(&self, known: &Known, pack: &Pack, expr: &Expr) -> Option<Exact> {
        Walk { library: self.library, known, seen: RefCell::new(BTreeMap::new()) }.number(pack, expr)
    }

    /// Whether a condition of a pack holds.
    #[must_use]
    pub fn condition(&self, known: &Known, pack: &Pack, expr: &Expr) -> Tri {
        Walk { library: self.library, known, seen: RefCell::new(BTreeMap::new()) }.holds(pack, expr)
    }
}

struct Walk<'a> {
    library: &'a Library,
    known: &'a Known,
    seen: RefCell<BTreeMap<String, Vec<Outcome>>>,
}

/// Whether a rule is in force on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Early,
    On,
    Late,
}

impl Walk<'_> {
    /// Outcomes of a scheme that are possible; `None` where no pack has it.
    fn scheme(&self, id: &str) -> Option<Vec<Outcome>> {
        if let Some(found) = self.seen.borrow().get(id) {
            return Some(found.clone());
        }
        let (pack, scheme) = self.library.scheme(id)?;
        let found = self.decide(pack, scheme);
        self.seen.borrow_mut().insert(id.to_owned(), found.clone());
        Some(found)
    }

    /// The order of force.
    fn decide(&self, pack: &Pack, scheme: &Scheme) -> Vec<Outcome> {
        let force = |rule: &Rule, stage: Stage| {
            let here = self.stage(scheme, &rule.phases) == stage;
            if here { self.holds(pack, &rule.when) } else { Tri::False }
        };
        let any = |rules: &[Rule]| rules.iter().map(|r| force(r, Stage::On)).fold(Tri::False, Tri::or);
        let about = |rules: &[Rule], entry: &Rule| {
            let mine = rules.iter().filter(|r| r.of.is_empty() || r.of.contains(&entry.id));
            mine.map(|r| force(r, Stage::On)).fold(Tri::False, Tri::or)
        };
        let entry = |entry: &Rule, stage: Stage| {
            let gates = scheme.gates.iter().filter(|g| !entry.skips.contains(&g.id));
            let gates = gates.map(|g| self.holds(pack, &g.when)).fold(Tri::True, Tri::and);
            force(entry, stage).and(gates).and(!about(&scheme.exclusions, entry))
        };
        let over = |test: &dyn Fn(&Rule) -> Tri| scheme.entries.iter().map(test).fold(Tri::False, Tri::or);
        let general = scheme.exclusions.iter().filter(|e| e.of.is_empty());
        let steps = [
            (any(&scheme.conflicts), Outcome::Conflict),
            (any(&scheme.bans), Outcome::Banned),
            (over(&|e| entry(e, Stage::On).and(!about(&scheme.exemptions, e))), Outcome::In),
            (over(&|e| entry(e, Stage::On).and(about(&scheme.exemptions, e))), Outcome::Exempt),
            (over(&|e| entry(e, Stage::Early)), Outcome::NotYet),
            (over(&|e| entry(e, Stage::Late)), Outcome::NoLonger),
            (general.map(|e| force(e, Stage::On)).fold(Tri::False, Tri::or), Outcome::Out),
            (!self.holds(pack, &scheme.covers), Outcome::NotCovered),
            (Tri::True, Outcome::Out),
        ];
        let mut possible = BTreeSet::new();
        for (holds, outcome) in steps {
            if holds != Tri::False {
                possible.insert(outcome);
            }
            if holds == Tri::True {
                break;
            }
        }
        possible.into_iter().collect()
    }

    fn stage(&self, scheme: &Scheme, phases: &[Phase]) -> Stage {
        let Some(Value::Date(day)) = self.known.values.get(scheme.governed_by.fact()) else {
            panic!("no governing day")
        };
        let Some(first) = phases.first() else { return Stage::On };
        let begun: Vec<&Phase> = phases.iter().filter(|p| p.from <= *day).collect();
        let Some(last) = begun.last() else {
            // Before the first phase: it was in force if the first thing that is written is its end.
            let ends = matches!(first.phase, PhaseKind::Legacy | PhaseKind::Repealed);
            return if ends { Stage::On } else { Stage::Early };
        };
        if last.until.is_some_and(|until| until <= *day) {
            return Stage::Late;
        }
        match last.phase {
            PhaseKind::Announced | PhaseKind::Accepting => Stage::Early,
            PhaseKind::Mandatory | PhaseKind::Legacy => Stage::On,
            PhaseKind::Repealed => Stage::Late,
        }
    }

    fn holds(&self, pack: &Pack, expr: &Expr) -> Tri {
        match &expr.node {
            Node::Bool(b) => Tri::from(*b),
            Node::And(parts) => parts.iter().map(|p| self.holds(pack, p)).fold(Tri::True, Tri::and),
            Node::Or(parts) => parts.iter().map(|p| self.holds(pack, p)).fold(Tri::False, Tri::or),
            Node::Not(a) => !self.holds(pack, a),
            Node::Is(kinds) => self.known.kinds.iter().map(|k| self.is(k, kinds)).fold(Tri::False, Tri::or),
            Node::Applies(scheme) => match self.scheme(scheme) {
                Some(possible) if possible == [Outcome::In] => Tri::True,
                Some(possible) if possible.contains(&Outcome::In) => Tri::Unknown,
                Some(_) => Tri::False,
                None => Tri::from(self.known.absent.get(scheme).copied()),
            },
            Node::If(c, a, b) => match self.holds(pack, c) {
                Tri::True => self.holds(pack, a),
                Tri::False => self.holds(pack, b),
                Tri::Unknown if self.holds(pack, a) == self.holds(pack, b) => self.holds(pack, a),
                Tri::Unknown => Tri::Unknown,
            },
            Node::Compare(op, a, b) => match (self.value(pack, a), self.value(pack, b)) {
                (Some(Value::Choice(x) | Value::Text(x)), Some(Value::Choice(y) | Value::Text(y))) => {
                    Tri::from(op.holds(x.cmp(&y)))
                }
                (Some(Value::Date(x)), Some(Value::Date(y))) => Tri::from(op.holds(x.cmp(&y))),
                _ => match (self.number(pack, a), self.number(pack, b)) {
                    (Some(x), Some(y)) => Tri::from(op.holds(x.cmp(&y))),
                    _ => Tri::Unknown,
                },
            },
            Node::OneOf(name, words) => match self.named(pack, name) {
                Some(Value::Choice(w)) => Tri::from(words.contains(&w)),
                _ => Tri::Unknown,
            },
            Node::Has(name, words) => match self.named(pack, name) {
                Some(Value::List { items, .. }) if items.iter().any(|i| words.contains(i)) => Tri::True,
                Some(Value::List { complete: true, .. }) => Tri::False,
                _ => Tri::Unknown,
            },
            Node::Under(name, codes) => match self.named(pack, name) {
                Some(Value::Codes(given)) => under(&given, codes),
                _ => Tri::Unknown,
            },
            Node::Covers(name, v) => match (self.named(pack, name), self.number(pack, v)) {
                (Some(Value::Range(low, high)), Some(v)) => Tri::from(low.in_base() <= v && v <= high.in_base()),
                _ => Tri::Unknown,
            },
            Node::Name(name) => match self.definition(pack, name) {
                Some(is) => self.holds(pack, is),
                None => match self.known.values.get(name) {
                    Some(Value::Bool(b)) => Tri::from(*b),
                    _ => Tri::Unknown,
                },
            },
            _ => panic!("no condition: {expr:?}"),
        }
    }

    fn definition<'b>(&self, pack: &'b Pack, name: &str) -> Option<&'b Expr> {
        pack.definitions.iter().find(|d| d.id == name).map(|d| &d.is)
    }

    /// The value of a fact, or of a definition that stands for a value.
    fn named(&self, pack: &Pack, name: &str) -> Option<Value> {
        match self.definition(pack, name) {
            Some(is) => self.value(pack, is),
            None => self.known.values.get(name).cloned(),
        }
    }

    /// A value as a whole: words, dates, lists, ranges.
    fn value(&self, pack: &Pack, expr: &Expr) -> Option<Value> {
        match &expr.node {
            Node::Word(w) => Some(Value::Text(w.clone())),
            Node::Date(d) => Some(Value::Date(*d)),
            Node::Quantity(q) => Some(Value::Quantity(q.clone())),
            Node::Name(name) => self.named(pack, name),
            Node::If(c, a, b) => match self.holds(pack, c) {
                Tri::True => self.value(pack, a),
                Tri::False => self.value(pack, b),
                Tri::Unknown => None,
            },
            _ => None,
        }
    }

    /// A number in base units.
    fn number(&self, pack: &Pack, expr: &Expr) -> Option<Exact> {
        match &expr.node {
            Node::Quantity(q) => Some(q.in_base()),
            Node::Name(name) => match self.definition(pack, name) {
                Some(is) => self.number(pack, is),
                None => match self.known.values.get(name) {
                    Some(Value::Quantity(q)) => Some(q.in_base()),
                    _ => None,
                },
            },
            Node::Min(name) | Node::Max(name) => match self.named(pack, name) {
                Some(Value::Range(low, high)) => {
                    Some(if matches!(expr.node, Node::Min(_)) { low.in_base() } else { high.in_base() })
                }
                _ => None,
            },
            Node::Add(a, b) => self.number(pack, a)?.add(&self.number(pack, b)?).ok(),
            Node::Sub(a, b) => self.number(pack, a)?.sub(&self.number(pack, b)?).ok(),
            Node::Mul(a, b) => self.number(pack, a)?.mul(&self.number(pack, b)?).ok(),
            Node::If(c, a, b) => match self.holds(pack, c) {
                Tri::True => self.number(pack, a),
                Tri::False => self.number(pack, b),
                Tri::Unknown => None,
            },
            Node::Lookup(table, value, column) => self.looked_up(pack, table, value, column.as_deref()),
            _ => None,
        }
    }

    /// The value in the row and column of a table; none beyond its rows and before its first edition.
    fn looked_up(&self, pack: &Pack, table: &str, value: &Expr, column: Option<&Expr>) -> Option<Exact> {
        let table = &pack.tables[table];
        let day = table.governed_by.map(|role| match self.known.values.get(role.fact()) {
            Some(Value::Date(day)) => *day,
            _ => panic!("no governing day"),
        });
        let mut held = table.editions.iter().filter(|e| e.from.is_none_or(|from| from <= day.unwrap()));
        let number = self.number(pack, value)?;
        let column = match column {
            None => 0,
            Some(column) => match self.value(pack, column)? {
                Value::Text(word) | Value::Choice(word) => table.columns.iter().position(|c| c.id == word).unwrap(),
                other => panic!("no column: {other}"),
            },
        };
        let beyond = |limit: &Bound<Quantity>, out: Ordering| match limit {
            Bound::Included(q) => number.cmp(&q.in_base()) == out,
            Bound::Excluded(q) => number.cmp(&q.in_base()) == out || number == q.in_base(),
            Bound::Unbounded => false,
        };
        let inside = |b: &&Band| !beyond(&b.start, Ordering::Less) && !beyond(&b.end, Ordering::Greater);
        Some(held.next_back()?.bands.iter().find(inside)?.values[column].in_base())
    }

    /// A coarse kind never yields a wrong "no", nor a wrong "yes".
    fn is(&self, kind: &KindIs, asked: &[String]) -> Tri {
        let mine: BTreeSet<String> = match kind {
            KindIs::Under(id) => self.below(id),
            KindIs::Exactly(id) => BTreeSet::from([id.clone()]),
        };
        let theirs: BTreeSet<String> = asked.iter().flat_map(|id| self.below(id)).collect();
        match (mine.is_subset(&theirs), mine.is_disjoint(&theirs)) {
            (true, _) => Tri::True,
            (_, true) => Tri::False,
            _ => Tri::Unknown,
        }
    }

    /// A kind and everything below it.
    fn below(&self, id: &str) -> BTreeSet<String> {
        let kinds = &self.library.common.kinds;
        let mut found = BTreeSet::from([id.to_owned()]);
        for child in &kinds.get(id).unwrap().below {
            found.extend(self.below(&kinds.kinds[*child].id));
        }
        found
    }
}

/// Whether a code that begins as one of the given ones lies under one of those that are asked about.
fn under(given: &[Code], asked: &[String]) -> Tri {
    let asked: Vec<Code> = asked.iter().map(|c| Code::parse(c).unwrap()).collect();
    let one = |code: &Code| {
        if asked.iter().any(|a| code.is_under(a)) {
            Tri::True
        } else if asked.iter().any(|a| a.is_under(code)) {
            Tri::Unknown
        } else {
            Tri::False
        }
    };
    let each: Vec<Tri> = given.iter().map(one).collect();
    if each.iter().all(|t| *t == each[0]) { each[0] } else { Tri::Unknown }
}
