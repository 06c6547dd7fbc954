//! What was written as bytes is read as it was.

use certmap_pack::{Compact, Library, Select};
use certmap_testkit::Texts;

#[test]
fn the_packs_of_the_repository_come_back_as_they_were() {
    let texts = Texts::repository();
    let read = Library::read(&texts.list(), &Select::default()).0.unwrap();
    let compact = Compact::write(&texts.list()).unwrap();
    let parts: Vec<&[u8]> = compact.packs.iter().map(Vec::as_slice).collect();
    let back = Library::from_compact(&compact.common, &parts, &Select::default()).unwrap();
    assert_eq!(back.packs.len(), read.packs.len());
    assert!(format!("{back:?}") == format!("{read:?}"), "some part of a pack is not written or not read");
}

#[test]
fn packs_of_other_markets_stay_unread() {
    let texts = Texts::repository();
    let compact = Compact::write(&texts.list()).unwrap();
    let parts: Vec<&[u8]> = compact.packs.iter().map(Vec::as_slice).collect();
    let select = Select { markets: Some(vec!["US".to_owned()]), tests: false };
    let few = Library::from_compact(&compact.common, &parts, &select).unwrap();
    let same = Library::read(&texts.list(), &select).0.unwrap();
    let ids = |l: &Library| l.packs.iter().map(|p| p.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&few), ids(&same));
    assert!(few.pack("us-cpsc").is_some() && few.pack("eu").is_none(), "{:?}", ids(&few));
}

#[test]
fn bytes_of_something_else_and_worked_examples_are_left_to_the_texts() {
    let compact = Compact::write(&Texts::small().list()).unwrap();
    assert!(Library::from_compact(b"no", &[], &Select::default()).is_none());
    assert!(Library::from_compact(&compact.common, &[b"\xff\xff"], &Select::default()).is_none());
    assert!(Library::from_compact(&compact.common, &[], &Select::everything()).is_none(), "bytes hold no examples");
}
