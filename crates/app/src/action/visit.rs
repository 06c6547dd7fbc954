//! Audit visits: planning, travel, checklist, nonconformities, corrections.

use super::{Action, FILES, ON, REASONS, RUN, WHY};
use crate::desk::Command;
use crate::form::{Choice, Field, FieldKind, Form, choice, field};
use crate::secret::short_id;
use certmap_base::Text;
use certmap_case::CaseCommand;
use certmap_case::stored::{
    CheckFinding, CheckItem, Grade, NonconformityId, PersonId, TeamMember, TeamRole, VisitEvent, VisitId, VisitKind,
};

const KINDS: &[Choice] = &[
    choice("initial", "initial audit", "初始工厂检查"),
    choice("stage_one", "stage one", "第一阶段审核"),
    choice("stage_two", "stage two", "第二阶段审核"),
    choice("follow_up", "follow-up", "获证后监督"),
    choice("special", "special", "特殊检查"),
];
const FINDINGS: &[Choice] = &[
    choice("conforms", "conforms", "符合"),
    choice("nonconforming", "does not conform", "不符合"),
    choice("not_applicable", "does not apply", "不适用"),
    choice("not_seen", "not seen", "未查看"),
];
const GRADES: &[Choice] = &[
    choice("minor", "minor", "一般不符合"),
    choice("major", "major", "严重不符合"),
    choice("observation", "observation", "观察项"),
];
const VISIT: Field = field("visit", FieldKind::Id, "Visit", "检查");
const NONCONFORMITY: Field = field("nonconformity", FieldKind::Id, "Nonconformity", "不符合项");

pub(super) const ACTIONS: &[Action] = &[
    Action {
        name: "plan_visit",
        en: "Plan the visit",
        zh: "安排检查",
        fields: &[
            RUN,
            field("kind", FieldKind::Choice(KINDS), "Kind", "检查类型"),
            field("site", FieldKind::Line, "Site", "检查地点"),
            field("from", FieldKind::Date, "First day", "开始日期"),
            field("until", FieldKind::Date, "Last day", "结束日期"),
            field("auditor_days", FieldKind::Amount, "Auditor-days", "人日"),
            field("leader", FieldKind::Staff, "Team leader", "组长"),
            field("others", FieldKind::List, "Other auditors, one a line", "其他检查员（每行一人）").optional(),
            field("travels", FieldKind::Flag, "They travel from abroad", "从境外前往").optional(),
        ],
        build: plan,
    },
    Action {
        name: "postpone_visit",
        en: "Postpone the visit",
        zh: "推迟检查",
        fields: &[
            VISIT,
            field("from", FieldKind::Date, "First day", "开始日期"),
            field("until", FieldKind::Date, "Last day", "结束日期"),
            WHY,
        ],
        build: |f| {
            let (id, from, until, why) = (visit(f), f.date("from"), f.date("until"), f.prose("why"));
            vec![Command::Visit(id, VisitEvent::Postponed { from, until, why })]
        },
    },
    Action {
        name: "call_off_visit",
        en: "Call the visit off",
        zh: "取消检查",
        fields: &[VISIT, WHY],
        build: |f| {
            let (id, why) = (visit(f), f.prose("why"));
            vec![Command::Visit(id, VisitEvent::CalledOff { why })]
        },
    },
    Action {
        name: "ask_invitation",
        en: "Ask for invitation letters",
        zh: "索取邀请函",
        fields: &[VISIT, field("due", FieldKind::Date, "Due", "期限")],
        build: |f| {
            let (id, due) = (visit(f), f.date("due"));
            let team = f.file.streams.visits.get(&id).map(|v| v.team.clone()).unwrap_or_default();
            let persons = team.into_iter().filter(|m| m.travels).map(|m| m.person).collect();
            vec![Command::Visit(id, VisitEvent::InvitationAsked { persons, due })]
        },
    },
    Action {
        name: "send_invitation",
        en: "Send the invitation letter",
        zh: "提交邀请函",
        fields: &[VISIT, ON, field("document", FieldKind::File, "Invitation letter", "邀请函")],
        build: |f| {
            let (id, on, document) = (visit(f), f.on(), f.document("document", "invitation-letter"));
            vec![Command::Visit(id, VisitEvent::InvitationReceived { document, on })]
        },
    },
    Action {
        name: "visa_granted",
        en: "Record the visa",
        zh: "登记签证",
        fields: &[
            VISIT,
            field("person", FieldKind::Staff, "Person", "人员"),
            ON,
            field("until", FieldKind::Date, "Good until", "有效期至"),
        ],
        build: |f| {
            let (id, person, on) = (visit(f), PersonId::new(f.line("person")), f.on());
            let until = f.date("until");
            vec![Command::Visit(id, VisitEvent::VisaGranted { person, on, until })]
        },
    },
    Action {
        name: "set_checklist",
        en: "Set the checklist",
        zh: "设定检查表",
        fields: &[VISIT, field("items", FieldKind::List, "Questions, one a line", "检查内容（每行一条）")],
        build: |f| {
            let id = visit(f);
            let items = f.list("items");
            let items = items.iter().enumerate().map(|(n, line)| {
                // A line may hold both languages, apart by a bar.
                let (en, zh) = line.split_once('|').unwrap_or((line, line));
                CheckItem { id: format!("q-{}", n + 1), text: Text::new(en.trim(), zh.trim()), clause: None }
            });
            vec![Command::Visit(id, VisitEvent::ChecklistSet { items: items.collect() })]
        },
    },
    Action {
        name: "begin_visit",
        en: "Begin the visit",
        zh: "开始检查",
        fields: &[VISIT, ON],
        build: |f| {
            let (id, on) = (visit(f), f.on());
            vec![Command::Visit(id, VisitEvent::Begun { on })]
        },
    },
    Action {
        name: "check_item",
        en: "Keep the finding",
        zh: "保存结果",
        fields: &[
            VISIT,
            field("item", FieldKind::Id, "Question", "检查内容"),
            field("finding", FieldKind::Choice(FINDINGS), "Finding", "结果"),
            field("note", FieldKind::Prose, "Note", "说明").optional(),
            FILES,
            field("answer", FieldKind::Id, "Id of this answer, so that it counts once", "答复标识（防止重复）")
                .optional(),
        ],
        build: |f| {
            let (id, item) = (visit(f), f.line("item"));
            let finding = f.word("finding", CheckFinding::ALL, CheckFinding::word).unwrap_or(CheckFinding::NotSeen);
            let (note, documents) = (f.prose("note"), f.documents("documents", "audit-evidence"));
            let answer = f.maybe("answer").unwrap_or_else(|| short_id("an", f.app.chance.as_ref()));
            vec![Command::Visit(id, VisitEvent::Checked { item, finding, note, documents, answer })]
        },
    },
    Action {
        name: "raise_nonconformity",
        en: "Raise a nonconformity",
        zh: "开具不符合项",
        fields: &[
            VISIT,
            field("grade", FieldKind::Choice(GRADES), "Grade", "等级"),
            field("clause", FieldKind::Line, "Clause", "条款"),
            field("text", FieldKind::Prose, "What was found", "不符合事实"),
            field("due", FieldKind::Date, "To be corrected by", "整改期限"),
        ],
        build: |f| {
            let (id, nonconformity) = (visit(f), NonconformityId::new(short_id("nc", f.app.chance.as_ref())));
            let grade = f.word("grade", Grade::ALL, Grade::word).unwrap_or(Grade::Minor);
            let (clause, text, due) = (f.line("clause"), f.prose("text"), f.date("due"));
            vec![Command::Visit(id, VisitEvent::NonconformityRaised { nonconformity, grade, clause, text, due })]
        },
    },
    Action {
        name: "report_visit",
        en: "Hand in the audit report",
        zh: "提交检查报告",
        fields: &[VISIT, ON, field("document", FieldKind::File, "Report", "检查报告")],
        build: |f| {
            let (id, on, document) = (visit(f), f.on(), f.document("document", "audit-report"));
            vec![Command::Visit(id, VisitEvent::Reported { on, document })]
        },
    },
    Action {
        name: "take_visit",
        en: "Take the audit into the case",
        zh: "采纳检查结果",
        fields: &[RUN, VISIT, ON],
        build: |f| {
            let (run, visit, on) = (f.run(), visit(f), f.on());
            let _ = f.papers_by_kind();
            vec![CaseCommand::TakeVisit { run, visit, on }.into()]
        },
    },
    Action {
        name: "offer_correction",
        en: "Offer the correction",
        zh: "提交整改",
        fields: &[
            VISIT,
            NONCONFORMITY,
            ON,
            field("cause", FieldKind::Prose, "Cause", "原因分析"),
            field("action", FieldKind::Prose, "What was done", "整改措施"),
            FILES,
        ],
        build: |f| {
            let (id, nonconformity, on) = (visit(f), nonconformity(f), f.on());
            let (cause, action) = (f.prose("cause"), f.prose("action"));
            let documents = f.documents("documents", "corrective-action");
            vec![Command::Visit(id, VisitEvent::CorrectionOffered { nonconformity, on, cause, action, documents })]
        },
    },
    Action {
        name: "accept_correction",
        en: "Accept the correction",
        zh: "验证整改有效",
        fields: &[VISIT, NONCONFORMITY, ON],
        build: |f| {
            let (id, nonconformity, on) = (visit(f), nonconformity(f), f.on());
            vec![Command::Visit(id, VisitEvent::CorrectionAccepted { nonconformity, on })]
        },
    },
    Action {
        name: "reject_correction",
        en: "Reject the correction",
        zh: "整改不通过",
        fields: &[VISIT, NONCONFORMITY, REASONS],
        build: |f| {
            let (id, nonconformity, reasons) = (visit(f), nonconformity(f), f.list("reasons"));
            vec![Command::Visit(id, VisitEvent::CorrectionRejected { nonconformity, reasons })]
        },
    },
];

fn visit(f: &mut Form<'_>) -> VisitId {
    VisitId::new(f.line("visit"))
}

fn nonconformity(f: &mut Form<'_>) -> NonconformityId {
    NonconformityId::new(f.line("nonconformity"))
}

fn plan(f: &mut Form<'_>) -> Vec<Command> {
    let run = f.run();
    let kind = f.word("kind", VisitKind::ALL, VisitKind::word).unwrap_or(VisitKind::Initial);
    let (site, from, until) = (f.line("site"), f.date("from"), f.date("until"));
    let auditor_days = f.amount("auditor_days");
    let travels = f.flag("travels");
    let member = |person: String, role| TeamMember { person: PersonId::new(person), role, travels };
    let mut team = vec![member(f.line("leader"), TeamRole::Leader)];
    team.extend(f.list("others").into_iter().map(|p| member(p, TeamRole::Auditor)));
    let scheme = f.file.case.opened.as_ref().map(|o| o.scheme.clone());
    let visit = VisitId::new(f.new_id("v"));
    let schemes = scheme.into_iter().collect();
    let planned = VisitEvent::Planned { visit: visit.clone(), kind, schemes, site, from, until, auditor_days };
    vec![
        Command::Visit(visit.clone(), planned),
        Command::Visit(visit.clone(), VisitEvent::TeamNamed { team }),
        CaseCommand::BindVisit { run, visit }.into(),
    ]
}
