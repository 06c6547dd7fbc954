//! Products and plans as they stand now, and what lists show of them.

use super::stored::{MarketSummary, PackEdition, PlanEvent, PlannedShipment, ProductEvent, Written};
use crate::item::{Item, ItemKind, of_organisation};
use certmap_base::Date;
use certmap_case::Moment;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// A product with its history.
#[derive(Debug, Clone, PartialEq)]
pub struct ProductFile {
    /// Id.
    pub id: String,
    /// Version of the stream.
    pub version: u64,
    /// Whose it is.
    pub owner: String,
    /// The consultant that acts for the owner.
    pub agent: Option<String>,
    /// The product file.
    pub text: String,
    /// Markets that are asked about.
    pub markets: Vec<String>,
    /// Why it was retired.
    pub retired: Option<String>,
    /// The last answer.
    pub scoped: Option<Scoped>,
    /// Everything that happened, oldest first.
    pub history: Vec<Written<ProductEvent>>,
}

/// An answer of scope, in short.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scoped {
    /// For which day.
    pub on: Option<Date>,
    /// Packs that were used.
    pub packs: Vec<PackEdition>,
    /// By market.
    pub summary: BTreeMap<String, MarketSummary>,
    /// Open questions that decide something.
    pub questions: u32,
}

impl ProductFile {
    /// The state after some events; `None` if there are none.
    #[must_use]
    pub fn of(history: Vec<Written<ProductEvent>>) -> Option<ProductFile> {
        let last = history.last()?;
        let mut file = ProductFile {
            id: last.id.clone(),
            version: last.version,
            owner: String::new(),
            agent: None,
            text: String::new(),
            markets: Vec::new(),
            retired: None,
            scoped: None,
            history: Vec::new(),
        };
        for written in &history {
            file.evolve(&written.event);
        }
        Some(ProductFile { history, ..file })
    }

    fn evolve(&mut self, event: &ProductEvent) {
        match event {
            ProductEvent::Saved { owner, agent, text, markets, .. } => {
                self.owner = owner.to_string();
                self.agent = agent.as_ref().map(ToString::to_string);
                self.text.clone_from(text);
                self.markets.clone_from(markets);
                self.retired = None;
            }
            ProductEvent::Retired { why } => self.retired = Some(why.clone()),
            ProductEvent::Scoped { on, packs, summary, questions, .. } => {
                let (packs, summary, questions) = (packs.clone(), summary.clone(), *questions);
                self.scoped = Some(Scoped { on: Some(*on), packs, summary, questions });
            }
        }
    }

    /// The text in an earlier version.
    #[must_use]
    pub fn text_at(&self, version: u64) -> Option<&str> {
        let earlier = self.history.iter().rev().filter(|w| w.version <= version);
        earlier.into_iter().find_map(|w| match &w.event {
            ProductEvent::Saved { text, .. } => Some(text.as_str()),
            _ => None,
        })
    }

    /// What lists show, made from the events alone.
    #[must_use]
    pub fn item(&self) -> Option<Item> {
        let last = self.history.last()?;
        let facts = Face::of(&self.text);
        let none = Scoped::default();
        let scoped = self.scoped.as_ref().unwrap_or(&none);
        let mut links: BTreeSet<String> = BTreeSet::from([of_organisation(&self.owner)]);
        links.extend(self.agent.iter().map(|a| of_organisation(a)));
        links.extend(self.markets.iter().map(|m| format!("market:{m}")));
        links.extend(scoped.summary.iter().map(|(m, s)| format!("outcome:{m}:{}", s.worst)));
        links.extend((self.retired.is_none()).then(|| "live".to_owned()));
        let due = facts.ships.iter().filter(|d| scoped.on.is_none_or(|on| **d >= on)).min().copied();
        let words = format!("{} {} {} {}", self.id, facts.kind, facts.words, self.markets.join(" ")).to_lowercase();
        Some(Item {
            kind: ItemKind::Product,
            id: self.id.clone(),
            version: self.version,
            title: facts.name.clone(),
            state: self.state(scoped).to_owned(),
            scheme: String::new(),
            market: String::new(),
            turn: String::new(),
            due,
            changed: last.at,
            words,
            links,
            data: json!({
                "kind": facts.kind,
                "markets": self.markets,
                "owner": self.owner,
                "agent": self.agent,
                "lines": facts.lines,
                "on": scoped.on,
                "questions": scoped.questions,
                "summary": scoped.summary,
            })
            .to_string(),
        })
    }

    /// The state in a word: what wants attention most.
    fn state(&self, scoped: &Scoped) -> &'static str {
        let any = |outcome: &str| scoped.summary.values().any(|s| s.outcomes.contains_key(outcome));
        match () {
            () if self.retired.is_some() => "retired",
            () if self.scoped.is_none() => "not_asked",
            () if any("banned") => "banned",
            () if any("conflict") => "conflict",
            () if scoped.questions > 0 || any("unknown") => "questions",
            () if scoped.summary.values().any(|s| !s.missing.is_empty()) => "missing",
            () if any("not_covered") => "not_covered",
            () => "settled",
        }
    }
}

/// What a list needs of a product file, read without the dictionary, so that items can be made again with any packs.
#[derive(Default)]
struct Face {
    name: String,
    kind: String,
    words: String,
    lines: usize,
    ships: Vec<Date>,
}

impl Face {
    fn of(text: &str) -> Face {
        let Ok(table) = text.trim_start_matches('\u{feff}').parse::<toml::Table>() else { return Face::default() };
        let word = |t: &toml::Table, key: &str| t.get(key).map(shown).unwrap_or_default();
        let records = |key: &str| {
            let list = table.get(key).and_then(toml::Value::as_array).map(Vec::as_slice).unwrap_or_default();
            list.iter().filter_map(toml::Value::as_table).collect::<Vec<_>>()
        };
        let lines = records("line");
        let models = lines.iter().map(|l| format!("{} {}", word(l, "model"), word(l, "brand")));
        Face {
            name: word(&table, "name"),
            kind: word(&table, "kind"),
            words: models.chain([word(&table, "hs"), word(&table, "gtin")]).collect::<Vec<_>>().join(" "),
            lines: lines.len(),
            ships: records("ship").into_iter().filter_map(|s| Date::parse(&word(s, "date")).ok()).collect(),
        }
    }
}

fn shown(value: &toml::Value) -> String {
    match value {
        toml::Value::String(word) => word.clone(),
        toml::Value::Integer(number) => number.to_string(),
        toml::Value::Datetime(day) => day.to_string(),
        _ => String::new(),
    }
}

/// Money that was paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cost {
    /// Step of the plan; empty where it belongs to none.
    pub step: String,
    /// Amount.
    pub amount: String,
    /// Currency.
    pub currency: String,
    /// Day.
    pub on: Date,
    /// Invoice or receipt.
    pub document: String,
    /// When it was recorded, and by whom.
    pub recorded: (Moment, String),
}

/// A budget that somebody approved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Budget {
    /// Amount.
    pub amount: String,
    /// Currency.
    pub currency: String,
    /// Remark.
    pub note: String,
    /// When, and by which person.
    pub approved: (Moment, String),
}

/// A plan that was kept.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanFile {
    /// Id.
    pub id: String,
    /// Version of the stream.
    pub version: u64,
    /// Whose it is.
    pub owner: String,
    /// The consultant that acts for the owner.
    pub agent: Option<String>,
    /// Product and its version.
    pub product: (String, u64),
    /// Name of the product then.
    pub title: String,
    /// Markets.
    pub markets: Vec<String>,
    /// Shipments.
    pub ships: Vec<PlannedShipment>,
    /// The plan, in the shape of the JSON contract.
    pub result: Value,
    /// Packs that were used.
    pub packs: Vec<PackEdition>,
    /// When it was drawn, and by whom.
    pub drawn: (Moment, String),
    /// Budgets, the last one in force.
    pub budgets: Vec<Budget>,
    /// What was paid.
    pub costs: Vec<Cost>,
    /// When the last event came.
    pub changed: Moment,
}

impl PlanFile {
    /// The state after some events; `None` if it was never drawn.
    #[must_use]
    pub fn of(history: &[Written<PlanEvent>]) -> Option<PlanFile> {
        let first = history.first()?;
        let PlanEvent::Drawn { owner, agent, product, product_version, title, markets, ships, packs, result, .. } =
            &first.event
        else {
            return None;
        };
        let mut file = PlanFile {
            id: first.id.clone(),
            version: first.version,
            owner: owner.to_string(),
            agent: agent.as_ref().map(ToString::to_string),
            product: (product.clone(), *product_version),
            title: title.clone(),
            markets: markets.clone(),
            ships: ships.clone(),
            result: result.clone(),
            packs: packs.clone(),
            drawn: (first.at, first.by.person.to_string()),
            budgets: Vec::new(),
            costs: Vec::new(),
            changed: first.at,
        };
        for written in history.iter().skip(1) {
            file.evolve(written);
        }
        Some(file)
    }

    fn evolve(&mut self, written: &Written<PlanEvent>) {
        (self.version, self.changed) = (written.version, written.at);
        let who = (written.at, written.by.person.to_string());
        match &written.event {
            PlanEvent::Drawn { .. } => {}
            PlanEvent::BudgetApproved { amount, currency, note } => {
                let (amount, currency, note) = (amount.clone(), currency.clone(), note.clone());
                self.budgets.push(Budget { amount, currency, note, approved: who });
            }
            PlanEvent::CostRecorded { step, amount, currency, on, document } => self.costs.push(Cost {
                step: step.clone(),
                amount: amount.clone(),
                currency: currency.clone(),
                on: *on,
                document: document.clone(),
                recorded: who,
            }),
        }
    }

    /// What lists show, made from the events alone.
    #[must_use]
    pub fn item(&self) -> Item {
        let word = |key: &str| self.result.get(key).and_then(Value::as_str).unwrap_or_default();
        let mut links: BTreeSet<String> = BTreeSet::from([of_organisation(&self.owner)]);
        links.extend(self.agent.iter().map(|a| of_organisation(a)));
        links.insert(format!("product:{}", self.product.0));
        links.extend(self.markets.iter().map(|m| format!("market:{m}")));
        Item {
            kind: ItemKind::Plan,
            id: self.id.clone(),
            version: self.version,
            title: self.title.clone(),
            state: word("verdict").to_owned(),
            scheme: String::new(),
            market: String::new(),
            turn: String::new(),
            due: Date::parse(word("last_safe_start")).ok(),
            changed: self.changed,
            words: format!("{} {}", self.id, self.markets.join(" ")).to_lowercase(),
            links,
            data: json!({
                "product": self.product.0,
                "ships": self.ships,
                "budget": self.budgets.last().map(|b| format!("{} {}", b.amount, b.currency)),
            })
            .to_string(),
        }
    }
}
