//! A plan as a planner would give it.

use crate::library::date;
use certmap_base::{Confidence, Exact, Text};
use certmap_calendar::DayStatus;
use certmap_pack::{Basis, Behaviour, Clock, DateRole, Duration, Event, Party, Per};
use certmap_plan::{
    Booking, Branch, Chance, Charge, Cliff, OpenScope, Plan, PlanDocument, PlanStep, Probability, SchemePlan,
    SchemeState, ShipChance, ShipPlan, StepKind, Total, Variant, VariantKind, Verdict, Warning, WarningKind,
};
use certmap_scope::Outcome;

struct Row(&'static str, &'static str, &'static str, Behaviour, Party, &'static str, &'static str, i64, bool);

const ROWS: [Row; 10] = [
    Row(
        "prepare",
        "Prepare the application file",
        "准备申请资料",
        Behaviour::PrepareFile,
        Party::Applicant,
        "2026-11-23",
        "2026-12-04",
        0,
        true,
    ),
    Row(
        "apply",
        "Apply online",
        "网上提交申请",
        Behaviour::Submit,
        Party::Applicant,
        "2026-12-07",
        "2026-12-07",
        0,
        true,
    ),
    Row(
        "notice",
        "Wait for the fee notice",
        "等待收费通知",
        Behaviour::Wait,
        Party::Body,
        "2026-12-08",
        "2026-12-14",
        0,
        true,
    ),
    Row(
        "samples",
        "Make and send samples",
        "制作样品并送样至指定实验室（含报关免税手续）",
        Behaviour::MakeSamples,
        Party::Factory,
        "2026-12-08",
        "2026-12-21",
        4,
        false,
    ),
    Row("test", "Type test", "型式试验", Behaviour::Test, Party::Laboratory, "2026-12-15", "2027-01-20", 0, true),
    Row(
        "visa",
        "Invitation and visa",
        "邀请函和签证",
        Behaviour::Wait,
        Party::Auditor,
        "2026-12-15",
        "2027-01-12",
        6,
        false,
    ),
    Row(
        "audit",
        "Initial factory inspection",
        "初始工厂检查",
        Behaviour::Audit,
        Party::Auditor,
        "2027-01-21",
        "2027-01-22",
        0,
        true,
    ),
    Row(
        "correct",
        "Corrective action",
        "整改",
        Behaviour::Correct,
        Party::Factory,
        "2027-01-25",
        "2027-02-05",
        0,
        true,
    ),
    Row(
        "decide",
        "Review and decision",
        "复核与认证决定",
        Behaviour::Decide,
        Party::Body,
        "2027-02-15",
        "2027-02-24",
        0,
        true,
    ),
    Row("issue", "Certificate issued", "颁发证书", Behaviour::Issue, Party::Body, "2027-02-25", "2027-02-25", 0, true),
];

fn step(row: &Row, before: Option<&Row>) -> PlanStep {
    let working = |days| Duration { days, working: true };
    let start = date(row.5);
    PlanStep {
        id: format!("cn-ccc/{}", row.0),
        scheme: Some("cn-ccc".to_owned()),
        step: row.0.to_owned(),
        market: "CN".to_owned(),
        title: Text::new(row.1, row.2),
        kind: if row.3 == Behaviour::Wait { StepKind::Wait } else { StepKind::Step },
        behaviour: Some(row.3),
        by: row.4,
        clock: Clock::Body,
        per: Per::Unit,
        of: None,
        start,
        finish: date(row.6),
        latest_start: start.add_days(row.7),
        latest_finish: date(row.6).add_days(row.7),
        slack_days: row.7,
        critical: row.8,
        lasts: [working(5), working(10), working(20)],
        basis: Basis::Sourced,
        typed: false,
        missing: Vec::new(),
        calendar: "cn".to_owned(),
        status: DayStatus::Expected,
        after: before.map(|b| format!("cn-ccc/{}", b.0)).into_iter().collect(),
        shared_by: Vec::new(),
        conditional: row.0 == "visa",
        if_in: false,
        done: row.0 == "prepare",
        documents: Vec::new(),
        fees: Vec::new(),
        why: Text::new(
            format!("starts when \"{}\" is finished", before.map_or("nothing", |b| b.1)),
            format!("在“{}”完成后开始", before.map_or("无", |b| b.2)),
        ),
    }
}

fn charge(id: &str, en: &str, zh: &str, min: i64, max: i64) -> Charge {
    Charge {
        id: id.to_owned(),
        title: Text::new(en, zh),
        min: Exact::whole(min),
        max: Exact::whole(max),
        currency: "CNY".to_owned(),
        basis: Text::new("per certification unit", "每个认证单元"),
        on: date("2026-12-07"),
        confidence: Confidence::Official,
        open: min != max,
        missing: Vec::new(),
    }
}

fn steps() -> Vec<PlanStep> {
    let mut steps: Vec<PlanStep> =
        ROWS.iter().enumerate().map(|(i, row)| step(row, i.checked_sub(1).and_then(|b| ROWS.get(b)))).collect();
    for s in &mut steps {
        match s.step.as_str() {
            "apply" => {
                s.fees = vec![charge("application", "Application fee", "申请费", 600, 600)];
                s.documents = vec!["licence".to_owned()];
            }
            "test" => s.fees = vec![charge("test", "Type test", "型式试验费", 8000, 12500)],
            "audit" => s.shared_by = vec!["cn-ccc".to_owned(), "cn-cqc".to_owned()],
            _ => {}
        }
    }
    let mut lvd = step(
        &Row(
            "declare",
            "Sign the EU declaration",
            "签署欧盟符合性声明",
            Behaviour::Declare,
            Party::Applicant,
            "2027-01-21",
            "2027-01-25",
            40,
            false,
        ),
        None,
    );
    lvd.id = "eu-lvd/declare".to_owned();
    lvd.scheme = Some("eu-lvd".to_owned());
    lvd.market = "DE".to_owned();
    lvd.calendar = "de".to_owned();
    lvd.if_in = true;
    lvd.lasts = [Duration { days: 3, working: true }; 3];
    steps.push(lvd);
    for (ship, event, en, zh, day) in [
        (1, "loading", "Loading for China", "装运（中国）", "2027-03-01"),
        (2, "loading", "Loading for Germany", "装运（德国）", "2027-04-15"),
    ] {
        let mut goods = step(&Row("loading", en, zh, Behaviour::Wait, Party::Carrier, day, day, 0, false), None);
        goods.id = format!("ship-{ship}/{event}");
        goods.scheme = None;
        goods.title = Text::new(en, zh);
        goods.kind = StepKind::Milestone;
        goods.behaviour = None;
        steps.push(goods);
    }
    steps
}

fn ship(market: &str, day: &str, verdict: Verdict, slack: i64) -> ShipPlan {
    ShipPlan {
        market: market.to_owned(),
        date: Some(date(day)),
        verdict,
        earliest: Some(date("2027-02-26")),
        slack_days: Some(slack),
        events: vec![(Event::Loading, date(day)), (Event::CustomsEntry, date(day).add_days(14))],
        binding: vec!["cn-ccc".to_owned()],
    }
}

fn scheme(id: &str, market: &str, en: &str, zh: &str, state: SchemeState) -> SchemePlan {
    SchemePlan {
        scheme: id.to_owned(),
        markets: vec![market.to_owned()],
        title: Text::new(en, zh),
        procedure: None,
        route: None,
        state,
        fulfil_before: Event::CustomsEntry,
        fulfilled_on: Some(date("2027-02-25")),
        governing: Vec::new(),
        confidence: Confidence::Official,
    }
}

fn total(min: i64, max: i64) -> Total {
    Total { currency: "CNY".to_owned(), min: Exact::whole(min), max: Exact::whole(max), complete: min == max }
}

fn probability() -> Probability {
    let curve: Vec<Chance> = (0..8_i32)
        .map(|i| Chance { date: date("2027-02-22").add_days(i64::from(i) * 2), probability: f64::from(i) / 7.0 })
        .collect();
    Probability {
        on_time: 0.825,
        seed: 1,
        samples: 2000,
        assumptions: vec![Text::new("steps are independent of each other", "各步骤相互独立")],
        ships: vec![ShipChance { ship: 1, on_time: 0.825, curve: curve.clone() }],
        curve,
    }
}

fn extras(plan: &mut Plan) {
    plan.bookings = vec![Booking {
        step: "cn-ccc/test".to_owned(),
        what: Text::new("Laboratory slot: type test", "预约实验室：型式试验"),
        by: date("2026-12-14"),
    }];
    plan.open = vec![OpenScope {
        scheme: "eu-lvd".to_owned(),
        markets: vec!["DE".to_owned()],
        needs: vec!["radio".to_owned()],
        answer_by: Some(date("2027-03-02")),
    }];
    plan.if_out = Some(Branch {
        verdict: Verdict::OnTime,
        earliest_shipment: Some(date("2027-02-26")),
        decide_by: Some(date("2026-11-25")),
    });
    plan.variants = vec![Variant {
        kind: VariantKind::FailedTest,
        title: Text::new("One test fails", "一次试验不合格"),
        says: Text::new("the samples are corrected and tested again", "样品整改后复测"),
        steps: vec!["cn-ccc/test".to_owned()],
        days: 21,
        earliest_shipment: Some(date("2027-03-19")),
        verdict: Verdict::Late,
        cost: vec![total(3000, 3000)],
    }];
    plan.cliffs = vec![Cliff {
        on: date("2027-09-01"),
        scheme: "cn-ccc".to_owned(),
        market: "CN".to_owned(),
        governed_by: DateRole::Application,
        before: Some((Outcome::In, Some("old".to_owned()))),
        after: Some((Outcome::In, None)),
        kind: certmap_scope::AheadKind::Route,
        act: Some(Text::new("apply before 2027-09-01", "须在 2027-09-01 之前提交申请")),
        deadline: Some(date("2027-08-31")),
        cites: Vec::new(),
        passed: false,
        says: Text::new("apply before this day to be tested by the old edition", "在此日期前申请可按旧版标准试验"),
    }];
    plan.documents = vec![PlanDocument {
        id: "licence".to_owned(),
        scheme: "cn-ccc".to_owned(),
        title: Text::new(
            "Business licence of applicant, producer and factory",
            "认证委托人、生产者、生产企业的营业执照",
        ),
        by: Party::Applicant,
        language: Some("zh".to_owned()),
        for_steps: vec!["cn-ccc/apply".to_owned()],
        needed_by: date("2026-12-07"),
        usable_from: date("2026-12-07"),
        conditional: false,
    }];
    plan.warnings = vec![Warning {
        kind: WarningKind::ProvisionalCalendar,
        of: None,
        says: Text::new(
            "the Chinese holidays of 2027 are not announced yet; days may move by a week",
            "2027年放假安排尚未公布，日期可能变动一周",
        ),
    }];
    plan.assumptions = vec![Text::new("goods are loaded at the factory", "货物在工厂装运")];
}

pub(crate) fn plan() -> Plan {
    let mut plan = Plan {
        product: "Kettle K1 <\"电热水壶\"> & base".to_owned(),
        today: date("2026-11-23"),
        ships: vec![ship("CN", "2027-03-01", Verdict::Tight, 3), ship("DE", "2027-04-15", Verdict::OnTime, 48)],
        verdict: Verdict::Tight,
        earliest_shipment: Some(date("2027-02-26")),
        earliest_shipment_cautious: Some(date("2027-03-05")),
        decide_by: Some(date("2026-11-25")),
        book_by: Some(date("2026-12-14")),
        last_safe_start: Some(date("2026-11-02")),
        bookings: Vec::new(),
        probability: Some(probability()),
        schemes: vec![
            scheme(
                "cn-ccc",
                "CN",
                "China Compulsory Certification (CCC)",
                "强制性产品认证（CCC）",
                SchemeState::Planned,
            ),
            scheme("eu-lvd", "DE", "Low-voltage directive", "低电压指令", SchemeState::IfIn),
        ],
        steps: steps(),
        open: Vec::new(),
        if_out: None,
        variants: Vec::new(),
        cliffs: Vec::new(),
        documents: Vec::new(),
        totals: vec![total(8600, 13100)],
        totals_if_in: Vec::new(),
        total: None,
        past: Vec::new(),
        assumptions: Vec::new(),
        warnings: Vec::new(),
    };
    extras(&mut plan);
    plan
}
