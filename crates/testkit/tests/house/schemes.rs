//! No scheme is known to the program: what differs between schemes is data, so no scheme id stands in Rust source.

use std::fs;

use super::support::{Names, crates, has_word, outside_tests, read, root, settle, sources};

const LIST: &str = "packs/common/schemes.csv";
const TEST_KIT: &str = "testkit";

#[test]
fn no_scheme_id_stands_in_the_source() {
    let ids = ids();
    let mut complaints = Vec::new();
    for krate in crates().iter().filter(|krate| *krate != TEST_KIT) {
        for path in sources(krate) {
            complaints.extend(mentions(&read(&path), &ids).map(|told| format!("{path}:{told}")));
        }
    }
    settle(&complaints);
}

#[test]
fn a_scheme_id_is_found_outside_tests_only() {
    let ids = ["xx-law".to_owned()].into();
    let text = "// as in xx-law\nlet far = \"xx-law-2\";\n#[cfg(test)]\nmod tests { const ID: &str = \"xx-law\"; }\n";
    let told: Vec<_> = mentions(text, &ids).collect();
    assert_eq!(told, ["1: names the scheme `xx-law`; put what is special about it into its pack"]);
}

#[test]
fn ids_are_read_from_the_list() {
    let csv = "market,\"name, in English\",id\nXX,\"A, B\",xx-law\nYY,C,yy-act\n";
    assert_eq!(listed(csv).into_iter().collect::<Vec<_>>(), ["xx-law", "yy-act"]);
}

fn mentions(text: &str, ids: &Names) -> impl Iterator<Item = String> {
    outside_tests(text).into_iter().flat_map(move |(number, line)| {
        let found = ids.iter().filter(move |id| has_word(line, id));
        found.map(move |id| format!("{number}: names the scheme `{id}`; put what is special about it into its pack"))
    })
}

/// Every scheme that is known to exist: the list, and the folders of all packs.
fn ids() -> Names {
    let mut ids = fs::read_to_string(root().join(LIST)).map(|csv| listed(&csv)).unwrap_or_default();
    for pack in fs::read_dir(root().join("packs")).unwrap() {
        let Ok(schemes) = fs::read_dir(pack.unwrap().path().join("schemes")) else {
            continue;
        };
        let names = schemes.map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned());
        ids.extend(names);
    }
    // A word without a hyphen, such as a country code, would be found where nobody means the scheme.
    ids.retain(|id| id.contains('-'));
    ids
}

fn listed(csv: &str) -> Names {
    let mut lines = csv.lines().map(cells);
    let head = lines.next().unwrap_or_default();
    let Some(column) = head.iter().position(|name| name == "id" || name == "scheme" || name == "scheme_id") else {
        panic!("{LIST} has no column `id`, only {head:?}");
    };
    lines.filter_map(|cells| cells.get(column).cloned()).collect()
}

/// The cells of a line of CSV; a comma between quotes does not part.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            c => cells.last_mut().unwrap().push(c),
        }
    }
    cells
}
