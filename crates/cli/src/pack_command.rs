//! `certmap pack ...`.

use crate::output::print;
use crate::packs::Texts;
use crate::problems::{Ended, typed};
use certmap_base::{Date, Fault, Lang, Text, text};
use certmap_pack::{Library, Pack, Select, lint};
use certmap_scope::{Engine, Outcome, Probe, compare, probes, run_case};
use certmap_view::words;
use clap::Subcommand;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, Subcommand)]
pub(crate) enum PackCommand {
    /// Read all packs and report every problem.
    Check {
        /// Warnings too.
        #[arg(long)]
        warnings: bool,
    },
    /// Run the worked examples.
    Test {
        /// Only examples of this pack, or with this in their name.
        filter: Option<String>,
    },
    /// The rules of a pack as sentences; with --review for all packs, into their folders.
    Show {
        /// Pack to show.
        id: Option<String>,
        /// Write review/en.md and review/zh.md of every pack below this folder.
        #[arg(long, value_name = "DIR", conflicts_with = "id")]
        review: Option<PathBuf>,
        /// With --review: change nothing, and fail where a sheet is out of date.
        #[arg(long, requires = "review")]
        check: bool,
    },
    /// How much each pack says, and how well it is founded.
    Coverage {
        /// Shape of the answer.
        #[arg(long, value_enum, default_value = "text")]
        format: crate::scope_command::Shape,
    },
    /// Compare two folders of packs: which answers change, from which day, by which rule.
    Diff {
        /// Folder with the old packs.
        old: PathBuf,
        /// Folder with the new packs.
        new: PathBuf,
    },
    /// What happens on both sides of every limit and date.
    Probe {
        /// Pack or scheme; all where none is named.
        id: Option<String>,
    },
    /// Begin a pack: a folder with a commented file of each kind.
    New {
        /// Id of the pack, for example `fr-nf`.
        id: String,
        /// Folder in which the pack's folder is made.
        #[arg(long, default_value = "packs")]
        dir: PathBuf,
    },
}

pub(crate) fn run(command: &PackCommand, texts: &Texts, today: Date, lang: Lang) -> Ended {
    match command {
        PackCommand::Check { warnings } => check(texts, today, *warnings, lang),
        PackCommand::Test { filter } => test(texts, filter.as_deref(), lang),
        PackCommand::Show { id, review, check } => match review {
            Some(dir) => crate::pack_show::review(texts, dir, *check),
            None => crate::pack_show::show(texts, id.as_deref(), lang),
        },
        PackCommand::Coverage { format } => crate::pack_show::coverage(texts, *format, today, lang),
        PackCommand::Diff { old, new } => diff(old, new, today, lang),
        PackCommand::Probe { id } => probe(texts, id.as_deref(), today, lang),
        PackCommand::New { id, dir } => crate::pack_new::run(id, dir, lang),
    }
}

fn check(texts: &Texts, today: Date, warnings: bool, lang: Lang) -> Ended {
    let (library, mut problems) = Library::read(&texts.list(), &Select::everything());
    if let Some(library) = &library {
        problems.extend(lint(library, today));
    }
    let errors = problems.iter().filter(|p| p.is_error()).count();
    let others = problems.len() - errors;
    for problem in problems.iter().filter(|p| warnings || p.is_error()) {
        print(&problem.say(lang));
    }
    if let Some(library) = &library {
        let rules: usize = library.packs.iter().flat_map(|p| &p.schemes).map(|s| s.rules().count()).sum();
        let count = text!(
            "{} packs, {} schemes, {rules} rules, {} kinds, {} facts",
            "{} 个规则包，{} 项制度，{rules} 条规则，{} 个产品种类，{} 项事实",
            library.packs.len(),
            library.packs.iter().map(|p| p.schemes.len()).sum::<usize>(),
            library.common.kinds.kinds.len(),
            library.common.facts.len()
        );
        print(count.get(lang));
    }
    let hint = match others {
        n if n > 0 && !warnings => text!(" (shown with --warnings)", "（加 --warnings 可查看）"),
        _ => Text::default(),
    };
    print(text!("{errors} errors, {others} warnings{}", "{errors} 个错误，{others} 个警告{}"; hint).get(lang));
    Ok(ExitCode::from(if errors == 0 { 0 } else { 2 }))
}

fn test(texts: &Texts, filter: Option<&str>, lang: Lang) -> Ended {
    let library = texts.library(&Select::everything())?;
    let engine = Engine::new(library);
    let (mut passed, mut failed) = (0, 0);
    for pack in &library.packs {
        for case in &pack.cases {
            if filter.is_some_and(|f| pack.id != f && !case.name.contains(f)) {
                continue;
            }
            let wrong = run_case(&engine, case);
            if wrong.is_empty() {
                passed += 1;
                continue;
            }
            failed += 1;
            print(&format!("{}: {}", case.place, case.name));
            for line in wrong {
                print(&format!("    {}", line.get(lang)));
            }
        }
    }
    if let (Some(filter), 0) = (filter, passed + failed) {
        let fault = Fault::new(text!("no example belongs to `{filter}`", "没有属于 `{filter}` 的实例"))
            .suggest(filter, library.packs.iter().map(|p| p.id.as_str()));
        return Err(vec![typed(fault)]);
    }
    print(text!("{passed} passed, {failed} failed", "{passed} 个通过，{failed} 个未通过").get(lang));
    Ok(ExitCode::from(if failed == 0 { 0 } else { 1 }))
}

fn diff(old: &std::path::Path, new: &std::path::Path, today: Date, lang: Lang) -> Ended {
    let read = |dir| Texts::folder(dir).map_err(|p| vec![p]).and_then(|t| t.library(&Select::everything()));
    let (old, new) = match (read(old), read(new)) {
        (Ok(old), Ok(new)) => (old, new),
        (a, b) => {
            let problems: Vec<_> = [a.err(), b.err()].into_iter().flatten().flatten().collect();
            return Err(problems);
        }
    };
    for line in rules_changed(old, new) {
        print(line.get(lang));
    }
    let differences = compare(old, new, today);
    for d in &differences {
        let by = match d.by.as_slice() {
            [] => Text::default(),
            by => text!(" by {}", "，依据 {}", by.join(", ")),
        };
        let (scheme, product, from) = (&d.scheme, &d.product, &d.from);
        let (old, new) = (&d.old, &d.new);
        let line = text!(
            "{scheme}: {product}: {old} -> {new} from {from}{}",
            "{scheme}：{product}：{old} -> {new}，自 {from} 起{}";
            by
        );
        print(line.get(lang));
    }
    print(text!("{} answers change", "{} 个答案有变化", differences.len()).get(lang));
    Ok(ExitCode::SUCCESS)
}

/// Rules that came, went or changed.
fn rules_changed(old: &Library, new: &Library) -> Vec<Text> {
    let rules = |library: &Library| {
        let mut all = std::collections::BTreeMap::new();
        for scheme in library.packs.iter().flat_map(|p| &p.schemes) {
            for rule in scheme.rules() {
                let says = format!("{} | {:?} | {}", certmap_expr::print(&rule.when), rule.phases, rule.title.en);
                all.insert(format!("{} {} {}", scheme.id, rule.kind.word(), rule.id), says);
            }
        }
        all
    };
    let (old, new) = (rules(old), rules(new));
    let mut lines = Vec::new();
    for (id, says) in &new {
        match old.get(id) {
            None => lines.push(text!("new rule: {id}", "新增规则：{id}")),
            Some(before) if before != says => lines.push(text!("changed rule: {id}", "规则有变：{id}")),
            Some(_) => {}
        }
    }
    lines.extend(old.keys().filter(|id| !new.contains_key(*id)).map(|id| text!("rule gone: {id}", "规则已删：{id}")));
    lines
}

fn probe(texts: &Texts, id: Option<&str>, today: Date, lang: Lang) -> Ended {
    let library = texts.library(&Select::everything())?;
    let schemes: Vec<&str> = library
        .packs
        .iter()
        .flat_map(|p: &Pack| p.schemes.iter().map(move |s| (p.id.as_str(), s.id.as_str())))
        .filter(|(pack, scheme)| id.is_none_or(|id| id == *pack || id == *scheme))
        .map(|(_, scheme)| scheme)
        .collect();
    if let (Some(id), true) = (id, schemes.is_empty()) {
        let known = library.packs.iter().flat_map(|p| p.schemes.iter().map(|s| s.id.as_str()).chain([p.id.as_str()]));
        return Err(vec![typed(
            Fault::new(text!("unknown pack or scheme `{id}`", "未知的规则包或制度 `{id}`")).suggest(id, known),
        )]);
    }
    let engine = Engine::new(library);
    let mut count = 0;
    for scheme in schemes {
        for found in probes(&engine, scheme, today) {
            print(&sentence(&found, library, lang));
            count += 1;
        }
    }
    print(text!("{count} probes", "{count} 处界限").get(lang));
    Ok(ExitCode::SUCCESS)
}

fn sentence(probe: &Probe, library: &Library, lang: Lang) -> String {
    let name = library.common.facts.get(&probe.fact).map_or(probe.fact.as_str(), |f| f.name.get(lang));
    let word = |o: Outcome| words::outcome(o).get(lang).to_owned();
    let (scheme, rule, limit) = (&probe.scheme, &probe.rule, &probe.limit);
    let (below, at, above) = (word(probe.below), word(probe.at), word(probe.above));
    let date = Date::parse(limit).is_ok();
    match (lang, date) {
        (Lang::En, true) => format!("{scheme} {rule}: {name} on the day before {limit}: {below}; on {limit}: {at}"),
        (Lang::Zh, true) => format!("{scheme} {rule}：{name}在 {limit} 前一日：{below}；{limit} 当日：{at}"),
        (Lang::En, false) => {
            format!("{scheme} {rule}: {name} just below {limit}: {below}; at {limit}: {at}; just above: {above}")
        }
        (Lang::Zh, false) => {
            format!("{scheme} {rule}：{name}略低于 {limit}：{below}；等于 {limit}：{at}；略高于：{above}")
        }
    }
}
