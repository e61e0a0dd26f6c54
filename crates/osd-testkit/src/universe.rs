//! Small histories of many managers, with their truth known.

use std::{collections::BTreeMap, path::Path};

use chrono::{Days, NaiveDate};
use osd_domain::{AmendmentKind, AmountType, Cik, Period, PutCall};

use crate::{Holding, Manager, Mirror, Submission, dice::Dice, period};

/// The submissions of a few managers over a few quarters, and what they come to.
#[derive(Debug, Clone)]
pub struct Universe {
    /// Every submission, by manager, then quarter, then day.
    pub submissions: Vec<Submission>,
    /// What each manager held at the end of each quarter; none where it left that to others.
    pub truth: BTreeMap<(Cik, Period), Option<Truth>>,
}

/// What the filings of one manager and quarter come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Truth {
    /// Dollars, as printed and rounded.
    pub value: i64,
    /// Positions: what differs in CUSIP, SH/PRN or put/call.
    pub positions: u64,
    /// Filings that count.
    pub filings: u64,
}

/// About two hundred filings by sixteen managers over the eight quarters 2021Q2 to 2023Q1,
/// across the change from thousands to dollars. The same seed gives the same filings.
pub fn universe(seed: u64) -> Universe {
    Universe::of(seed, 16, period("2021Q2")..=period("2023Q1"))
}

impl Universe {
    /// So many managers, each reporting for each of these quarters.
    pub fn of(seed: u64, managers: u64, quarters: std::ops::RangeInclusive<Period>) -> Self {
        let mut dice = Dice(seed);
        let mut universe = Self {
            submissions: Vec::new(),
            truth: BTreeMap::new(),
        };
        for number in 1..=managers {
            let manager = Manager::new(9_000_000 + number, &format!("Sample Capital {number} LLC"))
                .file_number(&format!("028-{:05}", 90_000 + number));
            for quarter in quarters.start().through(*quarters.end()) {
                universe.report(&manager, quarter, &mut dice);
            }
        }
        universe
    }

    /// The submissions as a folder laid out as sec.gov, with a few rows doubled in the indexes
    /// as EDGAR doubles them now and then.
    pub fn mirror(&self, root: impl AsRef<Path>) -> Mirror {
        let mut mirror = Mirror::new(root);
        for (place, submission) in self.submissions.iter().enumerate() {
            mirror.add(submission);
            if place % 17 == 0 {
                for row in submission.index_rows() {
                    mirror.add_row(Period::containing(submission.filed()), &row);
                }
            }
        }
        mirror
    }

    /// One quarter of one manager: a notice, or a report and up to two amendments.
    fn report(&mut self, manager: &Manager, quarter: Period, dice: &mut Dice) {
        let mut filed = quarter.end() + Days::new(30 + dice.below(16));
        if dice.below(12) == 0 {
            let other = Manager::new(9_999_999, "Sample Parent Inc").file_number("028-99999");
            let notice = self.next(manager, quarter, filed).notice([&other]);
            self.submissions.push(notice);
            self.truth.insert((manager.cik(), quarter), None);
            return;
        }
        let mut counted = Counted::default();
        let mut held: Vec<Holding> = Vec::new();
        let amendments = [0, 0, 0, 1, 1, 2][dice.pick(6)];
        for number in 0..=amendments {
            let missing = if number > 0 && dice.below(2) == 0 {
                left_out(&held, dice)
            } else {
                Vec::new()
            };
            let adds = !missing.is_empty();
            let rows = match number {
                0 => book(dice),
                _ if adds => missing,
                _ => restated(&held, dice),
            };
            if !adds {
                held.clear();
            }
            held.extend(rows.iter().cloned());
            let mut submission = self.next(manager, quarter, filed).holdings(rows);
            if dice.below(4) == 0 {
                submission = submission.without_acceptance_time();
            }
            if number > 0 {
                let kind = if adds {
                    AmendmentKind::NewHoldings
                } else {
                    AmendmentKind::Restatement
                };
                submission = submission.amends(number, kind);
                if !adds {
                    counted = Counted::default();
                }
            }
            counted.add(&submission);
            self.submissions.push(submission);
            filed = filed + Days::new(1 + dice.below(60));
        }
        self.truth
            .insert((manager.cik(), quarter), Some(counted.truth()));
    }
}

impl Universe {
    /// The next submission, under the next number of an agent of its own.
    fn next(&self, manager: &Manager, quarter: Period, filed: NaiveDate) -> Submission {
        let sequence = self.submissions.len() + 1;
        let number = format!("0009999998-{}-{sequence:06}", filed.format("%y"));
        manager
            .files(quarter)
            .on(&filed.to_string())
            .accession(&number)
    }
}

/// The filings that count so far.
#[derive(Default)]
struct Counted {
    positions: BTreeMap<(String, AmountType, Option<PutCall>), i64>,
    filings: u64,
}

impl Counted {
    fn add(&mut self, submission: &Submission) {
        let unit = submission.dollars_in_unit();
        for row in submission.rows() {
            *self.positions.entry(key(row)).or_default() += row.printed_value(unit) * unit;
        }
        self.filings += 1;
    }

    fn truth(&self) -> Truth {
        Truth {
            value: self.positions.values().sum(),
            positions: self.positions.len() as u64,
            filings: self.filings,
        }
    }
}

/// Issuer, class, CUSIP and a price in cents.
const SHARES: [(&str, &str, &str, i64); 10] = [
    ("APPLE INC", "COM", "037833100", 17_125),
    ("AMERICAN EXPRESS CO", "COM", "025816109", 16_495),
    ("ALPHABET INC", "CAP STK CL A", "02079K305", 10_373),
    ("ALPHABET INC", "CAP STK CL C", "02079K107", 10_400),
    ("CHUBB LIMITED", "COM", "H1467J104", 19_418),
    ("COCA COLA CO", "COM", "191216100", 6_203),
    ("MICROSOFT CORP", "COM", "594918104", 28_830),
    ("MOODYS CORP", "COM", "615369105", 30_602),
    ("PROCTER AND GAMBLE CO", "COM", "742718109", 14_869),
    ("SPDR S&P 500 ETF TR", "TR UNIT", "78462F103", 40_939),
];

/// A whole book: three to twelve rows of at least a hundred and fifty million dollars, since
/// managers of less than a hundred need not report. A security may stand in several rows.
fn book(dice: &mut Dice) -> Vec<Holding> {
    let most = 3 + dice.below(10);
    let mut rows = Vec::new();
    let mut value = 0;
    while rows.len() < 3 || value < 150_000_000 || (rows.len() as u64) < dice.below(most) {
        let row = holding(dice);
        value += row.value;
        rows.push(row);
    }
    rows
}

/// The book once more, as a restatement does: some amounts corrected, a row left out, one more.
fn restated(book: &[Holding], dice: &mut Dice) -> Vec<Holding> {
    let mut rows = book.to_vec();
    for row in &mut rows {
        if dice.below(4) == 0 {
            let more = row.amount / 10 + 1;
            let value = row.value / row.amount.max(1) * more;
            *row = row
                .clone()
                .amount(row.amount + more)
                .value(row.value + value);
        }
    }
    if rows.len() > 4 && dice.below(3) == 0 {
        rows.pop();
    }
    if dice.below(3) == 0 {
        rows.push(holding(dice));
    }
    rows
}

/// Up to five rows of positions that are not in the book, as what was kept confidential.
fn left_out(book: &[Holding], dice: &mut Dice) -> Vec<Holding> {
    let mut rows: Vec<Holding> = Vec::new();
    for _ in 0..=dice.below(5) {
        let row = holding(dice);
        if book.iter().all(|held| key(held) != key(&row)) {
            rows.push(row);
        }
    }
    rows
}

fn key(row: &Holding) -> (String, AmountType, Option<PutCall>) {
    (row.cusip.clone(), row.amount_type, row.put_call)
}

fn holding(dice: &mut Dice) -> Holding {
    let amount = i64::try_from(1 + dice.below(2_000_000)).unwrap_or(1);
    if dice.below(15) == 0 {
        return Holding::principal("KEMPHARM INC", "NOTE 5.500% 2/0", "488445AB3")
            .amount(amount)
            .value(amount / 10 * 4);
    }
    let (issuer, class, cusip, cents) = SHARES[dice.pick(SHARES.len())];
    let row = match dice.below(10) {
        0 => Holding::put(issuer, class, cusip),
        1 => Holding::call(issuer, class, cusip),
        _ => Holding::shares(issuer, class, cusip),
    };
    row.amount(amount).value(amount * cents / 100)
}
