//! Packs, schemes and rules, as checked.

use crate::{Case, Common, Lasts, Party, Procedure, Table};
use certmap_base::{Cite, Confidence, Date, Place, Text};
use certmap_expr::Expr;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Everything that was loaded: the shared words and the packs.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Library {
    /// Dictionary, kinds, units, markets.
    pub common: Common,
    /// The packs, by id.
    pub packs: Vec<Pack>,
}

impl Library {
    /// The scheme with an id, and its pack.
    #[must_use]
    pub fn scheme(&self, id: &str) -> Option<(&Pack, &Scheme)> {
        self.packs.iter().find_map(|p| p.schemes.iter().find(|s| s.id == id).map(|s| (p, s)))
    }

    /// The pack with an id.
    #[must_use]
    pub fn pack(&self, id: &str) -> Option<&Pack> {
        self.packs.iter().find(|p| p.id == id)
    }
}

/// One publisher of law.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Pack {
    /// For example `eu`.
    pub id: String,
    /// Title.
    pub title: Text,
    /// Version of the pack, a date with dots.
    pub version: String,
    /// SHA-256 over all its files, in hexadecimal.
    pub digest: String,
    /// Markets and groups in which it has schemes.
    pub markets: Vec<String>,
    /// Legal texts, by id.
    pub sources: BTreeMap<String, Source>,
    /// Named expressions, usable in every condition of the pack.
    pub definitions: Vec<Definition>,
    /// Band tables, by id.
    pub tables: BTreeMap<String, Table>,
    /// Ways to a certificate, by id.
    pub procedures: BTreeMap<String, Procedure>,
    /// Schemes, in the order of their folders.
    pub schemes: Vec<Scheme>,
    /// Worked examples; empty where tests were not loaded.
    pub cases: Vec<Case>,
}

/// A legal text, once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Id in the pack.
    pub id: String,
    /// Official number, for example `Directive 2014/35/EU`.
    pub number: String,
    /// Title in both languages.
    pub title: Text,
    /// Who issued it.
    pub issuer: Text,
    /// Day of publication.
    pub published: Option<Date>,
    /// Where it can be read.
    pub link: Option<String>,
    /// Language of the authoritative text.
    pub lang: String,
}

/// A named, cited expression: what the law characterises.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Definition {
    /// Name, snake_case.
    pub id: String,
    /// As a phrase.
    pub title: Text,
    /// What it stands for.
    pub is: Expr,
    /// Where the law says so.
    pub cites: Vec<Cite>,
    /// Where it is written.
    pub place: Place,
}

macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum $name { $($(#[$vmeta])* $variant),+ }

        impl $name {
            /// All, in the order of the notation.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The word used in packs and contracts.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $($name::$variant => $word),+ }
            }

            /// Reads the word used in packs.
            #[must_use]
            pub fn parse(word: &str) -> Option<$name> {
                $name::ALL.iter().copied().find(|v| v.word() == word)
            }
        }
    };
}
pub(crate) use words;

words!(
    /// Whether the law leaves a choice.
    Binding {
        /// Without it the product may not be sold.
        Mandatory = "mandatory",
        /// Nobody is obliged by law.
        Voluntary = "voluntary",
    }
);
words!(
    /// What stands at the end. A declaration is not a certificate.
    Attestation {
        /// Of a third party.
        Certificate = "certificate",
        /// Of the supplier.
        Declaration = "declaration",
        /// Entry in a register.
        Registration = "registration",
        /// By an approval authority.
        TypeApproval = "type_approval",
        /// A licence to make, import or mark.
        Licence = "licence",
        /// Only a label.
        Label = "label",
        /// Nothing is issued.
        None = "none",
    }
);
words!(
    /// Who asks for it.
    DemandedBy {
        /// The law.
        Law = "law",
        /// A marketplace.
        Marketplace = "marketplace",
        /// Buyers.
        Buyer = "buyer",
        /// Nobody in particular.
        Nobody = "nobody",
    }
);
words!(
    /// Which date of the goods governs.
    DateRole {
        /// Day of manufacture.
        Manufacture = "manufacture",
        /// Day of the application.
        Application = "application",
        /// Day of import.
        Import = "import",
        /// Day of placing on the market.
        PlacingOnMarket = "placing_on_market",
    }
);

impl DateRole {
    /// The fact of the dictionary that holds this date.
    #[must_use]
    pub fn fact(self) -> &'static str {
        match self {
            DateRole::Manufacture => "manufactured_on",
            DateRole::Application => "applied_on",
            DateRole::Import => "imported_on",
            DateRole::PlacingOnMarket => "placed_on_market_on",
        }
    }
}

words!(
    /// The event before which a scheme must be fulfilled, in the order in which goods pass them.
    Event {
        /// The mark is put on.
        Marking = "marking",
        /// Goods leave the factory.
        LeavingFactory = "leaving_factory",
        /// Goods are loaded.
        Loading = "loading",
        /// Goods are entered at customs.
        CustomsEntry = "customs_entry",
        /// Goods are placed on the market.
        PlacingOnMarket = "placing_on_market",
        /// Goods are listed on a marketplace.
        Listing = "listing",
    }
);
words!(
    /// A stage in the life of a rule.
    PhaseKind {
        /// Published, not yet accepted.
        Announced = "announced",
        /// May be fulfilled, need not.
        Accepting = "accepting",
        /// Must be fulfilled.
        Mandatory = "mandatory",
        /// Ended for new ones, still good for old ones.
        Legacy = "legacy",
        /// Over.
        Repealed = "repealed",
    }
);
words!(
    /// What shows that a requirement is met.
    Evidence {
        /// Test by a laboratory that the authority accepts.
        ThirdPartyTest = "third_party_test",
        /// Test or programme of the supplier's own.
        FirstPartyTest = "first_party_test",
        /// An exclusion from testing is claimed.
        Exclusion = "exclusion",
        /// A label or marking.
        Label = "label",
        /// Nothing.
        None = "none",
    }
);
words!(
    /// What a rule does.
    RuleKind {
        /// Must hold for entries.
        Gate = "gate",
        /// Describes products that are in.
        Entry = "entry",
        /// Takes products out by name.
        Exclusion = "exclusion",
        /// Releases products that are in.
        Exemption = "exemption",
        /// Forbids sale.
        Ban = "ban",
        /// Says that facts or texts contradict.
        Conflict = "conflict",
        /// One rule inside a scheme.
        Requirement = "requirement",
    }
);

/// A phase from its first day until the next one begins, or until its own end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phase {
    /// Which stage.
    pub phase: PhaseKind,
    /// First day.
    pub from: Date,
    /// First day not.
    pub until: Option<Date>,
    /// The act that says so.
    pub cite: Option<Cite>,
}

/// A rule of a scheme.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Rule {
    /// Id, unique in the scheme.
    pub id: String,
    /// What it does.
    pub kind: RuleKind,
    /// Title.
    pub title: Text,
    /// Remark for people.
    pub note: Option<Text>,
    /// For which products.
    pub when: Expr,
    /// Entries it is about; empty for all.
    pub of: Vec<String>,
    /// Gates that do not apply to this entry.
    pub skips: Vec<String>,
    /// Stages, in order of their first days; empty means always in force.
    pub phases: Vec<Phase>,
    /// Standards by number and title.
    pub standards: Vec<String>,
    /// Implementation rule.
    pub rule: Option<String>,
    /// Scheme that takes its place.
    pub displaced_by: Option<String>,
    /// Paper that goes with an exemption.
    pub paper: Option<Text>,
    /// What shows conformity (requirements).
    pub evidence: Evidence,
    /// Ways without a test (requirements).
    pub exclusions: Vec<Rule>,
    /// Where the law says so; never empty.
    pub cites: Vec<Cite>,
    /// The weakest of its citations, or lower.
    pub confidence: Confidence,
    /// Where it is written.
    pub place: Place,
}

/// A way to the attestation.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Route {
    /// Id in the scheme.
    pub id: String,
    /// Title.
    pub title: Text,
    /// For which products.
    pub when: Expr,
    /// When it is open.
    pub phases: Vec<Phase>,
    /// The procedure that carries it out.
    pub procedure: Option<String>,
    /// What it ends in, where that differs from the scheme.
    pub attestation: Option<Attestation>,
    /// A notified or designated body takes part.
    pub notified_body: bool,
    /// Citations.
    pub cites: Vec<Cite>,
    /// Where it is written.
    pub place: Place,
}

/// A dated change that people should know.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Notice {
    /// Id in the scheme.
    pub id: String,
    /// The day it happens.
    pub on: Date,
    /// What happens.
    pub what: Text,
    /// For which products.
    pub when: Expr,
    /// Until when something must be done.
    pub deadline: Option<Date>,
    /// Citations.
    pub cites: Vec<Cite>,
}

/// Whether a paper counts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Reuse {
    /// Kind of paper or scheme id; the scheme's own where the standard decides.
    pub paper: String,
    /// Only papers to one of these standards, whatever the edition where none is named; empty: all papers of the kind.
    pub standards: Vec<String>,
    /// First day on which it holds.
    pub from: Option<Date>,
    /// Yes, no, or it depends on something not known.
    pub counts: certmap_expr::Tri,
    /// For which products.
    pub when: Expr,
    /// How old it may be.
    pub max_age_months: Option<u32>,
    /// Why.
    pub says: Text,
    /// Citations.
    pub cites: Vec<Cite>,
}

impl Reuse {
    /// The kind of paper, with the standards where only papers to these are meant.
    #[must_use]
    pub fn called(&self) -> String {
        match self.standards.as_slice() {
            [] => self.paper.clone(),
            standards => format!("{} ({})", self.paper, standards.join(", ")),
        }
    }
}

/// How lines fall into certification units.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct UnitSplit {
    /// Facts or attributes (`manufacturer`, `factory`, `brand`, `model`) that separate units.
    pub split_by: Vec<String>,
    /// In words.
    pub says: Text,
    /// Citations.
    pub cites: Vec<Cite>,
}

/// What the certificate or declaration is like.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Certificate {
    /// How the number looks, as a pattern; empty where there is no number.
    pub number_pattern: Option<String>,
    /// The number in words.
    pub number_says: Option<Text>,
    /// How long it is good, in months; none where it has no end.
    pub validity_months: Option<u32>,
    /// On which condition.
    pub condition: Option<Text>,
    /// States it can have, in the scheme's own words.
    pub states: Vec<String>,
    /// Citations.
    pub cites: Vec<Cite>,
}

/// What keeps it alive.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Upkeep {
    /// Id in the scheme.
    pub id: String,
    /// Title.
    pub title: Text,
    /// How often, in months.
    pub every_months: u32,
    /// For which products or factories.
    pub when: Expr,
    /// By whom.
    pub by: Party,
    /// How long it takes.
    pub lasts: Option<Lasts>,
    /// In words.
    pub says: Text,
    /// Citations.
    pub cites: Vec<Cite>,
}

/// What a change of the product leads to.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Change {
    /// Id in the scheme.
    pub id: String,
    /// What changed.
    pub title: Text,
    /// `notify`, `test_difference` or `new_certificate`.
    pub does: String,
    /// In words.
    pub says: Text,
    /// Citations.
    pub cites: Vec<Cite>,
}

words!(
    /// Which answer a letter states.
    LetterFor {
        /// The scheme does not apply.
        Out = "out",
        /// The scheme applies, but the goods are released.
        Exempt = "exempt",
    }
);

/// A paper that is asked for together with a letter.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Enclosure {
    /// What it is.
    pub title: Text,
    /// Why, or of what form.
    pub says: Option<Text>,
    /// Who asks for it.
    pub cites: Vec<Cite>,
}

/// A statement that a firm makes in its own name where a scheme does not bind its goods.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Letter {
    /// Id in the scheme.
    pub id: String,
    /// The answer that it states.
    pub states: LetterFor,
    /// Heading.
    pub title: Text,
    /// What the firm declares, in full sentences.
    pub says: Text,
    /// An answer with less confidence than this is not stated.
    pub confidence: Confidence,
    /// Papers that are asked for with it.
    pub enclosures: Vec<Enclosure>,
    /// Where the law or practice of it stands.
    pub cites: Vec<Cite>,
}

/// What is put on the product.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Mark {
    /// Id in the scheme.
    pub id: String,
    /// Title.
    pub title: Text,
    /// In words.
    pub says: Text,
    /// Citations.
    pub cites: Vec<Cite>,
}

/// A scheme: one certificate, declaration or registration that a market may ask for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Scheme {
    /// Id, as in `packs/common/schemes.csv`.
    pub id: String,
    /// Title.
    pub title: Text,
    /// Markets and groups.
    pub markets: Vec<String>,
    /// Mandatory or voluntary.
    pub binding: Binding,
    /// What it ends in.
    pub attestation: Attestation,
    /// Who asks for it.
    pub demanded_by: DemandedBy,
    /// Which date governs.
    pub governed_by: DateRole,
    /// Before which event it must be fulfilled.
    pub fulfil_before: Event,
    /// Where its rules are complete.
    pub covers: Expr,
    /// Whom to ask outside.
    pub covers_says: Option<Text>,
    /// Who may hold it.
    pub holder: Option<Text>,
    /// Who must sit in the market.
    pub local_representative: Option<Text>,
    /// The procedure where routes name none.
    pub procedure: Option<String>,
    /// Citations of the scheme as a whole.
    pub cites: Vec<Cite>,
    /// Gates.
    pub gates: Vec<Rule>,
    /// Entries.
    pub entries: Vec<Rule>,
    /// Exclusions.
    pub exclusions: Vec<Rule>,
    /// Exemptions.
    pub exemptions: Vec<Rule>,
    /// Bans.
    pub bans: Vec<Rule>,
    /// Conflicts.
    pub conflicts: Vec<Rule>,
    /// Requirements.
    pub requirements: Vec<Rule>,
    /// Routes.
    pub routes: Vec<Route>,
    /// Notices.
    pub notices: Vec<Notice>,
    /// Papers that may count.
    pub reuse: Vec<Reuse>,
    /// Certification units.
    pub unit: Option<UnitSplit>,
    /// The certificate.
    pub certificate: Option<Certificate>,
    /// Upkeep.
    pub upkeep: Vec<Upkeep>,
    /// Changes.
    pub changes: Vec<Change>,
    /// Marks.
    pub marks: Vec<Mark>,
    /// Statements of a firm that the scheme does not bind its goods.
    pub letters: Vec<Letter>,
    /// Where it is written.
    pub place: Place,
}

impl Scheme {
    /// All rules with an id, in the order of force.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        [
            &self.bans,
            &self.gates,
            &self.entries,
            &self.exclusions,
            &self.exemptions,
            &self.conflicts,
            &self.requirements,
        ]
        .into_iter()
        .flatten()
    }

    /// The rule with an id.
    #[must_use]
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules().find(|r| r.id == id)
    }

    /// True if the scheme holds in a market, directly or through a group.
    #[must_use]
    pub fn holds_in(&self, market: &str, groups: &[&str]) -> bool {
        self.markets.iter().any(|m| m == market || groups.contains(&m.as_str()))
    }
}
