//! Pages and API of the service.
//!
//! - [`routes`] is one table: method, path, who may come, what it does. The router, the check before each handler,
//!   the description of the API and the tests are made from it.
//! - A handler is a plain function from an [`Ask`] to an [`Answer`]: it runs on a thread that may wait.
//! - Nothing here decides: what may be done, and how it is kept, is said by `app`.
//!
//! A page more: a handler `fn(&Ask) -> Answer` in `pages/`, a template that extends `layout.html`, and a line in the routes of
//! its file, such as `Route::get("thing", "/things/{id}", Access::Party(ItemKind::Case), ("Thing", "事项"), thing::show)`. What
//! forms send comes with `Route::post`, and is shown again by `Form::kept` and `Form::refused`. For programs, the same with
//! `.api(&OPERATION)`: scope, words after `?`, and the JSON Schema of what comes in and goes out. The tests find the route by
//! themselves; `UPDATE_GOLDEN=1` takes the new rows of `tests/access.txt` and `tests/openapi.json` over, to be looked at.
//!
//! Pages work without script. Every text stands in both languages where it is said.

mod access;
mod api;
mod ask;
mod asset;
mod cookie;
mod form;
mod frame;
mod jobs;
mod layout;
mod limit;
mod list;
mod measure;
mod openapi;
mod pages;
mod problem;
mod reply;
mod route;
mod routes;
mod service;
#[cfg(feature = "smtp")]
mod smtp;
mod words;

pub use access::Access;
pub use ask::{Answer, Ask, Fields, Upload};
pub use form::{Field, Form};
pub use jobs::work_off;
pub use layout::{Layout, Tongue};
pub use openapi::describe;
pub use reply::Reply;
pub use route::{Body, Face, Route, Verb};
pub use routes::routes;
pub use service::{Service, Settings, serve};
#[cfg(feature = "smtp")]
pub use smtp::Smtp;
