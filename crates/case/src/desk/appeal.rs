//! Appeals and complaints: decided by people who were not involved, whatever those who were think of it.

use super::{CaseCommand, CaseEvent, Check, Decided, Desk, REASON, Refusal, one, unknown};
use crate::case::Appeal;
use crate::refusal::{exists, some};
use crate::stored::{AppealId, AppealKind, DocumentId, Function, Role, RunKey};

const APPEAL: (&str, &str) = ("appeal", "申诉");

impl Desk<'_> {
    pub(super) fn appealing(&self, command: CaseCommand) -> Decided<CaseEvent> {
        match command {
            CaseCommand::LodgeAppeal { appeal, kind, against, reasons } => {
                let new = match self.case.appeals.contains_key(&appeal) {
                    true => Err(exists(APPEAL, appeal.as_str())),
                    false => Ok(()),
                };
                let who = self.given.role(&[Role::Applicant]);
                let checks = vec![who, new, some(REASON, &reasons), self.target(kind, against.as_ref())];
                one(checks, || CaseEvent::AppealLodged { appeal, kind, against, reasons })
            }
            CaseCommand::AcknowledgeAppeal { appeal } => {
                let open = self.undecided_appeal(&appeal).map(drop);
                one(vec![self.officer(), open], || CaseEvent::AppealAcknowledged { appeal })
            }
            CaseCommand::DecideAppeal { appeal, upheld, reasons, documents } => {
                let open = self.undecided_appeal(&appeal).and_then(acknowledged);
                let hears = self.hears(&documents);
                let checks = [open, some(REASON, &reasons)].into_iter().chain(hears).collect();
                one(checks, || CaseEvent::AppealDecided { appeal, upheld, reasons, documents })
            }
            CaseCommand::ReportAppeal { appeal, on } => {
                let decided = match self.case.appeals.get(&appeal) {
                    Some(a) if a.decided.is_some() && a.reported.is_none() => Ok(()),
                    Some(_) => Err(Refusal::new("undecided", "there is nothing to tell yet", "尚无可告知的结果")
                        .help("decide on it first", "请先作出处理决定")),
                    None => Err(unknown(APPEAL, appeal.as_str())),
                };
                one(vec![self.officer(), decided, self.given.past(on)], || CaseEvent::AppealReported { appeal, on })
            }
            _ => Ok(Vec::new()),
        }
    }

    /// Who may decide: here, somebody who was assigned and not involved; of a body outside the answer is recorded.
    fn hears(&self, documents: &[DocumentId]) -> Vec<Check> {
        if self.body_here() {
            let who = self.given.role(&[Role::DecisionMaker, Role::Reviewer, Role::CaseOfficer]);
            let person = [self.assigned(Function::HearAppeal), self.free(Function::HearAppeal)];
            [who, self.filed(documents)].into_iter().chain(person).collect()
        } else {
            vec![self.officer(), self.shown(documents)]
        }
    }

    fn officer(&self) -> Check {
        self.given.role(self.case.office())
    }

    /// An appeal is against a result that there is; a complaint may be about anything.
    fn target(&self, kind: AppealKind, against: Option<&RunKey>) -> Check {
        match (kind, against) {
            (AppealKind::Complaint, None) => Ok(()),
            (_, Some(run)) if self.case.runs.contains_key(run) => {
                if self.case.certificates.values().any(|r| r.of == run.of) && kind == AppealKind::Appeal {
                    return Err(Refusal::new("issued", "the certificate was issued", "证书已签发")
                        .help("complain, or open a case for a change", "请提出投诉，或申请变更"));
                }
                Ok(())
            }
            (_, Some(run)) => Err(unknown(("result", "结果"), &run.to_string())),
            (AppealKind::Appeal, None) => {
                Err(Refusal::new("missing", "the decision is not named", "未指明所针对的决定")
                    .help("name the step whose result the appeal is against", "请指明申诉所针对的步骤"))
            }
        }
    }

    fn undecided_appeal(&self, id: &AppealId) -> Result<&Appeal, Refusal> {
        match self.case.appeals.get(id) {
            None => Err(unknown(APPEAL, id.as_str())),
            Some(a) if a.decided.is_none() => Ok(a),
            Some(_) => {
                Err(Refusal::new("decided", format!("the appeal `{id}` is decided"), format!("申诉`{id}`已处理"))
                    .help("lodge a new one", "请另行提出"))
            }
        }
    }
}

fn acknowledged(appeal: &Appeal) -> Check {
    if appeal.acknowledged {
        return Ok(());
    }
    Err(Refusal::new("unacknowledged", "the client was not told that it arrived", "尚未告知客户已收到")
        .help("acknowledge it first", "请先确认收到"))
}
