//! Decision diagrams over what is missing: the one form in which two formulas that mean the same look the same.
//!
//! A variable is a missing fact with the groups of its values that the undecided tests tell apart (of a list: each word
//! of it; of an unknown kind: groups of leaves). A node has one child per group; nodes with the same children are one.
//! So a formula depends on a variable exactly if its diagram mentions it.

use crate::result::Outcome;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// A node: false, true, an outcome, or a branching.
pub(crate) type Ref = u32;

pub(crate) const NO: Ref = 0;
pub(crate) const YES: Ref = 1;
/// References below this are leaves.
const LEAVES: Ref = 16;

/// More nodes than this are not made; whoever asks then has to take every variable for one that matters.
const NODES_MAX: usize = 40_000;

/// The leaf of an outcome.
pub(crate) fn leaf(outcome: Outcome) -> Ref {
    let i = Outcome::ALL.iter().position(|o| *o == outcome).unwrap_or(0);
    2 + Ref::try_from(i).unwrap_or(0)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Op {
    And,
    Or,
    /// The outcome where the left side holds, else the right side.
    Pick(Ref),
}

/// A quick hash for small keys that nobody chooses to be hostile.
#[derive(Default, Clone, Copy)]
pub(crate) struct Quick(u64);

impl Hasher for Quick {
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }

    fn write(&mut self, bytes: &[u8]) {
        let (whole, rest) = bytes.as_chunks::<8>();
        whole.iter().for_each(|eight| self.write_u64(u64::from_le_bytes(*eight)));
        rest.iter().for_each(|byte| self.write_u64(u64::from(*byte)));
    }

    fn write_u32(&mut self, n: u32) {
        self.write_u64(u64::from(n));
    }

    fn write_u64(&mut self, n: u64) {
        self.0 = (self.0.rotate_left(5) ^ n).wrapping_mul(0x517c_c1b7_2722_0a95);
    }

    fn write_usize(&mut self, n: usize) {
        self.write_u64(n as u64);
    }
}

pub(crate) type Map<K, V> = HashMap<K, V, BuildHasherDefault<Quick>>;

/// Diagrams over one set of variables.
#[derive(Default)]
pub(crate) struct Diagram {
    /// Number of groups by variable; variables stand in this order from the root down.
    sizes: Vec<usize>,
    nodes: Vec<(u32, Box<[Ref]>)>,
    index: Map<(u32, Box<[Ref]>), Ref>,
    done: Map<(Op, Ref, Ref), Ref>,
    denied: Map<Ref, Ref>,
    /// Too many nodes; what is returned from then on means nothing.
    pub(crate) full: bool,
}

impl Diagram {
    /// Forgets everything, keeping the memory.
    pub(crate) fn clear(&mut self) {
        self.sizes.clear();
        self.nodes.clear();
        self.index.clear();
        self.done.clear();
        self.denied.clear();
        self.full = false;
    }

    /// A new variable below all others.
    pub(crate) fn variable(&mut self, groups: usize) -> u32 {
        self.sizes.push(groups);
        u32::try_from(self.sizes.len() - 1).unwrap_or(u32::MAX)
    }

    /// A branching on a variable.
    pub(crate) fn node(&mut self, variable: u32, kids: Vec<Ref>) -> Ref {
        match kids.first() {
            Some(first) if kids.iter().all(|k| k == first) => return *first,
            None => return NO,
            Some(_) => {}
        }
        let key = (variable, kids.into_boxed_slice());
        if let Some(found) = self.index.get(&key) {
            return *found;
        }
        if self.nodes.len() >= NODES_MAX {
            self.full = true;
            return NO;
        }
        let made = LEAVES + Ref::try_from(self.nodes.len()).unwrap_or(0);
        self.nodes.push(key.clone());
        self.index.insert(key, made);
        made
    }

    fn get(&self, at: Ref) -> Option<&(u32, Box<[Ref]>)> {
        at.checked_sub(LEAVES).and_then(|i| self.nodes.get(i as usize))
    }

    fn level(&self, at: Ref) -> u32 {
        self.get(at).map_or(u32::MAX, |(v, _)| *v)
    }

    fn kid(&self, at: Ref, variable: u32, i: usize) -> Ref {
        match self.get(at) {
            Some((v, kids)) if *v == variable => kids.get(i).copied().unwrap_or(NO),
            _ => at,
        }
    }

    pub(crate) fn and(&mut self, a: Ref, b: Ref) -> Ref {
        self.apply(Op::And, a, b)
    }

    pub(crate) fn or(&mut self, a: Ref, b: Ref) -> Ref {
        self.apply(Op::Or, a, b)
    }

    /// An outcome where `when` holds, else what the other diagram says.
    pub(crate) fn pick(&mut self, when: Ref, outcome: Outcome, other: Ref) -> Ref {
        self.apply(Op::Pick(leaf(outcome)), when, other)
    }

    fn apply(&mut self, op: Op, a: Ref, b: Ref) -> Ref {
        let (a, b) = match op {
            Op::And | Op::Or if a > b => (b, a),
            _ => (a, b),
        };
        match (op, a) {
            (Op::And, NO) | (Op::Or, YES) => return a,
            (Op::And, YES) | (Op::Or, NO) | (Op::Pick(_), NO) => return b,
            (Op::Pick(outcome), YES) => return outcome,
            _ if a == b && !matches!(op, Op::Pick(_)) => return a,
            _ => {}
        }
        if self.full {
            return NO;
        }
        if let Some(found) = self.done.get(&(op, a, b)) {
            return *found;
        }
        let variable = self.level(a).min(self.level(b));
        let groups = self.sizes.get(variable as usize).copied().unwrap_or(0);
        let mut kids = Vec::with_capacity(groups);
        for i in 0..groups {
            let (x, y) = (self.kid(a, variable, i), self.kid(b, variable, i));
            kids.push(self.apply(op, x, y));
        }
        let made = self.node(variable, kids);
        self.done.insert((op, a, b), made);
        made
    }

    pub(crate) fn not(&mut self, a: Ref) -> Ref {
        match a {
            NO => return YES,
            YES => return NO,
            _ => {}
        }
        if self.full {
            return NO;
        }
        if let Some(found) = self.denied.get(&a) {
            return *found;
        }
        let Some((variable, kids)) = self.get(a).cloned() else { return a };
        let kids = kids.iter().map(|k| self.not(*k)).collect();
        let made = self.node(variable, kids);
        self.denied.insert(a, made);
        made
    }

    /// Variables that a diagram depends on, and leaves that it can end in.
    pub(crate) fn mentions(&self, root: Ref) -> (Vec<bool>, Vec<bool>) {
        let mut variables = vec![false; self.sizes.len()];
        let mut leaves = vec![false; LEAVES as usize];
        let mut seen = vec![false; self.nodes.len()];
        let mut todo = vec![root];
        while let Some(at) = todo.pop() {
            let Some((variable, kids)) = self.get(at) else {
                if let Some(leaf) = leaves.get_mut(at as usize) {
                    *leaf = true;
                }
                continue;
            };
            let Some(new) = seen.get_mut((at - LEAVES) as usize).filter(|s| !**s) else { continue };
            *new = true;
            if let Some(mentioned) = variables.get_mut(*variable as usize) {
                *mentioned = true;
            }
            todo.extend(kids.iter());
        }
        (variables, leaves)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_the_same_is_the_same() {
        let mut d = Diagram::default();
        let (x, y) = (d.variable(2), d.variable(3));
        let (x, y, z) = (d.node(x, vec![NO, YES]), d.node(y, vec![NO, NO, YES]), d.node(y, vec![YES, YES, NO]));
        let (not_y, not_x) = (d.not(y), d.not(x));
        assert_eq!(not_y, z);
        assert_eq!(d.or(y, z), YES);
        let (a, b) = (d.and(x, y), d.or(not_x, z));
        assert_eq!(d.not(a), b);
        let (xy, x_or) = (d.and(x, y), d.and(x, z));
        assert_eq!(d.or(xy, x_or), x);
        assert_eq!(d.mentions(x).0, [true, false]);
    }

    #[test]
    fn an_outcome_hides_what_comes_after_it() {
        let mut d = Diagram::default();
        let x = d.variable(2);
        let x = d.node(x, vec![NO, YES]);
        let rest = d.pick(x, Outcome::Out, leaf(Outcome::Out));
        assert_eq!(rest, leaf(Outcome::Out));
        let both = d.pick(x, Outcome::In, rest);
        let (variables, leaves) = d.mentions(both);
        assert_eq!(variables, [true]);
        assert!(leaves[leaf(Outcome::In) as usize] && leaves[leaf(Outcome::Out) as usize]);
    }
}
