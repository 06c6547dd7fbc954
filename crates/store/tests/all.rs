//! The stores against each other and against the port's words.

#[cfg(test)]
mod all {
    #[macro_use]
    mod support;
    mod backups;
    mod drawn;
    mod events;
    mod items;
    mod jobs;
    mod kill;
    mod migrations;
    mod odd;
    mod opening;
    mod papers;
    mod rows;
    mod together;
}
