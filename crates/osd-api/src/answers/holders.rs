//! Who held a security, and what did they change?

use std::collections::{BTreeMap, BTreeSet};

use osd_domain::{
    Accession, Cik, Period, PositionKey, SecurityId, change::ComparedPosition, position::Position,
};
use osd_snapshot::Snapshot;
use serde::Serialize;
use utoipa::ToSchema;

use super::portfolio::PositionAnswer;
use crate::{Counter, Problem, counter::blocking};

/// The managers that hold a security, beside what they held a quarter before.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct HoldersAnswer {
    /// The security.
    pub security: Security,
    /// The report period.
    #[schema(value_type = String, example = "2025Q1")]
    pub period: Period,
    /// The calendar quarter before.
    #[schema(value_type = String, example = "2024Q4")]
    pub previous_period: Period,
    /// Totals of those who hold it now.
    pub totals: HoldersTotals,
    /// The positions, by value; those who sold out stand with value 0.
    pub holders: Vec<Holder>,
}

/// A security.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Security {
    /// What it is known by here: its CUSIP, where it has a sound one.
    #[schema(value_type = String, example = "037833100")]
    pub security: SecurityId,
    /// CUSIP as understood, else as printed.
    pub cusip: Option<String>,
    /// Issuer, as most filings print it.
    pub issuer: String,
    /// Class, as most of those filings print it.
    pub class: String,
}

/// Totals over managers.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct HoldersTotals {
    /// Managers that hold shares or principal.
    pub holders: u64,
    /// Dollars of shares and principal.
    pub value: i64,
    /// Managers that hold puts.
    pub put_holders: u64,
    /// Managers that hold calls.
    pub call_holders: u64,
}

/// A manager's position in the security.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Holder {
    /// CIK.
    #[schema(value_type = u64, example = 1067983)]
    pub cik: Cik,
    /// The manager's name as of its latest filing for the period.
    pub name: String,
    /// The position; its weight is that in the manager's portfolio.
    #[serde(flatten)]
    pub position: PositionAnswer,
}

/// Answers for a CUSIP (or the id of a security without one) in a period, or in the latest one
/// in which it was held.
pub async fn answer(
    counter: &Counter,
    security: &str,
    period: Option<Period>,
) -> Result<HoldersAnswer, Problem> {
    let id: SecurityId = security
        .trim()
        .parse()
        .map_err(|error| Problem::bad("cusip", error))?;
    let missing = Problem::NoSecurity {
        security: security.to_owned(),
        period,
    };
    let period = match period {
        Some(period) => period,
        None => {
            let read = counter.catalog.read().await?;
            let known = read.securities().find(&id).await?;
            let Some(known) = known else {
                return Err(missing);
            };
            known.last_period
        }
    };
    let [now, before] = counter.current([period, period.previous()]).await?;
    let now = now.ok_or(Problem::NoPeriod(period))?;
    blocking(move || {
        let held = Held::of(&now, &id)?;
        let held_before = before
            .as_deref()
            .map(|before| Held::of(before, &id))
            .transpose()?;
        let Some(entry) = now
            .security(&id)
            .or_else(|| before.as_deref()?.security(&id))
        else {
            return Err(missing);
        };
        let known_now = now.security(&id);
        Ok(HoldersAnswer {
            security: Security {
                security: id.clone(),
                cusip: entry.cusip.clone(),
                issuer: entry.issuer.clone(),
                class: entry.class.clone(),
            },
            period,
            previous_period: period.previous(),
            totals: HoldersTotals {
                holders: known_now.map_or(0, |entry| entry.holders),
                value: known_now.map_or(0, |entry| entry.value),
                put_holders: known_now.map_or(0, |entry| entry.put_holders),
                call_holders: known_now.map_or(0, |entry| entry.call_holders),
            },
            holders: holders(&now, &held, before.as_deref(), held_before.as_ref()),
        })
    })
    .await
}

/// The effective positions in one security, by manager and kind.
struct Held(BTreeMap<(Cik, PositionKey), Position>);

impl Held {
    fn of(snapshot: &Snapshot, id: &SecurityId) -> Result<Self, Problem> {
        let Some(entry) = snapshot.security(id) else {
            return Ok(Self(BTreeMap::new()));
        };
        let mut orders: BTreeMap<Cik, Vec<Accession>> = BTreeMap::new();
        let mut rows = Vec::new();
        for row in snapshot.positions_of(entry)? {
            let order = orders.entry(row.cik).or_insert_with(|| {
                let fold = snapshot.fold(row.cik, None);
                fold.effective().map(|report| report.accession).collect()
            });
            if let Some(place) = order
                .iter()
                .position(|accession| *accession == row.accession)
            {
                rows.push((place, row));
            }
        }
        // In the order of filings, as a portfolio adds them up.
        rows.sort_by_key(|(place, _)| *place);
        let mut held: BTreeMap<(Cik, PositionKey), Position> = BTreeMap::new();
        for (_, row) in rows {
            held.entry((row.cik, row.key.clone()))
                .and_modify(|position| position.add(&row.position()))
                .or_insert_with(|| row.position());
        }
        Ok(Self(held))
    }
}

/// Those who hold it now, and those of before whose whole portfolio is known to be without it.
fn holders(
    now: &Snapshot,
    held: &Held,
    before: Option<&Snapshot>,
    held_before: Option<&Held>,
) -> Vec<Holder> {
    let before_keys = held_before.into_iter().flat_map(|held| held.0.keys());
    let keys: BTreeSet<&(Cik, PositionKey)> = held.0.keys().chain(before_keys).collect();
    let mut holders: Vec<Holder> = keys
        .into_iter()
        .filter_map(|at| {
            let (cik, key) = at;
            let manager = now
                .manager(*cik)
                .filter(|manager| manager.standing.has_rows())?;
            let before = before
                .and_then(|before| before.manager(*cik))
                .filter(|before| before.standing.is_whole() && manager.standing.is_whole());
            let position_before = held_before
                .filter(|_| before.is_some())
                .and_then(|held| held.0.get(at));
            let compared = ComparedPosition::of(
                key,
                (held.0.get(at), i128::from(manager.value)),
                (
                    position_before,
                    before.map(|before| i128::from(before.value)),
                ),
            )?;
            Some(Holder {
                cik: *cik,
                name: manager.name.clone(),
                position: PositionAnswer::new(&compared),
            })
        })
        .collect();
    holders.sort_by_key(|holder| (std::cmp::Reverse(holder.position.value), holder.cik));
    holders
}
