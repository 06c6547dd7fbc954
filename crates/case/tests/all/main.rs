//! Tests of certmap-case.

#[cfg(test)]
mod driver;
#[cfg(test)]
mod world;

#[cfg(test)]
mod all {
    mod appeals;
    mod clauses;
    mod impartiality;
    mod laws;
    mod outlook;
    mod side_streams;
    mod sight;
    mod stored;
    mod walks;
}
