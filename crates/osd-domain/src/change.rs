//! What differs between a portfolio and the one of the calendar quarter before: a pure function
//! of the two and of what happened to securities meanwhile.

mod judge;
mod label;
mod moved;
mod pair;
mod summary;
#[cfg(test)]
mod tests;
mod whole;

use std::sync::Arc;

use rust_decimal::Decimal;

use self::{judge::Judge, pair::Pair};
pub use self::{
    label::{Absence, Basis, Change, ChangeEvidence, Quarter},
    moved::{ComparedFigures, Moved, compare_figures},
    summary::{ChangeSum, ChangeSummary, LabelCounts},
    whole::{OneRatio, Thousandfold, WholeBook},
};
use crate::{
    amendment::{Fold, Standing},
    book::Book,
    market::MarketChanges,
    portfolio::{Portfolio, fraction},
    position::{Kind, Position, PositionKey, Sources},
};

/// One of two portfolios of a manager, or why there is none.
#[derive(Debug, Clone, Copy)]
pub enum Side<'a> {
    /// A whole portfolio.
    Held(&'a Book),
    /// What can be read of a portfolio that is not whole.
    Partial(&'a Book),
    /// The portfolios of several managers together, of which one is missing, and why.
    Incomplete(&'a Book, Absence),
    /// No portfolio is known.
    Missing(Absence),
    /// There was none before: the manager's first filing is of the quarter that it is set beside.
    First,
}

impl<'a> Side<'a> {
    /// What is known of a manager in one of the two quarters. `fold` is that of its filings, absent
    /// where nothing at all was taken in for the quarter; `book` what its filings that count add up
    /// to; `filed_earlier` says whether any filing of the manager is known for a quarter before.
    pub fn of(
        quarter: Quarter,
        fold: Option<&Fold>,
        book: Option<&'a Book>,
        filed_earlier: bool,
    ) -> Self {
        let Some(fold) = fold else {
            return Self::Missing(Absence::NotLoaded);
        };
        match (fold.standing, book) {
            (Standing::Held, Some(book)) => Self::Held(book),
            (Standing::Partial, Some(book)) => Self::Partial(book),
            (Standing::NoHoldings, _) if fold.has_notice() => Self::Missing(Absence::Notice),
            (Standing::NothingFiled, _) => match quarter {
                Quarter::Now => Self::Missing(Absence::NotYetFiled),
                Quarter::Before if filed_earlier => Self::Missing(Absence::Gap),
                Quarter::Before => Self::First,
            },
            _ => Self::Missing(Absence::Unread),
        }
    }

    pub(crate) fn book(self) -> Option<&'a Book> {
        match self {
            Self::Held(book) | Self::Partial(book) | Self::Incomplete(book, _) => Some(book),
            Self::Missing(_) | Self::First => None,
        }
    }
}

/// One position beside what it was a quarter before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComparedPosition {
    /// What keeps the position apart from others; for one that is gone, what did.
    pub key: PositionKey,
    /// The CUSIP as understood, else as printed.
    pub cusip: Option<Arc<str>>,
    /// Issuer.
    pub issuer: Arc<str>,
    /// Class.
    pub class: Arc<str>,
    /// Value, amount and weight now; zero where it is not held.
    pub now: Stake,
    /// The same a quarter before; zero where it was not held; absent without a portfolio then.
    pub previous: Option<Stake>,
    /// The amount before in shares of now: after splits, and in ones where the filing of one quarter
    /// prints thousands.
    pub previous_adjusted: Option<Decimal>,
    /// The amount now beside [`Self::previous_adjusted`].
    pub amount_adjusted: Decimal,
    /// Whether it is held now.
    pub is_held: bool,
    /// What happened.
    pub change: Change,
    /// What that rests on, where it rests on more than two amounts.
    pub evidence: Vec<ChangeEvidence>,
    /// Value in dollars and amount as filed, where rows were repaired.
    pub filed: Option<(i128, Decimal)>,
    /// The filings it rests on now; for a position that is gone those it rested on before.
    pub sources: Sources,
}

/// A holding in figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stake {
    /// Dollars.
    pub value: i128,
    /// Shares, or principal in dollars.
    pub amount: Decimal,
    /// The sum of its kind, in dollars: of all shares, of all debt, of all puts, of all calls.
    pub kind_total: i128,
}

impl Stake {
    /// Its share of the sum of its kind. Absent where that sum is zero.
    pub fn weight(self) -> Option<Decimal> {
        weight(self.value, self.kind_total)
    }
}

impl ComparedPosition {
    /// Value now less value before, in dollars.
    pub fn value_change(&self) -> Option<i128> {
        self.moved().value_change()
    }

    /// Amount now less amount before, both as they stand in the filings.
    pub fn amount_change(&self) -> Option<Decimal> {
        Some(self.now.amount - self.previous?.amount)
    }

    /// The same in shares of now.
    pub fn amount_change_adjusted(&self) -> Option<Decimal> {
        self.moved().amount_change_adjusted()
    }

    /// The change of the amount in shares of now, as a fraction of the amount before; absent on a zero
    /// base.
    pub fn amount_change_pct(&self) -> Option<Decimal> {
        fraction(self.amount_change_adjusted()?, self.previous_adjusted?)
    }

    /// Dollars bought, at the price of now, or sold (below nought), at the price of before, as far as
    /// filings show: nothing where the label is no trade.
    pub fn traded(&self) -> i128 {
        self.moved().traded()
    }

    fn moved(&self) -> Moved<'_> {
        Moved {
            key: &self.key,
            value: self.now.value,
            previous_value: self.previous.map(|stake| stake.value),
            previous_adjusted: self.previous_adjusted,
            amount_adjusted: self.amount_adjusted,
            change: self.change,
        }
    }

    /// Weight now less weight before.
    pub fn weight_change(&self) -> Option<Decimal> {
        Some(self.now.weight()? - self.previous?.weight()?)
    }
}

/// Two portfolios of a manager, set side by side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// Whether they can be compared, and why not.
    pub basis: Basis,
    /// What sets them apart as wholes.
    pub whole: WholeBook,
    /// Every position of either, in the order of keys.
    pub positions: Vec<ComparedPosition>,
}

/// Sets two portfolios of a manager side by side.
pub fn compare(now: Side<'_>, before: Side<'_>, market: &MarketChanges) -> Compared {
    side_by_side(now, before, None, market)
}

/// The same for books that hold some of the positions only, such as those in one security. What holds
/// for the whole books comes with them. Where those include different managers, it takes the whole
/// books to judge.
pub fn compare_part(
    now: Side<'_>,
    before: Side<'_>,
    whole: &WholeBook,
    market: &MarketChanges,
) -> Compared {
    side_by_side(now, before, Some(whole), market)
}

fn side_by_side(
    now: Side<'_>,
    before: Side<'_>,
    whole: Option<&WholeBook>,
    market: &MarketChanges,
) -> Compared {
    let pairs = pairs(now, before, market);
    let judge = Judge::new(now, before, &pairs, whole);
    let totals = [now, before].map(|side| side.book().map(Book::totals));
    // They are large, and nearly every pair is one.
    let mut positions = Vec::with_capacity(pairs.len());
    positions.extend(
        pairs
            .iter()
            .filter_map(|pair| compared(pair, &judge, totals)),
    );
    Compared {
        basis: judge::basis(now, before),
        whole: judge.into_whole(),
        positions,
    }
}

/// The positions of either side.
fn pairs<'a>(now: Side<'a>, before: Side<'a>, market: &'a MarketChanges) -> Vec<Pair<'a>> {
    static NOTHING: Portfolio = Portfolio::EMPTY;
    let of = |side: Side<'a>| side.book().map_or(&NOTHING, Book::portfolio);
    Pair::all(of(now), of(before), market)
}

/// One position, with the totals of now and before where there is a portfolio.
fn compared(
    pair: &Pair<'_>,
    judge: &Judge<'_>,
    [totals, totals_before]: [Option<Totals>; 2],
) -> Option<ComparedPosition> {
    let shown = pair.now.or(pair.before)?;
    let (change, evidence) = judge.label(pair);
    let (before, now) = pair.amounts(judge.thousandfold());
    let key = &pair.key;
    Some(ComparedPosition {
        key: key.clone(),
        cusip: shown.cusip.clone(),
        issuer: Arc::clone(&shown.issuer),
        class: Arc::clone(&shown.class),
        now: totals.unwrap_or_default().stake(key, pair.now),
        previous: totals_before.map(|totals| totals.stake(key, pair.before)),
        previous_adjusted: totals_before.map(|_| before),
        amount_adjusted: now,
        is_held: pair.now.is_some(),
        change,
        evidence,
        filed: pair.now.and_then(Position::filed),
        sources: shown.sources.clone(),
    })
}

/// The sums that weights are fractions of: options and debt each have their own.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals([i128; 4]);

impl Totals {
    /// Sums by kind: shares, principal, puts, calls.
    pub fn new(by_kind: [i128; 4]) -> Self {
        Self(by_kind)
    }

    /// The sums of a portfolio.
    pub fn of(portfolio: &Portfolio) -> Self {
        let mut totals = Self::default();
        for (kind, total) in portfolio.by_kind() {
            totals.0[kind as usize] = total.value;
        }
        totals
    }

    /// Dollars as a share of the sum of their kind; absent where that is zero.
    pub fn weight(&self, kind: Kind, value: i128) -> Option<Decimal> {
        weight(value, self.0[kind as usize])
    }

    fn stake(&self, key: &PositionKey, position: Option<&Position>) -> Stake {
        let (value, amount) = position.map_or((0, Decimal::ZERO), |p| (p.value, p.amount));
        Stake {
            value,
            amount,
            kind_total: self.0[key.kind() as usize],
        }
    }
}

/// Dollars as a share of the sum of their kind; absent where that is zero.
fn weight(value: i128, kind_total: i128) -> Option<Decimal> {
    fraction(decimal(value), decimal(kind_total))
}

/// Dollars as a decimal. Sums of dollars stay far below 28 digits.
fn decimal(dollars: i128) -> Decimal {
    Decimal::try_from_i128_with_scale(dollars, 0).unwrap_or(Decimal::MAX)
}
