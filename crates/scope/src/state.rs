//! One product on many days: outcome and open route, without reasons.

use crate::cell::Cell;
use crate::engine::{Asked, Engine, dates, purpose};
use crate::product::Product;
use crate::program::Lazy;
use crate::residual::Settler;
use crate::result::Outcome;
use certmap_base::Date;
use certmap_expr::Tri;
use std::collections::BTreeMap;

/// What a scheme says of a product on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// Outcome.
    pub outcome: Outcome,
    /// Outcomes that are still possible; one where it is decided.
    pub possible: Vec<Outcome>,
    /// The first route that is certainly open, if any.
    pub route: Option<String>,
}

/// Asks about one product on many days, and remembers; made by [`Engine::states`].
pub struct States<'e> {
    engine: &'e Engine<'e>,
    product: &'e Product,
    settler: Settler<'e>,
    cells: Vec<Cell>,
    lazy: Lazy,
    /// By scheme, market and day.
    seen: BTreeMap<(usize, String), BTreeMap<Date, State>>,
}

impl<'e> States<'e> {
    pub(crate) fn new(engine: &'e Engine<'e>, product: &'e Product) -> States<'e> {
        let settler = Settler::new(&engine.program, &engine.kinds);
        let lazy = Lazy::new(engine.program.nodes.len());
        States { engine, product, settler, cells: Vec::new(), lazy, seen: BTreeMap::new() }
    }

    /// The answer for all dates of the goods being `on`, unless the product itself gives some of them.
    ///
    /// `None` for a scheme without rules, or one that does not hold in the market on that day.
    pub fn state(&mut self, scheme: &str, market: &str, on: Date) -> Option<State> {
        let code = self.engine.code_index(scheme)?;
        let key = (code, market.to_owned());
        if let Some(state) = self.seen.get(&key).and_then(|days| days.get(&on)) {
            return Some(state.clone());
        }
        let state = self.find(scheme, market, on)?;
        self.seen.entry(key).or_default().insert(on, state.clone());
        Some(state)
    }

    fn find(&mut self, scheme: &str, market: &str, on: Date) -> Option<State> {
        let (_, law, code) = self.engine.code(scheme)?;
        let markets = [market.to_owned()];
        let asked = Asked { on: Some(on), ..Asked::markets(&markets, on) };
        let dates = dates(self.product, None, market, &asked);
        let groups = self.engine.library.common.markets.groups_of(market, dates.placing_on_market);
        if !law.holds_in(market, &groups) {
            return None;
        }
        self.engine.fill(self.product, None, purpose(self.product, market), &dates, &mut self.cells);
        self.lazy.clear();
        let program = &self.engine.program;
        code.decision.force(program, &self.cells, &mut self.lazy);
        let mut needs = Vec::new();
        let possible = self.settler.settle_into(&code.decision, &self.cells, &self.lazy.values, &mut needs);
        let outcome = possible.outcome();
        let mut routes = law.routes.iter().zip(&code.routes);
        let open = routes.find(|(_, node)| program.force(**node, &self.cells, &mut self.lazy) == Tri::True);
        let may_apply = possible.contains(Outcome::In);
        Some(State { outcome, possible: possible.list(), route: open.filter(|_| may_apply).map(|(r, _)| r.id.clone()) })
    }
}
