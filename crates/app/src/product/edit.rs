//! Changing the records of a product by form: what columns they have, and what was typed.

use super::desk::{NewProduct, Studied, keeper};
use super::state::ProductFile;
use crate::app::App;
use crate::error::{AppError, FieldFault};
use crate::form::Typed;
use crate::who::Actor;
use certmap_base::{Date, Fault, Lang, Text};
use certmap_intake::{Cell, remove_fact, remove_record, set_keys, set_record};
use certmap_scope::Product;

/// What a column of a record takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// Words.
    Text,
    /// A day.
    Day,
    /// A whole number.
    Number,
    /// Several words, with commas.
    List,
    /// A market.
    Market,
    /// A scheme.
    Scheme,
    /// A factory of the product.
    Factory,
    /// What a shipment is for: a choice of the dictionary.
    Purpose,
    /// One of some words, with their names.
    Word(&'static [(&'static str, &'static str, &'static str)]),
    /// Half of a name: `en` or `zh`.
    Name(&'static str),
}

/// A column: key, what it takes, whether it may be left empty, label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordField {
    /// Key in the file; for names the name of the field.
    pub key: &'static str,
    /// What it takes.
    pub takes: Column,
    /// Whether it may be left empty.
    pub optional: bool,
    /// Label.
    pub label: (&'static str, &'static str),
}

/// A kind of record of a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordKind {
    /// Key in the file.
    pub key: &'static str,
    /// Name of one.
    pub one: (&'static str, &'static str),
    /// Name of several.
    pub many: (&'static str, &'static str),
    /// What they are for.
    pub teaches: (&'static str, &'static str),
    /// Columns.
    pub fields: &'static [RecordField],
}

const fn must(key: &'static str, takes: Column, en: &'static str, zh: &'static str) -> RecordField {
    RecordField { key, takes, optional: false, label: (en, zh) }
}

const fn may(key: &'static str, takes: Column, en: &'static str, zh: &'static str) -> RecordField {
    RecordField { key, takes, optional: true, label: (en, zh) }
}

const ROLES: &[(&str, &str, &str)] = &[
    ("applicant", "applicant", "认证委托人（申请人）"),
    ("holder", "holder of the certificate", "持证人"),
    ("manufacturer", "manufacturer", "生产者（制造商）"),
    ("importer", "importer", "进口商"),
    ("agent", "agent", "代理人"),
    ("local_representative", "local representative", "当地代表"),
    ("private_labeler", "private labeler", "自有品牌商"),
];

const PAPERS: &[(&str, &str, &str)] = &[
    ("", "certificate or declaration of a scheme", "某认证制度的证书或声明"),
    ("test-report", "test report", "检测报告"),
    ("cb-certificate", "CB certificate", "CB 证书"),
    ("cb-report", "CB report", "CB 报告"),
    ("technical-file", "technical file", "技术文件"),
];

const CLASSES: &[(&str, &str, &str)] =
    &[("", "not known", "未知"), ("A", "A", "A"), ("B", "B", "B"), ("C", "C", "C"), ("D", "D", "D")];

/// All kinds of records.
pub const RECORD_KINDS: &[RecordKind] = &[
    RecordKind {
        key: "ship",
        one: ("Shipment", "出运"),
        many: ("Shipments", "出运安排"),
        teaches: (
            "Where the goods go and when they leave. Every plan counts back from here.",
            "货物发往哪里、何时出运。计划由此倒推。",
        ),
        fields: &[
            must("market", Column::Market, "Country", "国家或地区"),
            must("date", Column::Day, "Day on which the goods leave", "出运日期"),
            may("quantity", Column::Number, "Pieces", "数量"),
            may("purpose", Column::Purpose, "Purpose, where it is not sale", "进口用途（非销售时填写）"),
            may("manufactured", Column::Day, "Day of manufacture", "生产日期"),
        ],
    },
    RecordKind {
        key: "line",
        one: ("Model", "型号"),
        many: ("Models", "型号"),
        teaches: (
            "Models or variants that belong together. Certificates name each of them.",
            "同属一个产品的各型号。证书会逐一列明。",
        ),
        fields: &[
            must("model", Column::Text, "Model", "型号"),
            may("brand", Column::Text, "Brand", "品牌"),
            may("factory", Column::Factory, "Factory", "工厂"),
        ],
    },
    RecordKind {
        key: "factory",
        one: ("Factory", "工厂"),
        many: ("Factories", "工厂"),
        teaches: (
            "Who makes it. An inspection that a factory passed need not be planned again.",
            "由谁生产。已通过检查的工厂无需再次安排检查。",
        ),
        fields: &[
            must("id", Column::Text, "Short name, used inside this product", "简称（仅在本产品内使用）"),
            may("name_en", Column::Name("en"), "Legal name in English", "英文法定名称"),
            may("name_zh", Column::Name("zh"), "Legal name in Chinese", "中文法定名称"),
            must("country", Column::Market, "Country", "国家或地区"),
            may("headcount", Column::Number, "People", "人数"),
            may("class", Column::Word(CLASSES), "Class given by a body", "认证机构评定的分类等级"),
        ],
    },
    RecordKind {
        key: "party",
        one: ("Party", "相关方"),
        many: ("Parties", "相关方"),
        teaches: (
            "Who applies, holds, makes, imports or represents. Some markets ask for somebody who sits there.",
            "谁申请、持证、生产、进口或代表。部分市场要求有当地代表。",
        ),
        fields: &[
            must("role", Column::Word(ROLES), "Role", "角色"),
            may("name_en", Column::Name("en"), "Legal name in English", "英文法定名称"),
            may("name_zh", Column::Name("zh"), "Legal name in Chinese", "中文法定名称"),
            may("country", Column::Market, "Country", "国家或地区"),
        ],
    },
    RecordKind {
        key: "have",
        one: ("Paper held", "已持有文件"),
        many: ("Papers held", "已持有的证书与报告"),
        teaches: (
            "Certificates, declarations and reports in hand. What counts is not asked for again.",
            "手头的证书、声明和报告。可采用的无需重新办理。",
        ),
        fields: &[
            may("kind", Column::Word(PAPERS), "What it is", "类型"),
            may("scheme", Column::Scheme, "Scheme, for a certificate or declaration", "认证制度（证书或声明须填写）"),
            may("number", Column::Text, "Number", "编号"),
            may("holder", Column::Text, "Holder", "持有人"),
            may("issuer", Column::Text, "Issued by", "签发机构"),
            may("standard", Column::Text, "Standard", "标准"),
            may("edition", Column::Text, "Edition of the standard", "标准版本"),
            may("date", Column::Day, "Date", "日期"),
            may("valid_until", Column::Day, "First day on which it is no longer valid", "失效日"),
            may("models", Column::List, "Models it covers, with commas", "覆盖型号，用逗号分隔"),
            may("factory", Column::Factory, "Factory it covers", "覆盖工厂"),
        ],
    },
];

/// A kind of record by its key.
#[must_use]
pub fn record_kind(key: &str) -> Option<&'static RecordKind> {
    RECORD_KINDS.iter().find(|k| k.key == key)
}

/// The values of the records of a kind, as forms show them.
#[must_use]
pub fn records_of(product: &Product, kind: &RecordKind) -> Vec<Typed> {
    let day = |d: Option<Date>| d.map(|d| d.to_string()).unwrap_or_default();
    let or = |w: &Option<String>| w.clone().unwrap_or_default();
    let typed = |cells: &[(&str, String)]| {
        cells.iter().fold(Typed::default(), |typed, (name, value)| typed.with(name, value.as_str()))
    };
    match kind.key {
        "ship" => {
            let one = |s: &certmap_scope::Shipment| {
                typed(&[
                    ("market", s.market.clone()),
                    ("date", s.date.to_string()),
                    ("quantity", s.quantity.map(|q| q.to_string()).unwrap_or_default()),
                    ("purpose", or(&s.purpose)),
                    ("manufactured", day(s.manufactured)),
                ])
            };
            product.ships.iter().map(one).collect()
        }
        "line" => {
            let one = |l: &certmap_scope::Line| {
                typed(&[("model", l.model.clone()), ("brand", or(&l.brand)), ("factory", or(&l.factory))])
            };
            product.lines.iter().map(one).collect()
        }
        "factory" => {
            let one = |f: &certmap_scope::Factory| {
                typed(&[
                    ("id", f.id.clone()),
                    ("name_en", f.name.en.clone()),
                    ("name_zh", f.name.zh.clone()),
                    ("country", f.country.clone()),
                    ("headcount", f.headcount.map(|n| n.to_string()).unwrap_or_default()),
                    ("class", or(&f.class)),
                ])
            };
            product.factories.iter().map(one).collect()
        }
        "party" => {
            let one = |p: &certmap_scope::PartyRecord| {
                typed(&[
                    ("role", p.role.clone()),
                    ("name_en", p.name.en.clone()),
                    ("name_zh", p.name.zh.clone()),
                    ("country", or(&p.country)),
                ])
            };
            product.parties.iter().map(one).collect()
        }
        _ => product.have.iter().map(paper).collect(),
    }
}

fn paper(p: &certmap_scope::Paper) -> Typed {
    let day = |d: Option<Date>| d.map(|d| d.to_string()).unwrap_or_default();
    let words = [
        ("scheme", &p.scheme),
        ("kind", &p.kind),
        ("number", &p.number),
        ("holder", &p.holder),
        ("issuer", &p.issuer),
        ("standard", &p.standard),
        ("edition", &p.edition),
        ("factory", &p.factory),
    ];
    let typed = words.into_iter().fold(Typed::default(), |t, (key, w)| t.with(key, w.clone().unwrap_or_default()));
    typed.with("date", day(p.date)).with("valid_until", day(p.valid_until)).with("models", p.models.join(", "))
}

/// What was typed, as cells of the file, or what is wrong with it.
fn cells(kind: &RecordKind, typed: &Typed) -> Result<Vec<(&'static str, Cell)>, Vec<FieldFault>> {
    let (mut cells, mut faults, mut names) = (Vec::new(), Vec::new(), Vec::new());
    for field in kind.fields {
        let word = typed.get(field.key);
        let mut wrong = |en: String, zh: String, help: Text| {
            faults.push(FieldFault { field: field.key.to_owned(), what: Text::new(en, zh), help });
        };
        if word.len() > 500 || word.chars().any(char::is_control) {
            wrong("this is too long".to_owned(), "内容过长".to_owned(), Text::new("make it shorter", "请缩短"));
            continue;
        }
        if word.is_empty() && !field.optional {
            wrong("this is missing".to_owned(), "此项为必填".to_owned(), Text::new("fill it in", "请填写"));
        }
        let cell = match field.takes {
            _ if word.is_empty() => Cell::Nothing,
            Column::Day => match Date::parse(word) {
                Ok(day) => Cell::Day(day),
                Err(_) => {
                    let help = Text::new("write it as 2027-06-01", "请按 2027-06-01 的格式填写");
                    wrong(format!("`{word}` is not a day"), format!("`{word}` 不是日期"), help);
                    Cell::Nothing
                }
            },
            Column::Number => match word.replace([',', ' '], "").parse::<u32>() {
                Ok(number) => Cell::Number(i64::from(number)),
                Err(_) => {
                    let help = Text::new("write digits only", "请只填写数字");
                    wrong(format!("`{word}` is not a whole number"), format!("`{word}` 不是整数"), help);
                    Cell::Nothing
                }
            },
            Column::List => Cell::List(
                word.split([',', '，', '、', ';']).map(|w| w.trim().to_owned()).filter(|w| !w.is_empty()).collect(),
            ),
            _ => Cell::Text(word.to_owned()),
        };
        match field.takes {
            Column::Name(half) => names.push((half, cell)),
            _ => cells.push((field.key, cell)),
        }
    }
    if !names.is_empty() {
        let empty = names.iter().all(|(_, c)| *c == Cell::Nothing);
        cells.push(("name", if empty { Cell::Nothing } else { Cell::Keys(names) }));
    }
    if faults.is_empty() { Ok(cells) } else { Err(faults) }
}

/// Faults of the file, each at the field whose value it names.
fn at_fields(error: AppError, typed: &Typed) -> AppError {
    let AppError::Invalid(faults) = error else { return error };
    let mut named = Vec::new();
    for fault in faults {
        let said = fault.what.get(Lang::En).to_owned();
        let of = |(name, values): (&String, &Vec<String>)| {
            let value = values.first()?.trim();
            (!value.is_empty() && said.contains(&format!("`{value}`"))).then(|| name.clone())
        };
        let field = typed.values.iter().find_map(of).unwrap_or_default();
        named.push(FieldFault { field, ..fault });
    }
    AppError::Invalid(named)
}

fn told(fault: &Fault) -> AppError {
    let help = fault.help.as_deref().cloned().unwrap_or_default();
    AppError::Invalid(vec![FieldFault { field: String::new(), what: fault.message.clone(), help }])
}

impl App {
    /// Writes a record of a product: the one at a place, or a new one.
    ///
    /// # Errors
    /// If the actor may not, or what was typed is wrong.
    pub fn set_record(
        &self,
        actor: &Actor,
        id: &str,
        kind: &RecordKind,
        place: Option<usize>,
        typed: &Typed,
    ) -> Result<ProductFile, AppError> {
        let file = self.product(actor, id)?;
        let cells = cells(kind, typed).map_err(AppError::Invalid)?;
        let text = set_record(&file.text, kind.key, place, &cells).map_err(|f| told(&f))?;
        let why = format!("{}: {}", if place.is_some() { "changed" } else { "added" }, kind.key);
        let new = NewProduct { text, markets: file.markets.clone(), why };
        self.save_product(actor, id, Some(file.version), &new).map_err(|e| at_fields(e, typed))
    }

    /// Takes a record of a product away; it stays in earlier versions.
    ///
    /// # Errors
    /// If the actor may not, there is none, or something else of the product needs it.
    pub fn remove_record(
        &self,
        actor: &Actor,
        id: &str,
        kind: &RecordKind,
        place: usize,
    ) -> Result<ProductFile, AppError> {
        let file = self.product(actor, id)?;
        let text = remove_record(&file.text, kind.key, place).map_err(|f| told(&f))?;
        let new = NewProduct { text, markets: file.markets.clone(), why: format!("removed: {}", kind.key) };
        self.save_product(actor, id, Some(file.version), &new)
    }

    /// Changes name, kind, customs code and markets of a product.
    ///
    /// # Errors
    /// If the actor may not, or what was typed is wrong.
    pub fn set_head(&self, actor: &Actor, id: &str, typed: &Typed) -> Result<ProductFile, AppError> {
        let file = self.product(actor, id)?;
        let mut cells = Vec::new();
        for key in ["name", "kind", "hs", "gtin"] {
            let word = typed.get(key);
            cells.push((key, if word.is_empty() { Cell::Nothing } else { Cell::Text(word.to_owned()) }));
        }
        if typed.get("name").is_empty() {
            return Err(AppError::field("name", "the product has no name", "缺少产品名称"));
        }
        let text = set_keys(&file.text, &cells).map_err(|f| told(&f))?;
        let markets = typed.values.get("markets").cloned().unwrap_or_default();
        let new = NewProduct { text, markets, why: typed.get("why").to_owned() };
        self.save_product(actor, id, Some(file.version), &new).map_err(|e| at_fields(e, typed))
    }

    /// Forgets a fact of a product.
    ///
    /// # Errors
    /// If the actor may not.
    pub fn forget_fact(&self, actor: &Actor, id: &str, fact: &str) -> Result<ProductFile, AppError> {
        keeper(actor)?;
        let Studied { file, .. } = self.studied(actor, id)?;
        let text = remove_fact(&file.text, fact).map_err(|f| told(&f))?;
        let new = NewProduct { text, markets: file.markets.clone(), why: format!("forgotten: {fact}") };
        self.save_product(actor, id, Some(file.version), &new)
    }
}
