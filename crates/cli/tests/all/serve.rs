//! The service as a program: it starts, answers, and ends when it is told to.

use super::support::Folder;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};

fn ask(address: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

/// Starts it, asks, tells it to end; gives what it wrote to standard error.
fn served(folder: &Folder, words: &[&str], asking: impl FnOnce(&str)) -> String {
    let all: Vec<&str> = ["serve", "--listen", "127.0.0.1:0"].iter().chain(words).copied().collect();
    let mut service = folder.command(&all).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(service.stderr.take().unwrap()).lines();
    let mut told = String::new();
    let address = loop {
        let line = lines.next().unwrap().unwrap();
        told.push_str(&format!("{line}\n"));
        if let Some((_, rest)) = line.split_once("serves on http://") {
            break rest.split(' ').next().unwrap().to_owned();
        }
    };
    asking(&address);
    assert!(Command::new("kill").args(["-TERM", &service.id().to_string()]).status().unwrap().success());
    told.extend(lines.map(|l| format!("{}\n", l.unwrap())));
    assert_eq!(service.wait().unwrap().code(), Some(0), "{told}");
    told
}

#[cfg(unix)]
#[test]
fn it_keeps_everything_in_a_folder_and_ends_when_told() {
    let folder = Folder::new();
    for round in 0..2 {
        let told = served(&folder, &["--data", "kept"], |address| {
            assert!(ask(address, "/readyz").starts_with("HTTP/1.1 200"));
            assert!(ask(address, "/").contains("location: /sign-in"));
            assert!(ask(address, "/api/v1/me").contains("application/problem+json"));
        });
        let code =
            told.lines().find(|l| l.contains("/set-up with the code ")).unwrap_or_else(|| panic!("{round}: {told}"));
        assert_eq!(code.rsplit(' ').next().unwrap().len(), 12);
        let log = told.lines().find(|l| l.contains("\"route\":\"today\"")).unwrap();
        let log: serde_json::Value = serde_json::from_str(log).unwrap();
        assert_eq!((&log["status"], &log["method"]), (&303.into(), &"GET".into()));
    }
    assert!(folder.path("kept/certmap.db").is_file() && folder.path("kept/papers").is_dir());
}

#[test]
fn what_cannot_be_served_is_told_in_both_languages() {
    let folder = Folder::with("file", "no folder");
    let serve = "serve --listen 127.0.0.1:0";
    folder.told(
        &format!("{serve} --base-url certmap.example.com"),
        2,
        "is not the address of a service",
        "不是服务地址",
    );
    folder.told(&format!("{serve} --data file"), 2, "cannot be made", "无法创建文件夹");
    folder.told(&format!("{serve} --database mysql://localhost/x"), 2, "no store for addresses", "不支持");
    folder.told("serve --listen 192.0.2.1:1", 2, "cannot listen on", "无法监听");
}
