//! What is to be done, as nodes with edges.

use crate::goods::Goods;
use crate::group::{Group, Inst};
use crate::table::Table;
use certmap_base::Text;
use certmap_pack::{Basis, Behaviour, Duration, Party, Step};
use certmap_scope::Missing;
use std::sync::Arc;

/// One run of a step, or work on the goods.
#[derive(Debug, Clone)]
pub(crate) struct Activity<'a> {
    pub(crate) id: String,
    /// The step; none for work on the goods.
    pub(crate) step: Option<&'a Step>,
    /// The first group that needs it; none for work on the goods.
    pub(crate) group: Option<usize>,
    /// All groups that need it.
    pub(crate) users: Vec<usize>,
    pub(crate) run: Inst,
    /// Word of work on the goods: `production`, `marking`.
    pub(crate) goods: &'static str,
    /// Shortest, usual, longest.
    pub(crate) days: [Duration; 3],
    pub(crate) basis: Basis,
    pub(crate) typed: bool,
    /// Facts that would narrow its length down.
    pub(crate) missing: Vec<Missing>,
    /// Place among the tables.
    pub(crate) table: usize,
    /// The day on which it was done.
    pub(crate) done: Option<i32>,
    /// The step whose being done shows that this one is.
    pub(crate) implied_by: Option<usize>,
    pub(crate) if_in: bool,
    pub(crate) conditional: bool,
}

impl Activity<'_> {
    pub(crate) fn behaviour(&self) -> Option<Behaviour> {
        self.step.map(|s| s.behaviour)
    }

    pub(crate) fn by(&self) -> Party {
        self.step.map_or(Party::Factory, |s| s.by)
    }

    pub(crate) fn title(&self) -> Text {
        match (self.step, self.goods) {
            (Some(step), _) => step.title.clone(),
            (None, "production") => Text::new("Production", "生产"),
            (None, _) => Text::new("Marking", "加施标志"),
        }
    }

    /// True if it is work for a certificate that is not done yet.
    pub(crate) fn is_ahead(&self) -> bool {
        self.step.is_some() && self.done.is_none()
    }

    pub(crate) fn usual(&self) -> Duration {
        let [_, usual, _] = self.days;
        usual
    }
}

/// An activity must be finished before the day `ship + offset` begins.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Due {
    pub(crate) activity: usize,
    pub(crate) target: usize,
    pub(crate) offset: i32,
    /// The group that demands it; none for work on the goods.
    pub(crate) group: Option<usize>,
    /// It is due because the mark is put on at the factory.
    pub(crate) marks: bool,
}

/// The runs of one step of one group.
#[derive(Debug, Clone)]
pub(crate) struct Slot {
    pub(crate) group: usize,
    pub(crate) step: usize,
    /// Every run with its activity; none where it is not needed.
    pub(crate) runs: Vec<(Inst, Option<usize>)>,
}

/// Everything to be done.
// INVARIANT: every entry of `before` is less than the place of its activity: activities stand in topological order.
#[derive(Debug, Clone)]
pub(crate) struct Network<'a> {
    pub(crate) activities: Vec<Activity<'a>>,
    pub(crate) before: Vec<Vec<usize>>,
    pub(crate) behind: Vec<Vec<usize>>,
    pub(crate) dues: Vec<Due>,
    pub(crate) tables: Vec<Arc<Table>>,
    pub(crate) groups: Vec<Group<'a>>,
    pub(crate) goods: Vec<Goods>,
    pub(crate) slots: Vec<Slot>,
    /// Ids of activities whose wait for each other was dropped.
    pub(crate) circles: Vec<String>,
}

impl Network<'_> {
    pub(crate) fn before(&self, activity: usize) -> &[usize] {
        self.before.get(activity).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn behind(&self, activity: usize) -> &[usize] {
        self.behind.get(activity).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn table(&self, activity: &Activity<'_>) -> Option<&Table> {
        self.tables.get(activity.table).map(AsRef::as_ref)
    }

    /// First day and the day after the last, for work that can begin on `from`.
    pub(crate) fn forward(&self, activity: &Activity<'_>, lasts: Duration, from: i32) -> (i32, i32) {
        let n = i32::try_from(lasts.days).unwrap_or(3660).min(3660);
        match self.table(activity) {
            _ if n == 0 => (from, from),
            Some(table) if lasts.working => table.forward(from, n),
            _ => (from, from + n),
        }
    }

    /// The same for work that must be over before `until`.
    pub(crate) fn backward(&self, activity: &Activity<'_>, lasts: Duration, until: i32) -> (i32, i32) {
        let n = i32::try_from(lasts.days).unwrap_or(3660).min(3660);
        match self.table(activity) {
            _ if n == 0 => (until, until),
            Some(table) if lasts.working => table.backward(until, n),
            _ => (until - n, until),
        }
    }
}
