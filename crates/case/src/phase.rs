//! Where a case stands as a whole.

use crate::case::{Case, Ending};
use crate::stored::Function;
use certmap_base::Text;
use certmap_pack::Behaviour;

/// Where a case stands as a whole, up to the certificate, which then has a life of its own.
///
/// ```
/// use certmap_case::{Case, Phase};
/// assert_eq!(Case::default().phase(), Phase::Draft);
/// assert_eq!(Phase::Declined.says().zh, "不予受理");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// Being prepared.
    Draft,
    /// Handed in.
    Applied,
    /// Accepted.
    Accepted,
    /// Not accepted.
    Declined,
    /// Tests and audits run.
    InEvaluation,
    /// The client did not go on.
    Stopped,
    /// Everything is recorded, or was sent back once; it is being reviewed.
    InReview,
    /// The reviewer sent it back.
    Returned,
    /// Granted, not yet issued.
    Granted,
    /// Refused.
    Refused,
    /// Issued, declared or registered.
    Attested,
    /// A new application is needed.
    Reapply,
    /// Nothing more will happen.
    Closed,
}

const EVALUATION: [Behaviour; 5] =
    [Behaviour::MakeSamples, Behaviour::ShipSamples, Behaviour::Test, Behaviour::Audit, Behaviour::Correct];

impl Phase {
    pub(crate) fn of(case: &Case) -> Phase {
        if let Some((ending, _)) = &case.ended {
            return match ending {
                Ending::Declined => Phase::Declined,
                Ending::Stopped => Phase::Stopped,
                Ending::Reapply => Phase::Reapply,
                Ending::Closed => Phase::Closed,
            };
        }
        let refused = case.decisions.values().any(|d| !d.grant);
        let sent_back = case.runs.values().any(|r| r.progress == crate::case::Progress::Reopened);
        match () {
            () if case.opened.is_none() => Phase::Draft,
            () if case.finished_any(&[Behaviour::Issue, Behaviour::Declare]) => Phase::Attested,
            () if refused => Phase::Refused,
            () if !case.decisions.is_empty() => Phase::Granted,
            () if sent_back && case.who(Function::Review).next().is_some() => Phase::Returned,
            () if !case.reviews.is_empty() || case.began(&[Behaviour::Review, Behaviour::Decide]) => Phase::InReview,
            () if case.began(&EVALUATION) => Phase::InEvaluation,
            () if case.accepted => Phase::Accepted,
            () if case.finished_any(&[Behaviour::Submit]) => Phase::Applied,
            () => Phase::Draft,
        }
    }

    /// All of them.
    pub const ALL: &'static [Phase] = &[
        Phase::Draft,
        Phase::Applied,
        Phase::Accepted,
        Phase::Declined,
        Phase::InEvaluation,
        Phase::Stopped,
        Phase::InReview,
        Phase::Returned,
        Phase::Granted,
        Phase::Refused,
        Phase::Attested,
        Phase::Reapply,
        Phase::Closed,
    ];

    /// As programs write it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Phase::Draft => "draft",
            Phase::Applied => "applied",
            Phase::Accepted => "accepted",
            Phase::Declined => "declined",
            Phase::InEvaluation => "in_evaluation",
            Phase::Stopped => "stopped",
            Phase::InReview => "in_review",
            Phase::Returned => "returned",
            Phase::Granted => "granted",
            Phase::Refused => "refused",
            Phase::Attested => "attested",
            Phase::Reapply => "reapply",
            Phase::Closed => "closed",
        }
    }

    /// In words.
    #[must_use]
    pub fn says(self) -> Text {
        let (en, zh) = match self {
            Phase::Draft => ("draft", "草稿"),
            Phase::Applied => ("applied", "已申请"),
            Phase::Accepted => ("accepted", "已受理"),
            Phase::Declined => ("declined", "不予受理"),
            Phase::InEvaluation => ("in evaluation", "评价中"),
            Phase::Stopped => ("application withdrawn", "撤回申请"),
            Phase::InReview => ("in review", "复核中"),
            Phase::Returned => ("returned by the reviewer", "复核退回"),
            Phase::Granted => ("granted", "批准"),
            Phase::Refused => ("refused", "不予批准"),
            Phase::Attested => ("issued", "已出具"),
            Phase::Reapply => ("closed, a new application is needed", "已终止，须重新申请"),
            Phase::Closed => ("closed", "已关闭"),
        };
        Text::new(en, zh)
    }
}
