use crate::{check, problems};

#[test]
fn words_that_are_not_known() {
    check(
        "name = \"K\"\nkind = \"electric-ketle\"\nkinds = [\"toy\", \"玩偶\"]\ncolour = 1\nrated_power = \"2 kW\"\n[facts]\nratedvoltage = \"5 V\"\nvoltage = 1\nxyz = 1\n",
        "k.toml",
        &[
            "k.toml:2:8: error: unknown kind `electric-ketle`\n    did you mean `electric-kettle`?",
            "k.toml:3:17: error: `玩偶` names several kinds\n    `certmap find \"玩偶\"` lists them; write the id",
            "k.toml:4:1: error: unknown key `colour`\n    known keys: name, kind, kinds, hs, gtin, facts, line, factory, party, have, ship, done",
            "k.toml:5:1: error: unknown key `rated_power`\n    it is a fact: put it under [facts]",
            "k.toml:7:1: error: unknown fact `ratedvoltage`\n    did you mean `rated_voltage`?",
            "k.toml:8:1: error: unknown fact `voltage`\n    did you mean `rated_voltage`?",
            "k.toml:9:1: error: unknown fact `xyz`\n    `certmap new KIND` writes the facts of a kind",
        ],
    );
}

#[test]
fn values_that_do_not_fit() {
    check(
        "[facts]\nrated_voltage = \"240-220 V\"\nrated_power = \"2 kw\"\nage_min = \"3 V\"\nintended_use = \"houshold\"\n\
         electrical = \"maybe\"\nmanufactured_on = 2027-02-30\nradio_technologies = [\"zigbee\", 5]\npieces = [1]\n",
        "k.toml",
        &[
            "k.toml:2:17: error: the range `240-220 V` of `rated_voltage` runs backwards\n    write the lower value first",
            "k.toml:3:15: error: unknown unit `kw`\n    did you mean `kW`?",
            "k.toml:4:11: error: `3 V` does not fit `age_min`, which is an age\n    write it in month (month, year)",
            "k.toml:5:16: error: `houshold` is no choice of `intended_use`\n    did you mean `household`?",
            "k.toml:6:14: error: `electrical` cannot be `maybe`\n    write true or false",
            "k.toml:7:19: error: the day `2027-02-30` does not exist",
            "k.toml:8:22: error: `zigbee` is no choice of `radio_technologies`\n    choices: wlan, bluetooth",
            "k.toml:9:10: error: `pieces` cannot be `1`\n    write a number",
        ],
    );
}

#[test]
fn units_are_not_guessed() {
    check(
        "[facts]\nrated_power = 2000\nrated_voltage = true\n",
        "k.toml",
        &[
            "k.toml:2:15: error: `2000` for `rated_power` has no unit\n    write it in W (W, kW)",
            "k.toml:3:17: error: `rated_voltage` cannot be `true`\n    write a value or range such as \"5 V\" or \"5-10 V\"",
        ],
    );
}

#[test]
fn markets_schemes_and_dates() {
    check(
        "[[ship]]\nmarket = \"GR\"\ndate = \"1.6.2027\"\n[[ship]]\nmarket = \"EU\"\ndate = 2027-06-01T10:00:00\n[[ship]]\nmarket = \"de\"\n\
         [[have]]\nscheme = \"cn-cccc\"\nvalid_until = 2026-01-01\ndate = 2026-02-01\n[[done]]\nstep = \"apply\"\n[[have]]\nnumber = \"7\"\n",
        "k.toml",
        &[
            "k.toml:2:10: error: unknown market `GR`\n    write the ISO code of the country, for example DE",
            "k.toml:3:8: error: `1.6.2027` is not a date\n    write year-month-day, for example 2027-06-01",
            "k.toml:5:10: error: `EU` is a group of markets\n    write the country to which the goods go, for example DE, FR",
            "k.toml:6:8: error: `2027-06-01T10:00:00` is not a date\n    write year-month-day, for example 2027-06-01",
            "k.toml:7:1: error: the shipment has no `date`\n    add date = ...",
            "k.toml:8:10: error: unknown market `de`\n    did you mean `DE`?",
            "k.toml:9:1: error: the paper ends on 2026-01-01, not after its first day 2026-02-01\n    write the earlier day first",
            "k.toml:10:10: error: unknown scheme `cn-cccc`\n    did you mean `cn-ccc`?",
            "k.toml:13:1: error: the step done has no `scheme`\n    add scheme = ...",
            "k.toml:13:1: error: the step done has no `on`\n    add on = ...",
            "k.toml:15:1: error: the paper has neither `scheme` nor `kind`\n    add scheme = \"...\" for a certificate or declaration, kind = \"test-report\" for another paper",
        ],
    );
}

#[test]
fn references_and_repeats() {
    check(
        "[[factory]]\nid = \"f1\"\ncountry = \"BD\"\nclass = \"E\"\n[[factory]]\nid = \"f1\"\ncountry = \"CN\"\n[[line]]\nmodel = \"A\"\nfactory = \"f2\"\n\
         [[line]]\nmodel = \"A\"\nfactory = \"f2\"\n[[line]]\nbrand = \"x\"\nmodle = \"B\"\n[[party]]\nrole = \"importeur\"\n",
        "k.toml",
        &[
            "k.toml:3:11: warning: certmap has no market `BD`\n    write the ISO code of the country, for example DE",
            "k.toml:4:9: error: `E` is no class of a factory\n    classes: A, B, C, D",
            "k.toml:5:1: error: the factory `f1` stands twice\n    give every factory its own id",
            "k.toml:10:11: error: unknown factory `f2`\n    factories: f1, f1",
            "k.toml:11:1: error: the model `A` stands twice with the same brand and factory\n    keep one of the two",
            "k.toml:13:11: error: unknown factory `f2`\n    factories: f1, f1",
            "k.toml:14:1: error: the line has no `model`\n    add model = \"...\"",
            "k.toml:16:1: error: unknown key `modle`\n    did you mean `model`?",
            "k.toml:18:8: error: unknown role `importeur`\n    did you mean `importer`?",
        ],
    );
}

#[test]
fn the_same_fact_twice() {
    check(
        "[facts]\nelectrical = true\nelectrical = false\n",
        "k.toml",
        &["k.toml:3:1: error: the key is given twice\n    keep one of the two"],
    );
    check(
        "{\"facts\": {\"electrical\": true, \"electrical\": false}}",
        "k.json",
        &["k.json:1:32: error: the key `electrical` is given twice\n    keep one of the two"],
    );
    check(
        "[facts]\nrated_voltage = \"5 V\"\n\"额定电压\" = \"12 V\"\n",
        "k.toml",
        &["k.toml:3:1: error: the fact `rated_voltage` is given twice\n    keep one of the two"],
    );
}

#[test]
fn wrong_types() {
    check(
        "name = [1]\nfacts = 3\nship = \"DE\"\nhs = \"abc\"\ngtin = \"123\"\n[[factory]]\nid = \"f\"\ncountry = \"CN\"\nheadcount = 1.5\nname = { fr = \"x\" }\n",
        "k.toml",
        &[
            "k.toml:1:8: error: `name` is a list\n    write a text in quotes",
            "k.toml:2:9: error: `facts` is a number\n    write a table: [facts]",
            "k.toml:3:8: error: `ship` is a text\n    write tables: [[ship]]",
            "k.toml:4:6: error: `abc` is no customs code\n    write 2, 4 or 6 to 12 digits, for example 8516.79 or 8516797000",
            "k.toml:5:8: error: `123` is no GTIN\n    write the 8, 12, 13 or 14 digits under the bar code",
            "k.toml:9:13: error: `headcount` is not a whole number\n    write digits only, for example 120",
            "k.toml:10:10: error: unknown key `fr`\n    known keys: en, zh",
        ],
    );
}

#[test]
fn a_customs_code_is_whole_and_given_once() {
    check(
        "hs = [\"8516.7\", \"8516\"]\n",
        "k.toml",
        &[
            "k.toml:1:6: error: `8516.7` is no customs code\n    write 2, 4 or 6 to 12 digits, for example 8516.79 or 8516797000",
        ],
    );
    check(
        "hs = \"8516\"\n[facts]\nhs = \"8516.79\"\n",
        "k.toml",
        &["k.toml:3:1: error: the fact `hs` is given twice\n    keep one of the two"],
    );
    check(
        "hs = { all = [\"8516\"] }\n",
        "k.toml",
        &[
            "k.toml:1:6: error: `hs` cannot be `8516`\n    write a customs code in quotes, such as \"8516.79\"; a list where it may be one of several",
        ],
    );
}

#[test]
fn a_wrong_check_digit_is_only_a_warning() {
    let read = crate::readings(b"gtin = 4006381333932", "k.toml");
    assert_eq!(
        read[0].problems[0].say(certmap_base::Lang::En),
        "k.toml:1:8: warning: the check digit of the GTIN `4006381333932` is wrong\n    it would be 1; look at the bar code again"
    );
    assert!(read[0].product.is_some());
}

#[test]
fn mistakes_of_notation_come_with_the_others() {
    let found = problems(b"name = kettle\nkind = \"kettel-x\"\n[facts\nrated_voltage = \"5 V\n", "k.toml");
    assert!(found[0].starts_with("k.toml:1:8: error: a text must stand in quotes"), "{found:#?}");
    assert!(found.iter().any(|p| p.starts_with("k.toml:2:8: error: unknown kind `kettel-x`")), "{found:#?}");
    assert!(found.iter().any(|p| p.starts_with("k.toml:3:")), "{found:#?}");
    assert!(found.iter().any(|p| p.starts_with("k.toml:4:")), "{found:#?}");
}

#[test]
fn told_values() {
    check(
        "[facts]\nrated_power = { by = \"Li\" }\nelectrical = { value = true, form = \"x\" }\nradio_technologies = { all = \"wlan\" }\n",
        "k.toml",
        &[
            "k.toml:2:15: error: the value is missing\n    write { value = ..., by = \"...\", from = \"...\" }",
            "k.toml:3:30: error: unknown key `form`\n    did you mean `from`?",
            "k.toml:4:22: error: a list is wanted after `all`\n    write { all = [\"a\", \"b\"] }",
        ],
    );
}
