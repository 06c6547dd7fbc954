//! `certmap new`: a commented product file to start from.

use crate::output::{print, write_file};
use crate::packs::Texts;
use crate::problems::{refuse, typed};
use certmap_base::{Date, Fault, Lang};
use certmap_intake::template;
use certmap_pack::{Fact, Select};
use certmap_scope::{Asked, Engine, Product};
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, Args)]
pub(crate) struct NewArgs {
    /// Kind of product, or words for it; see `certmap find`.
    pub(crate) kind: Option<String>,
    /// Name of the product.
    #[arg(long, default_value = "My product")]
    pub(crate) name: String,
    /// Markets whose questions go into the file.
    #[arg(long = "market", value_name = "CODE")]
    pub(crate) markets: Vec<String>,
    /// File to write; it must not exist yet. Without it: standard output.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

pub(crate) fn run(args: &NewArgs, texts: &Texts, today: Date, lang: Lang) -> ExitCode {
    let markets =
        if args.markets.is_empty() { vec!["CN".into(), "US".into(), "DE".into()] } else { args.markets.clone() };
    let library = match texts.library(&Select { markets: Some(markets.clone()), tests: false }) {
        Ok(library) => library,
        Err(problems) => return refuse(&problems),
    };
    let kinds = &library.common.kinds;
    let kind = match args.kind.as_deref() {
        None => None,
        Some(word) => match kinds.get(word) {
            Some(kind) => Some(kind),
            None => match kinds.find(word, 3).as_slice() {
                [best, ..] if best.score >= 95 => Some(best.kind),
                hits => {
                    let near: Vec<&str> = hits.iter().map(|h| h.kind.id.as_str()).collect();
                    let mut fault = Fault::new(format!("unknown kind `{word}`")).help("look with `certmap find WORDS`");
                    if !near.is_empty() {
                        fault = fault.help(format!("did you mean {}?", near.join(", ")));
                    }
                    return refuse(&[typed(fault)]);
                }
            },
        },
    };
    if let Some(bad) = markets.iter().find(|m| library.common.markets.market(m).is_none()) {
        let fault = Fault::new(format!("unknown market `{bad}`")).suggest(bad, library.common.markets.codes());
        return refuse(&[typed(fault)]);
    }
    let engine = Engine::new(&library);
    let product = Product { name: args.name.clone(), kind: kind.map(|k| k.id.clone()), ..Product::default() };
    let result = engine.ask(&product, &Asked::markets(&markets, today));
    let facts: Vec<&Fact> =
        result.questions.iter().filter(|q| q.decisive).filter_map(|q| library.common.facts.get(&q.fact)).collect();
    let text = template(&args.name, kind, &facts, lang);
    match &args.output {
        None => print(&text),
        Some(path) if path.exists() => {
            return refuse(&[typed(
                Fault::new(format!("`{}` exists already", path.display())).help("choose another name"),
            )]);
        }
        Some(path) => {
            if let Err(problem) = write_file(path, text.as_bytes()) {
                return refuse(&[problem]);
            }
        }
    }
    ExitCode::SUCCESS
}
