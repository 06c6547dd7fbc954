//! Formats of files, and from bytes to text.

use certmap_base::{Fault, Text, io_reason, text};
use std::io::Read;

/// How a product file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// TOML: one product, or an array `[[product]]`.
    Toml,
    /// JSON: an object, an array of objects, or objects one after the other.
    Json,
    /// JSON, an object a line; read as a stream.
    JsonLines,
    /// CSV: a row a product; read as a stream.
    Csv,
    /// A workbook; the first sheet is read, a row a product.
    Xlsx,
}

impl Format {
    /// All, with the word of the command line.
    const WORDS: [(&'static str, Format); 5] = [
        ("toml", Format::Toml),
        ("json", Format::Json),
        ("jsonl", Format::JsonLines),
        ("csv", Format::Csv),
        ("xlsx", Format::Xlsx),
    ];

    /// Reads the word of `--from`.
    ///
    /// # Errors
    /// If the word names no format.
    pub fn parse(word: &str) -> Result<Format, Fault> {
        Format::WORDS.iter().find(|(w, _)| *w == word).map(|(_, f)| *f).ok_or_else(|| {
            Fault::new(text!("unknown format `{word}`", "未知的格式 `{word}`"))
                .help(text!("formats: {}", "可用的格式：{}", Format::WORDS.map(|(w, _)| w).join(", ")))
                .suggest(word, Format::WORDS.iter().map(|(w, _)| *w))
        })
    }

    /// The format that a file name's ending stands for.
    ///
    /// # Errors
    /// If the name has no ending that is known.
    pub fn of_name(name: &str) -> Result<Format, Fault> {
        let ending = name.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase()).unwrap_or_default();
        match ending.as_str() {
            "toml" => Ok(Format::Toml),
            "json" => Ok(Format::Json),
            "jsonl" | "ndjson" => Ok(Format::JsonLines),
            "csv" | "tsv" => Ok(Format::Csv),
            "xlsx" | "xlsm" => Ok(Format::Xlsx),
            "xls" => Err(Fault::new(text!("`{name}` is an old Excel file", "`{name}` 是旧版 Excel 文件"))
                .help(text!("save it as .xlsx", "请另存为 .xlsx"))),
            _ => Err(Fault::new(text!("`{name}` has no known ending", "无法识别 `{name}` 的扩展名")).help(text!(
                "known endings: {}",
                "可用的扩展名：{}",
                Format::WORDS.map(|(w, _)| format!(".{w}")).join(" ")
            ))),
        }
    }

    /// The longest file (for streams: the longest row) that is read, in MiB.
    pub(crate) fn limit_mib(self) -> u64 {
        match self {
            Format::Toml | Format::JsonLines | Format::Csv => 16,
            Format::Json | Format::Xlsx => 64,
        }
    }
}

/// Reads a whole file, up to the limit of its format.
pub(crate) fn slurp(reader: impl Read, format: Format) -> Result<Vec<u8>, Fault> {
    let limit = format.limit_mib() << 20;
    let mut bytes = Vec::new();
    reader
        .take(limit + 1)
        .read_to_end(&mut bytes)
        .map_err(|e| Fault::new(text!("cannot be read: {}", "无法读取：{}"; io_reason(&e))))?;
    if bytes.len() as u64 > limit {
        return Err(Fault::new(text!("the file is larger than {} MiB", "文件大于 {} MiB", format.limit_mib())).help(
            text!(
                "give many products as CSV or JSON lines, which are read row by row",
                "产品很多时，请用可逐行读取的 CSV 或 JSON Lines"
            ),
        ));
    }
    Ok(bytes)
}

/// The text of a file, without a byte order mark.
pub(crate) fn text_of(bytes: Vec<u8>, format: Format) -> Result<String, Fault> {
    if let Some(fault) = foreign(&bytes, format) {
        return Err(fault);
    }
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(e) => return Err(not_utf8(e.as_bytes(), e.utf8_error().valid_up_to())),
    };
    let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
    if text.trim().is_empty() {
        return Err(Fault::new(text!("the file is empty", "文件为空"))
            .help(text!("`certmap new` starts a product file", "`certmap new` 可生成产品文件")));
    }
    Ok(text)
}

/// Says what the file is if its first bytes show that it is no text.
pub(crate) fn foreign(start: &[u8], format: Format) -> Option<Fault> {
    let utf16 = start.starts_with(&[0xff, 0xfe]) || start.starts_with(&[0xfe, 0xff]);
    if utf16 || mostly_every_second_zero(start) {
        return Some(
            Fault::new(text!("the file is UTF-16", "文件是 UTF-16 编码"))
                .help(text!("save it as UTF-8", "请存为 UTF-8")),
        );
    }
    let kind = [
        (&b"PK\x03\x04"[..], text!("an Excel file or another archive", "Excel 文件或其他压缩包")),
        (&b"%PDF"[..], text!("a PDF", "PDF 文件")),
        (&b"\xd0\xcf\x11\xe0"[..], text!("an old Excel or Word file", "旧版 Excel 或 Word 文件")),
        (&b"\x1f\x8b"[..], text!("compressed", "压缩文件")),
        (&b"PAR1"[..], text!("a Parquet file", "Parquet 文件")),
        (&b"ARROW1"[..], text!("an Arrow file", "Arrow 文件")),
    ]
    .into_iter()
    .find(|(magic, _)| start.starts_with(magic));
    if let Some((_, kind)) = kind {
        return Some(
            Fault::new(text!("the file is {}, not {}", "文件格式不符；实际：{}；应为：{}"; kind, format.called()))
                .help(text!("give the format by --from, or save it as text", "请用 --from 指明格式，或存为文本")),
        );
    }
    start.contains(&0).then(|| {
        Fault::new(text!("the file is not a text", "文件不是文本"))
            .help(text!("{} is wanted here", "此处应为：{}"; format.called()))
    })
}

impl Format {
    fn called(self) -> Text {
        match self {
            Format::Toml => text!("TOML", "TOML 文件"),
            Format::Json | Format::JsonLines => text!("JSON", "JSON 文件"),
            Format::Csv => text!("CSV", "CSV 文件"),
            Format::Xlsx => text!("an Excel workbook", "Excel 工作簿"),
        }
    }
}

fn mostly_every_second_zero(start: &[u8]) -> bool {
    let pairs: Vec<bool> = start.chunks_exact(2).take(64).map(|p| p.contains(&0)).collect();
    pairs.len() >= 4 && pairs.iter().filter(|z| **z).count() * 10 >= pairs.len() * 8
}

/// The fault of text that is not UTF-8.
pub(crate) fn not_utf8(bytes: &[u8], valid: usize) -> Fault {
    let line = bytes.iter().take(valid).filter(|b| **b == b'\n').count() + 1;
    let rest = bytes.get(valid..).unwrap_or_default();
    let message = text!("the text is not UTF-8 (line {line})", "文本不是 UTF-8 编码（第 {line} 行）");
    let help = if looks_chinese(rest) {
        text!(
            "it looks like GB18030 (GBK); save it as UTF-8, in Excel as \"CSV UTF-8\"",
            "看起来是 GB18030（GBK）编码；请存为 UTF-8，在 Excel 中选择 \"CSV UTF-8\""
        )
    } else {
        text!("save it as UTF-8", "请存为 UTF-8")
    };
    Fault::new(message).help(help)
}

/// True if bytes above ASCII come in pairs that GBK allows.
fn looks_chinese(bytes: &[u8]) -> bool {
    let mut pairs = 0;
    let mut rest = bytes.iter().take(4096).copied();
    while let Some(b) = rest.next() {
        if b.is_ascii() {
            continue;
        }
        match rest.next() {
            Some(second) if (0x81..=0xfe).contains(&b) && second >= 0x40 => pairs += 1,
            None => break,
            Some(_) => return false,
        }
    }
    pairs >= 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use certmap_base::Lang;

    #[test]
    fn knows_formats_by_name_and_word() {
        assert_eq!(Format::of_name("a.b.TOML"), Ok(Format::Toml));
        assert_eq!(
            Format::of_name("list.xls").unwrap_err().say(Lang::En),
            "`list.xls` is an old Excel file; save it as .xlsx"
        );
        assert_eq!(Format::of_name("list").unwrap_err().message.en, "`list` has no known ending");
        assert_eq!(Format::parse("cvs").unwrap_err().say(Lang::En), "unknown format `cvs`; did you mean `csv`?");
    }
}
