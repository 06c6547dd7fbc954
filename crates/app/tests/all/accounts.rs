//! Accounts: who gets in, and for how long.

use crate::town::{BASE, Town, account, new_account};
use certmap_app::{AppError, SESSION_IDLE_SECONDS, Scope};
use certmap_case::stored::Role;
use std::collections::BTreeSet;

const PASSWORD: &str = "correct horse battery staple";

#[test]
fn there_is_one_first_administrator_and_no_default_password() {
    let town = Town::new();
    let code = town.app.setup_code.clone();
    let told = town.app.set_up(&code, &new_account("second@example.com")).unwrap_err();
    assert!(matches!(told, AppError::Forbidden(_)), "{told:?}");
    assert!(town.app.sign_in("root@example.com", "admin").is_err());
    assert!(town.app.sign_in("ROOT@example.com ", PASSWORD).unwrap().actor.account.operator);
}

#[test]
fn wrong_address_and_wrong_password_look_the_same() {
    let town = Town::new();
    let a = town.app.sign_in("nobody@example.com", PASSWORD).unwrap_err();
    let b = town.app.sign_in("ann@example.com", "something else entirely").unwrap_err();
    assert_eq!(a, b);
}

#[test]
fn a_session_ends_when_it_is_idle_or_signed_out() {
    let town = Town::new();
    let signed = town.app.sign_in("ann@example.com", PASSWORD).unwrap();
    assert_eq!(town.app.session(&signed.secret).unwrap().unwrap().person.id, account(&town, "ann").person);
    assert!(town.app.session("0000").unwrap().is_none());
    town.hands.0.fetch_add(SESSION_IDLE_SECONDS, std::sync::atomic::Ordering::SeqCst);
    assert!(town.app.session(&signed.secret).unwrap().is_none());
    let signed = town.app.sign_in("ann@example.com", PASSWORD).unwrap();
    town.app.sign_out(&signed.secret).unwrap();
    assert!(town.app.session(&signed.secret).unwrap().is_none());
}

#[test]
fn a_new_password_ends_every_session() {
    let town = Town::new();
    let signed = town.app.sign_in("ann@example.com", PASSWORD).unwrap();
    assert!(town.app.change_password(&signed.actor, "wrong", "four other random words").is_err());
    assert!(town.app.change_password(&signed.actor, PASSWORD, "short").is_err());
    town.app.change_password(&signed.actor, PASSWORD, "four other random words").unwrap();
    assert!(town.app.session(&signed.secret).unwrap().is_none());
    assert!(town.app.sign_in("ann@example.com", PASSWORD).is_err());
    assert!(town.app.sign_in("ann@example.com", "four other random words").is_ok());
}

#[test]
fn a_forgotten_password_is_reset_once_by_a_letter() {
    let town = Town::new();
    town.app.forgot("nobody@example.com", BASE).unwrap();
    town.app.forgot("ann@example.com", BASE).unwrap();
    let jobs = town.app.store.jobs(None, Some("mail"), 100).unwrap();
    let letter = jobs.iter().find(|j| j.data.contains("/reset/")).unwrap();
    assert!(letter.data.contains("ann@example.com"));
    let secret: String =
        letter.data.split("/reset/").nth(1).unwrap().chars().take_while(char::is_ascii_hexdigit).collect();
    town.app.reset(&secret, "four other random words").unwrap();
    assert!(town.app.reset(&secret, "yet other random words").is_err());
    assert!(town.app.sign_in("ann@example.com", "four other random words").is_ok());
}

#[test]
fn an_invitation_is_taken_up_once_and_in_time() {
    let town = Town::new();
    let body = town.id_of("olga");
    let roles = BTreeSet::from([Role::Reviewer]);
    let told = town.app.invite(&town.people["olga"], &body, "new@example.com", roles.clone(), BASE).unwrap_err();
    assert!(matches!(told, AppError::Forbidden(_)), "{told:?}");
    let wrong = BTreeSet::from([Role::Applicant]);
    assert!(town.app.invite(&town.people["ada"], &body, "new@example.com", wrong, BASE).is_err());
    let secret = town.app.invite(&town.people["ada"], &body, "new@example.com", roles.clone(), BASE).unwrap();
    let signed = town.app.accept_invitation(&secret, &new_account("ignored@example.com")).unwrap();
    assert_eq!((signed.actor.account.email.as_str(), signed.actor.roles), ("new@example.com", roles.clone()));
    assert!(town.app.accept_invitation(&secret, &new_account("new@example.com")).is_err());
    let secret = town.app.invite(&town.people["ada"], &body, "late@example.com", roles, BASE).unwrap();
    town.wait(7);
    assert!(town.app.accept_invitation(&secret, &new_account("late@example.com")).is_err());
}

#[test]
fn a_token_allows_what_it_says_until_it_ends() {
    let town = Town::new();
    let ann = &town.people["ann"];
    let (secret, token) = town.app.make_token(ann, "reports", BTreeSet::from([Scope::Read]), 30).unwrap();
    let secret = secret.trim_start_matches("certmap_").to_owned();
    let actor = town.app.token(&secret).unwrap().unwrap();
    assert_eq!((actor.scopes.len(), actor.organisation_id()), (1, ann.organisation_id()));
    assert!(town.app.end_token(&town.people["olga"], &token.hash).is_err());
    town.app.end_token(ann, &token.hash).unwrap();
    assert!(town.app.token(&secret).unwrap().is_none());
    let (secret, _) = town.app.make_token(ann, "reports", BTreeSet::from([Scope::Read]), 1).unwrap();
    town.wait(1);
    assert!(town.app.token(secret.trim_start_matches("certmap_")).unwrap().is_none());
}
