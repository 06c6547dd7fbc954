//! Documents to collect, and by when.

use crate::activity::{Network, Slot};
use crate::group::{Group, Inst};
use crate::outlook::PlanDocument;
use crate::pass::Times;
use crate::request::Inputs;
use crate::table::date;
use certmap_expr::{Node, Tri};
use certmap_pack::{Behaviour, Document, Procedure, Step};

/// What is not made by a step of the plan and not in hand, by the day it is needed.
pub(crate) fn documents(network: &Network<'_>, inputs: &Inputs<'_>, early: &Times, late: &Times) -> Vec<PlanDocument> {
    let mut found: Vec<PlanDocument> = Vec::new();
    for (place, group) in network.groups.iter().enumerate().filter(|(_, g)| g.is_planned()) {
        let Some(procedure) = group.procedure else { continue };
        let context = Context { network, inputs, group, place, procedure, early, late };
        let documents = procedure.documents.iter().filter_map(|d| context.document(d));
        for document in documents {
            // A shared step asks for the same document once.
            let same = |d: &PlanDocument| d.id == document.id && d.for_steps == document.for_steps;
            if !found.iter().any(same) {
                found.push(document);
            }
        }
    }
    found.sort_by_key(|d| d.needed_by);
    found
}

struct Context<'x, 'a> {
    network: &'x Network<'a>,
    inputs: &'x Inputs<'x>,
    group: &'x Group<'a>,
    place: usize,
    procedure: &'x Procedure,
    early: &'x Times,
    late: &'x Times,
}

impl Context<'_, '_> {
    /// Activities ahead of the steps for which `wanted` holds.
    fn ahead(&self, wanted: impl Fn(&Step) -> bool) -> Vec<usize> {
        let step = |s: &&Slot| s.group == self.place && self.procedure.steps.get(s.step).is_some_and(&wanted);
        let runs = self.network.slots.iter().filter(step).flat_map(|s| &s.runs).filter_map(|(_, a)| *a);
        runs.filter(|a| self.network.activities.get(*a).is_some_and(|a| a.done.is_none())).collect()
    }

    fn document(&self, document: &Document) -> Option<PlanDocument> {
        let holds = match document.when.node {
            Node::Bool(holds) => Tri::from(holds),
            _ => {
                let extra = self.group.extra(self.inputs, None, Inst::Product);
                self.inputs.conditions.holds(self.group.id(), &document.when, &extra)
            }
        };
        let in_hand = self.inputs.product.have.iter().any(|p| p.kind.as_deref() == Some(document.id.as_str()));
        // What is put together while preparing the file is what has to be collected; other steps make theirs.
        let collects = |s: &Step| matches!(s.behaviour, Behaviour::PrepareFile | Behaviour::Translate);
        let made = !self.ahead(|s| s.yields.contains(&document.id) && !collects(s)).is_empty();
        if holds.is_false() || in_hand || made {
            return None;
        }
        let mut steps = self.ahead(|s| s.needs.contains(&document.id));
        steps.sort_by_key(|a| self.late.start(*a));
        let first = steps.first()?;
        let activities = || steps.iter().filter_map(|a| self.network.activities.get(*a));
        Some(PlanDocument {
            id: document.id.clone(),
            scheme: self.group.id().to_owned(),
            title: document.title.clone(),
            by: document.by,
            language: document.language.clone(),
            for_steps: activities().map(|a| a.id.clone()).collect(),
            needed_by: date(self.late.start(*first)),
            usable_from: date(steps.iter().map(|a| self.early.start(*a)).min()?),
            conditional: holds == Tri::Unknown || activities().all(|a| a.conditional || a.if_in),
        })
    }
}
