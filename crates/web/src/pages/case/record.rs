//! Records with validity: agreements, mandates, factories, competence, approvals.

use super::act;
use crate::ask::{Answer, Ask};
use crate::form::{Form, Takes};
use crate::pages::FormPage;
use crate::reply::Reply;
use certmap_app::{AppError, CaseFile, OrganisationKind, RECORD_FIELDS, Typed};
use certmap_base::{Text, text};
use certmap_case::Record;
use certmap_case::stored::{AnyEvent, Recorded, StreamKind};

fn fields(ask: &Ask, filled: &Typed) -> Result<Form, AppError> {
    let nothing = CaseFile::default();
    let mut form = Form::new(ask, "/records/new", "Keep the record", "保存记录");
    for asked in RECORD_FIELDS {
        let mut field = act::field(ask, &nothing, asked, filled.get(asked.name))?;
        if matches!(asked.name, "organisation" | "other") {
            field.takes = Takes::One(act::organisations(ask, OrganisationKind::ALL)?);
        }
        form = form.field(field);
    }
    Ok(form)
}

fn page(ask: &Ask, form: Form) -> Answer {
    let intro = text!(
        "A step that needs a record is blocked without it, and warns before it lapses.",
        "需要该记录的步骤在缺少记录时不能进行，并在到期前提醒。"
    );
    let ways = vec![("/records".to_owned(), text!("All records", "全部记录"))];
    FormPage::answer(ask, text!("New record", "新建记录"), intro, form, ways)
}

/// The form.
pub(super) fn form(ask: &Ask) -> Answer {
    let today = ask.app().today().to_string();
    page(ask, fields(ask, &Typed::default().with("from", today))?)
}

/// Keeps it.
pub(super) fn keep(ask: &Ask) -> Answer {
    let typed = act::typed(ask)?;
    match ask.app().new_record(ask.actor()?, &typed) {
        Ok(_) => Ok(Reply::see("/records?done=saved")),
        Err(error) => page(ask, fields(ask, &typed)?.kept(&ask.form).refused(error)?),
    }
}

/// A record.
pub(super) fn show(ask: &Ask) -> Answer {
    let lines = ask.app().lines(StreamKind::Record, ask.part("id"))?;
    let record = lines.into_iter().fold(Record::default(), |r, l| match l.event {
        AnyEvent::Record(event) => r.evolve(&Recorded { version: l.version, at: l.at, by: l.by, event }),
        _ => r,
    });
    let organisation = ask.app().organisation(record.organisation.as_str())?;
    let t = ask.t();
    let mut told = vec![
        (t.say("Of", "所属"), organisation.map_or_else(String::new, |o| t.name(&o.name))),
        (t.say("From", "生效"), record.from.to_string()),
    ];
    if let Some(until) = record.until {
        told.push((t.say("Until", "截止"), until.to_string()));
    }
    if let Some(person) = &record.person {
        told.push((t.say("Person", "人员"), t.name(&ask.app().person(person.as_str())?.name)));
    }
    if let Some(function) = record.function {
        told.push((t.say("Competent to", "能力"), function.word().replace('_', " ")));
    }
    if !record.scope.is_empty() {
        told.push((t.say("For", "范围"), record.scope.join(", ")));
    }
    let signed =
        record.signed.as_ref().map_or_else(|| t.say("not signed", "未签署").to_owned(), |(on, _)| on.to_string());
    told.push((t.say("Signed", "签署"), signed));
    super::paper::facts(ask, &Text::same(record.kind.word().replace('_', " ")), told)
}
