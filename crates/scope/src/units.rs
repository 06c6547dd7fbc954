//! Certification units: which lines fall together.

use crate::product::{Line, Product};
use crate::result::UnitResult;
use certmap_pack::Scheme;

/// Groups the lines of a product by the attributes that the scheme names; one unit where nothing separates them.
pub(crate) fn units(product: &Product, scheme: &Scheme) -> Vec<UnitResult> {
    let split = scheme.unit.as_ref().map(|u| u.split_by.as_slice()).unwrap_or_default();
    let mut units: Vec<UnitResult> = Vec::new();
    for line in &product.lines {
        let key: Vec<(String, String)> =
            split.iter().filter_map(|name| attribute(product, line, name).map(|v| (name.clone(), v))).collect();
        match units.iter_mut().find(|u| u.split_by == key) {
            Some(unit) => unit.lines.push(line.model.clone()),
            None => {
                let id = (units.len() + 1).to_string();
                units.push(UnitResult { id, lines: vec![line.model.clone()], split_by: key });
            }
        }
    }
    if units.is_empty() {
        units.push(UnitResult { id: "1".to_owned(), lines: Vec::new(), split_by: Vec::new() });
    }
    units
}

fn attribute(product: &Product, line: &Line, name: &str) -> Option<String> {
    match name {
        "factory" => line.factory.clone(),
        "brand" => line.brand.clone(),
        "model" => Some(line.model.clone()),
        "kind" => product.kind.clone(),
        "applicant" | "manufacturer" | "holder" => {
            product.parties.iter().find(|p| p.role == name).map(|p| p.name.en.clone())
        }
        fact => line.facts.get(fact).or_else(|| product.facts.get(fact)).map(|a| a.value.to_string()),
    }
}
