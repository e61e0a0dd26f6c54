//! The managers of the market: what they hold, and the unit they print in.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use osd_domain::{Accession, AmendmentKind, Cik, Cover, Period, Unit};

use super::{
    book::{Kept, Taste},
    securities::{Securities, Sort, signed},
};
use crate::{
    dice::Dice,
    market::{
        Filed,
        paper::{Agent, Report, Row},
    },
};

/// All that was filed so far.
#[derive(Debug)]
pub(super) struct Managers {
    period: Period,
    pub(super) filings: Vec<Filed>,
    pub(super) truth: BTreeMap<Accession, Unit>,
    securities: Securities,
    agent: Agent,
    count: u64,
}

/// In the neighboring quarters no more rows of a book are filed.
const NEIGHBORS: usize = 500;

impl Managers {
    pub(super) fn new(period: Period, securities: Securities) -> Self {
        Self {
            period,
            filings: Vec::new(),
            truth: BTreeMap::new(),
            securities,
            agent: Agent::default(),
            count: 0,
        }
    }

    /// Files what one more manager files in three quarters.
    pub(super) fn one_more(&mut self, dice: &mut Dice) {
        self.count += 1;
        let cik = Cik::new(8_000_000 + self.count).expect("a CIK");
        let book = self.book(dice);
        let strays = strays(dice);
        let notice = (dice.below(100) == 0).then(|| dice.pick(3));
        let quarters = [self.period.previous(), self.period, self.period.next()];
        for (quarter, period) in quarters.into_iter().enumerate() {
            let days = 25 + dice.below(21);
            let unit = unit(period, days, strays[quarter]);
            let report = Report {
                cik,
                period,
                days,
                unit,
                amends: None,
                cover: Cover::default(),
            };
            if notice == Some(quarter) {
                self.filings.push(self.agent.notice(&report));
                continue;
            }
            let kept = match quarter {
                1 => &book[..],
                _ => &book[..book.len().min(NEIGHBORS)],
            };
            let rows: Vec<Row> = kept.iter().map(|one| one.row(quarter, dice)).collect();
            self.file(report.clone(), &rows);
            if quarter == 1 && dice.below(100) < 8 {
                self.amend(report, rows, dice);
            }
        }
    }

    fn file(&mut self, report: Report, rows: &[Row]) {
        let unit = report.unit;
        let filed = self.agent.file(report, rows);
        self.truth.insert(filed.filing.accession, unit);
        self.filings.push(filed);
    }

    fn amend(&mut self, report: Report, mut rows: Vec<Row>, dice: &mut Dice) {
        let kind = if dice.below(2) == 0 {
            AmendmentKind::Restatement
        } else {
            AmendmentKind::NewHoldings
        };
        if kind == AmendmentKind::NewHoldings {
            let dollars = 1_000_000 + signed(dice.below(40_000_000));
            let added = 1 + dice.below(5);
            rows = (0..added)
                .map(|_| Kept::buy(Taste::Anything, dollars, &self.securities, dice).row(1, dice))
                .collect();
        }
        let days = report.days + 3 + dice.below(40);
        // The rule of the unit goes by the day: one that follows it follows it in amendments, too.
        self.file(
            Report {
                days,
                amends: Some(kind),
                ..report
            },
            &rows,
        );
    }

    fn book(&self, dice: &mut Dice) -> Vec<Kept> {
        let rows = match self.count {
            1 => 20_000,
            _ => rows(dice),
        };
        let taste = match dice.below(200) {
            0 => Taste::Only(Sort::Penny),
            1 => Taste::Options,
            2 => Taste::Only(Sort::Debt),
            3 => Taste::Only(Sort::Giant),
            _ => Taste::Anything,
        };
        let total = dollars(rows, dice);
        let each = (total / signed(rows)).max(2_000);
        (0..rows)
            .map(|_| {
                // Some positions are far larger than others.
                let share = [5, 20, 50, 80, 120, 200, 400][dice.pick(7)];
                Kept::buy(taste, each * share / 125, &self.securities, dice)
            })
            .collect()
    }
}

/// Rows of a book: about 60 in the middle, a few very many, a few hardly any.
fn rows(dice: &mut Dice) -> u64 {
    let (least, more) = match dice.below(1_000) {
        0..30 => (1, 3),
        30..150 => (4, 14),
        150..500 => (18, 40),
        500..780 => (58, 90),
        780..930 => (150, 250),
        930..985 => (400, 600),
        985..998 => (1_000, 2_500),
        _ => (5_000, 5_000),
    };
    least + dice.below(more)
}

/// Dollars of a book: a manager below 100 million files on until its year is over.
fn dollars(rows: u64, dice: &mut Dice) -> i64 {
    let millions = match dice.below(100) {
        0..6 => 5 + signed(dice.below(94)),
        6..50 => 101 + signed(dice.below(230)),
        50..80 => 330 + signed(dice.below(900)),
        80..95 => 1_200 + signed(dice.below(6_000)),
        95..99 => 8_000 + signed(dice.below(50_000)),
        _ => 60_000 + signed(dice.below(440_000)),
    };
    let large = if rows > 1_000 { 20 } else { 1 };
    millions * large * 1_000_000
}

/// Whether the manager prints the other unit, in each of the three quarters.
fn strays(dice: &mut Dice) -> [bool; 3] {
    if dice.below(1_000) >= 41 {
        return [false; 3];
    }
    match dice.below(4) {
        0 => {
            let only = dice.pick(3);
            [only == 0, only == 1, only == 2]
        }
        _ => [true; 3],
    }
}

/// The unit that is printed: that of the rule, or the other.
fn unit(period: Period, days: u64, strays: bool) -> Unit {
    let filed = period.end() + chrono::Days::new(days);
    let dollars_since = NaiveDate::from_ymd_opt(2023, 1, 3).expect("a day");
    if (filed >= dollars_since) == strays {
        Unit::Thousands
    } else {
        Unit::Dollars
    }
}
