//! The calendars that steps name.

use crate::table::Table;
use certmap_base::Text;
use certmap_calendar::Calendar;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// The calendars by id, made ready for counting. Build it once and plan many products with it.
///
/// `always` (every day) and `weekdays` (Monday to Friday) are always there. A country's calendar has its code in lower case
/// (`cn`). Two kinds of ids are looked for first where they exist: `cn-factory` for what happens inside a factory there,
/// `cn-body` for what bodies, laboratories and auditors there do; so closures around a festival can be told apart.
/// Countries outside the data have no calendar: the plan then counts Monday to Friday and says so.
///
/// Counts exactly from 2024 to 2032 and over all years for which a calendar has data; outside by the week alone.
///
/// ```
/// use certmap_base::Text;
/// use certmap_calendar::Calendar;
/// use certmap_plan::Calendars;
/// let mut calendars = Calendars::new();
/// calendars.add("cn", Text::new("China", "中国"), &Calendar::weekdays("cn"));
/// assert!(calendars.has("cn") && calendars.has("always"));
/// ```
#[derive(Debug, Clone)]
pub struct Calendars {
    sources: BTreeMap<String, Source>,
    cautious: bool,
}

/// A calendar, and its table as soon as somebody counts in it.
#[derive(Debug, Clone)]
struct Source {
    name: Text,
    calendar: Calendar,
    table: OnceLock<Arc<Table>>,
}

impl Default for Calendars {
    fn default() -> Calendars {
        Calendars::new()
    }
}

impl Calendars {
    /// Only `always` and `weekdays`.
    #[must_use]
    pub fn new() -> Calendars {
        let mut calendars = Calendars { sources: BTreeMap::new(), cautious: false };
        calendars.add("always", Text::new("every day", "日历日"), &Calendar::always("always"));
        calendars.add("weekdays", Text::new("Monday to Friday", "周一至周五"), &Calendar::weekdays("weekdays"));
        calendars
    }

    /// Adds or replaces a calendar; `name` is told to the reader, usually the name of the country.
    pub fn add(&mut self, id: &str, name: Text, calendar: &Calendar) {
        self.sources.insert(id.to_owned(), Source { name, calendar: calendar.clone(), table: OnceLock::new() });
    }

    /// The same in the cautious reading: holidays that are not announced yet close the days to which they may move too.
    ///
    /// ```
    /// use certmap_plan::Calendars;
    /// assert!(Calendars::new().cautious().has("weekdays"));
    /// ```
    #[must_use]
    pub fn cautious(&self) -> Calendars {
        let empty = |s: &Source| Source { table: OnceLock::new(), ..s.clone() };
        let sources = self.sources.iter().map(|(id, s)| (id.clone(), empty(s))).collect();
        Calendars { sources, cautious: true }
    }

    /// True if there is a calendar with this id.
    #[must_use]
    pub fn has(&self, id: &str) -> bool {
        self.sources.contains_key(id)
    }

    /// The table of a calendar.
    pub(crate) fn table(&self, id: &str) -> Option<&Arc<Table>> {
        let source = self.sources.get(id)?;
        Some(source.table.get_or_init(|| {
            let table = |calendar: &Calendar| Arc::new(Table::of(id, &source.name, calendar));
            if self.cautious { table(&source.calendar.cautious()) } else { table(&source.calendar) }
        }))
    }
}
