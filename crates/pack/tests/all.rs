//! One binary for all tests of packs: good and bad ones, changed ones, and kinds found by words.

#[cfg(test)]
mod all {
    mod changed;
    mod compact;
    mod find;
    mod good_and_bad;
    mod mixed;
    mod shipped;
}
