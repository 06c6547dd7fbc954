//! Where results go, and in which shape.

use certmap_base::{Fault, Lang, Place, Problem};
use certmap_pack::Library;
use certmap_view::Style;
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::{env, fs};

/// How text is shown on this terminal.
pub(crate) fn style(lang: Lang, library: &Library) -> Style<'_> {
    let color = io::stdout().is_terminal() && env::var_os("NO_COLOR").is_none();
    let width = env::var("COLUMNS").ok().and_then(|c| c.parse().ok()).unwrap_or(100).clamp(60, 100);
    Style { color, width, ..Style::new(lang).with_library(library) }
}

/// Writes to standard output; a reader that went away is no error.
pub(crate) fn print(text: &str) {
    let mut out = io::stdout().lock();
    let newline = if text.ends_with('\n') { "" } else { "\n" };
    let _ = write!(out, "{text}{newline}");
    let _ = out.flush();
}

/// Writes a whole file or nothing: first beside it, then in its place.
pub(crate) fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Problem> {
    let shown = path.display().to_string();
    let failed =
        |e: &io::Error| Problem::error(Place::file(shown.clone()), Fault::new(format!("cannot be written: {e}")));
    let leaf = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let beside = path.with_file_name(format!(".{leaf}.{}.part", std::process::id()));
    let written = fs::write(&beside, bytes).and_then(|()| fs::rename(&beside, path));
    written.map_err(|e| {
        let _ = fs::remove_file(&beside);
        failed(&e)
    })
}
