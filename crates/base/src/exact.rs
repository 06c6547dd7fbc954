//! Exact rational numbers with bounded size.

use crate::{Fault, text};
use num_rational::Ratio;
use num_traits::{CheckedAdd, CheckedMul, CheckedSub, Zero};
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::fmt;

/// An exact rational number. Reading is bounded (at most 15 digits before and 9 after the point), so that
/// sums and products of a few of them always fit.
///
/// ```
/// use certmap_base::Exact;
/// let a = Exact::parse("0.1")?;
/// let sum = a.add(&Exact::parse("0.2")?)?;
/// assert_eq!(sum, Exact::parse("0.3")?);
/// # Ok::<(), certmap_base::Fault>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Exact(Ratio<i128>);

impl Exact {
    /// Zero.
    #[must_use]
    pub fn zero() -> Exact {
        Exact(Ratio::zero())
    }

    /// A whole number.
    #[must_use]
    pub fn whole(n: i64) -> Exact {
        Exact(Ratio::from_integer(i128::from(n)))
    }

    /// A fraction; a zero denominator counts as one.
    #[must_use]
    pub fn fraction(numerator: i64, denominator: i64) -> Exact {
        let d = if denominator == 0 { 1 } else { denominator };
        Exact(Ratio::new(i128::from(numerator), i128::from(d)))
    }

    /// Reads a decimal number such as `230`, `-0.5` or `1,000` (a comma groups thousands).
    ///
    /// # Errors
    /// If the word is no decimal number or has too many digits.
    pub fn parse(word: &str) -> Result<Exact, Fault> {
        let bad = || {
            Fault::new(text!("`{word}` is not a number", "`{word}` 不是数字"))
                .help(text!("write digits with a point, for example 0.25", "请用小数点书写数字，例如 0.25"))
        };
        let (negative, digits) = match word.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, word),
        };
        let (int, frac) = digits.split_once('.').unwrap_or((digits, ""));
        let groups_ok = int.split(',').skip(1).all(|g| g.len() == 3);
        let int: String = int.chars().filter(|c| *c != ',').collect();
        let point_ok = !digits.contains('.') || !frac.is_empty();
        let is_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if int.is_empty() || !is_digits(&int) || !is_digits(frac) || !groups_ok || !point_ok {
            return Err(bad());
        }
        if int.len() > 15 || frac.len() > 9 {
            return Err(Fault::new(text!("the number `{word}` has too many digits", "数字 `{word}` 位数过多")).help(
                text!("at most 15 digits before the point and 9 after it", "小数点前最多 15 位，小数点后最多 9 位"),
            ));
        }
        let mut scale: i128 = 1;
        for _ in 0..frac.len() {
            scale *= 10;
        }
        let magnitude: i128 = format!("{int}{frac}").parse().map_err(|_| bad())?;
        Ok(Exact(Ratio::new(if negative { -magnitude } else { magnitude }, scale)))
    }

    /// Sum.
    ///
    /// # Errors
    /// If the result does not fit.
    pub fn add(&self, other: &Exact) -> Result<Exact, Fault> {
        self.0.checked_add(&other.0).map(Exact).ok_or_else(too_large)
    }

    /// Difference.
    ///
    /// # Errors
    /// If the result does not fit.
    pub fn sub(&self, other: &Exact) -> Result<Exact, Fault> {
        self.0.checked_sub(&other.0).map(Exact).ok_or_else(too_large)
    }

    /// Product.
    ///
    /// # Errors
    /// If the result does not fit.
    pub fn mul(&self, other: &Exact) -> Result<Exact, Fault> {
        self.0.checked_mul(&other.0).map(Exact).ok_or_else(too_large)
    }

    /// The number as its nearest float; for drawing only, never for comparing.
    #[must_use]
    pub fn approximate(&self) -> f64 {
        let (n, d) = (*self.0.numer(), *self.0.denom());
        n as f64 / d as f64
    }

    /// True if greater than zero.
    #[must_use]
    pub fn is_positive(&self) -> bool {
        self.0 > Ratio::zero()
    }

    /// The smallest whole number that is not less.
    #[must_use]
    pub fn ceiling(&self) -> i64 {
        i64::try_from(self.0.ceil().to_integer()).unwrap_or(i64::MAX)
    }

    /// The quotient, for turning a value into another unit.
    #[must_use]
    pub(crate) fn over(&self, divisor: &Exact) -> Option<Exact> {
        if divisor.0.is_zero() {
            return None;
        }
        let inverse = Ratio::new(*divisor.0.denom(), *divisor.0.numer());
        self.0.checked_mul(&inverse).map(Exact)
    }
}

fn too_large() -> Fault {
    Fault::new(text!("the number is too large", "数字过大"))
}

impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (n, d) = (*self.0.numer(), *self.0.denom());
        let sign = if n < 0 { "-" } else { "" };
        let n = n.unsigned_abs();
        let d = d.unsigned_abs();
        write!(f, "{sign}{}", n / d)?;
        let mut rest = n % d;
        if rest == 0 {
            return Ok(());
        }
        f.write_str(".")?;
        for _ in 0..9 {
            rest *= 10;
            write!(f, "{}", rest / d)?;
            rest %= d;
            if rest == 0 {
                break;
            }
        }
        Ok(())
    }
}

/// Orders exactly, without rounding.
pub(crate) fn compare(a: &Exact, b: &Exact) -> Ordering {
    a.0.cmp(&b.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_prints_and_orders() {
        for (word, printed) in [("36", "36"), ("0.250", "0.25"), ("-1.5", "-1.5"), ("1,000", "1000"), ("007", "7")] {
            assert_eq!(Exact::parse(word).unwrap().to_string(), printed);
        }
        assert!(Exact::parse("36.0001").unwrap() > Exact::whole(36));
    }

    #[test]
    fn refuses_what_is_no_number() {
        for word in ["", "-", ".5", "5.", "1e3", "1,00", "３６", "0x10", "1234567890123456", "0.1234567891"] {
            assert!(Exact::parse(word).is_err(), "{word}");
        }
    }
}
