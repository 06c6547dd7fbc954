//! The words that all packs share, as they are shipped.

use certmap_pack::{Library, Select};
use std::fs;
use std::path::Path;

fn texts(dir: &Path, name: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{name}/{}", path.file_name().unwrap().to_string_lossy());
        if path.is_dir() {
            found.extend(texts(&path, &name));
        } else if path.extension().is_some_and(|e| e == "toml" || e == "csv") {
            found.push((name, fs::read_to_string(&path).unwrap()));
        }
    }
    found
}

/// `packs/common`, read.
pub(crate) fn shipped() -> Library {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/common");
    let texts = texts(&dir, "packs/common");
    let texts: Vec<(&str, &str)> = texts.iter().map(|(n, t)| (n.as_str(), t.as_str())).collect();
    Library::read(&texts, &Select::everything()).0.unwrap()
}
