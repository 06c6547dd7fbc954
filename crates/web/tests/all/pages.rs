//! Every page that can be looked at, in both languages.

use crate::world::{World, filled, run};
use certmap_app::{ItemKind, OrganisationKind};
use certmap_case::stored::Role;
use certmap_web::{Face, Verb, routes};

/// Characters that only Chinese pages have.
fn is_chinese(text: &str) -> bool {
    text.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).count() > 20
}

#[test]
fn every_page_is_told_in_both_languages() {
    run(async {
        let world = World::empty();
        let operator = world.operator();
        let exporter = world.organisation(&operator, OrganisationKind::Exporter, "Exporter");
        let ann = world.member(&operator, &exporter, "ann@example.com", &[Role::Applicant, Role::Administrator]);
        world.item(ItemKind::Case, "c-1", &[&exporter]);
        let fill = |path: &str| {
            filled(path, |part| match part {
                "id" if path.starts_with("/organisations") => exporter.id.clone(),
                "id" => "c-1".to_owned(),
                "account" => ann.id.clone(),
                _ => "0".to_owned(),
            })
        };
        let pages =
            routes().filter(|r| r.verb == Verb::Get && matches!(r.face, Face::Page) && !r.path.ends_with(".csv"));
        let mut unseen = Vec::new();
        for route in pages.filter(|r| r.path != "/static/{name}") {
            let mut seen = false;
            for account in [Some(&operator), Some(&ann), None] {
                let mut browser = account.map_or_else(|| world.browser(), |a| world.signed_in(a));
                let english = browser.get_in(&fill(route.path), "en").await;
                let chinese = browser.get_in(&fill(route.path), "zh").await;
                assert_eq!(english.status, chinese.status);
                let is_page = english.header("content-type").starts_with("text/html");
                if english.status != 200 || !is_page {
                    continue;
                }
                seen = true;
                assert!(english.has("<html lang=\"en\"") && chinese.has("<html lang=\"zh-Hans\""), "{}", route.path);
                // The other language is named in its own letters.
                let plain = english.text.replace("中文", "");
                assert!(!is_chinese(&plain), "{} says something in Chinese", route.path);
                assert!(is_chinese(&chinese.text), "{} says nothing in Chinese", route.path);
                assert_eq!(english.text.matches("<h1").count(), 1, "{}", route.path);
                assert_eq!(english.text.matches("<form").count(), chinese.text.matches("<form").count());
            }
            if !seen {
                unseen.push(route.name);
            }
        }
        // Those need a secret, an empty service, a pack, or what was done to a case or product; other tests look at them.
        unseen.retain(|name| !["product", "plan", "case", "rule"].iter().any(|of| name.starts_with(of)));
        assert_eq!(unseen, ["set_up", "invitation", "reset", "pack"]);
    });
}

#[test]
fn whoever_watches_learns_how_it_does() {
    run(async {
        let world = World::empty();
        let mut browser = world.browser();
        assert_eq!(browser.get("/healthz").await.text, "ok\n");
        assert_eq!(browser.get("/readyz").await.text, "ready\n");
        browser.get("/sign-in").await;
        let seen = browser.get("/metrics").await;
        assert!(seen.has("certmap_requests_total{route=\"sign_in\",status=\"303\"} 1"), "{}", seen.text);
        assert!(seen.has("certmap_store_ready{store=\"memory\"} 1") && seen.has("le=\"+Inf\"} 1"));
        assert!(browser.cookies.keys().all(|n| n == "certmap_visitor"));
    });
}

#[test]
fn a_letter_that_does_not_go_is_tried_again_given_up_and_sent_by_hand() {
    run(async {
        let world = World::empty();
        let operator = world.operator();
        let mut browser = world.signed_in(&operator);
        assert!(browser.get("/outbox").await.has("There is no letter"));
        *world.pigeon.is_ill.lock().unwrap() = true;
        world.app().forgot("operator@example.com", "http://certmap.test").unwrap();
        for attempt in 0..8 {
            assert!(certmap_web::work_off(&world.service).unwrap(), "attempt {attempt}");
            assert!(!certmap_web::work_off(&world.service).unwrap(), "it waits before the next attempt");
            assert!(browser.get("/outbox").await.has("given up"));
            world.later(6 * 3600);
            browser = world.signed_in(&operator);
        }
        assert!(!certmap_web::work_off(&world.service).unwrap());
        let page = browser.get("/outbox?state=dead").await;
        assert!(page.has("the pigeon is ill") && page.has("Try again") && !page.has("/reset/"), "{}", page.text);
        let id = page.text.split("name=\"job\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        *world.pigeon.is_ill.lock().unwrap() = false;
        for _ in 0..2 {
            assert_eq!(browser.post("/outbox/again", &[("job", id.as_str())]).await.status, 303);
        }
        while certmap_web::work_off(&world.service).unwrap() {}
        assert_eq!(world.pigeon.sent.lock().unwrap().len(), 1);
    });
}

#[test]
fn one_who_works_for_two_acts_for_one_at_a_time() {
    run(async {
        let world = World::empty();
        let operator = world.operator();
        let one = world.organisation(&operator, OrganisationKind::Exporter, "One Ltd");
        let two = world.organisation(&operator, OrganisationKind::Exporter, "Two Ltd");
        world.member(&operator, &one, "ann@example.com", &[Role::Applicant]);
        let ann = world.member(&operator, &two, "ann@example.com", &[Role::Applicant]);
        world.item(ItemKind::Case, "c-one", &[&one]);
        world.item(ItemKind::Case, "c-two", &[&two]);
        let mut browser = world.signed_in(&ann);
        assert!(browser.get("/cases").await.has("c-one"));
        browser.post("/account/organisation", &[("organisation", two.id.as_str())]).await;
        let seen = browser.get("/cases").await;
        assert!(seen.has("c-two") && !seen.has("c-one"));
        let stranger = world.organisation(&operator, OrganisationKind::Exporter, "Three Ltd");
        let refused = browser.post("/account/organisation", &[("organisation", stranger.id.as_str())]).await;
        assert_eq!(refused.status, 404);
    });
}
