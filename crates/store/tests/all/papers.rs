//! Papers: kept under their digest, never half, never damaged without a word.

use super::support::Folder;
use certmap_app::Blobs;
use certmap_base::Lang;
use certmap_store::MemoryBlobs;
use std::fs;

const DIGEST_OF_ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

fn check(papers: &dyn Blobs) {
    assert_eq!(papers.put(b"abc").unwrap(), DIGEST_OF_ABC);
    assert_eq!(papers.put(b"abc").unwrap(), DIGEST_OF_ABC);
    assert_eq!(papers.get(DIGEST_OF_ABC).unwrap().as_deref(), Some(&b"abc"[..]));
    let empty = papers.put(b"").unwrap();
    assert_eq!(papers.get(&empty).unwrap().as_deref(), Some(&b""[..]));
    let large: Vec<u8> = (0..3_000_000_u32).map(|n| u8::try_from(n % 251).unwrap()).collect();
    let digest = papers.put(&large).unwrap();
    assert_eq!(papers.get(&digest).unwrap(), Some(large));
    let mut all = vec![DIGEST_OF_ABC.to_owned(), empty, digest];
    all.sort();
    assert_eq!(papers.digests().unwrap(), all);
    let upper = DIGEST_OF_ABC.to_uppercase();
    let missing = "0".repeat(64);
    let short = DIGEST_OF_ABC.get(1..).unwrap();
    for no in ["", "a", "../../etc/passwd", "ba/78", "灯", &upper, &missing, short] {
        assert_eq!(papers.get(no), Ok(None), "{no}");
    }
}

#[test]
fn in_memory() {
    check(&MemoryBlobs::default());
}

#[test]
fn in_a_folder() {
    let folder = Folder::new();
    let path = folder.path().join("deep/er");
    check(&certmap_store::Folder::open(&path).unwrap());
    assert!(path.join("ba/78").join(DIGEST_OF_ABC).is_file());
    assert_eq!(fs::read_dir(path.join("unfinished")).unwrap().count(), 0);
    // Opened again, it is all there.
    let again = certmap_store::Folder::open(&path).unwrap();
    assert_eq!(again.digests().unwrap().len(), 3);
}

#[test]
fn a_damaged_paper_is_told_and_can_be_put_again() {
    let folder = Folder::new();
    let papers = certmap_store::Folder::open(folder.path()).unwrap();
    papers.put(b"abc").unwrap();
    let file = folder.path().join("ba/78").join(DIGEST_OF_ABC);
    for damaged in [&b"abx"[..], b"", b"abcabc"] {
        fs::write(&file, damaged).unwrap();
        let told = papers.get(DIGEST_OF_ABC).unwrap_err().to_string();
        assert!(told.contains("is damaged"), "{told}");
        papers.put(b"abc").unwrap();
        assert_eq!(papers.get(DIGEST_OF_ABC).unwrap().as_deref(), Some(&b"abc"[..]));
    }
}

#[test]
fn many_at_once() {
    let folder = Folder::new();
    let papers = certmap_store::Folder::open(folder.path()).unwrap();
    std::thread::scope(|scope| {
        for n in 0..8_u8 {
            let papers = &papers;
            scope.spawn(move || {
                for m in 0..10_u8 {
                    papers.put(&[m; 1000]).unwrap();
                    papers.put(&[n, m]).unwrap();
                }
            });
        }
    });
    assert_eq!(papers.digests().unwrap().len(), 90);
}

#[test]
fn a_folder_that_cannot_be_made_is_told() {
    let folder = Folder::new();
    let file = folder.path().join("file");
    fs::write(&file, "x").unwrap();
    let fault = certmap_store::Folder::open(&file.join("papers")).unwrap_err();
    assert!(fault.say(Lang::En).contains("for papers cannot be made"), "{}", fault.say(Lang::En));
    assert!(fault.say(Lang::Zh).contains("无法创建"));
}
