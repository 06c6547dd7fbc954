//! What is told where a store cannot be opened: what to do, in both languages, and no password.

use super::support::{Folder, PostgresDatabase, append, events, key};
use certmap_base::{Fault, Lang};
use certmap_store::open;

fn fault(url: &str) -> Fault {
    let fault = open(url).map(|store| store.name()).expect_err(url);
    let (en, zh) = (fault.say(Lang::En), fault.say(Lang::Zh));
    assert!(!en.contains("s3cret") && !zh.contains("s3cret"), "{en} {zh}");
    assert!(!en.contains('\n') && zh.chars().any(|c| c >= '\u{4e00}'), "{en} {zh}");
    assert!(fault.help.is_some(), "{en}");
    fault
}

fn check(url: &str, begins: &str) {
    let fault = fault(url);
    assert!(fault.message.en.starts_with(begins), "{}", fault.message.en);
}

#[test]
fn addresses_of_files() {
    let folder = Folder::new();
    let path = folder.path().join("certmap.db").display().to_string();
    for url in [path.clone(), format!("sqlite:{path}"), format!("sqlite://{path}")] {
        assert_eq!(open(&url).unwrap().name(), "sqlite");
    }
    check("", "the address of the database is empty");
    check("sqlite:", "the address of the database is empty");
    check("mysql://x:s3cret@localhost/y", "there is no store for addresses with `mysql://`");
    check("postgres2://x:s3cret@localhost/y", "there is no store for addresses with `postgres2://`");
    let missing = folder.path().join("missing/certmap.db");
    check(&missing.display().to_string(), "the folder `");
    check(&folder.path().display().to_string(), "the database `");
    let text = folder.path().join("text.db");
    std::fs::write(&text, "this is a text, and long enough to be taken for the head of a database file ".repeat(20))
        .unwrap();
    check(&text.display().to_string(), "the file `");
    assert!(std::fs::read_to_string(&text).unwrap().starts_with("this is a text"));
}

#[test]
#[cfg(unix)]
fn a_new_database_is_for_its_user_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    let path = folder.path().join("certmap.db");
    let store = open(&path.display().to_string()).unwrap();
    store.write(&events(&[append("a", 0, &["x"])])).unwrap();
    let backup = folder.path().join("backup");
    certmap_store::backup(&*store, &certmap_store::MemoryBlobs::default(), &backup).unwrap();
    for file in [path, folder.path().join("certmap.db-wal"), backup] {
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o077, 0, "{}", file.display());
    }
}

#[test]
fn addresses_of_servers_that_are_not_there() {
    check("postgres://u:s3cret@127.0.0.1:1/d", "the database u@127.0.0.1:1/d is not reached");
    check("postgres://u:s3cret@no-such-host.invalid/d", "the database u@no-such-host.invalid:5432/d is not reached");
    check("postgres://u:s3cret@127.0.0.1:port/d", "the address of the PostgreSQL database is not understood");
    check("postgres://u:s3cret@[/d?x=s3cret", "the address of the PostgreSQL database is not understood");
}

#[test]
fn databases_of_a_server() {
    let Some(database) = PostgresDatabase::new() else { return };
    let url = database.url();
    assert_eq!(open(&url).unwrap().name(), "postgresql");
    let missing = url.rsplit_once('/').unwrap().0.to_owned() + "/certmap_missing";
    check(&missing, "the server has no such database: ");
    let (_, place) = url.split_once('@').unwrap();
    // The server of the tests trusts everybody, so it is told who may not come in.
    let role = format!("certmap_role_{}", std::process::id());
    database.on_server(&format!("CREATE ROLE {role} NOLOGIN"));
    check(&format!("postgres://{role}:s3cret@{place}"), "the server does not let us in");
    database.on_server(&format!("DROP ROLE {role}"));
    check(&format!("postgres://{role}:s3cret@{place}"), "the server does not let us in");
    let told = fault(&format!("{url}?sslmode=require"));
    assert!(told.message.en.ends_with("is only reached by an encrypted connection, which this program does not have"));
}

#[test]
fn a_broken_connection_is_made_anew() {
    let Some(database) = PostgresDatabase::new() else { return };
    let store = open(&database.url()).unwrap();
    let mut client = database.client();
    for round in 0..4_u64 {
        store.write(&events(&[append("a", round, &["x"])])).unwrap();
        // Several connections, so that more than one is broken.
        std::thread::scope(|scope| (0..4).for_each(|_| drop(scope.spawn(|| store.feed(0, 9).unwrap()))));
        let all = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
            WHERE datname = current_database() AND pid <> pg_backend_pid()";
        client.query(all, &[]).unwrap();
        assert_eq!(store.stream(&key("a"), 0).unwrap().len() as u64, round + 1);
    }
    assert_eq!(store.ready(), Ok(()));
}
