//! Many products at once: a table in, with a dry run that shows every bad row, and everything out.

use super::markets;
use crate::ask::{Answer, Ask};
use crate::form::{Field, Form, Takes};
use crate::layout::{Layout, Tongue};
use crate::list::in_path;
use crate::reply::Reply;
use askama::Template;
use certmap_app::{AppError, Import, products_csv};
use certmap_intake::{form as columns, form_csv, write_product};
use certmap_scope::{Asked, Product};

/// Most problems that are shown; the rest is counted.
const SHOWN: usize = 200;

/// A problem of the file: row, column, what, what to do.
struct Bad {
    place: String,
    what: String,
    help: String,
    is_error: bool,
}

#[derive(Template)]
#[template(path = "import.html")]
struct ImportPage {
    layout: Layout,
    t: Tongue,
    form: Form,
    is_looked_at: bool,
    file: String,
    rows: usize,
    good: usize,
    bad: Vec<Bad>,
    more: usize,
    is_clean: bool,
    kept: Vec<(String, String)>,
}

fn fields(ask: &Ask) -> Result<Form, AppError> {
    let mut form = Form::new(ask, "/products/import", "Look at it", "检查文件").field(
        Field::new("file", Takes::File, "File", "文件").hint(
            "CSV, Excel (.xlsx), TOML or JSON; a row a product",
            "CSV、Excel（.xlsx）、TOML 或 JSON；每行一个产品",
        ),
    );
    let owners = ask.app().product_owners(ask.actor()?)?;
    if owners.len() > 1 {
        let choices = owners.iter().map(|o| (o.id.clone(), o.name.clone())).collect();
        let own = ask.actor()?.organisation_id().to_owned();
        form = form
            .field(Field::new("owner", Takes::One(choices), "Whose products are they?", "属于哪个客户？").value(own));
    }
    let does = vec![
        (
            "look".to_owned(),
            certmap_base::Text::new("look only: show every bad row, keep nothing", "仅检查：显示所有有误的行，不保存"),
        ),
        ("keep".to_owned(), certmap_base::Text::new("keep them all, if no row is bad", "若无错误则全部保存")),
    ];
    Ok(form
        .field(
            Field::new("market", Takes::One(markets(ask)), "A country for all of them", "所有产品共同的市场")
                .optional(),
        )
        .field(Field::new("does", Takes::OneShown(does), "What to do", "操作").value("look")))
}

fn page(ask: &Ask, form: Form, file: &str, import: Option<&Import>) -> Answer {
    let t = ask.t();
    let none = Import::default();
    let seen = import.unwrap_or(&none);
    let bad = seen.problems.iter().take(SHOWN).map(|p| Bad {
        place: p.place.say(ask.lang),
        what: p.fault.message.get(ask.lang).to_owned(),
        help: p.fault.help.as_ref().map(|h| h.get(ask.lang).to_owned()).unwrap_or_default(),
        is_error: p.is_error(),
    });
    let names = seen.products.iter().map(|p| p.name.clone());
    let is_wrong = form.is_wrong();
    let page = ImportPage {
        layout: Layout { is_wrong, ..Layout::new(ask, ask.route.title(ask.lang)) },
        t,
        form,
        is_looked_at: import.is_some(),
        file: file.to_owned(),
        rows: seen.rows,
        good: seen.products.len(),
        bad: bad.collect(),
        more: seen.problems.len().saturating_sub(SHOWN),
        is_clean: seen.is_clean(),
        kept: seen.kept.iter().map(|id| format!("/products/{}", in_path(id))).zip(names).collect(),
    };
    let failed = is_wrong || import.is_some_and(|i| !i.is_clean());
    Ok(Reply::page(&page)?.status(if failed { 422 } else { 200 }))
}

/// The form.
pub(super) fn form(ask: &Ask) -> Answer {
    page(ask, fields(ask)?, "", None)
}

/// Looks at a file, and keeps it where that is wanted and nothing is wrong.
pub(super) fn import(ask: &Ask) -> Answer {
    let Some(file) = ask.files.iter().find(|f| f.field == "file") else {
        let error = AppError::field("file", "choose a file", "请选择文件");
        return page(ask, fields(ask)?.kept(&ask.form).refused(error)?, "", None);
    };
    let keep = ask.form.get("does") == "keep";
    let markets: Vec<String> = ask.form.some("market").into_iter().collect();
    let owner = ask.form.some("owner");
    match ask.app().import_products(ask.actor()?, owner.as_deref(), &file.name, &file.bytes, &markets, keep) {
        Ok(import) => page(ask, fields(ask)?.kept(&ask.form), &file.name, Some(&import)),
        Err(error) => page(ask, fields(ask)?.kept(&ask.form).refused(error)?, "", None),
    }
}

/// A table to fill in, for the kind and the markets that the address names.
pub(super) fn table(ask: &Ask) -> Answer {
    let law = &ask.app().law;
    let kind = law.library.common.kinds.get(ask.query.get("kind"));
    let mut named: Vec<String> =
        ask.query.all("market").filter(|m| law.library.common.markets.market(m).is_some()).map(str::to_owned).collect();
    if named.is_empty() {
        named = ["CN", "US", "DE"].map(str::to_owned).into();
    }
    let product = Product { kind: kind.map(|k| k.id.clone()), ..Product::default() };
    let result = law.engine.ask(&product, &Asked::markets(&named, ask.app().today()));
    let facts: Vec<_> = result
        .questions
        .iter()
        .filter(|q| q.decisive && kind.is_some())
        .filter_map(|q| ask.app().fact(&q.fact))
        .collect();
    let text = form_csv(&columns("", kind, &facts), ask.lang);
    Ok(Reply::file("text/csv; charset=utf-8", "certmap-products.csv", text.into_bytes()))
}

/// All products, as a table or whole.
pub(super) fn export(ask: &Ask) -> Answer {
    let products = ask.app().export_products(ask.actor()?)?;
    let name = |end: &str| format!("certmap-products-{}.{end}", ask.app().today());
    if ask.query.get("format") == "csv" {
        return Ok(Reply::file("text/csv; charset=utf-8", &name("csv"), products_csv(&products).into_bytes()));
    }
    let mut out = String::new();
    for (id, product) in &products {
        let text = write_product(product).map_err(super::plan::told)?;
        out.push_str(&format!("# {id}\n[[product]]\n{}\n", nested(&text)));
    }
    Ok(Reply::file("application/toml; charset=utf-8", &name("toml"), out.into_bytes()))
}

/// A product file as part of one that holds several: its tables stand below `product`.
fn nested(text: &str) -> String {
    let line = |l: &str| match (l.strip_prefix("[["), l.strip_prefix('[')) {
        (Some(rest), _) => format!("[[product.{rest}"),
        (None, Some(rest)) => format!("[product.{rest}"),
        (None, None) => l.to_owned(),
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}
