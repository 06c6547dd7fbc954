//! Coming in and going out.

use crate::world::{PASSWORD, World, run};
use certmap_app::OrganisationKind;
use certmap_case::stored::Role;

#[test]
fn the_first_administrator_is_made_with_the_code_and_only_once() {
    run(async {
        let world = World::empty();
        let mut browser = world.browser();
        assert_eq!(browser.get("/").await.header("location"), "/sign-in");
        assert_eq!(browser.get("/sign-in").await.header("location"), "/set-up");
        assert_eq!(browser.get("/set-up").await.status, 200);
        let fields =
            |code| [("code", code), ("name", "Olga 王"), ("email", "olga@example.com"), ("password", PASSWORD)];
        let wrong = browser.post("/set-up", &fields("wrong")).await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.has("this is not the code") && wrong.has("value=\"Olga 王\"") && !wrong.has(PASSWORD));
        let code = world.app().setup_code.clone();
        let done = browser.post("/set-up", &fields(&code)).await;
        assert_eq!((done.status, done.header("location")), (303, "/organisations"));
        let page = browser.get("/organisations").await;
        assert!(page.status == 200 && page.has("Olga 王"), "{}", page.text);
        assert_eq!(world.browser().get("/set-up").await.header("location"), "/sign-in");
        let mut late = world.browser();
        late.get("/sign-in").await;
        assert_eq!(late.post("/set-up", &fields(&code)).await.status, 403);
    });
}

#[test]
fn signing_in_leads_to_where_one_wanted_to_go_and_nowhere_else() {
    run(async {
        let world = World::empty();
        world.operator();
        for (next, to) in [
            ("/trail?person=p-1", "/trail?person=p-1"),
            ("//evil.example", "/"),
            ("https://evil.example", "/"),
            ("/\\evil.example", "/"),
            ("", "/"),
        ] {
            let mut browser = world.browser();
            browser.get("/sign-in").await;
            let fields = [("email", "Operator@example.com "), ("password", PASSWORD), ("next", next)];
            assert_eq!(browser.post("/sign-in", &fields).await.header("location"), to);
        }
    });
}

#[test]
fn a_wrong_password_and_an_unknown_address_look_the_same() {
    run(async {
        let world = World::empty();
        world.operator();
        let mut texts = Vec::new();
        for email in ["operator@example.com", "nobody@example.com"] {
            let mut browser = world.browser();
            browser.get("/sign-in").await;
            let seen = browser.post("/sign-in", &[("email", email), ("password", "not this one")]).await;
            assert_eq!(seen.status, 422);
            texts.push(seen.text.replace(email, "").replace(&browser.secret, ""));
        }
        assert_eq!(texts.first(), texts.last());
        let mut forgotten = Vec::new();
        for email in ["operator@example.com", "nobody@example.com"] {
            let mut browser = world.browser();
            browser.get("/forgot").await;
            let seen = browser.post("/forgot", &[("email", email)]).await;
            forgotten.push((seen.status, seen.header("location").to_owned(), seen.text));
        }
        assert_eq!(forgotten.first(), forgotten.last());
    });
}

#[test]
fn a_session_ends_by_signing_out_by_idling_and_by_age() {
    run(async {
        let world = World::empty();
        let operator = world.operator();
        let mut browser = world.signed_in(&operator);
        assert_eq!(browser.get("/account").await.status, 200);
        let mut thief = browser.clone();
        browser.post("/sign-out", &[]).await;
        assert_eq!(thief.get("/account").await.header("location"), "/sign-in?next=%2Faccount");
        let mut idle = world.signed_in(&operator);
        world.later(certmap_app::SESSION_IDLE_SECONDS - 1);
        assert_eq!(idle.get("/account").await.status, 200);
        world.later(certmap_app::SESSION_IDLE_SECONDS);
        assert_eq!(idle.get("/account").await.status, 303);
        let mut old = world.signed_in(&operator);
        for _ in 0..13 {
            world.later(3600);
            assert_eq!(old.get("/account").await.status, 200);
        }
        world.later(3600);
        assert_eq!(old.get("/account").await.status, 303);
    });
}

#[test]
fn what_is_sent_after_the_session_ended_is_not_done_and_says_so() {
    run(async {
        let world = World::empty();
        let operator = world.operator();
        let mut browser = world.signed_in(&operator);
        world.later(certmap_app::SESSION_SECONDS);
        let fields = [("kind", "body"), ("name_en", "Late"), ("country", "XX")];
        let seen = browser.post("/organisations", &fields).await;
        assert!(seen.status == 401 && seen.has("Nothing was changed"), "{}", seen.text);
        assert!(world.app().organisations(None).unwrap().is_empty());
    });
}

#[test]
fn a_new_password_by_letter_signs_everybody_out() {
    run(async {
        let world = World::empty();
        let operator = world.operator();
        let mut thief = world.signed_in(&operator);
        let mut browser = world.browser();
        browser.get("/forgot").await;
        browser.post("/forgot", &[("email", "operator@example.com")]).await;
        assert!(certmap_web::work_off(&world.service).unwrap());
        let letter = world.pigeon.sent.lock().unwrap().pop().unwrap();
        let link = letter.text.lines().find_map(|l| l.strip_prefix("http://certmap.test")).unwrap().to_owned();
        assert_eq!(browser.get(&link).await.status, 200);
        let weak = browser.post(&link, &[("password", "short")]).await;
        assert!(weak.status == 422 && weak.has("too easy to guess"));
        let done = browser.post(&link, &[("password", "another four random words")]).await;
        assert_eq!(done.header("location"), "/sign-in?done=reset");
        assert_eq!(thief.get("/account").await.status, 303);
        assert_eq!(browser.get(&link).await.status, 404, "it works once");
    });
}

#[test]
fn changing_the_password_keeps_this_browser_and_ends_the_others() {
    run(async {
        let world = World::empty();
        let operator = world.operator();
        let (mut here, mut there) = (world.signed_in(&operator), world.signed_in(&operator));
        let wrong =
            here.post("/account/password", &[("old", "wrong"), ("password", "another four random words")]).await;
        assert!(wrong.status == 422 && wrong.has("this is not your password"));
        let done =
            here.post("/account/password", &[("old", PASSWORD), ("password", "another four random words")]).await;
        assert_eq!(done.header("location"), "/account?done=password");
        assert_eq!(here.get("/account").await.status, 200);
        assert_eq!(there.get("/account").await.status, 303);
    });
}

#[test]
fn somebody_is_invited_joins_and_leaves_but_the_last_administrator_stays() {
    run(async {
        let world = World::empty();
        let operator = world.operator();
        let body = world.organisation(&operator, OrganisationKind::Body, "Body");
        let admin = world.member(&operator, &body, "ada@example.com", &[Role::Administrator]);
        let mut ada = world.signed_in(&admin);
        let invited = ada.post("/people", &[("email", "rita@example.com"), ("roles", "reviewer")]).await;
        assert_eq!(invited.status, 200, "{}", invited.text);
        let link = invited.text.split("http://certmap.test").nth(1).unwrap().split('<').next().unwrap().to_owned();
        let mut rita = world.browser();
        assert!(rita.get(&link).await.has("Body"));
        let joined = rita.post(&link, &[("name", "Rita"), ("password", PASSWORD)]).await;
        assert_eq!(joined.header("location"), "/", "{}", joined.text);
        assert!(ada.get("/people").await.has("reviewer"));
        assert_eq!(rita.get("/people").await.status, 403);
        let mine = format!("/people/{}", admin.id);
        let refused = ada.post(&mine, &[("roles", "auditor")]).await;
        assert!(refused.status == 422 && refused.has("last administrator"), "{}", refused.text);
        let account = world.app().members(&body.id).unwrap().into_iter().find(|m| m.account.id != admin.id).unwrap();
        let hers = format!("/people/{}", account.account.id);
        assert_eq!(ada.post(&hers, &[("roles", "administrator"), ("roles", "reviewer")]).await.status, 303);
        assert_eq!(ada.post(&mine, &[("roles", "auditor")]).await.status, 303);
        assert_eq!(ada.get("/people").await.status, 403, "she is no administrator any more");
        let trail = rita.get("/trail").await;
        assert!(trail.has("roles.changed") && trail.has("administrator -&#62; auditor"), "{}", trail.text);
        let other = world.organisation(&operator, OrganisationKind::Body, "Other");
        let stranger = world.member(&operator, &other, "sam@example.com", &[Role::Administrator]);
        assert_eq!(world.signed_in(&stranger).get(&hers).await.status, 404);
    });
}

#[test]
fn tries_are_counted_by_account_and_by_address() {
    run(async {
        let world = World::empty();
        world.operator();
        let mut browser = world.browser();
        browser.get("/sign-in").await;
        let mut last = 0;
        for _ in 0..11 {
            last = browser.post("/sign-in", &[("email", "nobody@example.com"), ("password", "x")]).await.status;
        }
        assert_eq!(last, 429);
        let other = browser.post("/sign-in", &[("email", "operator@example.com"), ("password", PASSWORD)]).await;
        assert_eq!(other.status, 303, "another account is not held up");
        world.later(60);
        let again = browser.post("/sign-in", &[("email", "nobody@example.com"), ("password", "x")]).await;
        assert_eq!(again.status, 403, "the form of the visitor is over once somebody is signed in");
    });
}
