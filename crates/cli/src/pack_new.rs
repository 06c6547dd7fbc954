//! `certmap pack new`: a folder with a commented file of each kind.

use crate::output::{print, write_file};
use crate::problems::{Ended, typed};
use certmap_base::{Fault, Lang, Place, Problem, io_reason, text};
use std::fs;
use std::path::Path;
use std::process::ExitCode;

pub(crate) fn run(id: &str, dir: &Path, lang: Lang) -> Ended {
    let good = id.len() >= 2
        && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && id.starts_with(|c: char| c.is_ascii_lowercase());
    if !good {
        let fault = Fault::new(text!("`{id}` is no id of a pack", "`{id}` 不能用作规则包的标识")).help(text!(
            "lower case letters, digits and hyphens, for example fr-nf",
            "请用小写字母、数字和连字符，例如 fr-nf"
        ));
        return Err(vec![typed(fault)]);
    }
    let folder = dir.join(id);
    if folder.exists() {
        return Err(vec![typed(Fault::new(text!("`{}` exists already", "`{}` 已经存在", folder.display())))]);
    }
    for (name, text) in files(id) {
        let path = folder.join(name);
        let made = path.parent().map_or(Ok(()), fs::create_dir_all);
        if let Err(e) = made {
            let place = Place::file(path.display().to_string());
            return Err(vec![Problem::error(
                place,
                Fault::new(text!("cannot be made: {}", "无法建立：{}"; io_reason(&e))),
            )]);
        }
        if let Err(problem) = write_file(&path, text.as_bytes()) {
            return Err(vec![problem]);
        }
        print(&path.display().to_string());
    }
    let next = text!(
        "next: list the scheme in packs/common/schemes.csv, fill in, then certmap pack check --packs packs",
        "下一步：在 packs/common/schemes.csv 中列出该制度，填写内容，然后运行 certmap pack check --packs packs"
    );
    print(next.get(lang));
    Ok(ExitCode::SUCCESS)
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
