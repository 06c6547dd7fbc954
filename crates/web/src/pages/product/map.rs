//! The certificate map of a product: lines down, markets across, a sheet for every country.

use super::{Head, base, head, market_name, studied, style};
use crate::access::nothing_here;
use crate::ask::{Answer, Ask};
use crate::layout::{Layout, Tongue};
use crate::reply::Reply;
use askama::Template;
use certmap_app::AppError;
use certmap_base::Date;
use certmap_scope::ScopeResult;
use certmap_view::{html, json, xlsx};

#[derive(Template)]
#[template(path = "product_map.html")]
struct MapPage {
    layout: Layout,
    t: Tongue,
    head: Head,
    base: String,
    on: String,
    market: String,
    markets: Vec<(String, String)>,
    questions: usize,
    sections: String,
    not_looked_at: String,
    assumed: Vec<String>,
    packs: Vec<(String, String)>,
}

fn results(ask: &Ask) -> Result<(certmap_app::Studied, Vec<ScopeResult>), AppError> {
    let found = studied(ask)?;
    let on = Date::parse(ask.query.get("on")).ok();
    let markets: Vec<String> = match ask.query.get("market") {
        "" => found.markets.clone(),
        one => found.markets.iter().filter(|m| *m == one).cloned().collect(),
    };
    let results = ask.app().law.scope(&found.product, &markets, on, ask.app().today());
    Ok((found, results))
}

/// The page.
pub(super) fn page(ask: &Ask) -> Answer {
    let (found, results) = match results(ask) {
        Err(AppError::Invalid(_)) => return Ok(Reply::see(format!("{}/file", base(ask)))),
        other => other?,
    };
    let t = ask.t();
    let style = style(ask);
    let first = results.first();
    let list: Vec<&str> = first.map(|r| r.not_looked_at.iter().map(|(_, n)| t.of(n)).collect()).unwrap_or_default();
    let fact = |id: &str| ask.app().fact(id).map_or_else(|| id.to_owned(), |f| t.of(&f.name).to_owned());
    let page = MapPage {
        layout: Layout::new(ask, t.say("Certificate map", "认证要求一览")),
        t,
        head: head(ask, &found, "/map"),
        base: base(ask),
        on: ask.query.get("on").to_owned(),
        market: ask.query.get("market").to_owned(),
        markets: found.markets.iter().map(|m| (m.clone(), market_name(ask, m))).collect(),
        questions: results.iter().map(|r| r.questions.iter().filter(|q| q.decisive).count()).max().unwrap_or(0),
        sections: html::map_sections(&results, &style),
        not_looked_at: list.join(t.say(", ", "、")),
        assumed: first
            .map(|r| r.assumed.iter().map(|(f, v)| format!("{} = {v}", fact(f))).collect())
            .unwrap_or_default(),
        packs: first
            .map(|r| {
                r.packs
                    .iter()
                    .map(|p| (p.id.clone(), format!("{} {}", p.version, p.digest.chars().take(12).collect::<String>())))
                    .collect()
            })
            .unwrap_or_default(),
    };
    Reply::page(&page)
}

/// The map as a file.
pub(super) fn file(ask: &Ask) -> Answer {
    let (found, results) = results(ask)?;
    let name = |end: &str| format!("{}-map.{end}", found.file.id);
    let style = style(ask);
    match ask.part("format") {
        "json" => {
            let all = serde_json::Value::Array(results.iter().map(json::scope).collect());
            Ok(Reply::file("application/json", &name("json"), all.to_string().into_bytes()))
        }
        "xlsx" => {
            let bytes = xlsx::map(&results, ask.app().today(), &style).map_err(super::plan::told)?;
            Ok(Reply::file(super::plan::XLSX, &name("xlsx"), bytes))
        }
        "html" => Ok(Reply::file("text/html; charset=utf-8", &name("html"), html::map(&results, &style).into_bytes())),
        _ => Err(nothing_here()),
    }
}
