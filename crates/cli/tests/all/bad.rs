//! Bad input: a message that names file, line and word; exit status 2; nothing written, nothing half-written.

use super::support::{Folder, KETTLE};
use std::fs;

/// `plan -o` and `scope` refuse a file with exactly these problems, and leave nothing behind.
#[track_caller]
fn refused(name: &str, text: impl AsRef<[u8]>, expected: &[&str]) {
    let folder = Folder::with(name, text);
    let expected = expected.join("\n");
    folder.words(&["scope", name, "--market", "CN"]).ends(2).says(&expected);
    let plan = ["plan", name, "--market", "CN", "--samples", "0", "--format", "html", "-o", "plan.html"];
    let done = folder.words(&plan).ends(2);
    assert_eq!(done.out, "");
    assert_eq!(folder.names(), [name], "something was left behind");
}

#[test]
fn words_that_are_not_known() {
    refused(
        "k.toml",
        "kind = \"electric-kettel\"\ncolour = 1\n[facts]\nratedvoltage = \"5 V\"\nrated_power = \"2 kw\"\n[[ship]]\nmarket = \"GR1\"\ndate = \"1.6.2027\"\n[[have]]\nscheme = \"cn-cccc\"\n",
        &[
            "k.toml:1:8: error: unknown kind `electric-kettel`\n    did you mean `electric-kettle`?",
            "k.toml:2:1: error: unknown key `colour`\n    known keys: name, kind, kinds, hs, gtin, facts, line, factory, party, have, ship, done",
            "k.toml:4:1: error: unknown fact `ratedvoltage`\n    did you mean `rated_voltage`?",
            "k.toml:5:15: error: unknown unit `kw`\n    did you mean `kW`?",
            "k.toml:7:10: error: unknown market `GR1`\n    did you mean `GR`?",
            "k.toml:8:8: error: `1.6.2027` is not a date\n    write year-month-day, for example 2027-06-01",
            "k.toml:10:10: error: unknown scheme `cn-cccc`\n    did you mean `cn-ccc`?",
        ],
    );
}

#[test]
fn contradictory_facts() {
    refused(
        "k.toml",
        "kind = \"electric-kettle\"\n\n[facts]\nadapter_supplied = true\nelectrical = false\n",
        &[
            "k.toml:5:1: error: facts contradict each other: It is said not to work by electricity, yet a mains adapter is sold with it.\n    look at electrical, adapter_supplied",
            "k.toml:5:1: error: facts contradict each other: It is said not to work by electricity, yet to have an electric heating element.\n    look at electrical, heating_element",
            "k.toml:5:1: error: `electrical = false` contradicts the kind `electric-kettle`\n    every product of this kind has electrical = true; choose another kind or correct the fact",
        ],
    );
}

#[test]
fn keys_types_and_ranges() {
    refused(
        "k.toml",
        "name = [1]\nname = \"K\"\nfacts = 3\nship = \"DE\"\n",
        &[
            "k.toml:1:8: error: `name` is a list\n    write a text in quotes",
            "k.toml:2:1: error: the key is given twice\n    keep one of the two",
            "k.toml:3:9: error: `facts` is a number\n    write a table: [facts]",
            "k.toml:4:8: error: `ship` is a text\n    write tables: [[ship]]",
        ],
    );
    refused(
        "k.json",
        "{\"kind\": \"toy\", \"kind\": \"toy\", \"facts\": {\"rated_voltage\": \"240-220 V\", \"electrical\": \"maybe\", \"rated_power\": 2000, \"age_min\": \"3 V\", \"mass\": \"heavy\"}}",
        &[
            "k.json:1:17: error: the key `kind` is given twice\n    keep one of the two",
            "k.json:1:59: error: the range `240-220 V` of `rated_voltage` runs backwards\n    write the lower value first",
            "k.json:1:86: error: `electrical` cannot be `maybe`\n    write true or false",
            "k.json:1:110: error: `2000` for `rated_power` has no unit\n    write it in W (W, kW, mW)",
            "k.json:1:127: error: `3 V` does not fit `age_min`, which is an age\n    write it in month (month, year)",
            "k.json:1:142: error: `heavy` does not begin with a number\n    write a number, then the unit, for example 36 V",
        ],
    );
}

/// A product file has no references that could go in a circle: whoever tries is told that the key has no place, and a
/// line or paper can only point to a factory that exists.
#[test]
fn circles_and_dangling_references() {
    refused(
        "k.toml",
        "[[factory]]\nid = \"a\"\ncountry = \"CN\"\nfactory = \"b\"\n[[factory]]\nid = \"b\"\ncountry = \"CN\"\nfactory = \"a\"\n\
         [[line]]\nmodel = \"M\"\nfactory = \"c\"\nline = \"M\"\n[[have]]\nkind = \"test-report\"\nfactory = \"d\"\n",
        &[
            "k.toml:4:1: error: unknown key `factory`\n    known keys: id, name, country, headcount, class, inspections, shutdowns",
            "k.toml:8:1: error: unknown key `factory`\n    known keys: id, name, country, headcount, class, inspections, shutdowns",
            "k.toml:11:11: error: unknown factory `c`\n    factories: a, b",
            "k.toml:12:1: error: unknown key `line`\n    a line has model, brand, factory and facts that differ from the product's",
            "k.toml:15:11: error: unknown factory `d`\n    factories: a, b",
        ],
    );
}

#[test]
fn files_that_are_no_text() {
    refused("k.toml", "", &["k.toml: error: the file is empty\n    `certmap new` starts a product file"]);
    refused("k.json", " \n", &["k.json: error: the file is empty\n    `certmap new` starts a product file"]);
    refused("k.xlsx", "", &["k.xlsx: error: the file is empty\n    `certmap new` starts a product file"]);
    refused(
        "k.csv",
        "",
        &[
            "k.csv: error: the file is empty\n    the first row names the columns: name, kind, kinds, hs, gtin, then names of facts",
        ],
    );
    refused("k.toml", b"kind = \"\0\"", &["k.toml: error: the file is not a text\n    TOML is wanted here"]);
    refused("k.toml", b"\xff\xfek\0", &["k.toml: error: the file is UTF-16\n    save it as UTF-8"]);
    refused(
        "k.toml",
        b"kind = \"toy\"\nname = \"\xb5\xe7\xcb\xae\xba\xf8\"\n",
        &[
            "k.toml: error: the text is not UTF-8 (line 2)\n    it looks like GB18030 (GBK); save it as UTF-8, in Excel as \"CSV UTF-8\"",
        ],
    );
    refused(
        "k.json",
        b"%PDF-1.7",
        &["k.json: error: the file is a PDF, not JSON\n    give the format by --from, or save it as text"],
    );
}

#[test]
fn files_without_a_product() {
    let nothing =
        |name: &str| format!("{name}: error: there is no product in it\n    `certmap new` starts a product file");
    refused("k.csv", "name,kind\n", &[&nothing("k.csv")]);
    refused("k.jsonl", "", &[&nothing("k.jsonl")]);
    refused("k.json", "[]", &[&nothing("k.json")]);
}

#[test]
fn a_huge_file() {
    let mut text = b"name = \"K\"\n".to_vec();
    text.resize(17 << 20, b'\n');
    refused(
        "k.toml",
        text,
        &[
            "k.toml: error: the file is larger than 16 MiB\n    give many products as CSV or JSON lines, which are read row by row",
        ],
    );
}

#[test]
fn a_wrong_check_digit_is_a_warning() {
    let folder = Folder::with("k.toml", KETTLE.replace("\n\n", "\ngtin = \"4006381333932\"\n\n"));
    folder.run("scope k.toml --market CN --scheme cn-ccc").ends(0).says(
        "k.toml:3:8: warning: the check digit of the GTIN `4006381333932` is wrong\n    it would be 1; look at the bar code again",
    );
}

#[test]
fn files_that_cannot_be_opened() {
    let folder = Folder::new();
    fs::create_dir(folder.path("folder.toml")).unwrap();
    for (line, said) in [
        (
            "scope gone.toml --market CN",
            "gone.toml: error: there is no such file\n    check the name; `certmap new KIND` makes one",
        ),
        ("scope folder.toml --market CN", "folder.toml: error: this is a folder, not a product file"),
        ("scope list.xls --market CN", "list.xls: error: `list.xls` is an old Excel file\n    save it as .xlsx"),
        (
            "scope list --market CN",
            "list: error: `list` has no known ending\n    known endings: .toml .json .jsonl .csv .xlsx",
        ),
        ("scope - --market CN", "standard input: error: its format is not known\n    add --from json or --from csv"),
        ("scope - --from cvs --market CN", "standard input: error: unknown format `cvs`\n    did you mean `csv`?"),
        (
            "scope - --from csv --market CN",
            "standard input: error: the file is empty\n    the first row names the columns: name, kind, kinds, hs, gtin, then names of facts",
        ),
        (
            "ask gone.toml --market CN",
            "gone.toml: error: there is no such file\n    check the name; `certmap new KIND` makes one",
        ),
        (
            "ask list.csv --market CN",
            "command line: error: `list.csv` is no TOML file\n    answers are written back into a TOML file; `certmap new KIND` makes one",
        ),
        ("ask a.toml b.toml --market CN", "command line: error: `ask` takes one product file"),
    ] {
        folder.run(line).ends(2).says(said);
    }
}

#[test]
fn words_of_the_command_line() {
    let folder = Folder::with("k.toml", KETTLE);
    for (line, said) in [
        ("scope k.toml --market XX", "command line: error: unknown market `XX`\n    write an ISO country code"),
        ("scope k.toml --market cn", "command line: error: unknown market `cn`\n    did you mean `CN`?"),
        ("scope k.toml --market China", "command line: error: unknown market `China`\n    did you mean `CN`?"),
        (
            "scope k.toml --market EU",
            "command line: error: unknown market `EU`\n    `EU` is a group of markets; name a country, for example DE for the EU",
        ),
        (
            "scope k.toml --market CN --scheme cn-cccc",
            "command line: error: unknown scheme `cn-cccc`\n    did you mean `cn-ccc`?",
        ),
        (
            "scope k.toml",
            "k.toml:1:1: error: no market is named for `Kettle K1`\n    add --market CN (or another code), or a [[ship]] to the file",
        ),
        (
            "plan k.toml --market CN --format xlsx",
            "command line: error: a workbook is not written to the terminal\n    add -o plan.xlsx",
        ),
        ("new kettel", "command line: error: unknown kind `kettel`\n    did you mean electric-kettle?"),
        ("new toy --market XX", "command line: error: unknown market `XX`"),
        ("pack probe cn-cccc", "command line: error: unknown pack or scheme `cn-cccc`\n    did you mean `cn-ccc`?"),
        ("pack test cn-cccc", "command line: error: no example belongs to `cn-cccc`\n    did you mean `cn-ccc`?"),
        (
            "pack new X",
            "command line: error: `X` is no id of a pack\n    lower case letters, digits and hyphens, for example fr-nf",
        ),
    ] {
        folder.run(line).ends(2).says(said);
    }
    let hint = "\n\nFor more information, try '--help'.";
    for (line, said) in [
        (
            "scope k.toml --lang fr",
            "error: invalid value 'fr' for '--lang <LANG>': `fr` is not a language; write en or zh",
        ),
        (
            "scope k.toml --on 2026-02-30",
            "error: invalid value '2026-02-30' for '--on <DATE>': the day `2026-02-30` does not exist",
        ),
        (
            "plan k.toml --ship soon",
            "error: invalid value 'soon' for '--ship <DATE>': `soon` is not a date; write year-month-day, for example 2027-06-01",
        ),
        (
            "plan k.toml --today soon",
            "error: invalid value 'soon' for '--today <DATE>': `soon` is not a date; write year-month-day, for example 2027-06-01",
        ),
    ] {
        folder.run(line).ends(2).says(&format!("{said}{hint}"));
    }
    assert_eq!(folder.names(), ["k.toml"]);
}

#[test]
fn places_that_cannot_be_written() {
    let folder = Folder::with("k.toml", KETTLE);
    fs::create_dir(folder.path("here")).unwrap();
    let plan = "plan k.toml --market CN --ship 2027-12-01 --samples 0 --format html -o";
    folder.run(&format!("{plan} nowhere/plan.html")).ends(2).says(
        "nowhere/plan.html: error: the folder `nowhere` does not exist\n    make it first, or write somewhere else",
    );
    folder.run(&format!("{plan} here")).ends(2).says("here: error: this is a folder, not a file that can be written");
    folder.write("old.html", "old");
    let path = folder.path("old.html");
    let mut permissions = fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).unwrap();
    folder
        .run(&format!("{plan} old.html"))
        .ends(2)
        .says("old.html: error: the file is read-only\n    allow writing to it, or work on a copy");
    assert_eq!(folder.read("old.html"), "old");
    folder
        .run("new toy -o k.toml")
        .ends(2)
        .says("command line: error: `k.toml` exists already\n    choose another name");
    assert_eq!(folder.read("k.toml"), KETTLE);
    assert_eq!(folder.names(), ["here", "k.toml", "old.html"]);
}

/// One bad product among good ones: `scope` answers the others, `plan -o` writes nothing at all.
#[test]
fn one_bad_product_among_good_ones() {
    let folder = Folder::with("k.csv", "name,kind\nA,toy\nB,tyo\nC,toy\n");
    let said = "k.csv:3: error: column `kind`: unknown kind `tyo`\n    did you mean `toy`?";
    let done = folder.run("scope k.csv --market US --scheme us-cpc --format json").ends(2).says(said);
    assert_eq!(done.out.lines().count(), 2);
    folder.run("plan k.csv --market US --samples 0 -o plan.txt").ends(2).says(said);
    assert_eq!(folder.names(), ["k.csv"]);
}
