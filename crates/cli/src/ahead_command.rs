//! `certmap ahead`: what will change for products within a time.

use crate::input::About;
use crate::output::{print, style};
use crate::packs::Texts;
use crate::problems::Ended;
use crate::scope_command::{Run, Shape};
use crate::usage::Refused;
use certmap_base::{Date, Fault, Lang, text};
use certmap_scope::{Engine, LookAhead};
use certmap_view::ahead;
use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct AheadArgs {
    #[command(flatten)]
    about: About,
    /// How far to look from today: days, weeks, months or years, for example 90d, 12m or 1y.
    #[arg(long, value_name = "TIME", value_parser = within, default_value = "12m")]
    within: Within,
    /// Shape of the answer.
    #[arg(long, value_enum, default_value = "text")]
    format: Shape,
}

/// A time from today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Within {
    Days(i64),
    Months(i64),
}

impl Within {
    fn from(self, today: Date) -> Date {
        match self {
            Within::Days(n) => today.add_days(n),
            Within::Months(n) => today.add_months(n),
        }
    }
}

/// No law is known further ahead than this.
const YEARS_MAX: i64 = 50;

fn within(word: &str) -> Result<Within, Refused> {
    let wrong = || {
        let fault = Fault::new(text!("`{word}` is no length of time", "`{word}` 不是时间长度"));
        Refused(fault.help(text!("write for example 90d, 6w, 12m or 1y", "例如 90d、6w、12m 或 1y")))
    };
    let number = word.trim_end_matches(|c: char| c.is_alphabetic());
    let unit = word.get(number.len()..).unwrap_or("");
    let count: i64 = number.parse().map_err(|_| wrong())?;
    let (found, most) = match unit {
        "d" => (Within::Days(count), YEARS_MAX * 366),
        "w" => (Within::Days(count.saturating_mul(7)), YEARS_MAX * 53),
        "m" => (Within::Months(count), YEARS_MAX * 12),
        "y" => (Within::Months(count.saturating_mul(12)), YEARS_MAX),
        _ => return Err(wrong()),
    };
    match count {
        n if n < 1 => Err(wrong()),
        n if n > most => {
            Err(Refused(Fault::new(text!("`{word}` is more than {YEARS_MAX} years", "`{word}` 超过 {YEARS_MAX} 年"))))
        }
        _ => Ok(found),
    }
}

pub(crate) fn run(args: &AheadArgs, texts: &Texts, today: Date, lang: Lang) -> Ended {
    let library = args.about.library(texts)?;
    let engine = Engine::new(library);
    let style = style(lang, library);
    let until = args.within.from(today);
    let run = Run { engine: &engine, about: &args.about, today, on: None, ahead: LookAhead::Until(until), lang };
    let state = run.each(&mut |_, results| {
        for result in &results {
            match args.format {
                Shape::Json => print(&ahead::json(result, today, until).to_string()),
                Shape::Text => print(&ahead::text(result, today, until, &style)),
            }
        }
    });
    Ok(state.exit())
}
