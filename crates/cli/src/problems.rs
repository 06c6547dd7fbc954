//! Problems, printed for the person who wrote the input.

use crate::output::tell;
use certmap_base::{Fault, Place, Problem};
use std::process::ExitCode;

/// Prints every problem to standard error; exit status 2.
pub(crate) fn refuse(problems: &[Problem]) -> ExitCode {
    print_all(problems);
    ExitCode::from(2)
}

/// Prints every problem to standard error.
pub(crate) fn print_all(problems: &[Problem]) {
    for problem in problems {
        tell(&problem.to_string());
    }
}

/// A problem with what was typed on the command line.
pub(crate) fn typed(fault: Fault) -> Problem {
    Problem::error(Place::file("command line"), fault)
}
