//! A dated plan, counted backwards from the shipment: steps, calendars and dates in, critical path, risk and cost out.
//!
//! ```
//! use certmap_base::Date;
//! use certmap_plan::{Calendars, Inputs, NoFacts, Request, Target, plan};
//! use certmap_scope::Product;
//!
//! let (product, calendars) = (Product::default(), Calendars::new());
//! let mut request = Request::of(&product, Date::parse("2026-11-20")?);
//! request.targets.push(Target::new("CN", Some(Date::parse("2027-06-01")?)));
//! let inputs = Inputs {
//!     product: &product, schemes: &[], calendars: &calendars, cautious: None, conditions: &NoFacts, scope_at: None,
//! };
//! let plan = plan(&request, &inputs);
//! assert_eq!(plan.ships[0].earliest, Some(plan.today)); // nothing is needed, so it may leave today
//! # Ok::<(), certmap_base::Fault>(())
//! ```
//!
//! The passes, each in the file of its name:
//!
//! ```text
//! schemes --group--> what is needed, per unit, factory, shipment --network--> activities and what waits for what
//!     --pass--> earliest days from today, latest days from the shipments, verdict, critical chain
//!     --explain--> why;  --variant--> what if;  --risk--> how likely;  --cost--> fees;  --papers--> documents
//! ```
//!
//! The model, in short:
//!
//! - Days are whole. A step of `n` working days occupies `n` working days of its calendar, first and last included; what comes
//!   after it begins on a later day. What is due before an event is finished the day before it.
//! - A step is done once per product, unit, factory or shipment; equal share keys at the same `per` are one step for all
//!   schemes. A step whose condition is false, that a paper in hand or a valid inspection replaces, is left out, and what comes
//!   after it waits for what came before it. A step that is done shows that all before it are.
//! - Each scheme must be fulfilled before its event of every shipment to its markets. Steps that put on the mark are due before
//!   the goods leave the factory, also where the scheme's event comes later.
//! - Earliest dates use usual durations; [`Verdict`] says how the shortest and longest come in.
//! - What is not known is planned, and marked: conditional steps, undecided schemes (`if_in`), and the plan without them.
//! - Upkeep (yearly steps, follow-up) is no part of the way to a certificate and is left out, with its fees.
//!
//! Not here: files, the clock, scope itself (it is asked through [`ScopeAt`] and [`Conditions`]), limited capacity of
//! laboratories and auditors, moving of steps to level their load.

mod activity;
mod calendars;
mod cliff;
mod cost;
mod days;
mod explain;
mod goods;
mod group;
mod length;
mod model;
mod network;
mod outlook;
mod papers;
mod pass;
mod past;
mod plan;
mod request;
mod risk;
mod steps;
mod table;
mod variant;

pub use calendars::Calendars;
pub use cliff::{Fixed, GoverningDates, Watched, cliffs, dates_of, fixpoint};
pub use model::{
    Booking, Branch, Charge, Governing, OpenScope, Plan, PlanStep, SchemePlan, SchemeState, ShipPlan, StepKind, Total,
    Verdict,
};
pub use outlook::{
    Chance, Cliff, PastShipment, PlanDocument, Probability, ShipChance, Variant, VariantKind, Warning, WarningKind,
};
pub use plan::plan;
pub use request::{
    Conditions, Inputs, NoFacts, Offsets, Options, Rates, Request, SchemeInPlan, ScopeAt, Target, TypedDuration,
};
