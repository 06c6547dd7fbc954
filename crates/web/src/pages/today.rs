//! Today: what is late, what is due, and where it is our turn.

use crate::ask::{Answer, Ask};
use crate::layout::{Layout, Tongue};
use crate::list::{Shown, own_turn, shown};
use crate::reply::Reply;
use askama::Template;
use certmap_app::{Item, ItemKind, ItemQuery, Sort, of_organisation};
use certmap_base::Date;

/// How far ahead this page looks.
const DAYS_AHEAD: i64 = 30;
const ROWS: u32 = 25;

#[derive(Template)]
#[template(path = "today.html")]
struct TodayPage {
    layout: Layout,
    t: Tongue,
    day: String,
    late: Vec<Shown>,
    soon: Vec<Shown>,
    ours: Vec<Shown>,
    ours_total: u64,
    turn: &'static str,
    has_organisation: bool,
    is_operator: bool,
    cases: u64,
}

/// The first page of the day.
pub(crate) fn show(ask: &Ask) -> Answer {
    let (actor, t, today) = (ask.actor()?, ask.t(), ask.app().today());
    let link = of_organisation(actor.organisation_id());
    let turn = own_turn(actor.kind());
    let mut due: Vec<Item> = Vec::new();
    let (mut ours, mut ours_total, mut cases) = (Vec::new(), 0, 0);
    if actor.organisation.is_some() {
        for kind in [ItemKind::Case, ItemKind::Visit, ItemKind::Certificate, ItemKind::Record, ItemKind::Product] {
            let query = ItemQuery {
                due_until: Some(today.add_days(DAYS_AHEAD)),
                sort: Sort::Due,
                limit: ROWS,
                ..ItemQuery::new(kind, [link.clone()])
            };
            due.extend(ask.app().store.items(&query)?.items.into_iter().filter(is_running));
        }
        let of_cases = ItemQuery { sort: Sort::Due, limit: ROWS, ..ItemQuery::new(ItemKind::Case, [link]) };
        cases = ask.app().store.items(&ItemQuery { limit: 0, ..of_cases.clone() })?.total;
        let found = ask.app().store.items(&ItemQuery { turn: Some(turn.to_owned()), ..of_cases })?;
        ours_total = found.total;
        ours = found.items;
    }
    due.sort_by_key(|i| i.due);
    let (late, soon): (Vec<Item>, Vec<Item>) = due.into_iter().partition(|i| is_before(i, today));
    let show = |items: Vec<Item>| items.iter().map(|i| shown(ask, i)).collect::<Vec<_>>();
    Reply::page(&TodayPage {
        layout: Layout::new(ask, t.say("Today", "今日")),
        t,
        day: t.day(today),
        late: show(late),
        soon: show(soon),
        ours: show(ours),
        ours_total,
        turn,
        has_organisation: actor.organisation.is_some(),
        is_operator: actor.account.operator,
        cases,
    })
}

fn is_before(item: &Item, day: Date) -> bool {
    item.due.is_some_and(|d| d < day)
}

/// What is over is not due any more.
fn is_running(item: &Item) -> bool {
    !matches!(item.state.as_str(), "withdrawn" | "terminated" | "superseded" | "archived" | "called_off" | "reported")
}
