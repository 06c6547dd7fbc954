//! `certmap new`: a commented product file to start from.

use crate::output::{print, write_file};
use crate::packs::Texts;
use crate::problems::{Ended, typed};
use certmap_base::{Date, Fault, Lang, text};
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

pub(crate) fn run(args: &NewArgs, texts: &Texts, today: Date, lang: Lang) -> Ended {
    let markets =
        if args.markets.is_empty() { vec!["CN".into(), "US".into(), "DE".into()] } else { args.markets.clone() };
    let library = texts.library(&Select { markets: Some(markets.clone()), tests: false })?;
    let kinds = &library.common.kinds;
    let kind = match args.kind.as_deref() {
        None => None,
        Some(word) => match kinds.get(word) {
            Some(kind) => Some(kind),
            None => match kinds.find(word, 3).as_slice() {
                [best, ..] if best.score >= 95 => Some(best.kind),
                hits => {
                    let near: Vec<&str> = hits.iter().map(|h| h.kind.id.as_str()).collect();
                    let mut fault = Fault::new(text!("unknown kind `{word}`", "未知的产品种类 `{word}`"))
                        .help(text!("look with `certmap find WORDS`", "请用 `certmap find WORDS` 查找"));
                    if !near.is_empty() {
                        fault = fault.help(text!("did you mean {}?", "是否想写 {}？", near.join(", ")));
                    }
                    return Err(vec![typed(fault)]);
                }
            },
        },
    };
    if let Some(bad) = markets.iter().find(|m| library.common.markets.market(m).is_none()) {
        let fault = Fault::new(text!("unknown market `{bad}`", "未知的市场 `{bad}`"))
            .suggest(bad, library.common.markets.codes());
        return Err(vec![typed(fault)]);
    }
    let engine = Engine::new(library);
    let product = Product { name: args.name.clone(), kind: kind.map(|k| k.id.clone()), ..Product::default() };
    let result = engine.ask(&product, &Asked::markets(&markets, today));
    let facts: Vec<&Fact> =
        result.questions.iter().filter(|q| q.decisive).filter_map(|q| library.common.facts.get(&q.fact)).collect();
    let text = template(&args.name, kind, &facts, lang);
    match &args.output {
        None => print(&text),
        Some(path) if path.exists() => {
            return Err(vec![typed(
                Fault::new(text!("`{}` exists already", "`{}` 已经存在", path.display()))
                    .help(text!("choose another name", "请换一个名称")),
            )]);
        }
        Some(path) => {
            if let Err(problem) = write_file(path, text.as_bytes()) {
                return Err(vec![problem]);
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}
