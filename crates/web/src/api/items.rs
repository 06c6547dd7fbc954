//! Lists of items and single items.

use crate::ask::{Answer, Ask};
use crate::list;
use crate::reply::Reply;
use certmap_app::{AppError, Cursor, Item, ItemKind, ItemQuery, of_organisation};
use serde_json::{Value, json};

/// Most items of an answer.
const LIMIT_MAX: u32 = 200;

/// Words in the address.
pub(crate) const QUERY: &[(&str, &str, &str)] = &[
    ("q", "words that stand in the title or beside it", "标题或相关字段中包含的词"),
    ("state", "state, may stand several times", "状态，可重复"),
    ("scheme", "id of a scheme", "认证制度编号"),
    ("market", "code of a market", "市场代码"),
    ("turn", "whose turn it is: body, applicant, nobody", "待处理方：body、applicant、nobody"),
    ("due", "due on this day or before, as 2027-01-31", "到期日不晚于，例如 2027-01-31"),
    ("sort", "changed, title or due", "排序：changed、title、due"),
    ("after", "next of the answer before", "上一页的 next 值"),
    ("limit", "1 to 200; 50 if nothing is said", "1至200，默认50"),
];

fn item(i: &Item) -> Value {
    json!({
        "kind": i.kind.word(),
        "id": i.id,
        "version": i.version,
        "title": i.title,
        "state": i.state,
        "scheme": i.scheme,
        "market": i.market,
        "turn": i.turn,
        "due": i.due.map(|d| d.to_string()),
        "changed": i.changed.to_string(),
        "data": serde_json::from_str::<Value>(&i.data).ok().filter(Value::is_object).unwrap_or_else(|| json!({})),
    })
}

/// A page of a list. A word that means nothing is refused, so that no program takes a wrong list for the right one.
pub(crate) fn list(ask: &Ask, kind: ItemKind) -> Answer {
    for (name, value) in ask.query.iter() {
        let known = QUERY.iter().any(|(n, ..)| *n == name);
        let limit = || value.parse::<u32>().is_ok_and(|n| (1..=LIMIT_MAX).contains(&n));
        let good = match name {
            _ if value.is_empty() => known,
            "after" => Cursor::parse(value).is_some(),
            "limit" => limit(),
            "due" => certmap_base::Date::parse(value).is_ok(),
            "sort" => certmap_app::Sort::parse(value).is_some(),
            "turn" => ["body", "applicant", "nobody"].contains(&value),
            "state" => crate::words::states(kind).iter().any(|(w, ..)| *w == value),
            _ => known,
        };
        if !good {
            return Err(AppError::field(
                if known { name } else { "" },
                "the address asks for something that does not exist; look at /api for what it may ask",
                "请求参数无效，请参阅 /api 中的说明",
            ));
        }
    }
    let links = vec![of_organisation(ask.actor()?.organisation_id())];
    let limit = ask.query.get("limit").parse().unwrap_or(50);
    let query = ItemQuery { limit, ..list::query(kind, links, &ask.query) };
    let found = ask.app().store.items(&query)?;
    Ok(Reply::json(&json!({
        "items": found.items.iter().map(item).collect::<Vec<_>>(),
        "total": found.total,
        "next": found.next.map(|n| n.to_string()),
    })))
}

/// A single item, with its version as ETag.
pub(crate) fn one(ask: &Ask, kind: ItemKind) -> Answer {
    let found = ask.app().store.item(kind, ask.part("id"))?.ok_or_else(crate::access::nothing_here)?;
    let tag = format!("\"{}\"", found.version);
    if ask.header("if-none-match") == tag {
        return Ok(Reply::default().status(304).header("etag", tag));
    }
    Ok(Reply::json(&item(&found)).header("etag", tag))
}
