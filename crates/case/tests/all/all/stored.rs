//! Whatever was written once is read for ever. `tests/stored/*.jsonl` holds a line of every version of every event; lines are
//! added, never changed.

use certmap_case::stored::{AnyEvent, Line, StreamKind};
use certmap_testkit::noise::feed;
use std::collections::BTreeSet;

const CORPUS: [(&str, &str); 6] = [
    ("case", include_str!("../../stored/case.jsonl")),
    ("certificate", include_str!("../../stored/certificate.jsonl")),
    ("record", include_str!("../../stored/record.jsonl")),
    ("report", include_str!("../../stored/report.jsonl")),
    ("samples", include_str!("../../stored/samples.jsonl")),
    ("visit", include_str!("../../stored/visit.jsonl")),
];

/// Stream, event and version of a line, as they stand in its text.
fn heading(text: &str) -> (String, String, u64) {
    let value: serde_json::Value = serde_json::from_str(text).unwrap();
    let word = |key: &str| value[key].as_str().unwrap().to_owned();
    (word("stream"), word("type"), value["event_version"].as_u64().unwrap())
}

fn lines() -> impl Iterator<Item = &'static str> {
    CORPUS.iter().flat_map(|(_, text)| text.lines())
}

#[test]
fn every_version_of_every_event_has_a_line() {
    let have: BTreeSet<_> = lines().map(heading).collect();
    let mut missing = Vec::new();
    for kind in StreamKind::ALL {
        for (word, now) in kind.types() {
            let versions = (1..=u64::from(*now)).map(|v| (kind.word().to_owned(), (*word).to_owned(), v));
            missing.extend(versions.filter(|v| !have.contains(v)));
        }
    }
    assert!(missing.is_empty(), "add lines to crates/case/tests/stored for {missing:?}");
}

#[test]
fn every_line_is_read_and_stands_in_the_file_of_its_stream() {
    for (stream, text) in CORPUS {
        for line in text.lines() {
            assert_eq!(heading(line).0, stream);
            let read = Line::read(line).unwrap_or_else(|fault| panic!("{fault:?}\n{line}"));
            // What is written today reads as the same.
            assert_eq!(Line::read(&read.write()), Ok(read));
        }
    }
}

#[test]
fn a_line_of_today_is_written_as_it_was_read() {
    for text in lines() {
        let line = Line::read(text).unwrap();
        let (_, now) = line.event.written_as();
        if heading(text).2 == u64::from(now) {
            assert_eq!(line.write(), text);
        }
    }
}

/// A line of the corpus with something else in one place.
fn changed(from: &str, to: &str) -> String {
    let line = lines().find(|l| l.contains(from)).unwrap();
    Line::read(&line.replacen(from, to, 1)).unwrap_err().say(certmap_base::Lang::En)
}

#[test]
fn what_cannot_be_read_says_why() {
    assert_eq!(
        changed(r#""stream":"visit""#, r#""stream":"visits""#),
        "there is no stream of kind `visits`; did you mean `visit`?"
    );
    assert_eq!(
        changed(r#""type":"asked""#, r#""type":"aksed""#), // misspelt on purpose
        "a case has no event `aksed`; did you mean `asked`?"
    );
    assert_eq!(
        changed(r#""type":"stopped","event_version":1"#, r#""type":"stopped","event_version":9"#),
        "version 9 of the event `stopped` is not known; this program reads versions 1 to 1; use a newer one"
    );
    assert!(changed(r#""to":"applicant""#, r#""to":"applicants""#).contains("did you mean `applicant`?"));
    assert!(changed(r#""at":"2027-02-01T09:00:00Z""#, r#""at":"yesterday""#).contains("is not a point in time"));
    assert!(Line::read("").unwrap_err().say(certmap_base::Lang::En).starts_with("the stored line cannot be read"));
}

/// Any bytes: no panic, and what is read writes and reads back.
pub(crate) fn fuzz_line(bytes: &[u8]) {
    if let Ok(line) = std::str::from_utf8(bytes).map_err(drop).and_then(|t| Line::read(t).map_err(drop)) {
        assert_eq!(Line::read(&line.write()), Ok(line));
    }
}

#[test]
fn noise_does_no_harm() {
    let corpus: Vec<Vec<u8>> = lines().map(|l| l.as_bytes().to_vec()).collect();
    feed(&corpus, fuzz_line);
}

#[test]
fn an_event_knows_its_stream() {
    for text in lines() {
        let line = Line::read(text).unwrap();
        let same = matches!(
            (&line.event, line.event.stream()),
            (AnyEvent::Case(_), StreamKind::Case)
                | (AnyEvent::Report(_), StreamKind::Report)
                | (AnyEvent::Visit(_), StreamKind::Visit)
                | (AnyEvent::Samples(_), StreamKind::Samples)
                | (AnyEvent::Record(_), StreamKind::Record)
                | (AnyEvent::Certificate(_), StreamKind::Certificate)
        );
        assert!(same, "{text}");
    }
}
