//! The map of all products: products down, markets across, from the answers that are kept with each.

use super::show::badges;
use super::{kind_name, market_name};
use crate::ask::{Answer, Ask};
use crate::layout::{Layout, Tongue};
use crate::list::in_path;
use crate::reply::Reply;
use askama::Template;
use certmap_app::{Cursor, Item, ItemKind, ItemQuery, Sort, of_organisation};
use certmap_scope::Outcome;
use serde_json::Value;
use std::collections::BTreeSet;

const PAGE: u32 = 50;

/// A market of a product: badges, and how much is missing.
struct Cell {
    market: String,
    is_asked: bool,
    badges: Vec<(&'static str, &'static str, String)>,
    missing: String,
}

struct Row {
    href: String,
    title: String,
    kind: String,
    cells: Vec<Cell>,
}

#[derive(Template)]
#[template(path = "portfolio.html")]
struct PortfolioPage {
    layout: Layout,
    t: Tongue,
    text: String,
    market: String,
    outcome: String,
    state: String,
    outcomes: Vec<(&'static str, &'static str)>,
    states: Vec<(&'static str, String)>,
    choices: Vec<(String, String)>,
    markets: Vec<(String, String)>,
    rows: Vec<Row>,
    total: u64,
    first: String,
    next: String,
    is_filtered: bool,
}

fn query(ask: &Ask) -> Result<ItemQuery, certmap_app::AppError> {
    let mut links = vec![of_organisation(ask.actor()?.organisation_id()), "live".to_owned()];
    let market = ask.query.get("market").to_uppercase();
    let outcome = ask.query.get("outcome");
    match (market.as_str(), outcome) {
        ("", _) => {}
        (market, "") => links.push(format!("market:{market}")),
        (market, outcome) => links.push(format!("outcome:{market}:{outcome}")),
    }
    let states: Vec<String> = ask.query.some("state").into_iter().collect();
    Ok(ItemQuery {
        states,
        text: ask.query.get("q").chars().filter(|c| !c.is_control()).take(200).collect(),
        sort: Sort::Title,
        after: Cursor::parse(ask.query.get("after")),
        limit: PAGE,
        ..ItemQuery::new(ItemKind::Product, links)
    })
}

/// The page.
pub(super) fn page(ask: &Ask) -> Answer {
    let t = ask.t();
    let query = query(ask)?;
    let found = ask.app().store.items(&query)?;
    let all: Vec<(&Item, Value)> =
        found.items.iter().map(|i| (i, serde_json::from_str(&i.data).unwrap_or_default())).collect();
    let named = |data: &Value| -> Vec<String> {
        let list = data.get("markets").and_then(Value::as_array).into_iter().flatten();
        list.filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let markets: BTreeSet<String> = all.iter().flat_map(|(_, d)| named(d)).collect();
    let address = |changes: &[(&str, &str)]| format!("/products/map?{}", ask.query.with(changes));
    let next = found.next.as_ref().map(|n| address(&[("after", &n.to_string()), ("lang", "")]));
    let mut choices: Vec<(String, String)> =
        super::markets(ask).into_iter().map(|(c, n)| (c, t.of(&n).to_owned())).collect();
    choices.retain(|(c, _)| markets.contains(c) || *c == ask.query.get("market"));
    let states = crate::words::states(ItemKind::Product);
    let page = PortfolioPage {
        layout: Layout::new(ask, ask.route.title(ask.lang)),
        t,
        text: query.text.clone(),
        market: ask.query.get("market").to_owned(),
        outcome: ask.query.get("outcome").to_owned(),
        state: ask.query.get("state").to_owned(),
        outcomes: Outcome::ALL.iter().map(|o| (o.word(), certmap_view::words::outcome(*o).get(ask.lang))).collect(),
        states: states
            .iter()
            .filter(|(w, ..)| *w != "retired")
            .map(|(w, en, zh, _)| (*w, t.say(en, zh).to_owned()))
            .collect(),
        choices,
        markets: markets.iter().map(|m| (m.clone(), market_name(ask, m))).collect(),
        rows: all.iter().map(|(i, d)| row(ask, i, d, &markets)).collect(),
        total: found.total,
        first: if query.after.is_some() { address(&[("after", ""), ("lang", "")]) } else { String::new() },
        next: next.unwrap_or_default(),
        is_filtered: ["q", "market", "outcome", "state"].iter().any(|n| !ask.query.get(n).is_empty()),
    };
    Reply::page(&page)
}

fn row(ask: &Ask, item: &Item, data: &Value, markets: &BTreeSet<String>) -> Row {
    let cell = |market: &String| -> Option<Cell> {
        let of = data.get("summary")?.get(market)?;
        let outcomes = of.get("outcomes").and_then(Value::as_object)?;
        let counts: Vec<(&str, usize)> =
            outcomes.iter().map(|(w, s)| (w.as_str(), s.as_array().map_or(0, Vec::len))).collect();
        // What does not apply is quiet where anything else is to be said.
        let loud: Vec<(&str, usize)> =
            counts.iter().filter(|(w, _)| !matches!(*w, "out" | "no_longer")).copied().collect();
        let missing = of.get("missing").and_then(Value::as_array).map_or(0, Vec::len);
        let told = match missing {
            0 => String::new(),
            n => format!("{n}{}", ask.t().say(" missing", " 项缺少")),
        };
        let badges = badges(ask.lang, if loud.is_empty() { &counts } else { &loud });
        Some(Cell { market: market_name(ask, market), is_asked: true, badges, missing: told })
    };
    let none = |market: &String| Cell {
        market: market_name(ask, market),
        is_asked: false,
        badges: Vec::new(),
        missing: String::new(),
    };
    Row {
        href: format!("/products/{}", in_path(&item.id)),
        title: item.title.clone(),
        kind: data.get("kind").and_then(Value::as_str).map(|k| kind_name(ask, k)).unwrap_or_default(),
        cells: markets.iter().map(|m| cell(m).unwrap_or_else(|| none(m))).collect(),
    }
}
