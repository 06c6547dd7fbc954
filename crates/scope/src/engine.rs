//! Asking: a product, markets and dates in, one result per scheme out.

use crate::answer::Answering;
use crate::facts::{Dates, KindAnswers, Known, Origin};
use crate::product::{Answer, Product, Shipment};
use crate::program::{Program, SchemeCode, value};
use crate::question::questions;
use crate::result::{Outcome, PackUsed, SchemeResult, ScopeResult};
use certmap_base::{Confidence, Date, Fault, Text};
use certmap_pack::{KnownScheme, Library, Pack, Scheme, Value};
use std::collections::BTreeMap;

/// What is asked of a product.
#[derive(Debug, Clone)]
pub struct Asked<'a> {
    /// Market codes.
    pub markets: &'a [String],
    /// Only these schemes, if any are named.
    pub schemes: &'a [String],
    /// Today; the default for every date.
    pub today: Date,
    /// A day for all dates of the goods, before shipments are looked at.
    pub on: Option<Date>,
    /// The dates of the goods, where a plan has set them; they go before everything else.
    pub dates: Option<Dates>,
    /// Look for changes this many months ahead.
    pub ahead_months: i64,
    /// Also settle requirements and rank questions; the outcome alone is faster.
    pub questions: bool,
}

impl<'a> Asked<'a> {
    /// All schemes of some markets on a day.
    #[must_use]
    pub fn markets(markets: &'a [String], today: Date) -> Asked<'a> {
        Asked { markets, schemes: &[], today, on: None, dates: None, ahead_months: 36, questions: true }
    }
}

/// A library with its program, ready to be asked.
pub struct Engine<'a> {
    pub(crate) library: &'a Library,
    pub(crate) program: Program,
    pub(crate) kinds: KindAnswers,
    pub(crate) titles: BTreeMap<String, Text>,
}

impl<'a> Engine<'a> {
    /// Lowers a library.
    #[must_use]
    pub fn new(library: &'a Library) -> Engine<'a> {
        let program = Program::new(library);
        let kinds = KindAnswers::new(&program, &library.common);
        let mut titles: BTreeMap<String, Text> =
            library.common.schemes.iter().map(|s| (s.id.clone(), s.name.clone())).collect();
        for scheme in library.packs.iter().flat_map(|p| &p.schemes) {
            titles.insert(scheme.id.clone(), scheme.title.clone());
        }
        Engine { library, program, kinds, titles }
    }

    /// The library that was lowered.
    #[must_use]
    pub fn library(&self) -> &'a Library {
        self.library
    }

    /// The program, for benchmarks.
    #[must_use]
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// Titles of all schemes, with or without rules.
    #[must_use]
    pub fn titles(&self) -> &BTreeMap<String, Text> {
        &self.titles
    }

    /// One result for the product, or one per line where lines have facts of their own.
    #[must_use]
    pub fn ask_lines(&self, product: &Product, asked: &Asked) -> Vec<ScopeResult> {
        if product.lines.iter().all(|l| l.facts.is_empty()) {
            return vec![self.ask(product, asked)];
        }
        let each = product.lines.iter().map(|line| {
            let mut result = self.ask_with(product, Some(&line.facts), asked);
            result.product = format!("{} / {}", product.name, line.model);
            result
        });
        each.collect()
    }

    /// Asks about a product, lines left aside.
    #[must_use]
    pub fn ask(&self, product: &Product, asked: &Asked) -> ScopeResult {
        self.ask_with(product, None, asked)
    }

    fn ask_with(&self, product: &Product, line: Option<&BTreeMap<String, Answer>>, asked: &Asked) -> ScopeResult {
        let mut results = Vec::new();
        let mut situations = Vec::new();
        for market in asked.markets {
            let dates = dates(product, market, asked);
            let product = with_purpose(product, market);
            let known = Known::of(&product, line, &self.library.common, &dates);
            let cells = known.cells(&self.program, &self.library.common);
            let mut values = Vec::new();
            self.program.run(&cells, &mut values);
            let mut answering = Answering {
                engine: self,
                product: &product,
                market,
                dates,
                asked,
                known: &known,
                cells: &cells,
                values: &values,
            };
            let first = results.len();
            results.extend(self.market(&mut answering));
            situations.push((first..results.len(), cells, values));
        }
        let questions = if asked.questions { questions(self, &results, &situations) } else { Vec::new() };
        ScopeResult {
            product: product.name.clone(),
            packs: self.packs(&results),
            questions,
            assumed: assumed(product, line, &results, &self.library.common, asked),
            not_looked_at: self.library.common.not_looked_at.iter().map(|s| (s.id.clone(), s.name.clone())).collect(),
            results,
        }
    }

    /// Results of all schemes that hold in a market; never empty.
    fn market(&self, answering: &mut Answering) -> Vec<SchemeResult> {
        let market = answering.market;
        let groups = self.library.common.markets.groups_of(market, answering.dates.placing_on_market);
        let mut results = Vec::new();
        for known in &self.library.common.schemes {
            let via = known.markets.iter().find(|m| *m == market || groups.contains(&m.as_str()));
            let wanted = answering.asked.schemes.is_empty() || answering.asked.schemes.contains(&known.id);
            let Some(via) = via.filter(|_| wanted) else { continue };
            let via = (via != market).then(|| via.clone());
            let result = match self.code(&known.id) {
                Some((pack, scheme, code)) => answering.scheme(pack, scheme, code, via),
                None => not_covered(known, market, via, answering.dates),
            };
            results.push(result);
        }
        if results.is_empty() && answering.asked.schemes.is_empty() {
            results.push(no_scheme(market, answering.dates));
        }
        results
    }

    pub(crate) fn code(&self, id: &str) -> Option<(&'a Pack, &'a Scheme, &SchemeCode)> {
        self.program.schemes.iter().find_map(|code| {
            let pack = self.library.packs.get(code.pack)?;
            let scheme = pack.schemes.get(code.scheme)?;
            (scheme.id == id).then_some((pack, scheme, code))
        })
    }

    fn packs(&self, results: &[SchemeResult]) -> Vec<PackUsed> {
        let used = self.library.packs.iter().filter(|p| results.iter().any(|r| r.pack == p.id));
        used.map(|p| PackUsed { id: p.id.clone(), version: p.version.clone(), digest: p.digest.clone() }).collect()
    }

    /// Facts of a product that cannot be true together: by the dictionary's contradictions, and by what its kind is.
    #[must_use]
    pub fn contradictions(&self, product: &Product) -> Vec<Fault> {
        let common = &self.library.common;
        let mut faults = Vec::new();
        let lines: Vec<_> =
            if product.lines.is_empty() { vec![None] } else { product.lines.iter().map(|l| Some(&l.facts)).collect() };
        for line in lines {
            let known = Known::of(product, line, common, &Dates::all(Date::MIN));
            let mut values = Vec::new();
            self.program.run(&known.cells(&self.program, common), &mut values);
            for (contradiction, node) in common.contradictions.iter().zip(&self.program.contradictions) {
                if value(&values, *node).is_true() {
                    let fault = Fault::new(format!("facts contradict each other: {}", contradiction.says.en))
                        .help(format!("look at {}", contradiction.when.names().join(", ")));
                    faults.push(fault);
                }
            }
        }
        for kind in product.kind.iter().filter_map(|k| common.kinds.get(k)) {
            for (fact, implied) in &kind.implies {
                if let Some(said) = product.facts.get(fact)
                    && said.value != *implied
                    && !matches!(said.value, Value::List { .. })
                {
                    let fault = Fault::new(format!("`{fact} = {}` contradicts the kind `{}`", said.value, kind.id))
                        .help(format!(
                            "every product of this kind has {fact} = {implied}; choose another kind or correct the fact"
                        ));
                    faults.push(fault);
                }
            }
        }
        faults.dedup();
        faults
    }
}

/// The dates of the goods for a market: the asked day, else the shipment's, else today.
fn dates(product: &Product, market: &str, asked: &Asked) -> Dates {
    if let Some(dates) = asked.dates {
        return dates;
    }
    let ship = shipment(product, market);
    let fact = |name: &str| match product.facts.get(name).map(|a| &a.value) {
        Some(Value::Date(d)) => Some(*d),
        _ => None,
    };
    let goods = asked.on.or(ship.map(|s| s.date)).unwrap_or(asked.today);
    Dates {
        manufacture: fact("manufactured_on").or(ship.and_then(|s| s.manufactured)).unwrap_or(goods),
        application: fact("applied_on").or(asked.on).unwrap_or(asked.today),
        import: fact("imported_on").unwrap_or(goods),
        placing_on_market: fact("placed_on_market_on").unwrap_or(goods),
    }
}

fn shipment<'a>(product: &'a Product, market: &str) -> Option<&'a Shipment> {
    product.ships.iter().filter(|s| s.market == market).min_by_key(|s| s.date)
}

/// The purpose of the shipment to a market stands in for the fact, where the product does not give it.
fn with_purpose(product: &Product, market: &str) -> Product {
    let mut product = product.clone();
    let purpose = shipment(&product, market).and_then(|s| s.purpose.clone());
    if let Some(purpose) = purpose {
        product.facts.entry("import_purpose".to_owned()).or_insert_with(|| Answer::plain(Value::Choice(purpose)));
    }
    product
}

fn assumed(
    product: &Product,
    line: Option<&BTreeMap<String, Answer>>,
    results: &[SchemeResult],
    common: &certmap_pack::Common,
    asked: &Asked,
) -> Vec<(String, String)> {
    let known = Known::of(product, line, common, &Dates::all(asked.today));
    let read = |fact: &str| {
        results.iter().flat_map(|r| &r.entries).flat_map(|e| &e.reasons).any(|r| r.read.iter().any(|(f, _)| f == fact))
    };
    let assumed = known.values.iter().filter(|(name, (_, origin))| *origin == Origin::Assumed && read(name));
    assumed.map(|(name, (value, _))| (name.clone(), value.to_string())).collect()
}

fn not_covered(known: &KnownScheme, market: &str, via: Option<String>, dates: Dates) -> SchemeResult {
    let says = Text::new(
        format!("certmap has no rules for it yet; ask {}", known.authority),
        format!("certmap 尚无该制度的规则，请咨询{}", known.authority),
    );
    SchemeResult {
        scheme: known.id.clone(),
        title: known.name.clone(),
        via,
        binding: known.binding,
        attestation: known.attestation,
        demanded_by: known.demanded_by,
        confidence: known.confidence,
        says: Some(says),
        ..no_scheme(market, dates)
    }
}

/// The answer for a market of which no scheme is known.
fn no_scheme(market: &str, dates: Dates) -> SchemeResult {
    use certmap_pack::{Attestation, Binding, DateRole, DemandedBy, Event};
    SchemeResult {
        market: market.to_owned(),
        via: None,
        scheme: "any".to_owned(),
        pack: String::new(),
        title: Text::new("every scheme of this market", "该市场的各项制度"),
        outcome: Outcome::NotCovered,
        possible: vec![Outcome::NotCovered],
        phase: None,
        binding: Binding::Mandatory,
        attestation: Attestation::None,
        demanded_by: DemandedBy::Nobody,
        on: dates.placing_on_market,
        governed_by: DateRole::PlacingOnMarket,
        fulfil_before: Event::PlacingOnMarket,
        confidence: Confidence::Unconfirmed,
        displaced_by: None,
        routes: Vec::new(),
        entries: Vec::new(),
        requirements: Vec::new(),
        units: Vec::new(),
        held: Vec::new(),
        needs: Vec::new(),
        ahead: Vec::new(),
        says: Some(Text::new("certmap knows no scheme of this market", "certmap 尚未收录该市场的任何制度")),
    }
}
