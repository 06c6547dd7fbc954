//! How something is shown, and what things are called.

use crate::words::Pair;
use certmap_base::{Cite, Date, Lang, Text};
use certmap_calendar::Calendar;
use certmap_pack::{Library, Source};
use std::collections::BTreeMap;

/// A day on which nobody works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closed {
    /// The holiday; none on an ordinary weekend.
    pub name: Option<Text>,
}

/// Says which days of a calendar are not worked.
pub trait ClosedDays {
    /// What closes the day; none where it is worked.
    fn closed(&self, calendar: &str, day: Date) -> Option<Closed>;
}

/// Calendars by id, as they were loaded. `cn-factory` falls back on `cn`, an id without a calendar on the weekend.
impl ClosedDays for BTreeMap<String, Calendar> {
    fn closed(&self, calendar: &str, day: Date) -> Option<Closed> {
        if calendar == "always" {
            return None;
        }
        let country = calendar.split('-').next().unwrap_or(calendar);
        let Some(found) = self.get(calendar).or_else(|| self.get(country)) else {
            return day.is_weekend().then_some(Closed { name: None });
        };
        let day = found.day(day);
        (!day.works()).then_some(Closed { name: (!day.name.is_empty()).then_some(day.name) })
    }
}

/// How something is shown.
#[derive(Clone, Copy)]
pub struct Style<'a> {
    /// Language.
    pub lang: Lang,
    /// Columns of the terminal.
    pub width: usize,
    /// Colour in the terminal; without it no escape codes are written.
    pub color: bool,
    /// In the terminal: also why each step of a plan has its days.
    pub reasons: bool,
    /// Names of facts, markets and sources, and who may hold what; without it ids stand in their place.
    pub library: Option<&'a Library>,
    /// Days that are not worked; without it these are Saturdays and Sundays.
    pub days: Option<&'a dyn ClosedDays>,
}

impl<'a> Style<'a> {
    /// Plain, 100 columns wide.
    #[must_use]
    pub fn new(lang: Lang) -> Style<'a> {
        Style { lang, width: 100, color: false, reasons: false, library: None, days: None }
    }

    /// With names from a library.
    #[must_use]
    pub fn with_library(self, library: &'a Library) -> Style<'a> {
        Style { library: Some(library), ..self }
    }

    /// With days that are not worked.
    #[must_use]
    pub fn with_days(self, days: &'a dyn ClosedDays) -> Style<'a> {
        Style { days: Some(days), ..self }
    }

    /// English or Chinese.
    pub(crate) fn say(&self, en: &'static str, zh: &'static str) -> &'static str {
        Pair { en, zh }.get(self.lang)
    }

    /// The text in the language.
    pub(crate) fn text<'t>(&self, text: &'t Text) -> &'t str {
        text.get(self.lang)
    }

    /// The text as a sentence of its own.
    pub(crate) fn sentence(&self, text: &Text) -> String {
        let text = text.get(self.lang).trim();
        let mut chars = text.chars();
        let first: String = chars.next().map(|c| c.to_uppercase().collect()).unwrap_or_default();
        let end = if text.ends_with(['.', '。', '!', '?', '？', ')', '）']) { "" } else { self.say(".", "。") };
        format!("{first}{}{end}", chars.as_str())
    }

    /// In brackets, after other words.
    pub(crate) fn aside(&self, text: &str) -> String {
        match self.lang {
            Lang::En => format!(" ({text})"),
            Lang::Zh => format!("（{text}）"),
        }
    }

    /// Name of a market or group.
    pub(crate) fn market(&self, code: &str) -> Option<&'a str> {
        self.library?.common.markets.name(code).map(|t| t.get(self.lang))
    }

    /// Code and name of a market.
    pub(crate) fn market_full(&self, code: &str) -> String {
        match self.market(code) {
            Some(name) => format!("{code} {name}"),
            None => code.to_owned(),
        }
    }

    /// Name of a fact.
    pub(crate) fn fact(&self, id: &str) -> String {
        if id == "kind" {
            return self.say("kind of product", "产品种类").to_owned();
        }
        match self.library.and_then(|l| l.common.facts.get(id)) {
            Some(fact) => fact.name.get(self.lang).to_owned(),
            None => id.to_owned(),
        }
    }

    /// Names of facts, one after the other.
    pub(crate) fn facts(&self, ids: &[String]) -> String {
        let names: Vec<String> = ids.iter().map(|id| self.fact(id)).collect();
        names.join(self.say(", ", "、"))
    }

    /// The source of a citation.
    pub(crate) fn source(&self, pack: &str, cite: &Cite) -> Option<&'a Source> {
        self.library?.pack(pack)?.sources.get(&cite.source)
    }

    /// A citation in a few words: number of the text and the place in it.
    pub(crate) fn cite(&self, pack: &str, cite: &Cite) -> String {
        let number = self.source(pack, cite).map_or(cite.source.as_str(), |s| s.number.as_str());
        if cite.at.is_empty() { number.to_owned() } else { format!("{number}{}{}", self.say(", ", "，"), cite.at) }
    }

    /// How well it is founded and when it was looked at.
    pub(crate) fn founded(&self, cite: &Cite) -> String {
        let word = crate::words::confidence(cite.status).get(self.lang);
        match (cite.checked, self.lang) {
            (Some(day), Lang::En) => format!("{word}, checked {day}"),
            (Some(day), Lang::Zh) => format!("{word}，{day} 核对"),
            (None, _) => word.to_owned(),
        }
    }

    /// What closes a day of a calendar; calendars joined by `+` are worked where both are.
    pub(crate) fn closed(&self, calendar: &str, day: Date) -> Option<Closed> {
        match self.days {
            Some(days) => calendar.split('+').find_map(|c| days.closed(c, day)),
            None if calendar == "always" => None,
            None => day.is_weekend().then_some(Closed { name: None }),
        }
    }
}
