//! A product out of a table.

use crate::desk::{Desk, says_unknown};
use crate::node::{Entry, Table};
use certmap_base::{Fault, text};
use certmap_scope::{Line, Product};

const KEYS: [&str; 12] =
    ["name", "kind", "kinds", "hs", "gtin", "facts", "line", "factory", "party", "have", "ship", "done"];

/// A factory named somewhere: its id, where, and by what.
pub(crate) type Reference = (String, usize);

impl Desk<'_> {
    /// Reads a product; where it has an error, nothing is given back. `flat` takes facts beside the name (rows of a table).
    pub(crate) fn product(&mut self, table: &Table, at: usize, name: &str, flat: bool) -> Option<Product> {
        self.once_each(table);
        let mut product = Product { name: name.to_owned(), place: self.place_of(at), ..Product::default() };
        let mut factories: Vec<Reference> = Vec::new();
        for entry in &table.entries {
            self.product_key(entry, flat, &mut product, &mut factories);
        }
        self.check_factories(&product, &factories);
        self.check_lines(&product);
        let ok = !self.problems.iter().any(certmap_base::Problem::is_error);
        ok.then_some(product)
    }

    fn product_key(&mut self, entry: &Entry, flat: bool, product: &mut Product, factories: &mut Vec<Reference>) {
        match entry.key.as_str() {
            "name" => {
                if let Some(name) = self.text(entry) {
                    product.name = name;
                }
            }
            "kind" => product.kind = self.kind(entry),
            "kinds" => product.kinds = self.kinds(entry),
            certmap_scope::CUSTOMS_CODE => self.fact(entry, &mut product.facts),
            "gtin" => product.gtin = self.gtin(entry),
            "facts" => self.facts(entry, &mut product.facts),
            "line" => product.lines = self.lines(entry, factories),
            "factory" => product.factories = self.factories(entry),
            "party" => product.parties = self.parties(entry),
            "have" => product.have = self.papers(entry, factories),
            "ship" => product.ships = self.ships(entry),
            "done" => product.done = self.done(entry),
            _ if flat => self.fact(entry, &mut product.facts),
            _ => self.unknown_key(entry, &KEYS),
        }
    }

    fn kind(&mut self, entry: &Entry) -> Option<String> {
        let word = self.text(entry)?;
        let found = self.words.kind(&word);
        self.note(entry.value.at, found)
    }

    fn kinds(&mut self, entry: &Entry) -> Vec<String> {
        let mut kinds = Vec::new();
        for (word, at) in self.list(entry) {
            if says_unknown(&word) {
                continue;
            }
            let found = self.words.kind(&word);
            if let Some(kind) = self.note(at, found)
                && !kinds.contains(&kind)
            {
                kinds.push(kind);
            }
        }
        kinds
    }

    fn gtin(&mut self, entry: &Entry) -> Option<String> {
        let word: String = self.text(entry)?.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
        if !matches!(word.len(), 8 | 12 | 13 | 14) || !word.bytes().all(|b| b.is_ascii_digit()) {
            let fault = Fault::new(text!("`{word}` is no GTIN", "`{word}` 不是 GTIN")).help(text!(
                "write the 8, 12, 13 or 14 digits under the bar code",
                "请写条形码下方的 8、12、13 或 14 位数字"
            ));
            self.error(entry.value.at, fault);
            return None;
        }
        if let Some(right) = wrong_check_digit(&word) {
            let fault =
                Fault::new(text!("the check digit of the GTIN `{word}` is wrong", "GTIN `{word}` 的校验位有误"))
                    .help(text!("it would be {right}; look at the bar code again", "应为 {right}；请再核对条形码"));
            self.warn(entry.value.at, fault);
        }
        Some(word)
    }

    fn lines(&mut self, entry: &Entry, factories: &mut Vec<Reference>) -> Vec<Line> {
        let mut lines = Vec::new();
        for (table, at) in self.tables(entry) {
            let mut line = Line { place: self.place_of(at), ..Line::default() };
            for part in &table.entries {
                match part.key.as_str() {
                    "model" => line.model = self.text(part).unwrap_or_default(),
                    "brand" => line.brand = self.text(part),
                    "factory" => {
                        line.factory = self.text(part);
                        factories.extend(line.factory.clone().map(|id| (id, part.value.at)));
                    }
                    "facts" => self.facts(part, &mut line.facts),
                    key if self.words.fact(key).is_some() => self.fact(part, &mut line.facts),
                    _ => self.unknown_line_key(part),
                }
            }
            if line.model.is_empty() {
                self.error(
                    at,
                    Fault::new(text!("the line has no `model`", "[[line]] 没有 `model`"))
                        .help(text!("add model = \"...\"", "请加上 model = \"...\"")),
                );
            }
            lines.push(line);
        }
        lines
    }

    /// In a line facts and keys stand side by side, so both are looked through.
    fn unknown_line_key(&mut self, entry: &Entry) {
        let known = ["model", "brand", "factory", "facts"];
        let facts = self.words.common.facts.keys().map(String::as_str);
        let fault = Fault::new(text!("unknown key `{}`", "未知的键 `{}`", entry.key))
            .help(text!(
                "a line has model, brand, factory and facts that differ from the product's",
                "[[line]] 中可写 model、brand、factory，以及与产品不同的事实"
            ))
            .suggest(&entry.key, known.into_iter().chain(facts));
        self.error(entry.at, fault);
    }

    fn check_factories(&mut self, product: &Product, named: &[Reference]) {
        let ids: Vec<&str> = product.factories.iter().map(|f| f.id.as_str()).collect();
        for (id, at) in named {
            if !ids.contains(&id.as_str()) {
                let help = if ids.is_empty() {
                    text!("add a table [[factory]] with this id", "请加上使用该 id 的表 [[factory]]")
                } else {
                    text!("factories: {}", "已有的工厂：{}", ids.join(", "))
                };
                let fault = Fault::new(text!("unknown factory `{id}`", "未知的工厂 `{id}`"))
                    .help(help)
                    .suggest(id, ids.iter().copied());
                self.error(*at, fault);
            }
        }
    }

    fn check_lines(&mut self, product: &Product) {
        let mut seen = std::collections::BTreeSet::new();
        for line in &product.lines {
            if !line.model.is_empty() && !seen.insert((&line.model, &line.brand, &line.factory)) {
                let fault = Fault::new(text!(
                    "the model `{}` stands twice with the same brand and factory",
                    "型号 `{}` 以相同的品牌和工厂重复出现",
                    line.model
                ))
                .help(text!("keep one of the two", "请只保留其中一个"));
                self.problems.push(certmap_base::Problem::error(line.place.clone(), fault));
            }
        }
        if product.lines.is_empty() {
            return;
        }
        for paper in &product.have {
            for model in paper.models.iter().filter(|m| !product.lines.iter().any(|l| &l.model == *m)) {
                let fault = Fault::new(text!(
                    "no line has the model `{model}` that a paper covers",
                    "证书或报告所覆盖的型号 `{model}` 不在任何 [[line]] 中"
                ))
                .suggest(model, product.lines.iter().map(|l| l.model.as_str()));
                self.problems.push(certmap_base::Problem::warning(product.place.clone(), fault));
            }
        }
    }
}

/// The right last digit where the given one is wrong.
fn wrong_check_digit(gtin: &str) -> Option<u32> {
    let digits: Vec<u32> = gtin.chars().filter_map(|c| c.to_digit(10)).collect();
    let (last, body) = digits.split_last()?;
    let sum: u32 = body.iter().rev().enumerate().map(|(i, d)| if i % 2 == 0 { d * 3 } else { *d }).sum();
    let right = (10 - sum % 10) % 10;
    (right != *last).then_some(right)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checks_the_last_digit() {
        assert_eq!(wrong_check_digit("4006381333931"), None);
        assert_eq!(wrong_check_digit("4006381333932"), Some(1));
        assert_eq!(wrong_check_digit("96385074"), None);
    }
}
