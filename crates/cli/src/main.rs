//! `certmap`: the one binary, and the only place that puts the pieces together, reads files and looks at the clock.

mod ahead_command;
mod ask_command;
mod backup_command;
mod calendars;
mod demo;
mod find_command;
mod input;
mod letter_command;
mod new_command;
mod output;
mod pack_command;
mod pack_diff;
mod pack_new;
mod pack_show;
mod packs;
mod plan_command;
mod problems;
mod progress;
mod scope_command;
mod serve_command;
mod usage;

use certmap_base::{Date, Fault, Lang, text};
use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;
use usage::Refused;

/// Which certificates a product needs, in which markets, why, and by when.
#[derive(Debug, Parser)]
#[command(name = "certmap", version, about, propagate_version = true)]
struct Cli {
    /// Language of the answers.
    #[arg(long, global = true, value_parser = lang, default_value = "en")]
    lang: Lang,
    /// The day that counts as today.
    #[arg(long, global = true, value_name = "DATE", value_parser = date)]
    today: Option<Date>,
    /// Folder with packs, in place of those inside the program.
    #[arg(long, global = true, value_name = "DIR")]
    packs: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Which schemes apply, and why.
    Scope(scope_command::ScopeArgs),
    /// The certificate map: product lines by markets, and a sheet per country.
    Map(scope_command::ScopeArgs),
    /// A dated plan, counted backwards from the shipment.
    Plan(plan_command::PlanArgs),
    /// What will change for the products: law, routes, papers in hand, with what to do by when.
    Ahead(ahead_command::AheadArgs),
    /// A firm's own statement, in English and Chinese, that a scheme does not bind its goods.
    Letter(letter_command::LetterArgs),
    /// Answer the open questions one at a time; answers are written into the file.
    Ask(input::About),
    /// Find a kind of product by everyday words or customs code, or what became of a mark or standard.
    Find {
        /// Words for the product in English or Chinese, a customs code, or the name of a scheme, mark or standard.
        #[arg(required = true)]
        text: Vec<String>,
        /// Most kinds to show.
        #[arg(long, default_value_t = 10)]
        most: usize,
        /// Shape of the answer.
        #[arg(long, value_enum, default_value = "text")]
        format: scope_command::Shape,
    },
    /// A commented product file to start from.
    New(new_command::NewArgs),
    /// Run the service: pages and API, on an embedded database or on PostgreSQL.
    Serve(serve_command::ServeArgs),
    /// Write everything that the service keeps into one file, also while it runs.
    Backup(backup_command::BackupArgs),
    /// Put a backup into an empty database of any kind.
    Restore(backup_command::BackupArgs),
    /// Check, test, show, compare and begin packs.
    #[command(subcommand)]
    Pack(pack_command::PackCommand),
}

fn lang(word: &str) -> Result<Lang, Refused> {
    let fault = || {
        Fault::new(text!("`{word}` is not a language", "`{word}` 不是语言"))
            .help(text!("write en or zh", "请写 en 或 zh"))
    };
    Lang::parse(word).ok_or_else(|| Refused(fault()))
}

fn date(word: &str) -> Result<Date, Refused> {
    Date::parse(word).map_err(Refused)
}

/// Today, from the clock of the machine.
#[expect(clippy::disallowed_methods, reason = "the command line is where the clock is read")]
fn clock() -> Date {
    let seconds = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |d| d.as_secs());
    let days = i64::try_from(seconds / 86_400).unwrap_or(0);
    Date::new(1970, 1, 1).unwrap_or(Date::MIN).add_days(days)
}

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage::end(&error, std::env::args_os()),
    };
    let texts = match &cli.packs {
        None => packs::Texts::embedded(),
        Some(dir) => match packs::Texts::folder(dir) {
            Ok(texts) => texts,
            Err(problem) => return problems::refuse(&[problem], cli.lang),
        },
    };
    let today = cli.today.unwrap_or_else(clock);
    let ended = match &cli.command {
        Command::Scope(args) => scope_command::scope(args, &texts, today, cli.lang),
        Command::Map(args) => scope_command::map(args, &texts, today, cli.lang),
        Command::Plan(args) => plan_command::run(args, &texts, today, cli.lang),
        Command::Ahead(args) => ahead_command::run(args, &texts, today, cli.lang),
        Command::Letter(args) => letter_command::run(args, &texts, today, cli.lang),
        Command::Ask(about) => ask_command::run(about, &texts, today, cli.lang),
        Command::Find { text, most, format } => {
            find_command::run(&texts, &text.join(" "), *most, *format == scope_command::Shape::Json, cli.lang)
        }
        Command::New(args) => new_command::run(args, &texts, today, cli.lang),
        Command::Serve(args) => serve_command::run(args, &texts, cli.today, cli.lang),
        Command::Backup(args) => backup_command::write(args, cli.lang),
        Command::Restore(args) => backup_command::read(args, cli.lang),
        Command::Pack(command) => pack_command::run(command, &texts, today, cli.lang),
    };
    ended.unwrap_or_else(|problems| problems::refuse(&problems, cli.lang))
}
