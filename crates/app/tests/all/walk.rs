//! Every procedure of the packs is walked by people who do nothing but what the guide offers them, through the forms that
//! pages and API share.

use crate::town::{Town, library};
use certmap_app::{AppError, CaseFile, ItemKind, ItemQuery, of_organisation};
use certmap_case::stored::Function;
use certmap_case::{Applicable, Phase};
use certmap_pack::Behaviour;
use std::collections::BTreeSet;

const ORDER: [&str; 7] = ["olga", "ann", "lin", "erik", "rita", "dan", "kim"];

/// Lets everybody take the first offer that is open to them, until nobody has one.
fn play(town: &Town, id: &str) -> (CaseFile, Vec<String>) {
    let mut done = Vec::new();
    for _ in 0..400 {
        let mut moved = false;
        for name in ORDER {
            let actor = &town.people[name];
            let Ok(file) = town.app.case_file(actor, id) else { continue };
            let offers = town.app.offers(actor, &file);
            for offer in offers.iter().filter(|o| !o.aside) {
                let typed = town.fill(offer, &file, town.app.today());
                match town.app.do_in_case(actor, id, offer.action.name, Some(file.case.version), &typed) {
                    Ok(_) => {
                        done.push(format!("{name}: {}", offer.action.name));
                        moved = true;
                        town.wait(1);
                        break;
                    }
                    Err(AppError::Refused(_)) => {}
                    Err(other) => panic!("{name}: {}: {typed:?}: {other:?}", offer.action.name),
                }
            }
            if moved {
                break;
            }
        }
        if !moved {
            let file = town.app.case_file(&town.people["ann"], id).unwrap();
            return (file, done);
        }
    }
    panic!("the walk does not end: {done:#?}");
}

/// What nobody could do at the end, with what stood in the way.
fn stuck(town: &Town, file: &CaseFile) -> Vec<String> {
    let mut told = Vec::new();
    for name in ORDER {
        let Ok(file) = town.app.case_file(&town.people[name], &file.id) else { continue };
        for offer in town.app.offers(&town.people[name], &file).iter().filter(|o| !o.aside) {
            let typed = town.fill(offer, &file, town.app.today());
            let result = town.app.do_in_case(&town.people[name], &file.id, offer.action.name, None, &typed);
            if let Err(AppError::Refused(refusals)) = result {
                let why: Vec<String> = refusals.iter().map(|r| r.what.en.clone()).collect();
                told.push(format!(
                    "{name}: {} {:?}: {why:?}",
                    offer.action.name,
                    offer.run.as_ref().map(ToString::to_string)
                ));
            }
        }
    }
    told
}

#[test]
fn six_people_take_a_product_from_the_application_to_the_certificate() {
    let town = Town::new();
    let opened = town.case("cn-cqc", "CN", "here").unwrap();
    let (file, done) = play(&town, &opened.id);
    assert_eq!(file.case.phase(), Phase::Attested, "{done:#?}\n{:#?}", stuck(&town, &file));
    let certificates: Vec<_> = file.streams.certificates.values().collect();
    assert_eq!(certificates.len(), 1);
    assert_eq!(certificates[0].lines.len(), 2);
    // By person: whoever tested and audited neither reviewed nor decided.
    let who = |f| file.case.who(f).cloned().collect::<BTreeSet<_>>();
    assert!(who(Function::Evaluate).is_disjoint(&who(Function::Review)));
    assert!(who(Function::Evaluate).is_disjoint(&who(Function::Decide)));
    for action in ["finish", "check_application", "agree", "charge", "pay", "prepare_samples", "pack_samples"] {
        assert!(done.iter().any(|d| d.ends_with(&format!(": {action}"))), "{action}: {done:#?}");
    }
    for action in ["order_test", "issue_report", "accept_report", "plan_visit", "send_invitation", "visa_granted"] {
        assert!(done.iter().any(|d| d.ends_with(&format!(": {action}"))), "{action}: {done:#?}");
    }
    for action in ["check_item", "report_visit", "take_visit", "review", "decide", "issue"] {
        assert!(done.iter().any(|d| d.ends_with(&format!(": {action}"))), "{action}: {done:#?}");
    }
    // The lists show it to whoever takes part, and to nobody else.
    for (name, sees) in [("ann", 1), ("olga", 1), ("lin", 1), ("ray", 0)] {
        let query = ItemQuery::new(ItemKind::Case, [of_organisation(&town.id_of(name))]);
        assert_eq!(town.app.store.items(&query).unwrap().total, sees, "{name}");
    }
    let told = town.app.case_file(&town.people["ray"], &file.id).unwrap_err();
    assert!(matches!(told, AppError::NotFound(_)), "{told:?}");
}

#[test]
fn every_procedure_can_be_walked_by_what_is_offered() {
    let town = Town::new();
    let (mut walked, mut seen) = (0, BTreeSet::new());
    for pack in &library().packs {
        for scheme in &pack.schemes {
            let routes = scheme.routes.iter().filter_map(|r| r.procedure.as_deref());
            let Some(procedure) = scheme.procedure.as_deref().or_else(|| routes.clone().next()) else { continue };
            // A procedure that several schemes share is walked once.
            if !seen.insert((pack.id.clone(), procedure.to_owned())) {
                continue;
            }
            let market =
                library().common.markets.codes().find(|c| scheme.markets.iter().any(|m| m == c)).unwrap_or("DE");
            for body in ["here", "outside"] {
                let opened = town.case(&scheme.id, market, body).unwrap_or_else(|e| panic!("{}: {e:?}", scheme.id));
                let (file, done) = play(&town, &opened.id);
                let open: Vec<String> = file
                    .case
                    .open_runs()
                    .into_iter()
                    .filter(|r| file.case.step(&r.step).is_some_and(|s| s.behaviour != Behaviour::FollowUp))
                    .filter(|r| file.case.applicable(r) != Applicable::Done)
                    .map(|r| r.to_string())
                    .collect();
                assert!(open.is_empty(), "{} {body}: {open:?}\n{done:#?}\n{:#?}", scheme.id, stuck(&town, &file));
                walked += 1;
            }
        }
    }
    assert!(walked > 60, "{walked}");
}
