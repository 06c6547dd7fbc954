//! Three-valued truth.
use serde::{Deserialize, Serialize};

/// True, false or unknown, with the strong Kleene operations.
///
/// ```
/// use certmap_expr::Tri;
/// assert_eq!(Tri::Unknown.and(Tri::False), Tri::False);
/// assert_eq!(Tri::Unknown.or(Tri::True), Tri::True);
/// assert_eq!(!Tri::Unknown, Tri::Unknown);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Tri {
    /// Certainly not.
    False,
    /// Not known.
    Unknown,
    /// Certainly.
    True,
}

impl Tri {
    /// The weaker of both.
    #[must_use]
    pub fn and(self, other: Tri) -> Tri {
        self.min(other)
    }

    /// The stronger of both.
    #[must_use]
    pub fn or(self, other: Tri) -> Tri {
        self.max(other)
    }

    /// True or false.
    #[must_use]
    pub fn is_known(self) -> bool {
        self != Tri::Unknown
    }

    /// True only if certainly true.
    #[must_use]
    pub fn is_true(self) -> bool {
        self == Tri::True
    }

    /// True only if certainly false.
    #[must_use]
    pub fn is_false(self) -> bool {
        self == Tri::False
    }
}

impl From<bool> for Tri {
    fn from(b: bool) -> Tri {
        if b { Tri::True } else { Tri::False }
    }
}

impl From<Option<bool>> for Tri {
    fn from(b: Option<bool>) -> Tri {
        b.map_or(Tri::Unknown, Tri::from)
    }
}

impl std::ops::Not for Tri {
    type Output = Tri;

    fn not(self) -> Tri {
        match self {
            Tri::False => Tri::True,
            Tri::Unknown => Tri::Unknown,
            Tri::True => Tri::False,
        }
    }
}
