//! What a change of packs changes: two libraries side by side.
//!
//! Each scheme that can have changed is asked, on the days on which it can turn by either library, about every kind of
//! product of which nothing else is known, and about the products of the worked examples. Kinds that a scheme cannot tell
//! apart are asked about once. Only what differs is asked about with reasons.

use crate::ahead::LookAhead;
use crate::cell::Cell;
use crate::changed::{RuleChange, rules_changed, touched};
use crate::engine::{Asked, Engine};
use crate::facts::Dates;
use crate::families::{Family, families};
use crate::product::{Answer, Product};
use crate::program::{FactIx, KIND, Lazy, Node, NodeId, Program, SchemeCode, Test};
use crate::residual::Settler;
use crate::result::Outcome;
use certmap_base::{Cite, Date, Text};
use certmap_pack::{Case, KindSet, Library, Scheme};
use std::collections::{BTreeMap, BTreeSet};

/// What differs between two libraries.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The day from which on answers were compared.
    pub today: Date,
    /// Schemes that were asked.
    pub schemes: Vec<String>,
    /// Kinds of which each was asked; those that both libraries have.
    pub kinds: usize,
    /// Worked examples of either library whose products were asked about.
    pub examples: usize,
    /// Rules that came, went or changed.
    pub rules: Vec<RuleChange>,
    /// Answers that differ.
    pub differences: Vec<Difference>,
}

/// An answer that differs, with all products for which it does so alike.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// Scheme id.
    pub scheme: String,
    /// Its title.
    pub title: Text,
    /// Pack id.
    pub pack: String,
    /// From which day on.
    pub from: Date,
    /// First day on which it is no longer so; none where it stays.
    pub until: Option<Date>,
    /// Outcomes possible by the old packs; none where the scheme was not known.
    pub old: Vec<Outcome>,
    /// Outcomes possible by the new packs; none where the scheme is no longer known.
    pub new: Vec<Outcome>,
    /// Products by kind, nothing else known of them.
    pub families: Vec<Family>,
    /// Products of worked examples, by name.
    pub examples: Vec<String>,
    /// Rules that decide, those that changed before all others.
    pub by: Vec<String>,
    /// Where they stand.
    pub cites: Vec<Cite>,
}

/// What differs alike: first day, first day no longer, before, after.
type Span = (Date, Option<Date>, Vec<Outcome>, Vec<Outcome>);

/// Kinds and worked examples with the same difference.
#[derive(Default)]
struct Alike {
    kinds: BTreeSet<usize>,
    examples: Vec<String>,
    /// One of them, to be asked about with reasons.
    first: Option<Product>,
}

/// Compares two libraries on the given day and on every later day on which something can turn.
#[must_use]
pub fn compare(old: &Library, new: &Library, today: Date) -> Comparison {
    let engines = [Engine::new(old), Engine::new(new)];
    let [before, after] = &engines;
    let schemes = touched(old, new);
    let rules = rules_changed(old, new);
    let cases = cases(old, new);
    let mut sides = [Side::new(before), Side::new(after)];
    let mut differences = Vec::new();
    for scheme in &schemes {
        let found = scheme_differences(&mut sides, scheme, &cases, today);
        let explain = Explain { engines: [before, after], scheme, rules: &rules };
        differences.extend(found.into_iter().filter_map(|(span, alike)| explain.difference(span, alike)));
    }
    differences.sort_by(|a, b| (&a.pack, &a.scheme, a.from).cmp(&(&b.pack, &b.scheme, b.from)));
    let both = new.common.kinds.ids().filter(|id| old.common.kinds.get(id).is_some()).count();
    Comparison { today, schemes: schemes.into_iter().collect(), kinds: both, examples: cases.len(), rules, differences }
}

/// The products of worked examples, of a pack each name once, with their market.
fn cases(old: &Library, new: &Library) -> Vec<(String, Product)> {
    let mut seen = BTreeSet::new();
    let packs = [new, old].into_iter().flat_map(|l| &l.packs);
    let all = packs.flat_map(|p| p.cases.iter().map(move |c| (&p.id, c)));
    all.filter(|(pack, c)| seen.insert((*pack, &c.name))).map(|(_, c)| (c.market.clone(), product_of(c))).collect()
}

fn product_of(case: &Case) -> Product {
    Product {
        name: case.name.clone(),
        kind: case.kind.clone(),
        kinds: case.kinds.clone(),
        facts: case.given.iter().map(|(n, v)| (n.clone(), Answer::plain(v.clone()))).collect(),
        ..Product::default()
    }
}

/// One of the two libraries, with what it takes to ask it.
struct Side<'e> {
    engine: &'e Engine<'e>,
    settler: Settler<'e>,
    cells: Vec<Cell>,
    lazy: Lazy,
}

impl<'e> Side<'e> {
    fn new(engine: &'e Engine<'e>) -> Side<'e> {
        let settler = Settler::new(&engine.program, &engine.kinds);
        Side { engine, settler, cells: Vec::new(), lazy: Lazy::new(engine.program.nodes.len()) }
    }

    /// Outcomes that are possible on a day; none where the scheme is not known.
    fn possible(&mut self, scheme: &str, product: &Product, day: Date) -> Vec<Outcome> {
        let Some((_, _, code)) = self.engine.code(scheme) else {
            let known = self.engine.library.common.schemes.iter().any(|s| s.id == scheme);
            return if known { vec![Outcome::NotCovered] } else { Vec::new() };
        };
        self.engine.fill(product, None, None, &Dates::all(day), &mut self.cells);
        self.lazy.clear();
        code.decision.force(&self.engine.program, &self.cells, &mut self.lazy);
        self.settler.settle(&code.decision, &self.cells, &self.lazy.values).possible.list()
    }
}

fn scheme_differences(
    sides: &mut [Side; 2],
    scheme: &str,
    cases: &[(String, Product)],
    today: Date,
) -> BTreeMap<Span, Alike> {
    let mut days = BTreeSet::from([today]);
    for side in sides.iter() {
        if let Some((_, _, code)) = side.engine.code(scheme) {
            days.extend(side.engine.turning_days(code).iter().filter(|d| **d > today));
        }
    }
    let mut found: BTreeMap<Span, Alike> = BTreeMap::new();
    for class in classes(sides, scheme) {
        let Some(product) = class.first().and_then(|i| of_kind(sides, *i)) else { continue };
        for span in spans(sides, scheme, &product, &days) {
            let alike = found.entry(span).or_default();
            alike.kinds.extend(&class);
            alike.first.get_or_insert_with(|| product.clone());
        }
    }
    for (market, product) in cases {
        if !sides.iter().any(|s| holds_in(s.engine, scheme, market, today)) {
            continue;
        }
        for span in spans(sides, scheme, product, &days) {
            let alike = found.entry(span).or_default();
            alike.examples.push(product.name.clone());
            alike.first.get_or_insert_with(|| product.clone());
        }
    }
    found
}

fn of_kind(sides: &[Side; 2], kind: usize) -> Option<Product> {
    let [_, new] = sides;
    let id = &new.engine.library.common.kinds.kinds.get(kind)?.id;
    Some(Product { name: id.clone(), kind: Some(id.clone()), ..Product::default() })
}

fn holds_in(engine: &Engine, scheme: &str, market: &str, on: Date) -> bool {
    let groups = engine.library.common.markets.groups_of(market, on);
    engine.code(scheme).is_some_and(|(_, law, _)| law.holds_in(market, &groups))
}

/// The times in which the answers differ, each with what they are.
fn spans(sides: &mut [Side; 2], scheme: &str, product: &Product, days: &BTreeSet<Date>) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    for day in days {
        let [old, new] = sides.each_mut().map(|side| side.possible(scheme, product, *day));
        let last = found.last_mut().filter(|(_, until, ..)| until.is_none());
        if let Some((_, until, before, after)) = last {
            if (&*before, &*after) == (&old, &new) {
                continue;
            }
            *until = Some(*day);
        }
        if old != new {
            found.push((*day, None, old, new));
        }
    }
    found
}

/// Kinds of both libraries, those together that neither can tell apart in a scheme; by their index in the new one.
fn classes(sides: &[Side; 2], scheme: &str) -> Vec<Vec<usize>> {
    let [old, new] = sides;
    let marks = [old, new].map(|side| Marks::new(side.engine, scheme));
    let [old_marks, new_marks] = &marks;
    let mut found: BTreeMap<(Mark, Mark), Vec<usize>> = BTreeMap::new();
    for (i, kind) in new.engine.library.common.kinds.kinds.iter().enumerate() {
        let Some(before) = old.engine.library.common.kinds.index(&kind.id) else { continue };
        found.entry((old_marks.of(old.engine, before), new_marks.of(new.engine, i))).or_default().push(i);
    }
    found.into_values().collect()
}

/// All that a scheme sees of a kind: how its more exact kinds stand to the tests, and what it implies.
type Mark = (BTreeSet<usize>, Vec<(FactIx, Cell)>);

struct Marks {
    /// For each most exact kind, the number of its group.
    groups: Vec<usize>,
    columns: BTreeSet<FactIx>,
}

impl Marks {
    fn new(engine: &Engine, scheme: &str) -> Marks {
        let Some((_, _, code)) = engine.code(scheme) else {
            return Marks { groups: Vec::new(), columns: BTreeSet::new() };
        };
        let (tests, columns) = reads(&engine.program, code);
        let mut numbers: BTreeMap<Vec<bool>, usize> = BTreeMap::new();
        let groups = (0..engine.library.common.kinds.kinds.len()).map(|leaf| {
            let bits: Vec<bool> = tests.iter().map(|t| t.contains(leaf)).collect();
            let next = numbers.len();
            *numbers.entry(bits).or_insert(next)
        });
        Marks { groups: groups.collect(), columns }
    }

    fn of(&self, engine: &Engine, kind: usize) -> Mark {
        let leaves = engine.library.common.kinds.kinds.get(kind).map(|k| &k.leaves);
        let groups = leaves.iter().flat_map(|l| l.iter()).filter_map(|leaf| self.groups.get(leaf)).copied().collect();
        let implied = engine.kinds.implied(kind).iter().filter(|(f, _)| self.columns.contains(f)).cloned().collect();
        (groups, implied)
    }
}

/// Kinds and columns that the decision of a scheme reads.
fn reads<'p>(program: &'p Program, code: &SchemeCode) -> (Vec<&'p KindSet>, BTreeSet<FactIx>) {
    let (mut tests, mut columns) = (Vec::new(), BTreeSet::new());
    let mut seen = vec![false; program.nodes.len()];
    let mut todo: Vec<NodeId> = code.decision.steps.iter().map(|(n, _)| *n).collect();
    while let Some(node) = todo.pop() {
        match seen.get_mut(node as usize) {
            Some(seen) if !*seen => *seen = true,
            _ => continue,
        }
        match program.nodes.get(node as usize) {
            Some(Node::Test(t)) => {
                let Some(test) = program.tests.get(*t as usize) else { continue };
                columns.extend(test.reads.iter().filter(|f| **f != KIND));
                if let Test::Kind(set) = &test.test {
                    tests.push(set);
                }
            }
            Some(Node::Not(n)) => todo.push(*n),
            Some(Node::And(parts) | Node::Or(parts)) => todo.extend(program.parts(*parts)),
            Some(Node::Const(_)) | None => {}
        }
    }
    (tests, columns)
}

/// Asks with reasons why the answers of a scheme differ.
struct Explain<'a> {
    engines: [&'a Engine<'a>; 2],
    scheme: &'a str,
    rules: &'a [RuleChange],
}

impl Explain<'_> {
    fn difference(&self, (from, until, old, new): Span, alike: Alike) -> Option<Difference> {
        let [before, after] = self.engines;
        let law = after.code(self.scheme).or_else(|| before.code(self.scheme));
        let (pack, law, _) = law?;
        let (by, cites) = alike.first.as_ref().map(|p| self.why(p, law, from)).unwrap_or_default();
        Some(Difference {
            scheme: self.scheme.to_owned(),
            title: law.title.clone(),
            pack: pack.id.clone(),
            from,
            until,
            old,
            new,
            families: families(&after.library.common.kinds, &alike.kinds),
            examples: alike.examples,
            by,
            cites,
        })
    }

    /// The rules that decide, with their citations: of the new packs, and of the old ones those that changed.
    fn why(&self, product: &Product, law: &Scheme, on: Date) -> (Vec<String>, Vec<Cite>) {
        let changed = |id: &str| self.rules.iter().any(|r| r.id == id && r.scheme == law.id);
        let mut found: Vec<(bool, String, Vec<Cite>)> = Vec::new();
        for engine in self.engines.iter().rev() {
            let mut markets = engine.library.common.markets.markets.iter().map(|m| m.code.clone());
            let Some(market) = markets.find(|m| holds_in(engine, &law.id, m, on)) else { continue };
            let (markets, schemes) = ([market], [law.id.clone()]);
            let asked = Asked {
                schemes: &schemes,
                on: Some(on),
                ahead: LookAhead::Nothing,
                questions: false,
                ..Asked::markets(&markets, on)
            };
            let result = engine.ask(product, &asked);
            for entry in result.results.iter().flat_map(|r| &r.entries) {
                let mut ids: Vec<(&str, &[Cite])> = vec![(&entry.id, &[])];
                ids.extend(entry.reasons.iter().map(|r| (r.rule.as_str(), &*r.cites)));
                for (id, cites) in ids {
                    match found.iter_mut().find(|(_, known, _)| known == id) {
                        Some((_, _, known)) if known.is_empty() => cites.clone_into(known),
                        Some(_) => {}
                        None => found.push((changed(id), id.to_owned(), cites.to_vec())),
                    }
                }
            }
            // What decides by the new packs is enough, unless none of it changed.
            if found.iter().any(|(changed, ..)| *changed) {
                break;
            }
        }
        if found.iter().any(|(changed, ..)| *changed) {
            found.retain(|(changed, ..)| *changed);
        }
        let cites: Vec<Cite> = found.iter().flat_map(|(.., cites)| cites.clone()).take(3).collect();
        (found.into_iter().map(|(_, id, _)| id).take(5).collect(), cites)
    }
}
