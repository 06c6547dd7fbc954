//! The plan of a product: what must happen when, what it costs, and what breaks when a shipment moves.

use super::{Head, base, head, market_name, style};
use crate::access::nothing_here;
use crate::ask::{Answer, Ask, Fields};
use crate::layout::{Layout, Tongue};
use crate::list::in_path;
use crate::reply::Reply;
use askama::Template;
use certmap_app::{AppError, PlanAsked, Planned, Studied};
use certmap_base::{Date, Exact, Fault};
use certmap_pack::Binding;
use certmap_plan::Rates;
use certmap_view::{html, ics, json, words, xlsx};

/// Type of a workbook.
pub(super) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// Samples of the simulation on a page.
const SAMPLES: u32 = 500;

/// A shipment on the form.
struct Ship {
    name: String,
    field: String,
    date: String,
}

/// What a changed date does to a shipment.
struct Change {
    market: String,
    before: String,
    after: String,
    is_worse: bool,
}

#[derive(Template)]
#[template(path = "product_plan.html")]
struct PlanPage {
    layout: Layout,
    t: Tongue,
    head: Head,
    base: String,
    ships: Vec<Ship>,
    without: Vec<(String, String)>,
    ship: String,
    schemes: Vec<(String, String, bool)>,
    currency: String,
    rates: String,
    is_changed: bool,
    changes: Vec<Change>,
    query: String,
    open: usize,
    may: bool,
    has_ships: bool,
    sections: String,
    secret: String,
}

#[derive(Template)]
#[template(path = "product_offer.html")]
struct OfferPage {
    layout: Layout,
    t: Tongue,
    product: String,
    from: String,
    to: String,
    made_on: String,
    back: String,
    needs: Vec<(String, String, String)>,
    sections: String,
}

/// What the address or the form asks for: dates of shipments by place, a date for the others, schemes, currency and rates.
struct Wish {
    asked: PlanAsked,
    ships: Vec<(usize, Date)>,
}

fn wish(fields: &Fields) -> Result<Wish, AppError> {
    let mut ships = Vec::new();
    for (name, value) in fields.iter().filter(|(_, v)| !v.trim().is_empty()) {
        if let Some(place) = name.strip_prefix("ship").and_then(|n| n.parse::<usize>().ok()) {
            ships.push((place, day(name, value)?));
        }
    }
    let ship = fields.some("ship").map(|w| day("ship", &w)).transpose()?;
    let currency = fields.get("currency").to_uppercase();
    let mut rates = Vec::new();
    for pair in fields.get("rates").split([',', ' ', '，']).filter(|p| !p.is_empty()) {
        let read = pair.split_once('=').map(|(code, number)| (code.trim().to_uppercase(), Exact::parse(number.trim())));
        match read {
            Some((code, Ok(rate))) if code.len() == 3 && rate.is_positive() => rates.push((code, rate)),
            _ => {
                let (en, zh) = (
                    format!("`{pair}` is no exchange rate; write CNY=0.13"),
                    format!("`{pair}` 不是汇率，请写成 CNY=0.13"),
                );
                return Err(AppError::field("rates", en, zh));
            }
        }
    }
    let rates = (currency.len() == 3).then_some(Rates { into: currency, rates });
    let schemes: Vec<String> = fields.all("scheme").filter(|s| !s.is_empty()).map(str::to_owned).collect();
    Ok(Wish { asked: PlanAsked { schemes, ship, samples: SAMPLES, rates, ..PlanAsked::default() }, ships })
}

fn day(field: &str, word: &str) -> Result<Date, AppError> {
    Date::parse(word.trim()).map_err(|f| AppError::field(field, f.message.en, f.message.zh))
}

/// A fault of something that is made, as one of the whole.
pub(super) fn told(fault: Fault) -> AppError {
    AppError::field("", fault.message.en, fault.message.zh)
}

fn planned(ask: &Ask, wish: &Wish) -> Result<(Studied, Planned), AppError> {
    let (actor, id) = (ask.actor()?, ask.part("id"));
    if wish.asked.schemes.is_empty() {
        return ask.app().plan_product(actor, id, &wish.asked, &wish.ships);
    }
    // Schemes that were named come on top of the mandatory ones.
    let found = ask.app().studied(actor, id)?;
    let results = ask.app().law.scope(&found.product, &found.markets, None, ask.app().today());
    let mandatory = results.iter().flat_map(|r| &r.results).filter(|r| r.binding == Binding::Mandatory);
    let mut schemes: Vec<String> = mandatory.map(|r| r.scheme.clone()).chain(wish.asked.schemes.clone()).collect();
    schemes.sort();
    schemes.dedup();
    let asked = PlanAsked { schemes, ..wish.asked.clone() };
    ask.app().plan_product(actor, id, &asked, &wish.ships)
}

/// The page.
pub(super) fn page(ask: &Ask) -> Answer {
    let wish = wish(&ask.query)?;
    let (found, plan) = match planned(ask, &wish) {
        Err(AppError::Invalid(_)) => return Ok(Reply::see(format!("{}/file", base(ask)))),
        other => other?,
    };
    let t = ask.t();
    let kept = ask.app().product(ask.actor()?, ask.part("id"))?;
    let is_changed = !wish.ships.is_empty();
    let changes = if is_changed { changes(ask, &plan)? } else { Vec::new() };
    let ships = found.product.ships.iter().enumerate().map(|(n, s)| Ship {
        name: market_name(ask, &s.market),
        field: format!("ship{n}"),
        date: s.date.to_string(),
    });
    let without = found.markets.iter().filter(|m| !found.product.ships.iter().any(|s| s.market == **m));
    let page = PlanPage {
        layout: Layout::new(ask, t.say("Plan", "计划")),
        t,
        head: head(ask, &Studied { file: kept, ..found.clone() }, "/plan"),
        base: base(ask),
        ships: ships.collect(),
        without: without.map(|m| (m.clone(), market_name(ask, m))).collect(),
        ship: ask.query.get("ship").to_owned(),
        schemes: voluntary(ask, &plan, &wish.asked.schemes),
        currency: ask.query.get("currency").to_owned(),
        rates: ask.query.get("rates").to_owned(),
        is_changed,
        changes,
        query: ask.query.with(&[("lang", ""), ("done", "")]),
        open: plan.results.iter().map(|r| r.questions.iter().filter(|q| q.decisive).count()).max().unwrap_or(0),
        may: ask.app().may_keep_products(ask.actor()?),
        has_ships: !found.markets.is_empty(),
        sections: html::plan_sections(&plan.plan, &style(ask)),
        secret: ask.form_secret.clone(),
    };
    Reply::page(&page)
}

/// Voluntary schemes that apply, to be planned too.
fn voluntary(ask: &Ask, plan: &Planned, chosen: &[String]) -> Vec<(String, String, bool)> {
    let mut all: Vec<(String, String, bool)> = Vec::new();
    let open = plan.results.iter().flat_map(|r| &r.results).filter(|r| {
        r.binding == Binding::Voluntary
            && matches!(r.outcome, certmap_scope::Outcome::In | certmap_scope::Outcome::Unknown)
    });
    for r in open {
        if !all.iter().any(|(id, ..)| *id == r.scheme) {
            all.push((r.scheme.clone(), ask.t().of(&r.title).to_owned(), chosen.contains(&r.scheme)));
        }
    }
    all
}

/// What the changed dates do, beside the dates that are kept.
fn changes(ask: &Ask, plan: &Planned) -> Result<Vec<Change>, AppError> {
    let asked = PlanAsked { samples: 0, ..PlanAsked::default() };
    let (_, before) = ask.app().plan_product(ask.actor()?, ask.part("id"), &asked, &[])?;
    let say = |s: &certmap_plan::ShipPlan| {
        let day = s.date.map(|d| ask.t().day(d)).unwrap_or_default();
        format!("{day}{}{}", ask.t().say(": ", "："), words::verdict(s.verdict).get(ask.lang))
    };
    let pairs =
        before.plan.ships.iter().zip(&plan.plan.ships).filter(|(a, b)| a.date != b.date || a.verdict != b.verdict);
    let change = |(a, b): (&certmap_plan::ShipPlan, &certmap_plan::ShipPlan)| Change {
        market: market_name(ask, &b.market),
        before: say(a),
        after: say(b),
        is_worse: b.verdict > a.verdict,
    };
    Ok(pairs.map(change).collect())
}

/// Keeps the plan as it is shown, with its dates.
pub(super) fn keep(ask: &Ask) -> Answer {
    let wish = wish(&ask.form)?;
    let (found, plan) = planned(ask, &wish)?;
    let file = ask.app().keep_plan(ask.actor()?, &found, &plan, &wish.asked.schemes, json::plan(&plan.plan))?;
    Ok(Reply::see(format!("/plans/{}?done=saved", in_path(&file.id))))
}

/// The plan as a file.
pub(super) fn file(ask: &Ask) -> Answer {
    let wish = wish(&ask.query)?;
    let (found, plan) = planned(ask, &wish)?;
    let name = |end: &str| format!("{}-plan.{end}", found.file.id);
    let style = style(ask);
    match ask.part("format") {
        "ics" => {
            Ok(Reply::file("text/calendar; charset=utf-8", &name("ics"), ics::plan(&plan.plan, &style).into_bytes()))
        }
        "json" => Ok(Reply::file("application/json", &name("json"), json::plan(&plan.plan).to_string().into_bytes())),
        "html" => {
            let page = html::plan(&plan.plan, &plan.results, &style);
            Ok(Reply::file("text/html; charset=utf-8", &name("html"), page.into_bytes()))
        }
        "xlsx" => {
            let bytes = xlsx::plan(&plan.plan, &plan.results, &style).map_err(told)?;
            Ok(Reply::file(XLSX, &name("xlsx"), bytes))
        }
        _ => Err(nothing_here()),
    }
}

/// A page to print: what is offered to a client.
pub(super) fn offer(ask: &Ask) -> Answer {
    let wish = wish(&ask.query)?;
    let (found, plan) = planned(ask, &wish)?;
    let t = ask.t();
    let name = |id: &str| ask.app().organisation(id).map(|o| o.map(|o| t.name(&o.name)).unwrap_or_default());
    let own = ask.actor()?.organisation_id();
    let titles = plan.plan.schemes.iter().map(|s| {
        let markets: Vec<String> = s.markets.iter().map(|m| market_name(ask, m)).collect();
        let day = s.fulfilled_on.map(|d| t.day(d)).unwrap_or_default();
        (t.of(&s.title).to_owned(), markets.join(t.say(", ", "、")), day)
    });
    let page = OfferPage {
        layout: Layout::new(ask, t.say("Offer", "报价单")),
        t,
        product: found.product.name.clone(),
        from: name(own)?,
        to: if found.file.owner == own { String::new() } else { name(&found.file.owner)? },
        made_on: t.day(ask.app().today()),
        back: format!("{}/plan?{}", base(ask), ask.query.with(&[("lang", "")])),
        needs: titles.collect(),
        sections: html::plan_sections(&plan.plan, &style(ask)),
    };
    Reply::page(&page)
}
