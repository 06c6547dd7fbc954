//! What the steps cost, by the tariff of the day on which they begin.

use crate::activity::{Network, Slot};
use crate::group::{Group, Inst};
use crate::length::named;
use crate::model::{Charge, Total};
use crate::outlook::{Warning, WarningKind};
use crate::pass::Times;
use crate::request::{Inputs, Rates};
use crate::table::date;
use certmap_base::{Exact, Text};
use certmap_expr::{Expr, Node, Tri};
use certmap_pack::{Fee, FeeAmount, Per, Step};
use certmap_scope::{Figure, Missing};

/// A charge and where it belongs.
#[derive(Debug, Clone)]
pub(crate) struct Cost {
    pub(crate) activity: usize,
    pub(crate) group: usize,
    pub(crate) charge: Charge,
}

/// All charges of steps that are not done yet. Fees of upkeep are no part of the plan.
pub(crate) fn costs(
    network: &Network<'_>,
    inputs: &Inputs<'_>,
    early: &Times,
    warnings: &mut Vec<Warning>,
) -> Vec<Cost> {
    let mut costs = Vec::new();
    for (place, group) in network.groups.iter().enumerate().filter(|(_, g)| g.is_planned()) {
        for fee in group.procedure.into_iter().flat_map(|p| &p.fees) {
            let step_of = |s: &Slot| group.procedure.and_then(|p| p.steps.get(s.step));
            let slot = network.slots.iter().find(|s| s.group == place && step_of(s).is_some_and(|x| x.id == fee.step));
            let Some((slot, step)) = slot.and_then(|s| Some((s, step_of(s)?))) else { continue };
            Charging { network, inputs, early, group, place, fee, slot, step }.charge(&mut costs, warnings);
        }
    }
    costs
}

struct Charging<'x, 'a> {
    network: &'x Network<'a>,
    inputs: &'x Inputs<'a>,
    early: &'x Times,
    group: &'x Group<'a>,
    place: usize,
    fee: &'x Fee,
    slot: &'x Slot,
    step: &'x Step,
}

impl Charging<'_, '_> {
    fn charge(&self, costs: &mut Vec<Cost>, warnings: &mut Vec<Warning>) {
        for run in self.group.runs(self.fee.per) {
            let related = self.slot.runs.iter().filter(|(r, _)| self.group.related(run, *r));
            let ahead = |a: &usize| self.network.activities.get(*a).is_some_and(|a| a.done.is_none());
            let Some(activity) = related.filter_map(|(_, a)| *a).find(ahead) else { continue };
            let paid = |c: &Cost| c.activity == activity && c.charge.id == self.fee.id && c.group != self.place;
            if costs.iter().any(paid) {
                continue;
            }
            if let Some(charge) = self.one(run, activity, warnings) {
                costs.push(Cost { activity, group: self.place, charge });
            }
        }
    }

    fn one(&self, run: Inst, activity: usize, warnings: &mut Vec<Warning>) -> Option<Charge> {
        let extra = self.group.extra(self.inputs, self.step.share_key.as_deref(), run);
        let holds = match self.fee.when.node {
            Node::Bool(holds) => Tri::from(holds),
            _ => self.inputs.conditions.holds(self.group.id(), &self.fee.when, &extra),
        };
        if holds.is_false() {
            return None;
        }
        let on = date(self.early.start(activity));
        let Some(value) = self.fee.on(on) else {
            warnings.push(self.warning(
                format!("no amount of the fee {} is known for {on}", self.fee.title.en),
                format!("没有{}在{on}的收费标准", self.fee.title.zh),
            ));
            return None;
        };
        let number = |expr: &Expr| self.inputs.conditions.number(self.group.id(), expr, &extra);
        let amount = self.amount(&value.amount, &number, warnings)?;
        let times = self.fee.times.as_ref().map(number);
        let counted = times.as_ref().map(|t| t.span);
        if counted == Some(None) {
            warnings.push(self.warning(
                format!("it is not known how often {} is charged; once is counted", self.fee.title.en),
                format!("{}的计费次数未知，按一次计", self.fee.title.zh),
            ));
        }
        let one = (Exact::whole(1), Exact::whole(1));
        let (least, most) = counted.flatten().unwrap_or(one);
        let mut missing = amount.missing;
        for more in times.into_iter().flat_map(|t| t.missing) {
            if !missing.contains(&more) {
                missing.push(more);
            }
        }
        Some(Charge {
            id: self.fee.id.clone(),
            title: self.fee.title.clone(),
            min: amount.min.mul(&least).ok()?,
            max: amount.max.mul(&most).ok()?,
            currency: amount.currency,
            basis: basis(self.fee.per, self.fee.times.is_some().then_some((least, most)), &missing),
            on,
            confidence: value.cite.status,
            open: holds == Tri::Unknown || counted == Some(None),
            missing,
        })
    }

    /// How much; nothing where the values that it rests on are not known.
    fn amount(
        &self,
        amount: &FeeAmount,
        number: &dyn Fn(&Expr) -> Figure,
        warnings: &mut Vec<Warning>,
    ) -> Option<HowMuch> {
        let (min, max, currency) = match amount {
            FeeAmount::Money(a) => {
                let currency = a.currency().to_owned();
                return Some(HowMuch { min: a.min, max: a.max, currency, missing: Vec::new() });
            }
            FeeAmount::Value { min, max, currency } => (number(min), number(max), currency),
        };
        let (Some((least, _)), Some((_, most))) = (min.span, max.span) else {
            warnings.push(self.warning(
                format!("the amount of the fee {} is not known", self.fee.title.en),
                format!("{}的金额未知", self.fee.title.zh),
            ));
            return None;
        };
        let currency = String::from_utf8_lossy(currency).into_owned();
        let mut missing = min.missing;
        missing.extend(max.missing);
        missing.dedup();
        Some(HowMuch { min: least, max: most, currency, missing })
    }

    fn warning(&self, en: String, zh: String) -> Warning {
        Warning { kind: WarningKind::FeeUnknown, of: Some(self.group.id().to_owned()), says: Text::new(en, zh) }
    }
}

/// What is charged once.
struct HowMuch {
    min: Exact,
    max: Exact,
    currency: String,
    missing: Vec<Missing>,
}

fn basis(per: Per, times: Option<(Exact, Exact)>, missing: &[Missing]) -> Text {
    let (en, zh) = match per {
        Per::Product => ("per product", "按产品"),
        Per::Unit => ("per unit", "按单元"),
        Per::Factory => ("per factory", "按工厂"),
        Per::Shipment => ("per shipment", "按批次"),
        Per::Year => ("per year, the first year", "按年，首年"),
    };
    let mut basis = match times {
        None => Text::new(en, zh),
        Some((a, b)) if a == b => Text::new(format!("{en}, {a} times"), format!("{zh}，计{a}次")),
        Some((a, b)) => Text::new(format!("{en}, {a} to {b} times"), format!("{zh}，计{a}至{b}次")),
    };
    if !missing.is_empty() {
        let (names, zh_names) = named(missing);
        basis.en.push_str(&format!(", depending on: {names}"));
        basis.zh.push_str(&format!("，取决于：{zh_names}"));
    }
    basis
}

/// The sums per currency, in the order of their first charge.
pub(crate) fn totals<'c>(charges: impl Iterator<Item = &'c Charge>) -> Vec<Total> {
    let mut totals: Vec<Total> = Vec::new();
    for charge in charges {
        let place = totals.iter().position(|t| t.currency == charge.currency).unwrap_or_else(|| {
            let zero = Exact::zero();
            totals.push(Total { currency: charge.currency.clone(), min: zero, max: zero, complete: true });
            totals.len() - 1
        });
        let Some(total) = totals.get_mut(place) else { continue };
        match (total.min.add(&charge.min), total.max.add(&charge.max)) {
            (Ok(min), Ok(max)) => (total.min, total.max) = (min, max),
            _ => total.complete = false,
        }
        total.complete &= !charge.open;
    }
    totals
}

/// All in the user's currency; none if a rate is missing.
pub(crate) fn in_one(totals: &[Total], rates: &Rates) -> Option<Total> {
    let mut sum = Total { currency: rates.into.clone(), min: Exact::zero(), max: Exact::zero(), complete: true };
    for total in totals {
        let rate = if total.currency == rates.into {
            Exact::whole(1)
        } else {
            rates.rates.iter().find(|(c, _)| *c == total.currency)?.1
        };
        sum.min = sum.min.add(&total.min.mul(&rate).ok()?).ok()?;
        sum.max = sum.max.add(&total.max.mul(&rate).ok()?).ok()?;
        sum.complete &= total.complete;
    }
    Some(sum)
}
