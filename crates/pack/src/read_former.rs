//! `former.toml`: what became of names that stand in old papers.

use crate::read_common::File;
use crate::read_pack::read_sources;
use crate::read_scheme::read_cite;
use crate::wire::{self, FormerWire};
use crate::{Common, Former, Source};
use certmap_base::{Fault, text};
use std::collections::BTreeMap;

pub(crate) fn read_former(common: &mut Common, file: &mut File) {
    let Some(read) = file.parse::<wire::FormerFile>() else { return };
    let sources = read_sources(read.source, file);
    common.concordance.former = read.former.iter().map(|wire| former(wire, common, &sources, file)).collect();
    common.concordance.sources = sources;
}

fn former(wire: &FormerWire, common: &Common, sources: &BTreeMap<String, Source>, file: &mut File) -> Former {
    let offset = wire.names.first().map_or(0, |n| n.span().start);
    if wire.names.is_empty() {
        file.error(
            offset,
            Fault::new(text!("no name stands here", "此处没有名称"))
                .help(text!("write names = [ ... ]", "请写 names = [ ... ]")),
        );
    }
    if wire.cites.is_empty() {
        let fault = Fault::new(text!("what became of a name needs a citation", "名称的沿革须有引用"))
            .help(text!("write cites = [ ... ]", "请写 cites = [ ... ]"));
        file.error(offset, fault);
    }
    for scheme in &wire.now {
        let known = || common.schemes.iter().map(|s| s.id.as_str());
        if !known().any(|id| id == scheme.get_ref()) {
            let fault = Fault::new(text!("unknown scheme `{}`", "未知的制度 `{}`", scheme.get_ref()));
            file.error(scheme.span().start, fault.suggest(scheme.get_ref(), known()));
        }
    }
    Former {
        names: wire.names.iter().map(|n| n.get_ref().clone()).collect(),
        says: file.text(&wire.says, offset),
        now: wire.now.iter().map(|s| s.get_ref().clone()).collect(),
        cites: wire.cites.iter().filter_map(|c| read_cite(c, sources, file)).collect(),
    }
}
