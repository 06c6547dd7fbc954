//! A product file to start from.

use certmap_base::Lang;
use certmap_pack::{Fact, FactType, Kind, Value};
use std::fmt::Write;

/// A commented product file for a kind: name, kind, the facts most likely asked, and examples of a shipment and a
/// factory. `kind` is `None` where it is not known yet. The file as it stands is valid.
#[must_use]
pub fn template(name: &str, kind: Option<&Kind>, facts: &[&Fact], lang: Lang) -> String {
    let mut out = String::new();
    line(
        &mut out,
        lang,
        "A product for certmap. Lines that begin with # are not read; take the # away and fill in.",
        "certmap 产品文件。以 # 开头的行不会被读取；去掉 # 并填写即可。",
    );
    line(
        &mut out,
        lang,
        "What you do not know, leave out: certmap asks only for what decides.",
        "不清楚的内容可以不填：certmap 只询问会影响结论的问题。",
    );
    out.push('\n');
    let _ = writeln!(out, "name = {}", quoted(name));
    match kind {
        Some(kind) => {
            let _ = writeln!(out, "kind = {}   # {}", quoted(&kind.id), one_line(kind.name.get(lang)));
        }
        None => line(
            &mut out,
            lang,
            "kind = \"...\"    find it with: certmap find WORDS",
            "kind = \"...\"    用 certmap find 词语 查找",
        ),
    }
    let hs = kind.and_then(|k| k.hs.first()).map_or("8516.79", String::as_str);
    let _ = writeln!(
        out,
        "# hs = {}   # {}",
        quoted(hs),
        pick(lang, "customs code, as many digits as you know", "海关编码，知道几位填几位")
    );
    let _ = writeln!(out, "# gtin = \"4006381333931\"");
    let _ = writeln!(out, "\n[facts]");
    for fact in facts {
        // What the kind implies need not be said, and the customs code stands above.
        if fact.id != certmap_scope::CUSTOMS_CODE && kind.is_none_or(|k| !k.implies.contains_key(&fact.id)) {
            write_fact(&mut out, fact, lang);
        }
    }
    examples(&mut out, lang);
    out
}

fn write_fact(out: &mut String, fact: &Fact, lang: Lang) {
    out.push('\n');
    comment(out, fact.ask.get(lang));
    if let Some(help) = &fact.help {
        comment(out, help.get(lang));
    }
    if let FactType::Choice(choices) | FactType::List(choices) = &fact.kind {
        for choice in choices {
            comment(out, &format!("  {}  {}", choice.id, choice.name.get(lang)));
        }
    }
    if let Some(value) = &fact.assume {
        comment(out, &format!("{} {value}", pick(lang, "Taken where nothing is said:", "未填写时按此值处理：")));
    }
    let _ = writeln!(out, "# {} = {}", fact.id, example(fact));
}

fn example(fact: &Fact) -> String {
    if let Some(Value::Bool(b)) = &fact.assume {
        return b.to_string();
    }
    match &fact.kind {
        FactType::Bool => "true".to_owned(),
        FactType::Number => "1".to_owned(),
        FactType::Quantity { unit, .. } if unit == "month" => quoted("36 month"),
        FactType::Quantity { unit, .. } => quoted(&format!("100 {unit}")),
        FactType::Range { unit, .. } if unit == "V" => quoted("100-240 V"),
        FactType::Range { unit, .. } if unit == "Hz" => quoted("50-60 Hz"),
        FactType::Range { unit, .. } => quoted(&format!("1-10 {unit}")),
        FactType::Choice(choices) => quoted(choices.first().map_or("", |c| &c.id)),
        FactType::List(choices) => {
            format!("{{ all = [{}] }}", choices.iter().take(2).map(|c| quoted(&c.id)).collect::<Vec<_>>().join(", "))
        }
        FactType::Code { .. } => quoted("8516.79"),
        FactType::Text => quoted("..."),
        FactType::Date => "2027-06-01".to_owned(),
    }
}

fn examples(out: &mut String, lang: Lang) {
    out.push('\n');
    line(out, lang, "Where the goods go, and when they leave.", "货物发往哪里，何时出运。");
    block(out, &["[[ship]]", "market = \"CN\"", "date = 2027-06-01", "quantity = 1000"]);
    line(
        out,
        lang,
        "Who makes them. Inspections that a factory passed need not be planned again.",
        "由哪家工厂生产。已通过的工厂检查无需再次安排。",
    );
    block(
        out,
        &[
            "[[factory]]",
            "id = \"f1\"",
            "name = { en = \"Example Appliances Co., Ltd.\", zh = \"示例电器有限公司\" }",
            "country = \"CN\"",
            "headcount = 120",
            "inspections = [{ scheme = \"...\", on = 2026-03-10 }]",
            "shutdowns = [{ from = 2027-02-01, until = 2027-02-22 }]",
        ],
    );
    line(out, lang, "Models, where several belong together.", "如有多个型号，逐一列出。");
    block(out, &["[[line]]", "model = \"K1\"", "brand = \"Example\"", "factory = \"f1\""]);
    line(out, lang, "Papers already in hand.", "已持有的证书或报告。");
    block(
        out,
        &["[[have]]", "kind = \"test-report\"", "number = \"TR-1\"", "standard = \"IEC 60335-1\"", "date = 2026-05-01"],
    );
}

fn block(out: &mut String, lines: &[&str]) {
    for line in lines {
        let _ = writeln!(out, "# {line}");
    }
    out.push('\n');
}

fn comment(out: &mut String, text: &str) {
    let _ = writeln!(out, "# {}", one_line(text));
}

fn line(out: &mut String, lang: Lang, en: &str, zh: &str) {
    comment(out, pick(lang, en, zh));
}

fn pick<'a>(lang: Lang, en: &'a str, zh: &'a str) -> &'a str {
    if lang == Lang::Zh { zh } else { en }
}

/// A comment must not run into the next line, where it would be read.
fn one_line(text: &str) -> String {
    text.split(['\n', '\r'])
        .map(str::trim)
        .filter(|p| !p.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
        .replace(|c: char| c.is_control(), " ")
}

fn quoted(text: &str) -> String {
    toml_edit::Value::from(text).to_string().trim().to_owned()
}
