//! Why a use case did not do what was asked.

use crate::port::NotWritten;
use certmap_base::Text;
use certmap_case::Refusal;

/// The store, the folder of papers or the post does not work. For the log, not for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken(pub String);

impl Broken {
    /// Something that does not work, and while doing what.
    pub fn new(doing: &str, why: impl std::fmt::Display) -> Broken {
        Broken(format!("{doing}: {why}"))
    }
}

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// What is wrong with one field of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldFault {
    /// Name of the field.
    pub field: String,
    /// What is wrong.
    pub what: Text,
    /// What to do.
    pub help: Text,
}

/// Why a use case did not do what was asked. Each has one status of HTTP and one type of problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AppError {
    /// Nobody is signed in, or the session is over.
    NotSignedIn,
    /// The person may not do this.
    Forbidden(Text),
    /// There is no such thing, or the person may not know of it: both look the same.
    NotFound(Text),
    /// Fields are wrong.
    Invalid(Vec<FieldFault>),
    /// The rules stand against it.
    Refused(Vec<Refusal>),
    /// Somebody else was faster.
    Conflict {
        /// Who changed what, in words.
        what: Text,
        /// The version that it has now.
        version: u64,
    },
    /// Too many attempts.
    TooMany {
        /// After how many seconds to try again.
        retry_after_seconds: u64,
    },
    /// Something does not work. The reason is for the log.
    Broken(Broken),
}

impl AppError {
    /// One thing the person may not do.
    pub fn forbidden(en: impl Into<String>, zh: impl Into<String>) -> AppError {
        AppError::Forbidden(Text::new(en, zh))
    }

    /// Nothing is here.
    pub fn not_found(en: impl Into<String>, zh: impl Into<String>) -> AppError {
        AppError::NotFound(Text::new(en, zh))
    }

    /// One wrong field.
    pub fn field(field: &str, en: impl Into<String>, zh: impl Into<String>) -> AppError {
        AppError::Invalid(vec![FieldFault { field: field.to_owned(), what: Text::new(en, zh), help: Text::default() }])
    }
}

impl From<Broken> for AppError {
    fn from(broken: Broken) -> AppError {
        AppError::Broken(broken)
    }
}

impl From<Vec<Refusal>> for AppError {
    fn from(refusals: Vec<Refusal>) -> AppError {
        AppError::Refused(refusals)
    }
}

impl From<NotWritten> for AppError {
    fn from(not: NotWritten) -> AppError {
        match not {
            NotWritten::Broken(broken) => AppError::Broken(broken),
            NotWritten::Stream { key, found, .. } => AppError::Conflict {
                what: Text::new(
                    format!("the {} `{}` was changed meanwhile", key.kind, key.id),
                    format!("{} `{}` 已被他人修改", key.kind, key.id),
                ),
                version: found,
            },
            NotWritten::Row { key, .. } => AppError::Conflict {
                what: Text::new(
                    format!("`{key}` was changed or taken meanwhile"),
                    format!("`{key}` 已被他人修改或占用"),
                ),
                version: 0,
            },
            NotWritten::Unfit(what) => {
                AppError::Invalid(vec![FieldFault { field: String::new(), what, help: Text::default() }])
            }
            NotWritten::Job { id } => AppError::Broken(Broken(format!("the job {id} was taken over"))),
        }
    }
}
