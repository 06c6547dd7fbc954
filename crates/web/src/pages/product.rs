//! A product: its models, parties and papers, the map of what it needs, and its plans.
//!
//! The rule for one product is `Access::Party(ItemKind::Product)`, which looks at `{id}`.

mod file;
mod kept;
mod map;
mod new;
mod plan;
mod portfolio;
mod question;
mod record;
mod rule;
mod show;
mod transfer;

use crate::access::Access;
use crate::ask::{Ask, Fields};
use crate::list::in_path;
use crate::route::Route;
use certmap_app::{AppError, ItemKind, OrganisationKind, Studied, Typed};
use certmap_base::{Lang, Text, text};
use certmap_case::stored::Role;
use certmap_view::Style;

const OWN: Access = Access::Party(ItemKind::Product);
const PLAN: Access = Access::Party(ItemKind::Plan);
const MEMBER: Access = Access::Member;
/// Who keeps products.
pub(crate) const KEEPS: Access = Access::All(&[
    Access::Kind(&[OrganisationKind::Exporter, OrganisationKind::Consultant, OrganisationKind::Factory]),
    Access::Role(&[Role::Applicant, Role::Administrator]),
]);

/// Routes of products.
pub(crate) const ROUTES: &[Route] = &[
    Route::get("product_new", "/products/new", KEEPS, ("New product", "新建产品"), new::form),
    Route::post("product_new_do", "/products/new", KEEPS, ("Keep a new product", "保存新产品"), new::make),
    Route::get("product_portfolio", "/products/map", MEMBER, ("Map of all products", "全部产品一览"), portfolio::page),
    Route::get("product_import", "/products/import", KEEPS, ("Import products", "导入产品"), transfer::form),
    Route::post("product_import_do", "/products/import", KEEPS, ("Import products", "导入产品"), transfer::import)
        .with_files(),
    Route::get(
        "product_import_form",
        "/products/import.csv",
        MEMBER,
        ("Table to fill in", "填写用表格"),
        transfer::table,
    ),
    Route::get("product_export", "/products/export", MEMBER, ("Export products", "导出产品"), transfer::export),
    Route::get("product", "/products/{id}", OWN, ("Product", "产品"), show::page),
    Route::get("product_head", "/products/{id}/head", OWN, ("Name, kind and markets", "名称、种类与市场"), show::head),
    Route::post(
        "product_head_do",
        "/products/{id}/head",
        OWN,
        ("Change name, kind, markets", "修改名称、种类与市场"),
        show::set_head,
    ),
    Route::get(
        "product_record",
        "/products/{id}/records/{record}/{place}",
        OWN,
        ("Part of a product", "产品信息"),
        record::form,
    ),
    Route::post(
        "product_record_do",
        "/products/{id}/records/{record}/{place}",
        OWN,
        ("Write a part of a product", "保存产品信息"),
        record::write,
    ),
    Route::post(
        "product_record_remove",
        "/products/{id}/records/{record}/{place}/remove",
        OWN,
        ("Take a part away", "删除产品信息"),
        record::remove,
    ),
    Route::get("product_file", "/products/{id}/file", OWN, ("Product file", "产品文件"), file::form),
    Route::post("product_file_do", "/products/{id}/file", OWN, ("Write the product file", "保存产品文件"), file::write)
        .with_files(),
    Route::get(
        "product_file_download",
        "/products/{id}/file.toml",
        OWN,
        ("Product file, TOML", "产品文件（TOML）"),
        file::download,
    ),
    Route::get("product_questions", "/products/{id}/questions", OWN, ("Questions", "问题"), question::page),
    Route::post("product_answer", "/products/{id}/questions", OWN, ("Answer", "回答"), question::answer),
    Route::get("product_answers", "/products/{id}/answers", OWN, ("Check your answers", "核对回答"), question::answers),
    Route::get("product_map", "/products/{id}/map", OWN, ("Certificate map", "认证要求一览"), map::page),
    Route::get("product_map_file", "/products/{id}/map/{format}", OWN, ("Map as a file", "下载一览表"), map::file),
    Route::get("product_plan", "/products/{id}/plan", OWN, ("Plan", "计划"), plan::page),
    Route::post("product_plan_keep", "/products/{id}/plan", OWN, ("Keep this plan", "保存此计划"), plan::keep),
    Route::get("product_plan_file", "/products/{id}/plan/{format}", OWN, ("Plan as a file", "下载计划"), plan::file),
    Route::get("product_offer", "/products/{id}/offer", OWN, ("Offer to print", "报价单（可打印）"), plan::offer),
    Route::post("product_scope", "/products/{id}/scope", OWN, ("Ask again", "重新判断"), show::ask_again),
    Route::post("product_retire", "/products/{id}/retire", OWN, ("Retire a product", "停用产品"), show::retire),
    Route::get("plan", "/plans/{id}", PLAN, ("Plan that was kept", "已保存的计划"), kept::page),
    Route::post("plan_budget", "/plans/{id}/budget", PLAN, ("Approve a budget", "批准预算"), kept::budget),
    Route::post("plan_cost", "/plans/{id}/costs", PLAN, ("Record a cost", "登记费用"), kept::cost),
    Route::get("rule", "/packs/{pack}/rules/{rule}", Access::SignedIn, ("Rule", "规则"), rule::page),
];

/// Where a product is begun.
pub(crate) fn begin(ask: &Ask) -> Option<(String, Text)> {
    let may = ask.actor.as_ref().is_some_and(|a| ask.app().may_keep_products(a));
    may.then(|| ("/products/new".to_owned(), text!("New product", "新建产品")))
}

/// Other ways to look at products than their list.
pub(crate) fn ways() -> Vec<(&'static str, Text)> {
    vec![
        ("/products/map", text!("Map of all products", "全部产品一览")),
        ("/products/import", text!("Import and export", "导入与导出")),
    ]
}

/// How things are shown to whoever asks.
fn style(ask: &Ask) -> Style<'_> {
    let law = &ask.app().law;
    let style = Style::new(ask.lang).with_library(law.library);
    if law.days.is_empty() { style } else { style.with_days(&law.days) }
}

/// What was typed, as the use cases take it.
fn typed(fields: &Fields) -> Typed {
    let mut typed = Typed::default();
    for (name, value) in fields.iter().filter(|(n, _)| *n != "form_secret") {
        typed.values.entry(name.to_owned()).or_default().push(value.to_owned());
    }
    typed
}

/// Countries to choose from, by name.
fn markets(ask: &Ask) -> Vec<(String, Text)> {
    let names = &ask.app().law.library.common.markets;
    let one = |code: &str| {
        let name = names.name(code).cloned().unwrap_or_default();
        (code.to_owned(), Text::new(format!("{} ({code})", name.en), format!("{}（{code}）", name.zh)))
    };
    let mut all: Vec<(String, Text)> = names.codes().filter(|c| names.market(c).is_some()).map(one).collect();
    all.sort_by(|a, b| a.1.get(ask.lang).cmp(b.1.get(ask.lang)));
    all
}

/// The name of a market.
fn market_name(ask: &Ask, code: &str) -> String {
    let name = ask.app().law.library.common.markets.name(code);
    name.map_or_else(|| code.to_owned(), |n| n.get(ask.lang).to_owned())
}

/// The name of a kind of product.
fn kind_name(ask: &Ask, id: &str) -> String {
    let kind = ask.app().law.library.common.kinds.get(id);
    kind.map_or_else(|| id.to_owned(), |k| k.name.get(ask.lang).to_owned())
}

/// What stands on top of every page of a product.
struct Head {
    title: String,
    kind: String,
    tabs: Vec<(String, String, bool)>,
}

/// The head of a page of a product; `here` is the tab that it is.
fn head(ask: &Ask, studied: &Studied, here: &str) -> Head {
    let base = format!("/products/{}", in_path(&studied.file.id));
    let questions = studied.file.scoped.as_ref().map_or(0, |s| s.questions);
    let asked = match (questions, ask.lang) {
        (0, Lang::En) => "Questions".to_owned(),
        (0, Lang::Zh) => "问题".to_owned(),
        (n, Lang::En) => format!("Questions ({n})"),
        (n, Lang::Zh) => format!("问题（{n}）"),
    };
    let t = ask.t();
    let tabs = [
        ("", t.say("Product", "产品").to_owned()),
        ("/questions", asked),
        ("/map", t.say("Map", "认证要求一览").to_owned()),
        ("/plan", t.say("Plan", "计划").to_owned()),
        ("/file", t.say("File", "文件").to_owned()),
    ];
    let tab = |(path, word): (&str, String)| (format!("{base}{path}"), word, path == here);
    Head {
        title: studied.product.name.clone(),
        kind: studied.product.kind.as_deref().map(|k| kind_name(ask, k)).unwrap_or_default(),
        tabs: tabs.into_iter().map(tab).collect(),
    }
}

/// The product that the address names. A file that the dictionary no longer takes leads to the page that mends it.
fn studied(ask: &Ask) -> Result<Studied, AppError> {
    ask.app().studied(ask.actor()?, ask.part("id"))
}

fn base(ask: &Ask) -> String {
    format!("/products/{}", in_path(ask.part("id")))
}
