//! `certmap pack new`: a folder with a commented file of each kind.

use crate::output::{print, write_file};
use crate::problems::{refuse, typed};
use certmap_base::{Fault, Place, Problem};
use std::fs;
use std::path::Path;
use std::process::ExitCode;

pub(crate) fn run(id: &str, dir: &Path) -> ExitCode {
    let good = id.len() >= 2
        && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && id.starts_with(|c: char| c.is_ascii_lowercase());
    if !good {
        let fault = Fault::new(format!("`{id}` is no id of a pack"))
            .help("lower case letters, digits and hyphens, for example fr-nf");
        return refuse(&[typed(fault)]);
    }
    let folder = dir.join(id);
    if folder.exists() {
        return refuse(&[typed(Fault::new(format!("`{}` exists already", folder.display())))]);
    }
    for (name, text) in files(id) {
        let path = folder.join(name);
        let made = path.parent().map_or(Ok(()), fs::create_dir_all);
        if let Err(e) = made {
            let place = Place::file(path.display().to_string());
            return refuse(&[Problem::error(place, Fault::new(format!("cannot be made: {e}")))]);
        }
        if let Err(problem) = write_file(&path, text.as_bytes()) {
            return refuse(&[problem]);
        }
        print(&path.display().to_string());
    }
    print("next: list the scheme in packs/common/schemes.csv, fill in, then certmap pack check --packs packs");
    ExitCode::SUCCESS
}

fn files(id: &str) -> Vec<(String, String)> {
    let fill = |text: &str| text.replace("PACK", id);
    vec![
        ("pack.toml".to_owned(), fill(include_str!("../templates/pack.toml"))),
        ("sources.toml".to_owned(), fill(include_str!("../templates/sources.toml"))),
        ("definitions.toml".to_owned(), fill(include_str!("../templates/definitions.toml"))),
        (format!("schemes/{id}/scheme.toml"), fill(include_str!("../templates/scheme.toml"))),
        ("procedures/certification.toml".to_owned(), fill(include_str!("../templates/procedure.toml"))),
        (format!("tests/{id}.toml"), fill(include_str!("../templates/tests.toml"))),
        ("CHANGELOG.md".to_owned(), fill(include_str!("../templates/CHANGELOG.md"))),
    ]
}
