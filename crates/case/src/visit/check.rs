//! What stands against a command to a visit.

use super::{Check, Date, Given, Nonconformity, NonconformityId, Refusal, Role, TeamRole, Visit, VisitEvent, VisitId};
use super::{exists, unknown};
use crate::refusal::{needed, some};
use crate::stored::{CheckFinding, PersonId, TeamMember};

const VISIT: (&str, &str) = ("visit", "检查");
const NONCONFORMITY: (&str, &str) = ("nonconformity", "不符合项");
const REASON: (&str, &str) = ("reason", "理由");

impl Visit {
    pub(super) fn checks(&self, given: &Given<'_>, event: &VisitEvent) -> Vec<Check> {
        let office = given.role(&[Role::CaseOfficer]);
        let client = given.role(&[Role::Applicant, Role::CaseOfficer]);
        match event {
            VisitEvent::Planned { visit, from, until, .. } => vec![self.is_new(visit), office, ordered(*from, *until)],
            VisitEvent::TeamNamed { team } => vec![self.ahead(), office, led(team)],
            VisitEvent::InvitationAsked { .. } => vec![self.ahead(), office],
            VisitEvent::InvitationReceived { on, .. } => vec![self.ahead(), client, given.past(*on)],
            VisitEvent::VisaGranted { person, on, .. } | VisitEvent::VisaRefused { person, on } => {
                let who = given.role(&[Role::CaseOfficer, Role::Auditor]);
                vec![self.ahead(), who, self.member(person), given.past(*on)]
            }
            VisitEvent::Postponed { from, until, why } => {
                vec![self.ahead(), client, ordered(*from, *until), needed(REASON, why)]
            }
            VisitEvent::ChecklistSet { items } => {
                let ids: Vec<String> = items.iter().map(|i| i.id.clone()).collect();
                let who = given.role(&[Role::CaseOfficer, Role::Auditor]);
                vec![self.ahead(), who, some(("checklist", "检查表"), &ids)]
            }
            VisitEvent::Begun { on } => vec![self.ahead(), self.auditor(given), self.travel(), given.past(*on)],
            VisitEvent::CalledOff { why } => vec![self.ahead(), client, needed(REASON, why)],
            event => self.findings(given, event),
        }
    }

    fn findings(&self, given: &Given<'_>, event: &VisitEvent) -> Vec<Check> {
        match event {
            VisitEvent::Checked { item, finding, note, .. } => {
                let known = if self.checklist.iter().any(|i| i.id == *item) {
                    Ok(())
                } else {
                    Err(unknown(("point of the checklist", "检查项"), item))
                };
                let told = if *finding == CheckFinding::Nonconforming {
                    needed(("remark on what was found", "不符合事实说明"), note)
                } else {
                    Ok(())
                };
                vec![self.on_site(), self.auditor(given), known, told]
            }
            VisitEvent::NonconformityRaised { nonconformity, clause, text, .. } => {
                let new = if self.nonconformities.contains_key(nonconformity) {
                    Err(exists(NONCONFORMITY, nonconformity.as_str()))
                } else {
                    Ok(())
                };
                let told = needed(("description of the nonconformity", "不符合项描述"), text);
                vec![self.on_site(), self.auditor(given), new, needed(("clause", "条款"), clause), told]
            }
            VisitEvent::CorrectionOffered { nonconformity, on, action, documents, .. } => {
                let evidence: Vec<String> = documents.iter().map(ToString::to_string).collect();
                let who = given.role(&[Role::Applicant, Role::CaseOfficer]);
                let told = needed(("corrective action", "纠正措施"), action);
                vec![self.pending(nonconformity).map(drop), who, told, shown(&evidence), given.past(*on)]
            }
            VisitEvent::CorrectionAccepted { nonconformity, on } => {
                vec![self.offered(nonconformity), self.auditor(given), given.past(*on)]
            }
            VisitEvent::CorrectionRejected { nonconformity, reasons } => {
                vec![self.offered(nonconformity), self.auditor(given), some(REASON, reasons)]
            }
            VisitEvent::DueMoved { nonconformity, why, .. } => {
                let who = given.role(&[Role::CaseOfficer, Role::Auditor]);
                vec![self.pending(nonconformity).map(drop), who, needed(REASON, why)]
            }
            VisitEvent::Reported { on, .. } => {
                vec![self.on_site(), self.auditor(given), self.complete(), given.past(*on)]
            }
            _ => Vec::new(),
        }
    }

    fn is_new(&self, id: &VisitId) -> Check {
        if self.id.is_none() { Ok(()) } else { Err(exists(VISIT, id.as_str())) }
    }

    /// Planned, not begun, not called off.
    fn ahead(&self) -> Check {
        let state = match (&self.id, &self.called_off, self.begun) {
            (None, _, _) => return Err(unknown(VISIT, "")),
            (_, Some(_), _) => ("was called off", "已取消"),
            (_, _, Some(_)) => ("has begun", "已开始"),
            _ => return Ok(()),
        };
        Err(Refusal::new("visit_state", format!("the visit {}", state.0), format!("检查{}", state.1))
            .help("plan another visit", "请另行安排检查"))
    }

    /// Begun and not yet reported.
    fn on_site(&self) -> Check {
        let state = match (self.begun, &self.reported) {
            (None, _) => ("has not begun", "尚未开始"),
            (_, Some(_)) => ("is reported already", "已出具报告"),
            _ => return Ok(()),
        };
        Err(Refusal::new("visit_state", format!("the visit {}", state.0), format!("检查{}", state.1))
            .help("findings belong to the time on site", "检查发现应在现场检查期间记录"))
    }

    fn member(&self, person: &PersonId) -> Check {
        if self.team.iter().any(|m| m.person == *person) {
            return Ok(());
        }
        Err(unknown(("member of the team", "检查组成员"), person.as_str()))
    }

    /// The actor audits, and is on the team.
    fn auditor(&self, given: &Given<'_>) -> Check {
        given.role(&[Role::Auditor])?;
        let audits = |m: &TeamMember| matches!(m.role, TeamRole::Leader | TeamRole::Auditor);
        let team = self.team.iter().filter(|m| audits(m)).map(|m| &m.person);
        if given.streams.among(&given.by.person, team) {
            return Ok(());
        }
        Err(Refusal::new("team", "only auditors of the team do this", "仅限检查组内的检查员操作")
            .help("name the person in the team first", "请先将该人员列入检查组"))
    }

    /// Invitation letter and visas are there, where somebody travels.
    fn travel(&self) -> Check {
        if self.team.is_empty() {
            return Err(
                Refusal::new("team", "no team is named", "尚未指定检查组").help("name the team", "请指定检查组")
            );
        }
        if self.team.iter().any(|m| m.travels) && self.invitation.is_none() {
            return Err(Refusal::new("invitation", "the invitation letter is missing", "缺少邀请函")
                .help("ask the factory for it", "请向工厂索取邀请函"));
        }
        match self.without_visa().next() {
            None => Ok(()),
            Some(person) => Err(Refusal::new(
                "visa",
                format!("`{person}` has no visa that lasts to the end of the visit"),
                format!("`{person}`没有覆盖检查期间的签证"),
            )
            .help("postpone the visit or name somebody else", "请推迟检查或更换人员")),
        }
    }

    fn pending(&self, id: &NonconformityId) -> Result<&Nonconformity, Refusal> {
        match self.nonconformities.get(id) {
            None => Err(unknown(NONCONFORMITY, id.as_str())),
            Some(n) => match n.closed_on {
                None => Ok(n),
                Some(on) => Err(Refusal::new(
                    "closed",
                    format!("the nonconformity `{id}` was closed on {on}"),
                    format!("不符合项`{id}`已于{on}关闭"),
                )
                .help("raise a new one on another visit", "请在另一次检查中重新开具")),
            },
        }
    }

    fn offered(&self, id: &NonconformityId) -> Check {
        if !self.pending(id)?.offered.is_empty() {
            return Ok(());
        }
        Err(Refusal::new(
            "no_correction",
            format!("no correction of `{id}` was offered"),
            format!("`{id}`尚未提交整改"),
        )
        .help("ask the factory for cause, action and evidence", "请工厂提交原因、措施和证据"))
    }

    /// Every point of the checklist was looked at, or it was said that it was not.
    fn complete(&self) -> Check {
        let open: Vec<&str> = self.unanswered().map(|i| i.id.as_str()).collect();
        if open.is_empty() {
            return Ok(());
        }
        let list = open.join(", ");
        Err(Refusal::new("checklist", format!("points without an answer: {list}"), format!("未作答的检查项：{list}"))
            .help("answer them; `not seen` is an answer too", "请逐项作答；“未查看”也是一种结果"))
    }
}

fn ordered(from: Date, until: Date) -> Check {
    if from <= until {
        return Ok(());
    }
    Err(Refusal::new("dates", "the visit would end before it begins", "检查结束日早于开始日")
        .help("mend the days", "请更正日期"))
}

fn led(team: &[TeamMember]) -> Check {
    let leaders = team.iter().filter(|m| m.role == TeamRole::Leader).count();
    if leaders == 1 {
        return Ok(());
    }
    Err(Refusal::new("team", format!("the team has {leaders} leaders"), format!("检查组有{leaders}名组长"))
        .help("name exactly one leader", "请指定且仅指定一名组长"))
}

fn shown(evidence: &[String]) -> Check {
    some(("evidence of the correction", "整改证据"), evidence)
}
