//! All packs: from texts to a [`Library`].

use crate::read_common::{File, read_common};
use crate::read_procedure::read_procedure;
use crate::read_scheme::{Reader, words};
use crate::wire::{self, DefinitionWire};
use crate::words::PackWords;
use crate::{Common, Definition, Library, Pack, Scheme, Source};
use certmap_base::{Date, Fault, Place, Problem, Text, text};
use certmap_expr::{Expr, Type, check};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Which packs to load, and how much of them.
#[derive(Debug, Clone, Default)]
pub struct Select {
    /// Only packs with schemes in these markets, or in groups they ever belong to, and the packs that those look at; all
    /// where `None`.
    pub markets: Option<Vec<String>>,
    /// Also worked examples.
    pub tests: bool,
}

impl Select {
    /// Every pack, with its worked examples.
    #[must_use]
    pub fn everything() -> Select {
        Select { markets: None, tests: true }
    }
}

/// The files of one pack that are not yet lowered.
struct Draft<'a> {
    head: wire::PackFile,
    folder: String,
    digest: String,
    sources: BTreeMap<String, Source>,
    definitions: Vec<(DefinitionWire, &'a str, &'a str)>,
    procedures: Vec<(wire::ProcedureFile, &'a str, &'a str)>,
    schemes: BTreeMap<String, Vec<(wire::SchemeFile, &'a str, &'a str)>>,
    cases: Vec<(wire::CasesFile, &'a str, &'a str)>,
}

impl Library {
    /// Reads the texts of packs; names are paths from the folder that holds `packs/`, with forward slashes.
    ///
    /// Returns the library only if there is no error; warnings do not stand in its way. All problems are returned.
    #[must_use]
    pub fn read(files: &[(&str, &str)], select: &Select) -> (Option<Library>, Vec<Problem>) {
        let mut problems = Vec::new();
        let Some(common) = read_common(files, &mut problems) else { return (None, problems) };
        let heads: Vec<Head> =
            folders(files).into_iter().filter_map(|f| head(f, files, &common, &mut problems)).collect();
        let reach: Vec<Reach> = heads.iter().map(|h| Reach::of(h, files)).collect();
        let chosen = Reach::chosen(&reach, select, &common);
        let mut drafts = Vec::new();
        for (head, chosen) in heads.into_iter().zip(chosen) {
            if chosen {
                drafts.push(draft(head, files, select, &mut problems));
            }
        }
        let titles = titles(&common, &drafts);
        let packs: Vec<Pack> = drafts.into_iter().map(|d| lower(d, &common, &titles, &mut problems)).collect();
        schemes_once(&packs, &mut problems);
        cycles(&packs, &mut problems);
        let library = Library { common, packs };
        if problems.iter().any(Problem::is_error) { (None, problems) } else { (Some(library), problems) }
    }
}

fn folders(files: &[(&str, &str)]) -> Vec<String> {
    let mut folders: Vec<String> = files
        .iter()
        .filter_map(|(n, _)| n.strip_prefix("packs/").and_then(|r| r.strip_suffix("/pack.toml")))
        .filter(|f| *f != "common" && !f.contains('/'))
        .map(str::to_owned)
        .collect();
    folders.sort();
    folders
}

/// The head of a pack and its folder.
struct Head {
    wire: wire::PackFile,
    folder: String,
}

fn head(folder: String, files: &[(&str, &str)], common: &Common, problems: &mut Vec<Problem>) -> Option<Head> {
    let wanted = format!("packs/{folder}/pack.toml");
    let (name, text) = files.iter().find(|(n, _)| *n == wanted)?;
    let mut file = File::new(name, text, problems);
    let wire: wire::PackFile = file.parse()?;
    check_head(&wire, &folder, common, &mut file);
    Some(Head { wire, folder })
}

/// What decides whether a pack is loaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Reach {
    id: String,
    markets: Vec<String>,
    /// Packs whose schemes its conditions look at.
    uses: BTreeSet<String>,
}

impl Reach {
    fn of(head: &Head, files: &[(&str, &str)]) -> Reach {
        Reach { id: head.folder.clone(), markets: words(&head.wire.markets), uses: Reach::uses(&head.folder, files) }
    }

    /// Packs that hold a scheme which a text of this pack names in `applies("...")`.
    pub(crate) fn uses(folder: &str, files: &[(&str, &str)]) -> BTreeSet<String> {
        let prefix = format!("packs/{folder}/");
        let texts = files.iter().filter(|(n, _)| n.strip_prefix(&prefix).is_some_and(is_law)).map(|(_, text)| *text);
        let named: BTreeSet<&str> =
            texts.flat_map(|t| t.split("applies(\"").skip(1)).filter_map(|rest| rest.split('"').next()).collect();
        let holder = |name: &str| {
            let mut parts = name.strip_prefix("packs/")?.split('/');
            let (pack, schemes, scheme) = (parts.next()?, parts.next()?, parts.next()?);
            (schemes == "schemes" && named.contains(scheme) && pack != folder).then(|| pack.to_owned())
        };
        files.iter().filter_map(|(n, _)| holder(n)).collect()
    }

    pub(crate) fn new(pack: &Pack, uses: BTreeSet<String>) -> Reach {
        Reach { id: pack.id.clone(), markets: pack.markets.clone(), uses }
    }

    /// Which packs are loaded: those of the asked markets, and those that they look at.
    pub(crate) fn chosen(all: &[Reach], select: &Select, common: &Common) -> Vec<bool> {
        let mut chosen: Vec<bool> = all.iter().map(|r| wanted(&r.markets, select, common)).collect();
        loop {
            let used: BTreeSet<&String> =
                all.iter().zip(&chosen).filter(|(_, c)| **c).flat_map(|(r, _)| &r.uses).collect();
            let before = chosen.clone();
            for (reach, slot) in all.iter().zip(&mut chosen) {
                *slot |= used.contains(&reach.id);
            }
            if chosen == before {
                return chosen;
            }
        }
    }
}

/// True if a pack with these markets matters to the asked ones.
fn wanted(markets: &[String], select: &Select, common: &Common) -> bool {
    let Some(asked) = &select.markets else { return true };
    let ever =
        |code: &str, group: &str| common.markets.group(group).is_some_and(|g| g.members.iter().any(|m| m.code == code));
    asked.iter().any(|a| markets.iter().any(|m| m == a || ever(a, m)))
}

fn draft<'a>(head: Head, files: &[(&'a str, &'a str)], select: &Select, problems: &mut Vec<Problem>) -> Draft<'a> {
    let prefix = format!("packs/{}/", head.folder);
    let mine: Vec<(&'a str, &'a str)> = files.iter().filter(|(n, _)| n.starts_with(&prefix)).copied().collect();
    let law = mine.iter().filter(|(n, _)| is_law(n.strip_prefix(&prefix).unwrap_or(n)));
    let digest = crate::digest(law.copied());
    let mut draft = Draft {
        head: head.wire,
        folder: head.folder,
        digest,
        sources: BTreeMap::new(),
        definitions: Vec::new(),
        procedures: Vec::new(),
        schemes: BTreeMap::new(),
        cases: Vec::new(),
    };
    for (name, text) in mine {
        let short = name.strip_prefix(&prefix).unwrap_or(name);
        draft.take(short, name, text, select, problems);
    }
    draft
}

/// Files that say what the law is; tests, review sheets and the change log do not change a digest.
fn is_law(short: &str) -> bool {
    !short.starts_with("tests/") && !short.starts_with("review/") && short != "CHANGELOG.md"
}

fn check_head(head: &wire::PackFile, folder: &str, common: &Common, file: &mut File) {
    if *head.notation.get_ref() != 1 {
        file.error(
            head.notation.span().start,
            Fault::new(text!("notation {} is not known", "无法识别写法版本 {}", head.notation.get_ref()))
                .help(text!("this program reads notation 1", "本程序读取写法版本 1")),
        );
    }
    if head.id.get_ref() != folder {
        file.error(
            head.id.span().start,
            Fault::new(text!(
                "the pack `{}` stands in the folder `{folder}`",
                "规则包 `{}` 放在文件夹 `{folder}` 中",
                head.id.get_ref()
            ))
            .help(text!("id and folder are the same", "id 须与文件夹同名")),
        );
    }
    file.text(&head.title, head.id.span().start);
    for market in head.markets.iter().filter(|m| common.markets.name(m.get_ref()).is_none()) {
        let fault = Fault::new(text!("unknown market or group `{}`", "未知的市场或市场组 `{}`", market.get_ref()))
            .suggest(market.get_ref(), common.markets.codes());
        file.error(market.span().start, fault);
    }
}

impl<'a> Draft<'a> {
    fn take(&mut self, short: &str, name: &'a str, text: &'a str, select: &Select, problems: &mut Vec<Problem>) {
        let mut file = File::new(name, text, problems);
        let parts: Vec<&str> = short.split('/').collect();
        match parts.as_slice() {
            ["pack.toml" | "CHANGELOG.md"] | ["review", _] => {}
            ["sources.toml"] => self.sources(&mut file),
            ["definitions.toml"] => {
                if let Some(read) = file.parse::<wire::DefinitionsFile>() {
                    self.definitions.extend(read.definition.into_iter().map(|d| (d, name, text)));
                }
            }
            ["procedures", f] if f.ends_with(".toml") => {
                if let Some(read) = file.parse::<wire::ProcedureFile>() {
                    self.procedures.push((read, name, text));
                }
            }
            ["schemes", scheme, f] if f.ends_with(".toml") => {
                if let Some(mut read) = file.parse::<wire::SchemeFile>() {
                    let definitions = std::mem::take(&mut read.definition);
                    self.definitions.extend(definitions.into_iter().map(|d| (d, name, text)));
                    self.schemes.entry((*scheme).to_owned()).or_default().push((read, name, text));
                }
            }
            ["tests", f] if f.ends_with(".toml") => {
                if select.tests
                    && let Some(read) = file.parse::<wire::CasesFile>()
                {
                    self.cases.push((read, name, text));
                }
            }
            _ => file.warning(
                0,
                Fault::new(text!("this file has no place in a pack", "规则包中不应有此文件"))
                    .help(text!("see docs/PACKS.md", "见 docs/PACKS.md")),
            ),
        }
    }

    fn sources(&mut self, file: &mut File) {
        let Some(read) = file.parse::<wire::SourcesFile>() else { return };
        for wire in read.source {
            let offset = wire.id.span().start;
            let source = Source {
                id: wire.id.get_ref().clone(),
                number: wire.number,
                title: file.text(&wire.title, offset),
                issuer: file.text(&wire.issuer, offset),
                published: wire.published.as_ref().and_then(|d| file.date(d)),
                link: wire.link,
                lang: wire.lang,
            };
            if self.sources.insert(source.id.clone(), source).is_some() {
                file.error(
                    offset,
                    Fault::new(text!("the source `{}` stands twice", "来源 `{}` 重复出现", wire.id.get_ref())),
                );
            }
        }
    }
}

/// Titles of all schemes: those with rules and those only known to exist.
fn titles(common: &Common, drafts: &[Draft]) -> BTreeMap<String, Text> {
    let mut titles: BTreeMap<String, Text> = common.schemes.iter().map(|s| (s.id.clone(), s.name.clone())).collect();
    for (wire, ..) in drafts.iter().flat_map(|d| d.schemes.values()).flatten() {
        if let Some(scheme) = &wire.scheme {
            titles.insert(scheme.id.get_ref().clone(), Text::new(scheme.title.en.clone(), scheme.title.zh.clone()));
        }
    }
    titles
}

fn lower(draft: Draft, common: &Common, titles: &BTreeMap<String, Text>, problems: &mut Vec<Problem>) -> Pack {
    let plain = PackWords { common, definitions: BTreeMap::new(), schemes: titles, planner: false };
    let mut reader = Reader {
        common,
        words: plain,
        planner_words: PackWords { common, definitions: BTreeMap::new(), schemes: titles, planner: true },
        sources: &draft.sources,
    };
    let definitions = definitions(&draft.definitions, &mut reader, problems);
    let mut procedures = BTreeMap::new();
    for (wire, name, text) in draft.procedures {
        let mut file = File::new(name, text, problems);
        let procedure = read_procedure(wire, &reader, &mut file);
        if let Some(twice) = procedures.insert(procedure.id.clone(), procedure) {
            file.error(0, Fault::new(text!("the procedure `{}` stands twice", "程序 `{}` 重复出现", twice.id)));
        }
    }
    let mut schemes = Vec::new();
    for (id, wires) in &draft.schemes {
        if let Some(scheme) = scheme(id, &draft.folder, wires, &reader, problems) {
            crate::lint::references(&scheme, &procedures, common, problems);
            schemes.push(scheme);
        }
    }
    let known: Vec<String> = titles.keys().cloned().collect();
    let mut cases = Vec::new();
    for (wires, name, text) in &draft.cases {
        let mut file = File::new(name, text, problems);
        cases.extend(wires.case.iter().filter_map(|c| reader.case(c, &known, &mut file)));
    }
    Pack {
        id: draft.head.id.get_ref().clone(),
        title: Text::new(draft.head.title.en.clone(), draft.head.title.zh.clone()),
        version: draft.head.version.clone(),
        digest: draft.digest,
        markets: words(&draft.head.markets),
        sources: draft.sources.clone(),
        definitions,
        procedures,
        schemes,
        cases,
    }
}

fn scheme(
    id: &str,
    folder: &str,
    wires: &[(wire::SchemeFile, &str, &str)],
    reader: &Reader,
    problems: &mut Vec<Problem>,
) -> Option<Scheme> {
    let heads: Vec<_> =
        wires.iter().filter_map(|(w, name, text)| w.scheme.as_ref().map(|s| (s, *name, *text))).collect();
    let [(head, name, text)] = heads.as_slice() else {
        let fault = Fault::new(text!(
            "the scheme `{id}` needs exactly one [scheme] table",
            "制度 `{id}` 须有且只有一个 [scheme] 表"
        ));
        let place = match heads.get(1) {
            Some((twice, name, text)) => Place::at(*name, text, twice.id.span().start),
            None => {
                let first = wires.first().map_or(folder, |(_, name, _)| *name);
                Place { file: first.to_owned(), line: 1, column: 0 }
            }
        };
        problems.push(Problem::error(place, fault));
        return None;
    };
    let mut file = File::new(name, text, problems);
    if head.id.get_ref() != id {
        file.error(
            head.id.span().start,
            Fault::new(text!(
                "the scheme `{}` stands in the folder `{id}`",
                "制度 `{}` 放在文件夹 `{id}` 中",
                head.id.get_ref()
            )),
        );
    }
    let mut scheme = reader.scheme(head, &mut file)?;
    for (wire, name, text) in wires {
        reader.fill(&mut scheme, wire, &mut File::new(name, text, problems));
    }
    Some(scheme)
}

/// Reads definitions in the order in which they need each other, and puts them into the reader's words.
fn definitions(
    wires: &[(DefinitionWire, &str, &str)],
    reader: &mut Reader,
    problems: &mut Vec<Problem>,
) -> Vec<Definition> {
    let mut waiting: Vec<(usize, Expr)> = Vec::new();
    for (i, (wire, name, text)) in wires.iter().enumerate() {
        let mut file = File::new(name, text, problems);
        let id = wire.id.get_ref();
        let twice = wires.iter().take(i).any(|(w, ..)| w.id.get_ref() == id);
        if twice || reader.common.facts.contains_key(id) {
            file.error(
                wire.id.span().start,
                Fault::new(text!("the name `{id}` is already taken", "名称 `{id}` 已被使用")),
            );
        } else if let Some(expr) = file.expr(&wire.is, &reader.common.units) {
            waiting.push((i, expr));
        }
    }
    let mut done = Vec::new();
    loop {
        let pending: Vec<String> =
            waiting.iter().filter_map(|(i, _)| wires.get(*i).map(|(w, ..)| w.id.get_ref().clone())).collect();
        let (ready, rest): (Vec<_>, Vec<_>) =
            waiting.into_iter().partition(|(_, e)| !e.names().iter().any(|n| pending.iter().any(|p| p == n)));
        waiting = rest;
        if ready.is_empty() {
            break;
        }
        for (i, expr) in ready {
            if let Some((wire, name, text)) = wires.get(i) {
                let mut file = File::new(name, text, problems);
                done.extend(definition(wire, expr, reader, &mut file));
            }
        }
    }
    for (i, _) in waiting {
        if let Some((wire, name, text)) = wires.get(i) {
            let fault =
                Fault::new(text!("the definition `{}` needs itself", "定义 `{}` 引用了自身", wire.id.get_ref()));
            File::new(name, text, problems).error(wire.id.span().start, fault);
        }
    }
    done
}

fn definition(wire: &DefinitionWire, is: Expr, reader: &mut Reader, file: &mut File) -> Option<Definition> {
    let offset = wire.id.span().start;
    let id = wire.id.get_ref().clone();
    let title = file.text(&wire.title, offset);
    match check(&is, &reader.words) {
        Ok(found) => {
            for words in [&mut reader.words, &mut reader.planner_words] {
                words.definitions.insert(id.clone(), (found.clone(), title.clone()));
            }
        }
        Err(e) => {
            let at = file.inside(&wire.is, e.span.start);
            file.error(at, e.fault);
            let unknown = (Type::Bool, title.clone());
            reader.words.definitions.insert(id.clone(), unknown.clone());
            reader.planner_words.definitions.insert(id.clone(), unknown);
            return None;
        }
    }
    let cites = reader.cites(&wire.cites, file);
    if cites.is_empty() {
        file.error(offset, Fault::new(text!("the definition `{id}` has no citation", "定义 `{id}` 没有引用条款")));
    }
    Some(Definition { id, title, is, cites, place: file.place(offset) })
}

fn schemes_once(packs: &[Pack], problems: &mut Vec<Problem>) {
    let mut seen: BTreeMap<&str, &Place> = BTreeMap::new();
    for scheme in packs.iter().flat_map(|p| &p.schemes) {
        if let Some(first) = seen.insert(&scheme.id, &scheme.place) {
            let fault = Fault::new(text!("the scheme `{}` stands twice", "制度 `{}` 重复出现", scheme.id))
                .help(text!("first in {first}", "第一次出现在 {first}"));
            problems.push(Problem::error(scheme.place.clone(), fault));
        }
    }
}

/// `applies(...)` must not run in a circle over all packs.
fn cycles(packs: &[Pack], problems: &mut Vec<Problem>) {
    let mut uses: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for pack in packs {
        for scheme in &pack.schemes {
            uses.insert(&scheme.id, applied(pack, scheme));
        }
    }
    for scheme in packs.iter().flat_map(|p| &p.schemes) {
        let mut stack: Vec<&str> = uses.get(scheme.id.as_str()).cloned().unwrap_or_default();
        let mut seen: Vec<&str> = Vec::new();
        while let Some(next) = stack.pop() {
            if next == scheme.id {
                let fault = Fault::new(text!(
                    "`{}` depends on itself through applies(...)",
                    "`{}` 通过 applies(...) 依赖自身",
                    scheme.id
                ));
                problems.push(Problem::error(scheme.place.clone(), fault));
                break;
            }
            if !seen.contains(&next) {
                seen.push(next);
                stack.extend(uses.get(next).into_iter().flatten());
            }
        }
    }
}

/// Schemes that a scheme names, also through definitions.
fn applied<'a>(pack: &'a Pack, scheme: &'a Scheme) -> Vec<&'a str> {
    let rules = scheme.rules().flat_map(|r| std::iter::once(&r.when).chain(r.exclusions.iter().map(|e| &e.when)));
    let mut exprs: Vec<&Expr> = rules.chain(std::iter::once(&scheme.covers)).collect();
    let mut found = Vec::new();
    let mut opened: Vec<&str> = Vec::new();
    while let Some(expr) = exprs.pop() {
        found.extend(expr.schemes());
        for name in expr.names() {
            if !opened.contains(&name)
                && let Some(definition) = pack.definitions.iter().find(|d| d.id == name)
            {
                opened.push(name);
                exprs.push(&definition.is);
            }
        }
    }
    found
}

/// A check date in the future is an error; the caller brings today's date.
pub(crate) fn future(day: Option<Date>, today: Date) -> bool {
    day.is_some_and(|d| d > today)
}
