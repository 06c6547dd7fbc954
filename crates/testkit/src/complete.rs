//! Every way in which the missing facts of a product can turn out, as far as the conditions of a library can tell.

use crate::{KindIs, Known};
use certmap_base::{Code, Date, Exact, Quantity};
use certmap_expr::{Expr, Node};
use certmap_pack::{FactType, Library, Value};
use std::collections::BTreeSet;
use std::ops::Bound;

/// One thing that is not known, with everything that it can be.
#[derive(Debug, Clone)]
pub enum Axis {
    /// A fact.
    Fact(String, Vec<Value>),
    /// A kind of the product, by its place.
    Kind(usize, Vec<KindIs>),
    /// Whether a scheme that no pack has applies.
    Absent(String),
}

impl Axis {
    /// Number of values.
    #[must_use]
    pub fn size(&self) -> usize {
        match self {
            Axis::Fact(_, values) => values.len(),
            Axis::Kind(_, leaves) => leaves.len(),
            Axis::Absent(_) => 2,
        }
    }

    /// Name of the fact, or `kind`; nothing can be asked about absent schemes.
    #[must_use]
    pub fn question(&self) -> Option<&str> {
        match self {
            Axis::Fact(name, _) => Some(name),
            Axis::Kind(..) => Some("kind"),
            Axis::Absent(_) => None,
        }
    }

    /// Says the value with a number.
    pub fn say(&self, known: &mut Known, i: usize) {
        match self {
            Axis::Fact(name, values) => drop(known.values.insert(name.clone(), values[i].clone())),
            Axis::Kind(place, leaves) => known.kinds[*place] = leaves[i].clone(),
            Axis::Absent(scheme) => drop(known.absent.insert(scheme.clone(), i == 1)),
        }
    }
}

/// All that is missing, and all completions by number.
#[derive(Debug, Clone)]
pub struct Completions {
    /// What is known.
    pub partial: Known,
    /// What is not.
    pub axes: Vec<Axis>,
    /// True if every difference that a condition can make is among the values.
    pub complete: bool,
}

impl Completions {
    /// Everything that conditions of the library read and that is not known.
    #[must_use]
    pub fn new(library: &Library, partial: Known) -> Completions {
        let read = Reading::of(library);
        let mut axes = Vec::new();
        for (name, fact) in &library.common.facts {
            let known = partial.values.get(name);
            let open = matches!(known, None | Some(Value::List { complete: false, .. } | Value::Codes(_)));
            if open && read.names.contains(name.as_str()) {
                axes.push(Axis::Fact(name.clone(), read.values(library, &fact.kind, known)));
            }
        }
        for (place, kind) in partial.kinds.iter().enumerate() {
            let leaves = leaves(library, kind);
            if leaves.len() > 1 && read.kinds {
                axes.push(Axis::Kind(place, leaves));
            }
        }
        let absent = read.schemes.iter().filter(|s| library.scheme(s).is_none());
        axes.extend(absent.map(|s| Axis::Absent((*s).to_owned())));
        let complete = !read.general;
        Completions { partial, axes, complete }
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.axes.iter().fold(1, |n, a| n.saturating_mul(a.size()))
    }

    /// The completion with a number; numbers past the end begin again.
    #[must_use]
    pub fn nth(&self, number: usize) -> Known {
        let mut known = self.partial.clone();
        let mut rest = number;
        for axis in &self.axes {
            axis.say(&mut known, rest % axis.size());
            rest /= axis.size();
        }
        known
    }

    /// Numbers of all completions that are possible, or of so many drawn ones where there are more.
    #[must_use]
    pub fn numbers(&self, library: &Library, most: usize) -> Vec<usize> {
        let count = self.count();
        let possible = |n: &usize| crate::is_possible(library, &self.nth(*n).values);
        if count <= most {
            return (0..count).filter(possible).collect();
        }
        let mut noise = crate::noise::Noise::new(count as u64);
        (0..most).map(|_| usize::try_from(noise.next() >> 1).unwrap()).filter(possible).collect()
    }

    /// Number of the completion that differs from another by one step on an axis; `None` at its end.
    #[must_use]
    pub fn neighbour(&self, number: usize, axis: usize) -> Option<usize> {
        let stride: usize = self.axes[..axis].iter().map(Axis::size).product();
        let place = number / stride % self.axes[axis].size();
        (place + 1 < self.axes[axis].size()).then_some(number + stride)
    }
}

/// Leaves under a kind; the kind itself stands for "another one of these".
fn leaves(library: &Library, kind: &KindIs) -> Vec<KindIs> {
    let KindIs::Under(id) = kind else { return vec![kind.clone()] };
    let mut found = BTreeSet::new();
    let mut todo = vec![id.clone()];
    while let Some(id) = todo.pop() {
        let below = &library.common.kinds.get(&id).unwrap().below;
        todo.extend(below.iter().map(|i| library.common.kinds.kinds[*i].id.clone()));
        found.insert(id);
    }
    found.into_iter().map(KindIs::Exactly).collect()
}

/// Every condition of a library: definitions, rules, routes, covers, notices, papers.
pub fn conditions<'a>(library: &'a Library, visit: &mut dyn FnMut(&'a Expr)) {
    for pack in &library.packs {
        pack.definitions.iter().for_each(|d| d.is.walk(visit));
        for scheme in &pack.schemes {
            scheme.covers.walk(visit);
            for rule in scheme.rules() {
                rule.when.walk(visit);
                rule.exclusions.iter().for_each(|e| e.when.walk(visit));
            }
            scheme.routes.iter().for_each(|r| r.when.walk(visit));
            scheme.notices.iter().for_each(|n| n.when.walk(visit));
            scheme.reuse.iter().for_each(|r| r.when.walk(visit));
        }
    }
}

/// What the conditions of a library read.
struct Reading<'a> {
    names: BTreeSet<&'a str>,
    kinds: bool,
    schemes: BTreeSet<&'a str>,
    constants: BTreeSet<Exact>,
    days: BTreeSet<Date>,
    words: BTreeSet<&'a str>,
    codes: BTreeSet<Code>,
    /// Some comparison reads more than one fact, so that thresholds do not cut its values.
    general: bool,
}

impl<'a> Reading<'a> {
    fn of(library: &'a Library) -> Reading<'a> {
        let mut read = Reading {
            names: BTreeSet::new(),
            kinds: false,
            schemes: BTreeSet::new(),
            constants: BTreeSet::new(),
            days: BTreeSet::new(),
            words: BTreeSet::new(),
            codes: BTreeSet::new(),
            general: false,
        };
        conditions(library, &mut |e| read.node(e));
        for table in library.packs.iter().flat_map(|p| p.tables.values()) {
            for edition in &table.editions {
                read.days.extend(edition.from);
                let limits = edition.bands.iter().flat_map(|b| [&b.start, &b.end]);
                read.constants.extend(limits.filter_map(|l| match l {
                    Bound::Included(q) | Bound::Excluded(q) => Some(q.in_base()),
                    Bound::Unbounded => None,
                }));
                read.constants.extend(edition.bands.iter().flat_map(|b| &b.values).map(Quantity::in_base));
            }
        }
        read
    }

    fn node(&mut self, expr: &'a Expr) {
        self.names.extend(expr.names());
        self.schemes.extend(expr.schemes());
        match &expr.node {
            Node::Is(_) => self.kinds = true,
            Node::Under(_, codes) => self.codes.extend(codes.iter().map(|c| Code::parse(c).unwrap())),
            Node::Date(d) => drop(self.days.insert(*d)),
            Node::Compare(_, a, b) => {
                let arithmetic = |e: &Expr| matches!(e.node, Node::Add(..) | Node::Sub(..) | Node::Mul(..));
                let constant = |e: &Expr| constant(e).is_some();
                self.general |= (arithmetic(a) && !constant(a)) || (arithmetic(b) && !constant(b));
                self.general |= !constant(a) && !constant(b) && !matches!(b.node, Node::Word(_) | Node::Date(_));
                if let Node::Word(w) = &b.node {
                    self.words.insert(w);
                }
            }
            _ => {}
        }
        self.constants.extend(constant(expr));
    }

    fn values(&self, library: &Library, kind: &FactType, known: Option<&Value>) -> Vec<Value> {
        let units = &library.common.units;
        match kind {
            FactType::Bool => vec![Value::Bool(false), Value::Bool(true)],
            FactType::Number => {
                self.places().iter().map(|x| Value::Quantity(units.quantity(*x, "").unwrap())).collect()
            }
            FactType::Quantity { unit, .. } => {
                self.places().iter().map(|x| Value::Quantity(units.quantity(*x, unit).unwrap())).collect()
            }
            FactType::Range { unit, .. } => {
                let places = self.places();
                let quantity = |x: &Exact| units.quantity(*x, unit).unwrap();
                let pairs =
                    places.iter().enumerate().flat_map(|(i, low)| places[i..].iter().map(move |high| (low, high)));
                pairs.map(|(low, high)| Value::Range(quantity(low), quantity(high))).collect()
            }
            FactType::Choice(choices) => choices.iter().map(|c| Value::Choice(c.id.clone())).collect(),
            FactType::Text => {
                let words = self.words.iter().map(|w| (*w).to_owned());
                words.chain(["nothing else says this".to_owned()]).map(Value::Text).collect()
            }
            FactType::Date => {
                let days: BTreeSet<Date> = self.days.iter().flat_map(|d| [d.add_days(-1), *d, d.add_days(1)]).collect();
                let days = if days.is_empty() { BTreeSet::from([Date::parse("2020-01-01").unwrap()]) } else { days };
                days.into_iter().map(Value::Date).collect()
            }
            FactType::Code { .. } => self.whole_codes(known),
            FactType::List(choices) => {
                let fixed: Vec<String> = match known {
                    Some(Value::List { items, .. }) => items.clone(),
                    _ => Vec::new(),
                };
                let free: Vec<&str> =
                    choices.iter().map(|c| c.id.as_str()).filter(|c| !fixed.iter().any(|f| f == c)).collect();
                let lists = (0..1_usize << free.len().min(6)).map(|bits| {
                    let more =
                        free.iter().enumerate().filter(|(i, _)| bits & (1 << i) != 0).map(|(_, w)| (*w).to_owned());
                    let mut items: Vec<String> = fixed.iter().cloned().chain(more).collect();
                    items.sort();
                    Value::List { items, complete: true }
                });
                lists.collect()
            }
        }
    }

    /// Whole codes: below each code that conditions name, and below what is given, one that no condition names more exactly.
    fn whole_codes(&self, known: Option<&Value>) -> Vec<Value> {
        let whole = |code: &Code| Code::parse(&format!("{:9<12}", code.digits())).unwrap();
        let given = match known {
            Some(Value::Codes(codes)) => codes.clone(),
            _ => vec![Code::parse("99").unwrap()],
        };
        let anything = known.is_none();
        let finer = self.codes.iter().filter(|c| anything || given.iter().any(|g| c.is_under(g)));
        let all: BTreeSet<Code> = given.iter().chain(finer).map(whole).collect();
        all.into_iter().map(|code| Value::Codes(vec![code])).collect()
    }

    /// Every constant, and a value below, between and above.
    fn places(&self) -> Vec<Exact> {
        let constants: Vec<Exact> = self.constants.iter().copied().collect();
        let (Some(first), Some(last)) = (constants.first(), constants.last()) else { return vec![Exact::whole(1)] };
        let mut places = vec![first.sub(&Exact::whole(1)).unwrap()];
        for (i, here) in constants.iter().enumerate() {
            places.push(*here);
            if let Some(next) = constants.get(i + 1) {
                places.push(here.add(next).unwrap().mul(&Exact::fraction(1, 2)).unwrap());
            }
        }
        places.push(last.add(&Exact::whole(1)).unwrap());
        places
    }
}

fn constant(expr: &Expr) -> Option<Exact> {
    match &expr.node {
        Node::Quantity(q) => Some(q.in_base()),
        Node::Add(a, b) => constant(a)?.add(&constant(b)?).ok(),
        Node::Sub(a, b) => constant(a)?.sub(&constant(b)?).ok(),
        Node::Mul(a, b) => constant(a)?.mul(&constant(b)?).ok(),
        _ => None,
    }
}
