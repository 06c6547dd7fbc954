//! Quantities compare like the rational numbers that they are, whatever unit they are written in.

use certmap_base::{Exact, Units};
use proptest::prelude::*;
use std::cmp::Ordering;

/// A decimal number as it is written, with its value in billionths.
fn decimal() -> impl Strategy<Value = (String, i128)> {
    (any::<bool>(), 0_u64..1_000_000, proptest::collection::vec(0_u8..10, 0..6)).prop_map(
        |(negative, whole, digits)| {
            let fraction: String = digits.iter().map(|d| char::from(b'0' + d)).collect();
            let mut value = i128::from(whole) * 1_000_000_000;
            for (i, digit) in digits.iter().enumerate() {
                value += i128::from(*digit) * 10_i128.pow(8 - u32::try_from(i).unwrap());
            }
            let point = if fraction.is_empty() { "" } else { "." };
            let sign = if negative { "-" } else { "" };
            (format!("{sign}{whole}{point}{fraction}"), if negative { -value } else { value })
        },
    )
}

/// A unit with the factor to volts in thousandths.
fn unit() -> impl Strategy<Value = (&'static str, i128)> {
    prop_oneof![Just(("V", 1000)), Just(("kV", 1_000_000))]
}

proptest! {
    #[test]
    fn order_is_that_of_the_numbers((a, x) in decimal(), (u, f) in unit(), (b, y) in decimal(), (v, g) in unit()) {
        let units = Units::builtin();
        let (p, q) = (units.parse(&format!("{a} {u}")).unwrap(), units.parse(&format!("{b} {v}")).unwrap());
        prop_assert_eq!(p.compare(&q).unwrap(), (x * f).cmp(&(y * g)));
        prop_assert_eq!(p == q, x * f == y * g);
        prop_assert_eq!(p.in_base().cmp(&q.in_base()), (x * f).cmp(&(y * g)));
    }

    #[test]
    fn what_is_printed_reads_back_as_the_same((a, _) in decimal(), (u, _) in unit()) {
        let units = Units::builtin();
        let quantity = units.parse(&format!("{a} {u}")).unwrap();
        let again = units.parse(&quantity.to_string()).unwrap();
        prop_assert_eq!(again.compare(&quantity).unwrap(), Ordering::Equal);
        prop_assert_eq!(again.to_string(), quantity.to_string());
    }

    #[test]
    fn sums_and_products_are_exact((a, x) in decimal(), (b, y) in decimal()) {
        let (p, q) = (Exact::parse(&a).unwrap(), Exact::parse(&b).unwrap());
        let billionths = |e: &Exact| e.mul(&Exact::whole(1_000_000_000)).unwrap();
        let whole = |n: i128| Exact::whole(i64::try_from(n).unwrap());
        prop_assert_eq!(billionths(&p.add(&q).unwrap()), whole(x + y));
        prop_assert_eq!(billionths(&p.sub(&q).unwrap()), whole(x - y));
        prop_assert_eq!(p.mul(&q).unwrap() < Exact::zero(), (x < 0) != (y < 0) && x != 0 && y != 0);
    }

    #[test]
    fn reading_never_fails_badly(word in "\\PC{0,24}") {
        let units = Units::builtin();
        if let Ok(quantity) = units.parse(&word) {
            prop_assert!(units.parse(&quantity.to_string()).is_ok(), "{}", quantity);
        }
    }
}
