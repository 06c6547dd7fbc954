//! The planner, seen from outside.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests stop at what they did not expect"
)]

mod build;
mod cases;
mod cqc;
mod draw;
mod drawn;
mod edges;
mod laws;
mod length;
mod money;
mod scope;
