//! The people of an organisation: who they are, their roles, inviting.

use super::FormPage;
use super::organisations::{chosen_roles, invite_form};
use crate::ask::{Answer, Ask};
use crate::form::{Field, Form, Takes};
use crate::layout::{Layout, Tongue};
use crate::list::in_path;
use crate::reply::Reply;
use askama::Template;
use certmap_app::{AppError, Member, Organisation, role_says};
use certmap_base::{Text, text};

struct Row {
    href: String,
    name: String,
    other: String,
    email: String,
    roles: String,
    is_closed: bool,
}

#[derive(Template)]
#[template(path = "people.html")]
struct PeoplePage {
    layout: Layout,
    t: Tongue,
    rows: Vec<Row>,
    form: Form,
}

#[derive(Template)]
#[template(path = "invited.html")]
struct InvitedPage {
    layout: Layout,
    t: Tongue,
    link: String,
    email: String,
    sends: bool,
}

fn own(ask: &Ask) -> Result<&Organisation, AppError> {
    ask.actor()?.organisation.as_ref().ok_or_else(crate::access::nothing_here)
}

fn row(ask: &Ask, member: &Member) -> Row {
    let t = ask.t();
    let roles: Vec<String> = member.roles.iter().map(|r| t.of(&role_says(*r)).to_owned()).collect();
    Row {
        href: format!("/people/{}", in_path(&member.account.id)),
        name: t.own(&member.person.name).to_owned(),
        other: t.other(&member.person.name).to_owned(),
        email: member.account.email.clone(),
        roles: roles.join(t.say(", ", "、")),
        is_closed: member.account.closed,
    }
}

fn page(ask: &Ask, form: Form) -> Answer {
    let t = ask.t();
    let rows = ask.app().members(&own(ask)?.id)?.iter().map(|m| row(ask, m)).collect();
    let is_wrong = form.is_wrong();
    let layout = Layout { is_wrong, ..Layout::new(ask, t.say("People", "人员")) };
    Ok(Reply::page(&PeoplePage { layout, t, rows, form })?.status(if is_wrong { 422 } else { 200 }))
}

/// Everybody in the organisation, and the form to invite somebody.
pub(crate) fn show(ask: &Ask) -> Answer {
    page(ask, invite_form(ask, "/people".to_owned(), own(ask)?.kind))
}

/// Invites somebody.
pub(crate) fn invite(ask: &Ask) -> Answer {
    let organisation = own(ask)?;
    let base = &ask.service.settings.base_url;
    match ask.app().invite(ask.actor()?, &organisation.id, ask.form.get("email"), chosen_roles(ask), base) {
        Ok(secret) => invited(ask, &secret),
        Err(e) => page(ask, invite_form(ask, "/people".to_owned(), organisation.kind).kept(&ask.form).refused(e)?),
    }
}

/// Says that the letter is on its way, and shows the link for places without mail.
pub(crate) fn invited(ask: &Ask, secret: &str) -> Answer {
    let t = ask.t();
    Reply::page(&InvitedPage {
        layout: Layout::new(ask, t.say("Invitation", "邀请")),
        t,
        link: format!("{}/invitation/{secret}", ask.service.settings.base_url),
        email: ask.form.get("email").to_owned(),
        sends: ask.service.post.is_some(),
    })
}

fn member(ask: &Ask) -> Result<Member, AppError> {
    let members = ask.app().members(&own(ask)?.id)?;
    members.into_iter().find(|m| m.account.id == ask.part("account")).ok_or_else(crate::access::nothing_here)
}

fn roles_form(ask: &Ask, member: &Member) -> Result<Form, AppError> {
    let roles: Vec<(String, Text)> =
        own(ask)?.kind.roles().iter().map(|r| (r.word().to_owned(), role_says(*r))).collect();
    let field = Field::new("roles", Takes::Any(roles), "Roles", "角色")
        .hint(
            "without any role the person no longer belongs to the organisation",
            "不选任何角色，该人员即不再属于本组织",
        )
        .values(member.roles.iter().map(|r| r.word().to_owned()));
    let action = format!("/people/{}", in_path(&member.account.id));
    Ok(Form::new(ask, action, "Save the roles", "保存角色").field(field))
}

fn one_page(ask: &Ask, member: &Member, form: Form) -> Answer {
    let email = Text::same(member.account.email.as_str());
    let intro =
        text!("Signs in as {}. Every change is in the audit trail.", "登录邮箱为 {}。每次更改均记入审计记录。"; email);
    let ways = vec![("/people".to_owned(), text!("All people", "全部人员"))];
    FormPage::answer(ask, member.person.name.clone(), intro, form, ways)
}

/// Somebody, with the form for the roles.
pub(crate) fn one(ask: &Ask) -> Answer {
    let member = member(ask)?;
    let form = roles_form(ask, &member)?;
    one_page(ask, &member, form)
}

/// Sets the roles.
pub(crate) fn set_roles(ask: &Ask) -> Answer {
    let member = member(ask)?;
    match ask.app().set_roles(ask.actor()?, &member.account.id, chosen_roles(ask)) {
        Ok(()) => Ok(Reply::see("/people?done=saved")),
        Err(e) => {
            let form = roles_form(ask, &member)?.kept(&ask.form).refused(e)?;
            one_page(ask, &member, form)
        }
    }
}
