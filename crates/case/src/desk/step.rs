//! Beginning, finishing, failing and repeating steps.

use super::{Applicable, CaseCommand, CaseEvent, Check, Decided, Desk, REASON, Refusal, one};
use crate::case::Progress;
use crate::refusal::{needed, reasons, some, unless};
use crate::stored::{Applies, RecordId, RecordKind, RunKey};
use certmap_base::Date;
use certmap_pack::{Behaviour, OnFail, Party};

/// Behaviours that a command of their own finishes, where the one who does them works here.
const OWN: [Behaviour; 5] = [Behaviour::Test, Behaviour::Audit, Behaviour::Review, Behaviour::Decide, Behaviour::Issue];

impl Desk<'_> {
    pub(super) fn stepping(&self, command: CaseCommand) -> Decided<CaseEvent> {
        match command {
            CaseCommand::Start { run, on } => {
                let by = self.step(&run).map_err(|r| vec![r])?.by;
                let ahead = self.case.applicable(&run) == Applicable::ReadyAhead;
                let once = match self.case.progress(&run) {
                    Some(Progress::Started) => {
                        Err(Refusal::new("started", format!("`{run}` has begun already"), format!("`{run}`已开始"))
                            .help("finish it", "请完成该步骤"))
                    }
                    _ => Ok(()),
                };
                let checks =
                    vec![once, self.may_work(&run), self.settled(&run), self.acts_for(by), self.given.past(on)];
                one(checks, || CaseEvent::RunStarted { run, on, ahead })
            }
            CaseCommand::Finish { run, on, documents, records } => {
                let step = self.step(&run).map_err(|r| vec![r])?;
                let shown = match step.behaviour {
                    Behaviour::Agree => self.signed(step.by, &records, on),
                    Behaviour::FollowUp | Behaviour::Declare | Behaviour::Test | Behaviour::Audit => {
                        self.shown(&documents)
                    }
                    _ => self.filed(&documents),
                };
                let general = [self.acts_for(step.by), self.plain(&run), self.is_ours(&run), self.on(&run, on), shown];
                let mut refusals = reasons(general.into_iter().chain([self.settled(&run), self.evaluates(&run)]));
                refusals.extend(self.gates(&run, on));
                unless(refusals, || vec![CaseEvent::RunFinished { run, on, documents, records }])
            }
            CaseCommand::Fail { run, on, reasons } => {
                let step = self.step(&run).map_err(|r| vec![r])?;
                let then = self.then(&run, step.on_fail);
                let checks = vec![self.acts_for(step.by), self.is_ours(&run), self.may_work(&run), self.on(&run, on)];
                let checks = checks.into_iter().chain([some(REASON, &reasons), self.plain(&run), self.evaluates(&run)]);
                one(checks.collect(), || CaseEvent::RunFailed { run, on, reasons, then })
            }
            CaseCommand::Reopen { run, on, why } => {
                let checks = vec![self.may_reopen(&run), self.given.past(on), needed(REASON, &why)];
                one(checks, || CaseEvent::RunReopened { run, on, why })
            }
            CaseCommand::CorrectDate { run, now, why } => {
                let was = self.case.runs.get(&run).and_then(|r| r.ended);
                let Some(was) = was else { return Err(vec![not_ended(&run)]) };
                let by = self.step(&run).map_err(|r| vec![r])?.by;
                let checks = vec![self.acts_for(by), self.given.past(now), needed(REASON, &why)];
                one(checks, || CaseEvent::DateCorrected { run, was, now, why })
            }
            _ => Ok(Vec::new()),
        }
    }

    /// What follows a failure: what the pack says, until the attempts that the body allows are used up.
    pub(super) fn then(&self, run: &RunKey, on_fail: OnFail) -> OnFail {
        let attempts = self.case.runs.get(run).map_or(1, |r| r.attempts);
        let max = self.case.opened.as_ref().and_then(|o| o.attempts_max);
        match on_fail {
            OnFail::Retest | OnFail::CorrectAndContinue if max.is_some_and(|m| attempts >= m) => {
                OnFail::CloseAndReapply
            }
            other => other,
        }
    }

    /// Whether the step happens is settled.
    pub(super) fn settled(&self, run: &RunKey) -> Check {
        if self.step(run)?.applies != Applies::Open {
            return Ok(());
        }
        Err(Refusal::new("open", format!("whether `{run}` happens is not settled"), format!("`{run}`是否适用尚未确定"))
            .help("answer the question on which it depends", "请回答其所依据的问题"))
    }

    /// The step needs no command of its own.
    fn plain(&self, run: &RunKey) -> Check {
        let step = self.step(run)?;
        let checks_application =
            step.behaviour == Behaviour::CheckDocuments && step.by == Party::Body && self.body_here();
        // What the maker tests or looks at himself is a first party's word, shown by its paper.
        let first_party = matches!(step.by, Party::Applicant | Party::Factory);
        if (first_party || !OWN.contains(&step.behaviour)) && !checks_application {
            return Ok(());
        }
        let word = step.behaviour.word();
        Err(Refusal::new(
            "own_command",
            format!("`{run}` is finished by its result, which says more than `done`"),
            format!("`{run}`须以其结果（{word}）完成"),
        )
        .help("record the report, visit, review, decision or certificate", "请记录报告、检查、复核、决定或证书"))
    }

    /// An actor of the body who judges a correction must be free to evaluate.
    fn evaluates(&self, run: &RunKey) -> Check {
        let judged = self.step(run)?.behaviour == Behaviour::Correct;
        let own = self.given.by.role == crate::stored::Role::Applicant;
        if judged && !own && self.body_here() { self.free(crate::stored::Function::Evaluate) } else { Ok(()) }
    }

    /// What an agreement step rests on: an agreement of the body, or a mandate among the parties, signed.
    fn signed(&self, by: Party, records: &[RecordId], on: Date) -> Check {
        if records.is_empty() {
            return Err(Refusal::new("unsigned", "no signed agreement is named", "未指明已签署的合同")
                .help("add the agreement to the case and name it", "请将合同加入案件并指明"));
        }
        for id in records {
            let Some(kind) = self.case.records.get(id) else {
                return Err(super::unknown(("record in this case", "本案记录"), id.as_str()));
            };
            let body_needs = by == Party::Body && *kind != RecordKind::CertificationAgreement;
            let standing = self.given.streams.records.get(id).map(|r| r.standing(on));
            if body_needs || !standing.is_some_and(crate::Standing::is_good) {
                return Err(Refusal::new(
                    "unsigned",
                    format!("`{id}` is no agreement that is signed and valid on {on}"),
                    format!("`{id}`不是{on}已签署且有效的合同"),
                )
                .help("let both sides sign it", "请双方签署"));
            }
        }
        Ok(())
    }

    /// A step is done again after it failed, or before there was a decision.
    fn may_reopen(&self, run: &RunKey) -> Check {
        let step = self.step(run)?;
        self.acts_for(step.by).or_else(|refusal| self.given.role(self.case.office()).map_err(|_| refusal))?;
        let progress = self.case.progress(run);
        let judged = matches!(step.behaviour, Behaviour::Review | Behaviour::Decide | Behaviour::Issue);
        let decided = !self.case.decisions.is_empty() || !self.case.certificates.is_empty();
        match progress {
            Some(Progress::Failed) => Ok(()),
            Some(Progress::Finished) if !judged && !decided => Ok(()),
            Some(Progress::Finished) => Err(Refusal::new(
                "decided",
                format!("`{run}` cannot be done again after the decision"),
                format!("作出决定后不能重做`{run}`"),
            )
            .help("appeal, or open a case for the change", "请提出申诉，或就变更另行申请")),
            _ => Err(not_ended(run)),
        }
    }
}

fn not_ended(run: &RunKey) -> Refusal {
    Refusal::new("not_ended", format!("`{run}` has not ended yet"), format!("`{run}`尚未结束"))
        .help("finish it first", "请先完成该步骤")
}
