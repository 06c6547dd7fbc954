//! Products for programs: kept, changed, retired, asked about, planned.

use super::schema;
use crate::access::{Access, nothing_here};
use crate::ask::{Answer, Ask};
use crate::reply::Reply;
use crate::route::{Body, Operation, Route, Verb};
use certmap_app::{AppError, ItemKind, NewProduct, PlanAsked, ProductFile, Scope};
use certmap_base::Date;
use certmap_view::json;
use serde_json::{Value, json};

const OWN: Access = Access::Party(ItemKind::Product);

const FILE: Operation =
    Operation { scope: Scope::Read, query: &[], request: None, answer: schema::product, status: 200 };
const MAKE: Operation = Operation {
    scope: Scope::Write,
    query: &[],
    request: Some(schema::new_product),
    answer: schema::product,
    status: 201,
};
const PUT: Operation = Operation {
    scope: Scope::Write,
    query: &[],
    request: Some(schema::new_product),
    answer: schema::product,
    status: 200,
};
const RETIRE: Operation = Operation {
    scope: Scope::Write,
    query: &[("why", "why it is retired", "停用原因")],
    request: None,
    answer: schema::product,
    status: 200,
};
const SCOPE: Operation = Operation {
    scope: Scope::Read,
    query: &[
        ("on", "the day asked about, as 2027-01-31", "判断日期，例如 2027-01-31"),
        ("market", "one market", "单个市场"),
    ],
    request: None,
    answer: schema::scope,
    status: 200,
};
const PLAN: Operation = Operation {
    scope: Scope::Read,
    query: &[
        ("ship", "day of shipment for markets that have none", "没有出运日期的市场所用日期"),
        ("scheme", "id of a scheme, in place of the mandatory ones; may stand several times", "制度编号，可重复"),
    ],
    request: None,
    answer: schema::plan,
    status: 200,
};

/// Routes of products.
pub(super) const ROUTES: &[Route] = &[
    Route {
        body: Body::Form,
        ..Route::post(
            "api_product_make",
            "/api/v1/products",
            crate::pages::product::KEEPS,
            ("Keep a new product", "保存新产品"),
            make,
        )
    }
    .api(&MAKE),
    Route::get(
        "api_product_file",
        "/api/v1/products/{id}/file",
        OWN,
        ("A product with its file", "产品及其文件"),
        file,
    )
    .api(&FILE),
    Route {
        verb: Verb::Put,
        body: Body::Form,
        ..Route::post(
            "api_product_put",
            "/api/v1/products/{id}",
            OWN,
            ("Change a product; If-Match says which version was looked at", "修改产品；If-Match 为所查看的版本"),
            put,
        )
    }
    .api(&PUT),
    Route {
        verb: Verb::Delete,
        ..Route::post(
            "api_product_retire",
            "/api/v1/products/{id}",
            OWN,
            ("Retire a product; nothing of it is lost", "停用产品，内容不会丢失"),
            retire,
        )
    }
    .api(&RETIRE),
    Route::get(
        "api_product_scope",
        "/api/v1/products/{id}/scope",
        OWN,
        ("What each market asks, with reasons", "各市场要求及依据"),
        scope,
    )
    .api(&SCOPE),
    Route::get("api_product_plan", "/api/v1/products/{id}/plan", OWN, ("Plan of a product", "产品计划"), plan)
        .api(&PLAN),
];

fn product(file: &ProductFile) -> Reply {
    let value = json!({
        "id": file.id,
        "version": file.version,
        "owner": file.owner,
        "markets": file.markets,
        "text": file.text,
        "retired": file.retired,
        "scoped": file.scoped.as_ref().map(|s| json!({"on": s.on, "packs": s.packs, "summary": s.summary, "questions": s.questions})),
    });
    Reply::json(&value).header("etag", format!("\"{}\"", file.version))
}

fn new(ask: &Ask) -> Result<(NewProduct, Option<String>), AppError> {
    let body = ask.json()?;
    let word = |key: &str| body.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let list = body.get("markets").and_then(Value::as_array).into_iter().flatten();
    let markets = list.filter_map(Value::as_str).map(str::to_owned).collect();
    if word("text").trim().is_empty() {
        return Err(AppError::field("text", "the product file is missing", "缺少产品文件"));
    }
    Ok((NewProduct { text: word("text"), markets, why: word("why") }, Some(word("owner"))))
}

fn make(ask: &Ask) -> Answer {
    let (new, owner) = new(ask)?;
    Ok(product(&ask.app().new_product(ask.actor()?, owner.as_deref(), &new)?).status(201))
}

fn file(ask: &Ask) -> Answer {
    Ok(product(&ask.app().product(ask.actor()?, ask.part("id"))?))
}

fn put(ask: &Ask) -> Answer {
    let (new, _) = new(ask)?;
    Ok(product(&ask.app().save_product(ask.actor()?, ask.part("id"), ask.expected()?, &new)?))
}

fn retire(ask: &Ask) -> Answer {
    let why = Some(ask.query.get("why")).filter(|w| !w.is_empty()).unwrap_or("retired by a program");
    ask.app().retire_product(ask.actor()?, ask.part("id"), ask.expected()?, why)?;
    Ok(product(&ask.app().product(ask.actor()?, ask.part("id"))?))
}

fn day(ask: &Ask, name: &str) -> Result<Option<Date>, AppError> {
    let word = ask.query.some(name);
    word.map(|w| Date::parse(&w).map_err(|f| AppError::field(name, f.message.en, f.message.zh))).transpose()
}

fn scope(ask: &Ask) -> Answer {
    let found = ask.app().studied(ask.actor()?, ask.part("id"))?;
    let markets = match ask.query.some("market") {
        None => found.markets.clone(),
        Some(one) => found.markets.iter().filter(|m| **m == one).cloned().collect(),
    };
    if markets.is_empty() {
        return Err(nothing_here());
    }
    let results = ask.app().law.scope(&found.product, &markets, day(ask, "on")?, ask.app().today());
    Ok(Reply::json(&json!({"results": results.iter().map(json::scope).collect::<Vec<_>>()})))
}

fn plan(ask: &Ask) -> Answer {
    let schemes = ask.query.all("scheme").map(str::to_owned).collect();
    let asked = PlanAsked { schemes, ship: day(ask, "ship")?, samples: 500, ..PlanAsked::default() };
    let (_, planned) = ask.app().plan_product(ask.actor()?, ask.part("id"), &asked, &[])?;
    Ok(Reply::json(&json::plan(&planned.plan)))
}
