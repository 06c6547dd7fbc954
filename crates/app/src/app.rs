//! The service: its ports, its law, and what all use cases share.

use crate::law::Law;
use crate::port::{Blobs, Chance, Clock, Store, Trace};
use crate::secret::{digest, secret};
use crate::who::Actor;
use certmap_base::Date;
use certmap_case::Moment;
use std::sync::Arc;

/// The service.
pub struct App {
    /// Where everything is kept.
    pub store: Arc<dyn Store>,
    /// Where papers are kept.
    pub blobs: Arc<dyn Blobs>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Chance.
    pub chance: Arc<dyn Chance>,
    /// Packs and calendars.
    pub law: Law,
    /// What the first administrator has to type; printed where the service is started.
    pub setup_code: String,
}

impl App {
    /// The service over its ports.
    pub fn new(
        store: Arc<dyn Store>,
        blobs: Arc<dyn Blobs>,
        clock: Arc<dyn Clock>,
        chance: Arc<dyn Chance>,
        law: Law,
    ) -> App {
        let code = digest(secret(chance.as_ref()).as_bytes());
        let setup_code = code.chars().take(12).collect();
        App { store, blobs, clock, chance, law, setup_code }
    }

    /// Now.
    #[must_use]
    pub fn now(&self) -> Moment {
        self.clock.now()
    }

    /// Today, in universal time.
    #[must_use]
    pub fn today(&self) -> Date {
        self.clock.now().day()
    }

    /// A line of the trail.
    #[must_use]
    pub fn trace(&self, actor: Option<&Actor>, action: &str, object: &str, outcome: &str) -> Trace {
        Trace {
            at: self.clock.now(),
            person: actor.map(|a| a.person.id.clone()).unwrap_or_default(),
            organisation: actor.map(|a| a.organisation_id().to_owned()).unwrap_or_default(),
            action: action.to_owned(),
            object: object.to_owned(),
            outcome: outcome.to_owned(),
        }
    }
}
