//! Expressions as sentences for reviewers, in both languages.

use crate::ast::{Expr, Node, Op};
use certmap_base::Lang;

/// How facts, choices, kinds and schemes are called in a language.
pub trait Names {
    /// A fact or definition, as a phrase.
    fn name(&self, id: &str, lang: Lang) -> String;
    /// A choice of a fact.
    fn choice(&self, fact: &str, choice: &str, lang: Lang) -> String;
    /// A kind of product.
    fn kind(&self, id: &str, lang: Lang) -> String;
    /// A scheme.
    fn scheme(&self, id: &str, lang: Lang) -> String;
    /// A band table.
    fn table(&self, id: &str, lang: Lang) -> String;
    /// A column of a band table.
    fn column(&self, table: &str, column: &str, lang: Lang) -> String;
}

/// An expression as part of a sentence.
#[must_use]
pub fn say(expr: &Expr, names: &dyn Names, lang: Lang) -> String {
    Speaker { names, lang }.condition(expr, false)
}

struct Speaker<'a> {
    names: &'a dyn Names,
    lang: Lang,
}

impl Speaker<'_> {
    fn en(&self) -> bool {
        self.lang == Lang::En
    }

    fn pick(&self, en: &str, zh: &str) -> String {
        (if self.en() { en } else { zh }).to_owned()
    }

    fn condition(&self, expr: &Expr, inner: bool) -> String {
        match &expr.node {
            Node::And(parts) => self.joined(parts, &self.pick(", and ", "，且"), inner),
            Node::Or(parts) => self.joined(parts, &self.pick(", or ", "，或"), inner),
            Node::Not(a) => self.negated(a),
            Node::Bool(true) => self.pick("always", "始终成立"),
            Node::Bool(false) => self.pick("never", "从不成立"),
            Node::Name(n) => self.names.name(n, self.lang),
            Node::Is(kinds) => self.kinds(kinds, false),
            Node::OneOf(n, list) => self.listed(n, list, false),
            Node::Has(n, list) => self.has(n, list),
            Node::Under(n, list) => self.under(n, list, false),
            Node::Covers(n, v) => {
                let (n, v) = (self.names.name(n, self.lang), self.value(v));
                if self.en() { format!("{n} includes {v}") } else { format!("{n}包含 {v}") }
            }
            Node::Compare(op, a, b) => self.compare(*op, a, b),
            Node::Applies(s) => {
                let s = self.names.scheme(s, self.lang);
                if self.en() { format!("{s} applies") } else { format!("适用{s}") }
            }
            _ => self.value(expr),
        }
    }

    fn joined(&self, parts: &[Expr], word: &str, inner: bool) -> String {
        let said: Vec<String> = parts.iter().map(|p| self.condition(p, true)).collect();
        let text = said.join(word);
        match (inner, self.en()) {
            (false, _) => text,
            (true, true) => format!("({text})"),
            (true, false) => format!("（{text}）"),
        }
    }

    fn negated(&self, inner: &Expr) -> String {
        match &inner.node {
            Node::Is(kinds) => self.kinds(kinds, true),
            Node::OneOf(n, list) => self.listed(n, list, true),
            Node::Under(n, list) => self.under(n, list, true),
            Node::Applies(s) => {
                let s = self.names.scheme(s, self.lang);
                if self.en() { format!("{s} does not apply") } else { format!("不适用{s}") }
            }
            _ => {
                let text = self.condition(inner, true);
                if self.en() { format!("not: {text}") } else { format!("不符合“{text}”") }
            }
        }
    }

    fn any_of(&self, words: &[String]) -> String {
        words.join(&self.pick(" or ", "或"))
    }

    fn kinds(&self, kinds: &[String], negated: bool) -> String {
        let list: Vec<String> = kinds.iter().map(|k| self.names.kind(k, self.lang)).collect();
        let list = self.any_of(&list);
        match (self.en(), negated) {
            (true, false) => format!("the product is: {list}"),
            (true, true) => format!("the product is not: {list}"),
            (false, false) => format!("产品属于{list}"),
            (false, true) => format!("产品不属于{list}"),
        }
    }

    fn listed(&self, fact: &str, list: &[String], negated: bool) -> String {
        let words: Vec<String> = list.iter().map(|w| self.names.choice(fact, w, self.lang)).collect();
        let (fact, words) = (self.names.name(fact, self.lang), self.any_of(&words));
        match (self.en(), negated) {
            (true, false) => format!("{fact}: {words}"),
            (true, true) => format!("{fact} is other than: {words}"),
            (false, false) => format!("{fact}为{words}"),
            (false, true) => format!("{fact}不是{words}"),
        }
    }

    fn has(&self, fact: &str, list: &[String]) -> String {
        let words: Vec<String> = list.iter().map(|w| self.names.choice(fact, w, self.lang)).collect();
        let (fact, words) = (self.names.name(fact, self.lang), self.any_of(&words));
        if self.en() { format!("{fact} include {words}") } else { format!("{fact}包括{words}") }
    }

    fn under(&self, fact: &str, codes: &[String], negated: bool) -> String {
        let (fact, codes) = (self.names.name(fact, self.lang), self.any_of(codes));
        match (self.en(), negated) {
            (true, false) => format!("{fact} under {codes}"),
            (true, true) => format!("{fact} not under {codes}"),
            (false, false) => format!("{fact}归入 {codes}"),
            (false, true) => format!("{fact}不归入 {codes}"),
        }
    }

    fn compare(&self, op: Op, a: &Expr, b: &Expr) -> String {
        let left = self.value(a);
        let date = matches!(b.node, Node::Date(_));
        let right = match (&a.node, &b.node) {
            (Node::Name(fact), Node::Word(w)) => self.names.choice(fact, w, self.lang),
            _ => self.value(b),
        };
        let words = match (op, date) {
            (Op::Eq, _) => self.pick(" is ", "为"),
            (Op::Ne, _) => self.pick(" is not ", "不是"),
            (Op::Lt, false) => self.pick(" is below ", "低于 "),
            (Op::Le, false) => self.pick(" is at most ", "不超过 "),
            (Op::Gt, false) => self.pick(" is above ", "高于 "),
            (Op::Ge, false) => self.pick(" is at least ", "不低于 "),
            (Op::Lt, true) => self.pick(" is before ", "早于 "),
            (Op::Le, true) => self.pick(" is not after ", "不晚于 "),
            (Op::Gt, true) => self.pick(" is after ", "晚于 "),
            (Op::Ge, true) => self.pick(" is on or after ", "不早于 "),
        };
        format!("{left}{words}{right}")
    }

    fn lookup(&self, table: &str, value: &Expr, column: Option<&Expr>) -> String {
        let (name, value) = (self.names.table(table, self.lang), self.value(value));
        let column = column.map(|c| match &c.node {
            Node::Word(w) => self.names.column(table, w, self.lang),
            _ => self.value(c),
        });
        match (self.en(), column) {
            (true, None) => format!("“{name}” for {value}"),
            (true, Some(column)) => format!("“{name}” for {value}, column {column}"),
            (false, None) => format!("“{name}”表中与{value}对应的值"),
            (false, Some(column)) => format!("“{name}”表中与{value}对应的值（按{column}一栏）"),
        }
    }

    fn value(&self, expr: &Expr) -> String {
        match &expr.node {
            Node::Quantity(q) => q.say(self.lang),
            Node::Date(d) => d.to_string(),
            Node::Word(w) => format!("“{w}”"),
            Node::Name(n) => self.names.name(n, self.lang),
            Node::Min(n) => {
                let n = self.names.name(n, self.lang);
                if self.en() { format!("the lowest {n}") } else { format!("{n}的最低值") }
            }
            Node::Max(n) => {
                let n = self.names.name(n, self.lang);
                if self.en() { format!("the highest {n}") } else { format!("{n}的最高值") }
            }
            Node::Add(a, b) => format!("{} + {}", self.value(a), self.value(b)),
            Node::Sub(a, b) => format!("{} − {}", self.value(a), self.value(b)),
            Node::Mul(a, b) => format!("{} × {}", self.value(a), self.value(b)),
            Node::If(c, a, b) => {
                let (c, a, b) = (self.condition(c, true), self.value(a), self.value(b));
                if self.en() {
                    format!("{a} if {c}, otherwise {b}")
                } else {
                    format!("若{c}则为 {a}，否则为 {b}")
                }
            }
            Node::Lookup(table, v, column) => self.lookup(table, v, column.as_deref()),
            _ => self.condition(expr, true),
        }
    }
}
