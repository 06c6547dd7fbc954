//! Counting forward from today and backward from the shipments.

use crate::activity::{Due, Network};
use crate::table::number;
use crate::{Request, Verdict};
use certmap_pack::Duration;

/// Which of the three durations to count with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pace {
    Shortest,
    Usual,
    Longest,
}

/// First day, and the day after the last, of every activity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Times {
    pub(crate) start: Vec<i32>,
    pub(crate) end: Vec<i32>,
}

impl Times {
    fn of(count: usize, day: i32) -> Times {
        Times { start: vec![day; count], end: vec![day; count] }
    }

    fn set(&mut self, place: usize, (start, end): (i32, i32)) {
        if let (Some(s), Some(e)) = (self.start.get_mut(place), self.end.get_mut(place)) {
            (*s, *e) = (start, end);
        }
    }

    pub(crate) fn start(&self, place: usize) -> i32 {
        self.start.get(place).copied().unwrap_or(0)
    }

    pub(crate) fn end(&self, place: usize) -> i32 {
        self.end.get(place).copied().unwrap_or(0)
    }
}

/// Edges in place of the network's.
#[derive(Debug, Clone, Default)]
pub(crate) struct Beside {
    /// What each activity waits for.
    pub(crate) before: Vec<Vec<usize>>,
    /// What it runs beside, but is not over before.
    pub(crate) with: Vec<Vec<usize>>,
}

/// What a variant changes in a forward pass.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tweak {
    /// More work right after an activity: whose calendar, how long.
    pub(crate) more: Option<(usize, Vec<(usize, Duration)>)>,
    /// A longer wait right before an activity: whose calendar, how long.
    pub(crate) wait: Option<(usize, (usize, Duration))>,
    /// Other edges.
    pub(crate) beside: Option<Beside>,
    /// Leave out what only undecided schemes need.
    pub(crate) decided_only: bool,
}

fn listed(lists: &[Vec<usize>], place: usize) -> &[usize] {
    lists.get(place).map_or(&[], Vec::as_slice)
}

impl Network<'_> {
    /// The duration of an activity.
    pub(crate) fn lasts(&self, place: usize, pace: Pace) -> Duration {
        let none = Duration { days: 0, working: true };
        self.activities.get(place).map_or(none, |a| {
            let [min, usual, max] = a.days;
            match pace {
                Pace::Shortest => min,
                Pace::Usual => usual,
                Pace::Longest => max,
            }
        })
    }

    /// Earliest days.
    pub(crate) fn earliest(&self, today: i32, pace: Pace, tweak: &Tweak) -> Times {
        let mut times = Times::of(self.activities.len(), today);
        for (place, activity) in self.activities.iter().enumerate() {
            if let Some(day) = activity.done {
                times.set(place, (day, day + 1));
                continue;
            }
            if tweak.decided_only && activity.if_in {
                times.set(place, (today, today));
                continue;
            }
            let (before, beside) = match &tweak.beside {
                Some(b) => (listed(&b.before, place), listed(&b.with, place)),
                None => (self.before(place), &[][..]),
            };
            let mut from = before.iter().map(|b| times.end(*b)).fold(today, i32::max);
            if let Some((_, (whose, lasts))) = tweak.wait.as_ref().filter(|(a, _)| *a == place) {
                from = self.further(*whose, *lasts, from);
            }
            let mut span = self.forward(activity, self.lasts(place, pace), from);
            if let Some((_, more)) = tweak.more.as_ref().filter(|(a, _)| *a == place) {
                span.1 = more.iter().fold(span.1, |day, (whose, lasts)| self.further(*whose, *lasts, day));
            }
            span.1 = beside.iter().map(|b| times.end(*b)).fold(span.1, i32::max);
            times.set(place, span);
        }
        times
    }

    /// The day after so much more work in the calendar of an activity.
    fn further(&self, whose: usize, lasts: Duration, from: i32) -> i32 {
        self.activities.get(whose).map_or(from, |a| self.forward(a, lasts, from).1)
    }

    /// Latest days. `ships` are the days of loading, none for shipments that do not count; what nothing is due for must be
    /// finished when `early` says that the last of all is.
    pub(crate) fn latest(&self, ships: &[Option<i32>], early: &Times, pace: Pace) -> Times {
        let open = i32::MAX;
        let mut must: Vec<i32> = vec![open; self.activities.len()];
        for due in &self.dues {
            let Some(ship) = ships.get(due.target).copied().flatten() else { continue };
            if let Some(m) = must.get_mut(due.activity) {
                *m = (*m).min(ship + due.offset);
            }
        }
        let last = early.end.iter().copied().max().unwrap_or(0);
        let mut times = Times::of(self.activities.len(), last);
        for (place, activity) in self.activities.iter().enumerate().rev() {
            if let Some(day) = activity.done {
                times.set(place, (day, day + 1));
                continue;
            }
            let due = must.get(place).copied().unwrap_or(open);
            let behind =
                self.behind(place).iter().filter(|b| self.activities.get(**b).is_some_and(|a| a.done.is_none()));
            let until = behind.map(|b| times.start(*b)).fold(due, i32::min);
            let until = if until == open { last } else { until };
            times.set(place, self.backward(activity, self.lasts(place, pace), until));
        }
        times
    }

    /// What counts for a shipment: dues whose activity is not done in time already.
    pub(crate) fn dues_of(&self, target: usize, decided_only: bool) -> impl Iterator<Item = &Due> {
        let undecided = move |d: &Due| d.group.and_then(|g| self.groups.get(g)).is_some_and(|g| g.if_in());
        self.dues.iter().filter(move |d| d.target == target && !(decided_only && undecided(d)))
    }

    /// True if a shipment must not be sold at all.
    pub(crate) fn is_banned(&self, target: usize) -> bool {
        self.groups.iter().any(|g| g.state == crate::SchemeState::Banned && g.targets.contains(&target))
    }

    /// The first day on which a shipment could be loaded; today if it needs nothing.
    pub(crate) fn release(&self, target: usize, today: i32, early: &Times, decided_only: bool) -> i32 {
        self.dues_of(target, decided_only).map(|d| early.end(d.activity) - d.offset).fold(today, i32::max)
    }

    /// Calendar days by which a shipment is late; none if it needs nothing more that could be late.
    fn lateness(&self, target: usize, ship: i32, times: &Times, decided_only: bool) -> Option<i32> {
        let over = |d: &Due| times.end(d.activity) - (ship + d.offset);
        let done = |d: &Due| self.activities.get(d.activity).is_none_or(|a| a.done.is_some());
        self.dues_of(target, decided_only).filter(|d| !(done(d) && over(d) <= 0)).map(over).max()
    }
}

/// Forward passes at the three paces.
#[derive(Debug)]
pub(crate) struct Early {
    pub(crate) shortest: Times,
    pub(crate) usual: Times,
    pub(crate) longest: Times,
}

impl Early {
    pub(crate) fn of(network: &Network<'_>, today: i32, tweak: &Tweak) -> Early {
        Early {
            shortest: network.earliest(today, Pace::Shortest, tweak),
            usual: network.earliest(today, Pace::Usual, tweak),
            longest: network.earliest(today, Pace::Longest, tweak),
        }
    }
}

/// How one shipment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) verdict: Verdict,
    /// The day asked for, or else the earliest.
    pub(crate) ship: i32,
    /// None where the goods are banned.
    pub(crate) release: Option<i32>,
    /// Calendar days to spare; none where nothing is needed.
    pub(crate) slack: Option<i32>,
}

/// How every shipment stands; see [`Verdict`].
pub(crate) fn standings(network: &Network<'_>, request: &Request, early: &Early, decided_only: bool) -> Vec<Standing> {
    let today = number(request.today);
    let tight = i32::try_from(request.options.tight_days).unwrap_or(i32::MAX / 4);
    let one = |(target, asked): (usize, &crate::Target)| {
        let release = network.release(target, today, &early.usual, decided_only);
        let ship = asked.ship.map_or(release, number);
        let banned = network.is_banned(target);
        let late = |times: &Times| network.lateness(target, ship, times, decided_only);
        let usual = late(&early.usual);
        let verdict = match usual {
            _ if banned => Verdict::Impossible,
            None => Verdict::OnTime,
            Some(_) if asked.ship.is_none() => Verdict::OnTime,
            Some(days) if days <= 0 && -days >= tight && late(&early.longest).is_none_or(|d| d <= 0) => Verdict::OnTime,
            Some(days) if days <= 0 => Verdict::Tight,
            Some(_) if late(&early.shortest).is_none_or(|d| d <= 0) => Verdict::Late,
            Some(_) => Verdict::Impossible,
        };
        Standing { verdict, ship, release: (!banned).then_some(release), slack: usual.map(|d| -d) }
    };
    request.targets.iter().enumerate().map(one).collect()
}

/// The worst verdict; on time where there is no shipment, unless goods are banned somewhere.
pub(crate) fn worst(standings: &[Standing]) -> Verdict {
    standings.iter().map(|s| s.verdict).max().unwrap_or(Verdict::OnTime)
}

/// The first day on which every shipment could be loaded.
pub(crate) fn all_released(standings: &[Standing]) -> Option<i32> {
    let days: Option<Vec<i32>> = standings.iter().map(|s| s.release).collect();
    days?.into_iter().max()
}

/// The days of loading that latest dates count from: all but what is past and cannot be saved.
pub(crate) fn counting(standings: &[Standing], today: i32) -> Vec<Option<i32>> {
    let lost = |s: &Standing| s.ship < today && s.verdict == Verdict::Impossible;
    let some_left = standings.iter().any(|s| !lost(s));
    standings.iter().map(|s| (!(some_left && lost(s))).then_some(s.ship)).collect()
}

/// The activities on the chain that decides the shipment with the least room.
pub(crate) fn critical(network: &Network<'_>, ships: &[Option<i32>], early: &Times) -> Vec<bool> {
    let mut on = vec![false; network.activities.len()];
    let room = |d: &Due| {
        let ship = ships.get(d.target).copied().flatten()?;
        let ahead = network.activities.get(d.activity)?.done.is_none();
        ahead.then(|| ship + d.offset - early.end(d.activity))
    };
    let least = network.dues.iter().filter_map(room).min();
    for due in network.dues.iter().filter(|d| least.is_some() && room(d) == least) {
        if let Some(c) = on.get_mut(due.activity) {
            *c = true;
        }
    }
    for (place, activity) in network.activities.iter().enumerate().rev() {
        if on.get(place) != Some(&true) {
            continue;
        }
        for before in network.before(place) {
            let ahead = network.activities.get(*before).is_some_and(|a| a.done.is_none());
            let starts = network.forward(activity, network.lasts(place, Pace::Usual), early.end(*before)).0;
            if let Some(c) = on.get_mut(*before).filter(|_| ahead && starts == early.start(place)) {
                *c = true;
            }
        }
    }
    on
}
