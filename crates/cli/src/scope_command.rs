//! `certmap scope` and `certmap map`.

use crate::input::About;
use crate::output::{print, style};
use crate::packs::Texts;
use crate::problems::{Ended, print_all};
use crate::progress::Progress;
use certmap_base::{Date, Lang, Problem};
use certmap_scope::{Asked, Engine, LookAhead, Outcome, Product, ScopeResult};
use certmap_view::{json, text};
use clap::{Args, ValueEnum};
use std::process::ExitCode;

/// Shape of the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Shape {
    /// For people.
    Text,
    /// For programs; an object per product.
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct ScopeArgs {
    #[command(flatten)]
    pub(crate) about: About,
    /// The day asked about, for all dates of the goods.
    #[arg(long, value_name = "DATE", value_parser = crate::date)]
    pub(crate) on: Option<Date>,
    /// Shape of the answer.
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: Shape,
}

/// What the exit status tells, worst last: decided, not covered, questions, bad input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum State {
    Decided,
    NotCovered,
    Questions,
    Bad,
}

impl State {
    pub(crate) fn of(result: &ScopeResult) -> State {
        if !result.questions.is_empty() || !result.is_decided() {
            State::Questions
        } else if result.results.iter().any(|r| matches!(r.outcome, Outcome::NotCovered | Outcome::Conflict)) {
            State::NotCovered
        } else {
            State::Decided
        }
    }

    pub(crate) fn exit(self) -> ExitCode {
        ExitCode::from(match self {
            State::Decided => 0,
            State::NotCovered => 4,
            State::Questions => 3,
            State::Bad => 2,
        })
    }
}

/// Asks about every product of the input.
pub(crate) struct Run<'a> {
    pub(crate) engine: &'a Engine<'a>,
    pub(crate) about: &'a About,
    pub(crate) today: Date,
    pub(crate) on: Option<Date>,
    /// How far to look for changes.
    pub(crate) ahead: LookAhead,
    pub(crate) lang: Lang,
}

impl Run<'_> {
    /// Calls `show` with each product and its results; returns the worst state.
    pub(crate) fn each(&self, show: &mut dyn FnMut(&Product, Vec<ScopeResult>)) -> State {
        let mut state = State::Decided;
        let mut progress = Progress::new();
        self.about.each(self.engine, &mut |product, problems| {
            progress.tick();
            if problems.iter().any(Problem::is_error) {
                state = State::Bad;
            }
            print_all(&problems, self.lang);
            let Some(product) = product else { return };
            match self.about.markets_of(&product) {
                Ok(markets) => {
                    let asked = Asked {
                        schemes: &self.about.schemes,
                        on: self.on,
                        ahead: self.ahead,
                        ..Asked::markets(&markets, self.today)
                    };
                    let results = self.engine.ask_lines(&product, &asked);
                    state = results.iter().map(State::of).fold(state, State::max);
                    show(&product, results);
                }
                Err(problem) => {
                    state = State::Bad;
                    print_all(&[problem], self.lang);
                }
            }
        });
        progress.done();
        state
    }
}

pub(crate) fn scope(args: &ScopeArgs, texts: &Texts, today: Date, lang: Lang) -> Ended {
    let library = args.about.library(texts)?;
    let engine = Engine::new(library);
    let style = style(lang, library);
    let ahead = LookAhead::Months(36);
    let run = Run { engine: &engine, about: &args.about, today, on: args.on, ahead, lang };
    let state = run.each(&mut |_, results| {
        for result in &results {
            match args.format {
                Shape::Json => print(&json::scope(result).to_string()),
                Shape::Text => print(&text::scope(result, &style)),
            }
        }
    });
    Ok(state.exit())
}

pub(crate) fn map(args: &ScopeArgs, texts: &Texts, today: Date, lang: Lang) -> Ended {
    let library = args.about.library(texts)?;
    let engine = Engine::new(library);
    let style = style(lang, library);
    let ahead = LookAhead::Months(36);
    let run = Run { engine: &engine, about: &args.about, today, on: args.on, ahead, lang };
    let mut all = Vec::new();
    let state = run.each(&mut |_, results| all.extend(results));
    match args.format {
        Shape::Json => print(&serde_json::Value::Array(all.iter().map(json::scope).collect()).to_string()),
        Shape::Text if all.is_empty() => {}
        Shape::Text => print(&text::map(&all, &style)),
    }
    Ok(state.exit())
}
