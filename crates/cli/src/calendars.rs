//! The calendars inside the program, made ready for planning and drawing.

use crate::packs::Texts;
use certmap_base::{Date, Text};
use certmap_calendar::{Calendar, DayKind, read_closures};
use certmap_pack::{Common, Library};
use certmap_plan::Calendars;
use std::collections::BTreeMap;

const COUNTRIES: [&str; 7] = ["cn", "us", "de", "gb", "jp", "kr", "in"];

fn read(country: &str) -> Option<Calendar> {
    let files = Texts::calendar(country);
    let years: Vec<(&str, &str)> = files.iter().filter(|(n, _)| !n.ends_with("closures.csv")).copied().collect();
    Calendar::read(country, &years).0
}

fn name(common: &Common, country: &str) -> Text {
    common.markets.name(&country.to_uppercase()).cloned().unwrap_or_else(|| Text::same(country.to_uppercase()))
}

/// One calendar per country, and where closures are known one for factories and one for bodies.
pub(crate) fn calendars(library: &Library, days: &ClosedDays) -> Calendars {
    let mut calendars = Calendars::new();
    for (country, calendar) in &days.calendars {
        let name = name(&library.common, country);
        calendars.add(country, name.clone(), calendar);
        let closures = Texts::calendar(country).into_iter().find(|(n, _)| n.ends_with("closures.csv"));
        let Some((file, text)) = closures else { continue };
        let (all, _) = read_closures(file, text);
        let of_factories = |c: &&certmap_calendar::Closure| c.what.en.to_lowercase().contains("factor");
        let (factory, body): (Vec<_>, Vec<_>) = all.iter().partition(of_factories);
        for (part, closures) in [("factory", factory), ("body", body)] {
            let closures: Vec<_> = closures.into_iter().cloned().collect();
            let id = format!("{country}-{part}");
            let closed = calendar.with_closures(&id, &closures);
            calendars.add(&id, name.clone(), &closed);
        }
    }
    calendars
}

/// Which days are not worked, for drawing.
pub(crate) struct ClosedDays {
    calendars: BTreeMap<&'static str, Calendar>,
}

impl ClosedDays {
    pub(crate) fn read() -> ClosedDays {
        ClosedDays { calendars: COUNTRIES.iter().filter_map(|c| read(c).map(|k| (*c, k))).collect() }
    }

    /// The calendars, by country.
    pub(crate) fn by_country(self) -> BTreeMap<String, Calendar> {
        self.calendars.into_iter().map(|(country, calendar)| (country.to_owned(), calendar)).collect()
    }
}

impl certmap_view::ClosedDays for ClosedDays {
    fn closed(&self, calendar: &str, day: Date) -> Option<certmap_view::Closed> {
        if calendar == "always" {
            return None;
        }
        let country = calendar.split(['-', '+']).next().unwrap_or(calendar);
        match self.calendars.get(country).map(|c| c.day(day)) {
            Some(day) if day.works() => None,
            Some(day) => match day.kind {
                DayKind::Holiday { name } => Some(certmap_view::Closed { name: Some(name) }),
                _ => Some(certmap_view::Closed { name: None }),
            },
            None => day.is_weekend().then_some(certmap_view::Closed { name: None }),
        }
    }
}
