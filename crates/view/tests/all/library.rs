//! A small library: names for what the samples speak about.

use certmap_base::{Cite, Confidence, Date, Place, Text, Units};
use certmap_expr::{Expr, Node, Tri, parse};
use certmap_pack::{
    Attestation, Band, Basis, Behaviour, Binding, Clock, Column, Common, Concordance, DateRole, DayUnit, DemandedBy,
    Duration, Edition, Event, Fact, FactType, Fee, FeeAmount, FeeValue, Lasts, Length, Library, Market, Markets,
    OnFail, Pack, Party, Per, Phase, PhaseKind, Procedure, Reuse, Rule, RuleKind, Scheme, Source, Step, Table,
    Taxonomy,
};
use std::collections::BTreeMap;
use std::ops::Bound;

pub(crate) fn date(word: &str) -> Date {
    Date::parse(word).unwrap()
}

pub(crate) fn cite(source: &str, at: &str) -> Cite {
    Cite {
        source: source.to_owned(),
        at: at.to_owned(),
        status: Confidence::Official,
        checked: Some(date("2026-11-20")),
    }
}

fn fact(id: &str, kind: FactType, en: &str, zh: &str) -> (String, Fact) {
    let fact = Fact {
        id: id.to_owned(),
        kind,
        name: Text::new(en, zh),
        ask: Text::same(""),
        help: None,
        effort: 1,
        judgement: false,
        assume: None,
    };
    (id.to_owned(), fact)
}

fn common() -> Common {
    let market = |code: &str, en: &str, zh: &str| Market { code: code.to_owned(), name: Text::new(en, zh) };
    let volts = FactType::Range { unit: "V".to_owned(), dimension: certmap_base::Dimension::new([("voltage", 1)]) };
    Common {
        version: String::new(),
        digest: String::new(),
        units: Units::builtin(),
        facts: BTreeMap::from([
            fact("rated_voltage", volts, "rated voltage", "额定电压"),
            fact("radio", FactType::Bool, "sends or receives by radio", "具有无线电收发功能"),
            fact("intended_use", FactType::Choice(Vec::new()), "intended use", "预期用途"),
        ]),
        dependencies: Vec::new(),
        kinds: Taxonomy::default(),
        markets: Markets {
            markets: vec![
                market("CN", "China", "中国"),
                market("DE", "Germany", "德国"),
                market("US", "United States", "美国"),
                market("SA", "Saudi Arabia", "沙特阿拉伯"),
                market("EU", "European Union", "欧盟"),
            ],
            groups: Vec::new(),
        },
        schemes: Vec::new(),
        contradictions: Vec::new(),
        not_looked_at: Vec::new(),
        concordance: Concordance::default(),
    }
}

fn source(id: &str, number: &str, en: &str, zh: &str) -> (String, Source) {
    let source = Source {
        id: id.to_owned(),
        number: number.to_owned(),
        title: Text::new(en, zh),
        issuer: Text::new("State Administration for Market Regulation", "国家市场监督管理总局"),
        published: Some(date("2023-08-10")),
        link: Some("https://example.org/notice?id=36&lang=zh".to_owned()),
        lang: "zh".to_owned(),
    };
    (id.to_owned(), source)
}

fn condition(text: &str) -> Expr {
    parse(text, &Units::builtin()).unwrap()
}

pub(crate) fn rule(id: &str, kind: RuleKind, en: &str, zh: &str, when: &str) -> Rule {
    Rule {
        id: id.to_owned(),
        kind,
        title: Text::new(en, zh),
        note: None,
        when: condition(when),
        of: Vec::new(),
        skips: Vec::new(),
        phases: Vec::new(),
        standards: Vec::new(),
        rule: None,
        displaced_by: None,
        paper: None,
        evidence: certmap_pack::Evidence::None,
        exclusions: Vec::new(),
        cites: vec![cite("samr-36", "0701")],
        confidence: Confidence::Official,
        place: Place::default(),
    }
}

pub(crate) fn scheme() -> Scheme {
    let mut entry =
        rule("0711", RuleKind::Entry, "Liquid heaters", "液体加热器", "max(rated_voltage) <= 250 V and not radio");
    entry.standards = vec!["GB 4706.1-2005".to_owned(), "GB 4706.19-2008".to_owned()];
    entry.rule = Some("CNCA-C07-01:2024".to_owned());
    entry.phases = vec![Phase {
        phase: PhaseKind::Mandatory,
        from: date("2002-05-01"),
        until: None,
        cite: Some(cite("samr-36", "")),
    }];
    let mut exemption =
        rule("research", RuleKind::Exemption, "Research and testing", "科研、测试所需", "intended_use = \"research\"");
    exemption.paper = Some(Text::new("exemption certificate", "免予办理强制性产品认证证明"));
    Scheme {
        id: "cn-ccc".to_owned(),
        title: Text::new("China Compulsory Certification (CCC)", "强制性产品认证（CCC）"),
        markets: vec!["CN".to_owned()],
        binding: Binding::Mandatory,
        attestation: Attestation::Certificate,
        demanded_by: DemandedBy::Law,
        governed_by: DateRole::Import,
        fulfil_before: Event::CustomsEntry,
        covers: Expr::bare(Node::Bool(true)),
        covers_says: None,
        holder: Some(Text::new("the producer or importer as certification client", "生产者或进口商（认证委托人）")),
        local_representative: Some(Text::new("an agent in China for a producer abroad", "境外生产者须委托境内代理人")),
        procedure: Some("certification".to_owned()),
        cites: vec![cite("samr-36", "")],
        gates: vec![rule("above-36-v", RuleKind::Gate, "above 36 V", "高于36 V", "max(rated_voltage) > 36 V")],
        entries: vec![entry],
        exclusions: Vec::new(),
        exemptions: vec![exemption],
        bans: Vec::new(),
        conflicts: Vec::new(),
        requirements: Vec::new(),
        routes: Vec::new(),
        notices: Vec::new(),
        reuse: vec![Reuse {
            paper: "cb-report".to_owned(),
            standards: Vec::new(),
            from: None,
            counts: Tri::Unknown,
            when: Expr::bare(Node::Bool(true)),
            max_age_months: Some(36),
            says: Text::new(
                "a CB report with Chinese deviations may shorten the test",
                "含中国国家差异的 CB 报告可缩短试验",
            ),
            cites: vec![cite("samr-36", "7")],
        }],
        unit: None,
        certificate: None,
        upkeep: Vec::new(),
        changes: Vec::new(),
        marks: Vec::new(),
        letters: Vec::new(),
        place: Place::default(),
    }
}

/// Days by headcount and complexity, in two editions.
fn table() -> Table {
    let number = |word: &str| Units::builtin().parse(word).unwrap();
    let band = |start, end, values: &[&str]| Band { start, end, values: values.iter().map(|v| number(v)).collect() };
    let edition = |from: Option<Date>, bands| Edition { from, bands, cites: vec![cite("samr-36", "8")] };
    let column = |id: &str, en: &str, zh: &str| Column { id: id.to_owned(), title: Text::new(en, zh) };
    Table {
        id: "audit-days".to_owned(),
        title: Text::new("audit days by headcount", "按人数确定的审核人日"),
        unit: String::new(),
        input: certmap_base::Dimension::default(),
        gives: String::new(),
        output: certmap_base::Dimension::default(),
        columns: vec![column("high", "high complexity", "高复杂度"), column("low", "low complexity", "低复杂度")],
        governed_by: Some(DateRole::Application),
        editions: vec![
            edition(None, vec![band(Bound::Unbounded, Bound::Unbounded, &["2", "1.5"])]),
            edition(
                Some(date("2023-01-01")),
                vec![
                    band(Bound::Unbounded, Bound::Included(number("5")), &["3", "2.5"]),
                    band(Bound::Excluded(number("5")), Bound::Unbounded, &["3.5", "3"]),
                ],
            ),
        ],
        place: Place::default(),
    }
}

fn procedure() -> Procedure {
    let days = Duration { days: 1, working: true };
    let value = |word: &str| parse(word, &Units::builtin()).unwrap();
    let looked_up = |word: &str| Length::Value(value(word), DayUnit::WorkingDay);
    let step = |id: &str, en: &str, zh: &str, lasts: Lasts| Step {
        id: id.to_owned(),
        title: Text::new(en, zh),
        behaviour: Behaviour::Audit,
        by: Party::Auditor,
        after: Vec::new(),
        when: Expr::bare(Node::Bool(true)),
        per: Per::Factory,
        share_key: None,
        clock: Clock::Body,
        needs: Vec::new(),
        yields: Vec::new(),
        lasts,
        calendar: "cn".to_owned(),
        on_fail: OnFail::CorrectAndContinue,
        parallel_ok: false,
        says: None,
        cites: vec![cite("samr-36", "9")],
    };
    let least = looked_up(r#"lookup("audit-days", 10, "low")"#);
    let most = looked_up(r#"lookup("audit-days", 10, intended_use) * 2"#);
    let amount = FeeAmount::Value {
        min: value("100"),
        max: value(r#"300 * lookup("audit-days", 10, "high")"#),
        currency: *b"CNY",
    };
    Procedure {
        id: "certification".to_owned(),
        title: Text::new("certification", "认证"),
        steps: vec![
            step("stage-1", "stage 1", "第一阶段", Lasts::fixed([days; 3], Basis::Sourced)),
            step(
                "stage-2",
                "stage 2",
                "第二阶段",
                Lasts { min: least.clone(), usual: least, max: most, basis: Basis::Sourced },
            ),
        ],
        documents: Vec::new(),
        fees: vec![Fee {
            id: "audit".to_owned(),
            step: "stage-2".to_owned(),
            title: Text::new("audit fee", "审核费"),
            per: Per::Factory,
            times: Some(value(r#"lookup("audit-days", 10, "low")"#)),
            when: Expr::bare(Node::Bool(true)),
            values: vec![FeeValue { from: date("2020-01-01"), amount, cite: cite("samr-36", "10") }],
        }],
    }
}

pub(crate) fn library() -> Library {
    let pack = Pack {
        id: "cn-ccc".to_owned(),
        title: Text::new("China Compulsory Certification", "强制性产品认证"),
        version: "2026.11.20".to_owned(),
        digest: "00ff".to_owned(),
        markets: vec!["CN".to_owned()],
        sources: BTreeMap::from([source(
            "samr-36",
            "SAMR Announcement 2023 No. 36",
            "Catalogue of products under compulsory certification",
            "强制性产品认证目录",
        )]),
        definitions: Vec::new(),
        tables: BTreeMap::from([("audit-days".to_owned(), table())]),
        procedures: BTreeMap::from([("certification".to_owned(), procedure())]),
        schemes: vec![scheme()],
        cases: Vec::new(),
    };
    Library { common: common(), packs: vec![pack] }
}
