//! Who held a security, and what did they change?

use std::collections::BTreeSet;

use chrono::NaiveDate;
use osd_domain::{Cik, Kind, Period, SecurityId, change::ComparedPosition};
use serde::Serialize;
use utoipa::ToSchema;

use self::held::Held;
use super::{beside::Quarters, figures::dollars, latest::latest, position::PositionAnswer};
use crate::{Counter, Problem, counter::blocking};

mod held;

/// A question for the holders of a security.
#[derive(Debug, Clone)]
pub struct Question {
    /// Its CUSIP, or the id of a security without one.
    pub security: String,
    /// The report period; the latest in which it was held where none is given.
    pub period: Option<Period>,
    /// Only filings accepted by the end of this day (Eastern) count.
    pub as_of: Option<NaiveDate>,
}

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
    /// The day asked for.
    pub as_of: Option<NaiveDate>,
    /// The CUSIP under which it was known a quarter before, where that was another.
    #[schema(value_type = Option<String>)]
    pub previous_security: Option<SecurityId>,
    /// Totals of those who hold it now.
    pub totals: HoldersTotals,
    /// The positions, by value. Those who hold it no more stand with value 0, and so do those who held
    /// it and of whom nothing is known for the period: their `change` is `NOT_COMPARABLE`.
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
    /// The manager's name as of its latest filing for the period, else for the one before.
    pub name: String,
    /// The position; its weight is that in the manager's portfolio.
    #[serde(flatten)]
    pub position: PositionAnswer,
}

/// Answers the question.
pub async fn answer(counter: &Counter, question: Question) -> Result<HoldersAnswer, Problem> {
    let id: SecurityId = question
        .security
        .trim()
        .parse()
        .map_err(|error| Problem::bad("cusip", error))?;
    let missing = Problem::NoSecurity {
        security: question.security.clone(),
        period: question.period,
    };
    let read = counter.catalog.read().await?;
    let period = match question.period {
        Some(period) => period,
        None => match latest(&read, std::slice::from_ref(&id), question.as_of).await? {
            Some(period) => period,
            None => return Err(missing),
        },
    };
    // Without a day, what is known of first filings is enough.
    let first = match question.as_of {
        Some(_) => Some(read.filings().first_periods(question.as_of).await?),
        None => None,
    };
    let known = read.summaries().whole_books(period).await?;
    drop(read);
    let quarters = Quarters::open(counter, period).await?;
    let quarters = quarters.ok_or(Problem::NoPeriod(period))?;
    blocking(move || {
        let before = quarters.before.as_deref();
        let id_before = quarters
            .market
            .came_from(&id)
            .map_or(&id, |change| &change.from);
        let entry = quarters.now.security(&id);
        let shown = entry.or_else(|| before?.security(id_before));
        let Some(shown) = shown.or_else(|| before?.security(&id)) else {
            return Err(missing);
        };
        let held = Held::of(&quarters, &id, question.as_of)?;
        let managers: BTreeSet<Cik> = held.managers().collect();
        let mut holders = Vec::new();
        let mut totals = Counting::default();
        for cik in managers {
            for position in held.of_manager(cik, first.as_ref(), &known)? {
                totals.add(cik, &position);
                holders.push(Holder {
                    cik,
                    name: held.name(cik),
                    position: quarters.position(&position),
                });
            }
        }
        holders.sort_by_key(|holder| (std::cmp::Reverse(holder.position.value), holder.cik));
        Ok(HoldersAnswer {
            security: Security {
                security: id.clone(),
                cusip: shown.cusip.clone(),
                issuer: shown.issuer.clone(),
                class: shown.class.clone(),
            },
            period,
            previous_period: period.previous(),
            as_of: question.as_of,
            previous_security: Some(id_before.clone()).filter(|before| *before != id),
            totals: totals.done(),
            holders,
        })
    })
    .await
}

/// Who holds it now, by kind.
#[derive(Default)]
struct Counting {
    managers: [BTreeSet<Cik>; 3],
    value: i128,
}

impl Counting {
    fn add(&mut self, cik: Cik, position: &ComparedPosition) {
        if !position.is_held {
            return;
        }
        let [holders, puts, calls] = &mut self.managers;
        match position.key.kind() {
            Kind::Put => puts.insert(cik),
            Kind::Call => calls.insert(cik),
            Kind::Shares | Kind::Principal => {
                self.value += position.now.value;
                holders.insert(cik)
            }
        };
    }

    fn done(self) -> HoldersTotals {
        let [holders, put_holders, call_holders] = self.managers.map(|all| all.len() as u64);
        HoldersTotals {
            holders,
            value: dollars(self.value),
            put_holders,
            call_holders,
        }
    }
}
