//! The plan, in the shape of the JSON contract.

use crate::outlook::{Cliff, PastShipment, PlanDocument, Probability, Variant, Warning};
use certmap_base::{Confidence, Date, Exact, Text};
use certmap_calendar::DayStatus;
use certmap_pack::{Basis, Behaviour, Clock, DateRole, Duration, Event, Party, Per};
use certmap_scope::Missing;

/// Whether the shipments can leave on their days. Greater is worse.
///
/// Exactly, for one shipment, counting forward from today:
/// - `OnTime`: everything it needs is finished before its events with usual durations, with at least
///   [`Options::tight_days`](crate::Options::tight_days) calendar days to spare, and it would still be with the longest
///   durations;
/// - `Tight`: with usual durations yes, but either with less to spare, or no longer with the longest durations;
/// - `Late`: not with usual durations, but with the shortest ones;
/// - `Impossible`: not even with the shortest durations; or the goods may not be sold at all.
///
/// A shipment without a day of its own is never late. The verdict of a plan is the worst of its shipments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// On time, also if everything takes long.
    OnTime,
    /// On time only if nothing takes long.
    Tight,
    /// On time only if everything is quick.
    Late,
    /// Not on time.
    Impossible,
}

impl Verdict {
    /// The word of the JSON contract.
    ///
    /// ```
    /// assert_eq!(certmap_plan::Verdict::OnTime.word(), "on_time");
    /// ```
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Verdict::OnTime => "on_time",
            Verdict::Tight => "tight",
            Verdict::Late => "late",
            Verdict::Impossible => "impossible",
        }
    }
}

/// A dated plan for one product.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Product name.
    pub product: String,
    /// The day of asking.
    pub today: Date,
    /// The shipments, in the order of the request.
    pub ships: Vec<ShipPlan>,
    /// The worst verdict of the shipments, as if every undecided scheme applied.
    pub verdict: Verdict,
    /// The first day on which every shipment could be loaded, with usual durations; none without shipments or where goods are
    /// banned.
    pub earliest_shipment: Option<Date>,
    /// The same if holidays that are not announced yet fall worst; none where no such day matters.
    pub earliest_shipment_cautious: Option<Date>,
    /// The last day to decide and to pay: on it the first certificate step must begin (usual durations). Shipments that are
    /// past and impossible do not count here and in the latest dates. None if nothing is left to do.
    pub decide_by: Option<Date>,
    /// The last day to book laboratory slot, audit slot and invitation letters; the earliest of [`Plan::bookings`].
    pub book_by: Option<Date>,
    /// What is to be booked, earliest first.
    pub bookings: Vec<Booking>,
    /// The last day to begin if everything takes longest.
    pub last_safe_start: Option<Date>,
    /// The simulation; none where it was not asked for or nothing is planned.
    pub probability: Option<Probability>,
    /// The schemes, in the order given, each once.
    pub schemes: Vec<SchemePlan>,
    /// Steps and milestones, by start.
    pub steps: Vec<PlanStep>,
    /// Undecided scope: what must be answered until when.
    pub open: Vec<OpenScope>,
    /// The plan if no undecided scheme applies; none where all is decided.
    pub if_out: Option<Branch>,
    /// What if.
    pub variants: Vec<Variant>,
    /// Days on which the law or its reading changes inside the window of the plan, earliest first.
    pub cliffs: Vec<Cliff>,
    /// Documents to collect, by the day they are needed.
    pub documents: Vec<PlanDocument>,
    /// Cost of the decided schemes, one per currency.
    pub totals: Vec<Total>,
    /// Cost that undecided schemes would add.
    pub totals_if_in: Vec<Total>,
    /// All of [`Plan::totals`] in the user's currency; none where no rates were given or one is missing.
    pub total: Option<Total>,
    /// What can be done with goods whose shipment is past or impossible.
    pub past: Vec<PastShipment>,
    /// What was assumed.
    pub assumptions: Vec<Text>,
    /// What somebody should know before trusting the plan.
    pub warnings: Vec<Warning>,
}

/// One shipment.
#[derive(Debug, Clone, PartialEq)]
pub struct ShipPlan {
    /// Market code.
    pub market: String,
    /// The day asked for; none where the earliest was asked for.
    pub date: Option<Date>,
    /// Whether it can leave on its day.
    pub verdict: Verdict,
    /// The first day on which it could be loaded, not before today; none where goods are banned.
    pub earliest: Option<Date>,
    /// Calendar days between what is needed and when it is there, negative if late; none where nothing is needed.
    pub slack_days: Option<i64>,
    /// Days of its events, for [`ShipPlan::date`] or else for [`ShipPlan::earliest`].
    pub events: Vec<(Event, Date)>,
    /// Schemes that decide its earliest day.
    pub binding: Vec<String>,
}

/// What a step is in a drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StepKind {
    /// Somebody works.
    Step,
    /// Somebody waits.
    Wait,
    /// A moment.
    Milestone,
}

impl StepKind {
    /// The word of the JSON contract.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            StepKind::Step => "step",
            StepKind::Wait => "wait",
            StepKind::Milestone => "milestone",
        }
    }
}

/// A step with its dates. `start` and `finish` are the earliest, both worked on; a step without duration has both on the day on
/// which the last step before it finishes.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanStep {
    /// `scheme/step`, then `@unit-1`, `@factory id` or `@ship-1` where it is done more than once or for one of them;
    /// milestones and what belongs to the goods: `ship-1/loading`.
    pub id: String,
    /// Scheme id; of a shared step the first that shares it; none for the goods.
    pub scheme: Option<String>,
    /// Step id in the procedure; the event word for milestones.
    pub step: String,
    /// Market of the scheme or shipment.
    pub market: String,
    /// Title.
    pub title: Text,
    /// How to draw it.
    pub kind: StepKind,
    /// What it does; none for the goods.
    pub behaviour: Option<Behaviour>,
    /// Who acts.
    pub by: Party,
    /// Whose turn it is.
    pub clock: Clock,
    /// What one run covers.
    pub per: Per,
    /// Unit id, factory id or number of the shipment that this run covers.
    pub of: Option<String>,
    /// Earliest first day.
    pub start: Date,
    /// Earliest last day.
    pub finish: Date,
    /// Latest first day.
    pub latest_start: Date,
    /// Latest last day.
    pub latest_finish: Date,
    /// Days by which the start may move, in working days of its calendar (calendar days where it counts those); negative if
    /// it should have begun already.
    pub slack_days: i64,
    /// On the chain that decides the earliest shipment with the least room.
    pub critical: bool,
    /// Shortest, usual and longest.
    pub lasts: [Duration; 3],
    /// On what the duration rests.
    pub basis: Basis,
    /// The user typed the duration.
    pub typed: bool,
    /// Facts that would narrow the duration down; while they are missing the longest is planned.
    pub missing: Vec<Missing>,
    /// Calendar id; `a+b` where both must work.
    pub calendar: String,
    /// How sure the days between earliest start and finish are.
    pub status: DayStatus,
    /// Ids of the steps before it.
    pub after: Vec<String>,
    /// Schemes that share it, itself included; empty unless there are two.
    pub shared_by: Vec<String>,
    /// It is not known whether it is needed.
    pub conditional: bool,
    /// Only needed if an undecided scheme applies.
    pub if_in: bool,
    /// It is done already, on [`PlanStep::finish`].
    pub done: bool,
    /// Ids of documents needed to begin.
    pub documents: Vec<String>,
    /// What it costs.
    pub fees: Vec<Charge>,
    /// Why on these days.
    pub why: Text,
}

/// A charge of a fee.
#[derive(Debug, Clone, PartialEq)]
pub struct Charge {
    /// Fee id.
    pub id: String,
    /// Title.
    pub title: Text,
    /// Least.
    pub min: Exact,
    /// Most.
    pub max: Exact,
    /// ISO 4217 code.
    pub currency: String,
    /// How it came about, for example "per unit, 4 to 6 times".
    pub basis: Text,
    /// The day by whose tariff it is charged.
    pub on: Date,
    /// How well the amount is founded.
    pub confidence: Confidence,
    /// It is not known whether, or how often, it is charged.
    pub open: bool,
    /// Facts that would narrow it down.
    pub missing: Vec<Missing>,
}

/// A sum in one currency.
#[derive(Debug, Clone, PartialEq)]
pub struct Total {
    /// ISO 4217 code.
    pub currency: String,
    /// Least.
    pub min: Exact,
    /// Most.
    pub max: Exact,
    /// False where a part of it is not known: then it is at least this.
    pub complete: bool,
}

/// A slot to book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Booking {
    /// Id of the test or audit step.
    pub step: String,
    /// Title of it.
    pub what: Text,
    /// The last day to book: the latest start of the waits before it, or of itself where there is none.
    pub by: Date,
}

/// A scheme in the plan.
#[derive(Debug, Clone, PartialEq)]
pub struct SchemePlan {
    /// Scheme id.
    pub scheme: String,
    /// Markets for which it was asked.
    pub markets: Vec<String>,
    /// Title.
    pub title: Text,
    /// Procedure id.
    pub procedure: Option<String>,
    /// Route that was chosen.
    pub route: Option<String>,
    /// Whether it is planned, and if not, why.
    pub state: SchemeState,
    /// Before which event it must be fulfilled.
    pub fulfil_before: Event,
    /// The earliest day on which everything of it is finished; none where it is not planned or already fulfilled.
    pub fulfilled_on: Option<Date>,
    /// Planned dates that govern which law applies, by market.
    pub governing: Vec<Governing>,
    /// How well founded it is, the weaker of the choice and of the result.
    pub confidence: Confidence,
}

/// Whether a scheme is planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SchemeState {
    /// It applies and is planned.
    Planned,
    /// It may apply and is planned in case.
    IfIn,
    /// A paper in hand fulfils it.
    Held,
    /// It does not apply on that day, so there is nothing to plan.
    NotNeeded,
    /// It applies or may apply, but the pack does not say how it is done, or it is in conflict or not covered.
    NotPlanned,
    /// The goods must not be sold.
    Banned,
}

/// The dates of the goods for one scheme and market, as planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Governing {
    /// Market code.
    pub market: String,
    /// Number of the shipment, from 1; 0 where the market has none.
    pub ship: usize,
    /// Day of the application: the finish of the step that hands in.
    pub application: Option<Date>,
    /// Day of manufacture: as given, else when the goods leave the factory.
    pub manufacture: Option<Date>,
    /// Day of import: customs entry.
    pub import: Option<Date>,
    /// Day of placing on the market.
    pub placing_on_market: Option<Date>,
}

impl Governing {
    /// The date with a role.
    #[must_use]
    pub fn date(&self, role: DateRole) -> Option<Date> {
        match role {
            DateRole::Manufacture => self.manufacture,
            DateRole::Application => self.application,
            DateRole::Import => self.import,
            DateRole::PlacingOnMarket => self.placing_on_market,
        }
    }
}

/// A scheme whose scope is not decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenScope {
    /// Scheme id.
    pub scheme: String,
    /// Markets.
    pub markets: Vec<String>,
    /// Facts that can still change the outcome.
    pub needs: Vec<String>,
    /// The last day to answer: the latest start of its first step. None where nothing of it is planned.
    pub answer_by: Option<Date>,
}

/// The plan without the undecided schemes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branch {
    /// Verdict.
    pub verdict: Verdict,
    /// The first day on which every shipment could be loaded.
    pub earliest_shipment: Option<Date>,
    /// The last day to begin.
    pub decide_by: Option<Date>,
}
