//! What other sites, old forms and strangers can do: nothing.

use crate::world::{World, encoded, run};

const FORM: [(&str, &str); 3] = [("kind", "body"), ("name_en", "Body"), ("country", "XX")];

#[test]
fn a_form_from_elsewhere_does_nothing() {
    run(async {
        let world = World::empty();
        let operator = world.operator();
        let mut browser = world.signed_in(&operator);
        let mut stranger = world.signed_in(&operator);
        stranger.get("/organisations").await;
        let own = browser.secret.clone();
        let with = |secret: &str| {
            let mut all = FORM.to_vec();
            all.push(("form_secret", secret));
            encoded(&all)
        };
        let here = ("origin", "http://certmap.test");
        for (body, headers) in [
            (encoded(&FORM), vec![here]),
            (with(""), vec![here]),
            (with(&stranger.secret), vec![here]),
            (with(&own), vec![("origin", "http://evil.example")]),
            (with(&own), vec![("origin", "null")]),
            (with(&own), vec![("sec-fetch-site", "cross-site")]),
        ] {
            let seen = browser.post_raw("/organisations", &body, &headers).await;
            assert!(seen.status == 403 && seen.has("nothing was changed"), "{headers:?}: {}", seen.status);
        }
        assert!(world.app().organisations(None).unwrap().is_empty());
        assert_eq!(browser.post_raw("/organisations", &with(&own), &[here]).await.status, 303);
    });
}

#[test]
fn every_page_has_the_headers_that_keep_strangers_out() {
    run(async {
        let world = World::at("https://certmap.test");
        let operator = world.operator();
        let mut browser = world.browser();
        let secret = world.app().signed_in(operator, "test").unwrap().secret;
        let page = browser.get("/sign-in").await;
        assert!(page.header("set-cookie").starts_with("__Host-certmap_visitor="));
        for word in ["HttpOnly", "SameSite=Lax", "Secure", "Path=/"] {
            assert!(page.header("set-cookie").contains(word), "{word}");
        }
        browser.cookies.insert("__Host-certmap_session".to_owned(), secret);
        for path in ["/sign-in", "/", "/account", "/nothing/here", "/organisations", "/api", "/api/v1/me"] {
            let seen = browser.get(path).await;
            let policy = seen.header("content-security-policy");
            assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{path}");
            assert!(!policy.contains("unsafe"));
            assert_eq!(seen.header("x-content-type-options"), "nosniff");
            assert_eq!(seen.header("referrer-policy"), "same-origin");
            assert_eq!(seen.header("cache-control"), "no-store", "{path}");
            assert!(seen.header("strict-transport-security").contains("max-age"));
            for inline in ["<style", " style=", " onclick=", "javascript:"] {
                assert!(!seen.has(inline), "{path} has {inline}");
            }
            assert_eq!(seen.text.matches("<script").count(), seen.text.matches("<script src=\"/static/").count());
        }
        let page = browser.get("/account").await;
        let style = page.text.split("href=\"/static/certmap").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let style = browser.get(&format!("/static/certmap{style}")).await;
        assert_eq!(style.header("cache-control"), "public, max-age=31536000, immutable");
        assert!(style.header("set-cookie").is_empty());
    });
}

#[test]
fn without_tls_cookies_are_not_bound_to_it() {
    run(async {
        let world = World::empty();
        world.operator();
        let page = world.browser().get("/sign-in").await;
        assert!(
            page.header("set-cookie").starts_with("certmap_visitor=") && !page.header("set-cookie").contains("Secure")
        );
    });
}

#[test]
fn nothing_is_said_in_the_language_that_was_asked_for() {
    run(async {
        let world = World::empty();
        world.operator();
        let mut browser = world.browser();
        let english = browser.get_in("/nothing", "en").await;
        assert!(english.status == 404 && english.has("There is nothing here"));
        let chinese = browser.get_in("/nothing", "zh-CN,zh;q=0.9").await;
        assert!(chinese.status == 404 && chinese.has("此处没有内容") && chinese.has("lang=\"zh-Hans\""));
        assert_eq!(browser.get("/sign-in?lang=zh").await.header("content-type"), "text/html; charset=utf-8");
        assert!(browser.get_in("/sign-in", "en").await.has("登录"), "what was chosen stays");
        assert_eq!(browser.post_raw("/healthz", "", &[]).await.status, 405);
        let api = browser.get("/api/v1/nothing").await;
        assert_eq!((api.status, api.header("content-type")), (404, "application/problem+json"));
    });
}
