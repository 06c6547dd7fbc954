//! Papers of a case, and certificates.

use crate::ask::{Answer, Ask};
use crate::layout::{Layout, Tongue};
use crate::reply::Reply;
use askama::Template;
use certmap_app::{Batch, ItemKind};
use certmap_case::stored::{AnyEvent, Recorded, StreamKind};
use certmap_case::{Case, Certificate, Sight};

/// Gives a paper to whoever may see it, and notes who saw it.
pub(super) fn download(ask: &Ask) -> Answer {
    let actor = ask.actor()?;
    let file = ask.app().case_file(actor, ask.part("id"))?;
    let note = file.case.files.values().find(|f| f.document.as_str() == ask.part("document"));
    let open = note.filter(|n| Case::sight(n, &file.sides) == Sight::Open);
    let note = open.ok_or_else(crate::access::nothing_here)?;
    let bytes = ask.app().blobs.get(&note.digest)?.ok_or_else(crate::access::nothing_here)?;
    let object = format!("case:{}", file.id);
    let trail = vec![ask.app().trace(Some(actor), "document.seen", &object, note.document.as_str())];
    ask.app().store.write(&Batch { trail, ..Batch::default() })?;
    Ok(Reply::file("application/octet-stream", &note.name, bytes))
}

#[derive(Template)]
#[template(path = "certificate.html")]
struct CertificatePage {
    layout: Layout,
    t: Tongue,
    look: &'static str,
    state: &'static str,
    facts: Vec<(&'static str, String)>,
    lines: Vec<(String, String, String)>,
    case: String,
}

/// A certificate: whether it is good, what it covers.
pub(super) fn certificate(ask: &Ask) -> Answer {
    let (id, t) = (ask.part("id"), ask.t());
    let item = ask.app().store.item(ItemKind::Certificate, id)?.ok_or_else(crate::access::nothing_here)?;
    let lines = ask.app().lines(StreamKind::Certificate, id)?;
    let certificate = lines.into_iter().fold(Certificate::default(), |c, l| match l.event {
        AnyEvent::Certificate(event) => c.evolve(&Recorded { version: l.version, at: l.at, by: l.by, event }),
        _ => c,
    });
    let state = certificate.state(ask.app().today()).map_or("", |s| s.word());
    let (look, word) = match state {
        "valid" => ("good", t.say("valid", "有效")),
        "suspended" => ("warn", t.say("suspended", "暂停")),
        "withdrawn" => ("bad", t.say("withdrawn", "撤销")),
        "terminated" => ("bad", t.say("ended by the holder", "注销")),
        "expired" => ("bad", t.say("expired", "过期")),
        "superseded" => ("quiet", t.say("superseded", "已被替代")),
        _ => ("quiet", t.say("not yet valid", "尚未生效")),
    };
    let holder = certificate.holder.as_ref().map(|h| ask.app().organisation(h.as_str())).transpose()?.flatten();
    let scheme = ask.app().law.library.scheme(&certificate.scheme).map(|(_, s)| t.of(&s.title).to_owned());
    let day = |d: Option<certmap_base::Date>| d.map_or_else(|| "–".to_owned(), |d| t.day(d));
    let facts = vec![
        (t.say("Scheme", "认证制度"), scheme.unwrap_or_else(|| certificate.scheme.clone())),
        (t.say("Holder", "持证人"), holder.map_or_else(String::new, |o| t.name(&o.name))),
        (t.say("Good from", "生效日期"), day(certificate.from)),
        (t.say("Good until", "有效期至"), day(certificate.until)),
        (
            t.say("Issued", "颁发"),
            if certificate.elsewhere {
                t.say("elsewhere, recorded here", "由系统外机构颁发，在此登记")
            } else {
                t.say("here", "由本系统颁发")
            }
            .to_owned(),
        ),
    ];
    let covered = certificate.lines.values().map(|c| {
        let until = c.until.map_or_else(String::new, |d| d.to_string());
        (c.line.model.clone(), c.line.factory.clone().unwrap_or_default(), until)
    });
    Reply::page(&CertificatePage {
        layout: Layout::new(ask, item.title.as_str()),
        t,
        look,
        state: word,
        facts,
        lines: covered.collect(),
        case: certificate.case.map(|c| c.to_string()).unwrap_or_default(),
    })
}

#[derive(Template)]
#[template(path = "facts.html")]
struct FactsPage {
    layout: Layout,
    t: Tongue,
    facts: Vec<(&'static str, String)>,
    back: &'static str,
}

/// A page with nothing but facts.
pub(super) fn facts(ask: &Ask, title: &certmap_base::Text, facts: Vec<(&'static str, String)>) -> Answer {
    let t = ask.t();
    Reply::page(&FactsPage { layout: Layout::new(ask, t.line(title)), t, facts, back: "/records" })
}
