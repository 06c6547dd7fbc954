//! What an event leaves behind. Total: an event that does not fit changes nothing but the version and the clock.

use super::{Appeal, Case, Ending, Fee, Finding, Opening, Order, Progress, Question, Request, Run};
use crate::stored::{
    Applies, CaseEvent, CheckOutcome, FileNote, Function, OutsideOutcome, PersonId, Recorded, Role, RunKey, UnitOf,
};
use certmap_base::Date;
use certmap_pack::{Behaviour, OnFail, Party, Per};

impl Case {
    /// The state after an event.
    #[must_use]
    pub fn evolve(mut self, recorded: &Recorded<CaseEvent>) -> Case {
        let by = &recorded.by;
        self.version = recorded.version;
        self.last = Some(recorded.at);
        if by.role == Role::Applicant {
            self.did(&by.person, Function::Apply);
        }
        self.take(recorded.event.clone(), recorded);
        let turn = self.turn();
        self.clock.turn_to(turn, recorded.at);
        self
    }

    fn take(&mut self, event: CaseEvent, recorded: &Recorded<CaseEvent>) {
        use CaseEvent as E;
        let person = &recorded.by.person;
        match event {
            E::Opened { .. } | E::RouteChanged { .. } | E::StepSettled { .. } | E::UnitsDivided { .. } => {
                self.take_frame(event);
            }
            E::RunStarted { .. }
            | E::RunFinished { .. }
            | E::RunFailed { .. }
            | E::RunReopened { .. }
            | E::DateCorrected { .. }
            | E::OutsideAsked { .. }
            | E::OutsideAnswered { .. } => self.take_step(event, recorded),
            E::ApplicationChecked { .. }
            | E::TestOrdered { .. }
            | E::ReportAccepted { .. }
            | E::ReportRefused { .. }
            | E::VisitBound { .. }
            | E::VisitTaken { .. }
            | E::SamplesBound { .. } => self.take_evaluation(event, person),
            E::Reviewed { .. }
            | E::Returned { .. }
            | E::Decided { .. }
            | E::Issued { .. }
            | E::AppealLodged { .. }
            | E::AppealAcknowledged { .. }
            | E::AppealDecided { .. }
            | E::AppealReported { .. } => self.take_finding(event, person),
            _ => self.take_note(event, recorded),
        }
    }

    fn take_frame(&mut self, event: CaseEvent) {
        match event {
            CaseEvent::Opened {
                case,
                scheme,
                market,
                purpose,
                concerns,
                subject,
                route,
                here,
                needs,
                attempts_max,
            } => {
                let (subject, route) = (*subject, *route);
                let opening =
                    Opening { case, scheme, market, purpose, concerns, subject, route, here, needs, attempts_max };
                self.opened.get_or_insert(opening);
            }
            CaseEvent::RouteChanged { route, .. } => {
                if let Some(opened) = &mut self.opened {
                    opened.route = *route;
                }
            }
            CaseEvent::StepSettled { step, applies, .. } => {
                let steps = self.opened.iter_mut().flat_map(|o| o.route.steps.iter_mut());
                for found in steps.filter(|s| s.id == step) {
                    found.applies = if applies { Applies::Yes } else { Applies::No };
                }
            }
            CaseEvent::UnitsDivided { units, samples_each, .. } => {
                self.samples_each = Some(samples_each);
                self.divide(units);
            }
            _ => {}
        }
    }

    /// What was done for every former unit is done for every new one.
    fn divide(&mut self, units: Vec<UnitOf>) {
        let Some(opened) = &mut self.opened else { return };
        let former: Vec<Option<String>> = match opened.subject.units.as_slice() {
            [] => vec![None],
            some => some.iter().map(|u| Some(u.id.clone())).collect(),
        };
        let of_units = opened.route.steps.iter().filter(|s| s.per == Per::Unit).map(|s| s.id.clone());
        let mut copies = Vec::new();
        for step in of_units {
            let key = |of: &Option<String>| RunKey { step: step.clone(), of: of.clone() };
            let runs: Vec<Option<&Run>> = former.iter().map(|of| self.runs.get(&key(of))).collect();
            let done = |r: &Option<&Run>| r.is_some_and(|r| r.progress == Progress::Finished);
            if let Some(Some(run)) = runs.first().filter(|_| runs.iter().all(done)) {
                copies.extend(units.iter().map(|u| (key(&Some(u.id.clone())), (*run).clone())));
            }
        }
        opened.subject.units = units;
        for (key, run) in copies {
            self.runs.entry(key).or_insert(run);
        }
    }

    fn take_step(&mut self, event: CaseEvent, recorded: &Recorded<CaseEvent>) {
        match event {
            CaseEvent::RunStarted { run, on, .. } => self.start(&run, on),
            CaseEvent::RunFinished { run, on, documents, .. } => {
                self.judged(&run, recorded);
                let found = self.run(&run, on);
                (found.progress, found.ended) = (Progress::Finished, Some(on));
                found.documents.extend(documents);
            }
            CaseEvent::RunFailed { run, on, reasons, then } => {
                self.judged(&run, recorded);
                self.fail(&run, on, reasons, then);
            }
            CaseEvent::RunReopened { run, .. } => self.reopen(&run),
            CaseEvent::DateCorrected { run, was, now, why } => {
                if let Some(run) = self.runs.get_mut(&run) {
                    run.corrected.push((was, now, why));
                    run.started = run.started.map(|s| s.min(now));
                    run.ended = Some(now);
                }
            }
            CaseEvent::OutsideAsked { run, on, whom, request, due, .. } => {
                let request = Request { on, whom, text: request, due, answered: None };
                self.requests.entry(run.clone()).or_default().push(request);
                self.start(&run, on);
            }
            CaseEvent::OutsideAnswered { run, on, outcome, reasons, documents, certificate } => {
                for request in self.requests.get_mut(&run).into_iter().flatten() {
                    request.answered.get_or_insert(on);
                }
                self.run(&run, on).documents.extend(documents);
                self.answered(&run, on, outcome, reasons);
                self.certificates.extend(certificate.map(|c| (c.certificate, run)));
            }
            _ => {}
        }
    }

    /// A finding of somebody outside stands like one of ours, only without a person.
    fn answered(&mut self, run: &RunKey, on: Date, outcome: OutsideOutcome, reasons: Vec<String>) {
        let finding = Finding { person: None, on, grant: outcome == OutsideOutcome::Done, reasons };
        match self.step(&run.step).map(|s| s.behaviour) {
            Some(Behaviour::CheckDocuments) if outcome == OutsideOutcome::Done => self.accepted = true,
            Some(Behaviour::Review) => drop(self.reviews.insert(run.of.clone(), finding)),
            Some(Behaviour::Decide) => drop(self.decisions.insert(run.of.clone(), finding)),
            _ => {}
        }
    }

    /// Who finishes or fails a test or a correction has evaluated, unless an applicant only records what others did. The report
    /// of a visit is taken in by anybody; there the team evaluated.
    fn judged(&mut self, run: &RunKey, recorded: &Recorded<CaseEvent>) {
        let judged = match self.step(&run.step).map(|s| s.behaviour) {
            Some(Behaviour::Test | Behaviour::Correct) => recorded.by.role != Role::Applicant,
            Some(Behaviour::Audit) => recorded.by.role == Role::Auditor,
            _ => false,
        };
        if judged {
            self.did(&recorded.by.person, Function::Evaluate);
        }
    }

    fn take_evaluation(&mut self, event: CaseEvent, person: &PersonId) {
        match event {
            CaseEvent::ApplicationChecked { run, on, outcome, reasons } => {
                self.did(person, Function::CheckApplication);
                self.application(&run, on, outcome, reasons);
            }
            CaseEvent::TestOrdered { order, run, laboratory, standards, due } => {
                let attempt = self.runs.get(&run).map_or(1, |r| r.attempts.max(1));
                let new = Order { run, laboratory, standards, due, report: None, refused: Vec::new(), attempt };
                self.orders.entry(order).or_insert(new);
            }
            CaseEvent::ReportAccepted { order, report, report_version, verdicts, tested_by } => {
                for tester in tested_by.iter().chain([person]) {
                    self.did(tester, Function::Evaluate);
                }
                if let Some(order) = self.orders.get_mut(&order) {
                    order.report = Some((report, report_version, verdicts));
                }
            }
            CaseEvent::ReportRefused { order, report, reasons } => {
                self.did(person, Function::Evaluate);
                if let Some(order) = self.orders.get_mut(&order) {
                    order.refused.push((report, reasons));
                }
            }
            CaseEvent::VisitBound { run, visit } => drop(self.visits.entry(run).or_default().insert(visit)),
            CaseEvent::VisitTaken { run, visit, team, .. } => {
                for member in &team {
                    self.did(member, Function::Evaluate);
                }
                self.visits.entry(run).or_default().insert(visit);
            }
            CaseEvent::SamplesBound { run, samples } => drop(self.samples.entry(run).or_default().insert(samples)),
            _ => {}
        }
    }

    fn application(&mut self, run: &RunKey, on: Date, outcome: CheckOutcome, reasons: Vec<String>) {
        match outcome {
            CheckOutcome::Accepted => {
                self.accepted = true;
                let found = self.run(run, on);
                (found.progress, found.ended) = (Progress::Finished, Some(on));
            }
            CheckOutcome::Incomplete => {
                let before: Vec<String> = self.step(&run.step).map(|s| s.after.clone()).unwrap_or_default();
                let handed_in = |k: &RunKey, c: &Case| {
                    before.contains(&k.step) && c.step(&k.step).is_some_and(|s| s.behaviour == Behaviour::Submit)
                };
                let back: Vec<RunKey> = self.runs.keys().filter(|k| handed_in(k, self)).cloned().collect();
                for key in back.iter().chain([run]) {
                    self.run(key, on).again();
                }
                self.run(run, on).failures.push((on, reasons));
            }
            CheckOutcome::Declined => {
                self.fail(run, on, reasons.clone(), OnFail::CorrectAndContinue);
                self.ended.get_or_insert((Ending::Declined, reasons));
            }
        }
    }

    fn take_finding(&mut self, event: CaseEvent, person: &PersonId) {
        match event {
            CaseEvent::Reviewed { run, on, grant, reasons, .. } => {
                self.did(person, Function::Review);
                self.conclude(&run, on, Behaviour::Review);
                let finding = Finding { person: Some(person.clone()), on, grant, reasons };
                self.reviews.insert(run.of, finding);
            }
            CaseEvent::Returned { run, on, steps, reasons } => {
                self.did(person, Function::Review);
                self.run(&run, on).failures.push((on, reasons));
                for step in steps.iter().chain([&run]) {
                    self.reopen(step);
                }
            }
            CaseEvent::Decided { run, on, grant, reasons, .. } => {
                self.did(person, Function::Decide);
                self.conclude(&run, on, Behaviour::Decide);
                let finding = Finding { person: Some(person.clone()), on, grant, reasons };
                self.decisions.insert(run.of, finding);
            }
            CaseEvent::Issued { run, on, certificate, .. } => {
                self.conclude(&run, on, Behaviour::Issue);
                self.certificates.insert(certificate, run);
            }
            CaseEvent::AppealLodged { appeal, kind, against, reasons } => {
                let new = Appeal { kind, against, reasons, acknowledged: false, decided: None, reported: None };
                self.appeals.entry(appeal).or_insert(new);
            }
            CaseEvent::AppealAcknowledged { appeal } => {
                if let Some(appeal) = self.appeals.get_mut(&appeal) {
                    appeal.acknowledged = true;
                }
            }
            CaseEvent::AppealDecided { appeal, upheld, reasons, .. } => {
                if self.is_here(Party::Body) {
                    self.did(person, Function::HearAppeal);
                }
                let Some(appeal) = self.appeals.get_mut(&appeal) else { return };
                appeal.decided = Some((upheld, reasons));
                if let Some(run) = appeal.against.clone().filter(|_| upheld) {
                    self.reopen(&run);
                    self.ended = None;
                }
            }
            CaseEvent::AppealReported { appeal, on } => {
                if let Some(appeal) = self.appeals.get_mut(&appeal) {
                    appeal.reported = Some(on);
                }
            }
            _ => {}
        }
    }

    fn take_note(&mut self, event: CaseEvent, recorded: &Recorded<CaseEvent>) {
        match event {
            CaseEvent::DocumentAdded { file } => self.file(file),
            CaseEvent::RecordBound { record, kind } => drop(self.records.insert(record, kind)),
            CaseEvent::InterestDeclared { person, interests } => drop(self.interests.insert(person, interests)),
            CaseEvent::Assigned { person, function } => {
                self.assigned.entry(person).or_default().insert(function);
            }
            CaseEvent::Relieved { person, function, .. } => {
                if let Some(functions) = self.assigned.get_mut(&person) {
                    functions.remove(&function);
                }
            }
            CaseEvent::FeeCharged { fee, step, amount, currency, due } => {
                self.fees.entry(fee).or_insert(Fee { step, amount, currency, due, paid: None });
            }
            CaseEvent::FeePaid { fee, on, .. } => {
                if let Some(fee) = self.fees.get_mut(&fee) {
                    fee.paid.get_or_insert(on);
                }
            }
            CaseEvent::Asked { question, to, run, text, due } => {
                let new = Question { to, run, text, due, asked: recorded.at, settled: None };
                self.questions.entry(question).or_insert(new);
            }
            CaseEvent::Answered { question, .. } | CaseEvent::QuestionWithdrawn { question, .. } => {
                if let Some(question) = self.questions.get_mut(&question) {
                    question.settled.get_or_insert(recorded.at);
                }
            }
            CaseEvent::Stopped { reasons } => drop(self.ended.get_or_insert((Ending::Stopped, reasons))),
            CaseEvent::Closed { reasons } => drop(self.ended.get_or_insert((Ending::Closed, reasons))),
            _ => {}
        }
    }

    fn file(&mut self, file: FileNote) {
        self.files.entry(file.document.clone()).or_insert(file);
    }

    fn did(&mut self, person: &PersonId, function: Function) {
        self.did.entry(person.clone()).or_default().insert(function);
    }

    /// A run, begun on that day if it was not.
    fn run(&mut self, key: &RunKey, on: Date) -> &mut Run {
        self.runs.entry(key.clone()).or_insert_with(|| Run::begun(on))
    }

    fn start(&mut self, key: &RunKey, on: Date) {
        let run = self.run(key, on);
        run.started.get_or_insert(on);
        run.progress = Progress::Started;
    }

    fn fail(&mut self, key: &RunKey, on: Date, reasons: Vec<String>, then: OnFail) {
        let run = self.run(key, on);
        (run.progress, run.ended) = (Progress::Failed, Some(on));
        run.failures.push((on, reasons.clone()));
        match then {
            OnFail::CloseAndReapply => drop(self.ended.get_or_insert((Ending::Reapply, reasons))),
            OnFail::Stop => drop(self.ended.get_or_insert((Ending::Closed, reasons))),
            OnFail::CorrectAndContinue | OnFail::Retest => {}
        }
    }

    /// A run is to be done again; reviews and decisions that rested on it no longer count.
    fn reopen(&mut self, key: &RunKey) {
        let behaviour = self.step(&key.step).map(|s| s.behaviour);
        if let Some(run) = self.runs.get_mut(key) {
            run.again();
        }
        if behaviour != Some(Behaviour::Decide) {
            self.reviews.clear();
            self.reopen_all(Behaviour::Review);
        }
        self.decisions.clear();
        self.reopen_all(Behaviour::Decide);
    }

    fn reopen_all(&mut self, behaviour: Behaviour) {
        let steps = self.route().map_or(&[][..], |r| r.steps.as_slice()).iter();
        let ids: Vec<String> = steps.filter(|s| s.behaviour == behaviour).map(|s| s.id.clone()).collect();
        for (_, run) in self.runs.iter_mut().filter(|(k, _)| ids.contains(&k.step)) {
            run.progress = Progress::Reopened;
        }
    }

    /// Finishes a run, if it is one of that behaviour: a review may stand with the step of the decision.
    fn conclude(&mut self, key: &RunKey, on: Date, behaviour: Behaviour) {
        if self.step(&key.step).is_some_and(|s| s.behaviour == behaviour) {
            let run = self.run(key, on);
            (run.progress, run.ended) = (Progress::Finished, Some(on));
        }
    }
}
