//! Lets the people of the demonstration do what the service offers them, so that cases stand in every state.

use certmap_app::{Actor, App, FieldKind, Offer, OrganisationKind, Typed, Upload};
use certmap_case::stored::Role;
use std::collections::BTreeMap;

/// Everybody who plays, the first with something to do goes first.
pub(super) struct Company<'a> {
    pub(super) app: &'a App,
    pub(super) actors: &'a BTreeMap<&'static str, Actor>,
}

impl Company<'_> {
    /// Goes on with a case by so many steps, as far as it goes.
    pub(super) fn advance(&self, id: &str, steps: usize) {
        for _ in 0..steps {
            if !self.actors.values().any(|actor| self.one(actor, id)) {
                return;
            }
        }
    }

    fn one(&self, actor: &Actor, id: &str) -> bool {
        let Ok(file) = self.app.case_file(actor, id) else { return false };
        let offers = self.app.offers(actor, &file);
        let mut main = offers.iter().filter(|o| !o.aside);
        main.any(|offer| {
            let typed = self.filled(offer);
            self.app.do_in_case(actor, id, offer.action.name, None, &typed).is_ok()
        })
    }

    /// A form, filled in as somebody would who only wants to see it work.
    fn filled(&self, offer: &Offer) -> Typed {
        let today = self.app.today();
        let mut typed = offer.filled.clone();
        for field in offer.action.fields {
            if !typed.get(field.name).is_empty() || (field.optional && field.name != "documents") {
                continue;
            }
            let value = match (field.name, field.kind) {
                ("due" | "until", _) => today.add_days(30).to_string(),
                (_, FieldKind::Date) => today.to_string(),
                (_, FieldKind::File) => {
                    self.attach(&mut typed, field.name);
                    continue;
                }
                (_, FieldKind::Choice(choices)) => choices.first().map_or("", |c| c.word).to_owned(),
                (_, FieldKind::Laboratory) => self.organisation(OrganisationKind::Laboratory),
                (_, FieldKind::Staff) => self.staff(typed.get("function")),
                (_, FieldKind::Amount) => "2000".to_owned(),
                (_, FieldKind::Number) => "2".to_owned(),
                ("items", _) => "s-1: M1, 0001".to_owned(),
                ("standards", _) => "GB 4943.1-2022".to_owned(),
                ("currency", _) => "CNY".to_owned(),
                ("number", _) => format!("SPECIMEN-{}", typed.get("run").replace('@', "-")),
                ("whom", _) => "the body | 认证机构".to_owned(),
                _ => "in order".to_owned(),
            };
            typed = typed.with(field.name, value);
        }
        for (kind, _) in &offer.papers {
            self.attach(&mut typed, &format!("document:{kind}"));
        }
        typed
    }

    fn attach(&self, typed: &mut Typed, field: &str) {
        let name = field.trim_start_matches("document:");
        if let Ok(digest) = self.app.blobs.put(format!("specimen: {name}\n").as_bytes()) {
            typed.uploads.entry(field.to_owned()).or_default().push(Upload { name: format!("{name}.txt"), digest });
        }
    }

    fn organisation(&self, kind: OrganisationKind) -> String {
        let found = self.actors.values().find(|a| a.kind() == Some(kind));
        found.map_or_else(String::new, |a| a.organisation_id().to_owned())
    }

    fn staff(&self, function: &str) -> String {
        let role = match function {
            "review" => Role::Reviewer,
            "decide" => Role::DecisionMaker,
            _ => Role::Auditor,
        };
        let found = self.actors.values().find(|a| a.has(role));
        found.map_or_else(String::new, |a| a.person.id.clone())
    }

    /// Makes the people of the body competent, and approves the laboratory.
    pub(super) fn qualify(&self) {
        let keeps = |a: &&Actor| a.has(Role::Administrator) && a.kind() == Some(OrganisationKind::Body);
        let Some(keeper) = self.actors.values().find(keeps) else { return };
        let record = |kind: &str, organisation: String| {
            let mut typed = Typed::default()
                .with("kind", kind)
                .with("organisation", organisation)
                .with("from", self.app.today().add_days(-365).to_string());
            self.attach(&mut typed, "document");
            typed
        };
        for function in ["evaluate", "review", "decide"] {
            let typed = record("competence", keeper.organisation_id().to_owned());
            let typed = typed.with("person", self.staff(function)).with("function", function);
            let _ = self.app.new_record(keeper, &typed);
        }
        let _ = self
            .app
            .new_record(keeper, &record("laboratory_approval", self.organisation(OrganisationKind::Laboratory)));
    }
}
