//! A new product: first what it is, in everyday words, then its name, markets and shipments.

use super::{markets, typed};
use crate::ask::{Answer, Ask};
use crate::form::{Field, Form, Takes};
use crate::layout::{Layout, Tongue};
use crate::list::in_path;
use crate::reply::Reply;
use askama::Template;
use certmap_app::{AppError, FieldFault, NewProduct};
use certmap_base::{Date, Text};
use certmap_intake::{Cell, set_keys, set_record};

/// Most kinds that a search shows.
const HITS: usize = 8;
/// Rows for shipments on the form.
const SHIPS: usize = 3;

#[derive(Template)]
#[template(path = "product_new.html")]
struct NewPage {
    layout: Layout,
    t: Tongue,
    words: String,
    searched: bool,
    found: bool,
    form: Form,
}

fn hits(ask: &Ask, words: &str) -> Vec<(String, Text)> {
    let kinds = &ask.app().law.library.common.kinds;
    let one = |k: &certmap_pack::Kind| {
        let other = if ask.lang == certmap_base::Lang::En { &k.name.zh } else { &k.name.en };
        (k.id.clone(), Text::same(format!("{} – {other}", k.name.get(ask.lang))))
    };
    kinds.find(words, HITS).into_iter().map(|h| one(h.kind)).collect()
}

fn fields(ask: &Ask, words: &str) -> Result<Form, AppError> {
    let mut form =
        Form::new(ask, "/products/new", "Keep it and go to the questions", "保存并开始回答问题").carrying("q", words);
    if !words.is_empty() {
        let mut choices = hits(ask, words);
        let first = choices.first().map(|(id, _)| id.clone()).unwrap_or_default();
        choices.push(("none".to_owned(), Text::new("none of these; I say it later", "都不是，以后再选")));
        form = form
            .field(Field::new("kind", Takes::OneShown(choices), "Which of these is it?", "属于哪一种？").value(first));
    }
    let owners = ask.app().product_owners(ask.actor()?)?;
    if owners.len() > 1 {
        let choices = owners.iter().map(|o| (o.id.clone(), o.name.clone())).collect();
        let own = ask.actor()?.organisation_id().to_owned();
        let field = Field::new("owner", Takes::One(choices), "Whose product is it?", "属于哪个客户？");
        form = form.field(field.hint("your clients never see each other", "各客户之间互不可见").value(own));
    }
    form = form
        .field(
            Field::new("name", Takes::Line, "What you call it", "产品名称")
                .hint("as on your price list, for example Kettle K1", "例如价目表上的名称：K1 电热水壶")
                .value(words),
        )
        .field(
            Field::new("hs", Takes::Line, "Customs code", "海关编码")
                .hint("a hint only, for example 8516.79", "仅供参考，例如 8516.79")
                .optional(),
        );
    for n in 1..=SHIPS {
        let (en, zh) = (format!("Country {n}"), format!("国家或地区 {n}"));
        let mut country = Field::new(&format!("market{n}"), Takes::One(markets(ask)), en, zh).optional();
        if n == 1 {
            country.optional = false;
            country =
                country.hint("where it is to be sold; more can be added later", "产品销售地，以后可以增加").value("CN");
        }
        let (en, zh) = (format!("Shipment {n} leaves on"), format!("第 {n} 次出运日期"));
        form = form.field(country).field(
            Field::new(&format!("date{n}"), Takes::Date, en, zh)
                .hint("leave it empty if there is no date yet", "尚无日期可不填")
                .optional(),
        );
    }
    Ok(form)
}

fn page(ask: &Ask, words: &str, form: Form) -> Answer {
    let t = ask.t();
    let layout = Layout { is_wrong: form.is_wrong(), ..Layout::new(ask, t.say("New product", "新建产品")) };
    let status = if form.is_wrong() { 422 } else { 200 };
    let found = !words.is_empty() && !hits(ask, words).is_empty();
    let page = NewPage { layout, t, words: words.to_owned(), searched: !words.is_empty(), found, form };
    Ok(Reply::page(&page)?.status(status))
}

/// The form.
pub(super) fn form(ask: &Ask) -> Answer {
    let words: String = ask.query.get("q").chars().filter(|c| !c.is_control()).take(100).collect();
    page(ask, &words, fields(ask, &words)?)
}

/// Keeps it.
pub(super) fn make(ask: &Ask) -> Answer {
    let words = ask.form.get("q").to_owned();
    let made =
        text_of(ask).and_then(|new| ask.app().new_product(ask.actor()?, ask.form.some("owner").as_deref(), &new));
    match made {
        Ok(file) => Ok(Reply::see(format!("/products/{}/questions", in_path(&file.id)))),
        Err(error) => page(ask, &words, fields(ask, &words)?.kept(&ask.form).refused(error)?),
    }
}

/// The product file for what was typed.
fn text_of(ask: &Ask) -> Result<NewProduct, AppError> {
    let typed = typed(&ask.form);
    let word = |name: &str| typed.get(name).to_owned();
    let mut faults = Vec::new();
    let mut wrong = |field: &str, en: String, zh: String| {
        faults.push(FieldFault { field: field.to_owned(), what: Text::new(en, zh), help: Text::default() });
    };
    if word("name").is_empty() {
        wrong("name", "the name is missing".to_owned(), "缺少名称".to_owned());
    }
    let cell = |w: String| if w.is_empty() || w == "none" { Cell::Nothing } else { Cell::Text(w) };
    let cells = [("name", Cell::Text(word("name"))), ("kind", cell(word("kind"))), ("hs", cell(word("hs")))];
    let fault = |f: certmap_base::Fault| AppError::field("", f.message.en, f.message.zh);
    let mut text = set_keys("", &cells).map_err(fault)?;
    let mut named = Vec::new();
    for n in 1..=SHIPS {
        let (market, date) = (word(&format!("market{n}")), word(&format!("date{n}")));
        if market.is_empty() {
            if !date.is_empty() {
                wrong(
                    &format!("market{n}"),
                    "a shipment goes to a country".to_owned(),
                    "请选择出运的国家或地区".to_owned(),
                );
            }
            continue;
        }
        match Date::parse(&date) {
            Ok(day) => {
                let cells = [("market", Cell::Text(market.clone())), ("date", Cell::Day(day))];
                text = set_record(&text, "ship", None, &cells).map_err(fault)?;
            }
            Err(_) if date.is_empty() => {}
            Err(_) => wrong(&format!("date{n}"), format!("`{date}` is not a day"), format!("`{date}` 不是日期")),
        }
        named.push(market);
    }
    if named.is_empty() {
        wrong("market1", "name a country".to_owned(), "请选择国家或地区".to_owned());
    }
    if !faults.is_empty() {
        return Err(AppError::Invalid(faults));
    }
    Ok(NewProduct { text, markets: named, why: String::new() })
}
