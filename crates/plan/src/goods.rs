//! The events of a shipment, as days before or after its loading.

use crate::request::{Offsets, Request, Target};
use certmap_base::Text;
use certmap_pack::Event;
use certmap_scope::Product;

const MARKING_DAYS: u32 = 3;
const TRANSIT_DAYS_ABROAD: u32 = 14;

/// A shipment with all its offsets settled.
#[derive(Debug, Clone)]
pub(crate) struct Goods {
    /// Working days.
    pub(crate) production: Option<u32>,
    /// Working days.
    pub(crate) marking: u32,
    leaving: i32,
    customs: i32,
    placing: i32,
    listing: i32,
}

impl Goods {
    /// The offsets of a target, and what was assumed for it.
    pub(crate) fn of(target: &Target, request: &Request, product: &Product, assumed: &mut Vec<Text>) -> Goods {
        let typed: Offsets = target.offsets.or(request.options.offsets);
        let home = !product.factories.is_empty() && product.factories.iter().all(|f| f.country == target.market);
        let transit = typed.transit_days.unwrap_or(if home { 0 } else { TRANSIT_DAYS_ABROAD });
        let days = |n: u32| i32::try_from(n).unwrap_or(i32::MAX / 8).min(3660);
        let customs = days(transit);
        let placing = customs + days(typed.clearance_days.unwrap_or(0));
        let goods = Goods {
            production: typed.production_days.map(|d| d.min(3660)),
            marking: typed.marking_days.unwrap_or(MARKING_DAYS).min(3660),
            leaving: -days(typed.factory_to_loading_days.unwrap_or(0)),
            customs,
            placing,
            listing: placing + typed.listing_days.unwrap_or(0).clamp(-3660, 3660),
        };
        goods.assume(target, &typed, transit, assumed);
        goods
    }

    fn assume(&self, target: &Target, typed: &Offsets, transit: u32, assumed: &mut Vec<Text>) {
        let market = &target.market;
        let mut say = |text: Text| {
            if !assumed.contains(&text) {
                assumed.push(text);
            }
        };
        if typed.transit_days.is_none() {
            say(Text::new(
                format!("{market}: {transit} calendar days from loading to customs entry"),
                format!("{market}：装运至报关入境按{transit}个日历日计"),
            ));
        }
        if typed.marking_days.is_none() {
            say(Text::new(
                format!("putting on the mark takes {MARKING_DAYS} working days before the goods leave the factory"),
                format!("加施标志按{MARKING_DAYS}个工作日计，在货物出厂前完成"),
            ));
        }
        if typed.production_days.is_none() {
            say(Text::new("making the goods is not planned", "未计划生产时间"));
        }
        if typed.factory_to_loading_days.is_none() {
            say(Text::new("the goods leave the factory on the day of loading", "货物在装运当日出厂"));
        }
        if typed.clearance_days.is_none() {
            say(Text::new(
                "the goods are placed on the market on the day of customs entry",
                "货物在报关入境当日投放市场",
            ));
        }
    }

    /// Calendar days from loading to an event; the mark is put on before the goods leave the factory.
    pub(crate) fn offset(&self, event: Event) -> i32 {
        match event {
            Event::Marking | Event::LeavingFactory => self.leaving,
            Event::Loading => 0,
            Event::CustomsEntry => self.customs,
            Event::PlacingOnMarket => self.placing,
            Event::Listing => self.listing,
        }
    }
}

/// The name of an event.
pub(crate) fn event_name(event: Event) -> Text {
    let (en, zh) = match event {
        Event::Marking => ("marking", "加施标志"),
        Event::LeavingFactory => ("leaving the factory", "出厂"),
        Event::Loading => ("loading", "装运"),
        Event::CustomsEntry => ("customs entry", "报关入境"),
        Event::PlacingOnMarket => ("placing on the market", "投放市场"),
        Event::Listing => ("listing", "上架"),
    };
    Text::new(en, zh)
}
