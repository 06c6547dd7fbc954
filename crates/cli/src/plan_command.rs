//! `certmap plan`.

use crate::calendars::{ClosedDays, calendars};
use crate::input::About;
use crate::output::{print, style, writable, write_file};
use crate::packs::Texts;
use crate::problems::{Ended, print_all, typed};
use certmap_base::{Date, Exact, Fault, Lang, Problem, text};
use certmap_expr::{Expr, Tri};
use certmap_pack::{Binding, DateRole, Library};
use certmap_plan::{
    Calendars, GoverningDates, Inputs, Plan, Rates, Request, SchemeInPlan, ScopeAt, Target, Verdict, fixpoint, plan,
};
use certmap_scope::{
    Asked, Conditions, Dates, Engine, Outcome, Product, SchemeResult, ScopeResult, Shipment, State, States,
};
use certmap_view::{Style, html, ics, json, svg, text, xlsx};
use clap::{Args, ValueEnum};
use std::cell::RefCell;
use std::path::PathBuf;
use std::process::ExitCode;

/// Shape of the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PlanShape {
    /// For the terminal.
    Text,
    /// For programs.
    Json,
    /// One page that needs nothing else.
    Html,
    /// The chart alone.
    Svg,
    /// Calendar entries.
    Ics,
    /// A workbook.
    Xlsx,
}

#[derive(Debug, Args)]
pub(crate) struct PlanArgs {
    #[command(flatten)]
    about: About,
    /// The day the goods are loaded, for every market that the file gives no shipment for.
    #[arg(long, value_name = "DATE", value_parser = crate::date)]
    ship: Option<Date>,
    /// Shape of the plan.
    #[arg(long, value_enum, default_value = "text")]
    format: PlanShape,
    /// In the terminal: also why each step has its days.
    #[arg(long)]
    why: bool,
    /// File to write.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Seed of the simulation.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Samples of the simulation; 0 leaves the probability out.
    #[arg(long, default_value_t = 2000, value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    samples: u32,
    /// Exchange rate, for example CNY=0.13; with --currency.
    #[arg(long = "rate", value_name = "CODE=NUMBER")]
    rates: Vec<String>,
    /// Currency of the total.
    #[arg(long, value_name = "CODE")]
    currency: Option<String>,
}

/// Everything that is planned with.
struct Planner<'a> {
    engine: &'a Engine<'a>,
    library: &'a Library,
    args: &'a PlanArgs,
    today: Date,
    days: ClosedDays,
    calendars: Calendars,
    cautious: Calendars,
    rates: Option<Rates>,
}

/// A product with its plan and the scope it rests on.
struct Planned {
    plan: Plan,
    results: Vec<ScopeResult>,
}

pub(crate) fn run(args: &PlanArgs, texts: &Texts, today: Date, lang: Lang) -> Ended {
    let library = args.about.library(texts)?;
    if args.format == PlanShape::Xlsx && args.output.is_none() {
        return Err(vec![typed(
            Fault::new(text!("a workbook is not written to the terminal", "工作簿不能输出到终端"))
                .help(text!("add -o plan.xlsx", "请加上 -o plan.xlsx")),
        )]);
    }
    if let Some(Err(problem)) = args.output.as_deref().map(writable) {
        return Err(vec![problem]);
    }
    let rates = rates(args).map_err(|p| vec![p])?;
    let engine = Engine::new(library);
    let days = ClosedDays::read();
    let calendars = calendars(library, &days);
    let cautious = calendars.cautious();
    let planner = Planner { engine: &engine, library, args, today, days, calendars, cautious, rates };
    let products = planner.products(lang)?;
    let planned: Vec<Planned> = products.iter().map(|p| planner.plan(p)).collect();
    planner.show(&planned, lang).map_err(|problem| vec![problem])?;
    Ok(planned.iter().map(state).max().map_or(ExitCode::SUCCESS, ExitCode::from))
}

/// 0 on time or tight, 1 late or impossible, 3 scope questions remain.
fn state(planned: &Planned) -> u8 {
    if planned.results.iter().any(|r| !r.is_decided()) {
        return 3;
    }
    u8::from(matches!(planned.plan.verdict, Verdict::Late | Verdict::Impossible))
}

fn rates(args: &PlanArgs) -> Result<Option<Rates>, Problem> {
    let mut list = Vec::new();
    for word in &args.rates {
        let read = word.split_once('=').map(|(code, number)| (code, Exact::parse(number)));
        match read {
            Some((code, Ok(rate))) if code.len() == 3 && rate.is_positive() => list.push((code.to_uppercase(), rate)),
            _ => {
                return Err(typed(
                    Fault::new(text!("`{word}` is no exchange rate", "`{word}` 不是汇率"))
                        .help(text!("write for example --rate CNY=0.13", "例如写 --rate CNY=0.13")),
                ));
            }
        }
    }
    match (&args.currency, list.is_empty()) {
        (Some(into), _) => Ok(Some(Rates { into: into.to_uppercase(), rates: list })),
        (None, true) => Ok(None),
        (None, false) => Err(typed(
            Fault::new(text!("exchange rates need the currency of the total", "给出汇率时须指明合计所用的货币"))
                .help(text!("add --currency EUR", "请加上 --currency EUR")),
        )),
    }
}

impl Planner<'_> {
    fn products(&self, lang: Lang) -> Result<Vec<Product>, Vec<Problem>> {
        let (mut products, mut wrong) = (Vec::new(), Vec::new());
        self.args.about.each(self.engine, &mut |product, problems| {
            let (errors, warnings): (Vec<_>, Vec<_>) = problems.into_iter().partition(Problem::is_error);
            print_all(&warnings, lang);
            wrong.extend(errors);
            products.extend(product);
        });
        if wrong.is_empty() { Ok(products.into_iter().map(|p| self.with_ships(p)).collect()) } else { Err(wrong) }
    }

    /// A shipment for every asked market: the file's own, or `--ship`.
    fn with_ships(&self, mut product: Product) -> Product {
        let markets = &self.args.about.markets;
        if !markets.is_empty() {
            product.ships.retain(|s| markets.contains(&s.market));
        }
        for market in markets {
            if let Some(date) = self.args.ship
                && !product.ships.iter().any(|s| s.market == *market)
            {
                let ship = Shipment { market: market.clone(), date, quantity: None, purpose: None, manufactured: None };
                product.ships.push(ship);
            }
        }
        product
    }

    fn plan(&self, product: &Product) -> Planned {
        let markets = self.args.about.markets_of(product).unwrap_or_default();
        let packs = self.library.packs.iter();
        let packs = packs.map(|p| Conditions::new(self.engine, p, product, self.today)).collect();
        let reader = Readers { packs };
        let scope = Asking { states: RefCell::new(self.engine.states(product)) };
        let mut request = Request::of(product, self.today);
        for market in markets.iter().filter(|m| !product.ships.iter().any(|s| s.market == **m)) {
            request.targets.push(Target::new(market.clone(), self.args.ship));
        }
        request.options.seed = self.args.seed;
        request.options.samples = self.args.samples;
        request.options.rates = self.rates.clone();
        let fixed = fixpoint(
            |dates| self.scope(product, &markets, dates),
            |result| {
                let schemes = self.schemes(result);
                let inputs = Inputs {
                    product,
                    schemes: &schemes,
                    calendars: &self.calendars,
                    cautious: Some(&self.cautious),
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
        let named = &self.args.about.schemes;
        let wanted = |r: &SchemeResult| {
            let chosen = named.contains(&r.scheme) || (r.binding == Binding::Mandatory && named.is_empty());
            let open = matches!(r.outcome, Outcome::In | Outcome::NotYet | Outcome::Banned)
                || (r.outcome == Outcome::Unknown && r.possible.contains(&Outcome::In));
            chosen && open
        };
        let planned = result.results.iter().filter(|r| wanted(r));
        planned.filter_map(|r| in_plan(self.library, r)).collect()
    }

    fn show(&self, planned: &[Planned], lang: Lang) -> Result<(), Problem> {
        let style = Style { reasons: self.args.why, ..style(lang, self.library).with_days(&self.days) };
        let mut bytes: Vec<u8> = Vec::new();
        for Planned { plan, results } in planned {
            let part = match self.args.format {
                PlanShape::Text => text::plan(plan, results, &style).into_bytes(),
                PlanShape::Json => format!("{}\n", json::plan(plan)).into_bytes(),
                PlanShape::Html => html::plan(plan, results, &style).into_bytes(),
                PlanShape::Ics => ics::plan(plan, &style).into_bytes(),
                PlanShape::Xlsx => xlsx::plan(plan, results, &style).map_err(typed)?,
                PlanShape::Svg => svg::gantt(plan, &style).into_bytes(),
            };
            bytes.extend(part);
        }
        match &self.args.output {
            Some(path) => write_file(path, &bytes),
            None => {
                print(&String::from_utf8_lossy(&bytes));
                Ok(())
            }
        }
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

/// Conditions of steps name facts and definitions; a definition is looked for in every pack.
struct Readers<'a> {
    packs: Vec<Conditions<'a>>,
}

impl certmap_plan::Conditions for Readers<'_> {
    fn holds(&self, expr: &Expr, extra: &[(&str, bool)]) -> Tri {
        if let certmap_expr::Node::Bool(b) = expr.node {
            return Tri::from(b);
        }
        self.packs.iter().map(|c| c.holds(expr, extra)).find(|t| t.is_known()).unwrap_or(Tri::Unknown)
    }

    fn number(&self, expr: &Expr, extra: &[(&str, bool)]) -> Option<(Exact, Exact)> {
        self.packs.iter().find_map(|c| c.number(expr, extra))
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
