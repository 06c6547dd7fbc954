//! What changes for a product within a time: the list of `certmap ahead`.

use crate::text::{Page, without_rules};
use crate::{Style, json, width, words};
use certmap_base::Date;
use certmap_scope::{Ahead, Outcome, SchemeResult, ScopeResult};
use serde_json::{Value, json};

/// The changes of all schemes by date, each with the result that it belongs to; none for what belongs to no scheme.
#[must_use]
pub fn changes(result: &ScopeResult) -> Vec<(Option<&SchemeResult>, &Ahead)> {
    let of_schemes = result.results.iter().flat_map(|r| r.ahead.iter().map(move |a| (Some(r), a)));
    let mut all: Vec<_> = of_schemes.chain(result.ahead.iter().map(|a| (None, a))).collect();
    all.sort_by_key(|(r, a)| (a.on, r.map(|r| (r.market.clone(), r.scheme.clone())), a.kind));
    all
}

/// What happens, what to do and by when, as one sentence.
#[must_use]
pub fn sentence(ahead: &Ahead, style: &Style<'_>) -> String {
    let mut text = style.text(&ahead.what).to_owned();
    if let Some(act) = &ahead.act {
        text.push_str(style.say("; ", "；"));
        text.push_str(style.text(act));
    }
    if let Some(day) = ahead.deadline {
        let day = words::day(day, style.lang);
        text.push_str(&style.aside(&format!("{} {day}", style.say("act by", "最晚办理"))));
    }
    text
}

/// The list for the terminal.
#[must_use]
pub fn text(result: &ScopeResult, from: Date, until: Date, style: &Style<'_>) -> String {
    let mut page = Page::new(*style);
    let days = [from, until].map(|d| words::day(d, style.lang));
    let [first, last] = &days;
    let head = match style.lang {
        certmap_base::Lang::En => format!("{}: changes from {first} until {last}", result.product),
        certmap_base::Lang::Zh => format!("{}：{first} 至 {last} 的变化", result.product),
    };
    page.heading(&head);
    let all = changes(result);
    if all.is_empty() {
        page.hang("  ", style.say("nothing that certmap knows of", "未发现已知变化"));
    }
    for (scheme, ahead) in all {
        let lead = format!("  {}", width::fit(&words::day(ahead.on, style.lang), 16));
        let title = scheme.map_or_else(
            || style.say("what is in hand", "已有文件").to_owned(),
            |r| format!("{} {} ({})", r.market, style.text(&r.title), r.scheme),
        );
        page.hang(&lead, &title);
        page.hang(&" ".repeat(18), style.text(&ahead.what));
        if let Some(act) = &ahead.act {
            page.field(18, style.say("to do", "应办"), style.text(act));
        }
        if let Some(day) = ahead.deadline {
            page.field(18, style.say("by", "最晚"), &words::day(day, style.lang));
        }
        for cite in ahead.cites.iter().take(2) {
            let pack = scheme.map_or("", |r| r.pack.as_str());
            let text = format!("{} ({})", style.cite(pack, cite), style.founded(cite));
            page.field(18, style.say("source", "来源"), &text);
        }
    }
    let unseen: Vec<&SchemeResult> = unseen(result).collect();
    if !unseen.is_empty() {
        page.gap();
        without_rules(&mut page, &unseen);
    }
    page.out
}

/// Schemes whose changes nobody can see, since certmap has no rules for them.
fn unseen(result: &ScopeResult) -> impl Iterator<Item = &SchemeResult> {
    result.results.iter().filter(|r| r.outcome == Outcome::NotCovered && r.pack.is_empty())
}

/// The list for programs.
#[must_use]
pub fn json(result: &ScopeResult, from: Date, until: Date) -> Value {
    let one = |(scheme, ahead): (Option<&SchemeResult>, &Ahead)| {
        let mut row = json::ahead(ahead);
        if let Some(row) = row.as_object_mut() {
            row.insert("market".to_owned(), json!(scheme.map(|r| &r.market)));
            row.insert("scheme".to_owned(), json!(scheme.map(|r| &r.scheme)));
            row.insert("title".to_owned(), json!(scheme.map(|r| json::text(&r.title))));
            row.insert("pack".to_owned(), json!(scheme.map(|r| &r.pack)));
        }
        row
    };
    json!({
        "product": result.product,
        "from": from.to_string(),
        "until": until.to_string(),
        "changes": changes(result).into_iter().map(one).collect::<Vec<_>>(),
        "not_covered": unseen(result).map(|r| json!({"market": r.market, "scheme": r.scheme})).collect::<Vec<_>>(),
    })
}
