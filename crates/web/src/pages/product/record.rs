//! One record of a product, by form: a shipment, a model, a factory, a party, a paper.

use super::{base, market_name, markets, studied, typed};
use crate::access::nothing_here;
use crate::ask::{Answer, Ask};
use crate::form::{Field, Form, Takes};
use crate::pages::FormPage;
use crate::reply::Reply;
use certmap_app::{AppError, Column, RecordField, RecordKind, Typed, record_kind, records_of};
use certmap_base::{Date, Text};
use certmap_pack::FactType;

/// A value of a record, as people read it.
pub(super) fn shown(ask: &Ask, takes: &Column, word: &str) -> String {
    match takes {
        _ if word.is_empty() => String::new(),
        Column::Market => market_name(ask, word),
        Column::Day => Date::parse(word).map_or_else(|_| word.to_owned(), |d| ask.t().day(d)),
        Column::Scheme => {
            let title = ask.app().law.engine.titles().get(word);
            title.map_or_else(|| word.to_owned(), |n| n.get(ask.lang).to_owned())
        }
        Column::Word(all) => {
            all.iter().find(|(w, ..)| *w == word).map_or(word, |(_, en, zh)| ask.t().say(en, zh)).to_owned()
        }
        Column::Purpose => {
            let found = purposes(ask).into_iter().find(|(w, _)| w == word);
            found.map_or_else(|| word.to_owned(), |(_, name)| name.get(ask.lang).to_owned())
        }
        _ => word.to_owned(),
    }
}

fn purposes(ask: &Ask) -> Vec<(String, Text)> {
    match ask.app().fact("import_purpose").map(|f| &f.kind) {
        Some(FactType::Choice(all)) => all.iter().map(|c| (c.id.clone(), c.name.clone())).collect(),
        _ => Vec::new(),
    }
}

fn takes(ask: &Ask, field: &RecordField, factories: &[String]) -> Takes {
    match field.takes {
        Column::Day => Takes::Date,
        Column::Number => Takes::Number,
        Column::Market => Takes::One(markets(ask)),
        Column::Purpose => Takes::One(purposes(ask)),
        Column::Factory => Takes::One(factories.iter().map(|f| (f.clone(), Text::same(f.as_str()))).collect()),
        Column::Scheme => {
            let titles = ask.app().law.engine.titles().iter();
            let mut all: Vec<(String, Text)> = titles.map(|(id, title)| (id.clone(), title.clone())).collect();
            all.sort_by(|a, b| a.1.get(ask.lang).cmp(b.1.get(ask.lang)));
            Takes::One(all)
        }
        Column::Word(all) => Takes::One(
            all.iter()
                .filter(|(w, ..)| !w.is_empty())
                .map(|(w, en, zh)| ((*w).to_owned(), Text::new(*en, *zh)))
                .collect(),
        ),
        Column::Text | Column::List | Column::Name(_) => Takes::Line,
    }
}

struct Wanted {
    kind: &'static RecordKind,
    place: Option<usize>,
    values: Typed,
    factories: Vec<String>,
}

fn wanted(ask: &Ask) -> Result<Wanted, AppError> {
    let kind = record_kind(ask.part("record")).ok_or_else(nothing_here)?;
    let product = studied(ask)?.product;
    let factories = product.factories.iter().map(|f| f.id.clone()).collect();
    let (place, values) = match ask.part("place") {
        "new" => (None, Typed::default()),
        word => {
            let place: usize = word.parse().map_err(|_| nothing_here())?;
            (Some(place), records_of(&product, kind).into_iter().nth(place).ok_or_else(nothing_here)?)
        }
    };
    Ok(Wanted { kind, place, values, factories })
}

fn path(ask: &Ask) -> String {
    format!("{}/records/{}/{}", base(ask), ask.part("record"), ask.part("place"))
}

fn answer(ask: &Ask, wanted: &Wanted, form: Form) -> Answer {
    let one = Text::new(wanted.kind.one.0, wanted.kind.one.1);
    let teaches = Text::new(wanted.kind.teaches.0, wanted.kind.teaches.1);
    let back = (base(ask), Text::new("Back to the product", "返回产品"));
    FormPage::answer(ask, one, teaches, form, vec![back])
}

fn form_of(ask: &Ask, wanted: &Wanted) -> Form {
    let mut form = Form::new(ask, path(ask), "Save", "保存");
    for f in wanted.kind.fields {
        let mut field =
            Field::new(f.key, takes(ask, f, &wanted.factories), f.label.0, f.label.1).value(wanted.values.get(f.key));
        field.optional = f.optional;
        form = form.field(field);
    }
    form
}

/// The form.
pub(super) fn form(ask: &Ask) -> Answer {
    let wanted = wanted(ask)?;
    if wanted.place.is_none() {
        return answer(ask, &wanted, form_of(ask, &wanted));
    }
    let page = RemovablePage {
        layout: crate::layout::Layout::new(ask, ask.t().say(wanted.kind.one.0, wanted.kind.one.1)),
        t: ask.t(),
        form: form_of(ask, &wanted),
        remove: Form::new(ask, format!("{}/remove", path(ask)), "Take it away", "删除").warning(),
        back: base(ask),
    };
    Reply::page(&page)
}

#[derive(askama::Template)]
#[template(path = "product_record.html")]
struct RemovablePage {
    layout: crate::layout::Layout,
    t: crate::layout::Tongue,
    form: Form,
    remove: Form,
    back: String,
}

/// Writes it.
pub(super) fn write(ask: &Ask) -> Answer {
    let wanted = wanted(ask)?;
    match ask.app().set_record(ask.actor()?, ask.part("id"), wanted.kind, wanted.place, &typed(&ask.form)) {
        Ok(_) => Ok(Reply::see(format!("{}?done=saved#{}", base(ask), wanted.kind.key))),
        Err(error) => answer(ask, &wanted, form_of(ask, &wanted).kept(&ask.form).refused(error)?),
    }
}

/// Takes it away.
pub(super) fn remove(ask: &Ask) -> Answer {
    let kind = record_kind(ask.part("record")).ok_or_else(nothing_here)?;
    // What somebody else took away meanwhile is gone, as was wanted.
    let Ok(wanted) = wanted(ask) else { return Ok(Reply::see(format!("{}#{}", base(ask), kind.key))) };
    let place = wanted.place.ok_or_else(nothing_here)?;
    match ask.app().remove_record(ask.actor()?, ask.part("id"), wanted.kind, place) {
        Ok(_) => Ok(Reply::see(format!("{}?done=saved#{}", base(ask), wanted.kind.key))),
        Err(error) => answer(ask, &wanted, form_of(ask, &wanted).refused(error)?),
    }
}
