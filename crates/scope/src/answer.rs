//! The answer of one scheme.

use crate::cell::Cell;
use crate::engine::{Asked, Engine};
use crate::facts::{Dates, Known, Origin};
use crate::lower::end;
use crate::product::Product;
use crate::program::{NodeId, RuleCode, SchemeCode, value};
use crate::reason::Reasons;
use crate::residual::{Decision, Settler};
use crate::result::{EntryResult, Outcome, Reason, RequirementResult, RouteResult, SchemeResult};
use crate::turns::OtherDay;
use certmap_base::{Confidence, Date};
use certmap_expr::Tri;
use certmap_pack::{Evidence, Pack, Phase, PhaseKind, Reuse, Rule, RuleKind, Scheme};
use std::cell::RefCell;

/// One product in one market, evaluated.
pub(crate) struct Answering<'a> {
    pub(crate) engine: &'a Engine<'a>,
    pub(crate) product: &'a Product,
    pub(crate) market: &'a str,
    pub(crate) dates: Dates,
    pub(crate) asked: &'a Asked<'a>,
    pub(crate) known: &'a Known,
    pub(crate) cells: &'a [Cell],
    pub(crate) values: &'a [Tri],
    /// Values as if the product were of its main kind alone; none where it is.
    pub(crate) main: Option<&'a [Tri]>,
    /// Where other days are looked at.
    pub(crate) other_day: RefCell<OtherDay>,
}

/// The decision of one requirement.
pub(crate) fn requirement_decision(code: &RuleCode) -> Decision {
    Decision {
        steps: vec![(code.active, Outcome::In), (code.early, Outcome::NotYet), (code.late, Outcome::NoLonger)],
        otherwise: Outcome::Out,
    }
}

impl Answering<'_> {
    pub(crate) fn value(&self, node: NodeId) -> Tri {
        value(self.values, node)
    }

    fn names(&self, facts: &[u16]) -> Vec<String> {
        let columns = &self.engine.program.columns;
        facts.iter().filter_map(|f| columns.get(usize::from(*f))).map(|c| c.fact.clone()).collect()
    }

    pub(crate) fn scheme(
        &self,
        pack: &Pack,
        scheme: &Scheme,
        code: &SchemeCode,
        via: Option<String>,
        settler: &mut Settler,
    ) -> SchemeResult {
        let settled = settler.settle(&code.decision, self.cells, self.values);
        let outcome = settled.outcome();
        let on = self.dates.get(scheme.governed_by);
        let reasons = Reasons::new(self, pack);
        let entries = self.entries(scheme, code, outcome, &reasons);
        let may_apply = settled.possible.contains(Outcome::In);
        let requirements = if may_apply { self.requirements(scheme, code, settler, &reasons) } else { Vec::new() };
        let displaced_by = scheme
            .exclusions
            .iter()
            .zip(&code.exclusions)
            .filter(|(_, c)| outcome == Outcome::Out && self.value(c.active).is_true())
            .find_map(|(r, _)| r.displaced_by.clone());
        SchemeResult {
            market: self.market.to_owned(),
            via,
            scheme: scheme.id.clone(),
            pack: pack.id.clone(),
            title: scheme.title.clone(),
            outcome,
            phase: self.phase(scheme, code, outcome, on),
            binding: scheme.binding,
            attestation: scheme.attestation,
            demanded_by: scheme.demanded_by,
            on,
            governed_by: scheme.governed_by,
            fulfil_before: scheme.fulfil_before,
            confidence: confidence(scheme, outcome, &entries),
            displaced_by,
            routes: if may_apply { self.routes(scheme, code) } else { Vec::new() },
            units: if may_apply { crate::units::units(self.product, scheme) } else { Vec::new() },
            reuse: self.reuse(scheme, code, on),
            held: crate::held::held(self, scheme, code, on),
            needs: self.names(&settled.needs),
            ahead: crate::ahead::ahead(self, pack, scheme, code, outcome, settler),
            says: self.remark(scheme, code, outcome),
            possible: settled.possible.list(),
            entries,
            requirements,
        }
    }

    fn reuse(&self, scheme: &Scheme, code: &SchemeCode, on: Date) -> Vec<usize> {
        let rules = scheme.reuse.iter().zip(&code.reuse).enumerate();
        let holds = |rule: &Reuse| rule.from.is_none_or(|from| from <= on);
        rules.filter(|(_, (rule, node))| holds(rule) && !self.value(**node).is_false()).map(|(i, _)| i).collect()
    }

    fn remark(&self, scheme: &Scheme, code: &SchemeCode, outcome: Outcome) -> Option<certmap_base::Text> {
        match outcome {
            Outcome::NotCovered => scheme.covers_says.clone(),
            Outcome::Exempt => {
                let active =
                    scheme.exemptions.iter().zip(&code.exemptions).find(|(_, c)| self.value(c.active).is_true());
                active.and_then(|(r, _)| r.paper.clone())
            }
            _ => None,
        }
    }

    fn phase(&self, scheme: &Scheme, code: &SchemeCode, outcome: Outcome, on: Date) -> Option<PhaseKind> {
        let pick = |node: fn(&RuleCode) -> NodeId| {
            scheme.entries.iter().zip(&code.entries).find(|(_, c)| self.value(node(c)) != Tri::False).map(|(r, _)| r)
        };
        let rule = match outcome {
            Outcome::In | Outcome::Exempt => pick(|c| c.active),
            Outcome::NotYet => pick(|c| c.early),
            Outcome::NoLonger => pick(|c| c.late),
            _ => None,
        }?;
        Some(phase_on(&rule.phases, on))
    }

    fn entries(&self, scheme: &Scheme, code: &SchemeCode, outcome: Outcome, reasons: &Reasons) -> Vec<EntryResult> {
        let chosen =
            |rules: &[Rule], codes: &[RuleCode], node: fn(&RuleCode) -> NodeId, wanted: Tri| -> Vec<EntryResult> {
                let hits = rules.iter().zip(codes).filter(|(_, c)| self.value(node(c)) == wanted);
                hits.map(|(r, c)| reasons.entry((r, c), outcome, vec![reasons.holds(r, c)])).collect()
            };
        let found = match outcome {
            Outcome::Conflict => chosen(&scheme.conflicts, &code.conflicts, |c| c.active, Tri::True),
            Outcome::Banned => chosen(&scheme.bans, &code.bans, |c| c.active, Tri::True),
            Outcome::In => chosen(&scheme.entries, &code.entries, |c| c.active, Tri::True),
            Outcome::Exempt => {
                let mut found = chosen(&scheme.entries, &code.entries, |c| c.active, Tri::True);
                let released: Vec<_> = scheme
                    .exemptions
                    .iter()
                    .zip(&code.exemptions)
                    .filter(|(_, c)| self.value(c.active).is_true())
                    .map(|(r, c)| reasons.holds(r, c))
                    .collect();
                for entry in &mut found {
                    entry.reasons.extend(released.iter().cloned());
                }
                found
            }
            Outcome::NotYet => chosen(&scheme.entries, &code.entries, |c| c.early, Tri::True),
            Outcome::NoLonger => chosen(&scheme.entries, &code.entries, |c| c.late, Tri::True),
            Outcome::Out | Outcome::NotCovered => return self.nearest(scheme, code, reasons),
            Outcome::Unknown => Vec::new(),
        };
        if found.is_empty() { self.open(scheme, code, outcome, reasons) } else { found }
    }

    /// True unless only another kind of a multifunction product brings the rule in.
    pub(crate) fn is_main(&self, code: &RuleCode) -> bool {
        let brought_in = !self.value(code.when).is_false();
        self.main.is_none_or(|values| !brought_in || value(values, code.when) != Tri::False)
    }

    /// Rules that may still bring the outcome about, with what is missing. Where the outcome is decided all the same, some
    /// of them will.
    fn open(&self, scheme: &Scheme, code: &SchemeCode, outcome: Outcome, reasons: &Reasons) -> Vec<EntryResult> {
        let (bans, entries) = ((&scheme.bans, &code.bans), (&scheme.entries, &code.entries));
        type Side<'a> = ((&'a Vec<Rule>, &'a Vec<RuleCode>), fn(&RuleCode) -> NodeId);
        let sides: Vec<Side> = match outcome {
            Outcome::Conflict => vec![((&scheme.conflicts, &code.conflicts), |c| c.active)],
            Outcome::Banned => vec![(bans, |c| c.active)],
            Outcome::NotYet => vec![(entries, |c| c.early)],
            Outcome::NoLonger => vec![(entries, |c| c.late)],
            Outcome::In | Outcome::Exempt => vec![(entries, |c| c.active)],
            _ => vec![(bans, |c| c.active), (entries, |c| c.active)],
        };
        let rules = sides.iter().flat_map(|((rules, codes), node)| {
            rules.iter().zip(codes.iter()).filter(|(_, c)| !self.value(node(c)).is_false())
        });
        rules.take(12).map(|(r, c)| reasons.entry((r, c), outcome, self.waits(scheme, code, (r, c), reasons))).collect()
    }

    /// What a rule waits for: parts of its own condition, gates, exclusions.
    fn waits(
        &self,
        scheme: &Scheme,
        code: &SchemeCode,
        (rule, c): (&Rule, &RuleCode),
        reasons: &Reasons,
    ) -> Vec<Reason> {
        let mut found = Vec::new();
        if self.value(c.when) == Tri::Unknown {
            found.push(reasons.open(rule, c));
        }
        if rule.kind == RuleKind::Entry {
            let gates = scheme.gates.iter().zip(&code.gates).filter(|(g, _)| !rule.skips.contains(&g.id));
            let open = gates.filter(|(_, g)| self.value(g.when) == Tri::Unknown);
            found.extend(open.map(|(gate, g)| reasons.open(gate, g)));
            let about = |r: &Rule| r.of.is_empty() || r.of.contains(&rule.id);
            let exclusions = scheme.exclusions.iter().zip(&code.exclusions).filter(|(r, _)| about(r));
            let open = exclusions.filter(|(_, x)| self.value(x.active) == Tri::Unknown);
            found.extend(open.map(|(exclusion, x)| reasons.open(exclusion, x)));
        }
        if found.is_empty() {
            found.push(reasons.open(rule, c));
        }
        found
    }

    /// Why not: what takes the product out, else the entries that come nearest with the part that failed.
    fn nearest<'s>(&self, scheme: &'s Scheme, code: &'s SchemeCode, reasons: &Reasons) -> Vec<EntryResult> {
        let mut found = Vec::new();
        for (rule, c) in scheme.exclusions.iter().zip(&code.exclusions) {
            let named = c.conjuncts.iter().any(|n| self.is_kind_test(*n) && self.value(*n).is_true());
            let concerns = rule.of.is_empty() || named || self.near_any(scheme, code, &rule.of);
            if self.value(c.active).is_true() && concerns {
                found.push(reasons.entry((rule, c), Outcome::Out, vec![reasons.holds(rule, c)]));
            }
        }
        let counted = |(rule, c): (&'s Rule, &'s RuleCode)| {
            let failed = c.conjuncts.iter().filter(|n| self.value(**n).is_false()).count();
            let family = c.conjuncts.iter().any(|n| self.is_kind_test(*n) && self.value(*n).is_true());
            (!c.conjuncts.iter().any(|n| self.speaks(*n)), (!family, failed), rule, c)
        };
        let pairs = scheme.entries.iter().zip(&code.entries);
        let mut near: Vec<_> = pairs.filter(|(_, c)| !self.kind_fails(c)).map(counted).collect();
        // An entry of which something holds is nearer than one of which nothing does.
        let fits = near.iter().any(|(nothing, ..)| !nothing);
        if fits {
            near.retain(|(nothing, ..)| !nothing);
        } else if found.is_empty() && scheme.gates.iter().zip(&code.gates).all(|(_, g)| !self.value(g.when).is_false())
        {
            found.push(reasons.nothing_fits(scheme, code));
        } else {
            near.clear();
        }
        // Those of its own family of products first.
        near.sort_by_key(|(_, far, ..)| *far);
        for (.., rule, c) in near.into_iter().take(3) {
            let mut why = reasons.failed(rule, c);
            for (gate, g) in scheme.gates.iter().zip(&code.gates) {
                if !rule.skips.contains(&gate.id) && self.value(g.when).is_false() {
                    why.push(reasons.gate(gate, g));
                }
            }
            if !why.is_empty() {
                found.push(reasons.entry((rule, c), Outcome::Out, why));
            }
        }
        if found.is_empty() {
            for (gate, g) in scheme.gates.iter().zip(&code.gates).filter(|(_, g)| self.value(g.when).is_false()) {
                found.push(reasons.entry((gate, g), Outcome::Out, vec![reasons.gate(gate, g)]));
            }
        }
        if found.is_empty() {
            found.push(reasons.nothing_fits(scheme, code));
        }
        found
    }

    /// True if the kind of product fits, so that the entry deserves a word on why it does not apply.
    fn is_near(&self, code: &RuleCode) -> bool {
        !self.kind_fails(code) && code.conjuncts.iter().any(|n| self.speaks(*n))
    }

    /// True if a part of a condition holds and says something of the product: not only what is assumed of every product,
    /// and not only that it is of no other kind.
    fn speaks(&self, node: NodeId) -> bool {
        self.value(node).is_true() && self.rests_on_something(node)
    }

    fn rests_on_something(&self, node: NodeId) -> bool {
        use crate::program::Node;
        let program = &self.engine.program;
        let said = |fact: &u16| {
            let name = program.columns.get(usize::from(*fact)).map_or("", |c| c.fact.as_str());
            self.known.values.get(name).is_some_and(|(_, origin)| *origin != Origin::Assumed)
        };
        match program.nodes.get(node as usize) {
            Some(Node::Not(inner)) if self.is_kind_test(*inner) => false,
            Some(Node::Not(inner)) => self.rests_on_something(*inner),
            Some(Node::Test(_)) if self.is_kind_test(node) => true,
            Some(Node::Test(t)) => program.tests.get(*t as usize).is_some_and(|t| t.reads.iter().any(said)),
            Some(Node::And(parts) | Node::Or(parts)) => {
                program.parts(*parts).iter().any(|p| self.rests_on_something(*p))
            }
            Some(Node::Const(_)) | None => false,
        }
    }

    /// True if the entry is about other kinds of product.
    fn kind_fails(&self, code: &RuleCode) -> bool {
        code.conjuncts.iter().any(|n| self.value(*n).is_false() && self.is_kind_test(*n))
    }

    fn is_kind_test(&self, node: NodeId) -> bool {
        use crate::program::{Node, Test};
        let program = &self.engine.program;
        match program.nodes.get(node as usize) {
            Some(Node::Test(t)) => program.tests.get(*t as usize).is_some_and(|c| matches!(c.test, Test::Kind(_))),
            Some(Node::Or(parts)) => program.parts(*parts).iter().all(|p| self.is_kind_test(*p)),
            Some(Node::And(parts)) => program.parts(*parts).iter().any(|p| self.is_kind_test(*p)),
            _ => false,
        }
    }

    fn near_any(&self, scheme: &Scheme, code: &SchemeCode, ids: &[String]) -> bool {
        scheme.entries.iter().zip(&code.entries).any(|(r, c)| ids.contains(&r.id) && self.is_near(c))
    }

    fn requirements(
        &self,
        scheme: &Scheme,
        code: &SchemeCode,
        settler: &mut Settler,
        reasons: &Reasons,
    ) -> Vec<RequirementResult> {
        let pairs = scheme.requirements.iter().zip(&code.requirements);
        pairs.map(|(rule, c)| self.requirement(rule, c, settler, reasons)).collect()
    }

    fn requirement(&self, rule: &Rule, code: &RuleCode, settler: &mut Settler, reasons: &Reasons) -> RequirementResult {
        let settled = settler.settle(&requirement_decision(code), self.cells, self.values);
        let outcome = settled.outcome();
        let released = rule.exclusions.iter().zip(&code.exclusions).find(|(_, n)| self.value(**n).is_true());
        let why = match outcome {
            Outcome::Out => reasons.failed(rule, code),
            Outcome::Unknown => vec![reasons.open(rule, code)],
            _ => vec![reasons.holds(rule, code)],
        };
        RequirementResult {
            id: rule.id.clone(),
            title: reasons.title(rule, code),
            outcome,
            evidence: if released.is_some() && outcome == Outcome::In { Evidence::Exclusion } else { rule.evidence },
            excluded_by: released.filter(|_| outcome == Outcome::In).map(|(e, _)| e.id.clone()),
            needs: self.names(&settled.needs),
            reasons: why,
        }
    }

    fn routes(&self, scheme: &Scheme, code: &SchemeCode) -> Vec<RouteResult> {
        let open = scheme.routes.iter().zip(&code.routes);
        open.map(|(route, node)| RouteResult {
            id: route.id.clone(),
            title: route.title.clone(),
            open: self.value(*node),
            procedure: route.procedure.clone().or_else(|| scheme.procedure.clone()),
            attestation: route.attestation.unwrap_or(scheme.attestation),
            notified_body: route.notified_body,
        })
        .collect()
    }
}

/// The stage of a rule on a day.
pub(crate) fn phase_on(phases: &[Phase], on: Date) -> PhaseKind {
    let Some(first) = phases.first() else { return PhaseKind::Mandatory };
    match phases.iter().rev().find(|p| p.from <= on) {
        Some(p) if end(p, phases).is_some_and(|e| e <= on) => PhaseKind::Repealed,
        Some(p) => p.phase,
        None if matches!(first.phase, PhaseKind::Repealed | PhaseKind::Legacy) => PhaseKind::Mandatory,
        None => PhaseKind::Announced,
    }
}

/// Any one entry that is in suffices; what is out needs all its reasons and the scheme's own list.
fn confidence(scheme: &Scheme, outcome: Outcome, entries: &[EntryResult]) -> Confidence {
    let of_entry = |e: &EntryResult| e.reasons.iter().map(|r| r.confidence).min();
    let whole = scheme.cites.iter().map(|c| c.status).max().unwrap_or(Confidence::Unconfirmed);
    match outcome {
        Outcome::Out | Outcome::NotCovered => entries.iter().filter_map(of_entry).min().map_or(whole, |c| c.min(whole)),
        _ => entries.iter().filter_map(of_entry).max().unwrap_or(whole),
    }
}
