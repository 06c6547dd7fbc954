//! One binary for all tests of the language that draw their input.

#[cfg(test)]
mod all {
    mod fuzz;
    mod print;
}
