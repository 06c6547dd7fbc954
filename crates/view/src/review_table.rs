//! Band tables in a review sheet.

use crate::review::{Sheet, plain};
use crate::words;
use certmap_base::{Lang, Quantity};
use certmap_pack::{Band, Edition, Pack, Table};
use std::ops::Bound;

/// Every table of a pack, edition by edition.
pub(crate) fn tables(sheet: &mut Sheet<'_>, pack: &Pack) {
    if pack.tables.is_empty() {
        return;
    }
    sheet.heading(2, sheet.say("Tables", "数值表"));
    for table in pack.tables.values() {
        sheet.heading(3, &format!("{} ({})", sheet.style.text(&table.title), table.id));
        if let (Some(role), true) = (table.governed_by, table.editions.len() > 1) {
            let date = words::date_role(role).get(sheet.style.lang);
            let line = match sheet.style.lang {
                Lang::En => format!("The {date} chooses the edition."),
                Lang::Zh => format!("以{date}确定适用版本。"),
            };
            sheet.line(&line);
        }
        for edition in &table.editions {
            self::edition(sheet, table, edition);
        }
    }
}

fn edition(sheet: &mut Sheet<'_>, table: &Table, edition: &Edition) {
    if let Some(from) = edition.from {
        let line = match sheet.style.lang {
            Lang::En => format!("From {from}:"),
            Lang::Zh => format!("自{from}起："),
        };
        sheet.line(&line);
    }
    let unit = |symbol: &str| if symbol.is_empty() { String::new() } else { format!(" ({symbol})") };
    let of = format!("{}{}", sheet.say("Where", "范围"), unit(&table.unit));
    let columns: Vec<String> = match table.columns.is_empty() {
        true => vec![format!("{}{}", sheet.say("Value", "值"), unit(&table.gives))],
        false => table.columns.iter().map(|c| format!("{}{}", sheet.text(&c.title), unit(&table.gives))).collect(),
    };
    let rows = edition.bands.iter().map(|band| {
        let values = band.values.iter().map(ToString::to_string);
        std::iter::once(band_words(band, sheet.style.lang)).chain(values).map(|cell| plain(&cell)).collect()
    });
    let rows: Vec<Vec<String>> = rows.collect();
    let head: Vec<String> = std::iter::once(of).chain(columns).collect();
    sheet.out.push_str(&format!("| {} |\n|{}\n", head.join(" | "), " --- |".repeat(head.len())));
    for row in rows {
        sheet.out.push_str(&format!("| {} |\n", row.join(" | ")));
    }
    sheet.out.push('\n');
    sheet.source_line(&edition.cites);
}

/// Where a row lies.
fn band_words(band: &Band, lang: Lang) -> String {
    let limit = |bound: &Bound<Quantity>, [in_en, in_zh, out_en, out_zh]: [&str; 4]| match (bound, lang) {
        (Bound::Included(q), Lang::En) => Some(format!("{in_en} {q}")),
        (Bound::Excluded(q), Lang::En) => Some(format!("{out_en} {q}")),
        (Bound::Included(q), Lang::Zh) => Some(format!("{in_zh}{q}")),
        (Bound::Excluded(q), Lang::Zh) => Some(format!("{out_zh}{q}")),
        (Bound::Unbounded, _) => None,
    };
    let parts = [
        limit(&band.start, ["from", "不低于", "above", "高于"]),
        limit(&band.end, ["up to", "不超过", "below", "低于"]),
    ];
    let said: Vec<String> = parts.into_iter().flatten().collect();
    match (said.is_empty(), lang) {
        (true, Lang::En) => "any".to_owned(),
        (true, Lang::Zh) => "任何".to_owned(),
        (false, Lang::En) => said.join(" "),
        (false, Lang::Zh) => said.join("且"),
    }
}
