//! Accounts: the first administrator, signing in, invitations, forgotten passwords, tokens of programs.

use crate::app::App;
use crate::error::{AppError, FieldFault};
use crate::port::{Batch, Job, JobState, Letter, Row, RowChange, Table};
use crate::secret::{PASSWORD_BYTES_MAX, PASSWORD_LENGTH_MIN, digest, hash_password, is_password, secret, short_id};
use crate::who::{Account, Actor, InRow, Membership, Organisation, OrganisationKind, Person, Scope};
use certmap_base::{Lang, Text, text};
use certmap_case::Moment;
use certmap_case::stored::Role;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A session ends after so long without a request.
pub const SESSION_IDLE_SECONDS: i64 = 2 * 3600;
/// A session ends at the latest after so long.
pub const SESSION_SECONDS: i64 = 14 * 3600;
const INVITATION_SECONDS: i64 = 7 * 86_400;
const RESET_SECONDS: i64 = 3600;

/// A browser that is signed in. Its key is the hash of the secret in the cookie.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Session {
    hash: String,
    account: String,
    organisation: String,
    began: Moment,
    seen: Moment,
}

/// A browser in which an account is signed in, as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionSeen {
    /// Hash of its secret.
    pub hash: String,
    /// When it began.
    pub began: Moment,
    /// When it was used last.
    pub seen: Moment,
    /// Whether it is the one that asks.
    pub is_this: bool,
}

/// A session for its owner; none if it is over.
pub(crate) fn short_session(row: &Row, secret: &str, now: Moment) -> Result<Option<SessionSeen>, AppError> {
    let s = Session::read(row)?;
    let is_this = s.hash == digest(secret.as_bytes());
    Ok((!s.is_over(now)).then_some(SessionSeen { hash: s.hash, began: s.began, seen: s.seen, is_this }))
}

impl Session {
    fn is_over(&self, now: Moment) -> bool {
        now >= self.began.plus_seconds(SESSION_SECONDS) || now >= self.seen.plus_seconds(SESSION_IDLE_SECONDS)
    }
}

/// A token of a program, as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// Hash of the secret.
    pub hash: String,
    /// What the owner calls it.
    pub name: String,
    /// Account.
    pub account: String,
    /// Organisation that it acts for.
    pub organisation: String,
    /// What it allows.
    pub scopes: BTreeSet<Scope>,
    /// When it was made.
    pub made: Moment,
    /// When it ends.
    pub until: Moment,
}

/// An invitation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// Hash of the secret.
    pub hash: String,
    /// To whom.
    pub email: String,
    /// To which organisation; empty for an operator of the service.
    pub organisation: String,
    /// In which roles.
    pub roles: BTreeSet<Role>,
    /// Who invited.
    pub by: String,
    /// When it ends.
    pub until: Moment,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Reset {
    hash: String,
    account: String,
    until: Moment,
}

macro_rules! in_row {
    ($type:ident, $table:ident, $owner:ident, $expires:expr) => {
        impl InRow for $type {
            const TABLE: Table = Table::$table;
            fn key(&self) -> String {
                self.hash.clone()
            }
            fn owner(&self) -> String {
                self.$owner.clone()
            }
            fn expires(&self) -> Option<Moment> {
                let expires: fn(&$type) -> Moment = $expires;
                Some(expires(self))
            }
        }
    };
}
in_row!(Session, Session, account, |s| s.began.plus_seconds(SESSION_SECONDS));
in_row!(Token, Token, account, |t| t.until);
in_row!(Invitation, Invitation, organisation, |i| i.until);
in_row!(Reset, Reset, account, |r| r.until);

/// What a new account starts with.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewAccount {
    /// Address.
    pub email: String,
    /// Name in both scripts; one of them is enough.
    pub name: Text,
    /// Password.
    pub password: String,
    /// Whether letters are in Chinese.
    pub chinese: bool,
}

/// Somebody who is signed in: the secret for the cookie, and who it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// For the cookie.
    pub secret: String,
    /// Who.
    pub actor: Actor,
}

impl App {
    /// Whether nobody has an account yet, so that the first administrator can be made.
    ///
    /// # Errors
    /// If the store does not work.
    pub fn is_empty(&self) -> Result<bool, AppError> {
        Ok(self.store.rows(Table::Account, None, "", 1)?.is_empty())
    }

    /// Makes the first administrator. The code was printed where the service was started.
    ///
    /// # Errors
    /// If there is an account already, the code is wrong, or a field is.
    pub fn set_up(&self, code: &str, new: &NewAccount) -> Result<SignedIn, AppError> {
        if !self.is_empty()? {
            return Err(AppError::forbidden("this service has an administrator already", "本服务已设置管理员"));
        }
        if !crate::secret::same_secret(code, &self.setup_code) {
            return Err(AppError::field(
                "code",
                "this is not the code that was printed when the service started",
                "验证码与服务启动时显示的不一致",
            ));
        }
        let (person, mut account) = self.made(new)?;
        account.operator = true;
        let rows = vec![RowChange::Put(person.row(1)), RowChange::Put(account.row(1))];
        let lock = Row {
            table: Table::Setting,
            key: "first-administrator".to_owned(),
            version: 1,
            aliases: BTreeSet::new(),
            owner: String::new(),
            data: format!("{{\"account\":\"{}\"}}", account.id),
            expires: None,
        };
        let rows = rows.into_iter().chain([RowChange::Put(lock)]).collect();
        let trail = vec![self.trace(None, "account.set_up", &format!("account:{}", account.id), "done")];
        self.store.write(&Batch { rows, trail, ..Batch::default() })?;
        self.signed_in(account, "account.signed_in")
    }

    fn made(&self, new: &NewAccount) -> Result<(Person, Account), AppError> {
        let email = checked_email(&new.email)?;
        checked_password(&new.password, &email)?;
        if new.name.is_empty() {
            return Err(AppError::field("name", "your name is missing", "缺少姓名"));
        }
        let person = Person { id: short_id("p", self.chance.as_ref()), name: both(&new.name), email: email.clone() };
        let account = Account {
            id: short_id("a", self.chance.as_ref()),
            person: person.id.clone(),
            email,
            password_hash: hash_password(&new.password, self.chance.as_ref())?,
            memberships: Vec::new(),
            operator: false,
            closed: false,
            chinese: new.chinese,
        };
        Ok((person, account))
    }

    /// Signs in with address and password. What is wrong is not told apart.
    ///
    /// # Errors
    /// If address or password is wrong, or the account is closed.
    pub fn sign_in(&self, email: &str, password: &str) -> Result<SignedIn, AppError> {
        let row = self.store.row_by_alias(Table::Account, &email.trim().to_lowercase())?;
        let account = row.as_ref().map(Account::read).transpose()?.filter(|a| !a.closed);
        let hash = account.as_ref().map_or("", |a| a.password_hash.as_str());
        let right = password.len() <= PASSWORD_BYTES_MAX && is_password(password, hash);
        match account {
            Some(account) if right => self.signed_in(account, "account.signed_in"),
            account => {
                let object = account.map_or_else(|| "account:".to_owned(), |a| format!("account:{}", a.id));
                let trail = vec![self.trace(None, "account.sign_in", &object, "refused")];
                self.store.write(&Batch { trail, ..Batch::default() })?;
                Err(AppError::field("password", "address or password is wrong", "邮箱或密码不正确"))
            }
        }
    }

    /// Begins a session of an account that has shown who it is.
    ///
    /// # Errors
    /// If the store does not work.
    pub fn signed_in(&self, account: Account, how: &str) -> Result<SignedIn, AppError> {
        let secret = secret(self.chance.as_ref());
        let now = self.clock.now();
        let organisation = account.memberships.first().map(|m| m.organisation.clone()).unwrap_or_default();
        let session = Session {
            hash: digest(secret.as_bytes()),
            account: account.id.clone(),
            organisation: organisation.clone(),
            began: now,
            seen: now,
        };
        let actor = self.actor(account, &organisation, BTreeSet::from([Scope::Read, Scope::Write]))?;
        let trail = vec![self.trace(Some(&actor), how, &format!("account:{}", actor.account.id), "done")];
        let rows = vec![RowChange::Put(session.row(1))];
        self.store.write(&Batch { rows, trail, ..Batch::default() })?;
        Ok(SignedIn { secret, actor })
    }

    /// Who a cookie belongs to; `None` if the session is over or never was.
    ///
    /// # Errors
    /// If the store does not work.
    pub fn session(&self, secret: &str) -> Result<Option<Actor>, AppError> {
        let Some(row) = self.store.row(Table::Session, &digest(secret.as_bytes()))? else { return Ok(None) };
        let mut session = Session::read(&row)?;
        let now = self.clock.now();
        let over = session.is_over(now);
        let account = self.account(&session.account)?.filter(|a| !a.closed && !over);
        let Some(account) = account else { return Ok(None) };
        // Written at most once a minute; two requests at once may both try, and one of them is enough.
        if now.seconds_since(session.seen) >= 60 {
            session.seen = now;
            let rows = vec![RowChange::Put(session.row(row.version + 1))];
            let _ = self.store.write(&Batch { rows, ..Batch::default() });
        }
        let all = BTreeSet::from([Scope::Read, Scope::Write]);
        self.actor(account, &session.organisation, all).map(Some)
    }

    /// Lets a session act for another organisation of its account.
    ///
    /// # Errors
    /// If the account is not a member of it.
    pub fn act_for(&self, secret: &str, organisation: &str) -> Result<Actor, AppError> {
        let actor = self.session(secret)?.ok_or(AppError::NotSignedIn)?;
        if !actor.account.memberships.iter().any(|m| m.organisation == organisation) {
            return Err(AppError::not_found("there is no such organisation", "没有该组织"));
        }
        let row = self.store.row(Table::Session, &digest(secret.as_bytes()))?.ok_or(AppError::NotSignedIn)?;
        let session = Session { organisation: organisation.to_owned(), ..Session::read(&row)? };
        let rows = vec![RowChange::Put(session.row(row.version + 1))];
        self.store.write(&Batch { rows, ..Batch::default() })?;
        self.actor(actor.account, organisation, actor.scopes)
    }

    /// Ends a session.
    ///
    /// # Errors
    /// If the store does not work.
    pub fn sign_out(&self, secret: &str) -> Result<(), AppError> {
        let rows = vec![RowChange::Erase(Table::Session, digest(secret.as_bytes()))];
        self.store.write(&Batch { rows, ..Batch::default() })?;
        Ok(())
    }

    /// Who a token of a program belongs to.
    ///
    /// # Errors
    /// If the store does not work.
    pub fn token(&self, secret: &str) -> Result<Option<Actor>, AppError> {
        let Some(row) = self.store.row(Table::Token, &digest(secret.as_bytes()))? else { return Ok(None) };
        let token = Token::read(&row)?;
        let account = self.account(&token.account)?.filter(|a| !a.closed && self.clock.now() < token.until);
        let Some(account) = account else { return Ok(None) };
        // A token ends with the membership that it was made under.
        if !token.organisation.is_empty() && !account.memberships.iter().any(|m| m.organisation == token.organisation) {
            return Ok(None);
        }
        self.actor(account, &token.organisation, token.scopes).map(Some)
    }

    /// Makes a token; the secret is told once.
    ///
    /// # Errors
    /// If it has no name, or would last longer than a year.
    pub fn make_token(
        &self,
        actor: &Actor,
        name: &str,
        scopes: BTreeSet<Scope>,
        days: u32,
    ) -> Result<(String, Token), AppError> {
        if name.trim().is_empty() || name.len() > 200 {
            return Err(AppError::field("name", "say what the token is for", "请填写令牌用途"));
        }
        if days == 0 || days > 366 {
            return Err(AppError::field("days", "a token lasts from 1 to 366 days", "令牌有效期为1至366天"));
        }
        let (secret, made) = (secret(self.chance.as_ref()), self.clock.now());
        let token = Token {
            hash: digest(secret.as_bytes()),
            name: name.trim().to_owned(),
            account: actor.account.id.clone(),
            organisation: actor.organisation_id().to_owned(),
            scopes,
            made,
            until: made.plus_seconds(i64::from(days) * 86_400),
        };
        let trail = vec![self.trace(Some(actor), "token.made", &format!("account:{}", actor.account.id), "done")];
        self.store.write(&Batch { rows: vec![RowChange::Put(token.row(1))], trail, ..Batch::default() })?;
        Ok((format!("certmap_{secret}"), token))
    }

    /// Tokens of the account.
    ///
    /// # Errors
    /// If the store does not work.
    pub fn tokens(&self, actor: &Actor) -> Result<Vec<Token>, AppError> {
        let rows = self.store.rows(Table::Token, Some(&actor.account.id), "", 200)?;
        rows.iter().map(|r| Token::read(r).map_err(AppError::from)).collect()
    }

    /// Ends a token of the account.
    ///
    /// # Errors
    /// If there is none.
    pub fn end_token(&self, actor: &Actor, hash: &str) -> Result<(), AppError> {
        if !self.tokens(actor)?.iter().any(|t| t.hash == hash) {
            return Err(AppError::not_found("there is no such token", "没有该令牌"));
        }
        let trail = vec![self.trace(Some(actor), "token.ended", &format!("account:{}", actor.account.id), "done")];
        let rows = vec![RowChange::Erase(Table::Token, hash.to_owned())];
        self.store.write(&Batch { rows, trail, ..Batch::default() })?;
        Ok(())
    }

    /// Invites somebody to the organisation of the actor, or, as operator, to any or to run the service. The letter is on its
    /// way when this returns; the secret is told too, for places without mail.
    ///
    /// # Errors
    /// If the actor may not, or the address or roles are wrong.
    pub fn invite(
        &self,
        actor: &Actor,
        organisation: &str,
        email: &str,
        roles: BTreeSet<Role>,
        base_url: &str,
    ) -> Result<String, AppError> {
        let email = checked_email(email)?;
        let own = actor.organisation_id() == organisation && actor.has(Role::Administrator);
        if !actor.account.operator && !own {
            return Err(AppError::forbidden(
                "only an administrator of the organisation invites people",
                "只有本组织的管理员可以邀请人员",
            ));
        }
        let name = match organisation {
            "" => Text::new("the service", "本服务"),
            id => {
                let found = self.organisation(id)?;
                let found = found.ok_or_else(|| AppError::not_found("there is no such organisation", "没有该组织"))?;
                if roles.is_empty() || roles.iter().any(|r| !found.kind.roles().contains(r)) {
                    return Err(AppError::field(
                        "roles",
                        "choose roles that such an organisation has",
                        "请选择该类组织可以具有的角色",
                    ));
                }
                found.name
            }
        };
        let secret = secret(self.chance.as_ref());
        let invitation = Invitation {
            hash: digest(secret.as_bytes()),
            email: email.clone(),
            organisation: organisation.to_owned(),
            roles,
            by: actor.person.id.clone(),
            until: self.clock.now().plus_seconds(INVITATION_SECONDS),
        };
        let link = Text::same(format!("{base_url}/invitation/{secret}"));
        let told = text!(
            "You are invited to {}.\n\nOpen this address within seven days:\n{}\n\nIf you do not know why, do nothing.",
            "邀请您加入{}。\n\n请在七天内打开以下地址：\n{}\n\n如您不了解此事，无需操作。"; name, link
        );
        let job = self.letter(&email, text!("Invitation to certmap", "certmap 邀请"), told, actor.account.lang());
        let trail = vec![self.trace(Some(actor), "invitation.made", &format!("org:{organisation}"), "done")];
        let rows = vec![RowChange::Put(invitation.row(1))];
        self.store.write(&Batch { rows, jobs: vec![job], trail, ..Batch::default() })?;
        Ok(secret)
    }

    /// An invitation that can still be taken up, with the organisation that it is to.
    ///
    /// # Errors
    /// If it is over, or never was.
    pub fn invitation(&self, secret: &str) -> Result<(Invitation, Option<Organisation>), AppError> {
        let over = || AppError::not_found("this invitation is over; ask for a new one", "邀请已失效，请重新索取");
        let row = self.store.row(Table::Invitation, &digest(secret.as_bytes()))?.ok_or_else(over)?;
        let invitation = Invitation::read(&row)?;
        if self.clock.now() >= invitation.until {
            return Err(over());
        }
        let organisation = self.organisation(&invitation.organisation)?;
        Ok((invitation, organisation))
    }

    /// Takes an invitation up: with a new account, or, if the address has one, with its password.
    ///
    /// # Errors
    /// If the invitation is over, or a field is wrong.
    pub fn accept_invitation(&self, secret: &str, new: &NewAccount) -> Result<SignedIn, AppError> {
        let (invitation, organisation) = self.invitation(secret)?;
        let new = NewAccount { email: invitation.email.clone(), ..new.clone() };
        let known = self.store.row_by_alias(Table::Account, &invitation.email)?;
        let mut rows = vec![RowChange::Erase(Table::Invitation, invitation.hash.clone())];
        let (mut account, version) = match &known {
            Some(row) => {
                let account = Account::read(row)?;
                if account.closed || !is_password(&new.password, &account.password_hash) {
                    return Err(AppError::field(
                        "password",
                        "this address has an account already; type its password",
                        "该邮箱已有账户，请输入该账户的密码",
                    ));
                }
                (account, row.version + 1)
            }
            None => {
                let (person, account) = self.made(&new)?;
                rows.push(RowChange::Put(person.row(1)));
                (account, 1)
            }
        };
        match &organisation {
            Some(o) => join(&mut account, &o.id, &invitation.roles),
            None => account.operator = true,
        }
        rows.push(RowChange::Put(account.row(version)));
        let trail = vec![self.trace(None, "invitation.accepted", &format!("account:{}", account.id), "done")];
        self.store.write(&Batch { rows, trail, ..Batch::default() })?;
        self.signed_in(account, "account.signed_in")
    }

    /// Sends a letter with which a new password can be set, if the address has an account. The answer is the same if not.
    ///
    /// # Errors
    /// If the store does not work.
    pub fn forgot(&self, email: &str, base_url: &str) -> Result<(), AppError> {
        let row = self.store.row_by_alias(Table::Account, &email.trim().to_lowercase())?;
        let Some(account) = row.as_ref().map(Account::read).transpose()?.filter(|a| !a.closed) else {
            // Written too, so that an unknown address takes as long as a known one.
            let trail = vec![self.trace(None, "account.forgot", "account:", "refused")];
            self.store.write(&Batch { trail, ..Batch::default() })?;
            return Ok(());
        };
        let secret = secret(self.chance.as_ref());
        let until = self.clock.now().plus_seconds(RESET_SECONDS);
        let reset = Reset { hash: digest(secret.as_bytes()), account: account.id.clone(), until };
        let link = Text::same(format!("{base_url}/reset/{secret}"));
        let told = text!(
            "Somebody asked for a new password for this address. Open this within an hour:\n{}\n\nIf it was not you, do nothing.",
            "有人请求为此邮箱设置新密码。请在一小时内打开：\n{}\n\n如非您本人操作，请忽略。"; link
        );
        let job = self.letter(&account.email, text!("New password", "设置新密码"), told, account.lang());
        let trail = vec![self.trace(None, "account.forgot", &format!("account:{}", account.id), "done")];
        let rows = vec![RowChange::Put(reset.row(1))];
        self.store.write(&Batch { rows, jobs: vec![job], trail, ..Batch::default() })?;
        Ok(())
    }

    fn open_reset(&self, secret: &str) -> Result<Reset, AppError> {
        let row = self.store.row(Table::Reset, &digest(secret.as_bytes()))?.ok_or_else(reset_is_over)?;
        let reset = Reset::read(&row)?;
        if self.clock.now() < reset.until { Ok(reset) } else { Err(reset_is_over()) }
    }

    /// Whether a new password can still be set with the secret of the letter.
    ///
    /// # Errors
    /// If not.
    pub fn can_reset(&self, secret: &str) -> Result<(), AppError> {
        self.open_reset(secret).map(|_| ())
    }

    /// Sets a new password with the secret of the letter; every session of the account ends.
    ///
    /// # Errors
    /// If the letter is too old, or the password is too weak.
    pub fn reset(&self, secret: &str, password: &str) -> Result<(), AppError> {
        let reset = self.open_reset(secret)?;
        let account = self.store.row(Table::Account, &reset.account)?.ok_or_else(reset_is_over)?;
        let rows = vec![RowChange::Erase(Table::Reset, reset.hash.clone())];
        self.new_password(&account, password, rows, "account.reset")
    }

    /// Changes the password of the actor.
    ///
    /// # Errors
    /// If the old one is wrong, or the new one too weak.
    pub fn change_password(&self, actor: &Actor, old: &str, new: &str) -> Result<(), AppError> {
        if !is_password(old, &actor.account.password_hash) {
            return Err(AppError::field("old", "this is not your password", "原密码不正确"));
        }
        let row = self.store.row(Table::Account, &actor.account.id)?.ok_or(AppError::NotSignedIn)?;
        self.new_password(&row, new, Vec::new(), "account.password_changed")
    }

    fn new_password(&self, row: &Row, password: &str, mut rows: Vec<RowChange>, action: &str) -> Result<(), AppError> {
        let mut account = Account::read(row)?;
        checked_password(password, &account.email)?;
        account.password_hash = hash_password(password, self.chance.as_ref())?;
        for session in self.store.rows(Table::Session, Some(&account.id), "", 1000)? {
            rows.push(RowChange::Erase(Table::Session, session.key));
        }
        rows.push(RowChange::Put(account.row(row.version + 1)));
        let trail = vec![self.trace(None, action, &format!("account:{}", account.id), "done")];
        self.store.write(&Batch { rows, trail, ..Batch::default() })?;
        Ok(())
    }

    /// A letter to be sent.
    pub(crate) fn letter(&self, to: &str, subject: Text, told: Text, lang: Lang) -> Job {
        let letter =
            Letter { to: to.to_owned(), subject: subject.get(lang).to_owned(), text: told.get(lang).to_owned() };
        Job {
            id: short_id("mail", self.chance.as_ref()),
            kind: "mail".to_owned(),
            data: serde_json::to_string(&letter).unwrap_or_default(),
            due: self.clock.now(),
            attempts: 0,
            state: JobState::Waiting,
            trouble: String::new(),
        }
    }

    /// An account by its id.
    ///
    /// # Errors
    /// If the store does not work.
    pub fn account(&self, id: &str) -> Result<Option<Account>, AppError> {
        let row = self.store.row(Table::Account, id)?;
        Ok(row.as_ref().map(Account::read).transpose()?)
    }

    fn actor(&self, account: Account, organisation: &str, scopes: BTreeSet<Scope>) -> Result<Actor, AppError> {
        let membership = account.memberships.iter().find(|m| m.organisation == organisation);
        let membership = membership.or_else(|| account.memberships.first());
        let (roles, organisation) = match membership {
            Some(m) => (m.roles.clone(), self.organisation(&m.organisation)?),
            None => (BTreeSet::new(), None),
        };
        let person = self.person(&account.person)?;
        Ok(Actor { account, person, organisation, roles, scopes })
    }

    /// The person of an id; without a name where it was erased.
    ///
    /// # Errors
    /// If the store does not work.
    pub fn person(&self, id: &str) -> Result<Person, AppError> {
        let row = self.store.row(Table::Person, id)?;
        let person = row.as_ref().map(Person::read).transpose()?;
        let erased =
            || Person { id: id.to_owned(), name: Text::new("(erased)", "（已删除）"), email: String::new() };
        Ok(person.unwrap_or_else(erased))
    }
}

fn reset_is_over() -> AppError {
    AppError::not_found("this link is over; ask for a new one", "链接已失效，请重新索取")
}

/// Adds roles in an organisation to an account.
pub(crate) fn join(account: &mut Account, organisation: &str, roles: &BTreeSet<Role>) {
    match account.memberships.iter_mut().find(|m| m.organisation == organisation) {
        Some(m) => m.roles.extend(roles),
        None => account.memberships.push(Membership { organisation: organisation.to_owned(), roles: roles.clone() }),
    }
}

/// A name given in one script stands for both.
pub(crate) fn both(name: &Text) -> Text {
    let (en, zh) = (name.en.trim(), name.zh.trim());
    Text::new(if en.is_empty() { zh } else { en }, if zh.is_empty() { en } else { zh })
}

fn checked_email(email: &str) -> Result<String, AppError> {
    let email = email.trim().to_lowercase();
    let good = email.len() <= 254
        && email.split_once('@').is_some_and(|(name, host)| {
            !name.is_empty()
                && host.contains('.')
                && !host.starts_with('.')
                && !host.ends_with('.')
                && !host.contains('@')
        })
        && !email.chars().any(|c| c.is_whitespace() || c.is_control());
    if good {
        return Ok(email);
    }
    Err(AppError::Invalid(vec![FieldFault {
        field: "email".to_owned(),
        what: Text::new("this is not an e-mail address", "邮箱地址格式不正确"),
        help: Text::new("write it as name@example.com", "请按 name@example.com 的格式填写"),
    }]))
}

fn checked_password(password: &str, email: &str) -> Result<(), AppError> {
    let name = email.split('@').next().unwrap_or_default();
    let weak = password.chars().count() < PASSWORD_LENGTH_MIN
        || password.chars().collect::<BTreeSet<_>>().len() < 5
        || (name.len() >= 4 && password.to_lowercase().contains(name));
    if !weak && password.len() <= PASSWORD_BYTES_MAX {
        return Ok(());
    }
    Err(AppError::Invalid(vec![FieldFault {
        field: "password".to_owned(),
        what: Text::new("this password is too easy to guess, or too long", "密码过于简单或过长"),
        help: Text::new(
            "use at least 12 characters, not all alike, without your address; four random words are good",
            "请使用至少12个字符，不要全部相同，也不要包含邮箱名；四个随机词语即可",
        ),
    }]))
}

impl App {
    /// An organisation by its id.
    ///
    /// # Errors
    /// If the store does not work.
    pub fn organisation(&self, id: &str) -> Result<Option<Organisation>, AppError> {
        if id.is_empty() {
            return Ok(None);
        }
        let row = self.store.row(Table::Organisation, id)?;
        Ok(row.as_ref().map(Organisation::read).transpose()?)
    }

    /// All organisations of one kind, or of any.
    ///
    /// # Errors
    /// If the store does not work.
    pub fn organisations(&self, kind: Option<OrganisationKind>) -> Result<Vec<Organisation>, AppError> {
        let rows = self.store.rows(Table::Organisation, None, "", 10_000)?;
        let all: Result<Vec<Organisation>, _> = rows.iter().map(Organisation::read).collect();
        Ok(all?.into_iter().filter(|o| kind.is_none_or(|k| o.kind == k)).collect())
    }
}
