//! Who may come to a route. It is checked before the handler; what a use case checks itself comes on top.

use certmap_app::{Actor, AppError, ItemKind, OrganisationKind, Store, of_organisation};
use certmap_case::stored::Role;

/// Who may come to a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Everybody.
    Public,
    /// Whoever is signed in.
    SignedIn,
    /// Whoever acts for an organisation.
    Member,
    /// Administrators of an organisation.
    Administrator,
    /// Who runs the service.
    Operator,
    /// Whoever has one of these roles.
    Role(&'static [Role]),
    /// People of organisations of these kinds.
    Kind(&'static [OrganisationKind]),
    /// People of organisations that an item belongs to. Its id is `{id}` in the path.
    Party(ItemKind),
    /// Whoever may by one of these.
    Any(&'static [Access]),
    /// Whoever may by all of these.
    All(&'static [Access]),
}

impl Access {
    /// Whether everybody may, signed in or not.
    #[must_use]
    pub fn is_public(self) -> bool {
        self == Access::Public
    }

    /// Whether somebody may come here, as far as it depends on who it is and not on what is looked at.
    #[must_use]
    pub fn welcomes(self, actor: &Actor) -> bool {
        match self {
            Access::Public | Access::SignedIn => true,
            Access::Member | Access::Party(_) => actor.organisation.is_some(),
            Access::Administrator => actor.organisation.is_some() && actor.has(Role::Administrator),
            Access::Operator => actor.account.operator,
            Access::Role(roles) => roles.iter().any(|r| actor.has(*r)),
            Access::Kind(kinds) => actor.kind().is_some_and(|k| kinds.contains(&k)),
            Access::Any(rules) => rules.iter().any(|r| r.welcomes(actor)),
            Access::All(rules) => rules.iter().all(|r| r.welcomes(actor)),
        }
    }

    /// Whether the actor may come here, and why not.
    ///
    /// # Errors
    /// If not, or if the store does not work.
    pub fn check(self, actor: Option<&Actor>, id: Option<&str>, store: &dyn Store) -> Result<(), AppError> {
        if self.is_public() {
            return Ok(());
        }
        let actor = actor.ok_or(AppError::NotSignedIn)?;
        if !self.welcomes(actor) {
            return Err(self.refusal());
        }
        if self.is_party(actor, id.unwrap_or_default(), store)? { Ok(()) } else { Err(nothing_here()) }
    }

    fn is_party(self, actor: &Actor, id: &str, store: &dyn Store) -> Result<bool, AppError> {
        match self {
            Access::Party(kind) => {
                let link = of_organisation(actor.organisation_id());
                Ok(store.item(kind, id)?.is_some_and(|item| item.links.contains(&link)))
            }
            Access::Any(rules) => {
                for rule in rules.iter().filter(|r| r.welcomes(actor)) {
                    if rule.is_party(actor, id, store)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Access::All(rules) => {
                for rule in rules {
                    if !rule.is_party(actor, id, store)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            _ => Ok(true),
        }
    }

    fn refusal(self) -> AppError {
        let (en, zh) = match self {
            Access::Administrator => {
                ("only an administrator of an organisation may do this", "只有组织的管理员可以进行此操作")
            }
            Access::Operator => ("only those who run this service may do this", "只有本服务的运营人员可以进行此操作"),
            Access::Member | Access::Party(_) => (
                "your account belongs to no organisation, so there is nothing here for it",
                "您的账户不属于任何组织，无可查看的内容",
            ),
            _ => (
                "your role does not allow this; ask an administrator of your organisation",
                "您的角色无权进行此操作，请联系本组织管理员",
            ),
        };
        AppError::forbidden(en, zh)
    }
}

/// Who is no party cannot tell whether it exists.
pub(crate) fn nothing_here() -> AppError {
    AppError::not_found("there is nothing at this address, or it is not yours to see", "此地址没有内容，或您无权查看")
}
