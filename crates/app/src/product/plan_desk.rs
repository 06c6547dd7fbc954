//! Plans of products: drawn, kept, with an approved budget and what was really paid.

use super::desk::{editions, keeper};
use super::state::PlanFile;
use super::stored::{PlanEvent, PlannedShipment, Stored, Written};
use crate::app::App;
use crate::error::{AppError, FieldFault};
use crate::form::Typed;
use crate::port::{Append, Batch, StreamKey};
use crate::secret::short_id;
use crate::study::{PlanAsked, Planned};
use crate::who::Actor;
use certmap_base::{Date, Exact, Text};
use certmap_case::stored::OrganisationId;
use serde_json::Value;

impl App {
    /// The plan of a product as it is now, with other shipment dates where some are given.
    ///
    /// # Errors
    /// If there is no such product.
    pub fn plan_product(
        &self,
        actor: &Actor,
        id: &str,
        asked: &PlanAsked,
        ships: &[(usize, Date)],
    ) -> Result<(super::desk::Studied, Planned), AppError> {
        let mut studied = self.studied(actor, id)?;
        for (at, date) in ships {
            if let Some(ship) = studied.product.ships.get_mut(*at) {
                ship.date = *date;
            }
        }
        let markets = if asked.markets.is_empty() { studied.markets.clone() } else { asked.markets.clone() };
        let planned = self.law.plan(studied.product.clone(), &PlanAsked { markets, ..asked.clone() }, self.today());
        Ok((studied, planned))
    }

    /// Keeps a plan. `result` is the plan in the shape of the JSON contract.
    ///
    /// # Errors
    /// If the actor may not.
    pub fn keep_plan(
        &self,
        actor: &Actor,
        studied: &super::desk::Studied,
        planned: &Planned,
        schemes: &[String],
        result: Value,
    ) -> Result<PlanFile, AppError> {
        let role = keeper(actor)?;
        let file = &studied.file;
        let packs = editions(&planned.results);
        let ships = planned.plan.ships.iter();
        let event = PlanEvent::Drawn {
            owner: OrganisationId::new(file.owner.as_str()),
            agent: file.agent.as_deref().map(OrganisationId::new),
            product: file.id.clone(),
            product_version: file.version,
            title: studied.product.name.clone(),
            markets: studied.markets.clone(),
            schemes: schemes.to_vec(),
            ships: ships.map(|s| PlannedShipment { market: s.market.clone(), date: s.date }).collect(),
            packs: packs.clone(),
            result,
        };
        let id = short_id("pl", self.chance.as_ref());
        let written = Written { id: id.clone(), version: 1, at: self.now(), by: actor.by(role), event };
        let plan = PlanFile::of(std::slice::from_ref(&written)).ok_or_else(|| no_plan(&id))?;
        let mut batch = Batch::default();
        batch.events.push(Append {
            key: StreamKey::new(PlanEvent::STREAM, id.as_str()),
            expected: 0,
            lines: vec![written.write()],
        });
        batch.items.push(plan.item());
        batch.trail.push(self.trace(Some(actor), "plan.drawn", &format!("plan:{id}"), "done"));
        self.write_with_packs(batch, &packs.into_iter().map(|p| (p.digest, p.id)).collect())?;
        Ok(plan)
    }

    /// A plan that was kept.
    ///
    /// # Errors
    /// If there is none that the actor may see.
    pub fn plan_file(&self, actor: &Actor, id: &str) -> Result<PlanFile, AppError> {
        let plan = PlanFile::of(&self.written(id)?).ok_or_else(|| no_plan(id))?;
        let own = actor.organisation_id();
        let sees = !own.is_empty() && (plan.owner == own || plan.agent.as_deref() == Some(own));
        if sees { Ok(plan) } else { Err(no_plan(id)) }
    }

    /// Approves a budget: fields `amount`, `currency`, `note`.
    ///
    /// # Errors
    /// If the actor may not, or a field is wrong.
    pub fn approve_budget(&self, actor: &Actor, id: &str, typed: &Typed) -> Result<PlanFile, AppError> {
        let mut faults = Vec::new();
        let (amount, currency) = money(typed, &mut faults);
        let note = typed.get("note").chars().take(2000).collect();
        if !faults.is_empty() {
            return Err(AppError::Invalid(faults));
        }
        self.add_to_plan(actor, id, "plan.budget_approved", PlanEvent::BudgetApproved { amount, currency, note })
    }

    /// Records what was paid: fields `step`, `amount`, `currency`, `on`, `document`.
    ///
    /// # Errors
    /// If the actor may not, or a field is wrong.
    pub fn record_cost(&self, actor: &Actor, id: &str, typed: &Typed) -> Result<PlanFile, AppError> {
        let plan = self.plan_file(actor, id)?;
        let mut faults = Vec::new();
        let (amount, currency) = money(typed, &mut faults);
        let step = typed.get("step").to_owned();
        let known = |s: &Value| s.get("id").and_then(Value::as_str) == Some(step.as_str());
        let steps = plan.result.get("steps").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        if !step.is_empty() && !steps.iter().any(known) {
            wrong(&mut faults, "step", Text::new("the plan has no such step", "计划中没有该步骤"));
        }
        let on = match typed.get("on") {
            "" => self.today(),
            word => Date::parse(word).unwrap_or_else(|_| {
                wrong(&mut faults, "on", Text::new(format!("`{word}` is not a day"), format!("`{word}` 不是日期")));
                Date::MIN
            }),
        };
        if !faults.is_empty() {
            return Err(AppError::Invalid(faults));
        }
        let document = typed.get("document").chars().take(500).collect();
        self.add_to_plan(
            actor,
            id,
            "plan.cost_recorded",
            PlanEvent::CostRecorded { step, amount, currency, on, document },
        )
    }

    fn add_to_plan(&self, actor: &Actor, id: &str, action: &str, event: PlanEvent) -> Result<PlanFile, AppError> {
        let role = keeper(actor)?;
        let before = self.plan_file(actor, id)?.version;
        let mut history = self.written(id)?;
        let written = Written { id: id.to_owned(), version: before + 1, at: self.now(), by: actor.by(role), event };
        let line = written.write();
        history.push(written);
        let plan = PlanFile::of(&history).ok_or_else(|| no_plan(id))?;
        let mut batch = Batch::default();
        let key = StreamKey::new(PlanEvent::STREAM, id);
        batch.events.push(Append { key, expected: before, lines: vec![line] });
        batch.items.push(plan.item());
        batch.trail.push(self.trace(Some(actor), action, &format!("plan:{id}"), "done"));
        self.store.write(&batch)?;
        Ok(plan)
    }
}

fn no_plan(id: &str) -> AppError {
    AppError::not_found(format!("there is no plan `{id}`"), format!("没有计划 `{id}`"))
}

fn wrong(faults: &mut Vec<FieldFault>, field: &str, what: Text) {
    faults.push(FieldFault { field: field.to_owned(), what, help: Text::default() });
}

fn money(typed: &Typed, faults: &mut Vec<FieldFault>) -> (String, String) {
    let amount = typed.get("amount").replace([',', ' '], "");
    let fine =
        amount.len() < 20 && amount.bytes().all(|b| b.is_ascii_digit() || b == b'.') && Exact::parse(&amount).is_ok();
    if !fine {
        let told = format!("`{amount}` is not an amount; write it as 1200.50");
        wrong(faults, "amount", Text::new(told, format!("`{amount}` 不是金额，请按 1200.50 的格式填写")));
    }
    let currency = typed.get("currency").to_uppercase();
    if currency.len() != 3 || !currency.bytes().all(|b| b.is_ascii_uppercase()) {
        let told = format!("`{currency}` is no currency code; write for example CNY");
        wrong(faults, "currency", Text::new(told, format!("`{currency}` 不是货币代码，请填写如 CNY")));
    }
    (amount, currency)
}
