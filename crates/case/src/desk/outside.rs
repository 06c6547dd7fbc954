//! Requests to bodies, laboratories, marketplaces, carriers and offices that do not work here, and their answers.

use super::{CaseCommand, CaseEvent, Check, Decided, Desk, Refusal};
use crate::refusal::{needed, reasons, some, unless};
use crate::stored::{OutsideCertificate, OutsideOutcome, Role, RunKey};
use certmap_pack::{Behaviour, OnFail};

impl Desk<'_> {
    pub(super) fn outside(&self, command: CaseCommand) -> Decided<CaseEvent> {
        let who = self.given.role(&[Role::Applicant, Role::CaseOfficer]);
        match command {
            CaseCommand::AskOutside { run, on, whom, request, due, documents } => {
                let told = [needed(("addressee", "接收方"), &whom), needed(("request", "请求"), &request)];
                let checks = [who, self.is_theirs(&run), self.may_work(&run), self.settled(&run), self.given.past(on)];
                let refusals = reasons(checks.into_iter().chain(told).chain([self.filed(&documents)]));
                unless(refusals, || vec![CaseEvent::OutsideAsked { run, on, whom, request, due, documents }])
            }
            CaseCommand::RecordAnswer { run, on, outcome, reasons: why, documents, certificate } => {
                let told = if outcome == OutsideOutcome::Done { Ok(()) } else { some(super::REASON, &why) };
                let checks = [who, self.is_theirs(&run), self.settled(&run), self.on(&run, on), told];
                let evidence = [self.shown(&documents), self.certificate(&run, outcome, certificate.as_ref())];
                let mut refusals = reasons(checks.into_iter().chain(evidence));
                match outcome {
                    OutsideOutcome::Done => refusals.extend(self.gates(&run, on)),
                    _ => refusals.extend(self.may_work(&run).err()),
                }
                unless(refusals, || self.answer(run, on, outcome, why, documents, certificate))
            }
            _ => Ok(Vec::new()),
        }
    }

    fn answer(
        &self,
        run: RunKey,
        on: certmap_base::Date,
        outcome: OutsideOutcome,
        reasons: Vec<String>,
        documents: Vec<crate::stored::DocumentId>,
        certificate: Option<OutsideCertificate>,
    ) -> Vec<CaseEvent> {
        let on_fail = self.case.step(&run.step).map_or(OnFail::Stop, |s| s.on_fail);
        let follows = match outcome {
            OutsideOutcome::Done => {
                CaseEvent::RunFinished { run: run.clone(), on, documents: documents.clone(), records: Vec::new() }
            }
            OutsideOutcome::Failed => {
                let then = self.then(&run, on_fail);
                CaseEvent::RunFailed { run: run.clone(), on, reasons: reasons.clone(), then }
            }
            OutsideOutcome::Refused => {
                let then = OnFail::CloseAndReapply;
                CaseEvent::RunFailed { run: run.clone(), on, reasons: reasons.clone(), then }
            }
        };
        vec![CaseEvent::OutsideAnswered { run, on, outcome, reasons, documents, certificate }, follows]
    }

    /// The run belongs to somebody who does not work here. Tests are accepted by report where an order was placed.
    fn is_theirs(&self, run: &RunKey) -> Check {
        let step = self.step(run)?;
        if !self.case.is_here(step.by) {
            let ordered = self.case.orders.values().any(|o| o.run == *run && o.report.is_none());
            if !(ordered && self.body_here()) {
                return Ok(());
            }
        }
        let by = step.by.word();
        Err(Refusal::new(
            "inside",
            format!("`{run}` is done by the {by}, whose own work is recorded here"),
            format!("`{run}`由{by}在本系统内完成"),
        )
        .help("let those people record it themselves", "请由其本人记录"))
    }

    /// An issue says which certificate; nothing else does.
    fn certificate(&self, run: &RunKey, outcome: OutsideOutcome, certificate: Option<&OutsideCertificate>) -> Check {
        let issues = self.step(run)?.behaviour == Behaviour::Issue;
        match certificate {
            Some(c) if issues && outcome == OutsideOutcome::Done => {
                needed(("certificate number", "证书编号"), &c.number)
            }
            None if !issues || outcome != OutsideOutcome::Done => Ok(()),
            None => needed(("certificate", "证书"), ""),
            Some(_) => {
                Err(Refusal::new("certificate", format!("`{run}` issues no certificate"), format!("`{run}`不签发证书"))
                    .help("record the certificate with the step that issues it", "请在签发步骤记录证书"))
            }
        }
    }
}
