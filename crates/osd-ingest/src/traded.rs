//! What securities traded as near the end of a period: the SEC's fails-to-deliver files as a witness
//! from outside.

use std::collections::HashMap;

use chrono::NaiveDate;
use osd_catalog::ReferenceState;
use osd_domain::{
    Cusip, HalfMonth, Period, Price, ReferenceFile, SecurityId,
    ticker::{Confidence, normalize},
};
use osd_edgar::{
    archive,
    fails::{self, Fail},
};
use osd_vault::{Key, VaultError};

use crate::{House, IngestError, error::blocking};

/// The files whose days are nearer to the end of a period than to any other, in their order: those
/// of three halves of months before it and three after.
pub(crate) fn files_near_end_of(period: Period) -> impl Iterator<Item = ReferenceFile> {
    let before = archive::fails_of(period).skip(3);
    before.chain(archive::fails_of(period.next()).take(3))
}

/// The period to whose end the days of a file are nearest.
pub(crate) fn period_near(half: HalfMonth) -> Option<Period> {
    let quarter = half.quarter()?;
    let file = ReferenceFile::Fails(half);
    let is_near = |period: &Period| files_near_end_of(*period).any(|one| one == file);
    [quarter, quarter.previous()].into_iter().find(is_near)
}

/// The versions of the files near the end of a period that count, by name.
pub(crate) type Versions = Vec<(ReferenceFile, String)>;

/// Those that were read.
pub(crate) async fn versions<M>(
    tx: &osd_catalog::Transaction<M>,
    period: Period,
) -> Result<Versions, IngestError> {
    let files: Vec<ReferenceFile> = files_near_end_of(period).collect();
    let known = tx.reference_files().find_many(&files).await?;
    let read = known
        .into_iter()
        .filter(|record| record.state == ReferenceState::Read);
    Ok(read
        .filter_map(|record| Some((record.file, record.sha256?)))
        .collect())
}

/// The price and the ticker of each security on the day nearest to the end of a period.
#[derive(Debug, Default)]
pub(crate) struct Traded {
    prices: HashMap<Cusip, (Nearness, Price)>,
    tickers: HashMap<Cusip, (Nearness, String)>,
}

/// Days from the end, and the day: of two as near the earlier counts.
type Nearness = (u64, NaiveDate);

impl Traded {
    /// Reads the files from the vault.
    ///
    /// # Errors
    /// [`IngestError::ReferenceLost`] where the vault does not hold one of them whole.
    pub(crate) async fn read(
        house: &House,
        period: Period,
        versions: &Versions,
    ) -> Result<Self, IngestError> {
        let mut traded = Self::default();
        for (file, sha256) in versions {
            let lost = || IngestError::ReferenceLost(*file);
            let sha256 = sha256.parse().map_err(|_| lost())?;
            let key = Key::Reference {
                file: *file,
                sha256,
            };
            let kept = match house.vault.get(&key).await {
                Err(VaultError::Damaged { .. }) => None,
                found => found?,
            };
            let bytes = kept.ok_or_else(lost)?.bytes;
            traded = blocking(move || {
                let fails = fails::read(&bytes)?;
                for fail in &fails.rows {
                    traded.hear(fail, period.end());
                }
                Ok(traded)
            })
            .await?;
        }
        Ok(traded)
    }

    fn hear(&mut self, fail: &Fail, end: NaiveDate) {
        // The price is that of the trading day before the one on which trades were to settle.
        let priced = fail.day.pred_opt().unwrap_or(fail.day);
        if let Some(price) = fail.price.and_then(|price| Price::try_from(price).ok()) {
            nearer(&mut self.prices, fail.cusip, nearness(priced, end), || {
                Some(price)
            });
        }
        if let Some(symbol) = &fail.symbol {
            let found = || {
                let ticker = normalize(symbol, &fail.description);
                let is_sure = ticker.confidence != Confidence::Doubtful;
                ticker.key.filter(|_| is_sure)
            };
            nearer(
                &mut self.tickers,
                fail.cusip,
                nearness(fail.day, end),
                found,
            );
        }
    }

    /// The price of a share in dollars.
    pub(crate) fn price(&self, security: &SecurityId) -> Option<Price> {
        let (_, price) = self.prices.get(&security.cusip()?)?;
        Some(*price)
    }

    /// The ticker.
    pub(crate) fn ticker(&self, security: &SecurityId) -> Option<String> {
        let (_, ticker) = self.tickers.get(&security.cusip()?)?;
        Some(ticker.clone())
    }
}

fn nearness(day: NaiveDate, end: NaiveDate) -> Nearness {
    ((day - end).num_days().unsigned_abs(), day)
}

/// Puts in what is nearer than what is there.
fn nearer<T>(
    all: &mut HashMap<Cusip, (Nearness, T)>,
    cusip: Cusip,
    nearness: Nearness,
    found: impl FnOnce() -> Option<T>,
) {
    if all.get(&cusip).is_some_and(|(known, _)| *known <= nearness) {
        return;
    }
    if let Some(found) = found() {
        all.insert(cusip, (nearness, found));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fail(day: &str, symbol: &str, cents: i64) -> Fail {
        Fail {
            day: day.parse().unwrap(),
            cusip: "037833100".parse().unwrap(),
            symbol: Some(symbol.to_owned()),
            description: "APPLE INC".to_owned(),
            price: Some(rust_decimal::Decimal::new(cents, 2)),
        }
    }

    #[test]
    fn every_half_of_a_month_is_near_one_end() {
        let from: Period = "2009Q3".parse().unwrap();
        let to: Period = "2011Q4".parse().unwrap();
        for half in from.through(to).flat_map(HalfMonth::of_quarter) {
            let period = period_near(half).unwrap();
            let file = ReferenceFile::Fails(half);
            let near: Vec<Period> = from
                .previous()
                .through(to)
                .filter(|period| files_near_end_of(*period).any(|one| one == file))
                .collect();
            assert_eq!(near, [period], "{half}");
        }
        let near = |half: &str| period_near(half.parse().unwrap()).unwrap().to_string();
        assert_eq!(
            ["202012a", "202101a", "202102a", "202102b"].map(near),
            ["2020Q4", "2020Q4", "2020Q4", "2021Q1"]
        );
    }

    #[test]
    fn the_day_nearest_to_the_end_counts_in_whatever_order_days_come() {
        let end = "2020-12-31".parse().unwrap();
        let mut days = [
            fail("2020-12-15", "AAPLD", 12_100),
            fail("2020-12-30", "AAPL", 13_400),
            fail("2021-01-04", "AAPLZZZZ", 13_269),
            fail("2020-12-29", "OLD", 13_500),
        ];
        for _ in 0..days.len() {
            let mut traded = Traded::default();
            for day in &days {
                traded.hear(day, end);
            }
            let apple = SecurityId::of_cusip("037833100".parse().unwrap());
            let price = traded.price(&apple).unwrap().dollars();
            // Priced on 2020-12-29 and on 2021-01-03: two days and three from the end.
            assert_eq!(price, rust_decimal::Decimal::new(13_400, 2));
            assert_eq!(traded.ticker(&apple).as_deref(), Some("AAPL"));
            days.rotate_left(1);
        }
    }
}
