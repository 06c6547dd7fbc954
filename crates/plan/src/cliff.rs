//! Days on which what is asked changes, and the agreement of scope and plan.

use crate::model::{Governing, Plan};
use crate::outlook::{Cliff, Warning, WarningKind};
use crate::request::ScopeAt;
use certmap_base::{Date, Text};
use certmap_expr::{Expr, Node};
use certmap_pack::{DateRole, Phase, Scheme};
use certmap_scope::{Ahead, AheadKind, Outcome, SchemeResult, State};
use std::collections::{BTreeMap, BTreeSet};

/// How far apart scope is asked where no date of the pack lies between.
const STRIDE_DAYS: i64 = 28;

/// The days on which a scheme's own text may change its answer: phases of rules and routes, notices, dates in conditions.
///
/// Days that only a definition of the pack names are not among them.
#[must_use]
pub fn dates_of(scheme: &Scheme) -> BTreeSet<Date> {
    let mut found = BTreeSet::new();
    let phases = |phases: &[Phase], found: &mut BTreeSet<Date>| {
        for phase in phases {
            found.insert(phase.from);
            found.extend(phase.until);
        }
    };
    let literals = |expr: &Expr, found: &mut BTreeSet<Date>| {
        expr.walk(&mut |e| {
            if let Node::Date(day) = e.node {
                found.extend([day, day.add_days(1)]);
            }
        });
    };
    for rule in scheme.rules() {
        for rule in std::iter::once(rule).chain(&rule.exclusions) {
            phases(&rule.phases, &mut found);
            literals(&rule.when, &mut found);
        }
    }
    for route in &scheme.routes {
        phases(&route.phases, &mut found);
        literals(&route.when, &mut found);
    }
    for notice in &scheme.notices {
        found.insert(notice.on);
        found.extend(notice.deadline);
    }
    found
}

/// A scheme for one market, for [`cliffs`].
#[derive(Debug, Clone, Copy)]
pub struct Watched<'a> {
    /// What scope said.
    pub result: &'a SchemeResult,
    /// The scheme.
    pub scheme: &'a Scheme,
    /// The planned governing date.
    pub planned: Option<Date>,
}

/// The days in `[from, until]` on which the outcome or the route of a scheme changes, and all changes that scope sees ahead;
/// what both see is told once, in the words of scope.
///
/// Scope is asked at every date that any of the schemes names and at least every four weeks; where two answers differ the
/// exact day is searched. A change that is taken back within four weeks, on days that no scheme names, goes unseen.
#[must_use]
pub fn cliffs(scope: Option<&dyn ScopeAt>, watched: &[Watched<'_>], from: Date, until: Date) -> Vec<Cliff> {
    let mut found = Vec::new();
    if let Some(scope) = scope {
        let days = days_to_ask(watched, from, until);
        for one in watched {
            flips(scope, one, &days, &mut found);
        }
    }
    for one in watched {
        for ahead in one.result.ahead.iter().filter(|a| from <= a.on && a.on <= until) {
            announce(one, ahead, &mut found);
        }
    }
    found.sort_by(|a, b| (a.on, &a.scheme, &a.market).cmp(&(b.on, &b.scheme, &b.market)));
    found
}

fn days_to_ask(watched: &[Watched<'_>], from: Date, until: Date) -> BTreeSet<Date> {
    let mut days: BTreeSet<Date> = BTreeSet::new();
    for one in watched {
        for day in dates_of(one.scheme) {
            days.extend([day.add_days(-1), day]);
        }
        days.extend(one.result.ahead.iter().flat_map(|a| [a.on.add_days(-1), a.on]));
    }
    days.retain(|d| from <= *d && *d <= until);
    let mut day = from;
    while day < until {
        days.insert(day);
        day = day.add_days(STRIDE_DAYS);
    }
    days.insert(until);
    days
}

fn flips(scope: &dyn ScopeAt, one: &Watched<'_>, days: &BTreeSet<Date>, found: &mut Vec<Cliff>) {
    let ask = |day: Date| scope.state(&one.result.scheme, &one.result.market, day);
    let mut last: Option<(Date, State)> = None;
    for day in days {
        let Some(state) = ask(*day) else { continue };
        let mut known = last.take().unwrap_or_else(|| (*day, state.clone()));
        // There may be more than one change between two days: each round finds the first that is left.
        while !alike(&known.1, &state) {
            let (mut low, mut high, mut new) = (known.0, *day, state.clone());
            while high.days_since(low) > 1 {
                let middle = low.add_days(high.days_since(low) / 2);
                match ask(middle) {
                    Some(s) if !alike(&s, &known.1) => (high, new) = (middle, s),
                    _ => low = middle,
                }
            }
            found.push(flip(one, high, &known.1, &new));
            known = (high, new);
        }
        last = Some((*day, state));
    }
}

/// Nothing of what is planned differs.
fn alike(a: &State, b: &State) -> bool {
    a.outcome == b.outcome && a.route == b.route
}

fn outcome_name(outcome: Outcome) -> Text {
    let (en, zh) = match outcome {
        Outcome::In => ("applies", "适用"),
        Outcome::Out => ("does not apply", "不适用"),
        Outcome::Exempt => ("is exempt", "豁免"),
        Outcome::Banned => ("forbids the goods", "禁止销售"),
        Outcome::NotYet => ("does not apply yet", "尚未实施"),
        Outcome::NoLonger => ("no longer applies", "不再适用"),
        Outcome::Unknown => ("is not decided", "尚不确定"),
        Outcome::NotCovered => ("is not covered", "未收录"),
        Outcome::Conflict => ("is contradictory", "存在矛盾"),
    };
    Text::new(en, zh)
}

/// What has to happen before the day, by the date that governs.
fn act(role: DateRole) -> Text {
    let (en, zh) = match role {
        DateRole::Manufacture => ("make the goods", "生产货物"),
        DateRole::Application => ("apply", "提交申请"),
        DateRole::Import => ("import", "进口"),
        DateRole::PlacingOnMarket => ("place on the market", "投放市场"),
    };
    Text::new(en, zh)
}

fn demands(outcome: Outcome) -> bool {
    !matches!(outcome, Outcome::Out | Outcome::Exempt | Outcome::NotYet | Outcome::NoLonger)
}

fn flip(one: &Watched<'_>, on: Date, before: &State, after: &State) -> Cliff {
    let (title, market) = (&one.result.title, &one.result.market);
    let (old, new, act) = (outcome_name(before.outcome), outcome_name(after.outcome), act(one.result.governed_by));
    let says = match (demands(before.outcome), demands(after.outcome)) {
        _ if before.outcome == after.outcome => {
            let route = |s: &State| s.route.clone().unwrap_or_else(|| "-".to_owned());
            Text::new(
                format!(
                    "{} ({market}): from {on} the route is {} instead of {}; {} before {on} to keep it",
                    title.en,
                    route(after),
                    route(before),
                    act.en
                ),
                format!(
                    "{}（{market}）：自{on}起途径由{}变为{}；如需沿用须在{on}之前{}",
                    title.zh,
                    route(before),
                    route(after),
                    act.zh
                ),
            )
        }
        (true, false) => Text::new(
            format!("{} ({market}): from {on} it {}, before it {}", title.en, new.en, old.en),
            format!("{}（{market}）：自{on}起{}，此前{}", title.zh, new.zh, old.zh),
        ),
        _ => Text::new(
            format!(
                "{} ({market}): from {on} it {}, before it {}; {} before {on} to stay under the old state",
                title.en, new.en, old.en, act.en
            ),
            format!(
                "{}（{market}）：自{on}起{}，此前{}；如需按原状态办理，须在{on}之前{}",
                title.zh, new.zh, old.zh, act.zh
            ),
        ),
    };
    Cliff {
        on,
        scheme: one.result.scheme.clone(),
        market: market.clone(),
        governed_by: one.result.governed_by,
        before: Some((before.outcome, before.route.clone())),
        after: Some((after.outcome, after.route.clone())),
        kind: if before.outcome == after.outcome { AheadKind::Route } else { AheadKind::Outcome },
        act: None,
        deadline: None,
        cites: Vec::new(),
        passed: one.planned.is_some_and(|p| p >= on),
        says,
    }
}

/// Tells a change that scope sees ahead, where it was found already in scope's words.
fn announce(one: &Watched<'_>, ahead: &Ahead, found: &mut Vec<Cliff>) {
    let (scheme, market) = (&one.result.scheme, &one.result.market);
    let same = |c: &&mut Cliff| {
        c.before.is_some()
            && c.cites.is_empty()
            && c.act.is_none()
            && (c.on, c.kind) == (ahead.on, ahead.kind)
            && (&c.scheme, &c.market) == (scheme, market)
    };
    let says = in_words(ahead);
    if let Some(known) = found.iter_mut().find(same) {
        known.says = says;
        known.act.clone_from(&ahead.act);
        known.deadline = ahead.deadline;
        known.cites.clone_from(&ahead.cites);
        return;
    }
    found.push(Cliff {
        on: ahead.on,
        scheme: scheme.clone(),
        market: market.clone(),
        governed_by: one.result.governed_by,
        before: None,
        after: None,
        kind: ahead.kind,
        act: ahead.act.clone(),
        deadline: ahead.deadline,
        cites: ahead.cites.clone(),
        passed: one.planned.is_some_and(|p| p >= ahead.on),
        says,
    });
}

/// What happens, what to do, and by when.
fn in_words(ahead: &Ahead) -> Text {
    let mut says = ahead.what.clone();
    if let Some(act) = &ahead.act {
        says = Text::new(format!("{}; {}", says.en, act.en), format!("{}；{}", says.zh, act.zh));
    }
    match ahead.deadline {
        None => says,
        Some(day) => Text::new(format!("{} (to be done by {day})", says.en), format!("{}（办理期限：{day}）", says.zh)),
    }
}

/// Planned dates of the goods by scheme and market; of several shipments to a market, those of the first.
pub type GoverningDates = BTreeMap<(String, String), Governing>;

impl Plan {
    /// The dates by which scope should be asked again.
    #[must_use]
    pub fn governing(&self) -> GoverningDates {
        let mut dates = GoverningDates::new();
        for scheme in &self.schemes {
            for one in &scheme.governing {
                let key = (scheme.scheme.clone(), one.market.clone());
                let first = dates.get(&key).is_none_or(|known| one.placing_on_market < known.placing_on_market);
                if first {
                    dates.insert(key, one.clone());
                }
            }
        }
        dates
    }
}

/// Scope and plan that agree, or the last of the rounds.
#[derive(Debug, Clone)]
pub struct Fixed<S> {
    /// What scope said in the last round.
    pub scope: S,
    /// The plan made from it; carries a warning if it is not settled.
    pub plan: Plan,
    /// Rounds that were needed, 1 to 4.
    pub rounds: u32,
    /// True if another round would have asked scope about the same days.
    pub settled: bool,
}

/// Asks scope and plans until the planned dates are those that scope was asked about, at most four times.
///
/// In the first round scope gets no dates and takes those of the shipments.
///
/// ```
/// use certmap_base::Date;
/// use certmap_plan::{Calendars, Inputs, NoFacts, Request, fixpoint, plan};
/// use certmap_scope::Product;
///
/// let (product, calendars) = (Product::default(), Calendars::new());
/// let request = Request::of(&product, Date::parse("2026-11-20")?);
/// let fixed = fixpoint(
///     |_dates| Vec::new(), // here scope is asked, and what is to be planned is chosen
///     |schemes: &Vec<_>| {
///         let inputs = Inputs {
///             product: &product, schemes, calendars: &calendars, cautious: None, conditions: &NoFacts, scope_at: None,
///         };
///         plan(&request, &inputs)
///     },
/// );
/// assert!(fixed.settled && fixed.rounds == 1);
/// # Ok::<(), certmap_base::Fault>(())
/// ```
pub fn fixpoint<S>(mut scope: impl FnMut(&GoverningDates) -> S, mut plan: impl FnMut(&S) -> Plan) -> Fixed<S> {
    const ROUNDS: u32 = 4;
    let mut dates = GoverningDates::new();
    let mut rounds = 1;
    loop {
        let found = scope(&dates);
        let mut planned = plan(&found);
        let next = planned.governing();
        let settled = next == dates;
        if settled || rounds == ROUNDS {
            if !settled {
                planned.warnings.push(unsettled());
            }
            return Fixed { scope: found, plan: planned, rounds, settled };
        }
        dates = next;
        rounds += 1;
    }
}

fn unsettled() -> Warning {
    Warning {
        kind: WarningKind::Unsettled,
        of: None,
        says: Text::new(
            "the law that applies depends on dates of the plan, which depend on that law; after four rounds they still differ",
            "适用规则取决于计划日期，而计划日期又取决于适用规则；四轮计算后仍不一致",
        ),
    }
}
