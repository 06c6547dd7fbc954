//! The way of a case, taken from a procedure of a pack.

use crate::stored::{Applies, PackEdition, Purpose, RecordKind, RecordNeed, Route, RouteFee, RouteStep, Subject};
use certmap_base::{Fault, text};
use certmap_pack::{Behaviour, Document, Pack, Per, Procedure, Scheme, Step};

impl Route {
    /// The steps of a procedure, frozen for one case. Conditions are not for this crate to compute: `applies` and `asks_for`
    /// say what came of them, with `Open` where a fact is missing. Papers that do not apply are not asked for.
    ///
    /// # Errors
    /// If the scheme names a procedure that its pack does not have.
    pub fn of(
        pack: &Pack,
        scheme: &Scheme,
        procedure: &str,
        applies: impl Fn(&Step) -> Applies,
        asks_for: impl Fn(&Document) -> Applies,
    ) -> Result<Route, Fault> {
        let Some(found) = pack.procedures.get(procedure) else {
            let fault = Fault::new(text!(
                "the pack `{}` has no procedure `{procedure}`",
                "规则包 `{}` 没有程序 `{procedure}`",
                pack.id
            ));
            return Err(fault.suggest(procedure, pack.procedures.keys().map(String::as_str)));
        };
        let needless: Vec<&str> =
            found.documents.iter().filter(|d| asks_for(d) == Applies::No).map(|d| d.id.as_str()).collect();
        let identified_by = scheme.unit.as_ref().map(|u| u.split_by.clone()).unwrap_or_default();
        Ok(Route {
            pack: PackEdition { id: pack.id.clone(), version: pack.version.clone(), digest: pack.digest.clone() },
            procedure: found.id.clone(),
            identified_by,
            steps: found.steps.iter().map(|s| frozen(s, applies(s), &needless)).collect(),
            fees: fees(found),
        })
    }

    /// The same way without steps for which there is nothing to do, such as the test in a transfer of the holder. What came
    /// after one of them comes after what stood before it.
    #[must_use]
    pub fn without(&self, leave_out: impl Fn(&RouteStep) -> bool) -> Route {
        let mut route = self.clone();
        for step in route.steps.iter_mut().filter(|s| leave_out(s)) {
            step.applies = Applies::No;
        }
        let settled = |id: &String| route.steps.iter().any(|s| s.applies == Applies::No && s.yields.contains(id));
        let needless: Vec<String> =
            route.steps.iter().flat_map(|s| s.yields.iter()).filter(|y| settled(y)).cloned().collect();
        let made_elsewhere = |kind: &String, steps: &[RouteStep]| {
            steps.iter().any(|s| s.applies != Applies::No && s.yields.contains(kind))
        };
        let steps = route.steps.clone();
        for step in &mut route.steps {
            step.needs.retain(|kind| !needless.contains(kind) || made_elsewhere(kind, &steps));
        }
        route
    }

    /// The way of a change, by what the pack says that the change does: `notify` goes without samples, tests and audits,
    /// `test_difference` without audits, `new_certificate` all the way.
    #[must_use]
    pub fn for_change(&self, does: &str) -> Route {
        const SAMPLES: [Behaviour; 3] = [Behaviour::MakeSamples, Behaviour::ShipSamples, Behaviour::Test];
        let audits = self.around(&[Behaviour::Audit, Behaviour::Correct]);
        let tests = self.around(&SAMPLES);
        self.without(|step| match does {
            "notify" => audits.contains(&step.id) || tests.contains(&step.id),
            "test_difference" => audits.contains(&step.id),
            _ => false,
        })
    }

    /// Steps of some behaviours, with the waits and papers that serve them alone.
    fn around(&self, core: &[Behaviour]) -> Vec<String> {
        let serves = [Behaviour::Wait, Behaviour::CheckDocuments];
        let mut found: Vec<String> =
            self.steps.iter().filter(|s| core.contains(&s.behaviour)).map(|s| s.id.clone()).collect();
        // A wait that leads only to steps found so far serves them; each round finds more, or is the last.
        for _ in 0..self.steps.len() {
            let followers = |id: &String| self.steps.iter().filter(|s| s.after.contains(id)).collect::<Vec<_>>();
            let more = self.steps.iter().find(|s| {
                let leads = followers(&s.id);
                let follows = s.after.iter().any(|a| found.contains(a));
                !found.contains(&s.id)
                    && serves.contains(&s.behaviour)
                    && !leads.is_empty()
                    && leads.iter().all(|f| found.contains(&f.id))
                    && (s.behaviour == Behaviour::Wait || follows)
            });
            match more {
                Some(step) => found.push(step.id.clone()),
                None => break,
            }
        }
        found
    }

    /// Records that steps of this way need for a subject: the factory for what happens there, a power of attorney where an
    /// agent acts, the agreement with the first holder for a derived certificate. The agreement with a body that works here is
    /// always asked for; a mandate or trademark authorisation is added by whoever knows that one is needed.
    #[must_use]
    pub fn needs_of(&self, subject: &Subject, purpose: Purpose) -> Vec<RecordNeed> {
        let steps = |any: &[Behaviour]| -> Vec<String> {
            self.steps.iter().filter(|s| any.contains(&s.behaviour)).map(|s| s.id.clone()).collect()
        };
        let first = steps(&[Behaviour::Submit]);
        let factory = steps(&[Behaviour::Audit, Behaviour::FollowUp]);
        let mut needs = Vec::new();
        let mut need = |kind, steps: Vec<String>| {
            if !steps.is_empty() {
                needs.push(RecordNeed { kind, steps });
            }
        };
        need(RecordKind::Factory, factory);
        if subject.agent.is_some() {
            need(RecordKind::PowerOfAttorney, first.clone());
        }
        if purpose == Purpose::Derived {
            need(RecordKind::OdmAgreement, first);
        }
        needs
    }
}

fn frozen(step: &Step, applies: Applies, needless: &[&str]) -> RouteStep {
    let asked = |id: &&String| !needless.contains(&id.as_str());
    RouteStep {
        id: step.id.clone(),
        title: step.title.clone(),
        behaviour: step.behaviour,
        by: step.by,
        after: step.after.clone(),
        per: step.per,
        share_key: step.share_key.clone(),
        clock: step.clock,
        needs: step.needs.iter().filter(asked).cloned().collect(),
        yields: step.yields.iter().filter(asked).cloned().collect(),
        on_fail: step.on_fail,
        parallel_ok: step.parallel_ok,
        applies,
    }
}

fn fees(procedure: &Procedure) -> Vec<RouteFee> {
    // What is charged every year is a matter of upkeep.
    let due = procedure.fees.iter().filter(|f| f.per != Per::Year);
    due.map(|f| RouteFee { id: f.id.clone(), step: f.step.clone(), title: f.title.clone() }).collect()
}
