//! What a certification body does: intake, people, fees, questions, review, decision, issue, appeals.

use super::{Action, FILES, GRANT, ON, REASONS, RUN, WHY};
use crate::desk::Command;
use crate::form::{Choice, FieldKind, Form, choice, field};
use crate::secret::short_id;
use certmap_base::Text;
use certmap_case::CaseCommand;
use certmap_case::stored::{
    AppealId, CertificateId, CheckOutcome, Function, Interest, InterestKind, OrganisationId, PersonId, QuestionId,
    RunKey, Turn, UnitOf,
};

const CHECKS: &[Choice] = &[
    choice("accepted", "complete: accept it", "资料齐全，予以受理"),
    choice("incomplete", "incomplete: say what is missing", "资料不全，一次性告知补正"),
    choice("declined", "do not accept it", "不予受理"),
];
const FUNCTIONS: &[Choice] = &[
    choice("evaluate", "evaluate: tests and audits", "评价（检测、检查）"),
    choice("review", "review", "复核"),
    choice("decide", "decide", "认证决定"),
    choice("hear_appeal", "hear an appeal", "处理申诉"),
];
const INTERESTS: &[Choice] = &[
    choice("none", "none", "无"),
    choice("consulted", "I advised this client", "曾为该客户提供咨询"),
    choice("employed", "I was employed there", "曾受雇于该客户"),
    choice("owns", "I have a share in it", "持有其权益"),
    choice("close", "somebody close to me works there", "近亲属在该单位任职"),
    choice("other", "something else", "其他"),
];
const TURNS: &[Choice] = &[choice("applicant", "the applicant", "申请人"), choice("body", "the body", "认证机构")];

pub(super) const ACTIONS: &[Action] = &[
    Action {
        name: "check_application",
        en: "Record the check of the application",
        zh: "登记申请评审结果",
        fields: &[
            RUN,
            ON,
            field("outcome", FieldKind::Choice(CHECKS), "What came of it", "评审结果"),
            field("reasons", FieldKind::List, "What is missing or why not, one a line", "缺少的资料或理由（每行一条）")
                .optional(),
        ],
        build: |f| {
            let (run, on) = (f.run(), f.on());
            let outcome = f.word("outcome", CheckOutcome::ALL, CheckOutcome::word).unwrap_or(CheckOutcome::Incomplete);
            let _ = f.papers_by_kind();
            let reasons = f.list("reasons");
            vec![CaseCommand::CheckApplication { run, on, outcome, reasons }.into()]
        },
    },
    Action {
        name: "divide",
        en: "Set units and samples",
        zh: "划分认证单元并确定样品数量",
        fields: &[
            field(
                "units",
                FieldKind::List,
                "Units, one a line: name: model, model",
                "认证单元，每行一个：名称: 型号, 型号",
            ),
            field("samples_each", FieldKind::Number, "Samples for each unit", "每单元样品数"),
            WHY,
        ],
        build: divide,
    },
    Action {
        name: "settle",
        en: "Say whether a step happens",
        zh: "确定某步骤是否进行",
        fields: &[
            field("step", FieldKind::Line, "Step", "步骤"),
            field(
                "applies",
                FieldKind::Choice(&[choice("yes", "it happens", "进行"), choice("no", "it does not", "不进行")]),
                "Whether",
                "是否",
            ),
            WHY,
        ],
        build: |f| {
            let (step, applies, why) = (f.line("step"), f.line("applies") == "yes", f.prose("why"));
            vec![CaseCommand::Settle { step, applies, why }.into()]
        },
    },
    Action {
        name: "declare_interest",
        en: "Declare your interests in this case",
        zh: "申报利益关系",
        fields: &[
            field("kind", FieldKind::Choice(INTERESTS), "Interest", "利益关系"),
            field("organisation", FieldKind::Party, "In which organisation", "涉及组织").optional(),
            field("until", FieldKind::Date, "Until when, if it is over", "截止日期（如已结束）").optional(),
        ],
        build: declare,
    },
    Action {
        name: "assign",
        en: "Assign a person",
        zh: "指派人员",
        fields: &[
            field("person", FieldKind::Staff, "Person", "人员"),
            field("function", FieldKind::Choice(FUNCTIONS), "To do what", "职责"),
        ],
        build: |f| {
            let person = PersonId::new(f.line("person"));
            let function = f.word("function", Function::ALL, Function::word).unwrap_or(Function::Evaluate);
            vec![CaseCommand::Assign { person, function }.into()]
        },
    },
    Action {
        name: "relieve",
        en: "Relieve a person",
        zh: "解除指派",
        fields: &[
            field("person", FieldKind::Staff, "Person", "人员"),
            field("function", FieldKind::Choice(FUNCTIONS), "Of what", "职责"),
            WHY,
        ],
        build: |f| {
            let person = PersonId::new(f.line("person"));
            let function = f.word("function", Function::ALL, Function::word).unwrap_or(Function::Evaluate);
            let why = f.prose("why");
            vec![CaseCommand::Relieve { person, function, why }.into()]
        },
    },
    Action {
        name: "charge",
        en: "Send a fee notice",
        zh: "发出缴费通知",
        fields: &[
            field("step", FieldKind::Line, "Falls due with step", "对应步骤"),
            field("amount", FieldKind::Amount, "Amount", "金额"),
            field("currency", FieldKind::Line, "Currency (ISO 4217)", "币种（ISO 4217）"),
            field("due", FieldKind::Date, "Due", "期限").optional(),
        ],
        build: |f| {
            let (step, amount, currency) = (f.line("step"), f.amount("amount"), f.line("currency"));
            let (due, fee) = (f.maybe_date("due"), short_id("fee", f.app.chance.as_ref()));
            vec![CaseCommand::Charge { fee, step, amount, currency, due }.into()]
        },
    },
    Action {
        name: "ask",
        en: "Ask the other side",
        zh: "向对方提问",
        fields: &[
            field("to", FieldKind::Choice(TURNS), "Who owes the answer", "由谁答复"),
            field("run", FieldKind::Run, "Which step waits for it", "等待答复的步骤").optional(),
            field("text", FieldKind::Prose, "Question", "问题"),
            field("due", FieldKind::Date, "Due", "期限").optional(),
        ],
        build: |f| {
            let to = f.word("to", Turn::ALL, Turn::word).unwrap_or(Turn::Applicant);
            let run = f.maybe("run").map(|r| RunKey::parse(&r));
            let (text, due) = (f.prose("text"), f.maybe_date("due"));
            let question = QuestionId::new(f.new_id("q"));
            vec![CaseCommand::Ask { question, to, run, text, due }.into()]
        },
    },
    Action {
        name: "withdraw_question",
        en: "Take a question back",
        zh: "撤回问题",
        fields: &[field("question", FieldKind::Id, "Question", "问题"), WHY],
        build: |f| {
            let (question, why) = (QuestionId::new(f.line("question")), f.prose("why"));
            vec![CaseCommand::WithdrawQuestion { question, why }.into()]
        },
    },
    Action {
        name: "review",
        en: "Record the review",
        zh: "登记复核结论",
        fields: &[RUN, ON, field("grant", FieldKind::Choice(GRANT), "Recommendation", "复核意见"), REASONS],
        build: |f| {
            let (run, on, grant, reasons) = (f.run(), f.on(), f.line("grant") == "yes", f.list("reasons"));
            let _ = f.papers_by_kind();
            vec![CaseCommand::Review { run, on, grant, reasons }.into()]
        },
    },
    Action {
        name: "return",
        en: "Send it back",
        zh: "退回",
        fields: &[
            RUN,
            ON,
            field("steps", FieldKind::List, "Steps to be done again, one a line", "需重新进行的步骤（每行一个）"),
            REASONS,
        ],
        build: |f| {
            let (run, on, reasons) = (f.run(), f.on(), f.list("reasons"));
            let steps = f.list("steps").iter().map(|s| RunKey::parse(s)).collect();
            vec![CaseCommand::Return { run, on, steps, reasons }.into()]
        },
    },
    Action {
        name: "decide",
        en: "Record the decision",
        zh: "作出认证决定",
        fields: &[RUN, ON, field("grant", FieldKind::Choice(GRANT), "Decision", "决定"), REASONS],
        build: |f| {
            let (run, on, grant, reasons) = (f.run(), f.on(), f.line("grant") == "yes", f.list("reasons"));
            let _ = f.papers_by_kind();
            vec![CaseCommand::Decide { run, on, grant, reasons }.into()]
        },
    },
    Action {
        name: "issue",
        en: "Issue the certificate",
        zh: "颁发证书",
        fields: &[
            RUN,
            ON,
            field("number", FieldKind::Line, "Number", "证书编号"),
            field("until", FieldKind::Date, "First day on which it is no longer good", "失效日期").optional(),
            field("replaces", FieldKind::Id, "Takes the place of the certificate", "替代证书").optional(),
        ],
        build: |f| {
            let (run, on, number, until) = (f.run(), f.on(), f.line("number"), f.maybe_date("until"));
            let replaces = f.maybe("replaces").map(CertificateId::new);
            let certificate = CertificateId::new(short_id("cert", f.app.chance.as_ref()));
            let _ = f.papers_by_kind();
            vec![CaseCommand::Issue { run, on, certificate, number, until, replaces }.into()]
        },
    },
    Action {
        name: "acknowledge_appeal",
        en: "Acknowledge the appeal",
        zh: "受理申诉",
        fields: &[field("appeal", FieldKind::Id, "Appeal", "申诉")],
        build: |f| {
            let appeal = AppealId::new(f.line("appeal"));
            vec![CaseCommand::AcknowledgeAppeal { appeal }.into()]
        },
    },
    Action {
        name: "decide_appeal",
        en: "Decide on the appeal",
        zh: "对申诉作出决定",
        fields: &[
            field("appeal", FieldKind::Id, "Appeal", "申诉"),
            field(
                "upheld",
                FieldKind::Choice(&[
                    choice("yes", "the client is right", "申诉成立"),
                    choice("no", "the result stands", "维持原结论"),
                ]),
                "Decision",
                "决定",
            ),
            REASONS,
            FILES,
        ],
        build: |f| {
            let (appeal, upheld) = (AppealId::new(f.line("appeal")), f.line("upheld") == "yes");
            let (reasons, documents) = (f.list("reasons"), f.documents("documents", "appeal-decision"));
            vec![CaseCommand::DecideAppeal { appeal, upheld, reasons, documents }.into()]
        },
    },
    Action {
        name: "report_appeal",
        en: "Record that the client was told",
        zh: "登记已告知客户",
        fields: &[field("appeal", FieldKind::Id, "Appeal", "申诉"), ON],
        build: |f| {
            let (appeal, on) = (AppealId::new(f.line("appeal")), f.on());
            vec![CaseCommand::ReportAppeal { appeal, on }.into()]
        },
    },
    Action {
        name: "disclose",
        en: "Record a disclosure",
        zh: "登记信息披露",
        fields: &[
            field("to", FieldKind::Line, "To whom", "披露对象"),
            field("what", FieldKind::Prose, "What", "披露内容"),
            WHY,
            field("client_told_on", FieldKind::Date, "When the client was told", "告知客户日期").optional(),
            field("forbidden_by", FieldKind::Line, "The law that forbids telling the client", "禁止告知的法律依据")
                .optional(),
        ],
        build: |f| {
            let (to, what, why) = (f.line("to"), f.prose("what"), f.prose("why"));
            let (client_told_on, forbidden_by) = (f.maybe_date("client_told_on"), f.maybe("forbidden_by"));
            vec![CaseCommand::Disclose { to, what, why, client_told_on, forbidden_by }.into()]
        },
    },
];

fn divide(f: &mut Form<'_>) -> Vec<Command> {
    let split_by = f.file.case.route().map(|r| r.identified_by.clone()).unwrap_or_default();
    let units = units(f, &split_by);
    let (samples_each, why) = (f.number("samples_each"), f.prose("why"));
    vec![CaseCommand::Divide { units, samples_each, why }.into()]
}

/// Units as people write them, one a line: `unit-1: M1, M2`.
pub(crate) fn units(f: &mut Form<'_>, split_by: &[String]) -> Vec<UnitOf> {
    let mut units = Vec::new();
    for line in f.list("units") {
        let named = line.split_once([':', '：']);
        let models: Vec<String> = named
            .iter()
            .flat_map(|(_, models)| models.split([',', '，', '、']))
            .map(|m| m.trim().to_owned())
            .filter(|m| !m.is_empty())
            .collect();
        match named {
            Some((id, _)) if !models.is_empty() => {
                units.push(UnitOf { id: id.trim().to_owned(), lines: models, split_by: split_by.to_vec() });
            }
            _ => {
                let told = Text::new(format!("`{line}` names no models"), format!("`{line}` 未写明型号"));
                f.wrong("units", told, Text::new("write unit-1: M1, M2", "请写成 unit-1: M1, M2"));
            }
        }
    }
    units
}

fn declare(f: &mut Form<'_>) -> Vec<Command> {
    let word = f.line("kind");
    let interests = if word == "none" {
        Vec::new()
    } else {
        let kind = f.word("kind", InterestKind::ALL, InterestKind::word).unwrap_or(InterestKind::Other);
        let organisation = OrganisationId::new(f.line("organisation"));
        vec![Interest { kind, organisation, until: f.maybe_date("until") }]
    };
    vec![CaseCommand::DeclareInterest { interests }.into()]
}
