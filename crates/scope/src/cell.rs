//! Values as cells: the thresholds of all rules cut the values of a fact, and tests compare places between cuts.
//!
//! A value that equals cut `i` stands in cell `2i + 1`; one between cuts `i - 1` and `i` in cell `2i`. Comparing
//! cells is comparing values exactly, at the price of one binary search per fact.

use crate::program::{Column, ColumnKind, FactIx, Program, Test, TestCode};
use certmap_base::{Code, Date, Exact};
use certmap_expr::{Expr, Node as Ast, Tri};
use certmap_pack::{KindSet, Value};

/// A fact's value as the program sees it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Cell {
    /// Not known.
    Missing,
    Bool(bool),
    /// A place between cuts, and the value itself for general tests.
    Point(u16, Exact),
    /// Places of both ends, and the ends themselves for general tests.
    Span([u16; 2], [Exact; 2]),
    /// A word of the column, or none of them.
    Word(Option<u16>),
    /// Not known, but none of these words of the column.
    Not(KindSet),
    /// Words of the column; true if there are no others.
    Words(KindSet, bool),
    /// Places at which a customs code may stand.
    Codes(KindSet),
    /// Leaves of the main kind and of each other kind.
    Kinds(Vec<KindSet>),
}

impl Column {
    /// The place of a value among the cuts.
    pub(crate) fn place(&self, value: &Exact) -> u16 {
        let index = match self.cuts.binary_search(value) {
            Ok(i) => 2 * i + 1,
            Err(i) => 2 * i,
        };
        u16::try_from(index).unwrap_or(u16::MAX)
    }

    /// True if no value can stand at a place: between two days that follow each other there is none.
    pub(crate) fn is_gap(&self, place: u16) -> bool {
        let above = usize::from(place / 2);
        let ends = above.checked_sub(1).and_then(|below| self.cuts.get(below)).zip(self.cuts.get(above));
        self.days
            && place.is_multiple_of(2)
            && ends.is_some_and(|(a, b)| a.add(&Exact::whole(1)).is_ok_and(|next| next == *b))
    }

    /// How many places a customs code can stand at.
    pub(crate) fn code_places(&self) -> usize {
        self.words.len() + 1
    }

    /// Where codes may stand that begin as these do: a place is the finest code of the column under which the whole code
    /// lies, the last one that of codes under none of them.
    fn places_of_codes(&self, codes: &[Code]) -> KindSet {
        let mut places = KindSet::empty(self.code_places());
        for code in codes {
            let above = self.words.iter().enumerate().filter(|(_, w)| code.digits().starts_with(w.as_str()));
            places.insert(above.max_by_key(|(_, w)| w.len()).map_or(self.words.len(), |(i, _)| i));
            let below = self.words.iter().enumerate().filter(|(_, w)| w.starts_with(code.digits()));
            below.for_each(|(i, _)| places.insert(i));
        }
        places
    }

    /// The places of all codes that lie under one of these.
    pub(crate) fn under(&self, codes: &[String]) -> KindSet {
        let codes: Vec<Code> = codes.iter().filter_map(|c| Code::parse(c).ok()).collect();
        let mut places = KindSet::empty(self.code_places());
        for (i, word) in self.words.iter().enumerate() {
            if codes.iter().any(|c| word.starts_with(c.digits())) {
                places.insert(i);
            }
        }
        places
    }

    fn word(&self, word: &str) -> Option<u16> {
        self.words.binary_search_by(|w| w.as_str().cmp(word)).ok().and_then(|i| u16::try_from(i).ok())
    }

    /// The cell of a value; a value of another type counts as missing (it was refused when it was read).
    pub(crate) fn cell(&self, value: &Value) -> Cell {
        match (&self.kind, value) {
            (ColumnKind::Bool, Value::Bool(b)) => Cell::Bool(*b),
            (ColumnKind::Points, Value::Quantity(q)) => Cell::Point(self.place(&q.in_base()), q.in_base()),
            (ColumnKind::Points, Value::Date(d)) => {
                let day = day(*d);
                Cell::Point(self.place(&day), day)
            }
            (ColumnKind::Ranges, Value::Range(a, b)) => {
                let ends = [a.in_base(), b.in_base()];
                Cell::Span(ends.map(|e| self.place(&e)), ends)
            }
            (ColumnKind::Choice, Value::Choice(w)) | (ColumnKind::Text, Value::Text(w)) => Cell::Word(self.word(w)),
            (ColumnKind::Codes, Value::Codes(codes)) => Cell::Codes(self.places_of_codes(codes)),
            (ColumnKind::List, Value::List { items, complete }) => {
                let mut set = KindSet::empty(self.words.len());
                for i in items.iter().filter_map(|w| self.word(w)) {
                    set.insert(usize::from(i));
                }
                Cell::Words(set, *complete)
            }
            _ => Cell::Missing,
        }
    }
}

/// A date as a number.
pub(crate) fn day(date: Date) -> Exact {
    Exact::whole(date.ordinal())
}

/// A number as a date.
pub(crate) fn date(day: &Exact) -> Date {
    Date::MIN.add_days(day.ceiling())
}

/// Whether a test holds.
pub(crate) fn holds(program: &Program, code: &TestCode, cells: &[Cell]) -> Tri {
    match &code.test {
        Test::General(expr) => general(program, expr, cells),
        test => cells.get(usize::from(code.fact)).map_or(Tri::Unknown, |cell| on_cell(test, cell)),
    }
}

/// Whether a test of one fact holds of a cell.
pub(crate) fn on_cell(test: &Test, cell: &Cell) -> Tri {
    match (test, cell) {
        (_, Cell::Missing) => Tri::Unknown,
        (Test::Bool, Cell::Bool(b)) => Tri::from(*b),
        (Test::Order(op, cut), Cell::Point(place, _)) => Tri::from(op.holds(place.cmp(&at(*cut)))),
        (Test::Low(op, cut), Cell::Span([low, _], _)) => Tri::from(op.holds(low.cmp(&at(*cut)))),
        (Test::High(op, cut), Cell::Span([_, high], _)) => Tri::from(op.holds(high.cmp(&at(*cut)))),
        (Test::Covers(cut), Cell::Span([low, high], _)) => Tri::from(*low <= at(*cut) && at(*cut) <= *high),
        (Test::OneOf(set), Cell::Word(word)) => Tri::from(word.is_some_and(|w| set.contains(usize::from(w)))),
        (Test::OneOf(set), Cell::Not(words)) if set.is_subset(words) => Tri::False,
        (Test::Has(set), Cell::Words(words, complete)) => {
            if !words.is_disjoint(set) {
                Tri::True
            } else if *complete {
                Tri::False
            } else {
                Tri::Unknown
            }
        }
        (Test::Under(set), Cell::Codes(places)) => under(places, set),
        (Test::Kind(set), Cell::Kinds(kinds)) => kinds.iter().map(|k| under(k, set)).fold(Tri::False, Tri::or),
        _ => Tri::Unknown,
    }
}

fn at(cut: u16) -> u16 {
    2 * cut + 1
}

fn under(kind: &KindSet, set: &KindSet) -> Tri {
    if kind.is_subset(set) {
        Tri::True
    } else if kind.is_disjoint(set) {
        Tri::False
    } else {
        Tri::Unknown
    }
}

/// A comparison over several facts; unknown as soon as one of them is.
fn general(program: &Program, expr: &Expr, cells: &[Cell]) -> Tri {
    match &expr.node {
        Ast::Compare(op, a, b) => match (number(program, a, cells), number(program, b, cells)) {
            (Some(x), Some(y)) => Tri::from(op.holds(x.cmp(&y))),
            _ => Tri::Unknown,
        },
        _ => Tri::Unknown,
    }
}

/// The number of a value expression in base units, if everything it reads is known.
pub(crate) fn number(program: &Program, expr: &Expr, cells: &[Cell]) -> Option<Exact> {
    let pair = |a: &Expr, b: &Expr| Some((number(program, a, cells)?, number(program, b, cells)?));
    match &expr.node {
        Ast::Quantity(q) => Some(q.in_base()),
        Ast::Date(d) => Some(day(*d)),
        Ast::Name(n) => match cells.get(usize::from(program.column(n)?))? {
            Cell::Point(_, value) => Some(*value),
            _ => None,
        },
        Ast::Min(n) | Ast::Max(n) => match cells.get(usize::from(program.column(n)?))? {
            Cell::Span(_, [low, high]) => Some(if matches!(expr.node, Ast::Min(_)) { *low } else { *high }),
            _ => None,
        },
        Ast::Add(a, b) => pair(a, b).and_then(|(x, y)| x.add(&y).ok()),
        Ast::Sub(a, b) => pair(a, b).and_then(|(x, y)| x.sub(&y).ok()),
        Ast::Mul(a, b) => pair(a, b).and_then(|(x, y)| x.mul(&y).ok()),
        _ => None,
    }
}

/// Whether a column's cell is known.
pub(crate) fn is_missing(cells: &[Cell], fact: FactIx) -> bool {
    match cells.get(usize::from(fact)) {
        Some(Cell::Words(_, complete)) => !complete,
        Some(Cell::Codes(places)) => places.len() > 1,
        Some(Cell::Kinds(kinds)) => kinds.is_empty() || kinds.iter().any(|k| k.len() > 1),
        Some(Cell::Missing | Cell::Not(_)) | None => true,
        Some(_) => false,
    }
}
