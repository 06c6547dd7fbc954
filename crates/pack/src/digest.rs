//! Digests of packs.

use sha2::{Digest, Sha256};
use std::fmt::Write;

/// SHA-256 over names and texts of files in the order of their names, in hexadecimal.
///
/// The digest goes into every answer, so that an old answer can be explained with the rules of its day.
///
/// ```
/// let a = certmap_pack::digest([("b", "2"), ("a", "1")]);
/// assert_eq!(a, certmap_pack::digest([("a", "1"), ("b", "2")]));
/// assert_ne!(a, certmap_pack::digest([("a", "12"), ("b", "")]));
/// ```
#[must_use]
pub fn digest<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut files: Vec<_> = files.into_iter().collect();
    files.sort_unstable();
    let mut hash = Sha256::new();
    for (name, text) in files {
        for part in [name, text] {
            hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            hash.update(part.as_bytes());
        }
    }
    hash.finalize().iter().fold(String::with_capacity(64), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}
