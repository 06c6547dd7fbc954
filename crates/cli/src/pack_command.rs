//! `certmap pack ...`.

use crate::packs::Texts;
use certmap_base::{Date, Problem};
use certmap_pack::{Library, Select, lint};
use certmap_scope::{Engine, run_case};
use clap::Subcommand;
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
}

pub(crate) fn run(command: &PackCommand, texts: &Texts, today: Date) -> ExitCode {
    match command {
        PackCommand::Check { warnings } => check(texts, today, *warnings),
        PackCommand::Test { filter } => test(texts, filter.as_deref()),
    }
}

fn check(texts: &Texts, today: Date, warnings: bool) -> ExitCode {
    let (library, mut problems) = Library::read(&texts.list(), &Select::everything());
    if let Some(library) = &library {
        problems.extend(lint(library, today));
    }
    let errors = problems.iter().filter(|p| p.is_error()).count();
    let others = problems.len() - errors;
    for problem in problems.iter().filter(|p| warnings || p.is_error()) {
        println!("{problem}");
    }
    if let Some(library) = &library {
        let rules: usize = library.packs.iter().flat_map(|p| &p.schemes).map(|s| s.rules().count()).sum();
        println!(
            "{} packs, {} schemes, {rules} rules, {} kinds, {} facts",
            library.packs.len(),
            library.packs.iter().map(|p| p.schemes.len()).sum::<usize>(),
            library.common.kinds.kinds.len(),
            library.common.facts.len()
        );
    }
    println!("{errors} errors, {others} warnings");
    if errors == 0 { ExitCode::SUCCESS } else { ExitCode::from(2) }
}

fn test(texts: &Texts, filter: Option<&str>) -> ExitCode {
    let library = match texts.library(&Select::everything()) {
        Ok(library) => library,
        Err(problems) => return refuse(&problems),
    };
    let engine = Engine::new(&library);
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
            println!("{}: {}", case.place, case.name);
            for line in wrong {
                println!("    {line}");
            }
        }
    }
    println!("{passed} passed, {failed} failed");
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) }
}

/// Prints problems of the input.
pub(crate) fn refuse(problems: &[Problem]) -> ExitCode {
    for problem in problems.iter().filter(|p| p.is_error()) {
        eprintln!("{problem}");
    }
    ExitCode::from(2)
}
