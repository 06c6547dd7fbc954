//! Opening a case, its route, its units, its end.

use super::{CaseCommand, CaseEvent, Check, Decided, Desk, REASON, Refusal, one, unknown};
use crate::case::{Opening, Progress};
use crate::refusal::{exists, needed, some};
use crate::stored::{Applies, CertificateState, Purpose, Role, Route, RunKey, Subject, UnitOf};
use certmap_pack::Behaviour;

impl Desk<'_> {
    pub(super) fn frame(&self, command: CaseCommand) -> Decided<CaseEvent> {
        let officer = || self.given.role(self.case.office());
        match command {
            CaseCommand::Open(opening) => self.open(*opening),
            CaseCommand::ChangeRoute { route, why } => {
                let checks = vec![officer(), needed(REASON, &why), sound(&route), self.keeps(&route)];
                one(checks, || CaseEvent::RouteChanged { route, why })
            }
            CaseCommand::Settle { step, applies, why } => {
                let checks = vec![officer(), needed(REASON, &why), self.unsettled(&step)];
                one(checks, || CaseEvent::StepSettled { step, applies, why })
            }
            CaseCommand::Divide { units, samples_each, why } => {
                let checks = vec![officer(), needed(REASON, &why), self.may_divide(), divided(&units)];
                one(checks, || CaseEvent::UnitsDivided { units, samples_each, why })
            }
            CaseCommand::Close { reasons } => {
                let checks = vec![officer(), some(REASON, &reasons), self.nothing_owed()];
                one(checks, || CaseEvent::Closed { reasons })
            }
            _ => Ok(Vec::new()),
        }
    }

    fn open(&self, opening: Opening) -> Decided<CaseEvent> {
        let new = match &self.case.opened {
            None => Ok(()),
            Some(o) => Err(exists(("case", "案件"), o.case.as_str())),
        };
        let who = self.given.role(&[Role::Applicant, Role::CaseOfficer]);
        let checks =
            vec![new, who, sound(&opening.route), identified(&opening.route, &opening.subject), self.basis(&opening)];
        one(checks, || {
            let Opening { case, scheme, market, purpose, concerns, subject, route, here, needs, attempts_max } =
                opening;
            let (subject, route) = (Box::new(subject), Box::new(route));
            CaseEvent::Opened { case, scheme, market, purpose, concerns, subject, route, here, needs, attempts_max }
        })
    }

    /// A case that starts from a certificate names it, and the certificate is alive.
    fn basis(&self, opening: &Opening) -> Check {
        let from_nothing = matches!(opening.purpose, Purpose::Initial);
        let Some(id) = &opening.concerns else {
            if from_nothing {
                return Ok(());
            }
            return Err(Refusal::new("basis", "the certificate that it starts from is missing", "缺少作为依据的证书")
                .help("name the certificate", "请指明证书"));
        };
        let Some(certificate) = self.given.streams.certificates.get(id) else {
            return Err(unknown(("certificate", "证书"), id.as_str()));
        };
        match certificate.state(self.given.today()) {
            Some(CertificateState::Valid) => Ok(()),
            // A change may be what ends a suspension; a new term may follow an expired one.
            Some(CertificateState::Suspended) if opening.purpose == Purpose::Change => Ok(()),
            Some(CertificateState::Expired) if opening.purpose == Purpose::Renewal => Ok(()),
            state => {
                let word = state.map_or("not yet valid", crate::stored::CertificateState::word);
                Err(Refusal::new(
                    "basis",
                    format!("the certificate `{id}` is {word}"),
                    format!("证书`{id}`当前状态：{word}"),
                )
                .help("apply for a first certificate", "请按初次认证申请"))
            }
        }
    }

    /// A new route knows every step that was begun.
    fn keeps(&self, route: &Route) -> Check {
        let gone = self.case.runs.keys().find(|k| route.steps.iter().all(|s| s.id != k.step));
        match gone {
            None => Ok(()),
            Some(run) => Err(Refusal::new(
                "loses",
                format!("the new route has no step `{}`, which was begun", run.step),
                format!("新流程没有已开始的步骤`{}`", run.step),
            )
            .help("close the case and apply anew", "请关闭案件并重新申请")),
        }
    }

    fn unsettled(&self, step: &str) -> Check {
        let run = RunKey::new(step, None);
        let found = self.step(&run)?;
        let begun = self.case.runs.keys().any(|k| k.step == step);
        if found.applies == Applies::Open && !begun {
            return Ok(());
        }
        Err(Refusal::new("settled", format!("whether `{step}` happens is settled"), format!("`{step}`是否适用已确定"))
            .help("change the route if the facts changed", "如事实变化，请变更流程"))
    }

    /// Units are divided before anything is made or tested for them.
    fn may_divide(&self) -> Check {
        let late = [Behaviour::Test, Behaviour::Review, Behaviour::Decide, Behaviour::Issue, Behaviour::ShipSamples];
        if !self.case.began(&late) {
            return Ok(());
        }
        Err(Refusal::new("late", "samples are on their way or tested already", "样品已寄送或检测")
            .help("open a further case for a further unit", "新增单元请另行申请"))
    }

    /// Nothing is owed to the client before the end: no open question, no appeal without an answer.
    fn nothing_owed(&self) -> Check {
        let appeal = self.case.appeals.iter().find(|(_, a)| a.reported.is_none());
        if let Some((id, _)) = appeal {
            return Err(Refusal::new(
                "appeal_open",
                format!("the appeal `{id}` has no answer yet"),
                format!("申诉`{id}`尚未答复"),
            )
            .help("decide on it and tell the client", "请作出决定并告知客户"));
        }
        let running = self.case.runs.iter().find(|(_, r)| r.progress == Progress::Started);
        match running {
            None => Ok(()),
            Some((run, _)) => {
                Err(Refusal::new("running", format!("`{run}` is not finished"), format!("`{run}`尚未完成"))
                    .help("finish or fail it first", "请先完成或记录为未通过"))
            }
        }
    }
}

/// Step names are there once, and what stands in `after` exists.
fn sound(route: &Route) -> Check {
    if route.steps.is_empty() {
        return Err(Refusal::new("route", "the route has no steps", "流程没有步骤")
            .help("take it from a procedure of a pack", "请从规则包的程序生成"));
    }
    for (n, step) in route.steps.iter().enumerate() {
        if route.steps.iter().take(n).any(|s| s.id == step.id) {
            return Err(exists(("step", "步骤"), &step.id));
        }
        if let Some(id) = step.after.iter().find(|a| route.steps.iter().all(|s| s.id != **a)) {
            return Err(unknown(("step", "步骤"), id));
        }
    }
    Ok(())
}

/// What separates units of the scheme is there, once.
fn identified(route: &Route, subject: &Subject) -> Check {
    needed(("holder", "持证人"), subject.holder.as_str())?;
    for word in &route.identified_by {
        match word.as_str() {
            "factory" if subject.factories.len() != 1 => {
                let n = subject.factories.len();
                return Err(Refusal::new(
                    "factories",
                    format!("a certificate of this scheme is for one factory, and {n} are named"),
                    format!("本制度一证一厂，当前填写了{n}个工厂"),
                )
                .help("open a case for each factory", "请按工厂分别申请"));
            }
            "product" if subject.product.is_none() => needed(("product", "产品"), "")?,
            _ => {}
        }
    }
    let ids = subject.factories.iter().map(|f| f.id.as_str()).chain(subject.units.iter().map(|u| u.id.as_str()));
    let ids: Vec<&str> = ids.collect();
    for (n, id) in ids.iter().enumerate() {
        needed(("id of a factory or unit", "工厂或单元编号"), id)?;
        if ids.iter().take(n).any(|other| other == id) {
            return Err(exists(("factory or unit", "工厂或单元"), id));
        }
    }
    Ok(())
}

fn divided(units: &[UnitOf]) -> Check {
    let ids: Vec<String> = units.iter().map(|u| u.id.clone()).collect();
    some(("unit", "单元"), &ids)?;
    for (n, unit) in units.iter().enumerate() {
        if ids.iter().take(n).any(|other| *other == unit.id) {
            return Err(exists(("unit", "单元"), &unit.id));
        }
        let lines = |u: &UnitOf| u.lines.clone();
        let twice = units.iter().take(n).flat_map(lines).find(|l| unit.lines.contains(l));
        if let Some(line) = twice {
            return Err(exists(("model, in another unit,", "型号（其他单元）"), &line));
        }
    }
    Ok(())
}
