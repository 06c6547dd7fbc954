//! Product files in, checked [`certmap_scope::Product`]s out, with every problem of the file at once.
//!
//! ```
//! use certmap_intake::{Format, read};
//! # use certmap_pack::{Common, Concordance, Kind, Markets, Taxonomy};
//! # let common = Common { version: String::new(), digest: String::new(), units: certmap_base::Units::builtin(),
//! #     facts: Default::default(), dependencies: Vec::new(), kinds: Taxonomy::default(), markets: Markets::default(), schemes: Vec::new(),
//! #     contradictions: Vec::new(), not_looked_at: Vec::new(), concordance: Concordance::default() };
//! let text = "name = \"Kettle K1\"\nkind = \"kettel\"\n";
//! let readings: Vec<_> = read(text.as_bytes(), "kettle.toml", Format::Toml, &common).collect();
//! assert_eq!(readings[0].problems[0].say(certmap_base::Lang::Zh).lines().next(), Some("kettle.toml:2:8: 错误：未知的产品种类 `kettel`"));
//! ```
//!
//! ```text
//! TOML  --toml_file-->  |
//! JSON  --json_file-->  |  Node, with places  --product, fact-->  Product or problems
//! CSV   --csv_file--->  |
//! XLSX  --xlsx_file-->  |
//! Arrow --arrow_file->  |   (feature `arrow`)
//! ```
//!
//! - One shape for all formats: a table with keys; only the places differ (line and column, or row and column name).
//! - CSV and JSON lines stream: one product is in memory at a time, a bad row is reported and the others go on.
//! - A name that is written in Chinese or as a synonym is turned into its id; what is not known gets "did you mean".
//!
//! Not here: opening files, the clock, any rule of law. Whether facts contradict each other is evaluated by the scope
//! crate; [`Products::checked_by`] lets a caller add such a check.

mod answer;
#[cfg(feature = "arrow")]
mod arrow_file;
mod columns;
mod csv_file;
mod desk;
mod fact;
mod form;
mod json_file;
mod node;
mod product;
mod read;
mod record;
mod records;
mod source;
mod template;
mod toml_file;
mod words;
mod write;
mod xlsx_file;

pub use answer::{write_answer, write_told_answer};
pub use form::{FormColumn, form, form_csv};
pub use read::{Products, Reading, read};
pub use record::{Cell, remove_fact, remove_record, set_keys, set_record};
pub use source::Format;
pub use template::template;
pub use write::write_product;
