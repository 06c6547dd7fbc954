//! Asking: a product, markets and dates in, one result per scheme out.

use crate::ahead::LookAhead;
use crate::answer::Answering;
use crate::brief::Briefs;
use crate::cell::Cell;
use crate::ends::other_ends;
use crate::facts::{Dates, KindAnswers, Known, Origin, Start};
use crate::product::{Answer, Product, Shipment};
use crate::program::{KIND, NodeId, Program, SchemeCode, value};
use crate::question::questions;
use crate::reason::{Said, Told};
use crate::residual::Settler;
use crate::result::{Ahead, Outcome, PackUsed, SchemeResult, ScopeResult};
use crate::state::States;
use certmap_base::{Confidence, Date, Fault, Text, text};
use certmap_expr::Tri;
use certmap_pack::{DateRole, KnownScheme, Library, Pack, Scheme, Value};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::{Arc, OnceLock};

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
    /// How far to look for changes.
    pub ahead: LookAhead,
    /// Also settle requirements and rank questions; the outcome alone is faster.
    pub questions: bool,
}

impl<'a> Asked<'a> {
    /// All schemes of some markets on a day.
    #[must_use]
    pub fn markets(markets: &'a [String], today: Date) -> Asked<'a> {
        Asked { markets, schemes: &[], today, on: None, dates: None, ahead: LookAhead::Months(36), questions: true }
    }
}

/// What is known of a product, evaluated.
pub(crate) struct Facts {
    pub(crate) known: Known,
    pub(crate) cells: Vec<Cell>,
    pub(crate) values: Vec<Tri>,
    pub(crate) main: Option<Vec<Tri>>,
}

/// A library with its program, ready to be asked.
pub struct Engine<'a> {
    pub(crate) library: &'a Library,
    pub(crate) program: Program,
    pub(crate) kinds: KindAnswers,
    pub(crate) start: Start,
    /// Days on which each scheme can turn; looked for when first asked.
    pub(crate) turning: Vec<OnceLock<Vec<Date>>>,
    /// Nodes that depend on the kind.
    kinded: Vec<NodeId>,
    /// Conditions in words, by their number; made when first said.
    pub(crate) said: Vec<OnceLock<Said>>,
    /// What results share of rules, by the number of their condition.
    pub(crate) rules: Vec<OnceLock<Told>>,
    /// The answer that no entry fits, by the number of the scheme.
    pub(crate) nothing_fits: Vec<OnceLock<(Arc<Text>, Told)>>,
    /// Index of the code of a scheme.
    codes: BTreeMap<String, usize>,
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
        let start = Start::new(&program, &library.common);
        let turning = std::iter::repeat_with(OnceLock::new).take(program.schemes.len()).collect();
        let kinded = program.dependents(KIND);
        let id = |code: &SchemeCode| {
            library.packs.get(code.pack).and_then(|p| p.schemes.get(code.scheme)).map(|s| s.id.clone())
        };
        let codes = program.schemes.iter().enumerate().filter_map(|(i, code)| Some((id(code)?, i))).collect();
        let said = std::iter::repeat_with(OnceLock::new).take(program.sentences).collect();
        let rules = std::iter::repeat_with(OnceLock::new).take(program.sentences).collect();
        let nothing_fits = std::iter::repeat_with(OnceLock::new).take(program.schemes.len()).collect();
        Engine { library, program, kinds, start, turning, kinded, said, rules, nothing_fits, codes, titles }
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
        let mut assumed = BTreeMap::new();
        let mut settler = Settler::new(&self.program, &self.kinds);
        let mut before: Option<(Dates, Option<&str>, Rc<Facts>)> = None;
        for market in asked.markets {
            let dates = dates(product, line, market, asked);
            let purpose = purpose(product, market);
            // Markets for which nothing differs share what was found.
            let facts = match &before {
                Some((d, p, facts)) if *d == dates && *p == purpose => Rc::clone(facts),
                _ => Rc::new(self.facts(product, line, purpose, &dates)),
            };
            before = Some((dates, purpose, Rc::clone(&facts)));
            let answering = Answering {
                engine: self,
                product,
                market,
                dates,
                asked,
                known: &facts.known,
                cells: &facts.cells,
                values: &facts.values,
                main: facts.main.as_deref(),
                other_day: RefCell::default(),
            };
            let first = results.len();
            self.market(&answering, &mut settler, &mut results);
            assumed.extend(assumptions(&facts.known, results.get(first..).unwrap_or_default()));
            situations.push((first..results.len(), facts));
        }
        let questions = if asked.questions { questions(self, &results, &situations) } else { Vec::new() };
        ScopeResult {
            ahead: ahead_of_others(product, &results, asked),
            product: product.name.clone(),
            packs: self.packs(&results),
            questions,
            assumed: assumed.into_iter().collect(),
            not_looked_at: self.library.common.not_looked_at.iter().map(|s| (s.id.clone(), s.name.clone())).collect(),
            results,
        }
    }

    /// What is known of the product, evaluated.
    pub(crate) fn facts(
        &self,
        product: &Product,
        line: Option<&BTreeMap<String, Answer>>,
        purpose: Option<&str>,
        dates: &Dates,
    ) -> Facts {
        let known = Known::of(product, line, purpose, &self.library.common, dates);
        let (mut cells, mut values) = (Vec::new(), Vec::new());
        self.fill(product, line, purpose, dates, &mut cells);
        self.program.run(&cells, &mut values);
        let main = self.main_alone(&cells, &values);
        Facts { known, cells, values, main }
    }

    /// Values as if a multifunction product were of its main kind alone.
    fn main_alone(&self, cells: &[Cell], values: &[Tri]) -> Option<Vec<Tri>> {
        let Some(Cell::Kinds(kinds)) =
            cells.get(usize::from(KIND)).filter(|c| matches!(c, Cell::Kinds(k) if k.len() > 1))
        else {
            return None;
        };
        let (mut cells, mut values) = (cells.to_vec(), values.to_vec());
        if let Some(slot) = cells.get_mut(usize::from(KIND)) {
            *slot = Cell::Kinds(kinds.iter().take(1).cloned().collect());
        }
        self.program.rerun(&self.kinded, &cells, &mut values);
        Some(values)
    }

    /// Results of all schemes that hold in a market; never empty.
    fn market(&self, answering: &Answering, settler: &mut Settler, results: &mut Vec<SchemeResult>) {
        let market = answering.market;
        let first = results.len();
        let groups = self.library.common.markets.groups_of(market, answering.dates.placing_on_market);
        for known in &self.library.common.schemes {
            let Some(via) = known.markets.iter().find(|m| *m == market || groups.contains(&m.as_str())) else {
                continue;
            };
            if !answering.asked.schemes.is_empty() && !answering.asked.schemes.contains(&known.id) {
                continue;
            }
            let via = (via != market).then(|| via.clone());
            let result = match self.code(&known.id) {
                Some((pack, scheme, code)) => answering.scheme(pack, scheme, code, via, settler),
                None => not_covered(known, market, via, answering.dates),
            };
            results.push(result);
        }
        if results.len() == first && answering.asked.schemes.is_empty() {
            results.push(no_scheme(market, answering.dates));
        }
    }

    /// Schemes that hold in a market on a day, as they are known, with the index of their code.
    pub(crate) fn listed(&self, market: &str, on: Date) -> Vec<(usize, Option<usize>)> {
        let groups = self.library.common.markets.groups_of(market, on);
        let known = self.library.common.schemes.iter().enumerate();
        let here = known.filter(|(_, s)| s.markets.iter().any(|m| m == market || groups.contains(&m.as_str())));
        here.map(|(i, s)| (i, self.codes.get(&s.id).copied())).collect()
    }

    /// Asks about many products for outcome and needs alone, several times as fast as with all reasons.
    #[must_use]
    pub fn briefs(&self) -> Briefs<'_> {
        Briefs::new(self)
    }

    /// Asks about one product on many days for outcome and open route alone.
    #[must_use]
    pub fn states<'e>(&'e self, product: &'e Product) -> States<'e> {
        States::new(self, product)
    }

    pub(crate) fn code_index(&self, id: &str) -> Option<usize> {
        self.codes.get(id).copied()
    }

    pub(crate) fn code(&self, id: &str) -> Option<(&'a Pack, &'a Scheme, &SchemeCode)> {
        let code = self.codes.get(id).and_then(|i| self.program.schemes.get(*i))?;
        let pack = self.library.packs.get(code.pack)?;
        Some((pack, pack.schemes.get(code.scheme)?, code))
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
            let (mut cells, mut values) = (Vec::new(), Vec::new());
            self.fill(product, line, None, &Dates::all(Date::MIN), &mut cells);
            self.program.run(&cells, &mut values);
            for (contradiction, node) in common.contradictions.iter().zip(&self.program.contradictions) {
                if value(&values, *node).is_true() {
                    let fault =
                        Fault::new(text!("facts contradict each other: {}", "事实互相矛盾：{}"; contradiction.says))
                            .help(text!("look at {}", "请查看 {}", contradiction.when.names().join(", ")));
                    faults.push(fault);
                }
            }
        }
        let lines = product.lines.iter().map(|l| Some(&l.facts));
        for line in std::iter::once(None).chain(lines) {
            faults.extend(self.denied(product, line));
        }
        for kind in product.kind.iter().filter_map(|k| common.kinds.get(k)) {
            for (fact, implied) in &kind.implies {
                if let Some(said) = product.facts.get(fact)
                    && said.value != *implied
                    && !matches!(said.value, Value::List { .. })
                {
                    let fault = Fault::new(text!(
                        "`{fact} = {}` contradicts the kind `{}`",
                        "`{fact} = {}` 与产品种类 `{}` 矛盾",
                        said.value,
                        kind.id
                    ))
                    .help(text!(
                        "every product of this kind has {fact} = {implied}; choose another kind or correct the fact",
                        "该种类的产品都有 {fact} = {implied}；请换一个种类，或更正该事实"
                    ));
                    faults.push(fault);
                }
            }
        }
        let mut told: Vec<Fault> = Vec::new();
        for fault in faults {
            if !told.contains(&fault) {
                told.push(fault);
            }
        }
        told
    }

    /// Facts that deny what others bring along, both named.
    fn denied(&self, product: &Product, line: Option<&BTreeMap<String, Answer>>) -> Vec<Fault> {
        let said = |fact: &str| line.and_then(|l| l.get(fact)).or_else(|| product.facts.get(fact)).map(|a| &a.value);
        let denied = self.library.common.dependencies.iter().filter(|d| {
            let opposite = Value::Bool(!d.value);
            said(&d.fact).is_some_and(|v| d.holds(v)) && said(&d.then) == Some(&opposite)
        });
        let fault = |d: &certmap_pack::Dependency| {
            let (because, then, value) = (d.because(), &d.then, d.value);
            let help = text!(
                "{because} means {then} = {value}; correct one of them",
                "{because} 意味着 {then} = {value}；请更正其中之一"
            );
            Fault::new(text!("`{because}` contradicts `{then} = {}`", "`{because}` 与 `{then} = {}` 相矛盾", !value))
                .help(help)
        };
        denied.map(fault).collect()
    }
}

/// Ends that concern no result, in the time in which changes are looked for; without results nothing was asked.
fn ahead_of_others(product: &Product, results: &[SchemeResult], asked: &Asked) -> Vec<Ahead> {
    let from = asked.on.map_or(asked.today, |on| on.min(asked.today));
    let until = match asked.ahead {
        LookAhead::Nothing => return Vec::new(),
        LookAhead::Months(n) => from.add_months(n),
        LookAhead::Until(day) => day,
    };
    other_ends(product, results, from, until)
}

/// The dates of the goods for a market: the asked day, else the shipment's, else today.
pub(crate) fn dates(product: &Product, line: Option<&BTreeMap<String, Answer>>, market: &str, asked: &Asked) -> Dates {
    if let Some(dates) = asked.dates {
        return dates;
    }
    let ship = shipment(product, market);
    let fact = |name: &str| match line.and_then(|l| l.get(name)).or_else(|| product.facts.get(name)).map(|a| &a.value) {
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

/// The purpose of the shipment to a market, which stands in for the fact where nobody gives it.
pub(crate) fn purpose<'a>(product: &'a Product, market: &str) -> Option<&'a str> {
    shipment(product, market).and_then(|s| s.purpose.as_deref())
}

/// Assumed values that some reason read.
fn assumptions(known: &Known, results: &[SchemeResult]) -> Vec<(String, String)> {
    let reasons = || results.iter().flat_map(|r| &r.entries).flat_map(|e| &e.reasons);
    let read = |fact: &str| reasons().any(|r| r.read.iter().any(|(f, _)| **f == *fact));
    let assumed = known.values.iter().filter(|(name, (_, origin))| *origin == Origin::Assumed && read(name));
    assumed.map(|(name, (value, _))| (name.clone(), value.to_string())).collect()
}

fn not_covered(known: &KnownScheme, market: &str, via: Option<String>, dates: Dates) -> SchemeResult {
    let says = text!("certmap has no rules for it yet; ask {}", "certmap 尚无该制度的规则，请咨询{}"; known.authority);
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
    use certmap_pack::{Attestation, Binding, DemandedBy, Event};
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
        reuse: Vec::new(),
        held: Vec::new(),
        needs: Vec::new(),
        ahead: Vec::new(),
        says: Some(Text::new("certmap knows no scheme of this market", "certmap 尚未收录该市场的任何制度")),
    }
}
