//! Lists: who sees what, filters, order, pages, export.

use crate::world::{World, item, run};
use certmap_app::{Item, ItemKind, OrganisationKind};
use certmap_case::stored::Role;

#[test]
fn one_sees_what_belongs_to_the_own_organisation() {
    run(async {
        let world = World::empty();
        let operator = world.operator();
        let exporter = world.organisation(&operator, OrganisationKind::Exporter, "Exporter");
        let other = world.organisation(&operator, OrganisationKind::Exporter, "Other");
        let ann = world.member(&operator, &exporter, "ann@example.com", &[Role::Applicant]);
        world.item(ItemKind::Case, "c-own", &[&exporter]);
        world.item(ItemKind::Case, "c-foreign", &[&other]);
        let mut browser = world.signed_in(&ann);
        for path in ["/cases", "/cases.csv", "/", "/cases?q=c-"] {
            let seen = browser.get(path).await;
            assert!(seen.status == 200 && seen.has("c-own") && !seen.has("c-foreign"), "{path}: {}", seen.text);
        }
        let empty = browser.get("/certificates").await;
        assert!(empty.has("There is nothing here yet") && empty.has("comes here when its case ends well"));
        assert!(browser.get("/cases?q=nothing").await.has("Nothing fits"));
        assert_eq!(world.signed_in(&operator).get("/cases").await.status, 403);
    });
}

#[test]
fn filters_stand_in_the_address_and_stay_when_one_goes_on() {
    run(async {
        let world = World::empty();
        let operator = world.operator();
        let exporter = world.organisation(&operator, OrganisationKind::Exporter, "Exporter");
        let ann = world.member(&operator, &exporter, "ann@example.com", &[Role::Applicant]);
        let many = (0..120).map(|n| Item {
            title: format!("Lamp {n:03}"),
            state: if n % 2 == 0 { "applied" } else { "granted" }.to_owned(),
            ..item(ItemKind::Case, &format!("c-{n:03}"), &[&exporter])
        });
        world.items(many.collect());
        let mut browser = world.signed_in(&ann);
        let first = browser.get("/cases?state=applied&sort=title").await;
        assert!(first.has("60 entries") && first.has("Lamp 000") && first.has("Lamp 098") && !first.has("Lamp 100"));
        assert!(first.has("<option value=\"applied\" selected>"));
        let next =
            first.text.split("rel=\"next\" href=\"").nth(1).unwrap().split('"').next().unwrap().replace("&#38;", "&");
        assert!(next.contains("state=applied") && next.contains("sort=title"), "{next}");
        let second = browser.get(&next).await;
        assert!(
            second.has("Lamp 100") && second.has("Lamp 118") && !second.has("Lamp 098") && !second.has("rel=\"next\"")
        );
        let export = browser.get("/cases.csv?state=granted").await;
        assert_eq!(export.text.lines().count(), 61);
        assert_eq!(export.header("content-disposition"), "attachment; filename=\"certmap-cases-2026-11-21.csv\"");
        let nonsense = browser.get("/cases?state=nonsense&sort=x&due=yesterday&after=zz&market=xx").await;
        assert!(nonsense.status == 200 && nonsense.has("120 entries"));
    });
}

#[test]
fn a_table_program_takes_no_cell_for_a_formula() {
    run(async {
        let world = World::empty();
        let operator = world.operator();
        let exporter = world.organisation(&operator, OrganisationKind::Exporter, "Exporter");
        let ann = world.member(&operator, &exporter, "ann@example.com", &[Role::Applicant]);
        let title = "=HYPERLINK(\"http://evil\")".to_owned();
        world.items(vec![Item { title, ..item(ItemKind::Product, "p-1", &[&exporter]) }]);
        let export = world.signed_in(&ann).get("/products.csv").await;
        assert!(export.has("\"'=HYPERLINK(\"\"http://evil\"\")\""), "{}", export.text);
    });
}

#[test]
fn today_tells_what_is_late_what_is_ours_and_what_is_due() {
    run(async {
        let world = World::empty();
        let operator = world.operator();
        let exporter = world.organisation(&operator, OrganisationKind::Exporter, "Exporter");
        let ann = world.member(&operator, &exporter, "ann@example.com", &[Role::Applicant]);
        let day = |word| certmap_base::Date::parse(word).ok();
        world.items(vec![
            Item { due: day("2026-11-20"), turn: "body".to_owned(), ..item(ItemKind::Case, "c-late", &[&exporter]) },
            Item { due: None, ..item(ItemKind::Case, "c-ours", &[&exporter]) },
            Item { due: day("2026-12-21"), ..item(ItemKind::Record, "r-soon", &[&exporter]) },
            Item { due: day("2026-12-22"), ..item(ItemKind::Record, "r-later", &[&exporter]) },
            Item {
                due: day("2026-11-01"),
                state: "withdrawn".to_owned(),
                ..item(ItemKind::Certificate, "k-over", &[&exporter])
            },
        ]);
        let page = world.signed_in(&ann).get("/").await;
        let (late, rest) = page.text.split_once("Your turn").unwrap();
        let (ours, soon) = rest.split_once("Due within").unwrap();
        assert!(late.contains("c-late") && late.contains("2026-11-20 Fri") && late.contains(">late<"));
        assert!(ours.contains("c-ours") && !ours.contains("c-late"));
        assert!(soon.contains("r-soon") && !soon.contains("r-later"));
        assert!(!page.has("k-over"));
    });
}
