//! Factories, parties, papers, shipments and steps done.

use crate::desk::Desk;
use crate::node::{Entry, Table};
use crate::product::Reference;
use certmap_base::{Date, Fault, Text, text};
use certmap_pack::{Raw, Value};
use certmap_scope::{DoneStep, Factory, Inspection, Mandate, Paper, PartyRecord, Shipment, Shutdown};

const ROLES: [&str; 7] =
    ["applicant", "holder", "manufacturer", "importer", "agent", "local_representative", "private_labeler"];
const PAPER: [&str; 11] =
    ["scheme", "kind", "number", "holder", "issuer", "standard", "edition", "date", "valid_until", "models", "factory"];

impl Desk<'_> {
    pub(crate) fn factories(&mut self, entry: &Entry) -> Vec<Factory> {
        let mut factories: Vec<Factory> = Vec::new();
        for (table, at) in self.tables(entry) {
            let factory = self.factory(table, at);
            if !factory.id.is_empty() && factories.iter().any(|f| f.id == factory.id) {
                self.error(
                    at,
                    Fault::new(text!("the factory `{}` stands twice", "工厂 `{}` 重复出现", factory.id))
                        .help(text!("give every factory its own id", "请给每家工厂各自的 id")),
                );
            }
            factories.push(factory);
        }
        factories
    }

    fn factory(&mut self, table: &Table, at: usize) -> Factory {
        let mut factory = Factory { place: self.place_of(at), ..Factory::default() };
        for part in &table.entries {
            match part.key.as_str() {
                "id" => factory.id = self.text(part).unwrap_or_default(),
                "name" => factory.name = self.name(part),
                "country" => factory.country = self.country(part).unwrap_or_default(),
                "headcount" => factory.headcount = self.whole(part).map(|n| u32::try_from(n).unwrap_or(u32::MAX)),
                "class" => factory.class = self.class(part),
                "inspections" => factory.inspections = self.inspections(part),
                "shutdowns" => factory.shutdowns = self.shutdowns(part),
                _ => {
                    self.unknown_key(part, &["id", "name", "country", "headcount", "class", "inspections", "shutdowns"])
                }
            }
        }
        self.required(table, at, &text!("factory", "工厂"), &["id", "country"]);
        factory
    }

    /// Reports keys without which a record says nothing.
    fn required(&mut self, table: &Table, at: usize, what: &Text, keys: &[&str]) {
        for key in keys {
            if table.get(key).is_none() {
                self.error(
                    at,
                    Fault::new(text!("the {} has no `{key}`", "{}没有 `{key}`"; what))
                        .help(text!("add {key} = ...", "请加上 {key} = ...")),
                );
            }
        }
    }

    fn class(&mut self, entry: &Entry) -> Option<String> {
        let word = self.text(entry)?.to_uppercase();
        if !matches!(word.as_str(), "A" | "B" | "C" | "D") {
            self.error(
                entry.value.at,
                Fault::new(text!("`{word}` is no class of a factory", "`{word}` 不是工厂分类等级"))
                    .help(text!("classes: A, B, C, D", "分类等级：A、B、C、D")),
            );
            return None;
        }
        Some(word)
    }

    fn inspections(&mut self, entry: &Entry) -> Vec<Inspection> {
        let mut found = Vec::new();
        for (table, at) in self.tables(entry) {
            let (mut scheme, mut on, mut valid_until) = (None, None, None);
            for part in &table.entries {
                match part.key.as_str() {
                    "scheme" => scheme = self.inspected(part),
                    "on" => on = self.date(part),
                    "valid_until" => valid_until = self.date(part),
                    _ => self.unknown_key(part, &["scheme", "on", "valid_until"]),
                }
            }
            self.required(table, at, &text!("inspection", "工厂检查"), &["scheme", "on"]);
            self.in_order(on, valid_until, at, &text!("the inspection", "工厂检查"));
            if let (Some(scheme), Some(on)) = (scheme, on) {
                found.push(Inspection { scheme, on, valid_until });
            }
        }
        found
    }

    /// A scheme or a share key; share keys are not known here, so only what looks mistyped is warned about.
    fn inspected(&mut self, entry: &Entry) -> Option<String> {
        let word = self.text(entry)?;
        if let (Err(fault), Some(hint)) = (self.words.scheme(&word), self.words.near_scheme(&word)) {
            self.warn(entry.value.at, fault.help(hint));
        }
        Some(word)
    }

    fn in_order(&mut self, from: Option<Date>, until: Option<Date>, at: usize, what: &Text) {
        if let (Some(from), Some(until)) = (from, until)
            && until <= from
        {
            let fault = Fault::new(text!("{} ends on {until}, not after its first day {from}", "{}的结束日 {until} 不晚于开始日 {from}"; what))
                .help(text!("write the earlier day first", "请先写较早的日期"));
            self.error(at, fault);
        }
    }

    fn shutdowns(&mut self, entry: &Entry) -> Vec<Shutdown> {
        let mut found = Vec::new();
        for (table, at) in self.tables(entry) {
            let (mut from, mut until) = (None, None);
            for part in &table.entries {
                match part.key.as_str() {
                    "from" => from = self.date(part),
                    "until" => until = self.date(part),
                    _ => self.unknown_key(part, &["from", "until"]),
                }
            }
            self.required(table, at, &text!("shutdown", "停产"), &["from", "until"]);
            self.in_order(from, until, at, &text!("the shutdown", "停产"));
            if let (Some(from), Some(until)) = (from, until) {
                found.push(Shutdown { from, until });
            }
        }
        found
    }

    pub(crate) fn parties(&mut self, entry: &Entry) -> Vec<PartyRecord> {
        let mut parties = Vec::new();
        for (table, at) in self.tables(entry) {
            let mut party = PartyRecord::default();
            for part in &table.entries {
                match part.key.as_str() {
                    "role" => party.role = self.role(part).unwrap_or_default(),
                    "name" => party.name = self.name(part),
                    "country" => party.country = self.country(part),
                    "mandate" => party.mandate = self.mandate(part),
                    _ => self.unknown_key(part, &["role", "name", "country", "mandate"]),
                }
            }
            self.required(table, at, &text!("party", "相关方"), &["role"]);
            parties.push(party);
        }
        parties
    }

    fn role(&mut self, entry: &Entry) -> Option<String> {
        let word = self.text(entry)?;
        if ROLES.contains(&word.as_str()) {
            return Some(word);
        }
        let fault = Fault::new(text!("unknown role `{word}`", "未知的角色 `{word}`"))
            .help(text!("roles: {}", "角色：{}", ROLES.join(", ")))
            .suggest(&word, ROLES);
        self.error(entry.value.at, fault);
        None
    }

    fn mandate(&mut self, entry: &Entry) -> Option<Mandate> {
        let (table, at) = self.tables(entry).into_iter().next()?;
        let mut mandate = Mandate { scheme: String::new(), from: None, until: None };
        for part in &table.entries {
            match part.key.as_str() {
                "scheme" => mandate.scheme = self.scheme(part).unwrap_or_default(),
                "from" => mandate.from = self.date(part),
                "until" => mandate.until = self.date(part),
                _ => self.unknown_key(part, &["scheme", "from", "until"]),
            }
        }
        self.required(table, at, &text!("mandate", "授权"), &["scheme"]);
        self.in_order(mandate.from, mandate.until, at, &text!("the mandate", "授权"));
        Some(mandate)
    }

    pub(crate) fn papers(&mut self, entry: &Entry, factories: &mut Vec<Reference>) -> Vec<Paper> {
        let mut papers = Vec::new();
        for (table, at) in self.tables(entry) {
            let mut paper = Paper::default();
            for part in &table.entries {
                self.paper_key(part, &mut paper, factories);
            }
            if table.get("scheme").is_none() && table.get("kind").is_none() {
                let fault = Fault::new(text!(
                    "the paper has neither `scheme` nor `kind`",
                    "该证书或报告既没有 `scheme` 也没有 `kind`"
                ))
                .help(text!(
                    "add scheme = \"...\" for a certificate or declaration, kind = \"test-report\" for another paper",
                    "证书或声明请加上 scheme = \"...\"，其他文件请加上 kind = \"test-report\""
                ));
                self.error(at, fault);
            }
            self.in_order(paper.date, paper.valid_until, at, &text!("the paper", "证书或报告"));
            papers.push(paper);
        }
        papers
    }

    fn paper_key(&mut self, part: &Entry, paper: &mut Paper, factories: &mut Vec<Reference>) {
        match part.key.as_str() {
            "scheme" => paper.scheme = self.scheme(part),
            "kind" => paper.kind = self.text(part),
            "number" => paper.number = self.text(part),
            "holder" => paper.holder = self.text(part),
            "issuer" => paper.issuer = self.text(part),
            "standard" => paper.standard = self.text(part),
            "edition" => paper.edition = self.text(part),
            "date" => paper.date = self.date(part),
            "valid_until" => paper.valid_until = self.date(part),
            "models" => paper.models = self.list(part).into_iter().map(|(w, _)| w).collect(),
            "factory" => {
                paper.factory = self.text(part);
                factories.extend(paper.factory.clone().map(|id| (id, part.value.at)));
            }
            _ => self.unknown_key(part, &PAPER),
        }
    }

    pub(crate) fn ships(&mut self, entry: &Entry) -> Vec<Shipment> {
        let mut ships = Vec::new();
        for (table, at) in self.tables(entry) {
            let (mut market, mut date, mut quantity, mut purpose, mut manufactured) = (None, None, None, None, None);
            for part in &table.entries {
                match part.key.as_str() {
                    "market" => market = self.market(part),
                    "date" => date = self.date(part),
                    "quantity" => quantity = self.whole(part),
                    "purpose" => purpose = self.purpose(part),
                    "manufactured" => manufactured = self.date(part),
                    _ => self.unknown_key(part, &["market", "date", "quantity", "purpose", "manufactured"]),
                }
            }
            self.required(table, at, &text!("shipment", "出运"), &["market", "date"]);
            if let (Some(made), Some(date)) = (manufactured, date)
                && made > date
            {
                let fault = Fault::new(text!(
                    "the goods are made on {made}, after the shipment of {date}",
                    "货物于 {made} 生产，晚于 {date} 的出运"
                ));
                self.error(
                    at,
                    fault.help(text!("`date` is the day on which the goods leave", "`date` 是货物发出的日期")),
                );
            }
            if let (Some(market), Some(date)) = (market, date) {
                ships.push(Shipment { market, date, quantity, purpose, manufactured });
            }
        }
        ships
    }

    /// A choice of the fact `import_purpose`.
    fn purpose(&mut self, entry: &Entry) -> Option<String> {
        let word = self.text(entry)?;
        let Some(fact) = self.words.common.facts.get("import_purpose") else { return Some(word) };
        match fact.read(&Raw::Word(word), &self.words.common.units) {
            Ok(Value::Choice(id)) => Some(id),
            Ok(_) => None,
            Err(fault) => {
                self.error(entry.value.at, fault);
                None
            }
        }
    }

    pub(crate) fn done(&mut self, entry: &Entry) -> Vec<DoneStep> {
        let mut done = Vec::new();
        for (table, at) in self.tables(entry) {
            let (mut scheme, mut step, mut on) = (None, None, None);
            for part in &table.entries {
                match part.key.as_str() {
                    "scheme" => scheme = self.scheme(part),
                    "step" => step = self.text(part),
                    "on" => on = self.date(part),
                    _ => self.unknown_key(part, &["scheme", "step", "on"]),
                }
            }
            self.required(table, at, &text!("step done", "已完成的步骤"), &["scheme", "step", "on"]);
            if let (Some(scheme), Some(step), Some(on)) = (scheme, step, on) {
                done.push(DoneStep { scheme, step, on });
            }
        }
        done
    }
}
