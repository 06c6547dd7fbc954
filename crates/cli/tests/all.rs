//! The binary, run as people and programs run it. What the library crates promise is tested there; here it is exit
//! statuses, what goes to which stream, and that no input brings the program down.

#[cfg(test)]
mod all {
    mod ask;
    mod bad;
    mod begin;
    mod cases;
    mod change;
    mod garbage;
    mod json;
    mod letter;
    mod many;
    mod notation;
    mod options;
    mod plan;
    mod reference;
    mod serve;
    mod status;
    mod support;
}
