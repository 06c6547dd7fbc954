//! `certmap find`.

use crate::output::print;
use crate::packs::Texts;
use crate::problems::{Ended, typed};
use certmap_base::{Fault, Lang, text};
use certmap_pack::{Hit, Library, Select};
use certmap_view::width;
use serde_json::json;
use std::process::ExitCode;

/// What became of names that stand in old papers; the search answers them before any kind.
fn former(library: &Library, word: &str) -> Option<String> {
    let folded = word.to_uppercase().replace([' ', '-'], "");
    let schemes = library.common.schemes.iter();
    let known =
        schemes.filter(|s| s.name.en.to_uppercase().replace([' ', '-'], "").contains(&folded) && folded.len() >= 3);
    let lines: Vec<String> = known.map(|s| format!("{}  {} / {}", s.id, s.name.en, s.name.zh)).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

pub(crate) fn run(texts: &Texts, word: &str, most: usize, json: bool, lang: Lang) -> Ended {
    let nothing = Select { markets: Some(Vec::new()), tests: false };
    let library = texts.library(&nothing)?;
    let hits = library.common.kinds.find(word, most);
    if json {
        print(&serde_json::Value::Array(hits.iter().map(object).collect()).to_string());
        return Ok(ExitCode::SUCCESS);
    }
    if hits.is_empty() {
        match former(library, word) {
            Some(schemes) => print(&schemes),
            None => {
                let fault = Fault::new(text!("no kind of product is called `{word}`", "没有名为 `{word}` 的产品种类"))
                    .help(text!("try a simpler word, in English or Chinese", "请换一个更简单的中文或英文词"));
                return Err(vec![typed(fault)]);
            }
        }
    }
    let columns = hits.iter().map(|h| h.kind.id.len()).max().unwrap_or(0).max(24);
    for hit in &hits {
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
    Ok(ExitCode::SUCCESS)
}

fn object(hit: &Hit) -> serde_json::Value {
    json!({
        "kind": hit.kind.id,
        "name": { "en": hit.kind.name.en, "zh": hit.kind.name.zh },
        "hs": hit.kind.hs,
        "score": hit.score,
    })
}
