//! Scope, map and plan of a product, from packs, calendars and dates that are given.
//!
//! One way of doing it for the command line, the pages and the API.

use crate::law::Law;
use certmap_base::{Date, Fault, Lang, Place, Problem, text};
use certmap_expr::{Expr, Tri};
use certmap_intake::{Format, read};
use certmap_pack::{Binding, DateRole, Library};
use certmap_plan::{
    Calendars, GoverningDates, Inputs, Plan, Rates, Request, SchemeInPlan, ScopeAt, Target, fixpoint, plan,
};
use certmap_scope::{
    Asked, Conditions, Dates, Engine, Figure, LookAhead, Outcome, Product, SchemeResult, ScopeResult, Shipment, State,
    States,
};
use std::cell::RefCell;
use std::collections::BTreeSet;

/// How far ahead changes are looked for.
const AHEAD_MONTHS: i64 = 36;

/// What is asked of a plan.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanAsked {
    /// Market codes; without any, those of the shipments.
    pub markets: Vec<String>,
    /// Schemes by id; without any, the mandatory ones.
    pub schemes: Vec<String>,
    /// The day the goods are loaded, for every market without a shipment of its own.
    pub ship: Option<Date>,
    /// Seed of the simulation.
    pub seed: u64,
    /// Samples of the simulation; 0 leaves the probability out.
    pub samples: u32,
    /// Exchange rates.
    pub rates: Option<Rates>,
}

impl Default for PlanAsked {
    fn default() -> PlanAsked {
        PlanAsked { markets: Vec::new(), schemes: Vec::new(), ship: None, seed: 1, samples: 2000, rates: None }
    }
}

/// Everything that is planned with.
pub struct Planner<'a> {
    /// The packs as one program.
    pub engine: &'a Engine<'a>,
    /// Checked packs.
    pub library: &'a Library,
    /// Working days.
    pub calendars: &'a Calendars,
    /// The same with expected holidays at their longest.
    pub cautious: &'a Calendars,
    /// Today.
    pub today: Date,
    /// What is asked.
    pub asked: &'a PlanAsked,
}

/// A product with its plan and the scope it rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Planned {
    /// The plan.
    pub plan: Plan,
    /// Scope of the product, or of each line where lines have facts of their own.
    pub results: Vec<ScopeResult>,
}

impl Planned {
    /// Whether no question of scope is open.
    #[must_use]
    pub fn is_decided(&self) -> bool {
        self.results.iter().all(ScopeResult::is_decided)
    }
}

/// The markets to ask about for a product: those named, or those of its shipments.
#[must_use]
pub fn markets_of(product: &Product, named: &[String]) -> Vec<String> {
    if !named.is_empty() {
        return named.to_vec();
    }
    let markets: BTreeSet<&String> = product.ships.iter().map(|s| &s.market).collect();
    markets.into_iter().cloned().collect()
}

/// Facts that contradict each other or the kind, each told where the last of the facts it names stands.
#[must_use]
pub fn contradictions(engine: &Engine, product: &Product) -> Vec<Problem> {
    let facts = || product.facts.iter().chain(product.lines.iter().flat_map(|l| &l.facts));
    let place = |fault: &Fault| {
        let told = fault.say(Lang::En);
        let words: BTreeSet<&str> = told.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
        let named = facts().filter(|(id, _)| words.contains(id.as_str())).map(|(_, answer)| &answer.place);
        named.max_by_key(|p| (p.line, p.column)).unwrap_or(&product.place).clone()
    };
    engine.contradictions(product).into_iter().map(|fault| Problem::error(place(&fault), fault)).collect()
}

/// The one product of a TOML product file, checked against the dictionary and for contradictions, with warnings.
///
/// # Errors
/// Every mistake of the file.
pub fn read_product(engine: &Engine, text: &str, name: &str) -> Result<(Product, Vec<Problem>), Vec<Problem>> {
    let mut readings = read(text.as_bytes(), name, Format::Toml, &engine.library().common)
        .checked_by(|product| contradictions(engine, product));
    let reading = readings.next().unwrap_or_default();
    if readings.next().is_some() {
        let fault = Fault::new(text!("the file holds several products", "文件中有多个产品"))
            .help(text!("import it instead", "请改用导入功能"));
        return Err(vec![Problem::error(Place::file(name), fault)]);
    }
    match reading.product {
        Some(product) => Ok((product, reading.problems)),
        None => Err(reading.problems),
    }
}

impl Law {
    /// Scope of a product in some markets, one result for each line where lines have facts of their own.
    #[must_use]
    pub fn scope(&self, product: &Product, markets: &[String], on: Option<Date>, today: Date) -> Vec<ScopeResult> {
        let ahead = LookAhead::Months(AHEAD_MONTHS);
        self.engine.ask_lines(product, &Asked { on, ahead, ..Asked::markets(markets, today) })
    }

    /// Plan of a product.
    #[must_use]
    pub fn plan(&self, product: Product, asked: &PlanAsked, today: Date) -> Planned {
        let planner = Planner {
            engine: &self.engine,
            library: self.library,
            calendars: &self.calendars,
            cautious: &self.cautious,
            today,
            asked,
        };
        planner.plan(&planner.with_ships(product))
    }
}

impl Planner<'_> {
    /// A shipment for every asked market: the file's own, or `--ship`.
    #[must_use]
    pub fn with_ships(&self, mut product: Product) -> Product {
        let markets = &self.asked.markets;
        if !markets.is_empty() {
            product.ships.retain(|s| markets.contains(&s.market));
        }
        for market in markets {
            if let Some(date) = self.asked.ship
                && !product.ships.iter().any(|s| s.market == *market)
            {
                let ship = Shipment { market: market.clone(), date, quantity: None, purpose: None, manufactured: None };
                product.ships.push(ship);
            }
        }
        product
    }

    /// The plan of a product, as it is.
    #[must_use]
    pub fn plan(&self, product: &Product) -> Planned {
        let markets = markets_of(product, &self.asked.markets);
        let packs = self.library.packs.iter();
        let packs = packs.map(|p| Conditions::new(self.engine, p, product, self.today)).collect();
        let reader = Readers { library: self.library, packs };
        let scope = Asking { states: RefCell::new(self.engine.states(product)) };
        let mut request = Request::of(product, self.today);
        for market in markets.iter().filter(|m| !product.ships.iter().any(|s| s.market == **m)) {
            request.targets.push(Target::new(market.clone(), self.asked.ship));
        }
        request.options.seed = self.asked.seed;
        request.options.samples = self.asked.samples;
        request.options.rates = self.asked.rates.clone();
        let fixed = fixpoint(
            |dates| self.scope(product, &markets, dates),
            |result| {
                let schemes = self.schemes(result);
                let inputs = Inputs {
                    product,
                    schemes: &schemes,
                    calendars: self.calendars,
                    cautious: Some(self.cautious),
                    conditions: &reader,
                    scope_at: Some(&scope),
                };
                plan(&request, &inputs)
            },
        );
        let by_line = product.lines.iter().any(|l| !l.facts.is_empty());
        let results = if by_line {
            self.engine.ask_lines(product, &Asked::markets(&markets, self.today))
        } else {
            vec![fixed.scope]
        };
        Planned { plan: fixed.plan, results }
    }

    /// Scope on the dates that the plan has set for each scheme and market; on its own dates where it has set none.
    fn scope(&self, product: &Product, markets: &[String], planned: &GoverningDates) -> ScopeResult {
        let mut whole = self.engine.ask(product, &Asked::markets(markets, self.today));
        for result in &mut whole.results {
            let Some(dates) = planned.get(&(result.scheme.clone(), result.market.clone())) else { continue };
            let (markets, schemes) = ([result.market.clone()], [result.scheme.clone()]);
            let on = |role, instead: Date| dates.date(role).unwrap_or(instead);
            let dates = Dates {
                manufacture: on(DateRole::Manufacture, result.on),
                application: on(DateRole::Application, self.today),
                import: on(DateRole::Import, result.on),
                placing_on_market: on(DateRole::PlacingOnMarket, result.on),
            };
            let asked = Asked {
                schemes: &schemes,
                dates: Some(dates),
                questions: false,
                ..Asked::markets(&markets, self.today)
            };
            if let Some(again) = self.engine.ask(product, &asked).results.into_iter().next() {
                *result = again;
            }
        }
        whole
    }

    /// What is planned: mandatory schemes that apply or may apply, and those that were named.
    fn schemes<'r>(&'r self, result: &'r ScopeResult) -> Vec<SchemeInPlan<'r>> {
        let named = &self.asked.schemes;
        let wanted = |r: &SchemeResult| {
            let chosen = named.contains(&r.scheme) || (r.binding == Binding::Mandatory && named.is_empty());
            let open = matches!(r.outcome, Outcome::In | Outcome::NotYet | Outcome::Banned)
                || (r.outcome == Outcome::Unknown && r.possible.contains(&Outcome::In));
            chosen && open
        };
        let planned = result.results.iter().filter(|r| wanted(r));
        planned.filter_map(|r| in_plan(self.library, r)).collect()
    }
}

/// The scheme behind a result, with the route that would be taken: the first that is open, without a notified body first.
fn in_plan<'r>(library: &'r Library, result: &'r SchemeResult) -> Option<SchemeInPlan<'r>> {
    let (pack, scheme) = library.scheme(&result.scheme)?;
    let open = |wanted: Tri| result.routes.iter().filter(move |r| r.open == wanted).min_by_key(|r| r.notified_body);
    let route = open(Tri::True).or_else(|| open(Tri::Unknown));
    let procedure = route.and_then(|r| r.procedure.as_deref()).or(scheme.procedure.as_deref());
    Some(SchemeInPlan {
        result,
        scheme,
        procedure: procedure.and_then(|p| pack.procedures.get(p)),
        route: route.map(|r| r.id.as_str()),
        confidence: result.confidence,
    })
}

/// Conditions of steps name facts, and definitions and tables of the pack of their scheme.
struct Readers<'a> {
    library: &'a Library,
    /// In the order of the library's packs.
    packs: Vec<Conditions<'a>>,
}

impl<'a> Readers<'a> {
    fn of(&self, scheme: &str) -> Option<&Conditions<'a>> {
        let has = |p: &certmap_pack::Pack| p.schemes.iter().any(|s| s.id == scheme);
        self.library.packs.iter().position(has).and_then(|i| self.packs.get(i))
    }
}

impl certmap_plan::Conditions for Readers<'_> {
    fn holds(&self, scheme: &str, expr: &Expr, extra: &[(&str, bool)]) -> Tri {
        if let certmap_expr::Node::Bool(b) = expr.node {
            return Tri::from(b);
        }
        self.of(scheme).map_or(Tri::Unknown, |c| c.holds(expr, extra))
    }

    fn number(&self, scheme: &str, expr: &Expr, extra: &[(&str, bool)]) -> Figure {
        self.of(scheme).map_or_else(Figure::default, |c| c.number(expr, extra))
    }
}

/// Scope, asked about other days.
struct Asking<'a> {
    states: RefCell<States<'a>>,
}

impl ScopeAt for Asking<'_> {
    fn state(&self, scheme: &str, market: &str, on: Date) -> Option<State> {
        self.states.try_borrow_mut().ok()?.state(scheme, market, on)
    }
}
