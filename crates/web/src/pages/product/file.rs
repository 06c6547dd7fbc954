//! The product file as text: seen, changed, uploaded, downloaded. What is wrong is told with line and word.

use super::base;
use crate::ask::{Answer, Ask};
use crate::layout::{Layout, Tongue};
use crate::reply::Reply;
use askama::Template;
use certmap_app::{AppError, FieldFault, NewProduct, ProductFile};

#[derive(Template)]
#[template(path = "product_file.html")]
struct FilePage {
    layout: Layout,
    t: Tongue,
    title: String,
    base: String,
    text: String,
    version: u64,
    faults: Vec<FieldFault>,
    may: bool,
    secret: String,
}

fn page(ask: &Ask, file: &ProductFile, text: String, faults: Vec<FieldFault>) -> Answer {
    let t = ask.t();
    let title = ask.app().store.item(certmap_app::ItemKind::Product, &file.id)?.map(|i| i.title).unwrap_or_default();
    let is_wrong = !faults.is_empty();
    let page = FilePage {
        layout: Layout { is_wrong, ..Layout::new(ask, t.say("Product file", "产品文件")) },
        t,
        title,
        base: base(ask),
        text,
        version: file.version,
        faults,
        may: ask.app().may_keep_products(ask.actor()?),
        secret: ask.form_secret.clone(),
    };
    Ok(Reply::page(&page)?.status(if is_wrong { 422 } else { 200 }))
}

/// The text, with everything that is wrong with it today.
pub(super) fn form(ask: &Ask) -> Answer {
    let file = ask.app().product(ask.actor()?, ask.part("id"))?;
    let faults = match ask.app().studied(ask.actor()?, &file.id) {
        Err(AppError::Invalid(faults)) => faults,
        _ => Vec::new(),
    };
    let text = file.text.clone();
    Ok(page(ask, &file, text, faults)?.status(200))
}

/// Writes it: the file that was uploaded, else the text.
pub(super) fn write(ask: &Ask) -> Answer {
    let file = ask.app().product(ask.actor()?, ask.part("id"))?;
    let uploaded =
        ask.files.iter().find(|f| f.field == "upload").map(|f| String::from_utf8_lossy(&f.bytes).into_owned());
    let text = uploaded.unwrap_or_else(|| ask.form.raw("text").replace("\r\n", "\n"));
    let new = NewProduct { text: text.clone(), markets: file.markets.clone(), why: ask.form.get("why").to_owned() };
    let expected = ask.form.get("version").parse().ok();
    match ask.app().save_product(ask.actor()?, &file.id, expected, &new) {
        Ok(_) => Ok(Reply::see(format!("{}?done=saved", base(ask)))),
        Err(AppError::Invalid(faults)) => page(ask, &file, text, faults),
        Err(AppError::Conflict { what, .. }) => page(
            ask,
            &file,
            text,
            vec![FieldFault { field: "text".to_owned(), what, help: certmap_base::Text::default() }],
        ),
        Err(other) => Err(other),
    }
}

/// The file itself.
pub(super) fn download(ask: &Ask) -> Answer {
    let file = ask.app().product(ask.actor()?, ask.part("id"))?;
    Ok(Reply::file("application/toml; charset=utf-8", &format!("{}.toml", file.id), file.text.into_bytes()))
}
