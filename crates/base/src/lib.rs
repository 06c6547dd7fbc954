//! The words every other crate speaks: dates, exact quantities with units, bilingual text, citations,
//! confidence, and problems told to the person who wrote the input.
//!
//! ```
//! use certmap_base::{Date, Units};
//!
//! let units = Units::builtin();
//! let limit = units.parse("36 V")?;
//! let supply = units.parse("0.22 kV")?;
//! assert!(supply.compare(&limit)?.is_gt());
//! assert_eq!(Date::parse("2027-01-20")?.add_days(-1).to_string(), "2027-01-19");
//! # Ok::<(), certmap_base::Fault>(())
//! ```
//!
//! The model, in short:
//!
//! - a [`Quantity`] is an exact rational number of a [`Unit`]; comparing never rounds;
//! - a [`Text`] always has both languages;
//! - a [`Problem`] names file, line, word and what to do in both languages; a [`Fault`] is its message without a place;
//! - [`Confidence`] only ever gets weaker when results are combined.
//!
//! Not here: files, the clock, any rule of law.

mod cite;
mod code;
mod confidence;
mod date;
mod exact;
mod problem;
mod said;
mod suggest;
mod text;
mod unit;

pub use cite::Cite;
pub use code::Code;
pub use confidence::Confidence;
pub use date::{Date, Weekday};
pub use exact::Exact;
pub use problem::{Fault, Place, Problem, Severity, line_and_column};
pub use said::io_reason;
pub use suggest::{did_you_mean, nearest};
pub use text::{Lang, Text, both_languages};
pub use unit::{Dimension, Quantity, Unit, Units};
