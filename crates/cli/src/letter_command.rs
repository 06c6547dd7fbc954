//! `certmap letter`.

use crate::input::About;
use crate::output::{print, style, writable, write_file};
use crate::packs::Texts;
use crate::problems::{Ended, print_all, typed};
use certmap_base::{Date, Fault, Lang, Problem, text};
use certmap_pack::{Letter, LetterFor, Library, Pack};
use certmap_scope::{Asked, Engine, Outcome, Product, SchemeResult, ScopeResult};
use certmap_view::letter::{self, Statement};
use clap::{Args, ValueEnum};
use std::path::PathBuf;
use std::process::ExitCode;

/// Shape of the letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LetterShape {
    /// For the terminal.
    Text,
    /// A page that prints on A4.
    Html,
}

#[derive(Debug, Args)]
pub(crate) struct LetterArgs {
    #[command(flatten)]
    about: About,
    /// The day asked about, for all dates of the goods.
    #[arg(long, value_name = "DATE", value_parser = crate::date)]
    on: Option<Date>,
    /// Shape of the letter.
    #[arg(long, value_enum, default_value = "text")]
    format: LetterShape,
    /// File to write.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(crate) fn run(args: &LetterArgs, texts: &Texts, today: Date, lang: Lang) -> Ended {
    let library = args.about.library(texts)?;
    if let Some(Err(problem)) = args.output.as_deref().map(writable) {
        return Err(vec![problem]);
    }
    let engine = Engine::new(library);
    let writer = Writer { engine: &engine, library, args, today, lang };
    let (mut letters, mut problems) = (Vec::new(), Vec::new());
    args.about.each(&engine, &mut |product, found| {
        let (errors, warnings): (Vec<_>, Vec<_>) = found.into_iter().partition(Problem::is_error);
        print_all(&warnings, lang);
        problems.extend(errors);
        for product in product.iter().flat_map(by_line) {
            match writer.letters(&product) {
                Ok(of_product) => letters.extend(of_product),
                Err(refused) => problems.extend(refused),
            }
        }
    });
    // All or nothing: a letter for one line must not be taken for one for all.
    if !problems.is_empty() {
        return Err(problems);
    }
    let whole = letters.join("\n");
    match &args.output {
        None => print(&whole),
        Some(path) => write_file(path, whole.as_bytes()).map_err(|p| vec![p])?,
    }
    Ok(ExitCode::SUCCESS)
}

/// The product itself, or one for every line where lines have facts of their own.
fn by_line(product: &Product) -> Vec<Product> {
    if product.lines.iter().all(|l| l.facts.is_empty()) {
        return vec![product.clone()];
    }
    let each = product.lines.iter().map(|line| {
        let mut one = product.clone();
        one.facts.extend(line.facts.clone());
        one.lines = vec![line.clone()];
        one
    });
    each.collect()
}

struct Writer<'a> {
    engine: &'a Engine<'a>,
    library: &'a Library,
    args: &'a LetterArgs,
    today: Date,
    lang: Lang,
}

impl Writer<'_> {
    /// A letter for each market and each scheme that has one.
    fn letters(&self, product: &Product) -> Result<Vec<String>, Vec<Problem>> {
        let markets = self.args.about.markets_of(product).map_err(|p| vec![p])?;
        let asked =
            Asked { schemes: &self.args.about.schemes, on: self.args.on, ..Asked::markets(&markets, self.today) };
        let answer = self.engine.ask(product, &asked);
        let (mut letters, mut problems, mut without) = (Vec::new(), Vec::new(), Vec::new());
        for result in &answer.results {
            let Some((pack, forms)) = self.forms(result) else {
                without.push(result.scheme.as_str());
                continue;
            };
            match chosen(result, forms) {
                Ok(form) => letters.push(self.letter(product, &answer, result, pack, form, &asked)),
                Err(fault) => problems.push(Problem::error(product.place.clone(), fault)),
            }
        }
        if letters.is_empty() && problems.is_empty() {
            let fault = Fault::new(text!(
                "no scheme of these markets knows a statement that it is not required",
                "这些市场的制度都没有“无需办理”的声明格式"
            ))
            .help(text!("looked at: {}", "已查看：{}", without.join(", ")));
            problems.push(typed(fault));
        }
        if problems.is_empty() { Ok(letters) } else { Err(problems) }
    }

    fn forms(&self, result: &SchemeResult) -> Option<(&Pack, &[Letter])> {
        let (pack, scheme) = self.library.scheme(&result.scheme)?;
        (!scheme.letters.is_empty()).then_some((pack, scheme.letters.as_slice()))
    }

    fn letter(
        &self,
        product: &Product,
        answer: &ScopeResult,
        result: &SchemeResult,
        pack: &Pack,
        letter: &Letter,
        asked: &Asked,
    ) -> String {
        let rules = match letter.states {
            LetterFor::Out => self.engine.every_reason_why_not(product, &result.market, &result.scheme, asked),
            LetterFor::Exempt => Vec::new(),
        };
        let statement = Statement {
            letter,
            pack,
            library: self.library,
            product,
            result,
            rules: &rules,
            assumed: &answer.assumed,
            today: self.today,
        };
        match self.args.format {
            LetterShape::Html => letter::html(&statement),
            LetterShape::Text => letter::text(&statement, &style(self.lang, self.library)),
        }
    }
}

/// The form for an answer; refused unless the answer is clean and well founded.
fn chosen<'l>(result: &SchemeResult, forms: &'l [Letter]) -> Result<&'l Letter, Fault> {
    let name = format!("{} ({})", result.scheme, result.market);
    let states = match result.outcome {
        Outcome::Out => LetterFor::Out,
        Outcome::Exempt => LetterFor::Exempt,
        Outcome::Unknown => {
            let needs: Vec<String> = result.needs.iter().map(|n| format!("`{n}`")).collect();
            let fault =
                Fault::new(text!("no statement can be made: {name} is not decided", "不能出具声明：{name} 尚未确定"));
            return Err(fault.help(text!(
                "answer {}; `certmap ask` asks for it",
                "请回答 {}；`certmap ask` 会逐一询问",
                needs.join(", ")
            )));
        }
        other => {
            let entries: Vec<&str> = result.entries.iter().map(|e| e.id.as_str()).collect();
            let fault = Fault::new(text!(
                "no statement can be made: the answer of {name} is `{}`",
                "不能出具声明：{name} 的结论是 `{}`",
                other.word()
            ));
            return Err(fault.help(text!(
                "decided by {}; `certmap scope` says why",
                "由 {} 决定；`certmap scope` 说明理由",
                entries.join(", ")
            )));
        }
    };
    let Some(form) = forms.iter().find(|f| f.states == states) else {
        return Err(Fault::new(text!(
            "{name} knows no statement for the answer `{}`",
            "{name} 没有适用于结论 `{}` 的声明格式",
            result.outcome.word()
        )));
    };
    if result.confidence < form.confidence {
        let fault = Fault::new(text!(
            "no statement can be made: the answer of {name} is only `{}`, and `{}` is needed",
            "不能出具声明：{name} 结论的可信度仅为 `{}`，须达到 `{}`",
            result.confidence.word(),
            form.confidence.word()
        ));
        return Err(fault.help(text!(
            "have the rules behind it confirmed first; `certmap scope` names them",
            "请先核实所依据的规则；`certmap scope` 会列出它们"
        )));
    }
    Ok(form)
}
