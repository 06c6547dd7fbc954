//! Errors: what happened, what was kept, what to do; as a page, or for programs as RFC 9457 has it.

use crate::ask::Ask;
use crate::frame::log_trouble;
use crate::layout::{Layout, Tongue};
use crate::reply::Reply;
use crate::route::Verb;
use askama::Template;
use certmap_app::{AppError, FieldFault};
use certmap_base::{Lang, Text};
use serde_json::{Map, Value, json};

/// What is told of an error.
pub(crate) struct Told {
    pub(crate) status: u16,
    /// Name in programs; it never changes its meaning.
    pub(crate) name: &'static str,
    pub(crate) title: Text,
    /// What is in the way, each with what to do.
    pub(crate) reasons: Vec<FieldFault>,
    pub(crate) help: Text,
    pub(crate) retry_after_seconds: Option<u64>,
}

impl Told {
    fn new(status: u16, name: &'static str, title: Text, help: Text) -> Told {
        Told { status, name, title, reasons: Vec::new(), help, retry_after_seconds: None }
    }
}

/// What is told of an error.
pub(crate) fn told(error: AppError) -> Told {
    let nothing = || Text::new("Nothing was changed.", "未作任何更改。");
    match error {
        AppError::NotSignedIn => Told::new(
            401,
            "not_signed_in",
            Text::new("You are not signed in", "您尚未登录"),
            Text::new("Sign in, then come back. Nothing was changed.", "请登录后再试。未作任何更改。"),
        ),
        AppError::Forbidden(why) => with_reason(
            Told::new(403, "forbidden", Text::new("This is not for you to do", "您无权进行此操作"), nothing()),
            why,
        ),
        AppError::NotFound(why) => with_reason(
            Told::new(
                404,
                "not_found",
                Text::new("There is nothing here", "此处没有内容"),
                Text::new(
                    "Look at how the address is written, or start from the first page.",
                    "请检查地址是否正确，或从首页开始。",
                ),
            ),
            why,
        ),
        AppError::Invalid(reasons) => Told {
            reasons,
            ..Told::new(422, "invalid", Text::new("Something in the form is wrong", "表单填写有误"), nothing())
        },
        AppError::Refused(refusals) => Told {
            reasons: refusals
                .into_iter()
                .map(|r| FieldFault { field: String::new(), what: r.what, help: r.help })
                .collect(),
            ..Told::new(422, "refused", Text::new("The rules stand against it", "不符合规定，未予执行"), nothing())
        },
        AppError::Conflict { what, .. } => with_reason(
            Told::new(
                409,
                "conflict",
                Text::new("Somebody else was faster", "他人已先行修改"),
                Text::new(
                    "What you sent was not kept. Open the page again, look at what changed, and decide anew.",
                    "您提交的内容未保存。请重新打开页面，查看变动后再操作。",
                ),
            ),
            what,
        ),
        AppError::TooMany { retry_after_seconds: s } => Told {
            retry_after_seconds: Some(s),
            ..Told::new(
                429,
                "too_many",
                Text::new("Too many attempts", "尝试次数过多"),
                Text::new(format!("Wait {s} seconds, then try again."), format!("请等待{s}秒后重试。")),
            )
        },
        AppError::Broken(_) => Told::new(
            500,
            "broken",
            Text::new("Something here does not work", "系统出现故障"),
            Text::new(
                "It is our fault and was written to our log. What you sent was kept wholly or not at all: look whether it is there, then try again. What was kept before is safe.",
                "这是我们的故障，已记入日志。您提交的内容要么完整保存，要么完全未保存：请先查看是否已保存，再重试。此前保存的内容不受影响。",
            ),
        ),
    }
}

fn with_reason(told: Told, what: Text) -> Told {
    Told { reasons: vec![FieldFault { field: String::new(), what, help: Text::default() }], ..told }
}

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage {
    layout: Layout,
    t: Tongue,
    told: Told,
    sign_in: bool,
}

#[derive(Template)]
#[template(path = "problem_bare.html")]
struct BarePage {
    t: Tongue,
    told: Told,
    style: String,
}

/// The answer to an error.
pub(crate) fn reply(ask: &Ask, error: AppError) -> Reply {
    if let AppError::Broken(broken) = &error {
        log_trouble(&ask.service, ask.route.name, &broken.to_string());
    }
    let is_api = ask.route.is_api() || ask.path.starts_with("/api/v1/");
    if is_api {
        let mut told = told(error);
        if told.status == 409 && !ask.header("if-match").is_empty() {
            told.status = 412;
        }
        return for_programs(told, ask.lang);
    }
    if error == AppError::NotSignedIn && ask.route.verb == Verb::Get {
        let here = ask.query.with(&[("lang", "")]);
        let next = if here.is_empty() { ask.path.clone() } else { format!("{}?{here}", ask.path) };
        let mut way = crate::ask::Fields::default();
        if next != "/" {
            way.push("next", next);
        }
        let way = way.with(&[]);
        return Reply::see(if way.is_empty() { "/sign-in".to_owned() } else { format!("/sign-in?{way}") });
    }
    let sign_in = error == AppError::NotSignedIn;
    page(ask, told(error), sign_in)
}

fn page(ask: &Ask, told: Told, sign_in: bool) -> Reply {
    let (status, retry) = (told.status, told.retry_after_seconds);
    let layout = Layout::new(ask, ask.t().of(&told.title));
    let page = Reply::page(&ProblemPage { layout, t: ask.t(), told, sign_in });
    let page = page.unwrap_or_else(|e| bare(e, ask.lang, false)).status(status);
    match retry {
        Some(seconds) => page.header("retry-after", seconds.to_string()),
        None => page,
    }
}

/// Nothing is at the address, or it does not do what was wanted.
pub(crate) fn stray(ask: &Ask, status: u16) -> Reply {
    let mut told = told(crate::access::nothing_here());
    if status == 405 {
        told = Told::new(
            405,
            "method_not_allowed",
            Text::new("This cannot be done here", "此地址不支持该操作"),
            Text::new("Nothing was changed.", "未作任何更改。"),
        );
    }
    if ask.path.starts_with("/api/") { for_programs(told, ask.lang) } else { page(ask, told, false) }
}

/// The answer where nothing is known of who asks.
pub(crate) fn bare(error: AppError, lang: Lang, is_api: bool) -> Reply {
    let told = told(error);
    if is_api {
        return for_programs(told, lang);
    }
    let status = told.status;
    let page = BarePage { t: Tongue(lang), told, style: crate::asset::address(".css") };
    Reply::page(&page).unwrap_or_else(|_| Reply::text("500")).status(status)
}

/// As RFC 9457 has it, with both languages beside each other.
fn for_programs(told: Told, lang: Lang) -> Reply {
    let both = |t: &Text| json!({"en": t.en, "zh": t.zh});
    let reasons: Vec<Value> =
        told.reasons.iter().map(|r| json!({"field": r.field, "what": both(&r.what), "help": both(&r.help)})).collect();
    let detail = told.reasons.first().map_or_else(|| told.help.get(lang).to_owned(), |r| r.what.get(lang).to_owned());
    let mut body = Map::new();
    body.insert("type".to_owned(), json!(format!("/api#{}", told.name)));
    body.insert("title".to_owned(), json!(told.title.get(lang)));
    body.insert("status".to_owned(), json!(told.status));
    body.insert("detail".to_owned(), json!(detail));
    body.insert("reasons".to_owned(), Value::Array(reasons));
    let reply =
        Reply::bytes("application/problem+json", Value::Object(body).to_string().into_bytes()).status(told.status);
    match (told.retry_after_seconds, told.status) {
        (Some(seconds), _) => reply.header("retry-after", seconds.to_string()),
        (None, 401) => reply.header("www-authenticate", "Bearer realm=\"certmap\""),
        _ => reply,
    }
}
