//! Test orders and reports.

use super::{Action, ON, REASONS, RUN, WHY};
use crate::desk::Command;
use crate::form::{Choice, FieldKind, Form, choice, field};
use crate::secret::short_id;
use certmap_case::CaseCommand;
use certmap_case::stored::{
    OrderId, OrganisationId, PersonId, ReportEvent, ReportId, ReportText, SamplesId, StandardVerdict, Verdict,
};

const VERDICTS: &[Choice] = &[
    choice("pass", "pass", "符合"),
    choice("fail", "fail", "不符合"),
    choice("inconclusive", "inconclusive", "无法判定"),
];

pub(super) const ACTIONS: &[Action] = &[
    Action {
        name: "order_test",
        en: "Order the test",
        zh: "下达检测任务",
        fields: &[
            RUN,
            field("laboratory", FieldKind::Laboratory, "Laboratory", "实验室"),
            field("standards", FieldKind::List, "Standards, one a line", "标准（每行一个）"),
            field("due", FieldKind::Date, "Due", "期限"),
        ],
        build: |f| {
            let order = OrderId::new(short_id("o", f.app.chance.as_ref()));
            let (run, laboratory) = (f.run(), OrganisationId::new(f.line("laboratory")));
            let (standards, due) = (f.list("standards"), f.date("due"));
            vec![CaseCommand::OrderTest { order, run, laboratory, standards, due }.into()]
        },
    },
    Action {
        name: "issue_report",
        en: "Issue the test report",
        zh: "签发检测报告",
        fields: &[
            field("laboratory", FieldKind::Id, "Laboratory", "实验室"),
            field("number", FieldKind::Line, "Number of the report", "报告编号"),
            field("issued_on", FieldKind::Date, "Issued", "签发日期"),
            field("tested_from", FieldKind::Date, "Tested from", "检测开始"),
            field("tested_until", FieldKind::Date, "Tested until", "检测结束"),
            field("models", FieldKind::List, "Models, one a line", "型号（每行一个）"),
            field("standards", FieldKind::List, "Standards, one a line", "标准（每行一个）"),
            field("verdict", FieldKind::Choice(VERDICTS), "Verdict", "结论"),
            field("failed_clauses", FieldKind::List, "Failed clauses, one a line", "不符合条款（每行一条）").optional(),
            field("tested_by", FieldKind::Line, "Tested by (you if empty)", "检测人员（留空为您本人）").optional(),
            field("document", FieldKind::File, "Report", "报告文件"),
        ],
        build: |f| {
            let text = text(f);
            let laboratory = OrganisationId::new(f.line("laboratory"));
            let report = ReportId::new(f.new_id("r"));
            vec![Command::Report(report.clone(), ReportEvent::Issued { report, laboratory, text })]
        },
    },
    Action {
        name: "amend_report",
        en: "Amend the report",
        zh: "修改报告",
        fields: &[
            field("report", FieldKind::Id, "Report", "报告"),
            field("replaces", FieldKind::Line, "Number that it replaces", "被替代的报告编号"),
            WHY,
            field("number", FieldKind::Line, "New number", "新编号"),
            field("issued_on", FieldKind::Date, "Issued", "签发日期"),
            field("tested_from", FieldKind::Date, "Tested from", "检测开始"),
            field("tested_until", FieldKind::Date, "Tested until", "检测结束"),
            field("models", FieldKind::List, "Models, one a line", "型号（每行一个）"),
            field("standards", FieldKind::List, "Standards, one a line", "标准（每行一个）"),
            field("verdict", FieldKind::Choice(VERDICTS), "Verdict", "结论"),
            field("failed_clauses", FieldKind::List, "Failed clauses, one a line", "不符合条款（每行一条）").optional(),
            field("document", FieldKind::File, "Report", "报告文件"),
        ],
        build: |f| {
            let (report, replaces, why) = (ReportId::new(f.line("report")), f.line("replaces"), f.prose("why"));
            let text = text(f);
            vec![Command::Report(report, ReportEvent::Amended { replaces, why, text })]
        },
    },
    Action {
        name: "withdraw_report",
        en: "Withdraw the report",
        zh: "撤回报告",
        fields: &[field("report", FieldKind::Id, "Report", "报告"), WHY],
        build: |f| {
            let (report, why) = (ReportId::new(f.line("report")), f.prose("why"));
            vec![Command::Report(report, ReportEvent::Withdrawn { why })]
        },
    },
    Action {
        name: "accept_report",
        en: "Accept the report",
        zh: "采信报告",
        fields: &[
            field("order", FieldKind::Id, "Order", "检测任务"),
            field("report", FieldKind::Id, "Report", "报告"),
            ON,
        ],
        build: |f| {
            let (order, report, on) = (OrderId::new(f.line("order")), ReportId::new(f.line("report")), f.on());
            vec![CaseCommand::AcceptReport { order, report, on }.into()]
        },
    },
    Action {
        name: "refuse_report",
        en: "Do not accept the report",
        zh: "不采信报告",
        fields: &[
            field("order", FieldKind::Id, "Order", "检测任务"),
            field("report", FieldKind::Id, "Report", "报告"),
            REASONS,
        ],
        build: |f| {
            let (order, report) = (OrderId::new(f.line("order")), ReportId::new(f.line("report")));
            let reasons = f.list("reasons");
            vec![CaseCommand::RefuseReport { order, report, reasons }.into()]
        },
    },
];

/// What a report says: one verdict for all its standards, with the clauses that failed.
fn text(f: &mut Form<'_>) -> ReportText {
    let verdict = f.word("verdict", Verdict::ALL, Verdict::word).unwrap_or(Verdict::Inconclusive);
    let failed_clauses = f.list("failed_clauses");
    let verdicts = f.list("standards").into_iter().map(|standard| StandardVerdict {
        standard,
        verdict,
        failed_clauses: failed_clauses.clone(),
        remarks: None,
    });
    let verdicts = verdicts.collect();
    let tester = f.maybe("tested_by").unwrap_or_else(|| f.actor.person.id.clone());
    let bound = f.file.case.samples.values().flatten().next().cloned();
    ReportText {
        number: f.line("number"),
        issued_on: f.date("issued_on"),
        tested_from: f.date("tested_from"),
        tested_until: f.date("tested_until"),
        models: f.list("models"),
        samples: f.maybe("samples").map(SamplesId::new).or(bound),
        verdicts,
        tested_by: vec![PersonId::new(tester)],
        document: f.document("document", "test-report"),
    }
}
