//! Review, decision, issue.

use super::{Applicable, CaseCommand, CaseEvent, Check, Decided, Desk, REASON, Refusal, one, unknown};
use crate::case::Finding;
use crate::refusal::{exists, needed, reasons, some, unless};
use crate::stored::{CertificateId, CertificateState, Function, Purpose, Relied, Role, RunKey};
use certmap_base::Date;
use certmap_pack::Behaviour;

impl Desk<'_> {
    pub(super) fn attesting(&self, command: CaseCommand) -> Decided<CaseEvent> {
        match command {
            CaseCommand::Review { run, on, grant, reasons: why } => {
                let kinds = self.kinds(Behaviour::Review, &[Behaviour::Decide, Behaviour::Issue]);
                let mut refusals = reasons(self.concluding(&run, on, &kinds, Role::Reviewer, Function::Review));
                refusals.extend(reasons([some(REASON, &why), self.all_recorded(&run)]));
                refusals.extend(self.evidence(&run, on, grant));
                refusals.dedup();
                unless(refusals, || {
                    let relied_on = self.relied_on();
                    vec![CaseEvent::Reviewed { run, on, grant, reasons: why, relied_on }]
                })
            }
            CaseCommand::Return { run, on, steps, reasons: why } => {
                let kinds = self.kinds(Behaviour::Review, &[Behaviour::Decide, Behaviour::Issue]);
                let mut checks = self.concluding(&run, on, &kinds, Role::Reviewer, Function::Review);
                checks.extend([some(REASON, &why), self.may_return(&run, &steps), self.may_work(&run)]);
                one(checks, || CaseEvent::Returned { run, on, steps, reasons: why })
            }
            CaseCommand::Decide { run, on, grant, reasons: why } => {
                let kinds = self.kinds(Behaviour::Decide, &[Behaviour::Issue]);
                let mut refusals = reasons(self.concluding(&run, on, &kinds, Role::DecisionMaker, Function::Decide));
                refusals.extend(reasons([some(REASON, &why), self.reviewed(&run, grant), self.once(&run)]));
                refusals.extend(self.evidence(&run, on, grant));
                refusals.dedup();
                unless(refusals, || {
                    let relied_on = self.relied_on();
                    vec![CaseEvent::Decided { run, on, grant, reasons: why, relied_on }]
                })
            }
            CaseCommand::Issue { run, on, certificate, number, until, replaces } => {
                let who = self.given.role(&[Role::RegisterKeeper, Role::CaseOfficer]);
                let ends = match until {
                    Some(until) if until <= on => Err(Refusal::new(
                        "span",
                        "the certificate would end before it begins",
                        "证书终止日不晚于签发日",
                    )
                    .help("mend the day", "请更正日期")),
                    _ => Ok(()),
                };
                let general = [who, self.does(&run, &[Behaviour::Issue]), self.is_ours(&run), self.on(&run, on), ends];
                let mut refusals = reasons(general);
                let number_given = needed(("certificate number", "证书编号"), &number);
                refusals.extend(reasons([
                    number_given,
                    self.granted(&run),
                    self.fresh(&certificate),
                    self.settled(&run),
                ]));
                refusals.extend(reasons([self.basis_lives(on), self.replaced(replaces.as_ref())]));
                refusals.extend(self.gates(&run, on));
                unless(refusals, || vec![CaseEvent::Issued { run, on, certificate, number, until, replaces }])
            }
            _ => Ok(Vec::new()),
        }
    }

    /// Steps at which it may be done: its own, or those of which it is the tacit first part, where the route has none.
    fn kinds(&self, own: Behaviour, else_any: &[Behaviour]) -> Vec<Behaviour> {
        let steps = self.case.route().map_or(&[][..], |r| r.steps.as_slice());
        if steps.iter().any(|s| s.behaviour == own && self.case.is_here(s.by)) { vec![own] } else { else_any.to_vec() }
    }

    fn concluding(&self, run: &RunKey, on: Date, kinds: &[Behaviour], role: Role, function: Function) -> Vec<Check> {
        let ours = self.is_ours(run);
        let who = self.given.role(&[role]);
        let person = [self.assigned(function), self.free(function)];
        [who, self.does(run, kinds), ours, self.on(run, on), self.settled(run)].into_iter().chain(person).collect()
    }

    /// A certificate is refused on less than it is granted on: open nonconformities are a reason.
    fn evidence(&self, run: &RunKey, on: Date, grant: bool) -> Vec<Refusal> {
        if grant {
            return self.gates(run, on);
        }
        reasons([self.may_work(run), self.agreement(on), self.reports_stand()])
    }

    /// Every result is recorded: all tests, audits and corrections that stand before the step are done.
    fn all_recorded(&self, run: &RunKey) -> Check {
        let step = self.step(run)?;
        let before = self.case.ancestors(step);
        let runs = self.case.all_runs().into_iter().filter(|r| before.contains(&r.step));
        let open = runs.into_iter().find(|r| self.case.applicable(r) != Applicable::Done);
        match open {
            None => Ok(()),
            Some(r) => Err(Refusal::new("unrecorded", format!("`{r}` has no result yet"), format!("`{r}`尚无结果"))
                .help("record all results before the review", "复核前须记录全部结果")),
        }
    }

    /// Somebody who did not evaluate has reviewed, and nothing since makes an evaluator of that person.
    fn reviewed(&self, run: &RunKey, grant: bool) -> Check {
        let Some(review) = self.case.finding(&self.case.reviews, &run.of) else {
            return Err(Refusal::new("unreviewed", "there is no review yet", "尚未复核")
                .help("let a reviewer look at the results first", "请先由复核人员复核"));
        };
        self.still_free(review, Function::Review)?;
        if grant && !review.grant {
            return Err(Refusal::new("against", "the review speaks against it", "复核意见为不予批准")
                .help("refuse, or have it reviewed again", "请不予批准，或退回重新复核"));
        }
        Ok(())
    }

    fn still_free(&self, finding: &Finding, function: Function) -> Check {
        let Some(person) = &finding.person else { return Ok(()) };
        if self.given.streams.among(person, &self.case.evaluators(self.given.streams)) {
            return Err(super::impartial::both(person, function, Function::Evaluate));
        }
        Ok(())
    }

    fn once(&self, run: &RunKey) -> Check {
        match self.case.decisions.get(&run.of) {
            None => Ok(()),
            Some(d) => {
                Err(Refusal::new("decided", format!("it was decided on {}", d.on), format!("已于{}作出决定", d.on))
                    .help("a decision is changed by an appeal only", "决定只能通过申诉变更"))
            }
        }
    }

    /// The decision is there, for the certificate, and everybody behind it is still free of the evaluation.
    fn granted(&self, run: &RunKey) -> Check {
        let decision = self.case.finding(&self.case.decisions, &run.of);
        match decision {
            Some(d) if d.grant => {
                self.still_free(d, Function::Decide)?;
                self.reviewed(run, true)
            }
            Some(_) => Err(Refusal::new("refused", "certification was refused", "认证未获批准")
                .help("the client may appeal or apply anew", "客户可提出申诉或重新申请")),
            None => Err(Refusal::new("undecided", "there is no decision yet", "尚未作出决定")
                .help("let a decision maker decide", "请由决定人员作出决定")),
        }
    }

    fn may_return(&self, run: &RunKey, steps: &[RunKey]) -> Check {
        let names: Vec<String> = steps.iter().map(ToString::to_string).collect();
        some(("step to be done again", "需重做的步骤"), &names)?;
        let before = self.case.ancestors(self.step(run)?);
        match steps.iter().find(|s| !before.contains(&s.step) || !self.case.runs.contains_key(*s)) {
            None => self.undecided(run),
            Some(s) => Err(unknown(("step before the review", "复核前的步骤"), &s.to_string())),
        }
    }

    fn undecided(&self, run: &RunKey) -> Check {
        match self.case.finding(&self.case.decisions, &run.of) {
            None => Ok(()),
            Some(_) => self.once(run),
        }
    }

    fn fresh(&self, id: &CertificateId) -> Check {
        if self.given.streams.certificates.contains_key(id) || self.case.certificates.contains_key(id) {
            return Err(exists(("certificate", "证书"), id.as_str()));
        }
        Ok(())
    }

    /// A derived certificate stands only while the first one does; a change, only while there is something to change.
    fn basis_lives(&self, on: Date) -> Check {
        let opened = self.case.opened.as_ref();
        let Some((purpose, id)) = opened.and_then(|o| Some((o.purpose, o.concerns.as_ref()?))) else { return Ok(()) };
        let state = self.given.streams.certificates.get(id).and_then(|c| c.state(on));
        let renewed = purpose == Purpose::Renewal && state == Some(CertificateState::Expired);
        let mended = purpose == Purpose::Change && state == Some(CertificateState::Suspended);
        if state == Some(CertificateState::Valid) || renewed || mended {
            return Ok(());
        }
        let word = state.map_or("unknown", CertificateState::word);
        Err(Refusal::new(
            "basis",
            format!("the certificate `{id}` is {word} on {on}"),
            format!("证书`{id}`在{on}的状态：{word}"),
        )
        .help("wait until it is valid again, or apply for a first certificate", "待其恢复有效，或按初次认证申请"))
    }

    fn replaced(&self, id: Option<&CertificateId>) -> Check {
        match id {
            Some(id) if !self.given.streams.certificates.contains_key(id) => {
                Err(unknown(("certificate", "证书"), id.as_str()))
            }
            _ => Ok(()),
        }
    }

    /// Reports, visits and records, each with the version that was looked at.
    fn relied_on(&self) -> Vec<Relied> {
        let streams = self.given.streams;
        let reports = self.case.orders.values().filter_map(|o| o.report.as_ref());
        let reports = reports.map(|(id, version, _)| Relied { on: format!("report/{id}"), version: *version });
        let visits = self.case.visits.values().flatten().filter_map(|id| streams.visits.get(id).map(|v| (id, v)));
        let visits = visits.map(|(id, v)| Relied { on: format!("visit/{id}"), version: v.version });
        let records = self.case.records.keys().filter_map(|id| streams.records.get(id).map(|r| (id, r)));
        let records = records.map(|(id, r)| Relied { on: format!("record/{id}"), version: r.version });
        reports.chain(visits).chain(records).collect()
    }
}
