//! Statements that a scheme does not bind the goods.

use super::support::{Folder, KETTLE};

const RUG: &str = "name = \"Rug\"\nkind = \"rug\"\n\n[[party]]\nrole = \"importer\"\nname = { en = \"Example Trading\", zh = \"示例贸易\" }\n";

#[test]
fn clean_answers_are_stated_in_both_languages_with_every_rule() {
    let done = Folder::with("rug.toml", RUG).run("letter rug.toml --market CN").ends(0);
    for part in [
        "关于无需办理强制性产品认证（CCC）的情况声明",
        "Statement: CCC certification is not required",
        "声明单位：示例贸易",
        "产品种类：地毯",
        "none describes the goods",
        "0717 液体加热器和冷热饮水机 | “液体加热器和冷热饮水机”要求：产品属于液体加热器和冷热饮水机",
        "SAMR Announcement 2023 No. 36",
        "合同、发票、提单复印件",
        "不是主管部门或认证机构出具的文件",
    ] {
        assert!(done.out.contains(part), "{part}\n{}", done.out);
    }
    let digest = done.out.lines().find(|l| l.contains("Digest (SHA-256)")).unwrap();
    assert_eq!(digest.rsplit(": ").next().unwrap().len(), 64, "{digest}");
}

#[test]
fn nothing_is_stated_where_the_scheme_applies_or_is_open() {
    let folder = Folder::with("kettle.toml", KETTLE);
    folder.write("open.toml", "name = \"Kettle\"\nkind = \"electric-kettle\"\n");
    let done = folder.run("letter kettle.toml --market CN -o letter.html --format html").ends(2);
    assert!(done.err.contains("no statement can be made: the answer of cn-ccc (CN) is `in`"), "{}", done.err);
    assert!(done.err.contains("decided by 0717"), "{}", done.err);
    let done = folder.run("letter kettle.toml --market CN --lang zh").ends(2);
    assert!(done.err.contains("错误：不能出具声明：cn-ccc (CN) 的结论是 `in`"), "{}", done.err);
    assert!(!folder.path("letter.html").exists(), "half a letter is worse than none");
    let done = folder.run("letter open.toml --market CN").ends(2);
    assert!(done.err.contains("cn-ccc (CN) is not decided"), "{}", done.err);
    assert!(done.err.contains("rated_voltage"), "{}", done.err);
}

#[test]
fn released_goods_have_a_form_of_their_own() {
    let exhibited = format!("{KETTLE}import_purpose = \"exhibition\"\n");
    let done = Folder::with("kettle.toml", exhibited).run("letter kettle.toml --market CN").ends(0);
    for part in [
        "属于无需办理或免予办理强制性产品认证情形",
        "仅用于商业展示",
        "does not take its place",
        "免予办理强制性产品认证证明",
    ] {
        assert!(done.out.contains(part), "{part}\n{}", done.out);
    }
    assert!(!done.out.contains("none describes the goods"), "{}", done.out);
}

#[test]
fn a_letter_for_one_line_is_none_for_all() {
    let lines = "name = \"Chargers\"\nkind = \"electric-kettle\"\n[facts]\nintended_use = \"household\"\n\
        [[line]]\nmodel = \"A\"\nfacts = { rated_voltage = \"12 V\", supplied_adapter = \"none\" }\n\
        [[line]]\nmodel = \"B\"\nfacts = { rated_voltage = \"220 V\" }\n";
    let done = Folder::with("two.toml", lines).run("letter two.toml --market CN").ends(2);
    assert!(done.out.is_empty(), "{}", done.out);
}

#[test]
fn a_market_without_such_statements_says_so() {
    let done = Folder::with("rug.toml", RUG).run("letter rug.toml --market DE").ends(2);
    assert!(done.err.contains("no scheme of these markets knows a statement"), "{}", done.err);
}
