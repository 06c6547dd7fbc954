//! Changes ahead: days on which the outcome turns, and notices that concern the product.

use crate::answer::Answering;
use crate::program::SchemeCode;
use crate::residual::Settler;
use crate::result::{Ahead, Outcome};
use certmap_base::{Date, Text};
use certmap_pack::{Phase, Scheme};

/// What will change for this product within the asked time.
pub(crate) fn ahead(
    answering: &Answering,
    scheme: &Scheme,
    code: &SchemeCode,
    outcome: Outcome,
    settler: &mut Settler,
) -> Vec<Ahead> {
    let from = answering.dates.get(scheme.governed_by);
    let until = from.add_months(answering.asked.ahead_months);
    let mut found = turns(answering, scheme, code, outcome, (from, until), settler);
    if matches!(outcome, Outcome::In | Outcome::Unknown | Outcome::NotYet | Outcome::Exempt) {
        let today = answering.asked.today;
        for (notice, node) in scheme.notices.iter().zip(&code.notices) {
            let last = notice.deadline.unwrap_or(notice.on).max(notice.on);
            if last >= today && notice.on <= until && !answering.value(*node).is_false() {
                found.push(Ahead {
                    on: notice.on,
                    what: notice.what.clone(),
                    deadline: notice.deadline,
                    cites: notice.cites.clone(),
                });
            }
        }
    }
    found.sort_by_key(|a| a.on);
    found
}

/// Days in a span on which a rule of the scheme begins or ends, and the outcome with it.
fn turns(
    answering: &Answering,
    scheme: &Scheme,
    code: &SchemeCode,
    now: Outcome,
    (from, until): (Date, Date),
    settler: &mut Settler,
) -> Vec<Ahead> {
    let mut days: Vec<Date> = scheme
        .rules()
        .flat_map(|r| r.phases.iter())
        .flat_map(|p: &Phase| [Some(p.from), p.until])
        .flatten()
        .filter(|d| *d > from && *d <= until)
        .collect();
    days.sort_unstable();
    days.dedup();
    if days.is_empty() {
        return Vec::new();
    }
    let program = &answering.engine.program;
    let Some(column) = program.column(scheme.governed_by.fact()) else { return Vec::new() };
    let Some(dated) = answering.engine.dated(scheme.governed_by) else { return Vec::new() };
    let (mut cells, mut values) = (answering.cells.to_vec(), answering.values.to_vec());
    let mut found = Vec::new();
    let mut last = now;
    for day in days {
        if let (Some(slot), Some(c)) = (cells.get_mut(usize::from(column)), program.columns.get(usize::from(column))) {
            *slot = c.cell(&certmap_pack::Value::Date(day));
        }
        program.rerun(dated, &cells, &mut values);
        let next = settler.settle(&code.decision, &cells, &values).outcome();
        if next != last && next != Outcome::Unknown {
            found.push(Ahead { on: day, what: turned(next, day), deadline: None, cites: cites_of(scheme, day) });
        }
        last = next;
    }
    found
}

fn turned(outcome: Outcome, day: Date) -> Text {
    let (en, zh) = match outcome {
        Outcome::In => ("it becomes mandatory or available", "开始适用"),
        Outcome::Out => ("it no longer applies", "不再适用"),
        Outcome::NoLonger => ("it ends", "终止"),
        Outcome::Banned => ("the product is banned", "产品被禁止"),
        Outcome::Exempt => ("the product is released from it", "产品可免除"),
        _ => ("its outcome changes", "结论发生变化"),
    };
    Text::new(format!("from {day}: {en}"), format!("自 {day} 起：{zh}"))
}

fn cites_of(scheme: &Scheme, day: Date) -> Vec<certmap_base::Cite> {
    let starts = |p: &Phase| p.from == day || p.until == Some(day);
    let rule = scheme.rules().find(|r| r.phases.iter().any(starts));
    rule.map_or_else(Vec::new, |r| {
        let own: Vec<_> = r.phases.iter().filter(|p| starts(p)).filter_map(|p| p.cite.clone()).collect();
        if own.is_empty() { r.cites.clone() } else { own }
    })
}
