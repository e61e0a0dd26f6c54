//! Small histories of many managers, with their truth known.

use std::{collections::BTreeMap, path::Path};

use chrono::{Days, NaiveDate};
use osd_domain::{AmendmentKind, AmountType, Cik, Period, PutCall};

use crate::{Holding, Manager, Mirror, Submission, period};

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
        let amendments = [0, 0, 0, 1, 1, 2][dice.pick(6)];
        for number in 0..=amendments {
            let rows = dice.holdings(if number == 0 { 12 } else { 5 });
            let mut submission = self.next(manager, quarter, filed).holdings(rows);
            if dice.below(4) == 0 {
                submission = submission.without_acceptance_time();
            }
            if number > 0 {
                let adds = dice.below(2) == 0;
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
            let key = (row.cusip.clone(), row.amount_type, row.put_call);
            *self.positions.entry(key).or_default() += row.printed_value(unit) * unit;
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

/// SplitMix64 (Steele, Lea, Flood 2014): small, and the same everywhere.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    fn pick(&mut self, length: usize) -> usize {
        usize::try_from(self.below(length as u64)).unwrap_or_default()
    }

    /// One to `most` rows; a security may stand in several.
    fn holdings(&mut self, most: u64) -> Vec<Holding> {
        (0..=self.below(most)).map(|_| self.holding()).collect()
    }

    fn holding(&mut self) -> Holding {
        let amount = i64::try_from(1 + self.below(2_000_000)).unwrap_or(1);
        if self.below(15) == 0 {
            return Holding::principal("KEMPHARM INC", "NOTE 5.500% 2/0", "488445AB3")
                .amount(amount)
                .value(amount / 10 * 4);
        }
        let (issuer, class, cusip, cents) = SHARES[self.pick(SHARES.len())];
        let row = match self.below(10) {
            0 => Holding::put(issuer, class, cusip),
            1 => Holding::call(issuer, class, cusip),
            _ => Holding::shares(issuer, class, cusip),
        };
        row.amount(amount).value(amount * cents / 100)
    }
}
