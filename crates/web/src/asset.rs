//! Files of our own that pages use, under addresses that change with their content.

use crate::ask::{Answer, Ask};
use crate::reply::Reply;
use certmap_app::{AppError, digest};
use std::sync::LazyLock;

/// One file for all pages: the ground, products with their maps, and charts as plans draw them.
const STYLE: &str = concat!(
    include_str!("../static/certmap.css"),
    include_str!("../static/product.css"),
    include_str!("../static/case.css"),
    include_str!("../../view/assets/chart.css")
);
const SCRIPT: &str = include_str!("../static/certmap.js");
const ICON: &str = include_str!("../static/icon.svg");

/// Name, type, content.
static ASSETS: LazyLock<Vec<(String, &'static str, &'static str)>> = LazyLock::new(|| {
    let files = [
        ("certmap", "css", "text/css; charset=utf-8", STYLE),
        ("certmap", "js", "text/javascript; charset=utf-8", SCRIPT),
        ("icon", "svg", "image/svg+xml", ICON),
    ];
    let named = files.into_iter().map(|(name, end, kind, text)| {
        let digest: String = digest(text.as_bytes()).chars().take(12).collect();
        (format!("{name}.{digest}.{end}"), kind, text)
    });
    named.collect()
});

/// Where a file stands, by its ending.
pub(crate) fn address(end: &str) -> String {
    let found = ASSETS.iter().find(|(name, _, _)| name.ends_with(end));
    found.map_or_else(String::new, |(name, _, _)| format!("/static/{name}"))
}

/// Gives a file.
pub(crate) fn file(ask: &Ask) -> Answer {
    let found = ASSETS.iter().find(|(name, _, _)| name == ask.part("name"));
    let (_, kind, text) = found.ok_or_else(|| AppError::not_found("there is no such file", "没有该文件"))?;
    Ok(Reply::bytes(kind, text.as_bytes().to_vec()).public(31_536_000))
}
