//! What lists show of a stream, and how lists are asked for.

use certmap_base::Date;
use certmap_case::Moment;
use std::collections::BTreeSet;

macro_rules! kinds {
    ($($(#[$meta:meta])* $name:ident = $word:literal),+ $(,)?) => {
        /// A kind of item.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ItemKind { $($(#[$meta])* $name),+ }

        impl ItemKind {
            /// All of them.
            pub const ALL: &'static [ItemKind] = &[$(ItemKind::$name),+];

            /// As it is written, and the kind of its stream.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $(ItemKind::$name => $word),+ }
            }

            /// Reads the word.
            #[must_use]
            pub fn parse(word: &str) -> Option<ItemKind> {
                ItemKind::ALL.iter().copied().find(|k| k.word() == word)
            }
        }
    };
}

kinds!(
    /// A product with its lines, factories, parties, papers and shipments.
    Product = "product",
    /// A plan that was kept.
    Plan = "plan",
    /// A case.
    Case = "case",
    /// A test report.
    Report = "report",
    /// An audit visit.
    Visit = "visit",
    /// A set of samples.
    Samples = "samples",
    /// A record with validity.
    Record = "record",
    /// A certificate.
    Certificate = "certificate",
);

/// What lists show of a stream. It can be made again from the events of the stream alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Kind.
    pub kind: ItemKind,
    /// Id of the stream.
    pub id: String,
    /// Version of the stream that it shows.
    pub version: u64,
    /// What people call it.
    pub title: String,
    /// Its state in a word, for filters.
    pub state: String,
    /// Scheme; empty if it has none.
    pub scheme: String,
    /// Market; empty if it has none.
    pub market: String,
    /// Whose turn it is: `body`, `applicant`, `nobody`, or empty.
    pub turn: String,
    /// Next date that matters.
    pub due: Option<Date>,
    /// When the last event came.
    pub changed: Moment,
    /// Words under which it is found beside the title, in lower case.
    pub words: String,
    /// What it belongs to: `org:ID` for each organisation that may see it, `case:ID` for each case that it serves.
    pub links: BTreeSet<String>,
    /// What pages show, as JSON.
    pub data: String,
}

/// The link of an organisation.
#[must_use]
pub fn of_organisation(id: &str) -> String {
    format!("org:{id}")
}

/// The link of a case.
#[must_use]
pub fn of_case(id: &str) -> String {
    format!("case:{id}")
}

/// How many letters of a title count when items are sorted by it.
const TITLE_KEY_LETTERS: usize = 200;

/// In which order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Sort {
    /// Changed last first.
    #[default]
    Changed,
    /// By title.
    Title,
    /// Due first; what has no date comes last.
    Due,
}

impl Sort {
    /// All of them, with their words.
    pub const ALL: &'static [(Sort, &'static str)] =
        &[(Sort::Changed, "changed"), (Sort::Title, "title"), (Sort::Due, "due")];

    /// Reads the word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Sort> {
        Sort::ALL.iter().find(|(_, w)| *w == word).map(|(s, _)| *s)
    }

    /// As it is written.
    #[must_use]
    pub fn word(self) -> &'static str {
        Sort::ALL.iter().find(|(s, _)| *s == self).map_or("changed", |(_, w)| w)
    }

    /// The key of an item in this order, as text that sorts by its bytes. Of a title only the
    /// first 200 letters count, so that every store can keep it in an index.
    #[must_use]
    pub fn key(self, item: &Item) -> String {
        match self {
            Sort::Changed => item.changed.to_string(),
            Sort::Title => item.title.to_lowercase().chars().take(TITLE_KEY_LETTERS).collect(),
            Sort::Due => item.due.map_or_else(|| "9999-12-31".to_owned(), |d| d.to_string()),
        }
    }

    /// Whether the greatest key comes first, and of equal keys the greatest id.
    #[must_use]
    pub fn is_descending(self) -> bool {
        self == Sort::Changed
    }
}

/// Which items. Empty words and `None` leave a filter away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemQuery {
    /// Kind.
    pub kind: ItemKind,
    /// Every one of these links.
    pub links: Vec<String>,
    /// One of these states.
    pub states: Vec<String>,
    /// Scheme.
    pub scheme: Option<String>,
    /// Market.
    pub market: Option<String>,
    /// Turn.
    pub turn: Option<String>,
    /// Due on this day or before.
    pub due_until: Option<Date>,
    /// Every word of this stands in the title or the words, whatever the case of letters.
    pub text: String,
    /// Order.
    pub sort: Sort,
    /// Only after this place, which is [`Found::next`] of the page before.
    pub after: Option<Cursor>,
    /// At most so many; 0 only counts.
    pub limit: u32,
}

impl ItemQuery {
    /// All items of a kind with a link, changed last first, 50 at a time.
    pub fn new(kind: ItemKind, links: impl IntoIterator<Item = String>) -> ItemQuery {
        ItemQuery {
            kind,
            links: links.into_iter().collect(),
            states: Vec::new(),
            scheme: None,
            market: None,
            turn: None,
            due_until: None,
            text: String::new(),
            sort: Sort::default(),
            after: None,
            limit: 50,
        }
    }

    /// Whether an item is asked for, paging aside. What every store must agree with.
    #[must_use]
    pub fn takes(&self, item: &Item) -> bool {
        let is = |want: &Option<String>, has: &str| want.as_deref().is_none_or(|w| w == has);
        let hay = format!("{} {}", item.title.to_lowercase(), item.words);
        item.kind == self.kind
            && self.links.iter().all(|l| item.links.contains(l))
            && (self.states.is_empty() || self.states.contains(&item.state))
            && is(&self.scheme, &item.scheme)
            && is(&self.market, &item.market)
            && is(&self.turn, &item.turn)
            && self.due_until.is_none_or(|until| item.due.is_some_and(|d| d <= until))
            && self.text.to_lowercase().split_whitespace().all(|w| hay.contains(w))
    }
}

/// A place in a sorted list: the key of the last item and its id.
///
/// ```
/// use certmap_app::Cursor;
/// let c = Cursor { key: "lamp: 灯".into(), id: "p-1".into() };
/// assert_eq!(Cursor::parse(&c.to_string()), Some(c));
/// assert_eq!(Cursor::parse("no such thing"), None);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// Key of the last item in the order of the list.
    pub key: String,
    /// Its id.
    pub id: String,
}

impl Cursor {
    /// Reads what [`Display`](std::fmt::Display) wrote.
    #[must_use]
    pub fn parse(word: &str) -> Option<Cursor> {
        let digits = word.as_bytes().chunks(2).map(|pair| {
            let pair = std::str::from_utf8(pair).ok()?;
            u8::from_str_radix(pair, 16).ok()
        });
        let text = String::from_utf8(digits.collect::<Option<Vec<u8>>>()?).ok()?;
        let (id, key) = text.split_once('\n')?;
        Some(Cursor { key: key.to_owned(), id: id.to_owned() })
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = format!("{}\n{}", self.id, self.key);
        text.bytes().try_for_each(|b| write!(f, "{b:02x}"))
    }
}

/// A page of items.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// The items.
    pub items: Vec<Item>,
    /// Where the next page begins, if there is one.
    pub next: Option<Cursor>,
    /// How many there are on all pages.
    pub total: u64,
}
