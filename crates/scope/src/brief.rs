//! Outcomes and what is asked, without reasons: the same program and the same settling, with buffers that are kept.

use crate::cell::Cell;
use crate::engine::{Asked, Engine, dates, purpose};
use crate::facts::Dates;
use crate::product::Product;
use crate::program::{FactIx, Lazy};
use crate::residual::Settler;
use crate::result::Outcome;
use certmap_base::Date;
use std::ops::Range;

/// What one scheme says, in short.
#[derive(Debug, Clone, Copy)]
pub struct Brief<'a> {
    /// Market code.
    pub market: &'a str,
    /// Scheme id.
    pub scheme: &'a str,
    /// Outcome.
    pub outcome: Outcome,
    needs: &'a [FactIx],
    columns: &'a [crate::program::Column],
}

impl<'a> Brief<'a> {
    /// Facts that can still change the outcome, or `kind`.
    pub fn needs(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let columns = self.columns;
        self.needs.iter().filter_map(move |f| columns.get(usize::from(*f))).map(|c| c.fact.as_str())
    }
}

/// A row: market, known scheme, outcome, and which of the needs are its own.
type Row = (usize, usize, Outcome, Range<usize>);

/// Index of a known scheme, and of its code where it has rules.
type Listed = (usize, Option<usize>);

/// Asks about many products one after the other; made by [`Engine::briefs`].
pub struct Briefs<'e> {
    engine: &'e Engine<'e>,
    settler: Settler<'e>,
    cells: Vec<Cell>,
    lazy: Lazy,
    markets: Vec<String>,
    /// Schemes of a market on a day: index of the known scheme, and of its code where it has rules.
    listed: Option<(String, Date, Vec<Listed>)>,
    rows: Vec<Row>,
    needs: Vec<FactIx>,
    before: Vec<Cell>,
    /// What each scheme said of the cells of this round.
    settled: Vec<(u32, Outcome, Range<usize>)>,
    round: u32,
}

impl<'e> Briefs<'e> {
    pub(crate) fn new(engine: &'e Engine<'e>) -> Briefs<'e> {
        Briefs {
            engine,
            settler: Settler::new(&engine.program, &engine.kinds),
            cells: Vec::new(),
            lazy: Lazy::new(engine.program.nodes.len()),
            markets: Vec::new(),
            listed: None,
            rows: Vec::new(),
            needs: Vec::new(),
            before: Vec::new(),
            settled: vec![(0, Outcome::Unknown, 0..0); engine.program.schemes.len()],
            round: 0,
        }
    }

    /// Asks about a product, lines left aside; the answer stands until the next one is asked about.
    pub fn ask(&mut self, product: &Product, asked: &Asked) {
        self.rows.clear();
        self.needs.clear();
        self.markets.clear();
        for (i, market) in asked.markets.iter().enumerate() {
            self.markets.push(market.clone());
            let dates = dates(product, None, market, asked);
            std::mem::swap(&mut self.before, &mut self.cells);
            self.engine.fill(product, None, purpose(product, market), &dates, &mut self.cells);
            // Markets for which nothing differs share what was found.
            if i == 0 || self.before != self.cells {
                self.round = self.round.wrapping_add(1);
                self.lazy.clear();
            }
            self.market(i, market, &dates, asked);
        }
    }

    fn market(&mut self, number: usize, market: &str, dates: &Dates, asked: &Asked) {
        let on = dates.placing_on_market;
        if !matches!(&self.listed, Some((m, day, _)) if m == market && *day == on) {
            self.listed = Some((market.to_owned(), on, self.engine.listed(market, on)));
        }
        let known = &self.engine.library.common.schemes;
        for (scheme, code) in self.listed.iter().flat_map(|(_, _, l)| l) {
            if !asked.schemes.is_empty() && known.get(*scheme).is_none_or(|s| !asked.schemes.contains(&s.id)) {
                continue;
            }
            let found = code.and_then(|c| Some((self.settled.get_mut(c)?, self.engine.program.schemes.get(c)?)));
            let (outcome, needs) = match found {
                None => (Outcome::NotCovered, 0..0),
                Some(((round, outcome, needs), _)) if *round == self.round => (*outcome, needs.clone()),
                Some((slot, code)) => {
                    let start = self.needs.len();
                    code.decision.force(&self.engine.program, &self.cells, &mut self.lazy);
                    let (values, needs) = (&self.lazy.values, &mut self.needs);
                    let possible = self.settler.settle_into(&code.decision, &self.cells, values, needs);
                    *slot = (self.round, possible.outcome(), start..self.needs.len());
                    (slot.1, slot.2.clone())
                }
            };
            self.rows.push((number, *scheme, outcome, needs));
        }
    }

    /// The answers, in the order of [`Engine::ask`].
    pub fn iter(&self) -> impl Iterator<Item = Brief<'_>> {
        let known = &self.engine.library.common.schemes;
        self.rows.iter().filter_map(move |(market, scheme, outcome, needs)| {
            Some(Brief {
                market: self.markets.get(*market)?,
                scheme: &known.get(*scheme)?.id,
                outcome: *outcome,
                needs: self.needs.get(needs.clone())?,
                columns: &self.engine.program.columns,
            })
        })
    }
}
