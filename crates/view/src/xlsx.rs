//! The plan as a workbook: plan, documents, fees, map, questions. Text is always written as text, never as a formula.

use crate::map::{Map, why};
use crate::timeline::Timeline;
use crate::{Style, words};
use certmap_base::{Date, Exact, Fault, text};
use certmap_plan::Plan;
use certmap_scope::ScopeResult;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

/// A cell.
enum Cell {
    Text(String),
    Day(Option<Date>),
    Whole(i64),
    Money(Exact),
}

/// A sheet: name, heads with widths, rows.
struct Table<'a> {
    name: &'a str,
    heads: Vec<(&'a str, f64)>,
    rows: Vec<Vec<Cell>>,
}

/// The workbook of a plan, and of the map where scope results are given.
///
/// # Errors
/// If the workbook cannot be put together.
pub fn plan(plan: &Plan, results: &[ScopeResult], style: &Style<'_>) -> Result<Vec<u8>, Fault> {
    let mut tables = vec![steps(plan, style), documents(plan, style), fees(plan, style)];
    if !results.is_empty() {
        tables.extend([map_table(results, style), questions(results, style)]);
    }
    written(&tables, plan.today).map_err(|e| unwritten(&e))
}

/// The workbook of a map. `made_on` stands in its properties.
///
/// # Errors
/// If the workbook cannot be put together.
pub fn map(results: &[ScopeResult], made_on: Date, style: &Style<'_>) -> Result<Vec<u8>, Fault> {
    let tables = [map_table(results, style), questions(results, style)];
    written(&tables, made_on).map_err(|e| unwritten(&e))
}

fn unwritten(error: &XlsxError) -> Fault {
    Fault::new(text!("the workbook cannot be written: {error}", "工作簿无法写入（原因：{error}）"))
}

fn written(tables: &[Table<'_>], made_on: Date) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // The same plan gives the same bytes, so the clock is not asked.
    book.set_properties(&DocProperties::new().set_creation_datetime(&excel(made_on)?).set_author("certmap"));
    for table in tables {
        let sheet = book.add_worksheet();
        sheet.set_name(table.name)?;
        fill(sheet, table)?;
    }
    book.save_to_buffer()
}

fn excel(day: Date) -> Result<ExcelDateTime, XlsxError> {
    ExcelDateTime::from_ymd(day.year().unsigned_abs(), day.month().unsigned_abs(), day.day().unsigned_abs())
}

fn fill(sheet: &mut Worksheet, table: &Table<'_>) -> Result<(), XlsxError> {
    let head = Format::new().set_bold().set_background_color("EEF2F6").set_text_wrap().set_align(FormatAlign::Top);
    let text = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let day = Format::new().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Top);
    let money = Format::new().set_num_format("#,##0.00").set_align(FormatAlign::Top);
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    for (column, (name, width)) in (0_u16..).zip(&table.heads) {
        sheet.set_column_width(column, *width)?;
        sheet.write_string_with_format(0, column, *name, &head)?;
    }
    for (row, cells) in (1_u32..).zip(&table.rows) {
        for (column, cell) in (0_u16..).zip(cells) {
            match cell {
                Cell::Text(t) => sheet.write_string_with_format(row, column, limited(t), &text)?,
                Cell::Day(Some(d)) => sheet.write_datetime_with_format(row, column, excel(*d)?, &day)?,
                Cell::Day(None) => sheet,
                Cell::Whole(n) => sheet.write_number_with_format(row, column, *n as f64, &text)?,
                Cell::Money(m) => sheet.write_number_with_format(row, column, m.approximate(), &money)?,
            };
        }
    }
    let last = u32::try_from(table.rows.len()).unwrap_or(0);
    let columns = u16::try_from(table.heads.len().saturating_sub(1)).unwrap_or(0);
    sheet.autofilter(0, 0, last, columns)?;
    Ok(())
}

/// A cell holds at most 32,767 characters; control characters are not allowed.
fn limited(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || *c == '\n').take(32_000).collect()
}

fn text(words: impl Into<String>) -> Cell {
    Cell::Text(words.into())
}

fn steps<'a>(plan: &Plan, style: &Style<'a>) -> Table<'a> {
    let mut rows = Vec::new();
    for group in &Timeline::of(plan, style).groups {
        for bar in &group.bars {
            let s = bar.step;
            let mut notes = Vec::new();
            notes.extend(s.critical.then(|| style.say("critical", "关键")));
            notes.extend((s.conditional || s.if_in).then(|| style.say("may not be needed", "可能不需要")));
            notes.extend(s.done.then(|| style.say("done", "已完成")));
            rows.push(vec![
                text(&s.market),
                text(s.scheme.as_deref().unwrap_or("")),
                text(&bar.name),
                text(words::party(s.by).get(style.lang)),
                Cell::Day(Some(s.start)),
                Cell::Day(Some(s.finish)),
                Cell::Day(Some(s.latest_start)),
                Cell::Day(Some(s.latest_finish)),
                Cell::Whole(s.slack_days),
                text(notes.join(", ")),
                text(words::durations(s.lasts, style.lang)),
                text(style.sentence(&s.why)),
            ]);
        }
    }
    let heads = vec![
        (style.say("Market", "市场"), 9.0),
        (style.say("Scheme", "制度"), 14.0),
        (style.say("Step", "步骤"), 34.0),
        (style.say("By", "负责方"), 16.0),
        (style.say("Start", "开始"), 12.0),
        (style.say("Finish", "结束"), 12.0),
        (style.say("Latest start", "最晚开始"), 12.0),
        (style.say("Latest finish", "最晚结束"), 12.0),
        (style.say("Slack (days)", "浮动（天）"), 9.0),
        (style.say("Note", "备注"), 18.0),
        (style.say("Duration", "时长"), 30.0),
        (style.say("Why", "依据"), 60.0),
    ];
    Table { name: style.say("Plan", "计划"), heads, rows }
}

fn documents<'a>(plan: &Plan, style: &Style<'a>) -> Table<'a> {
    let rows = plan.documents.iter().map(|d| {
        let note = if d.conditional { style.say("may not be needed", "可能不需要") } else { "" };
        vec![
            Cell::Day(Some(d.needed_by)),
            text(style.text(&d.title)),
            text(words::party(d.by).get(style.lang)),
            text(d.language.as_deref().unwrap_or("")),
            text(&d.scheme),
            text(d.for_steps.join(", ")),
            text(note),
        ]
    });
    let heads = vec![
        (style.say("Needed by", "最晚备齐"), 12.0),
        (style.say("Document", "文件"), 50.0),
        (style.say("From", "提供方"), 18.0),
        (style.say("Language", "语言"), 10.0),
        (style.say("Scheme", "制度"), 14.0),
        (style.say("For", "用于"), 30.0),
        (style.say("Note", "备注"), 20.0),
    ];
    Table { name: style.say("Documents", "文件"), heads, rows: rows.collect() }
}

fn fees<'a>(plan: &Plan, style: &Style<'a>) -> Table<'a> {
    let mut rows = Vec::new();
    for step in &plan.steps {
        for fee in &step.fees {
            rows.push(vec![
                text(step.scheme.as_deref().unwrap_or("")),
                text(style.text(&fee.title)),
                text(style.text(&fee.basis)),
                Cell::Money(fee.min),
                Cell::Money(fee.max),
                text(&fee.currency),
                Cell::Day(Some(fee.on)),
                text(words::confidence(fee.confidence).get(style.lang)),
                text(if fee.open { style.say("not sure", "不确定") } else { "" }),
            ]);
        }
    }
    let together = plan.totals.iter().chain(&plan.total).map(|t| (t, style.say("together", "合计")));
    let more =
        plan.totals_if_in.iter().map(|t| (t, style.say("more, if what is undecided applies", "若未定项目适用，另加")));
    for (t, label) in together.chain(more) {
        let note = if t.complete { "" } else { style.say("at least", "至少") };
        let (blank, name) = (text(""), text(label));
        rows.push(vec![
            blank,
            name,
            text(""),
            Cell::Money(t.min),
            Cell::Money(t.max),
            text(&t.currency),
            Cell::Day(None),
            text(""),
            text(note),
        ]);
    }
    let heads = vec![
        (style.say("Scheme", "制度"), 14.0),
        (style.say("Fee", "费用"), 40.0),
        (style.say("How it comes about", "计费方式"), 34.0),
        (style.say("From", "最低"), 13.0),
        (style.say("To", "最高"), 13.0),
        (style.say("Currency", "币种"), 10.0),
        (style.say("Tariff of", "收费标准日期"), 13.0),
        (style.say("Founded on", "来源"), 22.0),
        (style.say("Note", "备注"), 16.0),
    ];
    Table { name: style.say("Fees", "费用"), heads, rows }
}

fn map_table<'a>(results: &[ScopeResult], style: &Style<'a>) -> Table<'a> {
    let map = Map::of(results, style);
    let mut rows = Vec::new();
    for row in &map.rows {
        for need in row.cells.iter().flat_map(|c| &c.needs) {
            let r = need.result;
            let held: Vec<&str> = need.in_hand.iter().map(|h| h.paper.as_str()).collect();
            let cites: Vec<String> = crate::map::citations(r).iter().map(|c| style.cite(&r.pack, c)).collect();
            rows.push(vec![
                text(row.name),
                text(style.market_full(&r.market)),
                text(style.text(&r.title)),
                text(&r.scheme),
                text(format!("{} {}", words::sign(r.outcome), words::outcome(r.outcome).get(style.lang))),
                text(words::binding(r.binding).get(style.lang)),
                text(words::attestation(r.attestation).get(style.lang)),
                text(need.holder.map_or("", |t| style.text(t))),
                text(held.join(", ")),
                text(style.facts(&r.needs)),
                text(why(r, style).unwrap_or_default()),
                text(cites.join("; ")),
                text(words::confidence(r.confidence).get(style.lang)),
            ]);
        }
    }
    let heads = vec![
        (style.say("Product", "产品"), 26.0),
        (style.say("Market", "市场"), 16.0),
        (style.say("Scheme", "制度"), 34.0),
        (style.say("Id", "编号"), 14.0),
        (style.say("Outcome", "结论"), 20.0),
        (style.say("Binding", "性质"), 12.0),
        (style.say("Ends in", "形式"), 16.0),
        (style.say("Held by", "持证人"), 28.0),
        (style.say("In hand", "已有"), 18.0),
        (style.say("To answer", "待回答"), 28.0),
        (style.say("Why", "依据"), 60.0),
        (style.say("Source", "来源"), 34.0),
        (style.say("Founded on", "来源性质"), 20.0),
    ];
    Table { name: style.say("Map", "一览"), heads, rows }
}

fn questions<'a>(results: &[ScopeResult], style: &Style<'a>) -> Table<'a> {
    let mut seen = std::collections::BTreeSet::new();
    let asked = results.iter().flat_map(|r| &r.questions).filter(|q| seen.insert(q.fact.clone()));
    let rows = asked.map(|q| {
        vec![
            text(style.text(&q.ask)),
            text(&q.fact),
            Cell::Whole(i64::try_from(q.settles).unwrap_or(i64::MAX)),
            text(q.concerns.join(", ")),
            text(q.help.as_ref().map_or("", |t| style.text(t))),
            text(""),
        ]
    });
    let mut rows: Vec<Vec<Cell>> = rows.collect();
    if rows.is_empty() {
        let none = style.say("No questions remain: every outcome is decided.", "没有待回答的问题：结论均已确定。");
        rows.push(vec![text(none), text(""), Cell::Whole(0), text(""), text(""), text("")]);
    }
    let heads = vec![
        (style.say("Question", "问题"), 60.0),
        (style.say("Fact", "事实"), 22.0),
        (style.say("Settles", "可确定"), 9.0),
        (style.say("Concerns", "涉及"), 34.0),
        (style.say("Help", "说明"), 50.0),
        (style.say("Answer", "回答"), 30.0),
    ];
    Table { name: style.say("Questions", "问题"), heads, rows }
}
