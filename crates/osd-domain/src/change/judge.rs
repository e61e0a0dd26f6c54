//! Gives each position its label. The first rule that fits counts.

use rust_decimal::Decimal;

use super::{
    Absence, Basis, Change, ChangeEvidence, Quarter, Side,
    pair::Pair,
    whole::{Common, Thousandfold, WholeBook},
};
use crate::{
    book::Book,
    position::{Kind, Position},
};

/// Form 13F, special instruction 10: positions of fewer shares and less value may be left out.
const SMALL_SHARES: i64 = 10_000;
const SMALL_DOLLARS: i128 = 200_000;

/// Two sides of a comparison, and what holds for them as wholes.
pub(super) struct Judge<'a> {
    /// What holds for every position, where the two cannot be compared.
    all: Option<(Change, ChangeEvidence)>,
    books: Option<(&'a Book, &'a Book)>,
    whole: WholeBook,
    common: Option<Common>,
}

type Label = (Change, Vec<ChangeEvidence>);

impl<'a> Judge<'a> {
    /// The judge of two sides whose positions are these; or, where what holds for the whole books is
    /// known, of some of their positions.
    pub(super) fn new(
        now: Side<'a>,
        before: Side<'a>,
        pairs: &[Pair<'_>],
        whole: Option<&WholeBook>,
    ) -> Self {
        let books = match (now, before) {
            (Side::Held(now), Side::Held(before)) => Some((before, now)),
            _ => None,
        };
        let common = books.and_then(|(before, now)| Common::of(before, now));
        let whole = match (whole, books) {
            (Some(whole), _) => whole.clone(),
            (None, Some(_)) => WholeBook::of(pairs, common.is_some()),
            (None, None) => WholeBook::default(),
        };
        Self {
            all: not_comparable(now, before),
            books,
            whole,
            common,
        }
    }

    pub(super) fn into_whole(self) -> WholeBook {
        self.whole
    }

    pub(super) fn thousandfold(&self) -> Option<&Thousandfold> {
        self.whole.thousandfold.as_ref()
    }

    pub(super) fn label(&self, pair: &Pair<'_>) -> Label {
        if let Some((change, evidence)) = &self.all {
            return (*change, vec![evidence.clone()]);
        }
        let mut evidence = renamed(pair);
        let special = self
            .hidden(pair)
            .or_else(|| self.thousandfold_only(pair))
            .or_else(|| self.other_managers(pair))
            .or_else(|| split_only(pair))
            .or_else(|| self.pro_rata(pair))
            .or_else(|| below_threshold(pair));
        let change = match special {
            Some((change, because)) => {
                evidence.extend(because);
                change
            }
            None => self.by_amount(pair),
        };
        // A split that was not all that happened is part of what the label rests on.
        if change != Change::SplitOnly {
            evidence.extend(split_of(pair));
        }
        (change, evidence)
    }

    /// Absent for confidentiality, or disclosed late.
    fn hidden(&self, pair: &Pair<'_>) -> Option<(Change, Option<ChangeEvidence>)> {
        let (_, now) = self.books?;
        match (pair.before, pair.now) {
            (Some(_), None) => {
                let accession = now.omits()?;
                let because = ChangeEvidence::ConfidentialOmission { accession };
                Some((Change::NotComparable, Some(because)))
            }
            (None, Some(held)) => {
                let accession = now.revealed_by(&held.sources)?;
                let because = ChangeEvidence::Disclosed { accession };
                Some((Change::LateReveal, Some(because)))
            }
            _ => None,
        }
    }

    fn thousandfold_only(&self, pair: &Pair<'_>) -> Option<(Change, Option<ChangeEvidence>)> {
        let found = self.whole.thousandfold.filter(|_| pair.is_in_both())?;
        let (before, now) = found.removed(pair.filed());
        let because = ChangeEvidence::Thousandfold {
            in_thousands: found.in_thousands,
            positions: found.positions,
            of: found.of,
        };
        ((before - now).abs() < Decimal::ONE_THOUSAND).then_some((Change::Unit, Some(because)))
    }

    fn other_managers(&self, pair: &Pair<'_>) -> Option<(Change, Option<ChangeEvidence>)> {
        let common = self.common.as_ref()?;
        let (book_before, book_now) = self.books?;
        let (ratio, rows) = (pair.ratio(), pair.rows());
        let amount = |side: Option<&Position>| side.map_or(Decimal::ZERO, |one| one.amount);
        if ratio.is_all(amount(pair.before), amount(pair.now), rows) {
            return None;
        }
        let key_before = pair.key_before.as_ref().unwrap_or(&pair.key);
        let of_before = book_before.amount_of(key_before, &common.before);
        let of_now = book_now.amount_of(&pair.key, &common.now);
        let because = ChangeEvidence::IncludedManagers {
            came: common.came.clone(),
            left: common.left.clone(),
        };
        ratio
            .is_all(of_before, of_now, rows)
            .then_some((Change::ManagerSplit, Some(because)))
    }

    fn pro_rata(&self, pair: &Pair<'_>) -> Option<(Change, Option<ChangeEvidence>)> {
        let found = self
            .whole
            .one_ratio
            .as_ref()
            .filter(|_| pair.is_in_both())?;
        let amounts = pair.amounts(self.thousandfold());
        if !found.fits(amounts, pair.rows()) {
            return None;
        }
        let because = ChangeEvidence::OneRatio {
            ratio: found.ratio()?,
            positions: found.positions,
            of: found.of,
        };
        Some((Change::ProRata, Some(because)))
    }

    fn by_amount(&self, pair: &Pair<'_>) -> Change {
        if pair.before.is_none() {
            return Change::New;
        }
        if pair.now.is_none() {
            return Change::Exit;
        }
        let (before, now) = pair.amounts(self.thousandfold());
        match now.cmp(&before) {
            std::cmp::Ordering::Greater => Change::Add,
            std::cmp::Ordering::Less => Change::Reduce,
            std::cmp::Ordering::Equal => Change::Hold,
        }
    }
}

/// What is said of every position where the two sides cannot be compared.
fn not_comparable(now: Side<'_>, before: Side<'_>) -> Option<(Change, ChangeEvidence)> {
    let missing = |quarter, reason| {
        let evidence = ChangeEvidence::Missing { quarter, reason };
        Some((Change::NotComparable, evidence))
    };
    match (now, before) {
        (Side::Missing(reason), _) => missing(Quarter::Now, reason),
        (Side::Partial(_), _) => missing(Quarter::Now, Absence::Unread),
        (Side::Incomplete(_, reason), _) => missing(Quarter::Now, reason),
        (Side::First, _) => missing(Quarter::Now, Absence::NotYetFiled),
        (_, Side::First) => Some((Change::FirstFiling, ChangeEvidence::NoEarlierFiling)),
        (_, Side::Missing(reason)) => missing(Quarter::Before, reason),
        (_, Side::Partial(_)) => missing(Quarter::Before, Absence::Unread),
        (_, Side::Incomplete(_, reason)) => missing(Quarter::Before, reason),
        (Side::Held(_), Side::Held(_)) => None,
    }
}

/// Whether two sides can be compared, and why not.
pub(super) fn basis(now: Side<'_>, before: Side<'_>) -> Basis {
    match not_comparable(now, before) {
        None => Basis::Compared,
        Some((_, ChangeEvidence::Missing { reason, .. })) => reason.into(),
        Some(_) => Basis::FirstFiling,
    }
}

/// The same amount but for a split.
fn split_only(pair: &Pair<'_>) -> Option<(Change, Option<ChangeEvidence>)> {
    if !pair.is_in_both() || pair.ratio().is_one() {
        return None;
    }
    let before = pair.before?.amount;
    let now = pair.now?.amount;
    pair.ratio()
        .fits(before, now, pair.rows())
        .then(|| (Change::SplitOnly, split_of(pair)))
}

fn split_of(pair: &Pair<'_>) -> Option<ChangeEvidence> {
    let split = pair.split.filter(|_| pair.is_in_both())?;
    Some(ChangeEvidence::Split {
        ratio: split.ratio,
        managers: split.managers,
        of: split.of,
    })
}

fn renamed(pair: &Pair<'_>) -> Vec<ChangeEvidence> {
    let change = pair.cusip_change.map(|change| ChangeEvidence::CusipChange {
        from: change.from.clone(),
        ratio: change.ratio,
        managers: change.managers,
        of: change.of,
        source: change.source,
    });
    change.into_iter().collect()
}

fn below_threshold(pair: &Pair<'_>) -> Option<(Change, Option<ChangeEvidence>)> {
    let before = pair.before.filter(|_| pair.now.is_none())?;
    let is_small = pair.key.kind() == Kind::Shares
        && before.amount < Decimal::from(SMALL_SHARES)
        && before.value < SMALL_DOLLARS;
    is_small.then_some((
        Change::BelowThresholdPossible,
        Some(ChangeEvidence::BelowThreshold),
    ))
}
