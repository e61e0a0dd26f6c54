//! Who held a security, and what did they change?

use std::{collections::BTreeSet, sync::Arc};

use chrono::NaiveDate;
use osd_catalog::list::Value;
use osd_domain::{Cik, Kind, Period, SecurityId, change::ComparedPosition};
use serde::Serialize;
use utoipa::ToSchema;

use self::held::Held;
use super::{
    beside::Quarters,
    figures::dollars,
    latest::latest,
    position::{OfPosition, PositionAnswer, columns, tie},
};
use crate::{
    Counter, Problem,
    counter::{blocking, blocking_over},
    list::{Column, Kind as Holds, Listing, Page, Request, Row, Shape, has_words, pick},
    tables::of_published,
};

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
    /// Which of them, in which order: by value, largest first, unless told otherwise.
    pub list: Request,
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
    /// Which part of the list they are.
    pub page: Page,
}

impl Listing for HoldersAnswer {
    const ROWS: &'static str = "holders";
    type Item = Holder;

    fn shapes() -> Vec<Shape> {
        HolderRow::shapes()
    }

    fn rows(&self) -> impl Iterator<Item = &Holder> {
        self.holders.iter()
    }

    fn page(&self) -> &Page {
        &self.page
    }

    fn file_name(&self) -> String {
        format!("holders-{}-{}", self.security.security, self.period)
    }
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

/// A manager's position as a row of a list.
#[derive(Debug)]
struct HolderRow {
    cik: Cik,
    name: String,
    ticker: Option<String>,
    position: ComparedPosition,
}

impl OfPosition for HolderRow {
    fn position(&self) -> &ComparedPosition {
        &self.position
    }

    fn ticker(&self) -> Option<&str> {
        self.ticker.as_deref()
    }
}

impl Row for HolderRow {
    fn columns() -> Vec<Column<Self>> {
        let mut all = vec![
            Column::new("cik", Holds::Int, |row: &Self| {
                Value::count(row.cik.number())
            }),
            Column::new("name", Holds::Text, |row: &Self| {
                Value::text(Some(&row.name))
            }),
        ];
        all.extend(columns());
        all
    }

    fn tie(&self) -> Value<'_> {
        Value::Text(format!("{:010} {}", self.cik.number(), tie(&self.position)).into())
    }

    /// By the manager's name; all of them hold the same security.
    fn is_found(&self, words: &[String]) -> bool {
        has_words(&self.name, words)
    }
}

impl HolderRow {
    fn answer(&self) -> Holder {
        Holder {
            cik: self.cik,
            name: self.name.clone(),
            position: PositionAnswer::new(&self.position, self.ticker()),
        }
    }
}

/// Everybody who holds a security or held it, and what is said of them together.
#[derive(Debug)]
pub(crate) struct HeldBy {
    security: Security,
    previous_security: Option<SecurityId>,
    totals: HoldersTotals,
    rows: Vec<HolderRow>,
}

impl HeldBy {
    /// Roughly what it takes in memory.
    pub(crate) fn bytes(&self) -> usize {
        let of_row = |row: &HolderRow| {
            let position = &row.position;
            let texts = row.name.len() + position.issuer.len() + position.class.len();
            size_of::<HolderRow>() + texts + 60
        };
        self.rows.iter().map(of_row).sum()
    }
}

/// Answers the question.
pub async fn answer(counter: &Counter, question: Question) -> Result<HoldersAnswer, Problem> {
    let Question { as_of, list, .. } = question;
    let id: SecurityId = question
        .security
        .trim()
        .parse()
        .map_err(|error| Problem::bad("cusip", error))?;
    let missing = Problem::NoSecurity {
        security: question.security.clone(),
        period: question.period,
    };
    let period = match question.period {
        Some(period) => period,
        None => {
            let read = counter.catalog.read().await?;
            match latest(&read, std::slice::from_ref(&id), as_of).await? {
                Some(period) => period,
                None => return Err(missing),
            }
        }
    };
    let about = format!("holders {id} {period} {as_of:?}");
    let asked = list.read(&HolderRow::all_shapes(), "-value", &about, 1)?;
    let (catalog, published) = of_published(&counter.catalog.revision().await?);
    let make = held_by(counter, id.clone(), period, as_of, missing);
    let held = match as_of {
        // What was known on a day is asked for by few, and for many days.
        Some(_) => Arc::new(make.await?),
        None => {
            let key = (catalog, published, period, id);
            counter.tables.holders.get(key, make).await?
        }
    };
    blocking(move || {
        let picked = pick(&held.rows, &asked);
        let holders = picked.places.into_iter();
        Ok(HoldersAnswer {
            security: held.security.clone(),
            period,
            previous_period: period.previous(),
            as_of,
            previous_security: held.previous_security.clone(),
            totals: held.totals.clone(),
            holders: holders.map(|place| held.rows[place].answer()).collect(),
            page: picked.page,
        })
    })
    .await
}

async fn held_by(
    counter: &Counter,
    id: SecurityId,
    period: Period,
    as_of: Option<NaiveDate>,
    missing: Problem,
) -> Result<HeldBy, Problem> {
    // Without a day, what is known of first filings is enough.
    let first = match as_of {
        Some(_) => {
            let read = counter.catalog.read().await?;
            Some(read.filings().first_periods(as_of).await?)
        }
        None => None,
    };
    let known = counter.whole_books(period).await?;
    let quarters = Quarters::open(counter, period).await?;
    let quarters = quarters.ok_or(Problem::NoPeriod(period))?;
    let snapshots = [Some(&quarters.now), quarters.before.as_ref()];
    let entries = snapshots.into_iter().flatten();
    let entries = entries.filter_map(|snapshot| snapshot.security(&id));
    let rows = entries.map(|entry| entry.positions.end - entry.positions.start);
    blocking_over(rows.sum(), move || {
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
        let held = Held::of(&quarters, &id, as_of)?;
        let managers: BTreeSet<Cik> = held.managers().collect();
        let mut rows = Vec::new();
        let mut totals = Counting::default();
        for cik in managers {
            for position in held.of_manager(cik, first.as_ref(), &known)? {
                totals.add(cik, &position);
                rows.push(HolderRow {
                    cik,
                    name: held.name(cik),
                    ticker: quarters
                        .ticker(&position.key.security)
                        .map(ToOwned::to_owned),
                    position,
                });
            }
        }
        Ok(HeldBy {
            security: Security {
                security: id.clone(),
                cusip: shown.cusip.clone(),
                issuer: shown.issuer.clone(),
                class: shown.class.clone(),
            },
            previous_security: Some(id_before.clone()).filter(|before| *before != id),
            totals: totals.done(),
            rows,
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
