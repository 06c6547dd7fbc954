//! Lifts events that were written in an older shape to the shape of today, one version at a time.
//!
//! A row says: data of this event in this version becomes data of the next version by this function. Rows are never
//! removed; a test asks for one for every version that is not the newest.

use super::StreamKind;
use serde_json::Value;

type Step = fn(Value) -> Value;

/// Stream, event, the version that is lifted, and how.
const STEPS: &[(StreamKind, &str, u32, Step)] = &[
    // The first version said nothing of papers.
    (StreamKind::Case, "appeal_decided", 1, |data| with(data, "documents", Value::Array(Vec::new()))),
    // The first version put the law behind the reason, in brackets.
    (StreamKind::Case, "disclosed", 1, |data| with(data, "forbidden_by", Value::Null)),
];

/// Data of any older version, in the shape of `to`.
pub(super) fn lift(kind: StreamKind, word: &str, from: u32, to: u32, data: Value) -> Value {
    (from..to).fold(data, |data, version| {
        let step = STEPS.iter().find(|(k, w, v, _)| *k == kind && *w == word && *v == version);
        match step {
            Some((_, _, _, step)) => step(data),
            None => data,
        }
    })
}

/// The data with one more field.
fn with(mut data: Value, field: &str, value: Value) -> Value {
    if let Some(fields) = data.as_object_mut() {
        fields.entry(field).or_insert(value);
    }
    data
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_older_version_is_lifted_and_no_other() {
        let older = StreamKind::ALL.iter().flat_map(|k| {
            k.types().iter().flat_map(move |(word, now)| (1..*now).map(move |version| (*k, *word, version)))
        });
        let older: Vec<_> = older.collect();
        let mut lifted: Vec<_> = STEPS.iter().map(|(k, w, v, _)| (*k, *w, *v)).collect();
        lifted.sort_unstable();
        assert_eq!(lifted.len(), older.len());
        assert!(older.iter().all(|o| lifted.contains(o)), "{older:?}");
    }

    #[test]
    fn a_lifted_event_says_what_it_said() {
        let old = serde_json::json!({ "appeal": "a-1", "upheld": true, "reasons": ["so"] });
        let new = lift(StreamKind::Case, "appeal_decided", 1, 2, old);
        assert_eq!(new, serde_json::json!({ "appeal": "a-1", "upheld": true, "reasons": ["so"], "documents": [] }));
    }
}
