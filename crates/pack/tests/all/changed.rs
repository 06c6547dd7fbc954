//! Packs with bytes changed, cut, doubled and joined: no panic, and every problem has a file, and a line inside it.

use super::good_and_bad::good;
use certmap_pack::{Library, Select};
use certmap_testkit::noise::{Noise, cases, corpus, mutated};
use std::path::Path;

/// Reads texts of which one was changed.
fn read(files: &[(&str, &str)]) {
    let (library, problems) = Library::read(files, &Select::everything());
    assert!(library.is_some() || problems.iter().any(certmap_base::Problem::is_error), "refused, and nobody says why");
    for problem in problems {
        let place = &problem.place;
        let lines = files.iter().find(|(n, _)| *n == place.file).map(|(_, t)| t.matches('\n').count() + 1);
        match lines {
            Some(lines) => assert!((1..=lines).contains(&place.line), "{problem:?}"),
            // A folder, where what is missing should stand.
            None => assert!(
                files.iter().any(|(n, _)| n.starts_with(&place.file)) || place.file.starts_with("packs/"),
                "{problem:?}"
            ),
        }
        let said = &problem.fault.message;
        assert!(!said.is_empty() && !said.en.contains('\n') && !said.zh.contains('\n'), "{problem:?}");
    }
}

/// Reads the good pack with bytes in the place of one of its files.
pub(crate) fn fuzz_pack(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for name in ["packs/pp/schemes/pp-law/scheme.toml", "packs/common/facts/all.toml"] {
        let texts = good().with(name, &text);
        read(&texts.list());
    }
}

#[test]
fn packs_of_any_bytes() {
    corpus(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/pack")).iter().for_each(|s| fuzz_pack(s));
    let texts = good();
    let files = texts.list();
    let samples: Vec<Vec<u8>> = files.iter().map(|(_, t)| t.as_bytes().to_vec()).collect();
    let mut noise = Noise::new(20_261_121);
    for i in 0..cases() {
        let which = i % files.len();
        let own = [samples[which].clone(), samples[noise.below(samples.len())].clone()];
        let bytes = mutated(&own, &mut noise);
        let text = String::from_utf8_lossy(&bytes);
        let changed: Vec<(&str, &str)> =
            files.iter().enumerate().map(|(i, (n, t))| (*n, if i == which { &*text } else { *t })).collect();
        read(&changed);
    }
}
