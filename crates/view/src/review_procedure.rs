//! The parts of a review sheet beyond the rules: routes, papers, certificate, upkeep, and procedures as tables of steps.

use crate::review::{Sheet, plain};
use crate::text_plan::money;
use crate::words;
use certmap_base::{Cite, Text};
use certmap_pack::{FeeAmount, Lasts, Length, Procedure, Scheme, Step};
use certmap_scope::ProbeOf;

impl Sheet<'_> {
    /// A list item: a head in bold, a text, its citations.
    fn item(&mut self, head: &str, text: &str, cites: &[Cite]) {
        let source = if cites.is_empty() { String::new() } else { format!(" - {}", self.cites(cites)) };
        self.out.push_str(&format!("- **{}** {}{source}\n", plain(head), plain(text)));
    }

    fn list_end(&mut self) {
        if !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    fn sentence_of(&self, text: &Text) -> String {
        self.style.sentence(text)
    }

    /// "If ..." before a text, where there is a condition.
    fn if_so(&self, when: &certmap_expr::Expr) -> String {
        self.condition(when)
            .map_or_else(String::new, |w| format!("{}{w}{}", self.say("If ", "若"), self.say(": ", "：")))
    }
}

/// Everything of a scheme that is no rule.
pub(crate) fn rest(sheet: &mut Sheet<'_>, scheme: &Scheme) {
    routes(sheet, scheme);
    notices(sheet, scheme);
    if !scheme.reuse.is_empty() {
        sheet.heading(3, sheet.say("Papers that may count", "可沿用的文件"));
        for r in &scheme.reuse {
            let counts = words::tri(r.counts).get(sheet.style.lang);
            let age = r.max_age_months.map_or_else(String::new, |m| {
                format!("{}{m}{}", sheet.say(" (not older than ", "（不超过"), sheet.say(" months)", "个月）"))
            });
            let from = r.from.map_or_else(String::new, |day| format!("{}{day}", sheet.say(", from ", "，自 ")));
            let text = format!("{counts}{age}{from}. {}{}", sheet.if_so(&r.when), sheet.sentence_of(&r.says));
            sheet.item(&r.called(), &text, &r.cites);
        }
        sheet.list_end();
    }
    certificate(sheet, scheme);
    upkeep(sheet, scheme);
}

fn routes(sheet: &mut Sheet<'_>, scheme: &Scheme) {
    if scheme.routes.is_empty() {
        return;
    }
    sheet.heading(3, sheet.say("Routes", "途径"));
    for r in &scheme.routes {
        let mut text = sheet.condition(&r.when).map_or_else(
            || sheet.say("open to every product", "适用于所有产品").to_owned(),
            |w| format!("{}{w}", sheet.say("open if ", "适用条件：")),
        );
        for p in &r.phases {
            text.push_str(&format!("; {} {}", words::phase(p.phase).get(sheet.style.lang), p.from));
            text.push_str(&p.until.map_or_else(String::new, |u| format!(" - {u}")));
        }
        if let Some(procedure) = &r.procedure {
            text.push_str(&format!("; {} {procedure}", sheet.say("procedure", "程序")));
        }
        if r.notified_body {
            text.push_str(sheet.say("; with a notified or designated body", "；须由指定机构参与"));
        }
        sheet.item(&format!("{}: {}", r.id, sheet.style.text(&r.title)), &text, &r.cites);
        sheet.probes(&|limit| limit.rule == r.id && limit.of == ProbeOf::Route);
    }
    sheet.list_end();
}

fn notices(sheet: &mut Sheet<'_>, scheme: &Scheme) {
    if scheme.notices.is_empty() {
        return;
    }
    sheet.heading(3, sheet.say("Changes", "变化"));
    for n in &scheme.notices {
        let deadline = n.deadline.map_or_else(String::new, |d| format!(" {} {d}.", sheet.say("Act by", "最晚办理")));
        let text = format!("{}{}{deadline}", sheet.if_so(&n.when), sheet.sentence_of(&n.what));
        sheet.item(&n.on.to_string(), &text, &n.cites);
    }
    sheet.list_end();
}

fn certificate(sheet: &mut Sheet<'_>, scheme: &Scheme) {
    if scheme.unit.is_none() && scheme.certificate.is_none() && scheme.marks.is_empty() {
        return;
    }
    sheet.heading(3, sheet.say("Certificate, units and marks", "证书、单元与标志"));
    if let Some(unit) = &scheme.unit {
        let text = format!("{} ({})", sheet.sentence_of(&unit.says), unit.split_by.join(", "));
        sheet.item(sheet.say("Certification unit", "认证单元"), &text, &unit.cites);
    }
    if let Some(c) = &scheme.certificate {
        let mut text = c.validity_months.map_or_else(
            || sheet.say("no end", "长期有效").to_owned(),
            |m| format!("{} {m} {}", sheet.say("valid", "有效期"), sheet.say("months", "个月")),
        );
        for part in [&c.number_says, &c.condition].into_iter().flatten() {
            text.push_str(&format!("; {}", sheet.style.text(part)));
        }
        if !c.states.is_empty() {
            text.push_str(&format!("; {}", c.states.join(", ")));
        }
        sheet.item(sheet.say("Certificate", "证书"), &text, &c.cites);
    }
    for m in &scheme.marks {
        let (title, text) = (sheet.style.text(&m.title).to_owned(), sheet.sentence_of(&m.says));
        sheet.item(&title, &text, &m.cites);
    }
    sheet.list_end();
}

fn upkeep(sheet: &mut Sheet<'_>, scheme: &Scheme) {
    if scheme.upkeep.is_empty() && scheme.changes.is_empty() {
        return;
    }
    sheet.heading(3, sheet.say("Keeping it alive", "获证后"));
    for u in &scheme.upkeep {
        let every = format!("{} {} {}", sheet.say("every", "每"), u.every_months, sheet.say("months", "个月"));
        let by = words::party(u.by).get(sheet.style.lang);
        let how_long =
            u.lasts.as_ref().map_or_else(String::new, |l| format!("{}{}", sheet.say(", ", "，"), lasts(sheet, l)));
        let text = format!("{every}, {by}{how_long}. {}{}", sheet.if_so(&u.when), sheet.sentence_of(&u.says));
        let title = sheet.style.text(&u.title).to_owned();
        sheet.item(&title, &text, &u.cites);
    }
    for c in &scheme.changes {
        let does = match c.does.as_str() {
            "notify" => sheet.say("notify the body", "通知机构"),
            "test_difference" => sheet.say("difference test", "差异试验"),
            "new_certificate" => sheet.say("new certificate", "重新申请证书"),
            other => other,
        };
        let text = format!("{does}. {}", sheet.sentence_of(&c.says));
        let title = format!("{} {}", sheet.say("Change:", "变更："), sheet.style.text(&c.title));
        sheet.item(&title, &text, &c.cites);
    }
    sheet.list_end();
}

/// A procedure: steps, documents and fees as tables.
pub(crate) fn procedure(sheet: &mut Sheet<'_>, procedure: &Procedure) {
    sheet.heading(
        2,
        &format!("{} {} ({})", sheet.say("Procedure:", "程序："), sheet.style.text(&procedure.title), procedure.id),
    );
    let heads = match sheet.style.lang {
        certmap_base::Lang::En => ["Step", "By", "After", "Lasts", "Only if", "Why", "Source"],
        certmap_base::Lang::Zh => ["步骤", "负责方", "前置", "时长", "条件", "说明", "来源"],
    };
    table_head(sheet, &heads);
    for step in &procedure.steps {
        let row = step_row(sheet, step);
        table_row(sheet, &row);
    }
    sheet.list_end();
    documents(sheet, procedure);
    fees(sheet, procedure);
}

fn table_head(sheet: &mut Sheet<'_>, heads: &[&str]) {
    sheet.out.push_str(&format!("| {} |\n|{}\n", heads.join(" | "), " --- |".repeat(heads.len())));
}

/// Cells are escaped by those who make them.
fn table_row(sheet: &mut Sheet<'_>, cells: &[String]) {
    sheet.out.push_str(&format!("| {} |\n", cells.join(" | ")));
}

/// How long it takes: in days, or as the values on which that rests.
fn lasts(sheet: &Sheet<'_>, lasts: &Lasts) -> String {
    if let [Length::Days(min), Length::Days(usual), Length::Days(max)] = lasts.lengths() {
        return words::durations([*min, *usual, *max], sheet.style.lang);
    }
    let mut unit = "";
    let mut said = |length: &Length| match length {
        Length::Days(days) => words::duration(*days, sheet.style.lang),
        Length::Value(expr, counted) => {
            unit = words::counted_in(*counted).get(sheet.style.lang);
            sheet.value(expr)
        }
    };
    let [min, usual, max] = lasts.lengths();
    let mut parts = vec![said(usual)];
    if min != usual {
        parts.insert(0, format!("{}{}", sheet.say("at least ", "最短"), said(min)));
    }
    if max != usual {
        parts.push(format!("{}{}", sheet.say("at most ", "最长"), said(max)));
    }
    format!("{unit}{}", parts.join(sheet.say("; ", "；")))
}

/// How much it is.
fn amount(sheet: &Sheet<'_>, amount: &FeeAmount) -> String {
    match amount {
        FeeAmount::Money(a) => money(a.min, a.max, a.currency()),
        FeeAmount::Value { min, max, currency } => {
            let code = String::from_utf8_lossy(currency);
            let values = if min == max {
                sheet.value(min)
            } else {
                format!("{}{}{}", sheet.value(min), sheet.say(" to ", "至"), sheet.value(max))
            };
            format!("{values} {code}")
        }
    }
}

fn step_row(sheet: &Sheet<'_>, step: &Step) -> Vec<String> {
    let lang = sheet.style.lang;
    let mut after = step.after.join(", ");
    if step.parallel_ok {
        after.push_str(sheet.say(" (may run beside)", "（可并行）"));
    }
    let per = words::per(step.per).get(lang);
    vec![
        format!("{} (`{}`, {per})", sheet.text(&step.title), step.id),
        words::party(step.by).get(lang).to_owned(),
        plain(&after),
        format!("{} - {} ({})", lasts(sheet, &step.lasts), words::basis(step.lasts.basis).get(lang), step.calendar),
        sheet.condition(&step.when).unwrap_or_default(),
        step.says.as_ref().map_or_else(String::new, |t| plain(&sheet.style.sentence(t))),
        sheet.cites(&step.cites),
    ]
}

fn documents(sheet: &mut Sheet<'_>, procedure: &Procedure) {
    if procedure.documents.is_empty() {
        return;
    }
    sheet.heading(3, sheet.say("Documents", "文件"));
    let heads = match sheet.style.lang {
        certmap_base::Lang::En => ["Document", "From", "Language", "Only if", "Remark", "Source"],
        certmap_base::Lang::Zh => ["文件", "提供方", "语言", "条件", "说明", "来源"],
    };
    table_head(sheet, &heads);
    for d in &procedure.documents {
        let row = vec![
            format!("{} (`{}`)", sheet.text(&d.title), d.id),
            words::party(d.by).get(sheet.style.lang).to_owned(),
            d.language.clone().unwrap_or_default(),
            sheet.condition(&d.when).unwrap_or_default(),
            d.says.as_ref().map_or_else(String::new, |t| plain(&sheet.style.sentence(t))),
            sheet.cites(&d.cites),
        ];
        table_row(sheet, &row);
    }
    sheet.list_end();
}

fn fees(sheet: &mut Sheet<'_>, procedure: &Procedure) {
    if procedure.fees.is_empty() {
        return;
    }
    sheet.heading(3, sheet.say("Fees", "费用"));
    let heads = match sheet.style.lang {
        certmap_base::Lang::En => ["Fee", "With step", "Per", "Times", "Only if", "Amount", "Source"],
        certmap_base::Lang::Zh => ["费用", "对应步骤", "计费单位", "次数", "条件", "金额", "来源"],
    };
    table_head(sheet, &heads);
    for f in &procedure.fees {
        let amounts: Vec<String> =
            f.values.iter().map(|v| format!("{}: {}", v.from, amount(sheet, &v.amount))).collect();
        let cites: Vec<Cite> = f.values.iter().map(|v| v.cite.clone()).collect();
        let row = vec![
            format!("{} (`{}`)", sheet.text(&f.title), f.id),
            f.step.clone(),
            words::per(f.per).get(sheet.style.lang).to_owned(),
            f.times.as_ref().map_or_else(String::new, |t| sheet.value(t)),
            sheet.condition(&f.when).unwrap_or_default(),
            amounts.join("; "),
            sheet.cites(&cites),
        ];
        table_row(sheet, &row);
    }
    sheet.list_end();
}
