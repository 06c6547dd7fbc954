//! Every route, asked by everybody: what comes back stands in `tests/access.txt`, and follows from the rule of the route.

use crate::world::{Browser, World, run};
use certmap_app::{Account, ItemKind, OrganisationKind};
use certmap_case::stored::Role;
use certmap_web::{Access, Face, Route, Verb, routes};
use std::fmt::Write;

struct Cast {
    who: Vec<(&'static str, Option<Account>)>,
    /// Items: of the exporter and its consultant, and of a stranger.
    items: [&'static str; 2],
}

fn cast(world: &World) -> Cast {
    let operator = world.operator();
    let exporter = world.organisation(&operator, OrganisationKind::Exporter, "Exporter");
    let other = world.organisation(&operator, OrganisationKind::Exporter, "Other");
    let consultant = world.organisation(&operator, OrganisationKind::Consultant, "Consultant");
    let laboratory = world.organisation(&operator, OrganisationKind::Laboratory, "Laboratory");
    let body = world.organisation(&operator, OrganisationKind::Body, "Body");
    let factory = world.organisation(&operator, OrganisationKind::Factory, "Factory");
    for kind in ItemKind::ALL {
        world.item(*kind, "own", &[&exporter, &consultant, &body]);
        world.item(*kind, "other", &[&other]);
    }
    crate::products::keep(world, "own", &exporter.id, Some(&consultant.id));
    crate::products::keep(world, "other", &other.id, None);
    let member =
        |name: &str, o, roles: &[Role]| Some(world.member(&operator, o, &format!("{name}@example.com"), roles));
    let who = vec![
        ("nobody", None),
        ("applicant", member("applicant", &exporter, &[Role::Applicant])),
        ("its administrator", member("chief", &exporter, &[Role::Administrator])),
        ("its consultant", member("consultant", &consultant, &[Role::Applicant])),
        ("other exporter", member("other", &other, &[Role::Applicant])),
        ("factory", member("factory", &factory, &[Role::Applicant])),
        ("laboratory", member("laboratory", &laboratory, &[Role::Laboratory])),
        ("case officer", member("officer", &body, &[Role::CaseOfficer])),
        ("auditor", member("auditor", &body, &[Role::Auditor])),
        ("reviewer", member("reviewer", &body, &[Role::Reviewer])),
        ("decision maker", member("decider", &body, &[Role::DecisionMaker])),
        ("register keeper", member("keeper", &body, &[Role::RegisterKeeper])),
        ("operator", Some(operator.clone())),
    ];
    Cast { who, items: ["own", "other"] }
}

/// What the rule says, read anew: whether somebody may come, as far as who it is goes, and whether the item must be theirs.
fn says(rule: Access, who: &str, item: &str) -> bool {
    let body = ["case officer", "auditor", "reviewer", "decision maker", "register keeper"];
    let role = |r: &Role| match r {
        Role::Applicant => ["applicant", "its consultant", "other exporter", "factory"].contains(&who),
        Role::Administrator => who == "its administrator",
        Role::Laboratory => who == "laboratory",
        Role::CaseOfficer => who == "case officer",
        Role::Auditor => who == "auditor",
        Role::Reviewer => who == "reviewer",
        Role::DecisionMaker => who == "decision maker",
        Role::RegisterKeeper => who == "register keeper",
    };
    let kind = |k: &OrganisationKind| match k {
        OrganisationKind::Exporter => ["applicant", "its administrator", "other exporter"].contains(&who),
        OrganisationKind::Consultant => who == "its consultant",
        OrganisationKind::Factory => who == "factory",
        OrganisationKind::Laboratory => who == "laboratory",
        OrganisationKind::Body => body.contains(&who),
    };
    match rule {
        Access::Public => true,
        Access::SignedIn => who != "nobody",
        Access::Member => who != "nobody" && who != "operator",
        Access::Administrator => who == "its administrator",
        Access::Operator => who == "operator",
        Access::Role(roles) => roles.iter().any(role),
        Access::Kind(kinds) => kinds.iter().any(kind),
        Access::Party(_) if item == "other" => who == "other exporter",
        // A body sees products through cases alone.
        Access::Party(ItemKind::Product | ItemKind::Plan) => {
            ["applicant", "its administrator", "its consultant"].contains(&who)
        }
        Access::Party(_) => ["applicant", "its administrator", "its consultant"].contains(&who) || body.contains(&who),
        Access::Any(rules) => rules.iter().any(|r| says(*r, who, item)),
        Access::All(rules) => rules.iter().all(|r| says(*r, who, item)),
    }
}

fn is_party(rule: Access) -> bool {
    match rule {
        Access::Party(_) => true,
        Access::Any(rules) | Access::All(rules) => rules.iter().any(|r| is_party(*r)),
        _ => false,
    }
}

async fn ask(world: &World, browser: &mut Browser<'_>, account: Option<&Account>, route: &Route, path: &str) -> u16 {
    use axum::body::Body;
    use axum::http::Request;
    if !matches!(route.face, Face::Api(_)) {
        return match route.verb {
            Verb::Get => browser.get(path).await.status,
            _ => browser.post(path, &[]).await.status,
        };
    }
    let mut request = Request::builder().method(route.verb.word()).uri(path).header("content-type", "application/json");
    if let Some(account) = account {
        let actor = world.app().signed_in(account.clone(), "test").unwrap().actor;
        let (token, _) = world.app().make_token(&actor, "test", actor.scopes.clone(), 1).unwrap();
        request = request.header("authorization", format!("Bearer {token}"));
    }
    world.send(request.body(Body::from("{}")).unwrap()).await.status
}

#[test]
fn everybody_comes_where_the_rule_says_and_nowhere_else() {
    run(async {
        let world = World::empty();
        let cast = cast(&world);
        let mut table =
            String::from("# Status of each route for each asker. Made by the tests; look at what changes.\n");
        let names: Vec<&str> = cast.who.iter().map(|(n, _)| *n).collect();
        let _ = writeln!(table, "# {}", names.join(" | "));
        for route in routes() {
            let items: &[&str] = if is_party(route.access) { &cast.items } else { &cast.items[..1] };
            for item in items {
                let path = route.path.replace("{id}", item).replace("{format}", "json");
                let path = path.replace("{record}", "ship").replace("{place}", "0");
                let mut row = Vec::new();
                for (who, account) in &cast.who {
                    // A minute between them, so that nobody has tried too often.
                    world.later(60);
                    let mut browser = account.as_ref().map_or_else(|| world.browser(), |a| world.signed_in(a));
                    if account.is_none() {
                        browser.get("/sign-in").await;
                    }
                    let status = ask(&world, &mut browser, account.as_ref(), route, &path).await;
                    let may = says(route.access, who, item);
                    let kept_out = match status {
                        401 | 403 => true,
                        303 => route.verb == Verb::Get && account.is_none() && !route.access.is_public(),
                        404 => is_party(route.access),
                        _ => false,
                    };
                    // Once there is an administrator, nobody is made the first one.
                    let set_up = route.name == "set_up_do";
                    assert!(may != kept_out || set_up, "{} for {who} ({item}): {status}, the rule: {may}", route.name);
                    assert!(status < 500, "{} for {who}: {status}", route.name);
                    row.push(status.to_string());
                }
                let said = if items.len() > 1 { format!(" ({item})") } else { String::new() };
                let _ = writeln!(table, "{} {}{said}: {}", route.verb.word(), route.path, row.join(" "));
            }
        }
        golden("access.txt", &table);
    });
}

/// Compares with a file that is kept, or writes it anew where `UPDATE_GOLDEN` says so.
pub(crate) fn golden(name: &str, text: &str) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    let differs = kept.lines().zip(text.lines()).find(|(a, b)| a != b);
    assert!(kept == text, "{name} differs, first at {differs:?}; UPDATE_GOLDEN=1 writes it anew");
}

#[test]
fn names_and_addresses_are_their_own() {
    let (mut names, mut places) = (std::collections::BTreeSet::new(), std::collections::BTreeSet::new());
    for route in routes() {
        assert!(names.insert(route.name), "two routes are called {}", route.name);
        assert!(places.insert((route.verb, route.path)), "{} stands twice", route.path);
        assert!(!route.summary.0.is_empty() && !route.summary.1.is_empty());
        assert!(!is_party(route.access) || route.path.contains("{id}"), "{} has no {{id}}", route.path);
        assert!(route.verb == Verb::Get || !matches!(route.access, Access::Public) || route.name.ends_with("_do"));
    }
}
