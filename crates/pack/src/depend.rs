//! Facts that bring other facts along: what is connected to the internet has a data connection.

use crate::{Fact, FactType, Value};
use certmap_base::{Fault, Place, Problem, text};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Where one fact is so, another one is so too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dependency {
    /// The fact that brings the other along.
    pub fact: String,
    /// The choice of it; none for a fact that is true.
    pub choice: Option<String>,
    /// The yes-or-no fact that it brings along.
    pub then: String,
    /// What that one is.
    pub value: bool,
}

impl Dependency {
    /// True if a value of the first fact brings the other along.
    #[must_use]
    pub fn holds(&self, value: &Value) -> bool {
        match (value, &self.choice) {
            (Value::Bool(true), None) => true,
            (Value::Choice(word), Some(choice)) => word == choice,
            _ => false,
        }
    }

    /// The value of the first fact, in words.
    #[must_use]
    pub fn because(&self) -> String {
        let value = self.choice.as_deref().unwrap_or("true");
        format!("{} = {value}", self.fact)
    }
}

/// Facts that follow from those that are known, forwards and backwards, until nothing more does.
#[must_use]
pub fn consequences(dependencies: &[Dependency], known: &dyn Fn(&str) -> Option<Value>) -> BTreeMap<String, Value> {
    let mut found: BTreeMap<String, Value> = BTreeMap::new();
    loop {
        let before = found.len();
        for d in dependencies {
            let value = |fact: &str| known(fact).or_else(|| found.get(fact).cloned());
            let (first, then) = (value(&d.fact), value(&d.then));
            if then.is_none() && first.as_ref().is_some_and(|v| d.holds(v)) {
                found.insert(d.then.clone(), Value::Bool(d.value));
            } else if first.is_none() && d.choice.is_none() && then == Some(Value::Bool(!d.value)) {
                found.insert(d.fact.clone(), Value::Bool(false));
            }
        }
        if found.len() == before {
            return found;
        }
    }
}

/// A dependency as it is written, with its place.
pub(crate) struct Written {
    pub(crate) dependency: Dependency,
    pub(crate) place: Place,
}

/// Dependencies with all that follow from them; what cannot be is told.
pub(crate) fn closed(
    written: Vec<Written>,
    facts: &BTreeMap<String, Fact>,
    problems: &mut Vec<Problem>,
) -> Vec<Dependency> {
    let mut all: Vec<(Dependency, Place)> = Vec::new();
    for Written { dependency, place } in written {
        if let Some(fault) = wrong(&dependency, facts) {
            problems.push(Problem::error(place.clone(), fault));
        } else {
            all.push((dependency, place));
        }
    }
    // One that follows from two others, until there is no new one.
    let mut i = 0;
    while i < all.len() {
        let Some((first, place)) = all.get(i).cloned() else { break };
        let next: Vec<Dependency> = all
            .iter()
            .map(|(d, _)| d)
            .filter(|d| first.value && d.choice.is_none() && d.fact == first.then)
            .cloned()
            .collect();
        for d in next {
            let both = Dependency { then: d.then, value: d.value, ..first.clone() };
            if both.then == both.fact {
                let fault = itself(&both.fact)
                    .help(text!("facts that are always the same are one fact", "总是相同的事实应合为一个事实"));
                problems.push(Problem::error(place.clone(), fault));
            } else if !all.iter().any(|(d, _)| *d == both) {
                all.push((both, place.clone()));
            }
        }
        i += 1;
    }
    for (d, place) in &all {
        let opposite = Dependency { value: !d.value, ..d.clone() };
        if d.value && all.iter().any(|(o, _)| *o == opposite) {
            let (because, then) = (d.because(), &d.then);
            let fault = Fault::new(text!(
                "`{because}` brings both `{then} = true` and `{then} = false` along",
                "`{because}` 同时推出 `{then} = true` 和 `{then} = false`"
            ));
            problems.push(Problem::error(place.clone(), fault));
        }
        assumed(d, place, facts, problems);
    }
    all.into_iter().map(|(d, _)| d).collect()
}

fn itself(fact: &str) -> Fault {
    Fault::new(text!("`{fact}` brings itself along", "`{fact}` 推出其自身"))
}

/// Why a dependency cannot be one.
fn wrong(d: &Dependency, facts: &BTreeMap<String, Fact>) -> Option<Fault> {
    match facts.get(&d.then) {
        None => {
            let fault = Fault::new(text!("unknown fact `{}`", "未知的事实 `{}`", d.then));
            Some(fault.suggest(&d.then, facts.keys().map(String::as_str)))
        }
        Some(f) if f.kind != FactType::Bool => {
            let (because, then) = (d.because(), &d.then);
            Some(Fault::new(text!(
                "`{because}` brings `{then}` along, which is no yes-or-no fact",
                "`{because}` 推出的 `{then}` 不是是非型事实"
            )))
        }
        Some(_) if d.then == d.fact => Some(itself(&d.fact)),
        Some(_) => None,
    }
}

/// What is assumed of one fact must be what is assumed of the other: an assumption may not decide what nobody assumes.
fn assumed(d: &Dependency, place: &Place, facts: &BTreeMap<String, Fact>, problems: &mut Vec<Problem>) {
    let assume = |fact: &str| facts.get(fact).and_then(|f| f.assume.as_ref());
    let (first, then) = (assume(&d.fact), assume(&d.then));
    let forwards = first.is_some_and(|v| d.holds(v)) && then != Some(&Value::Bool(d.value));
    let backwards = then == Some(&Value::Bool(!d.value)) && first.is_none_or(|v| d.holds(v));
    if forwards || backwards {
        let (because, fact, then, value) = (d.because(), &d.fact, &d.then, d.value);
        let fault = Fault::new(text!(
            "what is assumed of `{fact}` and of `{then}` does not go together",
            "对 `{fact}` 和 `{then}` 的假定不一致"
        ))
        .help(text!(
            "{because} means {then} = {value}; assume both or neither",
            "{because} 意味着 {then} = {value}；请同时假定或都不假定"
        ));
        problems.push(Problem::error(place.clone(), fault));
    }
}
