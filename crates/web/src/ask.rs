//! A request, as handlers see it.

use crate::layout::Tongue;
use crate::reply::Reply;
use crate::route::Route;
use crate::service::Service;
use certmap_app::{Actor, App, AppError};
use certmap_base::Lang;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a handler gives.
pub type Answer = Result<Reply, AppError>;

/// Names and values, in order, each name as often as it was sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// Reads what stands after `?`, or a form.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Fields {
        Fields(form_urlencoded::parse(bytes).map(|(n, v)| (n.into_owned(), v.into_owned())).collect())
    }

    /// Adds one.
    pub fn push(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.0.push((name.into(), value.into()));
    }

    /// The value of a name without the spaces around it; empty if there is none.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.raw(name).trim()
    }

    /// The value of a name as it was sent; empty if there is none.
    #[must_use]
    pub fn raw(&self, name: &str) -> &str {
        self.0.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.as_str())
    }

    /// The value of a name, if it is there and not empty.
    #[must_use]
    pub fn some(&self, name: &str) -> Option<String> {
        Some(self.get(name)).filter(|v| !v.is_empty()).map(str::to_owned)
    }

    /// All values of a name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(n, v)| (n.as_str(), v.as_str()))
    }

    /// As it stands after `?`, with some names replaced; an empty value takes a name away.
    #[must_use]
    pub fn with(&self, changes: &[(&str, &str)]) -> String {
        let mut out = form_urlencoded::Serializer::new(String::new());
        for (name, value) in self.iter().filter(|(n, v)| !v.is_empty() && !changes.iter().any(|(c, _)| c == n)) {
            out.append_pair(name, value);
        }
        for (name, value) in changes.iter().filter(|(_, v)| !v.is_empty()) {
            out.append_pair(name, value);
        }
        out.finish()
    }
}

/// A file that came with a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// Name of the field.
    pub field: String,
    /// Name of the file, as the sender called it.
    pub name: String,
    /// Bytes.
    pub bytes: Vec<u8>,
}

/// A request, as handlers see it.
pub struct Ask {
    /// The service.
    pub service: Arc<Service>,
    /// What was asked for.
    pub route: &'static Route,
    /// Parts of the path.
    pub parts: BTreeMap<String, String>,
    /// The path.
    pub path: String,
    /// What stood after `?`.
    pub query: Fields,
    /// The form.
    pub form: Fields,
    /// Files of the form.
    pub files: Vec<Upload>,
    /// The body, where it is not a form.
    pub body: Vec<u8>,
    /// Headers that handlers look at, in lower case.
    pub headers: BTreeMap<String, String>,
    /// Who asks.
    pub actor: Option<Actor>,
    /// Secret of the session.
    pub session: String,
    /// Secret of a browser without a session.
    pub visitor: String,
    /// Whether that secret was made just now.
    pub visitor_is_new: bool,
    /// What forms carry, so that no other site can send them.
    pub form_secret: String,
    /// Language of the answer.
    pub lang: Lang,
    /// Address of who asks.
    pub address: String,
}

impl Ask {
    /// The use cases.
    #[must_use]
    pub fn app(&self) -> &App {
        &self.service.app
    }

    /// Who asks.
    ///
    /// # Errors
    /// If nobody is signed in; behind a rule that asks for it, somebody is.
    pub fn actor(&self) -> Result<&Actor, AppError> {
        self.actor.as_ref().ok_or(AppError::NotSignedIn)
    }

    /// A part of the path.
    #[must_use]
    pub fn part(&self, name: &str) -> &str {
        self.parts.get(name).map_or("", String::as_str)
    }

    /// A header.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    /// The body as JSON.
    ///
    /// # Errors
    /// If it is something else.
    pub fn json(&self) -> Result<serde_json::Value, AppError> {
        serde_json::from_slice(&self.body).map_err(|e| {
            AppError::field("", format!("the body is not JSON: {e}"), format!("请求内容不是有效的 JSON：{e}"))
        })
    }

    /// The version that the asker believes something to have, from `If-Match: "7"`; `None` where nothing or `*` is sent.
    ///
    /// # Errors
    /// If it is no version of ours.
    pub fn expected(&self) -> Result<Option<u64>, AppError> {
        match self.header("if-match").trim() {
            "" | "*" => Ok(None),
            tag => tag.trim_matches('"').parse().map(Some).map_err(|_| {
                AppError::field("If-Match", "this is no ETag that was given here", "If-Match 的值不是本服务给出的 ETag")
            }),
        }
    }

    /// The language, with which texts are said.
    #[must_use]
    pub fn t(&self) -> Tongue {
        Tongue(self.lang)
    }
}
