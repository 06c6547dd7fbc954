//! The JSON contract, field by field and in order. What comes after the contract's own fields stands in the second list;
//! docs/schemas says what each is.

use super::support::{Folder, KETTLE, root};
use serde_json::Value;

const TRAIN: &str = "examples/toy-train.toml";

/// Asserts the keys of an object, or of every object of an array, which must not be empty.
#[track_caller]
pub(crate) fn keys(value: &Value, contract: &str, more: &str) {
    if let Some(items) = value.as_array() {
        assert!(!items.is_empty(), "nothing to look at: {contract}");
        items.iter().for_each(|item| keys(item, contract, more));
        return;
    }
    let found: Vec<&str> = value.as_object().unwrap_or_else(|| panic!("{value}")).keys().map(String::as_str).collect();
    let wanted: Vec<&str> = contract.split_whitespace().chain(more.split_whitespace()).collect();
    assert_eq!(found, wanted);
}

/// The values under a key in all objects of an array.
pub(crate) fn all<'a>(value: &'a Value, key: &str) -> Vec<&'a Value> {
    value.as_array().unwrap().iter().flat_map(|v| v[key].as_array().unwrap()).collect()
}

#[track_caller]
fn each(values: &[&Value], contract: &str, more: &str) {
    assert!(!values.is_empty(), "nothing to look at: {contract}");
    values.iter().for_each(|v| keys(v, contract, more));
}

/// Copies the example to a folder, with something added.
fn train(more: &str) -> Folder {
    let text = std::fs::read_to_string(root().join(TRAIN)).unwrap();
    Folder::with("train.toml", format!("{text}\n{more}"))
}

#[test]
fn of_scope() {
    let folder = train(
        "[[have]]\nkind = \"test-report\"\nnumber = \"TR-1\"\ndate = 2026-05-01\n[[have]]\nscheme = \"cn-ccc\"\nnumber = \"2026012201000001\"\n",
    );
    let scope = folder.run("scope train.toml --market CN --market US --market DE --format json").json();
    keys(&scope, "product packs results questions not_looked_at", "assumed decided ahead");
    keys(&scope["packs"], "id version digest", "");
    keys(
        &scope["results"],
        "market via scheme outcome phase binding attestation demanded_by on governed_by confidence displaced_by routes entries \
         requirements units held needs ahead",
        "title pack possible fulfil_before says",
    );
    let results = &scope["results"];
    each(&all(results, "routes"), "id open", "title procedure attestation notified_body");
    let entries = all(results, "entries");
    each(&entries, "id title outcome main reasons", "standards");
    let reasons: Vec<&Value> = entries.iter().flat_map(|e| e["reasons"].as_array().unwrap()).collect();
    each(&reasons, "rule says read cites", "confidence");
    let cites: Vec<&Value> = reasons.iter().flat_map(|r| r["cites"].as_array().unwrap()).collect();
    each(&cites, "source at status checked", "");
    each(&all(results, "requirements"), "id outcome evidence excluded_by", "title needs reasons");
    each(&all(results, "units"), "id lines split_by", "");
    each(&all(results, "held"), "paper counts why", "");
    each(&all(results, "ahead"), "on what", "deadline cites kind of act");
    keys(&scope["results"][0]["title"], "en zh", "");
}

#[test]
fn of_questions() {
    let folder = Folder::with("k.toml", "kind = \"electric-kettle\"\n");
    let scope = folder.run("scope k.toml --market CN --scheme cn-ccc --format json").ends(3).json();
    keys(&scope["questions"], "fact ask settles", "help concerns effort decisive");
    assert_eq!(scope["decided"], false);
    assert_eq!(scope["results"][0]["outcome"], "unknown");
    let needs: Vec<&Value> = scope["results"][0]["needs"].as_array().unwrap().iter().collect();
    let asked: Vec<&Value> = scope["questions"].as_array().unwrap().iter().map(|q| &q["fact"]).collect();
    assert!(needs.iter().all(|n| asked.contains(n)), "{needs:?} {asked:?}");
}

#[test]
fn every_scheme_of_every_asked_market_is_answered() {
    let folder = Folder::with("k.toml", KETTLE);
    let list = std::fs::read_to_string(root().join("packs/common/schemes.csv")).unwrap();
    let markets = std::fs::read_to_string(root().join("packs/common/markets.toml")).unwrap();
    for market in ["CN", "US", "DE", "JP", "KE"] {
        assert!(markets.contains(&format!("\"{market}\"")), "{market}");
        let scope = folder.run(&format!("scope k.toml --market {market} --format json")).json();
        let answered: Vec<&str> =
            scope["results"].as_array().unwrap().iter().map(|r| r["scheme"].as_str().unwrap()).collect();
        let listed = list.lines().skip(1).filter_map(|l| {
            let mut cells = l.split(',');
            let (id, markets) = (cells.next()?, cells.next()?);
            let here = |m: &str| m == market || (m == "EU" && market == "DE");
            markets.split('|').any(here).then_some(id)
        });
        let mut count = 0;
        for id in listed {
            assert!(answered.contains(&id), "{market}: silence about {id}");
            count += 1;
        }
        assert!(answered.len() >= count.max(1), "{market}");
    }
}

#[test]
fn a_line_a_product() {
    let folder = Folder::with("two.csv", "name,kind\nA,toy\nB,electric-kettle\n");
    let done = folder.run("scope two.csv --market DE --format json");
    let names: Vec<Value> =
        done.out.lines().map(|l| serde_json::from_str::<Value>(l).unwrap()["product"].clone()).collect();
    assert_eq!(names, ["A", "B"]);
}

#[test]
fn of_map_an_array() {
    let folder = Folder::with("two.csv", "name,kind\nA,toy\nB,electric-kettle\n");
    let map = folder.run("map two.csv --market DE --format json").json();
    keys(&map, "product packs results questions not_looked_at", "assumed decided ahead");
    assert_eq!(map.as_array().unwrap().len(), 2);
}

#[test]
fn of_plan() {
    let folder = train("");
    let line = "plan train.toml --market CN --market US --market DE --ship 2027-06-01 --samples 50 --format json";
    let plan = folder.run(line).json();
    keys(
        &plan,
        "product today ship verdict earliest_shipment decide_by book_by last_safe_start probability steps variants cliffs totals",
        "earliest_shipment_cautious bookings schemes open if_out documents totals_if_in total past assumptions warnings",
    );
    keys(&plan["ship"], "market date", "verdict earliest slack_days events binding");
    keys(&plan["probability"], "on_time seed assumptions", "samples ships curve");
    keys(
        &plan["steps"],
        "id scheme market kind behaviour by start finish latest_start latest_finish slack_days critical calendar after shared_by \
         documents fees why",
        "title of per clock lasts needs basis status conditional if_in done",
    );
    each(&all(&plan["steps"], "fees"), "amount currency basis", "amount_min id title on confidence open needs");
    keys(&plan["variants"], "kind title says steps days earliest_shipment verdict cost", "");
    keys(&plan["cliffs"], "on scheme market governed_by before after passed says kind act deadline cites", "");
    keys(&plan["totals"], "currency amount", "amount_min complete");
    assert_eq!(plan["today"], super::support::TODAY);
}

#[test]
fn of_find() {
    let folder = Folder::new();
    let found = folder.run("find kettle --format json --most 3").json();
    keys(&found, "kind name hs score", "");
    let scores: Vec<i64> = found.as_array().unwrap().iter().map(|h| h["score"].as_i64().unwrap()).collect();
    assert!(scores.is_sorted_by(|a, b| a >= b), "best first: {scores:?}");
    assert_eq!(found[0]["kind"], "electric-kettle");
    assert_eq!(folder.run("find 电热水壶 --format json").json()[0]["kind"], "electric-kettle");
    assert_eq!(folder.run("find zzzzqqq --format json").ends(0).json(), serde_json::json!([]));
    let codes = folder.run("find 8516.79 --format json --most 40").json();
    assert!(codes.as_array().unwrap().iter().any(|h| h["kind"] == "electric-kettle"), "{codes}");
}

/// What a name of a scheme, mark or standard means stands behind the kinds.
#[test]
fn of_find_a_name() {
    let folder = Folder::new();
    for (name, now) in [
        ("CCIB", "cn-ccc"),
        ("Great Wall mark", "cn-ccc"),
        ("3C", "cn-ccc"),
        ("GB/T28001-2011", "cn-ms-ohs"),
        ("ISO 9001:2008", "cn-ms-qms"),
        ("FCC ID", "us-fcc-cert"),
        ("PSE", "jp-pse-circle"),
        ("UKCA", "gb-ukca"),
    ] {
        let found = folder.words(&["find", name, "--format", "json"]).json();
        let last = found.as_array().unwrap().last().cloned().unwrap_or_default();
        keys(&last, "former says now cites score", "");
        keys(&last["cites"], "number title at link status", "");
        assert!(last["now"].as_array().unwrap().iter().any(|id| id == now), "{name}: {last}");
    }
    let scheme = folder.run("find SABER --format json").json();
    keys(scheme.as_array().unwrap().last().unwrap(), "scheme name score", "");
}

#[test]
fn of_coverage() {
    let coverage = Folder::new().run("pack coverage --format json").ends(0).json();
    keys(
        &coverage,
        "id schemes entries rules citations examples probes oldest_check confidence",
        "examples_sourced citations_unchecked limits_open",
    );
    for pack in coverage.as_array().unwrap() {
        keys(&pack["confidence"], "official secondary recalled unconfirmed", "");
        let shares: f64 = pack["confidence"].as_object().unwrap().values().map(|s| s.as_f64().unwrap()).sum();
        assert!((shares - 1.0).abs() < 0.01, "{pack}");
    }
}
