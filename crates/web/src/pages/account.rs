//! The own account: password, language, tokens of programs, browsers, organisations.

use crate::ask::{Answer, Ask};
use crate::cookie::Jar;
use crate::form::{Field, Form, Takes};
use crate::layout::{Layout, Tongue};
use crate::reply::Reply;
use askama::Template;
use certmap_app::{AppError, Scope, SessionSeen, Token, role_says};
use certmap_base::{Lang, Text, text};
use std::collections::BTreeSet;

/// What stands in a row with a button to end it.
struct Row {
    name: String,
    note: String,
    form: Form,
}

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage {
    layout: Layout,
    t: Tongue,
    person: String,
    email: String,
    organisation: String,
    roles: String,
    is_operator: bool,
    act_for: Option<Form>,
    language: Form,
    password: Form,
    new_token: Form,
    /// A token that was just made; it is shown this once.
    secret: String,
    tokens: Vec<Row>,
    sessions: Vec<Row>,
}

/// What is shown instead of an empty form.
#[derive(Default)]
struct Instead {
    password: Option<Form>,
    new_token: Option<Form>,
    secret: String,
}

/// The page of the account.
pub(crate) fn show(ask: &Ask) -> Answer {
    page(ask, Instead::default())
}

fn page(ask: &Ask, instead: Instead) -> Answer {
    let (actor, t) = (ask.actor()?, ask.t());
    let is_wrong = [&instead.password, &instead.new_token].into_iter().flatten().any(Form::is_wrong);
    let tokens = ask.app().tokens(actor)?;
    let sessions = ask.app().sessions(actor, &ask.session)?;
    let roles: Vec<String> = actor.roles.iter().map(|r| t.of(&role_says(*r)).to_owned()).collect();
    let page = AccountPage {
        layout: Layout { is_wrong, ..Layout::new(ask, t.say("Your account", "我的账户")) },
        t,
        person: t.name(&actor.person.name),
        email: actor.account.email.clone(),
        organisation: actor.organisation.as_ref().map(|o| t.name(&o.name)).unwrap_or_default(),
        roles: roles.join(t.say(", ", "、")),
        is_operator: actor.account.operator,
        act_for: act_for_form(ask)?,
        language: language_form(ask),
        password: instead.password.unwrap_or_else(|| password_form(ask)),
        new_token: instead.new_token.unwrap_or_else(|| token_form(ask)),
        secret: instead.secret,
        tokens: tokens.iter().map(|k| token_row(ask, k)).collect(),
        sessions: sessions.iter().map(|s| session_row(ask, s)).collect(),
    };
    Ok(Reply::page(&page)?.status(if is_wrong { 422 } else { 200 }))
}

fn act_for_form(ask: &Ask) -> Result<Option<Form>, AppError> {
    let actor = ask.actor()?;
    let mut choices = Vec::new();
    for m in &actor.account.memberships {
        if let Some(o) = ask.app().organisation(&m.organisation)? {
            choices.push((o.id, o.name));
        }
    }
    if choices.len() < 2 {
        return Ok(None);
    }
    let field = Field::new("organisation", Takes::One(choices), "Act for", "代表").value(actor.organisation_id());
    Ok(Some(Form::new(ask, "/account/organisation", "Act for it", "切换").field(field)))
}

fn language_form(ask: &Ask) -> Form {
    let choices = vec![("en".to_owned(), Text::same("English")), ("zh".to_owned(), Text::same("中文"))];
    let field = Field::new("language", Takes::OneShown(choices), "Pages and letters in", "页面与邮件语言");
    Form::new(ask, "/account/language", "Use this language", "使用此语言").field(field.value(ask.lang.code()))
}

fn password_form(ask: &Ask) -> Form {
    Form::new(ask, "/account/password", "Change the password", "修改密码")
        .field(Field::new("old", Takes::Password, "Password now", "当前密码").autocomplete("current-password"))
        .field(
            Field::new("password", Takes::Password, "New password", "新密码")
                .hint("at least 12 characters; four random words are good", "至少12个字符；可用四个随机词语")
                .autocomplete("new-password"),
        )
}

fn token_form(ask: &Ask) -> Form {
    let scopes = vec![("read".to_owned(), text!("look", "读取")), ("write".to_owned(), text!("change", "写入"))];
    Form::new(ask, "/account/tokens", "Make a token", "创建令牌")
        .field(Field::new("name", Takes::Line, "What it is for", "用途"))
        .field(Field::new("scopes", Takes::Any(scopes), "It may", "权限").value("read"))
        .field(
            Field::new("days", Takes::Number, "Days until it ends", "有效天数")
                .hint("1 to 366", "1至366天")
                .value("90"),
        )
}

fn token_row(ask: &Ask, token: &Token) -> Row {
    let t = ask.t();
    let scopes: Vec<&str> = token.scopes.iter().map(|s| s.word()).collect();
    let until = t.day(token.until.day());
    let form = Form::new(ask, "/account/tokens/end", "End", "撤销").carrying("token", token.hash.as_str()).warning();
    let note = text!("{}, until {until}", "{}，有效期至 {until}", scopes.join(" + "));
    Row { name: token.name.clone(), note: t.of(&note).to_owned(), form }
}

fn session_row(ask: &Ask, session: &SessionSeen) -> Row {
    let t = ask.t();
    let form = Form::new(ask, "/account/sessions/end", "Sign out", "退出").carrying("session", session.hash.as_str());
    let name = if session.is_this {
        t.say("This browser", "当前浏览器")
    } else {
        t.say("Another browser", "其他浏览器")
    };
    let (began, seen) = (t.time(session.began), t.time(session.seen));
    let note = text!("signed in {began}, seen {seen}", "登录于 {began}，最近使用 {seen}");
    Row { name: name.to_owned(), note: t.of(&note).to_owned(), form }
}

/// Changes the password. All sessions end, and this browser gets a new one.
pub(crate) fn password(ask: &Ask) -> Answer {
    let actor = ask.actor()?;
    let now = ask.app().now();
    ask.service.limits.take(crate::limit::Limit::TryByAccount, &actor.account.email, now)?;
    if let Err(e) = ask.app().change_password(actor, ask.form.raw("old"), ask.form.raw("password")) {
        return page(ask, Instead { password: Some(password_form(ask).refused(e)?), ..Instead::default() });
    }
    let signed = ask.app().sign_in(&actor.account.email, ask.form.raw("password"))?;
    let cookie = Jar::Session.set(signed.secret, ask.service.settings.is_secure());
    Ok(Reply::see("/account?done=password").cookie(&cookie))
}

/// Chooses the language, for pages and letters.
pub(crate) fn language(ask: &Ask) -> Answer {
    let lang = Lang::parse(ask.form.get("language")).unwrap_or(ask.lang);
    ask.app().set_language(ask.actor()?, lang == Lang::Zh)?;
    let cookie = Jar::Language.set(lang.code(), ask.service.settings.is_secure());
    Ok(Reply::see("/account?done=saved").cookie(&cookie))
}

/// Makes a token and shows it, once.
pub(crate) fn make_token(ask: &Ask) -> Answer {
    let scopes: BTreeSet<Scope> =
        [Scope::Read, Scope::Write].into_iter().filter(|s| ask.form.all("scopes").any(|w| w == s.word())).collect();
    let days = ask.form.get("days").parse().unwrap_or(0);
    let made = if scopes.is_empty() {
        Err(AppError::field("scopes", "say what it may do", "请选择权限"))
    } else {
        ask.app().make_token(ask.actor()?, ask.form.get("name"), scopes, days)
    };
    match made {
        Ok((secret, _)) => page(ask, Instead { secret, ..Instead::default() }),
        Err(e) => {
            let form = token_form(ask).kept(&ask.form).refused(e)?;
            page(ask, Instead { new_token: Some(form), ..Instead::default() })
        }
    }
}

/// Ends a token.
pub(crate) fn end_token(ask: &Ask) -> Answer {
    ask.app().end_token(ask.actor()?, ask.form.get("token"))?;
    Ok(Reply::see("/account?done=token"))
}

/// Signs a browser out.
pub(crate) fn end_session(ask: &Ask) -> Answer {
    ask.app().end_session(ask.actor()?, ask.form.get("session"))?;
    Ok(Reply::see("/account?done=session"))
}

/// Acts for another organisation from now on.
pub(crate) fn act_for(ask: &Ask) -> Answer {
    ask.app().act_for(&ask.session, ask.form.get("organisation"))?;
    Ok(Reply::see("/"))
}
