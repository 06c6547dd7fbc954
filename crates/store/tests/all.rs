//! The stores against each other and against the port's words.

#[cfg(test)]
mod all {
    #[macro_use]
    mod support;
    mod drawn;
    mod events;
    mod items;
    mod jobs;
    mod odd;
    mod rows;
    mod together;
}
