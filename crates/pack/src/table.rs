//! Band tables: values by where a number lies, in dated editions.

use crate::DateRole;
use certmap_base::{Cite, Date, Dimension, Exact, Place, Quantity, Text};
use serde::{Deserialize, Serialize};
use std::ops::Bound;

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Id; where a choice stands for the column, the word of the choice.
    pub id: String,
    /// Title.
    pub title: Text,
}

/// A row: the numbers for which it holds, and its values.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Band {
    /// Where it begins.
    pub start: Bound<Quantity>,
    /// Where it ends.
    pub end: Bound<Quantity>,
    /// One value per column; one where the table has no columns.
    pub values: Vec<Quantity>,
}

impl Band {
    /// True if a number, in base units, lies in it.
    #[must_use]
    pub fn contains(&self, number: &Exact) -> bool {
        let after = match &self.start {
            Bound::Included(q) => q.in_base() <= *number,
            Bound::Excluded(q) => q.in_base() < *number,
            Bound::Unbounded => true,
        };
        let before = match &self.end {
            Bound::Included(q) => *number <= q.in_base(),
            Bound::Excluded(q) => *number < q.in_base(),
            Bound::Unbounded => true,
        };
        after && before
    }

    /// True if some number from `least` to `most`, in base units, lies in it.
    #[must_use]
    pub fn touches(&self, least: &Exact, most: &Exact) -> bool {
        let begins = match &self.start {
            Bound::Included(q) => q.in_base() <= *most,
            Bound::Excluded(q) => q.in_base() < *most,
            Bound::Unbounded => true,
        };
        let ends = match &self.end {
            Bound::Included(q) => *least <= q.in_base(),
            Bound::Excluded(q) => *least < q.in_base(),
            Bound::Unbounded => true,
        };
        begins && ends
    }
}

/// The rows from a day on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Edition {
    /// First day; none where it always held.
    pub from: Option<Date>,
    /// Rows in ascending order, each beginning where the one before ends.
    pub bands: Vec<Band>,
    /// Where they are said.
    pub cites: Vec<Cite>,
}

/// A band table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// Id in the pack.
    pub id: String,
    /// Title.
    pub title: Text,
    /// Symbol of the unit of what is looked up; empty for plain numbers.
    pub unit: String,
    /// What that measures.
    pub input: Dimension,
    /// Symbol of the unit of the values; empty for plain numbers.
    pub gives: String,
    /// What they measure.
    pub output: Dimension,
    /// Columns; none where there is one without a name.
    pub columns: Vec<Column>,
    /// Which date chooses the edition; only where one has a first day.
    pub governed_by: Option<DateRole>,
    /// Editions, oldest first.
    pub editions: Vec<Edition>,
    /// Where it is written.
    pub place: Place,
}

impl Table {
    /// The edition in force on a day.
    #[must_use]
    pub fn on(&self, day: Date) -> Option<&Edition> {
        self.editions.iter().rev().find(|e| e.from.is_none_or(|from| from <= day))
    }

    /// The place of a column among the values.
    #[must_use]
    pub fn column(&self, id: &str) -> Option<usize> {
        self.columns.iter().position(|c| c.id == id)
    }
}
