//! Keeping products: new ones, changes, retiring, and the answer of scope beside each.

use super::state::ProductFile;
use super::stored::{MarketSummary, PackEdition, ProductEvent, Stored, Written};
use crate::app::App;
use crate::error::{AppError, Broken, FieldFault};
use crate::port::{Append, Batch, NotWritten, Row, RowChange, StreamKey, Table};
use crate::secret::short_id;
use crate::study::{markets_of, read_product};
use crate::who::{Actor, InRow, Organisation, OrganisationKind};
use certmap_base::{Date, Lang, Problem, Text};
use certmap_case::stored::{By, OrganisationId, Role};
use certmap_pack::{Attestation, Binding};
use certmap_scope::{Asked, LookAhead, Outcome, Product, ScopeResult};
use std::collections::{BTreeMap, BTreeSet};

/// A product file is at most so long.
pub const PRODUCT_BYTES_MAX: usize = 200_000;

/// What is to be kept of a product.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewProduct {
    /// The product file.
    pub text: String,
    /// Markets beside those of the shipments.
    pub markets: Vec<String>,
    /// Why it changes; may be empty.
    pub why: String,
}

/// A product that was read, with what scope says of it today.
#[derive(Debug, Clone)]
pub struct Studied {
    /// The file.
    pub file: ProductFile,
    /// The product.
    pub product: Product,
    /// Warnings of the file.
    pub warnings: Vec<Problem>,
    /// Markets asked about.
    pub markets: Vec<String>,
}

/// How an outcome ranks among others that want attention.
pub(crate) fn urgency(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::Banned => 0,
        Outcome::Conflict => 1,
        Outcome::Unknown => 2,
        Outcome::In => 3,
        Outcome::NotYet => 4,
        Outcome::NotCovered => 5,
        Outcome::Exempt => 6,
        Outcome::NoLonger => 7,
        Outcome::Out => 8,
    }
}

/// The answer in short, by market: of every line, the most urgent word for each scheme.
#[must_use]
pub fn summary(results: &[ScopeResult]) -> BTreeMap<String, MarketSummary> {
    let mut worst: BTreeMap<(&str, &str), (Outcome, bool)> = BTreeMap::new();
    for r in results.iter().flat_map(|r| &r.results).filter(|r| r.binding == Binding::Mandatory) {
        let in_hand = r.held.iter().any(|h| h.counts == certmap_expr::Tri::True);
        let missing = r.outcome == Outcome::In && !in_hand && r.attestation != Attestation::None;
        let slot = worst.entry((&r.market, &r.scheme)).or_insert((r.outcome, missing));
        if urgency(r.outcome) < urgency(slot.0) {
            slot.0 = r.outcome;
        }
        slot.1 |= missing;
    }
    let mut markets: BTreeMap<String, MarketSummary> = BTreeMap::new();
    let mut least: BTreeMap<&str, u8> = BTreeMap::new();
    for ((market, scheme), (outcome, missing)) in &worst {
        let of = markets.entry((*market).to_owned()).or_default();
        of.outcomes.entry(outcome.word().to_owned()).or_default().push((*scheme).to_owned());
        of.missing.extend(missing.then(|| (*scheme).to_owned()));
        let least = least.entry(market).or_insert(u8::MAX);
        if urgency(*outcome) < *least {
            *least = urgency(*outcome);
            outcome.word().clone_into(&mut of.worst);
        }
    }
    markets
}

/// Problems of a product file as faults of one field, each with its place.
pub(crate) fn faults(field: &str, problems: &[Problem]) -> AppError {
    let fault = |p: &Problem| {
        let at = |lang: Lang| match (p.place.line, p.place.column) {
            (0, _) => String::new(),
            (line, 0) => {
                if lang == Lang::En {
                    format!("line {line}: ")
                } else {
                    format!("第 {line} 行：")
                }
            }
            (line, column) => {
                if lang == Lang::En {
                    format!("line {line}, column {column}: ")
                } else {
                    format!("第 {line} 行第 {column} 列：")
                }
            }
        };
        let say = |lang: Lang| format!("{}{}", at(lang), p.fault.message.get(lang));
        FieldFault {
            field: field.to_owned(),
            what: Text::new(say(Lang::En), say(Lang::Zh)),
            help: p.fault.help.as_deref().cloned().unwrap_or_default(),
        }
    };
    AppError::Invalid(problems.iter().filter(|p| p.is_error()).take(50).map(fault).collect())
}

fn no_product(id: &str) -> AppError {
    AppError::not_found(format!("there is no product `{id}`"), format!("没有产品 `{id}`"))
}

/// In which role somebody keeps products, if they may.
pub(crate) fn keeper(actor: &Actor) -> Result<Role, AppError> {
    let here = matches!(
        actor.kind(),
        Some(OrganisationKind::Exporter | OrganisationKind::Consultant | OrganisationKind::Factory)
    );
    let role = [Role::Applicant, Role::Administrator].into_iter().find(|r| here && actor.has(*r));
    role.ok_or_else(|| {
        AppError::forbidden(
            "only people of an exporter, a factory or a consultant keep products",
            "只有出口商、工厂或咨询机构的人员可以管理产品",
        )
    })
}

impl App {
    /// Whether somebody may change products.
    #[must_use]
    pub fn may_keep_products(&self, actor: &Actor) -> bool {
        keeper(actor).is_ok()
    }

    /// Organisations for which somebody may keep products: the own one, and for a consultant its clients.
    ///
    /// # Errors
    /// If the store does not work.
    pub fn product_owners(&self, actor: &Actor) -> Result<Vec<Organisation>, AppError> {
        let mut owners: Vec<Organisation> = actor.organisation.iter().cloned().collect();
        if actor.kind() == Some(OrganisationKind::Consultant) {
            for row in self.store.rows(Table::Organisation, Some(actor.organisation_id()), "", 1000)? {
                owners.push(Organisation::read(&row)?);
            }
        }
        Ok(owners)
    }

    /// A product, if the organisation of the actor owns it or acts for its owner. Who does neither cannot tell whether it
    /// exists.
    ///
    /// # Errors
    /// If there is none.
    pub fn product(&self, actor: &Actor, id: &str) -> Result<ProductFile, AppError> {
        let file = self.product_file(id)?.ok_or_else(|| no_product(id))?;
        let own = actor.organisation_id();
        let sees = !own.is_empty() && (file.owner == own || file.agent.as_deref() == Some(own));
        if sees { Ok(file) } else { Err(no_product(id)) }
    }

    pub(crate) fn product_file(&self, id: &str) -> Result<Option<ProductFile>, AppError> {
        Ok(ProductFile::of(self.written(id)?))
    }

    /// The events of a stream of products or plans.
    pub(crate) fn written<E: Stored>(&self, id: &str) -> Result<Vec<Written<E>>, AppError> {
        let kept = self.store.stream(&StreamKey::new(E::STREAM, id), 0)?;
        let read = kept.iter().map(|k| {
            Written::read(&k.line)
                .map_err(|f| AppError::Broken(Broken::new(&format!("reading event {}", k.position), f.say(Lang::En))))
        });
        read.collect()
    }

    /// The product with what its file says, ready to be asked about.
    ///
    /// # Errors
    /// If there is none, or the dictionary no longer takes its file.
    pub fn studied(&self, actor: &Actor, id: &str) -> Result<Studied, AppError> {
        let file = self.product(actor, id)?;
        let read = read_product(&self.law.engine, &file.text, &file_name(id));
        let (product, warnings) = read.map_err(|p| faults("text", &p))?;
        let markets = markets_of(&product, &file.markets);
        Ok(Studied { file, product, warnings, markets })
    }

    /// Reads a product file, and adds the markets of its shipments to those that are asked about.
    pub(crate) fn checked(&self, new: &NewProduct, name: &str) -> Result<(Product, Vec<String>), AppError> {
        if new.text.len() > PRODUCT_BYTES_MAX || new.text.contains('\0') {
            return Err(AppError::field(
                "text",
                "the file is too long, or has a character that cannot be kept",
                "文件过长或含有无法保存的字符",
            ));
        }
        let (product, _) = read_product(&self.law.engine, &new.text, name).map_err(|p| faults("text", &p))?;
        let mut markets: BTreeSet<String> = product.ships.iter().map(|s| s.market.clone()).collect();
        for market in &new.markets {
            let market = market.trim().to_uppercase();
            if self.law.library.common.markets.market(&market).is_none() {
                return Err(AppError::field(
                    "markets",
                    format!("unknown market `{market}`"),
                    format!("未知的市场 `{market}`"),
                ));
            }
            markets.insert(market);
        }
        Ok((product, markets.into_iter().collect()))
    }

    /// Keeps a new product of an organisation that the actor acts for.
    ///
    /// # Errors
    /// If the actor may not, or the file is wrong.
    pub fn new_product(&self, actor: &Actor, owner: Option<&str>, new: &NewProduct) -> Result<ProductFile, AppError> {
        let owner = self.owner(actor, owner)?;
        let id = short_id("p", self.chance.as_ref());
        let draft = self.draft(actor, &id, None, &owner, new)?;
        self.write_products(actor, "product.made", vec![draft])?.into_iter().next().ok_or_else(|| no_product(&id))
    }

    /// The organisation that a new product belongs to, with its consultant.
    pub(crate) fn owner(&self, actor: &Actor, owner: Option<&str>) -> Result<Organisation, AppError> {
        keeper(actor)?;
        let wanted = owner.filter(|o| !o.is_empty()).unwrap_or(actor.organisation_id());
        let found = self.product_owners(actor)?.into_iter().find(|o| o.id == wanted);
        found.ok_or_else(|| AppError::field("owner", "you do not act for this organisation", "您不能代表该组织"))
    }

    /// Changes a product.
    ///
    /// # Errors
    /// If the actor may not, the file is wrong, or somebody changed it since `expected`.
    pub fn save_product(
        &self,
        actor: &Actor,
        id: &str,
        expected: Option<u64>,
        new: &NewProduct,
    ) -> Result<ProductFile, AppError> {
        keeper(actor)?;
        let file = self.product(actor, id)?;
        if let Some(expected) = expected.filter(|v| *v != file.version) {
            return Err(changed(&file, expected));
        }
        let owner = self.organisation(&file.owner)?.ok_or_else(|| no_product(id))?;
        let draft = self.draft(actor, id, Some(file), &owner, new)?;
        self.write_products(actor, "product.saved", vec![draft])?.into_iter().next().ok_or_else(|| no_product(id))
    }

    /// Retires a product: it leaves the lists, and nothing of it is lost.
    ///
    /// # Errors
    /// If the actor may not, there is no reason, or somebody changed it since `expected`.
    pub fn retire_product(&self, actor: &Actor, id: &str, expected: Option<u64>, why: &str) -> Result<(), AppError> {
        let role = keeper(actor)?;
        let file = self.product(actor, id)?;
        if let Some(expected) = expected.filter(|v| *v != file.version) {
            return Err(changed(&file, expected));
        }
        let why = why.trim();
        if why.is_empty() {
            return Err(AppError::field("why", "say why; it stays with the product", "请说明原因，该说明会随产品保存"));
        }
        let event = ProductEvent::Retired { why: why.chars().take(2000).collect() };
        let draft = Draft { before: file.version, history: file.history, added: Vec::new() };
        let draft = draft.add(self, id, actor.by(role), event);
        self.write_products(actor, "product.retired", vec![draft]).map(|_| ())
    }

    /// Asks scope about a product again, and keeps the answer.
    ///
    /// # Errors
    /// If there is no such product, or its file is no longer readable.
    pub fn scope_again(&self, actor: &Actor, id: &str) -> Result<ProductFile, AppError> {
        let role = keeper(actor)?;
        let studied = self.studied(actor, id)?;
        let event = self.scoped(&studied.product, &studied.markets, self.today());
        let draft = Draft { before: studied.file.version, history: studied.file.history, added: Vec::new() };
        let draft = draft.add(self, id, actor.by(role), event);
        self.write_products(actor, "product.scoped", vec![draft])?.into_iter().next().ok_or_else(|| no_product(id))
    }

    /// What scope says in short, as an event.
    pub(crate) fn scoped(&self, product: &Product, markets: &[String], on: Date) -> ProductEvent {
        let asked = Asked { ahead: LookAhead::Months(0), ..Asked::markets(markets, on) };
        let results = self.law.engine.ask_lines(product, &asked);
        let questions: BTreeSet<&str> =
            results.iter().flat_map(|r| &r.questions).filter(|q| q.decisive).map(|q| q.fact.as_str()).collect();
        ProductEvent::Scoped {
            on,
            markets: markets.to_vec(),
            packs: editions(&results),
            summary: summary(&results),
            questions: u32::try_from(questions.len()).unwrap_or(u32::MAX),
        }
    }

    /// A change of a product, ready to be written: what was saved, and what scope says of it.
    pub(crate) fn draft(
        &self,
        actor: &Actor,
        id: &str,
        file: Option<ProductFile>,
        owner: &Organisation,
        new: &NewProduct,
    ) -> Result<Draft, AppError> {
        let role = keeper(actor)?;
        let (product, markets) = self.checked(new, &file_name(id))?;
        if product.name.trim().is_empty() {
            return Err(AppError::field("name", "the product has no name", "缺少产品名称"));
        }
        let saved = ProductEvent::Saved {
            owner: OrganisationId::new(owner.id.as_str()),
            agent: owner.agent.as_deref().map(OrganisationId::new),
            text: new.text.clone(),
            markets: markets.clone(),
            why: new.why.chars().take(2000).collect(),
        };
        let draft = Draft {
            before: file.as_ref().map_or(0, |f| f.version),
            history: file.map(|f| f.history).unwrap_or_default(),
            added: Vec::new(),
        };
        let draft = draft.add(self, id, actor.by(role), saved);
        if markets.is_empty() {
            return Ok(draft);
        }
        let scoped = self.scoped(&product, &markets, self.today());
        Ok(draft.add(self, id, actor.by(role), scoped))
    }

    /// Writes changes of products, all of them or none.
    pub(crate) fn write_products(
        &self,
        actor: &Actor,
        action: &str,
        drafts: Vec<Draft>,
    ) -> Result<Vec<ProductFile>, AppError> {
        let mut batch = Batch::default();
        let mut files = Vec::new();
        let mut packs: BTreeMap<String, String> = BTreeMap::new();
        for draft in drafts {
            for written in &draft.added {
                if let ProductEvent::Scoped { packs: used, .. } = &written.event {
                    packs.extend(used.iter().map(|p| (p.digest.clone(), p.id.clone())));
                }
            }
            let Some(first) = draft.added.first() else { continue };
            let key = StreamKey::new(ProductEvent::STREAM, first.id.as_str());
            batch.trail.push(self.trace(Some(actor), action, &format!("product:{}", first.id), "done"));
            let lines = draft.added.iter().map(Written::write).collect();
            batch.events.push(Append { key, expected: draft.before, lines });
            let history = draft.history.into_iter().chain(draft.added).collect();
            if let Some(file) = ProductFile::of(history) {
                batch.items.extend(file.item());
                files.push(file);
            }
        }
        self.write_with_packs(batch, &packs)?;
        Ok(files)
    }

    /// Writes a batch, and the texts of packs by digest where they are not kept yet.
    pub(crate) fn write_with_packs(&self, mut batch: Batch, packs: &BTreeMap<String, String>) -> Result<(), AppError> {
        for (digest, pack) in packs {
            if self.store.row(Table::PackText, digest)?.is_none() {
                batch.rows.push(RowChange::Put(Row {
                    table: Table::PackText,
                    key: digest.clone(),
                    version: 1,
                    aliases: BTreeSet::new(),
                    owner: pack.clone(),
                    data: self.law.text_of(pack),
                    expires: None,
                }));
            }
        }
        match self.store.write(&batch) {
            Ok(_) => Ok(()),
            // The text of a pack is the same whoever wrote it first.
            Err(NotWritten::Row { table: Table::PackText, .. }) => {
                batch.rows.clear();
                self.store.write(&batch)?;
                Ok(())
            }
            Err(other) => Err(other.into()),
        }
    }
}

/// The packs behind some answers.
pub(crate) fn editions(results: &[ScopeResult]) -> Vec<PackEdition> {
    let used = results.first().map(|r| r.packs.as_slice()).unwrap_or_default();
    let edition = |p: &certmap_scope::PackUsed| PackEdition {
        id: p.id.clone(),
        version: p.version.clone(),
        digest: p.digest.clone(),
    };
    used.iter().map(edition).collect()
}

/// The name that problems give to the file of a product.
pub(crate) fn file_name(id: &str) -> String {
    format!("{id}.toml")
}

fn changed(file: &ProductFile, since: u64) -> AppError {
    let later = file.history.iter().filter(|w| w.version > since);
    let who: BTreeSet<String> = later.map(|w| format!("{} ({})", w.event.word(), w.at.day())).collect();
    let list = who.into_iter().collect::<Vec<_>>().join(", ");
    AppError::Conflict {
        what: Text::new(
            format!("the product was changed since you looked at it ({list}); look at it again, then decide"),
            format!("您查看之后产品已有变动（{list}）；请重新查看后再操作"),
        ),
        version: file.version,
    }
}

/// Events of one product that are not written yet.
pub(crate) struct Draft {
    pub(crate) before: u64,
    pub(crate) history: Vec<Written<ProductEvent>>,
    pub(crate) added: Vec<Written<ProductEvent>>,
}

impl Draft {
    fn add(mut self, app: &App, id: &str, by: By, event: ProductEvent) -> Draft {
        let version = self.before + u64::try_from(self.added.len()).unwrap_or(0) + 1;
        self.added.push(Written { id: id.to_owned(), version, at: app.now(), by, event });
        self
    }
}
