//! Pages, a file each for what belongs together.

pub(crate) mod account;
pub(crate) mod case;
pub(crate) mod door;
pub(crate) mod organisations;
pub(crate) mod outbox;
pub(crate) mod packs;
pub(crate) mod people;
pub(crate) mod product;
pub(crate) mod today;
pub(crate) mod trail;
pub(crate) mod watch;

use crate::ask::{Answer, Ask};
use crate::form::Form;
use crate::layout::{Layout, Tongue};
use crate::reply::Reply;
use askama::Template;
use certmap_app::ItemKind;
use certmap_base::Text;

/// Where the button above a list leads, and what it says; `None` where items of the kind are begun elsewhere.
pub(crate) fn begin(ask: &Ask, kind: ItemKind) -> Option<(String, Text)> {
    match kind {
        ItemKind::Product => product::begin(ask),
        ItemKind::Case => case::begin(ask),
        ItemKind::Record => case::begin_record(ask),
        _ => None,
    }
}

/// Other ways to look at a kind, beside its list.
pub(crate) fn ways(kind: ItemKind) -> Vec<(&'static str, Text)> {
    match kind {
        ItemKind::Product => product::ways(),
        _ => Vec::new(),
    }
}

/// A page with one form.
#[derive(Template)]
#[template(path = "form_page.html")]
pub(crate) struct FormPage {
    pub(crate) layout: Layout,
    pub(crate) t: Tongue,
    /// What the page is for; empty if the title says it.
    pub(crate) intro: Text,
    pub(crate) form: Form,
    /// Where to go instead, with what it says.
    pub(crate) ways: Vec<(String, Text)>,
}

impl FormPage {
    /// A page with a form; its status says whether something is wrong with the form.
    pub(crate) fn answer(ask: &Ask, title: Text, intro: Text, form: Form, ways: Vec<(String, Text)>) -> Answer {
        let layout = Layout { is_wrong: form.is_wrong(), ..Layout::new(ask, ask.t().of(&title)) };
        let status = if form.is_wrong() { 422 } else { 200 };
        Ok(Reply::page(&FormPage { layout, t: ask.t(), intro, form, ways })?.status(status))
    }
}
