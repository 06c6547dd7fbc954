//! Products and plans over the store in memory.

use crate::world::World;
use certmap_app::{AppError, NewProduct, PlanAsked, ProductEvent, Typed, record_kind};
use certmap_base::Lang;
use certmap_case::stored::Role;
use std::collections::BTreeSet;

const FAN: &str = "# ours\nname = \"Fan F1\"\nkind = \"fan\"\n\n[[ship]]\nmarket = \"XX\"\ndate = 2027-06-01\n";

fn new(text: &str) -> NewProduct {
    NewProduct { text: text.to_owned(), ..NewProduct::default() }
}

fn told(error: &AppError) -> String {
    match error {
        AppError::Invalid(faults) => faults
            .iter()
            .map(|f| format!("{}: {} ({})", f.field, f.what.get(Lang::En), f.help.get(Lang::En)))
            .collect::<Vec<_>>()
            .join("\n"),
        other => format!("{other:?}"),
    }
}

#[test]
fn a_product_is_kept_with_its_answer() {
    let world = World::new();
    let ann = world.actor("exporter", None, &[Role::Applicant]);
    let file = world.app.new_product(&ann, None, &new(FAN)).unwrap();
    assert_eq!((file.version, file.markets.as_slice()), (2, ["XX".to_owned()].as_slice()));
    assert!(matches!(file.history[1].event, ProductEvent::Scoped { .. }));
    let item = world.app.store.item(certmap_app::ItemKind::Product, &file.id).unwrap().unwrap();
    assert_eq!(item, world.app.product(&ann, &file.id).unwrap().item().unwrap(), "an item is made from events alone");
    assert_eq!((item.title.as_str(), item.due.map(|d| d.to_string())), ("Fan F1", Some("2027-06-01".to_owned())));
    // The pack that the answer rests on can be read again.
    let digest = &file.scoped.as_ref().unwrap().packs[0].digest;
    assert!(world.app.store.row(certmap_app::Table::PackText, digest).unwrap().is_some());
    let again = world.app.replayed(&ann, &file.id, 2).unwrap();
    assert_eq!(
        Some(certmap_app::summary(&again)),
        world.app.product(&ann, &file.id).unwrap().scoped.map(|s| s.summary)
    );
    assert!(world.app.replayed(&ann, &file.id, 1).is_err(), "the first event is no answer");
}

#[test]
fn whoever_was_slower_is_told() {
    let world = World::new();
    let ann = world.actor("exporter", None, &[Role::Applicant]);
    let file = world.app.new_product(&ann, None, &new(FAN)).unwrap();
    let changed = FAN.replace("F1", "F2");
    world.app.save_product(&ann, &file.id, Some(file.version), &new(&changed)).unwrap();
    let late = world.app.save_product(&ann, &file.id, Some(file.version), &new(FAN)).unwrap_err();
    assert!(matches!(late, AppError::Conflict { version: 4, .. }), "{late:?}");
    assert_eq!(world.app.product(&ann, &file.id).unwrap().text_at(2), Some(FAN), "nothing is lost");
}

#[test]
fn mistakes_are_told_with_line_and_word() {
    let world = World::new();
    let ann = world.actor("exporter", None, &[Role::Applicant]);
    let error = world.app.new_product(&ann, None, &new("name = \"Fan\"\nkind = \"fann\"\n")).unwrap_err();
    assert!(told(&error).starts_with("text: line 2, column 8: unknown kind `fann` ("), "{}", told(&error));
}

#[test]
fn records_are_changed_in_place() {
    let world = World::new();
    let ann = world.actor("exporter", None, &[Role::Applicant]);
    let file = world.app.new_product(&ann, None, &new(FAN)).unwrap();
    let line = record_kind("line").unwrap();
    let typed = Typed::default().with("model", "F1-a").with("brand", "Nord");
    let file = world.app.set_record(&ann, &file.id, line, None, &typed).unwrap();
    assert_eq!(file.text, format!("{FAN}\n[[line]]\nmodel = \"F1-a\"\nbrand = \"Nord\"\n"));
    let error = world.app.set_record(&ann, &file.id, line, None, &typed).unwrap_err();
    assert!(told(&error).starts_with("model: "), "{}", told(&error));
    let file = world.app.remove_record(&ann, &file.id, line, 0).unwrap();
    assert_eq!(file.text.trim_end(), FAN.trim_end());
}

#[test]
fn clients_of_a_consultant_never_see_each_other() {
    let world = World::new();
    let agent = world.actor("consultant", None, &[Role::Applicant]);
    let one = world.actor("one", Some("consultant"), &[Role::Applicant]);
    let two = world.actor("two", Some("consultant"), &[Role::Applicant]);
    let file = world.app.new_product(&agent, Some("one"), &new(FAN)).unwrap();
    assert!(world.app.product(&one, &file.id).is_ok() && world.app.product(&agent, &file.id).is_ok());
    assert!(matches!(world.app.product(&two, &file.id), Err(AppError::NotFound(_))));
    assert!(world.app.new_product(&two, Some("one"), &new(FAN)).is_err());
    let links = &file.item().unwrap().links;
    assert!(links.contains("org:one") && links.contains("org:consultant") && !links.contains("org:two"));
}

#[test]
fn only_applicants_and_administrators_keep_products() {
    let world = World::new();
    let lab = world.actor("laboratory", None, &[Role::Laboratory]);
    assert!(matches!(world.app.new_product(&lab, None, &new(FAN)), Err(AppError::Forbidden(_))));
}

#[test]
fn an_import_keeps_all_or_nothing() {
    let world = World::new();
    let ann = world.actor("exporter", None, &[Role::Applicant]);
    let bad = b"name,kind,power\nF1,fan,40 W\nF2,fann,forty\n";
    let import = world.app.import_products(&ann, None, "fans.csv", bad, &["XX".to_owned()], true).unwrap();
    assert_eq!((import.rows, import.products.len(), import.kept.len()), (2, 1, 0));
    assert!(import.problems.iter().all(|p| p.place.file == "fans.csv" && p.place.line == 3), "{:?}", import.problems);
    let good = b"name,kind,power\nF1,fan,40 W\nF2,kettle,\n";
    let dry = world.app.import_products(&ann, None, "fans.csv", good, &["XX".to_owned()], false).unwrap();
    assert!(dry.is_clean() && dry.kept.is_empty());
    let kept = world.app.import_products(&ann, None, "fans.csv", good, &["XX".to_owned()], true).unwrap();
    assert_eq!(kept.kept.len(), 2);
    let again = world.app.import_products(&ann, None, "fans.csv", good, &[], true).unwrap();
    assert!(!again.is_clean() && again.kept.is_empty(), "nothing is overwritten");
    let out = certmap_app::products_csv(&world.app.export_products(&ann).unwrap());
    assert!(out.contains("\"F1\",\"fan\"") && out.contains("\"40 W\""), "{out}");
}

#[test]
fn a_question_is_answered_or_left() {
    let world = World::new();
    let ann = world.actor("exporter", None, &[Role::Applicant]);
    let file = world.app.new_product(&ann, None, &new(FAN)).unwrap();
    let asked = world.app.interview(&ann, &file.id, &BTreeSet::new(), None).unwrap();
    let question = asked.question.unwrap();
    assert_eq!(question.fact, "voltage");
    let wrong = world.app.answer(&ann, &file.id, "voltage", &Typed::default().with("value", "wide")).unwrap_err();
    assert!(told(&wrong).starts_with("value: "), "{}", told(&wrong));
    let skipped = BTreeSet::from(["voltage".to_owned()]);
    assert!(world.app.interview(&ann, &file.id, &skipped, None).unwrap().question.is_none_or(|q| q.fact != "voltage"));
    // The page shows the unit beside the field.
    let file = world.app.answer(&ann, &file.id, "voltage", &Typed::default().with("value", "100-240")).unwrap();
    assert!(file.text.contains("voltage = \"100-240 V\""), "{}", file.text);
    assert_eq!(file.scoped.unwrap().questions, 0);
}

#[test]
fn a_plan_is_kept_with_budget_and_cost() {
    let world = World::new();
    let ann = world.actor("exporter", None, &[Role::Applicant]);
    let file = world.app.new_product(&ann, None, &new(FAN)).unwrap();
    let asked = PlanAsked { samples: 0, ..PlanAsked::default() };
    let (studied, planned) = world.app.plan_product(&ann, &file.id, &asked, &[]).unwrap();
    let result = serde_json::json!({"verdict": planned.plan.verdict.word(), "steps": []});
    let plan = world.app.keep_plan(&ann, &studied, &planned, &[], result).unwrap();
    let money = Typed::default().with("amount", "1,200.50").with("currency", "cny");
    let plan = world.app.approve_budget(&ann, &plan.id, &money).unwrap();
    assert_eq!((plan.budgets[0].amount.as_str(), plan.budgets[0].currency.as_str()), ("1200.50", "CNY"));
    let wrong = world.app.record_cost(&ann, &plan.id, &money.clone().with("amount", "much").with("step", "none"));
    assert_eq!(told(&wrong.unwrap_err()).lines().count(), 2);
    assert_eq!(world.app.record_cost(&ann, &plan.id, &money).unwrap().costs.len(), 1);
}

#[test]
fn a_retired_product_leaves_the_lists_with_a_reason() {
    let world = World::new();
    let ann = world.actor("exporter", None, &[Role::Applicant]);
    let file = world.app.new_product(&ann, None, &new(FAN)).unwrap();
    assert!(world.app.retire_product(&ann, &file.id, None, " ").is_err());
    world.app.retire_product(&ann, &file.id, None, "no longer made").unwrap();
    let item = world.app.product(&ann, &file.id).unwrap().item().unwrap();
    assert!(item.state == "retired" && !item.links.contains("live"));
}
