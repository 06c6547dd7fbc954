//! Checking the application, declaring interests, assigning people, stopping.

use super::{CaseCommand, CaseEvent, Decided, Desk, REASON, one};
use crate::refusal::{needed, reasons, some, unknown, unless};
use crate::stored::{CheckOutcome, Function, Role};
use certmap_pack::Behaviour;

impl Desk<'_> {
    pub(super) fn intake(&self, command: CaseCommand) -> Decided<CaseEvent> {
        match command {
            CaseCommand::CheckApplication { run, on, outcome, reasons: why } => {
                let told = if outcome == CheckOutcome::Accepted { Ok(()) } else { some(REASON, &why) };
                let does = self.does(&run, &[Behaviour::CheckDocuments]);
                let who = self.given.role(&[Role::CaseOfficer]);
                let general = [who, does, self.is_ours(&run), self.on(&run, on), told];
                let free = self.free(Function::CheckApplication);
                let mut refusals = reasons(general.into_iter().chain([self.settled(&run), free]));
                match outcome {
                    CheckOutcome::Accepted => refusals.extend(self.gates(&run, on)),
                    CheckOutcome::Incomplete | CheckOutcome::Declined => refusals.extend(self.may_work(&run).err()),
                }
                unless(refusals, || vec![CaseEvent::ApplicationChecked { run, on, outcome, reasons: why }])
            }
            CaseCommand::DeclareInterest { interests } => {
                let person = self.given.by.person.clone();
                one(Vec::new(), || CaseEvent::InterestDeclared { person, interests })
            }
            CaseCommand::Assign { person, function } => {
                let officer = self.given.role(&[Role::CaseOfficer, Role::Administrator]);
                let mut refusals = reasons([officer, self.competent(&person, function)]);
                refusals.extend(self.free_to(&person, function));
                unless(refusals, || vec![CaseEvent::Assigned { person, function }])
            }
            CaseCommand::Relieve { person, function, why } => {
                let officer = self.given.role(&[Role::CaseOfficer, Role::Administrator]);
                let assigned = self.case.assigned.get(&person).is_some_and(|f| f.contains(&function));
                let known = if assigned { Ok(()) } else { Err(unknown(("assignment", "指派"), person.as_str())) };
                let checks = vec![officer, known, needed(REASON, &why)];
                one(checks, || CaseEvent::Relieved { person, function, why })
            }
            CaseCommand::Stop { reasons } => {
                let checks = vec![self.given.role(&[Role::Applicant]), some(REASON, &reasons)];
                one(checks, || CaseEvent::Stopped { reasons })
            }
            _ => Ok(Vec::new()),
        }
    }
}
