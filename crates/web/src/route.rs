//! An entry of the route table.

use crate::access::Access;
use crate::ask::{Answer, Ask};
use certmap_app::Scope;
use certmap_base::{Lang, Text};
use serde_json::Value;

/// What a request wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verb {
    /// Look.
    Get,
    /// Do.
    Post,
    /// Write in place of what is there.
    Put,
    /// Take away.
    Delete,
}

impl Verb {
    /// As HTTP has it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Verb::Get => "GET",
            Verb::Post => "POST",
            Verb::Put => "PUT",
            Verb::Delete => "DELETE",
        }
    }
}

/// What a request may carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Body {
    /// Nothing.
    Nothing,
    /// A form, or JSON for the API.
    Form,
    /// A form with files.
    Files,
}

impl Body {
    /// Most bytes.
    #[must_use]
    pub fn bytes_max(self) -> usize {
        match self {
            Body::Nothing => 1024,
            Body::Form => 256 * 1024,
            Body::Files => 20 * 1024 * 1024,
        }
    }
}

/// To whom a route speaks.
#[derive(Debug, Clone, Copy)]
pub enum Face {
    /// To people.
    Page,
    /// To programs, with the shape of what comes in and goes out.
    Api(&'static Operation),
    /// To whoever watches over the service.
    Watch,
}

/// What a program has to know of an operation.
#[derive(Debug, Clone, Copy)]
pub struct Operation {
    /// What a token must allow.
    pub scope: Scope,
    /// Words in the address after `?`: name, and what it means in English and Chinese.
    pub query: &'static [(&'static str, &'static str, &'static str)],
    /// JSON Schema of the body of the request.
    pub request: Option<fn() -> Value>,
    /// JSON Schema of the answer.
    pub answer: fn() -> Value,
    /// Status of the answer.
    pub status: u16,
}

/// An entry of the route table.
#[derive(Debug, Clone, Copy)]
pub struct Route {
    /// Name in logs, measures and the description of the API.
    pub name: &'static str,
    /// What is done.
    pub verb: Verb,
    /// Address; `{word}` stands for one part of it.
    pub path: &'static str,
    /// Who may come here.
    pub access: Access,
    /// In English and Chinese.
    pub summary: (&'static str, &'static str),
    /// What does it.
    pub handler: fn(&Ask) -> Answer,
    /// What a request may carry.
    pub body: Body,
    /// To whom it speaks.
    pub face: Face,
}

impl Route {
    /// A page.
    #[must_use]
    pub const fn get(
        name: &'static str,
        path: &'static str,
        access: Access,
        summary: (&'static str, &'static str),
        handler: fn(&Ask) -> Answer,
    ) -> Route {
        Route { name, verb: Verb::Get, path, access, summary, handler, body: Body::Nothing, face: Face::Page }
    }

    /// What a form does.
    #[must_use]
    pub const fn post(
        name: &'static str,
        path: &'static str,
        access: Access,
        summary: (&'static str, &'static str),
        handler: fn(&Ask) -> Answer,
    ) -> Route {
        Route { name, verb: Verb::Post, path, access, summary, handler, body: Body::Form, face: Face::Page }
    }

    /// The form brings files.
    #[must_use]
    pub const fn with_files(self) -> Route {
        Route { body: Body::Files, ..self }
    }

    /// Speaks to programs.
    #[must_use]
    pub const fn api(self, operation: &'static Operation) -> Route {
        Route { face: Face::Api(operation), ..self }
    }

    /// Speaks to whoever watches over the service.
    #[must_use]
    pub const fn watch(self) -> Route {
        Route { face: Face::Watch, ..self }
    }

    /// Whether it speaks to programs.
    #[must_use]
    pub fn is_api(&self) -> bool {
        matches!(self.face, Face::Api(_)) || self.path.starts_with("/api/")
    }

    /// What it does.
    #[must_use]
    pub fn says(&self) -> Text {
        Text::new(self.summary.0, self.summary.1)
    }

    /// What it does, in one language.
    #[must_use]
    pub fn title(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.summary.0,
            Lang::Zh => self.summary.1,
        }
    }
}
