//! What holds for the repository as a whole: who may use whom, what a crate may mention, what every file keeps to.
//!
//! Each rule is a function over text that gives complaints, so that it is also tested on a text that breaks it.

#[cfg(test)]
mod house {
    mod arrows;
    mod dependencies;
    mod forgotten;
    mod machine;
    mod purity;
    mod schemes;
    mod size;
    mod support;
}
