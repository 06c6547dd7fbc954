//! One binary for all tests of scope: against the naive oracle over drawn packs, over the packs of the repository, and
//! by hand with the reason of each result.

#[cfg(test)]
mod all {
    mod agree;
    mod beside;
    mod catalogue;
    mod changes;
    mod probes;
    mod reasons;
    mod repository;
    mod support;
    mod values;
    mod worked;
}
