//! Who sees which paper.

use crate::case::{Case, Progress};
use crate::stored::{DocumentId, FileNote, OrganisationId, RunKey, Side};
use certmap_pack::{Behaviour, Party};
use std::collections::BTreeSet;

/// What somebody sees of a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sight {
    /// Not even that it exists.
    Nothing,
    /// That it exists, of which kind, and when it came.
    Exists,
    /// The paper.
    Open,
}

impl Case {
    /// The sides of an organisation in this case; none for a stranger, such as another client of the same consultant.
    /// Laboratories are those with an order; the body and its auditors are named by whoever asks, since a case that is
    /// only recorded has none.
    #[must_use]
    pub fn sides(&self, organisation: &OrganisationId, bodies: &BTreeSet<OrganisationId>) -> BTreeSet<Side> {
        let Some(opened) = &self.opened else { return BTreeSet::new() };
        let subject = &opened.subject;
        let is = |o: &Option<OrganisationId>| o.as_ref() == Some(organisation);
        let mut sides = BTreeSet::new();
        if subject.holder == *organisation {
            sides.insert(Side::Holder);
        }
        if is(&subject.agent) {
            sides.insert(Side::Agent);
        }
        if is(&subject.manufacturer) || subject.factories.iter().any(|f| f.organisation == *organisation) {
            sides.insert(Side::Factory);
        }
        if self.orders.values().any(|o| o.laboratory == *organisation) {
            sides.insert(Side::Laboratory);
        }
        if self.is_here(Party::Body) && bodies.contains(organisation) {
            sides.insert(Side::Body);
        }
        sides
    }

    /// What people of these sides see of a paper. A sealed one passes the others by: they do not even know of it.
    ///
    /// ```
    /// use certmap_case::stored::{DocumentId, FileNote, Side};
    /// use certmap_case::{Case, Sight};
    /// let file = FileNote {
    ///     document: DocumentId::new("d-1"),
    ///     kind: "bill-of-materials".into(),
    ///     name: "bom.xlsx".into(),
    ///     digest: "00".into(),
    ///     language: None,
    ///     from: Side::Factory,
    ///     seen_by: [Side::Factory, Side::Body].into(),
    ///     sealed: true,
    ///     replaces: None,
    /// };
    /// let sees = |side| Case::sight(&file, &[side].into());
    /// assert_eq!((sees(Side::Body), sees(Side::Agent)), (Sight::Open, Sight::Nothing));
    /// ```
    #[must_use]
    pub fn sight(file: &FileNote, sides: &BTreeSet<Side>) -> Sight {
        if file.seen_by.intersection(sides).next().is_some() {
            Sight::Open
        } else if sides.is_empty() || file.sealed {
            Sight::Nothing
        } else {
            Sight::Exists
        }
    }

    /// Whether no later version took the place of a paper.
    #[must_use]
    pub fn is_current(&self, document: &DocumentId) -> bool {
        self.files.contains_key(document) && self.files.values().all(|f| f.replaces.as_ref() != Some(document))
    }

    /// Whether a paper of a kind is in the case.
    #[must_use]
    pub fn has_paper(&self, kind: &str) -> bool {
        self.files.values().any(|f| f.kind == kind && self.is_current(&f.document))
    }

    /// Whether a paper of a kind is in the case, or in the report or visit whose result a step took over.
    #[must_use]
    pub fn has_result(&self, kind: &str) -> bool {
        let steps = self.route().map_or(&[][..], |r| r.steps.as_slice()).iter();
        let mut results = steps.filter(|s| {
            matches!(s.behaviour, Behaviour::Test | Behaviour::Audit) && s.yields.iter().any(|y| y == kind)
        });
        self.has_paper(kind)
            || results.any(|s| {
                let reported = self.orders.values().any(|o| o.run.step == s.id && o.report.is_some());
                let visited = self.visits.iter().any(|(r, v)| r.step == s.id && !v.is_empty());
                let done = self.instances(s).iter().all(|of| {
                    let run = RunKey { step: s.id.clone(), of: of.clone() };
                    self.progress(&run) == Some(Progress::Finished)
                });
                done && (reported || visited)
            })
    }
}
