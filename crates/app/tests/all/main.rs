//! The use cases of the service, over a store in memory.

#[cfg(test)]
mod accounts;
#[cfg(test)]
mod products;
#[cfg(test)]
mod stored;
#[cfg(test)]
mod town;
#[cfg(test)]
mod walk;
#[cfg(test)]
mod world;
