//! Kinds found by words in two scripts.

use certmap_pack::{Library, Select};
use certmap_testkit::Texts;

const KINDS: &str = r#"
kind = [
  { id = "disc-player", under = ["product"], name = { en = "disc player", zh = "视盘机" }, also = { en = ["DVD player"], zh = ["DVD机"] } },
  { id = "dc-motor", under = ["product"], name = { en = "DC motor", zh = "直流电动机" }, also = { en = [], zh = ["无刷直流电机"] } },
  { id = "light-source", under = ["product"], name = { en = "light source", zh = "光源" }, also = { en = [], zh = ["LED灯管"] } },
  { id = "led-driver", under = ["product"], name = { en = "driver", zh = "控制装置" }, also = { en = [], zh = ["LED驱动电源"] } },
]
"#;

fn check(text: &str, first: &str) {
    let texts = Texts::small().with("packs/common/kinds/mixed.toml", KINDS);
    let (library, problems) = Library::read(&texts.list(), &Select::everything());
    let Some(library) = library else { panic!("{problems:?}") };
    let hits: Vec<&str> = library.common.kinds.find(text, 9).iter().map(|h| h.kind.id.as_str()).collect();
    assert_eq!(hits.first().copied().unwrap_or("nothing"), first, "{text}: {hits:?}");
}

#[test]
fn a_name_in_two_scripts_fits_by_both() {
    check("DVD机", "disc-player");
    check("无刷电机", "dc-motor");
    check("缝纫机", "nothing");
    check("LED灯管", "light-source");
    check("LED驱动电源", "led-driver");
}
