//! The dictionary of facts, and values of facts.

use certmap_base::{Code, Date, Dimension, Exact, Fault, Quantity, Text, Units, text};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A choice of a fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// Id.
    pub id: String,
    /// Name.
    pub name: Text,
}

/// What a fact's value is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum FactType {
    /// Yes or no.
    Bool,
    /// A plain number.
    Number,
    /// A quantity, asked for in this unit.
    Quantity {
        /// Symbol of the unit.
        unit: String,
        /// What it measures.
        dimension: Dimension,
    },
    /// A range of quantities, asked for in this unit.
    Range {
        /// Symbol of the unit.
        unit: String,
        /// What it measures.
        dimension: Dimension,
    },
    /// One of the choices.
    Choice(Vec<Choice>),
    /// Some of the choices.
    List(Vec<Choice>),
    /// Free words.
    Text,
    /// A day.
    Date,
    /// A customs code.
    Code {
        /// How many of its digits count.
        digits: usize,
    },
}

/// A fact of the dictionary: what a person can see, measure or decide.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    /// Name in conditions.
    pub id: String,
    /// What its value is.
    pub kind: FactType,
    /// Name inside a sentence.
    pub name: Text,
    /// The question.
    pub ask: Text,
    /// Help with the question.
    pub help: Option<Text>,
    /// 1 known at once, 2 look into papers, 3 measure, 4 ask an expert.
    pub effort: u8,
    /// A person's judgement, recorded with reason and name.
    pub judgement: bool,
    /// Value taken where nobody says otherwise.
    pub assume: Option<Value>,
}

/// The value of a fact.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Value {
    /// Yes or no.
    Bool(bool),
    /// A quantity; plain numbers have no unit.
    Quantity(Quantity),
    /// From, to; the first is not greater.
    Range(Quantity, Quantity),
    /// A choice.
    Choice(String),
    /// Free words.
    Text(String),
    /// A day.
    Date(Date),
    /// A customs code as far as it is known: one of these, or a finer one below it. Sorted.
    Codes(Vec<Code>),
    /// Some choices; `complete` if there are no others.
    List {
        /// The choices, sorted.
        items: Vec<String>,
        /// True if there are no others.
        complete: bool,
    },
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Bool(b) => write!(f, "{b}"),
            Value::Quantity(q) => write!(f, "{q}"),
            Value::Range(a, b) if a == b => write!(f, "{a}"),
            Value::Range(a, b) if a.unit() == b.unit() => write!(f, "{}-{b}", a.number()),
            Value::Range(a, b) => write!(f, "{a} - {b}"),
            Value::Choice(w) | Value::Text(w) => f.write_str(w),
            Value::Date(d) => write!(f, "{d}"),
            Value::Codes(codes) => f.write_str(&codes.iter().map(Code::to_string).collect::<Vec<_>>().join(", ")),
            Value::List { items, complete } => {
                let open = if *complete { "" } else { ", ..." };
                write!(f, "{}{open}", items.join(", "))
            }
        }
    }
}

/// A value as some file format gives it, before the dictionary says what it must be.
#[derive(Debug, Clone, PartialEq)]
pub enum Raw {
    /// true or false
    Bool(bool),
    /// A number as it was written.
    Number(String),
    /// A word.
    Word(String),
    /// A date.
    Date(String),
    /// A list that may go on.
    List(Vec<Raw>),
    /// `{ all = [...] }`: a complete list.
    All(Vec<Raw>),
}

impl Raw {
    /// A word, or a number as it was written.
    fn word(&self) -> Option<&str> {
        match self {
            Raw::Number(w) | Raw::Word(w) => Some(w),
            _ => None,
        }
    }

    fn shown(&self) -> String {
        match self {
            Raw::Bool(b) => b.to_string(),
            Raw::Number(w) | Raw::Word(w) | Raw::Date(w) => w.clone(),
            Raw::List(items) | Raw::All(items) => items.iter().map(Raw::shown).collect::<Vec<_>>().join(", "),
        }
    }
}

impl Fact {
    /// Reads a value for this fact.
    ///
    /// # Errors
    /// If the value is of another type or unit, or no choice of the fact; the fault names the word and what would do.
    pub fn read(&self, raw: &Raw, units: &Units) -> Result<Value, Fault> {
        match (&self.kind, raw) {
            (FactType::Bool, Raw::Bool(b)) => Ok(Value::Bool(*b)),
            (FactType::Bool, Raw::Word(w)) => {
                yes_or_no(w).map(Value::Bool).ok_or_else(|| self.wrong(raw, &text!("true or false", "true 或 false")))
            }
            (FactType::Number, Raw::Number(w) | Raw::Word(w)) => {
                units.quantity(Exact::parse(w)?, "").map(Value::Quantity)
            }
            (FactType::Quantity { unit, dimension }, Raw::Number(w) | Raw::Word(w)) => {
                self.quantity(w, unit, dimension, units).map(Value::Quantity)
            }
            (FactType::Range { unit, dimension }, Raw::Number(w) | Raw::Word(w)) => {
                self.range(w, unit, dimension, units)
            }
            (FactType::Choice(choices), Raw::Word(w)) => self.choice(choices, w).map(Value::Choice),
            (FactType::Text, Raw::Word(w) | Raw::Number(w)) => Ok(Value::Text(w.clone())),
            (FactType::Date, Raw::Date(w) | Raw::Word(w)) => Date::parse(w).map(Value::Date),
            (FactType::Code { .. }, Raw::Number(w) | Raw::Word(w)) => self.codes(w.split(';').map(str::trim)),
            (FactType::Code { .. }, Raw::List(items)) => {
                let words: Option<Vec<&str>> = items.iter().map(Raw::word).collect();
                self.codes(words.ok_or_else(|| self.wrong(raw, &self.wanted()))?.into_iter())
            }
            (FactType::List(choices), Raw::List(items)) => self.list(choices, items, false),
            (FactType::List(choices), Raw::All(items)) => self.list(choices, items, true),
            (FactType::List(choices), Raw::Word(w)) => self.list_of_words(choices, w),
            _ => Err(self.wrong(raw, &self.wanted())),
        }
    }

    fn wanted(&self) -> Text {
        match &self.kind {
            FactType::Bool => text!("true or false", "true 或 false"),
            FactType::Number => text!("a number", "数字"),
            FactType::Quantity { unit, .. } => text!("a value such as \"5 {unit}\"", "值，例如 \"5 {unit}\""),
            FactType::Range { unit, .. } => text!(
                "a value or range such as \"5 {unit}\" or \"5-10 {unit}\"",
                "值或范围，例如 \"5 {unit}\" 或 \"5-10 {unit}\""
            ),
            FactType::Choice(choices) => text!("one of {}", "以下之一：{}", ids(choices)),
            FactType::List(choices) => text!("a list of {}", "列表，可含 {}", ids(choices)),
            FactType::Text => text!("a text", "文本"),
            FactType::Code { .. } => text!(
                "a customs code in quotes, such as \"8516.79\"; a list where it may be one of several",
                "带引号的海关编码，例如 \"8516.79\"；可能为多个编码之一时写成列表"
            ),
            FactType::Date => text!("a date such as 2027-06-01", "日期，例如 2027-06-01"),
        }
    }

    fn wrong(&self, raw: &Raw, wanted: &Text) -> Fault {
        Fault::new(text!("`{}` cannot be `{}`", "`{}` 不能是 `{}`", self.id, raw.shown()))
            .help(text!("write {}", "应写成：{}"; wanted))
    }

    fn quantity(&self, word: &str, unit: &str, dimension: &Dimension, units: &Units) -> Result<Quantity, Fault> {
        let quantity = units.parse(word)?;
        if quantity.dimension() == dimension {
            return Ok(quantity);
        }
        let message = if quantity.dimension().is_none() {
            text!("`{word}` for `{}` has no unit", "`{}` 的值 `{word}` 没有单位", self.id)
        } else {
            let id = &self.id;
            text!("`{word}` does not fit `{id}`, which is {}", "`{word}` 不适用于 `{id}`，后者是{}"; dimension.name())
        };
        let known: Vec<&str> = units.symbols_of(dimension).collect();
        Err(Fault::new(message).help(text!("write it in {} ({})", "请用 {} 作单位（{}）", unit, known.join(", "))))
    }

    fn range(&self, word: &str, unit: &str, dimension: &Dimension, units: &Units) -> Result<Value, Fault> {
        let word = word.trim().replace(['–', '~', '—'], "-");
        let cut = word.char_indices().skip(1).find(|(_, c)| *c == '-').map(|(i, _)| i);
        let Some(cut) = cut else {
            let one = self.quantity(&word, unit, dimension, units)?;
            return Ok(Value::Range(one.clone(), one));
        };
        let (low, high) = word.split_at(cut);
        let high = self.quantity(high.trim_start_matches('-').trim(), unit, dimension, units)?;
        let low = low.trim();
        let low = if low.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',')) {
            units.quantity(Exact::parse(low)?, &high.unit().symbol)?
        } else {
            self.quantity(low, unit, dimension, units)?
        };
        if low.compare(&high)?.is_gt() {
            return Err(Fault::new(text!(
                "the range `{word}` of `{}` runs backwards",
                "`{}` 的范围 `{word}` 首尾颠倒",
                self.id
            ))
            .help(text!("write the lower value first", "请先写较小的值")));
        }
        Ok(Value::Range(low, high))
    }

    fn codes<'w>(&self, words: impl Iterator<Item = &'w str>) -> Result<Value, Fault> {
        let mut codes = words.map(Code::parse).collect::<Result<Vec<Code>, Fault>>()?;
        codes.sort();
        codes.dedup();
        if codes.is_empty() {
            return Err(Fault::new(text!("`{}` names no code", "`{}` 未写编码", self.id))
                .help(text!("write {}", "应写成：{}"; self.wanted())));
        }
        Ok(Value::Codes(codes))
    }

    fn choice(&self, choices: &[Choice], word: &str) -> Result<String, Fault> {
        let known = || choices.iter().map(|c| c.id.as_str());
        match choices.iter().find(|c| c.id == word || c.name.zh == word || c.name.en.eq_ignore_ascii_case(word)) {
            Some(c) => Ok(c.id.clone()),
            None => Err(Fault::new(text!("`{word}` is no choice of `{}`", "`{word}` 不是 `{}` 的选项", self.id))
                .help(text!("choices: {}", "选项：{}", ids(choices)))
                .suggest(word, known())),
        }
    }

    fn list(&self, choices: &[Choice], items: &[Raw], complete: bool) -> Result<Value, Fault> {
        let mut read = Vec::new();
        for item in items {
            match item {
                Raw::Word(w) => read.push(self.choice(choices, w)?),
                other => return Err(self.wrong(other, &self.wanted())),
            }
        }
        read.sort();
        read.dedup();
        Ok(Value::List { items: read, complete })
    }

    /// A list in one cell of a table: words separated by `;`, complete if it ends in `.`.
    fn list_of_words(&self, choices: &[Choice], word: &str) -> Result<Value, Fault> {
        let (body, complete) = match word.trim().strip_suffix('.') {
            Some(body) => (body, true),
            None => (word, false),
        };
        let items: Vec<Raw> =
            body.split(';').map(str::trim).filter(|w| !w.is_empty()).map(|w| Raw::Word(w.to_owned())).collect();
        self.list(choices, &items, complete)
    }
}

fn ids(choices: &[Choice]) -> String {
    choices.iter().map(|c| c.id.as_str()).collect::<Vec<_>>().join(", ")
}

fn yes_or_no(word: &str) -> Option<bool> {
    match word.trim().to_lowercase().as_str() {
        "true" | "yes" | "y" | "是" | "有" => Some(true),
        "false" | "no" | "n" | "否" | "无" => Some(false),
        _ => None,
    }
}
