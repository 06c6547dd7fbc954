//! Lines of a comma-separated file, with their places.

use certmap_base::{Fault, Place, Problem, text};

/// One line: its fields, and where they stand.
pub(crate) struct Row<'a> {
    file: &'a str,
    text: &'a str,
    line: usize,
    fields: csv::StringRecord,
}

impl Row<'_> {
    /// A field without the blanks around it; empty where there is none.
    pub(crate) fn field(&self, column: usize) -> &str {
        self.fields.get(column).unwrap_or_default().trim()
    }

    pub(crate) fn line(&self) -> usize {
        self.line
    }

    /// An error at a field.
    pub(crate) fn error(&self, column: usize, fault: Fault) -> Problem {
        let line = self.text.lines().nth(self.line.saturating_sub(1)).unwrap_or_default();
        let place = Place { file: self.file.to_owned(), line: self.line, column: column_of(line, column) };
        Problem::error(place, fault)
    }

    /// An error of the whole line.
    fn whole(&self, fault: Fault) -> Problem {
        Problem::error(Place { file: self.file.to_owned(), line: self.line, column: 0 }, fault)
    }
}

/// Character, from 1, at which a field starts.
fn column_of(line: &str, field: usize) -> usize {
    let mut commas = 0;
    let mut quoted = false;
    for (i, c) in line.chars().enumerate() {
        if commas == field {
            return i + 1;
        }
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => commas += 1,
            _ => {}
        }
    }
    line.chars().count() + 1
}

/// The lines under the header, or the problems with header and shape. Lines of a wrong length are left out.
pub(crate) fn rows<'a>(file: &'a str, text: &'a str, header: &[&str], problems: &mut Vec<Problem>) -> Vec<Row<'a>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut rows = Vec::new();
    let mut header_seen = false;
    for record in reader.records() {
        let fields = match record {
            Ok(fields) => fields,
            Err(e) => {
                problems.push(Problem::error(
                    Place::file(file),
                    Fault::new(text!("the file cannot be read: {e}", "文件无法读取（解析器原文：{e}）")),
                ));
                return Vec::new();
            }
        };
        let line = fields.position().map_or(0, |p| usize::try_from(p.line()).unwrap_or(0));
        let row = Row { file, text, line, fields };
        if !header_seen {
            header_seen = true;
            if !row.fields.iter().eq(header.iter().copied()) {
                problems.push(
                    row.whole(
                        Fault::new(text!(
                            "the first line is not the header of this kind of file",
                            "第一行不是此类文件的表头"
                        ))
                        .help(text!("write {}", "请写 {}", header.join(","))),
                    ),
                );
                return Vec::new();
            }
        } else if row.fields.len() == header.len() {
            rows.push(row);
        } else {
            let fault = Fault::new(text!(
                "the line has {} fields instead of {}",
                "该行有 {} 个字段，应为 {} 个",
                row.fields.len(),
                header.len()
            ))
            .help(text!("put a field that contains a comma in double quotes", "含有逗号的字段请用双引号括起来"));
            problems.push(row.whole(fault));
        }
    }
    if !header_seen {
        let fault = Fault::new(text!("the file is empty", "文件为空")).help(text!(
            "begin with {}",
            "第一行请写 {}",
            header.join(",")
        ));
        problems.push(Problem::error(Place::file(file), fault));
    }
    rows
}
