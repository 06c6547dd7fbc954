//! The API: `/api/v1`, for programs with a token.

mod items;
mod me;
mod products;
mod schema;

use crate::access::Access;
use crate::ask::{Answer, Ask};
use crate::layout::{Layout, Tongue};
use crate::reply::Reply;
use crate::route::{Body, Face, Operation, Route};
use askama::Template;
use certmap_app::Scope;

const ME: Operation = Operation { scope: Scope::Read, query: &[], request: None, answer: schema::me, status: 200 };
const ORGANISATIONS: Operation =
    Operation { scope: Scope::Read, query: &[], request: None, answer: schema::organisations, status: 200 };
const MAKE_ORGANISATION: Operation = Operation {
    scope: Scope::Write,
    query: &[],
    request: Some(schema::new_organisation),
    answer: schema::organisation,
    status: 201,
};
const LIST: Operation =
    Operation { scope: Scope::Read, query: items::QUERY, request: None, answer: schema::items, status: 200 };
const ONE: Operation = Operation { scope: Scope::Read, query: &[], request: None, answer: schema::item, status: 200 };

const MAKES: Access = Access::Any(&[Access::Operator, Access::Kind(&[certmap_app::OrganisationKind::Consultant])]);

macro_rules! resources {
    ($($list:literal, $one:literal, $path:literal, $kind:ident, $en:literal, $zh:literal);+ $(;)?) => {
        /// Lists of items and single items.
        const ITEMS: &[Route] = &[$(
            Route::get($list, concat!("/api/v1/", $path), Access::Member, (concat!("List ", $en), concat!($zh, "列表")), |ask| {
                items::list(ask, certmap_app::ItemKind::$kind)
            }).api(&LIST),
            Route::get(
                $one,
                concat!("/api/v1/", $path, "/{id}"),
                Access::Party(certmap_app::ItemKind::$kind),
                (concat!("One of the ", $en), concat!("单个", $zh)),
                |ask| items::one(ask, certmap_app::ItemKind::$kind),
            ).api(&ONE),
        )+];
    };
}

resources!(
    "api_products", "api_product", "products", Product, "products", "产品";
    "api_cases", "api_case", "cases", Case, "cases", "案件";
    "api_certificates", "api_certificate", "certificates", Certificate, "certificates", "证书";
    "api_reports", "api_report", "reports", Report, "test reports", "检测报告";
    "api_visits", "api_visit", "visits", Visit, "audit visits", "工厂检查";
    "api_samples", "api_samples_one", "samples", Samples, "sets of samples", "样品";
    "api_records", "api_record", "records", Record, "agreements and records", "协议与记录";
);

/// What is not a list.
const OTHER: &[Route] = &[
    Route::get("api_pages", "/api", Access::Public, ("API", "接口"), browse),
    Route {
        face: Face::Watch,
        ..Route::get(
            "api_description",
            "/api/v1/openapi.json",
            Access::Public,
            ("Description of the API, OpenAPI 3.1", "接口说明（OpenAPI 3.1）"),
            description,
        )
    },
    Route::get("api_me", "/api/v1/me", Access::SignedIn, ("Who the token belongs to", "令牌所属人员"), me::me).api(&ME),
    Route::get(
        "api_organisations",
        "/api/v1/organisations",
        Access::SignedIn,
        ("Organisations that you act for", "您所代表的组织"),
        me::organisations,
    )
    .api(&ORGANISATIONS),
    Route {
        body: Body::Form,
        ..Route::post(
            "api_organisation_make",
            "/api/v1/organisations",
            MAKES,
            ("Make an organisation", "创建组织"),
            me::make_organisation,
        )
    }
    .api(&MAKE_ORGANISATION),
];

/// Routes of the API.
pub(crate) const ROUTES: [&[Route]; 3] = [OTHER, ITEMS, products::ROUTES];

pub(crate) use schema::problem as problem_schema;

fn description(_: &Ask) -> Answer {
    let text = serde_json::to_string_pretty(&crate::openapi::describe()).unwrap_or_default();
    Ok(Reply::bytes("application/json", text.into_bytes()))
}

struct Row {
    name: &'static str,
    verb: &'static str,
    path: &'static str,
    summary: &'static str,
    scope: &'static str,
    query: Vec<(&'static str, &'static str)>,
    request: String,
    answer: String,
    status: u16,
}

#[derive(Template)]
#[template(path = "api.html")]
struct ApiPage {
    layout: Layout,
    t: Tongue,
    base_url: String,
    rows: Vec<Row>,
}

/// The API for people: what there is, what it wants and gives.
fn browse(ask: &Ask) -> Answer {
    let t = ask.t();
    let rows = crate::routes::routes().filter_map(|r| match r.face {
        Face::Api(o) => Some(Row {
            name: r.name,
            verb: r.verb.word(),
            path: r.path,
            summary: r.title(ask.lang),
            scope: o.scope.word(),
            query: o.query.iter().map(|(n, en, zh)| (*n, t.say(en, zh))).collect(),
            request: o.request.map(|s| pretty(&s())).unwrap_or_default(),
            answer: pretty(&(o.answer)()),
            status: o.status,
        }),
        _ => None,
    });
    let layout = Layout::new(ask, t.say("API", "接口"));
    Reply::page(&ApiPage { layout, t, base_url: ask.service.settings.base_url.clone(), rows: rows.collect() })
}

fn pretty(schema: &serde_json::Value) -> String {
    serde_json::to_string_pretty(schema).unwrap_or_default()
}
