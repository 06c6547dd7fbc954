//! Audit visits: team, days, travel papers, checklist, nonconformities and their correction.

use crate::given::place;
use crate::refusal::{Check, exists, reasons, unknown, unless};
use crate::stored::{
    CheckFinding, CheckItem, DocumentId, Grade, NonconformityId, PersonId, Recorded, Role, TeamMember, TeamRole,
    VisitEvent, VisitId, VisitKind,
};
use crate::{Decided, Given, Moment, Refusal};
use certmap_base::Date;
use std::collections::{BTreeMap, BTreeSet};

mod check;

/// One answer to a point of the checklist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckAnswer {
    /// What was found.
    pub finding: CheckFinding,
    /// Remark.
    pub note: String,
    /// Photographs and papers.
    pub documents: Vec<DocumentId>,
    /// Name that the device gave to it.
    pub answer: String,
    /// Who looked.
    pub person: PersonId,
}

/// A nonconformity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nonconformity {
    /// Weight.
    pub grade: Grade,
    /// Requirement.
    pub clause: String,
    /// What was found.
    pub text: String,
    /// Until when it must be corrected.
    pub due: Date,
    /// Corrections that were offered: day, cause, action, evidence.
    pub offered: Vec<(Date, String, String, Vec<DocumentId>)>,
    /// When it was closed.
    pub closed_on: Option<Date>,
}

impl Nonconformity {
    /// Whether it stands in the way of a certificate.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.closed_on.is_none() && self.grade != Grade::Observation
    }
}

/// A visit, as its events left it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Visit {
    /// Number of events.
    pub version: u64,
    /// When the last one came.
    pub last: Option<Moment>,
    /// Its id; none before it was planned.
    pub id: Option<VisitId>,
    /// What it is.
    pub kind: Option<VisitKind>,
    /// Schemes that it serves.
    pub schemes: Vec<String>,
    /// Factory or site.
    pub site: String,
    /// First and last day on site.
    pub days: Option<(Date, Date)>,
    /// Days on which it was to be before it was postponed, with the reason.
    pub postponed: Vec<(Date, Date, String)>,
    /// Auditor-days.
    pub auditor_days: String,
    /// Team, as named last.
    pub team: Vec<TeamMember>,
    /// Until when an invitation letter was asked for.
    pub invitation_due: Option<Date>,
    /// The invitation letter.
    pub invitation: Option<(DocumentId, Date)>,
    /// Who has a visa, and its last day.
    pub visas: BTreeMap<PersonId, Date>,
    /// Points to look at.
    pub checklist: Vec<CheckItem>,
    /// Answers, oldest first; the last one to a point counts.
    pub answers: BTreeMap<String, Vec<CheckAnswer>>,
    /// When the team was on site first.
    pub begun: Option<Date>,
    /// What was found wrong.
    pub nonconformities: BTreeMap<NonconformityId, Nonconformity>,
    /// Report and its day.
    pub reported: Option<(Date, DocumentId)>,
    /// Why it will not take place.
    pub called_off: Option<String>,
    /// Everybody who was on the team, looked, or judged a correction: they evaluated.
    pub evaluators: BTreeSet<PersonId>,
}

impl Visit {
    /// Nonconformities that are in the way of a certificate.
    pub fn open(&self) -> impl Iterator<Item = (&NonconformityId, &Nonconformity)> {
        self.nonconformities.iter().filter(|(_, n)| n.is_open())
    }

    /// Nonconformities whose day has passed.
    pub fn overdue(&self, today: Date) -> impl Iterator<Item = (&NonconformityId, &Nonconformity)> {
        self.open().filter(move |(_, n)| n.due < today)
    }

    /// Points that nobody has looked at yet, for a phone to show next.
    pub fn unanswered(&self) -> impl Iterator<Item = &CheckItem> {
        self.checklist.iter().filter(|i| !self.answers.contains_key(&i.id))
    }

    /// Members who travel and have no visa that lasts to the end of the visit.
    pub fn without_visa(&self) -> impl Iterator<Item = &PersonId> {
        let until = self.days.map_or(Date::MAX, |(_, last)| last);
        let travels = self.team.iter().filter(|m| m.travels);
        travels.map(|m| &m.person).filter(move |p| self.visas.get(*p).is_none_or(|day| *day < until))
    }

    /// The state after an event.
    #[must_use]
    pub fn evolve(mut self, recorded: &Recorded<VisitEvent>) -> Visit {
        self.version = recorded.version;
        self.last = Some(recorded.at);
        match recorded.event.clone() {
            VisitEvent::Planned { visit, kind, schemes, site, from, until, auditor_days } => {
                (self.id, self.kind, self.schemes, self.site) = (Some(visit), Some(kind), schemes, site);
                (self.days, self.auditor_days) = (Some((from, until)), auditor_days);
            }
            VisitEvent::TeamNamed { team } => {
                // Who was on the team before has perhaps prepared the visit already.
                self.evaluators.extend(team.iter().filter(|m| m.role != TeamRole::Observer).map(|m| m.person.clone()));
                self.team = team;
            }
            VisitEvent::InvitationAsked { due, .. } => self.invitation_due = Some(due),
            VisitEvent::InvitationReceived { document, on } => self.invitation = Some((document, on)),
            VisitEvent::VisaGranted { person, until, .. } => drop(self.visas.insert(person, until)),
            VisitEvent::VisaRefused { person, .. } => drop(self.visas.remove(&person)),
            VisitEvent::Postponed { from, until, why } => {
                self.postponed.extend(self.days.map(|(first, last)| (first, last, why)));
                self.days = Some((from, until));
            }
            VisitEvent::ChecklistSet { items } => self.checklist = items,
            VisitEvent::Begun { on } => self.begun = Some(on),
            VisitEvent::Reported { on, document } => self.reported = Some((on, document)),
            VisitEvent::CalledOff { why } => self.called_off = Some(why),
            event => self.found(event, &recorded.by.person),
        }
        self
    }

    /// What is found on site, and what comes of it.
    fn found(&mut self, event: VisitEvent, person: &PersonId) {
        match event {
            VisitEvent::Checked { item, finding, note, documents, answer } => {
                self.evaluators.insert(person.clone());
                let new = CheckAnswer { finding, note, documents, answer, person: person.clone() };
                self.answers.entry(item).or_default().push(new);
            }
            VisitEvent::NonconformityRaised { nonconformity, grade, clause, text, due } => {
                self.evaluators.insert(person.clone());
                let new = Nonconformity { grade, clause, text, due, offered: Vec::new(), closed_on: None };
                self.nonconformities.entry(nonconformity).or_insert(new);
            }
            VisitEvent::CorrectionOffered { nonconformity, on, cause, action, documents } => {
                if let Some(n) = self.nonconformities.get_mut(&nonconformity) {
                    n.offered.push((on, cause, action, documents));
                }
            }
            VisitEvent::CorrectionAccepted { nonconformity, on } => {
                self.evaluators.insert(person.clone());
                if let Some(n) = self.nonconformities.get_mut(&nonconformity) {
                    n.closed_on = Some(on);
                }
            }
            VisitEvent::CorrectionRejected { .. } => drop(self.evaluators.insert(person.clone())),
            VisitEvent::DueMoved { nonconformity, due, .. } => {
                if let Some(n) = self.nonconformities.get_mut(&nonconformity) {
                    n.due = due;
                }
            }
            _ => {}
        }
    }

    /// What follows from a command.
    ///
    /// # Errors
    /// Every reason against it.
    pub fn decide(&self, given: &Given<'_>, command: VisitCommand) -> Decided<Recorded<VisitEvent>> {
        // A phone that was offline may send the same answer twice; it counts once.
        if let VisitEvent::Checked { answer, .. } = &command.0 {
            let known = self.answers.values().flatten().any(|a| !answer.is_empty() && a.answer == *answer);
            if known {
                return Ok(Vec::new());
            }
        }
        let checks = self.checks(given, &command.0);
        unless(reasons(checks), || place(self.version, self.last, given, vec![command.0]))
    }
}

/// A command to a visit: the event that is asked for.
///
/// ```
/// use certmap_case::stored::{VisitEvent, VisitId, VisitKind};
/// use certmap_case::VisitCommand;
/// let day = |d| certmap_base::Date::parse(d);
/// let plan = VisitCommand(VisitEvent::Planned {
///     visit: VisitId::new("v-1"),
///     kind: VisitKind::Initial,
///     schemes: vec!["xx-radio".into()],
///     site: "factory-1".into(),
///     from: day("2027-05-10")?,
///     until: day("2027-05-12")?,
///     auditor_days: "4".into(),
/// });
/// assert!(matches!(plan.0, VisitEvent::Planned { .. }));
/// # Ok::<(), certmap_base::Fault>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitCommand(pub VisitEvent);
