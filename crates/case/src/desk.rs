//! Decides on commands to a case. One file for each kind of work; what they share stands here.

use crate::case::{Applicable, Case};
use crate::given::place;
use crate::refusal::{Check, Refusal, unknown, unless};
use crate::stored::{CaseEvent, Recorded, Role, RouteStep, RunKey};
use crate::{CaseCommand, Decided, Given};
use certmap_base::Date;
use certmap_pack::{Behaviour, Party, Per};

mod appeal;
mod attest;
mod evaluate;
mod file;
mod frame;
mod gate;
mod impartial;
mod intake;
mod outside;
mod step;

pub(crate) use gate::kind_says;
pub use impartial::COOLING_OFF_MONTHS;

const REASON: (&str, &str) = ("reason", "理由");

/// A case, and what came in with a command.
pub(crate) struct Desk<'a> {
    case: &'a Case,
    given: &'a Given<'a>,
}

impl Case {
    /// What follows from a command: events, or every reason against it.
    ///
    /// # Errors
    /// Every reason against the command, by name, in both languages.
    pub fn decide(&self, given: &Given<'_>, command: CaseCommand) -> Decided<Recorded<CaseEvent>> {
        let desk = Desk { case: self, given };
        let events = desk.decide(command)?;
        Ok(place(self.version, self.last, given, events))
    }

    /// What stands in the way of finishing a run today, before anybody tries.
    #[must_use]
    pub fn blockers(&self, given: &Given<'_>, run: &RunKey) -> Vec<Refusal> {
        let desk = Desk { case: self, given };
        desk.gates(run, given.today())
    }
}

impl Desk<'_> {
    fn decide(&self, command: CaseCommand) -> Decided<CaseEvent> {
        use CaseCommand as C;
        if !matches!(command, C::Open(_)) {
            self.is_open(&command).and_then(|()| self.belongs()).map_err(|r| vec![r])?;
        }
        match command {
            C::Open(_) | C::ChangeRoute { .. } | C::Settle { .. } | C::Divide { .. } | C::Close { .. } => {
                self.frame(command)
            }
            C::AddFile(_)
            | C::Bind { .. }
            | C::Charge { .. }
            | C::Pay { .. }
            | C::Ask { .. }
            | C::Answer { .. }
            | C::WithdrawQuestion { .. }
            | C::Disclose { .. } => self.filing(command),
            C::Start { .. } | C::Finish { .. } | C::Fail { .. } | C::Reopen { .. } | C::CorrectDate { .. } => {
                self.stepping(command)
            }
            C::CheckApplication { .. }
            | C::DeclareInterest { .. }
            | C::Assign { .. }
            | C::Relieve { .. }
            | C::Stop { .. } => self.intake(command),
            C::BindSamples { .. }
            | C::OrderTest { .. }
            | C::AcceptReport { .. }
            | C::RefuseReport { .. }
            | C::BindVisit { .. }
            | C::TakeVisit { .. } => self.evaluating(command),
            C::AskOutside { .. } | C::RecordAnswer { .. } => self.outside(command),
            C::Review { .. } | C::Return { .. } | C::Decide { .. } | C::Issue { .. } => self.attesting(command),
            C::LodgeAppeal { .. } | C::AcknowledgeAppeal { .. } | C::DecideAppeal { .. } | C::ReportAppeal { .. } => {
                self.appealing(command)
            }
        }
    }

    /// The case was opened and has not ended; appeals, and what belongs to the file, are heard after the end too.
    fn is_open(&self, command: &CaseCommand) -> Check {
        use CaseCommand as C;
        if self.case.opened.is_none() {
            return Err(unknown(("case", "案件"), ""));
        }
        let after_the_end = matches!(
            command,
            C::LodgeAppeal { .. }
                | C::AcknowledgeAppeal { .. }
                | C::DecideAppeal { .. }
                | C::ReportAppeal { .. }
                | C::AddFile(_)
                | C::Disclose { .. }
                | C::DeclareInterest { .. }
                | C::Assign { .. }
                | C::CorrectDate { .. }
                | C::Pay { .. }
        );
        match &self.case.ended {
            Some((_, why)) if !after_the_end => {
                let (says, why) = (self.case.phase().says(), why.join("; "));
                let told =
                    Refusal::new("ended", format!("the case is {}: {why}", says.en), format!("案件{}：{why}", says.zh));
                Err(told.help("open a new case, or appeal", "请另行申请，或提出申诉"))
            }
            _ => Ok(()),
        }
    }

    /// Who acts for an applicant acts for one of this case.
    fn belongs(&self) -> Check {
        let by = &self.given.by;
        if by.role != Role::Applicant || self.clients().contains(&by.organisation) {
            return Ok(());
        }
        Err(Refusal::new(
            "stranger",
            format!("`{}` is no party of this case", by.organisation),
            format!("`{}`不是本案当事方", by.organisation),
        )
        .help(
            "act for the holder, the manufacturer, the agent or the factory",
            "请以持证人、生产者、代理人或工厂的名义操作",
        ))
    }

    /// A step of the route.
    fn step(&self, run: &RunKey) -> Result<&RouteStep, Refusal> {
        self.case.step(&run.step).ok_or_else(|| {
            let refusal = unknown(("step", "步骤"), &run.step);
            let steps = self.case.route().map_or(&[][..], |r| r.steps.as_slice());
            match certmap_base::nearest(&run.step, steps.iter().map(|s| s.id.as_str())) {
                Some(near) => refusal.help(format!("did you mean `{near}`?"), format!("是否指`{near}`？")),
                None => refusal,
            }
        })
    }

    /// The step does that.
    fn does(&self, run: &RunKey, any: &[Behaviour]) -> Check {
        let step = self.step(run)?;
        if any.contains(&step.behaviour) {
            return Ok(());
        }
        let asked = any.first().map_or("", |b| b.word());
        Err(Refusal::new(
            "behaviour",
            format!("`{run}` does `{}`, not `{asked}`", step.behaviour.word()),
            format!("`{run}`的作用是`{}`，不是`{asked}`", step.behaviour.word()),
        )
        .help("name a step of that kind", "请指定相应类型的步骤"))
    }

    /// The step may be worked on: what stands before it is finished, and it is not finished itself.
    fn may_work(&self, run: &RunKey) -> Check {
        let step = self.step(run)?;
        let instances = self.case.instances(step);
        if step.per != Per::Year && !instances.contains(&run.of) {
            let known: Vec<String> =
                instances.iter().map(|of| RunKey::new(step.id.as_str(), of.as_deref()).to_string()).collect();
            let list = known.join(", ");
            return Err(unknown(("run", "步骤"), &run.to_string())
                .help(format!("this step is done as {list}"), format!("该步骤的实例为{list}")));
        }
        let (name, en, zh, help) = match self.case.applicable(run) {
            Applicable::Ready | Applicable::ReadyAhead | Applicable::Running => return Ok(()),
            Applicable::Waits => {
                let before: Vec<&str> = step.after.iter().map(String::as_str).collect();
                let list = before.join(", ");
                ("waits", format!("`{run}` waits for {list}"), format!("`{run}`须待{list}完成"), FIRST)
            }
            Applicable::Failed => ("failed", format!("`{run}` failed"), format!("`{run}`未通过"), AGAIN),
            Applicable::Done => ("done", format!("`{run}` is done already"), format!("`{run}`已完成"), AGAIN),
        };
        Err(Refusal::new(name, en, zh).help(help.0, help.1))
    }

    /// The day is not ahead, and not before the beginning of the step.
    fn on(&self, run: &RunKey, on: Date) -> Check {
        self.given.past(on)?;
        match self.case.runs.get(run).and_then(|r| r.started) {
            Some(started) if on < started => Err(Refusal::new(
                "dates",
                format!("`{run}` began on {started}, after {on}"),
                format!("`{run}`开始于{started}，晚于{on}"),
            )
            .help("mend the day, or correct the recorded one", "请更正日期，或更正已记录的日期")),
            _ => Ok(()),
        }
    }

    /// The body runs its work here, so its rules bind.
    fn body_here(&self) -> bool {
        self.case.is_here(Party::Body)
    }

    /// The actor is of those who do the work of a side.
    fn acts_for(&self, party: Party) -> Check {
        let roles: &[Role] = match party {
            Party::Applicant | Party::Factory => &[Role::Applicant],
            Party::Body => &[Role::CaseOfficer],
            Party::Laboratory => &[Role::Laboratory, Role::CaseOfficer],
            Party::Auditor => &[Role::Auditor, Role::CaseOfficer],
            Party::Carrier | Party::Customs | Party::Marketplace | Party::Authority => {
                &[Role::Applicant, Role::CaseOfficer]
            }
        };
        self.given.role(roles)
    }
}

const FIRST: (&str, &str) = ("finish those first", "请先完成前置步骤");
const AGAIN: (&str, &str) = ("reopen it if it is to be done again", "如需重做，请重新开启该步骤");

/// One event if nothing stands against it.
fn one(checks: Vec<Check>, event: impl FnOnce() -> CaseEvent) -> Decided<CaseEvent> {
    unless(crate::refusal::reasons(checks), || vec![event()])
}
