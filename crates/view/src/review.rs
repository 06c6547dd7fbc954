//! Review sheets: what a pack says, as sentences that a compliance officer can read and sign.
//!
//! The sheets are kept beside the pack, so that a change of law shows as changed sentences.

use crate::{Style, probe, review_procedure, review_table, words};
use certmap_base::{Cite, Lang, Text};
use certmap_expr::{Expr, Node, say};
use certmap_pack::{Library, Pack, PackWords, PhaseKind, Rule, RuleKind, Scheme};
use certmap_scope::{Limit, ProbeOf, Probes};
use std::collections::BTreeMap;
use std::fmt::Write;

/// The review sheet of a pack in one language, as Markdown, with the probes of its schemes.
#[must_use]
pub fn sheet(library: &Library, pack: &Pack, probes: &BTreeMap<String, Probes>, lang: Lang) -> String {
    let mut titles: BTreeMap<String, Text> =
        library.common.schemes.iter().map(|s| (s.id.clone(), s.name.clone())).collect();
    titles.extend(library.packs.iter().flat_map(|p| &p.schemes).map(|s| (s.id.clone(), s.title.clone())));
    let names = PackWords::of(&library.common, pack, &titles);
    let none = Probes::default();
    let style = Style::new(lang).with_library(library);
    let mut sheet = Sheet { style, pack, names: &names, probes: &none, out: String::new() };
    sheet.head();
    sheet.definitions();
    review_table::tables(&mut sheet, pack);
    for scheme in &pack.schemes {
        sheet.probes = probes.get(&scheme.id).unwrap_or(&none);
        sheet.scheme(scheme);
    }
    for procedure in pack.procedures.values() {
        review_procedure::procedure(&mut sheet, procedure);
    }
    sheet.examples();
    sheet.sources();
    sheet.out
}

/// What a rule of a pack does, as one sentence.
#[must_use]
pub fn rule_sentence(library: &Library, pack: &Pack, rule: &Rule, lang: Lang) -> String {
    let mut titles: BTreeMap<String, Text> =
        library.common.schemes.iter().map(|s| (s.id.clone(), s.name.clone())).collect();
    titles.extend(library.packs.iter().flat_map(|p| &p.schemes).map(|s| (s.id.clone(), s.title.clone())));
    let names = PackWords::of(&library.common, pack, &titles);
    let style = Style::new(lang).with_library(library);
    let sheet = Sheet { style, pack, names: &names, probes: &Probes::default(), out: String::new() };
    // A page is no Markdown.
    sheet
        .sentence(rule)
        .replace("**", "")
        .replace("\\*", "*")
        .replace("\\|", "|")
        .replace("&lt;", "<")
        .replace("\\\\", "\\")
}

/// A sheet being written.
pub(crate) struct Sheet<'a> {
    pub(crate) style: Style<'a>,
    pack: &'a Pack,
    names: &'a PackWords<'a>,
    /// Of the scheme that is being written.
    probes: &'a Probes,
    pub(crate) out: String,
}

/// True if a limit stands in a rule of such a kind.
fn is_of(of: ProbeOf, kind: RuleKind) -> bool {
    of == ProbeOf::Rule(kind) || (of == ProbeOf::TestExclusion && kind == RuleKind::Requirement)
}

/// Text that must not become markup, on one line.
pub(crate) fn plain(text: &str) -> String {
    let one_line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    one_line.replace('\\', "\\\\").replace('<', "&lt;").replace('|', "\\|").replace('*', "\\*")
}

impl Sheet<'_> {
    pub(crate) fn say(&self, en: &'static str, zh: &'static str) -> &'static str {
        self.style.say(en, zh)
    }

    pub(crate) fn line(&mut self, text: &str) {
        let _ = writeln!(self.out, "{text}\n");
    }

    pub(crate) fn heading(&mut self, level: usize, text: &str) {
        let marks = "#".repeat(level);
        let text = plain(text);
        self.line(&format!("{marks} {text}"));
    }

    pub(crate) fn text(&self, text: &Text) -> String {
        plain(self.style.text(text))
    }

    /// A condition as part of a sentence; nothing where it always holds.
    pub(crate) fn condition(&self, expr: &Expr) -> Option<String> {
        (expr.node != Node::Bool(true)).then(|| plain(&say(expr, self.names, self.style.lang)))
    }

    /// A value as words.
    pub(crate) fn value(&self, expr: &Expr) -> String {
        plain(&say(expr, self.names, self.style.lang))
    }

    /// Citations with links, how well founded, when looked at.
    pub(crate) fn cites(&self, cites: &[Cite]) -> String {
        let one = |c: &Cite| {
            let source = self.pack.sources.get(&c.source);
            let number = plain(source.map_or(c.source.as_str(), |s| s.number.as_str()));
            let linked = match source.and_then(|s| s.link.as_deref()).filter(|l| crate::markup::is_web_link(l)) {
                Some(link) => format!("[{number}](<{}>)", link.replace(['<', '>', ' '], "")),
                None => number,
            };
            let at = if c.at.is_empty() { String::new() } else { format!("{}{}", self.say(", ", "，"), plain(&c.at)) };
            format!("{linked}{at} ({})", self.style.founded(c))
        };
        cites.iter().map(one).collect::<Vec<_>>().join("; ")
    }

    pub(crate) fn source_line(&mut self, cites: &[Cite]) {
        let line = format!("{}{}", self.say("Source: ", "来源："), self.cites(cites));
        self.line(&line);
    }

    fn head(&mut self) {
        self.out.push_str(self.say(
            "<!-- Generated from the pack; change the pack, not this sheet. -->\n\n",
            "<!-- 由规则包生成；请修改规则包，不要修改本文。 -->\n\n",
        ));
        let title = format!("{} ({})", self.style.text(&self.pack.title), self.pack.id);
        self.heading(1, &title);
        let line = format!("{} {}", self.say("Version", "版本"), plain(&self.pack.version));
        self.line(&line);
    }

    fn definitions(&mut self) {
        if self.pack.definitions.is_empty() {
            return;
        }
        self.heading(2, self.say("Definitions", "定义"));
        for d in &self.pack.definitions {
            let (title, is) = (self.text(&d.title), self.value(&d.is));
            let line = format!("**{title}** (`{}`){} {is}{}", d.id, self.say(" means:", "，指："), self.say(".", "。"));
            self.line(&line);
            self.source_line(&d.cites);
        }
    }

    fn scheme(&mut self, scheme: &Scheme) {
        let lang = self.style.lang;
        self.heading(2, &format!("{} ({})", self.style.text(&scheme.title), scheme.id));
        let words = [
            words::binding(scheme.binding).get(lang),
            words::attestation(scheme.attestation).get(lang),
            words::demanded_by(scheme.demanded_by).get(lang),
        ];
        let markets = scheme.markets.join(", ");
        let (date, event) =
            (words::date_role(scheme.governed_by).get(lang), words::event(scheme.fulfil_before).get(lang));
        let line = match lang {
            Lang::En => {
                format!("In {markets}: {}. The {date} governs. To be fulfilled before: {event}.", words.join(", "))
            }
            Lang::Zh => format!("{markets}：{}。以{date}为准。须在{event}前完成。", words.join("，")),
        };
        self.line(&line);
        for (label, text) in [
            (self.say("Held by: ", "持证人："), &scheme.holder),
            (self.say("In the market: ", "当地代表："), &scheme.local_representative),
        ] {
            if let Some(text) = text {
                let line = format!("{label}{}", self.style.sentence(text));
                self.line(&plain(&line));
            }
        }
        if let Some(covers) = self.condition(&scheme.covers) {
            let says = scheme.covers_says.as_ref().map_or_else(String::new, |t| format!(" {}", self.text(t)));
            let line = format!(
                "{}{covers}{}{says}",
                self.say("The rules are complete only where: ", "规则仅在以下范围内完整："),
                self.say(".", "。")
            );
            self.line(&line);
        }
        self.source_line(&scheme.cites);
        self.rules(scheme);
        review_procedure::rest(self, scheme);
    }

    fn rules(&mut self, scheme: &Scheme) {
        let groups: [(&[Rule], &'static str, &'static str); 7] = [
            (&scheme.bans, "Bans", "禁止"),
            (&scheme.gates, "General conditions", "总体条件"),
            (&scheme.entries, "Entries", "条目"),
            (&scheme.exclusions, "Exclusions", "排除"),
            (&scheme.exemptions, "Exemptions", "免予办理"),
            (&scheme.conflicts, "Conflicts", "冲突"),
            (&scheme.requirements, "Requirements", "要求"),
        ];
        for (rules, en, zh) in groups {
            if rules.is_empty() {
                continue;
            }
            self.heading(3, &format!("{} ({})", self.say(en, zh), rules.len()));
            for rule in rules {
                self.rule(rule);
            }
        }
    }

    fn rule(&mut self, rule: &Rule) {
        self.heading(4, &format!("{}: {}", rule.id, self.style.text(&rule.title)));
        self.phases(rule);
        let line = self.sentence(rule);
        self.line(&line);
        let mut more = Vec::new();
        if !rule.of.is_empty() {
            more.push(format!("{}{}", self.say("Only for: ", "仅针对："), rule.of.join(", ")));
        }
        if !rule.skips.is_empty() {
            more.push(format!(
                "{}{}",
                self.say("Without the general conditions: ", "不受以下总体条件限制："),
                rule.skips.join(", ")
            ));
        }
        if let Some(by) = &rule.displaced_by {
            more.push(format!("{}{by}", self.say("Its place is taken by: ", "由以下制度取代：")));
        }
        if let Some(paper) = &rule.paper {
            more.push(format!("{}{}", self.say("Paper: ", "文件："), self.style.text(paper)));
        }
        if rule.kind == RuleKind::Requirement {
            more.push(format!(
                "{}{}",
                self.say("Shown by: ", "证据："),
                words::evidence(rule.evidence).get(self.style.lang)
            ));
        }
        if !rule.standards.is_empty() {
            more.push(format!("{}{}", self.say("Standards: ", "标准："), rule.standards.join("; ")));
        }
        if let Some(text) = &rule.rule {
            more.push(format!("{}{text}", self.say("Implementation rule: ", "实施规则：")));
        }
        if let Some(note) = &rule.note {
            more.push(format!("{}{}", self.say("Note: ", "说明："), self.style.sentence(note)));
        }
        for text in more {
            let _ = writeln!(self.out, "- {}", plain(&text));
        }
        for e in &rule.exclusions {
            let when = self.condition(&e.when).unwrap_or_else(|| self.say("always", "任何情况").to_owned());
            let (title, cites) = (self.text(&e.title), self.cites(&e.cites));
            let _ = writeln!(
                self.out,
                "- {}{title} (`{}`): {when}. {cites}",
                self.say("No test needed: ", "免于检测："),
                e.id
            );
        }
        self.probes(&|limit| limit.rule == rule.id && is_of(limit.of, rule.kind));
        if !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
        self.source_line(&rule.cites);
    }

    fn phases(&mut self, rule: &Rule) {
        let lang = self.style.lang;
        let one = |kind: PhaseKind, from, until: Option<certmap_base::Date>| match (lang, until) {
            (Lang::En, None) => format!("{} from {from}", words::phase(kind).en),
            (Lang::En, Some(until)) => format!("{} from {from} until before {until}", words::phase(kind).en),
            (Lang::Zh, None) => format!("自{from}起{}", words::phase(kind).zh),
            (Lang::Zh, Some(until)) => format!("自{from}起至{until}前{}", words::phase(kind).zh),
        };
        let parts: Vec<String> = rule
            .phases
            .iter()
            .map(|p| {
                let cite =
                    p.cite.as_ref().map_or_else(String::new, |c| format!(" - {}", self.cites(std::slice::from_ref(c))));
                format!("{}{cite}", one(p.phase, p.from, p.until))
            })
            .collect();
        for part in parts {
            let _ = writeln!(self.out, "- {part}");
        }
        if !rule.phases.is_empty() {
            self.out.push('\n');
        }
    }

    /// What happens on both sides of limits and dates, a sentence each.
    pub(crate) fn probes(&mut self, wanted: &dyn Fn(&Limit) -> bool) {
        let (probes, lang, common) = (self.probes, self.style.lang, self.style.library.map(|l| &l.common));
        for found in probes.found.iter().filter(|p| wanted(&p.limit)) {
            let says = plain(&probe::sentence(found, common, lang));
            let _ = writeln!(self.out, "- {}{says}{}", self.say("Probe: ", "探测："), self.say(".", "。"));
        }
        for limit in probes.open.iter().filter(|l| wanted(l)) {
            let says = plain(&probe::limit(limit, common, lang));
            let lead = self.say("No product found on which this decides: ", "未找到由其决定结论的产品：");
            let _ = writeln!(self.out, "- {lead}{says}{}", self.say(".", "。"));
        }
    }

    /// What the rule does, as one sentence.
    fn sentence(&self, rule: &Rule) -> String {
        let (en, zh) = match rule.kind {
            RuleKind::Gate => ("Entries apply only if", "各条目仅在以下情况下适用"),
            RuleKind::Entry => ("A product is **in scope** if", "符合以下条件的产品**适用**"),
            RuleKind::Exclusion => ("A product is **not in scope** if", "符合以下条件的产品**不适用**"),
            RuleKind::Exemption => ("A product is **exempt** if", "符合以下条件的产品**可免予办理**"),
            RuleKind::Ban => ("A product **must not be sold** if", "符合以下条件的产品**禁止进口或销售**"),
            RuleKind::Conflict => ("Facts or texts **contradict** each other if", "出现以下情况即为**冲突**"),
            RuleKind::Requirement => ("The requirement **applies** if", "符合以下条件时**适用**该要求"),
        };
        match (self.condition(&rule.when), self.style.lang) {
            (Some(when), Lang::En) => format!("{en} {when}."),
            (Some(when), Lang::Zh) => format!("{zh}：{when}。"),
            (None, Lang::En) => format!("{} in every case.", en.strip_suffix(" if").unwrap_or(en)),
            (None, Lang::Zh) => format!("{zh}：任何情况。"),
        }
    }

    /// Every worked example once, with what it expects of each scheme.
    fn examples(&mut self) {
        let mut lines = Vec::new();
        for case in &self.pack.cases {
            let expected = case.expect.outcomes.iter().map(|(scheme, word)| {
                let outcome = certmap_scope::Outcome::parse(word);
                format!("{scheme} {}", outcome.map_or(word.as_str(), |o| words::outcome(o).get(self.style.lang)))
            });
            let expected: Vec<String> = expected.collect();
            let source = case.source.as_deref().map_or_else(|| self.say("no source", "无来源").to_owned(), plain);
            let says = expected.join(self.say(", ", "、"));
            lines.push(format!("- {}, {}, {}: {says} ({source})", plain(&case.name), case.market, case.on));
        }
        if lines.is_empty() {
            return;
        }
        self.heading(2, &format!("{} ({})", self.say("Worked examples", "示例"), lines.len()));
        self.line(&lines.join("\n"));
    }

    fn sources(&mut self) {
        self.heading(2, self.say("Sources", "来源"));
        for s in self.pack.sources.values() {
            let published = s.published.map_or_else(String::new, |d| format!(", {d}"));
            let (number, title, issuer) = (plain(&s.number), self.text(&s.title), self.text(&s.issuer));
            let link = s
                .link
                .as_deref()
                .filter(|l| crate::markup::is_web_link(l))
                .map_or_else(String::new, |l| format!(" <{}>", l.replace(['<', '>', ' '], "")));
            let _ =
                writeln!(self.out, "- `{}` {number}{}{title}. {issuer}{published}.{link}", s.id, self.say(": ", "："));
        }
    }
}
