//! Words of the contract in both languages, and the sign that stands for each state without colour.
//!
//! Chinese follows the official texts.

use certmap_base::{Confidence, Date, Lang, Text, Weekday};
use certmap_calendar::DayStatus;
use certmap_expr::Tri;
use certmap_pack::{
    Attestation, Basis, Behaviour, Binding, Clock, DateRole, DayUnit, DemandedBy, Duration, Event, Evidence, OnFail,
    Party, Per, PhaseKind, RuleKind,
};
use certmap_plan::{SchemeState, Verdict, WarningKind};
use certmap_scope::Outcome;

/// A pair of words that needs no allocation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// English.
    pub en: &'static str,
    /// Chinese.
    pub zh: &'static str,
}

impl Pair {
    /// The words in one language.
    #[must_use]
    pub fn get(self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.en,
            Lang::Zh => self.zh,
        }
    }

    /// Both, owned.
    #[must_use]
    pub fn text(self) -> Text {
        Text::new(self.en, self.zh)
    }
}

/// A pair of words.
#[must_use]
pub const fn pair(en: &'static str, zh: &'static str) -> Pair {
    Pair { en, zh }
}

/// What an outcome is called.
#[must_use]
pub fn outcome(outcome: Outcome) -> Pair {
    match outcome {
        Outcome::In => pair("applies", "适用"),
        Outcome::Out => pair("does not apply", "不适用"),
        Outcome::Exempt => pair("exempt", "可免予办理"),
        Outcome::Banned => pair("banned", "禁止进口或销售"),
        Outcome::NotYet => pair("not yet in force", "尚未实施"),
        Outcome::NoLonger => pair("no longer required", "已取消"),
        Outcome::Unknown => pair("needs information", "待补充信息"),
        Outcome::NotCovered => pair("not covered", "本系统未收录"),
        Outcome::Conflict => pair("in conflict", "规则冲突"),
    }
}

/// The sign of an outcome; every sign has its own shape.
#[must_use]
pub fn sign(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::In => "●",
        Outcome::Out => "-",
        Outcome::Exempt => "◌",
        Outcome::Banned => "✕",
        Outcome::NotYet => "▷",
        Outcome::NoLonger => "◁",
        Outcome::Unknown => "?",
        Outcome::NotCovered => "·",
        Outcome::Conflict => "!",
    }
}

/// What a verdict is called.
#[must_use]
pub fn verdict(verdict: Verdict) -> Pair {
    match verdict {
        Verdict::OnTime => pair("on time", "可按期完成"),
        Verdict::Tight => pair("tight", "时间紧张"),
        Verdict::Late => pair("late", "将会延误"),
        Verdict::Impossible => pair("impossible", "无法完成"),
    }
}

/// The sign of a verdict.
#[must_use]
pub fn verdict_sign(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::OnTime => "●",
        Verdict::Tight => "◐",
        Verdict::Late => "▲",
        Verdict::Impossible => "✕",
    }
}

/// Mandatory or voluntary.
#[must_use]
pub fn binding(binding: Binding) -> Pair {
    match binding {
        Binding::Mandatory => pair("mandatory", "强制性"),
        Binding::Voluntary => pair("voluntary", "自愿性"),
    }
}

/// What stands at the end.
#[must_use]
pub fn attestation(attestation: Attestation) -> Pair {
    match attestation {
        Attestation::Certificate => pair("certificate", "认证证书"),
        Attestation::Declaration => pair("declaration", "符合性声明"),
        Attestation::Registration => pair("registration", "注册（备案）"),
        Attestation::TypeApproval => pair("type approval", "型号核准"),
        Attestation::Licence => pair("licence", "许可证"),
        Attestation::Label => pair("label only", "仅需标识"),
        Attestation::None => pair("nothing is issued", "不颁发文件"),
    }
}

/// Who asks for it.
#[must_use]
pub fn demanded_by(who: DemandedBy) -> Pair {
    match who {
        DemandedBy::Law => pair("demanded by law", "法律要求"),
        DemandedBy::Marketplace => pair("demanded by a marketplace", "平台要求"),
        DemandedBy::Buyer => pair("demanded by buyers", "买方要求"),
        DemandedBy::Nobody => pair("demanded by nobody", "无强制要求方"),
    }
}

/// Which date governs.
#[must_use]
pub fn date_role(role: DateRole) -> Pair {
    match role {
        DateRole::Manufacture => pair("date of manufacture", "生产日期"),
        DateRole::Application => pair("date of application", "申请日期"),
        DateRole::Import => pair("date of import", "进口日期"),
        DateRole::PlacingOnMarket => pair("date of placing on the market", "投放市场日期"),
    }
}

/// The event before which something must be fulfilled.
#[must_use]
pub fn event(event: Event) -> Pair {
    match event {
        Event::Marking => pair("marking", "加施标志"),
        Event::LeavingFactory => pair("leaving the factory", "出厂"),
        Event::Loading => pair("loading", "装运"),
        Event::CustomsEntry => pair("customs entry", "进口报关"),
        Event::PlacingOnMarket => pair("placing on the market", "投放市场"),
        Event::Listing => pair("listing", "平台上架"),
    }
}

/// A stage in the life of a rule.
#[must_use]
pub fn phase(phase: PhaseKind) -> Pair {
    match phase {
        PhaseKind::Announced => pair("announced", "已公布"),
        PhaseKind::Accepting => pair("applications accepted", "已开始受理"),
        PhaseKind::Mandatory => pair("in force", "强制实施"),
        PhaseKind::Legacy => pair("old certificates only", "仅原有证书有效"),
        PhaseKind::Repealed => pair("repealed", "已废止"),
    }
}

/// What shows conformity.
#[must_use]
pub fn evidence(evidence: Evidence) -> Pair {
    match evidence {
        Evidence::ThirdPartyTest => pair("third-party test", "第三方检测"),
        Evidence::FirstPartyTest => pair("own test", "自行检测"),
        Evidence::Exclusion => pair("test exclusion", "免于检测"),
        Evidence::Label => pair("label", "标识"),
        Evidence::None => pair("no evidence", "无需证据"),
    }
}

/// What a rule does.
#[must_use]
pub fn rule_kind(kind: RuleKind) -> Pair {
    match kind {
        RuleKind::Gate => pair("general condition", "总体条件"),
        RuleKind::Entry => pair("entry", "条目"),
        RuleKind::Exclusion => pair("exclusion", "排除"),
        RuleKind::Exemption => pair("exemption", "免予办理"),
        RuleKind::Ban => pair("ban", "禁止"),
        RuleKind::Conflict => pair("conflict", "冲突"),
        RuleKind::Requirement => pair("requirement", "要求"),
    }
}

/// Who acts.
#[must_use]
pub fn party(party: Party) -> Pair {
    match party {
        Party::Applicant => pair("applicant", "认证委托人"),
        Party::Body => pair("certification body", "认证机构"),
        Party::Laboratory => pair("laboratory", "实验室"),
        Party::Factory => pair("factory", "生产企业"),
        Party::Auditor => pair("auditor", "审核员"),
        Party::Carrier => pair("carrier", "承运人"),
        Party::Customs => pair("customs", "海关"),
        Party::Marketplace => pair("marketplace", "电商平台"),
        Party::Authority => pair("authority", "主管部门"),
    }
}

/// What a step does.
#[must_use]
pub fn behaviour(behaviour: Behaviour) -> Pair {
    match behaviour {
        Behaviour::PrepareFile => pair("prepare papers", "准备资料"),
        Behaviour::Translate => pair("translate", "翻译"),
        Behaviour::Submit => pair("apply", "提交申请"),
        Behaviour::CheckDocuments => pair("check papers", "资料审查"),
        Behaviour::Agree => pair("sign agreement", "签订合同"),
        Behaviour::Pay => pair("pay", "缴费"),
        Behaviour::MakeSamples => pair("make samples", "制作样品"),
        Behaviour::ShipSamples => pair("send samples", "送样"),
        Behaviour::Test => pair("test", "型式试验"),
        Behaviour::Audit => pair("factory inspection", "工厂检查"),
        Behaviour::Correct => pair("correct", "整改"),
        Behaviour::Review => pair("review", "复核"),
        Behaviour::Decide => pair("decide", "认证决定"),
        Behaviour::Issue => pair("issue", "颁发证书"),
        Behaviour::Publish => pair("publish", "公布"),
        Behaviour::Mark => pair("mark", "加施标志"),
        Behaviour::Declare => pair("declare", "签署声明"),
        Behaviour::FollowUp => pair("follow-up", "获证后监督"),
        Behaviour::Wait => pair("wait", "等待"),
    }
}

/// What one run covers.
#[must_use]
pub fn per(per: Per) -> Pair {
    match per {
        Per::Product => pair("once", "每个产品一次"),
        Per::Unit => pair("per certification unit", "每个认证单元"),
        Per::Factory => pair("per factory", "每个生产企业"),
        Per::Shipment => pair("per shipment", "每批货物"),
        Per::Year => pair("per year", "每年"),
    }
}

/// Whose turn it is.
#[must_use]
pub fn clock(clock: Clock) -> Pair {
    match clock {
        Clock::Body => pair("their days", "机构用时"),
        Clock::Applicant => pair("our days", "企业用时"),
        Clock::None => pair("nobody's days", "不计入任何一方"),
    }
}

/// On what a duration rests.
#[must_use]
pub fn basis(basis: Basis) -> Pair {
    match basis {
        Basis::Statutory => pair("set by law", "法定时限"),
        Basis::Quoted => pair("quoted by the body", "机构公布"),
        Basis::Sourced => pair("from a source", "有资料来源"),
        Basis::Estimate => pair("estimated", "估算"),
        Basis::Recalled => pair("from experience", "凭经验"),
        Basis::None => pair("no sourced duration", "无来源时长"),
    }
}

/// What happens when a step fails.
#[must_use]
pub fn on_fail(on_fail: OnFail) -> Pair {
    match on_fail {
        OnFail::CorrectAndContinue => pair("correct and go on", "整改后继续"),
        OnFail::CloseAndReapply => pair("apply anew", "终止后重新申请"),
        OnFail::Retest => pair("test again", "复测"),
        OnFail::Stop => pair("the end", "无法继续"),
    }
}

/// How well a statement is founded.
#[must_use]
pub fn confidence(confidence: Confidence) -> Pair {
    match confidence {
        Confidence::Official => pair("official text", "官方文本"),
        Confidence::Secondary => pair("secondary source", "二手资料"),
        Confidence::Recalled => pair("from professional recollection", "凭专业记忆"),
        Confidence::Unconfirmed => pair("unconfirmed", "未经证实"),
    }
}

/// How sure days are.
#[must_use]
pub fn day_status(status: DayStatus) -> Pair {
    match status {
        DayStatus::Official => pair("official calendar", "正式日历"),
        DayStatus::Expected => pair("provisional calendar", "预计日历"),
        DayStatus::Unknown => pair("no calendar data", "无日历数据"),
    }
}

/// Whether a scheme is planned.
#[must_use]
pub fn scheme_state(state: SchemeState) -> Pair {
    match state {
        SchemeState::Planned => pair("planned", "已列入计划"),
        SchemeState::IfIn => pair("planned in case it applies", "若适用则需要"),
        SchemeState::Held => pair("held already", "已持有"),
        SchemeState::NotNeeded => pair("not needed", "无需办理"),
        SchemeState::NotPlanned => pair("not planned", "未列入计划"),
        SchemeState::Banned => pair("banned", "禁止进口或销售"),
    }
}

/// What a warning is about.
#[must_use]
pub fn warning(kind: WarningKind) -> Pair {
    match kind {
        WarningKind::ProvisionalCalendar => pair("calendar not announced", "日历尚未公布"),
        WarningKind::UnknownCalendar => pair("no calendar", "无日历"),
        WarningKind::NoSourcedDuration => pair("duration without a source", "时长无来源"),
        WarningKind::DurationOpen => pair("duration depends on what is not known", "时长取决于未知信息"),
        WarningKind::NotPlanned => pair("not planned", "未列入计划"),
        WarningKind::PaperExpires => pair("a paper expires", "文件将到期"),
        WarningKind::PaperUnclear => pair("a paper may not count", "文件能否采用不明"),
        WarningKind::NoFactory => pair("factory not known", "生产企业不明"),
        WarningKind::Circle => pair("steps wait for each other", "步骤互相等待"),
        WarningKind::FeeUnknown => pair("fee not known", "费用不明"),
        WarningKind::NoShipment => pair("no shipment", "无出运安排"),
        WarningKind::Unsettled => pair("dates not settled", "日期尚未确定"),
        WarningKind::MandateEnds => pair("a mandate ends", "授权将到期"),
    }
}

/// Yes, no or unknown.
#[must_use]
pub fn tri(tri: Tri) -> Pair {
    match tri {
        Tri::True => pair("yes", "是"),
        Tri::False => pair("no", "否"),
        Tri::Unknown => pair("not known", "不明"),
    }
}

/// The word of the contract.
#[must_use]
pub fn tri_word(tri: Tri) -> &'static str {
    match tri {
        Tri::True => "yes",
        Tri::False => "no",
        Tri::Unknown => "unknown",
    }
}

/// A date in ISO order with its weekday.
///
/// ```
/// use certmap_base::{Date, Lang};
/// let day = Date::parse("2027-01-20")?;
/// assert_eq!(certmap_view::words::day(day, Lang::En), "2027-01-20 Wed");
/// assert_eq!(certmap_view::words::day(day, Lang::Zh), "2027-01-20 周三");
/// # Ok::<(), certmap_base::Fault>(())
/// ```
#[must_use]
pub fn day(date: Date, lang: Lang) -> String {
    let word = match date.weekday() {
        Weekday::Monday => pair("Mon", "周一"),
        Weekday::Tuesday => pair("Tue", "周二"),
        Weekday::Wednesday => pair("Wed", "周三"),
        Weekday::Thursday => pair("Thu", "周四"),
        Weekday::Friday => pair("Fri", "周五"),
        Weekday::Saturday => pair("Sat", "周六"),
        Weekday::Sunday => pair("Sun", "周日"),
    };
    format!("{date} {}", word.get(lang))
}

/// A length of time: working days with weeks beside them, or calendar days.
///
/// ```
/// use certmap_base::Lang;
/// use certmap_pack::Duration;
/// let long = Duration { days: 15, working: true };
/// assert_eq!(certmap_view::words::duration(long, Lang::En), "15 working days (3 weeks)");
/// ```
#[must_use]
pub fn duration(length: Duration, lang: Lang) -> String {
    let n = length.days;
    let s = if n == 1 { "" } else { "s" };
    match (length.working, lang) {
        (true, Lang::En) if n >= 5 && n.is_multiple_of(5) => {
            let weeks = n / 5;
            format!("{n} working days ({weeks} week{})", if weeks == 1 { "" } else { "s" })
        }
        (true, Lang::En) => format!("{n} working day{s}"),
        (false, Lang::En) => format!("{n} day{s}"),
        (true, Lang::Zh) if n >= 5 && n.is_multiple_of(5) => format!("{n}个工作日（{}周）", n / 5),
        (true, Lang::Zh) => format!("{n}个工作日"),
        (false, Lang::Zh) => format!("{n}个自然日"),
    }
}

/// In what a length of time is counted, before the number.
#[must_use]
pub fn counted_in(unit: DayUnit) -> Pair {
    match unit {
        DayUnit::WorkingDay => pair("in working days: ", "以工作日计："),
        DayUnit::Week => pair("in weeks of five working days: ", "以周（每周5个工作日）计："),
        DayUnit::Day => pair("in days: ", "以自然日计："),
        DayUnit::Month => pair("in months of 30 days: ", "以月（每月30个自然日）计："),
        DayUnit::Year => pair("in years of 365 days: ", "以年（每年365个自然日）计："),
    }
}

/// From shortest to longest with the usual one, in as few words as possible.
#[must_use]
pub fn durations(lasts: [Duration; 3], lang: Lang) -> String {
    let [min, usual, max] = lasts;
    if min == max {
        return duration(usual, lang);
    }
    let unit = match (usual.working, lang) {
        (true, Lang::En) => "working days",
        (false, Lang::En) => "days",
        (true, Lang::Zh) => "个工作日",
        (false, Lang::Zh) => "个自然日",
    };
    let range = format!("{}-{}", min.days, max.days);
    match lang {
        Lang::En => format!("{range} {unit}, usually {}", usual.days),
        Lang::Zh => format!("{range}{unit}，通常{}", usual.days),
    }
}
