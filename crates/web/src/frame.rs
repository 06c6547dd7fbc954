//! What happens around every handler: who asks, may they, is the form ours; then headers, measures and a line of the log.

use crate::ask::{Answer, Ask, Fields, Upload};
use crate::cookie::{Jar, wished};
use crate::limit::Limit;
use crate::problem;
use crate::reply::Reply;
use crate::route::{Body, Face, Route, Verb};
use crate::routes::{STRAY, routes};
use crate::service::Service;
use axum::Router;
use axum::body::{Bytes, to_bytes};
use axum::extract::{ConnectInfo, FromRequest, FromRequestParts, Multipart, RawPathParams, Request};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use axum::routing::{MethodRouter, delete, get, post, put};
use certmap_app::{Actor, AppError, Broken, GivenAnswer, form_secret, same_secret};
use certmap_base::Lang;
use serde_json::json;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::time::{Instant, timeout};

/// A request takes at most so long.
const REQUEST_SECONDS: u64 = 30;

/// The router of all routes.
pub(crate) fn router(service: &Arc<Service>) -> Router {
    let mut router = Router::new();
    for route in routes() {
        router = router.route(route.path, on(route, service));
    }
    let stray = |status: u16| {
        let service = Arc::clone(service);
        move |request: Request| answer(service, &STRAY, request, Some(status))
    };
    router
        .fallback(stray(404))
        .method_not_allowed_fallback(stray(405))
        .layer(tower_http::compression::CompressionLayer::new())
}

fn on(route: &'static Route, service: &Arc<Service>) -> MethodRouter {
    let service = Arc::clone(service);
    let handler = move |request: Request| answer(service, route, request, None);
    match route.verb {
        Verb::Get => get(handler),
        Verb::Post => post(handler),
        Verb::Put => put(handler),
        Verb::Delete => delete(handler),
    }
}

/// Answers a request, whatever happens.
async fn answer(service: Arc<Service>, route: &'static Route, request: Request, stray: Option<u16>) -> Response {
    let began = Instant::now();
    let number = service.counter.fetch_add(1, Ordering::Relaxed);
    let method = request.method().clone();
    let headers = request.headers().clone();
    let lang = language(&service, request.uri().query().unwrap_or_default(), &headers);
    let is_api = route.is_api() || request.uri().path().starts_with("/api/v1/");
    let work = answer_inside(Arc::clone(&service), route, request, lang, stray);
    let (reply, person) = match timeout(Duration::from_secs(REQUEST_SECONDS), work).await {
        Ok(done) => done,
        Err(_) => {
            let broken = Broken(format!("{} took longer than {REQUEST_SECONDS} seconds", route.name));
            (problem::bare(AppError::Broken(broken), lang, is_api), String::new())
        }
    };
    let took = began.elapsed();
    service.measures.answered(route.name, reply.status, took);
    if service.settings.logs && !matches!(route.face, Face::Watch) {
        log_line(&service, method.as_str(), route.name, reply.status, took, number, &person);
    }
    response(reply, is_api, service.settings.is_secure(), number)
}

fn log_line(service: &Service, method: &str, route: &str, status: u16, took: Duration, number: u64, person: &str) {
    let at = service.app.now().to_string();
    let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    let line = json!({"at": at, "method": method, "route": route, "status": status, "ms": ms, "request": number, "person": person});
    eprintln!("{line}");
}

/// A line of the log about something that does not work.
pub(crate) fn log_trouble(service: &Service, what: &str, why: &str) {
    eprintln!("{}", json!({"at": service.app.now().to_string(), "trouble": what, "why": why}));
}

async fn answer_inside(
    service: Arc<Service>,
    route: &'static Route,
    request: Request,
    lang: Lang,
    stray: Option<u16>,
) -> (Reply, String) {
    let is_api = route.is_api() || request.uri().path().starts_with("/api/v1/");
    let ask = match gather(Arc::clone(&service), route, request, lang).await {
        Ok(ask) => ask,
        Err(reply) => return (*reply, String::new()),
    };
    let done = tokio::task::spawn_blocking(move || on_a_thread(ask, stray)).await;
    done.unwrap_or_else(|panicked| {
        // What was being done was one batch of the store or none: nothing is half kept.
        log_trouble(&service, route.name, &panicked.to_string());
        (problem::bare(AppError::Broken(Broken("panicked".to_owned())), lang, is_api), String::new())
    })
}

/// Everything that waits for the store.
fn on_a_thread(mut ask: Ask, stray: Option<u16>) -> (Reply, String) {
    let answered = whoever(&mut ask).and_then(|()| {
        if let Some(status) = stray {
            return Ok(problem::stray(&ask, status));
        }
        allowed(&ask)?;
        handled(&ask)
    });
    let person = ask.actor.as_ref().map(|a| a.person.id.clone()).unwrap_or_default();
    let reply = answered.unwrap_or_else(|error| problem::reply(&ask, error));
    (with_cookies(&ask, reply), person)
}

/// The handler; what programs send with a key of their own is done once.
fn handled(ask: &Ask) -> Answer {
    let key = ask.header("idempotency-key");
    let writes = matches!(ask.route.face, Face::Api(_)) && ask.route.verb != Verb::Get;
    if !writes || key.is_empty() {
        return (ask.route.handler)(ask);
    }
    let asked = [ask.route.verb.word().as_bytes(), ask.path.as_bytes(), b"\n", &ask.body].concat();
    let given = ask.app().once(ask.actor()?, key, &certmap_app::digest(&asked), || {
        let reply = (ask.route.handler)(ask)?;
        let tag = reply.headers.iter().find(|(n, _)| *n == "etag").map(|(_, v)| v.clone()).unwrap_or_default();
        Ok(GivenAnswer { status: reply.status, tag, body: String::from_utf8_lossy(&reply.body).into_owned() })
    })?;
    let reply = Reply::bytes("application/json", given.body.into_bytes()).status(given.status);
    Ok(if given.tag.is_empty() { reply } else { reply.header("etag", given.tag) })
}

/// Finds out who asks.
fn whoever(ask: &mut Ask) -> Result<(), AppError> {
    if ask.path.starts_with("/api/v1/") {
        let Some(token) = ask.header("authorization").strip_prefix("Bearer ") else { return Ok(()) };
        let secret = token.trim().strip_prefix("certmap_").unwrap_or_default().to_owned();
        ask.actor = ask.app().token(&secret)?;
        // Guessing is limited by where it comes from, working by who works.
        let now = ask.app().now();
        return match &ask.actor {
            Some(actor) => ask.service.limits.take(Limit::Program, &actor.account.id, now),
            None => ask.service.limits.take(Limit::TryByAddress, &ask.address, now),
        };
    }
    let secure = ask.service.settings.is_secure();
    let cookies = ask.header("cookie").to_owned();
    if let Some(secret) = Jar::Session.find(&cookies, secure)
        && let Some(actor) = ask.app().session(secret)?
    {
        ask.session = secret.to_owned();
        ask.form_secret = form_secret(secret);
        ask.actor = Some(actor);
        return Ok(());
    }
    if matches!(ask.route.face, Face::Page) {
        let visitor = Jar::Visitor.find(&cookies, secure).filter(|v| v.len() == 64).map(str::to_owned);
        ask.visitor = visitor.clone().unwrap_or_else(|| certmap_app::hex(&ask.app().chance.bytes()));
        ask.visitor_is_new = visitor.is_none();
        ask.form_secret = form_secret(&ask.visitor);
    }
    Ok(())
}

/// The rule of the route, then whether the form is ours.
fn allowed(ask: &Ask) -> Result<(), AppError> {
    let id = ask.parts.get("id").map(String::as_str);
    ask.route.access.check(ask.actor.as_ref(), id, ask.app().store.as_ref())?;
    match ask.route.face {
        Face::Api(operation) => scope(ask.actor.as_ref(), operation.scope),
        Face::Page if ask.route.verb != Verb::Get => is_ours(ask),
        Face::Page | Face::Watch => Ok(()),
    }
}

fn scope(actor: Option<&Actor>, scope: certmap_app::Scope) -> Result<(), AppError> {
    match actor {
        Some(actor) if !actor.scopes.contains(&scope) => {
            let word = scope.word();
            Err(AppError::forbidden(format!("this token does not allow `{word}`"), format!("此令牌无 `{word}` 权限")))
        }
        _ => Ok(()),
    }
}

/// A form is ours if it carries the secret of this browser, and if the browser does not say that it comes from elsewhere.
fn is_ours(ask: &Ask) -> Result<(), AppError> {
    let from = ask.header("origin");
    let host = from.split_once("://").map_or("", |(_, host)| host);
    let is_here = from.is_empty() || from == ask.service.settings.base_url || host == ask.header("host");
    let site = ask.header("sec-fetch-site");
    let carried = ask.form.raw("form_secret");
    if is_here && site != "cross-site" && same_secret(carried, &ask.form_secret) {
        return Ok(());
    }
    Err(AppError::forbidden(
        "this form is too old, or was not sent from our page; nothing was changed. Open the page again and send it once more",
        "此表单已过期，或并非由本站页面提交；未作任何更改。请重新打开页面后再提交",
    ))
}

fn with_cookies(ask: &Ask, reply: Reply) -> Reply {
    let secure = ask.service.settings.is_secure();
    let mut reply = reply;
    if ask.visitor_is_new && !reply.is_public {
        reply = reply.cookie(&Jar::Visitor.set(ask.visitor.clone(), secure));
    }
    if Lang::parse(ask.query.get("lang")).is_some() && matches!(ask.route.face, Face::Page) {
        reply = reply.cookie(&Jar::Language.set(ask.lang.code(), secure));
    }
    reply
}

/// The language of the address, else of the cookie, else of the browser.
fn language(service: &Service, query: &str, headers: &HeaderMap) -> Lang {
    let text = |name: HeaderName| headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let asked = Lang::parse(Fields::read(query.as_bytes()).get("lang"));
    let kept = Jar::Language.find(text(header::COOKIE), service.settings.is_secure()).and_then(Lang::parse);
    asked.or(kept).or_else(|| wished(text(header::ACCEPT_LANGUAGE))).unwrap_or_default()
}

/// Headers that handlers may look at.
const LOOKED_AT: [&str; 9] = [
    "authorization",
    "cookie",
    "content-type",
    "host",
    "idempotency-key",
    "if-match",
    "if-none-match",
    "origin",
    "sec-fetch-site",
];

/// Reads the request.
async fn gather(service: Arc<Service>, route: &'static Route, request: Request, lang: Lang) -> Result<Ask, Box<Reply>> {
    let (mut head, body) = request.into_parts();
    let is_api = route.is_api() || head.uri.path().starts_with("/api/v1/");
    let mut parts = BTreeMap::new();
    if let Ok(params) = RawPathParams::from_request_parts(&mut head, &()).await {
        parts.extend(params.iter().map(|(n, v)| (n.to_owned(), v.to_owned())));
    }
    let text = |name: &str| head.headers.get(name).and_then(|v| v.to_str().ok()).map(str::to_owned);
    let headers: BTreeMap<String, String> =
        LOOKED_AT.iter().filter_map(|n| Some(((*n).to_owned(), text(n)?))).collect();
    let peer = head.extensions.get::<ConnectInfo<SocketAddr>>().map(|c| c.0.ip().to_string()).unwrap_or_default();
    let told = text("x-forwarded-for").and_then(|f| f.rsplit(',').next().map(|a| a.trim().to_owned()));
    let address = if service.settings.behind_proxy { told.unwrap_or(peer) } else { peer };
    let most = route.body.bytes_max();
    let too_long = || {
        let error =
            AppError::field("", "more was sent than fits here; nothing was kept", "提交的内容过大，未保存任何内容");
        Box::new(problem::bare(error, lang, is_api).status(413))
    };
    let body = to_bytes(body, most).await.map_err(|_| too_long())?;
    let kind = headers.get("content-type").cloned().unwrap_or_default();
    let (form, files) = read_form(route, &kind, &body).await.map_err(|e| Box::new(problem::bare(e, lang, is_api)))?;
    Ok(Ask {
        route,
        parts,
        path: head.uri.path().to_owned(),
        query: Fields::read(head.uri.query().unwrap_or_default().as_bytes()),
        form,
        files,
        body: body.to_vec(),
        headers,
        actor: None,
        session: String::new(),
        visitor: String::new(),
        visitor_is_new: false,
        form_secret: String::new(),
        lang,
        address,
        service,
    })
}

async fn read_form(route: &Route, kind: &str, body: &Bytes) -> Result<(Fields, Vec<Upload>), AppError> {
    if kind.starts_with("application/x-www-form-urlencoded") {
        return Ok((Fields::read(body), Vec::new()));
    }
    if route.body != Body::Files || !kind.starts_with("multipart/form-data") {
        return Ok((Fields::default(), Vec::new()));
    }
    let bad = |_| AppError::field("", "the form arrived damaged; send it again", "表单数据损坏，请重新提交");
    let request = Request::builder().header(header::CONTENT_TYPE, kind).body(axum::body::Body::from(body.clone()));
    let request = request.map_err(|e| Broken::new("reading a form", e))?;
    let damaged = || AppError::field("", "the form arrived damaged; send it again", "表单数据损坏，请重新提交");
    let mut parts = Multipart::from_request(request, &()).await.map_err(|_| damaged())?;
    let (mut form, mut files) = (Fields::default(), Vec::new());
    while let Some(part) = parts.next_field().await.map_err(bad)? {
        let field = part.name().unwrap_or_default().to_owned();
        match part.file_name().map(str::to_owned) {
            Some(name) => {
                let bytes = part.bytes().await.map_err(bad)?.to_vec();
                if !(name.is_empty() && bytes.is_empty()) {
                    files.push(Upload { field, name, bytes });
                }
            }
            None => form.push(field, part.text().await.map_err(bad)?),
        }
    }
    Ok((form, files))
}

/// Nothing from elsewhere, no script or style inside a page, in no frame.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
                      connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

fn response(reply: Reply, is_api: bool, is_secure: bool, number: u64) -> Response {
    let mut response = Response::new(axum::body::Body::from(reply.body));
    *response.status_mut() = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    let mut set = |name: &'static str, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.append(HeaderName::from_static(name), value);
        }
    };
    for (name, value) in &reply.headers {
        set(name, value);
    }
    set("content-security-policy", POLICY);
    set("x-content-type-options", "nosniff");
    set("referrer-policy", "same-origin");
    set("x-frame-options", "DENY");
    set("cross-origin-opener-policy", "same-origin");
    set("cross-origin-resource-policy", "same-origin");
    set("permissions-policy", "camera=(), geolocation=(), microphone=()");
    set("x-request-id", &number.to_string());
    if is_secure {
        set("strict-transport-security", "max-age=31536000");
    }
    if !reply.is_public {
        set("cache-control", "no-store");
        set("vary", if is_api { "authorization" } else { "cookie, accept-language" });
    }
    response
}
