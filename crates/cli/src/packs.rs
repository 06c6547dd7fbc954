//! Where the texts of packs come from: the program itself, or a folder.

use certmap_base::{Fault, Place, Problem, io_reason, text};
use certmap_pack::{Library, Select};
use std::fs;
use std::path::Path;

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// Texts of packs and calendars, by name from the root.
pub(crate) struct Texts {
    files: Vec<(String, String)>,
    embedded: bool,
}

impl Texts {
    /// The texts inside the program.
    pub(crate) fn embedded() -> Texts {
        Texts { files: Vec::new(), embedded: true }
    }

    /// The texts below a folder that holds packs (it is called `packs`, or holds a folder of that name).
    pub(crate) fn folder(dir: &Path) -> Result<Texts, Problem> {
        let shown = dir.display().to_string();
        let inner = dir.join("packs");
        let start = if inner.is_dir() { inner } else { dir.to_path_buf() };
        if !start.is_dir() {
            let fault = Fault::new(text!("the folder `{shown}` does not exist", "文件夹 `{shown}` 不存在"));
            return Err(Problem::error(
                Place::file(shown),
                fault.help(text!("--packs names a folder with packs in it", "--packs 须指明存放规则包的文件夹")),
            ));
        }
        let mut files = Vec::new();
        read_folder(&start, "packs", &mut files)?;
        files.sort();
        Ok(Texts { files, embedded: false })
    }

    /// Name and text of each file.
    pub(crate) fn list(&self) -> Vec<(&str, &str)> {
        if self.embedded {
            return FILES.iter().filter(|(n, _)| n.starts_with("packs/")).copied().collect();
        }
        self.files.iter().map(|(n, t)| (n.as_str(), t.as_str())).collect()
    }

    /// Calendar files `(name, text)` of one country; always those inside the program.
    pub(crate) fn calendar(country: &str) -> Vec<(&'static str, &'static str)> {
        let prefix = format!("calendars/{country}/");
        FILES.iter().filter(|(n, _)| n.starts_with(&prefix)).copied().collect()
    }

    /// Reads the library; warnings are dropped, errors returned. It lives until the program ends: taking it apart would
    /// only delay that.
    pub(crate) fn library(&self, select: &Select) -> Result<&'static Library, Vec<Problem>> {
        if self.embedded
            && let Some(library) = Library::from_compact(COMMON, PACKS, select)
        {
            return Ok(Box::leak(Box::new(library)));
        }
        let (library, problems) = Library::read(&self.list(), select);
        library.map(|l| &*Box::leak(Box::new(l))).ok_or(problems)
    }
}

fn read_folder(dir: &Path, name: &str, files: &mut Vec<(String, String)>) -> Result<(), Problem> {
    let broken = |path: &Path, e: &std::io::Error| {
        Problem::error(
            Place::file(path.display().to_string()),
            Fault::new(text!("cannot be read: {}", "无法读取：{}"; io_reason(e))),
        )
    };
    let entries = fs::read_dir(dir).map_err(|e| broken(dir, &e))?;
    for entry in entries {
        let path = entry.map_err(|e| broken(dir, &e))?.path();
        let Some(leaf) = path.file_name().map(|n| n.to_string_lossy().into_owned()) else { continue };
        let name = format!("{name}/{leaf}");
        if path.is_dir() {
            if leaf != "review" {
                read_folder(&path, &name, files)?;
            }
        } else if path.extension().is_some_and(|e| e == "toml" || e == "csv") {
            let text = fs::read_to_string(&path).map_err(|e| broken(&path, &e))?;
            files.push((name, text));
        }
    }
    Ok(())
}
