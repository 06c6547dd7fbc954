//! Many products at once: in from a table with a dry run that shows every bad row, and out again.

use super::desk::{NewProduct, file_name};
use crate::app::App;
use crate::error::AppError;
use crate::item::{ItemKind, ItemQuery, of_organisation};
use crate::secret::short_id;
use crate::study::{contradictions, read_product};
use crate::who::Actor;
use certmap_base::{Fault, Place, Problem, text};
use certmap_intake::{Format, read, write_product};
use certmap_scope::{CUSTOMS_CODE, Product};
use std::collections::BTreeSet;

/// At most so many products come in at once.
pub const IMPORT_MAX: usize = 5_000;

/// What a file holds, before or after it was kept.
#[derive(Debug, Clone, Default)]
pub struct Import {
    /// Every product that could be read.
    pub products: Vec<Product>,
    /// Every problem, with file, row, column and word.
    pub problems: Vec<Problem>,
    /// How many rows there are.
    pub rows: usize,
    /// Ids of the products that were kept; empty for a dry run.
    pub kept: Vec<String>,
}

impl Import {
    /// Whether nothing stands against keeping all of it.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        !self.products.is_empty() && !self.problems.iter().any(Problem::is_error)
    }
}

impl App {
    /// Looks at a file of products, and keeps all of them or none.
    ///
    /// # Errors
    /// If the actor may not, the file is of no known shape, or, where it is to be kept, anything in it is wrong.
    pub fn import_products(
        &self,
        actor: &Actor,
        owner: Option<&str>,
        name: &str,
        bytes: &[u8],
        markets: &[String],
        keep: bool,
    ) -> Result<Import, AppError> {
        let owner = self.owner(actor, owner)?;
        let format = Format::of_name(name).map_err(|f| file_fault(&f))?;
        let mut import = self.looked_at(name, format, bytes)?;
        self.told_apart(&owner.id, name, &mut import)?;
        if !keep || !import.is_clean() {
            return Ok(import);
        }
        let mut drafts = Vec::new();
        for product in &import.products {
            let id = short_id("p", self.chance.as_ref());
            let text = write_product(product).map_err(|f| file_fault(&f))?;
            let why = format!("imported from {name}");
            drafts.push(self.draft(actor, &id, None, &owner, &NewProduct { text, markets: markets.to_vec(), why })?);
        }
        import.kept = self.write_products(actor, "product.imported", drafts)?.into_iter().map(|f| f.id).collect();
        Ok(import)
    }

    fn looked_at(&self, name: &str, format: Format, bytes: &[u8]) -> Result<Import, AppError> {
        let engine = &self.law.engine;
        let mut import = Import::default();
        for reading in read(bytes, name, format, &self.law.library.common).checked_by(|p| contradictions(engine, p)) {
            import.rows += 1;
            import.problems.extend(reading.problems);
            import.products.extend(reading.product);
            if import.rows > IMPORT_MAX {
                let (en, zh) = (
                    format!("the file holds more than {IMPORT_MAX} products; split it"),
                    format!("文件中的产品超过 {IMPORT_MAX} 个，请拆分"),
                );
                return Err(AppError::field("file", en, zh));
            }
        }
        if import.rows == 0 {
            let fault = Fault::new(text!("there is no product in it", "文件中没有产品"))
                .help(text!("download the form and fill in a row a product", "请下载表格，每行填写一个产品"));
            import.problems.push(Problem::error(Place::file(name), fault));
        }
        Ok(import)
    }

    /// Names that stand twice in the file, or belong to a product that is kept already: neither is overwritten.
    fn told_apart(&self, owner: &str, name: &str, import: &mut Import) -> Result<(), AppError> {
        let mut kept = BTreeSet::new();
        let links = [of_organisation(owner), "live".to_owned()];
        let mut query = ItemQuery { limit: 1000, ..ItemQuery::new(ItemKind::Product, links) };
        loop {
            let found = self.store.items(&query)?;
            kept.extend(found.items.into_iter().map(|i| i.title));
            match found.next {
                Some(next) => query.after = Some(next),
                None => break,
            }
        }
        let mut seen = BTreeSet::new();
        for product in &import.products {
            let called = &product.name;
            let place = if product.place.file.is_empty() { Place::file(name) } else { product.place.clone() };
            if !seen.insert(called.clone()) {
                let fault =
                    Fault::new(text!("the name `{called}` stands twice in the file", "名称 `{called}` 在文件中重复"))
                        .help(text!("give every product its own name", "请为每个产品取不同的名称"));
                import.problems.push(Problem::error(place, fault));
            } else if kept.contains(called) {
                let fault = Fault::new(text!("there is a product `{called}` already", "已存在产品 `{called}`"))
                    .help(text!("change it on its page, or take the row out", "请在其页面上修改，或删去该行"));
                import.problems.push(Problem::error(place, fault));
            }
        }
        Ok(())
    }

    /// All products that somebody sees, as one file that can be imported again.
    ///
    /// # Errors
    /// If the store does not work.
    pub fn export_products(&self, actor: &Actor) -> Result<Vec<(String, Product)>, AppError> {
        let links = [of_organisation(actor.organisation_id()), "live".to_owned()];
        let mut query = ItemQuery { limit: 500, ..ItemQuery::new(ItemKind::Product, links) };
        let mut all = Vec::new();
        loop {
            let found = self.store.items(&query)?;
            for item in found.items {
                let Some(file) = self.product_file(&item.id)? else { continue };
                let read = read_product(&self.law.engine, &file.text, &file_name(&item.id));
                all.extend(read.ok().map(|(product, _)| (item.id, product)));
            }
            match found.next {
                Some(next) => query.after = Some(next),
                None => return Ok(all),
            }
        }
    }
}

fn file_fault(fault: &Fault) -> AppError {
    let help = fault.help.as_deref().cloned().unwrap_or_default();
    AppError::Invalid(vec![crate::error::FieldFault { field: "file".to_owned(), what: fault.message.clone(), help }])
}

/// Products as a table: names, shipments, factories and every fact that one of them has.
#[must_use]
pub fn products_csv(products: &[(String, Product)]) -> String {
    let facts: BTreeSet<&String> =
        products.iter().flat_map(|(_, p)| p.facts.keys()).filter(|f| *f != CUSTOMS_CODE).collect();
    let ships = products.iter().map(|(_, p)| p.ships.len()).max().unwrap_or(0);
    let mut heads: Vec<String> = ["name", "kind", "kinds", "hs", "gtin"].map(str::to_owned).into();
    for n in 1..=ships {
        let number = if n == 1 { String::new() } else { n.to_string() };
        heads.extend(["market", "date", "quantity", "purpose"].map(|f| format!("ship{number}.{f}")));
    }
    heads.extend(facts.iter().map(|f| (*f).clone()));
    let mut out = String::from("\u{feff}");
    row(&mut out, heads);
    for (_, p) in products {
        let or = |w: &Option<String>| w.clone().unwrap_or_default();
        let mut cells =
            vec![p.name.clone(), or(&p.kind), p.kinds.join(";"), p.customs_code().unwrap_or_default(), or(&p.gtin)];
        for n in 0..ships {
            let ship = p.ships.get(n);
            cells.push(ship.map(|s| s.market.clone()).unwrap_or_default());
            cells.push(ship.map(|s| s.date.to_string()).unwrap_or_default());
            cells.push(ship.and_then(|s| s.quantity).map(|q| q.to_string()).unwrap_or_default());
            cells.push(ship.and_then(|s| s.purpose.clone()).unwrap_or_default());
        }
        cells.extend(facts.iter().map(|f| {
            let value = p.facts.get(*f).map(|a| &a.value);
            match value {
                Some(certmap_pack::Value::List { items, .. }) => items.join(";"),
                Some(value) => value.to_string(),
                None => String::new(),
            }
        }));
        row(&mut out, cells);
    }
    out
}

/// A row of CSV. What a table program would take for a formula gets a sign in front.
fn row(out: &mut String, cells: Vec<String>) {
    let quoted = cells.into_iter().map(|c| {
        let formula = c.starts_with(['=', '+', '@', '\t', '\r']);
        format!("\"{}{}\"", if formula { "'" } else { "" }, c.replace('"', "\"\""))
    });
    out.push_str(&quoted.collect::<Vec<_>>().join(","));
    out.push_str("\r\n");
}
