//! Odd input in every field: nothing breaks, nothing is taken for a command, nothing is kept that was refused.

use crate::world::{World, encoded, filled, run};
use certmap_app::{ItemKind, OrganisationKind};
use certmap_case::stored::Role;
use certmap_web::{Face, Verb, routes};

const ODD: [&str; 9] = [
    "'; DROP TABLE account; --",
    "<script>alert(1)</script>",
    "\" onfocus=\"alert(1)",
    "a\0b",
    "\u{202e}\u{feff}\u{fffd}",
    "%00%ff",
    "../../../etc/passwd",
    "{{ 7 * 7 }}",
    "",
];

const NAMES: [&str; 24] = [
    "email",
    "password",
    "name",
    "code",
    "next",
    "old",
    "language",
    "scopes",
    "days",
    "token",
    "session",
    "organisation",
    "kind",
    "name_en",
    "name_zh",
    "country",
    "roles",
    "job",
    "q",
    "state",
    "after",
    "before",
    "object",
    "person",
];

#[test]
fn odd_words_in_every_field_of_every_form_and_address() {
    run(async {
        let world = World::empty();
        let operator = world.operator();
        let exporter = world.organisation(&operator, OrganisationKind::Exporter, "Exporter");
        let ann = world.member(&operator, &exporter, "ann@example.com", &[Role::Applicant, Role::Administrator]);
        world.item(ItemKind::Case, "c-1", &[&exporter]);
        let before = world.app().organisations(None).unwrap().len();
        for route in routes().filter(|r| !matches!(r.face, Face::Api(_))) {
            for odd in ODD {
                for account in [&operator, &ann] {
                    world.later(60);
                    let mut browser = world.signed_in(account);
                    let all: Vec<(&str, &str)> = NAMES.iter().map(|n| (*n, odd)).collect();
                    let in_path: String = form_urlencoded::byte_serialize(odd.as_bytes()).collect();
                    let in_path = if in_path.is_empty() { "x".to_owned() } else { in_path };
                    let path = filled(route.path, |_| in_path.clone());
                    let seen = match route.verb {
                        Verb::Get => browser.get(&format!("{path}?{}", encoded(&all))).await,
                        _ => browser.post(&path, &all).await,
                    };
                    assert!(seen.status < 500, "{} with {odd:?}: {} {}", route.name, seen.status, seen.text);
                    assert!(!seen.has("<script>alert") && !seen.has(" onfocus=\"alert"), "{} with {odd:?}", route.name);
                }
            }
        }
        assert_eq!(world.app().organisations(None).unwrap().len(), before);
        assert_eq!(world.signed_in(&operator).get("/account").await.status, 200);
    });
}

#[test]
fn a_form_that_is_too_long_is_not_read() {
    run(async {
        let world = World::empty();
        let operator = world.operator();
        let mut browser = world.signed_in(&operator);
        let long = "x".repeat(1 << 20);
        let seen = browser.post("/organisations", &[("kind", "body"), ("name_en", &long), ("country", "XX")]).await;
        assert!(seen.status == 413 && seen.has("nothing was kept"), "{}", seen.status);
        let long = "名".repeat(20_000);
        let seen = browser.post("/organisations", &[("kind", "body"), ("name_zh", &long), ("country", "XX")]).await;
        assert!(seen.status == 422 && seen.has("at most 200 characters"), "{}", seen.status);
        assert!(world.app().organisations(None).unwrap().is_empty());
    });
}

#[test]
fn damaged_cookies_are_passed_over() {
    run(async {
        let world = World::empty();
        world.operator();
        for cookie in ["", "x", "\"", "ab; cd", "é"] {
            let mut browser = world.browser();
            browser.cookies.insert("certmap_session".to_owned(), cookie.to_owned());
            browser.cookies.insert("certmap_visitor".to_owned(), cookie.to_owned());
            browser.cookies.insert("certmap_language".to_owned(), cookie.to_owned());
            let seen = browser.get("/sign-in").await;
            assert_eq!(seen.status, 200, "{cookie}");
        }
    });
}
