//! Worked examples: from the notation to [`Case`].

use crate::read_common::{File, pairs, raw};
use crate::read_scheme::{Reader, words};
use crate::wire::{CaseWire, RequirementsWire, Word};
use crate::{Case, Expectation, PhaseKind, Value};
use certmap_base::{Confidence, Fault, text};
use certmap_expr::Tri;
use std::collections::BTreeMap;

/// Words that an example may expect.
const OUTCOMES: [&str; 9] =
    ["in", "out", "exempt", "banned", "not_yet", "no_longer", "unknown", "not_covered", "conflict"];

/// Whether a route is open.
const OPEN: [(Tri, &str); 3] = [(Tri::True, "yes"), (Tri::False, "no"), (Tri::Unknown, "unknown")];

impl Reader<'_> {
    pub(crate) fn case(&self, wire: &CaseWire, schemes: &[String], file: &mut File) -> Option<Case> {
        let on = file.date(&wire.on)?;
        for kind in wire.kind.iter().chain(&wire.kinds).filter(|k| self.common.kinds.get(k.get_ref()).is_none()) {
            let fault = Fault::new(text!("unknown kind `{}`", "未知的产品种类 `{}`", kind.get_ref()))
                .suggest(kind.get_ref(), self.common.kinds.ids());
            file.error(kind.span().start, fault);
        }
        for scheme in
            wire.expect.keys().chain(wire.confidence.keys()).chain(wire.phase.keys()).chain(wire.routes.keys())
        {
            known_scheme(scheme, schemes, file);
        }
        for word in wire.expect.values().filter(|w| !OUTCOMES.contains(&w.get_ref().as_str())) {
            let fault = Fault::new(text!("unknown outcome `{}`", "未知的结论 `{}`", word.get_ref()))
                .help(text!("known: {}", "可写：{}", OUTCOMES.join(", ")))
                .suggest(word.get_ref(), OUTCOMES);
            file.error(word.span().start, fault);
        }
        if self.common.markets.market(wire.market.get_ref()).is_none() {
            let known = self.common.markets.markets.iter().map(|m| m.code.as_str());
            let fault = Fault::new(text!("unknown market `{}`", "未知的市场 `{}`", wire.market.get_ref()))
                .suggest(wire.market.get_ref(), known);
            file.error(wire.market.span().start, fault);
        }
        Some(Case {
            name: wire.name.get_ref().clone(),
            source: wire.source.clone(),
            market: wire.market.get_ref().clone(),
            on,
            kind: wire.kind.as_ref().map(|k| k.get_ref().clone()),
            kinds: words(&wire.kinds),
            given: self.given(&wire.given, file),
            expect: self.expectation(wire, file),
            place: file.place(wire.name.span().start),
        })
    }

    fn expectation(&self, wire: &CaseWire, file: &mut File) -> Expectation {
        let confidence = Confidence::ALL.map(|c| (c, c.word()));
        let phases = pairs!(PhaseKind);
        let routes = wire
            .routes
            .iter()
            .map(|(scheme, routes)| (scheme.get_ref().clone(), each(routes, "answer", &OPEN, file)))
            .collect();
        Expectation {
            outcomes: plain(&wire.expect),
            because: words(&wire.because),
            ask: wire.ask.as_ref().map(|a| words(a)),
            requirements: requirements(&wire.requirements, file),
            excluded_by: plain(&wire.requirements.excluded_by),
            routes,
            assumed: self.given(&wire.assumed, file),
            confidence: each(&wire.confidence, "confidence", &confidence, file),
            phase: each(&wire.phase, "phase", &phases, file),
        }
    }

    /// Values of facts.
    fn given(&self, wires: &BTreeMap<Word, toml::Value>, file: &mut File) -> BTreeMap<String, Value> {
        let mut given = BTreeMap::new();
        for (name, value) in wires {
            let read = match self.common.facts.get(name.get_ref()) {
                Some(fact) => fact.read(&raw(value), &self.common.units),
                None => Err(Fault::new(text!("unknown fact `{}`", "未知的事实 `{}`", name.get_ref()))
                    .suggest(name.get_ref(), self.common.facts.keys().map(String::as_str))),
            };
            match read {
                Ok(value) => drop(given.insert(name.get_ref().clone(), value)),
                Err(fault) => file.error(name.span().start, fault),
            }
        }
        given
    }
}

fn known_scheme(scheme: &Word, schemes: &[String], file: &mut File) {
    if !schemes.contains(scheme.get_ref()) {
        let fault = Fault::new(text!("unknown scheme `{}`", "未知的制度 `{}`", scheme.get_ref()))
            .suggest(scheme.get_ref(), schemes.iter().map(String::as_str));
        file.error(scheme.span().start, fault);
    }
}

fn plain(pairs: &BTreeMap<Word, Word>) -> BTreeMap<String, String> {
    pairs.iter().map(|(k, v)| (k.get_ref().clone(), v.get_ref().clone())).collect()
}

/// One of a closed set of words for each key.
fn each<T: Copy>(
    wires: &BTreeMap<Word, Word>,
    what: &str,
    all: &[(T, &'static str)],
    file: &mut File,
) -> BTreeMap<String, T> {
    wires.iter().filter_map(|(k, v)| Some((k.get_ref().clone(), file.one_of(v, what, all)?))).collect()
}

/// The outcome that each requirement must have; none may stand twice.
fn requirements(wire: &RequirementsWire, file: &mut File) -> BTreeMap<String, String> {
    let lists = [
        (&wire.applies, "in"),
        (&wire.out, "out"),
        (&wire.not_yet, "not_yet"),
        (&wire.no_longer, "no_longer"),
        (&wire.unknown, "unknown"),
    ];
    let mut found = BTreeMap::new();
    for (list, word) in lists {
        for id in list {
            if found.insert(id.get_ref().clone(), word.to_owned()).is_some() {
                file.error(
                    id.span().start,
                    Fault::new(text!("the requirement `{}` is expected twice", "要求 `{}` 的预期重复", id.get_ref())),
                );
            }
        }
    }
    found
}
