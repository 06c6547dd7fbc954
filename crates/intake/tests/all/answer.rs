use crate::{readings, words};
use certmap_base::Lang;
use certmap_intake::{template, write_answer};
use certmap_pack::{Fact, Raw};

fn value(fact: &str, raw: Raw) -> certmap_pack::Value {
    let common = words::common();
    common.facts[fact].read(&raw, &common.units).unwrap()
}

#[test]
fn an_answer_leaves_the_rest_as_it_was() {
    let text = "# our kettle\nname = \"K\"\n\n[facts] # facts\n# from the plate\nrated_voltage = { value = \"5 V\", by = \"Li\" } # low\nelectrical=true\n\n[[ship]]\nmarket = \"DE\"\n";
    let text = write_answer(text, "rated_voltage", &value("rated_voltage", Raw::Word("220-240 V".to_owned()))).unwrap();
    let list = Raw::All(vec![Raw::Word("wlan".to_owned())]);
    let text = write_answer(&text, "radio_technologies", &value("radio_technologies", list)).unwrap();
    let text =
        write_answer(&text, "manufactured_on", &value("manufactured_on", Raw::Date("2027-03-01".to_owned()))).unwrap();
    let text = write_answer(&text, "pieces", &value("pieces", Raw::Number("2.5".to_owned()))).unwrap();
    let text = write_answer(&text, "kind", &certmap_pack::Value::Text("toy".to_owned())).unwrap();
    assert_eq!(
        text,
        "# our kettle\nname = \"K\"\nkind = \"toy\"\n\n[facts] # facts\n# from the plate\nrated_voltage = \"220-240 V\" # low\nelectrical=true\n\
         radio_technologies = { all = [\"wlan\"] }\nmanufactured_on = 2027-03-01\npieces = 2.5\n\n[[ship]]\nmarket = \"DE\"\n"
    );
}

#[test]
fn an_answer_is_refused_where_it_has_no_place() {
    let yes = certmap_pack::Value::Bool(true);
    assert_eq!(
        write_answer("[[product]]\n", "electrical", &yes).unwrap_err().message.en,
        "the file holds several products"
    );
    assert_eq!(write_answer("facts = 3\n", "electrical", &yes).unwrap_err().message.en, "`facts` is no table");
    assert!(
        write_answer("name = \"a\"\nkind =\n", "electrical", &yes)
            .unwrap_err()
            .message
            .en
            .starts_with("the file is no TOML at line 2, column 7: ")
    );
}

#[test]
fn the_template_is_valid_as_it_stands_and_with_everything_filled_in() {
    let common = words::common();
    let facts: Vec<&Fact> = common.facts.values().collect();
    for lang in [Lang::En, Lang::Zh] {
        for kind in [common.kinds.get("electric-kettle"), None] {
            let text = template("Kettle \"K1\"\n电", kind, &facts, lang);
            let read = readings(text.as_bytes(), "k.toml");
            assert_eq!(read[0].problems, [], "{text}");
            assert_eq!(read[0].product.as_ref().unwrap().name, "Kettle \"K1\"\n电");
        }
        let text = template("K", common.kinds.get("electric-kettle"), &facts, lang);
        let key = |l: &str| {
            l.split(' ')
                .next()
                .is_some_and(|w| w.starts_with('[') || common.facts.contains_key(w) || FIELDS.contains(&w))
        };
        let filled: Vec<&str> = text.lines().map(|l| l.strip_prefix("# ").filter(|r| key(r)).unwrap_or(l)).collect();
        let read = readings(filled.join("\n").as_bytes(), "k.toml");
        assert_eq!(read[0].problems, [], "{}", filled.join("\n"));
        assert_eq!(read[0].product.as_ref().unwrap().facts.len(), common.facts.len());
    }
}

fn texts(folder: &std::path::Path, name: &str, files: &mut Vec<(String, String)>) {
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
fn every_fact_of_the_repository_has_an_example_that_can_be_read() {
    let mut files = Vec::new();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/common");
    texts(&folder, "packs/common", &mut files);
    let files: Vec<(&str, &str)> = files.iter().map(|(n, t)| (n.as_str(), t.as_str())).collect();
    let (library, problems) = certmap_pack::Library::read(&files, &certmap_pack::Select::everything());
    let common = library.unwrap_or_else(|| panic!("{:?}", problems[0])).common;
    let facts: Vec<&Fact> = common.facts.values().collect();
    let text = template("K", None, &facts, Lang::Zh);
    let filled: Vec<&str> = text
        .lines()
        .map(|l| {
            l.strip_prefix("# ")
                .filter(|r| r.split_once(" = ").is_some_and(|(id, _)| common.facts.contains_key(id)))
                .unwrap_or(l)
        })
        .collect();
    let filled = filled.join("\n");
    let read: Vec<_> =
        certmap_intake::read(filled.as_bytes(), "k.toml", certmap_intake::Format::Toml, &common).collect();
    let problems: Vec<String> = read[0].problems.iter().map(|p| p.say(certmap_base::Lang::En)).collect();
    assert_eq!(problems, Vec::<String>::new());
    assert_eq!(read[0].product.as_ref().unwrap().facts.len(), facts.len());
}

const FIELDS: [&str; 17] = [
    "hs",
    "gtin",
    "market",
    "date",
    "quantity",
    "id",
    "name",
    "country",
    "headcount",
    "inspections",
    "shutdowns",
    "model",
    "brand",
    "factory",
    "kind",
    "number",
    "standard",
];
