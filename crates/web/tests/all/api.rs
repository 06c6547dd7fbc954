//! The API, as programs see it.

use crate::matrix::golden;
use crate::world::{Seen, World, run};
use axum::body::Body;
use axum::http::Request;
use certmap_app::{Account, ItemKind, OrganisationKind, Scope};
use certmap_case::stored::Role;
use std::collections::BTreeSet;

struct Program<'w> {
    world: &'w World,
    token: String,
}

impl Program<'_> {
    fn of<'w>(world: &'w World, account: &Account, scopes: &[Scope]) -> Program<'w> {
        let actor = world.app().signed_in(account.clone(), "test").unwrap().actor;
        let scopes: BTreeSet<Scope> = scopes.iter().copied().collect();
        Program { world, token: world.app().make_token(&actor, "test", scopes, 1).unwrap().0 }
    }

    async fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Seen {
        let mut request = Request::builder().method(method).uri(path);
        request = request.header("authorization", format!("Bearer {}", self.token));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.world.send(request.body(Body::from(body.to_owned())).unwrap()).await
    }

    async fn get(&self, path: &str) -> Seen {
        self.send("GET", path, &[], "").await
    }
}

#[test]
fn the_description_is_the_one_that_was_published() {
    let text = serde_json::to_string_pretty(&certmap_web::describe()).unwrap();
    golden("openapi.json", &format!("{text}\n"));
}

#[test]
fn a_token_allows_what_it_says_until_it_ends() {
    run(async {
        let world = World::empty();
        let operator = world.operator();
        let reader = Program::of(&world, &operator, &[Scope::Read]);
        let me = reader.get("/api/v1/me").await;
        assert_eq!(me.json()["operator"], true);
        assert!(!me.headers.contains_key("set-cookie"));
        let body = r#"{"kind":"body","name":{"en":"Body","zh":""},"country":"XX"}"#;
        let refused = reader.send("POST", "/api/v1/organisations", &[], body).await;
        assert_eq!((refused.status, refused.header("content-type")), (403, "application/problem+json"));
        assert_eq!(refused.json()["status"], 403);
        let writer = Program::of(&world, &operator, &[Scope::Read, Scope::Write]);
        let made = writer.send("POST", "/api/v1/organisations", &[], body).await;
        assert_eq!((made.status, made.json()["name"]["zh"].as_str()), (201, Some("Body")));
        world.later(86_400);
        let over = reader.get("/api/v1/me").await;
        assert!(over.status == 401 && over.header("www-authenticate").starts_with("Bearer"));
        let mut browser = world.signed_in(&operator);
        assert_eq!(browser.get("/api/v1/me").await.status, 401, "a cookie is no token");
    });
}

#[test]
fn the_same_key_is_done_once() {
    run(async {
        let world = World::empty();
        let operator = world.operator();
        let writer = Program::of(&world, &operator, &[Scope::Write]);
        let body = r#"{"kind":"body","name":{"en":"Body","zh":""},"country":"XX"}"#;
        let key = [("idempotency-key", "my-key")];
        let first = writer.send("POST", "/api/v1/organisations", &key, body).await;
        let again = writer.send("POST", "/api/v1/organisations", &key, body).await;
        assert_eq!((again.status, &again.text), (first.status, &first.text));
        assert_eq!(world.app().organisations(None).unwrap().len(), 1);
        let other = writer.send("POST", "/api/v1/organisations", &key, &body.replace("body", "factory")).await;
        assert!(other.status == 422 && other.has("another request"), "{}", other.text);
        let wrong = [("idempotency-key", "wrong-first")];
        let bad = writer.send("POST", "/api/v1/organisations", &wrong, "{}").await;
        assert_eq!(bad.status, 422);
        let mended = writer.send("POST", "/api/v1/organisations", &wrong, body).await;
        assert_eq!(mended.status, 201, "what was refused is no answer to keep");
        let long = "k".repeat(300);
        assert_eq!(writer.send("POST", "/api/v1/organisations", &[("idempotency-key", &long)], body).await.status, 422);
    });
}

#[test]
fn lists_are_read_page_by_page_and_single_items_by_version() {
    run(async {
        let world = World::empty();
        let operator = world.operator();
        let exporter = world.organisation(&operator, OrganisationKind::Exporter, "Exporter");
        let ann = world.member(&operator, &exporter, "ann@example.com", &[Role::Applicant]);
        for n in 0..5 {
            world.item(ItemKind::Case, &format!("c-{n}"), &[&exporter]);
        }
        let program = Program::of(&world, &ann, &[Scope::Read]);
        let (mut after, mut ids) = (String::new(), Vec::new());
        loop {
            let page = program.get(&format!("/api/v1/cases?limit=2&sort=title&after={after}")).await.json();
            assert_eq!(page["total"], 5);
            ids.extend(page["items"].as_array().unwrap().iter().map(|i| i["id"].as_str().unwrap().to_owned()));
            match page["next"].as_str() {
                Some(next) => next.clone_into(&mut after),
                None => break,
            }
        }
        assert_eq!(ids, ["c-0", "c-1", "c-2", "c-3", "c-4"]);
        for bad in ["limit=0", "limit=201", "after=zz", "due=soon", "sort=x", "state=x", "turn=x", "colour=red"] {
            let seen = program.get(&format!("/api/v1/cases?{bad}")).await;
            assert_eq!(seen.status, 422, "{bad}");
        }
        let one = program.get("/api/v1/cases/c-1").await;
        assert_eq!((one.status, one.header("etag")), (200, "\"3\""));
        let same = program.send("GET", "/api/v1/cases/c-1", &[("if-none-match", "\"3\"")], "").await;
        assert_eq!((same.status, same.text.as_str()), (304, ""));
        assert_eq!(program.get("/api/v1/cases/c-9").await.status, 404);
    });
}

#[test]
fn a_program_that_asks_too_often_waits() {
    run(async {
        let world = World::empty();
        let operator = world.operator();
        let program = Program::of(&world, &operator, &[Scope::Read]);
        let mut last = program.get("/api/v1/me").await;
        for _ in 0..300 {
            last = program.get("/api/v1/me").await;
        }
        assert_eq!((last.status, last.header("retry-after")), (429, "1"));
        world.later(1);
        assert_eq!(program.get("/api/v1/me").await.status, 200);
    });
}
