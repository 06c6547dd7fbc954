//! An old answer again, with the packs of its day.

use super::desk::file_name;
use super::stored::ProductEvent;
use crate::app::App;
use crate::error::{AppError, Broken};
use crate::port::Table;
use crate::study::read_product;
use crate::who::Actor;
use certmap_base::Lang;
use certmap_pack::{Library, Select};
use certmap_scope::{Asked, Engine, LookAhead, ScopeResult};
use std::collections::BTreeMap;

impl App {
    /// What scope said in a version of a product, asked again with the texts of the packs that were kept then.
    ///
    /// # Errors
    /// If there is no such answer, or a text that it rests on is not kept.
    pub fn replayed(&self, actor: &Actor, id: &str, version: u64) -> Result<Vec<ScopeResult>, AppError> {
        let file = self.product(actor, id)?;
        let nothing = || {
            let (en, zh) = (format!("version {version} holds no answer"), format!("版本 {version} 没有结论"));
            AppError::not_found(en, zh)
        };
        let answered = file.history.iter().find(|w| w.version == version).ok_or_else(nothing)?;
        let ProductEvent::Scoped { on, markets, packs, .. } = &answered.event else { return Err(nothing()) };
        let text = file.text_at(version).ok_or_else(nothing)?;
        let mut texts: BTreeMap<String, String> = BTreeMap::new();
        for pack in packs {
            let row = self.store.row(Table::PackText, &pack.digest)?;
            let row =
                row.ok_or_else(|| Broken::new("replaying an answer", format!("the text of {} is not kept", pack.id)))?;
            let files: BTreeMap<String, String> =
                serde_json::from_str(&row.data).map_err(|e| Broken::new("reading the text of a pack", e))?;
            texts.extend(files);
        }
        let list: Vec<(&str, &str)> = texts.iter().map(|(n, t)| (n.as_str(), t.as_str())).collect();
        let (library, problems) = Library::read(&list, &Select { markets: None, tests: false });
        let said = || problems.first().map_or_else(String::new, |p| p.say(Lang::En));
        let library = library.ok_or_else(|| Broken::new("replaying an answer", said()))?;
        let engine = Engine::new(&library);
        let read = read_product(&engine, text, &file_name(id));
        let (product, _) = read.map_err(|p| super::desk::faults("text", &p))?;
        let asked = Asked { ahead: LookAhead::Months(0), ..Asked::markets(markets, *on) };
        Ok(engine.ask_lines(&product, &asked))
    }
}
