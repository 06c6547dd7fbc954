//! One binary for all tests of packs: good and bad ones, and changed ones.

#[cfg(test)]
mod all {
    mod changed;
    mod find;
    mod good_and_bad;
}
