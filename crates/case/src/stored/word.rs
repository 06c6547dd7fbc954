//! Closed sets of words, and how they are written.

use crate::Moment;
use certmap_pack::{Behaviour, Clock, OnFail, Party, Per};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::collections::BTreeSet;

/// Something that is written as one word of a closed set.
pub(crate) trait Word: Copy + Ord + 'static {
    fn known() -> &'static [Self];
    fn written(self) -> &'static str;
}

macro_rules! pack_words {
    ($($name:ident),+) => { $(
        impl Word for $name {
            fn known() -> &'static [Self] {
                $name::ALL
            }
            fn written(self) -> &'static str {
                self.word()
            }
        }
    )+ };
}
pack_words!(Behaviour, Clock, OnFail, Party, Per);

macro_rules! words {
    ($($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $word:literal),+ $(,)? })+) => { $(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$vmeta])* $variant),+ }

        impl $name {
            /// All of them.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The word as it is written.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $($name::$variant => $word),+ }
            }
        }

        impl Word for $name {
            fn known() -> &'static [Self] {
                $name::ALL
            }
            fn written(self) -> &'static str {
                self.word()
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                one::serialize(self, serializer)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                one::deserialize(deserializer)
            }
        }
    )+ };
}

words!(
    /// What an account may do for its organisation.
    Role {
        /// Applies, holds, answers.
        Applicant = "applicant",
        /// Runs the case at the body.
        CaseOfficer = "case_officer",
        /// Tests.
        Laboratory = "laboratory",
        /// Audits.
        Auditor = "auditor",
        /// Reviews the evidence.
        Reviewer = "reviewer",
        /// Decides on certification.
        DecisionMaker = "decision_maker",
        /// Keeps the register.
        RegisterKeeper = "register_keeper",
        /// Manages accounts and settings; may not do the work of the others.
        Administrator = "administrator",
    }
    /// What a person did, or is assigned to do, in a case.
    Function {
        /// Applied or answered for the applicant.
        Apply = "apply",
        /// Checked the application.
        CheckApplication = "check_application",
        /// Tested, audited, or judged what came of it.
        Evaluate = "evaluate",
        /// Reviewed.
        Review = "review",
        /// Decided.
        Decide = "decide",
        /// Heard an appeal or a complaint.
        HearAppeal = "hear_appeal",
    }
    /// A side that may see a document.
    Side {
        /// Applicant and holder.
        Holder = "holder",
        /// Consultant or local representative.
        Agent = "agent",
        /// Factory.
        Factory = "factory",
        /// Laboratory.
        Laboratory = "laboratory",
        /// Certification body and its auditors.
        Body = "body",
    }
    /// Whose turn it is.
    Turn {
        /// The body's, laboratories and auditors included.
        Body = "body",
        /// The applicant's, the factory included.
        Applicant = "applicant",
        /// Nobody's: goods are on their way, or there is nothing left to do.
        Nobody = "nobody",
    }
    /// What a case is for.
    Purpose {
        /// A first certificate.
        Initial = "initial",
        /// A certificate that rests on the results of another holder.
        Derived = "derived",
        /// Another holder for an existing certificate.
        TransferOfHolder = "transfer_of_holder",
        /// Another place of production.
        FactoryMove = "factory_move",
        /// Another change of what is certified.
        Change = "change",
        /// A new term.
        Renewal = "renewal",
    }
    /// Why a person is not free to judge.
    InterestKind {
        /// Advised the client on the subject.
        Consulted = "consulted",
        /// Worked for the client.
        Employed = "employed",
        /// Owns a part of it.
        Owns = "owns",
        /// Is close to somebody there.
        Close = "close",
        /// Anything else that a fair observer would ask about.
        Other = "other",
    }
    /// What an application check found.
    CheckOutcome {
        /// Accepted.
        Accepted = "accepted",
        /// To be completed.
        Incomplete = "incomplete",
        /// Declined.
        Declined = "declined",
    }
    /// What came of a request to somebody outside.
    OutsideOutcome {
        /// Done, passed, granted.
        Done = "done",
        /// Failed; the step says what follows.
        Failed = "failed",
        /// Refused for good.
        Refused = "refused",
    }
    /// Result against one standard.
    Verdict {
        /// Meets it.
        Pass = "pass",
        /// Does not meet it.
        Fail = "fail",
        /// Could not be judged.
        Inconclusive = "inconclusive",
    }
    /// What a record with validity is about.
    RecordKind {
        /// A party with its papers.
        Party = "party",
        /// A factory or site.
        Factory = "factory",
        /// Power of attorney of an agent.
        PowerOfAttorney = "power_of_attorney",
        /// Use of a trademark that belongs to another.
        TrademarkAuthorisation = "trademark_authorisation",
        /// Agreement between manufacturer and factory.
        OemAgreement = "oem_agreement",
        /// Agreement to rest on the results of another holder.
        OdmAgreement = "odm_agreement",
        /// Written mandate of an authorised representative.
        Mandate = "mandate",
        /// Resident representative.
        ResidentRepresentative = "resident_representative",
        /// Agreement between body and client.
        CertificationAgreement = "certification_agreement",
        /// Laboratory that the body approved, with its methods.
        LaboratoryApproval = "laboratory_approval",
        /// What a person may be assigned to.
        Competence = "competence",
        /// Two ids found to be one person.
        Identity = "identity",
    }
    /// In what form samples are sent.
    SampleForm {
        /// As made.
        Whole = "whole",
        /// Cut to size.
        CutToSize = "cut_to_size",
    }
    /// What a visit is.
    VisitKind {
        /// First inspection of a factory.
        Initial = "initial",
        /// First stage of a system audit.
        StageOne = "stage_one",
        /// Second stage of a system audit.
        StageTwo = "stage_two",
        /// Surveillance.
        FollowUp = "follow_up",
        /// For one reason.
        Special = "special",
    }
    /// What somebody does on a visit.
    TeamRole {
        /// Leads.
        Leader = "leader",
        /// Audits.
        Auditor = "auditor",
        /// Knows the technique, does not audit alone.
        Expert = "expert",
        /// Watches.
        Observer = "observer",
    }
    /// Answer to one point of a checklist.
    CheckFinding {
        /// As required.
        Conforms = "conforms",
        /// Not as required.
        Nonconforming = "nonconforming",
        /// Does not apply here.
        NotApplicable = "not_applicable",
        /// Was not looked at.
        NotSeen = "not_seen",
    }
    /// Weight of a nonconformity.
    Grade {
        /// In the way of a certificate.
        Major = "major",
        /// To be corrected.
        Minor = "minor",
        /// To be looked at; stays open without harm.
        Observation = "observation",
    }
    /// Appeal or complaint.
    AppealKind {
        /// Against a decision.
        Appeal = "appeal",
        /// About anything else.
        Complaint = "complaint",
    }
    /// State of a certificate, in our words; packs map theirs.
    CertificateState {
        /// In force.
        Valid = "valid",
        /// For the time being without effect.
        Suspended = "suspended",
        /// Cancelled by the body.
        Withdrawn = "withdrawn",
        /// Ended by the client.
        Terminated = "terminated",
        /// Its term is over.
        Expired = "expired",
        /// Another certificate or edition took its place.
        Superseded = "superseded",
    }
);

/// Fields of one word.
pub(crate) mod one {
    use super::{Deserialize, Deserializer, Serializer, Word, de};

    pub(crate) fn serialize<W: Word, S: Serializer>(word: &W, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(word.written())
    }

    pub(crate) fn deserialize<'de, W: Word, D: Deserializer<'de>>(deserializer: D) -> Result<W, D::Error> {
        let word = String::deserialize(deserializer)?;
        let found = W::known().iter().copied().find(|w| w.written() == word);
        found.ok_or_else(|| {
            let hint = certmap_base::did_you_mean(&word, W::known().iter().map(|w| w.written()));
            let hint = hint.map(|h| h.en).unwrap_or_default();
            de::Error::custom(format!("unknown word `{word}` {hint}").trim_end())
        })
    }
}

/// Fields with a set of words.
pub(crate) mod set {
    use super::{BTreeSet, Deserialize, Deserializer, Serialize, Serializer, Word, one};

    #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
    struct Written<W: Word>(W);

    impl<W: Word> Serialize for Written<W> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            one::serialize(&self.0, serializer)
        }
    }

    impl<'de, W: Word> Deserialize<'de> for Written<W> {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            one::deserialize(deserializer).map(Written)
        }
    }

    pub(crate) fn serialize<W: Word, S: Serializer>(words: &BTreeSet<W>, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(words.iter().map(|w| Written(*w)))
    }

    pub(crate) fn deserialize<'de, W: Word, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeSet<W>, D::Error> {
        let words = Vec::<Written<W>>::deserialize(deserializer)?;
        Ok(words.into_iter().map(|w| w.0).collect())
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Moment, D::Error> {
        Moment::parse(&String::deserialize(deserializer)?).map_err(|f| de::Error::custom(f.say(certmap_base::Lang::En)))
    }
}
