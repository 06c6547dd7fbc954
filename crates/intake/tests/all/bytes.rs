use crate::{check, problems};
use proptest::prelude::*;

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[test]
fn files_that_are_no_text() {
    let one = |bytes: &[u8], name: &str, expected: &str| assert_eq!(problems(bytes, name), [expected.to_owned()]);
    let empty = "error: the file is empty\n    `certmap new` starts a product file";
    for name in ["a.toml", "a.json", "a.xlsx"] {
        one(b"", name, &format!("{name}: {empty}"));
    }
    one(b" \n\t", "a.toml", &format!("a.toml: {empty}"));
    let no_columns = "a.csv: error: the file is empty\n    the first row names the columns: name, kind, kinds, hs, gtin, then names of facts";
    one(b"", "a.csv", no_columns);
    let wide = utf16("name = \"kettle\"\n");
    one(&wide, "a.toml", "a.toml: error: the file is UTF-16\n    save it as UTF-8");
    one(&[&b"\xff\xfe"[..], &wide].concat(), "a.csv", "a.csv: error: the file is UTF-16\n    save it as UTF-8");
    // name = "电热水壶" in GBK
    let gbk = b"kind = \"toy\"\nname = \"\xb5\xe7\xc8\xc8\xcb\xae\xba\xf8\"\n";
    let hint = "it looks like GB18030 (GBK); save it as UTF-8, in Excel as \"CSV UTF-8\"";
    one(gbk, "a.toml", &format!("a.toml: error: the text is not UTF-8 (line 2)\n    {hint}"));
    one(b"name = \"M\xfcller\"\n", "a.toml", "a.toml: error: the text is not UTF-8 (line 1)\n    save it as UTF-8");
    one(
        b"PK\x03\x04....",
        "a.toml",
        "a.toml: error: the file is an Excel file or another archive, not TOML\n    give the format by --from, or save it as text",
    );
    one(
        b"%PDF-1.7",
        "a.csv",
        "a.csv: error: the file is a PDF, not CSV\n    give the format by --from, or save it as text",
    );
    one(b"\x7fELF\x00\x00", "a.json", "a.json: error: the file is not a text\n    JSON is wanted here");
    one(b"name,kind\n", "a.xlsx", "a.xlsx: error: the file is no Excel workbook\n    save it as .xlsx");
    one(
        b"PK\x03\x04....",
        "a.xlsx",
        "a.xlsx: error: the workbook is damaged, or unpacks to more than 1 GiB\n    give many products as CSV",
    );
    check(
        "3",
        "a.json",
        &["a.json:1:1: error: a product is wanted, this is a number\n    write an object with name, kind and facts"],
    );
}

#[test]
fn too_large_and_too_deep() {
    let many = "give many products as CSV or JSON lines, which are read row by row";
    let big = vec![b' '; (64 << 20) + 1];
    assert_eq!(problems(&big, "a.json"), [format!("a.json: error: the file is larger than 64 MiB\n    {many}")]);
    assert_eq!(problems(&big, "a.toml"), [format!("a.toml: error: the file is larger than 16 MiB\n    {many}")]);
    for bomb in [
        format!("a = {}", "[".repeat(100_000)),
        format!("a = {}", "{a=".repeat(100_000)),
        format!("{}a = 1", "a.".repeat(10_000)),
    ] {
        assert!(!problems(bomb.as_bytes(), "a.toml").is_empty());
    }
    let deep = format!("{{\"facts\": {}", "{\"a\":".repeat(100_000));
    assert_eq!(
        problems(deep.as_bytes(), "a.json"),
        ["a.json:1:331: error: objects or arrays lie too deep in each other"]
    );
}

#[test]
fn a_reader_that_fails_is_reported() {
    struct Broken;
    impl std::io::Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("the disk is gone"))
        }
    }
    let common = crate::words::common();
    for name in ["a.toml", "a.json", "a.jsonl", "a.csv", "a.xlsx"] {
        let format = certmap_intake::Format::of_name(name).unwrap();
        let all: Vec<_> = certmap_intake::read(Broken, name, format, &common).collect();
        assert!(all[0].problems[0].fault.message.en.contains("the disk is gone"), "{name}");
        assert_eq!(all.len(), 1);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_panics_on_any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        for name in ["a.toml", "a.json", "a.jsonl", "a.csv", "a.xlsx"] {
            let _ = problems(&bytes, name);
        }
    }

    #[test]
    fn nothing_panics_on_a_damaged_file(at in 0..crate::good::FULL.len(), cut in 0..40_usize, put in "[\\[\\]{}\"'=,.;电 \n#a0-]{0,4}") {
        let mut bytes = crate::good::FULL.as_bytes().to_vec();
        let end = (at + cut).min(bytes.len());
        bytes.splice(at..end, put.into_bytes());
        for name in ["a.toml", "a.json", "a.csv"] {
            let _ = problems(&bytes, name);
        }
    }
}
