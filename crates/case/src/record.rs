//! Records with validity: parties, factories, mandates, agreements, approvals, competence.

use crate::given::place;
use crate::refusal::{Check, exists, needed, reasons, unknown, unless};
use crate::stored::{
    DocumentId, Function, OrganisationId, PersonId, RecordEvent, RecordId, RecordKind, Recorded, Role,
};
use crate::{Decided, Given, Moment, Refusal};
use certmap_base::Date;

/// Days before the end of a record from which it is amber: time to have a paper signed, notarised and sent.
pub const AMBER_DAYS: i64 = 60;

const RECORD: (&str, &str) = ("record", "记录");

/// A record, as its events left it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Number of events.
    pub version: u64,
    /// When the last one came.
    pub last: Option<Moment>,
    /// Its id; none before it was drafted.
    pub id: Option<RecordId>,
    /// What it is about.
    pub kind: RecordKind,
    /// Whose it is.
    pub organisation: OrganisationId,
    /// The other side.
    pub other: Option<OrganisationId>,
    /// The person, for competence and identity.
    pub person: Option<PersonId>,
    /// What it is good for; empty for all.
    pub scope: Vec<String>,
    /// What the person may be assigned to.
    pub function: Option<Function>,
    /// Duties of the client.
    pub duties: Vec<String>,
    /// First day.
    pub from: Date,
    /// First day on which it is no longer good.
    pub until: Option<Date>,
    /// When the present version was signed, and the paper.
    pub signed: Option<(Date, DocumentId)>,
    /// Version of its terms, from 1.
    pub edition: u32,
    /// When and why it ended before its time.
    pub ended: Option<(Date, String)>,
}

impl Default for Record {
    fn default() -> Record {
        Record {
            version: 0,
            last: None,
            id: None,
            kind: RecordKind::Party,
            organisation: OrganisationId::new(""),
            other: None,
            person: None,
            scope: Vec::new(),
            function: None,
            duties: Vec::new(),
            from: Date::MIN,
            until: None,
            signed: None,
            edition: 0,
            ended: None,
        }
    }
}

/// How a record stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Good, and for a while yet.
    Good,
    /// Good, but it lapses in so many days.
    Lapses(i64),
    /// Not yet.
    Early,
    /// No longer.
    Lapsed,
    /// Not signed.
    Unsigned,
}

impl Standing {
    /// Whether a step may rest on it.
    #[must_use]
    pub fn is_good(self) -> bool {
        matches!(self, Standing::Good | Standing::Lapses(_))
    }
}

impl Record {
    /// How it stands on a day.
    #[must_use]
    pub fn standing(&self, on: Date) -> Standing {
        let ended = self.ended.as_ref().map(|(day, _)| *day);
        let until = match (self.until, ended) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        match until {
            _ if self.signed.is_none() => Standing::Unsigned,
            _ if on < self.from => Standing::Early,
            Some(until) if on >= until => Standing::Lapsed,
            Some(until) if until.days_since(on) <= AMBER_DAYS => Standing::Lapses(until.days_since(on)),
            _ => Standing::Good,
        }
    }

    /// Whether the present version is signed.
    #[must_use]
    pub fn is_signed(&self) -> bool {
        self.signed.is_some()
    }

    /// Whether it is good for a method, scheme or brand.
    #[must_use]
    pub fn covers(&self, word: &str) -> bool {
        self.scope.is_empty() || self.scope.iter().any(|s| s == word)
    }

    /// The state after an event.
    #[must_use]
    pub fn evolve(mut self, recorded: &Recorded<RecordEvent>) -> Record {
        self.version = recorded.version;
        self.last = Some(recorded.at);
        match recorded.event.clone() {
            RecordEvent::Drafted {
                record,
                kind,
                organisation,
                other,
                person,
                scope,
                function,
                duties,
                from,
                until,
            } => {
                let (version, last) = (self.version, self.last);
                let id = Some(record);
                self = Record { version, last, id, kind, organisation, other, person, scope, ..Record::default() };
                (self.function, self.duties, self.from, self.until, self.edition) = (function, duties, from, until, 1);
            }
            RecordEvent::Signed { on, document } => self.signed = Some((on, document)),
            RecordEvent::Revised { scope, from, until, .. } => {
                (self.scope, self.from, self.until) = (scope, from, until);
                self.signed = None;
                self.edition += 1;
            }
            RecordEvent::Ended { on, why } => self.ended = Some((on, why)),
        }
        self
    }

    /// What follows from a command.
    ///
    /// # Errors
    /// Every reason against it.
    pub fn decide(&self, given: &Given<'_>, command: RecordCommand) -> Decided<Recorded<RecordEvent>> {
        let checks = match &command.0 {
            RecordEvent::Drafted { record, from, until, kind, person, function, .. } => {
                vec![self.is_new(record), span(*from, *until), self.who(given, *kind), names(*kind, person, *function)]
            }
            RecordEvent::Signed { on, .. } => vec![self.alive(), self.who(given, self.kind), given.past(*on)],
            RecordEvent::Revised { why, from, until, .. } => {
                vec![self.alive(), self.who(given, self.kind), needed(("reason", "理由"), why), span(*from, *until)]
            }
            RecordEvent::Ended { why, .. } => {
                vec![self.alive(), self.who(given, self.kind), needed(("reason", "理由"), why)]
            }
        };
        unless(reasons(checks), || place(self.version, self.last, given, vec![command.0]))
    }

    fn is_new(&self, id: &RecordId) -> Check {
        if self.id.is_none() { Ok(()) } else { Err(exists(RECORD, id.as_str())) }
    }

    fn alive(&self) -> Check {
        match (&self.id, &self.ended) {
            (None, _) => Err(unknown(RECORD, "")),
            (Some(id), Some((on, _))) => Err(Refusal::new(
                "ended",
                format!("the record `{id}` ended on {on}"),
                format!("记录`{id}`已于{on}终止"),
            )
            .help("draft a new one", "请另行新建")),
            _ => Ok(()),
        }
    }

    /// Approvals, competence and identity are the administrator's or the case officer's to record; the rest is the
    /// parties' own.
    fn who(&self, given: &Given<'_>, kind: RecordKind) -> Check {
        match kind {
            RecordKind::LaboratoryApproval | RecordKind::Competence | RecordKind::Identity => {
                given.role(&[Role::Administrator, Role::CaseOfficer])
            }
            RecordKind::CertificationAgreement => given.role(&[Role::CaseOfficer, Role::Applicant]),
            _ => given.role(&[Role::Applicant, Role::CaseOfficer, Role::Administrator]),
        }
    }
}

/// A command to a record: the event that is asked for, since nothing has to be added to it.
///
/// ```
/// use certmap_base::Date;
/// use certmap_case::stored::{AccountId, By, DocumentId, OrganisationId, PersonId, RecordEvent, RecordId, RecordKind, Role};
/// use certmap_case::{Given, Moment, Record, RecordCommand, Standing, Streams};
/// let by = By {
///     person: PersonId::new("p-1"),
///     account: AccountId::new("a-1"),
///     organisation: OrganisationId::new("maker"),
///     role: Role::Applicant,
/// };
/// let (day, streams) = (Date::parse("2027-01-20")?, Streams::default());
/// let given = Given { at: Moment::start_of(day), by, streams: &streams };
/// let draft = RecordEvent::Drafted {
///     record: RecordId::new("poa-1"),
///     kind: RecordKind::PowerOfAttorney,
///     organisation: OrganisationId::new("maker"),
///     other: Some(OrganisationId::new("agent")),
///     person: None,
///     scope: vec![],
///     function: None,
///     duties: vec![],
///     from: day,
///     until: Some(Date::parse("2028-01-20")?),
/// };
/// let events = Record::default().decide(&given, RecordCommand(draft)).unwrap();
/// let record = events.iter().fold(Record::default(), Record::evolve);
/// assert_eq!(record.standing(day), Standing::Unsigned);
/// let sign = RecordEvent::Signed { on: day, document: DocumentId::new("d-1") };
/// let record = record.decide(&given, RecordCommand(sign)).unwrap().iter().fold(record, Record::evolve);
/// assert_eq!(record.standing(Date::parse("2028-01-10")?), Standing::Lapses(10));
/// # Ok::<(), certmap_base::Fault>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordCommand(pub RecordEvent);

fn span(from: Date, until: Option<Date>) -> Check {
    match until {
        Some(until) if until <= from => Err(Refusal::new(
            "span",
            format!("it would end on {until}, before it begins on {from}"),
            format!("终止日{until}不晚于起始日{from}"),
        )
        .help("`until` is the first day on which it is no longer good", "终止日指不再有效的第一天")),
        _ => Ok(()),
    }
}

fn names(kind: RecordKind, person: &Option<PersonId>, function: Option<Function>) -> Check {
    let complete = match kind {
        RecordKind::Competence => person.is_some() && function.is_some(),
        RecordKind::Identity => person.is_some(),
        _ => true,
    };
    if complete {
        return Ok(());
    }
    Err(Refusal::new("missing", "the person or the function is missing", "缺少人员或职能")
        .help("say who, and for what", "请写明人员及其职能"))
}
