//! What if: a test fails, samples are lost, an audit is postponed, steps run in parallel.

use crate::activity::Network;
use crate::cost::{Cost, totals};
use crate::explain::listed;
use crate::model::Total;
use crate::outlook::{Variant, VariantKind};
use crate::pass::{Beside, Early, Standing, Times, Tweak, all_released, standings, worst};
use crate::request::Request;
use crate::table::{date, number};
use certmap_base::Text;
use certmap_pack::{Behaviour, Duration, OnFail};

/// What variants are computed from.
pub(crate) struct Variants<'x, 'a> {
    pub(crate) network: &'x Network<'a>,
    pub(crate) request: &'x Request,
    pub(crate) early: &'x Times,
    pub(crate) late: &'x Times,
    pub(crate) standings: &'x [Standing],
    pub(crate) costs: &'x [Cost],
}

impl Variants<'_, '_> {
    /// All that make sense for this plan; each is about the step with the least room.
    pub(crate) fn all(&self) -> Vec<Variant> {
        [self.parallel(), self.failed_test(), self.lost_samples(), self.postponed_audit()]
            .into_iter()
            .flatten()
            .collect()
    }

    /// Steps ahead with a behaviour, the one with the least room first.
    fn tightest(&self, behaviour: Behaviour) -> Option<usize> {
        let ahead = self.network.activities.iter().enumerate();
        let ahead = ahead.filter(|(_, a)| a.is_ahead() && a.behaviour() == Some(behaviour));
        ahead.min_by_key(|(p, _)| self.late.start(*p) - self.early.start(*p)).map(|(p, _)| p)
    }

    fn usual(&self, place: usize) -> Duration {
        self.network.lasts(place, crate::pass::Pace::Usual)
    }

    fn title(&self, place: usize) -> Text {
        self.network.activities.get(place).map(crate::activity::Activity::title).unwrap_or_default()
    }

    fn ids(&self, places: &[usize]) -> Vec<String> {
        places.iter().filter_map(|p| self.network.activities.get(*p)).map(|a| a.id.clone()).collect()
    }

    /// The charges of steps, once more.
    fn again(&self, places: &[usize]) -> Vec<Total> {
        totals(self.costs.iter().filter(|c| places.contains(&c.activity)).map(|c| &c.charge))
    }

    fn variant(
        &self,
        kind: VariantKind,
        words: (Text, Text),
        steps: &[usize],
        tweak: &Tweak,
        cost: Vec<Total>,
    ) -> Variant {
        let early = Early::of(self.network, number(self.request.today), tweak);
        let then = standings(self.network, self.request, &early, false);
        let (before, after) = (all_released(self.standings), all_released(&then));
        let days = before.zip(after).map_or(0, |(b, a)| i64::from(a - b));
        Variant {
            kind,
            title: words.0,
            says: words.1,
            steps: self.ids(steps),
            days,
            earliest_shipment: after.map(date),
            verdict: worst(&then),
            cost,
        }
    }

    fn parallel(&self) -> Option<Variant> {
        let mut before = self.network.before.clone();
        let mut with: Vec<Vec<usize>> = vec![Vec::new(); before.len()];
        let mut moved = Vec::new();
        for (place, activity) in self.network.activities.iter().enumerate() {
            let beside = self.network.before(place);
            if !activity.is_ahead() || !activity.step.is_some_and(|s| s.parallel_ok) || beside.is_empty() {
                continue;
            }
            moved.push(place);
            let mut earlier: Vec<usize> = beside.iter().filter_map(|b| before.get(*b)).flatten().copied().collect();
            earlier.sort_unstable();
            earlier.dedup();
            if let (Some(list), Some(with)) = (before.get_mut(place), with.get_mut(place)) {
                *list = earlier;
                with.extend_from_slice(beside);
            }
        }
        if moved.is_empty() {
            return None;
        }
        let (mut en, mut zh) = (Vec::new(), Vec::new());
        for place in &moved {
            let t = self.title(*place);
            if !en.contains(&t.en) {
                en.push(t.en);
                zh.push(t.zh);
            }
        }
        let words = (
            Text::new("Steps in parallel", "并行办理"),
            Text::new(
                format!(
                    "{} runs beside what it would wait for; if that fails, its work and cost may be lost",
                    listed(&en.iter().map(String::as_str).collect::<Vec<_>>())
                ),
                format!("“{}”与其前置步骤同时进行；前置步骤如不通过，相应工作和费用可能白费", zh.join("”和“")),
            ),
        );
        let tweak = Tweak { beside: Some(Beside { before, with }), ..Tweak::default() };
        Some(self.variant(VariantKind::Parallel, words, &moved, &tweak, Vec::new()))
    }

    fn failed_test(&self) -> Option<Variant> {
        let test = self.tightest(Behaviour::Test)?;
        let name = self.title(test);
        let title = Text::new(format!("{} fails once", name.en), format!("{}一次不合格", name.zh));
        match self.network.activities.get(test)?.step?.on_fail {
            OnFail::Stop => {
                let says = Text::new("nothing more can be done for this product as it is", "该产品按现状无法继续办理");
                let steps = self.ids(&[test]);
                let kind = VariantKind::FailedTest;
                let verdict = crate::Verdict::Impossible;
                Some(Variant { kind, title, says, steps, days: 0, earliest_shipment: None, verdict, cost: Vec::new() })
            }
            OnFail::CloseAndReapply => {
                let mut all = self.ancestors(test);
                all.push(test);
                let more = all.iter().map(|a| (*a, self.usual(*a))).collect();
                let says = Text::new(
                    format!(
                        "the application ends; everything up to {} is done and paid again, one step after the other",
                        name.en
                    ),
                    format!("申请终止；截至“{}”的各步骤须重新办理并重新付费（按依次办理计）", name.zh),
                );
                Some(self.repeated(VariantKind::FailedTest, (title, says), test, &all, more))
            }
            OnFail::Retest | OnFail::CorrectAndContinue => {
                let mut more = Vec::new();
                let correct = self.tightest(Behaviour::Correct);
                more.extend(correct.map(|c| (c, self.usual(c))));
                more.push((test, self.usual(test)));
                let says = match correct {
                    Some(_) => Text::new("the product is corrected and tested once more", "产品整改后复测一次"),
                    None => Text::new(
                        "the test is done once more; the time to correct the product is not known and not counted",
                        "复测一次；产品整改时间未知，未计入",
                    ),
                };
                Some(self.repeated(VariantKind::FailedTest, (title, says), test, &[test], more))
            }
        }
    }

    fn repeated(
        &self,
        kind: VariantKind,
        words: (Text, Text),
        at: usize,
        paid: &[usize],
        more: Vec<(usize, Duration)>,
    ) -> Variant {
        let tweak = Tweak { more: Some((at, more)), ..Tweak::default() };
        self.variant(kind, words, paid, &tweak, self.again(paid))
    }

    fn lost_samples(&self) -> Option<Variant> {
        let ship = self.tightest(Behaviour::ShipSamples)?;
        let made: Vec<usize> = self
            .ancestors(ship)
            .into_iter()
            .filter(|a| self.network.activities.get(*a).and_then(|a| a.behaviour()) == Some(Behaviour::MakeSamples))
            .collect();
        let mut paid = made;
        paid.push(ship);
        let more = paid.iter().map(|p| (*p, self.usual(*p))).collect();
        let words = (
            Text::new("One set of samples is lost", "样品丢失一套"),
            Text::new("samples are made and sent once more", "重新制样并寄送一次"),
        );
        Some(self.repeated(VariantKind::LostSamples, words, ship, &paid, more))
    }

    fn postponed_audit(&self) -> Option<Variant> {
        let audit = self.tightest(Behaviour::Audit)?;
        let is_wait = |p: &&usize| {
            self.network
                .activities
                .get(**p)
                .is_some_and(|a| a.behaviour() == Some(Behaviour::Wait) && a.usual().days > 0)
        };
        let wait = self.network.before(audit).iter().filter(is_wait).max_by_key(|p| self.usual(**p).days).copied();
        let slot = match wait {
            Some(wait) => (wait, self.usual(wait)),
            None => (audit, Duration { days: self.request.options.next_slot_days, working: true }),
        };
        let name = self.title(audit);
        let words = (
            Text::new(format!("{} is postponed once", name.en), format!("{}推迟一次", name.zh)),
            Text::new(
                format!(
                    "the next slot is {} {} later",
                    slot.1.days,
                    if slot.1.working { "working days" } else { "calendar days" }
                ),
                format!("下一可排日期在{}个{}之后", slot.1.days, if slot.1.working { "工作日" } else { "日历日" }),
            ),
        );
        let tweak = Tweak { wait: Some((audit, slot)), ..Tweak::default() };
        Some(self.variant(VariantKind::PostponedAudit, words, &[audit], &tweak, Vec::new()))
    }

    /// Steps of which the result is needed, not done yet, in order.
    fn ancestors(&self, of: usize) -> Vec<usize> {
        let mut found = Vec::new();
        let mut open: Vec<usize> = self.network.before(of).to_vec();
        while let Some(at) = open.pop() {
            let ahead = self.network.activities.get(at).is_some_and(|a| a.is_ahead());
            if !ahead || found.contains(&at) {
                continue;
            }
            found.push(at);
            open.extend_from_slice(self.network.before(at));
        }
        found.sort_unstable();
        found
    }
}
