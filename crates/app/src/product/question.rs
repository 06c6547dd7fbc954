//! One question at a time: the next one, and what somebody answers.

use super::desk::{NewProduct, Studied};
use super::state::ProductFile;
use crate::app::App;
use crate::error::{AppError, FieldFault};
use crate::form::Typed;
use crate::who::Actor;
use certmap_base::{Fault, text};
use certmap_intake::write_told_answer;
use certmap_pack::{Fact, FactType, Raw, Value};
use certmap_scope::{Answer, Asked, LookAhead, Outcome, Question, ScopeResult};
use std::collections::BTreeSet;

/// What is asked, and how far one is.
#[derive(Debug, Clone)]
pub struct Interview {
    /// The product.
    pub studied: Studied,
    /// Scope of the product, or of each line.
    pub results: Vec<ScopeResult>,
    /// The question; `None` when nothing that was not skipped is open.
    pub question: Option<Question>,
    /// Questions after this one, as far as can be told now.
    pub left: usize,
    /// Results of all lines, and how many of them are decided.
    pub decided: (usize, usize),
}

impl App {
    /// The next question about a product; facts in `skipped` are not asked. With `fact` that one is asked again.
    ///
    /// # Errors
    /// If there is no such product.
    pub fn interview(
        &self,
        actor: &Actor,
        id: &str,
        skipped: &BTreeSet<String>,
        fact: Option<&str>,
    ) -> Result<Interview, AppError> {
        let studied = self.studied(actor, id)?;
        let asked = Asked { ahead: LookAhead::Months(0), ..Asked::markets(&studied.markets, self.today()) };
        let results = self.law.engine.ask_lines(&studied.product, &asked);
        let mut open: Vec<&Question> = Vec::new();
        for q in results.iter().flat_map(|r| &r.questions).filter(|q| !skipped.contains(&q.fact)) {
            if !open.iter().any(|o| o.fact == q.fact) {
                open.push(q);
            }
        }
        // Nobody wants to be asked about flags and blades before saying what it is.
        let kindless = open.iter().find(|q| q.fact == "kind" && studied.product.kind.is_none());
        let next = kindless.or_else(|| open.iter().find(|q| q.decisive)).or_else(|| open.first()).copied().cloned();
        let question = match fact {
            Some(fact) => open.iter().find(|q| q.fact == fact).copied().cloned().or_else(|| self.asked_again(fact)),
            None => next,
        };
        let left = open.iter().filter(|q| question.as_ref().is_none_or(|now| now.fact != q.fact)).count();
        let all = results.iter().flat_map(|r| &r.results);
        let decided = (all.clone().filter(|r| r.outcome != Outcome::Unknown).count(), all.count());
        Ok(Interview { studied, results, question, left, decided })
    }

    /// A question that is answered already, so that the answer can be changed.
    fn asked_again(&self, fact: &str) -> Option<Question> {
        let known = self.law.library.common.facts.get(fact);
        if known.is_none() && fact != "kind" {
            return None;
        }
        Some(Question {
            fact: fact.to_owned(),
            ask: known.map_or_else(|| text!("What kind of product is it?", "这是哪一种产品？"), |f| f.ask.clone()),
            help: known.and_then(|f| f.help.clone()),
            settles: 0,
            concerns: Vec::new(),
            effort: known.map_or(1, |f| f.effort),
            decisive: true,
        })
    }

    /// Writes an answer into the product. Fields: `value` (several for a list, with `complete`), or `low` and `high`, `from`
    /// for the reason or the paper.
    ///
    /// # Errors
    /// If the actor may not, or the answer does not fit.
    pub fn answer(&self, actor: &Actor, id: &str, fact: &str, typed: &Typed) -> Result<ProductFile, AppError> {
        let file = self.product(actor, id)?;
        let value = self.value(fact, typed).map_err(|f| told(&f))?;
        let from = Some(typed.get("from").chars().take(500).collect::<String>()).filter(|f| !f.is_empty());
        let judgement = self.law.library.common.facts.get(fact).is_some_and(|f| f.judgement);
        if judgement && from.is_none() {
            return Err(AppError::field(
                "from",
                "this is a judgement; say in a sentence what it rests on",
                "此项属于判断，请用一句话说明理由",
            ));
        }
        let by = (judgement || from.is_some()).then(|| actor.person.name.en.clone()).filter(|n| !n.is_empty());
        let answer = Answer { by, from, ..Answer::plain(value) };
        let text = write_told_answer(&file.text, fact, &answer).map_err(|f| told(&f))?;
        let new = NewProduct { text, markets: file.markets.clone(), why: format!("answered: {fact}") };
        self.save_product(actor, id, Some(file.version), &new).map_err(|e| match e {
            AppError::Invalid(faults) => {
                AppError::Invalid(faults.into_iter().map(|f| FieldFault { field: "value".to_owned(), ..f }).collect())
            }
            other => other,
        })
    }

    fn value(&self, id: &str, typed: &Typed) -> Result<Value, Fault> {
        let common = &self.law.library.common;
        let word = typed.get("value");
        let Some(fact) = common.facts.get(id) else {
            return match common.kinds.get(word) {
                Some(kind) if id == "kind" => Ok(Value::Text(kind.id.clone())),
                _ => Err(Fault::new(text!("`{word}` is no kind of product", "`{word}` 不是产品种类"))
                    .help(text!("search for it, then choose one of the list", "请先搜索，再从列表中选择"))),
            };
        };
        let raw = match &fact.kind {
            FactType::List(_) => {
                let words = typed.values.get("value").cloned().unwrap_or_default();
                let none = words.iter().any(|w| w == "none");
                Raw::All(words.into_iter().filter(|w| !none && !w.is_empty()).map(Raw::Word).collect())
            }
            kind => {
                if word.is_empty() {
                    return Err(Fault::new(text!("there is no answer", "尚未填写回答"))
                        .help(text!("answer, or choose `I do not know`", "请填写，或选择“不知道”")));
                }
                Raw::Word(with_unit(word, kind))
            }
        };
        fact.read(&raw, &common.units)
    }

    /// A fact of the dictionary.
    #[must_use]
    pub fn fact(&self, id: &str) -> Option<&'static Fact> {
        self.law.library.common.facts.get(id)
    }
}

/// A number with the unit that the page shows beside the field, where none was typed.
fn with_unit(word: &str, kind: &FactType) -> String {
    let unit = match kind {
        FactType::Quantity { unit, .. } | FactType::Range { unit, .. } => unit.as_str(),
        _ => "",
    };
    let bare = word.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | ' ' | '–' | '~'));
    if bare && !unit.is_empty() { format!("{word} {unit}") } else { word.to_owned() }
}

fn told(fault: &Fault) -> AppError {
    let help = fault.help.as_deref().cloned().unwrap_or_default();
    AppError::Invalid(vec![FieldFault { field: "value".to_owned(), what: fault.message.clone(), help }])
}
