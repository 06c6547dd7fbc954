//! Units and exact quantities.

use crate::exact::{Exact, compare};
use crate::{Fault, Lang, Text, nearest, text};
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// What a unit measures: exponents of named base dimensions, for example voltage or length·length.
///
/// Two quantities compare only if their dimensions are the same.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Dimension(BTreeMap<String, i8>);

impl Dimension {
    /// A dimension from `(base, exponent)` pairs; exponents of zero vanish.
    pub fn new<'a>(parts: impl IntoIterator<Item = (&'a str, i8)>) -> Dimension {
        let mut map = BTreeMap::new();
        for (base, exponent) in parts {
            *map.entry(base.to_owned()).or_insert(0) += exponent;
        }
        map.retain(|_, e| *e != 0);
        Dimension(map)
    }

    /// The dimension of the product of two quantities.
    #[must_use]
    pub fn times(&self, other: &Dimension) -> Dimension {
        let all = self.0.iter().chain(other.0.iter());
        Dimension::new(all.map(|(b, e)| (b.as_str(), *e)))
    }

    /// What it is called inside a sentence: "a voltage", "电压".
    #[must_use]
    pub fn name(&self) -> Text {
        let en = self.to_string();
        let article = if en.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
        let part = |(base, e): (&String, &i8)| match (chinese(base), e) {
            (name, 1) => name.to_owned(),
            (name, e) => format!("{name}^{e}"),
        };
        let zh =
            if self.is_none() { "数字".to_owned() } else { self.0.iter().map(part).collect::<Vec<_>>().join("·") };
        Text::new(format!("{article} {}", en.replace('_', " ")), zh)
    }

    /// True for plain numbers.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.0.is_empty()
    }
}

/// The Chinese name of a base dimension; one that is not listed keeps its own.
fn chinese(base: &str) -> &str {
    match base {
        "voltage" => "电压",
        "current" => "电流",
        "power" => "功率",
        "frequency" => "频率",
        "rotation" => "转速",
        "length" => "长度",
        "volume" => "容积",
        "mass" => "质量",
        "areal_mass" => "单位面积质量",
        "charge" => "电荷量",
        "energy" => "能量",
        "impact_energy" => "冲击能量",
        "pressure" => "压力",
        "temperature" => "温度",
        "speed" => "速度",
        "share" => "比例",
        "flux_index" => "磁通量指数",
        "age" => "年龄",
        "count" => "数量",
        "headcount" => "人数",
        other => other,
    }
}

impl fmt::Display for Dimension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("number");
        }
        for (i, (base, e)) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str("·")?;
            }
            f.write_str(base)?;
            if *e != 1 {
                write!(f, "^{e}")?;
            }
        }
        Ok(())
    }
}

/// A unit: symbol, dimension, and exact factor to the base unit of the dimension.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Unit {
    /// How it is written, for example `kV`.
    pub symbol: String,
    /// In a sentence, after a number; none where the symbol serves in both languages.
    pub name: Option<Text>,
    /// What it measures.
    pub dimension: Dimension,
    /// How many base units one of it is.
    pub factor: Exact,
}

/// An exact number of a unit.
///
/// Equality and order look at the quantity, not at the way it was written: `0.22 kV` equals `220 V`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Quantity {
    number: Exact,
    unit: Arc<Unit>,
    base: Exact,
}

impl Quantity {
    /// The number as it was written.
    #[must_use]
    pub fn number(&self) -> Exact {
        self.number
    }

    /// The unit as it was written.
    #[must_use]
    pub fn unit(&self) -> &Unit {
        &self.unit
    }

    /// The value in base units of its dimension; what rules compare.
    #[must_use]
    pub fn in_base(&self) -> Exact {
        self.base
    }

    /// What it measures.
    #[must_use]
    pub fn dimension(&self) -> &Dimension {
        &self.unit.dimension
    }

    /// Compares without rounding.
    ///
    /// # Errors
    /// If the two measure different things.
    pub fn compare(&self, other: &Quantity) -> Result<Ordering, Fault> {
        if self.dimension() != other.dimension() {
            return Err(Fault::new(text!(
                "`{self}` and `{other}` cannot be compared",
                "`{self}` 与 `{other}` 无法比较"
            ))
            .help(text!(
                "one is {}, the other {}",
                "前者是{}，后者是{}";
                self.dimension().name(),
                other.dimension().name()
            )));
        }
        Ok(compare(&self.base, &other.base))
    }
}

impl Quantity {
    /// As it stands in a sentence: `36 V`, `36 months`, `36 个月`.
    #[must_use]
    pub fn say(&self, lang: Lang) -> String {
        match &self.unit.name {
            None => self.to_string(),
            Some(name) if lang == Lang::En && self.number == Exact::whole(1) => {
                format!("{} {}", self.number, name.en.trim_end_matches('s'))
            }
            Some(name) => format!("{} {}", self.number, name.get(lang)),
        }
    }
}

impl PartialEq for Quantity {
    fn eq(&self, other: &Quantity) -> bool {
        self.dimension() == other.dimension() && self.base == other.base
    }
}

impl Eq for Quantity {}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.unit.symbol.is_empty() {
            write!(f, "{}", self.number)
        } else {
            write!(f, "{} {}", self.number, self.unit.symbol)
        }
    }
}

/// The table of units.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Units {
    by_symbol: BTreeMap<String, Arc<Unit>>,
}

impl Units {
    /// An empty table with only the plain number.
    #[must_use]
    pub fn new() -> Units {
        let mut units = Units::default();
        units.add(Unit { symbol: String::new(), name: None, dimension: Dimension::default(), factor: Exact::whole(1) });
        units
    }

    /// Adds a unit; an earlier one with the same symbol is replaced.
    pub fn add(&mut self, unit: Unit) {
        self.by_symbol.insert(unit.symbol.clone(), Arc::new(unit));
    }

    /// The few units that examples and tests of this workspace use without loading a pack.
    #[must_use]
    pub fn builtin() -> Units {
        let mut units = Units::new();
        let table: [(&str, &str, i64, i64); 16] = [
            ("V", "voltage", 1, 1),
            ("kV", "voltage", 1000, 1),
            ("A", "current", 1, 1),
            ("W", "power", 1, 1),
            ("kW", "power", 1000, 1),
            ("Hz", "frequency", 1, 1),
            ("rpm", "rotation", 1, 1),
            ("mm", "length", 1, 1),
            ("cm", "length", 10, 1),
            ("kg", "mass", 1000, 1),
            ("g", "mass", 1, 1),
            ("mAh", "charge", 1, 1),
            ("Wh", "energy", 1, 1),
            ("month", "age", 1, 1),
            ("year", "age", 12, 1),
            ("piece", "count", 1, 1),
        ];
        for (symbol, base, numerator, denominator) in table {
            units.add(Unit {
                symbol: symbol.to_owned(),
                name: None,
                dimension: Dimension::new([(base, 1)]),
                factor: Exact::fraction(numerator, denominator),
            });
        }
        units
    }

    /// The unit with a symbol.
    #[must_use]
    pub fn get(&self, symbol: &str) -> Option<&Arc<Unit>> {
        self.by_symbol.get(symbol)
    }

    /// All symbols, sorted.
    pub fn symbols(&self) -> impl Iterator<Item = &str> {
        self.by_symbol.keys().map(String::as_str).filter(|s| !s.is_empty())
    }

    /// Symbols of units that measure a dimension.
    pub fn symbols_of<'a>(&'a self, dimension: &'a Dimension) -> impl Iterator<Item = &'a str> {
        self.by_symbol.values().filter(move |u| u.dimension == *dimension).map(|u| u.symbol.as_str())
    }

    /// Reads number, space, unit: `36 V`, `0.25 kg`, `10` (a plain number). The space may be missing.
    ///
    /// # Errors
    /// If the number cannot be read or the unit is unknown.
    pub fn parse(&self, word: &str) -> Result<Quantity, Fault> {
        let word = word.trim();
        let cut = word
            .char_indices()
            .find(|(_, c)| !(c.is_ascii_digit() || matches!(c, '.' | ',' | '-')))
            .map_or(word.len(), |(i, _)| i);
        let (number, symbol) = word.split_at(cut);
        if number.is_empty() {
            let fault = Fault::new(text!("`{word}` does not begin with a number", "`{word}` 没有以数字开头"));
            return Err(
                fault.help(text!("write a number, then the unit, for example 36 V", "请先写数字，再写单位，例如 36 V"))
            );
        }
        self.quantity(Exact::parse(number.trim())?, symbol.trim())
    }

    /// A quantity from its parts.
    ///
    /// # Errors
    /// If the unit is unknown or the number does not fit.
    pub fn quantity(&self, number: Exact, symbol: &str) -> Result<Quantity, Fault> {
        let Some(unit) = self.get(symbol) else {
            return Err(
                Fault::new(text!("unknown unit `{symbol}`", "未知的单位 `{symbol}`")).help(self.unit_help(symbol))
            );
        };
        let base = number.mul(&unit.factor)?;
        Ok(Quantity { number, unit: Arc::clone(unit), base })
    }

    fn unit_help(&self, symbol: &str) -> Text {
        let same_letters = self.symbols().find(|s| s.eq_ignore_ascii_case(symbol));
        match same_letters.or_else(|| nearest(symbol, self.symbols())) {
            Some(known) => text!("did you mean `{known}`?", "是否想写 `{known}`？"),
            None => text!("known units: {}", "可用的单位：{}", self.symbols().collect::<Vec<_>>().join(", ")),
        }
    }

    /// A value given in base units, written in the given unit where that is exact, else in base units.
    #[must_use]
    pub fn from_base(&self, base: Exact, unit: &Arc<Unit>) -> Quantity {
        let number = base.over(&unit.factor).unwrap_or(base);
        Quantity { number, unit: Arc::clone(unit), base }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Lang;

    #[test]
    fn compares_without_rounding() {
        let units = Units::builtin();
        let q = |w| units.parse(w).unwrap();
        assert_eq!(q("0.22 kV"), q("220 V"));
        assert!(q("36.000000001 V").compare(&q("36 V")).unwrap().is_gt());
        assert_eq!(q("36V"), q("36 V"));
        assert_eq!(q("3 year"), q("36 month"));
    }

    #[test]
    fn refuses_to_compare_volts_with_watts() {
        let units = Units::builtin();
        let fault = units.parse("36 V").unwrap().compare(&units.parse("36 W").unwrap()).unwrap_err();
        assert_eq!(fault.say(Lang::En), "`36 V` and `36 W` cannot be compared; one is a voltage, the other a power");
        assert_eq!(fault.say(Lang::Zh), "`36 V` 与 `36 W` 无法比较；前者是电压，后者是功率");
    }

    #[test]
    fn suggests_the_unit_that_was_meant() {
        let units = Units::builtin();
        assert_eq!(units.parse("36 v").unwrap_err().help.unwrap().en, "did you mean `V`?");
        assert_eq!(units.parse("36 mah").unwrap_err().help.unwrap().en, "did you mean `mAh`?");
        assert!(units.parse("36 furlong").unwrap_err().help.unwrap().en.starts_with("known units: A, "));
    }
}
