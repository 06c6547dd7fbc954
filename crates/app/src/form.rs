//! Forms: what an action asks for, and what was typed. The pages and the API share them.

use crate::app::App;
use crate::desk::{CaseFile, Command};
use crate::error::FieldFault;
use crate::secret::short_id;
use crate::who::Actor;
use certmap_base::{Date, Text};
use certmap_case::CaseCommand;
use certmap_case::stored::{DocumentId, FileNote, RunKey, Side};
use std::collections::{BTreeMap, BTreeSet};

/// What a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// One line.
    Line,
    /// Several lines of prose.
    Prose,
    /// A list, one entry a line.
    List,
    /// A day.
    Date,
    /// A whole number from 0.
    Number,
    /// A decimal number.
    Amount,
    /// Yes or no.
    Flag,
    /// One of these words, each with its text.
    Choice(&'static [Choice]),
    /// A run of a step of the case.
    Run,
    /// An organisation of a kind, by its id.
    Laboratory,
    /// Any organisation that is a party, by its id.
    Party,
    /// A person of the body, by the id.
    Staff,
    /// A paper: a file that is uploaded, or the id of one in the case.
    File,
    /// An id that the page fills in.
    Id,
}

/// A word to choose, with its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// The word that is sent.
    pub word: &'static str,
    /// English.
    pub en: &'static str,
    /// Chinese.
    pub zh: &'static str,
}

/// A field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Name.
    pub name: &'static str,
    /// What it takes.
    pub kind: FieldKind,
    /// Whether it may be left empty.
    pub optional: bool,
    /// Label in English.
    pub en: &'static str,
    /// Label in Chinese.
    pub zh: &'static str,
}

impl Field {
    /// The label.
    #[must_use]
    pub fn label(&self) -> Text {
        Text::new(self.en, self.zh)
    }

    const fn new(name: &'static str, kind: FieldKind, en: &'static str, zh: &'static str) -> Field {
        Field { name, kind, optional: false, en, zh }
    }

    /// The same, but it may be left empty.
    pub(crate) const fn optional(self) -> Field {
        Field { optional: true, ..self }
    }
}

/// A field that must be filled in.
pub(crate) const fn field(name: &'static str, kind: FieldKind, en: &'static str, zh: &'static str) -> Field {
    Field::new(name, kind, en, zh)
}

/// A word to choose.
pub(crate) const fn choice(word: &'static str, en: &'static str, zh: &'static str) -> Choice {
    Choice { word, en, zh }
}

/// A file whose bytes are kept already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// Name that the person gave it.
    pub name: String,
    /// SHA-256 of its bytes.
    pub digest: String,
}

/// What was typed and uploaded, by name of field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed {
    /// Texts.
    pub values: BTreeMap<String, Vec<String>>,
    /// Files.
    pub uploads: BTreeMap<String, Vec<Upload>>,
}

impl Typed {
    /// The first text of a field, without spaces around it; empty if there is none.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.values.get(name).and_then(|v| v.first()).map_or("", |v| v.trim())
    }

    /// Sets a text.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Typed {
        self.values.insert(name.to_owned(), vec![value.into()]);
        self
    }
}

/// A form that is being read. Faults are gathered, so that all of them are told at once.
pub(crate) struct Form<'a> {
    pub app: &'a App,
    pub actor: &'a Actor,
    pub file: &'a CaseFile,
    pub typed: &'a Typed,
    pub faults: Vec<FieldFault>,
    /// Papers that were uploaded with it, to be added first.
    pub added: Vec<FileNote>,
}

const LINE_BYTES_MAX: usize = 2_000;
const PROSE_BYTES_MAX: usize = 20_000;

impl Form<'_> {
    pub(crate) fn wrong(&mut self, field: &str, what: Text, help: Text) {
        self.faults.push(FieldFault { field: field.to_owned(), what, help });
    }

    fn missing(&mut self, name: &str) {
        self.wrong(name, Text::new("this is missing", "此项为必填"), Text::new("fill it in", "请填写"));
    }

    fn bounded(&mut self, name: &str, max: usize) -> String {
        let value = self.typed.get(name).to_owned();
        if value.len() > max {
            let told = Text::new(format!("this is longer than {max} bytes"), format!("内容超过 {max} 字节"));
            self.wrong(name, told, Text::new("make it shorter, or attach it as a file", "请缩短，或以附件上传"));
        }
        if value.contains('\0') {
            let told = Text::new("there is a character in it that cannot be kept", "含有无法保存的字符");
            self.wrong(name, told, Text::new("type it again", "请重新输入"));
        }
        value
    }

    /// One line; empty where it is not given.
    pub(crate) fn maybe(&mut self, name: &str) -> Option<String> {
        Some(self.bounded(name, LINE_BYTES_MAX)).filter(|v| !v.is_empty())
    }

    /// One line.
    pub(crate) fn line(&mut self, name: &str) -> String {
        let value = self.bounded(name, LINE_BYTES_MAX);
        if value.is_empty() {
            self.missing(name);
        }
        value
    }

    /// Prose; may be empty.
    pub(crate) fn prose(&mut self, name: &str) -> String {
        self.bounded(name, PROSE_BYTES_MAX)
    }

    /// A list: lines of one text, or several texts.
    pub(crate) fn list(&mut self, name: &str) -> Vec<String> {
        let all = self.typed.values.get(name).cloned().unwrap_or_default();
        if all.iter().map(String::len).sum::<usize>() > PROSE_BYTES_MAX || all.iter().any(|v| v.contains('\0')) {
            let told =
                Text::new("this is too long, or has a character that cannot be kept", "内容过长或含有无法保存的字符");
            self.wrong(name, told, Text::new("make it shorter", "请缩短"));
        }
        all.iter().flat_map(|v| v.lines()).map(|l| l.trim().to_owned()).filter(|l| !l.is_empty()).collect()
    }

    /// A day.
    pub(crate) fn date(&mut self, name: &str) -> Date {
        match self.maybe_date(name) {
            Some(day) => day,
            None => {
                if self.typed.get(name).is_empty() {
                    self.missing(name);
                }
                Date::MIN
            }
        }
    }

    /// A day, or none.
    pub(crate) fn maybe_date(&mut self, name: &str) -> Option<Date> {
        let word = self.bounded(name, 40);
        if word.is_empty() {
            return None;
        }
        match Date::parse(&word) {
            Ok(day) => Some(day),
            Err(_) => {
                let told = Text::new(format!("`{word}` is not a day"), format!("`{word}` 不是日期"));
                self.wrong(name, told, Text::new("write it as 2027-06-01", "请按 2027-06-01 的格式填写"));
                None
            }
        }
    }

    /// The day on which something happened: today where none is typed.
    pub(crate) fn on(&mut self) -> Date {
        self.maybe_date("on").unwrap_or_else(|| self.app.today())
    }

    /// A whole number.
    pub(crate) fn number(&mut self, name: &str) -> u32 {
        let word = self.line(name);
        word.parse().unwrap_or_else(|_| {
            if !word.is_empty() {
                let told = Text::new(format!("`{word}` is not a whole number"), format!("`{word}` 不是整数"));
                self.wrong(name, told, Text::new("write digits only", "请只填写数字"));
            }
            0
        })
    }

    /// A decimal number, as text.
    pub(crate) fn amount(&mut self, name: &str) -> String {
        let word = self.line(name);
        let digits = |p: &str| !p.is_empty() && p.len() < 16 && p.bytes().all(|b| b.is_ascii_digit());
        if !word.is_empty() && !word.splitn(2, '.').all(digits) {
            let told = Text::new(format!("`{word}` is not an amount"), format!("`{word}` 不是金额或数值"));
            self.wrong(name, told, Text::new("write it as 1200.50", "请按 1200.50 的格式填写"));
        }
        word
    }

    /// Yes or no.
    pub(crate) fn flag(&mut self, name: &str) -> bool {
        matches!(self.typed.get(name), "yes" | "true" | "on" | "1")
    }

    /// One of the words of a closed set.
    pub(crate) fn word<W: Copy>(&mut self, name: &str, all: &[W], written: fn(W) -> &'static str) -> Option<W> {
        let word = self.line(name);
        let found = all.iter().copied().find(|w| written(*w) == word);
        if found.is_none() && !word.is_empty() {
            let known: Vec<&str> = all.iter().map(|w| written(*w)).collect();
            let told = Text::new(format!("`{word}` cannot be chosen here"), format!("此处不能选择 `{word}`"));
            let list = known.join(", ");
            self.wrong(name, told, Text::new(format!("choose one of {list}"), format!("请从 {list} 中选择")));
        }
        found
    }

    /// The run of a step.
    pub(crate) fn run(&mut self) -> RunKey {
        RunKey::parse(&self.line("run"))
    }

    /// A new id below the case, such as `c-1.r-abc`.
    pub(crate) fn new_id(&self, prefix: &str) -> String {
        format!("{}.{}", self.file.id, short_id(prefix, self.app.chance.as_ref()))
    }

    /// The side for which the actor hands in papers.
    pub(crate) fn side(&self) -> Side {
        self.file.sides.iter().next().copied().unwrap_or(Side::Holder)
    }

    /// A paper: what was uploaded under the name, or the id that was typed.
    pub(crate) fn document(&mut self, name: &str, kind: &str) -> DocumentId {
        let mut all = self.documents(name, kind);
        if all.is_empty() {
            let told = Text::new("a file is missing", "缺少文件");
            self.wrong(name, told, Text::new("attach it", "请上传"));
            return DocumentId::new("");
        }
        all.remove(0)
    }

    /// Papers: what was uploaded under the name, and ids that were typed.
    pub(crate) fn documents(&mut self, name: &str, kind: &str) -> Vec<DocumentId> {
        let uploads = self.typed.uploads.get(name).cloned().unwrap_or_default();
        let mut ids: Vec<DocumentId> = uploads.iter().map(|u| self.add(kind, u)).collect();
        for id in self.list(name) {
            let id = DocumentId::new(id);
            if self.file.case.files.contains_key(&id) {
                ids.push(id);
            } else {
                let told = Text::new(format!("there is no paper `{id}` in this case"), format!("本案没有文件 `{id}`"));
                self.wrong(name, told, Text::new("upload it first", "请先上传"));
            }
        }
        ids
    }

    /// Notes a file that was uploaded. Sealed ones are seen by whoever sends them and by the body alone.
    fn add(&mut self, kind: &str, upload: &Upload) -> DocumentId {
        let document = DocumentId::new(self.new_id("d"));
        let from = self.side();
        let sealed = self.flag("sealed");
        let seen_by: BTreeSet<Side> =
            if sealed { [from, Side::Body].into() } else { Side::ALL.iter().copied().collect() };
        self.added.push(FileNote {
            document: document.clone(),
            kind: kind.to_owned(),
            name: upload.name.clone(),
            digest: upload.digest.clone(),
            language: None,
            from,
            seen_by,
            sealed,
            replaces: None,
        });
        document
    }

    /// Papers that the page asked for by kind: fields with the name `document:KIND`.
    pub(crate) fn papers_by_kind(&mut self) -> Vec<DocumentId> {
        let names: BTreeSet<String> = self
            .typed
            .uploads
            .keys()
            .chain(self.typed.values.keys())
            .filter(|n| n.starts_with("document:"))
            .cloned()
            .collect();
        let of = |n: &String| n.trim_start_matches("document:").to_owned();
        names.iter().flat_map(|n| self.documents(n, &of(n))).collect()
    }

    /// The commands that add what was uploaded.
    pub(crate) fn adding(&mut self) -> Vec<Command> {
        std::mem::take(&mut self.added).into_iter().map(|f| CaseCommand::AddFile(f).into()).collect()
    }
}
