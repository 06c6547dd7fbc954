//! Kinds of products, a directed acyclic graph.

use crate::Value;
use crate::find::Index;
use certmap_base::Text;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// A set of leaves of the taxonomy.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, PartialOrd, Ord, Serialize, Deserialize)]
pub struct KindSet(Vec<u64>);

impl KindSet {
    /// The empty set for so many leaves.
    #[must_use]
    pub fn empty(leaves: usize) -> KindSet {
        KindSet(vec![0; leaves.div_ceil(64)])
    }

    /// Adds a leaf.
    pub fn insert(&mut self, leaf: usize) {
        if let Some(word) = self.0.get_mut(leaf / 64) {
            *word |= 1 << (leaf % 64);
        }
    }

    /// True if the leaf is in it.
    #[must_use]
    pub fn contains(&self, leaf: usize) -> bool {
        self.0.get(leaf / 64).is_some_and(|w| w & (1 << (leaf % 64)) != 0)
    }

    /// Adds all leaves of the other set.
    pub fn union(&mut self, other: &KindSet) {
        for (a, b) in self.0.iter_mut().zip(&other.0) {
            *a |= b;
        }
    }

    /// True if every leaf of this set is in the other.
    #[must_use]
    pub fn is_subset(&self, other: &KindSet) -> bool {
        self.0.iter().zip(&other.0).all(|(a, b)| a & !b == 0)
    }

    /// True if no leaf of this set is in the other.
    #[must_use]
    pub fn is_disjoint(&self, other: &KindSet) -> bool {
        self.0.iter().zip(&other.0).all(|(a, b)| a & b == 0)
    }

    /// The leaves, ascending.
    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.0
            .iter()
            .enumerate()
            .flat_map(|(i, word)| (0..64).filter(move |b| word & (1 << b) != 0).map(move |b| i * 64 + b))
    }

    /// Number of leaves.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.iter().map(|w| w.count_ones() as usize).sum()
    }

    /// True if no leaf is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|w| *w == 0)
    }
}

/// A kind of product.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Kind {
    /// Id, for example `electric-kettle`.
    pub id: String,
    /// Kinds above it; empty for the root.
    pub under: Vec<usize>,
    /// Kinds directly below it.
    pub below: Vec<usize>,
    /// Name.
    pub name: Text,
    /// Synonyms in English.
    pub also_en: Vec<String>,
    /// Synonyms in Chinese.
    pub also_zh: Vec<String>,
    /// Customs-code hints.
    pub hs: Vec<String>,
    /// What is true of every such product, inherited ones included.
    pub implies: BTreeMap<String, Value>,
    /// What is taken of such a product where nobody says otherwise, inherited ones included.
    pub assumes: BTreeMap<String, Value>,
    /// Its leaves. Every kind with kinds below it has a leaf of its own, "another one of these".
    pub leaves: KindSet,
    /// The leaf that is this kind itself.
    pub leaf: usize,
}

/// All kinds.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Taxonomy {
    /// Kinds; the leaf number of a kind is its index.
    pub kinds: Vec<Kind>,
    by_id: BTreeMap<String, usize>,
    /// For finding by everyday words; made when first looked for.
    #[serde(skip)]
    pub(crate) index_of_names: OnceLock<Index>,
}

impl Taxonomy {
    /// Builds the graph from kinds whose `under` is filled in and acyclic.
    #[must_use]
    pub fn new(mut kinds: Vec<Kind>) -> Taxonomy {
        let count = kinds.len();
        let by_id = kinds.iter().enumerate().map(|(i, k)| (k.id.clone(), i)).collect();
        let mut below = vec![Vec::new(); count];
        for (i, kind) in kinds.iter().enumerate() {
            for up in &kind.under {
                if let Some(list) = below.get_mut(*up) {
                    list.push(i);
                }
            }
        }
        for (i, (kind, below)) in kinds.iter_mut().zip(below).enumerate() {
            kind.below = below;
            kind.leaf = i;
            kind.leaves = KindSet::empty(count);
            kind.leaves.insert(i);
        }
        let mut taxonomy = Taxonomy { kinds, by_id, index_of_names: OnceLock::new() };
        taxonomy.close();
        taxonomy
    }

    /// Spreads leaves upwards and implied facts downwards until nothing changes.
    fn close(&mut self) {
        loop {
            let mut changed = false;
            for i in 0..self.kinds.len() {
                changed |= self.spread(i);
            }
            if !changed {
                return;
            }
        }
    }

    fn spread(&mut self, i: usize) -> bool {
        let Some(kind) = self.kinds.get(i).cloned() else { return false };
        let mut changed = false;
        for up in &kind.under {
            if let Some(parent) = self.kinds.get_mut(*up)
                && !kind.leaves.is_subset(&parent.leaves)
            {
                parent.leaves.union(&kind.leaves);
                changed = true;
            }
        }
        for down in &kind.below {
            let Some(child) = self.kinds.get_mut(*down) else { continue };
            for (fact, value) in &kind.implies {
                if !child.implies.contains_key(fact) {
                    child.implies.insert(fact.clone(), value.clone());
                    changed = true;
                }
            }
            for (fact, value) in &kind.assumes {
                if !child.assumes.contains_key(fact) {
                    child.assumes.insert(fact.clone(), value.clone());
                    changed = true;
                }
            }
        }
        changed
    }

    /// Index of a kind.
    #[must_use]
    pub fn index(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// The kind with an id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Kind> {
        self.index(id).and_then(|i| self.kinds.get(i))
    }

    /// All ids.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.kinds.iter().map(|k| k.id.as_str())
    }

    /// The union of leaves of several kinds.
    #[must_use]
    pub fn leaves_of(&self, ids: &[String]) -> KindSet {
        let mut set = KindSet::empty(self.kinds.len());
        for kind in ids.iter().filter_map(|id| self.get(id)) {
            set.union(&kind.leaves);
        }
        set
    }
}
