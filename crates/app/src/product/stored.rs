//! The written form of products and plans: one event a line, in the envelope of all streams.

use certmap_base::{Date, Fault, text};
use certmap_case::Moment;
use certmap_case::stored::{By, OrganisationId};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// A pack that an answer rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackEdition {
    /// Id.
    pub id: String,
    /// Version.
    pub version: String,
    /// Digest; the text is kept under it.
    pub digest: String,
}

/// What scope said of one market, in short.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MarketSummary {
    /// Outcome that wants attention most.
    pub worst: String,
    /// Mandatory schemes by outcome.
    pub outcomes: BTreeMap<String, Vec<String>>,
    /// Schemes that apply and for which nothing is in hand.
    pub missing: Vec<String>,
}

/// What happened to a product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case", deny_unknown_fields)]
pub enum ProductEvent {
    /// It was written or changed.
    Saved {
        /// Whose it is.
        owner: OrganisationId,
        /// The consultant that acts for the owner.
        agent: Option<OrganisationId>,
        /// The product file, TOML.
        text: String,
        /// Markets that are asked about.
        markets: Vec<String>,
        /// Why it was changed; empty where nobody said.
        why: String,
    },
    /// It is no longer used.
    Retired {
        /// Why.
        why: String,
    },
    /// Scope was asked.
    Scoped {
        /// For which day.
        on: Date,
        /// Markets.
        markets: Vec<String>,
        /// Packs that were used.
        packs: Vec<PackEdition>,
        /// The answer in short, by market.
        summary: BTreeMap<String, MarketSummary>,
        /// How many questions are open that decide something.
        questions: u32,
    },
}

/// A shipment of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlannedShipment {
    /// Market.
    pub market: String,
    /// Day, if one is set.
    pub date: Option<Date>,
}

/// What happened to a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case", deny_unknown_fields)]
pub enum PlanEvent {
    /// It was drawn and kept.
    Drawn {
        /// Whose it is.
        owner: OrganisationId,
        /// The consultant that acts for the owner.
        agent: Option<OrganisationId>,
        /// Of which product.
        product: String,
        /// In which version.
        product_version: u64,
        /// Name of the product then.
        title: String,
        /// Markets.
        markets: Vec<String>,
        /// Schemes that were named; empty for the mandatory ones.
        schemes: Vec<String>,
        /// Shipments.
        ships: Vec<PlannedShipment>,
        /// Packs that were used.
        packs: Vec<PackEdition>,
        /// The plan, in the shape of the JSON contract.
        result: Value,
    },
    /// Somebody approved a budget.
    BudgetApproved {
        /// Amount, decimal.
        amount: String,
        /// Currency code.
        currency: String,
        /// Remark.
        note: String,
    },
    /// Something was paid.
    CostRecorded {
        /// Step of the plan; empty where it belongs to none.
        step: String,
        /// Amount, decimal.
        amount: String,
        /// Currency code.
        currency: String,
        /// Day.
        on: Date,
        /// Invoice or receipt: its number, or the digest of a file.
        document: String,
    },
}

/// An event that knows its stream, its word and the version in which it is written today.
pub trait Stored: Serialize + DeserializeOwned + Clone {
    /// Kind of the stream.
    const STREAM: &'static str;
    /// Every word, with the version written today.
    const TYPES: &'static [(&'static str, u32)];
    /// The word.
    fn word(&self) -> &'static str;
}

impl Stored for ProductEvent {
    const STREAM: &'static str = "product";
    const TYPES: &'static [(&'static str, u32)] = &[("saved", 1), ("retired", 1), ("scoped", 1)];
    fn word(&self) -> &'static str {
        match self {
            ProductEvent::Saved { .. } => "saved",
            ProductEvent::Retired { .. } => "retired",
            ProductEvent::Scoped { .. } => "scoped",
        }
    }
}

impl Stored for PlanEvent {
    const STREAM: &'static str = "plan";
    const TYPES: &'static [(&'static str, u32)] = &[("drawn", 1), ("budget_approved", 1), ("cost_recorded", 1)];
    fn word(&self) -> &'static str {
        match self {
            PlanEvent::Drawn { .. } => "drawn",
            PlanEvent::BudgetApproved { .. } => "budget_approved",
            PlanEvent::CostRecorded { .. } => "cost_recorded",
        }
    }
}

/// An event in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written<E> {
    /// Id of the stream.
    pub id: String,
    /// Place in the stream, from 1.
    pub version: u64,
    /// When.
    pub at: Moment,
    /// Who.
    pub by: By,
    /// What.
    pub event: E,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Envelope {
    stream: String,
    id: String,
    version: u64,
    at: Moment,
    by: By,
    r#type: String,
    event_version: u32,
    #[serde(default)]
    data: Value,
}

impl<E: Stored> Written<E> {
    /// One line of JSON.
    #[must_use]
    pub fn write(&self) -> String {
        // Only fields that JSON can hold, so writing does not fail; a test writes every event.
        let value = serde_json::to_value(&self.event).unwrap_or_default();
        let word = self.event.word();
        let envelope = Envelope {
            stream: E::STREAM.to_owned(),
            id: self.id.clone(),
            version: self.version,
            at: self.at,
            by: self.by.clone(),
            r#type: word.to_owned(),
            event_version: E::TYPES.iter().find(|(w, _)| *w == word).map_or(1, |(_, v)| *v),
            data: value.get("data").cloned().unwrap_or_default(),
        };
        serde_json::to_string(&envelope).unwrap_or_default()
    }

    /// Reads a line.
    ///
    /// # Errors
    /// If it is of another stream, not readable, or newer than this program.
    pub fn read(line: &str) -> Result<Written<E>, Fault> {
        let unreadable =
            |e: serde_json::Error| Fault::new(text!("the stored line cannot be read: {e}", "无法读取存储的事件：{e}"));
        let envelope: Envelope = serde_json::from_str(line).map_err(unreadable)?;
        let known = E::TYPES.iter().find(|(w, _)| *w == envelope.r#type).filter(|_| envelope.stream == E::STREAM);
        let Some((word, now)) = known else {
            let (stream, kind) = (&envelope.stream, &envelope.r#type);
            return Err(Fault::new(text!("a {stream} has no event `{kind}`", "{stream} 没有事件 `{kind}`")));
        };
        if envelope.event_version == 0 || envelope.event_version > *now {
            let found = envelope.event_version;
            let told = text!("version {found} of the event `{word}` is not known", "未知的事件 `{word}` 版本 {found}");
            return Err(Fault::new(told).help(text!(
                "this program reads versions 1 to {now}; use a newer one",
                "本程序可读版本 1 至 {now}，请使用更新的程序"
            )));
        }
        let value = serde_json::json!({"type": word, "data": envelope.data});
        let event = serde_json::from_value(value).map_err(unreadable)?;
        Ok(Written { id: envelope.id, version: envelope.version, at: envelope.at, by: envelope.by, event })
    }
}
