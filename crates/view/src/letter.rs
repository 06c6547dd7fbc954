//! A firm's own statement that a scheme does not bind its goods, in both languages at once.

use crate::markup::{Html, escape, is_web_link};
use crate::{Style, html, width, words};
use certmap_base::{Cite, Date, Lang, Text};
use certmap_pack::{FactType, Letter, Library, Pack};
use certmap_scope::{EntryResult, Product, SchemeResult};
use std::collections::{BTreeMap, BTreeSet};

/// Everything that a statement says.
#[derive(Debug, Clone, Copy)]
pub struct Statement<'a> {
    /// The form of the scheme.
    pub letter: &'a Letter,
    /// The pack that the scheme stands in.
    pub pack: &'a Pack,
    /// Names of facts and kinds.
    pub library: &'a Library,
    /// The product, with one line at most that has facts of its own.
    pub product: &'a Product,
    /// What scope said.
    pub result: &'a SchemeResult,
    /// Every entry with the reason why it does not describe the product; empty where goods are released.
    pub rules: &'a [EntryResult],
    /// Facts that were assumed, with their values.
    pub assumed: &'a [(String, String)],
    /// The day on which it is made out.
    pub today: Date,
}

/// A piece of the letter; every text stands in both languages.
enum Block {
    Heading(Text),
    Paragraph(Text),
    /// Label and value.
    Fields(Vec<(Text, Text)>),
    Table(Vec<Text>, Vec<Vec<Text>>),
    List(Vec<Text>),
    /// Lines to be filled in by hand.
    Blanks(Vec<Text>),
}

/// As a page for A4 that needs nothing else.
#[must_use]
pub fn html(statement: &Statement<'_>) -> String {
    let mut page = Html::new(Lang::Zh);
    page.raw("<!doctype html>\n<html lang=\"zh-Hans\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
    let title = &statement.letter.title;
    page.raw(&escape(&format!("{} {} - {}", title.zh, title.en, statement.product.name))).raw("</title>\n<style>");
    page.raw(&html::stylesheet()).raw(include_str!("../assets/letter.css")).raw("</style>\n</head>\n<body>\n");
    page.wrap("main id=\"main\" class=\"letter\"", |h| {
        h.wrap("h1", |h| both(h, title));
        for block in blocks(statement) {
            html_block(h, &block);
        }
    });
    page.raw("</body>\n</html>\n");
    page.done()
}

/// For the terminal or a mail.
#[must_use]
pub fn text(statement: &Statement<'_>, style: &Style<'_>) -> String {
    let mut out = String::new();
    let title = &statement.letter.title;
    out.push_str(&format!("{}\n{}\n", title.zh, title.en));
    for block in blocks(statement) {
        text_block(&mut out, &block, style.width);
    }
    out
}

/// The blocks, in the order of the letter.
fn blocks(s: &Statement<'_>) -> Vec<Block> {
    let mut all = vec![Block::Fields(parties(s))];
    all.push(heading("Goods", "货物"));
    all.push(Block::Fields(goods(s)));
    all.push(heading("Declaration", "声明"));
    all.push(Block::Paragraph(s.letter.says.clone()));
    all.push(heading("Facts on which it rests", "所依据的事实"));
    all.push(facts(s));
    if !s.letter.enclosures.is_empty() {
        all.push(heading("Enclosures that are asked for", "通常要求随附的材料"));
        all.push(Block::List(s.letter.enclosures.iter().map(enclosure).collect()));
    }
    all.push(heading("Basis", "审查依据"));
    all.push(Block::Fields(basis(s)));
    let head = |en, zh| Text::new(en, zh);
    all.push(Block::Blanks(vec![
        head("Place and date", "地点、日期"),
        head("Name and function", "姓名、职务"),
        head("Signature and stamp", "签字、盖章"),
    ]));
    all.push(Block::Paragraph(head(
        "This statement is made by the firm named above, which alone answers for the facts in it. No authority and no certification body issued it.",
        "本声明由上述单位自行作出，并由其对所述事实负责；不是主管部门或认证机构出具的文件。",
    )));
    all.extend(annex(s));
    all
}

/// The reasons rule by rule, and the texts they rest on.
fn annex(s: &Statement<'_>) -> Vec<Block> {
    let mut all = Vec::new();
    let cites = numbered(s);
    if s.rules.is_empty() {
        all.push(heading("Annex: why the goods are released", "附件：无需或免予办理的理由"));
    } else {
        all.push(heading("Annex: rule by rule", "附件：逐条理由"));
        all.push(Block::Paragraph(Text::new(
            format!("{} entries were compared with the facts above; none describes the goods.", s.rules.len()),
            format!("已将上述事实与 {} 个条目逐一比对，均不包括该货物。", s.rules.len()),
        )));
    }
    let columns = [("Entry", "条目"), ("Reason", "理由"), ("Text", "依据")].map(|(en, zh)| Text::new(en, zh));
    all.push(Block::Table(columns.to_vec(), rules(s, &cites)));
    all.push(heading("Texts", "依据文件"));
    all.push(Block::List(cites.iter().enumerate().map(|(i, c)| source(s, i, c)).collect()));
    all
}

fn heading(en: &str, zh: &str) -> Block {
    Block::Heading(Text::new(en, zh))
}

/// Who declares: the importer, else whoever of the parties applies, holds or makes.
fn parties(s: &Statement<'_>) -> Vec<(Text, Text)> {
    let order = ["importer", "applicant", "holder", "manufacturer", "agent"];
    let declarant = order.iter().find_map(|role| s.product.parties.iter().find(|p| p.role == *role));
    let blank = Text::same("________________________");
    let mut fields = vec![(
        Text::new("Declared by", "声明单位"),
        declarant.map_or(blank, |p| with_country(&p.name, p.country.as_deref())),
    )];
    let makers = s.product.parties.iter().filter(|p| p.role == "manufacturer");
    fields.extend(
        makers.map(|p| (Text::new("Manufacturer", "生产者（制造商）"), with_country(&p.name, p.country.as_deref()))),
    );
    let factories = s.product.factories.iter();
    fields.extend(factories.map(|f| (Text::new("Factory", "生产企业"), with_country(&f.name, Some(&f.country)))));
    fields
}

fn with_country(name: &Text, country: Option<&str>) -> Text {
    match country {
        Some(code) if !code.is_empty() => Text::new(format!("{} ({code})", name.en), format!("{}（{code}）", name.zh)),
        _ => name.clone(),
    }
}

fn goods(s: &Statement<'_>) -> Vec<(Text, Text)> {
    let product = s.product;
    let mut fields = vec![(Text::new("Name", "名称"), Text::same(product.name.clone()))];
    if let Some(kind) = product.kind.as_deref().and_then(|k| s.library.common.kinds.get(k)) {
        fields.push((Text::new("Kind of product", "产品种类"), kind.name.clone()));
    }
    let models: Vec<String> = product
        .lines
        .iter()
        .map(|l| l.brand.as_ref().map_or_else(|| l.model.clone(), |brand| format!("{brand} {}", l.model)))
        .collect();
    if !models.is_empty() {
        fields.push((Text::new("Models", "型号"), Text::new(models.join(", "), models.join("、"))));
    }
    for (label, value) in
        [(Text::new("Customs code", "商品编号"), product.customs_code()), (Text::same("GTIN"), product.gtin.clone())]
    {
        fields.extend(value.iter().map(|v| (label.clone(), Text::same(v.clone()))));
    }
    let market = s.library.common.markets.name(&s.result.market).cloned();
    fields.push((
        Text::new("Country of sale", "销售国家"),
        market.unwrap_or_else(|| Text::same(s.result.market.clone())),
    ));
    let role = words::date_role(s.result.governed_by).text();
    fields.push((
        Text::new("Date that decides", "判定日期"),
        Text::new(format!("{} ({})", s.result.on, role.en), format!("{}（{}）", s.result.on, role.zh)),
    ));
    fields
}

/// The facts that reasons read, and who said so.
fn facts(s: &Statement<'_>) -> Block {
    let mut read: BTreeMap<&str, &str> = BTreeMap::new();
    for entry in s.rules.iter().chain(&s.result.entries) {
        read.extend(entry.reasons.iter().flat_map(|r| &r.read).map(|(f, v)| (&**f, &**v)));
    }
    let rows = read.into_iter().map(|(fact, value)| {
        let name = match s.library.common.facts.get(fact) {
            Some(f) => f.name.clone(),
            None => Text::new("kind of product", "产品种类"),
        };
        vec![name, shown(s.library, fact, value), said_by(s, fact)]
    });
    let head = vec![Text::new("Fact", "事实"), Text::new("Value", "内容"), Text::new("From", "来源")];
    Block::Table(head, rows.collect())
}

/// A value in words: choices and kinds by their names.
fn shown(library: &Library, fact: &str, value: &str) -> Text {
    let names = |pick: &dyn Fn(&str) -> Option<Text>| {
        let parts: Vec<Text> = value.split(", ").map(|w| pick(w).unwrap_or_else(|| Text::same(w.to_owned()))).collect();
        let join = |lang, between: &str| parts.iter().map(|t| t.get(lang)).collect::<Vec<_>>().join(between);
        Text::new(join(Lang::En, ", "), join(Lang::Zh, "、"))
    };
    match library.common.facts.get(fact).map(|f| &f.kind) {
        None => names(&|w| library.common.kinds.get(w).map(|k| k.name.clone())),
        Some(FactType::Choice(choices) | FactType::List(choices)) => {
            names(&|w| choices.iter().find(|c| c.id == w).map(|c| c.name.clone()))
        }
        Some(FactType::Bool) if value == "true" => Text::new("yes", "是"),
        Some(FactType::Bool) => Text::new("no", "否"),
        Some(_) => Text::same(value.to_owned()),
    }
}

fn said_by(s: &Statement<'_>, fact: &str) -> Text {
    if fact == "kind" {
        return Text::new("stated", "申报");
    }
    let line = s.product.lines.iter().find_map(|l| l.facts.get(fact));
    match line.or_else(|| s.product.facts.get(fact)) {
        Some(answer) => {
            let who: Vec<&str> = [&answer.by, &answer.from].into_iter().flatten().map(String::as_str).collect();
            if who.is_empty() { Text::new("stated", "申报") } else { Text::same(who.join(", ")) }
        }
        None if s.assumed.iter().any(|(f, _)| f == fact) => {
            Text::new("usual case; confirmed by signing", "按通常情况，签字即确认")
        }
        None => Text::new("by the kind of product", "由产品种类决定"),
    }
}

/// The citations of all reasons, each once, in the order of the rules.
fn numbered(s: &Statement<'_>) -> Vec<Cite> {
    let mut found: Vec<Cite> = Vec::new();
    let mut seen = BTreeSet::new();
    let reasons = s.result.entries.iter().chain(s.rules).flat_map(|e| &e.reasons).flat_map(|r| r.cites.iter());
    for cite in reasons.chain(&s.letter.cites).chain(s.letter.enclosures.iter().flat_map(|e| &e.cites)) {
        if seen.insert(cite.source.clone()) {
            found.push(cite.clone());
        }
    }
    found
}

fn rules(s: &Statement<'_>, cites: &[Cite]) -> Vec<Vec<Text>> {
    let nearest = s.result.entries.iter();
    // The nearest first, with every reason; then all others with the first one.
    let near: BTreeSet<&str> = s.result.entries.iter().map(|e| e.id.as_str()).collect();
    let whole =
        nearest.filter(|e| s.rules.is_empty() || s.rules.iter().any(|r| r.id == e.id) || e.id != s.result.scheme);
    let others = s.rules.iter().filter(|e| !near.contains(e.id.as_str()));
    let row = |entry: &EntryResult, most: usize| {
        let reasons = entry.reasons.iter().take(most);
        let says: Vec<&Text> = reasons.clone().map(|r| &*r.says).collect();
        let join = |lang, between: &str| says.iter().map(|t| t.get(lang)).collect::<Vec<_>>().join(between);
        let numbers: BTreeSet<usize> = reasons
            .flat_map(|r| r.cites.iter())
            .filter_map(|c| cites.iter().position(|known| known.source == c.source))
            .map(|i| i + 1)
            .collect();
        let numbers: Vec<String> = numbers.iter().map(|n| format!("[{n}]")).collect();
        let name = Text::new(format!("{} {}", entry.id, entry.title.en), format!("{} {}", entry.id, entry.title.zh));
        vec![name, Text::new(join(Lang::En, "; "), join(Lang::Zh, "；")), Text::same(numbers.join(" "))]
    };
    whole.map(|e| row(e, 9)).chain(others.map(|e| row(e, 1))).collect()
}

fn source(s: &Statement<'_>, index: usize, cite: &Cite) -> Text {
    let number = index + 1;
    let founded = |lang| words::confidence(cite.status).get(lang);
    match s.pack.sources.get(&cite.source) {
        Some(source) => {
            let link = source.link.as_deref().filter(|l| is_web_link(l)).map(|l| format!(" {l}")).unwrap_or_default();
            let checked = cite.checked.map(|d| d.to_string()).unwrap_or_default();
            Text::new(
                format!("[{number}] {}, {} ({}; {checked}){link}", source.number, source.title.en, founded(Lang::En)),
                format!("[{number}] {}，{}（{}；{checked}）", source.number, source.title.zh, founded(Lang::Zh)),
            )
        }
        None => Text::same(format!("[{number}] {}", cite.source)),
    }
}

fn enclosure(e: &certmap_pack::Enclosure) -> Text {
    match &e.says {
        Some(says) => Text::new(format!("{}: {}", e.title.en, says.en), format!("{}：{}", e.title.zh, says.zh)),
        None => e.title.clone(),
    }
}

fn basis(s: &Statement<'_>) -> Vec<(Text, Text)> {
    let confidence = words::confidence(s.result.confidence).text();
    vec![
        (Text::new("Scheme", "制度"), s.result.title.clone()),
        (Text::new("Confidence of the rules", "规则可靠程度"), confidence),
        (Text::new("Rules", "规则包"), Text::same(format!("{} {}", s.pack.id, s.pack.version))),
        (Text::new("Digest (SHA-256)", "摘要（SHA-256）"), Text::same(s.pack.digest.clone())),
        (Text::new("Made out on", "出具日期"), Text::same(s.today.to_string())),
    ]
}

/// Chinese first, English under it; once where both are the same.
fn both(h: &mut Html, text: &Text) {
    if text.en == text.zh {
        h.text(&text.zh);
        return;
    }
    h.el("span lang=\"zh-Hans\"", &text.zh).raw(" ").el("span lang=\"en\"", &text.en);
}

fn html_block(h: &mut Html, block: &Block) {
    match block {
        Block::Heading(text) => each(h, "h2", std::slice::from_ref(text)),
        Block::Paragraph(text) => each(h, "p", std::slice::from_ref(text)),
        Block::Fields(fields) => {
            h.wrap("dl class=\"kv\"", |h| {
                for (label, value) in fields {
                    each(h, "dt", std::slice::from_ref(label));
                    each(h, "dd", std::slice::from_ref(value));
                }
            });
        }
        Block::Table(head, rows) => {
            h.wrap("table", |h| {
                h.wrap("thead", |h| {
                    h.wrap("tr", |h| each(h, "th scope=\"col\"", head));
                });
                h.wrap("tbody", |h| {
                    for row in rows {
                        h.wrap("tr", |h| each(h, "td", row));
                    }
                });
            });
        }
        Block::List(items) => {
            h.wrap("ul class=\"plain\"", |h| each(h, "li", items));
        }
        Block::Blanks(labels) => {
            h.wrap("dl class=\"sign\"", |h| {
                for label in labels {
                    h.wrap("div", |h| {
                        each(h, "dt", std::slice::from_ref(label));
                        h.el("dd", "");
                    });
                }
            });
        }
    }
}

/// An element for every text.
fn each(h: &mut Html, tag: &str, texts: &[Text]) {
    for text in texts {
        h.wrap(tag, |h| both(h, text));
    }
}

fn text_block(out: &mut String, block: &Block, columns: usize) {
    match block {
        Block::Heading(text) => {
            out.push('\n');
            lines(out, columns, "", text);
        }
        Block::Paragraph(text) => lines(out, columns, "", text),
        Block::Fields(fields) => fields.iter().for_each(|(label, value)| {
            let text = Text::new(format!("{}: {}", label.en, value.en), format!("{}：{}", label.zh, value.zh));
            lines(out, columns, "  ", &text);
        }),
        Block::Table(_, rows) => {
            for row in rows {
                let join =
                    |lang| row.iter().map(|t| t.get(lang)).filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" | ");
                lines(out, columns, "  - ", &Text::new(join(Lang::En), join(Lang::Zh)));
            }
        }
        Block::List(items) => items.iter().for_each(|t| lines(out, columns, "  - ", t)),
        Block::Blanks(labels) => labels.iter().for_each(|label| {
            out.push('\n');
            lines(out, columns, "  ", &Text::same(format!("{} {}: ________________________", label.zh, label.en)));
        }),
    }
}

/// Chinese, then English, each wrapped and hung under the first column.
fn lines(out: &mut String, columns: usize, first: &str, text: &Text) {
    let both = [text.zh.as_str(), text.en.as_str()];
    let room = columns.saturating_sub(width::of(first));
    let mut lead = first.to_owned();
    for line in both.iter().take(if text.en == text.zh { 1 } else { 2 }) {
        for part in width::wrap(line, room) {
            out.push_str(format!("{lead}{part}").trim_end());
            out.push('\n');
            lead = " ".repeat(width::of(first));
        }
    }
}
