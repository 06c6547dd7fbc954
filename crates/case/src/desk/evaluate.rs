//! Samples, test orders, reports, visits.

use super::{CaseCommand, CaseEvent, Check, Decided, Desk, REASON, Refusal, one, unknown};
use crate::case::Order;
use crate::refusal::{exists, needed, reasons, some, unless};
use crate::stored::{
    Function, OrderId, OrganisationId, ReportId, ReportText, Role, RunKey, StandardVerdict, Verdict, VisitId,
};
use crate::{Report, Visit};
use certmap_base::Date;
use certmap_pack::Behaviour;

const ORDER: (&str, &str) = ("test order", "检测委托");
const REPORT: (&str, &str) = ("test report", "检测报告");
const VISIT: (&str, &str) = ("visit", "检查");

impl Desk<'_> {
    pub(super) fn evaluating(&self, command: CaseCommand) -> Decided<CaseEvent> {
        match command {
            CaseCommand::BindSamples { run, samples } => {
                let known = match self.given.streams.samples.get(&samples) {
                    Some(_) => Ok(()),
                    None => Err(unknown(("sample set", "样品组"), samples.as_str())),
                };
                let kinds = [Behaviour::MakeSamples, Behaviour::ShipSamples, Behaviour::Test];
                let who = self.given.role(&[Role::Applicant, Role::CaseOfficer]);
                let checks = vec![who, known, self.does(&run, &kinds)];
                one(checks, || CaseEvent::SamplesBound { run, samples })
            }
            CaseCommand::OrderTest { order, run, laboratory, standards, due } => {
                let new = match self.case.orders.contains_key(&order) {
                    true => Err(exists(ORDER, order.as_str())),
                    false => Ok(()),
                };
                let mut refusals =
                    reasons([new, self.given.role(self.case.office()), self.does(&run, &[Behaviour::Test])]);
                refusals.extend(reasons([self.may_work(&run), some(("standard", "标准"), &standards)]));
                if self.body_here() {
                    refusals.extend(self.agreement(self.given.today()).err());
                    refusals.extend(self.approved(&laboratory, standards.iter(), self.given.today()).err());
                }
                unless(refusals, || vec![CaseEvent::TestOrdered { order, run, laboratory, standards, due }])
            }
            CaseCommand::AcceptReport { order, report, on } => self.accept(&order, report, on),
            CaseCommand::RefuseReport { order, report, reasons: why } => {
                let waiting = self.order(&order).map(drop);
                let checks = vec![waiting, self.report(&report).map(drop), some(REASON, &why)];
                let checks = checks.into_iter().chain(self.judge());
                one(checks.collect(), || CaseEvent::ReportRefused { order, report, reasons: why })
            }
            CaseCommand::BindVisit { run, visit } => {
                let kinds = [Behaviour::Audit, Behaviour::FollowUp];
                let checks =
                    vec![self.given.role(self.case.office()), self.does(&run, &kinds), self.serves(&run, &visit)];
                one(checks, || CaseEvent::VisitBound { run, visit })
            }
            CaseCommand::TakeVisit { run, visit, on } => self.take_visit(run, visit, on),
            _ => Ok(Vec::new()),
        }
    }

    /// Who judges evidence: where the body works here, an evaluator that it assigned, who is free to.
    fn judge(&self) -> Vec<Check> {
        if self.body_here() {
            let who = self.given.role(&[Role::CaseOfficer, Role::Auditor, Role::Laboratory]);
            vec![who, self.assigned(Function::Evaluate), self.free(Function::Evaluate)]
        } else {
            vec![self.given.role(&[Role::Applicant, Role::CaseOfficer])]
        }
    }

    fn accept(&self, id: &OrderId, report: ReportId, on: Date) -> Decided<CaseEvent> {
        let order = self.order(id).map_err(|r| vec![r])?;
        let (found, text) = self.report(&report).map_err(|r| vec![r])?;
        let run = order.run.clone();
        let mut refusals = reasons(self.judge().into_iter().chain([self.on(&run, on), self.settled(&run)]));
        refusals.extend(self.gates(&run, on));
        refusals.extend(reasons([ours(order, found), complete(order, text), self.about(&run, text)]));
        refusals.extend(self.tested_after_arrival(&run, text).err());
        if self.body_here() {
            let methods = text.verdicts.iter().map(|v| &v.standard);
            for day in [text.tested_from, text.tested_until] {
                refusals.extend(self.approved(&order.laboratory, methods.clone(), day).err());
            }
            // The people who tested evaluated, so they cannot be those who review or decide here.
            let testers = text.tested_by.iter().flat_map(|p| self.not_reviewing(p).err());
            refusals.extend(testers);
        }
        refusals.dedup();
        unless(refusals, || {
            let verdicts = text.verdicts.clone();
            let follows = self.verdict(id, order, &verdicts, on);
            let tested_by = text.tested_by.clone();
            let (order, report_version) = (id.clone(), found.version);
            let accepted = CaseEvent::ReportAccepted { order, report, report_version, verdicts, tested_by };
            [accepted].into_iter().chain(follows).collect()
        })
    }

    /// The step passes with the last of its orders, and fails with the first that fails.
    fn verdict(&self, id: &OrderId, order: &Order, verdicts: &[StandardVerdict], on: Date) -> Option<CaseEvent> {
        let run = order.run.clone();
        let bad: Vec<String> = verdicts.iter().filter(|v| v.verdict != Verdict::Pass).map(told).collect();
        if !bad.is_empty() {
            let on_fail = self.step(&run).ok()?.on_fail;
            let then = self.then(&run, on_fail);
            return Some(CaseEvent::RunFailed { run, on, reasons: bad, then });
        }
        let others = self.case.orders.iter().filter(|(i, o)| *i != id && o.run == run && o.attempt == order.attempt);
        let documents = Vec::new();
        let all = others.into_iter().all(|(_, o)| o.report.is_some());
        all.then_some(CaseEvent::RunFinished { run, on, documents, records: Vec::new() })
    }

    /// An order that waits for its report, of the attempt that runs.
    fn order(&self, id: &OrderId) -> Result<&Order, Refusal> {
        let order = self.case.orders.get(id).ok_or_else(|| unknown(ORDER, id.as_str()))?;
        let attempt = self.case.runs.get(&order.run).map_or(1, |r| r.attempts);
        if order.report.is_none() && order.attempt >= attempt {
            return Ok(order);
        }
        Err(Refusal::new(
            "order_done",
            format!("the order `{id}` has its report, or belongs to an earlier attempt"),
            format!("检测委托`{id}`已有报告或属于上一次试验"),
        )
        .help("order the test anew", "请重新下达检测委托"))
    }

    fn report(&self, id: &ReportId) -> Result<(&Report, &ReportText), Refusal> {
        let report = self.given.streams.reports.get(id).ok_or_else(|| unknown(REPORT, id.as_str()))?;
        match report.text() {
            Some(text) => Ok((report, text)),
            None => {
                Err(Refusal::new("withdrawn", format!("the report `{id}` was withdrawn"), format!("报告`{id}`已撤回"))
                    .help("ask the laboratory for a new one", "请向实验室索取新报告"))
            }
        }
    }

    /// The laboratory is approved for every method on that day; being approved now does not help a test of then.
    fn approved<'m>(&self, laboratory: &OrganisationId, methods: impl Iterator<Item = &'m String>, on: Date) -> Check {
        for method in methods {
            if !self.given.streams.is_approved(laboratory, method, on) {
                return Err(Refusal::new(
                    "laboratory",
                    format!("the laboratory `{laboratory}` is not approved for `{method}` on {on}"),
                    format!("实验室`{laboratory}`在{on}未获准进行`{method}`检测"),
                )
                .help("choose an approved one, or have it tested again there", "请选择已获准的实验室，或重新检测"));
            }
        }
        Ok(())
    }

    /// The report is about a model of the unit.
    fn about(&self, run: &RunKey, text: &ReportText) -> Check {
        let units = self.case.opened.iter().flat_map(|o| &o.subject.units);
        let mut lines =
            units.filter(|u| run.of.as_ref().is_none_or(|of| *of == u.id)).flat_map(|u| &u.lines).peekable();
        if lines.peek().is_none() || lines.any(|l| text.models.contains(l)) {
            return Ok(());
        }
        let models = text.models.join(", ");
        Err(Refusal::new(
            "models",
            format!("the report is about {models}, none of which is in `{run}`"),
            format!("报告所涉型号（{models}）不在`{run}`范围内"),
        )
        .help("ask for the report of a model of this unit", "请提供本单元型号的报告"))
    }

    fn tested_after_arrival(&self, run: &RunKey, text: &ReportText) -> Check {
        let sets = self.case.samples.values().flatten().filter(|s| text.samples.as_ref() == Some(s));
        for id in sets {
            let there = self.given.streams.samples.get(id).and_then(crate::Samples::received_on);
            if there.is_none_or(|day| day > text.tested_from) {
                return Err(Refusal::new(
                    "samples",
                    format!("the samples `{id}` were not at the laboratory when `{run}` began"),
                    format!("`{run}`开始时样品`{id}`尚未到达实验室"),
                )
                .help("clear up which samples were tested", "请核实所检样品"));
            }
        }
        Ok(())
    }

    fn not_reviewing(&self, person: &crate::stored::PersonId) -> Check {
        for function in [Function::Review, Function::Decide] {
            if self.given.streams.among(person, self.case.who(function)) {
                return Err(super::impartial::both(person, Function::Evaluate, function));
            }
        }
        Ok(())
    }

    /// The visit is known, serves the scheme, and goes to the place that the step is about.
    fn serves(&self, run: &RunKey, id: &VisitId) -> Check {
        let visit = self.visit(id)?;
        let scheme = self.case.opened.as_ref().map_or("", |o| o.scheme.as_str());
        let place = self.case.opened.iter().flat_map(|o| &o.subject.factories).any(|f| f.id == visit.site);
        let same = run.of.as_ref().is_none_or(|of| *of == visit.site || !self.is_factory(of));
        if visit.called_off.is_none() && visit.schemes.iter().any(|s| s == scheme) && place && same {
            return Ok(());
        }
        Err(Refusal::new(
            "visit_scope",
            format!("the visit `{id}` is not for this scheme and factory"),
            format!("检查`{id}`与本制度或工厂不符"),
        )
        .help("plan a visit that is", "请安排相应的检查"))
    }

    fn is_factory(&self, of: &str) -> bool {
        self.case.opened.iter().flat_map(|o| &o.subject.factories).any(|f| f.id == of)
    }

    fn visit(&self, id: &VisitId) -> Result<&Visit, Refusal> {
        self.given.streams.visits.get(id).ok_or_else(|| unknown(VISIT, id.as_str()))
    }

    fn take_visit(&self, run: RunKey, id: VisitId, on: Date) -> Decided<CaseEvent> {
        let visit = self.visit(&id).map_err(|r| vec![r])?;
        let team: Vec<_> = visit.evaluators.iter().cloned().collect();
        let who = self.given.role(&[Role::CaseOfficer, Role::Auditor]);
        let reported = match &visit.reported {
            Some((day, _)) if *day <= on => Ok(()),
            _ => Err(Refusal::new(
                "unreported",
                format!("the visit `{id}` has no report"),
                format!("检查`{id}`尚无报告"),
            )
            .help("wait for the report", "请等待检查报告")),
        };
        let kinds = [Behaviour::Audit, Behaviour::FollowUp];
        let mut refusals =
            reasons([who, reported, self.does(&run, &kinds), self.is_ours(&run), self.serves(&run, &id)]);
        refusals.extend(reasons([self.on(&run, on), self.settled(&run)]));
        refusals.extend(self.gates(&run, on));
        if self.body_here() {
            let known = |p| self.free_to(p, Function::Evaluate);
            refusals.extend(team.iter().flat_map(known));
            refusals.extend(team.iter().filter_map(|p| self.competent(p, Function::Evaluate).err()));
        }
        unless(refusals, || {
            let open = u32::try_from(visit.open().count()).unwrap_or(u32::MAX);
            let documents = Vec::new();
            let finished = CaseEvent::RunFinished { run: run.clone(), on, documents, records: Vec::new() };
            let visit_version = visit.version;
            vec![CaseEvent::VisitTaken { run, visit: id, visit_version, team, open_nonconformities: open }, finished]
        })
    }
}

/// The report is of the laboratory that was ordered.
fn ours(order: &Order, report: &Report) -> Check {
    if report.laboratory.as_ref() == Some(&order.laboratory) {
        return Ok(());
    }
    let (asked, has) = (&order.laboratory, report.laboratory.as_ref().map_or("", OrganisationId::as_str));
    Err(Refusal::new(
        "other_laboratory",
        format!("the order went to `{asked}`, the report is of `{has}`"),
        format!("委托实验室为`{asked}`，报告出自`{has}`"),
    )
    .help("order there, or ask for the right report", "请向该实验室委托，或索取正确的报告"))
}

/// Every standard of the order has a result.
fn complete(order: &Order, text: &ReportText) -> Check {
    let missing = order.standards.iter().find(|s| text.verdicts.iter().all(|v| v.standard != **s));
    match missing {
        None => Ok(()),
        Some(s) => needed(("result", "结论"), "").map_err(|r| Refusal {
            what: certmap_base::Text::new(
                format!("the report has no result against `{s}`"),
                format!("报告没有针对`{s}`的结论"),
            ),
            ..r
        }),
    }
}

fn told(verdict: &StandardVerdict) -> String {
    let clauses = verdict.failed_clauses.join(", ");
    format!("{}: {} {clauses}", verdict.standard, verdict.verdict.word()).trim_end().to_owned()
}
