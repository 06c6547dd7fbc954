//! A case with everything around it. Every step checks the whole: what was written reads back, and replays to the same state.

use certmap_base::{Date, Text};
use certmap_case::stored::{
    AccountId, AnyEvent, By, CaseId, CertificateId, DocumentId, FileNote, Function, Line, OrganisationId, PersonId,
    Purpose, RecordEvent, RecordId, RecordKind, Recorded, ReportEvent, ReportId, Role, Route, SamplesEvent, SamplesId,
    Side, Site, Subject, UnitOf, VisitEvent, VisitId,
};
use certmap_case::{
    Case, CaseCommand, Certificate, CertificateCommand, Decided, Given, Moment, Opening, Record, RecordCommand,
    Refusal, Report, ReportCommand, Samples, SamplesCommand, Streams, Visit, VisitCommand,
};
use certmap_pack::Party;
use std::collections::BTreeSet;

pub(crate) fn day(word: &str) -> Date {
    Date::parse(word).unwrap()
}

pub(crate) fn person(name: &str) -> PersonId {
    PersonId::new(name)
}

pub(crate) fn org(name: &str) -> OrganisationId {
    OrganisationId::new(name)
}

/// Who does what in these tests; `name/account` gives another account to the same person.
pub(crate) fn by(name: &str, role: Role) -> By {
    let (person, account) = name.split_once('/').unwrap_or((name, name));
    let organisation = match role {
        Role::Applicant => "holder",
        Role::Laboratory => "lab",
        _ => "body",
    };
    By {
        person: PersonId::new(person),
        account: AccountId::new(format!("account-of-{account}")),
        organisation: org(organisation),
        role,
    }
}

/// Names of refusals, for tests.
pub(crate) fn names(refusals: &[Refusal]) -> Vec<&'static str> {
    refusals.iter().map(|r| r.name).collect()
}

pub(crate) type Done = Result<(), Vec<Refusal>>;

#[derive(Clone)]
pub(crate) struct World {
    pub case: Case,
    pub streams: Streams,
    pub log: Vec<Line>,
    pub today: Date,
    pub second: u32,
    pub scheme: String,
    /// A refusal is a failure of the test, and everything is checked after every command.
    pub strict: bool,
    documents: u32,
}

impl World {
    pub(crate) fn new(scheme: &str) -> World {
        World {
            case: Case::default(),
            streams: Streams::default(),
            log: Vec::new(),
            today: day("2027-01-04"),
            second: 28_800,
            scheme: scheme.to_owned(),
            strict: true,
            documents: 0,
        }
    }

    /// A body with its people, an approved laboratory, and an agreement with the holder, all in force.
    pub(crate) fn with_body(mut self) -> World {
        for (name, function) in [
            ("erik", Function::Evaluate),
            ("eva", Function::Evaluate),
            ("rita", Function::Review),
            ("dan", Function::Decide),
            ("hana", Function::HearAppeal),
        ] {
            let id = format!("competence-{name}");
            self.record(&id, RecordKind::Competence, "body", Some((name, Some(function))), &[]);
        }
        self.record("lab-approval", RecordKind::LaboratoryApproval, "lab", None, &[]);
        self.record("agreement", RecordKind::CertificationAgreement, "holder", None, &[]);
        self.record("factory-record", RecordKind::Factory, "maker", None, &[]);
        self
    }

    pub(crate) fn now(&self) -> Moment {
        Moment::new(self.today, self.second)
    }

    pub(crate) fn wait(&mut self, days: i64) {
        self.today = self.today.add_days(days);
    }

    /// Runs a command of the case, and what follows from it.
    pub(crate) fn case(&mut self, who: &str, role: Role, command: CaseCommand) -> Done {
        let given = Given { at: self.now(), by: by(who, role), streams: &self.streams };
        let events = self.case.decide(&given, command)?;
        for recorded in events {
            self.keep("case-1", &recorded);
            self.case = std::mem::take(&mut self.case).evolve(&recorded);
            for (id, command) in self.case.follows(&recorded, &self.streams) {
                self.certificate("kim", Role::RegisterKeeper, id.as_str(), command)?;
            }
        }
        if self.strict {
            self.sound();
        }
        Ok(())
    }

    /// Runs a command that must be possible.
    pub(crate) fn ok(&mut self, who: &str, role: Role, command: CaseCommand) {
        let shown = format!("{command:?}");
        if let Err(refusals) = self.case(who, role, command)
            && self.strict
        {
            let told: Vec<String> = refusals.iter().map(|r| format!("{}: {}", r.name, r.what.en)).collect();
            panic!("{who} as {role:?}: {shown}\nrefused: {told:#?}");
        }
    }

    /// Runs a command that must be refused, and names why.
    pub(crate) fn no(&mut self, who: &str, role: Role, command: CaseCommand) -> Vec<&'static str> {
        let before = self.case.clone();
        let refusals = self.case(who, role, command).expect_err("the command was not refused");
        assert_eq!(self.case, before);
        for r in &refusals {
            assert!(!r.what.en.is_empty() && !r.what.zh.is_empty(), "{r:?}");
            assert!(!r.help.en.is_empty() && !r.help.zh.is_empty(), "{r:?}");
            assert!(!r.what.en.ends_with('.') && !r.what.en.contains('\n'), "{r:?}");
        }
        names(&refusals)
    }

    pub(crate) fn report(&mut self, who: &str, role: Role, id: &str, event: ReportEvent) -> Done {
        let key = ReportId::new(id);
        let state = self.streams.reports.get(&key).cloned().unwrap_or_default();
        let given = Given { at: self.now(), by: by(who, role), streams: &self.streams };
        let events = self.tolerant(state.decide(&given, ReportCommand(event)))?;
        let state = events.iter().fold(state, Report::evolve);
        self.keep_all(id, &events);
        self.streams.reports.insert(key, state);
        Ok(())
    }

    pub(crate) fn visit(&mut self, who: &str, role: Role, id: &str, event: VisitEvent) -> Done {
        let key = VisitId::new(id);
        let state = self.streams.visits.get(&key).cloned().unwrap_or_default();
        let given = Given { at: self.now(), by: by(who, role), streams: &self.streams };
        let events = self.tolerant(state.decide(&given, VisitCommand(event)))?;
        let state = events.iter().fold(state, Visit::evolve);
        self.keep_all(id, &events);
        self.streams.visits.insert(key, state);
        Ok(())
    }

    pub(crate) fn samples(&mut self, who: &str, role: Role, id: &str, event: SamplesEvent) -> Done {
        let key = SamplesId::new(id);
        let state = self.streams.samples.get(&key).cloned().unwrap_or_default();
        let given = Given { at: self.now(), by: by(who, role), streams: &self.streams };
        let events = self.tolerant(state.decide(&given, SamplesCommand(event)))?;
        let state = events.iter().fold(state, Samples::evolve);
        self.keep_all(id, &events);
        self.streams.samples.insert(key, state);
        Ok(())
    }

    pub(crate) fn write(&mut self, who: &str, role: Role, id: &str, event: RecordEvent) -> Done {
        let key = RecordId::new(id);
        let state = self.streams.records.get(&key).cloned().unwrap_or_default();
        let given = Given { at: self.now(), by: by(who, role), streams: &self.streams };
        let events = self.tolerant(state.decide(&given, RecordCommand(event)))?;
        let state = events.iter().fold(state, Record::evolve);
        self.keep_all(id, &events);
        self.streams.records.insert(key, state);
        Ok(())
    }

    pub(crate) fn certificate(&mut self, who: &str, role: Role, id: &str, command: CertificateCommand) -> Done {
        let key = CertificateId::new(id);
        let state = self.streams.certificates.get(&key).cloned().unwrap_or_default();
        let given = Given { at: self.now(), by: by(who, role), streams: &self.streams };
        let events = state.decide(&given, command)?;
        let state = events.iter().fold(state, Certificate::evolve);
        self.keep_all(id, &events);
        self.streams.certificates.insert(key, state);
        Ok(())
    }

    /// Where a test is not strict, a refusal is no event.
    fn tolerant<E>(&self, decided: Decided<E>) -> Decided<E> {
        if self.strict { decided } else { Ok(decided.unwrap_or_default()) }
    }

    /// Drafts a record; it has no effect yet.
    pub(crate) fn draft(
        &mut self,
        id: &str,
        kind: RecordKind,
        organisation: &str,
        who: Option<(&str, Option<Function>)>,
        scope: &[&str],
    ) {
        let event = RecordEvent::Drafted {
            record: RecordId::new(id),
            kind,
            organisation: org(organisation),
            other: None,
            person: who.map(|(name, _)| person(name)),
            scope: scope.iter().map(|s| (*s).to_owned()).collect(),
            function: who.and_then(|(_, f)| f),
            duties: vec!["report changes".into()],
            from: day("2026-01-01"),
            until: Some(day("2035-01-01")),
        };
        self.write("olga", Role::CaseOfficer, id, event).unwrap();
    }

    pub(crate) fn sign(&mut self, id: &str) {
        let event = RecordEvent::Signed { on: self.today, document: DocumentId::new(format!("paper-of-{id}")) };
        self.write("olga", Role::CaseOfficer, id, event).unwrap();
    }

    /// Drafts and signs a record.
    pub(crate) fn record(
        &mut self,
        id: &str,
        kind: RecordKind,
        organisation: &str,
        who: Option<(&str, Option<Function>)>,
        scope: &[&str],
    ) {
        self.draft(id, kind, organisation, who, scope);
        self.sign(id);
    }

    /// Adds a paper of a kind and names it.
    pub(crate) fn paper(&mut self, who: &str, role: Role, from: Side, kind: &str) -> DocumentId {
        self.documents += 1;
        let document = DocumentId::new(format!("d-{}", self.documents));
        let file = note(&document, kind, from);
        self.ok(who, role, CaseCommand::AddFile(file));
        document
    }

    fn keep<E: Into<AnyEvent> + Clone>(&mut self, id: &str, recorded: &Recorded<E>) {
        let line = Line::new(id, recorded);
        assert_eq!(Line::read(&line.write()).as_ref(), Ok(&line));
        self.log.push(line);
    }

    fn keep_all<E: Into<AnyEvent> + Clone>(&mut self, id: &str, events: &[Recorded<E>]) {
        for recorded in events {
            self.keep(id, recorded);
        }
        self.second = (self.second + 60).min(80_000);
    }

    /// What holds of every case at every time.
    pub(crate) fn sound(&self) {
        let lines = self.log.iter().filter_map(|l| match &l.event {
            AnyEvent::Case(event) => {
                Some(Recorded { version: l.version, at: l.at, by: l.by.clone(), event: event.clone() })
            }
            _ => None,
        });
        let events: Vec<_> = lines.collect();
        for (n, recorded) in events.iter().enumerate() {
            assert_eq!(recorded.version, n as u64 + 1);
        }
        assert!(events.windows(2).all(|w| w[0].at <= w[1].at));
        assert_eq!(events.iter().fold(Case::default(), Case::evolve), self.case);
    }
}

pub(crate) fn note(document: &DocumentId, kind: &str, from: Side) -> FileNote {
    FileNote {
        document: document.clone(),
        kind: kind.to_owned(),
        name: format!("{kind}.pdf"),
        digest: "00".into(),
        language: Some("zh".into()),
        from,
        seen_by: [from, Side::Body, Side::Holder].into(),
        sealed: false,
        replaces: None,
    }
}

pub(crate) fn subject() -> Subject {
    Subject {
        holder: org("holder"),
        manufacturer: Some(org("maker")),
        agent: None,
        factories: vec![Site { id: "factory-1".into(), organisation: org("maker"), country: "DE".into() }],
        units: vec![UnitOf { id: "unit-1".into(), lines: vec!["M1".into(), "M2".into()], split_by: vec![] }],
        product: Some("p-1".into()),
        shipments: vec!["ship-1".into()],
    }
}

pub(crate) fn opening(scheme: &str, route: Route, here: &[Party]) -> Opening {
    let subject = subject();
    let needs = route.needs_of(&subject, Purpose::Initial);
    Opening {
        case: CaseId::new("case-1"),
        scheme: scheme.to_owned(),
        market: "CN".into(),
        purpose: Purpose::Initial,
        concerns: None,
        subject,
        route,
        here: here.iter().copied().collect::<BTreeSet<Party>>(),
        needs,
        attempts_max: None,
    }
}

pub(crate) fn title() -> Text {
    Text::same("title")
}
