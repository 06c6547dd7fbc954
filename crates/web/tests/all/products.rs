//! Products through pages and API: begun, asked about, mapped, planned, brought in from a table.

use crate::world::{Browser, Seen, World, run};
use axum::body::Body;
use axum::http::Request;
use certmap_app::{
    Account, Append, Batch, OrganisationKind, PlanEvent, PlanFile, ProductEvent, ProductFile, Scope, StreamKey, Written,
};
use certmap_case::stored::{AccountId, By, OrganisationId, PersonId, Role};
use std::collections::BTreeSet;

fn exporter(world: &World) -> Account {
    let operator = world.operator();
    let organisation = world.organisation(&operator, OrganisationKind::Exporter, "Exporter");
    world.member(&operator, &organisation, "ann@example.com", &[Role::Applicant, Role::Administrator])
}

/// Keeps a fan that goes to XX, and gives its address.
async fn fan(browser: &mut Browser<'_>) -> String {
    browser.get("/products/new?q=fan").await;
    let fields = [("q", "fan"), ("kind", "fan"), ("name", "Fan <F1>"), ("market1", "XX"), ("date1", "2027-06-01")];
    let seen = browser.post("/products/new", &fields).await;
    assert_eq!(seen.status, 303, "{}", seen.text);
    seen.header("location").trim_end_matches("/questions").to_owned()
}

/// A product and a plan of somebody, under an id that is known.
pub(crate) fn keep(world: &World, id: &str, owner: &str, agent: Option<&str>) {
    let by = By {
        person: PersonId::new("p"),
        account: AccountId::new("a"),
        organisation: OrganisationId::new(owner),
        role: Role::Applicant,
    };
    let (at, owner, agent) = (world.app().now(), OrganisationId::new(owner), agent.map(OrganisationId::new));
    let text = "name = \"Fan\"\nkind = \"fan\"\n\n[[ship]]\nmarket = \"XX\"\ndate = 2027-06-01\n".to_owned();
    let markets = vec!["XX".to_owned()];
    let saved = ProductEvent::Saved {
        owner: owner.clone(),
        agent: agent.clone(),
        text,
        markets: markets.clone(),
        why: String::new(),
    };
    let saved = Written { id: id.to_owned(), version: 1, at, by: by.clone(), event: saved };
    let drawn = PlanEvent::Drawn {
        owner,
        agent,
        product: id.to_owned(),
        product_version: 1,
        title: "Fan".to_owned(),
        markets,
        schemes: Vec::new(),
        ships: Vec::new(),
        packs: Vec::new(),
        result: serde_json::json!({"verdict": "on_time", "steps": []}),
    };
    let drawn = Written { id: id.to_owned(), version: 1, at, by, event: drawn };
    let append = |kind: &str, line: String| Append { key: StreamKey::new(kind, id), expected: 0, lines: vec![line] };
    let events = vec![append("product", saved.write()), append("plan", drawn.write())];
    let items = vec![ProductFile::of(vec![saved]).unwrap().item().unwrap(), PlanFile::of(&[drawn]).unwrap().item()];
    world.app().store.write(&Batch { events, items, ..Batch::default() }).unwrap();
}

fn is_strict(seen: &Seen) {
    assert!(!seen.has(" style=\"") && !seen.has("<style") && !seen.has("onclick"), "{}", seen.text);
}

#[test]
fn a_product_is_begun_by_searching_for_its_kind() {
    run(async {
        let world = World::empty();
        let ann = exporter(&world);
        let mut browser = world.signed_in(&ann);
        assert!(browser.get("/products/new?q=fan").await.has("value=\"fan\""));
        let wrong =
            browser.post("/products/new", &[("q", "fan"), ("kind", "fan"), ("name", ""), ("date1", "soon")]).await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.has("the name is missing") && wrong.has("value=\"soon\""), "{}", wrong.text);
        let base = fan(&mut browser).await;
        let page = browser.get(&base).await;
        assert!(page.has("Fan &#60;F1&#62;") || page.has("Fan &lt;F1&gt;"), "{}", page.text);
        assert!(!page.has("Fan <F1>"));
        is_strict(&page);
    });
}

#[test]
fn every_page_of_a_product_is_told() {
    run(async {
        let world = World::empty();
        let ann = exporter(&world);
        let mut browser = world.signed_in(&ann);
        let base = fan(&mut browser).await;
        for path in [
            "",
            "/head",
            "/records/ship/0",
            "/records/line/new",
            "/records/factory/new",
            "/records/party/new",
            "/records/have/new",
            "/file",
            "/answers",
            "/map",
            "/map?on=2030-01-01",
            "/plan",
            "/plan?ship0=2026-12-01",
            "/offer",
        ] {
            for lang in ["en", "zh"] {
                let seen = browser.get_in(&format!("{base}{path}"), lang).await;
                assert_eq!(seen.status, 200, "{path}: {}", seen.text);
                is_strict(&seen);
                assert_eq!(seen.text.matches("<h1").count(), 1, "{path}");
            }
        }
        for (path, kind) in [
            ("/map/json", "application/json"),
            ("/map/xlsx", "application/vnd"),
            ("/plan/ics", "text/calendar"),
            ("/plan/json", "application/json"),
            ("/plan/xlsx", "application/vnd"),
            ("/plan/html", "text/html"),
            ("/file.toml", "application/toml"),
        ] {
            let seen = browser.get(&format!("{base}{path}")).await;
            assert_eq!(seen.status, 200, "{path}");
            assert!(
                seen.header("content-type").starts_with(kind)
                    && seen.header("content-disposition").starts_with("attachment")
            );
        }
        for path in ["/records/nothing/new", "/records/ship/7", "/map/doc"] {
            assert_eq!(browser.get(&format!("{base}{path}")).await.status, 404, "{path}");
        }
    });
}

#[test]
fn parts_are_changed_by_form_and_as_text() {
    run(async {
        let world = World::empty();
        let ann = exporter(&world);
        let mut browser = world.signed_in(&ann);
        let base = fan(&mut browser).await;
        let line = format!("{base}/records/line/new");
        browser.get(&line).await;
        assert_eq!(browser.post(&line, &[("model", "")]).await.status, 422);
        let seen = browser.post(&line, &[("model", "F1-a"), ("brand", "Nord")]).await;
        assert_eq!((seen.status, seen.header("location").ends_with("#line")), (303, true));
        let text = browser.get(&format!("{base}/file.toml")).await.text;
        assert!(text.contains("model = \"F1-a\""), "{text}");
        browser.get(&format!("{base}/file")).await;
        let wrong = browser.post(&format!("{base}/file"), &[("text", "name = \"Fan\"\nkind = \"fann\"\n")]).await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.has("line 2, column 8") && wrong.has("`fann`") && wrong.has("kind = "), "{}", wrong.text);
    });
}

#[test]
fn questions_are_answered_one_at_a_time() {
    run(async {
        let world = World::empty();
        let ann = exporter(&world);
        let mut browser = world.signed_in(&ann);
        let base = fan(&mut browser).await;
        let questions = format!("{base}/questions");
        let first = browser.get(&questions).await;
        // The small packs of the tests have no law: nothing is to be asked, so the answers are shown.
        assert_eq!((first.status, first.header("location")), (303, format!("{base}/answers").as_str()));
        assert!(browser.get(&format!("{questions}?fact=voltage")).await.has("Which rated voltage?"));
        let wrong = browser.post(&questions, &[("fact", "voltage"), ("value", "wide"), ("know", "yes")]).await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.has("value=\"wide\""), "{}", wrong.text);
        let right = browser.post(&questions, &[("fact", "voltage"), ("value", "100-240"), ("know", "yes")]).await;
        assert_eq!((right.status, right.header("location").contains("was=voltage")), (303, true));
        let left = browser.post(&questions, &[("fact", "power"), ("know", "no")]).await;
        assert!(left.header("location").contains("skip=power"));
        assert!(browser.get(&format!("{base}/answers")).await.has("100-240 V"));
    });
}

#[test]
fn a_plan_is_kept_and_paid() {
    run(async {
        let world = World::empty();
        let ann = exporter(&world);
        let mut browser = world.signed_in(&ann);
        let base = fan(&mut browser).await;
        browser.get(&format!("{base}/plan")).await;
        let kept = browser.post(&format!("{base}/plan"), &[("ship0", "2027-07-01")]).await;
        assert_eq!(kept.status, 303, "{}", kept.text);
        let plan = kept.header("location").split('?').next().unwrap().to_owned();
        assert!(browser.get(&plan).await.has("2027-07-01"));
        assert_eq!(
            browser.post(&format!("{plan}/budget"), &[("amount", "much"), ("currency", "CNY")]).await.status,
            422
        );
        assert_eq!(
            browser.post(&format!("{plan}/budget"), &[("amount", "100"), ("currency", "CNY")]).await.status,
            303
        );
        assert_eq!(browser.post(&format!("{plan}/costs"), &[("amount", "120"), ("currency", "CNY")]).await.status, 303);
        assert!(browser.get(&plan).await.has("over"));
    });
}

async fn sent(browser: &Browser<'_>, does: &str, csv: &str) -> Seen {
    let part =
        |name: &str, value: &str| format!("--B\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    let file = format!(
        "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"fans.csv\"\r\nContent-Type: text/csv\r\n\r\n{csv}\r\n--B--\r\n"
    );
    let body = [part("form_secret", &browser.secret), part("does", does), part("market", "XX"), file].concat();
    let cookies: Vec<String> = browser.cookies.iter().map(|(n, v)| format!("{n}={v}")).collect();
    let request = Request::builder().method("POST").uri("/products/import").header("host", "certmap.test");
    let request =
        request.header("cookie", cookies.join("; ")).header("content-type", "multipart/form-data; boundary=B");
    browser.world.send(request.body(Body::from(body)).unwrap()).await
}

#[test]
fn an_import_shows_every_bad_row_and_keeps_all_or_nothing() {
    run(async {
        let world = World::empty();
        let ann = exporter(&world);
        let mut browser = world.signed_in(&ann);
        browser.get("/products/import").await;
        let bad = sent(&browser, "keep", "name,kind,power\nF1,fan,40 W\nF2,fann,\nF3,fan,forty\n").await;
        assert_eq!(bad.status, 422);
        assert!(bad.has("fann") && bad.has("forty") && bad.has("nothing was kept"), "{}", bad.text);
        assert!(browser.get("/products/map").await.has("There is no product yet"));
        let dry = sent(&browser, "look", "name,kind\nF1,fan\n").await;
        assert!(dry.status == 200 && dry.has("Nothing is kept yet"), "{}", dry.text);
        let kept = sent(&browser, "keep", "name,kind\nF1,fan\nF2,kettle\n").await;
        assert!(kept.status == 200 && kept.has("2 products are kept"), "{}", kept.text);
        let map = browser.get("/products/map?q=F2").await;
        assert!(map.has(">F2<") && !map.has(">F1<"));
        assert!(browser.get("/products/export?format=csv").await.has("\"F2\",\"kettle\""));
        assert!(browser.get("/products/export?format=toml").await.has("[[product]]"));
    });
}

#[test]
fn programs_keep_products_and_are_told_when_they_are_late() {
    run(async {
        let world = World::empty();
        let ann = exporter(&world);
        let actor = world.app().signed_in(ann, "test").unwrap().actor;
        let scopes = BTreeSet::from([Scope::Read, Scope::Write]);
        let (token, _) = world.app().make_token(&actor, "test", scopes, 30).unwrap();
        let ask = async |method: &str, path: &str, tag: &str, body: String| {
            let request = Request::builder().method(method).uri(path).header("host", "certmap.test");
            let request =
                request.header("authorization", format!("Bearer {token}")).header("content-type", "application/json");
            let request = if tag.is_empty() { request } else { request.header("if-match", tag) };
            world.send(request.body(Body::from(body)).unwrap()).await
        };
        let text = |name: &str| {
            serde_json::json!({"text": format!("name = \"{name}\"\nkind = \"fan\"\n"), "markets": ["XX"]}).to_string()
        };
        let made = ask("POST", "/api/v1/products", "", text("F1")).await;
        assert_eq!(made.status, 201, "{}", made.text);
        let id = made.json()["id"].as_str().unwrap().to_owned();
        let tag = made.header("etag").to_owned();
        let path = format!("/api/v1/products/{id}");
        assert_eq!(ask("PUT", &path, &tag, text("F2")).await.status, 200);
        assert_eq!(ask("PUT", &path, &tag, text("F3")).await.status, 409);
        assert_eq!(ask("GET", &format!("{path}/scope"), "", String::new()).await.status, 200);
        assert_eq!(ask("GET", &format!("{path}/plan?ship=2027-06-01"), "", String::new()).await.status, 200);
        assert_eq!(ask("GET", &format!("{path}/plan?ship=soon"), "", String::new()).await.status, 422);
        assert_eq!(ask("DELETE", &format!("{path}?why=gone"), "", String::new()).await.json()["retired"], "gone");
    });
}
