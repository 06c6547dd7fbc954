//! Shipments that are past: what binds, and what can be done with the goods.

use crate::activity::Network;
use crate::goods::event_name;
use crate::model::SchemeState;
use crate::outlook::PastShipment;
use crate::pass::{Standing, Times};
use crate::table::{date, number};
use crate::{Request, Verdict};
use certmap_base::Text;
use certmap_pack::{Behaviour, Event};

/// The past shipments that are not in order.
pub(crate) fn past(
    network: &Network<'_>,
    request: &Request,
    early: &Times,
    standings: &[Standing],
) -> Vec<PastShipment> {
    let today = number(request.today);
    let mut found = Vec::new();
    for (target, standing) in standings.iter().enumerate() {
        if standing.ship >= today || standing.verdict <= Verdict::Tight {
            continue;
        }
        let Some(asked) = request.targets.get(target) else { continue };
        let release = network.dues_of(target, false).map(|d| early.end(d.activity)).fold(today, i32::max);
        found.push(PastShipment {
            ship: target + 1,
            market: asked.market.clone(),
            date: date(standing.ship),
            binds: binds(network, target, standing.ship, early),
            earliest_release: standing.release.map(|_| date(release)),
            can_do: can_do(network, target, standing, today, release),
        });
    }
    found
}

/// What each scheme still needs, and since when the goods should have had it.
fn binds(network: &Network<'_>, target: usize, ship: i32, early: &Times) -> Vec<Text> {
    let mut binds = Vec::new();
    for (place, group) in network.groups.iter().enumerate().filter(|(_, g)| g.targets.contains(&target)) {
        let title = &group.scheme.title;
        if group.state == SchemeState::Banned {
            binds.push(Text::new(
                format!("{}: goods of this kind must not be sold", title.en),
                format!("{}：此类货物禁止销售", title.zh),
            ));
            continue;
        }
        let late =
            network.dues_of(target, false).any(|d| d.group == Some(place) && early.end(d.activity) > ship + d.offset);
        let offset = network.goods.get(target).map_or(0, |g| g.offset(group.event()));
        if !group.is_planned() || !late {
            continue;
        }
        let missing = network.activities.iter().filter(|a| a.users.contains(&place) && a.done.is_none());
        let mut titles: Vec<Text> = Vec::new();
        for title in missing.map(crate::activity::Activity::title) {
            if !titles.contains(&title) {
                titles.push(title);
            }
        }
        let en: Vec<&str> = titles.iter().map(|t| t.en.as_str()).collect();
        let zh: Vec<&str> = titles.iter().map(|t| t.zh.as_str()).collect();
        let (event, day) = (event_name(group.event()), date(ship + offset));
        binds.push(Text::new(
            format!("{} must be fulfilled before {} ({day}); still missing: {}", title.en, event.en, en.join(", ")),
            format!("{}须在{}（{day}）之前完成；尚缺：{}", title.zh, event.zh, zh.join("、")),
        ));
    }
    binds
}

fn can_do(network: &Network<'_>, target: usize, standing: &Standing, today: i32, release: i32) -> Vec<Text> {
    let mut list = Vec::new();
    let groups = || network.groups.iter().filter(|g| g.targets.contains(&target));
    let banned = standing.release.is_none();
    let release = date(release);
    if !banned {
        hold(network, target, standing, today, &mut list);
        list.push(Text::new(
            format!("the earliest lawful release with usual durations is {release}; until then the goods may not be sold or used"),
            format!("按通常时长，最早可合法放行的日期为{release}；在此之前不得销售或使用"),
        ));
    }
    for exemption in groups().flat_map(|g| &g.scheme.exemptions) {
        let paper = exemption.paper.as_ref();
        list.push(Text::new(
            format!(
                "exemption, if it fits: {}{}",
                exemption.title.en,
                paper.map_or_else(String::new, |p| format!(" (paper: {})", p.en))
            ),
            format!(
                "如符合条件，可申请免办：{}{}",
                exemption.title.zh,
                paper.map_or_else(String::new, |p| format!("（文件：{}）", p.zh))
            ),
        ));
    }
    for group in groups().filter(|g| g.if_in()) {
        let needs: Vec<&str> = group.results.iter().flat_map(|r| &r.needs).map(String::as_str).collect();
        list.push(Text::new(
            format!(
                "statement for customs: whether {} applies is not decided; if the answers ({}) show that it does not, declare that",
                group.scheme.title.en,
                needs.join(", ")
            ),
            format!(
                "向海关说明：{}是否适用尚未确定；如补充信息（{}）表明不适用，可据此提交声明",
                group.scheme.title.zh,
                needs.join("、")
            ),
        ));
    }
    let marks = |g: &&crate::group::Group<'_>| {
        g.event() == Event::Marking
            || g.procedure.is_some_and(|p| p.steps.iter().any(|s| s.behaviour == Behaviour::Mark))
    };
    if !banned && groups().any(|g| marks(&g)) {
        list.push(Text::new(
            "the goods left the factory without a mark that may be put on only after the certificate: ask body and customs whether \
             it may be put on under customs supervision",
            "货物出厂时无法加施证书签发后方可使用的标志：请向认证机构和海关确认能否在海关监管下补加",
        ));
    }
    list.push(Text::new(
        "goods that are not released yet can be re-exported or returned",
        "尚未放行的货物可退运或转口",
    ));
    list
}

/// Where the goods can still be held before the event.
fn hold(network: &Network<'_>, target: usize, standing: &Standing, today: i32, list: &mut Vec<Text>) {
    let Some(goods) = network.goods.get(target) else { return };
    let ahead = [Event::CustomsEntry, Event::PlacingOnMarket, Event::Listing]
        .into_iter()
        .find(|e| standing.ship + goods.offset(*e) >= today);
    if let Some(event) = ahead {
        let (name, day) = (event_name(event), date(standing.ship + goods.offset(event)));
        list.push(Text::new(
            format!("{} is expected on {day}: hold the goods before it", name.en),
            format!("预计{day}{}：在此之前暂扣货物", name.zh),
        ));
    }
}
