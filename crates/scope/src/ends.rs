//! Ends of what is in hand: papers, inspections of factories, mandates.

use crate::ahead::Window;
use crate::answer::Answering;
use crate::held::name;
use crate::product::{Paper, Product};
use crate::program::SchemeCode;
use crate::result::{Ahead, AheadKind, SchemeResult};
use certmap_base::{Cite, Date, Text};
use certmap_expr::Tri;
use certmap_pack::{Behaviour, Pack, Scheme};

/// Something in hand that ends.
struct End {
    kind: AheadKind,
    of: String,
    /// First day on which it no longer counts.
    on: Date,
    too_old: bool,
}

impl End {
    fn ahead(self, cites: Vec<Cite>) -> Ahead {
        let of = &self.of;
        let (en, zh, act) = match self.kind {
            AheadKind::Inspection => (
                format!("the inspection of the factory {of} runs out"),
                format!("工厂 {of} 的工厂检查到期"),
                Text::new("have the factory inspected again before then", "须在此前重新进行工厂检查"),
            ),
            AheadKind::Mandate => (
                format!("the mandate of {of} ends"),
                format!("{of}的授权到期"),
                Text::new("renew the mandate before then", "须在此前续签授权"),
            ),
            _ if self.too_old => (
                format!("the paper {of} becomes too old to count"),
                format!("文件 {of} 超过可接受的期限"),
                Text::new("have a newer one before then", "须在此前取得新的文件"),
            ),
            _ => (
                format!("the paper {of} is no longer valid"),
                format!("文件 {of} 失效"),
                Text::new("renew it before then, or have a new one", "须在此前续期或重新取得"),
            ),
        };
        let day = self.on;
        Ahead {
            on: day,
            kind: self.kind,
            what: Text::new(format!("from {day}: {en}"), format!("自 {day} 起：{zh}")),
            of: self.of,
            act: Some(act),
            deadline: Some(day.add_days(-1)),
            cites,
        }
    }
}

/// Ends that concern a scheme: its own papers, inspections and mandates, and papers that it lets count.
pub(crate) fn ends_of(
    answering: &Answering,
    pack: &Pack,
    scheme: &Scheme,
    code: &SchemeCode,
    concerned: bool,
    window: Window,
) -> Vec<Ahead> {
    let product = answering.product;
    let mut found = Vec::new();
    let own = || scheme.certificate.as_ref().map_or_else(|| scheme.cites.clone(), |c| c.cites.clone());
    for paper in &product.have {
        let mine = paper.scheme.as_deref() == Some(scheme.id.as_str());
        let word = paper.scheme.as_deref().or(paper.kind.as_deref()).unwrap_or("");
        let reuse = scheme.reuse.iter().zip(&code.reuse).find(|(r, node)| {
            concerned && r.paper == word && r.counts != Tri::False && !answering.value(**node).is_false()
        });
        let reuse = reuse.map(|(r, _)| r);
        if !mine && reuse.is_none() {
            continue;
        }
        let cites = reuse.map_or_else(own, |r| r.cites.clone());
        let age = reuse.and_then(|r| Some(paper.date?.add_months(i64::from(r.max_age_months?))));
        let end = end_of_paper(paper, age);
        found.extend(end.filter(|e| window.contains(e.on)).map(|e| e.ahead(cites)));
    }
    let audited = |word: &str| word == scheme.id || share_keys(pack, scheme).any(|k| k == word);
    let mandated = |word: &str| word == scheme.id;
    let ends = inspections(product, &audited).chain(mandates(product, &mandated));
    found.extend(ends.filter(|e| window.contains(e.on)).map(|e| e.ahead(own())));
    found
}

/// Ends that none of the results tells: of papers, inspections and mandates for schemes that were not asked about.
pub(crate) fn other_ends(product: &Product, results: &[SchemeResult], from: Date, until: Date) -> Vec<Ahead> {
    let window = Window { from, until };
    let papers = product.have.iter().filter_map(|p| end_of_paper(p, None));
    let ends = papers.chain(inspections(product, &|_| true)).chain(mandates(product, &|_| true));
    let told = |end: &End| {
        let all = || results.iter().flat_map(|r| &r.ahead);
        all().any(|a| a.kind == end.kind && a.of == end.of && a.on <= end.on)
    };
    let mut found: Vec<Ahead> = Vec::new();
    for end in ends.filter(|e| window.contains(e.on)) {
        if !told(&end) {
            found.push(end.ahead(Vec::new()));
        }
    }
    found.sort_by_key(|a| (a.on, a.kind));
    found
}

/// The end of a paper: of its own validity, or of the time in which it counts.
fn end_of_paper(paper: &Paper, age: Option<Date>) -> Option<End> {
    let on = paper.valid_until.into_iter().chain(age).min()?;
    Some(End { kind: AheadKind::Paper, of: name(paper), on, too_old: paper.valid_until != Some(on) })
}

/// Share keys of the audits of a scheme.
fn share_keys<'a>(pack: &'a Pack, scheme: &'a Scheme) -> impl Iterator<Item = &'a str> {
    let named = scheme.routes.iter().filter_map(|r| r.procedure.as_ref()).chain(&scheme.procedure);
    let steps = named.filter_map(|p| pack.procedures.get(p)).flat_map(|p| &p.steps);
    steps.filter(|s| s.behaviour == Behaviour::Audit).filter_map(|s| s.share_key.as_deref())
}

/// Inspections of factories; of several for one thing the last end counts.
fn inspections<'a>(product: &'a Product, wanted: &'a dyn Fn(&str) -> bool) -> impl Iterator<Item = End> + 'a {
    product.factories.iter().filter_map(move |factory| {
        let meant = || factory.inspections.iter().filter(|i| wanted(&i.scheme));
        if meant().any(|i| i.valid_until.is_none()) {
            return None;
        }
        let on = meant().filter_map(|i| i.valid_until).max()?;
        Some(End { kind: AheadKind::Inspection, of: factory.id.clone(), on, too_old: false })
    })
}

fn mandates<'a>(product: &'a Product, wanted: &'a dyn Fn(&str) -> bool) -> impl Iterator<Item = End> + 'a {
    product.parties.iter().filter_map(move |party| {
        let mandate = party.mandate.as_ref().filter(|m| wanted(&m.scheme))?;
        Some(End { kind: AheadKind::Mandate, of: party.name.en.clone(), on: mandate.until?, too_old: false })
    })
}
