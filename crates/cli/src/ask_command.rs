//! `certmap ask`: one question at a time, answers written back into the file.

use crate::input::{About, open};
use crate::output::{print, writable, write_file};
use crate::packs::Texts;
use crate::problems::{Ended, print_all, typed};
use certmap_app::contradictions;
use certmap_base::{Date, Fault, Lang, Place, Problem, text};
use certmap_intake::write_answer;
use certmap_pack::{Fact, FactType, Raw, Value};
use certmap_scope::{Asked, Engine, Outcome, Product, Question, ScopeResult};
use std::collections::BTreeSet;
use std::io::{self, BufRead, Write};
use std::path::Path;

/// What somebody typed.
enum Reply {
    Answer(Value),
    DoNotKnow,
    Stop,
}

struct Interview<'a> {
    engine: &'a Engine<'a>,
    about: &'a About,
    file: &'a str,
    today: Date,
    lang: Lang,
}

pub(crate) fn run(about: &About, texts: &Texts, today: Date, lang: Lang) -> Ended {
    let [file] = about.files.as_slice() else {
        return Err(vec![typed(Fault::new(text!("`ask` takes one product file", "`ask` 只接受一个产品文件")))]);
    };
    if !Path::new(file).extension().is_some_and(|e| e.eq_ignore_ascii_case("toml")) {
        return Err(vec![typed(Fault::new(text!("`{file}` is no TOML file", "`{file}` 不是 TOML 文件")).help(text!(
            "answers are written back into a TOML file; `certmap new KIND` makes one",
            "回答会写回 TOML 文件；`certmap new KIND` 可生成一个"
        )))]);
    }
    let library = about.library(texts)?;
    // Better said before the first question than after the answer. A file that is missing is told when it is read.
    if let (true, Err(problem)) = (Path::new(file).is_file(), writable(Path::new(file))) {
        return Err(vec![problem]);
    }
    let engine = Engine::new(library);
    let interview = Interview { engine: &engine, about, file, today, lang };
    interview.run().map(|result| crate::scope_command::State::of(&result).exit())
}

impl Interview<'_> {
    fn say(&self, en: &str, zh: &str) -> String {
        (if self.lang == Lang::En { en } else { zh }).to_owned()
    }

    fn product(&self) -> Result<Product, Vec<Problem>> {
        let mut readings = open(self.file, None, &self.engine.library().common).map_err(|p| vec![p])?;
        let reading = readings.next().unwrap_or_default();
        if readings.next().is_some() {
            let fault = Fault::new(text!("the file holds several products", "文件中有多个产品")).help(text!(
                "give the answers in the file by hand, or ask about a file of one product",
                "请直接在文件中填写回答，或使用只含一个产品的文件"
            ));
            return Err(vec![Problem::error(Place::file(self.file), fault)]);
        }
        let mut problems = reading.problems;
        problems.extend(reading.product.iter().flat_map(|p| contradictions(self.engine, p)));
        match reading.product {
            Some(product) if !problems.iter().any(Problem::is_error) => {
                print_all(&problems, self.lang);
                Ok(product)
            }
            _ => Err(problems),
        }
    }

    /// The kind that the file names, and what scope says of the product.
    fn answer(&self) -> Result<(Option<String>, ScopeResult), Vec<Problem>> {
        let product = self.product()?;
        let markets = self.about.markets_of(&product).map_err(|p| vec![p])?;
        let asked = Asked { schemes: &self.about.schemes, ..Asked::markets(&markets, self.today) };
        let result = self.engine.ask(&product, &asked);
        Ok((product.kind, result))
    }

    fn run(&self) -> Result<ScopeResult, Vec<Problem>> {
        let mut skipped: BTreeSet<String> = BTreeSet::new();
        let mut number = 0;
        loop {
            let (named, result) = self.answer()?;
            let left = || result.questions.iter().filter(|q| !skipped.contains(&q.fact));
            // Nobody wants to be asked about flags and blades before saying what it is.
            let kindless = left().find(|q| q.fact == "kind" && named.is_none());
            let Some(question) = kindless.or_else(|| left().next()) else {
                self.finish(&result, skipped.len());
                return Ok(result);
            };
            number += 1;
            self.show(question, number, &result);
            match self.reply(question)? {
                Reply::Answer(value) => self.keep(&question.fact, &value)?,
                Reply::DoNotKnow => {
                    skipped.insert(question.fact.clone());
                }
                Reply::Stop => {
                    print(&self.say("stopped; what was answered is in the file", "已停止；已作的回答保存在文件中"));
                    return Ok(result);
                }
            }
        }
    }

    fn finish(&self, result: &ScopeResult, open: usize) {
        let decided = result.results.iter().filter(|r| r.outcome != Outcome::Unknown).count();
        let all = result.results.len();
        let text = if open == 0 {
            self.say("no more questions", "没有更多问题")
        } else {
            self.say(&format!("no more questions; {open} left open"), &format!("没有更多问题；{open} 个问题未答"))
        };
        let settled =
            self.say(&format!("; {decided} of {all} results decided"), &format!("；{all} 项结论中 {decided} 项已确定"));
        print(&format!("\n{text}{settled}"));
        print(&self.say(
            &format!("see them with: certmap scope {}", self.file),
            &format!("查看结论：certmap scope {}", self.file),
        ));
    }

    fn show(&self, question: &Question, number: usize, result: &ScopeResult) {
        let why = self.why(question, result);
        print(&format!("\n{number}. {}", question.ask.get(self.lang)));
        print(&format!("   {why}"));
        if let Some(help) = &question.help {
            print(&format!("   {}", help.get(self.lang)));
        }
        let fact = self.engine.library().common.facts.get(&question.fact);
        if let Some(FactType::Choice(choices) | FactType::List(choices)) = fact.map(|f| &f.kind) {
            for (i, choice) in choices.iter().enumerate() {
                print(&format!("     {:>2}  {}", i + 1, choice.name.get(self.lang)));
            }
        }
        print(&format!("   {}", self.how(question, fact)));
    }

    fn why(&self, question: &Question, result: &ScopeResult) -> String {
        let titles = self.engine.titles();
        let mut names: Vec<String> = question
            .concerns
            .iter()
            .map(|id| titles.get(id).map_or_else(|| id.clone(), |t| t.get(self.lang).to_owned()))
            .collect();
        let more = names.len().saturating_sub(3);
        names.truncate(3);
        let mut list = names.join(self.say(", ", "、").as_str());
        if more > 0 {
            list.push_str(&self.say(&format!(" and {more} more"), &format!("等另外 {more} 项")));
        }
        let all = result.results.len();
        match question.settles {
            0 => self.say(&format!("why: it matters for {list}"), &format!("原因：关系到{list}")),
            n => self.say(
                &format!("why: it settles at least {n} of {all} results ({list})"),
                &format!("原因：至少可确定 {all} 项结论中的 {n} 项（{list}）"),
            ),
        }
    }

    fn how(&self, question: &Question, fact: Option<&Fact>) -> String {
        let form = match fact.map(|f| &f.kind) {
            None => self.say("words for the product, or a kind", "输入产品名称或种类"),
            Some(FactType::Bool) => self.say("y or n", "y（是）或 n（否）"),
            Some(FactType::Choice(_)) => self.say("a number from the list", "填序号"),
            Some(FactType::List(_)) => {
                self.say("all that apply: numbers with commas, 0 for none", "填全部适用的序号，用逗号分隔；均无填 0")
            }
            Some(FactType::Quantity { unit, .. }) => {
                self.say(&format!("a value, for example 12 {unit}"), &format!("填数值，如 12 {unit}"))
            }
            Some(FactType::Range { unit, .. }) => self.say(
                &format!("a value or range, for example 100-240 {unit}"),
                &format!("填数值或范围，如 100-240 {unit}"),
            ),
            Some(FactType::Date) => self.say("a date, for example 2027-06-01", "填日期，如 2027-06-01"),
            Some(FactType::Code { .. }) => self.say(
                "as many digits as you know, for example 8516.79; several with ; where it may be one of them",
                "知道几位填几位，如 8516.79；可能为多个编码之一时用 ; 分隔",
            ),
            Some(FactType::Number | FactType::Text) => self.say("a value", "填写内容"),
        };
        let judgement = if fact.is_some_and(|f| f.judgement) {
            self.say("; this is a judgement: keep your reason with the papers", "；此项属于判断，请留存理由")
        } else {
            String::new()
        };
        let _ = question;
        self.say(
            &format!("[{form}; Enter: I do not know; q: stop]{judgement}"),
            &format!("［{form}；回车：不知道；q：停止］{judgement}"),
        )
    }

    fn reply(&self, question: &Question) -> Result<Reply, Vec<Problem>> {
        loop {
            let _ = write!(io::stdout(), "> ");
            let _ = io::stdout().flush();
            let mut line = String::new();
            let read = io::stdin().lock().read_line(&mut line);
            if read.unwrap_or(0) == 0 {
                return Ok(Reply::Stop);
            }
            match line.trim() {
                "" | "?" => return Ok(Reply::DoNotKnow),
                "q" | "Q" => return Ok(Reply::Stop),
                word => match self.value(&question.fact, word) {
                    Ok(value) => return Ok(Reply::Answer(value)),
                    Err(fault) => print(&format!("   {}", fault.say(self.lang))),
                },
            }
        }
    }

    fn value(&self, fact: &str, word: &str) -> Result<Value, Fault> {
        let common = &self.engine.library().common;
        let Some(known) = common.facts.get(fact) else {
            return self.kind(word);
        };
        match &known.kind {
            FactType::Choice(choices) => {
                let picked = word.parse::<usize>().ok().and_then(|n| n.checked_sub(1)).and_then(|i| choices.get(i));
                let word = picked.map_or(word, |c| c.id.as_str());
                known.read(&Raw::Word(word.to_owned()), &common.units)
            }
            FactType::List(choices) => {
                let parts = word.split([',', '，', ' ']).map(str::trim).filter(|p| !p.is_empty() && *p != "0");
                let items = parts.map(|p| {
                    let picked = p.parse::<usize>().ok().and_then(|n| n.checked_sub(1)).and_then(|i| choices.get(i));
                    Raw::Word(picked.map_or(p, |c| c.id.as_str()).to_owned())
                });
                known.read(&Raw::All(items.collect()), &common.units)
            }
            _ => known.read(&Raw::Word(word.to_owned()), &common.units),
        }
    }

    /// A kind by its id, or by everyday words where one is clearly meant.
    fn kind(&self, word: &str) -> Result<Value, Fault> {
        let kinds = &self.engine.library().common.kinds;
        if kinds.get(word).is_some() {
            return Ok(Value::Text(word.to_owned()));
        }
        let hits = kinds.find(word, 5);
        match hits.as_slice() {
            [best, rest @ ..] if best.score >= 90 && rest.iter().all(|r| r.score + 5 < best.score) => {
                print(&format!("   = {} ({})", best.kind.id, best.kind.name.get(self.lang)));
                Ok(Value::Text(best.kind.id.clone()))
            }
            [] => Err(Fault::new(text!("no kind of product is called `{word}`", "没有名为 `{word}` 的产品种类"))
                .help(text!("try a simpler word", "请换一个更简单的词"))),
            some => {
                let list: Vec<String> =
                    some.iter().map(|h| format!("{} ({})", h.kind.id, h.kind.name.get(self.lang))).collect();
                Err(Fault::new(text!("several kinds fit", "有多个产品种类符合")).help(text!(
                    "write one of: {}",
                    "请写其中之一：{}",
                    list.join(", ")
                )))
            }
        }
    }

    fn keep(&self, fact: &str, value: &Value) -> Result<(), Vec<Problem>> {
        let at = |f: Fault| vec![Problem::error(Place::file(self.file), f)];
        let text = std::fs::read_to_string(self.file).map_err(|e| at(crate::input::unreadable(&e)))?;
        let new = write_answer(&text, fact, value).map_err(at)?;
        write_file(Path::new(self.file), new.as_bytes()).map_err(|p| vec![p])
    }
}
