//! The condition and value language of packs: read, check, print, say as a sentence.
//!
//! ```
//! use certmap_base::Units;
//! use certmap_expr::{parse, print};
//!
//! let units = Units::builtin();
//! let e = parse("max(rated_voltage) > 36 V and not (used_goods)", &units).map_err(|f| f.fault)?;
//! assert_eq!(print(&e), "max(rated_voltage) > 36 V and not used_goods");
//! # Ok::<(), certmap_base::Fault>(())
//! ```
//!
//! The passes, each in the file of its name:
//!
//! ```text
//! text --token--> tokens --parse--> Expr --check--> Type        (all with the span of the words they came from)
//!                                    Expr --print--> text        parse(print(e)) == e
//!                                    Expr --say----> a sentence in English or Chinese
//! ```
//!
//! - Strong Kleene logic is the semantics ([`Tri`]); evaluating is the work of the scope crate, which lowers
//!   expressions to its Program.
//! - Total: no division, no recursion, bounded numbers and depth; what passed [`check`] cannot fail later.
//!
//! Not here: facts of a product, dates of today, files.

mod ast;
mod check;
mod parse;
mod print;
mod say;
mod token;
mod tri;

pub use ast::{Expr, Node, Op, Span};
pub use check::{NameKind, TableType, Type, Vocabulary, check, check_condition};
pub use parse::{SpannedFault, parse};
pub use print::print;
pub use say::{Names, say};
pub use tri::Tri;
