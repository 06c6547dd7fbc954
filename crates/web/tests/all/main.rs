//! The service, asked through its router over a store in memory.
#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests stop at what they did not expect")]

mod accounts;
mod api;
mod lists;
mod matrix;
mod odd;
mod outside;
mod pages;
mod products;
mod world;
