//! Small builders: procedures as tables, schemes, results, calendars.

use certmap_base::{Cite, Confidence, Date, Exact, Place, Text, Units};
use certmap_calendar::Calendar;
use certmap_expr::{Expr, Tri, parse};
use certmap_pack::{
    Amount, Attestation, Basis, Behaviour, Binding, Clock, DateRole, DayUnit, DemandedBy, Document, Duration, Event,
    Fee, FeeAmount, FeeValue, Lasts, Length, OnFail, Party, Per, Procedure, Scheme, Step,
};
use certmap_plan::{Calendars, Conditions, Inputs, NoFacts, Plan, Request, SchemeInPlan, Target, plan};
use certmap_scope::{
    DoneStep, Factory, Figure, HeldResult, Inspection, Line, Outcome, Product, SchemeResult, Shutdown, UnitResult,
};
use std::collections::BTreeMap;
use std::sync::OnceLock;

pub(crate) fn day(word: &str) -> Date {
    Date::parse(word).unwrap()
}

pub(crate) fn expr(text: &str) -> Expr {
    parse(text, &Units::builtin()).unwrap()
}

pub(crate) fn cite() -> Cite {
    Cite { source: "s".into(), at: "1".into(), status: Confidence::Official, checked: None }
}

/// The announced Chinese year 2026, and 2027 as expected in November 2026.
pub(crate) fn china() -> Calendar {
    let files = [("2026.csv", include_str!("../../../../calendars/cn/2026.csv")), ("2027.csv", CN_2027)];
    Calendar::read("cn", &files).0.unwrap()
}

const CN_2027: &str = "date,kind,name_en,name_zh,source,status\n\
    2027-01-01,off,New Year's Day,元旦,order,expected\n\
    2027-02-05,off,Spring Festival,春节,order,expected\n\
    2027-02-06,off,Spring Festival,春节,order,expected\n\
    2027-02-07,off,Spring Festival,春节,order,expected\n\
    2027-02-08,off,Spring Festival,春节,order,expected\n\
    2027-02-09,off,Spring Festival,春节,order,expected\n";

pub(crate) fn germany() -> Calendar {
    Calendar::read("de", &[("2026.csv", include_str!("../../../../calendars/de/2026.csv"))]).0.unwrap()
}

pub(crate) fn calendars() -> Calendars {
    static ALL: OnceLock<Calendars> = OnceLock::new();
    let make = || {
        let mut all = Calendars::new();
        all.add("cn", Text::new("China", "中国"), &china());
        all.add("de", Text::new("Germany", "德国"), &germany());
        all
    };
    ALL.get_or_init(make).clone()
}

fn duration(word: &str) -> Duration {
    match word.strip_suffix('d') {
        Some(days) => Duration { days: days.parse().unwrap(), working: false },
        None => Duration { days: word.parse().unwrap(), working: true },
    }
}

/// `5`, `4/5/8` (shortest, usual, longest), `28d` (calendar days), `?` (no sourced duration), `=headcount` (a value).
fn lasts(word: &str) -> Lasts {
    if word == "?" {
        let none = Duration { days: 0, working: true };
        return Lasts::fixed([none; 3], Basis::None);
    }
    if let Some(value) = word.strip_prefix('=') {
        let length = Length::Value(expr(value), DayUnit::WorkingDay);
        return Lasts { min: length.clone(), usual: length.clone(), max: length, basis: Basis::Sourced };
    }
    let parts: Vec<Duration> = word.split('/').map(duration).collect();
    let at = |i: usize| *parts.get(i).unwrap_or(&parts[0]);
    Lasts::fixed([at(0), at(1), at(2)], Basis::Sourced)
}

/// One line a step: id, behaviour, who, how long, calendar, then `key=value`; `when=` takes the rest of the line.
fn step(line: &str) -> Step {
    let (line, when) = line.split_once(" when=").map_or((line, "true"), |(l, w)| (l, w.trim()));
    let words: Vec<&str> = line.split_whitespace().collect();
    let value = |key: &str| words.iter().find_map(|w| w.strip_prefix(key)?.strip_prefix('='));
    let list = |key: &str| value(key).map_or_else(Vec::new, |v| v.split(',').map(str::to_owned).collect());
    let title = words[0].replace('-', " ");
    Step {
        id: words[0].into(),
        title: Text::new(title.clone(), value("zh").map_or(title, str::to_owned)),
        behaviour: Behaviour::parse(words[1]).unwrap(),
        by: Party::parse(words[2]).unwrap(),
        lasts: lasts(words[3]),
        calendar: words[4].into(),
        after: list("after"),
        when: expr(when),
        per: value("per").map_or(Per::Product, |w| Per::parse(w).unwrap()),
        share_key: value("share").map(str::to_owned),
        clock: Clock::Body,
        needs: list("needs"),
        yields: list("yields"),
        on_fail: value("on_fail").map_or(OnFail::Retest, |w| OnFail::parse(w).unwrap()),
        parallel_ok: words.contains(&"parallel"),
        says: None,
        cites: Vec::new(),
    }
}

/// A procedure as a table of steps.
pub(crate) fn procedure(text: &str) -> Procedure {
    let steps: Vec<Step> = text.lines().map(str::trim).filter(|l| !l.is_empty()).map(step).collect();
    Procedure { id: "p".into(), title: Text::same("p"), steps, documents: Vec::new(), fees: Vec::new() }
}

pub(crate) fn document(id: &str, by: Party) -> Document {
    Document {
        id: id.into(),
        title: Text::same(id),
        by,
        language: Some("zh".into()),
        when: expr("true"),
        says: None,
        cites: Vec::new(),
    }
}

/// A fee with amounts such as `("2026-01-01", "500", "1000")`.
pub(crate) fn fee(id: &str, step: &str, per: Per, times: Option<&str>, values: &[(&str, &str, &str)]) -> Fee {
    let value = |(from, min, max): &(&str, &str, &str)| FeeValue {
        from: day(from),
        amount: match (Exact::parse(min), Exact::parse(max)) {
            (Ok(min), Ok(max)) => FeeAmount::Money(Amount { min, max, currency: *b"CNY" }),
            _ => FeeAmount::Value { min: expr(min), max: expr(max), currency: *b"CNY" },
        },
        cite: cite(),
    };
    Fee {
        id: id.into(),
        step: step.into(),
        title: Text::same(id),
        per,
        times: times.map(expr),
        when: expr("true"),
        values: values.iter().map(value).collect(),
    }
}

pub(crate) fn scheme(id: &str, before: Event) -> Scheme {
    Scheme {
        id: id.into(),
        title: Text::new(format!("scheme {id}"), format!("制度{id}")),
        markets: vec!["DE".into()],
        binding: Binding::Mandatory,
        attestation: Attestation::Certificate,
        demanded_by: DemandedBy::Law,
        governed_by: DateRole::Import,
        fulfil_before: before,
        covers: expr("true"),
        covers_says: None,
        holder: None,
        local_representative: None,
        procedure: Some("p".into()),
        cites: vec![cite()],
        gates: Vec::new(),
        entries: Vec::new(),
        exclusions: Vec::new(),
        exemptions: Vec::new(),
        bans: Vec::new(),
        conflicts: Vec::new(),
        requirements: Vec::new(),
        routes: Vec::new(),
        notices: Vec::new(),
        reuse: Vec::new(),
        unit: None,
        certificate: None,
        upkeep: Vec::new(),
        changes: Vec::new(),
        marks: Vec::new(),
        letters: Vec::new(),
        place: Place::default(),
    }
}

pub(crate) fn result(scheme: &Scheme, market: &str, outcome: Outcome) -> SchemeResult {
    SchemeResult {
        market: market.into(),
        via: None,
        scheme: scheme.id.clone(),
        pack: "pack".into(),
        title: scheme.title.clone(),
        outcome,
        possible: if outcome == Outcome::Unknown { vec![Outcome::In, Outcome::Out] } else { vec![outcome] },
        phase: None,
        binding: scheme.binding,
        attestation: scheme.attestation,
        demanded_by: scheme.demanded_by,
        on: day("2026-06-01"),
        governed_by: scheme.governed_by,
        fulfil_before: scheme.fulfil_before,
        confidence: Confidence::Official,
        displaced_by: None,
        routes: Vec::new(),
        entries: Vec::new(),
        requirements: Vec::new(),
        units: Vec::new(),
        reuse: Vec::new(),
        held: Vec::new(),
        needs: if outcome == Outcome::Unknown { vec!["rated_voltage".into()] } else { Vec::new() },
        ahead: Vec::new(),
        says: None,
    }
}

/// A scheme with its procedure and its results.
#[derive(Clone)]
pub(crate) struct Asked {
    pub(crate) scheme: Scheme,
    pub(crate) procedure: Option<Procedure>,
    pub(crate) results: Vec<SchemeResult>,
}

/// Everything for one plan.
#[derive(Clone)]
pub(crate) struct World {
    pub(crate) product: Product,
    pub(crate) asked: Vec<Asked>,
    pub(crate) calendars: Calendars,
    pub(crate) cautious: Option<Calendars>,
    pub(crate) request: Request,
    /// Numbers by the name that stands for them.
    pub(crate) figures: Figures,
}

/// Knows some numbers, and nothing else.
#[derive(Clone, Default)]
pub(crate) struct Figures(pub(crate) BTreeMap<String, Figure>);

impl Conditions for Figures {
    fn holds(&self, scheme: &str, expr: &Expr, extra: &[(&str, bool)]) -> Tri {
        NoFacts.holds(scheme, expr, extra)
    }

    fn number(&self, scheme: &str, expr: &Expr, extra: &[(&str, bool)]) -> Figure {
        let known = self.0.get(&certmap_expr::print(expr));
        known.cloned().unwrap_or_else(|| NoFacts.number(scheme, expr, extra))
    }
}

impl World {
    /// No schemes yet, no simulation; transit and marking take no time, so that drawings show the steps alone.
    pub(crate) fn new(today: &str) -> World {
        let product = Product { name: "kettle".into(), ..Product::default() };
        let mut request = Request::of(&product, day(today));
        request.options.samples = 0;
        request.options.offsets.transit_days = Some(0);
        request.options.offsets.marking_days = Some(0);
        World {
            product,
            asked: Vec::new(),
            calendars: calendars(),
            cautious: None,
            request,
            figures: Figures::default(),
        }
    }

    pub(crate) fn ship(mut self, market: &str, on: &str) -> World {
        self.request.targets.push(Target::new(market, Some(day(on))));
        self
    }

    /// A scheme that is in for DE, to be fulfilled before loading.
    pub(crate) fn scheme(self, id: &str, steps: &str) -> World {
        self.for_market(id, "DE", Event::Loading, Outcome::In, steps)
    }

    pub(crate) fn for_market(mut self, id: &str, market: &str, before: Event, outcome: Outcome, steps: &str) -> World {
        let scheme = scheme(id, before);
        let result = result(&scheme, market, outcome);
        self.asked.push(Asked { scheme, procedure: Some(procedure(steps)), results: vec![result] });
        self
    }

    pub(crate) fn factory(mut self, id: &str, country: &str) -> World {
        self.product.factories.push(Factory {
            id: id.into(),
            name: Text::same(id),
            country: country.into(),
            ..Factory::default()
        });
        self
    }

    pub(crate) fn inspected(mut self, scheme: &str, on: &str, until: &str) -> World {
        let factory = self.product.factories.last_mut().unwrap();
        factory.inspections.push(Inspection { scheme: scheme.into(), on: day(on), valid_until: Some(day(until)) });
        self
    }

    pub(crate) fn shutdown(mut self, from: &str, until: &str) -> World {
        let factory = self.product.factories.last_mut().unwrap();
        factory.shutdowns.push(Shutdown { from: day(from), until: day(until) });
        self
    }

    pub(crate) fn done(mut self, scheme: &str, step: &str, on: &str) -> World {
        self.product.done.push(DoneStep { scheme: scheme.into(), step: step.into(), on: day(on) });
        self
    }

    /// A line of the product, made in a factory.
    pub(crate) fn line(mut self, model: &str, factory: &str) -> World {
        self.product.lines.push(Line { model: model.into(), factory: Some(factory.into()), ..Line::default() });
        self
    }

    /// Units of the last scheme, each with its models.
    pub(crate) fn units(mut self, units: &[&[&str]]) -> World {
        let unit = |(i, lines): (usize, &&[&str])| UnitResult {
            id: (i + 1).to_string(),
            lines: lines.iter().map(|l| (*l).to_owned()).collect(),
            split_by: Vec::new(),
        };
        let last = self.asked.last_mut().unwrap();
        last.results[0].units = units.iter().enumerate().map(unit).collect();
        self
    }

    /// The last scheme says of a paper whether it counts.
    pub(crate) fn held(mut self, paper: &str, counts: Tri) -> World {
        let last = self.asked.last_mut().unwrap();
        last.results[0].held.push(HeldResult { paper: paper.into(), counts, why: Text::same("because") });
        self
    }

    pub(crate) fn plan(&self) -> Plan {
        let schemes = self.schemes();
        plan(
            &self.request,
            &Inputs {
                product: &self.product,
                schemes: &schemes,
                calendars: &self.calendars,
                cautious: self.cautious.as_ref(),
                conditions: &self.figures,
                scope_at: None,
            },
        )
    }

    pub(crate) fn schemes(&self) -> Vec<SchemeInPlan<'_>> {
        self.asked
            .iter()
            .flat_map(|a| {
                a.results.iter().map(move |result| SchemeInPlan {
                    result,
                    scheme: &a.scheme,
                    procedure: a.procedure.as_ref(),
                    route: None,
                    confidence: Confidence::Official,
                })
            })
            .collect()
    }
}

/// The step with an id.
pub(crate) fn step_of<'p>(plan: &'p Plan, id: &str) -> &'p certmap_plan::PlanStep {
    plan.steps.iter().find(|s| s.id == id).unwrap_or_else(|| {
        let ids: Vec<&str> = plan.steps.iter().map(|s| s.id.as_str()).collect();
        panic!("no step {id} among {ids:?}")
    })
}

/// Prints what a failing property needs to be read: today, shipments, steps.
impl std::fmt::Debug for World {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let ships: Vec<String> =
            self.request.targets.iter().map(|t| format!("{:?}", t.ship.map(|d| d.to_string()))).collect();
        writeln!(f, "today {} ships {}", self.request.today, ships.join(" "))?;
        for asked in &self.asked {
            writeln!(f, "scheme {}", asked.scheme.id)?;
            for s in asked.procedure.iter().flat_map(|p| &p.steps) {
                let n = |l: &Length| match l {
                    Length::Days(d) => format!("{}{}", d.days, if d.working { "" } else { "d" }),
                    Length::Value(expr, _) => format!("={}", certmap_expr::print(expr)),
                };
                let lasts = format!("{}/{}/{}", n(&s.lasts.min), n(&s.lasts.usual), n(&s.lasts.max));
                let (id, what, per) = (&s.id, s.behaviour.word(), s.per.word());
                writeln!(
                    f,
                    "  {id} {what} {lasts} {} per={per} after={} share={:?} parallel={}",
                    s.calendar,
                    s.after.join(","),
                    s.share_key,
                    s.parallel_ok
                )?;
            }
        }
        Ok(())
    }
}
