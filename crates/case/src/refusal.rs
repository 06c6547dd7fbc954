//! Why a command is not carried out.

use certmap_base::Text;

/// A refusal: a stable name, what is in the way, and what to do about it, in both languages.
///
/// ```
/// use certmap_case::Refusal;
/// let r = Refusal::new("unsigned_agreement", "the agreement is not signed", "合同尚未签订")
///     .help("let both sides sign it", "请双方签订合同");
/// assert_eq!((r.name, r.help.zh.as_str()), ("unsigned_agreement", "请双方签订合同"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Name in programs and tests; it never changes its meaning.
    pub name: &'static str,
    /// What is in the way.
    pub what: Text,
    /// What to do.
    pub help: Text,
}

impl Refusal {
    /// A refusal without advice yet.
    pub fn new(name: &'static str, en: impl Into<String>, zh: impl Into<String>) -> Refusal {
        Refusal { name, what: Text::new(en, zh), help: Text::default() }
    }

    /// Adds what to do.
    #[must_use]
    pub fn help(mut self, en: impl Into<String>, zh: impl Into<String>) -> Refusal {
        self.help = Text::new(en, zh);
        self
    }
}

/// The events of a command, or every reason against it.
pub type Decided<E> = Result<Vec<E>, Vec<Refusal>>;

/// Nothing, or the reason against it.
pub(crate) type Check = Result<(), Refusal>;

/// The events if nothing stands against them.
pub(crate) fn unless<E>(refusals: Vec<Refusal>, events: impl FnOnce() -> Vec<E>) -> Decided<E> {
    if refusals.is_empty() { Ok(events()) } else { Err(refusals) }
}

/// The reasons among several checks.
pub(crate) fn reasons(checks: impl IntoIterator<Item = Check>) -> Vec<Refusal> {
    checks.into_iter().filter_map(Result::err).collect()
}

/// Something is not known under a name.
pub(crate) fn unknown(what: (&str, &str), id: &str) -> Refusal {
    Refusal::new("unknown", format!("there is no {} `{id}`", what.0), format!("没有名为`{id}`的{}", what.1))
        .help("look at the list for how it is written", "请在列表中查看正确写法")
}

/// Something exists already.
pub(crate) fn exists(what: (&str, &str), id: &str) -> Refusal {
    Refusal::new("exists", format!("the {} `{id}` exists already", what.0), format!("{}`{id}`已经存在", what.1))
        .help("give the new one an id of its own; records are never written over", "请使用新的编号；记录不得覆盖")
}

/// A text that must be given is empty.
pub(crate) fn needed(what: (&str, &str), text: &str) -> Check {
    if text.trim().is_empty() { Err(missing(what)) } else { Ok(()) }
}

/// A list that must not be empty.
pub(crate) fn some(what: (&str, &str), list: &[String]) -> Check {
    if list.iter().any(|t| !t.trim().is_empty()) { Ok(()) } else { Err(missing(what)) }
}

fn missing(what: (&str, &str)) -> Refusal {
    Refusal::new("missing", format!("the {} is missing", what.0), format!("缺少{}", what.1))
        .help(format!("write the {} down", what.0), format!("请填写{}", what.1))
}
