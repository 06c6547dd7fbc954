//! The notation as it is written (docs/PACKS.md); unknown keys are refused.

use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;
use toml::value::Datetime;

pub(crate) type Word = Spanned<String>;

#[derive(Debug, Deserialize, Clone)]
#[serde(deny_unknown_fields)]
pub(crate) struct TextWire {
    pub(crate) en: String,
    pub(crate) zh: String,
}

#[derive(Debug, Deserialize, Clone)]
#[serde(deny_unknown_fields)]
pub(crate) struct CiteWire {
    pub(crate) source: Word,
    #[serde(default)]
    pub(crate) at: String,
    pub(crate) status: Word,
    pub(crate) checked: Option<Spanned<Datetime>>,
}

#[derive(Debug, Deserialize, Clone)]
#[serde(deny_unknown_fields)]
pub(crate) struct PackFile {
    pub(crate) notation: Spanned<u32>,
    pub(crate) id: Word,
    pub(crate) title: TextWire,
    pub(crate) version: String,
    #[serde(default)]
    pub(crate) markets: Vec<Word>,
}

#[derive(Debug, Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct SourcesFile {
    pub(crate) source: Vec<SourceWire>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SourceWire {
    pub(crate) id: Word,
    pub(crate) number: String,
    pub(crate) title: TextWire,
    pub(crate) issuer: TextWire,
    pub(crate) published: Option<Spanned<Datetime>>,
    pub(crate) link: Option<String>,
    #[serde(default)]
    pub(crate) lang: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DefinitionWire {
    pub(crate) id: Word,
    pub(crate) title: TextWire,
    pub(crate) is: Word,
    #[serde(default)]
    pub(crate) cites: Vec<CiteWire>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ColumnWire {
    pub(crate) id: Word,
    pub(crate) title: TextWire,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BandWire {
    pub(crate) from: Option<Spanned<toml::Value>>,
    pub(crate) up_to: Option<Spanned<toml::Value>>,
    pub(crate) value: Option<Spanned<toml::Value>>,
    #[serde(default)]
    pub(crate) values: Vec<Spanned<toml::Value>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EditionWire {
    pub(crate) from: Option<Spanned<Datetime>>,
    pub(crate) rows: Vec<BandWire>,
    #[serde(default)]
    pub(crate) cites: Vec<CiteWire>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TableWire {
    pub(crate) id: Word,
    pub(crate) title: TextWire,
    pub(crate) unit: Option<Word>,
    pub(crate) gives: Option<Word>,
    #[serde(default)]
    pub(crate) columns: Vec<ColumnWire>,
    pub(crate) governed_by: Option<Word>,
    #[serde(default)]
    pub(crate) rows: Vec<BandWire>,
    #[serde(default)]
    pub(crate) edition: Vec<EditionWire>,
    #[serde(default)]
    pub(crate) cites: Vec<CiteWire>,
}

#[derive(Debug, Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct DefinitionsFile {
    pub(crate) definition: Vec<DefinitionWire>,
    pub(crate) table: Vec<TableWire>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SchemeWire {
    pub(crate) id: Word,
    pub(crate) title: TextWire,
    pub(crate) markets: Vec<Word>,
    pub(crate) binding: Word,
    pub(crate) attestation: Word,
    pub(crate) demanded_by: Word,
    pub(crate) governed_by: Word,
    pub(crate) fulfil_before: Word,
    pub(crate) covers: Option<Word>,
    pub(crate) covers_says: Option<TextWire>,
    pub(crate) holder: Option<TextWire>,
    pub(crate) local_representative: Option<TextWire>,
    pub(crate) procedure: Option<Word>,
    #[serde(default)]
    pub(crate) cites: Vec<CiteWire>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PhaseWire {
    pub(crate) phase: Word,
    pub(crate) from: Spanned<Datetime>,
    pub(crate) until: Option<Spanned<Datetime>>,
    pub(crate) cite: Option<CiteWire>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RuleWire {
    pub(crate) id: Word,
    pub(crate) title: TextWire,
    pub(crate) note: Option<TextWire>,
    pub(crate) when: Option<Word>,
    #[serde(default)]
    pub(crate) of: Vec<Word>,
    #[serde(default)]
    pub(crate) skips: Vec<Word>,
    pub(crate) from: Option<Spanned<Datetime>>,
    pub(crate) until: Option<Spanned<Datetime>>,
    #[serde(default)]
    pub(crate) phases: Vec<PhaseWire>,
    #[serde(default)]
    pub(crate) standards: Vec<String>,
    pub(crate) rule: Option<String>,
    pub(crate) confidence: Option<Word>,
    pub(crate) displaced_by: Option<Word>,
    pub(crate) paper: Option<TextWire>,
    pub(crate) evidence: Option<Word>,
    #[serde(default)]
    pub(crate) exclusions: Vec<RuleWire>,
    #[serde(default)]
    pub(crate) cites: Vec<CiteWire>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RouteWire {
    pub(crate) id: Word,
    pub(crate) title: TextWire,
    pub(crate) when: Option<Word>,
    pub(crate) from: Option<Spanned<Datetime>>,
    pub(crate) until: Option<Spanned<Datetime>>,
    #[serde(default)]
    pub(crate) phases: Vec<PhaseWire>,
    pub(crate) procedure: Option<Word>,
    pub(crate) attestation: Option<Word>,
    #[serde(default)]
    pub(crate) notified_body: bool,
    pub(crate) note: Option<TextWire>,
    #[serde(default)]
    pub(crate) cites: Vec<CiteWire>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoticeWire {
    pub(crate) id: Word,
    pub(crate) on: Spanned<Datetime>,
    pub(crate) what: TextWire,
    pub(crate) when: Option<Word>,
    pub(crate) deadline: Option<Spanned<Datetime>>,
    #[serde(default)]
    pub(crate) cites: Vec<CiteWire>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReuseWire {
    #[expect(dead_code, reason = "a name for people; papers are found by their kind")]
    pub(crate) id: Option<Word>,
    pub(crate) paper: Word,
    #[serde(default)]
    pub(crate) standards: Vec<Word>,
    pub(crate) from: Option<Spanned<Datetime>>,
    pub(crate) counts: Word,
    pub(crate) when: Option<Word>,
    pub(crate) max_age: Option<Word>,
    pub(crate) says: TextWire,
    #[serde(default)]
    pub(crate) cites: Vec<CiteWire>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct UnitSplitWire {
    pub(crate) split_by: Vec<Word>,
    pub(crate) says: TextWire,
    #[serde(default)]
    pub(crate) cites: Vec<CiteWire>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CertificateWire {
    pub(crate) number_pattern: Option<String>,
    pub(crate) number_says: Option<TextWire>,
    pub(crate) validity: Option<Word>,
    pub(crate) condition: Option<TextWire>,
    #[serde(default)]
    pub(crate) states: Vec<String>,
    #[serde(default)]
    pub(crate) cites: Vec<CiteWire>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct UpkeepWire {
    pub(crate) id: Word,
    pub(crate) title: TextWire,
    pub(crate) every: Word,
    pub(crate) when: Option<Word>,
    pub(crate) by: Option<Word>,
    pub(crate) lasts: Option<LastsWire>,
    pub(crate) says: TextWire,
    #[serde(default)]
    pub(crate) cites: Vec<CiteWire>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangeWire {
    pub(crate) id: Word,
    pub(crate) title: TextWire,
    pub(crate) does: Word,
    pub(crate) says: TextWire,
    #[serde(default)]
    pub(crate) cites: Vec<CiteWire>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MarkWire {
    pub(crate) id: Word,
    pub(crate) title: TextWire,
    pub(crate) says: TextWire,
    #[serde(default)]
    pub(crate) cites: Vec<CiteWire>,
}

#[derive(Debug, Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct SchemeFile {
    pub(crate) scheme: Option<SchemeWire>,
    pub(crate) definition: Vec<DefinitionWire>,
    pub(crate) table: Vec<TableWire>,
    pub(crate) gate: Vec<RuleWire>,
    pub(crate) entry: Vec<RuleWire>,
    pub(crate) exclusion: Vec<RuleWire>,
    pub(crate) exemption: Vec<RuleWire>,
    pub(crate) ban: Vec<RuleWire>,
    pub(crate) conflict: Vec<RuleWire>,
    pub(crate) requirement: Vec<RuleWire>,
    pub(crate) route: Vec<RouteWire>,
    pub(crate) notice: Vec<NoticeWire>,
    pub(crate) reuse: Vec<ReuseWire>,
    pub(crate) unit: Option<UnitSplitWire>,
    pub(crate) certificate: Option<CertificateWire>,
    pub(crate) upkeep: Vec<UpkeepWire>,
    pub(crate) change: Vec<ChangeWire>,
    pub(crate) mark: Vec<MarkWire>,
    pub(crate) letter: Vec<LetterWire>,
}

#[derive(Debug, Deserialize, Clone)]
#[serde(deny_unknown_fields)]
pub(crate) struct LetterWire {
    pub(crate) id: Word,
    pub(crate) states: Word,
    pub(crate) title: TextWire,
    pub(crate) says: TextWire,
    pub(crate) confidence: Option<Word>,
    #[serde(default)]
    pub(crate) enclosures: Vec<EnclosureWire>,
    #[serde(default)]
    pub(crate) cites: Vec<CiteWire>,
}

#[derive(Debug, Deserialize, Clone)]
#[serde(deny_unknown_fields)]
pub(crate) struct EnclosureWire {
    pub(crate) title: TextWire,
    pub(crate) says: Option<TextWire>,
    #[serde(default)]
    pub(crate) cites: Vec<CiteWire>,
}

#[derive(Debug, Deserialize, Clone)]
#[serde(deny_unknown_fields)]
pub(crate) struct LastsWire {
    pub(crate) min: Option<Word>,
    pub(crate) usual: Option<Word>,
    pub(crate) max: Option<Word>,
    pub(crate) unit: Option<Word>,
    pub(crate) basis: Option<Word>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProcedureHead {
    pub(crate) id: Word,
    pub(crate) title: TextWire,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StepWire {
    pub(crate) id: Word,
    pub(crate) title: TextWire,
    pub(crate) behaviour: Word,
    pub(crate) by: Word,
    #[serde(default)]
    pub(crate) after: Vec<Word>,
    pub(crate) when: Option<Word>,
    pub(crate) per: Option<Word>,
    pub(crate) share_key: Option<String>,
    pub(crate) clock: Option<Word>,
    #[serde(default)]
    pub(crate) needs: Vec<Word>,
    #[serde(default)]
    pub(crate) yields: Vec<Word>,
    pub(crate) lasts: LastsWire,
    pub(crate) calendar: Option<Word>,
    pub(crate) on_fail: Option<Word>,
    #[serde(default)]
    pub(crate) parallel_ok: bool,
    pub(crate) says: Option<TextWire>,
    #[serde(default)]
    pub(crate) cites: Vec<CiteWire>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DocumentWire {
    pub(crate) id: Word,
    pub(crate) title: TextWire,
    pub(crate) by: Word,
    pub(crate) language: Option<String>,
    pub(crate) when: Option<Word>,
    pub(crate) says: Option<TextWire>,
    #[serde(default)]
    pub(crate) cites: Vec<CiteWire>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FeeValueWire {
    pub(crate) from: Spanned<Datetime>,
    pub(crate) amount: Word,
    pub(crate) amount_max: Option<Word>,
    pub(crate) currency: Option<Word>,
    pub(crate) cite: CiteWire,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FeeWire {
    pub(crate) id: Word,
    pub(crate) step: Word,
    pub(crate) title: TextWire,
    pub(crate) per: Option<Word>,
    pub(crate) times: Option<Word>,
    pub(crate) when: Option<Word>,
    pub(crate) values: Vec<FeeValueWire>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProcedureFile {
    pub(crate) procedure: ProcedureHead,
    #[serde(default)]
    pub(crate) step: Vec<StepWire>,
    #[serde(default)]
    pub(crate) document: Vec<DocumentWire>,
    #[serde(default)]
    pub(crate) fee: Vec<FeeWire>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CaseWire {
    pub(crate) name: Word,
    pub(crate) source: Option<String>,
    pub(crate) market: Word,
    pub(crate) on: Spanned<Datetime>,
    pub(crate) kind: Option<Word>,
    #[serde(default)]
    pub(crate) kinds: Vec<Word>,
    #[serde(default)]
    pub(crate) given: BTreeMap<Word, toml::Value>,
    #[serde(default)]
    pub(crate) expect: BTreeMap<Word, Word>,
    #[serde(default)]
    pub(crate) because: Vec<Word>,
    pub(crate) ask: Option<Vec<Word>>,
    #[serde(default)]
    pub(crate) requirements: RequirementsWire,
    #[serde(default)]
    pub(crate) assumed: BTreeMap<Word, toml::Value>,
    #[serde(default)]
    pub(crate) confidence: BTreeMap<Word, Word>,
    #[serde(default)]
    pub(crate) phase: BTreeMap<Word, Word>,
    #[serde(default)]
    pub(crate) routes: BTreeMap<Word, BTreeMap<Word, Word>>,
}

#[derive(Debug, Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RequirementsWire {
    #[serde(rename = "in")]
    pub(crate) applies: Vec<Word>,
    pub(crate) out: Vec<Word>,
    pub(crate) not_yet: Vec<Word>,
    pub(crate) no_longer: Vec<Word>,
    pub(crate) unknown: Vec<Word>,
    pub(crate) excluded_by: BTreeMap<Word, Word>,
}

#[derive(Debug, Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct CasesFile {
    pub(crate) case: Vec<CaseWire>,
}

// ---- packs/common ----

#[derive(Debug, Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct UnitsFile {
    pub(crate) unit: Vec<UnitWire>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct UnitWire {
    pub(crate) symbol: Word,
    pub(crate) name: Option<TextWire>,
    pub(crate) dimension: DimensionWire,
    pub(crate) factor: Word,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum DimensionWire {
    Base(String),
    Product(BTreeMap<String, i8>),
}

#[derive(Debug, Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct FactsFile {
    pub(crate) fact: Vec<FactWire>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChoiceWire {
    pub(crate) id: Word,
    pub(crate) name: TextWire,
    #[serde(default)]
    pub(crate) implies: BTreeMap<Word, Spanned<bool>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FactWire {
    pub(crate) id: Word,
    #[serde(rename = "type")]
    pub(crate) kind: Word,
    pub(crate) unit: Option<Word>,
    pub(crate) digits: Option<Spanned<usize>>,
    pub(crate) name: TextWire,
    pub(crate) ask: TextWire,
    pub(crate) help: Option<TextWire>,
    pub(crate) effort: Option<Spanned<u8>>,
    #[serde(default)]
    pub(crate) judgement: bool,
    pub(crate) assume: Option<Spanned<toml::Value>>,
    #[serde(default)]
    pub(crate) choices: Vec<ChoiceWire>,
    #[serde(default)]
    pub(crate) implies: BTreeMap<Word, Spanned<bool>>,
}

#[derive(Debug, Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct KindsFile {
    pub(crate) kind: Vec<KindWire>,
}

#[derive(Debug, Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct AlsoWire {
    pub(crate) en: Vec<String>,
    pub(crate) zh: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KindWire {
    pub(crate) id: Word,
    pub(crate) under: Vec<Word>,
    pub(crate) name: TextWire,
    #[serde(default)]
    pub(crate) also: AlsoWire,
    #[serde(default)]
    pub(crate) hs: Vec<String>,
    #[serde(default)]
    pub(crate) implies: BTreeMap<Word, toml::Value>,
    #[serde(default)]
    pub(crate) assumes: BTreeMap<Word, toml::Value>,
}

#[derive(Debug, Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct MarketsFile {
    pub(crate) market: Vec<MarketWire>,
    pub(crate) group: Vec<GroupWire>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MarketWire {
    pub(crate) code: Word,
    pub(crate) name: TextWire,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MemberWire {
    pub(crate) code: Word,
    pub(crate) from: Option<Spanned<Datetime>>,
    pub(crate) until: Option<Spanned<Datetime>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct GroupWire {
    pub(crate) id: Word,
    pub(crate) name: TextWire,
    pub(crate) members: Vec<MemberWire>,
}

#[derive(Debug, Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ContradictionsFile {
    pub(crate) contradiction: Vec<ContradictionWire>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ContradictionWire {
    pub(crate) id: Word,
    pub(crate) when: Word,
    pub(crate) says: TextWire,
}

#[derive(Debug, Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct SubjectsFile {
    pub(crate) subject: Vec<SubjectWire>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SubjectWire {
    pub(crate) id: Word,
    pub(crate) name: TextWire,
}

#[derive(Debug, Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ConcordanceFile {
    pub(crate) fact_name: Vec<PairWire>,
    pub(crate) confidence: Vec<PairWire>,
    pub(crate) outcome: Vec<PairWire>,
    pub(crate) kind: Vec<PairWire>,
}

#[derive(Debug, Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct FormerFile {
    pub(crate) source: Vec<SourceWire>,
    pub(crate) former: Vec<FormerWire>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FormerWire {
    pub(crate) names: Vec<Word>,
    pub(crate) says: TextWire,
    #[serde(default)]
    pub(crate) now: Vec<Word>,
    pub(crate) cites: Vec<CiteWire>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PairWire {
    pub(crate) from: Word,
    pub(crate) to: Word,
    #[serde(default)]
    #[expect(dead_code, reason = "remarks for people who read the file; checked only for both languages")]
    pub(crate) note: Option<TextWire>,
}
