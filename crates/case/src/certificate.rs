//! The life of a certificate after the decision.

use crate::given::place;
use crate::refusal::{Check, exists, needed, reasons, some, unknown, unless};
use crate::stored::{
    CaseId, CertificateEvent, CertificateId, CertificateState, CoverLine, OrganisationId, PersonId, Recorded, Role,
};
use crate::{Decided, Given, Moment, Refusal};
use certmap_base::Date;
use std::collections::BTreeMap;

const CERTIFICATE: (&str, &str) = ("certificate", "证书");
const REASON: (&str, &str) = ("reason", "理由");

/// A line of what a certificate covers, with a life of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Covered {
    /// The line.
    pub line: CoverLine,
    /// First day.
    pub from: Date,
    /// First day on which it is no longer covered.
    pub until: Option<Date>,
}

/// A certificate over all its versions, as its events left it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Certificate {
    /// Number of events.
    pub version: u64,
    /// When the last one came.
    pub last: Option<Moment>,
    /// Its id; none before it was granted.
    pub id: Option<CertificateId>,
    /// The case that led to it.
    pub case: Option<CaseId>,
    /// Scheme.
    pub scheme: String,
    /// Number and lines of every version, oldest first; none is ever taken out.
    pub versions: Vec<(String, Vec<CoverLine>)>,
    /// Who holds it.
    pub holder: Option<OrganisationId>,
    /// What it covers, and what it once covered.
    pub lines: BTreeMap<String, Covered>,
    /// First day.
    pub from: Option<Date>,
    /// First day on which it is no longer good.
    pub until: Option<Date>,
    /// Another body issued it.
    pub elsewhere: bool,
    /// Who evaluated.
    pub evaluated_by: Vec<PersonId>,
    /// States with their first days, oldest first.
    pub states: Vec<(Date, CertificateState)>,
    /// The end of a suspension that runs.
    pub suspended_until: Option<Date>,
}

impl Certificate {
    /// Its state on a day; none before its first day.
    #[must_use]
    pub fn state(&self, on: Date) -> Option<CertificateState> {
        let state = self.states.iter().rev().find(|(from, _)| *from <= on).map(|(_, s)| *s)?;
        let over = self.until.is_some_and(|until| on >= until);
        let lives = matches!(state, CertificateState::Valid | CertificateState::Suspended);
        Some(if over && lives { CertificateState::Expired } else { state })
    }

    /// Whether it may be shown as valid for a line on a day.
    ///
    /// # Errors
    /// Why not.
    pub fn confirm(&self, line: &str, on: Date) -> Result<(), Refusal> {
        let state = self.state(on).ok_or_else(|| unknown(CERTIFICATE, ""))?;
        if state != CertificateState::Valid {
            let word = state.word();
            return Err(Refusal::new(
                "not_valid",
                format!("the certificate is {word} on {on}"),
                format!("证书在{on}的状态为{}", state_zh(state)),
            )
            .help("ask the body that issued it", "请咨询发证机构"));
        }
        let covered = self.lines.get(line).is_some_and(|c| c.from <= on && c.until.is_none_or(|until| on < until));
        if covered { Ok(()) } else { Err(unknown(("line on the certificate", "证书覆盖项"), line)) }
    }

    /// A suspension whose end has passed: it must be restored or withdrawn.
    #[must_use]
    pub fn is_overdue(&self, today: Date) -> bool {
        let suspended = self.state(today) == Some(CertificateState::Suspended);
        suspended && self.suspended_until.is_some_and(|until| today >= until)
    }

    /// The state after an event.
    #[must_use]
    pub fn evolve(mut self, recorded: &Recorded<CertificateEvent>) -> Certificate {
        self.version = recorded.version;
        self.last = Some(recorded.at);
        match recorded.event.clone() {
            CertificateEvent::Granted {
                certificate,
                case,
                scheme,
                number,
                holder,
                lines,
                from,
                until,
                elsewhere,
                evaluated_by,
            } => {
                (self.id, self.case, self.scheme, self.holder) = (Some(certificate), Some(case), scheme, Some(holder));
                (self.from, self.until, self.elsewhere) = (Some(from), until, elsewhere);
                self.evaluated_by = evaluated_by;
                self.versions.push((number, lines.clone()));
                self.cover(lines, from);
                self.enter(from, CertificateState::Valid);
            }
            CertificateEvent::Suspended { from, until, .. } => {
                self.suspended_until = Some(until);
                self.enter(from, CertificateState::Suspended);
            }
            CertificateEvent::Restored { on, .. } => {
                self.suspended_until = None;
                self.enter(on, CertificateState::Valid);
            }
            CertificateEvent::Withdrawn { on, .. } => self.enter(on, CertificateState::Withdrawn),
            CertificateEvent::Terminated { on, .. } => self.enter(on, CertificateState::Terminated),
            CertificateEvent::Expired { on } => self.enter(on, CertificateState::Expired),
            CertificateEvent::Superseded { on, .. } => self.enter(on, CertificateState::Superseded),
            CertificateEvent::Reduced { on, lines, .. } => {
                for (_, covered) in self.lines.iter_mut().filter(|(id, _)| lines.contains(id)) {
                    covered.until = Some(on);
                }
            }
            CertificateEvent::Extended { on, lines, .. } => self.cover(lines, on),
            CertificateEvent::Corrected { number, lines, .. } => {
                let from = self.from.unwrap_or(Date::MIN);
                self.versions.push((number, lines.clone()));
                self.cover(lines, from);
            }
        }
        self
    }

    fn enter(&mut self, on: Date, state: CertificateState) {
        self.states.push((on, state));
    }

    fn cover(&mut self, lines: Vec<CoverLine>, from: Date) {
        for line in lines {
            self.lines.insert(line.id.clone(), Covered { line, from, until: None });
        }
    }

    /// What follows from a command.
    ///
    /// # Errors
    /// Every reason against it.
    pub fn decide(&self, given: &Given<'_>, command: CertificateCommand) -> Decided<Recorded<CertificateEvent>> {
        let keeper = given.role(&[Role::RegisterKeeper]);
        let on = |day: Date, from: &[CertificateState]| self.may_change(day, from);
        let lives = [CertificateState::Valid, CertificateState::Suspended];
        let checks = match &command.0 {
            CertificateEvent::Granted { certificate, number, .. } => {
                let new = if self.id.is_none() { Ok(()) } else { Err(exists(CERTIFICATE, certificate.as_str())) };
                vec![keeper, new, needed(("number", "编号"), number)]
            }
            CertificateEvent::Suspended { from, until, reasons, marks, .. } => {
                let ends = if until > from { Ok(()) } else { Err(endless()) };
                let told = [some(REASON, reasons), needed(("instruction about marks", "标志使用要求"), marks)];
                [self.decides(given), on(*from, &[CertificateState::Valid]), ends].into_iter().chain(told).collect()
            }
            CertificateEvent::Restored { on: day, reasons } => {
                vec![self.decides(given), on(*day, &[CertificateState::Suspended]), some(REASON, reasons)]
            }
            CertificateEvent::Withdrawn { on: day, reasons, marks, .. } => {
                let told = needed(("instruction about marks", "标志使用要求"), marks);
                vec![self.decides(given), on(*day, &lives), some(REASON, reasons), told]
            }
            CertificateEvent::Terminated { on: day, reasons, marks } => {
                let told = needed(("instruction about marks", "标志使用要求"), marks);
                let who = given.role(&[Role::Applicant, Role::RegisterKeeper]);
                vec![who, on(*day, &lives), some(REASON, reasons), told]
            }
            CertificateEvent::Expired { on: day } => vec![keeper, self.term(*day)],
            CertificateEvent::Superseded { on: day, by, reasons } => {
                vec![keeper, on(*day, &lives), needed(("successor", "替代者"), by), some(REASON, reasons)]
            }
            CertificateEvent::Reduced { on: day, lines, reasons } => {
                vec![self.decides(given), on(*day, &lives), self.covers(lines), some(REASON, reasons)]
            }
            CertificateEvent::Extended { on: day, lines, .. } => vec![keeper, on(*day, &lives), self.adds(lines)],
            CertificateEvent::Corrected { replaces, number, why, .. } => {
                vec![keeper, self.replaces(replaces, number), needed(REASON, why)]
            }
        };
        unless(reasons(checks), || place(self.version, self.last, given, vec![command.0]))
    }

    /// The actor decides, and did not evaluate; and the certificate is ours to decide on.
    fn decides(&self, given: &Given<'_>) -> Check {
        if self.elsewhere {
            return given.role(&[Role::RegisterKeeper, Role::CaseOfficer, Role::Applicant]);
        }
        given.role(&[Role::DecisionMaker])?;
        if given.streams.among(&given.by.person, &self.evaluated_by) {
            return Err(Refusal::new(
                "impartiality",
                format!("`{}` evaluated for this certificate", given.by.person),
                format!("`{}`参与过该证书的评价", given.by.person),
            )
            .help(
                "somebody who did not evaluate decides; nobody can waive this",
                "须由未参与评价的人员决定，任何人不得豁免",
            ));
        }
        Ok(())
    }

    fn may_change(&self, on: Date, from: &[CertificateState]) -> Check {
        let Some(state) = self.state(on) else { return Err(unknown(CERTIFICATE, "")) };
        let later = self.states.iter().any(|(day, _)| *day > on);
        if from.contains(&state) && !later {
            return Ok(());
        }
        Err(Refusal::new(
            "certificate_state",
            format!("the certificate is {} on {on}", state.word()),
            format!("证书在{on}的状态为{}", state_zh(state)),
        )
        .help("look at its history; an ended certificate does not come back", "请查看证书历史；已终止的证书不能恢复"))
    }

    /// The term is over, and nobody has ended it before.
    fn term(&self, on: Date) -> Check {
        match (self.state(on), self.until) {
            (Some(CertificateState::Expired), Some(until)) if on >= until => Ok(()),
            _ => Err(Refusal::new("term", format!("the term is not over on {on}"), format!("{on}有效期尚未届满"))
                .help("withdraw or terminate it", "请办理撤销或注销")),
        }
    }

    fn covers(&self, lines: &[String]) -> Check {
        some(("line", "覆盖项"), lines)?;
        match lines.iter().find(|l| !self.lines.contains_key(*l)) {
            Some(line) => Err(unknown(("line on the certificate", "证书覆盖项"), line)),
            None => Ok(()),
        }
    }

    fn adds(&self, lines: &[CoverLine]) -> Check {
        let ids: Vec<String> = lines.iter().map(|l| l.id.clone()).collect();
        some(("line", "覆盖项"), &ids)?;
        match ids.iter().find(|l| self.lines.contains_key(*l)) {
            Some(line) => Err(exists(("line on the certificate", "证书覆盖项"), line)),
            None => Ok(()),
        }
    }

    fn replaces(&self, replaces: &str, number: &str) -> Check {
        match self.versions.last() {
            Some((last, _)) if last == replaces && !self.versions.iter().any(|(n, _)| n == number) => Ok(()),
            Some((last, _)) => Err(Refusal::new(
                "replaces",
                format!("the version that counts is `{last}`"),
                format!("现行版本是`{last}`"),
            )
            .help("a correction names it, and has a number of its own", "更正须写明所替代的版本，并使用新的编号")),
            None => Err(unknown(CERTIFICATE, replaces)),
        }
    }
}

/// A command to a certificate: the event that is asked for.
///
/// ```
/// use certmap_case::stored::CertificateEvent;
/// use certmap_case::CertificateCommand;
/// let over = CertificateCommand(CertificateEvent::Expired { on: certmap_base::Date::parse("2032-01-01")? });
/// assert!(matches!(over.0, CertificateEvent::Expired { .. }));
/// # Ok::<(), certmap_base::Fault>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateCommand(pub CertificateEvent);

fn endless() -> Refusal {
    Refusal::new("endless", "a suspension has an end", "暂停须有期限").help(
        "give a day after its beginning; at the end it is restored or withdrawn",
        "请填写截止日期；届时恢复或撤销",
    )
}

fn state_zh(state: CertificateState) -> &'static str {
    match state {
        CertificateState::Valid => "有效",
        CertificateState::Suspended => "暂停",
        CertificateState::Withdrawn => "撤销",
        CertificateState::Terminated => "注销",
        CertificateState::Expired => "过期",
        CertificateState::Superseded => "被替代",
    }
}
