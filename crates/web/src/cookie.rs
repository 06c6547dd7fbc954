//! Cookies: names, and how they are kept.

use certmap_base::Lang;
use std::fmt;

/// A cookie to be set. All of them stay away from scripts and from requests that other sites send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cookie {
    name: String,
    value: String,
    seconds: Option<u32>,
    secure: bool,
}

/// What a cookie is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Jar {
    /// A session.
    Session,
    /// A browser without a session, so that its forms have a secret too.
    Visitor,
    /// The language.
    Language,
}

impl Jar {
    /// Its name; with TLS a browser takes it from this host alone.
    pub(crate) fn name(self, secure: bool) -> String {
        let word = match self {
            Jar::Session => "certmap_session",
            Jar::Visitor => "certmap_visitor",
            Jar::Language => "certmap_language",
        };
        if secure { format!("__Host-{word}") } else { word.to_owned() }
    }

    /// Found among what the browser sent.
    pub(crate) fn find(self, header: &str, secure: bool) -> Option<&str> {
        let name = self.name(secure);
        let pairs = header.split(';').filter_map(|p| p.trim().split_once('='));
        pairs.filter(|(n, _)| *n == name).map(|(_, v)| v).find(|v| !v.is_empty())
    }

    /// Set.
    pub(crate) fn set(self, value: impl Into<String>, secure: bool) -> Cookie {
        let seconds = (self == Jar::Language).then_some(365 * 86_400);
        Cookie { name: self.name(secure), value: value.into(), seconds, secure }
    }

    /// Taken away.
    pub(crate) fn end(self, secure: bool) -> Cookie {
        Cookie { name: self.name(secure), value: String::new(), seconds: Some(0), secure }
    }
}

impl fmt::Display for Cookie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}; Path=/; HttpOnly; SameSite=Lax", self.name, self.value)?;
        if let Some(seconds) = self.seconds {
            write!(f, "; Max-Age={seconds}")?;
        }
        if self.secure { f.write_str("; Secure") } else { Ok(()) }
    }
}

/// The first language of a browser's wishes that we speak.
///
/// Weights are looked at; `zh-TW` is Chinese, anything unknown is passed over.
pub(crate) fn wished(header: &str) -> Option<Lang> {
    let wishes = header.split(',').take(20).filter_map(|wish| {
        let mut parts = wish.split(';');
        let code = parts.next()?.trim().to_ascii_lowercase();
        let weight = parts.find_map(|p| p.trim().strip_prefix("q=")?.parse::<f32>().ok()).unwrap_or(1.0);
        let lang = Lang::parse(code.split('-').next()?)?;
        (weight > 0.0).then_some((lang, weight))
    });
    wishes.reduce(|best, next| if next.1 > best.1 { next } else { best }).map(|(lang, _)| lang)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_that_is_wished_most_and_spoken_here() {
        for (header, want) in [
            ("zh-CN,zh;q=0.9,en;q=0.8", Some(Lang::Zh)),
            ("de,en;q=0.5,zh;q=0.7", Some(Lang::Zh)),
            ("en", Some(Lang::En)),
            ("fr, *;q=0.1", None),
            ("zh;q=0, en;q=0.1", Some(Lang::En)),
            ("", None),
        ] {
            assert_eq!(wished(header), want, "{header}");
        }
    }

    #[test]
    fn cookies_stay_away_from_scripts() {
        let cookie = Jar::Session.set("abc", true).to_string();
        assert_eq!(cookie, "__Host-certmap_session=abc; Path=/; HttpOnly; SameSite=Lax; Secure");
        assert_eq!(Jar::Session.find("a=b; __Host-certmap_session=abc", true), Some("abc"));
        assert_eq!(Jar::Session.find("certmap_session=abc", true), None);
    }
}
