//! What a plan is asked for and made from.

use crate::Calendars;
use certmap_base::{Confidence, Date, Exact};
use certmap_expr::{Expr, Node, Tri};
use certmap_pack::{Duration, Procedure, Scheme};
use certmap_scope::{Figure, Product, SchemeResult, State};

/// What is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// The day of asking; nothing is planned to begin before it.
    pub today: Date,
    /// Shipments, each with its own date.
    pub targets: Vec<Target>,
    /// Seed, samples, and what the user typed.
    pub options: Options,
}

impl Request {
    /// One target for every shipment of the product.
    ///
    /// ```
    /// use certmap_base::Date;
    /// use certmap_plan::Request;
    /// use certmap_scope::Product;
    /// let request = Request::of(&Product::default(), Date::parse("2026-11-20")?);
    /// assert!(request.targets.is_empty());
    /// # Ok::<(), certmap_base::Fault>(())
    /// ```
    #[must_use]
    pub fn of(product: &Product, today: Date) -> Request {
        let target = |s: &certmap_scope::Shipment| Target {
            manufactured: s.manufactured,
            ..Target::new(s.market.clone(), Some(s.date))
        };
        Request { today, targets: product.ships.iter().map(target).collect(), options: Options::default() }
    }
}

/// A shipment to plan for.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// Market code.
    pub market: String,
    /// Day on which the goods are loaded. None: no day is set yet, the plan answers with the earliest.
    pub ship: Option<Date>,
    /// What the user typed for this shipment; goes before [`Options::offsets`].
    pub offsets: Offsets,
    /// Day of manufacture, where the product file gives it.
    pub manufactured: Option<Date>,
}

impl Target {
    /// A shipment of which only market and day are known.
    #[must_use]
    pub fn new(market: impl Into<String>, ship: Option<Date>) -> Target {
        Target { market: market.into(), ship, offsets: Offsets::default(), manufactured: None }
    }
}

/// How far the events of a shipment lie from its loading. None: the default, which the plan states as an assumption.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Offsets {
    /// Working days of the factory for making the goods. Default: production is not planned.
    pub production_days: Option<u32>,
    /// Working days of the factory for putting on the mark, before the goods leave it. Default 3.
    pub marking_days: Option<u32>,
    /// Calendar days from leaving the factory to loading. Default 0: the goods are loaded at the factory.
    pub factory_to_loading_days: Option<u32>,
    /// Calendar days from loading to customs entry. Default 0 inside a country and 14 across a border: short on purpose, since
    /// a longer voyage only leaves more time.
    pub transit_days: Option<u32>,
    /// Calendar days from customs entry to placing on the market. Default 0: the release is the placing on the market.
    pub clearance_days: Option<u32>,
    /// Calendar days from placing on the market to listing; negative where goods are listed before. Default 0.
    pub listing_days: Option<i32>,
}

impl Offsets {
    /// Field by field what is typed here, else what is typed there.
    #[must_use]
    pub fn or(self, other: Offsets) -> Offsets {
        Offsets {
            production_days: self.production_days.or(other.production_days),
            marking_days: self.marking_days.or(other.marking_days),
            factory_to_loading_days: self.factory_to_loading_days.or(other.factory_to_loading_days),
            transit_days: self.transit_days.or(other.transit_days),
            clearance_days: self.clearance_days.or(other.clearance_days),
            listing_days: self.listing_days.or(other.listing_days),
        }
    }
}

/// A duration that the user typed in place of the pack's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedDuration {
    /// Scheme id; none for the step of this id in every scheme.
    pub scheme: Option<String>,
    /// Step id.
    pub step: String,
    /// Shortest.
    pub min: Duration,
    /// Usual.
    pub usual: Duration,
    /// Longest.
    pub max: Duration,
}

/// Exchange rates that the user gave.
#[derive(Debug, Clone, PartialEq)]
pub struct Rates {
    /// The currency to total in, ISO 4217.
    pub into: String,
    /// Currency and how much of [`Rates::into`] one of it is worth.
    pub rates: Vec<(String, Exact)>,
}

/// What the user may set.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// Seed of the simulation; the same seed gives the same plan.
    pub seed: u64,
    /// Samples of the simulation; 0 leaves the probability out.
    pub samples: u32,
    /// Offsets for all shipments.
    pub offsets: Offsets,
    /// Typed durations.
    pub durations: Vec<TypedDuration>,
    /// With less slack than this many calendar days a shipment is tight. Default 5.
    pub tight_days: u32,
    /// Working days until a body's next audit slot, where the procedure has no scheduling step. Default 10.
    pub next_slot_days: u32,
    /// Rates for one total.
    pub rates: Option<Rates>,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            seed: 1,
            samples: 2000,
            offsets: Offsets::default(),
            durations: Vec::new(),
            tight_days: 5,
            next_slot_days: 10,
            rates: None,
        }
    }
}

/// A scheme to plan: what scope said of it and how it is done.
///
/// The same scheme may come once per market (an EU act for Germany and for France): it is then planned once.
#[derive(Debug, Clone, Copy)]
pub struct SchemeInPlan<'a> {
    /// What scope said for one market.
    pub result: &'a SchemeResult,
    /// The scheme.
    pub scheme: &'a Scheme,
    /// How it is done; none where the pack does not say: the plan then names the scheme as not planned.
    pub procedure: Option<&'a Procedure>,
    /// The route that was chosen.
    pub route: Option<&'a str>,
    /// How well founded the choice is.
    pub confidence: Confidence,
}

/// What a plan is made from.
#[derive(Clone, Copy)]
pub struct Inputs<'a> {
    /// The product.
    pub product: &'a Product,
    /// The schemes to plan.
    pub schemes: &'a [SchemeInPlan<'a>],
    /// The calendars.
    pub calendars: &'a Calendars,
    /// The same calendars in the cautious reading, for [`Plan::earliest_shipment_cautious`](crate::Plan); none leaves it out.
    pub cautious: Option<&'a Calendars>,
    /// Reads conditions and values of steps and fees.
    pub conditions: &'a dyn Conditions,
    /// Asks scope about other days, for the cliffs; none leaves out those that scope would have to find.
    pub scope_at: Option<&'a dyn ScopeAt>,
}

/// Reads the conditions and values of a procedure for the product that is planned.
///
/// `extra` holds the planner's own names as far as they are known: `factory_has_valid_inspection`, `auditors_travel`,
/// `has_adapter_certificate`. One that is not in `extra` is unknown. `scheme` is the one whose pack says what the other
/// names mean.
pub trait Conditions {
    /// Whether a condition holds. Unknown: the step is planned and marked conditional.
    fn holds(&self, scheme: &str, expr: &Expr, extra: &[(&str, bool)]) -> Tri;

    /// A number as far as it is known.
    fn number(&self, scheme: &str, expr: &Expr, extra: &[(&str, bool)]) -> Figure;
}

/// Knows no fact: reads `true`, `false`, plain numbers and the planner's own names.
///
/// ```
/// use certmap_base::Units;
/// use certmap_expr::{Tri, parse};
/// use certmap_plan::{Conditions, NoFacts};
/// let e = parse("not auditors_travel", &Units::builtin()).map_err(|f| f.fault)?;
/// assert_eq!(NoFacts.holds("xx-radio", &e, &[("auditors_travel", false)]), Tri::True);
/// assert_eq!(NoFacts.holds("xx-radio", &e, &[]), Tri::Unknown);
/// # Ok::<(), certmap_base::Fault>(())
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct NoFacts;

impl Conditions for NoFacts {
    fn holds(&self, _scheme: &str, expr: &Expr, extra: &[(&str, bool)]) -> Tri {
        match &expr.node {
            Node::Bool(b) => Tri::from(*b),
            Node::Name(name) => extra.iter().find(|(n, _)| n == name).map_or(Tri::Unknown, |(_, b)| Tri::from(*b)),
            Node::Not(inner) => !self.holds("", inner, extra),
            Node::And(parts) => parts.iter().fold(Tri::True, |t, p| t.and(self.holds("", p, extra))),
            Node::Or(parts) => parts.iter().fold(Tri::False, |t, p| t.or(self.holds("", p, extra))),
            _ => Tri::Unknown,
        }
    }

    fn number(&self, _scheme: &str, expr: &Expr, _extra: &[(&str, bool)]) -> Figure {
        match &expr.node {
            Node::Quantity(q) if q.dimension().is_none() => Figure::exactly(q.in_base()),
            _ => Figure::default(),
        }
    }
}

/// Asks scope about another governing day.
pub trait ScopeAt {
    /// The outcome of a scheme for a market if its governing date is `on`; none where it cannot be said.
    fn state(&self, scheme: &str, market: &str, on: Date) -> Option<State>;
}
