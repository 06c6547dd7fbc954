//! An answer, before it goes out.

use crate::cookie::Cookie;
use askama::Template;
use certmap_app::{AppError, Broken};
use serde_json::Value;

/// An answer.
#[derive(Debug, Clone, Default)]
pub struct Reply {
    /// Status.
    pub status: u16,
    /// Headers.
    pub headers: Vec<(&'static str, String)>,
    /// Body.
    pub body: Vec<u8>,
    /// Whether anybody may keep it.
    pub is_public: bool,
}

impl Reply {
    /// Bytes of a type.
    #[must_use]
    pub fn bytes(kind: &str, body: Vec<u8>) -> Reply {
        Reply { status: 200, headers: vec![("content-type", kind.to_owned())], body, is_public: false }
    }

    /// A page.
    ///
    /// # Errors
    /// If the template cannot be filled in.
    pub fn page(template: &impl Template) -> Result<Reply, AppError> {
        let html = template.render().map_err(|e| Broken::new("filling in a page", e))?;
        Ok(Reply::bytes("text/html; charset=utf-8", html.into_bytes()))
    }

    /// JSON.
    #[must_use]
    pub fn json(value: &Value) -> Reply {
        Reply::bytes("application/json", value.to_string().into_bytes())
    }

    /// Plain text.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Reply {
        Reply::bytes("text/plain; charset=utf-8", text.into().into_bytes())
    }

    /// A file that is saved under a name.
    #[must_use]
    pub fn file(kind: &str, name: &str, body: Vec<u8>) -> Reply {
        let plain: String = name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '.' { c } else { '-' }).collect();
        Reply::bytes(kind, body).header("content-disposition", format!("attachment; filename=\"{plain}\""))
    }

    /// Look there.
    #[must_use]
    pub fn see(path: impl Into<String>) -> Reply {
        Reply { status: 303, headers: vec![("location", path.into())], ..Reply::default() }
    }

    /// Nothing to say.
    #[must_use]
    pub fn nothing() -> Reply {
        Reply { status: 204, ..Reply::default() }
    }

    /// With a status.
    #[must_use]
    pub fn status(self, status: u16) -> Reply {
        Reply { status, ..self }
    }

    /// With a header.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Reply {
        self.headers.push((name, value.into()));
        self
    }

    /// With a cookie.
    #[must_use]
    pub fn cookie(self, cookie: &Cookie) -> Reply {
        self.header("set-cookie", cookie.to_string())
    }

    /// Anybody may keep it for so long.
    #[must_use]
    pub fn public(self, seconds: u32) -> Reply {
        let reply = self.header("cache-control", format!("public, max-age={seconds}, immutable"));
        Reply { is_public: true, ..reply }
    }
}
