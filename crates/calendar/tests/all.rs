//! One binary for all tests of the calendar; it reads the files in `calendars/` of the repository.

#[cfg(test)]
mod all {
    mod bad_files;
    mod closures;
    mod combined;
    mod drawn;
    mod every_day;
    mod golden;
    mod support;
    mod unknown;
}
