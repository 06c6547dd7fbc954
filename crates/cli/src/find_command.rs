//! `certmap find`.

use crate::output::print;
use crate::packs::Texts;
use crate::problems::{Ended, typed};
use certmap_base::{Cite, Fault, Lang, Text, text};
use certmap_pack::{Common, Former, Hit, Named, Select, Source};
use certmap_view::width;
use serde_json::json;
use std::process::ExitCode;

/// Where a name of a scheme, mark or standard is asked for, a kind below this score is a chance likeness.
const BESIDE_A_NAME_MIN: u8 = 70;

pub(crate) fn run(texts: &Texts, word: &str, most: usize, json: bool, lang: Lang) -> Ended {
    let nothing = Select { markets: Some(Vec::new()), tests: false };
    let library = texts.library(&nothing)?;
    let common = &library.common;
    let named = common.named(word);
    let least = if named.is_empty() { 0 } else { BESIDE_A_NAME_MIN };
    let hits: Vec<Hit> = common.kinds.find(word, most).into_iter().filter(|h| h.score >= least).collect();
    if json {
        let kinds = hits.iter().map(object);
        let names = named.iter().map(|n| named_object(n, common));
        print(&serde_json::Value::Array(kinds.chain(names).collect()).to_string());
        return Ok(ExitCode::SUCCESS);
    }
    if hits.is_empty() && named.is_empty() {
        let fault = Fault::new(text!("no kind of product is called `{word}`", "没有名为 `{word}` 的产品种类"))
            .help(text!("try a simpler word, in English or Chinese", "请换一个更简单的中文或英文词"));
        return Err(vec![typed(fault)]);
    }
    for name in &named {
        show_named(name, common, lang);
    }
    show_kinds(&hits, lang);
    Ok(ExitCode::SUCCESS)
}

fn show_kinds(hits: &[Hit], lang: Lang) {
    let columns = hits.iter().map(|h| h.kind.id.len()).max().unwrap_or(0).max(24);
    for hit in hits {
        let name = hit.kind.name.get(lang);
        let other = hit.kind.name.get(if lang == Lang::En { Lang::Zh } else { Lang::En });
        let hs = if hit.kind.hs.is_empty() { String::new() } else { format!("HS {}", hit.kind.hs.join(", ")) };
        print(&format!(
            "{:>3}  {}  {}  {}  {hs}",
            hit.score,
            width::fit(&hit.kind.id, columns),
            width::fit(name, 34),
            width::fit(other, 24)
        ));
    }
}

/// What a name means, the schemes that go by it today, and where that stands.
fn show_named(name: &Named, common: &Common, lang: Lang) {
    let scheme = |id: &str| {
        let known = common.schemes.iter().find(|s| s.id == id);
        print(&format!("  {}  {}", width::fit(id, 16), known.map_or("", |s| s.name.get(lang))));
    };
    match name {
        Named::Scheme(found) => scheme(&found.id),
        Named::Former(former) => {
            print(former.names.first().map_or("", String::as_str));
            print(&format!("  {}", former.says.get(lang)));
            former.now.iter().for_each(|id| scheme(id));
            for (cite, source) in sources(former, common) {
                let link = source.link.as_deref().unwrap_or_default();
                print(format!("  [{}] {} {link}", cite.status.word(), source.title.get(lang)).trim_end());
            }
        }
    }
}

fn sources<'a>(former: &'a Former, common: &'a Common) -> impl Iterator<Item = (&'a Cite, &'a Source)> {
    former.cites.iter().filter_map(|c| Some((c, common.concordance.sources.get(&c.source)?)))
}

fn named_object(name: &Named, common: &Common) -> serde_json::Value {
    let both = |text: &Text| json!({ "en": text.en, "zh": text.zh });
    match name {
        Named::Scheme(scheme) => json!({ "scheme": scheme.id, "name": both(&scheme.name), "score": 100 }),
        Named::Former(former) => json!({
            "former": former.names.first(),
            "says": both(&former.says),
            "now": former.now,
            "cites": sources(former, common).map(|(cite, source)| json!({
                "number": source.number,
                "title": both(&source.title),
                "at": cite.at,
                "link": source.link,
                "status": cite.status.word(),
            })).collect::<Vec<_>>(),
            "score": 100,
        }),
    }
}

fn object(hit: &Hit) -> serde_json::Value {
    json!({
        "kind": hit.kind.id,
        "name": { "en": hit.kind.name.en, "zh": hit.kind.name.zh },
        "hs": hit.kind.hs,
        "score": hit.score,
    })
}
