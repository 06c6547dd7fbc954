//! The planner, seen from outside.

mod build;
mod cases;
mod cqc;
mod draw;
mod drawn;
mod edges;
mod laws;
mod money;
mod scope;
