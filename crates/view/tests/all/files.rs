//! Calendars, workbooks, review sheets.

use crate::{golden, library, plans, scopes};
use calamine::{Data, Reader, Xlsx};
use certmap_base::Lang;
use certmap_pack::{Library, Pack, Select};
use certmap_scope::{Engine, Probes, probes};
use certmap_view::coverage::{self, Coverage};
use certmap_view::{Style, ics, review, xlsx};
use std::collections::BTreeMap;
use std::path::Path;

#[test]
fn a_calendar_is_folded_and_escaped() {
    for lang in [Lang::En, Lang::Zh] {
        let library = library::library();
        let shown = ics::plan(&plans::plan(), &Style::new(lang).with_library(&library));
        assert!(shown.split("\r\n").all(|l| l.len() <= 75));
        assert_eq!(shown.matches('\n').count(), shown.matches("\r\n").count());
        golden(&format!("plan.{lang}.ics"), &shown);
    }
}

#[test]
fn ids_of_events_stay_when_days_move() {
    let uids = |p: &certmap_plan::Plan| -> Vec<String> {
        ics::plan(p, &Style::new(Lang::En)).lines().filter(|l| l.starts_with("UID")).map(str::to_owned).collect()
    };
    let mut moved = plans::plan();
    let before = uids(&moved);
    for step in &mut moved.steps {
        step.start = step.start.add_days(7);
        step.finish = step.finish.add_days(7);
    }
    assert_eq!(uids(&moved), before);
    let mut unique = before.clone();
    unique.sort();
    unique.dedup();
    assert_eq!(unique.len(), before.len());
}

/// A name that a spreadsheet would run.
fn hostile() -> certmap_plan::Plan {
    let mut plan = plans::plan();
    plan.documents[0].title = certmap_base::Text::same("=HYPERLINK(\"http://x\")\u{1}");
    plan
}

#[test]
fn a_workbook_has_its_sheets_dates_and_no_formulas() {
    let library = library::library();
    let style = Style::new(Lang::Zh).with_library(&library);
    let bytes = xlsx::plan(&hostile(), &scopes::two(), &style).unwrap();
    assert_eq!(bytes, xlsx::plan(&hostile(), &scopes::two(), &style).unwrap(), "the same plan gives the same bytes");
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
    assert_eq!(book.sheet_names(), ["计划", "文件", "费用", "一览", "问题"]);
    let plan = book.worksheet_range("计划").unwrap();
    assert_eq!(plan.get_value((0, 2)), Some(&Data::String("步骤".to_owned())));
    assert!(matches!(plan.get_value((1, 4)), Some(Data::DateTime(_))));
    let documents = book.worksheet_range("文件").unwrap();
    assert_eq!(documents.get_value((1, 1)), Some(&Data::String("=HYPERLINK(\"http://x\")".to_owned())));
    for name in book.sheet_names() {
        assert!(book.worksheet_formula(&name).unwrap().is_empty(), "{name}");
    }
}

#[test]
fn review_sheets_of_a_small_pack() {
    let library = library::library();
    for lang in [Lang::En, Lang::Zh] {
        golden(
            &format!("review.{lang}.md"),
            &review::sheet(&library, &library.packs[0], &probed(&library, &library.packs[0]), lang),
        );
    }
    let counted = [Coverage::of(&library.packs[0], &probed(&library, &library.packs[0]))];
    golden("coverage.txt", &coverage::text(&counted, &Style::new(Lang::En)));
    golden("coverage.md", &coverage::markdown(&counted, &Style::new(Lang::Zh)));
    golden("coverage.json", &(serde_json::to_string_pretty(&coverage::json(&counted)).unwrap() + "\n"));
}

fn probed(library: &Library, pack: &Pack) -> BTreeMap<String, Probes> {
    let engine = Engine::new(library);
    pack.schemes.iter().map(|s| (s.id.clone(), probes(&engine, &s.id))).collect()
}

fn texts(folder: &Path, name: &str, files: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{name}/{}", path.file_name().unwrap().to_string_lossy());
        if path.is_dir() {
            texts(&path, &name, files);
        } else if name.ends_with(".toml") || name.ends_with(".csv") {
            files.push((name, std::fs::read_to_string(path).unwrap()));
        }
    }
}

#[test]
fn every_pack_of_the_repository_can_be_reviewed() {
    let mut files = Vec::new();
    texts(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs"), "packs", &mut files);
    let files: Vec<(&str, &str)> = files.iter().map(|(n, t)| (n.as_str(), t.as_str())).collect();
    let (library, problems) = Library::read(&files, &Select::everything());
    let Some(library) = library else {
        panic!("{} problems, first: {}", problems.len(), problems[0].say(certmap_base::Lang::En))
    };
    for pack in &library.packs {
        for lang in [Lang::En, Lang::Zh] {
            let sheet = review::sheet(&library, pack, &BTreeMap::new(), lang);
            for scheme in &pack.schemes {
                for rule in scheme.rules() {
                    assert!(sheet.contains(&format!("#### {}: ", rule.id)), "{} {}", pack.id, rule.id);
                }
            }
            assert!(!sheet.contains("\n\n\n"), "{}", pack.id);
        }
    }
    let counted: Vec<Coverage> = library.packs.iter().map(|p| Coverage::of(p, &BTreeMap::new())).collect();
    assert_eq!(coverage::json(&counted).as_array().unwrap().len(), library.packs.len());
}
