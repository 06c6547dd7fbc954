//! A small dictionary.

use certmap_base::{Confidence, Dimension, Text, Units};
use certmap_pack::{
    Attestation, Binding, Choice, Common, Concordance, DemandedBy, Fact, FactType, Group, Kind, KindSet, KnownScheme,
    Market, Markets, Member, Taxonomy, Value,
};
use std::collections::BTreeMap;

fn fact(id: &str, kind: FactType, en: &str, zh: &str) -> (String, Fact) {
    let fact = Fact {
        id: id.to_owned(),
        kind,
        name: Text::new(en, zh),
        ask: Text::new(format!("What is the {en}?"), format!("{zh}是多少？")),
        help: None,
        effort: 1,
        judgement: false,
        assume: None,
    };
    (id.to_owned(), fact)
}

fn choice(id: &str, en: &str, zh: &str) -> Choice {
    Choice { id: id.to_owned(), name: Text::new(en, zh) }
}

fn range(unit: &str, base: &str) -> FactType {
    FactType::Range { unit: unit.to_owned(), dimension: Dimension::new([(base, 1)]) }
}

fn quantity(unit: &str, base: &str) -> FactType {
    FactType::Quantity { unit: unit.to_owned(), dimension: Dimension::new([(base, 1)]) }
}

fn facts() -> BTreeMap<String, Fact> {
    let use_choices =
        vec![choice("household", "households", "家庭"), choice("industrial", "industry only", "仅限工业")];
    let radio = vec![choice("wlan", "Wi-Fi", "无线局域网"), choice("bluetooth", "Bluetooth", "蓝牙")];
    let purpose = vec![choice("sale", "sale", "销售"), choice("spare_part", "repair", "维修")];
    let mut facts = BTreeMap::from([
        fact("electrical", FactType::Bool, "works by electricity", "靠电工作"),
        fact("rated_voltage", range("V", "voltage"), "rated voltage", "额定电压"),
        fact("rated_power", quantity("W", "power"), "rated power", "额定功率"),
        fact("age_min", quantity("month", "age"), "age of the youngest user", "最小使用者年龄"),
        fact("hs", FactType::Code { digits: 6 }, "customs code", "海关编码"),
        fact("intended_use", FactType::Choice(use_choices), "intended use", "预期用途"),
        fact("radio_technologies", FactType::List(radio), "radio technologies", "无线技术"),
        fact("import_purpose", FactType::Choice(purpose), "purpose of the import", "进口用途"),
        fact("pieces", FactType::Number, "pieces in the set", "套内件数"),
        fact("remark", FactType::Text, "remark", "备注"),
        fact("manufactured_on", FactType::Date, "date of manufacture", "生产日期"),
    ]);
    facts.get_mut("import_purpose").unwrap().assume = Some(Value::Choice("sale".to_owned()));
    facts
}

fn kind(id: &str, under: &[usize], en: &str, zh: &str, also_zh: &[&str]) -> Kind {
    Kind {
        id: id.to_owned(),
        under: under.to_vec(),
        below: Vec::new(),
        name: Text::new(en, zh),
        also_en: Vec::new(),
        also_zh: also_zh.iter().map(|s| (*s).to_owned()).collect(),
        hs: vec!["8516.79".to_owned()],
        implies: BTreeMap::new(),
        assumes: BTreeMap::new(),
        leaves: KindSet::default(),
        leaf: 0,
    }
}

fn scheme(id: &str) -> KnownScheme {
    KnownScheme {
        id: id.to_owned(),
        markets: Vec::new(),
        name: Text::same(id),
        binding: Binding::Mandatory,
        attestation: Attestation::Certificate,
        demanded_by: DemandedBy::Law,
        authority: Text::default(),
        legal_basis: String::new(),
        register: Text::default(),
        source: String::new(),
        confidence: Confidence::Official,
    }
}

pub(crate) fn common() -> Common {
    let market = |code: &str, en: &str, zh: &str| Market { code: code.to_owned(), name: Text::new(en, zh) };
    let member = |code: &str| Member { code: code.to_owned(), from: None, until: None };
    Common {
        version: "2027.1.1".to_owned(),
        digest: String::new(),
        units: Units::builtin(),
        facts: facts(),
        dependencies: Vec::new(),
        kinds: Taxonomy::new(vec![
            kind("product", &[], "product", "产品", &[]),
            kind("electric-kettle", &[0], "electric kettle", "电热水壶", &["电水壶"]),
            kind("toy", &[0], "toy", "玩具", &[]),
            kind("doll", &[2], "doll", "娃娃", &["玩偶"]),
            kind("puppet", &[2], "puppet", "木偶", &["玩偶"]),
        ]),
        markets: Markets {
            markets: vec![
                market("CN", "China", "中国"),
                market("DE", "Germany", "德国"),
                market("FR", "France", "法国"),
                market("US", "United States", "美国"),
            ],
            groups: vec![Group {
                id: "EU".to_owned(),
                name: Text::new("European Union", "欧盟"),
                members: vec![member("DE"), member("FR")],
            }],
        },
        schemes: vec![scheme("cn-ccc"), scheme("eu-lvd"), scheme("us-cpc")],
        contradictions: Vec::new(),
        not_looked_at: Vec::new(),
        concordance: Concordance {
            facts: BTreeMap::from([("voltage".to_owned(), "rated_voltage".to_owned())]),
            ..Concordance::default()
        },
    }
}
