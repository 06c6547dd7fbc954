pub(crate) use super::support::root;
