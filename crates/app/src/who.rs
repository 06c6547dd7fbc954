//! Organisations, people and accounts, as rows keep them, and the person who acts.

use crate::error::Broken;
use crate::port::{Row, Table};
use certmap_base::{Lang, Text};
use certmap_case::Moment;
use certmap_case::stored::{AccountId, By, OrganisationId, PersonId, Role};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::collections::BTreeSet;

/// What an organisation does here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrganisationKind {
    /// Makes or sells products: applies and holds certificates.
    Exporter,
    /// Acts for several of those, who never see each other.
    Consultant,
    /// A factory with people of its own here.
    Factory,
    /// Tests.
    Laboratory,
    /// Certifies.
    Body,
}

impl OrganisationKind {
    /// All of them.
    pub const ALL: &'static [OrganisationKind] = &[
        OrganisationKind::Exporter,
        OrganisationKind::Consultant,
        OrganisationKind::Factory,
        OrganisationKind::Laboratory,
        OrganisationKind::Body,
    ];

    /// As it is written.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            OrganisationKind::Exporter => "exporter",
            OrganisationKind::Consultant => "consultant",
            OrganisationKind::Factory => "factory",
            OrganisationKind::Laboratory => "laboratory",
            OrganisationKind::Body => "body",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(word: &str) -> Option<OrganisationKind> {
        OrganisationKind::ALL.iter().copied().find(|k| k.word() == word)
    }

    /// In words.
    #[must_use]
    pub fn says(self) -> Text {
        let (en, zh) = match self {
            OrganisationKind::Exporter => ("exporter or holder", "出口商或持证人"),
            OrganisationKind::Consultant => ("consultant", "咨询机构"),
            OrganisationKind::Factory => ("factory", "生产企业（工厂）"),
            OrganisationKind::Laboratory => ("laboratory", "实验室"),
            OrganisationKind::Body => ("certification body", "认证机构"),
        };
        Text::new(en, zh)
    }

    /// Roles that people of such an organisation can have.
    #[must_use]
    pub fn roles(self) -> &'static [Role] {
        match self {
            OrganisationKind::Exporter | OrganisationKind::Consultant | OrganisationKind::Factory => {
                &[Role::Applicant, Role::Administrator]
            }
            OrganisationKind::Laboratory => &[Role::Laboratory, Role::Administrator],
            OrganisationKind::Body => &[
                Role::CaseOfficer,
                Role::Auditor,
                Role::Reviewer,
                Role::DecisionMaker,
                Role::RegisterKeeper,
                Role::Administrator,
            ],
        }
    }
}

/// A role in words.
#[must_use]
pub fn role_says(role: Role) -> Text {
    let (en, zh) = match role {
        Role::Applicant => ("applicant", "申请人"),
        Role::CaseOfficer => ("case officer", "项目工程师"),
        Role::Laboratory => ("laboratory", "实验室人员"),
        Role::Auditor => ("auditor", "检查员"),
        Role::Reviewer => ("reviewer", "复核人员"),
        Role::DecisionMaker => ("decision maker", "认证决定人员"),
        Role::RegisterKeeper => ("register keeper", "证书管理员"),
        Role::Administrator => ("administrator", "管理员"),
    };
    Text::new(en, zh)
}

/// An organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organisation {
    /// Id.
    pub id: String,
    /// What it does here.
    pub kind: OrganisationKind,
    /// Legal name in both scripts; either may be empty, not both.
    pub name: Text,
    /// ISO country code.
    pub country: String,
    /// The consultant that acts for it, if one does.
    #[serde(default)]
    pub agent: Option<String>,
}

/// A person. This row may be erased; events know only the id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Id.
    pub id: String,
    /// Name.
    pub name: Text,
    /// Address.
    pub email: String,
}

/// What somebody is in an organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    /// Organisation.
    pub organisation: String,
    /// Roles there.
    pub roles: BTreeSet<Role>,
}

/// An account. Two accounts may be of one person, and the rules look at the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Id.
    pub id: String,
    /// The person.
    pub person: String,
    /// Address to sign in with, in lower case.
    pub email: String,
    /// Hash of the password, by Argon2id; empty where another way is used.
    #[serde(default)]
    pub password_hash: String,
    /// In which organisations.
    pub memberships: Vec<Membership>,
    /// Whether it runs the service: makes organisations, sees the outbox and the whole trail, not the cases.
    #[serde(default)]
    pub operator: bool,
    /// Closed accounts cannot sign in.
    #[serde(default)]
    pub closed: bool,
    /// Language of letters.
    #[serde(default)]
    pub chinese: bool,
}

impl Account {
    /// Language of letters.
    #[must_use]
    pub fn lang(&self) -> Lang {
        if self.chinese { Lang::Zh } else { Lang::En }
    }
}

/// What a program may do with a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Read.
    Read,
    /// Change.
    Write,
}

impl Scope {
    /// As it is written.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Scope::Read => "read",
            Scope::Write => "write",
        }
    }
}

/// Who acts: a person, through an account, for one organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Account.
    pub account: Account,
    /// Name.
    pub person: Person,
    /// The organisation acted for now; none for an operator who belongs to none.
    pub organisation: Option<Organisation>,
    /// Roles in it.
    pub roles: BTreeSet<Role>,
    /// What the session or token allows.
    pub scopes: BTreeSet<Scope>,
}

impl Actor {
    /// Id of the organisation; empty if there is none.
    #[must_use]
    pub fn organisation_id(&self) -> &str {
        self.organisation.as_ref().map_or("", |o| o.id.as_str())
    }

    /// Kind of the organisation.
    #[must_use]
    pub fn kind(&self) -> Option<OrganisationKind> {
        self.organisation.as_ref().map(|o| o.kind)
    }

    /// Whether the actor has a role.
    #[must_use]
    pub fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// The actor in a role, as events keep it.
    #[must_use]
    pub fn by(&self, role: Role) -> By {
        By {
            person: PersonId::new(self.person.id.as_str()),
            account: AccountId::new(self.account.id.as_str()),
            organisation: OrganisationId::new(self.organisation_id()),
            role,
        }
    }
}

/// Something that is kept as the data of a row.
pub(crate) trait InRow: Serialize + DeserializeOwned {
    /// Its table.
    const TABLE: Table;
    /// Its key.
    fn key(&self) -> String;
    /// Other names.
    fn aliases(&self) -> BTreeSet<String> {
        BTreeSet::new()
    }
    /// To what it belongs.
    fn owner(&self) -> String {
        String::new()
    }
    /// Until when it is needed.
    fn expires(&self) -> Option<Moment> {
        None
    }

    /// The row in which it gets a version.
    fn row(&self, version: u64) -> Row {
        Row {
            table: Self::TABLE,
            key: self.key(),
            version,
            aliases: self.aliases(),
            owner: self.owner(),
            // Only types with string keys are kept, so writing them cannot fail.
            data: serde_json::to_string(self).unwrap_or_default(),
            expires: self.expires(),
        }
    }

    /// Reads a row.
    fn read(row: &Row) -> Result<Self, Broken> {
        serde_json::from_str(&row.data)
            .map_err(|e| Broken::new(&format!("reading {} {}", row.table.word(), row.key), e))
    }
}

impl InRow for Organisation {
    const TABLE: Table = Table::Organisation;
    fn key(&self) -> String {
        self.id.clone()
    }
    fn owner(&self) -> String {
        self.agent.clone().unwrap_or_default()
    }
}

impl InRow for Person {
    const TABLE: Table = Table::Person;
    fn key(&self) -> String {
        self.id.clone()
    }
}

impl InRow for Account {
    const TABLE: Table = Table::Account;
    fn key(&self) -> String {
        self.id.clone()
    }
    fn aliases(&self) -> BTreeSet<String> {
        BTreeSet::from([self.email.clone()])
    }
    fn owner(&self) -> String {
        self.person.clone()
    }
}
