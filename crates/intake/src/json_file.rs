//! JSON into nodes: numbers as written, places kept, keys that stand twice kept for the report.

use crate::node::{Entry, Item, Node, Table};
use certmap_base::{Fault, text};

const DEPTH: usize = 64;

/// The values of a text, one after the other; an array at the top is taken apart. On a fault what came before it is kept.
pub(crate) fn parse(text: &str) -> (Vec<Node>, Option<(usize, Fault)>) {
    let mut parser = Parser { text, at: 0 };
    let mut nodes = Vec::new();
    loop {
        parser.blank();
        if parser.rest().is_empty() {
            return (nodes, None);
        }
        match parser.value(0) {
            Ok(Node { item: Item::List(items), .. }) => nodes.extend(items),
            Ok(node) => nodes.push(node),
            Err(fault) => return (nodes, Some((parser.at.min(text.len()), fault))),
        }
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
}

impl Parser<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn blank(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n', '\u{feff}']).len();
    }

    fn take(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.at += wanted.len_utf8();
        }
        found
    }

    fn value(&mut self, depth: usize) -> Result<Node, Fault> {
        if depth > DEPTH {
            return Err(Fault::new(text!("objects or arrays lie too deep in each other", "对象或数组嵌套过深")));
        }
        let at = self.at;
        let item = match self.peek() {
            Some('{') => self.object(depth)?,
            Some('[') => self.array(depth)?,
            Some('"') => Item::Word(self.string()?),
            Some(c) if c == '-' || c.is_ascii_digit() => self.number()?,
            Some(c) if c.is_ascii_alphabetic() => self.word()?,
            Some(c) => {
                return Err(Fault::new(text!("`{c}` is not expected here", "此处不应出现 `{c}`"))
                    .help(text!("a JSON value is wanted", "此处应为 JSON 值")));
            }
            None => return Err(Fault::new(text!("the JSON text ends too early", "JSON 文本过早结束"))),
        };
        Ok(Node { item, at })
    }

    fn word(&mut self) -> Result<Item, Fault> {
        let word: String = self.rest().chars().take_while(char::is_ascii_alphanumeric).take(40).collect();
        let item = match word.as_str() {
            "true" => Item::Bool(true),
            "false" => Item::Bool(false),
            "null" => Item::Null,
            _ => {
                return Err(Fault::new(text!("`{word}` is no JSON value", "`{word}` 不是 JSON 值"))
                    .help(text!("put a text in double quotes", "文本请用双引号括起来")));
            }
        };
        self.at += word.len();
        Ok(item)
    }

    fn number(&mut self) -> Result<Item, Fault> {
        let word: String = self
            .rest()
            .chars()
            .take_while(|c| c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | 'e' | 'E'))
            .take(64)
            .collect();
        if word.contains(['e', 'E']) {
            return Err(Fault::new(text!("`{word}` is written with an exponent", "`{word}` 用了指数写法"))
                .help(text!("write the digits out", "请完整写出数字")));
        }
        let digits = word.strip_prefix('-').unwrap_or(&word);
        let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
        let all_digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
        if !all_digits(whole) || !all_digits(part) {
            return Err(Fault::new(text!("`{word}` is not a number", "`{word}` 不是数字")));
        }
        self.at += word.len();
        Ok(Item::Number(word))
    }

    fn array(&mut self, depth: usize) -> Result<Item, Fault> {
        self.take('[');
        let mut items = Vec::new();
        loop {
            self.blank();
            if self.take(']') {
                return Ok(Item::List(items));
            }
            if !items.is_empty() {
                self.comma(']')?;
            }
            items.push(self.value(depth + 1)?);
        }
    }

    fn comma(&mut self, close: char) -> Result<(), Fault> {
        if !self.take(',') {
            return Err(match self.peek() {
                Some(c) => Fault::new(text!("`{c}` is not expected here", "此处不应出现 `{c}`"))
                    .help(text!("a comma or `{close}` is wanted", "此处应为逗号或 `{close}`")),
                None => Fault::new(text!("the JSON text ends too early", "JSON 文本过早结束"))
                    .help(text!("`{close}` is wanted", "此处应为 `{close}`")),
            });
        }
        self.blank();
        Ok(())
    }

    fn object(&mut self, depth: usize) -> Result<Item, Fault> {
        self.take('{');
        let mut entries: Vec<Entry> = Vec::new();
        loop {
            self.blank();
            if self.take('}') {
                return Ok(Item::Table(Table { entries }));
            }
            if !entries.is_empty() {
                self.comma('}')?;
            }
            let at = self.at;
            if self.peek() != Some('"') {
                return Err(Fault::new(text!("a key in double quotes is wanted here", "此处应为带双引号的键")));
            }
            let key = self.string()?;
            self.blank();
            if !self.take(':') {
                return Err(Fault::new(text!("`:` is missing after the key `{key}`", "键 `{key}` 之后缺少 `:`")));
            }
            self.blank();
            let value = self.value(depth + 1)?;
            entries.push(Entry { key, at, value });
        }
    }

    fn string(&mut self) -> Result<String, Fault> {
        let start = self.at;
        self.take('"');
        let mut out = String::new();
        loop {
            let Some(c) = self.peek() else {
                self.at = start;
                return Err(Fault::new(text!("a text is not closed", "文本没有结束"))
                    .help(text!("its closing quote is missing", "缺少结束引号")));
            };
            self.at += c.len_utf8();
            match c {
                '"' => return Ok(out),
                '\\' => out.push(self.escape()?),
                c if (c as u32) < 0x20 => {
                    self.at = start;
                    return Err(Fault::new(text!("a text runs over the end of its line", "文本跨越了行尾"))
                        .help(text!("its closing quote is missing, or write \\n", "缺少结束引号，或应写成 \\n")));
                }
                c => out.push(c),
            }
        }
    }

    fn escape(&mut self) -> Result<char, Fault> {
        let c = self.peek().unwrap_or('\0');
        self.at += c.len_utf8().min(self.rest().len());
        Ok(match c {
            '"' | '\\' | '/' => c,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => return self.unicode(),
            _ => return Err(Fault::new(text!("`\\{c}` is no JSON escape", "`\\{c}` 不是 JSON 转义符"))),
        })
    }

    fn unicode(&mut self) -> Result<char, Fault> {
        let high = self.hex()?;
        if !(0xd800..0xdc00).contains(&high) {
            return char::from_u32(high).ok_or_else(half);
        }
        if !self.rest().starts_with("\\u") {
            return Err(half());
        }
        self.at += 2;
        let low = self.hex()?;
        if !(0xdc00..0xe000).contains(&low) {
            return Err(half());
        }
        char::from_u32(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00)).ok_or_else(half)
    }

    fn hex(&mut self) -> Result<u32, Fault> {
        let digits = self.rest().get(..4).unwrap_or_default();
        let ok = digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_hexdigit());
        let number = u32::from_str_radix(digits, 16).ok().filter(|_| ok);
        self.at += if number.is_some() { 4 } else { 0 };
        number.ok_or_else(|| Fault::new(text!("`\\u` wants four hexadecimal digits", "`\\u` 之后应有四位十六进制数字")))
    }
}

fn half() -> Fault {
    Fault::new(text!("`\\u` gives half a character", "`\\u` 只给出了半个字符"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_another_reader() {
        let text = r#" {"a": [1, -2.50, true, null, "x\n\u7535\ud83d\ude00"], "b": {}} {"c": "电"}"#;
        let (nodes, fault) = parse(text);
        assert_eq!((nodes.len(), fault), (2, None));
        let Item::Table(table) = &nodes[0].item else { panic!() };
        let Item::List(items) = &table.get("a").unwrap().value.item else { panic!() };
        assert_eq!(items[1].item, Item::Number("-2.50".to_owned()));
        assert_eq!(items[4].item, Item::Word("x\n电😀".to_owned()));
    }

    #[test]
    fn says_where_it_stops() {
        for (text, at, message) in [
            ("{\"a\" 1}", 5, "`:` is missing after the key `a`"),
            ("{\"a\": 1 \"b\": 2}", 8, "`\"` is not expected here"),
            ("[1, 2", 5, "the JSON text ends too early"),
            ("{\"a\": \"x}", 6, "a text is not closed"),
            ("{a: 1}", 1, "a key in double quotes is wanted here"),
            ("[1e99]", 1, "`1e99` is written with an exponent"),
            ("[\"\\ud800\"]", 8, "`\\u` gives half a character"),
            ("[\"\\", 3, "`\\\0` is no JSON escape"),
        ] {
            let (_, fault) = parse(text);
            let (found, fault) = fault.unwrap();
            assert_eq!((found, fault.message.en.as_str()), (at, message), "{text}");
        }
        let bomb = "[".repeat(100_000);
        assert_eq!(parse(&bomb).1.unwrap().1.message.en, "objects or arrays lie too deep in each other");
    }
}
