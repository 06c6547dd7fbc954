//! For tests alone: small packs that read naturally, a naive oracle, and drawn packs and products.
//!
//! ```
//! use certmap_base::Date;
//! use certmap_scope::{Outcome, Product};
//! use certmap_testkit::{Known, Law, Oracle, Texts};
//!
//! let library = Texts::small().law("pp", &Law::new("xx-law").rule("entry", "fans", "mains")).library();
//! let product = Product { kind: Some("table-fan".into()), ..Product::default() };
//! let known = Known::of(&library, &product, Date::parse("2026-11-21")?);
//! assert_eq!(Oracle::new(&library).outcome(&known, "xx-law"), Outcome::In);
//! # Ok::<(), certmap_base::Fault>(())
//! ```
//!
//! - [`Texts`] and [`Law`]: a small dictionary and schemes, rule by rule; also the packs of the repository.
//! - [`Oracle`]: a tree walker over syntax trees and values; what `scope` computes is compared with it.
//! - [`draw`]: strategies for conditions, packs and products, and every value that the rules can tell apart.
//! - [`catalogue`]: rules and products of a comparison with other engines.
//! - [`languages`]: what must hold of every message in English and Chinese.
//! - [`noise`]: bytes from a fixed seed for fuzz harnesses.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "runs in tests alone, where a panic is a failed test"
)]

pub mod catalogue;
mod complete;
pub mod draw;
pub mod languages;
pub mod noise;
mod oracle;
mod texts;

pub use complete::{Axis, Completions, conditions};
pub use oracle::{KindIs, Known, Oracle};
pub use texts::{Law, Texts};
