//! What applicants do: papers, steps, payments, answers; and what is recorded of people outside.

use super::{Action, FILES, ON, REASONS, RUN, SEALED, WHY};
use crate::desk::Command;
use crate::form::{Choice, FieldKind, Form, choice, field};
use crate::secret::short_id;
use certmap_base::Text;
use certmap_case::CaseCommand;
use certmap_case::stored::{
    AppealId, AppealKind, CertificateId, DocumentId, OutsideCertificate, OutsideOutcome, QuestionId, RecordEvent,
    RecordId, RecordKind,
};

const OUTCOMES: &[Choice] =
    &[choice("done", "done", "已完成"), choice("failed", "failed", "未通过"), choice("refused", "refused", "被拒绝")];
const APPEALS: &[Choice] = &[choice("appeal", "appeal", "申诉"), choice("complaint", "complaint", "投诉")];
const RECORDS: &[Choice] = &[
    choice("factory", "factory", "工厂"),
    choice("power_of_attorney", "power of attorney", "授权委托书"),
    choice("trademark_authorisation", "trademark authorisation", "商标授权"),
    choice("oem_agreement", "OEM agreement", "OEM 协议"),
    choice("odm_agreement", "ODM agreement", "ODM 协议"),
    choice("mandate", "mandate", "授权"),
    choice("resident_representative", "resident representative", "境内代表"),
    choice("certification_agreement", "certification agreement", "认证合同"),
];

pub(super) const ACTIONS: &[Action] = &[
    Action {
        name: "add_document",
        en: "Add a paper",
        zh: "添加文件",
        fields: &[
            field("kind", FieldKind::Line, "What it is", "文件种类"),
            field("file", FieldKind::File, "File", "文件"),
            field("replaces", FieldKind::Id, "Takes the place of", "替代文件").optional(),
            SEALED,
        ],
        build: add_document,
    },
    Action {
        name: "start",
        en: "Begin",
        zh: "开始",
        fields: &[RUN, ON],
        build: |f| {
            let (run, on) = (f.run(), f.on());
            vec![CaseCommand::Start { run, on }.into()]
        },
    },
    Action { name: "finish", en: "Done", zh: "完成", fields: &[RUN, ON, FILES, SEALED], build: finish },
    Action {
        name: "fail",
        en: "It failed",
        zh: "未通过",
        fields: &[RUN, ON, REASONS],
        build: |f| {
            let (run, on, reasons) = (f.run(), f.on(), f.list("reasons"));
            vec![CaseCommand::Fail { run, on, reasons }.into()]
        },
    },
    Action {
        name: "reopen",
        en: "Do it again",
        zh: "重新进行",
        fields: &[RUN, ON, WHY],
        build: |f| {
            let (run, on, why) = (f.run(), f.on(), f.prose("why"));
            vec![CaseCommand::Reopen { run, on, why }.into()]
        },
    },
    Action {
        name: "correct_date",
        en: "Correct a day",
        zh: "更正日期",
        fields: &[RUN, field("now", FieldKind::Date, "The right day", "正确日期"), WHY],
        build: |f| {
            let (run, now, why) = (f.run(), f.date("now"), f.prose("why"));
            vec![CaseCommand::CorrectDate { run, now, why }.into()]
        },
    },
    Action {
        name: "agree",
        en: "Record the signed agreement",
        zh: "登记已签订的合同",
        fields: &[
            RUN,
            ON,
            field("from", FieldKind::Date, "In force from (today if empty)", "生效日期（留空为今天）").optional(),
            field("until", FieldKind::Date, "Until", "截止日期").optional(),
            field("document", FieldKind::File, "The signed agreement", "已签合同"),
        ],
        build: agree,
    },
    Action {
        name: "add_record",
        en: "Add a record with validity",
        zh: "添加有期限的记录",
        fields: &[
            field("kind", FieldKind::Choice(RECORDS), "What it is", "种类"),
            field("organisation", FieldKind::Party, "Of which organisation", "所属组织"),
            field("from", FieldKind::Date, "In force from", "生效日期"),
            field("until", FieldKind::Date, "Until", "截止日期").optional(),
            field("document", FieldKind::File, "The signed paper", "已签文件"),
        ],
        build: add_record,
    },
    Action {
        name: "bind_record",
        en: "Use a record in this case",
        zh: "在本案中使用该记录",
        fields: &[field("record", FieldKind::Id, "Record", "记录")],
        build: |f| {
            let record = RecordId::new(f.line("record"));
            vec![CaseCommand::Bind { record }.into()]
        },
    },
    Action {
        name: "pay",
        en: "Record the payment",
        zh: "登记付款",
        fields: &[
            field("fee", FieldKind::Id, "Fee", "费用"),
            ON,
            field("document", FieldKind::File, "Proof of payment", "付款凭证").optional(),
        ],
        build: |f| {
            let (fee, on) = (f.line("fee"), f.on());
            let document = f.documents("document", "payment").into_iter().next();
            vec![CaseCommand::Pay { fee, on, document }.into()]
        },
    },
    Action {
        name: "answer",
        en: "Send the answer",
        zh: "提交答复",
        fields: &[
            field("question", FieldKind::Id, "Question", "问题"),
            field("text", FieldKind::Prose, "Answer", "答复"),
            FILES,
            SEALED,
        ],
        build: |f| {
            let (question, text) = (QuestionId::new(f.line("question")), f.prose("text"));
            let documents = f.documents("documents", "answer");
            vec![CaseCommand::Answer { question, text, documents }.into()]
        },
    },
    Action {
        name: "stop",
        en: "Withdraw the application",
        zh: "撤回申请",
        fields: &[REASONS],
        build: |f| {
            let reasons = f.list("reasons");
            vec![CaseCommand::Stop { reasons }.into()]
        },
    },
    Action {
        name: "close",
        en: "Close the case",
        zh: "关闭案件",
        fields: &[REASONS],
        build: |f| {
            let reasons = f.list("reasons");
            vec![CaseCommand::Close { reasons }.into()]
        },
    },
    Action {
        name: "ask_outside",
        en: "Record what was asked outside",
        zh: "登记对外提出的要求",
        fields: &[
            RUN,
            ON,
            field("whom", FieldKind::Line, "Who was asked", "对方"),
            field("request", FieldKind::Prose, "What was asked", "要求内容"),
            field("due", FieldKind::Date, "Due", "期限").optional(),
            FILES,
        ],
        build: |f| {
            let (run, on, whom, request) = (f.run(), f.on(), f.line("whom"), f.prose("request"));
            let (due, documents) = (f.maybe_date("due"), f.documents("documents", "request"));
            vec![CaseCommand::AskOutside { run, on, whom, request, due, documents }.into()]
        },
    },
    Action {
        name: "record_answer",
        en: "Record the answer from outside",
        zh: "登记对方的答复",
        fields: &[
            RUN,
            ON,
            field("outcome", FieldKind::Choice(OUTCOMES), "What came of it", "结果"),
            field("reasons", FieldKind::List, "Reasons, one a line", "理由（每行一条）").optional(),
            field("number", FieldKind::Line, "Number of the certificate, if one was issued", "证书编号（如已颁发）")
                .optional(),
            FILES,
        ],
        build: record_answer,
    },
    Action {
        name: "lodge_appeal",
        en: "Appeal or complain",
        zh: "提出申诉或投诉",
        fields: &[
            field("kind", FieldKind::Choice(APPEALS), "Which", "类型"),
            field("run", FieldKind::Run, "Against the result of", "针对步骤").optional(),
            REASONS,
        ],
        build: |f| {
            let kind = f.word("kind", AppealKind::ALL, AppealKind::word).unwrap_or(AppealKind::Appeal);
            let against = f.maybe("run").map(|r| certmap_case::stored::RunKey::parse(&r));
            let (reasons, appeal) = (f.list("reasons"), AppealId::new(f.new_id("ap")));
            vec![CaseCommand::LodgeAppeal { appeal, kind, against, reasons }.into()]
        },
    },
];

fn add_document(f: &mut Form<'_>) -> Vec<Command> {
    let kind = f.line("kind");
    let _ = f.document("file", &kind);
    if let Some(old) = f.maybe("replaces")
        && let Some(note) = f.added.last_mut()
    {
        note.replaces = Some(DocumentId::new(old));
    }
    Vec::new()
}

fn finish(f: &mut Form<'_>) -> Vec<Command> {
    let (run, on) = (f.run(), f.on());
    let mut documents = f.papers_by_kind();
    documents.extend(f.documents("documents", "evidence"));
    let records = f.list("record").into_iter().map(RecordId::new).collect();
    vec![CaseCommand::Finish { run, on, documents, records }.into()]
}

/// A record, its signature, and that the case uses it.
fn recorded(f: &mut Form<'_>, kind: RecordKind, organisation: &str, duties: Vec<String>) -> (RecordId, Vec<Command>) {
    let record = RecordId::new(f.new_id("rec"));
    let from = f.maybe_date("from").unwrap_or_else(|| f.app.today());
    let until = f.maybe_date("until");
    let document = f.document("document", kind.word());
    let (function, other, person) = (None, None, None);
    let organisation = certmap_case::stored::OrganisationId::new(organisation);
    let drafted = RecordEvent::Drafted {
        record: record.clone(),
        kind,
        organisation,
        other,
        person,
        scope: Vec::new(),
        function,
        duties,
        from,
        until,
    };
    let on = f.on();
    let commands = vec![
        Command::Record(record.clone(), drafted),
        Command::Record(record.clone(), RecordEvent::Signed { on, document }),
        CaseCommand::Bind { record: record.clone() }.into(),
    ];
    (record, commands)
}

/// Duties of the client, ISO/IEC 17065 4.1.2.
const DUTIES: &[&str] = &[
    "follow the requirements of certification and changes of them",
    "allow evaluation, follow-up, and access to documents, places and people",
    "make claims only within the scope of the certificate",
    "keep a record of complaints and act on them",
    "tell the body about changes that matter",
];

fn agree(f: &mut Form<'_>) -> Vec<Command> {
    let holder = f.file.case.opened.as_ref().map_or_else(String::new, |o| o.subject.holder.to_string());
    let (run, on) = (f.run(), f.on());
    let duties = DUTIES.iter().map(|d| (*d).to_owned()).collect();
    let (record, mut commands) = recorded(f, RecordKind::CertificationAgreement, &holder, duties);
    let mut documents = f.papers_by_kind();
    documents.extend(f.added.last().map(|n| n.document.clone()));
    commands.push(CaseCommand::Finish { run, on, documents, records: vec![record] }.into());
    commands
}

fn add_record(f: &mut Form<'_>) -> Vec<Command> {
    let kinds: Vec<RecordKind> =
        RecordKind::ALL.iter().copied().filter(|k| RECORDS.iter().any(|c| c.word == k.word())).collect();
    let kind = f.word("kind", &kinds, RecordKind::word).unwrap_or(RecordKind::Mandate);
    let organisation = f.line("organisation");
    let duties = if kind == RecordKind::CertificationAgreement {
        DUTIES.iter().map(|d| (*d).to_owned()).collect()
    } else {
        Vec::new()
    };
    recorded(f, kind, &organisation, duties).1
}

fn record_answer(f: &mut Form<'_>) -> Vec<Command> {
    let (run, on) = (f.run(), f.on());
    let outcome = f.word("outcome", OutsideOutcome::ALL, OutsideOutcome::word).unwrap_or(OutsideOutcome::Done);
    let reasons = f.list("reasons");
    let mut documents = f.papers_by_kind();
    documents.extend(f.documents("documents", "answer"));
    if documents.is_empty() {
        let told = Text::new("nothing shows the answer", "缺少答复的证明文件");
        f.wrong("documents", told, Text::new("attach the letter, message or paper", "请上传对方的函件、邮件或文件"));
    }
    let certificate = f.maybe("number").map(|number| OutsideCertificate {
        certificate: CertificateId::new(short_id("cert", f.app.chance.as_ref())),
        number,
    });
    vec![CaseCommand::RecordAnswer { run, on, outcome, reasons, documents, certificate }.into()]
}

/// A kind of record in words.
pub(crate) fn record_says(kind: RecordKind) -> Text {
    let found = RECORDS.iter().find(|c| c.word == kind.word());
    found.map_or_else(|| Text::same(kind.word()), |c| Text::new(c.en, c.zh))
}
