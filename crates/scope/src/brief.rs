//! Outcomes and what is asked, without reasons: the same program and the same settling, with buffers that are kept.

use crate::answer::decision;
use crate::cell::Cell;
use crate::engine::{Asked, Engine, dates, purpose};
use crate::facts::Dates;
use crate::product::Product;
use crate::program::FactIx;
use crate::residual::{Decision, Settler};
use crate::result::Outcome;
use certmap_base::Date;
use certmap_expr::Tri;
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
    decisions: Vec<Decision>,
    settler: Settler<'e>,
    cells: Vec<Cell>,
    values: Vec<Tri>,
    markets: Vec<String>,
    /// Schemes of a market on a day: index of the known scheme, and of its code where it has rules.
    listed: Option<(String, Date, Vec<Listed>)>,
    rows: Vec<Row>,
    needs: Vec<FactIx>,
}

impl<'e> Briefs<'e> {
    pub(crate) fn new(engine: &'e Engine<'e>) -> Briefs<'e> {
        Briefs {
            engine,
            decisions: engine.program.schemes.iter().map(decision).collect(),
            settler: Settler::new(&engine.program, &engine.kinds),
            cells: Vec::new(),
            values: Vec::new(),
            markets: Vec::new(),
            listed: None,
            rows: Vec::new(),
            needs: Vec::new(),
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
            self.engine.fill(product, None, purpose(product, market), &dates, &mut self.cells);
            self.engine.program.run(&self.cells, &mut self.values);
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
            let start = self.needs.len();
            let outcome = match code.and_then(|c| self.decisions.get(c)) {
                None => Outcome::NotCovered,
                Some(decision) => {
                    self.settler.settle_into(decision, &self.cells, &self.values, &mut self.needs).outcome()
                }
            };
            self.rows.push((number, *scheme, outcome, start..self.needs.len()));
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
