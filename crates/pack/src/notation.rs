//! What the readers of TOML and CSV say about a mistake in the notation, in both languages.

use certmap_base::Text;

/// The English as the reader says it, in one line. What is met in practice is translated; the rest is quoted.
///
/// ```
/// let said = certmap_pack::notation("unknown field `colour`, expected one of `id`, `title`");
/// assert_eq!(said.zh, "未知的键 `colour`，应为以下之一：`id`、`title`");
/// ```
#[must_use]
pub fn notation(said: &str) -> Text {
    let en = said.split('\n').collect::<Vec<_>>().join(", ");
    let (what, wanted) = en.split_once(", expected ").map_or((en.as_str(), None), |(a, b)| (a, Some(b)));
    let zh = match (mistake(what), wanted) {
        (Some(zh), None) => zh,
        (Some(zh), Some(wanted)) => format!("{zh}，应为{}", expected(wanted)),
        (None, _) => format!("写法有误（解析器原文：{en}）"),
    };
    Text::new(en, zh)
}

/// What is wrong, by the words with which the message begins.
fn mistake(what: &str) -> Option<String> {
    let quoted = [
        ("unknown field ", "未知的键 "),
        ("missing field ", "缺少键 "),
        ("duplicate field ", "重复的键 "),
        ("unknown variant ", "未知的词 "),
        ("invalid type: ", "类型不符："),
        ("invalid value: ", "值不符："),
        ("invalid length ", "长度不符："),
    ];
    let plain = [
        ("duplicate key", "该键重复给出"),
        ("missing value", "缺少值"),
        ("key with no value", "键没有值"),
        ("missing assignment", "键和值之间缺少等号"),
        ("extra assignment", "多余的等号"),
        ("extra `=`", "多余的 `=`"),
        ("missing comma", "缺少逗号"),
        ("extra comma", "多余的逗号"),
        ("missing key", "缺少键"),
        ("missing opening quote", "缺少起始引号"),
        ("unclosed table", "表名没有结束"),
        ("unclosed array table", "表名没有结束"),
        ("unclosed array", "列表没有结束"),
        ("unclosed inline table", "内联表没有结束"),
        ("unexpected key or value", "此处不应出现键或值"),
        ("unexpected content", "此处有多余的内容"),
        ("unexpected leading zero", "数字不应以零开头"),
        ("unquoted keys cannot be empty", "键不能为空"),
        ("keys cannot be multi-line", "键不能跨行"),
        ("invalid date", "日期有误"),
        ("invalid boolean", "应为 true 或 false"),
        ("invalid integer", "整数有误"),
        ("invalid float", "小数有误"),
        ("invalid mantissa", "数字有误"),
        ("invalid fraction", "数字的小数部分有误"),
        ("invalid exponent", "数字的指数部分有误"),
        ("invalid basic string", "文本有误，或没有结束"),
        ("invalid literal string", "文本有误，或没有结束"),
        ("invalid multi-line", "多行文本有误，或没有结束"),
        ("invalid string", "文本有误"),
        ("missing escaped value", "反斜杠之后缺少字符"),
        ("invalid comment character", "注释中有不允许的字符"),
        ("invalid unquoted key", "键有误，特殊字符须加引号"),
        ("invalid key", "键有误"),
        ("invalid table", "表名有误"),
        ("invalid inline table", "内联表有误"),
        ("invalid value", "值有误"),
        ("carriage return", "回车符之后应为换行符"),
    ];
    let named = quoted.iter().find_map(|(en, zh)| Some(format!("{zh}{}", what.strip_prefix(en)?)));
    named.or_else(|| {
        let longest = plain.iter().filter(|(en, _)| what.starts_with(en)).max_by_key(|(en, _)| en.len());
        longest.map(|(_, zh)| (*zh).to_owned())
    })
}

/// What would have been right. Words in backticks stay; the names of things are translated.
fn expected(wanted: &str) -> String {
    let (lead, list) = match wanted.strip_prefix("one of ") {
        Some(list) => ("以下之一：", list),
        None => (" ", wanted),
    };
    let words = list.split(", ").map(|word| match word {
        "newline" => "换行",
        "value" | "a value" => "值",
        "key" => "键",
        "letters" => "字母",
        "numbers" | "digits" => "数字",
        "a sequence" => "列表",
        "a map" => "表",
        "a string" | "string" => "文本",
        "a boolean" => "true 或 false",
        "literal string" => "单引号文本",
        other => other,
    });
    format!("{lead}{}", words.collect::<Vec<_>>().join("、").replace(" or ", " 或 "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_the_longest_beginning_and_keeps_what_it_does_not_know() {
        for (en, zh) in [
            ("unclosed array table\nexpected `]`", "表名没有结束，应为 `]`"),
            ("invalid value: integer `3`, expected a string", "值不符：integer `3`，应为 文本"),
            ("missing field `id`", "缺少键 `id`"),
            ("the moon is full", "写法有误（解析器原文：the moon is full）"),
        ] {
            assert_eq!(notation(en).zh, zh);
        }
    }
}
