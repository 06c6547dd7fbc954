//! The worked cases under tests/cases: every row is put in our words and asked; none is skipped.

use super::support::{Folder, root};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

/// Files with the number of their rows.
const FILES: [(&str, usize); 4] = [("cn-ccc", 16), ("cn-other", 12), ("market", 15), ("us-cpc", 16)];

/// The day of the collection, where a case names none.
const DAY: &str = "2026-11-20";

fn toml_of(path: &str) -> Value {
    toml::from_str(&fs::read_to_string(root().join(path)).unwrap()).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// Everything that the translation reads.
struct Words {
    mapping: Value,
    names: BTreeMap<String, String>,
    kinds: BTreeMap<String, String>,
    outcomes: BTreeMap<String, String>,
    /// Type and unit of each fact.
    facts: BTreeMap<String, (String, String)>,
}

fn pairs(list: &Value) -> BTreeMap<String, String> {
    let text = |v: &Value| v.as_str().unwrap().to_owned();
    list.as_array().unwrap().iter().map(|p| (text(&p["from"]), text(&p["to"]))).collect()
}

impl Words {
    fn read() -> Words {
        let concordance = toml_of("packs/common/concordance.toml");
        let mut facts = BTreeMap::new();
        for entry in fs::read_dir(root().join("packs/common/facts")).unwrap() {
            let path = entry.unwrap().path();
            let name = format!("packs/common/facts/{}", path.file_name().unwrap().to_str().unwrap());
            for fact in toml_of(&name)["fact"].as_array().unwrap() {
                let text = |key: &str| fact[key].as_str().unwrap_or_default().to_owned();
                facts.insert(text("id"), (text("type"), text("unit")));
            }
        }
        Words {
            mapping: toml_of("tests/cases/mapping.toml"),
            names: pairs(&concordance["fact_name"]),
            kinds: pairs(&concordance["kind"]),
            outcomes: pairs(&concordance["outcome"]),
            facts,
        }
    }

    /// The row of the mapping for a case; empty where it needs none.
    fn row(&self, file: &str, number: usize) -> Value {
        let rows = self.mapping["row"].as_array().unwrap();
        let found: Vec<&Value> = rows.iter().filter(|r| r["file"] == file && r["row"] == number).collect();
        assert!(found.len() == 1, "tests/cases/mapping.toml has {} rows for {file} {number}", found.len());
        found[0].clone()
    }

    /// The unit that an attribute's name tells.
    fn unit(&self, attribute: &str, fact: &str) -> String {
        let ends = |end: &str| attribute.ends_with(end);
        let unit = match attribute {
            "age_from" | "age_to" | "toy.age_max_years" => "year",
            _ if ends("_months") => "month",
            _ if ends("_v") => "V",
            _ if ends("_w") => "W",
            _ if ends("_a") => "A",
            _ if ends("_hz") => "Hz",
            _ if ends("_mah") => "mAh",
            _ if ends("_kg") => "kg",
            _ => &self.facts[fact].1,
        };
        unit.to_owned()
    }

    /// An attribute in our words, as the notes of the concordance say.
    fn fact(&self, attribute: &str, value: &Value, facts: &mut Map<String, Value>) {
        let fact = &self.names[attribute];
        let mut put = |fact: &str, value: Value| {
            facts.entry(fact.to_owned()).or_insert(value);
        };
        match (attribute, value) {
            (_, Value::Null) => {}
            ("u_ac_v" | "rated_voltage_ac_v", _) => put("voltage_type", json!("ac")),
            ("u_dc_v", _) => put("voltage_type", json!("dc")),
            ("mains", Value::Bool(true)) => return put(fact, json!(["mains"])),
            ("battery", Value::String(kind)) => {
                put("battery_included", json!(true));
                return put("battery_chemistry", json!(kind));
            }
            ("phases" | "supply.phases", n) => {
                return put(fact, json!(if *n == json!(3) { "three" } else { "single" }));
            }
            _ => {}
        }
        match (self.facts[fact].0.as_str(), value) {
            (_, Value::Null) => {}
            ("quantity" | "range", Value::Number(n)) => put(fact, json!(format!("{n} {}", self.unit(attribute, fact)))),
            _ => put(fact, value.clone()),
        }
    }
}

/// One case, in our words and with its answer.
struct Case {
    name: String,
    row: Value,
    product: Value,
    market: String,
    day: String,
    answer: Value,
}

impl Case {
    fn ask(folder: &Folder, product: &Value, market: &str, day: &str) -> Value {
        let line = format!("scope - --from json --market {market} --on {day} --format json");
        let done = folder.fed(&line, product.to_string());
        assert!(matches!(done.code, Some(0 | 3 | 4)), "{product}\n{}", done.err);
        done.json()
    }

    fn result(&self, scheme: &str) -> &Value {
        let results = self.answer["results"].as_array().unwrap();
        results
            .iter()
            .find(|r| r["scheme"] == scheme)
            .unwrap_or_else(|| panic!("{}: silence about {scheme}", self.name))
    }

    fn requirements(&self) -> Vec<&Value> {
        self.answer["results"].as_array().unwrap().iter().flat_map(|r| r["requirements"].as_array().unwrap()).collect()
    }

    /// The outcome of a requirement; `out` where it is not even listed.
    fn requirement(&self, id: &str) -> &str {
        let found = self.requirements().into_iter().find(|r| r["id"] == id);
        found.map_or("out", |r| r["outcome"].as_str().unwrap())
    }
}

/// The case in our words. What cannot be put so is a complaint.
fn case(words: &Words, file: &str, number: usize, told: &Value, folder: &Folder, complaints: &mut Vec<String>) -> Case {
    let row = words.row(file, number);
    let attributes = told["attributes"].as_object().unwrap();
    let name = format!("{file} {number} ({})", told["product"].as_str().unwrap());
    let class =
        ["product_class", "product.type"].iter().find_map(|k| Some(format!("{k} {}", attributes.get(*k)?.as_str()?)));
    let kind = row["kind"].as_str().map(str::to_owned).or_else(|| words.kinds.get(&class?).cloned());
    if kind.is_none() {
        complaints.push(format!("{name}: no kind"));
    }
    let mut facts = row["facts"].as_object().cloned().unwrap_or_default();
    for (attribute, value) in attributes {
        if words.names.contains_key(attribute) && words.mapping["attributes"].get(attribute).is_none() {
            words.fact(attribute, value, &mut facts);
        } else if words.mapping["attributes"].get(attribute).is_none() {
            complaints.push(format!("{name}: nothing is said of the attribute `{attribute}`"));
        }
    }
    let market = told.get("market").or(attributes.get("market")).and_then(Value::as_str).unwrap_or("US");
    let market = if market == "EU" { "DE" } else { market }.to_owned();
    let day =
        attributes.get("placing_date").or(attributes.get("as_of")).and_then(Value::as_str).unwrap_or(DAY).to_owned();
    // The day that is asked about stands for all dates but the one that the case itself names.
    facts.remove("placed_on_market_on");
    let product = json!({"name": told["product"], "kind": kind, "facts": facts});
    let answer = Case::ask(folder, &product, &market, &day);
    Case { name, row, product, market, day, answer }
}

/// What is held against an expectation.
struct Judge<'a> {
    words: &'a Words,
    complaints: Vec<String>,
    uncovered: BTreeSet<String>,
    checks: usize,
}

impl Judge<'_> {
    fn must(&mut self, holds: bool, case: &Case, why: &str) {
        self.checks += 1;
        if !holds {
            self.complaints.push(format!("{}: {why}", case.name));
        }
    }

    /// One scheme against the word of the case, or against what the mapping says instead.
    fn outcome(&mut self, case: &Case, scheme: &str, word: &str) {
        let result = case.result(scheme);
        let found = result["outcome"].as_str().unwrap();
        if self.words.mapping["without_rules"].get(scheme).is_some() {
            self.uncovered.insert(scheme.to_owned());
            self.must(found == "not_covered", case, &format!("{scheme} has rules now ({found}); take it off the list"));
            return;
        }
        let wanted = self.words.outcomes[word].as_str();
        let differs = &case.row["differs"][scheme];
        let expected = differs["answers"].as_str().unwrap_or(wanted);
        self.must(found == expected, case, &format!("{scheme} is {found}, not {expected}: {}", result["entries"]));
        self.must(differs.is_null() || expected != wanted, case, &format!("{scheme}: the mapping names no difference"));
        let binding = if word == "voluntary" { "voluntary" } else { "mandatory" };
        self.must(expected != "in" || result["binding"] == binding, case, &format!("{scheme} is not {binding}"));
    }

    /// The catalogue codes of a Chinese case: one of the entries with that outcome has one of them.
    fn codes(&mut self, case: &Case, codes: &str) {
        let result = case.result("cn-ccc");
        let ids: Vec<&str> = result["entries"].as_array().unwrap().iter().map(|e| e["id"].as_str().unwrap()).collect();
        let holds = |code: &str| {
            ids.iter().any(|id| match id.split_once('-') {
                Some((from, to)) => from <= code && code <= to,
                None => *id == code,
            })
        };
        for code in codes.split(';').filter(|c| !c.is_empty()) {
            self.must(holds(code), case, &format!("entry {code} is not among {ids:?}"));
        }
    }

    fn questions(&mut self, case: &Case) {
        let Some(wanted) = case.row["ask"].as_array() else { return };
        let asked: Vec<&Value> = case.answer["questions"].as_array().unwrap().iter().map(|q| &q["fact"]).collect();
        for fact in wanted {
            self.must(asked.contains(&fact), case, &format!("{fact} is not asked, only {asked:?}"));
        }
    }

    /// The certificate of an American case, and its rules.
    fn american(&mut self, case: &Case, expected: &Value, folder: &Folder) {
        let certificate = expected["certificate"].as_str().unwrap();
        let (cpc, gcc) = match certificate {
            "CPC" => ("mandatory", "out_of_scope"),
            "GCC" => ("out_of_scope", "mandatory"),
            "none" => ("out_of_scope", "out_of_scope"),
            "needs_info" => ("needs_info", "needs_info"),
            other => panic!("{}: {other}", case.name),
        };
        self.outcome(case, "us-cpc", cpc);
        self.outcome(case, "us-gcc", gcc);
        for (key, value) in expected.as_object().unwrap() {
            if case.row["leave"].get(key).is_some() {
                continue;
            }
            let list = || value.as_array().unwrap().iter().map(|v| v.as_str().unwrap());
            match key.as_str() {
                "certificate" => {}
                "rules" | "labels" => list().for_each(|id| self.required(case, id, "in")),
                "f963_sections" => {
                    list().for_each(|s| self.required(case, &format!("16 CFR 1250 / ASTM F963-23 {s}"), "in"))
                }
                "not_applicable" => list().for_each(|id| self.required(case, id, "out")),
                "test_exclusions" => list().for_each(|id| self.excluded(case, id)),
                "questions" => self.must(case.row["ask"].is_array(), case, "the mapping names no questions"),
                "conditional" => self.conditional(case, value, folder),
                other => self.must(false, case, &format!("nothing is said of the expectation `{other}`")),
            }
        }
    }

    fn required(&mut self, case: &Case, id: &str, wanted: &str) {
        let found = case.requirement(id);
        self.must(found == wanted, case, &format!("{id} is {found}, not {wanted}"));
    }

    /// `16 CFR 1500.91 (wood)`: some rule is released from its test by it.
    fn excluded(&mut self, case: &Case, id: &str) {
        let bare = |s: &str| s.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect::<String>();
        let id = bare(id.split(" (").next().unwrap());
        let by: Vec<String> = case.requirements().iter().filter_map(|r| r["excluded_by"].as_str()).map(bare).collect();
        self.must(
            by.iter().any(|b| b.contains(&id) || id.contains(b)),
            case,
            &format!("no test is released by {id}, only by {by:?}"),
        );
    }

    /// `{"RULE": "attribute=true"}`: asked again with that fact, the rule applies.
    fn conditional(&mut self, case: &Case, value: &Value, folder: &Folder) {
        for (rule, condition) in value.as_object().unwrap() {
            assert_eq!(
                condition, "has_surface_coating=true",
                "{}: another condition than those that are known",
                case.name
            );
            for (given, wanted) in [(true, "in"), (false, "out")] {
                let mut product = case.product.clone();
                product["facts"]["surface_coating"] = json!(given);
                let answer = Case::ask(folder, &product, &case.market, &case.day);
                let again = Case {
                    name: case.name.clone(),
                    row: case.row.clone(),
                    product,
                    market: case.market.clone(),
                    day: case.day.clone(),
                    answer,
                };
                self.required(&again, rule, wanted);
            }
        }
    }
}

#[test]
fn every_row_is_answered_as_expected() {
    let (words, folder) = (Words::read(), Folder::new());
    let mut judge = Judge { words: &words, complaints: Vec::new(), uncovered: BTreeSet::new(), checks: 0 };
    let (mut rows, mut attributes) = (0, BTreeSet::new());
    for (file, count) in FILES {
        let text = fs::read_to_string(root().join(format!("tests/cases/{file}-cases.jsonl"))).unwrap();
        assert_eq!(text.lines().count(), count, "{file}");
        for (told, number) in text.lines().zip(1..) {
            let told: Value = serde_json::from_str(told).unwrap();
            let case = case(&words, file, number, &told, &folder, &mut judge.complaints);
            attributes.extend(told["attributes"].as_object().unwrap().keys().cloned());
            rows += 1;
            judge.questions(&case);
            match &told["expected"] {
                Value::String(word) => {
                    judge.outcome(&case, "cn-ccc", word);
                    judge.codes(&case, told["code"].as_str().unwrap());
                }
                Value::Array(list) => list.iter().for_each(|e| {
                    judge.outcome(&case, e["scheme"].as_str().unwrap(), e["determination"].as_str().unwrap());
                }),
                expected => judge.american(&case, expected, &folder),
            }
        }
    }
    assert_eq!(rows, 59);
    let listed = |key: &str| words.mapping[key].as_object().unwrap().keys().cloned().collect::<BTreeSet<_>>();
    for stale in listed("without_rules").difference(&judge.uncovered) {
        judge.complaints.push(format!("mapping: no case expects anything of {stale}"));
    }
    for stale in listed("attributes").difference(&attributes) {
        judge.complaints.push(format!("mapping: no case has the attribute {stale}"));
    }
    assert!(judge.complaints.is_empty(), "\n{}\n{} checks", judge.complaints.join("\n"), judge.checks);
    assert!(judge.checks >= 300, "only {} checks", judge.checks);
}
