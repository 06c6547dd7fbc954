//! A body, a laboratory, an exporter and their people, as the use cases make them.

use certmap_app::{
    Account, Actor, App, AppError, Blobs, Broken, CaseFile, Chance, Clock, FieldKind, Law, NewAccount, Offer,
    OrganisationKind, Typed, Upload, digest,
};
use certmap_base::{Date, Text};
use certmap_case::Moment;
use certmap_case::stored::Role;
use certmap_pack::{Behaviour, Library};
use certmap_plan::Calendars;
use certmap_testkit::Texts;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

/// A clock that the test moves.
pub(crate) struct Hands(pub AtomicI64);

impl Clock for Hands {
    fn now(&self) -> Moment {
        Moment::parse("2027-01-04T08:00:00Z").unwrap().plus_seconds(self.0.load(Ordering::SeqCst))
    }
}

/// Chance that can be repeated.
#[derive(Default)]
pub(crate) struct Counter(AtomicU64);

impl Chance for Counter {
    fn bytes(&self) -> [u8; 32] {
        let n = self.0.fetch_add(1, Ordering::SeqCst);
        let text = digest(&n.to_le_bytes());
        let mut bytes = [0; 32];
        for (b, c) in bytes.iter_mut().zip(text.bytes()) {
            *b = c;
        }
        bytes
    }
}

/// Papers in memory.
#[derive(Default)]
pub(crate) struct Shelf(Mutex<BTreeMap<String, Vec<u8>>>);

impl Blobs for Shelf {
    fn put(&self, bytes: &[u8]) -> Result<String, Broken> {
        let digest = digest(bytes);
        self.0.lock().unwrap().insert(digest.clone(), bytes.to_vec());
        Ok(digest)
    }

    fn get(&self, digest: &str) -> Result<Option<Vec<u8>>, Broken> {
        Ok(self.0.lock().unwrap().get(digest).cloned())
    }

    fn digests(&self) -> Result<Vec<String>, Broken> {
        Ok(self.0.lock().unwrap().keys().cloned().collect())
    }
}

pub(crate) fn library() -> &'static Library {
    static LIBRARY: OnceLock<Library> = OnceLock::new();
    LIBRARY.get_or_init(|| Texts::repository().library())
}

/// A service with people.
pub(crate) struct Town {
    pub app: App,
    pub hands: Arc<Hands>,
    pub people: BTreeMap<&'static str, Actor>,
    pub operator: Actor,
}

pub(crate) const BASE: &str = "http://localhost";

/// Organisations: id, kind; and people: name, organisation, roles.
const ORGANISATIONS: [(&str, OrganisationKind); 6] = [
    ("holder", OrganisationKind::Exporter),
    ("rival", OrganisationKind::Exporter),
    ("adviser", OrganisationKind::Consultant),
    ("lab", OrganisationKind::Laboratory),
    ("body", OrganisationKind::Body),
    ("maker", OrganisationKind::Factory),
];
const PEOPLE: [(&str, &str, Role); 9] = [
    ("ann", "holder", Role::Applicant),
    ("ray", "rival", Role::Applicant),
    ("olga", "body", Role::CaseOfficer),
    ("erik", "body", Role::Auditor),
    ("lin", "lab", Role::Laboratory),
    ("rita", "body", Role::Reviewer),
    ("dan", "body", Role::DecisionMaker),
    ("kim", "body", Role::RegisterKeeper),
    ("ada", "body", Role::Administrator),
];

impl Town {
    /// Everybody has an account, the people are competent, and the laboratory is approved.
    pub(crate) fn new() -> Town {
        let hands = Arc::new(Hands(AtomicI64::new(0)));
        let law = Law::new(
            library(),
            Calendars::new(),
            Texts::repository().list().into_iter().map(|(n, t)| (n.to_owned(), t.to_owned())).collect(),
        );
        let store = Arc::new(certmap_store::Memory::default());
        let app = App::new(store, Arc::new(Shelf::default()), hands.clone(), Arc::new(Counter::default()), law);
        let code = app.setup_code.clone();
        let operator = app.set_up(&code, &new_account("root@example.com")).unwrap().actor;
        let mut town = Town { app, hands, people: BTreeMap::new(), operator };
        let mut ids = BTreeMap::new();
        for (name, kind) in ORGANISATIONS {
            let organisation = town.app.make_organisation(&town.operator, kind, &Text::same(name), "CN").unwrap();
            ids.insert(name, organisation.id);
        }
        for (name, organisation, role) in PEOPLE {
            let actor = town.join(name, &ids[organisation], role);
            town.people.insert(name, actor);
        }
        for (name, function) in [("erik", "evaluate"), ("rita", "review"), ("dan", "decide"), ("olga", "hear_appeal")] {
            let typed = town
                .typed(&[("kind", "competence"), ("organisation", &ids["body"]), ("from", "2026-01-01")])
                .with("person", town.people[name].person.id.as_str())
                .with("function", function);
            town.app.new_record(&town.people["ada"], &town.with_file(typed, "document")).unwrap();
        }
        let typed =
            town.typed(&[("kind", "laboratory_approval"), ("organisation", &ids["lab"]), ("from", "2026-01-01")]);
        town.app.new_record(&town.people["ada"], &town.with_file(typed, "document")).unwrap();
        town
    }

    fn join(&self, name: &str, organisation: &str, role: Role) -> Actor {
        let email = format!("{name}@example.com");
        let roles = BTreeSet::from([role]);
        let secret = self.app.invite(&self.operator, organisation, &email, roles, BASE).unwrap();
        self.app.accept_invitation(&secret, &new_account(&email)).unwrap().actor
    }

    pub(crate) fn id_of(&self, name: &str) -> String {
        self.people[name].organisation_id().to_owned()
    }

    pub(crate) fn typed(&self, values: &[(&str, &str)]) -> Typed {
        values.iter().fold(Typed::default(), |t, (name, value)| t.with(name, *value))
    }

    /// The same with a file.
    pub(crate) fn with_file(&self, mut typed: Typed, field: &str) -> Typed {
        let digest = self.app.blobs.put(field.as_bytes()).unwrap();
        typed.uploads.entry(field.to_owned()).or_default().push(Upload { name: format!("{field}.pdf"), digest });
        typed
    }

    pub(crate) fn wait(&self, days: i64) {
        self.hands.0.fetch_add(days * 86_400, Ordering::SeqCst);
    }

    /// A case of the exporter.
    pub(crate) fn case(&self, scheme: &str, market: &str, body: &str) -> Result<CaseFile, AppError> {
        let typed = self
            .typed(&[
                ("scheme", scheme),
                ("market", market),
                ("purpose", "initial"),
                ("body", body),
                ("factories", "factory-1, CN"),
                ("units", "unit-1: M1, M2"),
                ("auditors_travel", "yes"),
            ])
            .with("holder", self.id_of("ann"));
        self.app.new_case(&self.people["ann"], &typed, None)
    }

    /// Fills an offer in as its fields ask.
    pub(crate) fn fill(&self, offer: &Offer, file: &CaseFile, today: Date) -> Typed {
        let mut typed = offer.filled.clone();
        for f in offer.action.fields {
            if !typed.get(f.name).is_empty() || (f.optional && f.name != "documents") {
                continue;
            }
            let value = match (f.name, f.kind) {
                ("due" | "until", _) => today.add_days(30).to_string(),
                (_, FieldKind::Date) => today.to_string(),
                (_, FieldKind::File) => {
                    typed = self.with_file(typed, f.name);
                    continue;
                }
                (_, FieldKind::Choice(choices)) => choices[0].word.to_owned(),
                (_, FieldKind::Laboratory) => self.id_of("lin"),
                (_, FieldKind::Staff) => self.staff(typed.get("function")),
                (_, FieldKind::Amount) => "2000.50".to_owned(),
                (_, FieldKind::Number) => "2".to_owned(),
                ("items", _) => "s-1: M1, 0001\ns-2: M2".to_owned(),
                ("standards", _) => "GB 4943.1-2022".to_owned(),
                ("currency", _) => "CNY".to_owned(),
                ("number", _) => format!("N-{}", offer.run.as_ref().map_or_else(String::new, ToString::to_string)),
                _ => "as asked".to_owned(),
            };
            typed = typed.with(f.name, value);
        }
        let step = offer.run.as_ref().and_then(|r| file.case.step(&r.step));
        if offer.action.name == "record_answer" && step.is_some_and(|s| s.behaviour == Behaviour::Issue) {
            typed = typed.with("number", "OUTSIDE-1");
        }
        if offer.action.name == "plan_visit" {
            typed = typed.with("travels", "yes");
        }
        for (kind, _) in &offer.papers {
            typed = self.with_file(typed, &format!("document:{kind}"));
        }
        typed
    }

    fn staff(&self, function: &str) -> String {
        let name = match function {
            "review" => "rita",
            "decide" => "dan",
            _ => "erik",
        };
        self.people[name].person.id.clone()
    }
}

pub(crate) fn new_account(email: &str) -> NewAccount {
    NewAccount {
        email: email.to_owned(),
        name: Text::new(email.split('@').next().unwrap(), ""),
        password: "correct horse battery staple".to_owned(),
        chinese: false,
    }
}

/// The account behind a name.
pub(crate) fn account(town: &Town, name: &str) -> Account {
    town.people[name].account.clone()
}
