//! What differs between two libraries as texts: rules that came, went or changed, and the schemes they can touch.

use certmap_base::Text;
use certmap_pack::{Library, Pack, Scheme};
use std::collections::{BTreeMap, BTreeSet};

/// How a rule differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// It is new.
    New,
    /// It says something else, or holds on other days.
    Changed,
    /// It is gone.
    Gone,
}

impl Fate {
    /// The word of the JSON contract.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Fate::New => "new",
            Fate::Changed => "changed",
            Fate::Gone => "gone",
        }
    }
}

/// A rule that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleChange {
    /// Scheme id; the pack's id for a definition.
    pub scheme: String,
    /// The kind of rule, `route` or `definition`.
    pub kind: &'static str,
    /// Rule id.
    pub id: String,
    /// Title.
    pub title: Text,
    /// What became of it.
    pub fate: Fate,
}

type Rules = BTreeMap<(String, &'static str, String), (Text, String)>;

/// Rules, routes and definitions that came, went or changed.
pub(crate) fn rules_changed(old: &Library, new: &Library) -> Vec<RuleChange> {
    let (old, new) = (rules(old), rules(new));
    let change = |key: &(String, &'static str, String), title: &Text, fate: Fate| RuleChange {
        scheme: key.0.clone(),
        kind: key.1,
        id: key.2.clone(),
        title: title.clone(),
        fate,
    };
    let mut found = Vec::new();
    for (key, (title, says)) in &new {
        match old.get(key) {
            None => found.push(change(key, title, Fate::New)),
            Some((_, before)) if before != says => found.push(change(key, title, Fate::Changed)),
            Some(_) => {}
        }
    }
    let gone = old.iter().filter(|(key, _)| !new.contains_key(*key));
    found.extend(gone.map(|(key, (title, _))| change(key, title, Fate::Gone)));
    found
}

fn rules(library: &Library) -> Rules {
    let mut all = Rules::new();
    for pack in &library.packs {
        for d in &pack.definitions {
            let key = (pack.id.clone(), "definition", d.id.clone());
            all.insert(key, (d.title.clone(), certmap_expr::print(&d.is)));
        }
        for scheme in &pack.schemes {
            for r in scheme.rules() {
                let exclusions: Vec<String> = r.exclusions.iter().map(|e| certmap_expr::print(&e.when)).collect();
                let says = format!(
                    "{} | {:?} | {} | {:?} {:?} {exclusions:?}",
                    certmap_expr::print(&r.when),
                    r.phases,
                    r.title.en,
                    r.of,
                    r.skips
                );
                all.insert((scheme.id.clone(), r.kind.word(), r.id.clone()), (r.title.clone(), says));
            }
            for r in &scheme.routes {
                let says = format!("{} | {:?} | {}", certmap_expr::print(&r.when), r.phases, r.title.en);
                all.insert((scheme.id.clone(), "route", r.id.clone()), (r.title.clone(), says));
            }
        }
    }
    all
}

/// Schemes whose answer can differ: those of packs that differ, and those that look at such a scheme; all where the words
/// that packs share differ.
pub(crate) fn touched(old: &Library, new: &Library) -> BTreeSet<String> {
    let libraries = [old, new];
    let packs = || libraries.iter().flat_map(|l| &l.packs);
    if old.common.digest != new.common.digest {
        return packs().flat_map(|p| &p.schemes).map(|s| s.id.clone()).collect();
    }
    let same = |p: &Pack| libraries.iter().all(|l| l.pack(&p.id).is_some_and(|other| other.digest == p.digest));
    let mut found: BTreeSet<String> =
        packs().filter(|p| !same(p)).flat_map(|p| &p.schemes).map(|s| s.id.clone()).collect();
    loop {
        let looks = |p: &Pack, s: &Scheme| looked_at(p, s).iter().any(|other| found.contains(other));
        let more: Vec<String> = packs()
            .flat_map(|p| p.schemes.iter().map(move |s| (p, s)))
            .filter(|(p, s)| !found.contains(&s.id) && looks(p, s))
            .map(|(_, s)| s.id.clone())
            .collect();
        if more.is_empty() {
            return found;
        }
        found.extend(more);
    }
}

/// Schemes that a scheme names, or that a definition of its pack does.
pub(crate) fn looked_at(pack: &Pack, scheme: &Scheme) -> BTreeSet<String> {
    let defined = pack.definitions.iter().flat_map(|d| d.is.schemes());
    let own = scheme.rules().flat_map(|r| r.when.schemes()).chain(scheme.covers.schemes());
    defined.chain(own).map(str::to_owned).collect()
}
