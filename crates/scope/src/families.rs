//! Kinds of products folded into families, so that a person can read which products a change concerns.

use certmap_base::Text;
use certmap_pack::{Kind, Taxonomy};
use std::collections::{BTreeMap, BTreeSet};

/// How much of a family is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Extent {
    /// Every kind of it, and it itself where no more is known.
    Whole,
    /// Only the kinds that are listed.
    Some,
    /// A product of which no more than this kind is known, though there are more exact ones.
    Coarse,
}

impl Extent {
    /// The word of the JSON contract.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Extent::Whole => "whole",
            Extent::Some => "some",
            Extent::Coarse => "coarse",
        }
    }
}

/// A family of products.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Family {
    /// Id of the kind.
    pub id: String,
    /// Its name.
    pub name: Text,
    /// How much of it.
    pub extent: Extent,
    /// The most exact kinds of it that are meant, by id and name; none where it is the most exact one itself.
    pub kinds: Vec<(String, Text)>,
}

/// With fewer kinds than this below a kind of which not all are meant, each stands for itself.
const FOLD_MIN: usize = 3;

/// The highest kinds all of whose kinds are in the set; what is left is gathered below its parent.
#[must_use]
pub fn families(kinds: &Taxonomy, set: &BTreeSet<usize>) -> Vec<Family> {
    let all = |i: usize| kinds.kinds.get(i);
    let whole = |i: &usize| all(*i).is_some_and(|k| k.leaves.iter().all(|leaf| set.contains(&leaf)));
    let name = |k: &Kind| (k.id.clone(), k.name.clone());
    let family = |k: &Kind, extent, kinds| Family { id: k.id.clone(), name: k.name.clone(), extent, kinds };
    let exact = |leaf: &usize| all(*leaf).filter(|k| k.below.is_empty());
    let mut found = Vec::new();
    let mut rest: BTreeMap<usize, Vec<&Kind>> = BTreeMap::new();
    for i in set {
        let Some(kind) = all(*i) else { continue };
        if whole(i) && kind.under.iter().any(whole) {
            continue;
        }
        match (kind.below.is_empty(), whole(i)) {
            (true, _) => rest.entry(kind.under.first().copied().unwrap_or(*i)).or_default().push(kind),
            (false, true) => {
                let members = kind.leaves.iter().filter_map(|leaf| exact(&leaf)).map(name).collect();
                found.push(family(kind, Extent::Whole, members));
            }
            (false, false) => found.push(family(kind, Extent::Coarse, Vec::new())),
        }
    }
    for (above, members) in rest {
        match all(above) {
            Some(parent) if members.len() >= FOLD_MIN => {
                found.push(family(parent, Extent::Some, members.into_iter().map(name).collect()));
            }
            _ => found.extend(members.into_iter().map(|k| family(k, Extent::Whole, Vec::new()))),
        }
    }
    found.sort_by(|a, b| {
        (a.extent, usize::MAX - a.kinds.len(), &a.id).cmp(&(b.extent, usize::MAX - b.kinds.len(), &b.id))
    });
    found
}
