//! Builds the network: which steps are done how often, what waits for what, what is due when.

use crate::activity::{Activity, Due, Network, Slot};
use crate::days::{Tables, suffix};
use crate::goods::Goods;
use crate::group::{Group, Inst};
use crate::length::{HowLong, how_long};
use crate::outlook::{Warning, WarningKind};
use crate::request::{Inputs, Request};
use crate::table::number;
use certmap_base::Text;
use certmap_expr::{Node, Tri};
use certmap_pack::{Basis, Behaviour, Duration, Event, Per, Step};
use std::collections::BTreeSet;

/// The network of a request.
pub(crate) fn build<'a>(
    request: &'a Request,
    inputs: &'a Inputs<'a>,
    groups: Vec<Group<'a>>,
    goods: Vec<Goods>,
    warnings: &mut Vec<Warning>,
) -> Network<'a> {
    let mut builder = Builder {
        request,
        inputs,
        tables: Tables::new(inputs),
        activities: Vec::new(),
        keys: Vec::new(),
        edges: Vec::new(),
        dues: Vec::new(),
        slots: Vec::new(),
        groups,
        goods,
    };
    builder.tables.plain();
    for group in 0..builder.groups.len() {
        builder.runs_of(group, warnings);
    }
    builder.wait_for_each_other();
    builder.work_on_goods();
    warnings.extend(builder.tables.warnings());
    builder.finish()
}

struct Builder<'a> {
    request: &'a Request,
    inputs: &'a Inputs<'a>,
    tables: Tables<'a>,
    activities: Vec<Activity<'a>>,
    /// What makes two runs the same: share key, per, run.
    keys: Vec<(String, usize)>,
    /// Before, behind, and the group that says so.
    edges: Vec<(usize, usize, usize)>,
    dues: Vec<Due>,
    slots: Vec<Slot>,
    groups: Vec<Group<'a>>,
    goods: Vec<Goods>,
}

/// Steps that keep a certificate alive are no part of the way to it.
pub(crate) fn is_upkeep(step: &Step) -> bool {
    step.per == Per::Year || step.behaviour == Behaviour::FollowUp
}

impl<'a> Builder<'a> {
    fn runs_of(&mut self, place: usize, warnings: &mut Vec<Warning>) {
        let Some(group) = self.groups.get(place).filter(|g| g.is_planned()).cloned() else { return };
        let Some(procedure) = group.procedure else { return };
        if group.factories.is_empty() && procedure.steps.iter().any(|s| s.per == Per::Factory) {
            warnings.push(Warning {
                kind: WarningKind::NoFactory,
                of: Some(group.id().to_owned()),
                says: Text::new(
                    format!(
                        "no factory is given; one without a valid inspection is planned for {}",
                        group.scheme.title.en
                    ),
                    format!("未填写工厂；{}按一家尚无有效工厂检查的工厂计划", group.scheme.title.zh),
                ),
            });
        }
        for (index, step) in procedure.steps.iter().enumerate().filter(|(_, s)| !is_upkeep(s)) {
            let runs = group.runs(step.per).into_iter().map(|run| {
                let needed = self.needed(&group, step, run);
                (run, (needed != Tri::False).then(|| self.activity(place, &group, step, run, needed == Tri::Unknown)))
            });
            let runs = runs.collect();
            self.slots.push(Slot { group: place, step: index, runs });
        }
    }

    /// Whether a run is needed at all.
    fn needed(&self, group: &Group<'a>, step: &Step, run: Inst) -> Tri {
        if group.is_replaced(step) {
            return Tri::False;
        }
        let factories = group.factories_of(run);
        let inspected = |f: &usize| group.is_inspected(self.inputs.product, *f, step.share_key.as_deref());
        if step.behaviour == Behaviour::Audit && !factories.is_empty() && factories.iter().all(inspected) {
            return Tri::False;
        }
        match step.when.node {
            Node::Bool(holds) => Tri::from(holds),
            _ => {
                let extra = group.extra(self.inputs, step.share_key.as_deref(), run);
                self.inputs.conditions.holds(group.id(), &step.when, &extra)
            }
        }
    }

    /// The activity of a run, made or shared.
    fn activity(&mut self, place: usize, group: &Group<'a>, step: &'a Step, run: Inst, conditional: bool) -> usize {
        let key = self.key(group, step, run);
        // Two steps of one scheme are never the same, whatever their keys say.
        let mine = |a: usize| self.activities.get(a).is_some_and(|a| a.users.contains(&place));
        let known = self.keys.iter().find(|(k, a)| *k == key && !mine(*a)).map(|(_, a)| *a);
        let length = self.lasts(group, step, run);
        match known.and_then(|a| self.activities.get_mut(a).map(|activity| (a, activity))) {
            Some((a, activity)) => {
                activity.if_in &= group.if_in();
                activity.conditional &= conditional;
                if !activity.users.contains(&place) {
                    activity.users.push(place);
                }
                for (mine, other) in activity.days.iter_mut().zip(length.days) {
                    mine.days = mine.days.max(other.days);
                }
                activity
                    .missing
                    .extend(length.missing.into_iter().filter(|m| !activity.missing.contains(m)).collect::<Vec<_>>());
                a
            }
            None => {
                let factories = group.factories_of(run);
                let table = self.tables.of_step(step, &factories);
                let many = suffix(self.inputs, &group.units, run);
                let id = match many {
                    Some(of) => format!("{}/{}@{of}", group.id(), step.id),
                    None => format!("{}/{}", group.id(), step.id),
                };
                self.keys.push((key, self.activities.len()));
                self.activities.push(Activity {
                    id,
                    step: Some(step),
                    group: Some(place),
                    users: vec![place],
                    run,
                    goods: "",
                    days: length.days,
                    basis: length.basis,
                    typed: length.typed,
                    missing: length.missing,
                    table,
                    done: None,
                    implied_by: None,
                    if_in: group.if_in(),
                    conditional,
                });
                self.activities.len() - 1
            }
        }
    }

    fn key(&self, group: &Group<'a>, step: &Step, run: Inst) -> String {
        let of = match run {
            Inst::Unit(u) => group.units.get(u).map_or_else(String::new, |u| u.key.clone()),
            Inst::Product => String::new(),
            Inst::Factory(f) => format!("{f:?}"),
            Inst::Ship(t) => t.to_string(),
        };
        match &step.share_key {
            Some(share) => format!("share {share} {} {of}", step.per.word()),
            None => {
                let procedure = group.procedure.map_or("", |p| p.id.as_str());
                format!("own {} {procedure} {} {of}", group.id(), step.id)
            }
        }
    }

    /// How long a run takes.
    fn lasts(&self, group: &Group<'a>, step: &Step, run: Inst) -> HowLong {
        let mine = |t: &&crate::TypedDuration| t.step == step.id && t.scheme.as_deref().is_none_or(|s| s == group.id());
        let typed = self.request.options.durations.iter().find(mine);
        let marking = match run {
            Inst::Ship(t) => self.goods.get(t).map(|g| g.marking),
            _ => self.goods.iter().map(|g| g.marking).max(),
        };
        let mut length = match typed {
            Some(t) => {
                HowLong { days: [t.min, t.usual, t.max], basis: Basis::Quoted, typed: true, missing: Vec::new() }
            }
            None => {
                let extra = || group.extra(self.inputs, step.share_key.as_deref(), run);
                how_long(&step.lasts, &|expr| self.inputs.conditions.number(group.id(), expr, &extra()))
            }
        };
        if typed.is_none() && step.behaviour == Behaviour::Mark && step.lasts.basis == Basis::None {
            length.days = [Duration { days: marking.unwrap_or(0), working: true }; 3];
            return length;
        }
        // A visit takes place on days on which both sides work, also where its length is given in plain days.
        let on_site = step.behaviour == Behaviour::Audit;
        length.days = length.days.map(|d| Duration { working: d.working || on_site, ..d });
        length
    }

    fn wait_for_each_other(&mut self) {
        let mut edges = Vec::new();
        for slot in &self.slots {
            let Some((group, step)) = self.step_of(slot) else { continue };
            for (run, activity) in &slot.runs {
                let Some(activity) = activity else { continue };
                let mut seen = Vec::new();
                for after in &step.after {
                    self.sources(group, slot.group, after, *run, &mut seen, &mut |before| {
                        edges.push((before, *activity, slot.group));
                    });
                }
            }
        }
        edges.retain(|(a, b, _)| a != b);
        self.edges = edges;
    }

    fn step_of(&self, slot: &Slot) -> Option<(&Group<'a>, &'a Step)> {
        let group = self.groups.get(slot.group)?;
        Some((group, group.procedure?.steps.get(slot.step)?))
    }

    /// Calls `found` for the runs of step `id` that a run must wait for; where a run is not needed, for those before it.
    fn sources(
        &self,
        group: &Group<'a>,
        place: usize,
        id: &str,
        run: Inst,
        seen: &mut Vec<(usize, Inst)>,
        found: &mut dyn FnMut(usize),
    ) {
        let is = |s: &&Slot| s.group == place && self.step_of(s).is_some_and(|(_, s)| s.id == id);
        let Some(slot) = self.slots.iter().find(is) else { return };
        let Some((_, step)) = self.step_of(slot) else { return };
        let some_related = slot.runs.iter().any(|(r, _)| group.related(run, *r));
        for (other, activity) in slot.runs.iter().filter(|(r, _)| !some_related || group.related(run, *r)) {
            match activity {
                Some(activity) => found(*activity),
                None if seen.contains(&(slot.step, *other)) => {}
                None => {
                    seen.push((slot.step, *other));
                    for after in &step.after {
                        self.sources(group, place, after, *other, seen, found);
                    }
                }
            }
        }
    }

    /// What is due, and the production and marking of the goods.
    fn work_on_goods(&mut self) {
        let made: Vec<(usize, usize)> = (0..self.goods.len()).filter_map(|t| Some((t, self.production(t)?))).collect();
        for group in 0..self.groups.len() {
            self.due_of(group, &made);
        }
    }

    /// The activities of a group, each with its run.
    fn members(&self, group: usize) -> Vec<(usize, Inst)> {
        let runs = self.slots.iter().filter(|s| s.group == group).flat_map(|s| &s.runs);
        runs.filter_map(|(run, a)| a.map(|a| (a, *run))).collect()
    }

    fn due_of(&mut self, place: usize, made: &[(usize, usize)]) {
        let Some(group) = self.groups.get(place).filter(|g| g.is_planned()).cloned() else { return };
        let members = self.members(place);
        let is_mark =
            |b: &Builder<'_>, a: usize| b.activities.get(a).and_then(Activity::behaviour) == Some(Behaviour::Mark);
        let has_mark = members.iter().any(|(a, _)| is_mark(self, *a));
        let waited_for: BTreeSet<usize> = self.edges.iter().filter(|e| e.2 == place).map(|e| e.0).collect();
        for target in group.targets.iter().copied() {
            let Some((leaving, event)) =
                self.goods.get(target).map(|g| (g.offset(Event::LeavingFactory), g.offset(group.event())))
            else {
                continue;
            };
            let by_marking = group.event() == Event::Marking && !has_mark;
            let marking = by_marking.then(|| self.marking(target, made));
            for (activity, run) in members.iter().copied() {
                if matches!(run, Inst::Ship(t) if t != target) {
                    continue;
                }
                let marks = is_mark(self, activity);
                if let Some((_, production)) = made.iter().find(|(t, _)| marks && *t == target) {
                    self.edges.push((*production, activity, usize::MAX));
                }
                if !marks && waited_for.contains(&activity) {
                    continue;
                }
                if let Some(marking) = marking {
                    self.edges.push((activity, marking, usize::MAX));
                    continue;
                }
                let offset = if marks { event.min(leaving) } else { event };
                self.dues.push(Due { activity, target, offset, group: Some(place), marks });
            }
        }
    }

    fn production(&mut self, target: usize) -> Option<usize> {
        let days = self.goods.get(target)?.production?;
        Some(self.on_goods(target, "production", days))
    }

    /// The marking of a shipment for schemes whose procedure has no step for it.
    fn marking(&mut self, target: usize, made: &[(usize, usize)]) -> usize {
        let id = format!("ship-{}/marking", target + 1);
        if let Some(known) = self.activities.iter().position(|a| a.id == id) {
            return known;
        }
        let days = self.goods.get(target).map_or(0, |g| g.marking);
        let marking = self.on_goods(target, "marking", days);
        if let Some((_, production)) = made.iter().find(|(t, _)| *t == target) {
            self.edges.push((*production, marking, usize::MAX));
        }
        marking
    }

    fn on_goods(&mut self, target: usize, word: &'static str, days: u32) -> usize {
        let factories: Vec<usize> = (0..self.inputs.product.factories.len()).collect();
        let table = self.tables.of_goods(&factories);
        let activity = self.activities.len();
        self.activities.push(Activity {
            id: format!("ship-{}/{word}", target + 1),
            step: None,
            group: None,
            users: Vec::new(),
            run: Inst::Ship(target),
            goods: word,
            days: [Duration { days, working: true }; 3],
            basis: Basis::Estimate,
            typed: word == "production",
            missing: Vec::new(),
            table,
            done: None,
            implied_by: None,
            if_in: false,
            conditional: false,
        });
        let offset = self.goods.get(target).map_or(0, |g| g.offset(Event::LeavingFactory));
        self.dues.push(Due { activity, target, offset, group: None, marks: true });
        activity
    }

    fn finish(self) -> Network<'a> {
        let count = self.activities.len();
        let mut before: Vec<Vec<usize>> = vec![Vec::new(); count];
        for (a, b, _) in &self.edges {
            if let Some(list) = before.get_mut(*b).filter(|l| !l.contains(a)) {
                list.push(*a);
            }
        }
        let (order, circles) = order(&before);
        let mut place = vec![0; count];
        for (new, old) in order.iter().enumerate() {
            if let Some(p) = place.get_mut(*old) {
                *p = new;
            }
        }
        let moved = |old: usize| place.get(old).copied().unwrap_or(0);
        let circles = circles.iter().filter_map(|a| self.activities.get(*a)).map(|a| a.id.clone()).collect();
        let mut sorted_before = Vec::with_capacity(count);
        let mut behind: Vec<Vec<usize>> = vec![Vec::new(); count];
        for (new, old) in order.iter().enumerate() {
            let mut list: Vec<usize> = before.get(*old).into_iter().flatten().map(|a| moved(*a)).collect();
            list.retain(|a| *a < new);
            list.sort_unstable();
            for a in &list {
                if let Some(b) = behind.get_mut(*a) {
                    b.push(new);
                }
            }
            sorted_before.push(list);
        }
        let mut activities: Vec<Option<Activity<'a>>> = self.activities.into_iter().map(Some).collect();
        let activities = order.iter().filter_map(|o| activities.get_mut(*o).and_then(Option::take)).collect();
        let dues = self.dues.into_iter().map(|d| Due { activity: moved(d.activity), ..d }).collect();
        let slots = self
            .slots
            .into_iter()
            .map(|s| Slot { runs: s.runs.into_iter().map(|(run, a)| (run, a.map(moved))).collect(), ..s });
        let mut network = Network {
            activities,
            before: sorted_before,
            behind,
            dues,
            tables: self.tables.tables,
            groups: self.groups,
            goods: self.goods,
            slots: slots.collect(),
            circles,
        };
        due_after_circles(&mut network);
        mark_done(&mut network, self.inputs);
        network
    }
}

/// What nothing waits for any more, since a wait was dropped, is due like the end of its schemes.
fn due_after_circles(network: &mut Network<'_>) {
    if network.circles.is_empty() {
        return;
    }
    for (activity, node) in network.activities.iter().enumerate() {
        let loose = network.behind(activity).is_empty() && !network.dues.iter().any(|d| d.activity == activity);
        for place in node.users.iter().copied().filter(|_| loose) {
            let Some(group) = network.groups.get(place) else { continue };
            let mine = |t: &&usize| !matches!(node.run, Inst::Ship(own) if own != **t);
            for target in group.targets.iter().filter(mine).copied() {
                let offset = network.goods.get(target).map_or(0, |g| g.offset(group.event()));
                network.dues.push(Due { activity, target, offset, group: Some(place), marks: false });
            }
        }
    }
}

/// A node of a circle: walks back over what is still waited for until it comes by again.
fn in_circle(from: usize, before: &[Vec<usize>], left: &BTreeSet<usize>) -> usize {
    let mut seen = BTreeSet::new();
    let mut at = from;
    while seen.insert(at) {
        match before.get(at).into_iter().flatten().find(|a| left.contains(a)) {
            Some(next) => at = *next,
            None => return at,
        }
    }
    at
}

/// An order in which nothing stands before what it waits for; where things wait for each other, one of them goes first, and
/// is named.
fn order(before: &[Vec<usize>]) -> (Vec<usize>, Vec<usize>) {
    let mut open: Vec<usize> = before.iter().map(Vec::len).collect();
    let mut behind: Vec<Vec<usize>> = vec![Vec::new(); before.len()];
    for (b, list) in before.iter().enumerate() {
        for a in list {
            if let Some(l) = behind.get_mut(*a) {
                l.push(b);
            }
        }
    }
    let mut left: BTreeSet<usize> = (0..before.len()).collect();
    let mut ready: BTreeSet<usize> = left.iter().copied().filter(|a| open.get(*a) == Some(&0)).collect();
    let (mut order, mut circles) = (Vec::with_capacity(before.len()), Vec::new());
    while let Some(first) = left.first().copied() {
        let next = ready.pop_first().unwrap_or_else(|| {
            let at = in_circle(first, before, &left);
            circles.push(at);
            at
        });
        left.remove(&next);
        order.push(next);
        for b in behind.get(next).into_iter().flatten().filter(|b| left.contains(b)) {
            if let Some(n) = open.get_mut(*b) {
                *n = n.saturating_sub(1);
                if *n == 0 {
                    ready.insert(*b);
                }
            }
        }
    }
    (order, circles)
}

/// Steps that the product says are done, and all that must have been done before them.
fn mark_done(network: &mut Network<'_>, inputs: &Inputs<'_>) {
    for done in &inputs.product.done {
        let of = |s: &&Slot| {
            let group = network.groups.get(s.group);
            let step = group.and_then(|g| g.procedure?.steps.get(s.step));
            group.is_some_and(|g| g.id() == done.scheme) && step.is_some_and(|s| s.id == done.step)
        };
        let activities: Vec<usize> =
            network.slots.iter().filter(of).flat_map(|s| &s.runs).filter_map(|(_, a)| *a).collect();
        for a in activities {
            if let Some(activity) = network.activities.get_mut(a) {
                activity.done = Some(number(done.on));
            }
        }
    }
    for a in (0..network.activities.len()).rev() {
        let Some((day, step)) = network.activities.get(a).and_then(|x| Some((x.done?, x.step?))) else { continue };
        if step.parallel_ok {
            continue;
        }
        for before in network.before.get(a).cloned().unwrap_or_default() {
            if let Some(activity) = network.activities.get_mut(before).filter(|x| x.done.is_none() && x.step.is_some())
            {
                activity.done = Some(day);
                activity.implied_by = Some(a);
            }
        }
    }
}
