//! From filings to books, as a publication makes them, in memory.

use std::{
    collections::{BTreeMap, BTreeSet},
    convert::Infallible,
};

use osd_domain::{
    Accession, Book, Cik, Kind, Period, Price, Repair, SecurityId,
    amendment::{Amounts, Effect, Fold, Report, effects, fold},
    book::Counting,
    bridge::{Bridge, Walked},
    court::{AsFiled, Docket, Judged, Witnesses},
    market::{CuratedLinks, Holders, MarketChanges, MarketHearing},
    portfolio::Portfolio,
    unit::Declared,
};
use osd_testkit::market::Filed;

/// A quarter, judged.
pub(crate) struct Quarter<'a> {
    pub(crate) judged: Judged,
    filings: BTreeMap<Cik, Vec<&'a Filed>>,
}

impl<'a> Quarter<'a> {
    /// Hears and judges the filings of a period. `fails_price` is the witness from outside.
    pub(crate) fn judge(
        all: &'a [Filed],
        period: Period,
        fails_price: impl Fn(&SecurityId) -> Option<Price> + 'a,
    ) -> Self {
        let mut docket = Docket::default();
        let mut filings: BTreeMap<Cik, Vec<&Filed>> = BTreeMap::new();
        let mut beside: BTreeMap<Cik, Vec<&Filed>> = BTreeMap::new();
        for filed in all {
            let filing = &filed.filing;
            if filing.period == Some(period) {
                docket.hear(filing, &filed.lines);
                filings.entry(filing.cik).or_default().push(filed);
            } else if [Some(period.previous()), Some(period.next())].contains(&filing.period) {
                beside.entry(filing.cik).or_default().push(filed);
            }
        }
        let as_filed = |filed: &&Filed| {
            let declared = Declared::from(&filed.filing);
            AsFiled::of(filed.filing.accession, &declared, &filed.lines)
        };
        let witnesses: Witnesses<'_, Infallible> = Witnesses {
            fails_price: Box::new(fails_price),
            other_periods: Box::new(move |cik| {
                let filed = beside.get(&cik).into_iter().flatten();
                Ok(filed
                    .filter(|one| !one.lines.is_empty())
                    .map(as_filed)
                    .collect())
            }),
            ..Witnesses::default()
        };
        let Ok(judged) = docket.judge(witnesses);
        Self { judged, filings }
    }

    pub(crate) fn managers(&self) -> impl Iterator<Item = Cik> {
        self.filings.keys().copied()
    }

    /// What a manager's filings do, and what those that count add up to.
    pub(crate) fn manager(&self, cik: Cik) -> (Fold, Book) {
        let filed = self
            .filings
            .get(&cik)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let repairs: BTreeMap<Accession, Vec<Repair>> = filed
            .iter()
            .map(|one| {
                let accession = one.filing.accession;
                (accession, self.judged.repairs(accession, &one.lines))
            })
            .collect();
        let amounts: BTreeMap<Accession, Amounts> = filed
            .iter()
            .map(|one| {
                let accession = one.filing.accession;
                let mut portfolio = Portfolio::default();
                portfolio.add(
                    accession,
                    self.unit(accession),
                    &one.lines,
                    &repairs[&accession],
                );
                let positions = portfolio.into_positions();
                (
                    accession,
                    positions.map(|(key, one)| (key, one.amount)).collect(),
                )
            })
            .collect();
        let mut reports: Vec<Report> = filed.iter().map(|one| Report::of(&one.filing)).collect();
        let verdicts = effects(
            &reports,
            |accession| amounts.get(&accession),
            &BTreeMap::new(),
        );
        for report in &mut reports {
            report.judged = verdicts
                .get(&report.accession)
                .map(|verdict| verdict.effect);
        }
        let fold = fold(&reports, None);
        let mut book = Book::default();
        for report in fold.effective() {
            let of = |one: &&&Filed| one.filing.accession == report.accession;
            if let Some(one) = filed.iter().find(of) {
                book.add(
                    &self.counting(one, report),
                    &one.lines,
                    &repairs[&report.accession],
                );
            }
        }
        (fold, book)
    }

    /// The steps from a manager's rows to its total.
    pub(crate) fn bridge(&self, cik: Cik, fold: &Fold) -> Bridge {
        let mut bridge = Bridge::default();
        let filed = self
            .filings
            .get(&cik)
            .map(Vec::as_slice)
            .unwrap_or_default();
        for (report, role) in &fold.filings {
            let of = |one: &&&Filed| one.filing.accession == report.accession;
            let Some(one) = filed.iter().find(of).filter(|one| !one.lines.is_empty()) else {
                continue;
            };
            bridge.walk(Walked {
                role: *role,
                unit: self.unit(report.accession),
                lines: &one.lines,
                repairs: &self.judged.repairs(report.accession, &one.lines),
            });
        }
        bridge
    }

    fn unit(&self, accession: Accession) -> osd_domain::Unit {
        self.judged.units[&accession].unit
    }

    fn counting(&self, filed: &'a Filed, report: &Report) -> Counting<'a> {
        let cover = &filed.filing.cover;
        Counting {
            accession: report.accession,
            unit: self.unit(report.accession),
            adds: report.effect() == Effect::Adds,
            discloses: cover.confidential_denied_or_expired == Some(true),
            omits: cover.confidential_omitted,
            included: &cover.included_managers,
        }
    }
}

/// A market between two quarters: all books of both, and what happened to securities.
pub(crate) struct Market {
    pub(crate) now: BTreeMap<Cik, (Fold, Book)>,
    pub(crate) before: BTreeMap<Cik, (Fold, Book)>,
    pub(crate) changes: MarketChanges,
}

impl Market {
    pub(crate) fn of(now: &Quarter<'_>, before: &Quarter<'_>) -> Self {
        let books = |quarter: &Quarter<'_>| -> BTreeMap<Cik, (Fold, Book)> {
            quarter
                .managers()
                .map(|cik| (cik, quarter.manager(cik)))
                .collect()
        };
        let (books_now, books_before) = (books(now), books(before));
        let (mut held_now, mut held_before) =
            (holders(now, &books_now), holders(before, &books_before));
        let securities: BTreeSet<SecurityId> =
            held_now.keys().chain(held_before.keys()).cloned().collect();
        let mut hearing = MarketHearing::default();
        for security in securities {
            let now = held_now.remove(&security).unwrap_or_default();
            let before = held_before.remove(&security).unwrap_or_default();
            hearing.hear(&security, before, now);
        }
        Self {
            now: books_now,
            before: books_before,
            changes: hearing.judge(&CuratedLinks::default()),
        }
    }
}

fn holders(
    quarter: &Quarter<'_>,
    books: &BTreeMap<Cik, (Fold, Book)>,
) -> BTreeMap<SecurityId, Holders> {
    let mut all: BTreeMap<SecurityId, Holders> = BTreeMap::new();
    for (cik, (_, book)) in books {
        for (key, position) in book.portfolio().positions().iter() {
            if key.kind() == Kind::Shares {
                let holders = all.entry(key.security.clone()).or_insert_with(|| Holders {
                    price: quarter.judged.price(&key.security).map(|price| price.price),
                    issuer: position.issuer.to_string(),
                    ..Holders::default()
                });
                holders.shares.insert(*cik, position.amount);
            }
        }
    }
    all
}
