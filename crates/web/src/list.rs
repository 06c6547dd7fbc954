//! Lists of items: search, filters in the address, order, pages, export. One component for all kinds.

use crate::ask::{Answer, Ask, Fields};
use crate::layout::{Layout, Tongue};
use crate::reply::Reply;
use crate::words::{self, Kind};
use askama::Template;
use certmap_app::{AppError, Cursor, Item, ItemKind, ItemQuery, OrganisationKind, Sort, of_organisation};
use certmap_base::{Date, Text};
use certmap_case::stored::CaseId;

/// Rows on a page.
const PAGE: u32 = 50;
/// Most rows of an export.
const EXPORT_MAX: usize = 100_000;

/// An item as a row shows it.
pub(crate) struct Shown {
    pub(crate) href: String,
    pub(crate) title: String,
    /// The id, where the title says something else.
    pub(crate) id: String,
    pub(crate) state: String,
    pub(crate) look: &'static str,
    pub(crate) scheme: String,
    pub(crate) market: String,
    pub(crate) turn: String,
    /// Whether it is the turn of who looks.
    pub(crate) is_ours: bool,
    pub(crate) due: String,
    pub(crate) is_late: bool,
    pub(crate) changed: String,
    pub(crate) kind: String,
}

/// How an item is shown.
pub(crate) fn shown(ask: &Ask, item: &Item) -> Shown {
    let t = ask.t();
    let (state, look) = words::state(item.kind, &item.state);
    let names = &ask.app().law.library.common;
    let scheme = ask.app().law.library.scheme(&item.scheme);
    let scheme = scheme.map_or_else(|| item.scheme.clone(), |(_, s)| t.of(&s.title).to_owned());
    let market = names.markets.name(&item.market).map_or_else(|| item.market.clone(), |n| t.of(n).to_owned());
    Shown {
        href: href(item),
        title: if item.title.is_empty() { item.id.clone() } else { item.title.clone() },
        id: if item.title == item.id || item.title.is_empty() { String::new() } else { item.id.clone() },
        state: t.line(&state),
        look: look.word(),
        scheme,
        market,
        turn: t.of(&words::turn(&item.turn)).to_owned(),
        is_ours: item.turn == own_turn(ask.actor.as_ref().and_then(certmap_app::Actor::kind)),
        due: item.due.map(|d| t.day(d)).unwrap_or_default(),
        is_late: item.due.is_some_and(|d| d < ask.app().today()),
        changed: t.day(item.changed.day()),
        kind: words::kind(item.kind).map(|k| t.say(k.title.0, k.title.1).to_owned()).unwrap_or_default(),
    }
}

/// The turn that is ours.
pub(crate) fn own_turn(kind: Option<OrganisationKind>) -> &'static str {
    match kind {
        Some(OrganisationKind::Body) => "body",
        Some(OrganisationKind::Laboratory) => "laboratory",
        _ => "applicant",
    }
}

/// Where an item is looked at: its own page, or that of its case. An id is a part of a path as it is.
fn href(item: &Item) -> String {
    let of_case = || item.links.iter().find_map(|l| l.strip_prefix("case:")).map(|c| CaseId::new(c).to_string());
    match words::kind(item.kind) {
        Some(kind) if kind.has_page => format!("{}/{}", kind.path, in_path(&item.id)),
        _ => of_case().map(|c| format!("/cases/{}", in_path(&c))).unwrap_or_default(),
    }
}

/// A word as a part of a path.
pub(crate) fn in_path(word: &str) -> String {
    form_urlencoded::byte_serialize(word.as_bytes()).collect::<String>().replace('+', "%20")
}

/// What the address asks for. Words that are not known are passed over.
pub(crate) fn query(kind: ItemKind, links: Vec<String>, fields: &Fields) -> ItemQuery {
    let states = words::states(kind);
    ItemQuery {
        states: fields.all("state").filter(|w| states.iter().any(|(s, ..)| s == w)).map(str::to_owned).collect(),
        scheme: fields.some("scheme"),
        market: fields.some("market").map(|m| m.to_uppercase()),
        turn: fields.some("turn"),
        due_until: Date::parse(fields.get("due")).ok(),
        text: fields.get("q").chars().filter(|c| !c.is_control()).take(200).collect(),
        sort: Sort::parse(fields.get("sort")).unwrap_or_default(),
        after: Cursor::parse(fields.get("after")),
        limit: PAGE,
        ..ItemQuery::new(kind, links)
    }
}

/// A choice of a filter.
struct Choice {
    value: String,
    word: String,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "list.html")]
struct ListPage {
    layout: Layout,
    t: Tongue,
    kind: &'static Kind,
    rows: Vec<Shown>,
    total: u64,
    text: String,
    scheme: String,
    market: String,
    due: String,
    states: Vec<Choice>,
    turns: Vec<Choice>,
    sorts: Vec<Choice>,
    is_filtered: bool,
    /// Whether one of the filters that are folded away is used.
    has_more: bool,
    is_first: bool,
    first: String,
    next: String,
    export: String,
    new: Option<(String, Text)>,
    ways: Vec<(&'static str, Text)>,
}

fn known(kind: ItemKind) -> Result<&'static Kind, AppError> {
    words::kind(kind).ok_or_else(crate::access::nothing_here)
}

fn own(ask: &Ask) -> Result<Vec<String>, AppError> {
    Ok(vec![of_organisation(ask.actor()?.organisation_id())])
}

fn choice(value: &str, word: String, chosen: &str) -> Choice {
    Choice { value: value.to_owned(), word, is_chosen: value == chosen }
}

/// The page of a kind.
pub(crate) fn page(ask: &Ask, of: ItemKind) -> Answer {
    let kind = known(of)?;
    let t = ask.t();
    let query = query(of, own(ask)?, &ask.query);
    let found = ask.app().store.items(&query)?;
    let state = query.states.first().cloned().unwrap_or_default();
    let turn = query.turn.clone().unwrap_or_default();
    let has_more = query.market.is_some() || query.turn.is_some() || query.due_until.is_some();
    let is_filtered = has_more || query.scheme.is_some() || !(query.text.is_empty() && query.states.is_empty());
    let address = |changes: &[(&str, &str)]| {
        let rest = ask.query.with(changes);
        if rest.is_empty() { kind.path.to_owned() } else { format!("{}?{rest}", kind.path) }
    };
    let next = found.next.as_ref().map(|n| address(&[("after", &n.to_string()), ("lang", ""), ("done", "")]));
    let states = words::states(of).iter().map(|(w, en, zh, _)| choice(w, t.line(&Text::new(*en, *zh)), &state));
    let turns = ["body", "applicant", "nobody"].iter().map(|w| choice(w, t.line(&words::turn(w)), &turn));
    let sorts = Sort::ALL.iter().map(|(s, w)| choice(w, t.line(&words::sort(w)), query.sort.word()).unless(*s, of));
    Reply::page(&ListPage {
        layout: Layout::new(ask, ask.route.title(ask.lang)),
        t,
        kind,
        rows: found.items.iter().map(|i| shown(ask, i)).collect(),
        total: found.total,
        text: query.text.clone(),
        scheme: query.scheme.clone().unwrap_or_default(),
        market: query.market.clone().unwrap_or_default(),
        due: query.due_until.map(|d| d.to_string()).unwrap_or_default(),
        states: states.collect(),
        turns: turns.collect(),
        sorts: sorts.flatten().collect(),
        is_filtered,
        has_more,
        is_first: query.after.is_none(),
        first: address(&[("after", ""), ("lang", ""), ("done", "")]),
        next: next.unwrap_or_default(),
        export: format!("{}.csv?{}", kind.path, ask.query.with(&[("after", ""), ("lang", ""), ("done", "")])),
        new: crate::pages::begin(ask, of),
        ways: crate::pages::ways(of),
    })
}

impl Choice {
    /// Nothing is sorted by a date that it does not have.
    fn unless(self, sort: Sort, kind: ItemKind) -> Option<Choice> {
        let dateless = matches!(kind, ItemKind::Report | ItemKind::Samples);
        (!(sort == Sort::Due && dateless)).then_some(self)
    }
}

/// Everything that the filters let through, as CSV.
pub(crate) fn export(ask: &Ask, of: ItemKind) -> Answer {
    let kind = known(of)?;
    let mut query = ItemQuery { limit: 1000, after: None, ..query(of, own(ask)?, &ask.query) };
    let mut out = String::from("\u{feff}");
    let t = ask.t();
    let heads: [(&str, &str); 9] = [
        ("id", "编号"),
        ("name", "名称"),
        ("state", "状态"),
        ("state_text", "状态说明"),
        ("scheme", "认证制度"),
        ("market", "市场"),
        ("turn", "待处理方"),
        ("due", "到期日"),
        ("changed", "更新时间"),
    ];
    line(&mut out, heads.map(|(en, zh)| t.say(en, zh).to_owned()));
    let mut count = 0;
    loop {
        let found = ask.app().store.items(&query)?;
        count += found.items.len();
        for i in found.items {
            let state = t.of(&words::state(of, &i.state).0).to_owned();
            let due = i.due.map(|d| d.to_string()).unwrap_or_default();
            line(&mut out, [i.id, i.title, i.state, state, i.scheme, i.market, i.turn, due, i.changed.to_string()]);
        }
        match found.next {
            Some(next) if count < EXPORT_MAX => query.after = Some(next),
            _ => break,
        }
    }
    let name = format!("certmap-{}-{}.csv", kind.path.trim_start_matches('/'), ask.app().today());
    Ok(Reply::file("text/csv; charset=utf-8", &name, out.into_bytes()))
}

/// A line of CSV. What a table program would take for a formula gets a sign in front.
fn line(out: &mut String, cells: [String; 9]) {
    let quoted = cells.map(|c| {
        let formula = c.starts_with(['=', '+', '-', '@', '\t', '\r']);
        format!("\"{}{}\"", if formula { "'" } else { "" }, c.replace('"', "\"\""))
    });
    out.push_str(&quoted.join(","));
    out.push_str("\r\n");
}
