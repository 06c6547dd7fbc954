//! Tests of reading product files, through the public functions only.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "helpers of tests")]

mod answer;
#[cfg(feature = "arrow")]
mod arrow;
mod bad;
mod bytes;
mod columns;
mod good;
mod table;
mod words;
mod written;

use certmap_intake::{Format, Reading, read};
use certmap_testkit::languages::told;

/// All readings of a text.
pub(crate) fn readings(text: &[u8], name: &str) -> Vec<Reading> {
    let format = Format::of_name(name).unwrap();
    read(text, name, format, &words::common()).collect()
}

/// All problems of a text, as they are shown.
pub(crate) fn problems(text: &[u8], name: &str) -> Vec<String> {
    told(readings(text, name).iter().flat_map(|r| &r.problems))
}

#[track_caller]
pub(crate) fn check(text: &str, name: &str, expected: &[&str]) {
    assert_eq!(problems(text.as_bytes(), name), expected, "\n{text}");
}
