//! What a case is about, and the way it goes, as they are kept in its first event.

use super::word::one;
use super::{InterestKind, OrganisationId, RecordKind};
use certmap_base::{Date, Text};
use certmap_pack::{Behaviour, Clock, OnFail, Party, Per};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;

/// What is to be certified. Which parts must be there, the scheme says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subject {
    /// Who will hold the certificate, or sign the declaration.
    pub holder: OrganisationId,
    /// Who makes the product; the holder where nothing is said.
    pub manufacturer: Option<OrganisationId>,
    /// Who acts for the holder.
    pub agent: Option<OrganisationId>,
    /// Places of production, or sites of an organisation.
    pub factories: Vec<Site>,
    /// Certification units; one until the body divides.
    pub units: Vec<UnitOf>,
    /// The product version, where the scheme is about one.
    pub product: Option<String>,
    /// Shipments, where the scheme looks at each.
    pub shipments: Vec<String>,
}

/// A factory or site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Site {
    /// Id in the case.
    pub id: String,
    /// Whose it is.
    pub organisation: OrganisationId,
    /// Country code in capitals.
    pub country: String,
}

/// A certification unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitOf {
    /// Id in the case.
    pub id: String,
    /// Models in it.
    pub lines: Vec<String>,
    /// What tells it from the others.
    pub split_by: Vec<String>,
}

/// The edition of a pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackEdition {
    /// Id of the pack.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Digest over its texts, under which they are kept.
    pub digest: String,
}

/// The steps of one case, taken from a procedure and frozen, so that the case reads the same when the pack changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Route {
    /// Where it comes from.
    pub pack: PackEdition,
    /// Procedure in the pack.
    pub procedure: String,
    /// Attributes that separate units of this scheme, such as `holder` or `factory`.
    pub identified_by: Vec<String>,
    /// Steps, in the order of the procedure.
    pub steps: Vec<RouteStep>,
    /// Fees that the procedure knows.
    pub fees: Vec<RouteFee>,
}

/// A step of a route.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RouteStep {
    /// Id in the procedure.
    pub id: String,
    /// Title.
    pub title: Text,
    /// What it does.
    #[serde(with = "one")]
    pub behaviour: Behaviour,
    /// Who acts.
    #[serde(with = "one")]
    pub by: Party,
    /// What must be finished first.
    pub after: Vec<String>,
    /// What one run covers.
    #[serde(with = "one")]
    pub per: Per,
    /// Runs with an equal key count for all schemes.
    pub share_key: Option<String>,
    /// Whose time runs.
    #[serde(with = "one")]
    pub clock: Clock,
    /// Papers needed.
    pub needs: Vec<String>,
    /// Papers made.
    pub yields: Vec<String>,
    /// What follows a failure.
    #[serde(with = "one")]
    pub on_fail: OnFail,
    /// May run beside what stands in `after`.
    pub parallel_ok: bool,
    /// Whether it happens at all.
    pub applies: Applies,
}

/// Whether a step happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Applies {
    /// It does.
    Yes,
    /// It does not.
    No,
    /// A fact is missing; the case asks for it before the step.
    Open,
}

/// A fee that falls due with a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RouteFee {
    /// Id in the procedure.
    pub id: String,
    /// The step.
    pub step: String,
    /// Title.
    pub title: Text,
}

/// One run of a step: the step, and what it is run for.
///
/// ```
/// use certmap_case::stored::RunKey;
/// let key = RunKey::parse("type-test@unit-1");
/// assert_eq!((key.step.as_str(), key.of.as_deref()), ("type-test", Some("unit-1")));
/// assert_eq!(key.to_string(), "type-test@unit-1");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RunKey {
    /// Step in the route.
    pub step: String,
    /// Unit, factory, shipment or year; nothing for the product as a whole.
    pub of: Option<String>,
}

impl RunKey {
    /// A run of a step for something.
    pub fn new(step: impl Into<String>, of: Option<&str>) -> RunKey {
        RunKey { step: step.into(), of: of.map(str::to_owned) }
    }

    /// Reads `step` or `step@of`.
    #[must_use]
    pub fn parse(word: &str) -> RunKey {
        match word.split_once('@') {
            Some((step, of)) => RunKey::new(step, Some(of)),
            None => RunKey::new(word, None),
        }
    }
}

impl fmt::Display for RunKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.of {
            Some(of) => write!(f, "{}@{of}", self.step),
            None => f.write_str(&self.step),
        }
    }
}

impl Serialize for RunKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for RunKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<RunKey, D::Error> {
        let word = String::deserialize(deserializer)?;
        if word.is_empty() {
            return Err(de::Error::custom("a run has the name of its step"));
        }
        Ok(RunKey::parse(&word))
    }
}

/// A record with validity that steps of a case need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordNeed {
    /// Which kind.
    pub kind: RecordKind,
    /// Steps that are blocked without it.
    pub steps: Vec<String>,
}

/// What keeps a person from judging a client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Interest {
    /// What it is.
    pub kind: InterestKind,
    /// Towards whom.
    pub organisation: OrganisationId,
    /// Last day; open where it goes on.
    pub until: Option<Date>,
}
