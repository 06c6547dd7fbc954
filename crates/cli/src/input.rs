//! Product files and what is asked of them, as given on the command line.

use crate::packs::Texts;
use crate::problems::typed;
use certmap_base::{Fault, Place, Problem, io_reason, text};
use certmap_intake::{Format, Products, read};
use certmap_pack::{Common, Library, Select};
use certmap_scope::{Engine, Product};
use clap::Args;
use std::fs::File;
use std::io::{self, BufReader};

/// Which products, markets and schemes.
#[derive(Debug, Args)]
pub(crate) struct About {
    /// Product files: TOML, JSON, CSV, XLSX, Arrow or Parquet; `-` reads standard input.
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<String>,
    /// Format of standard input.
    #[arg(long, value_name = "FORMAT")]
    pub(crate) from: Option<String>,
    /// Market code, for example CN, US or DE; may be repeated. Without it: the markets of the file's shipments.
    #[arg(long = "market", value_name = "CODE")]
    pub(crate) markets: Vec<String>,
    /// Only this scheme, by its id; may be repeated.
    #[arg(long = "scheme", value_name = "ID")]
    pub(crate) schemes: Vec<String>,
}

impl About {
    /// Loads the packs of the asked markets; all where none is asked for by name.
    pub(crate) fn library(&self, texts: &Texts) -> Result<&'static Library, Vec<Problem>> {
        let markets = (!self.markets.is_empty()).then(|| self.markets.clone());
        let library = texts.library(&Select { markets, tests: false })?;
        let problems = self.check(&library.common);
        if problems.is_empty() { Ok(library) } else { Err(problems) }
    }

    fn check(&self, common: &Common) -> Vec<Problem> {
        let mut problems = Vec::new();
        for code in self.markets.iter().filter(|c| common.markets.market(c).is_none()) {
            let mut fault = Fault::new(text!("unknown market `{code}`", "未知的市场 `{code}`"))
                .help(text!("write an ISO country code", "请写 ISO 国家代码"))
                .suggest(code, common.markets.codes());
            if common.markets.group(code).is_some() {
                fault = fault.help(text!(
                    "`{code}` is a group of markets; name a country, for example DE for the EU",
                    "`{code}` 是一组市场；请写其中一个国家，例如欧盟写 DE"
                ));
            } else if let Some(market) = by_name(common, code) {
                fault = fault.help(text!("did you mean `{market}`?", "是否想写 `{market}`？"));
            }
            problems.push(typed(fault));
        }
        for id in self.schemes.iter().filter(|s| !common.schemes.iter().any(|k| k.id == **s)) {
            let known = common.schemes.iter().map(|k| k.id.as_str());
            problems.push(typed(Fault::new(text!("unknown scheme `{id}`", "未知的制度 `{id}`")).suggest(id, known)));
        }
        problems
    }

    /// The markets to ask about for a product.
    pub(crate) fn markets_of(&self, product: &Product) -> Result<Vec<String>, Problem> {
        let markets = certmap_app::markets_of(product, &self.markets);
        if markets.is_empty() {
            let fault =
                Fault::new(text!("no market is named for `{}`", "`{}` 没有指明市场", product.name)).help(text!(
                    "add --market CN (or another code), or a [[ship]] to the file",
                    "请加上 --market CN（或其他代码），或在文件中加入 [[ship]]"
                ));
            return Err(Problem::error(product.place.clone(), fault));
        }
        Ok(markets)
    }

    /// Every product of every file, checked against the dictionary and for contradictions.
    pub(crate) fn each(&self, engine: &Engine, visit: &mut dyn FnMut(Option<Product>, Vec<Problem>)) {
        for file in &self.files {
            match open(file, self.from.as_deref(), &engine.library().common) {
                Ok(products) => {
                    let mut empty = true;
                    for reading in products.checked_by(|p| certmap_app::contradictions(engine, p)) {
                        empty = false;
                        visit(reading.product, reading.problems);
                    }
                    if empty {
                        // Silence would read as "all is decided".
                        let fault = Fault::new(text!("there is no product in it", "文件中没有产品"))
                            .help(text!("`certmap new` starts a product file", "`certmap new` 可生成产品文件"));
                        visit(None, vec![Problem::error(Place::file(shown(file)), fault)]);
                    }
                }
                Err(problem) => visit(None, vec![problem]),
            }
        }
    }
}

fn by_name<'a>(common: &'a Common, word: &str) -> Option<&'a str> {
    let same = |name: &str| name.eq_ignore_ascii_case(word);
    common
        .markets
        .markets
        .iter()
        .find(|m| same(&m.name.en) || m.name.zh == word || same(&m.code))
        .map(|m| m.code.as_str())
}

/// The name that problems give to a file.
fn shown(name: &str) -> &str {
    if name == "-" { Place::STANDARD_INPUT } else { name }
}

/// Opens a product file.
pub(crate) fn open<'a>(name: &str, from: Option<&str>, common: &'a Common) -> Result<Products<'a>, Problem> {
    let at = |fault: Fault| Problem::error(Place::file(shown(name)), fault);
    let format = match (name, from) {
        ("-", None) => {
            return Err(at(Fault::new(text!("its format is not known", "不知道它的格式"))
                .help(text!("add --from json or --from csv", "请加上 --from json 或 --from csv"))));
        }
        (_, Some(word)) => Format::parse(word).map_err(at)?,
        (_, None) => Format::of_name(name).map_err(at)?,
    };
    if name == "-" {
        return Ok(read(io::stdin().lock(), shown(name), format, common));
    }
    let file = File::open(name).map_err(|e| at(unreadable(&e)))?;
    if file.metadata().is_ok_and(|m| m.is_dir()) {
        return Err(at(Fault::new(text!("this is a folder, not a product file", "这是文件夹，不是产品文件"))));
    }
    Ok(read(BufReader::new(file), name, format, common))
}

/// Why a file cannot be opened, in words.
pub(crate) fn unreadable(e: &io::Error) -> Fault {
    match e.kind() {
        io::ErrorKind::NotFound => Fault::new(text!("there is no such file", "没有这个文件"))
            .help(text!("check the name; `certmap new KIND` makes one", "请检查文件名；`certmap new KIND` 可生成一个")),
        io::ErrorKind::PermissionDenied => Fault::new(text!("the file may not be read", "没有读取该文件的权限")),
        _ => Fault::new(text!("the file cannot be read: {}", "文件无法读取：{}"; io_reason(e))),
    }
}
