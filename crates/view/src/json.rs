//! The JSON contract that other programs read: field names and their order are fixed.
//!
//! Beyond the contract these fields are given: in a scope result `assumed` (values taken because nobody said otherwise)
//! `decided`, and `ahead` (ends of papers, inspections and mandates that concern none of the results); in a result, after the contract's own fields, `title`, `pack`, `possible` (outcomes that may still come
//! out), `fulfil_before`, `says`; in an entry `standards`; in a reason `confidence`; in a route `title`, `procedure`,
//! `attestation`, `notified_body`; in a requirement `title`, `needs`, `reasons`; in a change ahead `deadline`, `cites`,
//! `kind`, `of`, `act`;
//! in a question `help`, `concerns`, `effort`, `decisive`.
//!
//! In a plan: of a shipment `verdict`, `earliest`, `slack_days`, `events`, `binding`; of a step `title`, `of`, `per`,
//! `clock`, `lasts`, `basis`, `status`, `conditional`, `if_in`, `done`; of a fee and a total `amount` is the greatest
//! amount, `amount_min` the least; then `earliest_shipment_cautious`, `bookings`, `schemes`, `open`, `if_out`,
//! `documents`, `totals_if_in`, `total`, `past`, `assumptions`, `warnings`.
//!
//! A date is `YYYY-MM-DD`, a text an object with `en` and `zh`, what is not known is `null`.

use crate::words::tri_word;
use certmap_base::{Cite, Date, Text};
use certmap_scope::{Ahead, EntryResult, Question, Reason, RequirementResult, SchemeResult, ScopeResult};
use serde_json::{Map, Value, json};

pub use crate::json_plan::plan;

/// One scope result, an object.
#[must_use]
pub fn scope(result: &ScopeResult) -> Value {
    json!({
        "product": result.product,
        "packs": result.packs.iter().map(|p| json!({"id": p.id, "version": p.version, "digest": p.digest})).collect::<Vec<_>>(),
        "results": result.results.iter().map(scheme).collect::<Vec<_>>(),
        "questions": result.questions.iter().map(question).collect::<Vec<_>>(),
        "not_looked_at": result.not_looked_at.iter().map(|(id, _)| id).collect::<Vec<_>>(),
        "assumed": pairs(&result.assumed),
        "decided": result.is_decided(),
        "ahead": result.ahead.iter().map(ahead).collect::<Vec<_>>(),
    })
}

pub(crate) fn text(text: &Text) -> Value {
    json!({"en": text.en, "zh": text.zh})
}

pub(crate) fn date(date: Option<Date>) -> Value {
    date.map_or(Value::Null, |d| Value::String(d.to_string()))
}

fn pairs<S: AsRef<str>>(pairs: &[(S, S)]) -> Value {
    let one = |(k, v): &(S, S)| (k.as_ref().to_owned(), Value::from(v.as_ref()));
    let map: Map<String, Value> = pairs.iter().map(one).collect();
    Value::Object(map)
}

pub(crate) fn cites(cites: &[Cite]) -> Vec<Value> {
    cites
        .iter()
        .map(|c| json!({"source": c.source, "at": c.at, "status": c.status.word(), "checked": date(c.checked)}))
        .collect()
}

fn scheme(r: &SchemeResult) -> Value {
    let routes: Vec<Value> = r
        .routes
        .iter()
        .map(|route| {
            json!({"id": route.id, "open": tri_word(route.open), "title": text(&route.title), "procedure": route.procedure,
                "attestation": route.attestation.word(), "notified_body": route.notified_body})
        })
        .collect();
    let units: Vec<Value> =
        r.units.iter().map(|u| json!({"id": u.id, "lines": u.lines, "split_by": pairs(&u.split_by)})).collect();
    let held: Vec<Value> =
        r.held.iter().map(|h| json!({"paper": h.paper, "counts": tri_word(h.counts), "why": text(&h.why)})).collect();
    json!({
        "market": r.market,
        "via": r.via,
        "scheme": r.scheme,
        "outcome": r.outcome.word(),
        "phase": r.phase.map(certmap_pack::PhaseKind::word),
        "binding": r.binding.word(),
        "attestation": r.attestation.word(),
        "demanded_by": r.demanded_by.word(),
        "on": r.on.to_string(),
        "governed_by": r.governed_by.word(),
        "confidence": r.confidence.word(),
        "displaced_by": r.displaced_by,
        "routes": routes,
        "entries": r.entries.iter().map(entry).collect::<Vec<_>>(),
        "requirements": r.requirements.iter().map(requirement).collect::<Vec<_>>(),
        "units": units,
        "held": held,
        "needs": r.needs,
        "ahead": r.ahead.iter().map(ahead).collect::<Vec<_>>(),
        "title": text(&r.title),
        "pack": r.pack,
        "possible": r.possible.iter().map(|o| o.word()).collect::<Vec<_>>(),
        "fulfil_before": r.fulfil_before.word(),
        "says": r.says.as_ref().map(text),
    })
}

pub(crate) fn ahead(a: &Ahead) -> Value {
    json!({"on": a.on.to_string(), "what": text(&a.what), "deadline": date(a.deadline), "cites": cites(&a.cites),
        "kind": a.kind.word(), "of": a.of, "act": a.act.as_ref().map(text)})
}

fn entry(e: &EntryResult) -> Value {
    json!({
        "id": e.id,
        "title": text(&e.title),
        "outcome": e.outcome.word(),
        "main": e.main,
        "reasons": e.reasons.iter().map(reason).collect::<Vec<_>>(),
        "standards": &*e.standards,
    })
}

fn reason(r: &Reason) -> Value {
    json!({"rule": r.rule, "says": text(&r.says), "read": pairs(&r.read), "cites": cites(&r.cites), "confidence": r.confidence.word()})
}

fn requirement(r: &RequirementResult) -> Value {
    json!({
        "id": r.id,
        "outcome": r.outcome.word(),
        "evidence": r.evidence.word(),
        "excluded_by": r.excluded_by,
        "title": text(&r.title),
        "needs": r.needs,
        "reasons": r.reasons.iter().map(reason).collect::<Vec<_>>(),
    })
}

fn question(q: &Question) -> Value {
    json!({
        "fact": q.fact,
        "ask": text(&q.ask),
        "settles": q.settles,
        "help": q.help.as_ref().map(text),
        "concerns": q.concerns,
        "effort": q.effort,
        "decisive": q.decisive,
    })
}
