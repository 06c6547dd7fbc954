//! `certmap`: the one binary, and the only place that puts the pieces together, reads files and looks at the clock.

mod pack_command;
mod packs;

use certmap_base::{Date, Lang};
use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

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
    /// Check, test, show, compare and begin packs.
    #[command(subcommand)]
    Pack(pack_command::PackCommand),
}

fn lang(word: &str) -> Result<Lang, String> {
    Lang::parse(word).ok_or_else(|| format!("`{word}` is not a language; write en or zh"))
}

fn date(word: &str) -> Result<Date, String> {
    Date::parse(word).map_err(|f| f.to_string())
}

/// Today, from the clock of the machine.
#[expect(clippy::disallowed_methods, reason = "the command line is where the clock is read")]
fn clock() -> Date {
    let seconds = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |d| d.as_secs());
    let days = i64::try_from(seconds / 86_400).unwrap_or(0);
    Date::new(1970, 1, 1).unwrap_or(Date::MIN).add_days(days)
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let texts = match &cli.packs {
        None => packs::Texts::embedded(),
        Some(dir) => match packs::Texts::folder(dir) {
            Ok(texts) => texts,
            Err(problem) => {
                eprintln!("{problem}");
                return ExitCode::from(2);
            }
        },
    };
    let today = cli.today.unwrap_or_else(clock);
    match &cli.command {
        Command::Pack(command) => pack_command::run(command, &texts, today),
    }
}
