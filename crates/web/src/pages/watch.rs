//! For whoever watches over the service: does it live, can it work, how does it do.

use crate::ask::{Answer, Ask};
use crate::reply::Reply;
use certmap_app::JobState;

/// The process answers.
pub(crate) fn health(_: &Ask) -> Answer {
    Ok(Reply::text("ok\n"))
}

/// The store can be read and written.
pub(crate) fn ready(ask: &Ask) -> Answer {
    match ask.app().store.ready() {
        Ok(()) => Ok(Reply::text("ready\n")),
        Err(broken) => {
            crate::frame::log_trouble(&ask.service, "the store is not ready", &broken.to_string());
            Ok(Reply::text("the store is not ready\n").status(503))
        }
    }
}

/// Measures, as Prometheus reads them.
pub(crate) fn metrics(ask: &Ask) -> Answer {
    let store = &ask.app().store;
    let waiting = store.jobs(Some(JobState::Waiting), None, 1000).map_or(0, |jobs| jobs.len());
    let text = ask.service.measures.write(store.name(), store.ready().is_ok(), waiting);
    Ok(Reply::bytes("text/plain; version=0.0.4; charset=utf-8", text.into_bytes()))
}
