#[cfg(test)]
mod products;
#[cfg(test)]
mod stored;
#[cfg(test)]
mod world;
