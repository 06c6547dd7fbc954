//! A service over memory, with a clock that stands still, chance that counts, and people in it.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use certmap_app::{
    Account, App, Batch, Broken, Chance, Clock, Item, ItemKind, Law, Letter, NewAccount, Organisation,
    OrganisationKind, Post, Store, digest, of_organisation,
};
use certmap_base::{Date, Text};
use certmap_case::Moment;
use certmap_case::stored::Role;
use certmap_plan::Calendars;
use certmap_testkit::Texts;
use certmap_web::{Service, Settings};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use tower::ServiceExt;

pub(crate) const PASSWORD: &str = "four random words here";

pub(crate) struct StillClock(Mutex<Moment>);

impl Clock for StillClock {
    fn now(&self) -> Moment {
        *self.0.lock().unwrap()
    }
}

#[derive(Default)]
pub(crate) struct Counting(AtomicU64);

impl Chance for Counting {
    fn bytes(&self) -> [u8; 32] {
        let hex = digest(&self.0.fetch_add(1, Ordering::SeqCst).to_be_bytes());
        let pairs = hex.as_bytes().chunks(2).map(|p| u8::from_str_radix(std::str::from_utf8(p).unwrap(), 16).unwrap());
        pairs.collect::<Vec<u8>>().try_into().unwrap()
    }
}

/// Post that keeps what it sends, and can be out of order.
#[derive(Default)]
pub(crate) struct Pigeon {
    pub(crate) sent: Mutex<Vec<Letter>>,
    pub(crate) is_ill: Mutex<bool>,
}

impl Post for Pigeon {
    fn send(&self, letter: &Letter) -> Result<(), Broken> {
        if *self.is_ill.lock().unwrap() {
            return Err(Broken("the pigeon is ill".to_owned()));
        }
        self.sent.lock().unwrap().push(letter.clone());
        Ok(())
    }
}

pub(crate) struct World {
    pub(crate) service: Arc<Service>,
    pub(crate) clock: Arc<StillClock>,
    pub(crate) pigeon: Arc<Pigeon>,
    router: Router,
}

/// What came back.
pub(crate) struct Seen {
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, Vec<String>>,
    pub(crate) text: String,
}

impl Seen {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|v| v.first()).map_or("", String::as_str)
    }

    pub(crate) fn has(&self, words: &str) -> bool {
        self.text.contains(words)
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.text).unwrap_or_else(|e| panic!("{e}: {}", self.text))
    }
}

/// A browser: it keeps cookies, and sends the secret of the form that it saw last.
#[derive(Clone)]
pub(crate) struct Browser<'w> {
    pub(crate) world: &'w World,
    pub(crate) cookies: BTreeMap<String, String>,
    pub(crate) secret: String,
}

fn law() -> Law {
    let texts = Texts::small();
    let library: &'static certmap_pack::Library = Box::leak(Box::new(texts.library()));
    Law::new(library, Calendars::new(), Vec::new())
}

impl World {
    pub(crate) fn empty() -> World {
        World::at("http://certmap.test")
    }

    pub(crate) fn at(base_url: &str) -> World {
        let start = Moment::parse("2026-11-21T10:00:00Z").unwrap();
        let (clock, pigeon) = (Arc::new(StillClock(Mutex::new(start))), Arc::new(Pigeon::default()));
        let store: Arc<dyn Store> = Arc::new(certmap_store::Memory::default());
        let app = App::new(
            store,
            Arc::new(certmap_store::MemoryBlobs::default()),
            clock.clone(),
            Arc::new(Counting::default()),
            law(),
        );
        let settings = Settings { logs: false, ..Settings::new(base_url) };
        let service = Service::new(app, settings, Some(pigeon.clone()));
        let router = service.router();
        World { service, clock, pigeon, router }
    }

    pub(crate) fn later(&self, seconds: i64) {
        let mut now = self.clock.0.lock().unwrap();
        *now = now.plus_seconds(seconds);
    }

    pub(crate) fn app(&self) -> &App {
        &self.service.app
    }

    /// The operator, who is always the first.
    pub(crate) fn operator(&self) -> Account {
        let new = NewAccount {
            email: "operator@example.com".to_owned(),
            name: Text::same("Olga Operator"),
            password: PASSWORD.to_owned(),
            chinese: false,
        };
        self.app().set_up(&self.app().setup_code, &new).unwrap().actor.account
    }

    pub(crate) fn organisation(&self, operator: &Account, kind: OrganisationKind, name: &str) -> Organisation {
        let actor = self.app().signed_in(operator.clone(), "test").unwrap().actor;
        self.app().make_organisation(&actor, kind, &Text::same(name), "XX").unwrap()
    }

    pub(crate) fn member(
        &self,
        operator: &Account,
        organisation: &Organisation,
        email: &str,
        roles: &[Role],
    ) -> Account {
        let actor = self.app().signed_in(operator.clone(), "test").unwrap().actor;
        let roles = roles.iter().copied().collect();
        let secret = self.app().invite(&actor, &organisation.id, email, roles, "http://certmap.test").unwrap();
        let name = Text::same(email.split('@').next().unwrap());
        let new = NewAccount { name, password: PASSWORD.to_owned(), ..NewAccount::default() };
        self.app().accept_invitation(&secret, &new).unwrap().actor.account
    }

    pub(crate) fn item(&self, kind: ItemKind, id: &str, organisations: &[&Organisation]) {
        self.items(vec![item(kind, id, organisations)]);
    }

    pub(crate) fn items(&self, items: Vec<Item>) {
        self.app().store.write(&Batch { items, ..Batch::default() }).unwrap();
    }

    pub(crate) fn browser(&self) -> Browser<'_> {
        Browser { world: self, cookies: BTreeMap::new(), secret: String::new() }
    }

    /// A browser that is signed in.
    pub(crate) fn signed_in(&self, account: &Account) -> Browser<'_> {
        let secret = self.app().signed_in(account.clone(), "test").unwrap().secret;
        let mut browser = self.browser();
        browser.secret = certmap_app::form_secret(&secret);
        browser.cookies.insert("certmap_session".to_owned(), secret);
        browser
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Seen {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (status, mut headers) = (response.status(), BTreeMap::<String, Vec<String>>::new());
        for (name, value) in response.headers() {
            headers.entry(name.to_string()).or_default().push(value.to_str().unwrap().to_owned());
        }
        let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        assert!(status != StatusCode::INTERNAL_SERVER_ERROR || headers.contains_key("content-security-policy"));
        Seen { status: status.as_u16(), headers, text: String::from_utf8_lossy(&bytes).into_owned() }
    }
}

pub(crate) fn item(kind: ItemKind, id: &str, organisations: &[&Organisation]) -> Item {
    Item {
        kind,
        id: id.to_owned(),
        version: 3,
        title: format!("Title of {id}"),
        state: "applied".to_owned(),
        scheme: "xx-radio".to_owned(),
        market: "XX".to_owned(),
        turn: "applicant".to_owned(),
        due: Date::parse("2026-12-01").ok(),
        changed: Moment::parse("2026-11-20T09:00:00Z").unwrap(),
        words: id.to_lowercase(),
        links: organisations.iter().map(|o| of_organisation(&o.id)).collect(),
        data: "{}".to_owned(),
    }
}

/// A path with every `{part}` filled in.
pub(crate) fn filled(path: &str, fill: impl Fn(&str) -> String) -> String {
    let parts =
        path.split('/').map(|part| match part.split_once('{').and_then(|(a, b)| Some((a, b.split_once('}')?))) {
            Some((before, (name, after))) => format!("{before}{}{after}", fill(name)),
            None => part.to_owned(),
        });
    parts.collect::<Vec<_>>().join("/")
}

pub(crate) fn encoded(fields: &[(&str, &str)]) -> String {
    let mut out = form_urlencoded::Serializer::new(String::new());
    out.extend_pairs(fields);
    out.finish()
}

impl Browser<'_> {
    fn request(&self, method: &str, path: &str) -> axum::http::request::Builder {
        let cookies: Vec<String> = self.cookies.iter().map(|(n, v)| format!("{n}={v}")).collect();
        let mut request = Request::builder().method(method).uri(path).header("host", "certmap.test");
        if !cookies.is_empty() {
            request = request.header("cookie", cookies.join("; "));
        }
        request
    }

    async fn sent(&mut self, request: Request<Body>) -> Seen {
        let seen = self.world.send(request).await;
        for cookie in seen.headers.get("set-cookie").into_iter().flatten() {
            let (pair, rest) = cookie.split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if rest.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        if let Some((_, rest)) = seen.text.split_once("name=\"form_secret\" value=\"") {
            self.secret = rest.split('"').next().unwrap().to_owned();
        }
        seen
    }

    pub(crate) async fn get(&mut self, path: &str) -> Seen {
        let request = self.request("GET", path).body(Body::empty()).unwrap();
        self.sent(request).await
    }

    /// Sends a form as a browser does.
    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Seen {
        let secret = self.secret.clone();
        let all: Vec<(&str, &str)> = fields.iter().copied().chain([("form_secret", secret.as_str())]).collect();
        self.post_raw(path, &encoded(&all), &[("origin", "http://certmap.test")]).await
    }

    pub(crate) async fn post_raw(&mut self, path: &str, body: &str, headers: &[(&str, &str)]) -> Seen {
        let mut request = self.request("POST", path).header("content-type", "application/x-www-form-urlencoded");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(body.to_owned())).unwrap();
        self.sent(request).await
    }

    /// Asks in a language.
    pub(crate) async fn get_in(&mut self, path: &str, lang: &str) -> Seen {
        let request = self.request("GET", path).header("accept-language", lang).body(Body::empty()).unwrap();
        self.sent(request).await
    }
}

/// Runs a test that waits.
pub(crate) fn run(test: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(test);
}
