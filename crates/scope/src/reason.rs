//! Reasons in sentences, with the facts they read.

use crate::answer::Answering;
use crate::program::{RuleCode, SchemeCode};
use crate::result::{EntryResult, Outcome, Read, Reason};
use certmap_base::{Cite, Confidence, Date, Lang, Text};
use certmap_expr::{Expr, Node, Tri, say};
use certmap_pack::{Pack, PackWords, Rule, Scheme};
use std::borrow::Cow;
use std::cell::OnceCell;
use std::sync::{Arc, OnceLock};

/// A condition in words, with what it reads.
#[derive(Debug, Clone)]
pub(crate) struct Said {
    text: Text,
    /// The whole sentence of a reason that says this condition alone.
    sentence: OnceLock<Arc<Text>>,
    /// Facts, also through definitions.
    facts: Vec<String>,
    /// It reads the kind of the product.
    kind: bool,
}

/// What every result about a rule says alike; results share it.
#[derive(Debug)]
pub(crate) struct Told {
    title: Arc<Text>,
    standards: Arc<[String]>,
    cites: Arc<[Cite]>,
}

/// Makes reasons for the rules of one pack.
pub(crate) struct Reasons<'a> {
    answering: &'a Answering<'a>,
    pack: &'a Pack,
    words: OnceCell<PackWords<'a>>,
}

impl<'a> Reasons<'a> {
    pub(crate) fn new(answering: &'a Answering<'a>, pack: &'a Pack) -> Reasons<'a> {
        Reasons { answering, pack, words: OnceCell::new() }
    }

    /// The sentence with a number; it is the same for every product, so it is made once.
    fn said(&self, number: usize, expr: &Expr) -> Cow<'a, Said> {
        match self.answering.engine.said.get(number) {
            Some(slot) => Cow::Borrowed(slot.get_or_init(|| self.say(expr))),
            None => Cow::Owned(self.say(expr)),
        }
    }

    fn told<T>(&self, rule: &Rule, code: &RuleCode, pick: impl FnOnce(&Told) -> T) -> T {
        let make = || Told {
            title: Arc::new(rule.title.clone()),
            standards: Arc::from(rule.standards.as_slice()),
            cites: Arc::from(rule.cites.as_slice()),
        };
        match self.answering.engine.rules.get(code.sentence) {
            Some(slot) => pick(slot.get_or_init(make)),
            None => pick(&make()),
        }
    }

    pub(crate) fn title(&self, rule: &Rule, code: &RuleCode) -> Arc<Text> {
        self.told(rule, code, |t| Arc::clone(&t.title))
    }

    /// A rule with what speaks for or against it.
    pub(crate) fn entry(
        &self,
        (rule, code): (&Rule, &RuleCode),
        outcome: Outcome,
        reasons: Vec<Reason>,
    ) -> EntryResult {
        let (title, standards) = self.told(rule, code, |t| (Arc::clone(&t.title), Arc::clone(&t.standards)));
        EntryResult { id: rule.id.clone(), title, outcome, main: self.answering.is_main(code), standards, reasons }
    }

    fn say(&self, expr: &Expr) -> Said {
        let engine = self.answering.engine;
        let words = self.words.get_or_init(|| PackWords::of(&engine.library.common, self.pack, &engine.titles));
        let text = Text::new(say(expr, words, Lang::En), say(expr, words, Lang::Zh));
        let mut said = Said { text, sentence: OnceLock::new(), facts: Vec::new(), kind: false };
        let mut todo: Vec<&Expr> = vec![expr];
        let mut seen: Vec<&str> = Vec::new();
        while let Some(expr) = todo.pop() {
            expr.walk(&mut |e| said.kind |= matches!(e.node, Node::Is(_)));
            for name in expr.names() {
                if seen.contains(&name) {
                    continue;
                }
                seen.push(name);
                match self.pack.definitions.iter().find(|d| d.id == name) {
                    Some(d) => todo.push(&d.is),
                    None => said.facts.push(name.to_owned()),
                }
            }
        }
        said.facts.sort_unstable();
        said
    }

    /// The rule holds.
    pub(crate) fn holds(&self, rule: &Rule, code: &RuleCode) -> Reason {
        let whole = self.said(code.sentence, &rule.when);
        let says = whole.sentence.get_or_init(|| {
            let (title, said) = (&rule.title, &whole.text);
            Arc::new(Text::new(format!("{}: {}", title.en, said.en), format!("{}：{}", title.zh, said.zh)))
        });
        self.reason((rule, code), Arc::clone(says), &[&whole])
    }

    /// A gate that the product does not pass.
    pub(crate) fn gate(&self, rule: &Rule, code: &RuleCode) -> Reason {
        let whole = self.said(code.sentence, &rule.when);
        let says = whole.sentence.get_or_init(|| {
            let (title, said) = (&rule.title, &whole.text);
            let en = format!("{} is not fulfilled: {}", title.en, said.en);
            Arc::new(Text::new(en, format!("不满足“{}”：{}", title.zh, said.zh)))
        });
        self.reason((rule, code), Arc::clone(says), &[&whole])
    }

    /// The parts of a rule of which a test holds, in words.
    fn parts(&self, rule: &Rule, code: &RuleCode, wanted: Tri) -> Vec<Cow<'a, Said>> {
        let parts = conjuncts(rule);
        let numbered = parts.iter().zip(&code.conjuncts).enumerate();
        let chosen = numbered.filter(|(_, (_, n))| self.answering.value(**n) == wanted);
        chosen.map(|(i, (part, _))| self.said(code.sentence + 1 + i, part)).collect()
    }

    /// The parts of a rule that fail, each with its facts.
    pub(crate) fn failed(&self, rule: &Rule, code: &RuleCode) -> Vec<Reason> {
        let failing = self.parts(rule, code, Tri::False);
        let reasons = failing.iter().map(|part| {
            let says = part.sentence.get_or_init(|| {
                let en = format!("{} would need: {}", rule.title.en, part.text.en);
                Arc::new(Text::new(en, format!("“{}”要求：{}", rule.title.zh, part.text.zh)))
            });
            self.reason((rule, code), Arc::clone(says), &[part])
        });
        reasons.collect()
    }

    /// The rule describes the product, but not on the day.
    pub(crate) fn holds_on_other_days(&self, rule: &Rule, code: &RuleCode, on: Date) -> Reason {
        let says = Text::new(
            format!("{} describes the product, but is not in force on {on}", rule.title.en),
            format!("“{}”包括该产品，但在 {on} 未生效", rule.title.zh),
        );
        self.reason((rule, code), Arc::new(says), &[])
    }

    /// What a rule still waits for.
    pub(crate) fn open(&self, rule: &Rule, code: &RuleCode) -> Reason {
        let mut waiting = self.parts(rule, code, Tri::Unknown);
        if waiting.is_empty() {
            waiting = conjuncts(rule).iter().enumerate().map(|(i, e)| self.said(code.sentence + 1 + i, e)).collect();
        }
        let join =
            |pick: fn(&Text) -> &str, sep: &str| waiting.iter().map(|s| pick(&s.text)).collect::<Vec<_>>().join(sep);
        let says = Text::new(
            format!("{} applies if: {}", rule.title.en, join(|t| &t.en, "; and ")),
            format!("“{}”在下列条件成立时适用：{}", rule.title.zh, join(|t| &t.zh, "；且")),
        );
        let said: Vec<&Said> = waiting.iter().map(|s| &**s).collect();
        self.reason((rule, code), Arc::new(says), &said)
    }

    /// No entry describes this kind of product.
    pub(crate) fn nothing_fits(&self, scheme: &Scheme, code: &SchemeCode) -> EntryResult {
        let make = || {
            let says = match scheme.entries.as_slice() {
                [only] => Text::new(
                    format!("{} is for: {}", scheme.title.en, only.title.en),
                    format!("{}仅适用于：{}", scheme.title.zh, only.title.zh),
                ),
                [] => Text::new(
                    format!("{} does not concern this kind of product", scheme.title.en),
                    format!("{}不涉及该类产品", scheme.title.zh),
                ),
                many => Text::new(
                    format!("none of the {} entries of {} describes this product", many.len(), scheme.title.en),
                    format!("{}的 {} 个条目均不包括该产品", scheme.title.zh, many.len()),
                ),
            };
            let told = Told {
                title: Arc::new(scheme.title.clone()),
                standards: Arc::from([]),
                cites: Arc::from(scheme.cites.as_slice()),
            };
            (Arc::new(says), told)
        };
        let entry = |(says, told): &(Arc<Text>, Told)| {
            let reason = Reason {
                rule: scheme.id.clone(),
                says: Arc::clone(says),
                read: self.answering.known.shown("kind").into_iter().collect(),
                cites: Arc::clone(&told.cites),
                confidence: scheme.cites.iter().map(|c| c.status).max().unwrap_or(Confidence::Unconfirmed),
            };
            EntryResult {
                id: scheme.id.clone(),
                title: Arc::clone(&told.title),
                outcome: Outcome::Out,
                main: true,
                standards: Arc::clone(&told.standards),
                reasons: vec![reason],
            }
        };
        match self.answering.engine.nothing_fits.get(code.number) {
            Some(slot) => entry(slot.get_or_init(make)),
            None => entry(&make()),
        }
    }

    fn reason(&self, (rule, code): (&Rule, &RuleCode), says: Arc<Text>, said: &[&Said]) -> Reason {
        Reason {
            rule: rule.id.clone(),
            says,
            read: self.read(said),
            cites: self.told(rule, code, |t| Arc::clone(&t.cites)),
            confidence: rule.confidence,
        }
    }

    /// Facts that sentences read, with their values.
    fn read(&self, said: &[&Said]) -> Vec<Read> {
        let known = self.answering.known;
        let mut read: Vec<Read> = said.iter().flat_map(|s| &s.facts).filter_map(|name| known.shown(name)).collect();
        if said.iter().any(|s| s.kind) {
            read.extend(known.shown("kind"));
        }
        read.sort();
        read.dedup();
        read
    }
}

fn conjuncts(rule: &Rule) -> Vec<&Expr> {
    match &rule.when.node {
        Node::And(parts) => parts.iter().collect(),
        _ => vec![&rule.when],
    }
}
