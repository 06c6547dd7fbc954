//! Problems, printed for the person who wrote the input.

use crate::output::tell;
use certmap_base::{Fault, Lang, Place, Problem};
use std::process::ExitCode;

/// How a command ends: with an exit status, or refused for all these problems.
pub(crate) type Ended = Result<ExitCode, Vec<Problem>>;

/// Prints every problem to standard error; exit status 2.
pub(crate) fn refuse(problems: &[Problem], lang: Lang) -> ExitCode {
    print_all(problems, lang);
    ExitCode::from(2)
}

/// Prints every problem to standard error.
pub(crate) fn print_all(problems: &[Problem], lang: Lang) {
    for problem in problems {
        tell(&problem.say(lang));
    }
}

/// A problem with what was typed on the command line.
pub(crate) fn typed(fault: Fault) -> Problem {
    Problem::error(Place::file(Place::COMMAND_LINE), fault)
}
