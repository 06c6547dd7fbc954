//! Steps, documents and fees of one way to a certificate.

use crate::model::words;
use certmap_base::{Cite, Confidence, Date, Exact, Text};
use certmap_expr::Expr;
use serde::{Deserialize, Serialize};

words!(
    /// What a step does; each is coded once and driven by data.
    Behaviour {
        /// Prepare papers.
        PrepareFile = "prepare_file",
        /// Translate papers.
        Translate = "translate",
        /// Hand in.
        Submit = "submit",
        /// Look whether the papers are complete.
        CheckDocuments = "check_documents",
        /// Sign an agreement.
        Agree = "agree",
        /// Pay.
        Pay = "pay",
        /// Make samples.
        MakeSamples = "make_samples",
        /// Send samples.
        ShipSamples = "ship_samples",
        /// Test.
        Test = "test",
        /// Inspect the factory or audit the organisation.
        Audit = "audit",
        /// Correct nonconformities.
        Correct = "correct",
        /// Review the evidence.
        Review = "review",
        /// Decide.
        Decide = "decide",
        /// Issue.
        Issue = "issue",
        /// Make public.
        Publish = "publish",
        /// Put on the mark.
        Mark = "mark",
        /// Sign the declaration.
        Declare = "declare",
        /// Surveillance.
        FollowUp = "follow_up",
        /// Wait for somebody.
        Wait = "wait",
    }
);
words!(
    /// Who acts.
    Party {
        /// Applicant, holder or seller.
        Applicant = "applicant",
        /// Certification or notified body.
        Body = "body",
        /// Laboratory.
        Laboratory = "laboratory",
        /// Factory.
        Factory = "factory",
        /// Auditor.
        Auditor = "auditor",
        /// Carrier.
        Carrier = "carrier",
        /// Customs.
        Customs = "customs",
        /// Marketplace.
        Marketplace = "marketplace",
        /// Authority.
        Authority = "authority",
    }
);
words!(
    /// What one run of a step covers.
    Per {
        /// The product as a whole.
        Product = "product",
        /// Each certification unit.
        Unit = "unit",
        /// Each factory.
        Factory = "factory",
        /// Each shipment.
        Shipment = "shipment",
        /// Each year.
        Year = "year",
    }
);
words!(
    /// Whose turn it is.
    Clock {
        /// The body's.
        Body = "body",
        /// The applicant's.
        Applicant = "applicant",
        /// Nobody's in particular.
        None = "none",
    }
);
words!(
    /// On what a duration rests.
    Basis {
        /// The law sets it.
        Statutory = "statutory",
        /// A body or laboratory quoted it.
        Quoted = "quoted",
        /// A source that was read states it.
        Sourced = "sourced",
        /// Computed or estimated.
        Estimate = "estimate",
        /// Professional recollection.
        Recalled = "recalled",
        /// Nothing: there is no sourced duration, the user may type one.
        None = "none",
    }
);
words!(
    /// What happens when a step fails.
    OnFail {
        /// Correct and go on.
        CorrectAndContinue = "correct_and_continue",
        /// The application ends; a new one is needed.
        CloseAndReapply = "close_and_reapply",
        /// Test again.
        Retest = "retest",
        /// Nothing more can be done.
        Stop = "stop",
    }
);

/// A length of time in days of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Duration {
    /// How many.
    pub days: u32,
    /// Working days of the step's calendar, else calendar days.
    pub working: bool,
}

words!(
    /// In what a length of time is counted.
    DayUnit {
        /// Working days of the step's calendar.
        WorkingDay = "working_day",
        /// Five working days.
        Week = "week",
        /// Calendar days.
        Day = "day",
        /// Thirty calendar days.
        Month = "month",
        /// 365 calendar days.
        Year = "year",
    }
);

/// The longest duration, in days.
const DAYS_MAX: i64 = 10_000;

impl DayUnit {
    /// Whether it counts working days.
    #[must_use]
    pub fn is_working(self) -> bool {
        matches!(self, DayUnit::WorkingDay | DayUnit::Week)
    }

    /// A number of them as whole days, what is begun counted in full; none where that is too long or less than nothing.
    #[must_use]
    pub fn duration(self, number: &Exact) -> Option<Duration> {
        let each = match self {
            DayUnit::WorkingDay | DayUnit::Day => 1,
            DayUnit::Week => 5,
            DayUnit::Month => 30,
            DayUnit::Year => 365,
        };
        let days = number.mul(&Exact::whole(each)).ok()?.ceiling();
        let days = u32::try_from(days).ok().filter(|_| days <= DAYS_MAX)?;
        Some(Duration { days, working: self.is_working() })
    }
}

/// A length of time as a pack gives it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Length {
    /// So many days.
    Days(Duration),
    /// A value that rests on facts, for example on a band table.
    Value(Expr, DayUnit),
}

/// How long a step takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lasts {
    /// Shortest.
    pub min: Length,
    /// Usual.
    pub usual: Length,
    /// Longest.
    pub max: Length,
    /// On what it rests.
    pub basis: Basis,
}

impl Lasts {
    /// Always the same.
    #[must_use]
    pub fn fixed([min, usual, max]: [Duration; 3], basis: Basis) -> Lasts {
        Lasts { min: Length::Days(min), usual: Length::Days(usual), max: Length::Days(max), basis }
    }

    /// Shortest, usual and longest.
    #[must_use]
    pub fn lengths(&self) -> [&Length; 3] {
        [&self.min, &self.usual, &self.max]
    }

    /// The value expressions in it.
    pub fn values(&self) -> impl Iterator<Item = &Expr> {
        self.lengths().into_iter().filter_map(|l| match l {
            Length::Value(expr, _) => Some(expr),
            Length::Days(_) => None,
        })
    }
}

/// A step.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Step {
    /// Id in the procedure.
    pub id: String,
    /// Title.
    pub title: Text,
    /// What it does.
    pub behaviour: Behaviour,
    /// Who acts.
    pub by: Party,
    /// Steps that must be finished first.
    pub after: Vec<String>,
    /// On which condition it happens at all; may read the planner's own names (docs/PACKS.md).
    pub when: Expr,
    /// What one run covers.
    pub per: Per,
    /// Equal keys at the same `per` are done once for all schemes.
    pub share_key: Option<String>,
    /// Whose turn it is.
    pub clock: Clock,
    /// Documents needed.
    pub needs: Vec<String>,
    /// Documents made.
    pub yields: Vec<String>,
    /// How long it takes.
    pub lasts: Lasts,
    /// Calendar: a country code in lower case, or `always`, `weekdays`, `applicant`, `factory`.
    pub calendar: String,
    /// What happens when it fails.
    pub on_fail: OnFail,
    /// May run beside what stands in `after`; shown as a variant.
    pub parallel_ok: bool,
    /// Why, in one sentence.
    pub says: Option<Text>,
    /// Citations; may be empty where the basis is `recalled`, `estimate` or `none`.
    pub cites: Vec<Cite>,
}

/// A document.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Document {
    /// Id in the procedure.
    pub id: String,
    /// Title.
    pub title: Text,
    /// Who makes it.
    pub by: Party,
    /// Language it must be in.
    pub language: Option<String>,
    /// On which condition.
    pub when: Expr,
    /// In words.
    pub says: Option<Text>,
    /// Citations.
    pub cites: Vec<Cite>,
}

/// An amount of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Amount {
    /// Lowest.
    pub min: Exact,
    /// Highest.
    pub max: Exact,
    /// ISO 4217 code.
    pub currency: [u8; 3],
}

impl Amount {
    /// The currency code.
    #[must_use]
    pub fn currency(&self) -> &str {
        std::str::from_utf8(&self.currency).unwrap_or("XXX")
    }
}

/// How much a fee is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum FeeAmount {
    /// So much.
    Money(Amount),
    /// Values that rest on facts, for example on a band table.
    Value {
        /// Lowest.
        min: Expr,
        /// Highest.
        max: Expr,
        /// ISO 4217 code.
        currency: [u8; 3],
    },
}

impl FeeAmount {
    /// The value expressions in it.
    pub fn values(&self) -> impl Iterator<Item = &Expr> {
        let pair = match self {
            FeeAmount::Money(_) => [None, None],
            FeeAmount::Value { min, max, .. } => [Some(min), Some(max)],
        };
        pair.into_iter().flatten()
    }
}

/// A fee from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeeValue {
    /// First day.
    pub from: Date,
    /// How much.
    pub amount: FeeAmount,
    /// Where it is said.
    pub cite: Cite,
}

/// A fee.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Fee {
    /// Id in the procedure.
    pub id: String,
    /// The step with which it falls due.
    pub step: String,
    /// Title.
    pub title: Text,
    /// What is charged once.
    pub per: Per,
    /// How often it is charged, for example auditor-days; a value expression.
    pub times: Option<Expr>,
    /// On which condition.
    pub when: Expr,
    /// Dated amounts, oldest first.
    pub values: Vec<FeeValue>,
}

impl Fee {
    /// The value expressions in it.
    pub fn numbers(&self) -> impl Iterator<Item = &Expr> {
        self.times.iter().chain(self.values.iter().flat_map(|v| v.amount.values()))
    }

    /// The amount in force on a day.
    #[must_use]
    pub fn on(&self, day: Date) -> Option<&FeeValue> {
        self.values.iter().rev().find(|v| v.from <= day)
    }

    /// The weakest confidence of its amounts.
    #[must_use]
    pub fn confidence(&self) -> Confidence {
        self.values.iter().map(|v| v.cite.status).min().unwrap_or(Confidence::Unconfirmed)
    }
}

/// One way to a certificate.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Procedure {
    /// Id in the pack.
    pub id: String,
    /// Title.
    pub title: Text,
    /// Steps; `after` is acyclic.
    pub steps: Vec<Step>,
    /// Documents.
    pub documents: Vec<Document>,
    /// Fees.
    pub fees: Vec<Fee>,
}
