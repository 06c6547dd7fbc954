//! Reading conditions never fails badly, whatever stands there.

use certmap_base::{Lang, Units};
use certmap_expr::{parse, print};
use certmap_testkit::noise::{corpus, feed};
use std::path::Path;

/// No panic; a fault lies inside the text, at the beginning of a character; what is read prints as something that reads
/// as the same.
pub(crate) fn fuzz_parse(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let units = Units::builtin();
    match parse(&text, &units) {
        Err(e) => {
            assert!(e.span.start <= e.span.end && e.span.end <= text.len(), "{text:?}: {:?}", e.span);
            assert!(text.is_char_boundary(e.span.start) && text.is_char_boundary(e.span.end), "{text:?}: {:?}", e.span);
            assert!(!e.fault.message.is_empty() && !e.fault.say(Lang::En).contains('\n'), "{text:?}: {:?}", e.fault);
        }
        Ok(expr) => {
            let printed = print(&expr);
            if printed.len() > 8192 {
                // Spaces make it longer than what is read.
                return;
            }
            let again =
                parse(&printed, &units).unwrap_or_else(|e| panic!("{text:?} prints as {printed:?}: {:?}", e.fault));
            assert_eq!(again, expr, "{text:?} prints as {printed:?}");
        }
    }
}

#[test]
fn conditions_of_any_bytes() {
    feed(&corpus(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/parse")), fuzz_parse);
}

#[test]
fn conditions_are_nested_so_deep_and_no_deeper() {
    for (open, close) in [("(", ")"), ("not ", ""), ("if a then ", " else b"), ("lookup(\"t\", ", ")")] {
        for depth in [10, 47, 48, 49, 500] {
            fuzz_parse(format!("{}a{}", open.repeat(depth), close.repeat(depth)).as_bytes());
        }
    }
    let nested = |depth: usize| format!("{}a{}", "lookup(\"t\", ".repeat(depth), ")".repeat(depth));
    assert!(parse(&nested(40), &Units::builtin()).is_ok() && parse(&nested(49), &Units::builtin()).is_err());
    fuzz_parse("1 + ".repeat(3000).as_bytes());
    for sign in ["+", "-", "*"] {
        fuzz_parse(format!("{}1", format!("1{sign}").repeat(4095)).as_bytes());
    }
    fuzz_parse(format!("{}a", "a or ".repeat(1600)).as_bytes());
}
