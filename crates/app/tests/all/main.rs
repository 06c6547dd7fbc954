//! The use cases of the service, over a store in memory.

mod accounts;
mod town;
mod walk;
