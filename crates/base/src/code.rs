//! Customs codes.

use crate::{Fault, text};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A customs code as far as it is given: chapter, heading, subheading, and what a country adds behind the sixth digit.
///
/// ```
/// use certmap_base::Code;
/// let code = Code::parse("8516797000")?;
/// assert_eq!(code.to_string(), "8516.79.70.00");
/// assert!(code.is_under(&Code::parse("8516.79")?));
/// assert!(!Code::parse("8516")?.is_under(&code));
/// # Ok::<(), certmap_base::Fault>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Code(String);

impl Code {
    /// Digits that mean the same in every country.
    pub const INTERNATIONAL_DIGITS: usize = 6;
    /// The longest code that a country has.
    pub const DIGITS_MAX: usize = 12;

    /// Reads a code: digits, with points or spaces between them.
    ///
    /// # Errors
    /// If it has other signs, or a number of digits at which no chapter, heading or subheading ends.
    pub fn parse(word: &str) -> Result<Code, Fault> {
        let digits: String = word.trim().chars().filter(|c| !matches!(c, '.' | ' ' | '-')).collect();
        let ends = matches!(digits.len(), 2 | 4) || (6..=Code::DIGITS_MAX).contains(&digits.len());
        if ends && digits.bytes().all(|b| b.is_ascii_digit()) {
            return Ok(Code(digits));
        }
        Err(Fault::new(text!("`{word}` is no customs code", "`{word}` 不是海关编码")).help(text!(
            "write 2, 4 or 6 to 12 digits, for example 8516.79 or 8516797000",
            "请写2位、4位或6至12位数字，例如 8516.79 或 8516797000"
        )))
    }

    /// The digits alone.
    #[must_use]
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// True if this code is the other one or a finer one below it.
    #[must_use]
    pub fn is_under(&self, other: &Code) -> bool {
        self.0.starts_with(&other.0)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, digit) in self.0.chars().enumerate() {
            if i >= 4 && i % 2 == 0 {
                f.write_str(".")?;
            }
            write!(f, "{digit}")?;
        }
        Ok(())
    }
}
