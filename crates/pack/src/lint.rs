//! What loads but is not good enough, and references between records of a scheme.

use crate::read_pack::future;
use crate::{Basis, Common, Library, Pack, Procedure, Rule, RuleKind, Scheme};
use certmap_base::{Date, Fault, Place, Problem, Text, text};
use std::collections::{BTreeMap, BTreeSet};

/// Ids, gates, entries, facts and procedures that a scheme names must exist.
pub(crate) fn references(
    scheme: &Scheme,
    procedures: &BTreeMap<String, Procedure>,
    common: &Common,
    problems: &mut Vec<Problem>,
) {
    let mut seen: BTreeSet<(RuleKind, &str)> = BTreeSet::new();
    for rule in scheme.rules() {
        if !seen.insert((rule.kind, &rule.id)) {
            push(
                problems,
                &rule.place,
                text!("the id `{}` stands twice in the scheme", "标识 `{}` 在该制度中重复出现", rule.id),
            );
        }
    }
    for rule in scheme.rules() {
        for (list, known, what) in
            [(&rule.of, &scheme.entries, text!("entry", "条目")), (&rule.skips, &scheme.gates, text!("gate", "前提"))]
        {
            for id in list.iter().filter(|id| !known.iter().any(|r| r.id == **id)) {
                let rule_id = &rule.id;
                let fault = Fault::new(
                    text!("unknown {} `{id}` in rule `{rule_id}`", "规则 `{rule_id}` 中有未知的{} `{id}`"; what),
                )
                .suggest(id, known.iter().map(|r| r.id.as_str()));
                problems.push(Problem::error(rule.place.clone(), fault));
            }
        }
    }
    let routes = scheme.routes.iter().map(|r| (&r.procedure, &r.place));
    for (procedure, place) in routes.chain([(&scheme.procedure, &scheme.place)]) {
        if let Some(id) = procedure
            && !procedures.contains_key(id)
        {
            let fault = Fault::new(text!("unknown procedure `{id}`", "未知的程序 `{id}`"))
                .suggest(id, procedures.keys().map(String::as_str));
            problems.push(Problem::error(place.clone(), fault));
        }
    }
    let attributes = ["applicant", "holder", "manufacturer", "factory", "brand", "model", "kind"];
    for name in scheme.unit.iter().flat_map(|u| &u.split_by) {
        if !attributes.contains(&name.as_str()) && !common.facts.contains_key(name) {
            let known = attributes.iter().copied().chain(common.facts.keys().map(String::as_str));
            let fault = Fault::new(text!("units cannot be split by `{name}`", "单元不能按 `{name}` 划分"))
                .help(text!("a fact, or one of {}", "请写事实，或 {} 之一", attributes.join(", ")))
                .suggest(name, known);
            problems.push(Problem::error(scheme.place.clone(), fault));
        }
    }
}

fn push(problems: &mut Vec<Problem>, place: &Place, message: Text) {
    problems.push(Problem::error(place.clone(), Fault::new(message)));
}

/// Warnings and errors that need today's date or the whole library.
///
/// ```
/// use certmap_base::Date;
/// # let library: Option<certmap_pack::Library> = None;
/// if let Some(library) = library {
///     let problems = certmap_pack::lint(&library, Date::parse("2026-11-21")?);
/// }
/// # Ok::<(), certmap_base::Fault>(())
/// ```
#[must_use]
pub fn lint(library: &Library, today: Date) -> Vec<Problem> {
    let mut problems = Vec::new();
    for pack in &library.packs {
        for scheme in &pack.schemes {
            scheme_lint(pack, scheme, library, today, &mut problems);
        }
        for (id, procedure) in &pack.procedures {
            let unsourced: Vec<&str> =
                procedure.steps.iter().filter(|s| s.lasts.basis == Basis::None).map(|s| s.id.as_str()).collect();
            if !unsourced.is_empty() {
                let place = Place::file(format!("packs/{}/procedures/{id}.toml", pack.id));
                let fault = Fault::new(text!("no sourced duration: {}", "周期没有来源：{}", unsourced.join(", ")));
                problems.push(Problem::warning(place, fault));
            }
        }
    }
    problems
}

fn scheme_lint(pack: &Pack, scheme: &Scheme, library: &Library, today: Date, problems: &mut Vec<Problem>) {
    if !library.common.schemes.iter().any(|s| s.id == scheme.id) {
        let fault = Fault::new(text!(
            "the scheme `{}` is missing in packs/common/schemes.csv",
            "packs/common/schemes.csv 中缺少制度 `{}`",
            scheme.id
        ));
        problems.push(Problem::error(scheme.place.clone(), fault));
    }
    let exercised: BTreeSet<&str> = pack.cases.iter().flat_map(|c| &c.expect.because).map(String::as_str).collect();
    for rule in scheme.rules() {
        for cite in &rule.cites {
            if future(cite.checked, today) {
                push(
                    problems,
                    &rule.place,
                    text!(
                        "the rule `{}` was checked on a day in the future",
                        "规则 `{}` 的核对日期在今天之后",
                        rule.id
                    ),
                );
            }
            if cite.checked.is_some_and(|d| today.days_since(d) > 366) {
                let fault = Fault::new(text!(
                    "the rule `{}` was last checked more than a year ago",
                    "规则 `{}` 上次核对已超过一年",
                    rule.id
                ));
                problems.push(Problem::warning(rule.place.clone(), fault));
            }
        }
        if deserves_case(rule) && !pack.cases.is_empty() && !exercised.contains(rule.id.as_str()) {
            let fault = Fault::new(text!(
                "no worked example has the rule `{}` as a reason",
                "没有实例以规则 `{}` 为理由",
                rule.id
            ));
            problems.push(Problem::warning(rule.place.clone(), fault));
        }
    }
}

fn deserves_case(rule: &Rule) -> bool {
    matches!(rule.kind, RuleKind::Entry | RuleKind::Exclusion | RuleKind::Exemption | RuleKind::Ban)
}
