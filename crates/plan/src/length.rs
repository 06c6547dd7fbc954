//! How long a step takes where that rests on facts.

use certmap_base::Exact;
use certmap_expr::Expr;
use certmap_pack::{Basis, Duration, Lasts, Length};
use certmap_scope::{Figure, Missing};

/// Shortest, usual and longest, and on what they rest.
#[derive(Debug, Clone)]
pub(crate) struct HowLong {
    pub(crate) days: [Duration; 3],
    pub(crate) basis: Basis,
    /// The user typed it.
    pub(crate) typed: bool,
    /// Facts that would narrow it down.
    pub(crate) missing: Vec<Missing>,
}

/// Names of missing facts in both languages.
pub(crate) fn named(missing: &[Missing]) -> (String, String) {
    let en: Vec<&str> = missing.iter().map(|m| m.name.en.as_str()).collect();
    let zh: Vec<&str> = missing.iter().map(|m| m.name.zh.as_str()).collect();
    (en.join(", "), zh.join("、"))
}

/// Reads the lengths of a step. While facts are missing the usual length is the longest that it can be, so that nothing
/// that is promised on it fails; where nothing bounds it, none is counted and nothing is claimed of it.
pub(crate) fn how_long(lasts: &Lasts, number: &dyn Fn(&Expr) -> Figure) -> HowLong {
    let none = Duration { days: 0, working: true };
    let mut missing: Vec<Missing> = Vec::new();
    let mut read = |length: &Length| match length {
        Length::Days(days) => Some((*days, *days)),
        Length::Value(expr, unit) => {
            let figure = number(expr);
            missing.extend(figure.missing);
            let (least, most) = figure.span?;
            let whole = |number: Exact| unit.duration(&number.max(Exact::zero()));
            Some((whole(least)?, whole(most)?))
        }
    };
    let found = lasts.lengths().map(&mut read);
    missing.dedup();
    match found {
        [Some((min, _)), Some((_, usual)), Some((_, max))] => {
            let days = [min.min(usual), usual, max.max(usual)];
            HowLong { days, basis: lasts.basis, typed: false, missing }
        }
        _ => HowLong { days: [none; 3], basis: Basis::None, typed: false, missing },
    }
}
