//! What stands around every page.

use crate::ask::Ask;
use crate::asset;
use crate::routes;
use certmap_app::Actor;
use certmap_base::{Date, Lang, Text};
use certmap_case::Moment;

/// A language, with which templates say things: `{{ t.say("Cases", "案件") }}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tongue(pub Lang);

impl Tongue {
    /// The one of two texts that is in the language.
    #[must_use]
    pub fn say<'a>(&self, en: &'a str, zh: &'a str) -> &'a str {
        match self.0 {
            Lang::En => en,
            Lang::Zh => zh,
        }
    }

    /// The half of a text that is in the language.
    #[must_use]
    pub fn of<'a>(&self, text: &'a Text) -> &'a str {
        text.get(self.0)
    }

    /// A name in the script of the language, and in the other one where it differs.
    #[must_use]
    pub fn name(&self, name: &Text) -> String {
        let (own, other) = match self.0 {
            Lang::En => (&name.en, &name.zh),
            Lang::Zh => (&name.zh, &name.en),
        };
        match (own.is_empty(), other.is_empty() || own == other) {
            (true, _) => other.clone(),
            (false, true) => own.clone(),
            (false, false) => format!("{own} {other}"),
        }
    }

    /// A name in the script of the other language, where it differs.
    #[must_use]
    pub fn other<'a>(&self, name: &'a Text) -> &'a str {
        let (own, other) = match self.0 {
            Lang::En => (&name.en, &name.zh),
            Lang::Zh => (&name.zh, &name.en),
        };
        if own == other || own.is_empty() { "" } else { other }
    }

    /// A name in the script of the language, or in the only one that it has.
    #[must_use]
    pub fn own<'a>(&self, name: &'a Text) -> &'a str {
        match self.0 {
            Lang::En if !name.en.is_empty() => &name.en,
            Lang::Zh if name.zh.is_empty() => &name.en,
            _ => &name.zh,
        }
    }

    /// A point in time, to the minute.
    #[must_use]
    pub fn time(&self, at: Moment) -> String {
        let text = at.to_string();
        let (day, rest) = text.split_once('T').unwrap_or((&text, ""));
        let minutes: String = rest.chars().take(5).collect();
        format!("{day} {minutes} UTC")
    }

    /// A text as the beginning of a line: with a capital.
    #[must_use]
    pub fn line(&self, text: &Text) -> String {
        let mut chars = text.get(self.0).chars();
        chars.next().map(|c| c.to_uppercase().chain(chars).collect()).unwrap_or_default()
    }

    /// A date with its weekday.
    #[must_use]
    pub fn day(&self, day: Date) -> String {
        let index = usize::try_from(day.ordinal().rem_euclid(7)).unwrap_or(0);
        let words = match self.0 {
            Lang::En => WEEKDAYS_EN,
            Lang::Zh => WEEKDAYS_ZH,
        };
        let offset = weekday_offset();
        let word = words.get((index + offset) % 7).copied().unwrap_or_default();
        format!("{day} {word}")
    }

    /// The code of the language.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self.0 {
            Lang::En => "en",
            Lang::Zh => "zh-Hans",
        }
    }
}

const WEEKDAYS_EN: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const WEEKDAYS_ZH: [&str; 7] = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"];

/// What has to be added to the number of a day so that a Monday gives 0: 5 January 1970 was one.
fn weekday_offset() -> usize {
    let monday = Date::new(1970, 1, 5).map_or(0, |d| d.ordinal().rem_euclid(7));
    usize::try_from((7 - monday) % 7).unwrap_or(0)
}

/// A place that the head of the page leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Address.
    pub href: &'static str,
    /// Word.
    pub word: String,
    /// Whether this is it.
    pub is_here: bool,
}

/// What stands around a page. Every template that extends `layout.html` has one as `layout`.
#[derive(Debug, Clone)]
pub struct Layout {
    /// Title of the page.
    pub title: String,
    /// Language.
    pub t: Tongue,
    /// Places for the daily work.
    pub work: Vec<Place>,
    /// Places for administrators.
    pub administer: Vec<Place>,
    /// Name of who is signed in; empty if nobody is.
    pub person: String,
    /// Name of the organisation acted for.
    pub organisation: String,
    /// Whether there are others to act for.
    pub has_others: bool,
    /// What forms carry.
    pub form_secret: String,
    /// This address in the other language.
    pub other_language: String,
    /// Address of the stylesheet.
    pub style: String,
    /// Address of the script.
    pub script: String,
    /// Address of the icon.
    pub icon: String,
    /// What was just done, told once on top.
    pub done: String,
    /// Whether something on the form is wrong; browsers read the title first.
    pub is_wrong: bool,
}

/// Names of routes that the head leads to.
const WORK: [&str; 8] = ["today", "products", "cases", "certificates", "reports", "visits", "samples", "records"];
const ADMINISTER: [&str; 6] = ["organisations", "people", "trail", "outbox", "packs", "api_pages"];

fn places(ask: &Ask, names: &[&str], actor: &Actor) -> Vec<Place> {
    let routes = names.iter().filter_map(|n| routes::named(n));
    let open = routes.filter(|r| r.access.welcomes(actor));
    let place = |r: &crate::Route| {
        let is_here = ask.path == r.path || (r.path != "/" && ask.path.starts_with(&format!("{}/", r.path)));
        Place { href: r.path, word: r.title(ask.lang).to_owned(), is_here }
    };
    open.map(place).collect()
}

impl Layout {
    /// Around a page with a title.
    #[must_use]
    pub fn new(ask: &Ask, title: impl Into<String>) -> Layout {
        let t = ask.t();
        let actor = ask.actor.as_ref();
        let other = if ask.lang == Lang::En { "zh" } else { "en" };
        // What a form answered stands at an address that may not be asked for again by looking.
        let path = if ask.route.verb == crate::Verb::Get { ask.path.as_str() } else { "/" };
        Layout {
            title: title.into(),
            t,
            work: actor.map(|a| places(ask, &WORK, a)).unwrap_or_default(),
            administer: actor.map(|a| places(ask, &ADMINISTER, a)).unwrap_or_default(),
            person: actor.map(|a| t.of(&a.person.name).to_owned()).unwrap_or_default(),
            organisation: actor
                .and_then(|a| a.organisation.as_ref())
                .map(|o| t.of(&o.name).to_owned())
                .unwrap_or_default(),
            has_others: actor.is_some_and(|a| a.account.memberships.len() > 1),
            form_secret: ask.form_secret.clone(),
            other_language: format!("{path}?{}", ask.query.with(&[("lang", other), ("done", "")])),
            style: asset::address(".css"),
            script: asset::address(".js"),
            icon: asset::address(".svg"),
            done: done(ask),
            is_wrong: false,
        }
    }
}

/// What was just done: a page that a form leads to says it in `?done=`. Only words from here are shown.
fn done(ask: &Ask) -> String {
    let said = DONE.iter().find(|(word, _, _)| *word == ask.query.get("done"));
    said.map(|(_, en, zh)| ask.t().say(en, zh).to_owned()).unwrap_or_default()
}

const DONE: [(&str, &str, &str); 10] = [
    ("forgot", "If the address has an account, a letter is on its way.", "如该邮箱已有账户，邮件已发出。"),
    ("saved", "Saved.", "已保存。"),
    (
        "password",
        "Your password is changed; you are signed out everywhere else.",
        "密码已修改；其他设备上的登录均已退出。",
    ),
    ("reset", "Your new password is set. Sign in with it.", "新密码已设置，请用新密码登录。"),
    ("signed_out", "You are signed out.", "您已退出登录。"),
    (
        "token",
        "The token is ended; programs that used it get no answer any more.",
        "令牌已失效，使用它的程序将无法再访问。",
    ),
    ("invited", "The invitation is on its way.", "邀请已发出。"),
    ("made", "The organisation is made. Invite its administrator next.", "组织已创建。下一步请邀请其管理员。"),
    ("again", "It is tried again now.", "正在重新发送。"),
    ("session", "That browser is signed out.", "该浏览器已退出登录。"),
];
