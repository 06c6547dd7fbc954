//! Packs to one [`Program`].

use crate::program::{
    Along, Column, ColumnKind, FactIx, KIND, Node, NodeId, Parts, Program, RuleCode, SchemeCode, Test, TestCode,
};
use crate::residual::Decision;
use crate::result::Outcome;
use crate::value::{Definitions, Lookup, collect, constant, inline, lookup_in, split};
use certmap_base::{Exact, Quantity};
use certmap_expr::{Expr, Node as Ast, Op, Tri};
use certmap_pack::{Common, DateRole, Edition, FactType, KindSet, Library, Pack, Phase, PhaseKind, Rule, Scheme};
use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;

impl Program {
    /// Lowers all packs of a library.
    ///
    /// Schemes are lowered in the order in which they name each other by `applies(...)`; one that no loaded pack
    /// has is unknown, never false.
    #[must_use]
    pub fn new(library: &Library) -> Program {
        let mut lower = Lower::new(&library.common);
        lower.cuts(library);
        let mut waiting: Vec<(usize, usize)> = library
            .packs
            .iter()
            .enumerate()
            .flat_map(|(p, pack)| (0..pack.schemes.len()).map(move |s| (p, s)))
            .collect();
        while !waiting.is_empty() {
            let ids: Vec<String> = waiting.iter().filter_map(|(p, s)| id(library, *p, *s)).collect();
            let (ready, rest): (Vec<_>, Vec<_>) = waiting.iter().partition(|(p, s)| {
                library
                    .packs
                    .get(*p)
                    .is_some_and(|pack| pack.schemes.get(*s).is_some_and(|scheme| !names_any(pack, scheme, &ids)))
            });
            // A circle cannot load; should one appear all the same, its members see each other as unknown.
            let ready = if ready.is_empty() { rest.clone() } else { ready };
            for (p, s) in &ready {
                if let Some(pack) = library.packs.get(*p)
                    && let Some(scheme) = pack.schemes.get(*s)
                {
                    lower.scheme((*p, pack), (*s, scheme));
                }
            }
            waiting.retain(|w| !ready.contains(w));
        }
        lower.remarks(library);
        let none = Definitions::default();
        let contradictions = library.common.contradictions.iter().map(|c| lower.expr(&c.when, &none)).collect();
        let along = lower.along();
        let (nodes, parts) = sealed(lower.nodes, &lower.tests);
        Program {
            along,
            columns: lower.columns,
            tests: lower.tests,
            nodes,
            parts,
            schemes: lower.schemes,
            contradictions,
            sentences: lower.sentences,
        }
    }
}

fn id(library: &Library, pack: usize, scheme: usize) -> Option<String> {
    library.packs.get(pack).and_then(|p| p.schemes.get(scheme)).map(|s| s.id.clone())
}

fn names_any(pack: &Pack, scheme: &Scheme, ids: &[String]) -> bool {
    let mut hit = false;
    let mut seen: Vec<&str> = Vec::new();
    let mut todo: Vec<&Expr> = Vec::new();
    for_each_rule(scheme, &mut |e| todo.push(e));
    while let Some(expr) = todo.pop() {
        hit |= expr.schemes().iter().any(|s| *s != scheme.id && ids.iter().any(|i| i == s));
        for name in expr.names() {
            if !seen.contains(&name)
                && let Some(d) = pack.definitions.iter().find(|d| d.id == name)
            {
                seen.push(name);
                todo.push(&d.is);
            }
        }
    }
    hit
}

/// Every condition on which the outcome of a scheme rests, and those of its requirements.
fn for_each_rule<'a>(scheme: &'a Scheme, visit: &mut dyn FnMut(&'a Expr)) {
    for rule in scheme.rules() {
        visit(&rule.when);
        rule.exclusions.iter().for_each(|e| visit(&e.when));
    }
    visit(&scheme.covers);
}

/// Conditions of what is said beside the outcome: routes, notices, papers. They may name any scheme, their own too.
fn for_each_remark<'a>(scheme: &'a Scheme, visit: &mut dyn FnMut(&'a Expr)) {
    scheme.routes.iter().for_each(|r| visit(&r.when));
    scheme.notices.iter().for_each(|n| visit(&n.when));
    scheme.reuse.iter().for_each(|r| visit(&r.when));
}

/// A node while the program is made; equal ones are one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Draft {
    Const(Tri),
    Test(u32),
    Not(NodeId),
    And(Vec<NodeId>),
    Or(Vec<NodeId>),
}

/// Nodes with all parts in one list; what decides soonest stands first: kinds, then choices, then other tests.
fn sealed(drafts: Vec<Draft>, tests: &[TestCode]) -> (Vec<Node>, Vec<NodeId>) {
    let test = |t: u32| match tests.get(t as usize).map(|t| &t.test) {
        Some(Test::Kind(_)) => 0,
        Some(Test::OneOf(_)) => 1,
        Some(Test::General(_)) => 3,
        _ => 2,
    };
    let cost = |draft: &Draft| match draft {
        Draft::Const(_) => 0,
        Draft::Test(t) => test(*t),
        Draft::Not(_) => 4,
        Draft::And(_) | Draft::Or(_) => 5,
    };
    let costs: Vec<i32> = drafts.iter().map(cost).collect();
    let mut all: Vec<NodeId> = Vec::new();
    let mut put = |mut parts: Vec<NodeId>| {
        parts.sort_by_key(|n| costs.get(*n as usize).copied());
        let start = u32::try_from(all.len()).unwrap_or(u32::MAX);
        all.extend(parts);
        Parts { start, end: u32::try_from(all.len()).unwrap_or(u32::MAX) }
    };
    let nodes = drafts.into_iter().map(|draft| match draft {
        Draft::Const(t) => Node::Const(t),
        Draft::Test(t) => Node::Test(t),
        Draft::Not(n) => Node::Not(n),
        Draft::And(parts) => Node::And(put(parts)),
        Draft::Or(parts) => Node::Or(put(parts)),
    });
    (nodes.collect(), all)
}

pub(crate) struct Lower<'a> {
    common: &'a Common,
    columns: Vec<Column>,
    tests: Vec<TestCode>,
    test_index: HashMap<String, u32>,
    nodes: Vec<Draft>,
    node_index: HashMap<Draft, NodeId>,
    schemes: Vec<SchemeCode>,
    applies: BTreeMap<String, NodeId>,
    sentences: usize,
}

impl<'a> Lower<'a> {
    fn new(common: &'a Common) -> Lower<'a> {
        let kinds = Column {
            fact: "kind".to_owned(),
            kind: ColumnKind::Kinds,
            cuts: Vec::new(),
            words: Vec::new(),
            days: false,
        };
        Lower {
            common,
            columns: vec![kinds],
            tests: Vec::new(),
            test_index: HashMap::new(),
            nodes: Vec::new(),
            node_index: HashMap::new(),
            schemes: Vec::new(),
            applies: BTreeMap::new(),
            sentences: 0,
        }
    }

    /// Collects the thresholds of every fact before any test is numbered.
    fn cuts(&mut self, library: &Library) {
        let mut found: BTreeMap<String, Vec<Exact>> = BTreeMap::new();
        let mut words: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for pack in &library.packs {
            let definitions = Definitions::of(pack);
            let mut visit = |expr: &Expr| expr.walk(&mut |e| collect(e, &definitions, &mut found, &mut words));
            pack.definitions.iter().for_each(|d| visit(&d.is));
            for scheme in &pack.schemes {
                for_each_rule(scheme, &mut visit);
                for_each_remark(scheme, &mut visit);
                scheme.upkeep.iter().for_each(|u| visit(&u.when));
            }
            for procedure in pack.procedures.values() {
                procedure.steps.iter().for_each(|s| visit(&s.when));
                procedure.documents.iter().for_each(|d| visit(&d.when));
                procedure.fees.iter().for_each(|f| visit(&f.when));
                procedure.steps.iter().flat_map(|s| s.lasts.values()).for_each(&mut visit);
                procedure.fees.iter().flat_map(certmap_pack::Fee::numbers).for_each(&mut visit);
            }
        }
        let none = Definitions::default();
        for contradiction in &library.common.contradictions {
            contradiction.when.walk(&mut |e| collect(e, &none, &mut found, &mut words));
        }
        for pack in &library.packs {
            for scheme in &pack.schemes {
                for (role, phases) in phases(scheme) {
                    let days = phases.iter().flat_map(|p| [Some(p.from), p.until]).flatten();
                    found.entry(role.fact().to_owned()).or_default().extend(days.map(crate::cell::day));
                }
            }
        }
        for fact in library.common.facts.values() {
            let mut cuts = found.remove(&fact.id).unwrap_or_default();
            cuts.sort_unstable();
            cuts.dedup();
            let (kind, mut words) = match &fact.kind {
                FactType::Bool => (ColumnKind::Bool, Vec::new()),
                FactType::Number | FactType::Quantity { .. } | FactType::Date => (ColumnKind::Points, Vec::new()),
                FactType::Range { .. } => (ColumnKind::Ranges, Vec::new()),
                FactType::Choice(c) => (ColumnKind::Choice, c.iter().map(|c| c.id.clone()).collect()),
                FactType::List(c) => (ColumnKind::List, c.iter().map(|c| c.id.clone()).collect()),
                FactType::Code { .. } => (ColumnKind::Codes, words.remove(&fact.id).unwrap_or_default()),
                FactType::Text => (ColumnKind::Text, words.remove(&fact.id).unwrap_or_default()),
            };
            words.sort_unstable();
            words.dedup();
            let days = fact.kind == FactType::Date;
            self.columns.push(Column { fact: fact.id.clone(), kind, cuts, words, days });
        }
    }

    /// Lowers one expression over the columns of a program that stands already, into a small program of its own.
    ///
    /// `applies` gives the nodes of schemes in that program as constants.
    pub(crate) fn alone(
        common: &'a Common,
        columns: Vec<Column>,
        pack: &Pack,
        applies: &dyn Fn(&str) -> Tri,
        expr: &Expr,
    ) -> (Program, NodeId) {
        let mut lower = Lower { columns, ..Lower::new(common) };
        let definitions = Definitions::of(pack);
        for id in pack.definitions.iter().flat_map(|d| d.is.schemes()).chain(expr.schemes()) {
            let node = lower.node(Draft::Const(applies(id)));
            lower.applies.insert(id.to_owned(), node);
        }
        let node = lower.expr(expr, &definitions);
        let along = lower.along();
        let (nodes, parts) = sealed(lower.nodes, &lower.tests);
        let program = Program {
            along,
            columns: lower.columns,
            tests: lower.tests,
            nodes,
            parts,
            schemes: Vec::new(),
            contradictions: Vec::new(),
            sentences: lower.sentences,
        };
        (program, node)
    }

    /// Facts that bring others along, by their columns.
    fn along(&self) -> Vec<Along> {
        let one = |d: &certmap_pack::Dependency| {
            let ((fact, column), (then, _)) = (self.column(&d.fact)?, self.column(&d.then)?);
            let word = match &d.choice {
                Some(word) => Some(u16::try_from(column.words.binary_search(word).ok()?).ok()?),
                None => None,
            };
            Some(Along { fact, word, then, value: d.value })
        };
        self.common.dependencies.iter().filter_map(one).collect()
    }

    fn column(&self, fact: &str) -> Option<(FactIx, &Column)> {
        // Columns follow the dictionary, which is sorted by name, after the column of kinds.
        let facts = self.columns.get(1..).unwrap_or(&[]);
        let i = facts.binary_search_by(|c| c.fact.as_str().cmp(fact)).ok()?;
        Some((FactIx::try_from(i + 1).ok()?, facts.get(i)?))
    }

    fn node(&mut self, node: Draft) -> NodeId {
        if let Some(id) = self.node_index.get(&node) {
            return *id;
        }
        let id = NodeId::try_from(self.nodes.len()).unwrap_or(NodeId::MAX);
        self.nodes.push(node.clone());
        self.node_index.insert(node, id);
        id
    }

    fn constant(&mut self, value: bool) -> NodeId {
        self.node(Draft::Const(Tri::from(value)))
    }

    fn all(&mut self, mut parts: Vec<NodeId>) -> NodeId {
        let (yes, no) = (self.constant(true), self.constant(false));
        parts.retain(|p| *p != yes);
        parts.sort_unstable();
        parts.dedup();
        match parts.as_slice() {
            _ if parts.contains(&no) => no,
            [] => yes,
            [one] => *one,
            _ => self.node(Draft::And(parts)),
        }
    }

    fn any(&mut self, mut parts: Vec<NodeId>) -> NodeId {
        let (yes, no) = (self.constant(true), self.constant(false));
        parts.retain(|p| *p != no);
        parts.sort_unstable();
        parts.dedup();
        match parts.as_slice() {
            _ if parts.contains(&yes) => yes,
            [] => no,
            [one] => *one,
            _ => self.node(Draft::Or(parts)),
        }
    }

    fn not(&mut self, node: NodeId) -> NodeId {
        match self.nodes.get(node as usize) {
            Some(Draft::Const(t)) => {
                let t = !*t;
                self.node(Draft::Const(t))
            }
            Some(Draft::Not(inner)) => *inner,
            _ => self.node(Draft::Not(node)),
        }
    }

    fn test(&mut self, fact: FactIx, test: Test, reads: Vec<FactIx>) -> NodeId {
        let key = format!("{fact}:{test:?}");
        let next = u32::try_from(self.tests.len()).unwrap_or(u32::MAX);
        let id = *self.test_index.entry(key).or_insert(next);
        if id == next {
            self.tests.push(TestCode { fact, test, reads });
        }
        self.node(Draft::Test(id))
    }

    fn on_column(&mut self, fact: &str, test: impl FnOnce(&Column) -> Option<Test>) -> NodeId {
        let made = self.column(fact).and_then(|(ix, column)| test(column).map(|t| (ix, t)));
        match made {
            Some((ix, test)) => self.test(ix, test, vec![ix]),
            None => self.node(Draft::Const(Tri::Unknown)),
        }
    }

    fn expr(&mut self, expr: &Expr, definitions: &Definitions) -> NodeId {
        match &expr.node {
            Ast::Bool(b) => self.constant(*b),
            Ast::And(parts) => {
                let parts = parts.iter().map(|p| self.expr(p, definitions)).collect();
                self.all(parts)
            }
            Ast::Or(parts) => {
                let parts = parts.iter().map(|p| self.expr(p, definitions)).collect();
                self.any(parts)
            }
            Ast::Not(a) => {
                let a = self.expr(a, definitions);
                self.not(a)
            }
            Ast::Name(n) => match definitions.get(n.as_str()) {
                Some(is) => self.expr(is, definitions),
                None => self.fact(n),
            },
            Ast::Is(kinds) => {
                let set = self.common.kinds.leaves_of(kinds);
                self.test(KIND, Test::Kind(set), vec![KIND])
            }
            Ast::OneOf(n, _) | Ast::Has(n, _) | Ast::Under(n, _) | Ast::Covers(n, _)
                if definitions.contains_key(n.as_str()) =>
            {
                self.expr(&inline(expr, definitions), definitions)
            }
            Ast::OneOf(n, list) => self.on_column(n, |c| Some(Test::OneOf(set_of(c, list)))),
            Ast::Has(n, list) => self.on_column(n, |c| Some(Test::Has(set_of(c, list)))),
            Ast::Under(n, list) => self.on_column(n, |c| Some(Test::Under(c.under(list)))),
            Ast::Covers(n, v) => match constant(v) {
                Some(value) => self.on_column(n, |c| cut(c, &value).map(Test::Covers)),
                None => self.node(Draft::Const(Tri::Unknown)),
            },
            Ast::Applies(s) => match self.applies.get(s) {
                Some(node) => *node,
                None => self.test(KIND, Test::Absent(s.clone()), Vec::new()),
            },
            Ast::Compare(op, a, b) => self.compare(*op, a, b, definitions),
            Ast::If(c, a, b) => self.branch(c, a, b, definitions),
            _ => self.node(Draft::Const(Tri::Unknown)),
        }
    }

    /// A yes-or-no fact: it also is what other facts bring along.
    fn fact(&mut self, name: &str) -> NodeId {
        let own = self.on_column(name, |_| Some(Test::Bool));
        let common = self.common;
        let mut firsts = [vec![own], Vec::new()];
        for d in common.dependencies.iter().filter(|d| d.then == name) {
            let first = match &d.choice {
                None => self.on_column(&d.fact, |_| Some(Test::Bool)),
                Some(word) => self.on_column(&d.fact, |c| Some(Test::OneOf(set_of(c, std::slice::from_ref(word))))),
            };
            if let Some(list) = firsts.get_mut(usize::from(!d.value)) {
                list.push(first);
            }
        }
        let [makes, breaks] = firsts;
        let makes = self.any(makes);
        let breaks = self.any(breaks);
        let holds = self.not(breaks);
        self.all(vec![makes, holds])
    }

    /// `if c then a else b`, which also holds where both branches do.
    fn branch(&mut self, c: &Expr, a: &Expr, b: &Expr, definitions: &Definitions) -> NodeId {
        let (c, a, b) = (self.expr(c, definitions), self.expr(a, definitions), self.expr(b, definitions));
        let not_c = self.not(c);
        let (yes, no, both) = (self.all(vec![c, a]), self.all(vec![not_c, b]), self.all(vec![a, b]));
        self.any(vec![yes, no, both])
    }

    fn compare(&mut self, op: Op, a: &Expr, b: &Expr, definitions: &Definitions) -> NodeId {
        let (a, b) = (inline(a, definitions), inline(b, definitions));
        if let Some((c, [x, y])) = split(op, &a, &b) {
            return self.branch(&c, &x, &y, definitions);
        }
        if let Some(found) = lookup_in(op, &a, &b) {
            return self.looked_up(&found, definitions);
        }
        if constant(&a).is_some() && constant(&b).is_none() {
            return self.compare(op.mirrored(), &b, &a, definitions);
        }
        if let (Ast::Name(n), Ast::Word(w)) = (&a.node, &b.node) {
            let node = self.on_column(n, |c| Some(Test::OneOf(set_of(c, std::slice::from_ref(w)))));
            return if op == Op::Ne { self.not(node) } else { node };
        }
        let simple = constant(&b).and_then(|value| self.threshold(op, &a, &value));
        if let Some((fact, test)) = simple {
            return self.test(fact, test, vec![fact]);
        }
        let whole = Expr::bare(Ast::Compare(op, Box::new(a), Box::new(b)));
        let reads: Vec<FactIx> = whole.names().iter().filter_map(|n| self.column(n).map(|(i, _)| i)).collect();
        let first = reads.first().copied().unwrap_or(KIND);
        self.test(first, Test::General(Box::new(whole)), reads)
    }

    /// A comparison with what a table says: in each row, the comparison with its value. Beyond the rows nobody knows.
    fn looked_up(&mut self, found: &Lookup, definitions: &Definitions) -> NodeId {
        let unknown = self.node(Draft::Const(Tri::Unknown));
        let Some(table) = definitions.table(found.table) else { return unknown };
        let columns: Vec<(NodeId, usize)> = match found.column.map(|c| &c.node) {
            None => vec![(self.constant(true), 0)],
            Some(Ast::Word(w)) => table.column(w).map(|i| (self.constant(true), i)).into_iter().collect(),
            Some(_) => found.columns(table).iter().map(|(is, i)| (self.expr(is, definitions), *i)).collect(),
        };
        let mut parts = Vec::new();
        for (i, edition) in table.editions.iter().enumerate() {
            let until = table.editions.get(i + 1).and_then(|next| next.from);
            let days = match table.governed_by {
                Some(role) => self.days(role, &[(edition.from, until)]),
                None => self.constant(true),
            };
            for (is, column) in &columns {
                let rows = self.rows(found, edition, *column, definitions);
                parts.push(self.all(vec![days, *is, rows]));
            }
        }
        if let (Some(role), Some(first)) = (table.governed_by, table.editions.first().and_then(|e| e.from)) {
            let before = self.days(role, &[(None, Some(first))]);
            parts.push(self.all(vec![before, unknown]));
        }
        self.any(parts)
    }

    /// The rows of an edition; rows that follow each other and end alike are one.
    fn rows(&mut self, found: &Lookup, edition: &Edition, column: usize, definitions: &Definitions) -> NodeId {
        let mut runs: Vec<(NodeId, Limits)> = Vec::new();
        for band in &edition.bands {
            let Some(value) = band.values.get(column) else { continue };
            let holds = self.expr(&found.put(value), definitions);
            match runs.last_mut() {
                Some((same, (_, end))) if *same == holds => end.clone_from(&band.end),
                _ => runs.push((holds, (band.start.clone(), band.end.clone()))),
            }
        }
        let unknown = self.node(Draft::Const(Tri::Unknown));
        let outside = |bands: &Edition| {
            let start = bands.bands.first().map(|b| b.start.clone()).unwrap_or(Bound::Unbounded);
            let end = bands.bands.last().map(|b| b.end.clone()).unwrap_or(Bound::Unbounded);
            [(Bound::Unbounded, opposite(start)), (opposite(end), Bound::Unbounded)]
        };
        let beyond = outside(edition).into_iter().filter(|(a, b)| (a, b) != (&Bound::Unbounded, &Bound::Unbounded));
        runs.extend(beyond.map(|limits| (unknown, limits)));
        let mut parts = Vec::new();
        for (holds, (start, end)) in &runs {
            let mut all: Vec<NodeId> = vec![*holds];
            for limit in [found.starts(start), found.ends(end)].into_iter().flatten() {
                all.push(self.expr(&limit, definitions));
            }
            parts.push(self.all(all));
        }
        self.any(parts)
    }

    /// A fact compared with a threshold of its column.
    fn threshold(&self, op: Op, a: &Expr, value: &Exact) -> Option<(FactIx, Test)> {
        let (Ast::Name(n) | Ast::Min(n) | Ast::Max(n)) = &a.node else { return None };
        let (fact, column) = self.column(n)?;
        let i = cut(column, value)?;
        let test = match &a.node {
            Ast::Min(_) => Test::Low(op, i),
            Ast::Max(_) => Test::High(op, i),
            _ => Test::Order(op, i),
        };
        Some((fact, test))
    }

    /// True on the days that lie in one of the spans.
    fn days(&mut self, role: DateRole, spans: &[(Option<certmap_base::Date>, Option<certmap_base::Date>)]) -> NodeId {
        let parts = spans
            .iter()
            .map(|(from, until)| {
                let mut ends = Vec::new();
                for (day, op) in [(from, Op::Ge), (until, Op::Lt)] {
                    if let Some(day) = day {
                        let value = crate::cell::day(*day);
                        ends.push(self.on_column(role.fact(), |c| cut(c, &value).map(|i| Test::Order(op, i))));
                    }
                }
                self.all(ends)
            })
            .collect();
        self.any(parts)
    }

    fn rule(
        &mut self,
        rule: &Rule,
        role: DateRole,
        gates: NodeId,
        excluded: NodeId,
        definitions: &Definitions,
    ) -> RuleCode {
        let conjuncts: Vec<NodeId> = match &rule.when.node {
            Ast::And(parts) => parts.iter().map(|p| self.expr(p, definitions)).collect(),
            _ => vec![self.expr(&rule.when, definitions)],
        };
        let when = self.all(conjuncts.clone());
        let allowed = self.not(excluded);
        let matches = self.all(vec![when, gates, allowed]);
        let (early, on, late) = stages(&rule.phases);
        let [early, on, late] = [early, on, late].map(|spans| self.days(role, &spans));
        let exclusions = rule.exclusions.iter().map(|e| self.expr(&e.when, definitions)).collect();
        let sentence = self.sentences;
        self.sentences += 1 + conjuncts.len();
        RuleCode {
            sentence,
            when,
            conjuncts,
            active: self.all(vec![matches, on]),
            early: self.all(vec![matches, early]),
            late: self.all(vec![matches, late]),
            exclusions,
        }
    }

    fn plain(&mut self, rules: &[Rule], role: DateRole, definitions: &Definitions) -> Vec<RuleCode> {
        let (yes, no) = (self.constant(true), self.constant(false));
        rules.iter().map(|r| self.rule(r, role, yes, no, definitions)).collect()
    }

    /// Those of `rules` that are about the entry, as one node.
    fn about(&mut self, rules: &[Rule], codes: &[RuleCode], entry: &str, also_general: bool) -> NodeId {
        let parts = rules
            .iter()
            .zip(codes)
            .filter(|(r, _)| r.of.iter().any(|o| o == entry) || (also_general && r.of.is_empty()))
            .map(|(_, c)| c.active)
            .collect();
        self.any(parts)
    }

    fn scheme(&mut self, (p, pack): (usize, &Pack), (s, scheme): (usize, &Scheme)) {
        let definitions = Definitions::of(pack);
        let role = scheme.governed_by;
        let [gates, exclusions, exemptions, bans, conflicts, requirements] = [
            &scheme.gates,
            &scheme.exclusions,
            &scheme.exemptions,
            &scheme.bans,
            &scheme.conflicts,
            &scheme.requirements,
        ]
        .map(|rules| self.plain(rules, role, &definitions));
        let mut entries = Vec::new();
        let (mut applies, mut exempt) = (Vec::new(), Vec::new());
        for entry in &scheme.entries {
            let passed = scheme
                .gates
                .iter()
                .zip(&gates)
                .filter(|(g, _)| !entry.skips.contains(&g.id))
                .map(|(_, c)| c.when)
                .collect();
            let passed = self.all(passed);
            let excluded = self.about(&scheme.exclusions, &exclusions, &entry.id, true);
            let code = self.rule(entry, role, passed, excluded, &definitions);
            let released = self.about(&scheme.exemptions, &exemptions, &entry.id, true);
            let bound = self.not(released);
            applies.push(self.all(vec![code.active, bound]));
            exempt.push(self.all(vec![code.active, released]));
            entries.push(code);
        }
        let general: Vec<NodeId> =
            scheme.exclusions.iter().zip(&exclusions).filter(|(r, _)| r.of.is_empty()).map(|(_, c)| c.active).collect();
        let covers = self.expr(&scheme.covers, &definitions);
        let conflict = self.any(conflicts.iter().map(|c| c.active).collect());
        let banned = self.any(bans.iter().map(|c| c.active).collect());
        let applies = self.any(applies);
        let [calm, allowed] = [conflict, banned].map(|n| self.not(n));
        let ends_in = self.all(vec![applies, calm, allowed]);
        let mut code = SchemeCode {
            number: self.schemes.len(),
            pack: p,
            scheme: s,
            conflict,
            banned,
            applies,
            ends_in,
            decision: Decision { steps: Vec::new(), otherwise: Outcome::Out },
            exempt: self.any(exempt),
            early: self.any(entries.iter().map(|e| e.early).collect()),
            late: self.any(entries.iter().map(|e| e.late).collect()),
            excluded: self.any(general),
            uncovered: self.not(covers),
            gates,
            entries,
            exclusions,
            exemptions,
            bans,
            conflicts,
            requirements,
            routes: Vec::new(),
            notices: Vec::new(),
            reuse: Vec::new(),
        };
        self.applies.insert(scheme.id.clone(), ends_in);
        let never = self.constant(false);
        code.decision = order_of_force(&code);
        code.decision.steps.retain(|(node, _)| *node != never);
        self.schemes.push(code);
    }

    /// Lowers what is said beside the outcomes, once every scheme can be named.
    fn remarks(&mut self, library: &Library) {
        let mut schemes = std::mem::take(&mut self.schemes);
        for code in &mut schemes {
            let Some(pack) = library.packs.get(code.pack) else { continue };
            let Some(scheme) = pack.schemes.get(code.scheme) else { continue };
            let definitions = Definitions::of(pack);
            code.routes = scheme.routes.iter().map(|r| self.route(r, &definitions)).collect();
            code.notices = scheme.notices.iter().map(|n| self.expr(&n.when, &definitions)).collect();
            code.reuse = scheme.reuse.iter().map(|r| self.expr(&r.when, &definitions)).collect();
        }
        self.schemes = schemes;
    }

    fn route(&mut self, route: &certmap_pack::Route, definitions: &Definitions) -> NodeId {
        let when = self.expr(&route.when, definitions);
        // A route in its legacy phase is closed to new applications.
        let open = |p: &&Phase| matches!(p.phase, PhaseKind::Accepting | PhaseKind::Mandatory);
        let spans: Spans = match route.phases.first() {
            None => vec![(None, None)],
            Some(first) => {
                let ended = matches!(first.phase, PhaseKind::Legacy | PhaseKind::Repealed);
                let before = ended.then_some((None, Some(first.from)));
                let later = route.phases.iter().filter(open).map(|p| (Some(p.from), end(p, &route.phases)));
                before.into_iter().chain(later).collect()
            }
        };
        let days = self.days(DateRole::Application, &spans);
        self.all(vec![when, days])
    }
}

/// What decides first stands first.
fn order_of_force(code: &SchemeCode) -> Decision {
    Decision {
        steps: vec![
            (code.conflict, Outcome::Conflict),
            (code.banned, Outcome::Banned),
            (code.applies, Outcome::In),
            (code.exempt, Outcome::Exempt),
            (code.early, Outcome::NotYet),
            (code.late, Outcome::NoLonger),
            (code.excluded, Outcome::Out),
            (code.uncovered, Outcome::NotCovered),
        ],
        otherwise: Outcome::Out,
    }
}

/// Phases of a scheme with the date that governs them.
fn phases(scheme: &Scheme) -> Vec<(DateRole, &[Phase])> {
    let rules = scheme.rules().map(|r| (scheme.governed_by, r.phases.as_slice()));
    let routes = scheme.routes.iter().map(|r| (DateRole::Application, r.phases.as_slice()));
    rules.chain(routes).collect()
}

/// Where something begins and ends.
type Limits = (Bound<Quantity>, Bound<Quantity>);

/// Where what ends, or begins, goes on.
fn opposite(limit: Bound<Quantity>) -> Bound<Quantity> {
    match limit {
        Bound::Included(q) => Bound::Excluded(q),
        Bound::Excluded(q) => Bound::Included(q),
        Bound::Unbounded => Bound::Unbounded,
    }
}

/// First day after a phase: its own end, or the beginning of the next one.
pub(crate) fn end(phase: &Phase, all: &[Phase]) -> Option<certmap_base::Date> {
    let next = all.iter().map(|p| p.from).find(|f| *f > phase.from);
    match (phase.until, next) {
        (Some(u), Some(n)) => Some(u.min(n)),
        (u, n) => u.or(n),
    }
}

type Spans = Vec<(Option<certmap_base::Date>, Option<certmap_base::Date>)>;

/// The days before, in and after force. Without phases a rule is always in force. What stands before the first phase is
/// "not yet", unless the first thing known is that the rule ended.
pub(crate) fn stages(phases: &[Phase]) -> (Spans, Spans, Spans) {
    let Some(first) = phases.first() else { return (Vec::new(), vec![(None, None)], Vec::new()) };
    let (mut early, mut on, mut late): (Spans, Spans, Spans) = (Vec::new(), Vec::new(), Vec::new());
    let before = (None, Some(first.from));
    match first.phase {
        PhaseKind::Repealed | PhaseKind::Legacy => on.push(before),
        _ => early.push(before),
    }
    for phase in phases {
        let span = (Some(phase.from), end(phase, phases));
        match phase.phase {
            PhaseKind::Announced | PhaseKind::Accepting => early.push(span),
            PhaseKind::Mandatory | PhaseKind::Legacy => on.push(span),
            PhaseKind::Repealed => late.push(span),
        }
        let next = phases.iter().map(|p| p.from).find(|f| *f > phase.from);
        if let Some(until) = phase.until
            && next.is_none_or(|n| until < n)
        {
            late.push((Some(until), next));
        }
    }
    (early, on, late)
}

fn set_of(column: &Column, words: &[String]) -> KindSet {
    let mut set = KindSet::empty(column.words.len());
    for i in words.iter().filter_map(|w| column.words.binary_search(w).ok()) {
        set.insert(i);
    }
    set
}

fn cut(column: &Column, value: &Exact) -> Option<u16> {
    column.cuts.binary_search(value).ok().and_then(|i| u16::try_from(i).ok())
}
