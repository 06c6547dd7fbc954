//! What comes in with a command beside it: the time, the actor, and the other streams.

use crate::refusal::{Check, Refusal};
use crate::stored::{
    By, CertificateId, Function, OrganisationId, PersonId, RecordId, RecordKind, Recorded, ReportId, Role, SamplesId,
    VisitId,
};
use crate::{Certificate, Moment, Record, Report, Samples, Visit};
use certmap_base::Date;
use std::collections::{BTreeMap, BTreeSet};

/// When a command comes in, from whom, and what is known beside its own stream.
#[derive(Debug, Clone)]
pub struct Given<'a> {
    /// When.
    pub at: Moment,
    /// From whom, in which role.
    pub by: By,
    /// The other streams, as they stand.
    pub streams: &'a Streams,
}

impl Given<'_> {
    /// Today, for the command.
    #[must_use]
    pub fn today(&self) -> Date {
        self.at.day()
    }

    /// The role is one of these.
    pub(crate) fn role(&self, any: &[Role]) -> Check {
        if any.contains(&self.by.role) {
            return Ok(());
        }
        let words: Vec<&str> = any.iter().map(|r| r.word()).collect();
        let (asked, has) = (words.join(", "), self.by.role.word());
        Err(Refusal::new(
            "role",
            format!("this is for {asked}; you act as {has}"),
            format!("此操作由{asked}进行；您当前的角色是{has}"),
        )
        .help("let a person with that role do it", "请由具备该角色的人员操作"))
    }

    /// Something that happened lies not ahead. A day is left for places east of universal time.
    pub(crate) fn past(&self, on: Date) -> Check {
        if on <= self.today().add_days(1) {
            return Ok(());
        }
        Err(Refusal::new("future", format!("{on} lies ahead"), format!("{on}尚未到来"))
            .help("record what happened when it has happened", "请在事情发生后再记录"))
    }
}

/// Events in their places, after a stream of `version` events whose last one came at `last`. Time never runs backward in a
/// stream, whatever the clocks of several machines say.
pub(crate) fn place<E>(version: u64, last: Option<Moment>, given: &Given<'_>, events: Vec<E>) -> Vec<Recorded<E>> {
    let at = last.map_or(given.at, |l| l.max(given.at));
    let numbered = events.into_iter().zip(version + 1..);
    numbered.map(|(event, version)| Recorded { version, at, by: given.by.clone(), event }).collect()
}

/// The state of the streams that a command may need to look at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Streams {
    /// Test reports.
    pub reports: BTreeMap<ReportId, Report>,
    /// Audit visits.
    pub visits: BTreeMap<VisitId, Visit>,
    /// Sample sets.
    pub samples: BTreeMap<SamplesId, Samples>,
    /// Records with validity.
    pub records: BTreeMap<RecordId, Record>,
    /// Certificates.
    pub certificates: BTreeMap<CertificateId, Certificate>,
}

impl Streams {
    /// Ids that are known to be one person, told by records of identity; the id itself if there are none.
    #[must_use]
    pub fn same_person(&self, person: &PersonId) -> BTreeSet<PersonId> {
        let links: Vec<(&PersonId, &String)> = self
            .records
            .values()
            .filter(|r| r.kind == RecordKind::Identity && r.is_signed())
            .flat_map(|r| r.person.iter().flat_map(|p| r.scope.iter().map(move |s| (p, s))))
            .collect();
        let mut same = BTreeSet::from([person.clone()]);
        // Each round adds an id or is the last one.
        for _ in 0..=links.len() {
            let before = same.len();
            for (a, b) in &links {
                let b = PersonId::new(b.as_str());
                if same.contains(*a) || same.contains(&b) {
                    same.extend([(*a).clone(), b]);
                }
            }
            if same.len() == before {
                break;
            }
        }
        same
    }

    /// Whether the same person stands in a set of ids.
    pub(crate) fn among<'p>(&self, person: &PersonId, persons: impl IntoIterator<Item = &'p PersonId>) -> bool {
        let same = self.same_person(person);
        persons.into_iter().any(|p| same.contains(p))
    }

    /// Whether a person is competent for a function in a scheme on a day.
    #[must_use]
    pub fn is_competent(&self, person: &PersonId, function: Function, scheme: &str, on: Date) -> bool {
        let same = self.same_person(person);
        self.records.values().any(|r| {
            r.kind == RecordKind::Competence
                && r.function == Some(function)
                && r.person.as_ref().is_some_and(|p| same.contains(p))
                && r.covers(scheme)
                && r.standing(on).is_good()
        })
    }

    /// Whether a laboratory is approved for a method on a day.
    #[must_use]
    pub fn is_approved(&self, laboratory: &OrganisationId, method: &str, on: Date) -> bool {
        self.records.values().any(|r| {
            r.kind == RecordKind::LaboratoryApproval
                && r.organisation == *laboratory
                && r.covers(method)
                && r.standing(on).is_good()
        })
    }
}
