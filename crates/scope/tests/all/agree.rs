//! The mechanism against the naive oracle, over drawn packs and products.

use super::support::{ask, ends, linked, of, product, with};
use certmap_base::Date;
use certmap_pack::Library;
use certmap_scope::{Answer, Engine, Outcome, Product};
use certmap_testkit::{Axis, Completions, KindIs, Known, Oracle, Texts, draw, is_possible};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// More completions than these are drawn from, not walked through.
const MOST: usize = 300;

/// The oracle's outcomes of all completions that are looked at.
struct Ends {
    completions: Completions,
    /// Outcomes by scheme for each number.
    found: BTreeMap<usize, BTreeMap<String, Vec<Outcome>>>,
    /// Every completion was looked at.
    all: bool,
}

impl Ends {
    fn new(library: &Library, known: &Known) -> Ends {
        let oracle = Oracle::new(library);
        let completions = Completions::new(library, known.clone());
        let numbers = completions.numbers(library, MOST);
        let all = completions.count() <= MOST;
        let found = numbers.into_iter().map(|n| (n, oracle.outcomes(&completions.nth(n)))).collect();
        Ends { completions, found, all }
    }

    /// Whether every completion ends with the outcome.
    fn only(&self, scheme: &str, outcome: Outcome) -> Result<(), TestCaseError> {
        for (number, found) in &self.found {
            prop_assert_eq!(&found[scheme], &vec![outcome], "{} with {:?}", scheme, self.completions.nth(*number));
        }
        Ok(())
    }

    fn differs(&self, scheme: &str) -> bool {
        let mut ends = self.found.values().map(|f| &f[scheme]);
        let first = ends.next();
        ends.any(|e| Some(e) != first)
    }

    /// Whether two values of one fact, everything else alike, can end differently.
    fn turns_on(&self, scheme: &str, question: &str) -> bool {
        let axes = self.completions.axes.iter().enumerate().filter(|(_, a)| a.question() == Some(question));
        for (axis, _) in axes {
            for (number, found) in &self.found {
                let next = self.completions.neighbour(*number, axis);
                if next.and_then(|n| self.found.get(&n)).is_some_and(|f| f[scheme] != found[scheme]) {
                    return true;
                }
            }
        }
        false
    }

    /// Whether the outcome may wait for a scheme that nobody has rules for.
    fn waits_for_absent(&self) -> bool {
        self.completions.axes.iter().any(|a| matches!(a, Axis::Absent(_)))
    }
}

/// What the program says agrees with what the oracle says, and with every completion.
fn agrees(library: &Library, engine: &Engine, asked: &Product, on: Date) -> Result<(), TestCaseError> {
    let known = Known::of(library, asked, on);
    let naive = Oracle::new(library).outcomes(&known);
    let ends_all = Ends::new(library, &known);
    for (scheme, outcome, needs) in ends(engine, asked, on) {
        if let [one] = naive[&scheme].as_slice() {
            prop_assert_eq!(outcome, *one, "{}: program and oracle", &scheme);
        }
        if outcome == Outcome::Unknown {
            prop_assert!(
                !needs.is_empty() || ends_all.waits_for_absent(),
                "{}: unknown, and nothing is asked",
                &scheme
            );
        } else {
            prop_assert!(needs.is_empty(), "{}: decided, and asks for {:?}", &scheme, needs);
            ends_all.only(&scheme, outcome)?;
        }
        if !ends_all.all || !ends_all.completions.complete {
            continue;
        }
        prop_assert_eq!(
            outcome == Outcome::Unknown,
            ends_all.differs(&scheme),
            "{}: decided as soon as it can be",
            &scheme
        );
        for fact in &needs {
            let by_kind = fact == "kind" && implies_any(library, &known, &needs);
            prop_assert!(
                by_kind || ends_all.turns_on(&scheme, fact),
                "{}: {} is asked and decides nothing",
                &scheme,
                fact
            );
        }
    }
    Ok(())
}

/// Whether a more exact kind would bring one of the facts along.
fn implies_any(library: &Library, known: &Known, facts: &[String]) -> bool {
    let kinds = &library.common.kinds;
    let KindIs::Under(_) = &known.kinds[0] else { return false };
    let back = |k: &certmap_pack::Kind| {
        let mut ways = library.common.dependencies.iter().filter(|d| facts.contains(&d.fact));
        ways.any(|d| k.implies.contains_key(&d.then) || k.assumes.contains_key(&d.then))
    };
    kinds.kinds.iter().any(|k| back(k) || facts.iter().any(|f| k.implies.contains_key(f) || k.assumes.contains_key(f)))
}

/// Products with one more answer, by what was asked.
fn answered(library: &Library, asked: &Product, on: Date) -> Vec<(String, Product)> {
    let known = Known::of(library, asked, on);
    let completions = Completions::new(library, known.clone());
    let mut found = Vec::new();
    for axis in &completions.axes {
        match axis {
            Axis::Fact(name, values) => {
                let possible = |v: &&certmap_pack::Value| {
                    let mut values = known.values.clone();
                    values.insert(name.clone(), (*v).clone());
                    is_possible(library, &values)
                };
                found.extend(values.iter().filter(possible).map(|v| (name.clone(), with(asked, name, v.clone()))));
            }
            Axis::Kind(place, leaves) => {
                let own = leaves.iter().map(|l| match l {
                    KindIs::Exactly(id) | KindIs::Under(id) => id.clone(),
                });
                for id in own {
                    let mut next = asked.clone();
                    match place {
                        0 => next.kind = Some(id),
                        n => next.kinds[n - 1] = id,
                    }
                    if is_possible(library, &Known::of(library, &next, on).values) {
                        found.push(("kind".to_owned(), next));
                    }
                }
            }
            Axis::Absent(_) => {}
        }
    }
    found
}

fn library(texts: &Texts) -> Library {
    texts.library()
}

/// Full answers say the same as short ones.
fn full_and_brief(engine: &Engine, asked: &Product, on: Date) -> Result<(), TestCaseError> {
    let full = ask(engine, asked, on);
    for (scheme, outcome, needs) in ends(engine, asked, on) {
        let full = of(&full, &scheme);
        prop_assert_eq!((full.outcome, &full.needs), (outcome, &needs), "{}", &scheme);
        prop_assert_eq!(full.possible.len() == 1, outcome != Outcome::Unknown);
        prop_assert!(outcome == Outcome::Unknown || full.possible == [outcome]);
        prop_assert!(full.entries.iter().all(|e| !e.reasons.is_empty()), "{}: an entry without a reason", &scheme);
        prop_assert!(
            outcome == Outcome::Unknown || !full.entries.is_empty(),
            "{}: {:?} without a reason",
            &scheme,
            outcome
        );
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { max_shrink_iters: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn program_and_oracle_agree(texts in draw::packs(), asked in draw::product(), on in draw::any_day()) {
        let library = library(&texts);
        let engine = Engine::new(&library);
        agrees(&library, &engine, &asked, on)?;
        full_and_brief(&engine, &asked, on)?;
    }

    #[test]
    fn a_complete_answer_is_the_oracles(texts in draw::packs(), asked in draw::product(), on in draw::any_day(), seed in any::<usize>()) {
        let library = library(&texts);
        let completions = Completions::new(&library, Known::of(&library, &asked, on));
        let known = completions.nth(seed >> 1);
        let possible = is_possible(&library, &known.values);
        if let Some(whole) = product(&library, &known).filter(|_| possible) {
            let known = Known { absent: BTreeMap::new(), ..known };
            let naive = Oracle::new(&library).outcomes(&known);
            let engine = Engine::new(&library);
            for (scheme, outcome, _) in ends(&engine, &whole, on) {
                if let [one] = naive[&scheme].as_slice() {
                    prop_assert_eq!(outcome, *one, "{}", &scheme);
                }
            }
        }
    }

    #[test]
    fn an_answer_that_was_not_asked_for_changes_nothing(texts in draw::packs(), asked in draw::product(), on in draw::any_day()) {
        let library = library(&texts);
        let engine = Engine::new(&library);
        let before = ends(&engine, &asked, on);
        for (fact, next) in answered(&library, &asked, on) {
            let after = ends(&engine, &next, on);
            for ((scheme, outcome, needs), (_, then, then_needs)) in before.iter().zip(&after) {
                if *outcome != Outcome::Unknown {
                    prop_assert_eq!(then, outcome, "{}: decided, and turned by {}: {:?}", scheme, &fact, next.facts.get(&fact));
                } else if !needs.contains(&fact) && !linked(&library, &fact, needs) {
                    prop_assert_eq!(then, outcome, "{}: {} was not asked for, and decides", scheme, &fact);
                    prop_assert_eq!(then_needs, needs, "{}: {} was not asked for, and changes what is asked", scheme, &fact);
                }
            }
        }
    }

    #[test]
    fn answers_only_ever_decide(texts in draw::packs(), asked in draw::product(), on in draw::any_day(), turns in proptest::collection::vec(any::<usize>(), 12)) {
        let library = library(&texts);
        let engine = Engine::new(&library);
        let mut now = asked;
        let mut before = ends(&engine, &now, on);
        for turn in turns {
            let next = answered(&library, &now, on);
            let Some((fact, product)) = next.get(turn % next.len().max(1)) else { break };
            let after = ends(&engine, product, on);
            for ((scheme, outcome, _), (_, then, _)) in before.iter().zip(&after) {
                prop_assert!(*outcome == Outcome::Unknown || then == outcome, "{}: {:?} became {:?} by {}", scheme, outcome, then, fact);
            }
            (now, before) = (product.clone(), after);
        }
    }
}

/// Counterexamples that shrank to something worth keeping, as packs and products by hand.
fn check(texts: &Texts, facts: &[(&str, certmap_pack::Value)], kind: Option<&str>) {
    let library = texts.library();
    let asked = Product {
        kind: kind.map(str::to_owned),
        facts: facts.iter().map(|(n, v)| ((*n).to_owned(), Answer::plain(v.clone()))).collect(),
        ..Product::default()
    };
    agrees(&library, &Engine::new(&library), &asked, super::support::today()).unwrap();
}

#[test]
fn an_empty_product_is_asked_about() {
    let law = certmap_testkit::Law::new("pp-one").rule("entry", "e1", "radio and product is \"fan\"");
    check(&Texts::small().law("pp", &law), &[], None);
}
