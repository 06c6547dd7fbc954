//! Offers around samples, tests and audits.

use super::*;

impl Guide<'_> {
    pub(super) fn ship(&mut self, run: &RunKey, step: &RouteStep) {
        let sender = self.is_client() || self.is_body(Role::CaseOfficer);
        let sets: Vec<(SamplesId, Samples)> = self
            .case()
            .samples
            .get(run)
            .into_iter()
            .flatten()
            .filter_map(|id| self.file.streams.samples.get(id).map(|s| (id.clone(), s.clone())))
            .collect();
        if sets.is_empty() {
            if sender {
                let told = text!("Prepare the samples: {}", "准备样品：{}"; step.title.clone());
                self.for_run("prepare_samples", run, told, Typed::default());
                self.clear_papers();
            }
            return;
        }
        let mut arrived = false;
        for (id, set) in &sets {
            arrived |= set.received_on().is_some();
            self.consignments(id, set, sender);
        }
        if arrived && self.acts_for(step.by) {
            let told = text!("The samples have arrived: finish “{}”", "样品已送达：完成“{}”"; step.title.clone());
            self.for_run("finish", run, told, Typed::default());
        }
    }

    fn consignments(&mut self, id: &SamplesId, set: &Samples, sender: bool) {
        let filled = Typed::default().with("samples", id.as_str());
        let open =
            set.consignments.values().any(|c| !matches!(c.stage, Stage::Lost | Stage::Refused | Stage::Returned));
        if !open && sender {
            let told = text!("Pack the samples with their packing form", "样品装箱并附装箱单");
            let _ = self.offer("pack_samples", told, filled.clone());
        }
        for (consignment, c) in &set.consignments {
            let filled = filled.clone().with("consignment", consignment.as_str());
            match c.stage {
                Stage::Packed if sender => {
                    let _ = self.offer("send_samples", text!("Send the samples", "寄出样品"), filled);
                }
                Stage::Sent | Stage::Held if self.is_laboratory() || sender => {
                    let _ = self.offer(
                        "receive_samples",
                        text!("Record that the samples arrived", "登记样品送达"),
                        filled.clone(),
                    );
                    if c.stage == Stage::Sent {
                        self.aside("hold_samples", text!("Customs holds them", "海关扣留"), filled.clone());
                    } else {
                        self.aside("release_samples", text!("Customs released them", "海关放行"), filled.clone());
                    }
                    self.aside("lose_samples", text!("They were lost", "样品丢失"), filled.clone());
                    self.aside("refuse_samples", text!("The laboratory refuses them", "实验室拒收"), filled);
                }
                Stage::Received if self.is_laboratory() => {
                    self.aside("return_samples", text!("Send the samples back", "退还样品"), filled);
                }
                _ => {}
            }
        }
    }

    fn clear_papers(&mut self) {
        if let Some(offer) = self.offers.last_mut() {
            offer.papers.clear();
        }
    }

    pub(super) fn test(&mut self, run: &RunKey, step: &RouteStep) {
        let orders: Vec<_> = self
            .case()
            .orders
            .iter()
            .filter(|(_, o)| o.run == *run && o.report.is_none())
            .map(|(id, o)| (id.to_string(), o.clone()))
            .collect();
        let office = self.is_body(Role::CaseOfficer) || (!self.case().is_here(Party::Body) && self.is_client());
        if orders.is_empty() {
            if office {
                let told = text!("Order the test: {}", "下达检测任务：{}"; step.title.clone());
                self.for_run("order_test", run, told, Typed::default());
                self.clear_papers();
            }
            return;
        }
        for (id, order) in &orders {
            let reports: Vec<(String, String)> = self
                .file
                .streams
                .reports
                .iter()
                .filter(|(r, s)| {
                    s.laboratory.as_ref() == Some(&order.laboratory)
                        && s.text().is_some()
                        && !order.refused.iter().any(|(refused, _)| refused == *r)
                        && !self.used(r)
                })
                .map(|(r, s)| (r.to_string(), s.text().map_or_else(String::new, |t| t.number.clone())))
                .collect();
            let assessor = self.is_body(Role::Auditor) || self.is_body(Role::CaseOfficer);
            let assessor = assessor || (!self.case().is_here(Party::Body) && self.is_client());
            for (report, number) in &reports {
                if assessor {
                    let filled = Typed::default().with("order", id.as_str()).with("report", report.as_str());
                    let told = text!(
                        "Look at the report {number} and accept it, if it is right",
                        "查看报告 {number}，无误则采信"
                    );
                    let _ = self.offer("accept_report", told, filled.clone());
                    self.aside(
                        "refuse_report",
                        text!("Do not accept the report {number}", "不采信报告 {number}"),
                        filled,
                    );
                }
            }
            let mine = self.is_laboratory() && order.laboratory.as_str() == self.actor.organisation_id();
            if reports.is_empty() && (mine || (office && !self.is_laboratory_here())) {
                let models = self.models();
                let filled = Typed::default()
                    .with("laboratory", order.laboratory.as_str())
                    .with("models", models.join("\n"))
                    .with("standards", order.standards.join("\n"));
                let told = text!("Test, and issue the report", "检测并签发报告");
                let _ = self.offer("issue_report", told, filled);
            }
        }
    }

    /// Whether a report was accepted for any order.
    fn used(&self, report: &certmap_case::stored::ReportId) -> bool {
        self.case().orders.values().any(|o| o.report.as_ref().is_some_and(|(r, _, _)| r == report))
    }

    fn is_laboratory_here(&self) -> bool {
        self.case().is_here(Party::Laboratory)
    }

    fn models(&self) -> Vec<String> {
        let opened = self.case().opened.as_ref();
        opened.map(|o| o.subject.units.iter().flat_map(|u| u.lines.clone()).collect()).unwrap_or_default()
    }

    pub(super) fn audit(&mut self, run: &RunKey, step: &RouteStep) {
        let visits: Vec<(String, Visit)> = self
            .case()
            .visits
            .get(run)
            .into_iter()
            .flatten()
            .filter_map(|id| self.file.streams.visits.get(id).map(|v| (id.to_string(), v.clone())))
            .filter(|(_, v)| v.called_off.is_none())
            .collect();
        if visits.is_empty() && self.is_body(Role::CaseOfficer) {
            let told = text!("Plan the audit: {}", "安排检查：{}"; step.title.clone());
            self.for_run("plan_visit", run, told, Typed::default().with("site", run.of.clone().unwrap_or_default()));
            self.clear_papers();
        }
        for (id, visit) in visits {
            self.visit(run, step, &id, &visit);
        }
    }

    fn visit(&mut self, run: &RunKey, step: &RouteStep, id: &str, visit: &Visit) {
        let filled = Typed::default().with("visit", id);
        let auditor = self.is_body(Role::Auditor) && visit.team.iter().any(|m| m.person == self.me());
        let officer = self.is_body(Role::CaseOfficer);
        let travels = visit.team.iter().any(|m| m.travels);
        if visit.reported.is_some() {
            if officer || self.is_body(Role::Auditor) {
                let told = text!("Take the audit into the case: {}", "采纳检查结果：{}"; step.title.clone());
                self.for_run("take_visit", run, told, filled);
            }
            return;
        }
        if travels && visit.invitation.is_none() && self.is_client() {
            let told = text!("Send the invitation letter for the auditors", "为检查员提供邀请函");
            let _ = self.offer("send_invitation", told, filled.clone());
        }
        if travels && visit.invitation_due.is_none() && visit.invitation.is_none() && officer {
            let told = text!("Ask for invitation letters", "向企业索取邀请函");
            let _ = self.offer("ask_invitation", told, filled.clone());
        }
        for person in visit.without_visa().cloned().collect::<Vec<_>>() {
            if visit.invitation.is_some() && (officer || auditor) {
                let told = text!("Record the visa", "登记签证");
                let _ = self.offer("visa_granted", told, filled.clone().with("person", person.as_str()));
            }
        }
        if auditor || officer {
            if visit.checklist.is_empty() {
                let filled = filled.clone().with("items", CHECKLIST.join("\n"));
                let _ = self.offer("set_checklist", text!("Set the checklist of the audit", "设定检查表"), filled);
            } else if visit.begun.is_none() && auditor && (!travels || visit.without_visa().next().is_none()) {
                let _ = self.offer("begin_visit", text!("Begin the audit", "开始检查"), filled.clone());
            }
        }
        if auditor && visit.begun.is_some() {
            for item in visit.unanswered().cloned().collect::<Vec<_>>() {
                let filled = filled.clone().with("item", item.id.as_str());
                let _ = self.offer("check_item", item.text.clone(), filled);
            }
            self.aside("raise_nonconformity", text!("Raise a nonconformity", "开具不符合项"), filled.clone());
            if visit.unanswered().next().is_none() {
                let _ = self.offer("report_visit", text!("Hand in the audit report", "提交检查报告"), filled.clone());
            }
        }
        if officer {
            self.aside("postpone_visit", text!("Postpone the visit", "推迟检查"), filled.clone());
            self.aside("call_off_visit", text!("Call the visit off", "取消检查"), filled);
        }
    }

    pub(super) fn correct(&mut self, run: &RunKey, step: &RouteStep, own: bool) {
        let visits = self.file.streams.visits.iter();
        let open: Vec<(String, String, bool, String)> = visits
            .flat_map(|(v, s)| {
                s.open().map(move |(n, nc)| {
                    (v.to_string(), n.to_string(), !nc.offered.is_empty(), format!("{} {}", nc.clause, nc.text))
                })
            })
            .collect();
        for (visit, nonconformity, offered, what) in &open {
            let filled = Typed::default().with("visit", visit.as_str()).with("nonconformity", nonconformity.as_str());
            if self.is_client() {
                let told = text!("Correct the nonconformity: {what}", "整改不符合项：{what}");
                let _ = self.offer("offer_correction", told, filled.clone());
            }
            if *offered && (self.is_body(Role::Auditor) || self.is_body(Role::CaseOfficer)) {
                let told = text!("Look at the correction: {what}", "验证整改：{what}");
                let _ = self.offer("accept_correction", told, filled.clone());
                self.aside("reject_correction", text!("Reject the correction", "整改不通过"), filled);
            }
        }
        if open.is_empty() && (!own || self.acts_for(step.by)) && self.acts_for(step.by) {
            self.finish(run, step);
        }
    }
}

/// The four published questions of the auditor, then the documented procedures that a factory is asked for
/// (CQC/PD021-2005); the team changes the list as it needs.
const CHECKLIST: &[&str] = &[
    "Does the quality system meet the rules of the scheme? | 质量体系是否符合认证规则要求？",
    "Does production match the samples that were tested? | 批量生产的产品与型式试验样品是否一致？",
    "Is the production and test equipment there and in order? | 生产设备和检测设备是否具备且完好？",
    "Are the staff who produce and test qualified? | 生产和检验人员是否具备相应资格？",
    "Procedure: keeping, using and controlling the mark | 程序：认证标志的保管、使用与控制",
    "Procedure: control of changes of the product | 程序：产品变更控制",
    "Procedure: control of documents and data | 程序：文件和资料控制",
    "Procedure: quality records | 程序：质量记录控制",
    "Procedure: choice and routine management of suppliers | 程序：供应商选择和日常管理",
    "Procedure: inspection or verification of critical components and materials | 程序：关键元器件和材料的检验或验证",
    "Procedure: periodic confirmation of critical components | 程序：关键元器件和材料的定期确认检验",
    "Procedure: maintenance of production equipment | 程序：生产设备维护保养",
    "Procedure: routine inspection and confirmation inspection | 程序：例行检验和确认检验",
    "Procedure: products that do not conform | 程序：不合格品控制",
    "Procedure: internal audit | 程序：内部质量审核",
    "Responsibilities of the staff for quality | 与质量有关人员的职责",
];
