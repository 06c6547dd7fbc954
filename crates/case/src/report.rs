//! Test reports.

use crate::given::place;
use crate::refusal::{Check, exists, needed, reasons, unknown, unless};
use crate::stored::{OrganisationId, Recorded, ReportEvent, ReportId, ReportText, Role, Verdict};
use crate::{Decided, Given, Moment, Refusal};

const REPORT: (&str, &str) = ("test report", "检测报告");

/// A test report over all its versions, as its events left it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Number of events.
    pub version: u64,
    /// When the last one came.
    pub last: Option<Moment>,
    /// Its id; none before it was issued.
    pub id: Option<ReportId>,
    /// Who issued it.
    pub laboratory: Option<OrganisationId>,
    /// Its versions, oldest first; none is ever taken out.
    pub texts: Vec<ReportText>,
    /// Why it was taken back.
    pub withdrawn: Option<String>,
}

impl Report {
    /// The version that counts.
    #[must_use]
    pub fn text(&self) -> Option<&ReportText> {
        self.texts.last().filter(|_| self.withdrawn.is_none())
    }

    /// The state after an event.
    #[must_use]
    pub fn evolve(mut self, recorded: &Recorded<ReportEvent>) -> Report {
        self.version = recorded.version;
        self.last = Some(recorded.at);
        match recorded.event.clone() {
            ReportEvent::Issued { report, laboratory, text } => {
                (self.id, self.laboratory) = (Some(report), Some(laboratory));
                self.texts.push(text);
            }
            ReportEvent::Amended { text, .. } => self.texts.push(text),
            ReportEvent::Withdrawn { why } => self.withdrawn = Some(why),
        }
        self
    }

    /// What follows from a command.
    ///
    /// # Errors
    /// Every reason against it.
    pub fn decide(&self, given: &Given<'_>, command: ReportCommand) -> Decided<Recorded<ReportEvent>> {
        let who = given.role(&[Role::Laboratory, Role::CaseOfficer, Role::Applicant]);
        let checks = match &command.0 {
            ReportEvent::Issued { report, text, .. } => {
                let new = if self.id.is_none() { Ok(()) } else { Err(exists(REPORT, report.as_str())) };
                vec![new, who, good(text), given.past(text.issued_on)]
            }
            ReportEvent::Amended { replaces, why, text } => {
                let checks = vec![self.names(replaces), who, needed(("reason", "理由"), why), good(text)];
                checks.into_iter().chain([self.renumbered(text), given.past(text.issued_on)]).collect()
            }
            ReportEvent::Withdrawn { why } => vec![self.stands(), who, needed(("reason", "理由"), why)],
        };
        unless(reasons(checks), || place(self.version, self.last, given, vec![command.0]))
    }

    fn stands(&self) -> Check {
        match (&self.id, &self.withdrawn) {
            (None, _) => Err(unknown(REPORT, "")),
            (Some(id), Some(why)) => Err(Refusal::new(
                "withdrawn",
                format!("the report `{id}` was withdrawn: {why}"),
                format!("报告`{id}`已撤回：{why}"),
            )
            .help("issue a new report", "请出具新的报告")),
            _ => Ok(()),
        }
    }

    /// An amended report says which one it replaces.
    fn names(&self, replaces: &str) -> Check {
        self.stands()?;
        match self.text() {
            Some(text) if text.number == replaces => Ok(()),
            Some(text) => Err(Refusal::new(
                "replaces",
                format!("the version that counts is `{}`, not `{replaces}`", text.number),
                format!("现行版本是`{}`，不是`{replaces}`", text.number),
            )
            .help("an amended report names the version that it replaces", "修改后的报告须写明所替代的报告编号")),
            None => Err(unknown(REPORT, replaces)),
        }
    }

    fn renumbered(&self, text: &ReportText) -> Check {
        if self.texts.iter().all(|t| t.number != text.number) {
            return Ok(());
        }
        Err(exists(("report number", "报告编号"), &text.number))
    }
}

/// A command to a report: the event that is asked for.
///
/// ```
/// use certmap_base::Date;
/// use certmap_case::stored::{AccountId, By, DocumentId, OrganisationId, PersonId, ReportEvent, ReportId, ReportText, Role};
/// use certmap_case::stored::{StandardVerdict, Verdict};
/// use certmap_case::{Given, Moment, Report, ReportCommand, Streams};
/// let day = Date::parse("2027-03-01")?;
/// let by = By {
///     person: PersonId::new("p-7"),
///     account: AccountId::new("a-7"),
///     organisation: OrganisationId::new("lab"),
///     role: Role::Laboratory,
/// };
/// let streams = Streams::default();
/// let given = Given { at: Moment::start_of(day), by, streams: &streams };
/// let failed = StandardVerdict {
///     standard: "XX 4943:2022".into(),
///     verdict: Verdict::Fail,
///     failed_clauses: vec![],
///     remarks: None,
/// };
/// let text = ReportText {
///     number: "T-1".into(),
///     issued_on: day,
///     tested_from: day,
///     tested_until: day,
///     models: vec!["M1".into()],
///     samples: None,
///     verdicts: vec![failed],
///     tested_by: vec![PersonId::new("p-7")],
///     document: DocumentId::new("d-1"),
/// };
/// let issued = ReportEvent::Issued { report: ReportId::new("r-1"), laboratory: OrganisationId::new("lab"), text };
/// let refused = Report::default().decide(&given, ReportCommand(issued)).unwrap_err();
/// assert_eq!(refused[0].what.en, "the result against `XX 4943:2022` names no failed clause");
/// # Ok::<(), certmap_base::Fault>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportCommand(pub ReportEvent);

fn good(text: &ReportText) -> Check {
    needed(("report number", "报告编号"), &text.number)?;
    if text.verdicts.is_empty() {
        return Err(Refusal::new(
            "missing",
            "the report has no result against a standard",
            "报告没有针对标准的检测结论",
        )
        .help("give a result for each standard", "请逐项标准给出结论"));
    }
    for v in &text.verdicts {
        if v.verdict == Verdict::Fail && v.failed_clauses.is_empty() {
            return Err(Refusal::new(
                "missing",
                format!("the result against `{}` names no failed clause", v.standard),
                format!("标准`{}`的不合格结论未注明条款", v.standard),
            )
            .help("name the clauses that were not met", "请注明不符合的条款"));
        }
    }
    if text.tested_from > text.tested_until || text.tested_until > text.issued_on {
        return Err(Refusal::new(
            "dates",
            "a report begins with the test and ends with the issue",
            "报告日期顺序应为检测开始、检测结束、签发",
        )
        .help("mend the days", "请更正日期"));
    }
    Ok(())
}
