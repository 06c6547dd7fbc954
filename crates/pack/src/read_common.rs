//! `packs/common`: from the notation to [`Common`].

use crate::depend::{Written, closed, consequences};
use crate::notation::notation;
use crate::wire::{self, Word};
use crate::words::{NO_TABLES, PLANNER_NAMES, PackWords};
use crate::{
    Attestation, Binding, Choice, Common, Concordance, Contradiction, DateRole, DemandedBy, Dependency, Fact, FactType,
    Group, Kind, KindSet, KnownScheme, Market, Markets, Member, Raw, Subject, Taxonomy, Value,
};
use certmap_base::{
    Code, Confidence, Date, Dimension, Exact, Fault, Place, Problem, Text, Unit, Units, line_and_column, text,
};
use certmap_expr::{Expr, check_condition, parse};
use serde::de::DeserializeOwned;
use std::cell::Cell;
use std::collections::BTreeMap;
use toml::Spanned;
use toml::value::Datetime;

/// A file being read; problems go to one list.
pub(crate) struct File<'a> {
    pub(crate) name: &'a str,
    pub(crate) text: &'a str,
    pub(crate) problems: &'a mut Vec<Problem>,
    /// The beginning of a line, and its number; what is looked up next mostly stands after it.
    line: Cell<(usize, usize)>,
}

impl<'a> File<'a> {
    pub(crate) fn new(name: &'a str, text: &'a str, problems: &'a mut Vec<Problem>) -> File<'a> {
        File { name, text, problems, line: Cell::new((0, 0)) }
    }
}

impl File<'_> {
    pub(crate) fn place(&self, offset: usize) -> Place {
        let (start, lines) = match self.line.get() {
            (start, lines) if start <= offset => (start, lines),
            _ => (0, 0),
        };
        let Some(rest) = self.text.get(start..) else { return Place::at(self.name, self.text, offset) };
        let (line, column) = line_and_column(rest, offset - start);
        if let Some(begun) = rest.get(..offset - start).and_then(|before| before.rfind('\n')) {
            self.line.set((start + begun + 1, lines + line - 1));
        }
        Place { file: self.name.to_owned(), line: lines + line, column }
    }

    pub(crate) fn error(&mut self, offset: usize, fault: Fault) {
        let place = self.place(offset);
        self.problems.push(Problem::error(place, fault));
    }

    pub(crate) fn warning(&mut self, offset: usize, fault: Fault) {
        let place = self.place(offset);
        self.problems.push(Problem::warning(place, fault));
    }

    pub(crate) fn parse<T: DeserializeOwned>(&mut self) -> Option<T> {
        match toml::from_str(self.text) {
            Ok(read) => Some(read),
            Err(e) => {
                let offset = e.span().map_or(0, |s| s.start);
                self.error(
                    offset,
                    Fault::new(notation(e.message()))
                        .help(text!("see docs/PACKS.md for the notation", "写法见 docs/PACKS.md")),
                );
                None
            }
        }
    }

    pub(crate) fn text(&mut self, wire: &wire::TextWire, offset: usize) -> Text {
        if wire.en.trim().is_empty() || wire.zh.trim().is_empty() {
            self.error(offset, one_language());
        }
        Text::new(wire.en.clone(), wire.zh.clone())
    }

    pub(crate) fn date(&mut self, wire: &Spanned<Datetime>) -> Option<Date> {
        match Date::parse(&wire.get_ref().to_string()) {
            Ok(date) => Some(date),
            Err(fault) => {
                self.error(wire.span().start, fault);
                None
            }
        }
    }

    /// One of a closed set of words.
    pub(crate) fn one_of<T: Copy>(&mut self, word: &Word, what: &str, all: &[(T, &'static str)]) -> Option<T> {
        let found = all.iter().find(|(_, w)| w == word.get_ref()).map(|(t, _)| *t);
        if found.is_none() {
            let known: Vec<&str> = all.iter().map(|(_, w)| *w).collect();
            self.error(
                word.span().start,
                Fault::new(Text::new(
                    format!("unknown {what} `{}`", word.get_ref()),
                    match what.starts_with('`') {
                        true => format!("{what} 不能是 `{}`", word.get_ref()),
                        false => format!("此处不能写 `{}`", word.get_ref()),
                    },
                ))
                .help(text!("known: {}", "可写：{}", known.join(", ")))
                .suggest(word.get_ref(), known.iter().copied()),
            );
        }
        found
    }

    pub(crate) fn expr(&mut self, word: &Word, units: &Units) -> Option<Expr> {
        match parse(word.get_ref(), units) {
            Ok(expr) => Some(expr),
            Err(e) => {
                self.error(self.inside(word, e.span.start), e.fault);
                None
            }
        }
    }

    pub(crate) fn condition(&mut self, word: &Word, units: &Units, words: &PackWords) -> Option<Expr> {
        let expr = self.expr(word, units)?;
        match check_condition(&expr, words) {
            Ok(()) => Some(expr),
            Err(e) => {
                self.error(self.inside(word, e.span.start), e.fault);
                None
            }
        }
    }

    /// Byte offset in the file of a byte offset inside a quoted word.
    pub(crate) fn inside(&self, word: &Word, at: usize) -> usize {
        let start = word.span().start;
        let quotes = if self.text.get(start..start + 3).is_some_and(|q| q == "'''" || q == "\"\"\"") { 3 } else { 1 };
        start + quotes + at
    }
}

macro_rules! pairs {
    ($t:ty) => {
        <$t>::ALL.iter().map(|v| (*v, v.word())).collect::<Vec<_>>()
    };
}
pub(crate) use pairs;

pub(crate) fn raw(value: &toml::Value) -> Raw {
    match value {
        toml::Value::Boolean(b) => Raw::Bool(*b),
        toml::Value::Integer(n) => Raw::Number(n.to_string()),
        toml::Value::Float(x) => Raw::Number(x.to_string()),
        toml::Value::String(w) => Raw::Word(w.clone()),
        toml::Value::Datetime(d) => Raw::Date(d.to_string()),
        toml::Value::Array(items) => Raw::List(items.iter().map(raw).collect()),
        toml::Value::Table(table) => match table.get("all") {
            Some(toml::Value::Array(items)) if table.len() == 1 => Raw::All(items.iter().map(raw).collect()),
            _ => Raw::Word("{...}".to_owned()),
        },
    }
}

/// Reads the shared words; problems are added, and what could be read is returned.
pub(crate) fn read_common(files: &[(&str, &str)], problems: &mut Vec<Problem>) -> Option<Common> {
    let prefix = "packs/common/";
    let mine: Vec<(&str, &str)> = files.iter().filter(|(n, _)| n.starts_with(prefix)).copied().collect();
    if mine.is_empty() {
        let fault = Fault::new(text!("the shared dictionary packs/common is missing", "缺少共用词典 packs/common"))
            .help(text!("every set of packs needs it", "每套规则包都需要它"));
        problems.push(Problem::error(Place::file(prefix), fault));
        return None;
    }
    let mut builder = Builder { units: Units::new(), ..Builder::default() };
    for pass in 0..3 {
        for (name, text) in &mine {
            let short = name.strip_prefix(prefix).unwrap_or(name);
            builder.read(pass, short, &mut File::new(name, text, problems));
        }
    }
    let digest = crate::digest(mine.iter().copied());
    let mut common = builder.finish(digest, problems);
    for (name, text) in &mine {
        let short = name.strip_prefix(prefix).unwrap_or(name);
        let mut file = File::new(name, text, problems);
        match short {
            "contradictions.toml" => contradictions(&mut common, &mut file),
            "concordance.toml" => concordance(&mut common, &mut file),
            "former.toml" => crate::read_former::read_former(&mut common, &mut file),
            _ => {}
        }
    }
    Some(common)
}

#[derive(Default)]
struct Builder {
    version: String,
    units: Units,
    facts: BTreeMap<String, Fact>,
    kinds: Vec<(wire::KindWire, String, usize)>,
    implied: Vec<[BTreeMap<String, Value>; 2]>,
    dependencies: Vec<Written>,
    markets: Markets,
    schemes: Vec<KnownScheme>,
    subjects: Vec<Subject>,
}

impl Builder {
    /// Pass 0 reads units and lists, pass 1 facts, pass 2 kinds (each needs the one before).
    fn read(&mut self, pass: usize, short: &str, file: &mut File) {
        match (pass, short) {
            (0, "pack.toml") => {
                if let Some(head) = file.parse::<wire::PackFile>() {
                    self.version = head.version;
                }
            }
            (0, "units.toml") => self.units(file),
            (0, "markets.toml") => self.markets(file),
            (0, "schemes.csv") => self.schemes(file),
            (0, "not-looked-at.toml") => self.subjects(file),
            (1, s) if s.starts_with("facts/") => self.facts(file),
            (2, s) if s.starts_with("kinds/") => self.kinds(file),
            _ => {}
        }
    }

    fn units(&mut self, file: &mut File) {
        let Some(read) = file.parse::<wire::UnitsFile>() else { return };
        for unit in read.unit {
            let dimension = match &unit.dimension {
                wire::DimensionWire::Base(base) => Dimension::new([(base.as_str(), 1)]),
                wire::DimensionWire::Product(parts) => Dimension::new(parts.iter().map(|(b, e)| (b.as_str(), *e))),
            };
            if self.units.get(unit.symbol.get_ref()).is_some() {
                file.error(
                    unit.symbol.span().start,
                    Fault::new(text!("the unit `{}` stands twice", "单位 `{}` 重复出现", unit.symbol.get_ref())),
                );
            }
            match Exact::parse(unit.factor.get_ref()) {
                Ok(factor) if factor.is_positive() => {
                    let offset = unit.symbol.span().start;
                    let name = unit.name.as_ref().map(|n| file.text(n, offset));
                    self.units.add(Unit { symbol: unit.symbol.into_inner(), name, dimension, factor });
                }
                Ok(_) => file.error(
                    unit.factor.span().start,
                    Fault::new(text!("the factor of a unit is greater than zero", "单位的换算系数须大于零")),
                ),
                Err(fault) => file.error(unit.factor.span().start, fault),
            }
        }
    }

    fn markets(&mut self, file: &mut File) {
        let Some(read) = file.parse::<wire::MarketsFile>() else { return };
        for market in read.market {
            let name = file.text(&market.name, market.code.span().start);
            if self.markets.market(market.code.get_ref()).is_some() {
                file.error(
                    market.code.span().start,
                    Fault::new(text!("the market `{}` stands twice", "市场 `{}` 重复出现", market.code.get_ref())),
                );
            }
            self.markets.markets.push(Market { code: market.code.into_inner(), name });
        }
        for group in read.group {
            let name = file.text(&group.name, group.id.span().start);
            let mut members = Vec::new();
            for member in &group.members {
                if self.markets.market(member.code.get_ref()).is_none() {
                    file.error(
                        member.code.span().start,
                        Fault::new(text!("unknown market `{}`", "未知的市场 `{}`", member.code.get_ref())),
                    );
                }
                members.push(Member {
                    code: member.code.get_ref().clone(),
                    from: member.from.as_ref().and_then(|d| file.date(d)),
                    until: member.until.as_ref().and_then(|d| file.date(d)),
                });
            }
            self.markets.groups.push(Group { id: group.id.into_inner(), name, members });
        }
    }

    fn schemes(&mut self, file: &mut File) {
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(file.text.as_bytes());
        let head = reader.headers().cloned().unwrap_or_default();
        let rows: Vec<_> = reader.records().collect();
        for (i, row) in rows.into_iter().enumerate() {
            let place = Place { file: file.name.to_owned(), line: i + 2, column: 0 };
            let read = row.map_err(|e| Fault::new(notation(&e.to_string()))).and_then(|r| known_scheme(&head, &r));
            match read {
                Ok(scheme) => self.schemes.push(scheme),
                Err(fault) => file.problems.push(Problem::error(place, fault)),
            }
        }
    }

    fn subjects(&mut self, file: &mut File) {
        let Some(read) = file.parse::<wire::SubjectsFile>() else { return };
        for subject in read.subject {
            let name = file.text(&subject.name, subject.id.span().start);
            self.subjects.push(Subject { id: subject.id.into_inner(), name });
        }
    }

    fn facts(&mut self, file: &mut File) {
        let Some(read) = file.parse::<wire::FactsFile>() else { return };
        for wire in read.fact {
            let offset = wire.id.span().start;
            let id = wire.id.get_ref().clone();
            if self.facts.contains_key(&id) || PLANNER_NAMES.contains(&id.as_str()) {
                file.error(offset, Fault::new(text!("the fact `{id}` stands twice", "事实 `{id}` 重复出现")));
            }
            self.dependencies_of(&wire, file);
            if let Some(fact) = self.fact(wire, file) {
                self.facts.insert(id, fact);
            }
        }
    }

    /// What a fact, and what its choices bring along.
    fn dependencies_of(&mut self, wire: &wire::FactWire, file: &mut File) {
        let own = wire.implies.iter().map(|pair| (None, pair));
        let choices = wire.choices.iter().flat_map(|c| c.implies.iter().map(move |pair| (Some(&c.id), pair)));
        for (choice, (then, value)) in own.chain(choices) {
            let fits = match choice {
                None => wire.kind.get_ref() == "bool",
                Some(_) => wire.kind.get_ref() == "choice",
            };
            if !fits {
                let (first, second) = (wire.id.get_ref(), then.get_ref());
                let fault =
                    Fault::new(text!("`{first}` cannot bring `{second}` along", "`{first}` 不能推出 `{second}`")).help(
                        text!(
                            "a yes-or-no fact does where it is true, a choice by one of its choices",
                            "是非型事实为真时、选项型事实取某一选项时，可推出其他事实"
                        ),
                    );
                file.error(then.span().start, fault);
                continue;
            }
            let dependency = Dependency {
                fact: wire.id.get_ref().clone(),
                choice: choice.map(|c| c.get_ref().clone()),
                then: then.get_ref().clone(),
                value: *value.get_ref(),
            };
            self.dependencies.push(Written { dependency, place: file.place(then.span().start) });
        }
    }

    fn fact(&self, wire: wire::FactWire, file: &mut File) -> Option<Fact> {
        let offset = wire.id.span().start;
        let kind = self.fact_type(&wire, file)?;
        let mut fact = Fact {
            id: wire.id.into_inner(),
            kind,
            name: file.text(&wire.name, offset),
            ask: file.text(&wire.ask, offset),
            help: wire.help.as_ref().map(|h| file.text(h, offset)),
            effort: wire.effort.as_ref().map_or(2, |e| *e.get_ref()),
            judgement: wire.judgement,
            assume: None,
        };
        if let Some(assume) = &wire.assume {
            match fact.read(&raw(assume.get_ref()), &self.units) {
                Ok(value) => fact.assume = Some(value),
                Err(fault) => file.error(assume.span().start, fault),
            }
        }
        Some(fact)
    }

    fn fact_type(&self, wire: &wire::FactWire, file: &mut File) -> Option<FactType> {
        let names = ["bool", "number", "quantity", "range", "choice", "list", "text", "date", "code"];
        let word = wire.kind.get_ref().as_str();
        let choices: Vec<Choice> = wire
            .choices
            .iter()
            .map(|c| Choice { id: c.id.get_ref().clone(), name: file.text(&c.name, c.id.span().start) })
            .collect();
        let needs_choices = matches!(word, "choice" | "list");
        if needs_choices == choices.is_empty() {
            file.error(
                wire.kind.span().start,
                Fault::new(text!(
                    "facts of type choice and list have choices, others have none",
                    "choice 和 list 类型的事实须有选项，其他类型不得有"
                )),
            );
        }
        match word {
            "bool" => Some(FactType::Bool),
            "number" => Some(FactType::Number),
            "choice" => Some(FactType::Choice(choices)),
            "list" => Some(FactType::List(choices)),
            "text" => Some(FactType::Text),
            "date" => Some(FactType::Date),
            "code" => Some(FactType::Code { digits: Builder::digits(wire, file) }),
            "quantity" | "range" => {
                let Some(unit) = &wire.unit else {
                    file.error(
                        wire.kind.span().start,
                        Fault::new(text!("a quantity needs a unit", "数量须有单位"))
                            .help(text!("add unit = \"V\" or another", "请加上 unit = \"V\" 或其他单位")),
                    );
                    return None;
                };
                match self.units.quantity(Exact::zero(), unit.get_ref()) {
                    Ok(q) => {
                        let (unit, dimension) = (unit.get_ref().clone(), q.dimension().clone());
                        Some(if word == "range" {
                            FactType::Range { unit, dimension }
                        } else {
                            FactType::Quantity { unit, dimension }
                        })
                    }
                    Err(fault) => {
                        file.error(unit.span().start, fault);
                        None
                    }
                }
            }
            _ => {
                let fault = Fault::new(text!("unknown type `{word}`", "未知的类型 `{word}`"))
                    .help(text!("known: {}", "可写：{}", names.join(", ")))
                    .suggest(word, names);
                file.error(wire.kind.span().start, fault);
                None
            }
        }
    }

    /// How many digits of a customs code count: six, unless the fact is of one country's tariff.
    fn digits(wire: &wire::FactWire, file: &mut File) -> usize {
        let Some(digits) = &wire.digits else { return Code::INTERNATIONAL_DIGITS };
        if !(Code::INTERNATIONAL_DIGITS..=Code::DIGITS_MAX).contains(digits.get_ref()) {
            let fault = Fault::new(text!("`digits` is {}", "`digits` 为 {}", digits.get_ref())).help(text!(
                "write 6 for a code of all countries, or up to 12 for that of one",
                "各国通用的编码写6，一国税则的编码至多写12"
            ));
            file.error(digits.span().start, fault);
        }
        *digits.get_ref()
    }

    fn kinds(&mut self, file: &mut File) {
        let Some(read) = file.parse::<wire::KindsFile>() else { return };
        for wire in read.kind {
            let offset = wire.id.span().start;
            file.text(&wire.name, offset);
            if self.kinds.iter().any(|(k, ..)| k.id.get_ref() == wire.id.get_ref()) {
                file.error(
                    offset,
                    Fault::new(text!("the kind `{}` stands twice", "产品种类 `{}` 重复出现", wire.id.get_ref())),
                );
                continue;
            }
            let (implies, assumes) = (self.values(&wire.implies, file), self.values(&wire.assumes, file));
            self.implied.push([implies, assumes]);
            let name = file.name.to_owned();
            self.kinds.push((wire, name, file.place(offset).line));
        }
    }

    /// Values of facts.
    fn values(&self, wires: &BTreeMap<Word, toml::Value>, file: &mut File) -> BTreeMap<String, Value> {
        let mut values = BTreeMap::new();
        for (name, value) in wires {
            let read = match self.facts.get(name.get_ref()) {
                Some(fact) => fact.read(&raw(value), &self.units),
                None => Err(unknown_fact(name.get_ref(), &self.facts)),
            };
            match read {
                Ok(value) => drop(values.insert(name.get_ref().clone(), value)),
                Err(fault) => file.error(name.span().start, fault),
            }
        }
        values
    }

    fn finish(self, digest: String, problems: &mut Vec<Problem>) -> Common {
        let index: BTreeMap<String, usize> =
            self.kinds.iter().enumerate().map(|(i, (k, ..))| (k.id.get_ref().clone(), i)).collect();
        let dependencies = closed(self.dependencies, &self.facts, problems);
        let (mut kinds, mut places) = (Vec::new(), Vec::new());
        for ((wire, file, line), [mut implies, assumes]) in self.kinds.into_iter().zip(self.implied) {
            let place = Place { file, line, column: 0 };
            follow(wire.id.get_ref(), (&mut implies, &assumes), &dependencies, &place, problems);
            kinds.push(finish_kind(wire, [implies, assumes], &index, &place, problems));
            places.push(place);
        }
        break_cycles(&mut kinds, &places, problems);
        places.iter().enumerate().for_each(|(i, place)| denied(&kinds, i, place, problems));
        for role in DateRole::ALL.iter().filter(|r| !self.facts.get(r.fact()).is_some_and(|f| f.kind == FactType::Date))
        {
            let fault = Fault::new(text!("the dictionary lacks the date `{}`", "词典中缺少日期 `{}`", role.fact()))
                .help(text!("the four dates of the goods exist always", "货物的四个日期必须始终存在"));
            problems.push(Problem::error(Place::file("packs/common/facts"), fault));
        }
        Common {
            version: self.version,
            digest,
            units: self.units,
            facts: self.facts,
            dependencies,
            kinds: Taxonomy::new(kinds),
            markets: self.markets,
            schemes: self.schemes,
            contradictions: Vec::new(),
            not_looked_at: self.subjects,
            concordance: Concordance::default(),
        }
    }
}

/// Adds what the facts of a kind bring along; those that contradict each other are told.
fn follow(
    kind: &str,
    (implies, assumes): (&mut BTreeMap<String, Value>, &BTreeMap<String, Value>),
    dependencies: &[Dependency],
    place: &Place,
    problems: &mut Vec<Problem>,
) {
    let more = consequences(dependencies, &|fact| implies.get(fact).cloned());
    implies.extend(more);
    if let Some(fact) = assumes.keys().find(|fact| implies.contains_key(*fact)) {
        let fault = Fault::new(text!(
            "the kind `{kind}` assumes `{fact}`, which is always so",
            "产品种类 `{kind}` 假定 `{fact}`，而该事实恒成立"
        ))
        .help(text!("leave the assumption out", "请删除该假定"));
        problems.push(Problem::error(place.clone(), fault));
    }
    for d in dependencies {
        let holds = implies.get(&d.fact).is_some_and(|v| d.holds(v));
        if holds && implies.get(&d.then) == Some(&Value::Bool(!d.value)) {
            let (because, then, value) = (d.because(), &d.then, d.value);
            let fault = Fault::new(text!(
                "the kind `{kind}` cannot have both `{because}` and `{then} = {}`",
                "产品种类 `{kind}` 不能同时有 `{because}` 和 `{then} = {}`",
                !value
            ))
            .help(text!("{because} means {then} = {value}", "{because} 意味着 {then} = {value}"));
            problems.push(Problem::error(place.clone(), fault));
        }
    }
}

fn unknown_fact(name: &str, facts: &BTreeMap<String, Fact>) -> Fault {
    Fault::new(text!("unknown fact `{name}`", "未知的事实 `{name}`")).suggest(name, facts.keys().map(String::as_str))
}

fn finish_kind(
    wire: wire::KindWire,
    [implies, assumes]: [BTreeMap<String, Value>; 2],
    index: &BTreeMap<String, usize>,
    place: &Place,
    problems: &mut Vec<Problem>,
) -> Kind {
    let mut under = Vec::new();
    for parent in &wire.under {
        match index.get(parent.get_ref()) {
            Some(i) => under.push(*i),
            None => {
                let fault = Fault::new(text!(
                    "`{}` stands under the unknown kind `{}`",
                    "`{}` 列在未知的产品种类 `{}` 之下",
                    wire.id.get_ref(),
                    parent.get_ref()
                ))
                .suggest(parent.get_ref(), index.keys().map(String::as_str));
                problems.push(Problem::error(place.clone(), fault));
            }
        }
    }
    if wire.under.is_empty() && wire.id.get_ref() != "product" {
        let fault =
            Fault::new(text!("the kind `{}` stands under nothing", "产品种类 `{}` 没有上级", wire.id.get_ref()));
        problems.push(Problem::error(place.clone(), fault));
    }
    Kind {
        id: wire.id.into_inner(),
        under,
        below: Vec::new(),
        name: Text::new(wire.name.en, wire.name.zh),
        also_en: wire.also.en,
        also_zh: wire.also.zh,
        hs: wire.hs,
        implies,
        assumes,
        leaves: KindSet::default(),
        leaf: 0,
    }
}

/// What is true of every product of a kind is true of every kind below it: none of them may deny it.
fn denied(kinds: &[Kind], start: usize, place: &Place, problems: &mut Vec<Problem>) {
    let Some(kind) = kinds.get(start) else { return };
    let mut seen = vec![false; kinds.len()];
    let mut stack = kind.under.clone();
    while let Some(up) = stack.pop() {
        let (Some(above), Some(flag)) = (kinds.get(up), seen.get_mut(up)) else { continue };
        if std::mem::replace(flag, true) {
            continue;
        }
        for (fact, value) in &kind.implies {
            if let Some(other) = above.implies.get(fact).filter(|other| *other != value) {
                let fault = Fault::new(text!(
                    "the kind `{}` cannot have `{fact} = {value}`",
                    "产品种类 `{}` 不能有 `{fact} = {value}`",
                    kind.id
                ))
                .help(text!(
                    "it stands under `{}`, which has {fact} = {other}",
                    "它列在 `{}` 之下，后者有 {fact} = {other}",
                    above.id
                ));
                problems.push(Problem::error(place.clone(), fault));
            }
        }
        stack.extend(&above.under);
    }
}

/// A kind that lies under itself loses its parents, with a problem.
fn break_cycles(kinds: &mut [Kind], places: &[Place], problems: &mut Vec<Problem>) {
    for start in 0..kinds.len() {
        let mut seen = vec![false; kinds.len()];
        let mut stack = kinds.get(start).map(|k| k.under.clone()).unwrap_or_default();
        while let Some(up) = stack.pop() {
            if up == start {
                let id = kinds.get(start).map_or(String::new(), |k| k.id.clone());
                let fault = Fault::new(text!("the kind `{id}` lies under itself", "产品种类 `{id}` 列在自身之下"));
                problems.push(Problem::error(places.get(start).cloned().unwrap_or_default(), fault));
                if let Some(kind) = kinds.get_mut(start) {
                    kind.under.clear();
                }
                break;
            }
            if let Some(flag) = seen.get_mut(up)
                && !*flag
            {
                *flag = true;
                stack.extend(kinds.get(up).map(|k| k.under.clone()).unwrap_or_default());
            }
        }
    }
}

/// A row of `schemes.csv`, by the names of its columns.
fn known_scheme(head: &csv::StringRecord, row: &csv::StringRecord) -> Result<KnownScheme, Fault> {
    let cell = |name: &str| {
        let at = head.iter().position(|h| h == name);
        let found = at.and_then(|i| row.get(i)).map(str::to_owned);
        found.ok_or_else(|| Fault::new(text!("the column `{name}` is missing", "缺少列 `{name}`")))
    };
    let both = |en: &str, zh: &str| {
        let text = Text::new(cell(en)?, cell(zh)?);
        if text.en.trim().is_empty() == text.zh.trim().is_empty() { Ok(text) } else { Err(one_language()) }
    };
    fn word<T>(found: Option<T>, column: &str, word: &str) -> Result<T, Fault> {
        found.ok_or_else(|| Fault::new(text!("unknown {column} `{word}`", "列 {column} 中有未知的词 `{word}`")))
    }
    let (binding, attestation, demanded) = (cell("binding")?, cell("attestation")?, cell("demanded_by")?);
    let confidence = cell("confidence")?;
    Ok(KnownScheme {
        id: cell("id")?,
        markets: cell("markets")?.split('|').map(str::to_owned).collect(),
        name: both("name_en", "name_zh")?,
        binding: word(Binding::parse(&binding), "binding", &binding)?,
        attestation: word(Attestation::parse(&attestation), "attestation", &attestation)?,
        demanded_by: word(DemandedBy::parse(&demanded), "demanded_by", &demanded)?,
        authority: both("authority_en", "authority_zh")?,
        legal_basis: cell("legal_basis")?,
        register: both("register_en", "register_zh")?,
        source: cell("source")?,
        confidence: word(Confidence::parse(&confidence), "confidence", &confidence)?,
    })
}

fn one_language() -> Fault {
    Fault::new(text!("a text is empty in one language", "文本缺少一种语言"))
        .help(text!("give both en and zh", "请同时给出 en 和 zh"))
}

fn contradictions(common: &mut Common, file: &mut File) {
    let Some(read) = file.parse::<wire::ContradictionsFile>() else { return };
    let schemes = BTreeMap::new();
    let mut found = Vec::new();
    {
        let words =
            PackWords { common, definitions: BTreeMap::new(), tables: &NO_TABLES, schemes: &schemes, planner: false };
        for wire in read.contradiction {
            let offset = wire.id.span().start;
            let says = file.text(&wire.says, offset);
            if let Some(when) = file.condition(&wire.when, &common.units, &words) {
                found.push(Contradiction { id: wire.id.into_inner(), when, says, place: file.place(offset) });
            }
        }
    }
    common.contradictions = found;
}

fn concordance(common: &mut Common, file: &mut File) {
    let Some(read) = file.parse::<wire::ConcordanceFile>() else { return };
    let pairs =
        |list: &[wire::PairWire]| list.iter().map(|p| (p.from.get_ref().clone(), p.to.get_ref().clone())).collect();
    for pair in &read.fact_name {
        if !common.facts.contains_key(pair.to.get_ref()) {
            file.warning(pair.to.span().start, unknown_fact(pair.to.get_ref(), &common.facts));
        }
    }
    common.concordance = Concordance {
        facts: pairs(&read.fact_name),
        confidence: pairs(&read.confidence),
        outcomes: pairs(&read.outcome),
        kinds: pairs(&read.kind),
        ..std::mem::take(&mut common.concordance)
    };
}
