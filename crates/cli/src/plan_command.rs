//! `certmap plan`.

use crate::calendars::{ClosedDays, calendars};
use crate::input::About;
use crate::output::{print, style, writable, write_file};
use crate::packs::Texts;
use crate::problems::{Ended, print_all, typed};
use certmap_app::{PlanAsked, Planned, Planner};
use certmap_base::{Date, Exact, Fault, Lang, Problem, text};
use certmap_plan::{Rates, Verdict};
use certmap_scope::{Engine, Product};
use certmap_view::{Style, html, ics, json, svg, text, xlsx};
use clap::{Args, ValueEnum};
use std::path::PathBuf;
use std::process::ExitCode;

/// Shape of the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PlanShape {
    /// For the terminal.
    Text,
    /// For programs.
    Json,
    /// One page that needs nothing else.
    Html,
    /// The chart alone.
    Svg,
    /// Calendar entries.
    Ics,
    /// A workbook.
    Xlsx,
}

#[derive(Debug, Args)]
pub(crate) struct PlanArgs {
    #[command(flatten)]
    about: About,
    /// The day the goods are loaded, for every market that the file gives no shipment for.
    #[arg(long, value_name = "DATE", value_parser = crate::date)]
    ship: Option<Date>,
    /// Shape of the plan.
    #[arg(long, value_enum, default_value = "text")]
    format: PlanShape,
    /// In the terminal: also why each step has its days.
    #[arg(long)]
    why: bool,
    /// File to write.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Seed of the simulation.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Samples of the simulation; 0 leaves the probability out.
    #[arg(long, default_value_t = 2000, value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    samples: u32,
    /// Exchange rate, for example CNY=0.13; with --currency.
    #[arg(long = "rate", value_name = "CODE=NUMBER")]
    rates: Vec<String>,
    /// Currency of the total.
    #[arg(long, value_name = "CODE")]
    currency: Option<String>,
}

/// Reads, plans and shows.
struct Run<'a> {
    planner: Planner<'a>,
    args: &'a PlanArgs,
    days: &'a ClosedDays,
}

pub(crate) fn run(args: &PlanArgs, texts: &Texts, today: Date, lang: Lang) -> Ended {
    let library = args.about.library(texts)?;
    if args.format == PlanShape::Xlsx && args.output.is_none() {
        return Err(vec![typed(
            Fault::new(text!("a workbook is not written to the terminal", "工作簿不能输出到终端"))
                .help(text!("add -o plan.xlsx", "请加上 -o plan.xlsx")),
        )]);
    }
    if let Some(Err(problem)) = args.output.as_deref().map(writable) {
        return Err(vec![problem]);
    }
    let rates = rates(args).map_err(|p| vec![p])?;
    let engine = Engine::new(library);
    let days = ClosedDays::read();
    let calendars = calendars(library, &days);
    let cautious = calendars.cautious();
    let asked = PlanAsked {
        markets: args.about.markets.clone(),
        schemes: args.about.schemes.clone(),
        ship: args.ship,
        seed: args.seed,
        samples: args.samples,
        rates,
    };
    let planner =
        Planner { engine: &engine, library, calendars: &calendars, cautious: &cautious, today, asked: &asked };
    let run = Run { planner, args, days: &days };
    let products = run.products(lang)?;
    let planned: Vec<Planned> = products.iter().map(|p| run.planner.plan(p)).collect();
    run.show(&planned, lang).map_err(|problem| vec![problem])?;
    Ok(planned.iter().map(state).max().map_or(ExitCode::SUCCESS, ExitCode::from))
}

/// 0 on time or tight, 1 late or impossible, 3 scope questions remain.
fn state(planned: &Planned) -> u8 {
    if !planned.is_decided() {
        return 3;
    }
    u8::from(matches!(planned.plan.verdict, Verdict::Late | Verdict::Impossible))
}

fn rates(args: &PlanArgs) -> Result<Option<Rates>, Problem> {
    let mut list = Vec::new();
    for word in &args.rates {
        let read = word.split_once('=').map(|(code, number)| (code, Exact::parse(number)));
        match read {
            Some((code, Ok(rate))) if code.len() == 3 && rate.is_positive() => list.push((code.to_uppercase(), rate)),
            _ => {
                return Err(typed(
                    Fault::new(text!("`{word}` is no exchange rate", "`{word}` 不是汇率"))
                        .help(text!("write for example --rate CNY=0.13", "例如写 --rate CNY=0.13")),
                ));
            }
        }
    }
    match (&args.currency, list.is_empty()) {
        (Some(into), _) => Ok(Some(Rates { into: into.to_uppercase(), rates: list })),
        (None, true) => Ok(None),
        (None, false) => Err(typed(
            Fault::new(text!("exchange rates need the currency of the total", "给出汇率时须指明合计所用的货币"))
                .help(text!("add --currency EUR", "请加上 --currency EUR")),
        )),
    }
}

impl Run<'_> {
    fn products(&self, lang: Lang) -> Result<Vec<Product>, Vec<Problem>> {
        let (mut products, mut wrong) = (Vec::new(), Vec::new());
        self.args.about.each(self.planner.engine, &mut |product, problems| {
            let (errors, warnings): (Vec<_>, Vec<_>) = problems.into_iter().partition(Problem::is_error);
            print_all(&warnings, lang);
            wrong.extend(errors);
            products.extend(product);
        });
        if wrong.is_empty() {
            Ok(products.into_iter().map(|p| self.planner.with_ships(p)).collect())
        } else {
            Err(wrong)
        }
    }

    fn show(&self, planned: &[Planned], lang: Lang) -> Result<(), Problem> {
        let style = Style { reasons: self.args.why, ..style(lang, self.planner.library).with_days(self.days) };
        let mut bytes: Vec<u8> = Vec::new();
        for Planned { plan, results } in planned {
            let part = match self.args.format {
                PlanShape::Text => text::plan(plan, results, &style).into_bytes(),
                PlanShape::Json => format!("{}\n", json::plan(plan)).into_bytes(),
                PlanShape::Html => html::plan(plan, results, &style).into_bytes(),
                PlanShape::Ics => ics::plan(plan, &style).into_bytes(),
                PlanShape::Xlsx => xlsx::plan(plan, results, &style).map_err(typed)?,
                PlanShape::Svg => svg::gantt(plan, &style).into_bytes(),
            };
            bytes.extend(part);
        }
        match &self.args.output {
            Some(path) => write_file(path, &bytes),
            None => {
                print(&String::from_utf8_lossy(&bytes));
                Ok(())
            }
        }
    }
}
