//! A plan that was kept: its budget, and what it was to cost against what was really paid.

use crate::ask::{Answer, Ask};
use crate::form::{Field, Form, Takes};
use crate::layout::{Layout, Tongue};
use crate::list::in_path;
use crate::reply::Reply;
use askama::Template;
use certmap_app::PlanFile;
use certmap_base::{Exact, Text};
use serde_json::Value;
use std::collections::BTreeMap;

/// A step that costs something, or on which something was paid.
struct Row {
    step: String,
    planned: String,
    actual: String,
}

#[derive(Template)]
#[template(path = "plan_kept.html")]
struct KeptPage {
    layout: Layout,
    t: Tongue,
    product: String,
    product_href: String,
    drawn: String,
    state: String,
    look: &'static str,
    dates: Vec<(String, String)>,
    ships: Vec<(String, String)>,
    budgets: Vec<(String, String, String)>,
    rows: Vec<Row>,
    totals: Vec<(String, String, String, String, bool)>,
    costs: Vec<(String, String, String, String)>,
    budget: Form,
    cost: Form,
    may: bool,
}

/// The page.
pub(super) fn page(ask: &Ask) -> Answer {
    let plan = ask.app().plan_file(ask.actor()?, ask.part("id"))?;
    shown(ask, &plan, budget_form(ask), cost_form(ask, &plan))
}

fn path(ask: &Ask) -> String {
    format!("/plans/{}", in_path(ask.part("id")))
}

fn budget_form(ask: &Ask) -> Form {
    Form::new(ask, format!("{}/budget", path(ask)), "Approve this budget", "批准此预算")
        .field(Field::new("amount", Takes::Line, "Amount", "金额").hint("for example 42000.00", "例如 42000.00"))
        .field(Field::new("currency", Takes::Line, "Currency", "货币").value("CNY"))
        .field(Field::new("note", Takes::Line, "Remark", "备注").optional())
}

fn cost_form(ask: &Ask, plan: &PlanFile) -> Form {
    let steps: Vec<(String, Text)> = steps(&plan.result).map(|s| (word(s, "id").to_owned(), title(s))).collect();
    Form::new(ask, format!("{}/costs", path(ask)), "Record this cost", "登记此费用")
        .field(Field::new("step", Takes::One(steps), "For which step", "所属步骤").optional())
        .field(Field::new("amount", Takes::Line, "Amount paid", "实付金额"))
        .field(Field::new("currency", Takes::Line, "Currency", "货币").value("CNY"))
        .field(Field::new("on", Takes::Date, "Paid on", "付款日期").value(ask.app().today().to_string()))
        .field(Field::new("document", Takes::Line, "Invoice or receipt", "发票或收据编号").optional())
}

fn steps(result: &Value) -> impl Iterator<Item = &Value> {
    result.get("steps").and_then(Value::as_array).into_iter().flatten()
}

fn word<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// What a step is called: its title where the plan has one, else its id.
fn title(step: &Value) -> Text {
    match step.get("title") {
        Some(t) => Text::new(word(t, "en"), word(t, "zh")),
        None => Text::same(word(step, "id").replace(['-', '_'], " ")),
    }
}

/// A number of the contract, which may stand as a number or as a word.
fn number(value: Option<&Value>) -> Option<Exact> {
    match value? {
        Value::String(word) => Exact::parse(word).ok(),
        Value::Number(n) => Exact::parse(&n.to_string()).ok(),
        _ => None,
    }
}

fn planned(step: &Value) -> BTreeMap<String, Exact> {
    let mut sums: BTreeMap<String, Exact> = BTreeMap::new();
    for fee in step.get("fees").and_then(Value::as_array).into_iter().flatten() {
        let Some(amount) = number(fee.get("amount")).or_else(|| number(fee.get("max"))) else { continue };
        add(&mut sums, word(fee, "currency"), amount);
    }
    sums
}

fn add(sums: &mut BTreeMap<String, Exact>, currency: &str, amount: Exact) {
    // Sums of money stay far below the bound of numbers; where one did not, the larger part is kept.
    let sum = sums.get(currency).map_or(amount, |now| now.add(&amount).unwrap_or(*now));
    sums.insert(currency.to_owned(), sum);
}

fn money(sums: &BTreeMap<String, Exact>) -> String {
    sums.iter().map(|(c, n)| format!("{n} {c}")).collect::<Vec<_>>().join(", ")
}

fn shown(ask: &Ask, plan: &PlanFile, budget: Form, cost: Form) -> Answer {
    let t = ask.t();
    let is_wrong = budget.is_wrong() || cost.is_wrong();
    let (state, look) = crate::words::state(certmap_app::ItemKind::Plan, word(&plan.result, "verdict"));
    let day = |key: &str| certmap_base::Date::parse(word(&plan.result, key)).map(|d| t.day(d)).unwrap_or_default();
    let dates = [
        (t.say("Decide and pay by", "最晚决定并付款"), "decide_by"),
        (t.say("Book by", "最晚预约"), "book_by"),
        (t.say("Last safe start", "最晚稳妥启动"), "last_safe_start"),
        (t.say("Earliest shipment", "最早出运"), "earliest_shipment"),
    ];
    let person = |id: &str| ask.app().person(id).map(|p| t.of(&p.name).to_owned()).unwrap_or_default();
    let budgets = plan.budgets.iter().rev().map(|b| {
        (
            format!("{} {}", b.amount, b.currency),
            format!("{} {}", person(&b.approved.1), t.day(b.approved.0.day())),
            b.note.clone(),
        )
    });
    let costs = plan.costs.iter().rev().map(|c| {
        (format!("{} {}", c.amount, c.currency), t.day(c.on), step_name(ask, plan, &c.step), c.document.clone())
    });
    let page = KeptPage {
        layout: Layout { is_wrong, ..Layout::new(ask, t.say("Plan that was kept", "已保存的计划")) },
        t,
        product: plan.title.clone(),
        product_href: format!("/products/{}", in_path(&plan.product.0)),
        drawn: format!("{} {}", person(&plan.drawn.1), t.day(plan.drawn.0.day())),
        state: t.line(&state),
        look: look.word(),
        dates: dates
            .into_iter()
            .map(|(label, key)| (label.to_owned(), day(key)))
            .filter(|(_, d)| !d.is_empty())
            .collect(),
        ships: plan
            .ships
            .iter()
            .map(|s| (super::market_name(ask, &s.market), s.date.map(|d| t.day(d)).unwrap_or_default()))
            .collect(),
        budgets: budgets.collect(),
        rows: rows(ask, plan),
        totals: totals(plan),
        costs: costs.collect(),
        budget,
        cost,
        may: ask.app().may_keep_products(ask.actor()?),
    };
    Ok(Reply::page(&page)?.status(if is_wrong { 422 } else { 200 }))
}

fn step_name(ask: &Ask, plan: &PlanFile, id: &str) -> String {
    let found = steps(&plan.result).find(|s| word(s, "id") == id);
    found.map_or_else(|| id.to_owned(), |s| ask.t().line(&title(s)))
}

fn actual(plan: &PlanFile, step: Option<&str>) -> BTreeMap<String, Exact> {
    let mut sums = BTreeMap::new();
    for cost in plan.costs.iter().filter(|c| step.is_none_or(|s| s == c.step)) {
        if let Ok(amount) = Exact::parse(&cost.amount) {
            add(&mut sums, &cost.currency, amount);
        }
    }
    sums
}

fn rows(ask: &Ask, plan: &PlanFile) -> Vec<Row> {
    let row = |step: &Value| {
        let (want, paid) = (planned(step), actual(plan, Some(word(step, "id"))));
        let name = ask.t().line(&title(step));
        (!want.is_empty() || !paid.is_empty()).then(|| Row { step: name, planned: money(&want), actual: money(&paid) })
    };
    let other = actual(plan, Some(""));
    let rest = (!other.is_empty()).then(|| Row {
        step: ask.t().say("Other", "其他").to_owned(),
        planned: String::new(),
        actual: money(&other),
    });
    steps(&plan.result).filter_map(row).chain(rest).collect()
}

/// By currency: planned, budget, paid, and whether more was paid than approved, or than planned where nothing was.
fn totals(plan: &PlanFile) -> Vec<(String, String, String, String, bool)> {
    let mut want: BTreeMap<String, Exact> = BTreeMap::new();
    for (currency, amount) in steps(&plan.result).flat_map(planned) {
        add(&mut want, &currency, amount);
    }
    let paid = actual(plan, None);
    let mut budget: BTreeMap<String, Exact> = BTreeMap::new();
    for b in &plan.budgets {
        // The last approval in a currency is the one in force.
        budget.extend(Exact::parse(&b.amount).map(|n| (b.currency.clone(), n)));
    }
    let mut currencies: Vec<&String> = want.keys().chain(paid.keys()).chain(budget.keys()).collect();
    currencies.sort();
    currencies.dedup();
    let word = |sums: &BTreeMap<String, Exact>, c: &String| sums.get(c).map(ToString::to_string).unwrap_or_default();
    let line = |c: &String| {
        let bound = budget.get(c).or_else(|| want.get(c));
        let over = paid.get(c).zip(bound).is_some_and(|(p, b)| p > b);
        (c.clone(), word(&want, c), word(&budget, c), word(&paid, c), over)
    };
    currencies.into_iter().map(line).collect()
}

/// Approves a budget.
pub(super) fn budget(ask: &Ask) -> Answer {
    match ask.app().approve_budget(ask.actor()?, ask.part("id"), &super::typed(&ask.form)) {
        Ok(_) => Ok(Reply::see(format!("{}?done=saved", path(ask)))),
        Err(error) => {
            let plan = ask.app().plan_file(ask.actor()?, ask.part("id"))?;
            shown(ask, &plan, budget_form(ask).kept(&ask.form).refused(error)?, cost_form(ask, &plan))
        }
    }
}

/// Records a cost.
pub(super) fn cost(ask: &Ask) -> Answer {
    match ask.app().record_cost(ask.actor()?, ask.part("id"), &super::typed(&ask.form)) {
        Ok(_) => Ok(Reply::see(format!("{}?done=saved", path(ask)))),
        Err(error) => {
            let plan = ask.app().plan_file(ask.actor()?, ask.part("id"))?;
            shown(ask, &plan, budget_form(ask), cost_form(ask, &plan).kept(&ask.form).refused(error)?)
        }
    }
}
