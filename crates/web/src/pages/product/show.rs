//! The page of a product: what is known, and where each part is changed.

use super::{Head, base, head as head_of, kind_name, market_name, markets, studied, typed};
use crate::ask::{Answer, Ask};
use crate::form::{Field, Form, Takes};
use crate::layout::{Layout, Tongue};
use crate::list::in_path;
use crate::pages::FormPage;
use crate::reply::Reply;
use askama::Template;
use certmap_app::{AppError, ItemKind, ItemQuery, ProductEvent, RECORD_KINDS, RecordKind, Studied, Typed, records_of};
use certmap_base::{Lang, Text, text};
use certmap_pack::{FactType, Value};
use certmap_scope::{Answer as Said, CUSTOMS_CODE, Outcome};
use certmap_view::words;

/// A market, with what it asks in short.
struct Market {
    name: String,
    code: String,
    badges: Vec<(&'static str, &'static str, String)>,
    missing: String,
}

/// A part with its records.
struct Part {
    kind: &'static RecordKind,
    heads: Vec<String>,
    rows: Vec<(String, Vec<(String, String)>)>,
    new: String,
}

struct Fact {
    name: String,
    value: String,
    from: String,
    href: String,
}

#[derive(Template)]
#[template(path = "product.html")]
struct ProductPage {
    layout: Layout,
    t: Tongue,
    head: Head,
    base: String,
    may: bool,
    retired: String,
    questions: u32,
    markets: Vec<Market>,
    asked_on: String,
    is_stale: bool,
    kind: String,
    hs: String,
    gtin: String,
    owner: String,
    facts: Vec<Fact>,
    parts: Vec<Part>,
    warnings: Vec<String>,
    plans: Vec<crate::list::Shown>,
    history: Vec<(String, String, String)>,
    retire: Form,
    secret: String,
}

/// The page.
pub(super) fn page(ask: &Ask) -> Answer {
    let found = match studied(ask) {
        // What the dictionary no longer takes is mended in the file.
        Err(AppError::Invalid(_)) => return Ok(Reply::see(format!("{}/file", base(ask)))),
        other => other?,
    };
    let retire = Form::new(ask, format!("{}/retire", base(ask)), "Retire this product", "停用此产品")
        .field(
            Field::new("why", Takes::Line, "Why", "原因")
                .hint("it leaves the lists; nothing of it is lost", "停用后不再列出，但内容不会丢失"),
        )
        .warning();
    shown(ask, &found, retire)
}

fn shown(ask: &Ask, found: &Studied, retire: Form) -> Answer {
    let (t, file, product) = (ask.t(), &found.file, &found.product);
    let owner = ask.app().organisation(&file.owner)?.map(|o| t.name(&o.name)).unwrap_or_default();
    let links = vec![certmap_app::of_organisation(ask.actor()?.organisation_id()), format!("product:{}", file.id)];
    let plans = ask.app().store.items(&ItemQuery { limit: 10, ..ItemQuery::new(ItemKind::Plan, links) })?;
    let facts =
        product.facts.iter().filter(|(id, _)| *id != CUSTOMS_CODE).map(|(id, said)| fact(ask, id, said)).collect();
    let is_stale = file.scoped.as_ref().is_some_and(|s| {
        s.packs.iter().any(|p| ask.app().law.library.pack(&p.id).is_none_or(|now| now.digest != p.digest))
    });
    let page = ProductPage {
        layout: Layout { is_wrong: retire.is_wrong(), ..Layout::new(ask, product.name.clone()) },
        t,
        head: head_of(ask, found, ""),
        base: base(ask),
        may: ask.app().may_keep_products(ask.actor()?),
        retired: file.retired.clone().unwrap_or_default(),
        questions: file.scoped.as_ref().map_or(0, |s| s.questions),
        markets: market_cards(ask, found),
        asked_on: file.scoped.as_ref().and_then(|s| s.on).map(|d| t.day(d)).unwrap_or_default(),
        is_stale,
        kind: product.kind.as_deref().map(|k| kind_name(ask, k)).unwrap_or_default(),
        hs: product.customs_code().unwrap_or_default(),
        gtin: product.gtin.clone().unwrap_or_default(),
        owner,
        facts,
        parts: RECORD_KINDS.iter().map(|k| part(ask, found, k)).collect(),
        warnings: found.warnings.iter().map(|p| t.line(&p.fault.message)).collect(),
        plans: plans.items.iter().map(|i| crate::list::shown(ask, i)).collect(),
        history: history(ask, found),
        secret: ask.form_secret.clone(),
        retire,
    };
    Reply::page(&page)
}

fn market_cards(ask: &Ask, found: &Studied) -> Vec<Market> {
    let summary = found.file.scoped.as_ref().map(|s| s.summary.clone()).unwrap_or_default();
    let card = |code: &String| {
        let of = summary.get(code).cloned().unwrap_or_default();
        let titles = ask.app().law.engine.titles();
        let title = |id: &String| titles.get(id).map_or_else(|| id.clone(), |n| n.get(ask.lang).to_owned());
        let missing: Vec<String> = of.missing.iter().map(title).collect();
        Market {
            name: market_name(ask, code),
            code: code.clone(),
            badges: badges(ask.lang, &of.outcomes.iter().map(|(w, s)| (w.as_str(), s.len())).collect::<Vec<_>>()),
            missing: missing.join(ask.t().say(", ", "、")),
        }
    };
    found.markets.iter().map(card).collect()
}

/// Outcomes with how often each stands: word of the class, sign, text.
pub(super) fn badges(lang: Lang, counts: &[(&str, usize)]) -> Vec<(&'static str, &'static str, String)> {
    let mut known: Vec<(Outcome, usize)> =
        counts.iter().filter_map(|(w, n)| Outcome::parse(w).map(|o| (o, *n))).collect();
    known.sort_by_key(|(o, _)| certmap_view::map::urgency(*o));
    let badge = |(o, n): &(Outcome, usize)| {
        let word = words::outcome(*o).get(lang);
        (o.word(), words::sign(*o), if *n > 1 { format!("{word} ×{n}") } else { word.to_owned() })
    };
    known.iter().map(badge).collect()
}

fn fact(ask: &Ask, id: &str, said: &Said) -> Fact {
    let known = ask.app().fact(id);
    let from: Vec<&str> = said.by.iter().chain(&said.from).map(String::as_str).collect();
    Fact {
        name: known.map_or_else(|| id.to_owned(), |f| ask.t().line(&f.name)),
        value: value_shown(ask, id, &said.value),
        from: from.join(": "),
        href: format!("{}/questions?fact={}", base(ask), in_path(id)),
    }
}

/// A value as people say it.
pub(super) fn value_shown(ask: &Ask, id: &str, value: &Value) -> String {
    let t = ask.t();
    let known = ask.app().fact(id);
    let choice = |word: &str| match known.map(|f| &f.kind) {
        Some(FactType::Choice(all) | FactType::List(all)) => {
            all.iter().find(|c| c.id == word).map_or_else(|| word.to_owned(), |c| c.name.get(ask.lang).to_owned())
        }
        _ => word.to_owned(),
    };
    match value {
        Value::Bool(true) => t.say("yes", "是").to_owned(),
        Value::Bool(false) => t.say("no", "否").to_owned(),
        Value::Choice(word) => choice(word),
        Value::List { items, complete } if items.is_empty() && *complete => t.say("none", "无").to_owned(),
        Value::List { items, complete } => {
            let list: Vec<String> = items.iter().map(|w| choice(w)).collect();
            let open = if *complete { "" } else { t.say(" and perhaps others", "等") };
            format!("{}{open}", list.join(t.say(", ", "、")))
        }
        Value::Date(day) => t.day(*day),
        other => other.to_string(),
    }
}

fn part(ask: &Ask, found: &Studied, kind: &'static RecordKind) -> Part {
    let records = records_of(&found.product, kind);
    let filled = |key: &str| records.iter().any(|r| !r.get(key).is_empty());
    let columns: Vec<_> = kind.fields.iter().filter(|f| filled(f.key)).collect();
    let path = format!("{}/records/{}", base(ask), kind.key);
    let row = |(n, typed): (usize, &Typed)| {
        let cells = columns.iter().map(|f| {
            (ask.t().say(f.label.0, f.label.1).to_owned(), super::record::shown(ask, &f.takes, typed.get(f.key)))
        });
        (format!("{path}/{n}"), cells.collect())
    };
    Part {
        kind,
        heads: columns.iter().map(|f| ask.t().say(f.label.0, f.label.1).to_owned()).collect(),
        rows: records.iter().enumerate().map(row).collect(),
        new: format!("{path}/new"),
    }
}

fn history(ask: &Ask, found: &Studied) -> Vec<(String, String, String)> {
    let t = ask.t();
    let one = |w: &certmap_app::Written<ProductEvent>| {
        let person = ask.app().person(w.by.person.as_str()).map(|p| t.of(&p.name).to_owned()).unwrap_or_default();
        let what = match &w.event {
            ProductEvent::Saved { why, .. } if why.is_empty() => t.say("saved", "保存").to_owned(),
            ProductEvent::Saved { why, .. } => why.clone(),
            ProductEvent::Retired { why } => format!("{}{why}", t.say("retired: ", "停用：")),
            ProductEvent::Scoped { .. } => return None,
        };
        Some((format!("{} · {}", w.version, t.day(w.at.day())), person, what))
    };
    found.file.history.iter().rev().filter_map(one).take(20).collect()
}

fn head_form(ask: &Ask, found: &Studied) -> Form {
    let product = &found.product;
    let or = |w: &Option<String>| w.clone().unwrap_or_default();
    Form::new(ask, format!("{}/head", base(ask)), "Save", "保存")
        .field(Field::new("name", Takes::Line, "What you call it", "产品名称").value(product.name.clone()))
        .field(
            Field::new("kind", Takes::Line, "Kind of product", "产品种类")
                .hint(
                    "everyday words in English or Chinese, or the id of a kind",
                    "可填写中文或英文常用名称，或种类编号",
                )
                .value(or(&product.kind))
                .optional(),
        )
        .field(
            Field::new("hs", Takes::Line, "Customs code", "海关编码")
                .value(product.customs_code().unwrap_or_default())
                .optional(),
        )
        .field(
            Field::new("gtin", Takes::Line, "GTIN (bar code)", "商品条码（GTIN）").value(or(&product.gtin)).optional(),
        )
        .field(
            Field::new("markets", Takes::Any(markets(ask)), "Markets", "市场")
                .hint("those of shipments are always asked about", "出运目的地始终包括在内")
                .values(found.file.markets.clone()),
        )
}

/// The form for name, kind and markets.
pub(super) fn head(ask: &Ask) -> Answer {
    let found = studied(ask)?;
    let ways = vec![(base(ask), text!("Back to the product", "返回产品"))];
    let title = text!("Name, kind and markets", "名称、种类与市场");
    FormPage::answer(ask, title, Text::default(), head_form(ask, &found), ways)
}

/// Changes name, kind and markets.
pub(super) fn set_head(ask: &Ask) -> Answer {
    let mut typed = typed(&ask.form);
    let kinds = &ask.app().law.library.common.kinds;
    let word = typed.get("kind").to_owned();
    // Words that clearly mean one kind are enough.
    if kinds.get(&word).is_none()
        && let [best, rest @ ..] = kinds.find(&word, 3).as_slice()
        && best.score >= 90
        && rest.iter().all(|r| r.score < best.score)
    {
        typed = typed.with("kind", best.kind.id.clone());
    }
    match ask.app().set_head(ask.actor()?, ask.part("id"), &typed) {
        Ok(_) => Ok(Reply::see(format!("{}?done=saved", base(ask)))),
        Err(error) => {
            let form = head_form(ask, &studied(ask)?).kept(&ask.form).refused(error)?;
            let ways = vec![(base(ask), text!("Back to the product", "返回产品"))];
            FormPage::answer(ask, text!("Name, kind and markets", "名称、种类与市场"), Text::default(), form, ways)
        }
    }
}

/// Asks scope again.
pub(super) fn ask_again(ask: &Ask) -> Answer {
    ask.app().scope_again(ask.actor()?, ask.part("id"))?;
    Ok(Reply::see(format!("{}?done=saved", base(ask))))
}

/// Retires the product.
pub(super) fn retire(ask: &Ask) -> Answer {
    match ask.app().retire_product(ask.actor()?, ask.part("id"), None, ask.form.get("why")) {
        Ok(()) => Ok(Reply::see("/products?done=saved")),
        Err(error) => {
            let form = Form::new(ask, format!("{}/retire", base(ask)), "Retire this product", "停用此产品")
                .field(Field::new("why", Takes::Line, "Why", "原因"))
                .warning();
            let ways = vec![(base(ask), text!("Back to the product", "返回产品"))];
            let title = text!("Retire this product", "停用此产品");
            FormPage::answer(ask, title, Text::default(), form.kept(&ask.form).refused(error)?, ways)
        }
    }
}
