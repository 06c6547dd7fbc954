//! Who asks, and organisations.

use crate::ask::{Answer, Ask};
use crate::reply::Reply;
use certmap_app::{AppError, Organisation, OrganisationKind};
use certmap_base::Text;
use serde_json::{Value, json};

fn both(text: &Text) -> Value {
    json!({"en": text.en, "zh": text.zh})
}

fn organisation(o: &Organisation) -> Value {
    json!({"id": o.id, "kind": o.kind.word(), "name": both(&o.name), "country": o.country, "agent": o.agent})
}

/// Who the token belongs to.
pub(crate) fn me(ask: &Ask) -> Answer {
    let actor = ask.actor()?;
    Ok(Reply::json(&json!({
        "account": actor.account.id,
        "person": actor.person.id,
        "name": both(&actor.person.name),
        "operator": actor.account.operator,
        "organisation": actor.organisation.as_ref().map(organisation),
        "roles": actor.roles.iter().map(|r| r.word()).collect::<Vec<_>>(),
        "scopes": actor.scopes.iter().map(|s| s.word()).collect::<Vec<_>>(),
    })))
}

/// The own organisation and those that it acts for; for an operator all of them.
pub(crate) fn organisations(ask: &Ask) -> Answer {
    let actor = ask.actor()?;
    let mut all = if actor.account.operator {
        ask.app().organisations(None)?
    } else {
        ask.app().clients(actor.organisation_id())?
    };
    let own = actor.organisation.as_ref().filter(|o| !all.iter().any(|other| other.id == o.id));
    all.splice(0..0, own.cloned());
    Ok(Reply::json(&json!({"organisations": all.iter().map(organisation).collect::<Vec<_>>()})))
}

/// Makes an organisation.
pub(crate) fn make_organisation(ask: &Ask) -> Answer {
    let body = ask.json()?;
    let word = |at: &str| body.pointer(at).and_then(Value::as_str).unwrap_or_default();
    let kind = OrganisationKind::parse(word("/kind"))
        .ok_or_else(|| AppError::field("kind", "there is no such kind of organisation", "没有该类组织"))?;
    let name = Text::new(word("/name/en"), word("/name/zh"));
    let made = ask.app().make_organisation(ask.actor()?, kind, &name, word("/country"))?;
    Ok(Reply::json(&organisation(&made)).status(201))
}
