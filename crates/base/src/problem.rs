//! Problems, told to the person who wrote the input.

use serde::{Deserialize, Serialize};
use std::fmt;

/// What is wrong and what to do about it, without a place; it becomes a [`Problem`] where the place is known.
///
/// Messages start lower case, put the writer's words in backticks, and end without a full stop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl Fault {
    /// A fault with only a message.
    pub fn new(message: impl Into<String>) -> Fault {
        Fault { message: message.into(), help: None }
    }

    /// Adds what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Fault {
        self.help = Some(help.into());
        self
    }

    /// Adds "did you mean" where a known word is near.
    #[must_use]
    pub fn suggest<'a>(mut self, word: &str, known: impl IntoIterator<Item = &'a str>) -> Fault {
        if let Some(hint) = crate::did_you_mean(word, known) {
            self.help = Some(hint);
        }
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.help {
            Some(help) => write!(f, "; {help}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Fault {}

/// A place in an input.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
pub struct Place {
    /// File name as the user gave it, or as it stands in the pack.
    pub file: String,
    /// Line, from 1; 0 where the whole file is meant.
    pub line: usize,
    /// Column in characters, from 1; 0 where the whole line is meant.
    pub column: usize,
}

impl Place {
    /// A whole file.
    pub fn file(file: impl Into<String>) -> Place {
        Place { file: file.into(), line: 0, column: 0 }
    }

    /// The place of a byte offset in a text.
    pub fn at(file: impl Into<String>, text: &str, offset: usize) -> Place {
        let (line, column) = line_and_column(text, offset);
        Place { file: file.into(), line, column }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        if self.column > 0 {
            write!(f, ":{}", self.column)?;
        }
        Ok(())
    }
}

/// Line and column (both from 1, the column in characters) of a byte offset.
///
/// ```
/// assert_eq!(certmap_base::line_and_column("电\n a", 5), (2, 2));
/// ```
#[must_use]
pub fn line_and_column(text: &str, offset: usize) -> (usize, usize) {
    let mut end = offset.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let before = text.get(..end).unwrap_or("");
    let line = before.bytes().filter(|b| *b == b'\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |l| l.chars().count()) + 1;
    (line, column)
}

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Work can go on; somebody should look.
    Warning,
    /// The input is refused.
    Error,
}

/// Something wrong in an input: where, what, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Error or warning.
    pub severity: Severity,
    /// Where.
    pub place: Place,
    /// What and what to do.
    pub fault: Fault,
}

impl Problem {
    /// An error at a place.
    #[must_use]
    pub fn error(place: Place, fault: Fault) -> Problem {
        Problem { severity: Severity::Error, place, fault }
    }

    /// A warning at a place.
    #[must_use]
    pub fn warning(place: Place, fault: Fault) -> Problem {
        Problem { severity: Severity::Warning, place, fault }
    }

    /// True if the input is refused for it.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        write!(f, "{}: {word}: {}", self.place, self.fault.message)?;
        match &self.fault.help {
            Some(help) => write!(f, "\n    {help}"),
            None => Ok(()),
        }
    }
}
