//! The packs in force: what they are, from when, and the texts that they rest on.

use crate::ask::{Answer, Ask};
use crate::layout::{Layout, Tongue};
use crate::reply::Reply;
use askama::Template;
use certmap_pack::Pack;

struct Row {
    href: String,
    title: String,
    id: String,
    version: String,
    digest: String,
    markets: String,
    schemes: usize,
    sources: usize,
}

struct SchemeRow {
    title: String,
    id: String,
    markets: String,
    rules: usize,
}

struct SourceRow {
    number: String,
    title: String,
    issuer: String,
    published: String,
    link: String,
}

#[derive(Template)]
#[template(path = "packs.html")]
struct PacksPage {
    layout: Layout,
    t: Tongue,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "pack.html")]
struct PackPage {
    layout: Layout,
    t: Tongue,
    pack: Row,
    schemes: Vec<SchemeRow>,
    sources: Vec<SourceRow>,
}

fn markets(ask: &Ask, codes: &[String]) -> String {
    let names = &ask.app().law.library.common.markets;
    let words = codes.iter().map(|c| names.name(c).map_or_else(|| c.clone(), |n| ask.t().of(n).to_owned()));
    words.collect::<Vec<_>>().join(ask.t().say(", ", "、"))
}

fn row(ask: &Ask, pack: &Pack) -> Row {
    Row {
        href: format!("/packs/{}", pack.id),
        title: ask.t().of(&pack.title).to_owned(),
        id: pack.id.clone(),
        version: pack.version.clone(),
        digest: pack.digest.clone(),
        markets: markets(ask, &pack.markets),
        schemes: pack.schemes.len(),
        sources: pack.sources.len(),
    }
}

/// All packs.
pub(crate) fn show(ask: &Ask) -> Answer {
    let rows = ask.app().law.library.packs.iter().map(|p| row(ask, p)).collect();
    let layout = Layout::new(ask, ask.t().say("Rules in force", "现行规则"));
    Reply::page(&PacksPage { layout, t: ask.t(), rows })
}

/// One pack.
pub(crate) fn one(ask: &Ask) -> Answer {
    let t = ask.t();
    let pack = ask.app().law.library.pack(ask.part("pack")).ok_or_else(crate::access::nothing_here)?;
    let schemes = pack.schemes.iter().map(|s| SchemeRow {
        title: t.of(&s.title).to_owned(),
        id: s.id.clone(),
        markets: markets(ask, &s.markets),
        rules: s.rules().count(),
    });
    let sources = pack.sources.values().map(|s| SourceRow {
        number: s.number.clone(),
        title: t.of(&s.title).to_owned(),
        issuer: t.of(&s.issuer).to_owned(),
        published: s.published.map(|d| d.to_string()).unwrap_or_default(),
        link: s.link.clone().filter(|l| l.starts_with("https://") || l.starts_with("http://")).unwrap_or_default(),
    });
    Reply::page(&PackPage {
        layout: Layout::new(ask, t.of(&pack.title)),
        t,
        pack: row(ask, pack),
        schemes: schemes.collect(),
        sources: sources.collect(),
    })
}
