//! Puts the plan together.

use crate::activity::{Activity, Network};
use crate::cliff::{Watched, cliffs};
use crate::cost::{Cost, costs, in_one, totals};
use crate::goods::Goods;
use crate::group::{Group, groups};
use crate::length::named;
use crate::model::{Booking, Branch, Charge, Governing, OpenScope, Plan, SchemePlan, ShipPlan};
use crate::network::build;
use crate::outlook::{Warning, WarningKind};
use crate::papers::documents;
use crate::pass::{Early, Pace, Standing, Times, Tweak, all_released, counting, standings, worst};
use crate::past::past;
use crate::request::{Inputs, Request};
use crate::risk::simulate;
use crate::table::{date, number};
use crate::variant::Variants;
use certmap_base::{Date, Text};
use certmap_calendar::DayStatus;
use certmap_pack::{Basis, Behaviour, Event};

/// How long after the last date of the plan changes of the law are looked for.
const OUTLOOK_DAYS: i32 = 60;

/// Plans the schemes for the shipments. Pure: the same request and inputs give the same plan.
///
/// ```
/// use certmap_base::Date;
/// use certmap_plan::{Calendars, Inputs, NoFacts, Request, Verdict, plan};
/// use certmap_scope::Product;
///
/// let (product, calendars) = (Product::default(), Calendars::new());
/// let inputs = Inputs {
///     product: &product, schemes: &[], calendars: &calendars, cautious: None, conditions: &NoFacts, scope_at: None,
/// };
/// let plan = plan(&Request::of(&product, Date::parse("2026-11-20")?), &inputs);
/// assert_eq!(plan.verdict, Verdict::OnTime); // nothing is needed
/// # Ok::<(), certmap_base::Fault>(())
/// ```
#[must_use]
pub fn plan(request: &Request, inputs: &Inputs<'_>) -> Plan {
    let mut warnings = Vec::new();
    let mut assumptions = Vec::new();
    let network = network(request, inputs, &mut assumptions, &mut warnings);
    let today = number(request.today);
    let early = Early::of(&network, today, &Tweak::default());
    let standings = standings(&network, request, &early, false);
    let ships = counting(&standings, today);
    let late = network.latest(&ships, &early.usual, Pace::Usual);
    let safe = network.latest(&ships, &early.longest, Pace::Longest);
    let costs = costs(&network, inputs, &early.usual, &mut warnings);
    let whole = Whole {
        request,
        inputs,
        network: &network,
        today,
        early: &early.usual,
        late: &late,
        standings: &standings,
        ships: &ships,
        costs: &costs,
    };
    whole.warn(&mut warnings);
    let bookings = whole.bookings();
    let sums = |if_in: bool| totals(whole.charges().filter(|(_, undecided)| *undecided == if_in).map(|(c, _)| c));
    let decided = sums(false);
    let total = request.options.rates.as_ref().and_then(|r| in_one(&decided, r));
    let variants =
        Variants { network: &network, request, early: &early.usual, late: &late, standings: &standings, costs: &costs };
    let schemes = whole.schemes();
    let earliest = all_released(&standings).filter(|_| !standings.is_empty());
    Plan {
        product: inputs.product.name.clone(),
        today: request.today,
        ships: whole.ship_plans(),
        verdict: worst(&standings),
        earliest_shipment: earliest.map(date),
        earliest_shipment_cautious: whole.cautious().filter(|_| earliest.is_some()),
        decide_by: whole.first(&late),
        book_by: bookings.first().map(|b| b.by),
        bookings,
        last_safe_start: whole.first(&safe),
        probability: simulate(&network, request, today, &standings),
        cliffs: whole.cliffs(&schemes),
        schemes,
        steps: whole.steps(),
        open: whole.open(),
        if_out: whole.if_out(),
        variants: variants.all(),
        documents: documents(&network, inputs, &early.usual, &late),
        totals: decided,
        totals_if_in: sums(true),
        total,
        past: past(&network, request, &early.usual, &standings),
        assumptions,
        warnings,
    }
}

fn network<'a>(
    request: &'a Request,
    inputs: &'a Inputs<'a>,
    assumptions: &mut Vec<Text>,
    warnings: &mut Vec<Warning>,
) -> Network<'a> {
    let goods: Vec<Goods> =
        request.targets.iter().map(|t| Goods::of(t, request, inputs.product, assumptions)).collect();
    let groups = groups(request, inputs, &goods, warnings);
    build(request, inputs, groups, goods, warnings)
}

/// Everything that is known when the parts of the plan are written down.
pub(crate) struct Whole<'x, 'a> {
    pub(crate) request: &'x Request,
    pub(crate) inputs: &'x Inputs<'x>,
    pub(crate) network: &'x Network<'a>,
    pub(crate) today: i32,
    pub(crate) early: &'x Times,
    pub(crate) late: &'x Times,
    pub(crate) standings: &'x [Standing],
    pub(crate) ships: &'x [Option<i32>],
    pub(crate) costs: &'x [Cost],
}

impl Whole<'_, '_> {
    fn ahead(&self) -> impl Iterator<Item = (usize, &Activity<'_>)> {
        self.network.activities.iter().enumerate().filter(|(_, a)| a.is_ahead())
    }

    /// The first of the latest starts of what is left to do for certificates.
    fn first(&self, late: &Times) -> Option<Date> {
        self.ahead().map(|(p, _)| late.start(p)).min().map(date)
    }

    /// The charges, and whether only undecided schemes cause them.
    fn charges(&self) -> impl Iterator<Item = (&Charge, bool)> {
        self.costs.iter().map(|c| {
            let group = self.network.groups.get(c.group);
            (&c.charge, group.is_some_and(Group::if_in))
        })
    }

    fn bookings(&self) -> Vec<Booking> {
        let slots = self.ahead().filter(|(_, a)| matches!(a.behaviour(), Some(Behaviour::Test | Behaviour::Audit)));
        let mut bookings: Vec<Booking> = slots
            .map(|(place, a)| Booking { step: a.id.clone(), what: a.title(), by: date(self.book(place)) })
            .collect();
        bookings.sort_by_key(|b| b.by);
        bookings
    }

    /// The latest start of the waits right before a step, or of itself.
    fn book(&self, place: usize) -> i32 {
        let is_wait = |p: &usize| {
            self.network.activities.get(*p).is_some_and(|a| a.is_ahead() && a.behaviour() == Some(Behaviour::Wait))
        };
        let waits = self.network.before(place).iter().copied().filter(is_wait);
        waits.map(|w| self.book(w)).min().unwrap_or_else(|| self.late.start(place))
    }

    fn cautious(&self) -> Option<Date> {
        let calendars = self.inputs.cautious?;
        let markets: Vec<&str> = Vec::new();
        let provisional = self.ahead().any(|(p, a)| self.explainer(&markets).status(p, a) != DayStatus::Official);
        if !provisional {
            return None;
        }
        let inputs = Inputs { calendars, ..*self.inputs };
        let network = network(self.request, &inputs, &mut Vec::new(), &mut Vec::new());
        let early = Early::of(&network, self.today, &Tweak::default());
        all_released(&standings(&network, self.request, &early, false)).map(date)
    }

    fn if_out(&self) -> Option<Branch> {
        if !self.network.groups.iter().any(Group::if_in) {
            return None;
        }
        let tweak = Tweak { decided_only: true, ..Tweak::default() };
        let early = Early::of(self.network, self.today, &tweak);
        let then = standings(self.network, self.request, &early, true);
        let mut decided = self.network.clone();
        let undecided = |g: Option<usize>| g.and_then(|g| self.network.groups.get(g)).is_some_and(Group::if_in);
        decided.dues.retain(|d| !undecided(d.group));
        let late = decided.latest(&counting(&then, self.today), &early.usual, Pace::Usual);
        let starts = self.ahead().filter(|(_, a)| !a.if_in).map(|(p, _)| late.start(p));
        Some(Branch {
            verdict: worst(&then),
            earliest_shipment: all_released(&then).filter(|_| !then.is_empty()).map(date),
            decide_by: starts.min().map(date),
        })
    }

    fn open(&self) -> Vec<OpenScope> {
        let groups = self
            .network
            .groups
            .iter()
            .enumerate()
            .filter(|(_, g)| g.if_in() || g.results.iter().any(|r| r.outcome == certmap_scope::Outcome::Unknown));
        let one = |(place, group): (usize, &Group<'_>)| {
            let mut needs: Vec<String> = Vec::new();
            for need in group.results.iter().flat_map(|r| &r.needs) {
                if !needs.contains(need) {
                    needs.push(need.clone());
                }
            }
            let mine = self.ahead().filter(|(_, a)| a.users.contains(&place));
            OpenScope {
                scheme: group.id().to_owned(),
                markets: group.results.iter().map(|r| r.market.clone()).collect(),
                needs,
                answer_by: mine.map(|(p, _)| self.late.start(p)).min().map(date),
            }
        };
        groups.map(one).collect()
    }

    fn ship_plans(&self) -> Vec<ShipPlan> {
        let one = |(target, (asked, s)): (usize, (&crate::Target, &Standing))| {
            let events = self.network.goods.get(target).map_or_else(Vec::new, |g| {
                Event::ALL.iter().filter(|e| **e != Event::Marking).map(|e| (*e, date(s.ship + g.offset(*e)))).collect()
            });
            let decides = |d: &&crate::activity::Due| {
                s.release.is_some_and(|r| self.early.end(d.activity) - d.offset == r && r > self.today)
            };
            let mut binding: Vec<String> = Vec::new();
            for due in self.network.dues_of(target, false).filter(decides) {
                let Some(group) = due.group.and_then(|g| self.network.groups.get(g)) else { continue };
                if !binding.iter().any(|b| b == group.id()) {
                    binding.push(group.id().to_owned());
                }
            }
            ShipPlan {
                market: asked.market.clone(),
                date: asked.ship,
                verdict: s.verdict,
                earliest: s.release.map(date),
                slack_days: s.slack.map(i64::from),
                events,
                binding,
            }
        };
        self.request.targets.iter().zip(self.standings).enumerate().map(one).collect()
    }

    fn schemes(&self) -> Vec<SchemePlan> {
        let one = |(place, group): (usize, &Group<'_>)| {
            let mine = self.network.activities.iter().enumerate().filter(|(_, a)| a.users.contains(&place));
            SchemePlan {
                scheme: group.id().to_owned(),
                markets: group.results.iter().map(|r| r.market.clone()).collect(),
                title: group.scheme.title.clone(),
                procedure: group.procedure.map(|p| p.id.clone()),
                route: group.route.map(str::to_owned),
                state: group.state,
                fulfil_before: group.event(),
                fulfilled_on: mine.map(|(p, a)| self.shown(p, a).1).max(),
                governing: self.governing(place, group),
                confidence: group.confidence,
            }
        };
        self.network.groups.iter().enumerate().map(one).collect()
    }

    fn governing(&self, place: usize, group: &Group<'_>) -> Vec<Governing> {
        let handed_in = self
            .network
            .activities
            .iter()
            .enumerate()
            .filter(|(_, a)| a.users.contains(&place) && a.behaviour() == Some(Behaviour::Submit));
        let application = handed_in.map(|(p, a)| self.shown(p, a).1).max();
        let mut all = Vec::new();
        for result in &group.results {
            let targets = self.request.targets.iter().enumerate().filter(|(_, t)| t.market == result.market);
            let before = all.len();
            for (target, asked) in targets {
                let (Some(s), Some(goods)) = (self.standings.get(target), self.network.goods.get(target)) else {
                    continue;
                };
                // Goods that have left keep their day; others leave when they may.
                let leaves = if s.ship < self.today { s.ship } else { s.release.map_or(s.ship, |r| r.max(s.ship)) };
                let on = |e: Event| Some(date(leaves + goods.offset(e)));
                all.push(Governing {
                    market: result.market.clone(),
                    ship: target + 1,
                    application,
                    manufacture: asked.manufactured.or(on(Event::LeavingFactory)),
                    import: on(Event::CustomsEntry),
                    placing_on_market: on(Event::PlacingOnMarket),
                });
            }
            if all.len() == before {
                let market = result.market.clone();
                all.push(Governing {
                    market,
                    ship: 0,
                    application,
                    manufacture: None,
                    import: None,
                    placing_on_market: None,
                });
            }
        }
        all
    }

    fn cliffs(&self, schemes: &[SchemePlan]) -> Vec<crate::Cliff> {
        let mut watched = Vec::new();
        for (group, planned) in self.network.groups.iter().zip(schemes) {
            for result in &group.results {
                let own = planned.governing.iter().filter(|g| g.market == result.market);
                let day = own.filter_map(|g| g.date(result.governed_by)).max();
                watched.push(Watched { result, scheme: group.scheme, planned: day });
            }
        }
        let days = watched.iter().filter_map(|w| w.planned).map(number);
        let releases = self.standings.iter().filter_map(|s| s.release);
        let last = days.chain(releases).max().unwrap_or(self.today).max(self.today);
        cliffs(self.inputs.scope_at, &watched, self.request.today, date(last + OUTLOOK_DAYS))
    }

    /// Warnings that only the finished plan shows.
    fn warn(&self, warnings: &mut Vec<Warning>) {
        for id in &self.network.circles {
            warnings.push(Warning {
                kind: WarningKind::Circle,
                of: Some(id.clone()),
                says: Text::new(
                    "this step and others wait for each other; it is planned as if it need not wait",
                    "该步骤与其他步骤互为前置；按无需等待计划",
                ),
            });
        }
        let explainer = self.explainer(&[]);
        let mut told: Vec<String> = Vec::new();
        for (place, a) in self.ahead() {
            let Some(step) = a.step else { continue };
            let unsourced = a.basis == Basis::None && a.missing.is_empty();
            if unsourced && step.behaviour != Behaviour::Mark && !told.contains(&step.id) {
                told.push(step.id.clone());
                warnings.push(Warning {
                    kind: WarningKind::NoSourcedDuration,
                    of: Some(a.id.clone()),
                    says: Text::new(
                        format!("there is no sourced duration for {}; type one if you know it", step.title.en),
                        format!("“{}”没有时长依据；如已知请填写", step.title.zh),
                    ),
                });
            }
            if let Some(warning) = open(a, step).filter(|w| !told.contains(&w.says.en)) {
                told.push(warning.says.en.clone());
                warnings.push(warning);
            }
            let status = explainer.status(place, a);
            let Some(table) = self.network.table(a).filter(|_| status != DayStatus::Official) else { continue };
            let year = date(self.early.end(place) - 1).year();
            let key = format!("{} {year}", table.id);
            if !told.contains(&key) {
                told.push(key);
                warnings.push(provisional(&table.label, &table.id, year, status));
            }
        }
    }
}

/// How long a step takes rests on facts that are missing: from when to when, and what to say.
fn open(a: &Activity<'_>, step: &certmap_pack::Step) -> Option<Warning> {
    if a.missing.is_empty() {
        return None;
    }
    let [min, _, max] = a.days;
    let title = &step.title;
    let (names, zh_names) = named(&a.missing);
    let (en, zh) = match max.working {
        true => ("working days", "个工作日"),
        false => ("days", "个自然日"),
    };
    let says = match a.basis {
        Basis::None => Text::new(
            format!("{} has no known duration without: {names}; none is counted", title.en),
            format!("缺少“{zh_names}”，无法得出“{}”的时长；未计时间", title.zh),
        ),
        _ => Text::new(
            format!(
                "{} takes {} to {} {en}, depending on: {names}; the longest is planned",
                title.en, min.days, max.days
            ),
            format!("“{}”需{}至{}{zh}，取决于：{zh_names}；按最长时间计划", title.zh, min.days, max.days),
        ),
    };
    Some(Warning { kind: WarningKind::DurationOpen, of: Some(a.id.clone()), says })
}

fn provisional(label: &Text, id: &str, year: i16, status: DayStatus) -> Warning {
    let says = match status {
        DayStatus::Unknown => Text::new(
            format!("provisional calendar: no holidays of {year} are known for {}", label.en),
            format!("日历暂定：没有{}{year}年的节假日资料", label.zh),
        ),
        _ => Text::new(
            format!("provisional calendar: the holidays of {year} are not announced yet for {}", label.en),
            format!("日历暂定：{}{year}年放假安排尚未公布", label.zh),
        ),
    };
    Warning { kind: WarningKind::ProvisionalCalendar, of: Some(id.to_owned()), says }
}
