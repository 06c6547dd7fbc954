//! Reasons in sentences, with the facts they read.

use crate::answer::Answering;
use crate::program::RuleCode;
use crate::result::{EntryResult, Outcome, Reason};
use certmap_base::{Confidence, Lang, Text};
use certmap_expr::{Expr, Node, Tri, say};
use certmap_pack::{Pack, PackWords, Rule, Scheme};

/// Makes reasons for the rules of one pack.
pub(crate) struct Reasons<'a> {
    answering: &'a Answering<'a>,
    pack: &'a Pack,
    words: PackWords<'a>,
}

impl<'a> Reasons<'a> {
    pub(crate) fn new(answering: &'a Answering<'a>, pack: &'a Pack) -> Reasons<'a> {
        let words = PackWords::of(&answering.engine.library.common, pack, &answering.engine.titles);
        Reasons { answering, pack, words }
    }

    fn sentence(&self, expr: &Expr) -> Text {
        Text::new(say(expr, &self.words, Lang::En), say(expr, &self.words, Lang::Zh))
    }

    /// The rule holds.
    pub(crate) fn holds(&self, rule: &Rule) -> Reason {
        let said = self.sentence(&rule.when);
        let says = Text::new(format!("{}: {}", rule.title.en, said.en), format!("{}：{}", rule.title.zh, said.zh));
        self.reason(rule, says, &[&rule.when])
    }

    /// A gate that the product does not pass.
    pub(crate) fn gate(&self, rule: &Rule) -> Reason {
        let said = self.sentence(&rule.when);
        let says = Text::new(
            format!("{} is not fulfilled: {}", rule.title.en, said.en),
            format!("不满足“{}”：{}", rule.title.zh, said.zh),
        );
        self.reason(rule, says, &[&rule.when])
    }

    /// The parts of a rule that fail, each with its facts.
    pub(crate) fn failed(&self, rule: &Rule, code: &RuleCode) -> Vec<Reason> {
        let parts = conjuncts(rule);
        let failing: Vec<&Expr> = parts
            .iter()
            .zip(&code.conjuncts)
            .filter(|(_, n)| self.answering.value(**n).is_false())
            .map(|(e, _)| *e)
            .collect();
        failing
            .iter()
            .map(|part| {
                let said = self.sentence(part);
                let says = Text::new(
                    format!("{} would need: {}", rule.title.en, said.en),
                    format!("“{}”要求：{}", rule.title.zh, said.zh),
                );
                self.reason(rule, says, &[part])
            })
            .collect()
    }

    /// What a rule still waits for.
    pub(crate) fn open(&self, rule: &Rule, code: &RuleCode) -> Reason {
        let parts = conjuncts(rule);
        let waiting: Vec<&Expr> = parts
            .iter()
            .zip(&code.conjuncts)
            .filter(|(_, n)| self.answering.value(**n) == Tri::Unknown)
            .map(|(e, _)| *e)
            .collect();
        let waiting = if waiting.is_empty() { parts } else { waiting };
        let said: Vec<Text> = waiting.iter().map(|e| self.sentence(e)).collect();
        let join = |pick: fn(&Text) -> &str, sep: &str| said.iter().map(pick).collect::<Vec<_>>().join(sep);
        let says = Text::new(
            format!("{} applies if: {}", rule.title.en, join(|t| &t.en, "; and ")),
            format!("“{}”在下列条件成立时适用：{}", rule.title.zh, join(|t| &t.zh, "；且")),
        );
        self.reason(rule, says, &waiting)
    }

    /// No entry describes this kind of product.
    pub(crate) fn nothing_fits(&self, scheme: &Scheme) -> EntryResult {
        let says = match scheme.entries.as_slice() {
            [only] => Text::new(
                format!("{} is for: {}", scheme.title.en, only.title.en),
                format!("{}仅适用于：{}", scheme.title.zh, only.title.zh),
            ),
            many => Text::new(
                format!("none of the {} entries of {} describes this product", many.len(), scheme.title.en),
                format!("{}的 {} 个条目均不包括该产品", scheme.title.zh, many.len()),
            ),
        };
        let reason = Reason {
            rule: scheme.id.clone(),
            says,
            read: self.read(&[&Expr::bare(Node::Is(Vec::new()))]),
            cites: scheme.cites.clone(),
            confidence: scheme.cites.iter().map(|c| c.status).max().unwrap_or(Confidence::Unconfirmed),
        };
        EntryResult {
            id: scheme.id.clone(),
            title: scheme.title.clone(),
            outcome: Outcome::Out,
            main: true,
            standards: Vec::new(),
            reasons: vec![reason],
        }
    }

    fn reason(&self, rule: &Rule, says: Text, exprs: &[&Expr]) -> Reason {
        Reason {
            rule: rule.id.clone(),
            says,
            read: self.read(exprs),
            cites: rule.cites.clone(),
            confidence: rule.confidence,
        }
    }

    /// Facts that the expressions read, through definitions, with their values.
    fn read(&self, exprs: &[&Expr]) -> Vec<(String, String)> {
        let mut todo: Vec<&Expr> = exprs.to_vec();
        let mut names: Vec<&str> = Vec::new();
        let mut kind = false;
        while let Some(expr) = todo.pop() {
            expr.walk(&mut |e| kind |= matches!(e.node, Node::Is(_)));
            for name in expr.names() {
                if names.contains(&name) {
                    continue;
                }
                names.push(name);
                if let Some(d) = self.pack.definitions.iter().find(|d| d.id == name) {
                    todo.push(&d.is);
                }
            }
        }
        let known = self.answering.known;
        let mut read: Vec<(String, String)> =
            names.iter().filter_map(|n| known.values.get(*n).map(|(v, _)| ((*n).to_owned(), v.to_string()))).collect();
        if kind && let Some(main) = &known.kind {
            let all: Vec<&str> = std::iter::once(main.as_str()).chain(known.kinds.iter().map(String::as_str)).collect();
            read.push(("kind".to_owned(), all.join(", ")));
        }
        read.sort();
        read
    }
}

fn conjuncts(rule: &Rule) -> Vec<&Expr> {
    match &rule.when.node {
        Node::And(parts) => parts.iter().collect(),
        _ => vec![&rule.when],
    }
}
