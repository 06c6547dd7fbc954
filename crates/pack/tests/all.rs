//! One binary for all tests of packs: good and bad ones, changed ones, and finding kinds of the shipped ones.

#[cfg(test)]
mod all {
    mod changed;
    mod find;
    mod good_and_bad;
}
