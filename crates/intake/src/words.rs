//! Names of facts and kinds in both languages, and what they are called here.

use certmap_base::{Fault, Text, did_you_mean, text};
use certmap_pack::{Common, Fact};
use std::collections::BTreeMap;

/// The shared words with an index of their names.
pub(crate) struct Words<'a> {
    pub(crate) common: &'a Common,
    facts: BTreeMap<String, &'a str>,
    /// A name that several kinds have stands for none of them.
    kinds: BTreeMap<String, Option<&'a str>>,
}

impl<'a> Words<'a> {
    pub(crate) fn new(common: &'a Common) -> Words<'a> {
        let mut facts = BTreeMap::new();
        for fact in common.facts.values() {
            for name in [&fact.name.en, &fact.name.zh] {
                facts.entry(folded(name)).or_insert(fact.id.as_str());
            }
        }
        let mut kinds: BTreeMap<String, Option<&str>> = BTreeMap::new();
        for kind in &common.kinds.kinds {
            let names = [&kind.name.en, &kind.name.zh].into_iter().chain(&kind.also_en).chain(&kind.also_zh);
            for name in names {
                kinds
                    .entry(folded(name))
                    .and_modify(|k| *k = k.filter(|id| *id == kind.id))
                    .or_insert(Some(kind.id.as_str()));
            }
        }
        Words { common, facts, kinds }
    }

    /// The fact with an id or name.
    pub(crate) fn fact(&self, word: &str) -> Option<&'a Fact> {
        let facts = &self.common.facts;
        facts.get(word).or_else(|| self.facts.get(&folded(word)).and_then(|id| facts.get(*id)))
    }

    /// The fault of a word that is no fact.
    pub(crate) fn no_fact(&self, word: &str) -> Fault {
        let fault = Fault::new(text!("unknown fact `{word}`", "未知的事实 `{word}`"));
        match self.common.concordance.facts.get(word) {
            Some(known) => fault.help(text!("did you mean `{known}`?", "是否想写 `{known}`？")),
            None => fault
                .help(text!(
                    "`certmap new KIND` writes the facts of a kind",
                    "`certmap new KIND` 会写出该产品种类的各项事实"
                ))
                .suggest(word, self.common.facts.keys().map(String::as_str)),
        }
    }

    /// The id of a kind, given by id, name or synonym.
    pub(crate) fn kind(&self, word: &str) -> Result<String, Fault> {
        if let Some(kind) = self.common.kinds.get(word) {
            return Ok(kind.id.clone());
        }
        match self.kinds.get(&folded(word)) {
            Some(Some(id)) => Ok((*id).to_owned()),
            Some(None) => {
                Err(Fault::new(text!("`{word}` names several kinds", "`{word}` 是多个产品种类的名称")).help(text!(
                    "`certmap find \"{word}\"` lists them; write the id",
                    "`certmap find \"{word}\"` 可列出它们；请写其 id"
                )))
            }
            None => Err(self.no_kind(word)),
        }
    }

    fn no_kind(&self, word: &str) -> Fault {
        let fault = Fault::new(text!("unknown kind `{word}`", "未知的产品种类 `{word}`"));
        if let Some(known) = self.common.concordance.kinds.get(word) {
            return fault.help(text!("did you mean `{known}`?", "是否想写 `{known}`？"));
        }
        let names = self.kinds.iter().filter(|(_, id)| id.is_some()).map(|(name, _)| name.as_str());
        let near = certmap_base::nearest(word, self.common.kinds.ids())
            .or_else(|| certmap_base::nearest(word, names).and_then(|n| self.kinds.get(n).copied().flatten()));
        match near {
            Some(id) => fault.help(text!("did you mean `{id}`?", "是否想写 `{id}`？")),
            None => {
                fault.help(text!("`certmap find` looks for a kind by words", "可用 `certmap find` 按词语查找产品种类"))
            }
        }
    }

    /// The code of a market.
    pub(crate) fn market(&self, word: &str) -> Result<String, Fault> {
        let markets = &self.common.markets;
        if let Some(market) = markets.market(word) {
            return Ok(market.code.clone());
        }
        if let Some(group) = markets.group(word) {
            let some: Vec<&str> = group.members.iter().take(3).map(|m| m.code.as_str()).collect();
            return Err(Fault::new(text!("`{word}` is a group of markets", "`{word}` 是一组市场")).help(text!(
                "write the country to which the goods go, for example {}",
                "请写货物发往的国家，例如 {}",
                some.join(", ")
            )));
        }
        let named = markets.markets.iter().find(|m| m.name.zh == word || m.name.en.eq_ignore_ascii_case(word));
        if let Some(market) = named {
            return Ok(market.code.clone());
        }
        Err(Fault::new(text!("unknown market `{word}`", "未知的市场 `{word}`"))
            .help(text!("write the ISO code of the country, for example DE", "请写国家的 ISO 代码，例如 DE"))
            .suggest(word, markets.markets.iter().map(|m| m.code.as_str())))
    }

    /// The id of a scheme that is known to exist.
    pub(crate) fn scheme(&self, word: &str) -> Result<String, Fault> {
        let schemes = &self.common.schemes;
        if schemes.iter().any(|s| s.id == word) {
            return Ok(word.to_owned());
        }
        Err(Fault::new(text!("unknown scheme `{word}`", "未知的制度 `{word}`"))
            .help(text!(
                "`certmap scope --market CODE` lists the schemes of a market",
                "`certmap scope --market CODE` 可列出市场的各项制度"
            ))
            .suggest(word, schemes.iter().map(|s| s.id.as_str())))
    }

    /// "Did you mean" for a scheme.
    pub(crate) fn near_scheme(&self, word: &str) -> Option<Text> {
        did_you_mean(word, self.common.schemes.iter().map(|s| s.id.as_str()))
    }
}

fn folded(name: &str) -> String {
    name.trim().to_lowercase()
}
