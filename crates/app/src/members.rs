//! Organisations and the people in them.

use crate::account::both;
use crate::app::App;
use crate::error::AppError;
use crate::port::{Batch, RowChange, Table};
use crate::secret::short_id;
use crate::who::{Account, Actor, InRow, Organisation, OrganisationKind, Person};
use certmap_base::Text;
use certmap_case::stored::Role;
use std::collections::BTreeSet;

impl App {
    /// Makes an organisation: an operator any, a consultant a client to act for.
    ///
    /// # Errors
    /// If the actor may not, or name or country is wrong.
    pub fn new_organisation(
        &self,
        actor: &Actor,
        kind: OrganisationKind,
        name: &Text,
        country: &str,
    ) -> Result<Organisation, AppError> {
        let consultant = actor.kind() == Some(OrganisationKind::Consultant) && actor.has(Role::Applicant);
        let client = consultant && matches!(kind, OrganisationKind::Exporter | OrganisationKind::Factory);
        if !actor.account.operator && !client {
            return Err(AppError::forbidden(
                "only whoever runs the service makes organisations, and a consultant its clients",
                "只有服务运营者可以创建组织；咨询机构可以创建其客户",
            ));
        }
        if name.is_empty() || name.en.len() + name.zh.len() > 1000 {
            return Err(AppError::field(
                "name",
                "write the legal name, in one script or both",
                "请填写法定名称（中文、英文或两者）",
            ));
        }
        let country = country.trim().to_uppercase();
        if self.law.library.common.markets.market(&country).is_none() {
            return Err(AppError::field(
                "country",
                format!("`{country}` is not a country code"),
                format!("`{country}` 不是国家代码"),
            ));
        }
        let organisation = Organisation {
            id: short_id("org", self.chance.as_ref()),
            kind,
            name: both(name),
            country,
            agent: (client && !actor.account.operator).then(|| actor.organisation_id().to_owned()),
        };
        let object = format!("org:{}", organisation.id);
        let trail = vec![self.trace(Some(actor), "organisation.made", &object, "done")];
        let rows = vec![RowChange::Put(organisation.row(1))];
        self.store.write(&Batch { rows, trail, ..Batch::default() })?;
        Ok(organisation)
    }

    /// Organisations that the actor may name: the own one, clients, and those that work with everybody (laboratories and
    /// bodies); all of them for a body and for whoever runs the service.
    ///
    /// # Errors
    /// If the store does not work.
    pub fn known_organisations(&self, actor: &Actor) -> Result<Vec<Organisation>, AppError> {
        let all = self.organisations(None)?;
        let own = actor.organisation_id();
        let everything = actor.account.operator || actor.kind() == Some(OrganisationKind::Body);
        let known = |o: &Organisation| {
            everything
                || o.id == own
                || o.agent.as_deref() == Some(own)
                || matches!(o.kind, OrganisationKind::Laboratory | OrganisationKind::Body)
        };
        Ok(all.into_iter().filter(known).collect())
    }

    /// Members of an organisation: account, person, roles.
    ///
    /// # Errors
    /// If the store does not work.
    pub fn members(&self, organisation: &str) -> Result<Vec<(Account, Person, BTreeSet<Role>)>, AppError> {
        let mut members = Vec::new();
        let mut after = String::new();
        loop {
            let rows = self.store.rows(Table::Account, None, &after, 1000)?;
            for row in &rows {
                let account = Account::read(row)?;
                let membership = account.memberships.iter().find(|m| m.organisation == organisation).cloned();
                if let Some(membership) = membership {
                    let person = self.person(&account.person)?;
                    members.push((account, person, membership.roles));
                }
            }
            match rows.last() {
                Some(last) if rows.len() == 1000 => after.clone_from(&last.key),
                _ => return Ok(members),
            }
        }
    }

    /// Changes the roles of a member; none takes the member out. The last administrator stays one.
    ///
    /// # Errors
    /// If the actor may not, there is no such member, or it would leave nobody who can.
    pub fn set_roles(
        &self,
        actor: &Actor,
        organisation: &str,
        account: &str,
        roles: BTreeSet<Role>,
    ) -> Result<(), AppError> {
        let own = actor.organisation_id() == organisation && actor.has(Role::Administrator);
        if !own && !actor.account.operator {
            return Err(AppError::forbidden(
                "only an administrator of the organisation changes roles",
                "只有本组织的管理员可以更改角色",
            ));
        }
        let members = self.members(organisation)?;
        let admin =
            |(a, _, r): &&(Account, Person, BTreeSet<Role>)| a.id != account && r.contains(&Role::Administrator);
        let was_admin = members.iter().any(|(a, _, r)| a.id == account && r.contains(&Role::Administrator));
        if was_admin && !roles.contains(&Role::Administrator) && members.iter().find(admin).is_none() {
            return Err(AppError::field(
                "roles",
                "this is the last administrator; make another one first",
                "这是最后一位管理员，请先指定另一位",
            ));
        }
        let kind = self.organisation(organisation)?.map(|o| o.kind);
        if roles.iter().any(|r| !kind.is_some_and(|k| k.roles().contains(r))) {
            return Err(AppError::field("roles", "such an organisation has no such role", "该类组织没有此角色"));
        }
        let row = self.store.row(Table::Account, account)?;
        let row = row.ok_or_else(|| AppError::not_found("there is no such member", "没有该成员"))?;
        let mut changed = Account::read(&row)?;
        let Some(at) = changed.memberships.iter().position(|m| m.organisation == organisation) else {
            return Err(AppError::not_found("there is no such member", "没有该成员"));
        };
        if roles.is_empty() {
            changed.memberships.remove(at);
        } else if let Some(membership) = changed.memberships.get_mut(at) {
            membership.roles = roles;
        }
        let trail = vec![self.trace(Some(actor), "member.roles", &format!("account:{account}"), "done")];
        let rows = vec![RowChange::Put(changed.row(row.version + 1))];
        self.store.write(&Batch { rows, trail, ..Batch::default() })?;
        Ok(())
    }
}
