//! What happened, in words.

use certmap_base::Text;
use certmap_case::stored::{AnyEvent, CaseEvent, RunKey};

macro_rules! say {
    ($en:expr, $zh:expr) => {
        Text::new($en, $zh)
    };
}

/// An event in a short sentence; `step` names the step of a run.
pub(super) fn event(event: &AnyEvent, step: &dyn Fn(&RunKey) -> Text) -> Text {
    match event {
        AnyEvent::Case(event) => case(event, step),
        other => Text::same(other.written_as().0.replace('_', " ")),
    }
}

fn of(run: &RunKey, en: &str, zh: &str, step: &dyn Fn(&RunKey) -> Text) -> Text {
    let title = step(run);
    Text::new(format!("{}: {en}", title.en), format!("{}：{zh}", title.zh))
}

fn case(event: &CaseEvent, step: &dyn Fn(&RunKey) -> Text) -> Text {
    match event {
        CaseEvent::Opened { .. } => say!("Case opened", "立案"),
        CaseEvent::RouteChanged { why, .. } => say!(format!("Route changed: {why}"), format!("程序变更：{why}")),
        CaseEvent::StepSettled { step, applies: true, .. } => {
            say!(format!("`{step}` happens"), format!("确定进行 `{step}`"))
        }
        CaseEvent::StepSettled { step, .. } => {
            say!(format!("`{step}` does not happen"), format!("确定不进行 `{step}`"))
        }
        CaseEvent::UnitsDivided { units, samples_each, .. } => say!(
            format!("{} units, {samples_each} samples each", units.len()),
            format!("划分为{}个认证单元，每单元{samples_each}个样品", units.len())
        ),
        CaseEvent::DocumentAdded { file } => {
            say!(format!("Paper added: {}", file.name), format!("添加文件：{}", file.name))
        }
        CaseEvent::RecordBound { kind, .. } => {
            say!(format!("Record used: {}", kind.word().replace('_', " ")), format!("使用记录：{}", kind.word()))
        }
        CaseEvent::RunStarted { run, .. } => of(run, "begun", "开始", step),
        CaseEvent::RunFinished { run, .. } => of(run, "done", "完成", step),
        CaseEvent::RunFailed { run, reasons, .. } => {
            let why = reasons.join("; ");
            of(run, &format!("failed: {why}"), &format!("未通过：{why}"), step)
        }
        CaseEvent::RunReopened { run, why, .. } => {
            of(run, &format!("to be done again: {why}"), &format!("重新进行：{why}"), step)
        }
        CaseEvent::DateCorrected { run, was, now, .. } => {
            of(run, &format!("day corrected from {was} to {now}"), &format!("日期由{was}更正为{now}"), step)
        }
        CaseEvent::ApplicationChecked { outcome, reasons, .. } => {
            let why = reasons.join("; ");
            let word = outcome.word();
            let zh = match word {
                "accepted" => "予以受理",
                "incomplete" => "资料不全",
                _ => "不予受理",
            };
            let tail = |before: &str| if why.is_empty() { String::new() } else { format!("{before}{why}") };
            say!(format!("Application checked: {word}{}", tail(": ")), format!("申请评审：{zh}{}", tail("，")))
        }
        CaseEvent::InterestDeclared { interests, .. } if interests.is_empty() => {
            say!("Declared that there is no interest in this case", "申报：无利益关系")
        }
        CaseEvent::InterestDeclared { .. } => say!("Declared an interest", "申报利益关系"),
        other => evaluated(other, step),
    }
}

/// People, samples, tests, audits, fees, questions.
fn evaluated(event: &CaseEvent, step: &dyn Fn(&RunKey) -> Text) -> Text {
    match event {
        CaseEvent::Assigned { function, .. } => say!(
            format!("Somebody was assigned to {}", function.word().replace('_', " ")),
            format!("指派人员（{}）", function_zh(function.word()))
        ),
        CaseEvent::Relieved { function, why, .. } => say!(
            format!("Somebody was relieved of {}: {why}", function.word().replace('_', " ")),
            format!("解除指派（{}）：{why}", function_zh(function.word()))
        ),
        CaseEvent::SamplesBound { run, .. } => of(run, "samples prepared", "样品已准备", step),
        CaseEvent::TestOrdered { run, standards, due, .. } => {
            let list = standards.join(", ");
            of(run, &format!("ordered against {list}, due {due}"), &format!("下达检测（{list}），期限{due}"), step)
        }
        CaseEvent::ReportAccepted { .. } => say!("Test report accepted", "采信检测报告"),
        CaseEvent::ReportRefused { reasons, .. } => {
            let why = reasons.join("; ");
            say!(format!("Test report not accepted: {why}"), format!("不采信检测报告：{why}"))
        }
        CaseEvent::VisitBound { run, .. } => of(run, "visit planned", "已安排检查", step),
        CaseEvent::VisitTaken { open_nonconformities: 0, .. } => {
            say!("Audit taken into the case: nothing open", "采纳检查结果：无未关闭不符合项")
        }
        CaseEvent::VisitTaken { open_nonconformities: n, .. } => say!(
            format!("Audit taken into the case: {n} nonconformities open"),
            format!("采纳检查结果：{n}项不符合未关闭")
        ),
        other => owed(other, step),
    }
}

/// Fees, questions, and what people outside answered.
fn owed(event: &CaseEvent, step: &dyn Fn(&RunKey) -> Text) -> Text {
    match event {
        CaseEvent::FeeCharged { amount, currency, .. } => {
            say!(format!("Fee notice: {amount} {currency}"), format!("缴费通知：{amount} {currency}"))
        }
        CaseEvent::FeePaid { on, .. } => say!(format!("Fee paid on {on}"), format!("{on}已缴费")),
        CaseEvent::Asked { text, .. } => say!(format!("Asked: {text}"), format!("提问：{text}")),
        CaseEvent::Answered { text, .. } => say!(format!("Answered: {text}"), format!("答复：{text}")),
        CaseEvent::QuestionWithdrawn { why, .. } => {
            say!(format!("Question taken back: {why}"), format!("撤回问题：{why}"))
        }
        CaseEvent::OutsideAsked { run, whom, .. } => {
            of(run, &format!("asked {whom}"), &format!("已向{whom}提出"), step)
        }
        CaseEvent::OutsideAnswered { run, outcome, .. } => {
            let word = outcome.word();
            let zh = match word {
                "done" => "已完成",
                "failed" => "未通过",
                _ => "被拒绝",
            };
            of(run, &format!("answer from outside: {word}"), &format!("对方答复：{zh}"), step)
        }
        late => later(late, step),
    }
}

/// Review, decision, issue and what follows.
fn later(event: &CaseEvent, step: &dyn Fn(&RunKey) -> Text) -> Text {
    let verdict = |grant: bool| if grant { ("grant", "同意") } else { ("refuse", "不同意") };
    match event {
        CaseEvent::Reviewed { grant, .. } => {
            let (en, zh) = verdict(*grant);
            say!(format!("Reviewed: {en}"), format!("复核：{zh}"))
        }
        CaseEvent::Returned { reasons, .. } => {
            let why = reasons.join("; ");
            say!(format!("Sent back: {why}"), format!("复核退回：{why}"))
        }
        CaseEvent::Decided { grant, .. } => {
            let (en, zh) = verdict(*grant);
            say!(format!("Decided: {en}"), format!("认证决定：{zh}"))
        }
        CaseEvent::Issued { run, number, .. } => {
            of(run, &format!("certificate {number}"), &format!("证书 {number}"), step)
        }
        CaseEvent::AppealLodged { reasons, .. } => {
            let why = reasons.join("; ");
            say!(format!("Appeal: {why}"), format!("申诉：{why}"))
        }
        CaseEvent::AppealAcknowledged { .. } => say!("Appeal acknowledged", "受理申诉"),
        CaseEvent::AppealDecided { upheld: true, .. } => say!("Appeal: the client is right", "申诉成立"),
        CaseEvent::AppealDecided { .. } => say!("Appeal: the result stands", "申诉：维持原结论"),
        CaseEvent::AppealReported { .. } => say!("The client was told about the appeal", "已告知客户申诉结果"),
        CaseEvent::Disclosed { to, .. } => say!(format!("Disclosed to {to}"), format!("向{to}披露")),
        CaseEvent::Stopped { reasons } => {
            let why = reasons.join("; ");
            say!(format!("Application withdrawn: {why}"), format!("撤回申请：{why}"))
        }
        CaseEvent::Closed { reasons } => {
            let why = reasons.join("; ");
            say!(format!("Closed: {why}"), format!("关闭：{why}"))
        }
        other => Text::same(other.written_as().0.replace('_', " ")),
    }
}

fn function_zh(word: &str) -> &'static str {
    match word {
        "evaluate" => "评价",
        "review" => "复核",
        "decide" => "认证决定",
        "hear_appeal" => "处理申诉",
        "check_application" => "申请评审",
        _ => "申请",
    }
}
