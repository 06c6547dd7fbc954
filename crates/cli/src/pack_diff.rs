//! `certmap pack diff`: which answers a change of packs changes.

use crate::output::{print, style};
use crate::packs::Texts;
use crate::problems::Ended;
use crate::scope_command::Shape;
use certmap_base::{Date, Lang};
use certmap_pack::Select;
use certmap_scope::compare;
use certmap_view::diff;
use std::path::Path;
use std::process::ExitCode;

pub(crate) fn run(old: &Path, new: &Path, shape: Shape, today: Date, lang: Lang) -> Ended {
    let read = |dir| Texts::folder(dir).map_err(|p| vec![p]).and_then(|t| t.library(&Select::everything()));
    let (old, new) = match (read(old), read(new)) {
        (Ok(old), Ok(new)) => (old, new),
        (a, b) => return Err([a.err(), b.err()].into_iter().flatten().flatten().collect()),
    };
    let comparison = compare(old, new, today);
    match shape {
        Shape::Json => print(&diff::json(&comparison).to_string()),
        Shape::Text => print(&diff::text(&comparison, &style(lang, new))),
    }
    Ok(ExitCode::SUCCESS)
}
