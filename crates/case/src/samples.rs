//! Sets of samples and their way to the laboratory.

use crate::given::place;
use crate::refusal::{Check, exists, needed, reasons, some, unknown, unless};
use crate::stored::{OrganisationId, Paper, Recorded, Role, SampleForm, SampleItem, SamplesEvent, SamplesId};
use crate::{Decided, Given, Moment, Refusal};
use certmap_base::Date;
use std::collections::BTreeMap;

const SET: (&str, &str) = ("sample set", "样品组");
const CONSIGNMENT: (&str, &str) = ("consignment", "样品寄送");

/// Where a consignment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Packed, still with the sender.
    Packed,
    /// On its way.
    Sent,
    /// Held by customs or carrier.
    Held,
    /// Lost.
    Lost,
    /// At the laboratory, fit for testing.
    Received,
    /// Not taken by the laboratory.
    Refused,
    /// Back with the sender.
    Returned,
}

/// A consignment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consignment {
    /// Samples in it.
    pub items: Vec<String>,
    /// Papers for carrier and customs, the packing form apart.
    pub papers: Vec<Paper>,
    /// Duty, in words.
    pub duty: Option<String>,
    /// Where it is.
    pub stage: Stage,
    /// Every stage with its day, oldest first.
    pub history: Vec<(Stage, Date)>,
    /// What was said about the last stage.
    pub note: String,
}

/// A set of samples, as its events left it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Samples {
    /// Number of events.
    pub version: u64,
    /// When the last one came.
    pub last: Option<Moment>,
    /// Its id; none before they were made.
    pub id: Option<SamplesId>,
    /// Whole or cut to size.
    pub form: Option<SampleForm>,
    /// The samples.
    pub items: Vec<SampleItem>,
    /// Who will get them.
    pub laboratory: Option<OrganisationId>,
    /// On which ways they went.
    pub consignments: BTreeMap<String, Consignment>,
}

impl Samples {
    /// Whether every sample is at the laboratory, and the day on which the last one came.
    #[must_use]
    pub fn received_on(&self) -> Option<Date> {
        let received = self.consignments.values().filter(|c| c.stage == Stage::Received);
        let there: Vec<&Consignment> = received.collect();
        let all = self.items.iter().all(|i| there.iter().any(|c| c.items.contains(&i.id)));
        let days = there.iter().filter_map(|c| c.history.last()).map(|(_, on)| *on);
        if all && !self.items.is_empty() { days.max() } else { None }
    }

    /// The state after an event.
    #[must_use]
    pub fn evolve(mut self, recorded: &Recorded<SamplesEvent>) -> Samples {
        self.version = recorded.version;
        self.last = Some(recorded.at);
        let today = recorded.at.day();
        match recorded.event.clone() {
            SamplesEvent::Prepared { samples, form, items, laboratory } => {
                (self.id, self.form, self.laboratory) = (Some(samples), Some(form), Some(laboratory));
                self.items = items;
            }
            SamplesEvent::Packed { consignment, items, papers, duty, .. } => {
                let (stage, note) = (Stage::Packed, String::new());
                let new = Consignment { items, papers, duty, stage, history: vec![(stage, today)], note };
                self.consignments.entry(consignment).or_insert(new);
            }
            SamplesEvent::Sent { consignment, on, carrier, .. } => self.moved(&consignment, Stage::Sent, on, carrier),
            SamplesEvent::Held { consignment, on, why } => self.moved(&consignment, Stage::Held, on, why),
            SamplesEvent::Released { consignment, on } => self.moved(&consignment, Stage::Sent, on, String::new()),
            SamplesEvent::Lost { consignment, on, why } => self.moved(&consignment, Stage::Lost, on, why),
            SamplesEvent::Received { consignment, on, condition } => {
                self.moved(&consignment, Stage::Received, on, condition);
            }
            SamplesEvent::Refused { consignment, on, reasons } => {
                self.moved(&consignment, Stage::Refused, on, reasons.join("; "));
            }
            SamplesEvent::Returned { consignment, on } => {
                self.moved(&consignment, Stage::Returned, on, String::new());
            }
        }
        self
    }

    fn moved(&mut self, consignment: &str, stage: Stage, on: Date, note: String) {
        if let Some(c) = self.consignments.get_mut(consignment) {
            c.stage = stage;
            c.history.push((stage, on));
            c.note = note;
        }
    }

    /// What follows from a command.
    ///
    /// # Errors
    /// Every reason against it.
    pub fn decide(&self, given: &Given<'_>, command: SamplesCommand) -> Decided<Recorded<SamplesEvent>> {
        let sender = given.role(&[Role::Applicant, Role::CaseOfficer]);
        let laboratory = given.role(&[Role::Laboratory, Role::CaseOfficer, Role::Applicant]);
        let on_the_way = |c: &str, on: Date, from: &[Stage]| self.may_move(c, from, on, given);
        let checks = match &command.0 {
            SamplesEvent::Prepared { samples, items, .. } => vec![self.is_new(samples), sender, tagged(items)],
            SamplesEvent::Packed { consignment, items, .. } => {
                let new = if self.consignments.contains_key(consignment) {
                    Err(exists(CONSIGNMENT, consignment))
                } else {
                    Ok(())
                };
                vec![sender, new, some(("content of the consignment", "寄送内容"), items), self.free(items)]
            }
            SamplesEvent::Sent { consignment, on, carrier, .. } => {
                let named = needed(("carrier", "承运人"), carrier);
                vec![sender, named, on_the_way(consignment, *on, &[Stage::Packed])]
            }
            SamplesEvent::Held { consignment, on, why } => {
                vec![sender, needed(("reason", "理由"), why), on_the_way(consignment, *on, &[Stage::Sent])]
            }
            SamplesEvent::Released { consignment, on } => vec![sender, on_the_way(consignment, *on, &[Stage::Held])],
            SamplesEvent::Lost { consignment, on, why } => {
                let moving = on_the_way(consignment, *on, &[Stage::Sent, Stage::Held]);
                vec![sender, needed(("reason", "理由"), why), moving]
            }
            SamplesEvent::Received { consignment, on, condition } => {
                let told = needed(("condition of the samples", "样品状态"), condition);
                vec![laboratory, told, on_the_way(consignment, *on, &[Stage::Sent, Stage::Held])]
            }
            SamplesEvent::Refused { consignment, on, reasons } => {
                let arrived = on_the_way(consignment, *on, &[Stage::Sent, Stage::Held, Stage::Received]);
                vec![laboratory, some(("reason", "理由"), reasons), arrived]
            }
            SamplesEvent::Returned { consignment, on } => {
                vec![laboratory, on_the_way(consignment, *on, &[Stage::Held, Stage::Received, Stage::Refused])]
            }
        };
        unless(reasons(checks), || place(self.version, self.last, given, vec![command.0]))
    }

    fn is_new(&self, id: &SamplesId) -> Check {
        if self.id.is_none() { Ok(()) } else { Err(exists(SET, id.as_str())) }
    }

    /// Samples that may be packed: of this set, and not on another way at the moment.
    fn free(&self, items: &[String]) -> Check {
        for item in items {
            if self.items.iter().all(|i| i.id != *item) {
                return Err(unknown(("sample", "样品"), item));
            }
            let away = |c: &Consignment| !matches!(c.stage, Stage::Returned | Stage::Lost) && c.items.contains(item);
            if let Some((other, _)) = self.consignments.iter().find(|(_, c)| away(c)) {
                return Err(Refusal::new(
                    "packed_already",
                    format!("the sample `{item}` is in the consignment `{other}`"),
                    format!("样品`{item}`已在寄送`{other}`中"),
                )
                .help("a sample is packed again only after it came back", "样品退回后方可再次寄送；遗失的须另制新样"));
            }
        }
        Ok(())
    }

    fn may_move(&self, consignment: &str, from: &[Stage], on: Date, given: &Given<'_>) -> Check {
        let Some(c) = self.consignments.get(consignment) else { return Err(unknown(CONSIGNMENT, consignment)) };
        given.past(on)?;
        let before = c.history.last().map_or(Date::MIN, |(_, day)| *day);
        // The day of packing is the day on which it was recorded, which may be later than the day of sending.
        if on < before && c.stage != Stage::Packed {
            return Err(Refusal::new(
                "dates",
                format!("{on} lies before the last event of `{consignment}` on {before}"),
                format!("{on}早于寄送`{consignment}`的上一事件（{before}）"),
            )
            .help("mend the day", "请更正日期"));
        }
        if from.contains(&c.stage) {
            return Ok(());
        }
        let (en, zh) = c.stage.says();
        Err(Refusal::new(
            "stage",
            format!("the consignment `{consignment}` is {en}"),
            format!("寄送`{consignment}`的状态为{zh}"),
        )
        .help("record what happened in between first", "请先记录中间发生的事件"))
    }
}

impl Stage {
    /// The stage in words, English and Chinese.
    #[must_use]
    pub fn says(self) -> (&'static str, &'static str) {
        match self {
            Stage::Packed => ("packed", "已装箱"),
            Stage::Sent => ("on its way", "运输中"),
            Stage::Held => ("held", "被扣留"),
            Stage::Lost => ("lost", "遗失"),
            Stage::Received => ("received", "已签收"),
            Stage::Refused => ("refused", "被拒收"),
            Stage::Returned => ("returned", "已退回"),
        }
    }
}

/// A command to a set of samples: the event that is asked for.
///
/// ```
/// use certmap_case::stored::SamplesEvent;
/// use certmap_case::SamplesCommand;
/// let day = certmap_base::Date::parse("2027-02-01")?;
/// let lost = SamplesCommand(SamplesEvent::Lost {
///     consignment: "box-1".into(),
///     on: day,
///     why: "the carrier cannot find it".into(),
/// });
/// assert!(matches!(lost.0, SamplesEvent::Lost { .. }));
/// # Ok::<(), certmap_base::Fault>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SamplesCommand(pub SamplesEvent);

/// Every sample has a tag of its own.
fn tagged(items: &[SampleItem]) -> Check {
    if items.is_empty() {
        return some(("sample", "样品"), &[]);
    }
    for (n, item) in items.iter().enumerate() {
        needed(("tag of the sample", "样品标签"), &item.id)?;
        if items.iter().take(n).any(|i| i.id == item.id) {
            return Err(exists(("sample", "样品"), &item.id));
        }
    }
    Ok(())
}
