//! Everything that people can do in a case, by name: the fields that it needs, and the commands that it becomes. Pages and
//! API are made from this table, so that neither can do what the other cannot.

use crate::app::App;
use crate::desk::{CaseFile, Command};
use crate::error::AppError;
use crate::form::{Choice, Field, FieldKind, Form, Typed, choice, field};
use crate::who::Actor;
use certmap_base::Text;

mod body;
mod client;
mod report;
mod samples;
mod visit;

pub(crate) use body::units;
pub(crate) use client::record_says;

/// Something that can be done in a case.
#[derive(Clone, Copy)]
pub struct Action {
    /// Name in addresses and in the API.
    pub name: &'static str,
    /// What it does, as the button says it.
    pub en: &'static str,
    /// The same in Chinese.
    pub zh: &'static str,
    /// What it asks for.
    pub fields: &'static [Field],
    pub(crate) build: fn(&mut Form<'_>) -> Vec<Command>,
}

impl std::fmt::Debug for Action {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

impl PartialEq for Action {
    fn eq(&self, other: &Action) -> bool {
        self.name == other.name
    }
}

impl Action {
    /// All actions.
    pub fn all() -> impl Iterator<Item = &'static Action> {
        [client::ACTIONS, body::ACTIONS, report::ACTIONS, samples::ACTIONS, visit::ACTIONS].into_iter().flatten()
    }

    /// The action of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Action> {
        Action::all().find(|a| a.name == name)
    }

    /// What it does.
    #[must_use]
    pub fn says(&self) -> Text {
        Text::new(self.en, self.zh)
    }
}

pub(crate) const RUN: Field = field("run", FieldKind::Run, "Step", "步骤");
pub(crate) const ON: Field =
    field("on", FieldKind::Date, "On which day (today if empty)", "日期（留空为今天）").optional();
pub(crate) const REASONS: Field = field("reasons", FieldKind::List, "Reasons, one a line", "理由（每行一条）");
pub(crate) const WHY: Field = field("why", FieldKind::Prose, "Why", "原因");
pub(crate) const FILES: Field = field("documents", FieldKind::File, "Papers", "文件").optional();
pub(crate) const SEALED: Field =
    field("sealed", FieldKind::Flag, "Sealed: only you and the body may open it", "保密：仅您与认证机构可查看")
        .optional();
pub(crate) const GRANT: &[Choice] = &[choice("yes", "grant", "同意"), choice("no", "refuse", "不同意")];

impl App {
    /// Does something in a case: reads the form, and carries out what it says, all of it or nothing.
    ///
    /// # Errors
    /// If the case or action is not known, fields are wrong, the case was changed since `expected`, or the rules stand
    /// against it.
    pub fn do_in_case(
        &self,
        actor: &Actor,
        id: &str,
        action: &str,
        expected: Option<u64>,
        typed: &Typed,
    ) -> Result<CaseFile, AppError> {
        let file = self.case_file(actor, id)?;
        let Some(found) = Action::named(action) else {
            let near = certmap_base::nearest(action, Action::all().map(|a| a.name));
            let hint = near.map_or_else(String::new, |n| format!("; did you mean `{n}`?"));
            return Err(AppError::not_found(
                format!("there is no action `{action}`{hint}"),
                format!("没有操作 `{action}`{}", near.map_or_else(String::new, |n| format!("；是否指 `{n}`？"))),
            ));
        };
        let mut form = Form { app: self, actor, file: &file, typed, faults: Vec::new(), added: Vec::new() };
        let commands = (found.build)(&mut form);
        let mut all = form.adding();
        if !form.faults.is_empty() {
            return Err(AppError::Invalid(form.faults));
        }
        all.extend(commands);
        self.act(actor, id, expected, action, all)
    }
}
