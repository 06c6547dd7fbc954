//! `certmap ahead`, `certmap pack diff` and `certmap pack coverage`: what changes, and how well it is founded.

use super::begin::copy;
use super::support::{Folder, root};
use std::fs;

/// A toy train with papers that end.
const TRAIN: &str = "name = \"T\"\nkind = \"toy-train\"\n\n[[have]]\nscheme = \"cn-ccc\"\nnumber = \"C-1\"\nvalid_until = 2027-05-01\n\n[[have]]\nscheme = \"kr-kc-child\"\nnumber = \"K-1\"\nvalid_until = 2027-01-15\n";

#[test]
fn what_lies_ahead_is_listed_by_date_and_ends_as_scope_does() {
    let folder = Folder::with("t.toml", TRAIN);
    let scope = folder.run("scope t.toml --market CN --market DE --format json");
    let ahead = folder.run("ahead t.toml --market CN --market DE --within 1y --format json");
    assert_eq!(ahead.code, scope.code);
    let (ahead, scope) = (ahead.json(), scope.json());
    assert_eq!((ahead["from"].as_str(), ahead["until"].as_str()), (Some("2026-11-21"), Some("2027-11-21")));
    let changes = ahead["changes"].as_array().unwrap();
    let days: Vec<&str> = changes.iter().map(|c| c["on"].as_str().unwrap()).collect();
    assert!(days.is_sorted() && !days.is_empty(), "{days:?}");
    let of = |kind: &str, of: &str| changes.iter().find(|c| c["kind"] == kind && c["of"] == of);
    assert_eq!(of("paper", "cn-ccc C-1").unwrap()["deadline"], "2027-04-30");
    assert_eq!(of("paper", "cn-ccc C-1").unwrap()["scheme"], "cn-ccc");
    assert!(of("paper", "kr-kc-child K-1").unwrap()["scheme"].is_null(), "Korea was not asked about");
    // Scope says the same of the same days.
    for result in scope["results"].as_array().unwrap() {
        for told in result["ahead"].as_array().unwrap().iter().filter(|a| a["on"].as_str().unwrap() <= "2027-11-21") {
            let same = |c: &&serde_json::Value| {
                c["on"] == told["on"] && c["what"] == told["what"] && c["scheme"] == result["scheme"]
            };
            assert!(changes.iter().any(|c| same(&c)), "{told}");
        }
    }
}

#[test]
fn how_far_ahead() {
    let folder = Folder::with("t.toml", TRAIN);
    let last = |within: &str| {
        let done = folder.run(&format!("ahead t.toml --market CN --within {within} --format json"));
        done.json()["until"].as_str().unwrap().to_owned()
    };
    for (within, until) in [("90d", "2027-02-19"), ("6w", "2027-01-02"), ("12m", "2027-11-21"), ("1y", "2027-11-21")] {
        assert_eq!(last(within), until);
    }
    for within in ["12", "m", "0d", "-3m", "1h", "99y", "٣m", "1.5y"] {
        let done = folder.words(&["ahead", "t.toml", "--market", "CN", &format!("--within={within}")]).ends(2);
        assert!(done.err.contains(within), "{}", done.err);
    }
    let zh = folder.run("ahead t.toml --market CN --within 6m --lang zh").out;
    assert!(zh.contains("文件 cn-ccc C-1 失效") && zh.contains("2027-04-30"), "{zh}");
    let plan = folder.run("plan t.toml --market CN --ship 2027-04-20 --format json --samples 0").json();
    let cliffs = plan["cliffs"].as_array().unwrap();
    assert!(cliffs.iter().any(|c| c["kind"] == "paper" && c["deadline"] == "2027-04-30"), "{cliffs:#?}");
}

#[test]
fn what_changed_between_two_folders_of_packs() {
    let folder = Folder::new();
    for name in ["old", "new"] {
        copy(&root().join("packs/common"), &folder.path(&format!("{name}/common")));
        copy(&root().join("packs/cn-ccc"), &folder.path(&format!("{name}/cn-ccc")));
    }
    let same = folder.run("pack diff old new").ends(0).out;
    assert!(same.starts_with("0 changes of outcomes from 2026-11-21"), "{same}");
    let file = "new/cn-ccc/schemes/cn-ccc/07-household.toml";
    let text = folder.read(file);
    let limit = "max(rated_voltage) <= 250 V";
    assert!(text.contains(limit));
    folder.write(file, text.replacen(limit, "max(rated_voltage) <= 200 V", 1));
    let done = folder.run("pack diff old new").ends(0);
    assert!(done.out.contains("changed      cn-ccc entry "), "{}", done.out);
    assert!(done.out.contains("worked examples: "), "{}", done.out);
    let found = folder.run("pack diff old new --format json").ends(0).json();
    let changed = found["rules"][0]["id"].as_str().unwrap();
    let differences = found["differences"].as_array().unwrap();
    assert!(!differences.is_empty() && found["schemes"] == serde_json::json!(["cn-ccc"]));
    for d in differences {
        assert_eq!(d["by"][0], changed, "{d}");
        assert_ne!(d["old"], d["new"]);
    }
    let zh = folder.run("pack diff old new --lang zh").ends(0).out;
    assert!(zh.contains("修改") && zh.contains("自 2026-11-21 周六 起"), "{zh}");
}

#[test]
fn the_table_of_the_readme_is_the_table_of_the_packs() {
    let made = Folder::new().run("pack coverage --format markdown").ends(0).out;
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let (_, rest) = readme.split_once("<!-- coverage -->\n").unwrap();
    let (shown, _) = rest.split_once("<!-- end of coverage -->").unwrap();
    assert_eq!(shown.trim(), made.trim(), "run: python3 scripts/readme.py");
}
