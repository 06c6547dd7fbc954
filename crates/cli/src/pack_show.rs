//! `certmap pack show` and `certmap pack coverage`: what packs say, for people.

use crate::output::{print, style, write_file};
use crate::packs::Texts;
use crate::problems::{Ended, typed};
use certmap_base::{Fault, Lang, Place, Problem, io_reason, text};
use certmap_pack::{Library, Pack, Select};
use certmap_scope::{Engine, Probes, probes};
use certmap_view::{coverage as counted, review as sheets};
use clap::ValueEnum;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

/// Shape of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CoverageShape {
    /// For the terminal.
    Text,
    /// For programs.
    Json,
    /// For README.md.
    Markdown,
}

/// Probes of the schemes of a pack.
fn probed(engine: &Engine, pack: &Pack) -> BTreeMap<String, Probes> {
    pack.schemes.iter().map(|s| (s.id.clone(), probes(engine, &s.id))).collect()
}

fn library(texts: &Texts) -> Result<&'static Library, Vec<Problem>> {
    texts.library(&Select::everything())
}

pub(crate) fn show(texts: &Texts, id: Option<&str>, lang: Lang) -> Ended {
    let library = library(texts)?;
    let Some(id) = id else {
        for pack in &library.packs {
            let schemes: Vec<&str> = pack.schemes.iter().map(|s| s.id.as_str()).collect();
            print(&format!("{:<10} {:<12} {}  ({})", pack.id, pack.version, pack.title.get(lang), schemes.join(", ")));
        }
        return Ok(ExitCode::SUCCESS);
    };
    match library.pack(id) {
        Some(pack) => {
            let probes = probed(&Engine::new(library), pack);
            print(&sheets::sheet(library, pack, &probes, lang));
            Ok(ExitCode::SUCCESS)
        }
        None => {
            let known = library.packs.iter().map(|p| p.id.as_str());
            Err(vec![typed(Fault::new(text!("unknown pack `{id}`", "未知的规则包 `{id}`")).suggest(id, known))])
        }
    }
}

/// Writes the review sheets, or looks whether they are up to date.
pub(crate) fn review(texts: &Texts, dir: &Path, check: bool) -> Ended {
    let library = library(texts)?;
    let engine = Engine::new(library);
    let mut problems = Vec::new();
    for pack in &library.packs {
        let probes = probed(&engine, pack);
        for lang in [Lang::En, Lang::Zh] {
            let path = dir.join(&pack.id).join("review").join(format!("{lang}.md"));
            let text = sheets::sheet(library, pack, &probes, lang);
            if check {
                if fs::read_to_string(&path).ok().as_deref() != Some(text.as_str()) {
                    let fault = Fault::new(text!("the review sheet is out of date", "审阅表不是最新的")).help(text!(
                        "run: certmap pack show --review packs --packs packs",
                        "请运行：certmap pack show --review packs --packs packs"
                    ));
                    problems.push(Problem::error(Place::file(path.display().to_string()), fault));
                }
                continue;
            }
            let made = path.parent().map_or(Ok(()), fs::create_dir_all);
            let written = made
                .map_err(|e| {
                    let shown = path.display();
                    typed(Fault::new(text!(
                        "the folder of {shown} cannot be made: {}",
                        "无法建立 {shown} 所在的文件夹：{}";
                        io_reason(&e)
                    )))
                })
                .and_then(|()| write_file(&path, text.as_bytes()));
            problems.extend(written.err());
        }
    }
    if problems.is_empty() { Ok(ExitCode::SUCCESS) } else { Err(problems) }
}

pub(crate) fn coverage(texts: &Texts, shape: CoverageShape, lang: Lang) -> Ended {
    let library = library(texts)?;
    let engine = Engine::new(library);
    let counts: Vec<counted::Coverage> =
        library.packs.iter().map(|pack| counted::Coverage::of(pack, &probed(&engine, pack))).collect();
    let style = style(lang, library);
    print(&match shape {
        CoverageShape::Json => counted::json(&counts).to_string(),
        CoverageShape::Text => counted::text(&counts, &style),
        CoverageShape::Markdown => counted::markdown(&counts, &style),
    });
    Ok(ExitCode::SUCCESS)
}
