//! `procedures/*.toml`: from the notation to [`Procedure`].

use crate::read_common::{File, pairs};
use crate::read_scheme::Reader;
use crate::wire::{self, LastsWire, Word};
use crate::{
    Amount, Basis, Behaviour, Clock, Document, Duration, Fee, FeeValue, Lasts, OnFail, Party, Per, Procedure, Step,
};
use certmap_base::{Exact, Fault, text};
use certmap_expr::Expr;

const CALENDARS: [&str; 11] = ["cn", "us", "de", "gb", "jp", "kr", "in", "always", "weekdays", "applicant", "factory"];

pub(crate) fn read_procedure(wire: wire::ProcedureFile, reader: &Reader, file: &mut File) -> Procedure {
    let offset = wire.procedure.id.span().start;
    let ids: Vec<String> = wire.step.iter().map(|s| s.id.get_ref().clone()).collect();
    let documents: Vec<Document> = wire.document.iter().map(|d| document(d, reader, file)).collect();
    let mut steps = Vec::new();
    for step in &wire.step {
        for after in step.after.iter().filter(|a| !ids.contains(a.get_ref())) {
            let fault = Fault::new(text!("unknown step `{}`", "未知的步骤 `{}`", after.get_ref()))
                .suggest(after.get_ref(), ids.iter().map(String::as_str));
            file.error(after.span().start, fault);
        }
        for paper in step.needs.iter().chain(&step.yields).filter(|n| !documents.iter().any(|d| d.id == *n.get_ref())) {
            let fault = Fault::new(text!("unknown document `{}`", "未知的资料 `{}`", paper.get_ref()))
                .help(text!("add a [[document]] for it", "请为它加上 [[document]]"))
                .suggest(paper.get_ref(), documents.iter().map(|d| d.id.as_str()));
            file.error(paper.span().start, fault);
        }
        if let Some(step) = read_step(step, reader, file) {
            steps.push(step);
        }
    }
    cycles(&steps, offset, file);
    let fees = wire.fee.iter().filter_map(|f| fee(f, &ids, reader, file)).collect();
    Procedure {
        title: file.text(&wire.procedure.title, offset),
        id: wire.procedure.id.into_inner(),
        steps,
        documents,
        fees,
    }
}

fn read_step(wire: &wire::StepWire, reader: &Reader, file: &mut File) -> Option<Step> {
    let offset = wire.id.span().start;
    let behaviour = file.one_of(&wire.behaviour, "behaviour", &pairs!(Behaviour));
    let by = file.one_of(&wire.by, "party", &pairs!(Party));
    let calendar = wire.calendar.as_ref().map_or("weekdays", |c| c.get_ref().as_str()).to_owned();
    if let Some(word) = &wire.calendar
        && !CALENDARS.contains(&word.get_ref().as_str())
    {
        let fault = Fault::new(text!("unknown calendar `{}`", "未知的日历 `{}`", word.get_ref())).help(text!(
            "known: {}",
            "可写：{}",
            CALENDARS.join(", ")
        ));
        file.error(word.span().start, fault);
    }
    let lasts = lasts(&wire.lasts, offset, file);
    let cites = reader.cites(&wire.cites, file);
    if cites.is_empty() && matches!(lasts.basis, Basis::Statutory | Basis::Quoted | Basis::Sourced) {
        file.error(
            offset,
            Fault::new(text!("the step `{}` has no citation", "步骤 `{}` 没有引用条款", wire.id.get_ref())).help(
                text!(
                    "cite the source of its duration, or say basis = \"estimate\", \"recalled\" or \"none\"",
                    "请注明其周期的来源，或写 basis = \"estimate\"、\"recalled\" 或 \"none\""
                ),
            ),
        );
    }
    Some(Step {
        id: wire.id.get_ref().clone(),
        title: file.text(&wire.title, offset),
        behaviour: behaviour?,
        by: by?,
        after: wire.after.iter().map(|a| a.get_ref().clone()).collect(),
        when: reader.planner_condition(wire.when.as_ref(), file),
        per: wire.per.as_ref().and_then(|w| file.one_of(w, "`per`", &pairs!(Per))).unwrap_or(Per::Product),
        share_key: wire.share_key.clone(),
        clock: wire.clock.as_ref().and_then(|w| file.one_of(w, "clock", &pairs!(Clock))).unwrap_or(Clock::None),
        needs: wire.needs.iter().map(|w| w.get_ref().clone()).collect(),
        yields: wire.yields.iter().map(|w| w.get_ref().clone()).collect(),
        lasts,
        calendar,
        on_fail: wire
            .on_fail
            .as_ref()
            .and_then(|w| file.one_of(w, "`on_fail`", &pairs!(OnFail)))
            .unwrap_or(OnFail::CorrectAndContinue),
        parallel_ok: wire.parallel_ok,
        says: wire.says.as_ref().map(|t| file.text(t, offset)),
        cites,
    })
}

pub(crate) fn lasts(wire: &LastsWire, offset: usize, file: &mut File) -> Lasts {
    let basis = wire.basis.as_ref().and_then(|w| file.one_of(w, "basis", &pairs!(Basis))).unwrap_or(Basis::None);
    let mut read = |word: &Option<Word>| word.as_ref().and_then(|w| duration(w, file));
    let (min, usual, max) = (read(&wire.min), read(&wire.usual), read(&wire.max));
    let any = usual.or(max).or(min).unwrap_or(Duration { days: 0, working: true });
    let (min, usual, max) = (min.unwrap_or(any), usual.unwrap_or(any), max.unwrap_or(any));
    if min.working != usual.working || max.working != usual.working {
        file.error(
            offset,
            Fault::new(text!("min, usual and max count different days", "min、usual 和 max 的计日方式不同"))
                .help(text!("use working days or calendar days for all three", "三者请统一用工作日或自然日")),
        );
    } else if !(min.days <= usual.days && usual.days <= max.days) {
        file.error(
            offset,
            Fault::new(text!(
                "a duration has min above usual or usual above max",
                "周期的 min 大于 usual，或 usual 大于 max"
            )),
        );
    }
    if basis != Basis::None && wire.usual.is_none() && wire.max.is_none() && wire.min.is_none() {
        file.error(
            offset,
            Fault::new(text!(
                "a duration with a basis needs min, usual or max",
                "有依据的周期须给出 min、usual 或 max"
            )),
        );
    }
    Lasts { min, usual, max, basis }
}

/// `10 working_day`, `2 week` (of five working days), `28 day`, `1 month` (thirty calendar days).
fn duration(word: &Word, file: &mut File) -> Option<Duration> {
    let text = word.get_ref().trim();
    let (number, unit) = text.split_once(' ').unwrap_or((text, ""));
    let (factor, working) = match unit.trim().trim_end_matches('s') {
        "working_day" => (Exact::whole(1), true),
        "week" => (Exact::whole(5), true),
        "day" => (Exact::whole(1), false),
        "month" => (Exact::whole(30), false),
        "year" => (Exact::whole(365), false),
        _ => {
            let units = ["working_day", "week", "day", "month", "year"];
            let fault = Fault::new(text!("`{text}` is no duration", "`{text}` 不是周期"))
                .help(text!("write a number and one of {}", "请写数字和以下单位之一：{}", units.join(", ")))
                .suggest(unit, units);
            file.error(word.span().start, fault);
            return None;
        }
    };
    match Exact::parse(number).and_then(|n| n.mul(&factor)) {
        Ok(days) if days.ceiling() <= 10_000 => {
            Some(Duration { days: u32::try_from(days.ceiling()).unwrap_or(0), working })
        }
        Ok(_) => {
            file.error(
                word.span().start,
                Fault::new(text!("the duration `{text}` is longer than 10000 days", "周期 `{text}` 超过 10000 天")),
            );
            None
        }
        Err(fault) => {
            file.error(word.span().start, fault);
            None
        }
    }
}

fn document(wire: &wire::DocumentWire, reader: &Reader, file: &mut File) -> Document {
    let offset = wire.id.span().start;
    Document {
        id: wire.id.get_ref().clone(),
        title: file.text(&wire.title, offset),
        by: file.one_of(&wire.by, "party", &pairs!(Party)).unwrap_or(Party::Applicant),
        language: wire.language.clone(),
        when: reader.planner_condition(wire.when.as_ref(), file),
        says: wire.says.as_ref().map(|t| file.text(t, offset)),
        cites: reader.cites(&wire.cites, file),
    }
}

fn fee(wire: &wire::FeeWire, steps: &[String], reader: &Reader, file: &mut File) -> Option<Fee> {
    let offset = wire.id.span().start;
    if !steps.contains(wire.step.get_ref()) {
        let fault = Fault::new(text!("unknown step `{}`", "未知的步骤 `{}`", wire.step.get_ref()))
            .suggest(wire.step.get_ref(), steps.iter().map(String::as_str));
        file.error(wire.step.span().start, fault);
    }
    let mut values: Vec<FeeValue> = Vec::new();
    for value in &wire.values {
        let from = file.date(&value.from)?;
        if values.last().is_some_and(|v| v.from >= from) {
            file.error(
                value.from.span().start,
                Fault::new(text!("amounts of a fee stand in the order of their dates", "费用的金额须按日期先后排列")),
            );
        }
        let cite = reader.cite(&value.cite, file)?;
        values.push(FeeValue { from, amount: amount(value, file)?, cite });
    }
    if values.is_empty() {
        file.error(offset, Fault::new(text!("the fee `{}` has no amount", "费用 `{}` 没有金额", wire.id.get_ref())));
    }
    Some(Fee {
        id: wire.id.get_ref().clone(),
        step: wire.step.get_ref().clone(),
        title: file.text(&wire.title, offset),
        per: wire.per.as_ref().and_then(|w| file.one_of(w, "`per`", &pairs!(Per))).unwrap_or(Per::Product),
        times: wire.times.as_ref().and_then(|w| reader.number(w, file)),
        when: reader.planner_condition(wire.when.as_ref(), file),
        values,
    })
}

fn amount(wire: &wire::FeeValueWire, file: &mut File) -> Option<Amount> {
    let (min, currency) = money(&wire.amount, file)?;
    let (max, same) = match &wire.amount_max {
        Some(word) => money(word, file)?,
        None => (min, currency),
    };
    if same != currency || max < min {
        file.error(
            wire.amount.span().start,
            Fault::new(text!(
                "amount_max is less than amount, or in another currency",
                "amount_max 小于 amount，或货币不同"
            )),
        );
    }
    Some(Amount { min, max, currency })
}

fn money(word: &Word, file: &mut File) -> Option<(Exact, [u8; 3])> {
    let text = word.get_ref().trim();
    let read = text.split_once(' ').and_then(|(number, code)| {
        let code: [u8; 3] = code.trim().as_bytes().try_into().ok()?;
        let upper = code.iter().all(u8::is_ascii_uppercase);
        Exact::parse(number).ok().filter(|_| upper).map(|n| (n, code))
    });
    if read.is_none() {
        file.error(
            word.span().start,
            Fault::new(text!("`{text}` is no amount of money", "`{text}` 不是金额")).help(text!(
                "write number and currency code, for example \"800 CNY\"",
                "请写数字和货币代码，例如 \"800 CNY\""
            )),
        );
    }
    read
}

fn cycles(steps: &[Step], offset: usize, file: &mut File) {
    let mut done: Vec<&str> = Vec::new();
    loop {
        let ready: Vec<&str> = steps
            .iter()
            .filter(|s| !done.contains(&s.id.as_str()))
            .filter(|s| s.after.iter().all(|a| done.contains(&a.as_str()) || !steps.iter().any(|t| t.id == *a)))
            .map(|s| s.id.as_str())
            .collect();
        if ready.is_empty() {
            break;
        }
        done.extend(ready);
    }
    let stuck: Vec<&str> = steps.iter().map(|s| s.id.as_str()).filter(|id| !done.contains(id)).collect();
    if !stuck.is_empty() {
        file.error(
            offset,
            Fault::new(text!(
                "steps wait for each other in a circle: {}",
                "步骤互相等待，形成循环：{}",
                stuck.join(", ")
            )),
        );
    }
}

/// A condition that is always true.
pub(crate) fn always() -> Expr {
    Expr::bare(certmap_expr::Node::Bool(true))
}
