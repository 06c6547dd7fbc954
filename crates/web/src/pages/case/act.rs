//! Doing something in a case: the form of an action, and carrying it out.

use super::show;
use crate::ask::{Answer, Ask};
use crate::form::{Field, Form, Takes};
use crate::list::in_path;
use crate::pages::FormPage;
use crate::reply::Reply;
use certmap_app::{
    Action, AppError, CaseFile, Choice, Field as Asked, FieldKind, Offer, OrganisationKind, Typed, Upload,
};
use certmap_base::{Text, text};
use certmap_case::stored::Role;

/// What was typed and uploaded, with the bytes kept.
pub(crate) fn typed(ask: &Ask) -> Result<Typed, AppError> {
    let mut typed = Typed::default();
    for (name, value) in ask.form.iter().filter(|(n, _)| !matches!(*n, "form_secret" | "version")) {
        typed.values.entry(name.to_owned()).or_default().push(value.to_owned());
    }
    for file in ask.files.iter().filter(|f| !f.bytes.is_empty()) {
        let digest = ask.app().blobs.put(&file.bytes)?;
        let name = if file.name.trim().is_empty() { file.field.clone() } else { file.name.clone() };
        typed.uploads.entry(file.field.clone()).or_default().push(Upload { name, digest });
    }
    Ok(typed)
}

/// A field of an action as a page shows it; `None` where the page fills it in and people do not see it.
pub(crate) fn field(ask: &Ask, file: &CaseFile, asked: &Asked, value: &str) -> Result<Field, AppError> {
    let choices = |all: &[Choice]| all.iter().map(|c| (c.word.to_owned(), Text::new(c.en, c.zh))).collect::<Vec<_>>();
    let given = !value.is_empty();
    let takes = match asked.kind {
        FieldKind::Run | FieldKind::Id if given => Takes::Hidden,
        FieldKind::Line | FieldKind::Amount | FieldKind::Id => Takes::Line,
        FieldKind::Prose | FieldKind::List => Takes::Lines,
        FieldKind::Date => Takes::Date,
        FieldKind::Number => Takes::Number,
        FieldKind::Flag => Takes::Any(vec![("yes".to_owned(), text!("yes", "是"))]),
        FieldKind::Choice(all) if all.len() <= 4 => Takes::OneShown(choices(all)),
        FieldKind::Choice(all) => Takes::One(choices(all)),
        FieldKind::Run => Takes::One(runs(file)),
        FieldKind::Laboratory => Takes::One(organisations(ask, &[OrganisationKind::Laboratory])?),
        FieldKind::Party => Takes::One(organisations(ask, OrganisationKind::ALL)?),
        FieldKind::Staff => Takes::One(staff(ask)?),
        FieldKind::File => Takes::File,
    };
    let field = Field::new(asked.name, takes, asked.en, asked.zh).value(value);
    Ok(if asked.optional { field.optional() } else { field })
}

fn runs(file: &CaseFile) -> Vec<(String, Text)> {
    let title = |run: &certmap_case::stored::RunKey| {
        let step = file.case.step(&run.step).map(|s| s.title.clone());
        let name = step.unwrap_or_else(|| Text::same(run.step.as_str()));
        match &run.of {
            Some(of) => Text::new(format!("{} ({of})", name.en), format!("{}（{of}）", name.zh)),
            None => name,
        }
    };
    file.case.all_runs().iter().map(|r| (r.to_string(), title(r))).collect()
}

/// Organisations to choose from: those of the kinds that the person may know of.
pub(crate) fn organisations(ask: &Ask, kinds: &[OrganisationKind]) -> Result<Vec<(String, Text)>, AppError> {
    let actor = ask.actor()?;
    let own = actor.organisation_id();
    let sees_all = actor.kind() == Some(OrganisationKind::Body);
    let all = ask.app().organisations(None)?;
    let known = all.into_iter().filter(|o| {
        let open = matches!(o.kind, OrganisationKind::Laboratory | OrganisationKind::Body);
        kinds.contains(&o.kind) && (sees_all || open || o.id == own || o.agent.as_deref() == Some(own))
    });
    Ok(known.map(|o| (o.id, o.name)).collect())
}

/// People of the certification bodies that work here.
fn staff(ask: &Ask) -> Result<Vec<(String, Text)>, AppError> {
    let mut people = Vec::new();
    for body in ask.app().organisations(Some(OrganisationKind::Body))? {
        for member in ask.app().members(&body.id)? {
            let roles: Vec<&str> =
                member.roles.iter().filter(|r| **r != Role::Administrator).map(|r| r.word()).collect();
            let roles = roles.join(", ");
            let name = &member.person.name;
            people.push((
                member.person.id.clone(),
                Text::new(format!("{} ({roles})", name.en), format!("{}（{roles}）", name.zh)),
            ));
        }
    }
    Ok(people)
}

/// The form of an action with what is known already.
pub(super) fn form_of(ask: &Ask, file: &CaseFile, action: &'static Action, filled: &Typed) -> Result<Form, AppError> {
    let to = format!("/cases/{}/do/{}", in_path(&file.id), action.name);
    let mut form = Form::new(ask, to, action.en, action.zh).carrying("version", file.case.version.to_string());
    for asked in action.fields {
        let value = filled.get(asked.name);
        // An id that nobody filled in and that may be left out is nothing for people.
        if asked.kind == FieldKind::Id && asked.optional && value.is_empty() {
            continue;
        }
        form = form.field(field(ask, file, asked, value)?);
    }
    if matches!(action.name, "stop" | "close" | "fail" | "refuse_report" | "call_off_visit") {
        form = form.warning();
    }
    Ok(form)
}

/// The form of an offer: that of its action, with the papers that the step wants.
pub(super) fn form_of_offer(ask: &Ask, file: &CaseFile, offer: &Offer) -> Result<Form, AppError> {
    let mut form = form_of(ask, file, offer.action, &offer.filled)?;
    for (kind, title) in &offer.papers {
        let name = format!("document:{kind}");
        form = form.field(Field::new(&name, Takes::File, title.en.as_str(), title.zh.as_str()).optional());
    }
    Ok(form)
}

fn known(ask: &Ask) -> Result<&'static Action, AppError> {
    Action::named(ask.part("action")).ok_or_else(crate::access::nothing_here)
}

/// A page with the form of one action, filled in from the address.
pub(super) fn form(ask: &Ask) -> Answer {
    let (action, file) = (known(ask)?, ask.app().case_file(ask.actor()?, ask.part("id"))?);
    let mut filled = Typed::default();
    for (name, value) in ask.query.iter() {
        filled = filled.with(name, value);
    }
    let form = form_of(ask, &file, action, &filled)?;
    page(ask, &file, action, form)
}

fn page(ask: &Ask, file: &CaseFile, action: &'static Action, form: Form) -> Answer {
    let ways = vec![(format!("/cases/{}", in_path(&file.id)), text!("Back to the case", "返回案件"))];
    let intro = show::title(ask, file);
    FormPage::answer(ask, action.says(), intro, form, ways)
}

/// Does it, all of it or nothing.
pub(super) fn act(ask: &Ask) -> Answer {
    let (action, id) = (known(ask)?, ask.part("id"));
    let typed = typed(ask)?;
    let expected = ask.form.get("version").parse().ok();
    match ask.app().do_in_case(ask.actor()?, id, action.name, expected, &typed) {
        Ok(_) => Ok(Reply::see(format!("/cases/{}?done=saved", in_path(id)))),
        Err(error) => {
            let file = ask.app().case_file(ask.actor()?, id)?;
            // The offer has the papers that the step wants; without one, the form of the action will do.
            let offers = ask.app().offers(ask.actor()?, &file);
            let same = |o: &&Offer| o.action == action && o.filled.get("run") == ask.form.get("run");
            let form = match offers.iter().find(same) {
                Some(offer) => form_of_offer(ask, &file, offer)?,
                None => form_of(ask, &file, action, &typed)?,
            };
            page(ask, &file, action, form.kept(&ask.form).refused(error)?)
        }
    }
}
