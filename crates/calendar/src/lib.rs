//! Working days: which days are worked where, how sure that is, and counting in them.
//!
//! ```
//! use certmap_base::Date;
//! use certmap_calendar::{Calendar, DayStatus};
//!
//! let text = "date,kind,name_en,name_zh,source,status\n\
//!     2026-02-14,work,Spring Festival: make-up working day,春节调休上班,notice,official\n\
//!     2026-02-16,off,Spring Festival,春节,notice,official\n\
//!     2026-02-17,off,Spring Festival,春节,notice,official\n";
//! let (calendar, problems) = Calendar::read("cn", &[("2026.csv", text)]);
//! assert!(problems.is_empty());
//! let calendar = calendar.expect("a calendar");
//!
//! // Three working days from Friday: Friday, the worked Saturday, and Wednesday.
//! let span = calendar.finish_for_start(Date::parse("2026-02-13")?, 3);
//! assert_eq!(span.finish.to_string(), "2026-02-18");
//! assert_eq!(span.holidays[0].to_string(), "Spring Festival 2026-02-16 to 2026-02-17");
//! assert!(!span.provisional());
//!
//! // Nobody gave the days of 2027: the answer says so.
//! let later = calendar.finish_for_start(Date::parse("2026-12-28")?, 10);
//! assert_eq!(later.status, DayStatus::Unknown);
//! assert!(later.provisional());
//! # Ok::<(), certmap_base::Fault>(())
//! ```
//!
//! The model, in short:
//!
//! - a [`Calendar`] says of every [`Day`] whether it is worked ([`DayKind`]), and how sure that is ([`DayStatus`]);
//! - it comes from one file per year; a year without a file is [`DayStatus::Unknown`], a file without a line is refused;
//! - one expected line makes every day of its year that has no line expected: the year is not announced in full;
//! - counting steps over closed days and reports them: an [`Answer`] or a [`Span`] carries the weakest status of the days
//!   it passed and the holidays it skipped, so that a plan can say why a day is that day;
//! - calendars combine: [`Calendar::both`] works where both sides work, [`Calendar::with_closures`] closes more days,
//!   [`Calendar::cautious`] closes the days to which an expected holiday may move;
//! - counting ends at the first and last day that can be written; an answer that would lie beyond is unknown.
//!
//! Not here: files and the clock (texts and dates are arguments), hours and time zones, weekends other than Saturday and
//! Sunday, lunar computing (`scripts/calendars.py` does that once, for the files), any guess for a year without data.

mod arithmetic;
mod calendar;
mod closure;
mod day;
mod read;
mod rows;
mod span;
mod table;

pub use calendar::Calendar;
pub use closure::{Closure, read_closures};
pub use day::{Day, DayKind, DayStatus};
pub use span::{Answer, Skipped, Span};
pub use table::{MOVE_DAYS, Movable};
