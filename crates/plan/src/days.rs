//! Which calendar a step counts in.

use crate::group::Inst;
use crate::outlook::{Warning, WarningKind};
use crate::request::Inputs;
use crate::table::{Table, number};
use certmap_base::Text;
use certmap_pack::{Behaviour, Party, Step};
use std::sync::Arc;

/// The tables of one plan; each is made once.
pub(crate) struct Tables<'a> {
    inputs: &'a Inputs<'a>,
    keys: Vec<String>,
    pub(crate) tables: Vec<Arc<Table>>,
    missing: Vec<String>,
}

impl<'a> Tables<'a> {
    pub(crate) fn new(inputs: &'a Inputs<'a>) -> Tables<'a> {
        Tables { inputs, keys: Vec::new(), tables: Vec::new(), missing: Vec::new() }
    }

    /// The table for a run of a step. An audit needs the days of both sides; what a factory does needs the factory open.
    pub(crate) fn of_step(&mut self, step: &Step, factories: &[usize]) -> usize {
        let own = match step.calendar.as_str() {
            "factory" => None,
            "applicant" => Some(self.named(&self.applicant(), step.by)),
            id => Some(self.named(id, step.by)),
        };
        let at_factory = own.is_none()
            || step.by == Party::Factory
            || matches!(step.behaviour, Behaviour::Audit | Behaviour::MakeSamples);
        let mut all: Vec<usize> =
            if at_factory { factories.iter().map(|f| self.factory(*f)).collect() } else { Vec::new() };
        all.extend(own);
        self.all_of(&all)
    }

    /// The table for work on the goods.
    pub(crate) fn of_goods(&mut self, factories: &[usize]) -> usize {
        let all: Vec<usize> = factories.iter().map(|f| self.factory(*f)).collect();
        self.all_of(&all)
    }

    /// The place of a table that its activity does not count in.
    pub(crate) fn plain(&mut self) -> usize {
        self.named("weekdays", Party::Applicant)
    }

    fn all_of(&mut self, places: &[usize]) -> usize {
        let Some((first, rest)) = places.split_first() else { return self.plain() };
        rest.iter().fold(*first, |a, b| self.both(a, *b))
    }

    fn both(&mut self, a: usize, b: usize) -> usize {
        if a == b {
            return a;
        }
        let key = format!("both {a} {b}");
        if let Some(place) = self.keys.iter().position(|k| *k == key) {
            return place;
        }
        match (self.tables.get(a), self.tables.get(b)) {
            (Some(x), Some(y)) => {
                let table = Arc::new(Table::both(x, y));
                self.keep(key, table)
            }
            _ => a,
        }
    }

    fn keep(&mut self, key: String, table: Arc<Table>) -> usize {
        self.keys.push(key);
        self.tables.push(table);
        self.tables.len() - 1
    }

    fn applicant(&self) -> String {
        let country = |role: &str| {
            let party = self.inputs.product.parties.iter().find(|p| p.role == role && p.country.is_some());
            party.and_then(|p| p.country.as_deref()).map(str::to_lowercase)
        };
        let roles = ["applicant", "holder", "manufacturer", "importer"];
        roles.into_iter().find_map(country).unwrap_or_else(|| "weekdays".to_owned())
    }

    /// A calendar by id; the closures of bodies or factories where they are known apart.
    fn named(&mut self, id: &str, by: Party) -> usize {
        let special = match by {
            Party::Body | Party::Laboratory | Party::Auditor => format!("{id}-body"),
            Party::Factory => format!("{id}-factory"),
            _ => String::new(),
        };
        let id = if self.inputs.calendars.has(&special) { &special } else { id };
        if let Some(place) = self.keys.iter().position(|k| k == id) {
            return place;
        }
        match self.inputs.calendars.table(id) {
            Some(table) => {
                let table = Arc::clone(table);
                self.keep(id.to_owned(), table)
            }
            None if id == "weekdays" => 0,
            None => {
                if !self.missing.iter().any(|m| m == id) {
                    self.missing.push(id.to_owned());
                }
                self.plain()
            }
        }
    }

    /// The days on which a factory works.
    fn factory(&mut self, place: usize) -> usize {
        let Some(factory) = self.inputs.product.factories.get(place) else { return self.plain() };
        let base = self.named(&factory.country.to_lowercase(), Party::Factory);
        if factory.shutdowns.is_empty() {
            return base;
        }
        let key = format!("factory {place}");
        if let Some(place) = self.keys.iter().position(|k| *k == key) {
            return place;
        }
        let name = Text::new(format!("shutdown of {}", factory.id), format!("{}停产", factory.id));
        let spans: Vec<(i32, i32, Text)> =
            factory.shutdowns.iter().map(|s| (number(s.from), number(s.until), name.clone())).collect();
        let Some(table) = self.tables.get(base) else { return base };
        let closed = table.closing(format!("{}@{}", table.id, factory.id), table.label.clone(), &spans);
        self.keep(key, Arc::new(closed))
    }

    /// Calendars that were asked for in vain.
    pub(crate) fn warnings(&self) -> Vec<Warning> {
        let told = |id: &String| Warning {
            kind: WarningKind::UnknownCalendar,
            of: Some(id.clone()),
            says: Text::new(
                format!("there is no calendar `{id}`: Monday to Friday is counted, without holidays"),
                format!("没有日历 `{id}`：按周一至周五计算，未计节假日"),
            ),
        };
        self.missing.iter().map(told).collect()
    }
}

/// The name of a run in an id, with what stands before it.
pub(crate) fn suffix(inputs: &Inputs<'_>, units: &[crate::group::Unit], run: Inst) -> Option<String> {
    match run {
        Inst::Unit(u) => units.get(u).map(|u| format!("unit-{}", u.id)),
        Inst::Factory(Some(f)) => inputs.product.factories.get(f).map(|f| f.id.clone()),
        Inst::Ship(t) => Some(format!("ship-{}", t + 1)),
        Inst::Product | Inst::Factory(None) => None,
    }
}
