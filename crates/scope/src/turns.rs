//! What a scheme says of a product on other days: the days on which its rules can turn, and a look at each.

use crate::answer::{Answering, requirement_decision};
use crate::cell::{Cell, date};
use crate::engine::{Asked, Engine, dates};
use crate::facts::Origin;
use crate::program::{Lazy, Node, NodeId, Program, RuleCode, SchemeCode, Test};
use crate::residual::{Possible, Settler};
use crate::result::Outcome;
use certmap_base::Date;
use certmap_expr::{Node as Ast, Op, Tri};
use certmap_pack::{DateRole, Rule, Scheme, Value};
use std::collections::BTreeSet;

/// The days on which a node below the roots can turn because a date of the goods passes them.
pub(crate) fn days_of(program: &Program, roots: impl Iterator<Item = NodeId>) -> Vec<Date> {
    let roles: Vec<_> = DateRole::ALL.iter().filter_map(|r| program.column(r.fact())).collect();
    let mut found = BTreeSet::new();
    let mut seen = vec![false; program.nodes.len()];
    let mut todo: Vec<NodeId> = roots.collect();
    while let Some(node) = todo.pop() {
        match seen.get_mut(node as usize) {
            Some(seen) if !*seen => *seen = true,
            _ => continue,
        }
        match program.nodes.get(node as usize) {
            Some(Node::Test(t)) => {
                let code = program.tests.get(*t as usize);
                if let Some(code) = code.filter(|c| c.reads.iter().any(|f| roles.contains(f))) {
                    days_of_test(program, code.fact, &code.test, &mut found);
                }
            }
            Some(Node::Not(n)) => todo.push(*n),
            Some(Node::And(parts) | Node::Or(parts)) => todo.extend(program.parts(*parts)),
            Some(Node::Const(_)) | None => {}
        }
    }
    found.into_iter().collect()
}

fn days_of_test(program: &Program, fact: u16, test: &Test, found: &mut BTreeSet<Date>) {
    match test {
        Test::Order(op, cut) => {
            let value = program.columns.get(usize::from(fact)).and_then(|c| c.cuts.get(usize::from(*cut)));
            let Some(day) = value.map(date) else { return };
            match op {
                Op::Lt | Op::Ge => found.extend([day]),
                Op::Le | Op::Gt => found.extend([day.add_days(1)]),
                Op::Eq | Op::Ne => found.extend([day, day.add_days(1)]),
            }
        }
        Test::General(expr) => expr.walk(&mut |e| {
            if let Ast::Date(day) = e.node {
                found.extend([day, day.add_days(1)]);
            }
        }),
        _ => {}
    }
}

/// Everything of a scheme that can turn: its outcome, its requirements, its routes.
pub(crate) fn roots(code: &SchemeCode) -> impl Iterator<Item = NodeId> {
    let requirements = code.requirements.iter().flat_map(|r| [r.active, r.early, r.late]);
    code.decision.steps.iter().map(|(n, _)| *n).chain(requirements).chain(code.routes.iter().copied())
}

impl Engine<'_> {
    /// The days on which a scheme can turn, ascending.
    pub(crate) fn turning_days(&self, code: &SchemeCode) -> &[Date] {
        let id = self.library.packs.get(code.pack).and_then(|p| p.schemes.get(code.scheme)).map(|s| s.id.as_str());
        let slot = id.and_then(|id| self.code_index(id)).and_then(|i| self.turning.get(i));
        slot.map_or(&[], |slot| slot.get_or_init(|| days_of(&self.program, roots(code))))
    }
}

/// Values of one product on another day; what is not needed is not evaluated.
#[derive(Default)]
pub(crate) struct OtherDay {
    cells: Vec<Cell>,
    lazy: Lazy,
}

/// What a scheme says on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Look {
    pub(crate) possible: Possible,
    /// Of each requirement, as far as the values alone tell.
    pub(crate) requirements: Vec<Possible>,
    pub(crate) routes: Vec<Tri>,
}

impl OtherDay {
    /// Sets every date of the goods that nobody gives to a day.
    pub(crate) fn go(&mut self, answering: &Answering, day: Date) {
        let program = &answering.engine.program;
        if self.lazy.values.is_empty() {
            self.lazy = Lazy::new(program.nodes.len());
        }
        self.lazy.clear();
        self.cells.clear();
        self.cells.extend_from_slice(answering.cells);
        let asked = Asked { on: Some(day), dates: None, ..answering.asked.clone() };
        for (fact, day) in dates(answering.product, None, answering.market, &asked).facts() {
            let dated = answering.known.values.get(fact).is_some_and(|(_, origin)| *origin == Origin::Dated);
            let Some(ix) = program.column(fact).filter(|_| dated) else { continue };
            if let Some((slot, column)) = self.cells.get_mut(usize::from(ix)).zip(program.columns.get(usize::from(ix)))
            {
                *slot = column.cell(&Value::Date(day));
            }
        }
    }

    fn force(&mut self, program: &Program, node: NodeId) -> Tri {
        program.force(node, &self.cells, &mut self.lazy)
    }

    /// What the scheme says on the day that was gone to.
    pub(crate) fn look(&mut self, answering: &Answering, code: &SchemeCode, settler: &mut Settler) -> Look {
        let program = &answering.engine.program;
        code.decision.force(program, &self.cells, &mut self.lazy);
        let possible = settler.settle(&code.decision, &self.cells, &self.lazy.values).possible;
        let requirements = code.requirements.iter().map(|r| {
            let decision = requirement_decision(r);
            decision.force(program, &self.cells, &mut self.lazy);
            decision.possible(&self.lazy.values)
        });
        let requirements = requirements.collect();
        let routes = code.routes.iter().map(|n| self.force(program, *n)).collect();
        Look { possible, requirements, routes }
    }

    /// What a requirement can be on the day that was gone to.
    pub(crate) fn requirement(&self, code: &RuleCode, settler: &mut Settler) -> Possible {
        settler.settle(&requirement_decision(code), &self.cells, &self.lazy.values).possible
    }

    /// For each rule that can decide an outcome, in the order of force, whether it holds, will hold or held.
    pub(crate) fn rules<'s>(
        &mut self,
        answering: &Answering,
        scheme: &'s Scheme,
        code: &SchemeCode,
    ) -> Vec<(&'s Rule, [Tri; 3])> {
        let program = &answering.engine.program;
        let groups = [
            (&scheme.conflicts, &code.conflicts),
            (&scheme.bans, &code.bans),
            (&scheme.exemptions, &code.exemptions),
            (&scheme.exclusions, &code.exclusions),
            (&scheme.entries, &code.entries),
        ];
        let rules = groups.into_iter().flat_map(|(rules, codes)| rules.iter().zip(codes));
        rules.map(|(r, c)| (r, [c.active, c.early, c.late].map(|n| self.force(program, n)))).collect()
    }
}

impl Look {
    /// True if the scheme can demand something on that day.
    pub(crate) fn may_apply(&self) -> bool {
        self.possible.contains(Outcome::In)
    }
}
