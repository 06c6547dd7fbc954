//! Organisations: the operator makes any, a consultant those that it acts for.

use super::FormPage;
use crate::ask::{Answer, Ask};
use crate::form::{Field, Form, Takes};
use crate::layout::{Layout, Tongue};
use crate::list::in_path;
use crate::reply::Reply;
use askama::Template;
use certmap_app::{AppError, Organisation, OrganisationKind, role_says};
use certmap_base::{Text, text};
use certmap_case::stored::Role;
use std::collections::BTreeSet;

struct Row {
    href: String,
    name: String,
    other: String,
    kind: String,
    country: String,
    agent: String,
    id: String,
}

#[derive(Template)]
#[template(path = "organisations.html")]
struct OrganisationsPage {
    layout: Layout,
    t: Tongue,
    rows: Vec<Row>,
    is_operator: bool,
    form: Form,
}

fn form(ask: &Ask) -> Result<Form, AppError> {
    let is_operator = ask.actor()?.account.operator;
    let client = |k: &OrganisationKind| matches!(k, OrganisationKind::Exporter | OrganisationKind::Factory);
    let kinds = OrganisationKind::ALL.iter().filter(|k| is_operator || client(k));
    let kinds: Vec<(String, Text)> = kinds.map(|k| (k.word().to_owned(), k.says())).collect();
    let markets = &ask.app().law.library.common.markets;
    let country = |code: &str| {
        let name = markets.name(code).cloned().unwrap_or_default();
        (code.to_owned(), Text::new(format!("{} ({code})", name.en), format!("{}（{code}）", name.zh)))
    };
    let mut countries: Vec<(String, Text)> =
        markets.codes().filter(|c| markets.market(c).is_some()).map(country).collect();
    countries.sort_by(|a, b| a.1.get(ask.lang).cmp(b.1.get(ask.lang)));
    Ok(Form::new(ask, "/organisations", "Make the organisation", "创建组织")
        .field(Field::new("kind", Takes::One(kinds), "What it does", "类别"))
        .field(
            Field::new("name_en", Takes::Line, "Legal name in Latin letters", "法定名称（拉丁字母）")
                .hint("one of the two names is enough", "两个名称填写一个即可")
                .optional(),
        )
        .field(Field::new("name_zh", Takes::Line, "Legal name in Chinese", "法定名称（中文）").optional())
        .field(Field::new("country", Takes::One(countries), "Country", "国家或地区").value("CN")))
}

/// The list of organisations, and the form for one more.
pub(crate) fn show(ask: &Ask) -> Answer {
    page(ask, form(ask)?)
}

fn page(ask: &Ask, form: Form) -> Answer {
    let (actor, t) = (ask.actor()?, ask.t());
    let is_operator = actor.account.operator;
    let all = if is_operator { ask.app().organisations(None)? } else { ask.app().clients(actor.organisation_id())? };
    let name_of =
        |id: &str| all.iter().find(|o| o.id == id).map_or_else(|| id.to_owned(), |o| t.of(&o.name).to_owned());
    let row = |o: &Organisation| Row {
        href: if is_operator { format!("/organisations/{}", in_path(&o.id)) } else { String::new() },
        name: t.own(&o.name).to_owned(),
        other: t.other(&o.name).to_owned(),
        kind: t.of(&o.kind.says()).to_owned(),
        country: o.country.clone(),
        agent: o.agent.as_deref().filter(|_| is_operator).map(name_of).unwrap_or_default(),
        id: o.id.clone(),
    };
    let is_wrong = form.is_wrong();
    let title = if is_operator { t.say("Organisations", "组织") } else { t.say("Clients", "客户") };
    let layout = Layout { is_wrong, ..Layout::new(ask, title) };
    let rows = all.iter().map(row).collect();
    Ok(Reply::page(&OrganisationsPage { layout, t, rows, is_operator, form })?.status(if is_wrong { 422 } else { 200 }))
}

/// Makes one.
pub(crate) fn make(ask: &Ask) -> Answer {
    let kind = OrganisationKind::parse(ask.form.get("kind"))
        .ok_or_else(|| AppError::field("kind", "choose what it does", "请选择类别"));
    let name = Text::new(ask.form.get("name_en"), ask.form.get("name_zh"));
    let made = kind.and_then(|k| ask.app().make_organisation(ask.actor()?, k, &name, ask.form.get("country")));
    match made {
        Ok(o) if ask.actor()?.account.operator => {
            Ok(Reply::see(format!("/organisations/{}?done=made", in_path(&o.id))))
        }
        Ok(_) => Ok(Reply::see("/organisations?done=saved")),
        Err(e) => page(ask, form(ask)?.kept(&ask.form).refused(e)?),
    }
}

/// The form with which somebody is invited.
pub(crate) fn invite_form(ask: &Ask, action: String, kind: OrganisationKind) -> Form {
    let roles: Vec<(String, Text)> = kind.roles().iter().map(|r| (r.word().to_owned(), role_says(*r))).collect();
    Form::new(ask, action, "Send the invitation", "发送邀请")
        .field(Field::new("email", Takes::Email, "E-mail address", "邮箱"))
        .field(Field::new("roles", Takes::Any(roles), "Roles", "角色"))
}

/// Roles that a form names.
pub(crate) fn chosen_roles(ask: &Ask) -> BTreeSet<Role> {
    ask.form.all("roles").filter_map(|w| Role::ALL.iter().copied().find(|r| r.word() == w)).collect()
}

fn known(ask: &Ask) -> Result<Organisation, AppError> {
    ask.app().organisation(ask.part("id"))?.ok_or_else(crate::access::nothing_here)
}

fn one_page(ask: &Ask, organisation: &Organisation, form: Form) -> Answer {
    let t = ask.t();
    let members = ask.app().members(&organisation.id)?.len();
    let kind = Text::new(t.of(&organisation.kind.says()), t.of(&organisation.kind.says()));
    let count = Text::same(members.to_string());
    let intro = text!("A {}. People: {}. Invite its administrator; the administrator invites the others.", "{}，现有人员：{}。请邀请其管理员，再由管理员邀请其他人员。"; kind, count);
    let ways = vec![("/organisations".to_owned(), text!("All organisations", "全部组织"))];
    FormPage::answer(ask, organisation.name.clone(), intro, form, ways)
}

/// One organisation, with the form to invite its first people.
pub(crate) fn one(ask: &Ask) -> Answer {
    let organisation = known(ask)?;
    let mut form = invite_form(ask, format!("/organisations/{}/invite", in_path(&organisation.id)), organisation.kind);
    for field in form.fields.iter_mut().filter(|f| f.name == "roles") {
        field.values = vec![Role::Administrator.word().to_owned()];
    }
    one_page(ask, &organisation, form)
}

/// Invites somebody to it.
pub(crate) fn invite(ask: &Ask) -> Answer {
    let organisation = known(ask)?;
    let base = &ask.service.settings.base_url;
    let invited = ask.app().invite(ask.actor()?, &organisation.id, ask.form.get("email"), chosen_roles(ask), base);
    match invited {
        Ok(secret) => super::people::invited(ask, &secret),
        Err(e) => {
            let form =
                invite_form(ask, format!("/organisations/{}/invite", in_path(&organisation.id)), organisation.kind);
            one_page(ask, &organisation, form.kept(&ask.form).refused(e)?)
        }
    }
}
