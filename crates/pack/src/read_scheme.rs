//! Schemes, rules and definitions: from the notation to the model.

use crate::read_common::{File, pairs};
use crate::read_procedure::{always, lasts};
use crate::wire::{self, CiteWire, RuleWire, Word};
use crate::words::PackWords;
use crate::{
    Attestation, Binding, Certificate, Change, Common, DateRole, DemandedBy, Enclosure, Event, Evidence, Letter,
    LetterFor, Mark, Notice, Party, Phase, PhaseKind, Reuse, Route, Rule, RuleKind, Scheme, Source, UnitSplit, Upkeep,
};
use certmap_base::{Cite, Confidence, Fault, text};
use certmap_expr::{Expr, Tri, Type, check};
use std::collections::BTreeMap;
use toml::Spanned;
use toml::value::Datetime;

/// What is needed to read the rules of one pack.
pub(crate) struct Reader<'a> {
    pub(crate) common: &'a Common,
    pub(crate) words: PackWords<'a>,
    pub(crate) planner_words: PackWords<'a>,
    pub(crate) sources: &'a BTreeMap<String, Source>,
}

pub(crate) fn read_cite(wire: &CiteWire, sources: &BTreeMap<String, Source>, file: &mut File) -> Option<Cite> {
    let source = wire.source.get_ref();
    if !sources.contains_key(source) {
        let fault = Fault::new(text!("unknown source `{source}`", "未知的来源 `{source}`"))
            .help(text!("add it to sources.toml", "请把它加入 sources.toml"))
            .suggest(source, sources.keys().map(String::as_str));
        file.error(wire.source.span().start, fault);
    }
    let status = file.one_of(&wire.status, "status", &Confidence::ALL.map(|c| (c, c.word())))?;
    let checked = wire.checked.as_ref().and_then(|d| file.date(d));
    Some(Cite { source: source.clone(), at: wire.at.clone(), status, checked })
}

impl Reader<'_> {
    pub(crate) fn cite(&self, wire: &CiteWire, file: &mut File) -> Option<Cite> {
        read_cite(wire, self.sources, file)
    }

    pub(crate) fn cites(&self, wires: &[CiteWire], file: &mut File) -> Vec<Cite> {
        wires.iter().filter_map(|c| self.cite(c, file)).collect()
    }

    fn condition(&self, word: Option<&Word>, file: &mut File) -> Expr {
        word.and_then(|w| file.condition(w, &self.common.units, &self.words)).unwrap_or_else(always)
    }

    pub(crate) fn planner_condition(&self, word: Option<&Word>, file: &mut File) -> Expr {
        word.and_then(|w| file.condition(w, &self.common.units, &self.planner_words)).unwrap_or_else(always)
    }

    pub(crate) fn number(&self, word: &Word, file: &mut File) -> Option<Expr> {
        let expr = file.expr(word, &self.common.units)?;
        match check(&expr, &self.planner_words) {
            Ok(Type::Quantity(_)) => Some(expr),
            Ok(_) => {
                file.error(word.span().start, Fault::new(text!("this is no number", "这不是数字")));
                None
            }
            Err(e) => {
                let at = file.inside(word, e.span.start);
                file.error(at, e.fault);
                None
            }
        }
    }

    /// A value without a unit: its unit stands beside it.
    pub(crate) fn plain_number(&self, word: &Word, file: &mut File) -> Option<Expr> {
        let expr = self.number(word, file)?;
        match check(&expr, &self.planner_words) {
            Ok(Type::Quantity(d)) if !d.is_none() => {
                let fault = Fault::new(text!("the value has a unit of its own ({d})", "该值自带单位（{d}）"))
                    .help(text!("its unit stands beside it; write a plain number", "单位另行写出；请写纯数字"));
                file.error(word.span().start, fault);
                None
            }
            _ => Some(expr),
        }
    }

    fn phases(
        &self,
        wires: &[wire::PhaseWire],
        from: Option<&Spanned<Datetime>>,
        until: Option<&Spanned<Datetime>>,
        file: &mut File,
    ) -> Vec<Phase> {
        let mut phases: Vec<Phase> = Vec::new();
        let short = from.and_then(|d| file.date(d));
        let until_day = until.and_then(|d| file.date(d));
        if short.is_some() || until_day.is_some() {
            if let (Some(word), false) = (from.or(until), wires.is_empty()) {
                file.error(
                    word.span().start,
                    Fault::new(text!(
                        "`from` and `until` do not stand beside `phases`",
                        "`from` 和 `until` 不能与 `phases` 并列"
                    )),
                );
            }
            let start = short.unwrap_or(certmap_base::Date::MIN);
            if until_day.is_some_and(|u| u <= start) {
                file.error(
                    until.map_or(0, |u| u.span().start),
                    Fault::new(text!(
                        "`until` is the first day not in force and lies after `from`",
                        "`until` 是不再施行的第一天，须晚于 `from`"
                    )),
                );
            }
            phases.push(Phase { phase: PhaseKind::Mandatory, from: start, until: until_day, cite: None });
        }
        for wire in wires {
            let Some(phase) = file.one_of(&wire.phase, "phase", &pairs!(PhaseKind)) else { continue };
            let Some(from) = file.date(&wire.from) else { continue };
            if phases.last().is_some_and(|p| p.from >= from) {
                file.error(
                    wire.from.span().start,
                    Fault::new(text!(
                        "phases stand in the order of their days, each later than the one before",
                        "各阶段须按日期先后排列，后一个晚于前一个"
                    )),
                );
            }
            let until = wire.until.as_ref().and_then(|d| file.date(d));
            if let (Some(word), true) = (&wire.until, until.is_some_and(|u| u <= from)) {
                file.error(
                    word.span().start,
                    Fault::new(text!(
                        "`until` is the first day not in force and lies after `from`",
                        "`until` 是不再施行的第一天，须晚于 `from`"
                    )),
                );
            }
            let cite = wire.cite.as_ref().and_then(|c| self.cite(c, file));
            phases.push(Phase { phase, from, until, cite });
        }
        phases
    }

    fn rule(&self, wire: &RuleWire, kind: RuleKind, file: &mut File) -> Rule {
        let offset = wire.id.span().start;
        let id = wire.id.get_ref().clone();
        let cites = self.cites(&wire.cites, file);
        if wire.cites.is_empty() {
            file.error(
                offset,
                Fault::new(text!("the rule `{id}` has no citation", "规则 `{id}` 没有引用条款")).help(text!(
                    "add cites = [ {{ source = ..., at = ..., status = ... }} ]",
                    "请加上 cites = [ {{ source = ..., at = ..., status = ... }} ]"
                )),
            );
        }
        misplaced(wire, kind, file);
        if let Some(word) = wire.displaced_by.as_ref().filter(|w| !self.words.schemes.contains_key(w.get_ref())) {
            let fault = Fault::new(text!("unknown scheme `{}`", "未知的制度 `{}`", word.get_ref()))
                .suggest(word.get_ref(), self.words.schemes.keys().map(String::as_str));
            file.error(word.span().start, fault);
        }
        let weakest = cites.iter().map(|c| c.status).min().unwrap_or(Confidence::Unconfirmed);
        let lowered = wire
            .confidence
            .as_ref()
            .and_then(|w| file.one_of(w, "confidence", &Confidence::ALL.map(|c| (c, c.word()))));
        Rule {
            kind,
            title: file.text(&wire.title, offset),
            note: wire.note.as_ref().map(|t| file.text(t, offset)),
            when: self.condition(wire.when.as_ref(), file),
            of: words(&wire.of),
            skips: words(&wire.skips),
            phases: self.phases(&wire.phases, wire.from.as_ref(), wire.until.as_ref(), file),
            standards: wire.standards.clone(),
            rule: wire.rule.clone(),
            displaced_by: wire.displaced_by.as_ref().map(|w| w.get_ref().clone()),
            paper: wire.paper.as_ref().map(|t| file.text(t, offset)),
            evidence: wire
                .evidence
                .as_ref()
                .and_then(|w| file.one_of(w, "evidence", &pairs!(Evidence)))
                .unwrap_or(Evidence::None),
            exclusions: wire.exclusions.iter().map(|e| self.rule(e, RuleKind::Exclusion, file)).collect(),
            cites,
            confidence: lowered.map_or(weakest, |l| l.min(weakest)),
            place: file.place(offset),
            id,
        }
    }

    pub(crate) fn rules(&self, wires: &[RuleWire], kind: RuleKind, file: &mut File) -> Vec<Rule> {
        wires.iter().map(|w| self.rule(w, kind, file)).collect()
    }

    /// The head of a scheme, without rules.
    pub(crate) fn scheme(&self, wire: &wire::SchemeWire, file: &mut File) -> Option<Scheme> {
        let offset = wire.id.span().start;
        for market in &wire.markets {
            if self.common.markets.name(market.get_ref()).is_none() {
                let fault =
                    Fault::new(text!("unknown market or group `{}`", "未知的市场或市场组 `{}`", market.get_ref()))
                        .suggest(market.get_ref(), self.common.markets.codes());
                file.error(market.span().start, fault);
            }
        }
        let cites = self.cites(&wire.cites, file);
        if cites.is_empty() {
            file.error(
                offset,
                Fault::new(text!("the scheme `{}` has no citation", "制度 `{}` 没有引用条款", wire.id.get_ref())),
            );
        }
        let binding = file.one_of(&wire.binding, "binding", &pairs!(Binding));
        let attestation = file.one_of(&wire.attestation, "attestation", &pairs!(Attestation));
        let demanded_by = file.one_of(&wire.demanded_by, "`demanded_by`", &pairs!(DemandedBy));
        let governed_by = file.one_of(&wire.governed_by, "`governed_by`", &pairs!(DateRole));
        let fulfil_before = file.one_of(&wire.fulfil_before, "event", &pairs!(Event));
        let mut text = |t: &Option<wire::TextWire>| t.as_ref().map(|t| file.text(t, offset));
        let (covers_says, holder, local_representative) =
            (text(&wire.covers_says), text(&wire.holder), text(&wire.local_representative));
        Some(Scheme {
            id: wire.id.get_ref().clone(),
            title: file.text(&wire.title, offset),
            markets: words(&wire.markets),
            binding: binding?,
            attestation: attestation?,
            demanded_by: demanded_by?,
            governed_by: governed_by?,
            fulfil_before: fulfil_before?,
            covers: self.condition(wire.covers.as_ref(), file),
            covers_says,
            holder,
            local_representative,
            procedure: wire.procedure.as_ref().map(|w| w.get_ref().clone()),
            cites,
            gates: Vec::new(),
            entries: Vec::new(),
            exclusions: Vec::new(),
            exemptions: Vec::new(),
            bans: Vec::new(),
            conflicts: Vec::new(),
            requirements: Vec::new(),
            routes: Vec::new(),
            notices: Vec::new(),
            reuse: Vec::new(),
            unit: None,
            certificate: None,
            upkeep: Vec::new(),
            changes: Vec::new(),
            marks: Vec::new(),
            letters: Vec::new(),
            place: file.place(offset),
        })
    }

    /// Adds the arrays of one file to a scheme.
    pub(crate) fn fill(&self, scheme: &mut Scheme, wire: &wire::SchemeFile, file: &mut File) {
        scheme.gates.extend(self.rules(&wire.gate, RuleKind::Gate, file));
        scheme.entries.extend(self.rules(&wire.entry, RuleKind::Entry, file));
        scheme.exclusions.extend(self.rules(&wire.exclusion, RuleKind::Exclusion, file));
        scheme.exemptions.extend(self.rules(&wire.exemption, RuleKind::Exemption, file));
        scheme.bans.extend(self.rules(&wire.ban, RuleKind::Ban, file));
        scheme.conflicts.extend(self.rules(&wire.conflict, RuleKind::Conflict, file));
        scheme.requirements.extend(self.rules(&wire.requirement, RuleKind::Requirement, file));
        scheme.routes.extend(wire.route.iter().map(|r| self.route(r, file)));
        scheme.notices.extend(wire.notice.iter().filter_map(|n| self.notice(n, file)));
        scheme.reuse.extend(wire.reuse.iter().filter_map(|r| self.reuse(r, file)));
        scheme.upkeep.extend(wire.upkeep.iter().filter_map(|u| self.upkeep(u, file)));
        if let Some(unit) = &wire.unit {
            scheme.unit = Some(UnitSplit {
                split_by: words(&unit.split_by),
                says: file.text(&unit.says, 0),
                cites: self.cites(&unit.cites, file),
            });
        }
        if let Some(certificate) = &wire.certificate {
            scheme.certificate = Some(self.certificate(certificate, file));
        }
        for change in &wire.change {
            let offset = change.id.span().start;
            let known = ["notify", "test_difference", "new_certificate"];
            file.one_of(&change.does, "`does`", &known.map(|w| (w, w)));
            scheme.changes.push(Change {
                id: change.id.get_ref().clone(),
                title: file.text(&change.title, offset),
                does: change.does.get_ref().clone(),
                says: file.text(&change.says, offset),
                cites: self.cites(&change.cites, file),
            });
        }
        for mark in &wire.mark {
            let offset = mark.id.span().start;
            scheme.marks.push(Mark {
                id: mark.id.get_ref().clone(),
                title: file.text(&mark.title, offset),
                says: file.text(&mark.says, offset),
                cites: self.cites(&mark.cites, file),
            });
        }
        for letter in &wire.letter {
            scheme.letters.extend(self.letter(letter, file));
        }
    }

    fn letter(&self, wire: &wire::LetterWire, file: &mut File) -> Option<Letter> {
        let offset = wire.id.span().start;
        let cites = self.cites(&wire.cites, file);
        if cites.is_empty() {
            file.error(
                offset,
                Fault::new(text!("the letter `{}` has no citation", "声明 `{}` 没有引用条款", wire.id.get_ref())),
            );
        }
        let confidence = match &wire.confidence {
            Some(word) => file.one_of(word, "confidence", &Confidence::ALL.map(|c| (c, c.word())))?,
            None => Confidence::Secondary,
        };
        let enclosure = |e: &wire::EnclosureWire, file: &mut File| Enclosure {
            title: file.text(&e.title, offset),
            says: e.says.as_ref().map(|s| file.text(s, offset)),
            cites: self.cites(&e.cites, file),
        };
        Some(Letter {
            id: wire.id.get_ref().clone(),
            states: file.one_of(&wire.states, "answer of a letter", &pairs!(LetterFor))?,
            title: file.text(&wire.title, offset),
            says: file.text(&wire.says, offset),
            confidence,
            enclosures: wire.enclosures.iter().map(|e| enclosure(e, file)).collect(),
            cites,
        })
    }

    fn route(&self, wire: &wire::RouteWire, file: &mut File) -> Route {
        let offset = wire.id.span().start;
        let cites = self.cites(&wire.cites, file);
        if cites.is_empty() {
            file.error(
                offset,
                Fault::new(text!("the route `{}` has no citation", "途径 `{}` 没有引用条款", wire.id.get_ref())),
            );
        }
        if let Some(note) = &wire.note {
            file.text(note, offset);
        }
        Route {
            id: wire.id.get_ref().clone(),
            title: file.text(&wire.title, offset),
            when: self.condition(wire.when.as_ref(), file),
            phases: self.phases(&wire.phases, wire.from.as_ref(), wire.until.as_ref(), file),
            procedure: wire.procedure.as_ref().map(|w| w.get_ref().clone()),
            attestation: wire.attestation.as_ref().and_then(|w| file.one_of(w, "attestation", &pairs!(Attestation))),
            notified_body: wire.notified_body,
            cites,
            place: file.place(offset),
        }
    }

    fn notice(&self, wire: &wire::NoticeWire, file: &mut File) -> Option<Notice> {
        let offset = wire.id.span().start;
        let cites = self.cites(&wire.cites, file);
        if cites.is_empty() {
            file.error(
                offset,
                Fault::new(text!("the notice `{}` has no citation", "通知 `{}` 没有引用条款", wire.id.get_ref()))
                    .help(text!("a date without a citation does not enter a pack", "没有引用条款的日期不得写入规则包")),
            );
        }
        Some(Notice {
            id: wire.id.get_ref().clone(),
            on: file.date(&wire.on)?,
            what: file.text(&wire.what, offset),
            when: self.condition(wire.when.as_ref(), file),
            deadline: wire.deadline.as_ref().and_then(|d| file.date(d)),
            cites,
        })
    }

    fn reuse(&self, wire: &wire::ReuseWire, file: &mut File) -> Option<Reuse> {
        let counts = [(Tri::True, "yes"), (Tri::False, "no"), (Tri::Unknown, "unknown")];
        Some(Reuse {
            paper: wire.paper.get_ref().clone(),
            standards: words(&wire.standards),
            from: wire.from.as_ref().and_then(|d| file.date(d)),
            counts: file.one_of(&wire.counts, "`counts`", &counts)?,
            when: self.condition(wire.when.as_ref(), file),
            max_age_months: wire.max_age.as_ref().and_then(|w| months(w, file)),
            says: file.text(&wire.says, wire.paper.span().start),
            cites: self.cites(&wire.cites, file),
        })
    }

    fn certificate(&self, wire: &wire::CertificateWire, file: &mut File) -> Certificate {
        Certificate {
            number_pattern: wire.number_pattern.clone(),
            number_says: wire.number_says.as_ref().map(|t| file.text(t, 0)),
            validity_months: wire.validity.as_ref().and_then(|w| months(w, file)),
            condition: wire.condition.as_ref().map(|t| file.text(t, 0)),
            states: wire.states.clone(),
            cites: self.cites(&wire.cites, file),
        }
    }

    fn upkeep(&self, wire: &wire::UpkeepWire, file: &mut File) -> Option<Upkeep> {
        let offset = wire.id.span().start;
        let lasts = wire.lasts.as_ref().map(|l| lasts(l, offset, self, file));
        Some(Upkeep {
            id: wire.id.get_ref().clone(),
            title: file.text(&wire.title, offset),
            every_months: months(&wire.every, file)?,
            when: self.planner_condition(wire.when.as_ref(), file),
            by: wire.by.as_ref().and_then(|w| file.one_of(w, "party", &pairs!(Party))).unwrap_or(Party::Body),
            lasts,
            says: file.text(&wire.says, offset),
            cites: self.cites(&wire.cites, file),
        })
    }
}

pub(crate) fn words(list: &[Word]) -> Vec<String> {
    list.iter().map(|w| w.get_ref().clone()).collect()
}

/// Keys that have no meaning for this kind of rule.
fn misplaced(wire: &RuleWire, kind: RuleKind, file: &mut File) {
    let offset = wire.id.span().start;
    let of_ok = matches!(kind, RuleKind::Exclusion | RuleKind::Exemption);
    let wrong = [
        ("of", !wire.of.is_empty() && !of_ok),
        ("skips", !wire.skips.is_empty() && kind != RuleKind::Entry),
        ("displaced_by", wire.displaced_by.is_some() && kind != RuleKind::Exclusion),
        ("paper", wire.paper.is_some() && kind != RuleKind::Exemption),
        ("evidence", wire.evidence.is_some() && kind != RuleKind::Requirement),
        ("exclusions", !wire.exclusions.is_empty() && kind != RuleKind::Requirement),
        ("from", wire.from.is_some() && kind == RuleKind::Gate),
        ("until", wire.until.is_some() && kind == RuleKind::Gate),
        ("phases", !wire.phases.is_empty() && kind == RuleKind::Gate),
    ];
    for (key, _) in wrong.iter().filter(|(_, w)| *w) {
        file.error(
            offset,
            Fault::new(text!(
                "`{key}` has no meaning in a rule of kind {}",
                "`{key}` 在 {} 类规则中没有意义",
                kind.word()
            )),
        );
    }
    if wire.when.is_none() {
        file.error(
            offset,
            Fault::new(text!("the rule `{}` has no condition", "规则 `{}` 没有条件", wire.id.get_ref()))
                .help(text!("write when = 'true' if it always holds", "始终成立的请写 when = 'true'")),
        );
    }
}

/// `5 year`, `18 month`.
fn months(word: &Word, file: &mut File) -> Option<u32> {
    let text = word.get_ref().trim();
    let (number, unit) = text.split_once(' ').unwrap_or((text, ""));
    let factor = match unit.trim().trim_end_matches('s') {
        "year" => 12,
        "month" => 1,
        _ => 0,
    };
    match (number.parse::<u32>(), factor) {
        (Ok(n), f) if f > 0 && n <= 1200 => Some(n * f),
        _ => {
            file.error(
                word.span().start,
                Fault::new(text!("`{text}` is no number of months or years", "`{text}` 不是月数或年数"))
                    .help(text!("for example \"5 year\" or \"18 month\"", "例如 \"5 year\" 或 \"18 month\"")),
            );
            None
        }
    }
}
