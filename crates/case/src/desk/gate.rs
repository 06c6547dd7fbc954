//! What must hold before a step is done.

use super::{Check, Desk, Party, Refusal};
use crate::record::Standing;
use crate::refusal::reasons;
use crate::stored::{RecordKind, RouteStep, RunKey};
use certmap_base::Date;
use certmap_pack::Behaviour;

/// Steps for which the body's work order needs a signed agreement.
const ORDERED: [Behaviour; 6] =
    [Behaviour::Test, Behaviour::Audit, Behaviour::Review, Behaviour::Decide, Behaviour::Issue, Behaviour::FollowUp];

impl Desk<'_> {
    /// Everything that stands in the way of finishing a run, apart from who asks for it.
    pub(super) fn gates(&self, run: &RunKey, on: Date) -> Vec<Refusal> {
        let step = match self.step(run) {
            Ok(step) => step,
            Err(refusal) => return vec![refusal],
        };
        let mut checks = vec![self.may_work(run), self.papers(step), self.held(run)];
        checks.extend(self.records(step, on));
        if self.body_here() && ORDERED.contains(&step.behaviour) {
            checks.push(self.agreement(on));
        }
        let here = self.case.is_here(step.by);
        match step.behaviour {
            Behaviour::ShipSamples => checks.push(self.arrived(run, on)),
            Behaviour::Pay if here => checks.push(self.paid(Some(&step.id))),
            Behaviour::Correct => checks.push(self.closed()),
            Behaviour::Review | Behaviour::Decide | Behaviour::Issue if self.body_here() && here => {
                checks.extend([self.closed(), self.reports_stand()]);
            }
            _ => {}
        }
        if step.behaviour == Behaviour::Issue && self.body_here() && here {
            checks.push(self.paid(None));
        }
        reasons(checks)
    }

    /// The papers that the step needs are there, in a version that counts.
    fn papers(&self, step: &RouteStep) -> Check {
        let missing: Vec<&str> =
            step.needs.iter().filter(|kind| !self.case.has_result(kind)).map(String::as_str).collect();
        if missing.is_empty() || !self.case.is_here(step.by) {
            return Ok(());
        }
        let list = missing.join(", ");
        Err(Refusal::new("papers", format!("papers are missing: {list}"), format!("缺少文件：{list}"))
            .help("add them to the case", "请补充上传"))
    }

    /// Nobody waits for an answer about this step.
    fn held(&self, run: &RunKey) -> Check {
        let about = |r: &Option<RunKey>| r.as_ref().is_none_or(|r| r == run);
        let open = self.case.questions.iter().find(|(_, q)| q.settled.is_none() && about(&q.run));
        match open {
            None => Ok(()),
            Some((id, q)) => {
                let (text, to) = (&q.text, q.to.word());
                Err(Refusal::new(
                    "question",
                    format!("the question `{id}` to the {to} is open: {text}"),
                    format!("问题`{id}`待{to}答复：{text}"),
                )
                .help("answer it, or take it back", "请答复或撤回该问题"))
            }
        }
    }

    /// Mandates, factory and other records that this step needs are in the case and good on the day.
    fn records(&self, step: &RouteStep, on: Date) -> Vec<Check> {
        let needs = self.case.opened.iter().flat_map(|o| &o.needs);
        needs.filter(|n| n.steps.contains(&step.id)).map(|n| self.record(n.kind, on)).collect()
    }

    /// The body works only under an agreement that both sides signed.
    pub(super) fn agreement(&self, on: Date) -> Check {
        self.record(RecordKind::CertificationAgreement, on)
    }

    fn record(&self, kind: RecordKind, on: Date) -> Check {
        let ids = self.case.records.iter().filter(|(_, k)| **k == kind).map(|(id, _)| id);
        let scheme = self.case.opened.as_ref().map_or("", |o| o.scheme.as_str());
        let found = ids.filter_map(|id| self.given.streams.records.get(id));
        // An agreement may be for some schemes only; the scope of other records is for people to read.
        let fits = |r: &&crate::Record| kind != RecordKind::CertificationAgreement || r.covers(scheme);
        let standings = found.filter(fits).map(|r| r.standing(on));
        let standings: Vec<Standing> = standings.collect();
        if standings.iter().any(|s| s.is_good()) {
            return Ok(());
        }
        let (en, zh) = kind_says(kind);
        let (name, state) = match standings.first() {
            None => ("no_record", ("is missing", "缺失")),
            Some(Standing::Unsigned) => ("unsigned", ("is not signed", "尚未签署")),
            Some(Standing::Early) => ("not_yet", ("is not yet valid", "尚未生效")),
            Some(_) => ("lapsed", ("is no longer valid", "已失效")),
        };
        Err(Refusal::new(name, format!("the {en} {} on {on}", state.0), format!("{on}：{zh}{}", state.1))
            .help("add a signed and valid one to the case", "请补充已签署且有效的文件"))
    }

    /// The samples of the step are with the laboratory, where they are followed here.
    fn arrived(&self, run: &RunKey, on: Date) -> Check {
        let sets = self.case.samples.get(run).into_iter().flatten();
        for id in sets {
            let there = self.given.streams.samples.get(id).and_then(crate::Samples::received_on);
            if there.is_none_or(|day| day > on) {
                return Err(Refusal::new(
                    "samples",
                    format!("the samples `{id}` are not at the laboratory"),
                    format!("样品`{id}`未到达实验室"),
                )
                .help("record where they are", "请记录样品去向"));
            }
        }
        Ok(())
    }

    /// Every fee, or every fee of a step, is paid.
    fn paid(&self, step: Option<&str>) -> Check {
        let asked = self.case.fees.iter().filter(|(_, f)| step.is_none_or(|s| f.step == s));
        let open: Vec<&str> = asked.filter(|(_, f)| f.paid.is_none()).map(|(id, _)| id.as_str()).collect();
        if open.is_empty() {
            return Ok(());
        }
        let list = open.join(", ");
        Err(Refusal::new("unpaid", format!("fees are not paid: {list}"), format!("费用未缴：{list}"))
            .help("record the payment", "请记录缴费"))
    }

    /// No nonconformity of the visits of this case is open.
    pub(super) fn closed(&self) -> Check {
        let visits = self.case.visits.values().flatten().filter_map(|id| self.given.streams.visits.get(id));
        let open: Vec<&str> = visits.flat_map(|v| v.open().map(|(id, _)| id.as_str())).collect();
        if open.is_empty() {
            return Ok(());
        }
        let list = open.join(", ");
        Err(Refusal::new(
            "nonconformity",
            format!("nonconformities are open: {list}"),
            format!("不符合项未关闭：{list}"),
        )
        .help("correct them and let an auditor close them", "请整改并由检查员关闭"))
    }

    /// The reports that were accepted still count: nobody took them back or amended them since.
    pub(super) fn reports_stand(&self) -> Check {
        for order in self.case.orders.values() {
            let Some((id, version, _)) = &order.report else { continue };
            let now = self.given.streams.reports.get(id);
            let stands = now.is_some_and(|r| r.text().is_some() && r.version == *version);
            if !stands {
                return Err(Refusal::new(
                    "report_changed",
                    format!("the report `{id}` was amended or withdrawn after it was accepted"),
                    format!("报告`{id}`在采信后被修改或撤回"),
                )
                .help("send the case back to the test", "请退回检测环节"));
            }
        }
        Ok(())
    }

    /// The run belongs to a side that works here.
    pub(super) fn is_ours(&self, run: &RunKey) -> Check {
        let step = self.step(run)?;
        let carried = matches!(step.by, Party::Carrier | Party::Customs) && step.behaviour == Behaviour::ShipSamples;
        if self.case.is_here(step.by) || (carried && self.case.samples.contains_key(run)) {
            return Ok(());
        }
        let by = step.by.word();
        Err(Refusal::new(
            "outside",
            format!("`{run}` is done by the {by}, who does not work here"),
            format!("`{run}`由{by}完成，该方不使用本系统"),
        )
        .help("record the request and the answer with evidence", "请记录请求和答复并附证据"))
    }
}

/// A kind of record in words.
pub(crate) fn kind_says(kind: RecordKind) -> (&'static str, &'static str) {
    match kind {
        RecordKind::Party => ("record of the party", "当事方记录"),
        RecordKind::Factory => ("record of the factory", "工厂记录"),
        RecordKind::PowerOfAttorney => ("power of attorney", "代理委托书"),
        RecordKind::TrademarkAuthorisation => ("trademark authorisation", "商标使用授权书"),
        RecordKind::OemAgreement => ("OEM agreement", "OEM协议"),
        RecordKind::OdmAgreement => ("ODM agreement", "ODM协议"),
        RecordKind::Mandate => ("mandate", "授权代表委托书"),
        RecordKind::ResidentRepresentative => ("appointment of the resident representative", "常驻代表任命书"),
        RecordKind::CertificationAgreement => ("certification agreement", "认证合同"),
        RecordKind::LaboratoryApproval => ("approval of the laboratory", "实验室认可"),
        RecordKind::Competence => ("record of competence", "能力记录"),
        RecordKind::Identity => ("record of identity", "身份记录"),
    }
}
