//! The outbox: letters that wait, were sent, or were given up. Their texts hold secrets and are not shown.

use crate::ask::{Answer, Ask};
use crate::form::Form;
use crate::layout::{Layout, Tongue};
use crate::reply::Reply;
use askama::Template;
use certmap_app::JobState;

struct Row {
    to: String,
    subject: String,
    state: &'static str,
    look: &'static str,
    due: String,
    attempts: u32,
    trouble: String,
    again: Option<Form>,
}

#[derive(Template)]
#[template(path = "outbox.html")]
struct OutboxPage {
    layout: Layout,
    t: Tongue,
    rows: Vec<Row>,
    sends: bool,
    state: String,
}

/// The letters, latest first.
pub(crate) fn show(ask: &Ask) -> Answer {
    let t = ask.t();
    let sends = ask.service.post.is_some();
    let wanted = JobState::parse(ask.query.get("state"));
    let found = ask.app().outbox(ask.actor()?, wanted, 500)?;
    let rows = found.iter().map(|(job, envelope)| {
        let (state, look) = match job.state {
            JobState::Waiting if !sends => (t.say("kept here", "留存在此"), "warn"),
            JobState::Waiting => (t.say("waiting", "等待发送"), "open"),
            JobState::Done => (t.say("sent", "已发送"), "good"),
            JobState::Dead => (t.say("given up", "发送失败"), "bad"),
        };
        let retried = found.iter().any(|(other, _)| other.id == format!("{}-again", job.id));
        let again = (job.state == JobState::Dead && !retried)
            .then(|| Form::new(ask, "/outbox/again", "Try again", "重新发送").carrying("job", job.id.as_str()));
        Row {
            to: envelope.to.clone(),
            subject: envelope.subject.clone(),
            state,
            look,
            due: t.time(job.due),
            attempts: job.attempts,
            trouble: job.trouble.clone(),
            again,
        }
    });
    let rows = rows.collect();
    let layout = Layout::new(ask, t.say("Outbox", "发件箱"));
    let state = wanted.map(|s| s.word().to_owned()).unwrap_or_default();
    Reply::page(&OutboxPage { layout, t, rows, sends, state })
}

/// Tries a letter again that was given up.
pub(crate) fn again(ask: &Ask) -> Answer {
    ask.app().try_again(ask.actor()?, ask.form.get("job"))?;
    Ok(Reply::see("/outbox?done=again"))
}
