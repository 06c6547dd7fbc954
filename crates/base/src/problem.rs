//! Problems, told to the person who wrote the input.

use crate::{Lang, Text, text};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What is wrong and what to do about it, in both languages and without a place; it becomes a [`Problem`] where the
/// place is known.
///
/// Messages start lower case, put the writer's words in backticks, and end without a full stop. Nothing prints itself: the
/// reader's language is always asked for.
///
/// ```
/// use certmap_base::{Fault, Lang, text};
/// let word = "kettel";
/// let fault = Fault::new(text!("unknown kind `{word}`", "未知的产品种类 `{word}`")).suggest(word, ["kettle"]);
/// assert_eq!(fault.say(Lang::En), "unknown kind `kettel`; did you mean `kettle`?");
/// assert_eq!(fault.say(Lang::Zh), "未知的产品种类 `kettel`；是否想写 `kettle`？");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub message: Text,
    /// What to do about it.
    pub help: Option<Box<Text>>,
}

impl Fault {
    /// A fault with only a message; see [`text!`](crate::text!).
    #[must_use]
    pub fn new(message: Text) -> Fault {
        Fault { message, help: None }
    }

    /// Adds what to do.
    #[must_use]
    pub fn help(mut self, help: Text) -> Fault {
        self.help = Some(Box::new(help));
        self
    }

    /// Adds "did you mean" where a known word is near.
    #[must_use]
    pub fn suggest<'a>(mut self, word: &str, known: impl IntoIterator<Item = &'a str>) -> Fault {
        if let Some(hint) = crate::did_you_mean(word, known) {
            self.help = Some(Box::new(hint));
        }
        self
    }

    /// Message and help in one line.
    #[must_use]
    pub fn say(&self, lang: Lang) -> String {
        let between = match lang {
            Lang::En => "; ",
            Lang::Zh => "；",
        };
        self.joined(lang, between)
    }

    fn joined(&self, lang: Lang, between: &str) -> String {
        match &self.help {
            Some(help) => format!("{}{between}{}", self.message.get(lang), help.get(lang)),
            None => self.message.get(lang).to_owned(),
        }
    }
}

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
    /// What stands for the name of a file where something was typed.
    pub const COMMAND_LINE: &'static str = "command line";
    /// What stands for the name of a file where standard input is read.
    pub const STANDARD_INPUT: &'static str = "standard input";

    /// The place in words.
    #[must_use]
    pub fn say(&self, lang: Lang) -> String {
        let name = match (lang, self.file.as_str()) {
            (Lang::Zh, Place::COMMAND_LINE) => "命令行",
            (Lang::Zh, Place::STANDARD_INPUT) => "标准输入",
            (_, name) => name,
        };
        Place { file: name.to_owned(), ..*self }.to_string()
    }

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

    /// Place, severity and message in one line, and what to do in a second one.
    ///
    /// ```
    /// use certmap_base::{Fault, Lang, Place, Problem, text};
    /// let problem = Problem::error(Place::file("k.toml"), Fault::new(text!("the file is empty", "文件为空")));
    /// assert_eq!(problem.say(Lang::En), "k.toml: error: the file is empty");
    /// assert_eq!(problem.say(Lang::Zh), "k.toml: 错误：文件为空");
    /// ```
    #[must_use]
    pub fn say(&self, lang: Lang) -> String {
        let colon = match lang {
            Lang::En => ": ",
            Lang::Zh => "：",
        };
        let (severity, fault) = (self.severity.word(), self.fault.joined(lang, "\n    "));
        format!("{}: {}{colon}{fault}", self.place.say(lang), severity.get(lang))
    }

    /// True if the input is refused for it.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

impl Severity {
    fn word(self) -> Text {
        match self {
            Severity::Error => text!("error", "错误"),
            Severity::Warning => text!("warning", "警告"),
        }
    }
}
