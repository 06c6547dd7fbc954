//! A rule of a pack: what it says, on what condition, from when, where that stands, when it was last checked.

use crate::access::nothing_here;
use crate::ask::{Answer, Ask};
use crate::layout::{Layout, Tongue};
use crate::reply::Reply;
use askama::Template;
use certmap_base::Cite;
use certmap_pack::{Pack, Rule, Scheme};
use certmap_view::words;

struct Source {
    number: String,
    at: String,
    title: String,
    link: String,
    founded: String,
}

struct Shown {
    scheme: String,
    kind: String,
    title: String,
    note: String,
    sentence: String,
    condition: String,
    phases: Vec<(String, String)>,
    standards: String,
    sources: Vec<Source>,
}

#[derive(Template)]
#[template(path = "rule.html")]
struct RulePage {
    layout: Layout,
    t: Tongue,
    pack: String,
    pack_title: String,
    id: String,
    rules: Vec<Shown>,
}

/// The page; a rule that several schemes have under the same id stands once for each.
pub(super) fn page(ask: &Ask) -> Answer {
    let t = ask.t();
    let pack = ask.app().law.library.pack(ask.part("pack")).ok_or_else(nothing_here)?;
    let id = ask.part("rule");
    let found = pack.schemes.iter().filter_map(|s| s.rule(id).map(|r| (s, r)));
    let rules: Vec<Shown> = found.map(|(s, r)| shown(ask, pack, s, r)).collect();
    let Some(first) = rules.first() else { return Err(nothing_here()) };
    let page = RulePage {
        layout: Layout::new(ask, first.title.clone()),
        t,
        pack: pack.id.clone(),
        pack_title: t.of(&pack.title).to_owned(),
        id: id.to_owned(),
        rules,
    };
    Reply::page(&page)
}

fn shown(ask: &Ask, pack: &Pack, scheme: &Scheme, rule: &Rule) -> Shown {
    let t = ask.t();
    let phase = |p: &certmap_pack::Phase| (words::phase(p.phase).get(ask.lang).to_owned(), t.day(p.from));
    let source = |c: &Cite| {
        let text = pack.sources.get(&c.source);
        let checked = c.checked.map(|d| t.day(d)).unwrap_or_default();
        Source {
            number: text.map_or_else(|| c.source.clone(), |s| s.number.clone()),
            at: c.at.clone(),
            title: text.map(|s| t.of(&s.title).to_owned()).unwrap_or_default(),
            link: text
                .and_then(|s| s.link.clone())
                .filter(|l| l.starts_with("https://") || l.starts_with("http://"))
                .unwrap_or_default(),
            founded: format!("{} {checked}", words::confidence(c.status).get(ask.lang)),
        }
    };
    Shown {
        scheme: t.of(&scheme.title).to_owned(),
        kind: words::rule_kind(rule.kind).get(ask.lang).to_owned(),
        title: t.line(&rule.title),
        note: rule.note.as_ref().map(|n| t.line(n)).unwrap_or_default(),
        sentence: certmap_view::review::rule_sentence(ask.app().law.library, pack, rule, ask.lang),
        condition: certmap_expr::print(&rule.when),
        phases: rule.phases.iter().map(phase).collect(),
        standards: rule.standards.join(", "),
        sources: rule.cites.iter().map(source).collect(),
    }
}
