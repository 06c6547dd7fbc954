//! One spelling of a word where people use several.

pub(crate) use crate::simplified::simplified;

/// British spellings that differ by more than an ending or in a short word, and the American ones.
const BRITISH: [(&str, &str); 16] = [
    ("aluminium", "aluminum"),
    ("armour", "armor"),
    ("catalogue", "catalog"),
    ("centre", "center"),
    ("colour", "color"),
    ("coloured", "colored"),
    ("colouring", "coloring"),
    ("drier", "dryer"),
    ("fibre", "fiber"),
    ("grey", "gray"),
    ("jewellery", "jewelry"),
    ("mould", "mold"),
    ("moulding", "molding"),
    ("pyjama", "pajama"),
    ("tyre", "tire"),
    ("woollen", "wool"),
];

/// An English word in the singular and in American spelling.
pub(crate) fn plain(word: &str) -> String {
    let one = singular(word);
    match BRITISH.iter().find(|(british, _)| *british == one) {
        Some((_, american)) => (*american).to_owned(),
        None => match one.strip_suffix("iser") {
            Some(stem) if stem.len() > 3 => format!("{stem}izer"),
            _ => one,
        },
    }
}

fn singular(word: &str) -> String {
    let cut = |end: &str, put: &str| word.strip_suffix(end).map(|stem| format!("{stem}{put}"));
    if word.len() <= 3 || word.ends_with("ss") || word.ends_with("us") {
        return word.to_owned();
    }
    cut("ies", "y")
        .or_else(|| cut("knives", "knife"))
        .or_else(|| cut("shelves", "shelf"))
        .or_else(|| ["ches", "shes", "sses", "xes"].iter().find(|e| word.ends_with(**e)).and_then(|_| cut("es", "")))
        .or_else(|| cut("s", ""))
        .unwrap_or_else(|| word.to_owned())
}
