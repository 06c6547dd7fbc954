//! One binary for all tests of base that draw their input.

#[cfg(test)]
mod all {
    mod quantities;
}
