//! What a change of packs changes: the list of `certmap pack diff`.

use crate::text::{Ink, Page};
use crate::{Style, json, words};
use certmap_base::{Lang, Text};
use certmap_scope::{Comparison, Difference, Extent, Family, Fate, Outcome};
use serde_json::{Value, json};

/// Names that are listed before "and so many more".
const NAMES_MAX: usize = 2;
/// Families that are listed before "and so many more".
const FAMILIES_MAX: usize = 12;

/// The list for the terminal.
#[must_use]
pub fn text(comparison: &Comparison, style: &Style<'_>) -> String {
    let mut page = Page::new(*style);
    if !comparison.rules.is_empty() {
        page.heading(style.say("Rules", "规则"));
        for r in &comparison.rules {
            let (en, zh) = match r.fate {
                Fate::New => ("new", "新增"),
                Fate::Changed => ("changed", "修改"),
                Fate::Gone => ("gone", "删除"),
            };
            let text = format!("{} {} {}{}{}", r.scheme, r.kind, r.id, style.say(": ", "："), style.text(&r.title));
            page.field(2, style.say(en, zh), &text);
        }
    }
    let mut last = None;
    for d in &comparison.differences {
        if last != Some(&d.scheme) {
            page.heading(&format!("{} ({})", style.text(&d.title), d.scheme));
            last = Some(&d.scheme);
        }
        difference(&mut page, d);
    }
    page.gap();
    let c = comparison;
    let (schemes, kinds, examples, found) = (c.schemes.len(), c.kinds, c.examples, c.differences.len());
    let today = words::day(c.today, style.lang);
    page.hang("", &match style.lang {
        Lang::En => format!(
            "{found} changes of outcomes from {today} on, for {kinds} kinds and {examples} worked examples, in {schemes} schemes compared"
        ),
        Lang::Zh => format!("自 {today} 起结论变化 {found} 处；比较了 {schemes} 项制度、{kinds} 种产品和 {examples} 个示例"),
    });
    page.out
}

fn difference(page: &mut Page<'_>, d: &Difference) {
    let style = page.style;
    let from = words::day(d.from, style.lang);
    let span = match (d.until.map(|u| words::day(u, style.lang)), style.lang) {
        (None, Lang::En) => format!("from {from}"),
        (Some(until), Lang::En) => format!("from {from} until before {until}"),
        (None, Lang::Zh) => format!("自 {from} 起"),
        (Some(until), Lang::Zh) => format!("自 {from} 起至 {until} 前"),
    };
    let turn = format!("{} -> {}", shown(&d.old, &style), shown(&d.new, &style));
    let by = if d.by.is_empty() {
        String::new()
    } else {
        format!("{}{}", style.say(", by ", "，依据 "), d.by.join(", "))
    };
    let line = page.ink(Ink::Bold, &span);
    page.hang("  ", &format!("{line}{}{turn}{by}", style.say(": ", "：")));
    for f in d.families.iter().take(FAMILIES_MAX) {
        page.hang("    - ", &family(f, &style));
    }
    let more = d.families.len().saturating_sub(FAMILIES_MAX);
    if more > 0 {
        page.hang(
            "    - ",
            &match style.lang {
                Lang::En => format!("and {more} more families; --format json lists them all"),
                Lang::Zh => format!("另有 {more} 类产品；--format json 列出全部"),
            },
        );
    }
    if !d.examples.is_empty() {
        let names = listed(&d.examples, &style);
        page.hang("    - ", &format!("{}{names}", style.say("worked examples: ", "示例：")));
    }
    for cite in d.cites.iter().take(1) {
        page.field(4, style.say("source", "来源"), &format!("{} ({})", style.cite(&d.pack, cite), style.founded(cite)));
    }
}

/// Possible outcomes in words.
fn shown(possible: &[Outcome], style: &Style<'_>) -> String {
    let word = |o: &Outcome| words::outcome(*o).get(style.lang);
    match possible {
        [] => style.say("not known", "无此制度").to_owned(),
        [one] => word(one).to_owned(),
        many => {
            let list: Vec<&str> = many.iter().map(word).collect();
            format!("{}{}", word(&Outcome::Unknown), style.aside(&list.join(style.say(" or ", "或"))))
        }
    }
}

/// The kinds that are meant, then the family they make up: `table fans, floor fans and 3 more: fans`.
fn family(f: &Family, style: &Style<'_>) -> String {
    let name = style.text(&f.name);
    let kinds: Vec<String> = f.kinds.iter().map(|(_, name): &(String, Text)| style.text(name).to_owned()).collect();
    match f.extent {
        Extent::Coarse => format!("{name}{}", style.aside(style.say("no more exact kind known", "未指明更具体种类"))),
        _ if kinds.is_empty() => name.to_owned(),
        Extent::Whole => format!("{}{}{name}", listed(&kinds, style), style.say(": all of ", "：全部")),
        Extent::Some => format!("{}{}{name}", listed(&kinds, style), style.say(": some of ", "：部分")),
    }
}

fn listed(names: &[String], style: &Style<'_>) -> String {
    let shown = names.iter().take(NAMES_MAX).cloned().collect::<Vec<_>>().join(style.say(", ", "、"));
    let more = names.len().saturating_sub(NAMES_MAX);
    match (more, style.lang) {
        (0, _) => shown,
        (n, Lang::En) => format!("{shown} and {n} more"),
        (n, Lang::Zh) => format!("{shown}等另有 {n} 种"),
    }
}

/// The list for programs.
#[must_use]
pub fn json(comparison: &Comparison) -> Value {
    let words = |list: &[Outcome]| list.iter().map(|o| o.word()).collect::<Vec<_>>();
    let kind = |id: &str, name: &Text| json!({"id": id, "name": json::text(name)});
    let family = |f: &Family| {
        let kinds: Vec<Value> = f.kinds.iter().map(|(id, name)| kind(id, name)).collect();
        json!({"id": f.id, "name": json::text(&f.name), "extent": f.extent.word(), "kinds": kinds})
    };
    let rules = comparison.rules.iter().map(|r| {
        json!({"scheme": r.scheme, "kind": r.kind, "id": r.id, "title": json::text(&r.title), "change": r.fate.word()})
    });
    let differences = comparison.differences.iter().map(|d| {
        json!({
            "scheme": d.scheme,
            "title": json::text(&d.title),
            "pack": d.pack,
            "from": d.from.to_string(),
            "until": json::date(d.until),
            "old": words(&d.old),
            "new": words(&d.new),
            "families": d.families.iter().map(family).collect::<Vec<_>>(),
            "examples": d.examples,
            "by": d.by,
            "cites": json::cites(&d.cites),
        })
    });
    json!({
        "today": comparison.today.to_string(),
        "schemes": comparison.schemes,
        "kinds": comparison.kinds,
        "examples": comparison.examples,
        "rules": rules.collect::<Vec<_>>(),
        "differences": differences.collect::<Vec<_>>(),
    })
}
