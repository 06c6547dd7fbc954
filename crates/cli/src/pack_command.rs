//! `certmap pack ...`.

use crate::output::print;
use crate::packs::Texts;
use crate::problems::{Ended, typed};
use certmap_base::{Date, Fault, Lang, Text, text};
use certmap_pack::{Library, Pack, Select, lint};
use certmap_scope::{Engine, probes, run_case};
use certmap_view::probe as told;
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
        format: crate::pack_show::CoverageShape,
    },
    /// Compare two folders of packs: the families of products whose outcome changes, from which day, by which rule.
    Diff {
        /// Folder with the old packs.
        old: PathBuf,
        /// Folder with the new packs.
        new: PathBuf,
        /// Shape of the answer.
        #[arg(long, value_enum, default_value = "text")]
        format: crate::scope_command::Shape,
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
        PackCommand::Coverage { format } => crate::pack_show::coverage(texts, *format, lang),
        PackCommand::Diff { old, new, format } => crate::pack_diff::run(old, new, *format, today, lang),
        PackCommand::Probe { id } => probe(texts, id.as_deref(), lang),
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

fn probe(texts: &Texts, id: Option<&str>, lang: Lang) -> Ended {
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
    let (mut count, mut open) = (0, 0);
    for scheme in schemes {
        let probes = probes(&engine, scheme);
        for found in &probes.found {
            let says = told::sentence(found, Some(&library.common), lang);
            print(&format!("{scheme} {}: {says}", found.limit.rule));
        }
        (count, open) = (count + probes.found.len(), open + probes.open.len());
    }
    let summary = text!(
        "{count} probes, {open} limits on which no product was found to depend",
        "探测 {count} 项，另有 {open} 项未找到由其决定结论的产品"
    );
    print(summary.get(lang));
    Ok(ExitCode::SUCCESS)
}
