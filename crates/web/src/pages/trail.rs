//! The audit trail: who did or saw what, and when.

use crate::ask::{Answer, Ask};
use crate::layout::{Layout, Tongue};
use crate::reply::Reply;
use crate::words;
use askama::Template;
use certmap_app::{Trace, TraceQuery};
use std::collections::BTreeMap;

const PAGE: u32 = 100;

struct Row {
    at: String,
    person: String,
    person_id: String,
    organisation: String,
    action: String,
    said: String,
    object: String,
    outcome: String,
}

#[derive(Template)]
#[template(path = "trail.html")]
struct TrailPage {
    layout: Layout,
    t: Tongue,
    rows: Vec<Row>,
    person: String,
    organisation: String,
    object: String,
    is_operator: bool,
    is_filtered: bool,
    is_first: bool,
    first: String,
    next: String,
}

/// The trail, latest first.
pub(crate) fn show(ask: &Ask) -> Answer {
    let (actor, t) = (ask.actor()?, ask.t());
    let query = TraceQuery {
        person: ask.query.some("person"),
        organisation: ask.query.some("organisation"),
        object: ask.query.some("object"),
        before: ask.query.get("before").parse().ok(),
        limit: PAGE,
    };
    let found = ask.app().trail(actor, &query)?;
    let next = found.last().filter(|_| found.len() >= PAGE as usize).map(|(n, _)| n.to_string());
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    let mut rows = Vec::new();
    for (_, trace) in &found {
        if !trace.person.is_empty() && !names.contains_key(&trace.person) {
            let person = ask.app().person(&trace.person)?;
            names.insert(trace.person.clone(), t.of(&person.name).to_owned());
        }
        rows.push(row(t, trace, &names));
    }
    let path = |before: &str| format!("/trail?{}", ask.query.with(&[("before", before), ("lang", "")]));
    Reply::page(&TrailPage {
        layout: Layout::new(ask, t.say("Audit trail", "审计记录")),
        t,
        rows,
        is_filtered: query.person.is_some() || query.organisation.is_some() || query.object.is_some(),
        person: query.person.unwrap_or_default(),
        organisation: query.organisation.unwrap_or_default(),
        object: query.object.unwrap_or_default(),
        is_operator: actor.account.operator,
        is_first: query.before.is_none(),
        first: path(""),
        next: next.map(|n| path(&n)).unwrap_or_default(),
    })
}

fn row(t: Tongue, trace: &Trace, names: &BTreeMap<String, String>) -> Row {
    Row {
        at: trace.at.to_string().replace('T', " ").trim_end_matches('Z').to_owned(),
        person: names.get(&trace.person).cloned().unwrap_or_default(),
        person_id: trace.person.clone(),
        organisation: trace.organisation.clone(),
        said: t.line(&words::action(&trace.action)),
        action: trace.action.clone(),
        object: trace.object.clone(),
        outcome: t.of(&words::outcome(&trace.outcome)).to_owned(),
    }
}
