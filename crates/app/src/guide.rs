//! What this person can do now in a case, the most useful thing first.

use crate::action::Action;
use crate::app::App;
use crate::desk::CaseFile;
use crate::form::Typed;
use crate::who::Actor;
use certmap_base::{Text, text};
use certmap_case::stored::{Applies, Function, PersonId, RecordKind, Role, RouteStep, RunKey, SamplesId, Side, Turn};
use certmap_case::{Case, Given, Phase, Progress, Refusal, Samples, Stage, Visit};
use certmap_pack::{Behaviour, Party};
use std::collections::BTreeSet;

mod evaluation;

/// Something that a person can do now.
#[derive(Debug, Clone, PartialEq)]
pub struct Offer {
    /// What.
    pub action: &'static Action,
    /// In one sentence.
    pub sentence: Text,
    /// Fields that are filled in already.
    pub filled: Typed,
    /// Papers that it wants, by kind, with their names; each is a field `document:KIND`.
    pub papers: Vec<(String, Text)>,
    /// What still stands in the way.
    pub blockers: Vec<Refusal>,
    /// The step it is for.
    pub run: Option<RunKey>,
    /// Not what comes next, but possible.
    pub aside: bool,
}

/// Looks at a case for one person.
struct Guide<'a> {
    app: &'a App,
    actor: &'a Actor,
    file: &'a CaseFile,
    offers: Vec<Offer>,
}

impl App {
    /// What the actor can do now in a case.
    #[must_use]
    pub fn offers(&self, actor: &Actor, file: &CaseFile) -> Vec<Offer> {
        let mut guide = Guide { app: self, actor, file, offers: Vec::new() };
        guide.questions();
        guide.interests();
        guide.records();
        for run in file.case.open_runs() {
            guide.run(&run);
        }
        guide.appeals();
        guide.always();
        guide.offers.sort_by_key(|o| o.aside);
        guide.offers
    }

    /// The name of a kind of paper, as the procedure of the case has it.
    #[must_use]
    pub fn paper_title(&self, case: &Case, kind: &str) -> Text {
        let scheme = case.opened.as_ref().map_or("", |o| o.scheme.as_str());
        let procedure = case.route().map_or("", |r| r.procedure.as_str());
        let found = self
            .law
            .library
            .scheme(scheme)
            .and_then(|(pack, _)| pack.procedures.get(procedure))
            .and_then(|p| p.documents.iter().find(|d| d.id == kind));
        found.map_or_else(|| Text::same(kind.replace('-', " ")), |d| d.title.clone())
    }
}

impl Guide<'_> {
    fn case(&self) -> &Case {
        &self.file.case
    }

    fn is_client(&self) -> bool {
        let sides = [Side::Holder, Side::Agent, Side::Factory];
        self.actor.has(Role::Applicant) && sides.iter().any(|s| self.file.sides.contains(s))
    }

    fn is_body(&self, role: Role) -> bool {
        self.file.sides.contains(&Side::Body) && self.actor.has(role)
    }

    fn is_laboratory(&self) -> bool {
        self.file.sides.contains(&Side::Laboratory) && self.actor.has(Role::Laboratory)
    }

    fn me(&self) -> PersonId {
        PersonId::new(self.actor.person.id.as_str())
    }

    fn offer(&mut self, action: &str, sentence: Text, filled: Typed) -> Option<&mut Offer> {
        let action = Action::named(action)?;
        let offer =
            Offer { action, sentence, filled, papers: Vec::new(), blockers: Vec::new(), run: None, aside: false };
        self.offers.push(offer);
        self.offers.last_mut()
    }

    /// An offer for a step, with the papers that the step wants and what stands in its way.
    fn for_run(&mut self, action: &str, run: &RunKey, sentence: Text, filled: Typed) {
        let Some(step) = self.case().step(&run.step).cloned() else { return };
        let case = self.case();
        let wanted = step.needs.iter().chain(&step.yields).filter(|k| !case.has_result(k));
        let papers: Vec<(String, Text)> = wanted.map(|k| (k.clone(), self.app.paper_title(case, k))).collect();
        let role = self.actor.roles.iter().next().copied().unwrap_or(Role::Applicant);
        let given = Given { at: self.app.now(), by: self.actor.by(role), streams: &self.file.streams };
        // Papers are handed in with the form itself.
        let blockers = case.blockers(&given, run).into_iter().filter(|r| !matches!(r.name, "paper" | "papers"));
        let blockers: Vec<Refusal> = blockers.collect();
        if let Some(offer) = self.offer(action, sentence, filled.with("run", run.to_string())) {
            offer.papers = papers;
            offer.blockers = blockers;
            offer.run = Some(run.clone());
        }
    }

    /// Something that is possible, but not what comes next.
    fn aside(&mut self, action: &str, sentence: Text, filled: Typed) {
        if let Some(offer) = self.offer(action, sentence, filled) {
            offer.aside = true;
        }
    }

    fn run(&mut self, run: &RunKey) {
        let Some(step) = self.case().step(&run.step).cloned() else { return };
        let (here, body) = (self.case().is_here(step.by), self.case().is_here(Party::Body));
        let own = here && matches!(step.by, Party::Applicant | Party::Factory);
        match step.behaviour {
            Behaviour::Agree if own || here => self.agree(run, &step),
            Behaviour::Correct if own || body => self.correct(run, &step, own),
            Behaviour::ShipSamples if own || body => self.ship(run, &step),
            Behaviour::Pay if own => self.pay(run, &step, body),
            _ if own => self.finish(run, &step),
            Behaviour::Test if here || body => self.test(run, &step),
            _ if !here => self.outside(run, &step),
            Behaviour::CheckDocuments if step.by == Party::Body => {
                if self.is_body(Role::CaseOfficer) {
                    let told = text!("Check the application: {}", "评审申请：{}"; step.title.clone());
                    self.for_run("check_application", run, told, Typed::default());
                }
            }
            Behaviour::Audit => self.audit(run, &step),
            Behaviour::Review | Behaviour::Decide | Behaviour::Issue => self.attest(run, &step),
            _ => self.finish(run, &step),
        }
    }

    fn acts_for(&self, by: Party) -> bool {
        match by {
            Party::Applicant | Party::Factory => self.is_client(),
            Party::Body => self.is_body(Role::CaseOfficer),
            Party::Auditor => self.is_body(Role::Auditor) || self.is_body(Role::CaseOfficer),
            Party::Laboratory => self.is_laboratory() || self.is_body(Role::CaseOfficer),
            _ => self.is_client() || self.is_body(Role::CaseOfficer),
        }
    }

    fn finish(&mut self, run: &RunKey, step: &RouteStep) {
        if self.acts_for(step.by) {
            let told = text!("Finish the step “{}”", "完成步骤“{}”"; step.title.clone());
            self.for_run("finish", run, told, Typed::default());
        }
    }

    fn agree(&mut self, run: &RunKey, step: &RouteStep) {
        if self.acts_for(step.by) {
            let told = text!("Sign the agreement: {}", "签订合同：{}"; step.title.clone());
            self.for_run("agree", run, told, Typed::default());
        }
    }

    fn pay(&mut self, run: &RunKey, step: &RouteStep, body: bool) {
        let fees: Vec<(String, bool, String)> = self
            .case()
            .fees
            .iter()
            .filter(|(_, f)| f.step == step.id)
            .map(|(id, f)| (id.clone(), f.paid.is_some(), format!("{} {}", f.amount, f.currency)))
            .collect();
        if body && fees.is_empty() {
            if self.is_body(Role::CaseOfficer) {
                let told = text!("Send the fee notice for “{}”", "就“{}”发出缴费通知"; step.title.clone());
                let _ =
                    self.offer("charge", told, Typed::default().with("step", step.id.as_str()).with("currency", "CNY"));
            }
            return;
        }
        for (fee, paid, amount) in &fees {
            if !paid && self.is_client() {
                let told = text!("Pay {amount} and record the payment", "缴纳 {amount} 并登记付款");
                let _ = self.offer("pay", told, Typed::default().with("fee", fee.as_str()));
            }
        }
        if fees.iter().all(|(_, paid, _)| *paid) {
            self.finish(run, step);
        }
    }

    fn outside(&mut self, run: &RunKey, step: &RouteStep) {
        if !(self.is_client() || self.is_body(Role::CaseOfficer)) {
            return;
        }
        let open = self.case().requests.get(run).into_iter().flatten().any(|r| r.answered.is_none());
        if open {
            let told = text!("Record the answer to “{}”", "登记“{}”的答复"; step.title.clone());
            self.for_run("record_answer", run, told, Typed::default().with("outcome", "done"));
        } else {
            let told = text!("Record that “{}” was asked for", "登记已提出“{}”"; step.title.clone());
            self.for_run("ask_outside", run, told, Typed::default().with("request", step.title.en.as_str()));
            if let Some(offer) = self.offers.last_mut() {
                offer.papers.clear();
            }
        }
    }

    fn attest(&mut self, run: &RunKey, step: &RouteStep) {
        let has = |b: Behaviour| {
            let steps = self.case().route().map_or(&[][..], |r| r.steps.as_slice());
            steps.iter().any(|s| s.behaviour == b && s.by == Party::Body)
        };
        let reviewed =
            !self.case().reviews.is_empty() || (has(Behaviour::Review) && step.behaviour != Behaviour::Review);
        let decided =
            !self.case().decisions.is_empty() || (has(Behaviour::Decide) && step.behaviour == Behaviour::Issue);
        if step.behaviour == Behaviour::Review || !reviewed {
            if self.is_body(Role::Reviewer) {
                let told = text!("Review the evidence: {}", "复核：{}"; step.title.clone());
                self.for_run("review", run, told, Typed::default());
                let told = text!("Or send the case back", "或退回");
                self.aside("return", told, Typed::default().with("run", run.to_string()));
            }
        } else if step.behaviour == Behaviour::Decide || !decided {
            if self.is_body(Role::DecisionMaker) {
                let told = text!("Decide: {}", "作出认证决定：{}"; step.title.clone());
                self.for_run("decide", run, told, Typed::default());
            }
        } else if self.is_body(Role::RegisterKeeper) || self.is_body(Role::CaseOfficer) {
            let told = text!("Issue the certificate: {}", "颁发证书：{}"; step.title.clone());
            self.for_run("issue", run, told, Typed::default());
        }
    }

    fn questions(&mut self) {
        let open: Vec<(String, Turn, String)> = self
            .case()
            .questions
            .iter()
            .filter(|(_, q)| q.settled.is_none())
            .map(|(id, q)| (id.to_string(), q.to, q.text.clone()))
            .collect();
        for (id, to, asked) in open {
            let mine = match to {
                Turn::Applicant => self.is_client(),
                _ => self.is_body(Role::CaseOfficer),
            };
            if mine {
                let told = text!("Answer: {asked}", "请答复：{asked}");
                let _ = self.offer("answer", told, Typed::default().with("question", id));
            }
        }
    }

    fn interests(&mut self) {
        let staff = [Role::Auditor, Role::Reviewer, Role::DecisionMaker, Role::CaseOfficer];
        let is_staff = self.file.sides.contains(&Side::Body) && staff.iter().any(|r| self.actor.has(*r));
        if is_staff && self.case().ended.is_none() && !self.case().interests.contains_key(&self.me()) {
            let told = text!(
                "Declare your interests in this case, or that you have none, before you work on it",
                "参与本案工作前，请申报利益关系（无利益关系也须申报）"
            );
            let _ = self.offer("declare_interest", told, Typed::default());
        }
        if !self.is_body(Role::CaseOfficer) || self.case().ended.is_some() {
            return;
        }
        for (function, en, zh) in [
            (Function::Evaluate, "Assign somebody to evaluate", "指派评价人员"),
            (Function::Review, "Assign a reviewer", "指派复核人员"),
            (Function::Decide, "Assign a decision maker", "指派认证决定人员"),
        ] {
            let assigned = self.case().assigned.values().any(|f| f.contains(&function));
            if (self.case().accepted || !self.checks_applications()) && !assigned {
                let filled = Typed::default().with("function", function.word());
                let _ = self.offer("assign", Text::new(en, zh), filled);
            }
        }
    }

    /// Whether the body has a step in which it looks at the application.
    fn checks_applications(&self) -> bool {
        let steps = self.case().route().map_or(&[][..], |r| r.steps.as_slice());
        steps
            .iter()
            .any(|s| s.behaviour == Behaviour::CheckDocuments && s.by == Party::Body && s.applies != Applies::No)
    }

    /// Records that steps of this case need, and that it does not have yet.
    fn records(&mut self) {
        let Some(opened) = self.case().opened.clone() else { return };
        if self.case().ended.is_some() || !(self.is_client() || self.is_body(Role::CaseOfficer)) {
            return;
        }
        let mut kinds: BTreeSet<RecordKind> = opened.needs.iter().map(|n| n.kind).collect();
        // The agreement with a body that works here is always asked for; most procedures have a step for it.
        let agrees = |s: &RouteStep| s.behaviour == Behaviour::Agree && s.applies != Applies::No;
        kinds.remove(&RecordKind::CertificationAgreement);
        if self.case().is_here(Party::Body) && !opened.route.steps.iter().any(agrees) {
            kinds.insert(RecordKind::CertificationAgreement);
        }
        for need in kinds {
            if self.case().records.values().any(|k| *k == need) {
                continue;
            }
            let of = match need {
                RecordKind::Factory => opened.subject.factories.first().map(|f| f.organisation.clone()),
                _ => None,
            };
            let of = of.unwrap_or_else(|| opened.subject.holder.clone());
            let kind = crate::action::record_says(need);
            let today = self.app.today();
            let has = |r: &certmap_case::Record| r.kind == need && r.organisation == of && r.standing(today).is_good();
            let known = self.file.streams.records.iter().find(|(_, r)| has(r)).map(|(id, _)| id.to_string());
            if let Some(record) = known {
                let told = text!("Use the record that is there: {}", "使用已有记录：{}"; kind);
                let _ = self.offer("bind_record", told, Typed::default().with("record", record));
            } else {
                let told = text!("Add the record that this case needs: {}", "补充本案所需记录：{}"; kind);
                let filled = Typed::default().with("kind", need.word()).with("organisation", of.as_str());
                let _ = self.offer("add_record", told, filled);
            }
        }
    }

    fn appeals(&mut self) {
        let open: Vec<(String, bool, bool)> = self
            .case()
            .appeals
            .iter()
            .filter(|(_, a)| a.reported.is_none())
            .map(|(id, a)| (id.to_string(), a.acknowledged, a.decided.is_some()))
            .collect();
        for (id, acknowledged, decided) in open {
            let filled = Typed::default().with("appeal", id);
            if self.is_body(Role::CaseOfficer) && !acknowledged {
                let _ = self.offer("acknowledge_appeal", text!("Acknowledge the appeal", "受理申诉"), filled);
            } else if !decided && self.file.sides.contains(&Side::Body) {
                let told =
                    text!("Decide on the appeal, if you had no part in the case", "对申诉作出决定（须未参与本案）");
                let _ = self.offer("decide_appeal", told, filled);
            } else if decided && self.is_body(Role::CaseOfficer) {
                let _ = self.offer("report_appeal", text!("Tell the client, and record it", "告知客户并登记"), filled);
            }
        }
        let ended = matches!(self.case().phase(), Phase::Refused | Phase::Declined | Phase::Reapply | Phase::Attested);
        if self.is_client() && (ended || !self.case().appeals.is_empty()) {
            self.aside("lodge_appeal", text!("Appeal or complain", "提出申诉或投诉"), Typed::default());
        }
    }

    /// Steps that happen or not by a fact that nobody gave.
    fn unsettled(&mut self, may: bool) {
        let steps = self.case().route().map(|r| r.steps.clone()).unwrap_or_default();
        for step in steps.into_iter().filter(|s| may && s.applies == Applies::Open) {
            let told = text!("Say whether this step happens: {}", "请确认该步骤是否进行：{}"; step.title);
            let _ = self.offer("settle", told, Typed::default().with("step", step.id));
        }
    }

    /// What is possible at any time.
    fn always(&mut self) {
        if self.case().ended.is_some() {
            return;
        }
        let (client, officer) = (self.is_client(), self.is_body(Role::CaseOfficer));
        if !self.file.sides.is_empty() {
            self.aside("add_document", text!("Add a paper", "添加文件"), Typed::default());
        }
        if client || officer {
            self.aside(
                "add_record",
                text!("Add a factory, mandate or agreement", "添加工厂、授权或协议记录"),
                Typed::default(),
            );
            let failed: Vec<RunKey> = self
                .case()
                .runs
                .iter()
                .filter(|(_, r)| r.progress == Progress::Failed)
                .map(|(k, _)| k.clone())
                .collect();
            for run in failed {
                let told = text!("Try again: {run}", "重新进行：{run}");
                let _ = self.offer("reopen", told, Typed::default().with("run", run.to_string()));
            }
            self.aside("ask", text!("Ask the other side", "向对方提问"), Typed::default());
        }
        self.unsettled(officer || (client && !self.case().is_here(Party::Body)));
        if officer {
            self.aside("divide", text!("Set units and samples", "划分认证单元并确定样品数量"), Typed::default());
            self.aside("charge", text!("Send another fee notice", "再发缴费通知"), Typed::default());
            self.aside("assign", text!("Assign a person", "指派人员"), Typed::default());
        }
        if client {
            self.aside("stop", text!("Withdraw the application", "撤回申请"), Typed::default());
        }
    }
}
