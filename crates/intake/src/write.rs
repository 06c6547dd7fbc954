//! A product as a TOML product file.

use crate::answer::told;
use crate::record::{Cell, set_keys, set_record};
use certmap_base::{Fault, Text};
use certmap_scope::{Answer, CUSTOMS_CODE, Product};
use std::collections::BTreeMap;

/// The product file of a product: what one reads of it is the same product.
///
/// # Errors
/// Never for a product that was read; the parts it is made of can refuse.
pub fn write_product(product: &Product) -> Result<String, Fault> {
    let head = [
        ("name", Cell::Text(product.name.clone())),
        ("kind", text(product.kind.as_deref())),
        ("kinds", list(&product.kinds)),
        ("hs", text(product.customs_code().as_deref())),
        ("gtin", text(product.gtin.as_deref())),
    ];
    let mut out = set_keys("", &head)?;
    // The customs code stands beside the name.
    let facts: Vec<_> = product.facts.iter().filter(|(fact, _)| *fact != CUSTOMS_CODE).collect();
    if !facts.is_empty() {
        out.push_str("\n[facts]\n");
        for (fact, answer) in facts {
            out.push_str(&format!("{fact} = {}\n", told(answer)));
        }
    }
    for line in &product.lines {
        let cells = [
            ("model", Cell::Text(line.model.clone())),
            ("brand", text(line.brand.as_deref())),
            ("factory", text(line.factory.as_deref())),
        ];
        record(&mut out, "line", &cells)?;
        out.push_str(&differing(&line.facts));
    }
    factories(&mut out, product)?;
    for party in &product.parties {
        let mandate = party.mandate.as_ref().map_or(Cell::Nothing, |m| {
            Cell::Keys(vec![("scheme", Cell::Text(m.scheme.clone())), ("from", day(m.from)), ("until", day(m.until))])
        });
        let cells = [
            ("role", Cell::Text(party.role.clone())),
            ("name", name(&party.name)),
            ("country", text(party.country.as_deref())),
            ("mandate", mandate),
        ];
        record(&mut out, "party", &cells)?;
    }
    papers(&mut out, product)?;
    for ship in &product.ships {
        let cells = [
            ("market", Cell::Text(ship.market.clone())),
            ("date", Cell::Day(ship.date)),
            ("quantity", ship.quantity.map_or(Cell::Nothing, |n| Cell::Number(i64::try_from(n).unwrap_or(i64::MAX)))),
            ("purpose", text(ship.purpose.as_deref())),
            ("manufactured", day(ship.manufactured)),
        ];
        record(&mut out, "ship", &cells)?;
    }
    for done in &product.done {
        let (scheme, step) = (Cell::Text(done.scheme.clone()), Cell::Text(done.step.clone()));
        record(&mut out, "done", &[("scheme", scheme), ("step", step), ("on", Cell::Day(done.on))])?;
    }
    Ok(out)
}

fn factories(out: &mut String, product: &Product) -> Result<(), Fault> {
    for f in &product.factories {
        let cells = [
            ("id", Cell::Text(f.id.clone())),
            ("name", name(&f.name)),
            ("country", Cell::Text(f.country.clone())),
            ("headcount", f.headcount.map_or(Cell::Nothing, |n| Cell::Number(i64::from(n)))),
            ("class", text(f.class.as_deref())),
        ];
        record(out, "factory", &cells)?;
        let inspections = f.inspections.iter().map(|i| {
            let cells = [
                ("scheme", Cell::Text(i.scheme.clone())),
                ("on", Cell::Day(i.on)),
                ("valid_until", day(i.valid_until)),
            ];
            inline(&cells)
        });
        lists(out, "inspections", inspections.collect());
        let shutdowns =
            f.shutdowns.iter().map(|s| inline(&[("from", Cell::Day(s.from)), ("until", Cell::Day(s.until))]));
        lists(out, "shutdowns", shutdowns.collect());
    }
    Ok(())
}

fn papers(out: &mut String, product: &Product) -> Result<(), Fault> {
    for p in &product.have {
        let cells = [
            ("scheme", text(p.scheme.as_deref())),
            ("kind", text(p.kind.as_deref())),
            ("number", text(p.number.as_deref())),
            ("holder", text(p.holder.as_deref())),
            ("issuer", text(p.issuer.as_deref())),
            ("standard", text(p.standard.as_deref())),
            ("edition", text(p.edition.as_deref())),
            ("date", day(p.date)),
            ("valid_until", day(p.valid_until)),
            ("models", list(&p.models)),
            ("factory", text(p.factory.as_deref())),
        ];
        record(out, "have", &cells)?;
    }
    Ok(())
}

fn text(word: Option<&str>) -> Cell {
    word.map_or(Cell::Nothing, |w| Cell::Text(w.to_owned()))
}

fn day(day: Option<certmap_base::Date>) -> Cell {
    day.map_or(Cell::Nothing, Cell::Day)
}

fn list(words: &[String]) -> Cell {
    if words.is_empty() { Cell::Nothing } else { Cell::List(words.to_vec()) }
}

fn name(name: &Text) -> Cell {
    let half = |word: &str| if word.is_empty() { Cell::Nothing } else { Cell::Text(word.to_owned()) };
    Cell::Keys(vec![("en", half(&name.en)), ("zh", half(&name.zh))])
}

fn inline(cells: &[(&'static str, Cell)]) -> String {
    // A record on one line: its keys as they stand in a table of their own.
    let body = set_keys("", cells).unwrap_or_default();
    format!("{{ {} }}", body.trim().replace('\n', ", "))
}

fn lists(out: &mut String, key: &str, tables: Vec<String>) {
    if !tables.is_empty() {
        out.push_str(&format!("{key} = [{}]\n", tables.join(", ")));
    }
}

fn record(out: &mut String, record: &str, cells: &[(&'static str, Cell)]) -> Result<(), Fault> {
    let body = set_record("", record, None, cells)?;
    out.push('\n');
    out.push_str(body.trim_start());
    Ok(())
}

fn differing(facts: &BTreeMap<String, Answer>) -> String {
    facts.iter().map(|(fact, answer)| format!("{fact} = {}\n", told(answer))).collect()
}
