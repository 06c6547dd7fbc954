//! Organisations and the people in them, sessions, the outbox and the trail.

use crate::account::{both, short_session};
use crate::app::App;
use crate::error::AppError;
use crate::port::{Batch, Job, JobState, RowChange, Table, Trace, TraceQuery};
use crate::secret::short_id;
use crate::who::{Account, Actor, InRow, Organisation, OrganisationKind, Person};
use certmap_base::Text;
use certmap_case::stored::Role;
use serde::Deserialize;
use std::collections::BTreeSet;

pub use crate::account::SessionSeen;

/// Somebody in an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Account.
    pub account: Account,
    /// Person.
    pub person: Person,
    /// Roles in the organisation.
    pub roles: BTreeSet<Role>,
}

impl App {
    /// Makes an organisation: an operator one of any kind, a consultant one that it acts for.
    ///
    /// # Errors
    /// If the actor may not, or a field is wrong.
    pub fn make_organisation(
        &self,
        actor: &Actor,
        kind: OrganisationKind,
        name: &Text,
        country: &str,
    ) -> Result<Organisation, AppError> {
        let consults = actor.kind() == Some(OrganisationKind::Consultant) && !actor.roles.is_empty();
        let client = matches!(kind, OrganisationKind::Exporter | OrganisationKind::Factory);
        let may = actor.account.operator || (consults && client);
        if !may {
            return Err(AppError::forbidden(
                "only those who run this service make such organisations; a consultant makes those that it acts for",
                "只有本服务的运营人员可以创建此类组织；咨询机构可以创建其代理的组织",
            ));
        }
        let name = both(name);
        if name.is_empty() || name.en.chars().count() > 200 || name.zh.chars().count() > 200 {
            return Err(AppError::field(
                "name_en",
                "write the legal name, at most 200 characters",
                "请填写法定名称，不超过200个字符",
            ));
        }
        let country = country.trim().to_uppercase();
        if self.law.library.common.markets.market(&country).is_none() {
            return Err(AppError::field("country", "choose a country", "请选择国家或地区"));
        }
        let agent = (!actor.account.operator || consults).then(|| actor.organisation_id().to_owned());
        let agent = agent.filter(|_| consults && client);
        let organisation = Organisation { id: short_id("o", self.chance.as_ref()), kind, name, country, agent };
        let trail = vec![self.trace(Some(actor), "organisation.made", &format!("org:{}", organisation.id), "done")];
        self.store.write(&Batch { rows: vec![RowChange::Put(organisation.row(1))], trail, ..Batch::default() })?;
        Ok(organisation)
    }

    /// Organisations that an organisation acts for.
    ///
    /// # Errors
    /// If the store does not work.
    pub fn clients(&self, agent: &str) -> Result<Vec<Organisation>, AppError> {
        if agent.is_empty() {
            return Ok(Vec::new());
        }
        let rows = self.store.rows(Table::Organisation, Some(agent), "", 10_000)?;
        rows.iter().map(|r| Organisation::read(r).map_err(AppError::from)).collect()
    }

    /// The people of an organisation, by name.
    ///
    /// # Errors
    /// If the store does not work.
    pub fn members(&self, organisation: &str) -> Result<Vec<Member>, AppError> {
        let mut members = Vec::new();
        let mut after = String::new();
        loop {
            let rows = self.store.rows(Table::Account, None, &after, 1000)?;
            let Some(last) = rows.last() else { break };
            after.clone_from(&last.key);
            for row in &rows {
                let account = Account::read(row)?;
                let Some(m) = account.memberships.iter().find(|m| m.organisation == organisation) else { continue };
                let (roles, person) = (m.roles.clone(), self.person(&account.person)?);
                members.push(Member { account, person, roles });
            }
        }
        members.sort_by(|a, b| (&a.person.name, &a.account.id).cmp(&(&b.person.name, &b.account.id)));
        Ok(members)
    }

    /// Sets the roles of somebody in the organisation of the actor; none ends the membership. An organisation keeps at least
    /// one administrator.
    ///
    /// # Errors
    /// If the actor is no administrator, or the last administrator would go.
    pub fn set_roles(&self, actor: &Actor, account: &str, roles: BTreeSet<Role>) -> Result<(), AppError> {
        let organisation = actor.organisation.as_ref().filter(|_| actor.has(Role::Administrator));
        let organisation = organisation.ok_or_else(|| {
            AppError::forbidden(
                "only an administrator of the organisation changes roles",
                "只有本组织的管理员可以更改角色",
            )
        })?;
        if roles.iter().any(|r| !organisation.kind.roles().contains(r)) {
            return Err(AppError::field(
                "roles",
                "choose roles that such an organisation has",
                "请选择该类组织可以具有的角色",
            ));
        }
        let nobody = || AppError::not_found("there is no such person in your organisation", "本组织没有该人员");
        let row = self.store.row(Table::Account, account)?.ok_or_else(nobody)?;
        let mut changed = Account::read(&row)?;
        let place = changed.memberships.iter_mut().find(|m| m.organisation == organisation.id).ok_or_else(nobody)?;
        let was_administrator = place.roles.contains(&Role::Administrator);
        if was_administrator && !roles.contains(&Role::Administrator) {
            let others = self.members(&organisation.id)?;
            let others = others.iter().filter(|m| m.account.id != account && !m.account.closed);
            if !others.into_iter().any(|m| m.roles.contains(&Role::Administrator)) {
                return Err(AppError::field(
                    "roles",
                    "this is the last administrator; make somebody else one first",
                    "这是最后一位管理员，请先指定其他管理员",
                ));
            }
        }
        let (before, after) = (words(&place.roles), words(&roles));
        place.roles = roles;
        changed.memberships.retain(|m| !m.roles.is_empty());
        let said = format!("{before} -> {after}");
        let trail = vec![self.trace(Some(actor), "roles.changed", &format!("account:{account}"), &said)];
        self.store.write(&Batch {
            rows: vec![RowChange::Put(changed.row(row.version + 1))],
            trail,
            ..Batch::default()
        })?;
        Ok(())
    }

    /// Sets the language of letters.
    ///
    /// # Errors
    /// If the store does not work.
    pub fn set_language(&self, actor: &Actor, chinese: bool) -> Result<(), AppError> {
        let row = self.store.row(Table::Account, &actor.account.id)?.ok_or(AppError::NotSignedIn)?;
        let account = Account { chinese, ..Account::read(&row)? };
        self.store.write(&Batch { rows: vec![RowChange::Put(account.row(row.version + 1))], ..Batch::default() })?;
        Ok(())
    }

    /// Browsers in which the account is signed in, last seen first.
    ///
    /// # Errors
    /// If the store does not work.
    pub fn sessions(&self, actor: &Actor, secret: &str) -> Result<Vec<SessionSeen>, AppError> {
        let rows = self.store.rows(Table::Session, Some(&actor.account.id), "", 1000)?;
        let mut seen = Vec::new();
        for row in &rows {
            seen.extend(short_session(row, secret, self.clock.now())?);
        }
        seen.sort_by_key(|s| std::cmp::Reverse(s.seen));
        Ok(seen)
    }

    /// Ends a session of the account.
    ///
    /// # Errors
    /// If there is none.
    pub fn end_session(&self, actor: &Actor, hash: &str) -> Result<(), AppError> {
        let row = self.store.row(Table::Session, hash)?.filter(|r| r.owner == actor.account.id);
        row.ok_or_else(|| AppError::not_found("there is no such session", "没有该登录"))?;
        let trail = vec![self.trace(Some(actor), "session.ended", &format!("account:{}", actor.account.id), "done")];
        let rows = vec![RowChange::Erase(Table::Session, hash.to_owned())];
        self.store.write(&Batch { rows, trail, ..Batch::default() })?;
        Ok(())
    }

    /// Letters for the operator: to whom, about what, how far. Their texts have secrets in them and are not shown.
    ///
    /// # Errors
    /// If the actor is not one.
    pub fn outbox(&self, actor: &Actor, state: Option<JobState>, limit: u32) -> Result<Vec<(Job, Envelope)>, AppError> {
        operates(actor)?;
        let jobs = self.store.jobs(state, Some("mail"), limit)?;
        Ok(jobs
            .into_iter()
            .map(|j| (serde_json::from_str(&j.data).unwrap_or_default(), j))
            .map(|(e, j)| (j, e))
            .collect())
    }

    /// Lets a job that was given up be tried again.
    ///
    /// # Errors
    /// If the actor is not an operator, or there is no such job.
    pub fn try_again(&self, actor: &Actor, id: &str) -> Result<(), AppError> {
        operates(actor)?;
        let dead = self.store.jobs(Some(JobState::Dead), None, 10_000)?;
        let job = dead.into_iter().find(|j| j.id == id);
        let job = job.ok_or_else(|| AppError::not_found("there is no such job that was given up", "没有该失败任务"))?;
        // Asked for twice, it is the same job, and is sent once.
        let fresh = Job {
            id: format!("{id}-again"),
            due: self.clock.now(),
            attempts: 0,
            state: JobState::Waiting,
            trouble: String::new(),
            ..job
        };
        let trail = vec![self.trace(Some(actor), "job.again", &format!("job:{id}"), "done")];
        self.store.write(&Batch { jobs: vec![fresh], trail, ..Batch::default() })?;
        Ok(())
    }

    /// The trail: of the organisation for its administrators, all of it for operators. Looking is noted too.
    ///
    /// # Errors
    /// If the actor may see none of it.
    pub fn trail(&self, actor: &Actor, query: &TraceQuery) -> Result<Vec<(u64, Trace)>, AppError> {
        let mut query = query.clone();
        if !actor.account.operator {
            if !actor.has(Role::Administrator) || actor.organisation.is_none() {
                return Err(AppError::forbidden(
                    "only administrators see the audit trail",
                    "只有管理员可以查看审计记录",
                ));
            }
            query.organisation = Some(actor.organisation_id().to_owned());
        }
        Ok(self.store.trail(&query)?)
    }
}

/// What stands on a letter.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Envelope {
    /// Address.
    pub to: String,
    /// Subject.
    pub subject: String,
}

fn operates(actor: &Actor) -> Result<(), AppError> {
    if actor.account.operator {
        return Ok(());
    }
    Err(AppError::forbidden("only those who run this service may do this", "只有本服务的运营人员可以进行此操作"))
}

fn words(roles: &BTreeSet<Role>) -> String {
    roles.iter().map(|r| r.word()).collect::<Vec<_>>().join(",")
}
