//! Where results go, and in which shape.

use certmap_base::{Fault, Lang, Place, Problem, io_reason, text};
use certmap_pack::Library;
use certmap_view::Style;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::{env, fs, process};

/// What a shell reports of a program that a closed pipe ended (128 and the number of SIGPIPE).
const CLOSED_PIPE: i32 = 141;

/// How text is shown on this terminal.
pub(crate) fn style(lang: Lang, library: &Library) -> Style<'_> {
    let color = io::stdout().is_terminal() && env::var_os("NO_COLOR").is_none();
    let width = env::var("COLUMNS").ok().and_then(|c| c.parse().ok()).unwrap_or(100).clamp(60, 100);
    Style { color, width, ..Style::new(lang).with_library(library) }
}

/// Writes to standard output. A reader that went away ends the program: nobody waits for the rest, and no exit status
/// may claim that all of it was looked at.
pub(crate) fn print(text: &str) {
    let mut out = io::stdout().lock();
    let newline = if text.ends_with('\n') { "" } else { "\n" };
    let written = write!(out, "{text}{newline}").and_then(|()| out.flush());
    if written.is_err_and(|e| e.kind() == io::ErrorKind::BrokenPipe) {
        process::exit(CLOSED_PIPE);
    }
}

/// Writes to standard error, where somebody may have stopped listening.
pub(crate) fn tell(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Why a file could not be written, if that can be known before the work begins.
pub(crate) fn writable(path: &Path) -> Result<(), Problem> {
    let shown = path.display().to_string();
    let refused = |fault: Fault| Err(Problem::error(Place::file(&shown), fault));
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if path.file_name().is_none() || path.is_dir() {
        return refused(Fault::new(text!(
            "this is a folder, not a file that can be written",
            "这是文件夹，不是可以写入的文件"
        )));
    }
    if !folder.is_dir() {
        let fault = Fault::new(text!("the folder `{}` does not exist", "文件夹 `{}` 不存在", folder.display()));
        return refused(fault.help(text!("make it first, or write somewhere else", "请先建立该文件夹，或写到别处")));
    }
    if fs::metadata(path).is_ok_and(|m| m.permissions().readonly()) {
        return refused(
            Fault::new(text!("the file is read-only", "文件为只读"))
                .help(text!("allow writing to it, or work on a copy", "请允许写入，或使用副本")),
        );
    }
    Ok(())
}

/// Writes a whole file or nothing: first beside it, then in its place. A link stays a link, and permissions stay.
pub(crate) fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Problem> {
    writable(path)?;
    let target: PathBuf = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let leaf = target.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let beside = target.with_file_name(format!(".{leaf}.{}.part", process::id()));
    let written = fs::write(&beside, bytes)
        .and_then(|()| fs::metadata(&target).map_or(Ok(()), |m| fs::set_permissions(&beside, m.permissions())))
        .and_then(|()| fs::rename(&beside, &target));
    written.map_err(|e| {
        let _ = fs::remove_file(&beside);
        Problem::error(
            Place::file(path.display().to_string()),
            Fault::new(text!("cannot be written: {}", "无法写入：{}"; io_reason(&e))),
        )
    })
}
