//! Acting on cases and on what serves them: load, decide, write, all in one batch or not at all.

use crate::app::App;
use crate::error::{AppError, Broken};
use crate::item::{ItemKind, ItemQuery, of_case, of_organisation};
use crate::port::{Append, Batch, NotWritten, Row, RowChange, StreamKey, Table};
use crate::project::project;
use crate::who::{Actor, OrganisationKind};
use certmap_base::Text;
use certmap_case::stored::{
    AnyEvent, CaseEvent, CertificateId, Line, OrganisationId, RecordId, Recorded, ReportId, Role, SamplesId, Side,
    StreamKind, VisitId,
};
use certmap_case::stored::{RecordEvent, ReportEvent, SamplesEvent, VisitEvent};
use certmap_case::{
    Case, CaseCommand, Certificate, CertificateCommand, Decided, Given, Record, RecordCommand, Refusal, Report,
    ReportCommand, Samples, SamplesCommand, Streams, Visit, VisitCommand,
};
use std::collections::{BTreeMap, BTreeSet};

/// A command to a case, or to a stream that serves it. Ids of such streams begin with the id of the case that they were made
/// for and a dot, so that they are found by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// To the case.
    Case(Box<CaseCommand>),
    /// To a test report.
    Report(ReportId, ReportEvent),
    /// To an audit visit.
    Visit(VisitId, VisitEvent),
    /// To a set of samples.
    Samples(SamplesId, SamplesEvent),
    /// To a record.
    Record(RecordId, RecordEvent),
    /// To a certificate.
    Certificate(CertificateId, CertificateCommand),
}

impl From<CaseCommand> for Command {
    fn from(command: CaseCommand) -> Command {
        Command::Case(Box::new(command))
    }
}

/// A case with everything that it refers to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CaseFile {
    /// Id.
    pub id: String,
    /// State.
    pub case: Case,
    /// The other streams.
    pub streams: Streams,
    /// What happened to the case, oldest first.
    pub history: Vec<Line>,
    /// Sides that the asking organisation has in it.
    pub sides: BTreeSet<Side>,
}

/// The events of one stream, read.
pub(crate) struct Read<E> {
    pub events: Vec<Recorded<E>>,
}

/// What several commands leave behind, before it is written.
struct Draft<'a> {
    app: &'a App,
    actor: &'a Actor,
    file: CaseFile,
    /// Versions before, and lines to be added.
    added: BTreeMap<StreamKey, (u64, Vec<Line>)>,
    order: Vec<StreamKey>,
}

macro_rules! reader {
    ($name:ident, $event:ident, $variant:ident) => {
        pub(crate) fn $name(&self, id: &str) -> Result<Read<certmap_case::stored::$event>, AppError> {
            let lines = self.lines(StreamKind::$variant, id)?;
            let events = lines.into_iter().filter_map(|l| match l.event {
                AnyEvent::$variant(event) => Some(Recorded { version: l.version, at: l.at, by: l.by, event }),
                _ => None,
            });
            Ok(Read { events: events.collect() })
        }
    };
}

impl App {
    /// The lines of a stream.
    ///
    /// # Errors
    /// If the store does not work, or a line is newer than this program.
    pub fn lines(&self, kind: StreamKind, id: &str) -> Result<Vec<Line>, AppError> {
        let kept = self.store.stream(&StreamKey::new(kind.word(), id), 0)?;
        let read = kept.iter().map(|k| {
            Line::read(&k.line).map_err(|f| {
                AppError::Broken(Broken::new(&format!("reading event {}", k.position), f.say(certmap_base::Lang::En)))
            })
        });
        read.collect()
    }

    reader!(report_events, ReportEvent, Report);
    reader!(visit_events, VisitEvent, Visit);
    reader!(samples_events, SamplesEvent, Samples);
    reader!(record_events, RecordEvent, Record);
    reader!(certificate_events, CertificateEvent, Certificate);

    /// Organisations that certify here.
    ///
    /// # Errors
    /// If the store does not work.
    pub fn bodies(&self) -> Result<BTreeSet<OrganisationId>, AppError> {
        let bodies = self.organisations(Some(OrganisationKind::Body))?;
        Ok(bodies.into_iter().map(|o| OrganisationId::new(o.id)).collect())
    }

    /// A case, if the organisation of the actor is a party of it. Who is none cannot tell whether it exists.
    ///
    /// # Errors
    /// If there is none, or the actor is no party.
    pub fn case_file(&self, actor: &Actor, id: &str) -> Result<CaseFile, AppError> {
        let history = self.lines(StreamKind::Case, id)?;
        let case = history.iter().fold(Case::default(), |case, line| match &line.event {
            AnyEvent::Case(event) => {
                case.evolve(&Recorded { version: line.version, at: line.at, by: line.by.clone(), event: event.clone() })
            }
            _ => case,
        });
        let bodies = self.bodies()?;
        let sides = case.sides(&OrganisationId::new(actor.organisation_id()), &bodies);
        if sides.is_empty() {
            return Err(no_case(id));
        }
        let streams = self.streams_of(id, &case, &bodies, actor)?;
        Ok(CaseFile { id: id.to_owned(), case, streams, history, sides })
    }

    /// Everything that a case may look at.
    fn streams_of(
        &self,
        id: &str,
        case: &Case,
        bodies: &BTreeSet<OrganisationId>,
        actor: &Actor,
    ) -> Result<Streams, AppError> {
        let mut streams = Streams::default();
        let ids = |kind| self.linked(kind, of_case(id));
        for report in ids(ItemKind::Report)? {
            let state = self.report_events(&report)?.events.iter().fold(Report::default(), Report::evolve);
            streams.reports.insert(ReportId::new(report), state);
        }
        let bound = case.visits.values().flatten().map(ToString::to_string);
        for visit in ids(ItemKind::Visit)?.into_iter().chain(bound).collect::<BTreeSet<_>>() {
            let state = self.visit_events(&visit)?.events.iter().fold(Visit::default(), Visit::evolve);
            streams.visits.insert(VisitId::new(visit), state);
        }
        let bound = case.samples.values().flatten().map(ToString::to_string);
        for samples in ids(ItemKind::Samples)?.into_iter().chain(bound).collect::<BTreeSet<_>>() {
            let state = self.samples_events(&samples)?.events.iter().fold(Samples::default(), Samples::evolve);
            streams.samples.insert(SamplesId::new(samples), state);
        }
        let start = case.opened.as_ref().and_then(|o| o.concerns.as_ref()).map(ToString::to_string);
        let led_to = case.certificates.keys().map(ToString::to_string);
        for certificate in start.into_iter().chain(led_to) {
            let read = self.certificate_events(&certificate)?;
            let state = read.events.iter().fold(Certificate::default(), Certificate::evolve);
            streams.certificates.insert(CertificateId::new(certificate), state);
        }
        let mut parties = parties(case, bodies, actor);
        // Which laboratory may test is asked before one has an order.
        parties.extend(self.organisations(Some(OrganisationKind::Laboratory))?.into_iter().map(|o| o.id));
        streams.records = self.records_of(&parties)?;
        Ok(streams)
    }

    /// Records of some organisations.
    pub(crate) fn records_of(&self, parties: &BTreeSet<String>) -> Result<BTreeMap<RecordId, Record>, AppError> {
        let mut records = BTreeMap::new();
        for party in parties {
            for record in self.linked(ItemKind::Record, of_organisation(party))? {
                let state = self.record_events(&record)?.events.iter().fold(Record::default(), Record::evolve);
                records.insert(RecordId::new(record), state);
            }
        }
        Ok(records)
    }

    fn linked(&self, kind: ItemKind, link: String) -> Result<Vec<String>, AppError> {
        let mut query = ItemQuery { limit: 1000, ..ItemQuery::new(kind, [link]) };
        let mut ids = Vec::new();
        loop {
            let found = self.store.items(&query)?;
            ids.extend(found.items.into_iter().map(|i| i.id));
            match found.next {
                Some(next) => query.after = Some(next),
                None => return Ok(ids),
            }
        }
    }

    /// Opens a case.
    ///
    /// # Errors
    /// Whatever stands against it.
    pub fn open_case(&self, actor: &Actor, id: &str, commands: Vec<Command>) -> Result<CaseFile, AppError> {
        if !self.store.stream(&StreamKey::new(StreamKind::Case.word(), id), 0)?.is_empty() {
            return Err(AppError::Conflict {
                what: Text::new(format!("the case `{id}` exists already"), format!("案件 `{id}` 已经存在")),
                version: 0,
            });
        }
        let bodies = self.bodies()?;
        let streams = self.streams_of(id, &Case::default(), &bodies, actor)?;
        let file = CaseFile { id: id.to_owned(), streams, ..CaseFile::default() };
        self.run(actor, file, "open", commands)
    }

    /// Carries out commands on a case, all of them or none.
    ///
    /// # Errors
    /// If the case is unknown to the actor, was changed since `expected`, or anything stands against a command.
    pub fn act(
        &self,
        actor: &Actor,
        id: &str,
        expected: Option<u64>,
        action: &str,
        commands: Vec<Command>,
    ) -> Result<CaseFile, AppError> {
        // Somebody else may have been faster; what they did is looked at, and the commands are decided on again.
        for attempt in 0..4 {
            let file = self.case_file(actor, id)?;
            if let Some(expected) = expected.filter(|v| *v != file.case.version) {
                return Err(changed(&file, expected));
            }
            match self.run(actor, file, action, commands.clone()) {
                Err(AppError::Conflict { .. }) if attempt < 3 && expected.is_none() => {}
                other => return other,
            }
        }
        Err(AppError::Broken(Broken(format!("the case {id} changes faster than it can be written"))))
    }

    /// Writes to records that belong to no case.
    ///
    /// # Errors
    /// Whatever stands against it.
    pub fn keep_records(&self, actor: &Actor, commands: Vec<(RecordId, RecordEvent)>) -> Result<CaseFile, AppError> {
        let records = self.records_of(&BTreeSet::from([actor.organisation_id().to_owned()]))?;
        let file = CaseFile { streams: Streams { records, ..Streams::default() }, ..CaseFile::default() };
        let commands = commands.into_iter().map(|(id, event)| Command::Record(id, event)).collect();
        self.run(actor, file, "record", commands)
    }

    fn run(&self, actor: &Actor, file: CaseFile, action: &str, commands: Vec<Command>) -> Result<CaseFile, AppError> {
        let object = of_case(&file.id);
        let mut draft = Draft { app: self, actor, file, added: BTreeMap::new(), order: Vec::new() };
        for command in commands {
            if let Err(refusals) = draft.carry_out(command) {
                let trail = vec![self.trace(Some(actor), &format!("case.{action}"), &object, "refused")];
                self.store.write(&Batch { trail, ..Batch::default() })?;
                return Err(AppError::Refused(refusals));
            }
        }
        draft.write(action)
    }
}

/// Nobody but its parties knows whether a case exists.
pub(crate) fn no_case(id: &str) -> AppError {
    AppError::not_found(format!("there is no case `{id}`"), format!("没有案件 `{id}`"))
}

/// Who changed what since a version.
fn changed(file: &CaseFile, since: u64) -> AppError {
    let later = file.history.iter().filter(|l| l.version > since);
    let words: BTreeSet<&str> = later.map(|l| l.event.written_as().0).collect();
    let list: Vec<&str> = words.into_iter().collect();
    let list = list.join(", ");
    AppError::Conflict {
        what: Text::new(
            format!("the case was changed since you looked at it ({list}); look at it again, then decide"),
            format!("您查看之后案件已有变动（{list}）；请重新查看后再操作"),
        ),
        version: file.case.version,
    }
}

/// Organisations whose records a case may look at.
fn parties(case: &Case, bodies: &BTreeSet<OrganisationId>, actor: &Actor) -> BTreeSet<String> {
    let mut parties: BTreeSet<String> = bodies.iter().map(ToString::to_string).collect();
    parties.insert(actor.organisation_id().to_owned());
    if let Some(opened) = &case.opened {
        let subject = &opened.subject;
        parties.insert(subject.holder.to_string());
        parties.extend(subject.agent.iter().chain(&subject.manufacturer).map(ToString::to_string));
        parties.extend(subject.factories.iter().map(|f| f.organisation.to_string()));
    }
    parties.extend(case.orders.values().map(|o| o.laboratory.to_string()));
    parties
}

macro_rules! side_stream {
    ($self:ident, $id:expr, $event:expr, $map:ident, $state:ident, $command:ident, $kind:ident) => {{
        let (id, event) = ($id, $event);
        let state = $self.file.streams.$map.get(&id).cloned().unwrap_or_default();
        let before = state.version;
        let decided = $self.by_some_role(|given| state.decide(given, $command(event.clone())))?;
        $self.keep(StreamKind::$kind, id.as_str(), before, &decided);
        let state = decided.iter().fold(state, $state::evolve);
        $self.file.streams.$map.insert(id, state);
        Ok(())
    }};
}

impl Draft<'_> {
    /// Decides in each role that the actor has, until one of them may; else says why the most fitting one may not.
    fn by_some_role<E>(&self, decide: impl Fn(&Given<'_>) -> Decided<E>) -> Decided<E> {
        let mut told: Option<Vec<Refusal>> = None;
        let mut roles: Vec<Role> = self.actor.roles.iter().copied().collect();
        // An administrator is the last one to be asked: the others say more.
        roles.sort_by_key(|r| *r == Role::Administrator);
        for role in roles {
            let given = Given { at: self.app.now(), by: self.actor.by(role), streams: &self.file.streams };
            match decide(&given) {
                Ok(events) => return Ok(events),
                Err(refusals) => {
                    let by_role = refusals.iter().any(|r| r.name == "role");
                    if told.is_none() || !by_role {
                        told = Some(refusals);
                    }
                    if !by_role {
                        break;
                    }
                }
            }
        }
        Err(told.unwrap_or_else(|| {
            vec![
                Refusal::new("role", "you have no role in this organisation", "您在本组织中没有任何角色")
                    .help("ask its administrator for one", "请联系该组织的管理员"),
            ]
        }))
    }

    fn carry_out(&mut self, command: Command) -> Result<(), Vec<Refusal>> {
        match command {
            Command::Case(command) => self.case(&command),
            Command::Report(id, event) => {
                side_stream!(self, id, event, reports, Report, ReportCommand, Report)
            }
            Command::Visit(id, event) => side_stream!(self, id, event, visits, Visit, VisitCommand, Visit),
            Command::Samples(id, event) => {
                side_stream!(self, id, event, samples, Samples, SamplesCommand, Samples)
            }
            Command::Record(id, event) => {
                side_stream!(self, id, event, records, Record, RecordCommand, Record)
            }
            Command::Certificate(id, command) => self.certificate(id, &command, false),
        }
    }

    fn case(&mut self, command: &CaseCommand) -> Result<(), Vec<Refusal>> {
        let case = self.file.case.clone();
        let decided = self.by_some_role(|given| case.decide(given, command.clone()))?;
        let id = self.file.id.clone();
        self.keep(StreamKind::Case, &id, case.version, &decided);
        for recorded in &decided {
            self.file.case = std::mem::take(&mut self.file.case).evolve(recorded);
            self.file.history.push(Line::new(id.as_str(), recorded));
            for (certificate, command) in self.file.case.follows(recorded, &self.file.streams) {
                self.certificate(certificate, &command, true)?;
            }
        }
        Ok(())
    }

    /// A command to a certificate; one that follows from an event of the case needs no role of its own.
    fn certificate(
        &mut self,
        id: CertificateId,
        command: &CertificateCommand,
        follows: bool,
    ) -> Result<(), Vec<Refusal>> {
        let state = self.file.streams.certificates.get(&id).cloned().unwrap_or_default();
        let before = state.version;
        let decided = if follows {
            let by = self.actor.by(Role::RegisterKeeper);
            state.decide(&Given { at: self.app.now(), by, streams: &self.file.streams }, command.clone())?
        } else {
            self.by_some_role(|given| state.decide(given, command.clone()))?
        };
        self.keep(StreamKind::Certificate, id.as_str(), before, &decided);
        let state = decided.iter().fold(state, Certificate::evolve);
        self.file.streams.certificates.insert(id, state);
        Ok(())
    }

    fn keep<E: Into<AnyEvent> + Clone>(&mut self, kind: StreamKind, id: &str, before: u64, events: &[Recorded<E>]) {
        let key = StreamKey::new(kind.word(), id);
        if !self.added.contains_key(&key) {
            self.order.push(key.clone());
        }
        let lines = &mut self.added.entry(key).or_insert((before, Vec::new())).1;
        lines.extend(events.iter().map(|e| Line::new(id, e)));
    }

    fn write(mut self, action: &str) -> Result<CaseFile, AppError> {
        let object = of_case(&self.file.id);
        let bodies = self.app.bodies()?;
        let mut batch = Batch::default();
        for key in &self.order {
            let Some((expected, lines)) = self.added.get(key) else { continue };
            let lines: Vec<String> = lines.iter().map(Line::write).collect();
            batch.items.extend(project(key, &self.file, &bodies));
            batch.events.push(Append { key: key.clone(), expected: *expected, lines });
        }
        batch.rows = self.pack_texts()?;
        batch.trail.push(self.app.trace(Some(self.actor), &format!("case.{action}"), &object, "done"));
        match self.app.store.write(&batch) {
            Ok(_) => {}
            // The text of a pack is the same whoever wrote it first.
            Err(NotWritten::Row { table: Table::PackText, .. }) => {
                batch.rows.clear();
                self.app.store.write(&batch)?;
            }
            Err(other) => return Err(other.into()),
        }
        self.file.sides = self.file.case.sides(&OrganisationId::new(self.actor.organisation_id()), &bodies);
        Ok(self.file)
    }

    /// The texts of packs that an opened case or a changed route rests on, where they are not kept yet.
    fn pack_texts(&self) -> Result<Vec<RowChange>, AppError> {
        let lines = self.added.values().flat_map(|(_, lines)| lines);
        let editions = lines.filter_map(|l| match &l.event {
            AnyEvent::Case(CaseEvent::Opened { route, .. } | CaseEvent::RouteChanged { route, .. }) => {
                Some(route.pack.clone())
            }
            _ => None,
        });
        let mut rows = Vec::new();
        for edition in editions {
            if self.app.store.row(Table::PackText, &edition.digest)?.is_none() {
                rows.push(RowChange::Put(Row {
                    table: Table::PackText,
                    key: edition.digest.clone(),
                    version: 1,
                    aliases: BTreeSet::new(),
                    owner: edition.id.clone(),
                    data: self.app.law.text_of(&edition.id),
                    expires: None,
                }));
            }
        }
        Ok(rows)
    }
}
