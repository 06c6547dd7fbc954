//! The use cases of the service, over a store in memory.

mod accounts;
mod products;
mod stored;
mod town;
mod walk;
mod world;
