use crate::{check, problems, readings};
use certmap_intake::{Format, read};
use rust_xlsxwriter::{Format as Style, Workbook};
use std::io::Read;

#[test]
fn a_row_a_product() {
    let text = "name,kind,kinds,额定电压,radio_technologies,electrical,pieces\nK1,电水壶,toy;doll,220-240 V,wlan;bluetooth.,是,3\nK2,,,,wlan,,\n";
    let all = readings(text.as_bytes(), "l.csv");
    let p = all[0].product.as_ref().unwrap();
    assert_eq!((p.kind.as_deref(), p.kinds.len(), p.facts.len()), (Some("electric-kettle"), 2, 4));
    assert_eq!(p.facts["radio_technologies"].value.to_string(), "bluetooth, wlan");
    let q = all[1].product.as_ref().unwrap();
    assert_eq!((q.kind.as_deref(), q.facts["radio_technologies"].value.to_string().as_str()), (None, "wlan, ..."));
}

#[test]
fn problems_name_line_and_column() {
    check(
        "name;kind;rated_power;rated_powr;kind\n\nK1;kettle;5 furlong;;\nK2;electric-kettle;2 kW;;;;x\nK3;toy;2 kW\n\"a\nb\";toy;2 W\n;tyo;1\n",
        "l.csv",
        &[
            "l.csv:1: error: unknown column `rated_powr`\n    did you mean `rated_power`?",
            "l.csv:1: error: the column `kind` stands twice\n    keep one of the two",
            "l.csv:3: error: column `kind`: unknown kind `kettle`\n    `certmap find` looks for a kind by words",
            "l.csv:3: error: column `rated_power`: unknown unit `furlong`\n    known units: A, Hz, V, W, Wh, cm, g, kV, kW, kg, mAh, mm, month, piece, rpm, year",
            "l.csv:4: error: the row has 7 cells, the first row names 5\n    put a cell that holds a comma in double quotes",
            "l.csv:8: error: column `kind`: unknown kind `tyo`\n    did you mean `toy`?",
            "l.csv:8: error: column `rated_power`: `1` for `rated_power` has no unit\n    write it in W (W, kW)",
        ],
    );
    assert_eq!(
        problems(b"name,kind\nK1,toy\n\xff\xfe\xfd,toy\nK3,toyy\n", "l.csv"),
        [
            "l.csv:3: error: the row is not UTF-8\n    save it as UTF-8",
            "l.csv:4: error: column `kind`: unknown kind `toyy`\n    did you mean `toy`?",
        ]
    );
}

/// Gives a long CSV without holding it.
struct Endless {
    row: usize,
    rows: usize,
    left: Vec<u8>,
}

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.left.is_empty() && self.row < self.rows {
            self.row += 1;
            self.left = match self.row {
                1 => b"name,kind,rated_voltage\n".to_vec(),
                70_000 => b"bad,electric-kettle,220 W\n".to_vec(),
                n => format!("K{n},electric-kettle,220-240 V\n").into_bytes(),
            };
        }
        let n = self.left.len().min(buffer.len());
        buffer[..n].copy_from_slice(&self.left[..n]);
        self.left.drain(..n);
        Ok(n)
    }
}

#[test]
fn a_bad_row_far_down_is_reported_and_the_others_go_on() {
    let common = crate::words::common();
    let source = Endless { row: 0, rows: 80_000, left: Vec::new() };
    let (mut good, mut bad) = (0, Vec::new());
    for reading in read(source, "big.csv", Format::Csv, &common) {
        good += usize::from(reading.product.is_some());
        bad.extend(reading.problems.iter().map(|p| p.say(certmap_base::Lang::En)));
    }
    assert_eq!(good, 79_998);
    assert_eq!(
        bad,
        [
            "big.csv:70000: error: column `rated_voltage`: `220 W` does not fit `rated_voltage`, which is a voltage\n    write it in V (V, kV)"
        ]
    );
}

#[test]
fn a_quote_that_is_never_closed_does_not_fill_the_memory() {
    let common = crate::words::common();
    let text = "name,kind\n\"a".as_bytes().chain(std::io::repeat(b'x').take(1 << 30));
    let all: Vec<_> = read(text, "q.csv", Format::Csv, &common).collect();
    assert_eq!(all.len(), 1);
    assert_eq!(all[0].problems[0].fault.message.en, "a row is longer than 16 MiB");
}

fn workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (i, name) in
        ["name", "kind", "rated_voltage", "electrical", "pieces", "manufactured_on", "hs", "x"].into_iter().enumerate()
    {
        sheet.write(0, i as u16, name).unwrap();
    }
    sheet.write(2, 0, "电水壶 K1").unwrap();
    sheet.write(2, 1, "electric kettle").unwrap();
    sheet.write(2, 2, "220-240 V").unwrap();
    sheet.write(2, 3, true).unwrap();
    sheet.write(2, 4, 2.5).unwrap();
    let date = Style::new().set_num_format("yyyy-mm-dd");
    sheet.write_with_format(2, 5, rust_xlsxwriter::ExcelDateTime::from_ymd(2027, 3, 1).unwrap(), &date).unwrap();
    sheet.write(2, 6, 8516.79).unwrap();
    sheet.write(3, 1, "kettel").unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn a_workbook_is_read_by_rows() {
    let all = readings(&workbook(), "l.xlsx");
    let shown: Vec<String> = all.iter().flat_map(|r| &r.problems).map(|p| p.say(certmap_base::Lang::En)).collect();
    assert_eq!(
        shown,
        [
            "l.xlsx:1: error: unknown column `x`\n    `certmap new KIND` writes the facts of a kind",
            "l.xlsx:4: error: column `kind`: unknown kind `kettel`\n    `certmap find` looks for a kind by words",
        ]
    );
    let p = all[1].product.as_ref().unwrap();
    let facts: Vec<String> = p.facts.iter().map(|(id, a)| format!("{id} = {}", a.value)).collect();
    assert_eq!(
        facts,
        ["electrical = true", "manufactured_on = 2027-03-01", "pieces = 2.5", "rated_voltage = 220-240 V"]
    );
    assert_eq!((p.name.as_str(), p.customs_code().as_deref()), ("电水壶 K1", Some("8516.79")));
}

#[test]
fn no_damage_of_a_workbook_panics() {
    let whole = workbook();
    for at in (0..whole.len()).step_by(7) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x5a;
        let _ = problems(&bytes, "l.xlsx");
        let _ = problems(&whole[..at], "l.xlsx");
    }
}
