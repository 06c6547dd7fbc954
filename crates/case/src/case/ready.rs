//! Which steps may begin.

use super::{Case, Progress};
use crate::stored::{Applies, RouteStep, RunKey, Turn};
use certmap_pack::{Clock, Per};
use std::collections::BTreeSet;

/// What may be done with a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applicable {
    /// What stands before it is not finished.
    Waits,
    /// It may begin.
    Ready,
    /// It may begin beside what stands before it.
    ReadyAhead,
    /// It runs.
    Running,
    /// It failed, and nothing follows by itself.
    Failed,
    /// It is done.
    Done,
}

impl Case {
    /// What may be done with a run. A run that is not one of this case waits for ever.
    #[must_use]
    pub fn applicable(&self, run: &RunKey) -> Applicable {
        let Some(step) = self.step(&run.step).filter(|s| s.applies != Applies::No) else { return Applicable::Waits };
        let known = step.per == Per::Year || self.instances(step).contains(&run.of);
        match self.progress(run) {
            _ if !known => Applicable::Waits,
            Some(Progress::Finished) => Applicable::Done,
            Some(Progress::Failed) => Applicable::Failed,
            Some(Progress::Started) => Applicable::Running,
            None | Some(Progress::Reopened) => {
                let depth = self.route().map_or(0, |r| r.steps.len());
                if self.before_done(step, &run.of, depth) {
                    Applicable::Ready
                } else if step.parallel_ok && self.before_open(step, &run.of, depth) {
                    Applicable::ReadyAhead
                } else {
                    Applicable::Waits
                }
            }
        }
    }

    /// Runs that may begin or are running, in the order of the route.
    #[must_use]
    pub fn open_runs(&self) -> Vec<RunKey> {
        if self.ended.is_some() {
            return Vec::new();
        }
        let open = |run: &RunKey| matches!(self.applicable(run), Applicable::Ready | Applicable::Running);
        self.all_runs().into_iter().filter(open).collect()
    }

    /// Whose time runs: while the body can go on with anything that waits for nobody, the body's; else the applicant's, if
    /// the applicant owes an answer or a step; else nobody's. So a clock stands still while the other side owes.
    #[must_use]
    pub fn turn(&self) -> Turn {
        if self.ended.is_some() || self.opened.is_none() {
            return Turn::Nobody;
        }
        let asked: Vec<&super::Question> = self.questions.values().filter(|q| q.settled.is_none()).collect();
        let open = self.open_runs();
        let held = |run: &RunKey, by: Turn| asked.iter().any(|q| q.to == by && q.run.as_ref().is_none_or(|r| r == run));
        let owes = |clock: Clock, other: Turn| {
            let mut runs = open.iter().filter(|r| self.step(&r.step).is_some_and(|s| s.clock == clock));
            runs.any(|r| !held(r, other))
        };
        let asks = |to: Turn| asked.iter().any(|q| q.to == to);
        if owes(Clock::Body, Turn::Applicant) {
            Turn::Body
        } else if asks(Turn::Applicant) {
            Turn::Applicant
        } else if asks(Turn::Body) {
            Turn::Body
        } else if owes(Clock::Applicant, Turn::Body) || self.has_failed_run() {
            Turn::Applicant
        } else {
            Turn::Nobody
        }
    }

    /// A step failed and may be tried again: the applicant has to mend what was wrong.
    fn has_failed_run(&self) -> bool {
        self.runs.values().any(|r| r.progress == Progress::Failed)
    }

    /// Steps that stand before a step, near and far.
    pub(crate) fn ancestors(&self, step: &RouteStep) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let mut next: Vec<&String> = step.after.iter().collect();
        while let Some(id) = next.pop() {
            if found.insert(id.clone()) {
                next.extend(self.step(id).into_iter().flat_map(|s| s.after.iter()));
            }
        }
        found
    }

    /// Everything before a run is done. A step that does not happen passes the question on to what stands before it.
    /// `depth` ends the walk where a stored route has a cycle, which no checked pack has.
    pub(crate) fn before_done(&self, step: &RouteStep, of: &Option<String>, depth: usize) -> bool {
        depth > 0
            && step.after.iter().all(|id| match self.step(id) {
                None => true,
                Some(before) if before.applies == Applies::No => self.before_done(before, of, depth - 1),
                Some(before) => self
                    .runs_before(before, step, of)
                    .iter()
                    .all(|r| self.progress(r) == Some(Progress::Finished) && before.applies != Applies::Open),
            })
    }

    /// Everything before a run may at least begin.
    fn before_open(&self, step: &RouteStep, of: &Option<String>, depth: usize) -> bool {
        depth > 0
            && step.after.iter().all(|id| match self.step(id) {
                None => true,
                Some(before) if before.applies == Applies::No => self.before_open(before, of, depth - 1),
                Some(before) => self.runs_before(before, step, of).iter().all(|r| {
                    let begun = matches!(self.progress(r), Some(Progress::Started | Progress::Finished));
                    begun || self.before_done(before, &r.of, depth - 1)
                }),
            })
    }

    /// The runs of an earlier step that a run waits for: the one for the same thing, or all.
    fn runs_before(&self, before: &RouteStep, step: &RouteStep, of: &Option<String>) -> Vec<RunKey> {
        let all = self.instances(before);
        let same = before.per == step.per && all.contains(of);
        let wanted = if same { vec![of.clone()] } else { all };
        wanted.into_iter().map(|of| RunKey { step: before.id.clone(), of }).collect()
    }
}
