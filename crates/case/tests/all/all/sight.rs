//! Who sees which paper.

use crate::driver::{CLIENT, EVERYBODY, opened, route};
use crate::world::{World, note, opening, org};
use certmap_case::stored::{DocumentId, OrganisationId, Role, Side};
use certmap_case::{Case, CaseCommand, Sight};
use std::collections::BTreeSet;

fn bodies() -> BTreeSet<OrganisationId> {
    [org("body")].into()
}

fn sides(world: &World, organisation: &str) -> Vec<Side> {
    world.case.sides(&org(organisation), &bodies()).into_iter().collect()
}

#[test]
fn every_side_has_its_own_people() {
    let mut world = World::new("cn-cqc");
    let mut opening = opening("cn-cqc", route("cn-cqc", "cqc-certification", &[]), &EVERYBODY);
    opening.subject.agent = Some(org("consultant"));
    world.ok("ann", Role::Applicant, CaseCommand::Open(Box::new(opening)));
    assert_eq!(sides(&world, "holder"), [Side::Holder]);
    assert_eq!(sides(&world, "consultant"), [Side::Agent]);
    assert_eq!(sides(&world, "maker"), [Side::Factory]);
    assert_eq!(sides(&world, "body"), [Side::Body]);
    // Another client of the same consultant is a stranger here.
    assert!(sides(&world, "other-client").is_empty());
    assert!(sides(&world, "lab").is_empty(), "no order yet");
}

#[test]
fn a_body_outside_sees_nothing_here() {
    let world = opened("cn-cqc", route("cn-cqc", "cqc-certification", &[]), &CLIENT);
    assert!(sides(&world, "body").is_empty());
}

#[test]
fn a_sealed_paper_passes_the_others_by() {
    let mut file = note(&DocumentId::new("d"), "bill-of-materials", Side::Factory);
    file.seen_by = [Side::Factory, Side::Body].into();
    let sight =
        |file: &certmap_case::stored::FileNote, side: &[Side]| Case::sight(file, &side.iter().copied().collect());
    assert_eq!(sight(&file, &[Side::Agent]), Sight::Exists);
    assert_eq!(sight(&file, &[]), Sight::Nothing);
    file.sealed = true;
    let seen = Side::ALL.iter().map(|side| sight(&file, &[*side])).collect::<Vec<_>>();
    assert_eq!(seen, [Sight::Nothing, Sight::Nothing, Sight::Open, Sight::Nothing, Sight::Open]);
}

#[test]
fn who_brings_a_paper_sees_it_and_files_for_the_own_side() {
    let mut world = opened("cn-cqc", route("cn-cqc", "cqc-certification", &[]), &EVERYBODY);
    let mut file = note(&DocumentId::new("d"), "licences", Side::Factory);
    file.seen_by = [Side::Body].into();
    assert_eq!(world.no("ann", Role::Applicant, CaseCommand::AddFile(file.clone())), ["hidden"]);
    file.seen_by.insert(Side::Factory);
    assert_eq!(world.no("lin", Role::Laboratory, CaseCommand::AddFile(file.clone())), ["side"]);
    world.ok("ann", Role::Applicant, CaseCommand::AddFile(file));
}
