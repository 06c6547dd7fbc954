//! What lists show of each stream, made from its state.

use crate::desk::CaseFile;
use crate::item::{Item, ItemKind, of_case, of_organisation};
use crate::port::StreamKey;
use certmap_base::Date;
use certmap_case::stored::{CertificateId, OrganisationId, RecordId, ReportId, SamplesId, StreamKind, Turn, VisitId};
use certmap_case::{Case, Certificate, Moment, Record, Report, Samples, Visit};
use certmap_pack::Party;
use serde_json::json;
use std::collections::BTreeSet;

/// The item of a stream in a case file, if the stream shows in lists.
pub(crate) fn project(key: &StreamKey, file: &CaseFile, bodies: &BTreeSet<OrganisationId>) -> Option<Item> {
    let kind = StreamKind::ALL.iter().copied().find(|k| k.word() == key.kind)?;
    let (id, s) = (key.id.as_str(), &file.streams);
    match kind {
        StreamKind::Case => case(id, &file.case, bodies),
        StreamKind::Report => report(id, s.reports.get(&ReportId::new(id))?),
        StreamKind::Visit => visit(id, s.visits.get(&VisitId::new(id))?),
        StreamKind::Samples => samples(id, s.samples.get(&SamplesId::new(id))?),
        StreamKind::Record => record(id, s.records.get(&RecordId::new(id))?),
        StreamKind::Certificate => certificate(id, s.certificates.get(&CertificateId::new(id))?),
    }
}

/// The case that a stream was made for: what stands before the dot of its id.
fn made_for(id: &str) -> Option<String> {
    id.split_once('.').map(|(case, _)| of_case(case))
}

fn item(kind: ItemKind, id: &str, version: u64, changed: Option<Moment>) -> Option<Item> {
    Some(Item {
        kind,
        id: id.to_owned(),
        version,
        title: id.to_owned(),
        state: String::new(),
        scheme: String::new(),
        market: String::new(),
        turn: String::new(),
        due: None,
        changed: changed?,
        words: id.to_lowercase(),
        links: made_for(id).into_iter().collect(),
        data: "{}".to_owned(),
    })
}

/// The item of a case.
pub(crate) fn case(id: &str, case: &Case, bodies: &BTreeSet<OrganisationId>) -> Option<Item> {
    let opened = case.opened.as_ref()?;
    let subject = &opened.subject;
    let mut parties: BTreeSet<&OrganisationId> = BTreeSet::from([&subject.holder]);
    parties.extend(subject.agent.iter().chain(&subject.manufacturer));
    parties.extend(subject.factories.iter().map(|f| &f.organisation));
    parties.extend(case.orders.values().map(|o| &o.laboratory));
    if case.is_here(Party::Body) {
        parties.extend(bodies);
    }
    let lines: Vec<&str> = subject.units.iter().flat_map(|u| u.lines.iter().map(String::as_str)).collect();
    let open: Vec<String> = case.open_runs().iter().map(ToString::to_string).collect();
    let title = if lines.is_empty() { subject.holder.to_string() } else { lines.join(", ") };
    let item = item(ItemKind::Case, id, case.version, case.last)?;
    let mut links: BTreeSet<String> = parties.iter().map(|o| of_organisation(o.as_str())).collect();
    links.extend(subject.product.as_ref().map(|p| format!("product:{p}")));
    links.extend(case.assigned.keys().map(|p| format!("person:{p}")));
    Some(Item {
        words: format!("{} {} {}", item.words, opened.scheme, opened.market.to_lowercase()),
        title,
        state: case.phase().word().to_owned(),
        scheme: opened.scheme.clone(),
        market: opened.market.clone(),
        turn: match case.turn() {
            Turn::Body => "body",
            Turn::Applicant => "applicant",
            Turn::Nobody => "nobody",
        }
        .to_owned(),
        due: next_due(case),
        links,
        data: json!({"holder": subject.holder, "product": subject.product, "open": open, "purpose": opened.purpose})
            .to_string(),
        ..item
    })
}

/// The next day by which something of a case is owed.
fn next_due(case: &Case) -> Option<Date> {
    if case.ended.is_some() {
        return None;
    }
    let orders = case.orders.values().filter(|o| o.report.is_none()).map(|o| o.due);
    let fees = case.fees.values().filter(|f| f.paid.is_none()).filter_map(|f| f.due);
    let questions = case.questions.values().filter(|q| q.settled.is_none()).filter_map(|q| q.due);
    let requests = case.requests.values().flatten().filter(|r| r.answered.is_none()).filter_map(|r| r.due);
    orders.chain(fees).chain(questions).chain(requests).min()
}

/// The item of a report.
pub(crate) fn report(id: &str, report: &Report) -> Option<Item> {
    let text = report.text()?;
    let item = item(ItemKind::Report, id, report.version, report.last)?;
    let mut links = item.links.clone();
    links.extend(report.laboratory.iter().map(|l| of_organisation(l.as_str())));
    let state = if report.withdrawn.is_some() { "withdrawn" } else { "issued" };
    let words = format!("{} {}", item.words, text.models.join(" ").to_lowercase());
    Some(Item { title: text.number.clone(), state: state.to_owned(), links, words, ..item })
}

/// The item of a visit. Visits show in lists through their case.
pub(crate) fn visit(id: &str, visit: &Visit) -> Option<Item> {
    let item = item(ItemKind::Visit, id, visit.version, visit.last)?;
    let due = visit.open().map(|(_, n)| n.due).min().or(visit.days.map(|(from, _)| from));
    let mut links = item.links.clone();
    links.extend(visit.team.iter().map(|m| format!("person:{}", m.person)));
    Some(Item {
        title: visit.site.clone(),
        state: visit_state(visit).to_owned(),
        scheme: visit.schemes.first().cloned().unwrap_or_default(),
        due,
        links,
        ..item
    })
}

fn visit_state(visit: &Visit) -> &'static str {
    match () {
        () if visit.called_off.is_some() => "called_off",
        () if visit.reported.is_some() && visit.open().next().is_some() => "open_nonconformities",
        () if visit.reported.is_some() => "reported",
        () if visit.begun.is_some() => "begun",
        () => "planned",
    }
}

/// The item of a set of samples.
pub(crate) fn samples(id: &str, samples: &Samples) -> Option<Item> {
    let item = item(ItemKind::Samples, id, samples.version, samples.last)?;
    let stages: Vec<&str> = samples.consignments.values().map(|c| c.stage.says().0).collect();
    let mut links = item.links.clone();
    links.extend(samples.laboratory.iter().map(|l| of_organisation(l.as_str())));
    let state = stages.last().map_or_else(|| "prepared".to_owned(), |s| s.replace(' ', "_"));
    Some(Item { state, links, ..item })
}

/// The item of a record.
pub(crate) fn record(id: &str, record: &Record) -> Option<Item> {
    let item = item(ItemKind::Record, id, record.version, record.last)?;
    let mut links = item.links.clone();
    links.insert(of_organisation(record.organisation.as_str()));
    links.extend(record.other.iter().map(|o| of_organisation(o.as_str())));
    links.extend(record.person.iter().map(|p| format!("person:{p}")));
    Some(Item {
        title: record.kind.word().to_owned(),
        state: if record.is_signed() { "signed" } else { "draft" }.to_owned(),
        due: record.until,
        words: format!("{} {}", item.words, record.scope.join(" ").to_lowercase()),
        links,
        ..item
    })
}

/// The item of a certificate.
pub(crate) fn certificate(id: &str, certificate: &Certificate) -> Option<Item> {
    let item = item(ItemKind::Certificate, id, certificate.version, certificate.last)?;
    let models: Vec<&str> = certificate.lines.values().map(|l| l.line.model.as_str()).collect();
    let state = item.changed.day();
    let mut links = item.links.clone();
    links.extend(certificate.holder.iter().map(|h| of_organisation(h.as_str())));
    links.extend(certificate.case.iter().map(|c| of_case(c.as_str())));
    Some(Item {
        title: certificate.versions.last().map_or_else(String::new, |(number, _)| number.clone()),
        state: certificate.state(state).map_or("", |s| s.word()).to_owned(),
        scheme: certificate.scheme.clone(),
        due: certificate.until,
        words: format!("{} {}", item.words, models.join(" ").to_lowercase()),
        links,
        ..item
    })
}
