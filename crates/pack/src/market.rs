//! Markets and dated groups of markets.

use certmap_base::{Date, Text};
use serde::{Deserialize, Serialize};

/// A market with a law of its own, by ISO code (`DE`, `GB-NIR`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Market {
    /// Code.
    pub code: String,
    /// Name.
    pub name: Text,
}

/// A member of a group, for a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Market code.
    pub code: String,
    /// First day.
    pub from: Option<Date>,
    /// First day not.
    pub until: Option<Date>,
}

/// Markets that share a law, for example the EU.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Id.
    pub id: String,
    /// Name.
    pub name: Text,
    /// Members.
    pub members: Vec<Member>,
}

/// All markets and groups.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Markets {
    /// Markets.
    pub markets: Vec<Market>,
    /// Groups.
    pub groups: Vec<Group>,
}

impl Markets {
    /// The market with a code.
    #[must_use]
    pub fn market(&self, code: &str) -> Option<&Market> {
        self.markets.iter().find(|m| m.code == code)
    }

    /// The group with an id.
    #[must_use]
    pub fn group(&self, id: &str) -> Option<&Group> {
        self.groups.iter().find(|g| g.id == id)
    }

    /// Groups that a market belongs to on a day.
    #[must_use]
    pub fn groups_of(&self, code: &str, on: Date) -> Vec<&str> {
        let belongs = |m: &Member| m.code == code && m.from.is_none_or(|f| f <= on) && m.until.is_none_or(|u| on < u);
        self.groups.iter().filter(|g| g.members.iter().any(belongs)).map(|g| g.id.as_str()).collect()
    }

    /// The name of a market or group.
    #[must_use]
    pub fn name(&self, code: &str) -> Option<&Text> {
        self.market(code).map(|m| &m.name).or_else(|| self.group(code).map(|g| &g.name))
    }

    /// All codes of markets and groups, for suggestions.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.markets.iter().map(|m| m.code.as_str()).chain(self.groups.iter().map(|g| g.id.as_str()))
    }
}
