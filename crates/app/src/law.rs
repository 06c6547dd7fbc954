//! The packs and calendars that the service works with.

use certmap_calendar::Calendar;
use certmap_pack::Library;
use certmap_plan::Calendars;
use certmap_scope::Engine;
use std::collections::BTreeMap;

/// Packs and calendars, read once when the service starts.
pub struct Law {
    /// Checked packs.
    pub library: &'static Library,
    /// The packs as one program.
    pub engine: Engine<'static>,
    /// Working days.
    pub calendars: Calendars,
    /// The same with expected holidays at their longest.
    pub cautious: Calendars,
    /// Days off by country, for drawing; without them only weekends are shaded.
    pub days: BTreeMap<String, Calendar>,
    /// Name and text of each file of the packs, so that what a decision used can be kept.
    pub texts: Vec<(String, String)>,
}

impl Law {
    /// Law from checked packs, calendars and the texts of the packs.
    #[must_use]
    pub fn new(library: &'static Library, calendars: Calendars, texts: Vec<(String, String)>) -> Law {
        let cautious = calendars.cautious();
        Law { library, engine: Engine::new(library), calendars, cautious, days: BTreeMap::new(), texts }
    }

    /// With days off by country.
    #[must_use]
    pub fn with_days(self, days: BTreeMap<String, Calendar>) -> Law {
        Law { days, ..self }
    }

    /// The texts of one pack and of what all packs share, as one document: what stands behind a digest.
    #[must_use]
    pub fn text_of(&self, pack: &str) -> String {
        let own = format!("packs/{pack}/");
        let files = self.texts.iter().filter(|(n, _)| n.starts_with(&own) || n.starts_with("packs/common/"));
        let map: serde_json::Map<String, serde_json::Value> =
            files.map(|(n, t)| (n.clone(), serde_json::Value::String(t.clone()))).collect();
        serde_json::Value::Object(map).to_string()
    }
}
