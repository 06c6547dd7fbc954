//! Products and their plans, kept as events.

pub(crate) mod batch;
pub(crate) mod desk;
pub(crate) mod edit;
pub(crate) mod plan_desk;
pub(crate) mod question;
mod replay;
pub(crate) mod state;
pub(crate) mod stored;
