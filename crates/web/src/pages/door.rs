//! Coming in: the first administrator, signing in, invitations, forgotten passwords.

use super::FormPage;
use crate::ask::{Answer, Ask};
use crate::cookie::Jar;
use crate::form::{Field, Form, Takes};
use crate::limit::Limit;
use crate::reply::Reply;
use certmap_app::{AppError, NewAccount, SignedIn};
use certmap_base::{Lang, Text, text};

/// Tries of secrets are counted by the address that they come from, and by the account that is tried.
fn counted(ask: &Ask, account: &str) -> Result<(), AppError> {
    let now = ask.app().now();
    ask.service.limits.take(Limit::TryByAddress, &ask.address, now)?;
    if account.is_empty() {
        return Ok(());
    }
    ask.service.limits.take(Limit::TryByAccount, &account.to_lowercase().chars().take(254).collect::<String>(), now)
}

/// In, with the cookie, to where the person wanted to go.
fn welcome(ask: &Ask, signed: &SignedIn, next: &str) -> Reply {
    let secure = ask.service.settings.is_secure();
    let lang = signed.actor.account.lang();
    let reply = Reply::see(inside(next)).cookie(&Jar::Session.set(signed.secret.clone(), secure));
    let reply = reply.cookie(&Jar::Visitor.end(secure));
    // What the account wishes is the language, unless this browser has chosen another one.
    if ask.header("cookie").contains(&Jar::Language.name(secure)) {
        return reply;
    }
    reply.cookie(&Jar::Language.set(lang.code(), secure))
}

/// A place in this service; anything else is the first page.
fn inside(next: &str) -> String {
    let is_path = next.starts_with('/') && !next.starts_with("//") && !next.contains(['\\', '\r', '\n', '\t']);
    if is_path && next.is_ascii() { next.to_owned() } else { "/".to_owned() }
}

fn names(form: Form) -> Form {
    form.field(
        Field::new("name", Takes::Line, "Your name", "您的姓名")
            .hint("as it stands on papers, in Latin or Chinese letters", "与证件一致，中文或拉丁字母均可")
            .autocomplete("name"),
    )
}

fn new_password(name: &str) -> Field {
    Field::new(name, Takes::Password, "Password", "密码")
        .hint("at least 12 characters; four random words are good", "至少12个字符；可用四个随机词语")
        .autocomplete("new-password")
}

fn new_account(ask: &Ask, email: &str) -> NewAccount {
    NewAccount {
        email: email.to_owned(),
        name: Text::same(ask.form.get("name").chars().take(200).collect::<String>()),
        password: ask.form.raw("password").to_owned(),
        chinese: ask.lang == Lang::Zh,
    }
}

fn set_up_form(ask: &Ask) -> Form {
    let code = Field::new("code", Takes::Line, "Code", "验证码")
        .hint("printed where the service was started", "服务启动时显示在终端");
    let email = Field::new("email", Takes::Email, "E-mail address", "邮箱").autocomplete("username");
    let form = Form::new(ask, "/set-up", "Make the administrator", "创建管理员").field(code);
    names(form).field(email).field(new_password("password"))
}

fn set_up_page(ask: &Ask, form: Form) -> Answer {
    let intro = text!(
        "This service is new. The first administrator makes organisations and invites their people.",
        "本服务尚未初始化。首位管理员负责创建组织并邀请其人员。"
    );
    FormPage::answer(ask, text!("Set up this service", "初始化本服务"), intro, form, Vec::new())
}

/// The page of the first administrator.
pub(crate) fn set_up(ask: &Ask) -> Answer {
    if !ask.app().is_empty()? {
        return Ok(Reply::see("/sign-in"));
    }
    set_up_page(ask, set_up_form(ask))
}

/// Makes the first administrator.
pub(crate) fn set_up_do(ask: &Ask) -> Answer {
    counted(ask, "")?;
    match ask.app().set_up(ask.form.get("code"), &new_account(ask, ask.form.get("email"))) {
        Ok(signed) => Ok(welcome(ask, &signed, "/organisations")),
        Err(e) => set_up_page(ask, set_up_form(ask).kept(&ask.form).refused(e)?),
    }
}

fn sign_in_form(ask: &Ask, next: &str) -> Form {
    Form::new(ask, "/sign-in", "Sign in", "登录")
        .field(Field::new("email", Takes::Email, "E-mail address", "邮箱").autocomplete("username"))
        .field(Field::new("password", Takes::Password, "Password", "密码").autocomplete("current-password"))
        .carrying("next", next)
}

fn sign_in_page(ask: &Ask, form: Form) -> Answer {
    let ways = vec![("/forgot".to_owned(), text!("I have forgotten my password", "忘记密码"))];
    FormPage::answer(ask, text!("Sign in", "登录"), Text::default(), form, ways)
}

/// The page for signing in.
pub(crate) fn sign_in(ask: &Ask) -> Answer {
    if ask.actor.is_some() {
        return Ok(Reply::see(inside(ask.query.get("next"))));
    }
    if ask.app().is_empty()? {
        return Ok(Reply::see("/set-up"));
    }
    sign_in_page(ask, sign_in_form(ask, ask.query.get("next")))
}

/// Signs in.
pub(crate) fn sign_in_do(ask: &Ask) -> Answer {
    counted(ask, ask.form.get("email"))?;
    match ask.app().sign_in(ask.form.get("email"), ask.form.raw("password")) {
        Ok(signed) => {
            if !ask.session.is_empty() {
                ask.app().sign_out(&ask.session)?;
            }
            Ok(welcome(ask, &signed, ask.form.get("next")))
        }
        Err(e) => sign_in_page(ask, sign_in_form(ask, ask.form.get("next")).kept(&ask.form).refused(e)?),
    }
}

/// Signs out.
pub(crate) fn sign_out(ask: &Ask) -> Answer {
    ask.app().sign_out(&ask.session)?;
    Ok(Reply::see("/sign-in?done=signed_out").cookie(&Jar::Session.end(ask.service.settings.is_secure())))
}

fn invitation_page(ask: &Ask, error: Option<AppError>) -> Answer {
    let (invitation, organisation) = ask.app().invitation(ask.part("secret"))?;
    let form = Form::new(ask, format!("/invitation/{}", ask.part("secret")), "Join", "加入");
    let mut form = names(form).field(new_password("password").hint(
        "at least 12 characters; if you have an account here already, its password",
        "至少12个字符；如已有账户，请输入该账户的密码",
    ));
    if let Some(error) = error {
        form = form.kept(&ask.form).refused(error)?;
    }
    let name = organisation.map_or_else(|| text!("the team that runs this service", "本服务的运营团队"), |o| o.name);
    let email = Text::same(invitation.email);
    let intro = text!("You are invited to join {} as {}.", "邀请您加入{}，邮箱为 {}。"; name, email);
    FormPage::answer(ask, text!("Join", "加入"), intro, form, Vec::new())
}

/// The page of an invitation.
pub(crate) fn invitation(ask: &Ask) -> Answer {
    invitation_page(ask, None)
}

/// Takes an invitation up.
pub(crate) fn invitation_do(ask: &Ask) -> Answer {
    counted(ask, "")?;
    match ask.app().accept_invitation(ask.part("secret"), &new_account(ask, "")) {
        Ok(signed) => Ok(welcome(ask, &signed, "/")),
        Err(e) => invitation_page(ask, Some(e)),
    }
}

/// The page for a forgotten password.
pub(crate) fn forgot(ask: &Ask) -> Answer {
    let form = Form::new(ask, "/forgot", "Send me a letter", "发送邮件")
        .field(Field::new("email", Takes::Email, "E-mail address", "邮箱").autocomplete("username"));
    let intro = text!("We send a link with which you set a new password.", "我们将发送用于设置新密码的链接。");
    FormPage::answer(ask, text!("Forgotten password", "忘记密码"), intro, form, back())
}

fn back() -> Vec<(String, Text)> {
    vec![("/sign-in".to_owned(), text!("Back to signing in", "返回登录"))]
}

/// Sends the letter, if there is somebody to send it to; the answer does not tell.
pub(crate) fn forgot_do(ask: &Ask) -> Answer {
    counted(ask, ask.form.get("email"))?;
    ask.app().forgot(ask.form.get("email"), &ask.service.settings.base_url)?;
    Ok(Reply::see("/sign-in?done=forgot"))
}

fn reset_page(ask: &Ask, error: Option<AppError>) -> Answer {
    ask.app().can_reset(ask.part("secret"))?;
    let mut form = Form::new(ask, format!("/reset/{}", ask.part("secret")), "Set the password", "设置密码")
        .field(new_password("password"));
    if let Some(error) = error {
        form = form.refused(error)?;
    }
    let intro = text!(
        "Every browser that is signed in to your account is signed out.",
        "您的账户在所有浏览器上的登录都将退出。"
    );
    FormPage::answer(ask, text!("New password", "设置新密码"), intro, form, back())
}

/// The page for a new password.
pub(crate) fn reset(ask: &Ask) -> Answer {
    reset_page(ask, None)
}

/// Sets it.
pub(crate) fn reset_do(ask: &Ask) -> Answer {
    counted(ask, "")?;
    match ask.app().reset(ask.part("secret"), ask.form.raw("password")) {
        Ok(()) => Ok(Reply::see("/sign-in?done=reset")),
        Err(e) => reset_page(ask, Some(e)),
    }
}
