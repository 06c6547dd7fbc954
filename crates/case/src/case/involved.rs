//! Who did what: the ground of the rules on impartiality.

use super::Case;
use crate::Streams;
use crate::stored::{Function, PersonId};
use std::collections::BTreeSet;

impl Case {
    /// Everybody who did something of the kind in this case.
    pub fn who(&self, function: Function) -> impl Iterator<Item = &PersonId> {
        self.did.iter().filter(move |(_, did)| did.contains(&function)).map(|(person, _)| person)
    }

    /// Everybody who evaluated: in the case, on its visits, and whoever judged a correction since.
    #[must_use]
    pub fn evaluators(&self, streams: &Streams) -> BTreeSet<PersonId> {
        let visits = self.visits.values().flatten().filter_map(|id| streams.visits.get(id));
        let on_visits = visits.flat_map(|v| v.evaluators.iter().cloned());
        self.who(Function::Evaluate).cloned().chain(on_visits).collect()
    }

    /// Everybody who did anything but appeal in this case, for whom an appeal is not the place.
    #[must_use]
    pub fn involved(&self, streams: &Streams) -> BTreeSet<PersonId> {
        let did = self.did.iter().filter(|(_, did)| did.iter().any(|f| *f != Function::HearAppeal));
        did.map(|(person, _)| person.clone()).chain(self.evaluators(streams)).collect()
    }
}
