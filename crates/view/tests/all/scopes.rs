//! Scope results with every outcome, and with words that would break a page that does not escape them.

use crate::library::{cite, date};
use certmap_base::{Confidence, Text};
use certmap_expr::Tri;
use certmap_pack::{Attestation, Binding, DateRole, DemandedBy, Event, Evidence, PhaseKind};
use certmap_scope::{
    Ahead, AheadKind, EntryResult, HeldResult, Outcome, PackUsed, Question, Reason, RequirementResult, RouteResult,
    SchemeResult, ScopeResult, UnitResult,
};

fn scheme(market: &str, id: &str, en: &str, zh: &str, outcome: Outcome) -> SchemeResult {
    SchemeResult {
        market: market.to_owned(),
        via: None,
        scheme: id.to_owned(),
        pack: "cn-ccc".to_owned(),
        title: Text::new(en, zh),
        outcome,
        possible: vec![outcome],
        phase: None,
        binding: Binding::Mandatory,
        attestation: Attestation::Certificate,
        demanded_by: DemandedBy::Law,
        on: date("2027-06-01"),
        governed_by: DateRole::Import,
        fulfil_before: Event::CustomsEntry,
        confidence: Confidence::Official,
        displaced_by: None,
        routes: Vec::new(),
        entries: Vec::new(),
        requirements: Vec::new(),
        units: Vec::new(),
        reuse: vec![0],
        held: Vec::new(),
        needs: Vec::new(),
        ahead: Vec::new(),
        says: None,
    }
}

fn because(outcome: Outcome, en: &str, zh: &str) -> EntryResult {
    EntryResult {
        id: "0711".to_owned(),
        title: Text::new("Liquid heaters", "液体加热器").into(),
        outcome,
        main: true,
        standards: ["GB 4706.19-2008".to_owned()].into(),
        reasons: vec![Reason {
            rule: "0711".to_owned(),
            says: Text::new(en, zh).into(),
            read: vec![("rated_voltage".into(), "220-240 V".into())],
            cites: [cite("samr-36", "0711")].into(),
            confidence: Confidence::Official,
        }],
    }
}

fn ccc() -> SchemeResult {
    let mut r = scheme("CN", "cn-ccc", "China Compulsory Certification (CCC)", "强制性产品认证（CCC）", Outcome::In);
    r.phase = Some(PhaseKind::Mandatory);
    r.entries = vec![because(
        Outcome::In,
        "the product is an electric kettle, its rated voltage 220-240 V is at most 250 V, and it can be connected to a supply above 36 V",
        "产品属于电热水壶，额定电压220-240 V不超过250 V，且可连接到高于36 V的供电电源",
    )];
    r.routes = vec![RouteResult {
        id: "certification".to_owned(),
        title: Text::new("Type test and factory inspection", "型式试验加工厂检查"),
        open: Tri::True,
        procedure: Some("certification".to_owned()),
        attestation: Attestation::Certificate,
        notified_body: true,
    }];
    r.units = vec![UnitResult {
        id: "1".to_owned(),
        lines: vec!["K1-A".to_owned(), "K1-B".to_owned()],
        split_by: vec![("factory".to_owned(), "f1".to_owned())],
    }];
    r.held = vec![
        HeldResult {
            paper: "CB-2024-<1>".to_owned(),
            counts: Tri::Unknown,
            why: Text::new(
                "it may shorten the test if the Chinese deviations are in it",
                "若含中国国家差异，可缩短试验",
            ),
        },
        HeldResult {
            paper: "CE".to_owned(),
            counts: Tri::False,
            why: Text::new(
                "a declaration for another market never replaces this certificate",
                "其他市场的符合性声明不能替代本证书",
            ),
        },
    ];
    r.ahead = vec![Ahead {
        on: date("2027-09-01"),
        kind: AheadKind::Notice,
        of: "edition".to_owned(),
        act: None,
        what: Text::new("the 2024 edition of GB 4706.1 becomes the only basis", "GB/T 4706.1-2024 成为唯一认证依据"),
        deadline: None,
        cites: vec![cite("samr-36", "5")],
    }];
    r
}

fn europe() -> Vec<SchemeResult> {
    let mut lvd = scheme("DE", "eu-lvd", "Low-voltage directive", "低电压指令", Outcome::Unknown);
    lvd.via = Some("EU".to_owned());
    lvd.attestation = Attestation::Declaration;
    lvd.possible = vec![Outcome::In, Outcome::Out];
    lvd.needs = vec!["radio".to_owned(), "rated_voltage".to_owned()];
    lvd.entries = vec![because(
        Outcome::Unknown,
        "it depends on whether the product sends or receives by radio",
        "取决于产品是否具有无线电收发功能",
    )];
    let mut red = scheme("DE", "eu-red", "Radio equipment directive", "无线电设备指令", Outcome::Out);
    red.via = Some("EU".to_owned());
    red.attestation = Attestation::Declaration;
    red.entries =
        vec![because(Outcome::Out, "the product does not send or receive by radio", "产品不具有无线电收发功能")];
    let mut cra = scheme("DE", "eu-cra", "Cyber resilience act", "网络弹性法案", Outcome::NotYet);
    cra.via = Some("EU".to_owned());
    cra.ahead = vec![Ahead {
        on: date("2027-12-11"),
        kind: AheadKind::Outcome,
        of: "cra".to_owned(),
        what: Text::new("the act applies in full", "法案全面适用"),
        act: Some(Text::new(
            "place on the market before that day to stay under the old state",
            "如需按原状态办理，须在此前投放市场",
        )),
        deadline: Some(date("2027-12-10")),
        cites: Vec::new(),
    }];
    cra.says = Some(Text::new("applies from 2027-12-11", "自2027-12-11起适用"));
    let mut rohs = scheme("DE", "eu-rohs", "Restriction of hazardous substances", "有害物质限制", Outcome::Exempt);
    rohs.says = Some(Text::new(
        "spare parts for equipment placed on the market before 2006 are exempt",
        "2006年前投放市场设备的备件可免",
    ));
    vec![lvd, red, cra, rohs]
}

fn others() -> Vec<SchemeResult> {
    let mut cpc = scheme("US", "us-cpc", "Children's Product Certificate (CPC)", "儿童产品证书（CPC）", Outcome::In);
    cpc.attestation = Attestation::Declaration;
    cpc.demanded_by = DemandedBy::Marketplace;
    cpc.requirements = vec![
        RequirementResult {
            id: "16 CFR 1501".to_owned(),
            title: Text::new("Small parts", "小零件").into(),
            outcome: Outcome::In,
            evidence: Evidence::ThirdPartyTest,
            excluded_by: None,
            needs: Vec::new(),
            reasons: Vec::new(),
        },
        RequirementResult {
            id: "16 CFR 1263".to_owned(),
            title: Text::new("Button cells", "纽扣电池").into(),
            outcome: Outcome::Unknown,
            evidence: Evidence::ThirdPartyTest,
            excluded_by: None,
            needs: vec!["intended_use".to_owned()],
            reasons: Vec::new(),
        },
    ];
    let mut ul = scheme("US", "us-ul", "UL listing", "UL 列名", Outcome::NotCovered);
    ul.binding = Binding::Voluntary;
    ul.says = Some(Text::new("ask the laboratory", "请咨询实验室"));
    let mut ban = scheme("SA", "sa-ban", "Ban of <b>certain</b> goods & parts", "禁止某些商品", Outcome::Banned);
    ban.entries = vec![because(Outcome::Banned, "the goods must not be sold", "该商品不得销售")];
    let conflict = scheme("SA", "sa-saber", "SABER product certificate", "SABER 产品证书", Outcome::Conflict);
    let gone = scheme("SA", "sa-old", "Old declaration", "旧声明", Outcome::NoLonger);
    vec![cpc, ul, ban, conflict, gone]
}

pub(crate) fn scope() -> ScopeResult {
    let mut results = vec![ccc()];
    results.extend(europe());
    results.extend(others());
    ScopeResult {
        ahead: vec![Ahead {
            on: date("2027-03-01"),
            kind: AheadKind::Paper,
            of: "kr-kc 17".to_owned(),
            what: Text::new(
                "from 2027-03-01: the paper kr-kc 17 is no longer valid",
                "自 2027-03-01 起：文件 kr-kc 17 失效",
            ),
            act: Some(Text::new("renew it before then, or have a new one", "须在此前续期或重新取得")),
            deadline: Some(date("2027-02-28")),
            cites: Vec::new(),
        }],
        product: "Kettle K1 <\"电热水壶\"> & base".to_owned(),
        packs: vec![PackUsed { id: "cn-ccc".to_owned(), version: "2026.11.20".to_owned(), digest: "00ff".to_owned() }],
        results,
        questions: vec![
            Question {
                fact: "radio".to_owned(),
                ask: Text::new(
                    "Does the product send or receive by radio (Wi-Fi, Bluetooth, remote control by radio)?",
                    "产品是否具有无线电收发功能（Wi-Fi、蓝牙、无线遥控）？",
                ),
                help: Some(Text::new("An infrared remote control is no radio.", "红外遥控不属于无线电。")),
                settles: 2,
                concerns: vec!["eu-lvd".to_owned(), "eu-red".to_owned()],
                effort: 1,
                decisive: true,
            },
            Question {
                fact: "intended_use".to_owned(),
                ask: Text::new("Who is the product meant for?", "产品预期由谁使用？"),
                help: None,
                settles: 0,
                concerns: vec!["us-cpc".to_owned()],
                effort: 2,
                decisive: false,
            },
        ],
        assumed: vec![("intended_use".to_owned(), "household".to_owned())],
        not_looked_at: vec![
            ("customs_duty".to_owned(), Text::new("customs duty", "关税")),
            ("dangerous_goods".to_owned(), Text::new("dangerous-goods transport", "危险货物运输")),
        ],
    }
}

/// Two lines of the product.
pub(crate) fn two() -> Vec<ScopeResult> {
    let mut second = scope();
    second.product = "强制性产品认证示例电热水壶豪华型 K2（带底座）".to_owned();
    second.results.retain(|r| r.outcome != Outcome::Banned && r.outcome != Outcome::Unknown);
    vec![scope(), second]
}
