//! Values in, words and pictures out: terminal text, JSON, HTML, SVG, iCalendar, Excel, review sheets.
//!
//! ```
//! use certmap_base::Lang;
//! use certmap_view::{Style, words};
//! use certmap_scope::Outcome;
//! assert_eq!(words::outcome(Outcome::NotYet).get(Lang::Zh), "尚未实施");
//! assert_eq!(Style::new(Lang::En).width, 100);
//! ```
//!
//! - Every function is pure: a value and a [`Style`] in, a string or bytes out. The same value gives the same output.
//! - Both languages stand in one table ([`words`]); colour is never the only carrier of a meaning.
//! - [`json`] is a contract that other programs read (field names and their order); the rest is for people.
//! - [`map`] and [`timeline`] say what is shown; `text`, `html`, `svg` and `xlsx` only draw it.
//!
//! Not here: evaluating, planning, files, the clock.

pub mod ahead;
pub mod coverage;
pub mod diff;
pub mod html;
pub mod ics;
pub mod json;
mod json_plan;
pub mod letter;
pub mod map;
mod markup;
pub mod probe;
pub mod review;
mod review_procedure;
mod review_table;
mod style;
pub mod svg;
pub mod text;
mod text_gantt;
mod text_map;
mod text_plan;
pub mod timeline;
pub mod width;
pub mod words;
pub mod xlsx;

mod html_chance;
mod html_map;
mod html_plan;

pub use style::{Closed, ClosedDays, Style};
