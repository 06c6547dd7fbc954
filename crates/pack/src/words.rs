//! What the names in a pack's conditions stand for.

use crate::{Common, FactType, Table};
use certmap_base::Lang;
use certmap_expr::{NameKind, Names, TableType, Type, Vocabulary};
use std::collections::BTreeMap;

/// Where there are no band tables.
pub(crate) static NO_TABLES: BTreeMap<String, Table> = BTreeMap::new();

/// The vocabulary of one pack: shared facts, its own definitions, all kinds and schemes.
pub struct PackWords<'a> {
    pub(crate) common: &'a Common,
    pub(crate) definitions: BTreeMap<String, (Type, certmap_base::Text)>,
    pub(crate) tables: &'a BTreeMap<String, Table>,
    pub(crate) schemes: &'a BTreeMap<String, certmap_base::Text>,
    /// Names the planner brings along, in conditions of steps.
    pub(crate) planner: bool,
}

/// Names that only conditions of steps, documents and fees may read.
pub(crate) const PLANNER_NAMES: [&str; 3] =
    ["factory_has_valid_inspection", "auditors_travel", "has_adapter_certificate"];

impl<'a> PackWords<'a> {
    /// Words for speaking about a pack; definitions get their titles.
    #[must_use]
    pub fn of(
        common: &'a Common,
        pack: &'a crate::Pack,
        schemes: &'a BTreeMap<String, certmap_base::Text>,
    ) -> PackWords<'a> {
        let definitions = pack.definitions.iter().map(|d| (d.id.clone(), (Type::Bool, d.title.clone()))).collect();
        PackWords { common, definitions, tables: &pack.tables, schemes, planner: true }
    }
}

pub(crate) fn type_of(kind: &FactType) -> Type {
    match kind {
        FactType::Bool => Type::Bool,
        FactType::Number => Type::Quantity(certmap_base::Dimension::default()),
        FactType::Quantity { dimension, .. } => Type::Quantity(dimension.clone()),
        FactType::Range { dimension, .. } => Type::Range(dimension.clone()),
        FactType::Choice(choices) => Type::Choice(choices.iter().map(|c| c.id.clone()).collect()),
        FactType::List(choices) => Type::List(choices.iter().map(|c| c.id.clone()).collect()),
        FactType::Text => Type::Text,
        FactType::Date => Type::Date,
        FactType::Code { digits } => Type::Code(*digits),
    }
}

impl Vocabulary for PackWords<'_> {
    fn name(&self, name: &str) -> Option<NameKind> {
        if let Some((t, _)) = self.definitions.get(name) {
            return Some(NameKind::Definition(t.clone()));
        }
        if self.planner && PLANNER_NAMES.contains(&name) {
            return Some(NameKind::Fact(Type::Bool));
        }
        self.common.facts.get(name).map(|f| NameKind::Fact(type_of(&f.kind)))
    }

    fn names(&self) -> Vec<String> {
        let planner = PLANNER_NAMES.iter().filter(|_| self.planner).map(|n| (*n).to_owned());
        self.definitions.keys().chain(self.common.facts.keys()).cloned().chain(planner).collect()
    }

    fn has_kind(&self, id: &str) -> bool {
        self.common.kinds.index(id).is_some()
    }

    fn kinds(&self) -> Vec<String> {
        self.common.kinds.ids().map(str::to_owned).collect()
    }

    fn has_scheme(&self, id: &str) -> bool {
        self.schemes.contains_key(id)
    }

    fn schemes(&self) -> Vec<String> {
        self.schemes.keys().cloned().collect()
    }

    fn table(&self, id: &str) -> Option<TableType> {
        self.tables.get(id).map(crate::read_table::type_of)
    }

    fn tables(&self) -> Vec<String> {
        self.tables.keys().cloned().collect()
    }
}

impl Names for PackWords<'_> {
    fn name(&self, id: &str, lang: Lang) -> String {
        if let Some((_, title)) = self.definitions.get(id) {
            return title.get(lang).to_owned();
        }
        match (self.common.facts.get(id), id, lang) {
            (Some(fact), _, _) => fact.name.get(lang).to_owned(),
            (None, "factory_has_valid_inspection", Lang::En) => "the factory has a valid inspection".to_owned(),
            (None, "factory_has_valid_inspection", Lang::Zh) => "工厂持有有效的检查结果".to_owned(),
            (None, "auditors_travel", Lang::En) => "the auditors travel to another country".to_owned(),
            (None, "auditors_travel", Lang::Zh) => "检查员需赴境外".to_owned(),
            (None, "has_adapter_certificate", Lang::En) => "the adapter has a certificate of its own".to_owned(),
            (None, "has_adapter_certificate", Lang::Zh) => "适配器已单独获证".to_owned(),
            _ => id.to_owned(),
        }
    }

    fn choice(&self, fact: &str, choice: &str, lang: Lang) -> String {
        let choices = match self.common.facts.get(fact).map(|f| &f.kind) {
            Some(FactType::Choice(choices) | FactType::List(choices)) => choices.as_slice(),
            _ => &[],
        };
        choices.iter().find(|c| c.id == choice).map_or_else(|| choice.to_owned(), |c| c.name.get(lang).to_owned())
    }

    fn kind(&self, id: &str, lang: Lang) -> String {
        self.common.kinds.get(id).map_or_else(|| id.to_owned(), |k| k.name.get(lang).to_owned())
    }

    fn scheme(&self, id: &str, lang: Lang) -> String {
        self.schemes.get(id).map_or_else(|| id.to_owned(), |t| t.get(lang).to_owned())
    }

    fn table(&self, id: &str, lang: Lang) -> String {
        self.tables.get(id).map_or_else(|| id.to_owned(), |t| t.title.get(lang).to_owned())
    }

    fn column(&self, table: &str, column: &str, lang: Lang) -> String {
        let title = self.tables.get(table).and_then(|t| crate::read_table::title(t, Some(column)));
        title.map_or_else(|| column.to_owned(), |t| t.get(lang).to_owned())
    }
}
