//! A service over memory, with a clock that stands still and chance that counts.

use certmap_app::{
    Account, Actor, App, Batch, Chance, Clock, Law, Organisation, OrganisationKind, Person, Row, RowChange, Scope,
    Store, Table, digest,
};
use certmap_base::Text;
use certmap_case::Moment;
use certmap_case::stored::Role;
use certmap_plan::Calendars;
use certmap_testkit::Texts;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

struct Still;

impl Clock for Still {
    fn now(&self) -> Moment {
        Moment::parse("2026-11-21T10:00:00Z").unwrap()
    }
}

#[derive(Default)]
struct Counting(AtomicU64);

impl Chance for Counting {
    fn bytes(&self) -> [u8; 32] {
        let hex = digest(&self.0.fetch_add(1, Ordering::SeqCst).to_be_bytes());
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(hex.as_bytes().chunks(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
        }
        bytes
    }
}

pub(crate) struct World {
    pub(crate) app: App,
}

impl World {
    pub(crate) fn new() -> World {
        let law =
            certmap_testkit::Law::new("xx-radio").rule("entry", "fans", r#"product is "fan" and max(voltage) > 36 V"#);
        let texts = Texts::small().law("xx-law", &law);
        let list = texts.list().into_iter().map(|(n, t)| (n.to_owned(), t.to_owned())).collect();
        let library: &'static certmap_pack::Library = Box::leak(Box::new(texts.library()));
        let store: Arc<dyn Store> = Arc::new(certmap_store::Memory::default());
        let blobs = Arc::new(certmap_store::MemoryBlobs::default());
        let law = Law::new(library, Calendars::new(), list);
        World { app: App::new(store, blobs, Arc::new(Still), Arc::new(Counting::default()), law) }
    }

    /// Somebody of an organisation, which is kept.
    pub(crate) fn actor(&self, organisation: &str, agent: Option<&str>, roles: &[Role]) -> Actor {
        let kind = match organisation {
            "consultant" => OrganisationKind::Consultant,
            "laboratory" => OrganisationKind::Laboratory,
            _ => OrganisationKind::Exporter,
        };
        let kept = Organisation {
            id: organisation.to_owned(),
            kind,
            name: Text::same(organisation),
            country: "XX".to_owned(),
            agent: agent.map(str::to_owned),
        };
        let row = Row {
            table: Table::Organisation,
            key: organisation.to_owned(),
            version: 1,
            aliases: BTreeSet::new(),
            owner: agent.unwrap_or_default().to_owned(),
            data: serde_json::to_string(&kept).unwrap(),
            expires: None,
        };
        self.app.store.write(&Batch { rows: vec![RowChange::Put(row)], ..Batch::default() }).unwrap();
        let email = format!("ann@{organisation}.example");
        Actor {
            account: Account {
                id: format!("a-{organisation}"),
                person: format!("p-{organisation}"),
                email: email.clone(),
                password_hash: String::new(),
                memberships: Vec::new(),
                operator: false,
                closed: false,
                chinese: false,
            },
            person: Person { id: format!("p-{organisation}"), name: Text::same("Ann"), email },
            organisation: Some(kept),
            roles: roles.iter().copied().collect(),
            scopes: BTreeSet::from([Scope::Read, Scope::Write]),
        }
    }
}
