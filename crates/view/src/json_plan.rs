//! The plan in the JSON contract.

use crate::json::{date, text};
use certmap_base::Exact;
use certmap_pack::Duration;
use certmap_plan::{Charge, Cliff, Plan, PlanStep, Probability, SchemeState, ShipPlan, Total, Variant};
use serde_json::{Value, json};

/// A plan, an object.
#[must_use]
pub fn plan(plan: &Plan) -> Value {
    let mut object = json!({
        "product": plan.product,
        "today": plan.today.to_string(),
        "ship": plan.ships.iter().map(ship).collect::<Vec<_>>(),
        "verdict": plan.verdict.word(),
        "earliest_shipment": date(plan.earliest_shipment),
        "decide_by": date(plan.decide_by),
        "book_by": date(plan.book_by),
        "last_safe_start": date(plan.last_safe_start),
        "probability": plan.probability.as_ref().map(probability),
        "steps": plan.steps.iter().map(step).collect::<Vec<_>>(),
        "variants": plan.variants.iter().map(variant).collect::<Vec<_>>(),
        "cliffs": plan.cliffs.iter().map(cliff).collect::<Vec<_>>(),
        "totals": plan.totals.iter().map(total).collect::<Vec<_>>(),
    });
    if let (Value::Object(all), Value::Object(more)) = (&mut object, more(plan)) {
        all.extend(more);
    }
    object
}

/// Fields beyond the contract.
fn more(plan: &Plan) -> Value {
    let bookings = plan.bookings.iter().map(|b| json!({"step": b.step, "what": text(&b.what), "by": b.by.to_string()}));
    let open = plan
        .open
        .iter()
        .map(|o| json!({"scheme": o.scheme, "markets": o.markets, "needs": o.needs, "answer_by": date(o.answer_by)}));
    let if_out = plan.if_out.as_ref().map(|b| {
        json!({"verdict": b.verdict.word(), "earliest_shipment": date(b.earliest_shipment), "decide_by": date(b.decide_by)})
    });
    let documents = plan.documents.iter().map(|d| {
        json!({"id": d.id, "scheme": d.scheme, "title": text(&d.title), "by": d.by.word(), "language": d.language, "for_steps": d.for_steps,
            "needed_by": d.needed_by.to_string(), "usable_from": d.usable_from.to_string(), "conditional": d.conditional})
    });
    let past = plan.past.iter().map(|p| {
        json!({"ship": p.ship, "market": p.market, "date": p.date.to_string(), "binds": p.binds.iter().map(text).collect::<Vec<_>>(),
            "earliest_release": date(p.earliest_release), "can_do": p.can_do.iter().map(text).collect::<Vec<_>>()})
    });
    let warnings = plan.warnings.iter().map(|w| json!({"kind": w.kind.word(), "of": w.of, "says": text(&w.says)}));
    json!({
        "earliest_shipment_cautious": date(plan.earliest_shipment_cautious),
        "bookings": bookings.collect::<Vec<_>>(),
        "schemes": schemes(plan),
        "open": open.collect::<Vec<_>>(),
        "if_out": if_out,
        "documents": documents.collect::<Vec<_>>(),
        "totals_if_in": plan.totals_if_in.iter().map(total).collect::<Vec<_>>(),
        "total": plan.total.as_ref().map(total),
        "past": past.collect::<Vec<_>>(),
        "assumptions": plan.assumptions.iter().map(text).collect::<Vec<_>>(),
        "warnings": warnings.collect::<Vec<_>>(),
    })
}

fn schemes(plan: &Plan) -> Vec<Value> {
    plan.schemes
        .iter()
        .map(|s| {
            json!({"scheme": s.scheme, "markets": s.markets, "title": text(&s.title), "procedure": s.procedure, "route": s.route,
                "state": state(s.state), "fulfil_before": s.fulfil_before.word(), "fulfilled_on": date(s.fulfilled_on),
                "confidence": s.confidence.word()})
        })
        .collect()
}

fn state(state: SchemeState) -> &'static str {
    match state {
        SchemeState::Planned => "planned",
        SchemeState::IfIn => "if_in",
        SchemeState::Held => "held",
        SchemeState::NotNeeded => "not_needed",
        SchemeState::NotPlanned => "not_planned",
        SchemeState::Banned => "banned",
    }
}

/// A number of JSON; whole numbers without a point.
fn number(exact: Exact) -> Value {
    let word = exact.to_string();
    match (word.parse::<i64>(), word.parse::<f64>().ok().and_then(serde_json::Number::from_f64)) {
        (Ok(whole), _) => Value::from(whole),
        (_, Some(n)) => Value::Number(n),
        _ => Value::String(word),
    }
}

fn ship(s: &ShipPlan) -> Value {
    let events: serde_json::Map<String, Value> =
        s.events.iter().map(|(e, d)| (e.word().to_owned(), Value::String(d.to_string()))).collect();
    json!({"market": s.market, "date": date(s.date), "verdict": s.verdict.word(), "earliest": date(s.earliest), "slack_days": s.slack_days,
        "events": events, "binding": s.binding})
}

fn probability(p: &Probability) -> Value {
    let curve: Vec<Value> =
        p.curve.iter().map(|c| json!({"date": c.date.to_string(), "probability": c.probability})).collect();
    let ships: Vec<Value> = p.ships.iter().map(|s| json!({"ship": s.ship, "on_time": s.on_time})).collect();
    json!({"on_time": p.on_time, "seed": p.seed, "assumptions": p.assumptions.iter().map(text).collect::<Vec<_>>(), "samples": p.samples,
        "ships": ships, "curve": curve})
}

fn length(d: Duration) -> Value {
    json!({"days": d.days, "working": d.working})
}

fn step(s: &PlanStep) -> Value {
    let [min, usual, max] = s.lasts;
    json!({
        "id": s.id,
        "scheme": s.scheme,
        "market": s.market,
        "kind": s.kind.word(),
        "behaviour": s.behaviour.map(certmap_pack::Behaviour::word),
        "by": s.by.word(),
        "start": s.start.to_string(),
        "finish": s.finish.to_string(),
        "latest_start": s.latest_start.to_string(),
        "latest_finish": s.latest_finish.to_string(),
        "slack_days": s.slack_days,
        "critical": s.critical,
        "calendar": s.calendar,
        "after": s.after,
        "shared_by": s.shared_by,
        "documents": s.documents,
        "fees": s.fees.iter().map(fee).collect::<Vec<_>>(),
        "why": text(&s.why),
        "title": text(&s.title),
        "of": s.of,
        "per": s.per.word(),
        "clock": s.clock.word(),
        "lasts": {"min": length(min), "usual": length(usual), "max": length(max)},
        "needs": s.missing.iter().map(|m| m.fact.as_str()).collect::<Vec<_>>(),
        "basis": if s.typed { "typed" } else { s.basis.word() },
        "status": s.status.word(),
        "conditional": s.conditional,
        "if_in": s.if_in,
        "done": s.done,
    })
}

fn fee(c: &Charge) -> Value {
    json!({"amount": number(c.max), "currency": c.currency, "basis": text(&c.basis), "amount_min": number(c.min), "id": c.id,
        "title": text(&c.title), "on": c.on.to_string(), "confidence": c.confidence.word(), "open": c.open,
        "needs": c.missing.iter().map(|m| m.fact.as_str()).collect::<Vec<_>>()})
}

fn total(t: &Total) -> Value {
    json!({"currency": t.currency, "amount": number(t.max), "amount_min": number(t.min), "complete": t.complete})
}

fn variant(v: &Variant) -> Value {
    json!({"kind": v.kind.word(), "title": text(&v.title), "says": text(&v.says), "steps": v.steps, "days": v.days,
        "earliest_shipment": date(v.earliest_shipment), "verdict": v.verdict.word(), "cost": v.cost.iter().map(total).collect::<Vec<_>>()})
}

fn cliff(c: &Cliff) -> Value {
    let state = |s: &Option<(certmap_scope::Outcome, Option<String>)>| {
        s.as_ref().map(|(o, route)| json!({"outcome": o.word(), "route": route}))
    };
    json!({"on": c.on.to_string(), "scheme": c.scheme, "market": c.market, "governed_by": c.governed_by.word(), "before": state(&c.before),
        "after": state(&c.after), "passed": c.passed, "says": text(&c.says), "kind": c.kind.word(), "act": c.act.as_ref().map(text),
        "deadline": date(c.deadline), "cites": crate::json::cites(&c.cites)})
}
