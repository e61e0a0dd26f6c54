//! The managers of the market: what kind each is, and what it files.

use std::collections::BTreeSet;

use osd_domain::{AmendmentKind, Cik, Cover, Period, PutCall, Unit};

use super::{
    TrueChange,
    book::Held,
    odd::{Odd, cover, own_number},
    securities::Securities,
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
    pub(super) period: Period,
    pub(super) filings: Vec<Filed>,
    pub(super) truth: Vec<TrueChange>,
    securities: Securities,
    agent: Agent,
    count: u64,
}

impl Managers {
    pub(super) fn new(period: Period, securities: Securities) -> Self {
        Self {
            period,
            filings: Vec::new(),
            truth: Vec::new(),
            securities,
            agent: Agent::default(),
            count: 0,
        }
    }

    /// Files what one more manager files.
    pub(super) fn one_more(&mut self, dice: &mut Dice) {
        self.count += 1;
        let cik = Cik::new(8_000_000 + self.count).expect("a CIK");
        let odd = Odd::roll(dice);
        let held = self.book(odd, dice);
        self.tell(cik, odd, &held);
        self.file(cik, odd, &held, dice);
    }

    fn book(&self, odd: Odd, dice: &mut Dice) -> Vec<Held> {
        let least = if odd == Odd::Nothing { 1 } else { 12 };
        let size = least + [10, 20, 40, 80, 160][dice.pick(5)];
        let size = size / 2 + dice.below(size / 2 + 1);
        let plan = odd.plan(dice);
        let mut seen: BTreeSet<(usize, Option<PutCall>)> = BTreeSet::new();
        let mut held = Vec::new();
        for _ in 0..size {
            let pick = self.securities.pick(dice);
            if seen.insert(pick) {
                held.push(Held::of(pick, &self.securities, plan, dice));
            }
        }
        held
    }

    /// Notes what every position deserves.
    fn tell(&mut self, cik: Cik, odd: Odd, held: &[Held]) {
        for (number, one) in held.iter().enumerate() {
            let is_gone = one.now == 0;
            let there = (one.now > 0 && odd.has_now()) || (one.before > 0 && odd.has_before());
            if !there {
                continue;
            }
            let label = match odd {
                Odd::Omits if is_gone => "NOT_COMPARABLE",
                Odd::Reveals if is_revealed(number, one) => "LATE_REVEAL",
                Odd::ThousandsNow | Odd::ThousandsBefore if is_held_on(one) => "UNIT",
                Odd::Includes | Odd::Drops if has_rows_of_other(number, one) => "MANAGER_SPLIT",
                _ => odd.of_all().unwrap_or(one.label),
            };
            let security = self.securities.get(one.security);
            self.truth.push(TrueChange {
                cik,
                cusip: security.cusip,
                amount_type: security.amount_type,
                put_call: one.put_call,
                label,
            });
        }
    }

    fn file(&mut self, cik: Cik, odd: Odd, held: &[Held], dice: &mut Dice) {
        let unit = match dice.below(30) {
            0 => Unit::Thousands,
            _ => Unit::Dollars,
        };
        let report = |period: Period, days: u64| Report {
            cik,
            period,
            days,
            unit,
            amends: None,
            cover: Cover::default(),
        };
        let (now, before) = (self.period, self.period.previous());
        if matches!(odd, Odd::Gap) || (odd != Odd::First && dice.below(3) == 0) {
            let rows = self.rows(odd, held, false);
            self.filings
                .push(self.agent.file(report(before.previous(), 40), &rows));
        }
        match odd {
            Odd::NoticeBefore => self.filings.push(self.agent.notice(&report(before, 40))),
            _ if odd.has_before() => {
                let report = Report {
                    cover: cover(odd, false),
                    ..report(before, 41)
                };
                let rows = self.rows(odd, held, false);
                self.file_somehow(report, rows, dice);
            }
            _ => {}
        }
        match odd {
            Odd::NoticeNow => self.filings.push(self.agent.notice(&report(now, 40))),
            _ if odd.has_now() => {
                let report = Report {
                    cover: cover(odd, true),
                    ..report(now, 43)
                };
                self.file_now(odd, report, held, dice);
            }
            _ => {}
        }
    }

    fn file_now(&mut self, odd: Odd, report: Report, held: &[Held], dice: &mut Dice) {
        if odd != Odd::Reveals {
            let rows = self.rows(odd, held, true);
            return self.file_somehow(report, rows, dice);
        }
        let (mut revealed, mut shown) = (Vec::new(), Vec::new());
        for (number, one) in held.iter().enumerate() {
            let side = if is_revealed(number, one) {
                &mut revealed
            } else {
                &mut shown
            };
            side.push(one.clone());
        }
        let rows = self.rows(odd, &shown, true);
        self.filings.push(self.agent.file(report.clone(), &rows));
        if !revealed.is_empty() {
            let amendment = Report {
                days: 120,
                amends: Some(AmendmentKind::NewHoldings),
                cover: Cover {
                    confidential_denied_or_expired: Some(true),
                    ..report.cover.clone()
                },
                ..report
            };
            let rows = self.rows(odd, &revealed, true);
            self.filings.push(self.agent.file(amendment, &rows));
        }
    }

    /// Files rows at once, or after a mistake: some managers restate, some add what they forgot.
    fn file_somehow(&mut self, report: Report, rows: Vec<Row>, dice: &mut Dice) {
        let amended = |kind, days| Report {
            days,
            amends: Some(kind),
            ..report.clone()
        };
        match dice.below(20) {
            0 if rows.len() > 6 => {
                let wrong: Vec<Row> = rows
                    .iter()
                    .map(|row| Row {
                        amount: row.amount + row.amount / 9,
                        ..row.clone()
                    })
                    .collect();
                self.filings.push(self.agent.file(report.clone(), &wrong));
                let kind = AmendmentKind::Restatement;
                self.filings.push(self.agent.file(amended(kind, 90), &rows));
            }
            1 if rows.len() > 12 => {
                // What is forgotten is a whole position.
                let (mut first, mut forgotten) = (rows.clone(), Vec::new());
                while let Some(row) = first.pop() {
                    let is_whole = first.last().is_none_or(|next| next.cusip != row.cusip);
                    forgotten.push(row);
                    if is_whole && forgotten.len() > 2 {
                        break;
                    }
                }
                self.filings.push(self.agent.file(report.clone(), &first));
                let kind = AmendmentKind::NewHoldings;
                self.filings
                    .push(self.agent.file(amended(kind, 60), &forgotten));
            }
            _ => self.filings.push(self.agent.file(report, &rows)),
        }
    }

    /// The rows of one quarter; positions in several rows stand together.
    fn rows(&self, odd: Odd, held: &[Held], now: bool) -> Vec<Row> {
        let mut rows = Vec::new();
        for (number, one) in held.iter().enumerate() {
            let amount = if now { one.now } else { one.before };
            if amount == 0 {
                continue;
            }
            let security = self.securities.get(one.security);
            let (cusip, issuer, cents) = match now {
                true => (security.cusip, &security.issuer, security.cents),
                false => (
                    security.cusip_before,
                    &security.issuer_before,
                    security.cents_before,
                ),
            };
            let in_thousands = odd
                == if now {
                    Odd::ThousandsNow
                } else {
                    Odd::ThousandsBefore
                };
            let mut part = |amount: i64, managers: Option<&str>| {
                rows.push(Row {
                    issuer: issuer.clone(),
                    cusip,
                    dollars: i128::from(amount) * i128::from(cents) / 100,
                    amount: if in_thousands {
                        (amount + 500) / 1_000
                    } else {
                        amount
                    },
                    amount_type: security.amount_type,
                    put_call: one.put_call,
                    managers: managers.map(ToOwned::to_owned),
                });
            };
            let own = own_number(odd, now, number);
            match number % 7 {
                0 if amount > 400_000 && !in_thousands => {
                    part(amount / 3, own);
                    part(amount - amount / 3, own);
                }
                _ => part(amount, own),
            }
            let other_is_here = (odd == Odd::Includes && now) || (odd == Odd::Drops && !now);
            if other_is_here && has_rows_of_other(number, one) {
                part(1_000 + amount / 5, Some(if now { "1" } else { "3" }));
            }
        }
        rows
    }
}

/// Whether `Third` has rows of a position: of some that are otherwise held on.
fn has_rows_of_other(number: usize, held: &Held) -> bool {
    number % 3 < 2 && is_held_on(held)
}

fn is_held_on(held: &Held) -> bool {
    matches!(held.label, "HOLD" | "SPLIT_ONLY")
}

/// Whether a position was kept confidential: half of what was not held before.
fn is_revealed(number: usize, held: &Held) -> bool {
    !number.is_multiple_of(3) && held.label == "NEW"
}
