//! Papers, records, fees, questions, disclosures.

use super::{CaseCommand, CaseEvent, Check, Decided, Desk, REASON, Refusal, one, unknown};
use crate::refusal::{exists, needed};
use crate::stored::{DocumentId, FileNote, QuestionId, RecordId, RecordKind, Role, Side, Turn};
use certmap_base::Exact;

const DOCUMENT: (&str, &str) = ("document", "文件");
const QUESTION: (&str, &str) = ("question", "问题");

impl Desk<'_> {
    pub(super) fn filing(&self, command: CaseCommand) -> Decided<CaseEvent> {
        let officer = || self.given.role(self.case.office());
        match command {
            CaseCommand::AddFile(file) => one(vec![self.may_file(&file)], || CaseEvent::DocumentAdded { file }),
            CaseCommand::Bind { record } => {
                let kind = self.record_kind(&record).map_err(|r| vec![r])?;
                one(vec![self.given.role(&[Role::Applicant, Role::CaseOfficer])], || CaseEvent::RecordBound {
                    record,
                    kind,
                })
            }
            CaseCommand::Charge { fee, step, amount, currency, due } => {
                let new = if self.case.fees.contains_key(&fee) { Err(exists(("fee", "费用"), &fee)) } else { Ok(()) };
                let known = self.step(&crate::stored::RunKey::new(step.as_str(), None)).map(drop);
                let checks = vec![officer(), new, known, money(&amount, &currency)];
                one(checks, || CaseEvent::FeeCharged { fee, step, amount, currency, due })
            }
            CaseCommand::Pay { fee, on, document } => {
                let who = self.given.role(&[Role::Applicant, Role::CaseOfficer]);
                let checks = vec![who, self.unpaid(&fee), self.given.past(on), self.filed(document.as_slice())];
                one(checks, || CaseEvent::FeePaid { fee, on, document })
            }
            CaseCommand::Disclose { to, what, why, client_told_on, forbidden_by } => {
                let told = match (client_told_on, &forbidden_by) {
                    (Some(on), _) => self.given.past(on),
                    (None, Some(law)) => needed(("law that forbids telling the client", "禁止告知客户的法律依据"), law),
                    (None, None) => Err(Refusal::new("untold", "the client was not told", "尚未告知客户").help(
                        "tell the client first, or name the law that forbids it",
                        "请先告知客户，或注明禁止告知的法律",
                    )),
                };
                let checks = vec![officer(), needed(("recipient", "接收人"), &to), needed(REASON, &why), told];
                one(checks, || CaseEvent::Disclosed { to, what, why, client_told_on, forbidden_by })
            }
            question => self.questioning(question),
        }
    }

    fn questioning(&self, command: CaseCommand) -> Decided<CaseEvent> {
        match command {
            CaseCommand::Ask { question, to, run, text, due } => {
                let known = run.as_ref().map_or(Ok(()), |r| self.step(r).map(drop));
                let new = match self.case.questions.contains_key(&question) {
                    true => Err(exists(QUESTION, question.as_str())),
                    false => Ok(()),
                };
                let checks = vec![self.other_side(to), known, new, needed(QUESTION, &text)];
                one(checks, || CaseEvent::Asked { question, to, run, text, due })
            }
            CaseCommand::Answer { question, text, documents } => {
                let to = self.asked(&question).map_err(|r| vec![r])?;
                let checks = vec![self.side(to), needed(("answer", "答复"), &text), self.filed(&documents)];
                one(checks, || CaseEvent::Answered { question, text, documents })
            }
            CaseCommand::WithdrawQuestion { question, why } => {
                let to = self.asked(&question).map_err(|r| vec![r])?;
                one(vec![self.other_side(to), needed(REASON, &why)], || CaseEvent::QuestionWithdrawn { question, why })
            }
            _ => Ok(Vec::new()),
        }
    }

    /// A paper is new, is seen by whoever brings it, and names the version that it replaces rightly.
    fn may_file(&self, file: &FileNote) -> Check {
        if self.case.files.contains_key(&file.document) {
            return Err(exists(DOCUMENT, file.document.as_str()));
        }
        needed(("kind of document", "文件类型"), &file.kind)?;
        needed(("digest", "摘要"), &file.digest)?;
        if !file.seen_by.contains(&file.from) {
            return Err(Refusal::new("hidden", "who brings a document sees it", "提交方须能查看自己提交的文件")
                .help("add your own side to those who see it", "请将己方列入可见范围"));
        }
        let own: &[Side] = match self.given.by.role {
            Role::Applicant => &[Side::Holder, Side::Agent, Side::Factory],
            Role::Laboratory => &[Side::Laboratory],
            _ => &[Side::Body, Side::Laboratory, Side::Holder, Side::Factory, Side::Agent],
        };
        if !own.contains(&file.from) {
            return Err(Refusal::new(
                "side",
                format!("as {} you do not file for `{}`", self.given.by.role.word(), file.from.word()),
                format!("以{}的角色不能代`{}`提交", self.given.by.role.word(), file.from.word()),
            )
            .help("file for your own side", "请以己方名义提交"));
        }
        match &file.replaces {
            None => Ok(()),
            Some(old) => match self.case.files.get(old) {
                None => Err(unknown(DOCUMENT, old.as_str())),
                Some(o) if o.kind == file.kind && self.case.is_current(old) => Ok(()),
                Some(_) => Err(Refusal::new(
                    "replaces",
                    format!("`{old}` is not the version of `{}` that counts", file.kind),
                    format!("`{old}`不是`{}`的现行版本", file.kind),
                )
                .help("name the latest version", "请指明最新版本")),
            },
        }
    }

    /// These papers are in the case.
    pub(super) fn filed(&self, documents: &[DocumentId]) -> Check {
        match documents.iter().find(|d| !self.case.files.contains_key(*d)) {
            None => Ok(()),
            Some(missing) => Err(unknown(DOCUMENT, missing.as_str())),
        }
    }

    /// There is a paper, and it is in the case.
    pub(super) fn shown(&self, documents: &[DocumentId]) -> Check {
        if documents.is_empty() {
            return Err(Refusal::new("evidence", "nothing shows it", "缺少证据")
                .help("add the letter, message or capture that shows it", "请上传能够证明的函件、消息或截图"));
        }
        self.filed(documents)
    }

    fn record_kind(&self, id: &RecordId) -> Result<RecordKind, Refusal> {
        let record = self.given.streams.records.get(id).ok_or_else(|| unknown(("record", "记录"), id.as_str()))?;
        if self.case.records.contains_key(id) {
            return Err(exists(("record in this case", "本案记录"), id.as_str()));
        }
        let clients = self.clients();
        let ours = clients.contains(&record.organisation) || record.other.as_ref().is_some_and(|o| clients.contains(o));
        if !ours {
            return Err(Refusal::new(
                "foreign",
                format!("the record `{id}` is of `{}`, who is no party of this case", record.organisation),
                format!("记录`{id}`属于`{}`，不是本案当事方", record.organisation),
            )
            .help(
                "add a record of the holder, the manufacturer, the agent or the factory",
                "请添加持证人、生产者、代理人或工厂的记录",
            ));
        }
        Ok(record.kind)
    }

    fn unpaid(&self, fee: &str) -> Check {
        match self.case.fees.get(fee) {
            None => Err(unknown(("fee", "费用"), fee)),
            Some(f) => match f.paid {
                None => Ok(()),
                Some(on) => {
                    Err(Refusal::new("paid", format!("`{fee}` was paid on {on}"), format!("`{fee}`已于{on}缴纳"))
                        .help("look at the list of fees", "请查看费用清单"))
                }
            },
        }
    }

    fn asked(&self, question: &QuestionId) -> Result<Turn, Refusal> {
        match self.case.questions.get(question) {
            None => Err(unknown(QUESTION, question.as_str())),
            Some(q) if q.settled.is_none() => Ok(q.to),
            Some(_) => Err(Refusal::new(
                "settled",
                format!("the question `{question}` is settled"),
                format!("问题`{question}`已了结"),
            )
            .help("ask a new one", "请另行提问")),
        }
    }

    /// The actor is of that side, or records for it because it is not here.
    fn side(&self, turn: Turn) -> Check {
        match turn {
            Turn::Applicant => self.given.role(&[Role::Applicant]),
            Turn::Body if self.body_here() => {
                self.given.role(&[Role::CaseOfficer, Role::Auditor, Role::Laboratory, Role::Reviewer])
            }
            Turn::Body => self.given.role(&[Role::Applicant, Role::CaseOfficer]),
            Turn::Nobody => Err(unknown(("side", "一方"), turn.word())),
        }
    }

    /// The actor asks the other side, never the own one.
    fn other_side(&self, to: Turn) -> Check {
        match to {
            Turn::Applicant if self.body_here() => self.side(Turn::Body),
            Turn::Applicant => self.given.role(&[Role::Applicant, Role::CaseOfficer]),
            Turn::Body => self.side(Turn::Applicant),
            Turn::Nobody => Err(unknown(("side", "一方"), to.word())),
        }
    }
}

fn money(amount: &str, currency: &str) -> Check {
    let positive = Exact::parse(amount).is_ok_and(|a| a.is_positive());
    let code = currency.len() == 3 && currency.bytes().all(|b| b.is_ascii_uppercase());
    if positive && code {
        return Ok(());
    }
    Err(Refusal::new("money", format!("`{amount} {currency}` is no amount"), format!("`{amount} {currency}`不是金额"))
        .help("write for example 4500 and CNY", "例如填写4500和CNY"))
}
