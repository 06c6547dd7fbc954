//! The schemas that help in an editor say what the reader of packs accepts: the same keys, and the same of them required.

use super::support::root;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

/// Tables of the reader, with the places of the schemas that describe them; `SCHEMA#` is the file itself.
const TABLES: [(&str, &[&str]); 51] = [
    (
        "TextWire",
        &[
            "pack#text",
            "sources#text",
            "definitions#text",
            "scheme#text",
            "procedure#text",
            "facts#text",
            "kinds#text",
            "markets#text",
            "contradictions#text",
            "not-looked-at#text",
            "concordance#text",
            "former#text",
        ],
    ),
    ("CiteWire", &["definitions#cite", "scheme#cite", "procedure#cite", "former#cite"]),
    ("PackFile", &["pack#"]),
    ("SourcesFile", &["sources#"]),
    ("SourceWire", &["sources#source", "former#source"]),
    ("DefinitionWire", &["definitions#definition", "scheme#definition"]),
    ("DefinitionsFile", &["definitions#"]),
    ("TableWire", &["definitions#table", "scheme#table"]),
    ("ColumnWire", &["definitions#column", "scheme#column"]),
    ("EditionWire", &["definitions#edition", "scheme#edition"]),
    ("BandWire", &["definitions#band", "scheme#band"]),
    ("SchemeWire", &["scheme#scheme"]),
    ("PhaseWire", &["scheme#phase"]),
    ("RuleWire", &["scheme#rule"]),
    ("RouteWire", &["scheme#route"]),
    ("NoticeWire", &["scheme#notice"]),
    ("ReuseWire", &["scheme#reuse"]),
    ("UnitSplitWire", &["scheme#unit"]),
    ("CertificateWire", &["scheme#certificate"]),
    ("UpkeepWire", &["scheme#upkeep"]),
    ("ChangeWire", &["scheme#change"]),
    ("MarkWire", &["scheme#mark"]),
    ("LetterWire", &["scheme#letter"]),
    ("EnclosureWire", &["scheme#enclosure"]),
    ("SchemeFile", &["scheme#"]),
    ("LastsWire", &["scheme#lasts", "procedure#lasts"]),
    ("ProcedureHead", &["procedure#procedure"]),
    ("StepWire", &["procedure#step"]),
    ("DocumentWire", &["procedure#document"]),
    ("FeeValueWire", &["procedure#fee_value"]),
    ("FeeWire", &["procedure#fee"]),
    ("ProcedureFile", &["procedure#"]),
    ("CaseWire", &["tests#case"]),
    ("RequirementsWire", &["tests#requirements"]),
    ("CasesFile", &["tests#"]),
    ("UnitsFile", &["units#"]),
    ("UnitWire", &["units#unit"]),
    ("FactsFile", &["facts#"]),
    ("ChoiceWire", &["facts#choice"]),
    ("FactWire", &["facts#fact"]),
    ("KindsFile", &["kinds#"]),
    ("AlsoWire", &["kinds#also"]),
    ("KindWire", &["kinds#kind"]),
    ("MarketsFile", &["markets#"]),
    ("MarketWire", &["markets#market"]),
    ("MemberWire", &["markets#member"]),
    ("GroupWire", &["markets#group"]),
    ("ContradictionsFile", &["contradictions#"]),
    ("ContradictionWire", &["contradictions#contradiction"]),
    ("SubjectsFile", &["not-looked-at#"]),
    ("SubjectWire", &["not-looked-at#subject"]),
];
const MORE: [(&str, &[&str]); 4] = [
    ("ConcordanceFile", &["concordance#"]),
    ("PairWire", &["concordance#pair"]),
    ("FormerFile", &["former#"]),
    ("FormerWire", &["former#former"]),
];

/// Keys of a table, and whether they are required.
type Keys = BTreeMap<String, bool>;

/// The tables that the reader knows, out of its source.
fn tables() -> BTreeMap<String, Keys> {
    let source = fs::read_to_string(root().join("crates/pack/src/wire.rs")).unwrap();
    let mut tables: BTreeMap<String, Keys> = BTreeMap::new();
    let (mut all_default, mut default, mut renamed) = (false, false, None);
    let mut inside: Option<String> = None;
    for line in source.lines().map(str::trim) {
        if let Some(attribute) = line.strip_prefix("#[serde(") {
            let is_default = attribute.contains("default");
            if inside.is_some() {
                default |= is_default
            } else {
                all_default = is_default
            }
            renamed = attribute.split("rename = \"").nth(1).and_then(|r| r.split('"').next()).map(str::to_owned);
        } else if let Some(name) = line.strip_prefix("pub(crate) struct ").and_then(|l| l.strip_suffix(" {")) {
            inside = Some(name.to_owned());
            tables.insert(name.to_owned(), Keys::new());
            (default, renamed) = (false, None);
        } else if line == "}" {
            (inside, all_default) = (None, false);
        } else if let (Some(table), Some(field)) = (&inside, line.strip_prefix("pub(crate) ")) {
            let (name, kind) = field.trim_end_matches(',').split_once(": ").unwrap();
            let required = !all_default && !default && !kind.starts_with("Option<");
            tables.get_mut(table).unwrap().insert(renamed.take().unwrap_or_else(|| name.to_owned()), required);
            default = false;
        }
    }
    tables
}

/// The object of a schema at `FILE#DEF`.
fn described(place: &str) -> Keys {
    let (file, def) = place.split_once('#').unwrap();
    let text = fs::read_to_string(root().join(format!("packs/schemas/{file}.schema.json"))).unwrap();
    let schema: Value = serde_json::from_str(&text).unwrap();
    let object = if def.is_empty() { &schema } else { &schema["$defs"][def] };
    assert_eq!(object["additionalProperties"], false, "{place}");
    let required: BTreeSet<&str> = object["required"].as_array().unwrap().iter().map(|r| r.as_str().unwrap()).collect();
    let properties = object["properties"].as_object().unwrap();
    assert!(properties.values().all(|p| p.get("description").is_some() || p.get("$ref").is_some()), "{place}");
    properties.keys().map(|k| (k.clone(), required.contains(k.as_str()))).collect()
}

#[test]
fn the_schemas_know_the_keys_that_the_reader_knows() {
    let tables = tables();
    let listed: BTreeSet<&str> = TABLES.iter().chain(&MORE).map(|(t, _)| *t).collect();
    let found: BTreeSet<&str> = tables.keys().map(String::as_str).collect();
    assert_eq!(listed, found, "tables of the reader without a schema, or the other way round");
    for (table, places) in TABLES.iter().chain(&MORE) {
        for place in *places {
            assert_eq!(described(place), tables[*table], "{table} {place}");
        }
    }
}

#[test]
fn every_object_of_every_schema_is_held_against_the_reader() {
    let listed: BTreeSet<&str> = TABLES.iter().chain(&MORE).flat_map(|(_, places)| places.iter().copied()).collect();
    for entry in fs::read_dir(root().join("packs/schemas")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().strip_suffix(".schema.json").unwrap().to_owned();
        let schema: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        let defs = schema["$defs"].as_object().into_iter().flatten().map(|(def, _)| format!("{name}#{def}"));
        for place in defs.chain([format!("{name}#")]) {
            assert!(listed.contains(place.as_str()), "{place} is held against nothing");
        }
    }
}

/// The schemas lie among the packs, where the binary and `--packs` look for rules.
#[test]
fn schemas_are_no_rules() {
    let folder = super::support::Folder::new();
    let inside = folder.run("pack check").ends(0).out;
    let outside = folder.words(&["pack", "check", "--packs", root().to_str().unwrap()]).ends(0).out;
    assert_eq!(inside, outside);
}
