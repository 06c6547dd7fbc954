//! Puts packs and calendars into the program, so that it works from one file and offline.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").unwrap_or_default()).join("../..");
    let mut files = Vec::new();
    for folder in ["packs", "calendars"] {
        println!("cargo:rerun-if-changed={}", root.join(folder).display());
        collect(&root, &root.join(folder), &mut files)?;
    }
    files.sort();
    let mut out = String::from("pub(crate) static FILES: &[(&str, &str)] = &[\n");
    for (name, path) in files {
        let _ = writeln!(out, "    ({name:?}, include_str!({path:?})),");
    }
    out.push_str("];\n");
    let target = PathBuf::from(env::var("OUT_DIR").unwrap_or_default()).join("embedded.rs");
    fs::write(target, out)
}

/// Files that are read at run time, as `(name from the root, absolute path)`.
fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, String)>) -> io::Result<()> {
    if !folder.exists() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            if path.file_name().is_none_or(|n| n != "review") {
                collect(root, &path, files)?;
            }
            continue;
        }
        let wanted = path.extension().is_some_and(|e| e == "toml" || e == "csv");
        if let (true, Ok(name)) = (wanted, path.strip_prefix(root)) {
            files
                .push((name.to_string_lossy().replace('\\', "/"), path.canonicalize()?.to_string_lossy().into_owned()));
        }
    }
    Ok(())
}
