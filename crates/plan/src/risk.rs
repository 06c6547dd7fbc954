//! How likely the shipments leave on time: many plans with drawn durations.

use crate::Request;
use crate::activity::Network;
use crate::outlook::{Chance, Probability, ShipChance};
use crate::pass::Standing;
use crate::table::{Table, date};
use certmap_base::Text;
use certmap_pack::Duration;

/// Steps of the distribution of one duration: a draw is one random byte.
const STEPS: u32 = 256;

/// SplitMix64 (Steele, Lea, Flood 2014): 64 bits of state, every seed is good.
#[derive(Debug, Clone)]
struct SplitMix64(u64);

impl SplitMix64 {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
}

/// Eight draws out of one number.
struct Bytes {
    source: SplitMix64,
    left: u64,
    count: u8,
}

impl Bytes {
    fn next(&mut self) -> usize {
        if self.count == 0 {
            self.left = self.source.next();
            self.count = 8;
        }
        let byte = self.left & 0xFF;
        self.left >>= 8;
        self.count -= 1;
        usize::try_from(byte).unwrap_or(0)
    }
}

/// The duration of an activity in one sample.
enum Draw {
    Fixed(i32),
    /// Days at equally likely steps of the distribution.
    Steps(Vec<i32>),
}

/// An activity, small.
struct Node<'x> {
    before: std::ops::Range<usize>,
    draw: Draw,
    /// None where it counts calendar days.
    table: Option<&'x Table>,
    done: Option<i32>,
}

/// The triangular distribution between `min` and `max` with its peak at `usual`, in whole days.
fn triangular(min: u32, usual: u32, max: u32) -> Vec<i32> {
    let (a, c, b) = (f64::from(min), f64::from(usual), f64::from(max));
    let (width, rise, fall) = (b - a, c - a, b - c);
    let step = |i: u32| {
        let u = (f64::from(i) + 0.5) / f64::from(STEPS);
        let day = if u * width < rise { a + (u * width * rise).sqrt() } else { b - ((1.0 - u) * width * fall).sqrt() };
        day.round() as i32
    };
    (0..STEPS).map(step).collect()
}

fn draw(days: [Duration; 3]) -> Draw {
    let [min, usual, max] = days.map(|d| d.days.min(3660));
    // Days of different kinds cannot be mixed: then only the usual one is taken.
    let same = days.iter().all(|d| d.working == days.get(1).is_some_and(|u| u.working));
    if same && min <= usual && usual <= max && min < max {
        Draw::Steps(triangular(min, usual, max))
    } else {
        Draw::Fixed(i32::try_from(usual).unwrap_or(0))
    }
}

/// The simulation; none without samples, or where nothing is left to be late.
pub(crate) fn simulate(
    network: &Network<'_>,
    request: &Request,
    today: i32,
    standings: &[Standing],
) -> Option<Probability> {
    let options = &request.options;
    let open = |t: &usize| standings.get(*t).is_some_and(|s| s.slack.is_some() && s.release.is_some());
    let targets: Vec<usize> = (0..standings.len()).filter(open).collect();
    if options.samples == 0 || targets.is_empty() {
        return None;
    }
    let mut edges = Vec::new();
    let nodes: Vec<Node<'_>> = (0..network.activities.len()).filter_map(|a| node(network, a, &mut edges)).collect();
    // The days of loading that every sample would allow.
    let mut allowed: Vec<Vec<i32>> =
        vec![Vec::with_capacity(usize::try_from(options.samples).unwrap_or(0)); targets.len()];
    let dues: Vec<Vec<(usize, i32)>> =
        targets.iter().map(|t| network.dues_of(*t, false).map(|d| (d.activity, d.offset)).collect()).collect();
    let ships: Vec<Option<i32>> =
        targets.iter().map(|t| request.targets.get(*t).and_then(|r| r.ship).map(crate::table::number)).collect();
    let mut bytes = Bytes { source: SplitMix64(options.seed), left: 0, count: 0 };
    let mut ends = vec![0; nodes.len()];
    let mut on_time = 0_u32;
    for _ in 0..options.samples {
        run(&nodes, &edges, today, &mut bytes, &mut ends);
        let mut all = true;
        for ((dues, allowed), ship) in dues.iter().zip(&mut allowed).zip(&ships) {
            let day = dues.iter().map(|(a, o)| ends.get(*a).copied().unwrap_or(0) - o).max().unwrap_or(today);
            allowed.push(day);
            all &= ship.is_none_or(|s| day <= s);
        }
        on_time += u32::from(all);
    }
    let chances: Vec<ShipChance> = targets
        .iter()
        .zip(&mut allowed)
        .zip(&ships)
        .map(|((t, allowed), ship)| ship_chance(*t, allowed, *ship, today))
        .collect();
    let banned = (0..standings.len()).any(|t| network.is_banned(t));
    let share = if banned { 0.0 } else { f64::from(on_time) / f64::from(options.samples) };
    let worst = chances.iter().min_by(|a, b| a.on_time.total_cmp(&b.on_time));
    let curve = worst.map(|c| c.curve.clone()).unwrap_or_default();
    let assumptions = assumptions(options.seed, options.samples);
    Some(Probability {
        on_time: share,
        seed: options.seed,
        samples: options.samples,
        assumptions,
        ships: chances,
        curve,
    })
}

fn node<'x>(network: &'x Network<'_>, place: usize, edges: &mut Vec<usize>) -> Option<Node<'x>> {
    let activity = network.activities.get(place)?;
    let first = edges.len();
    edges.extend_from_slice(network.before(place));
    Some(Node {
        before: first..edges.len(),
        draw: draw(activity.days),
        table: network.table(activity).filter(|_| activity.usual().working),
        done: activity.done,
    })
}

fn run(nodes: &[Node<'_>], edges: &[usize], today: i32, bytes: &mut Bytes, ends: &mut [i32]) {
    for (place, node) in nodes.iter().enumerate() {
        let end = match (node.done, &node.draw) {
            (Some(day), _) => day + 1,
            (None, draw) => {
                let before = edges.get(node.before.clone()).unwrap_or(&[]);
                let from = before.iter().filter_map(|b| ends.get(*b)).fold(today, |a, b| a.max(*b));
                let days = match draw {
                    Draw::Fixed(days) => *days,
                    Draw::Steps(steps) => steps.get(bytes.next()).copied().unwrap_or(0),
                };
                match node.table {
                    _ if days == 0 => from,
                    Some(table) => table.forward(from, days).1,
                    None => from + days,
                }
            }
        };
        if let Some(e) = ends.get_mut(place) {
            *e = end;
        }
    }
}

/// The share of samples that are on time, and a point of the curve for every twentieth.
fn ship_chance(target: usize, allowed: &mut [i32], ship: Option<i32>, today: i32) -> ShipChance {
    allowed.sort_unstable();
    let count = allowed.len().max(1);
    let in_time = allowed.partition_point(|day| ship.is_none_or(|s| *day <= s));
    let mut curve: Vec<Chance> = Vec::new();
    for twentieth in 1..=20_usize {
        let Some(day) = allowed.get((twentieth * count).div_ceil(20) - 1) else { continue };
        let on = date((*day).max(today));
        let probability = allowed.partition_point(|d| d <= day) as f64 / count as f64;
        match curve.last_mut().filter(|c| c.date == on) {
            Some(point) => point.probability = probability,
            None => curve.push(Chance { date: on, probability }),
        }
    }
    ShipChance { ship: target + 1, on_time: in_time as f64 / count as f64, curve }
}

fn assumptions(seed: u64, samples: u32) -> Vec<Text> {
    vec![
        Text::new(
            "every duration is drawn from a triangular distribution between its shortest and longest, with the usual one as peak",
            "各步骤时长按三角分布抽样：最短、通常（众数）、最长",
        ),
        Text::new("steps are independent; a shared step is drawn once", "各步骤相互独立；共用步骤只抽样一次"),
        Text::new("no step fails and no holiday moves", "不计步骤失败，不计放假安排变动"),
        Text::new(format!("{samples} samples, seed {seed}"), format!("抽样{samples}次，随机种子{seed}")),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generator_is_the_published_one() {
        // First outputs for seed 1234567, as in the reference implementation's test values.
        let mut generator = SplitMix64(1_234_567);
        assert_eq!(generator.next(), 6_457_827_717_110_365_317);
        assert_eq!(generator.next(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn a_triangle_stays_inside_and_has_its_mean() {
        let steps = triangular(10, 15, 26);
        assert!(steps.iter().all(|days| (10..=26).contains(days)));
        let mean = f64::from(steps.iter().sum::<i32>()) / 256.0;
        assert!((mean - 17.0).abs() < 0.1, "{mean}");
    }
}
