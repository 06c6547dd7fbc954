//! Puts packs and calendars into the program, so that it works from one file and offline.

use certmap_pack::Compact;
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
    let out_dir = PathBuf::from(env::var("OUT_DIR").unwrap_or_default());
    let mut out = String::from("pub(crate) static FILES: &[(&str, &str)] = &[\n");
    for (name, path) in &files {
        let _ = writeln!(out, "    ({name:?}, include_str!({path:?})),");
    }
    out.push_str("];\n");
    compact(&out_dir, &files, &mut out)?;
    fs::write(out_dir.join("embedded.rs"), out)
}

/// The packs as the program wants them, checked: parsing texts at every start would take longer than all else. Where the
/// packs have errors nothing is embedded; then the program reads the texts and tells them.
fn compact(out_dir: &Path, files: &[(String, String)], out: &mut String) -> io::Result<()> {
    let mut texts = Vec::new();
    for (name, path) in files.iter().filter(|(n, _)| n.starts_with("packs/")) {
        texts.push((name.as_str(), fs::read_to_string(path)?));
    }
    let texts: Vec<(&str, &str)> = texts.iter().map(|(n, t)| (*n, t.as_str())).collect();
    let compact = Compact::write(&texts).unwrap_or_default();
    let embed = |name: String, bytes: &[u8]| {
        let path = out_dir.join(name);
        fs::write(&path, bytes).map(|()| format!("include_bytes!({path:?})"))
    };
    let common = embed("common.bin".to_owned(), &compact.common)?;
    let _ = writeln!(out, "pub(crate) static COMMON: &[u8] = {common};");
    out.push_str("pub(crate) static PACKS: &[&[u8]] = &[\n");
    for (i, pack) in compact.packs.iter().enumerate() {
        let pack = embed(format!("pack-{i}.bin"), pack)?;
        let _ = writeln!(out, "    {pack},");
    }
    out.push_str("];\n");
    Ok(())
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
