//! Many products: read as they come, in bounded memory, and one bad row among a hundred thousand.

use super::support::Folder;
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{ChildStdout, Stdio};
use std::{fs, thread};

const HEAD: &str = "name,kind,rated_voltage,intended_use\n";

fn row(number: usize) -> String {
    format!("K{number},electric-kettle,220 V,household\n")
}

/// The greatest memory that a running process has had, in KiB.
#[cfg(target_os = "linux")]
fn peak_kib(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find(|l| l.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

fn line(out: &mut BufReader<ChildStdout>) -> String {
    let mut line = String::new();
    out.read_line(&mut line).unwrap();
    line
}

/// A row is answered before the next one is written, and ten thousand rows need hardly more memory than the first.
#[test]
fn ten_thousand_products_stream() {
    let folder = Folder::new();
    let words = ["scope", "-", "--from", "csv", "--market", "CN", "--scheme", "cn-ccc", "--format", "json"];
    let mut child = folder.command(&words).stdin(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    stdin.write_all(format!("{HEAD}{}{}", row(0), row(1)).as_bytes()).unwrap();
    let first: Value = serde_json::from_str(&line(&mut out)).unwrap();
    assert_eq!(first["product"], "K0", "the first answer comes while the input is still open");
    #[cfg(target_os = "linux")]
    let before = peak_kib(child.id());
    let feeder = thread::spawn(move || {
        for number in 2..10_000 {
            stdin.write_all(row(number).as_bytes()).unwrap();
        }
        stdin
    });
    for number in 1..9_999 {
        let text = line(&mut out);
        assert!(text.starts_with(&format!("{{\"product\":\"K{number}\",")), "{text}");
    }
    #[cfg(target_os = "linux")]
    assert!(peak_kib(child.id()) < before + 16 * 1024, "{before} KiB became {} KiB", peak_kib(child.id()));
    drop(feeder.join().unwrap());
    let mut rest = String::new();
    out.read_to_string(&mut rest).unwrap();
    assert_eq!(rest.lines().count(), 1);
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn a_bad_row_far_down_does_not_stop_the_others() {
    let mut text = String::from(HEAD);
    for number in 2..=100_001 {
        text.push_str(&if number == 70_000 { "bad,electric-kettel,220 V,household\n".to_owned() } else { row(number) });
    }
    let folder = Folder::with("big.csv", text);
    // A scheme without rules, so that the time goes into reading.
    let done = folder.run("scope big.csv --market CN --scheme cn-food-contact --format json").ends(2);
    assert_eq!(done.out.lines().count(), 99_999);
    let last = format!("{{\"product\":\"{}\",", "K100001");
    assert!(done.out.lines().last().unwrap().starts_with(&last));
    done.says(
        "big.csv:70000: error: column `kind`: unknown kind `electric-kettel`\n    did you mean `electric-kettle`?",
    );
}
