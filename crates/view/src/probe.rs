//! Probes as sentences, for review sheets and the terminal.

use crate::words;
use certmap_base::Lang;
use certmap_pack::Common;
use certmap_scope::{Limit, Outcome, Probe, ProbeOf};

/// What happens on both sides of a limit, as one sentence.
///
/// ```
/// use certmap_base::Lang;
/// use certmap_pack::RuleKind;
/// use certmap_scope::{Limit, Outcome, Probe, ProbeOf};
/// let limit = Limit { rule: "e".into(), of: ProbeOf::Rule(RuleKind::Entry), fact: None, at: "2027-01-20".into(),
///     day: certmap_base::Date::parse("2027-01-20").ok() };
/// let probe = Probe { limit, kind: None, below: Outcome::NotYet, at: Outcome::In, above: Outcome::In };
/// let told = certmap_view::probe::sentence(&probe, None, Lang::En);
/// assert_eq!(told, "On the day before 2027-01-20: not yet in force; on 2027-01-20: applies");
/// ```
#[must_use]
pub fn sentence(probe: &Probe, common: Option<&Common>, lang: Lang) -> String {
    let word = |o: Outcome| outcome(probe.limit.of, o, lang);
    let (below, at, above) = (word(probe.below), word(probe.at), word(probe.above));
    let kind = probe.kind.as_deref().and_then(|k| common?.kinds.get(k)).map(|k| k.name.get(lang));
    let fact = probe.limit.fact.as_deref().map(|f| name(f, common, lang));
    let limit = probe.limit.at.as_str();
    let subject: Vec<&str> = kind.into_iter().chain(fact.as_deref()).collect();
    let dated = probe.limit.day.is_some();
    let text = match (lang, dated) {
        (Lang::En, true) => {
            let lead = if subject.is_empty() { "on".to_owned() } else { format!("{} on", subject.join(", ")) };
            format!("{lead} the day before {limit}: {below}; on {limit}: {at}")
        }
        (Lang::Zh, true) => format!("{}{limit} 前一日：{below}；{limit} 当日：{at}", lead_zh(&subject)),
        (Lang::En, false) => {
            let subject = subject.join(", ");
            format!("{subject} just below {limit}: {below}; at {limit}: {at}; just above {limit}: {above}")
        }
        (Lang::Zh, false) => {
            let subject = subject.join("，");
            format!("{subject}略低于 {limit}：{below}；等于 {limit}：{at}；略高于 {limit}：{above}")
        }
    };
    capital(&text)
}

/// A limit for which no product was found on which it decides.
#[must_use]
pub fn limit(limit: &Limit, common: Option<&Common>, lang: Lang) -> String {
    match limit.fact.as_deref().map(|f| name(f, common, lang)) {
        Some(fact) => format!("{fact} {}", limit.at),
        None => limit.at.clone(),
    }
}

fn lead_zh(subject: &[&str]) -> String {
    if subject.is_empty() { String::new() } else { format!("{}，", subject.join("，")) }
}

fn name(fact: &str, common: Option<&Common>, lang: Lang) -> String {
    common.and_then(|c| c.facts.get(fact)).map_or_else(|| fact.to_owned(), |f| f.name.get(lang).to_owned())
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// An outcome in the words of what it is about.
fn outcome(of: ProbeOf, outcome: Outcome, lang: Lang) -> &'static str {
    let (en, zh) = match (of, outcome) {
        (ProbeOf::TestExclusion, Outcome::In) => ("no test needed", "无需检测"),
        (ProbeOf::TestExclusion, Outcome::Out) => ("a test is needed", "需要检测"),
        (ProbeOf::Route, Outcome::In) => ("open", "开放"),
        (ProbeOf::Route, Outcome::Out) => ("closed", "不开放"),
        _ => return words::outcome(outcome).get(lang),
    };
    match lang {
        Lang::En => en,
        Lang::Zh => zh,
    }
}
