//! Who holds the securities of an issuer?

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use osd_catalog::list::Value;
use osd_domain::{Accession, Cik, IssuerId, Kind, Period, SecurityId};
use osd_snapshot::{PositionFigures, SecurityEntry, Snapshot};
use rust_decimal::Decimal;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    figures::{dollars, whole},
    issuers::issuer_name,
    latest::latest,
};
use crate::{
    Counter, Problem,
    counter::blocking_over,
    list::{Column, Kind as Holds, Listing, Page, Request, Row, Shape, declared::columns, pick},
};

/// A question for an issuer.
#[derive(Debug, Clone)]
pub struct Question {
    /// Six characters, or the CUSIP of one of its securities.
    pub issuer: String,
    /// The report period; the latest in which one of its securities was held where none is given.
    pub period: Option<Period>,
    /// Only filings accepted by the end of this day (Eastern) count.
    pub as_of: Option<NaiveDate>,
    /// Which managers, in which order: by the value of their shares, largest first, unless told
    /// otherwise.
    pub list: Request,
}

/// An issuer's securities in a period, and the managers that hold any of them.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct IssuerAnswer {
    /// The first six characters of its securities' CUSIPs, a heuristic; of a security without a
    /// CUSIP, which stands alone, its id.
    #[schema(value_type = String, example = "02079K")]
    pub issuer: IssuerId,
    /// Its name, as most filings print it for the security that most managers hold.
    pub name: String,
    /// The report period.
    #[schema(value_type = String, example = "2025Q1")]
    pub period: Period,
    /// The day asked for.
    pub as_of: Option<NaiveDate>,
    /// Totals over its securities.
    pub totals: IssuerTotals,
    /// Its securities, by id.
    pub securities: Vec<IssuerSecurity>,
    /// The managers, by the value of the shares unless told otherwise.
    pub managers: Vec<IssuerHolder>,
    /// Which part of the list they are.
    pub page: Page,
}

impl Listing for IssuerAnswer {
    const ROWS: &'static str = "managers";
    type Item = IssuerHolder;

    fn shapes() -> Vec<Shape> {
        IssuerHolder::shapes()
    }

    fn rows(&self) -> impl Iterator<Item = &IssuerHolder> {
        self.managers.iter()
    }

    fn page(&self) -> &Page {
        &self.page
    }

    fn file_name(&self) -> String {
        format!("issuer-{}-{}", self.issuer, self.period)
    }
}

/// Totals over the securities of an issuer. A manager that holds two classes counts once.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
pub struct IssuerTotals {
    /// Managers that hold shares or principal of any.
    pub holders: u64,
    /// Managers that hold puts on any.
    pub put_holders: u64,
    /// Managers that hold calls on any.
    pub call_holders: u64,
    /// Dollars of shares.
    pub shares_value: i64,
    /// Dollars of debt.
    pub principal_value: i64,
    /// Dollars under puts.
    pub put_value: i64,
    /// Dollars under calls.
    pub call_value: i64,
}

/// A security of an issuer in a period.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct IssuerSecurity {
    /// What it is known by here.
    #[schema(value_type = String, example = "02079K305")]
    pub security: SecurityId,
    /// CUSIP as understood, else as printed.
    pub cusip: Option<String>,
    /// Issuer, as most filings print it.
    pub issuer: String,
    /// Class, as most of those filings print it.
    pub class: String,
    /// Managers that hold shares or principal.
    pub holders: u64,
    /// Shares held.
    pub shares: i64,
    /// Principal held, in dollars.
    pub principal: i64,
    /// Dollars of shares and principal.
    pub value: i64,
    /// Managers that hold puts.
    pub put_holders: u64,
    /// Managers that hold calls.
    pub call_holders: u64,
    /// The consensus price of a share in dollars, to its last digit; as published: it does not know of
    /// the day asked for.
    #[schema(example = "154.64")]
    pub price: Option<String>,
    /// Managers that agree on it.
    pub price_managers: u64,
}

/// A manager that holds securities of an issuer.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct IssuerHolder {
    /// CIK.
    #[schema(value_type = u64, example = 1067983)]
    pub cik: Cik,
    /// The manager's name as of its latest filing for the period.
    pub name: String,
    /// Dollars of shares.
    pub shares_value: i64,
    /// Dollars of debt.
    pub principal_value: i64,
    /// Dollars under puts.
    pub put_value: i64,
    /// Dollars under calls.
    pub call_value: i64,
    /// Which securities.
    #[schema(value_type = Vec<String>)]
    pub securities: Vec<SecurityId>,
    /// The filings it rests on.
    pub sources: Vec<String>,
}

impl Row for IssuerHolder {
    fn columns() -> Vec<Column<Self>> {
        let mut columns = columns!(Self { Holds::Int => cik });
        let name = Column::new("name", Holds::Text, |row: &Self| {
            Value::text(Some(&row.name))
        });
        columns.push(name.sorted_by(|row| Value::Text(osd_catalog::fold(&row.name).into())));
        columns.extend(columns!(Self {
            Holds::Int => shares_value,
            Holds::Int => principal_value,
            Holds::Int => put_value,
            Holds::Int => call_value,
            Holds::Texts => securities,
            Holds::Texts => sources,
        }));
        columns
    }

    fn tie(&self) -> Value<'_> {
        Value::count(self.cik.number())
    }
}

/// Answers the question.
pub async fn answer(counter: &Counter, question: Question) -> Result<IssuerAnswer, Problem> {
    let issuer: IssuerId = question
        .issuer
        .trim()
        .parse()
        .map_err(|error| Problem::bad("issuer", error))?;
    let missing = Problem::NoIssuer {
        issuer: question.issuer.clone(),
        period: question.period,
    };
    let period = match question.period {
        Some(period) => period,
        None => {
            let read = counter.catalog.read().await?;
            let known = read.securities().of_issuer(&issuer).await?;
            let ids: Vec<SecurityId> = known.into_iter().map(|one| one.security).collect();
            match latest(&read, &ids, question.as_of).await? {
                Some(period) => period,
                None => return Err(missing),
            }
        }
    };
    let about = format!("issuer {issuer} {period} {:?}", question.as_of);
    let (shapes, order) = (IssuerHolder::all_shapes(), "-shares_value,-principal_value");
    let asked = question.list.read(&shapes, order, &about, 1)?;
    let [now] = counter.current([period]).await?;
    let now = now.ok_or(Problem::NoPeriod(period))?;
    let entries = now.securities_of(&issuer).iter();
    let rows = entries.map(|entry| entry.positions.end - entry.positions.start);
    blocking_over(rows.sum(), move || {
        let mut adding = Adding::new(&now, question.as_of);
        let entries = now.securities_of(&issuer);
        let securities: Vec<IssuerSecurity> = entries
            .iter()
            .map(|entry| adding.security(entry))
            .collect::<Result<_, _>>()?;
        if securities.is_empty() {
            return Err(missing);
        }
        let totals = adding.totals();
        let all = adding.managers();
        let picked = pick(&all, &asked);
        let managers = picked.places.into_iter().map(|place| all[place].clone());
        Ok(IssuerAnswer {
            name: issuer_name(&now, &issuer).unwrap_or_default(),
            issuer,
            period,
            as_of: question.as_of,
            totals,
            securities,
            managers: managers.collect(),
            page: picked.page,
        })
    })
    .await
}

/// Adds up the rows of several securities by manager.
struct Adding<'a> {
    snapshot: &'a Snapshot,
    as_of: Option<NaiveDate>,
    /// The filings of each manager that count.
    counting: BTreeMap<Cik, Vec<Accession>>,
    held: BTreeMap<Cik, Held>,
}

#[derive(Default)]
struct Held {
    kinds: BTreeSet<Kind>,
    by_kind: [i128; 4],
    securities: BTreeSet<SecurityId>,
    sources: BTreeSet<Accession>,
}

impl<'a> Adding<'a> {
    fn new(snapshot: &'a Snapshot, as_of: Option<NaiveDate>) -> Self {
        Self {
            snapshot,
            as_of,
            counting: BTreeMap::new(),
            held: BTreeMap::new(),
        }
    }

    fn counts(&mut self, row: &PositionFigures) -> bool {
        let (snapshot, as_of) = (self.snapshot, self.as_of);
        let counting = self.counting.entry(row.cik).or_insert_with(|| {
            let fold = snapshot.fold(row.cik, as_of);
            fold.effective().map(|report| report.accession).collect()
        });
        counting.contains(&row.accession)
    }

    fn security(&mut self, entry: &SecurityEntry) -> Result<IssuerSecurity, Problem> {
        let mut managers: BTreeMap<Kind, BTreeSet<Cik>> = BTreeMap::new();
        let (mut shares, mut principal, mut value) = (Decimal::ZERO, Decimal::ZERO, 0);
        for row in self.snapshot.figures_of(entry)? {
            if !self.counts(&row) {
                continue;
            }
            let kind = row.kind;
            managers.entry(kind).or_default().insert(row.cik);
            match kind {
                Kind::Shares => shares = shares.saturating_add(row.amount),
                Kind::Principal => principal += row.amount,
                Kind::Put | Kind::Call => {}
            }
            if matches!(kind, Kind::Shares | Kind::Principal) {
                value += i128::from(row.value);
            }
            let held = self.held.entry(row.cik).or_default();
            held.add(&row, &entry.security);
        }
        let of = |kinds: &[Kind]| {
            let all = kinds.iter().filter_map(|kind| managers.get(kind)).flatten();
            all.collect::<BTreeSet<_>>().len() as u64
        };
        Ok(IssuerSecurity {
            security: entry.security.clone(),
            cusip: entry.cusip.clone(),
            issuer: entry.issuer.clone(),
            class: entry.class.clone(),
            holders: of(&[Kind::Shares, Kind::Principal]),
            shares: whole(shares),
            principal: whole(principal),
            value: dollars(value),
            put_holders: of(&[Kind::Put]),
            call_holders: of(&[Kind::Call]),
            price: entry.price.map(|(price, _)| price.normalize().to_string()),
            price_managers: entry.price.map_or(0, |(_, managers)| managers),
        })
    }

    fn totals(&self) -> IssuerTotals {
        let mut totals = IssuerTotals::default();
        let mut by_kind = [0; 4];
        for held in self.held.values() {
            let has = |kind: Kind| held.kinds.contains(&kind);
            totals.holders += u64::from(has(Kind::Shares) || has(Kind::Principal));
            totals.put_holders += u64::from(has(Kind::Put));
            totals.call_holders += u64::from(has(Kind::Call));
            for (sum, value) in by_kind.iter_mut().zip(held.by_kind) {
                *sum += value;
            }
        }
        let [shares, principal, put, call] = by_kind.map(dollars);
        IssuerTotals {
            shares_value: shares,
            principal_value: principal,
            put_value: put,
            call_value: call,
            ..totals
        }
    }

    fn managers(self) -> Vec<IssuerHolder> {
        let name = |cik: Cik| match self.snapshot.manager(cik) {
            Some(manager) => manager.name.clone(),
            None => cik.to_string(),
        };
        let held = self.held.into_iter();
        let managers = held.map(|(cik, held)| {
            let [shares, principal, put, call] = held.by_kind.map(dollars);
            IssuerHolder {
                cik,
                name: name(cik),
                shares_value: shares,
                principal_value: principal,
                put_value: put,
                call_value: call,
                securities: held.securities.into_iter().collect(),
                sources: held.sources.iter().map(ToString::to_string).collect(),
            }
        });
        managers.collect()
    }
}

impl Held {
    fn add(&mut self, row: &PositionFigures, security: &SecurityId) {
        self.kinds.insert(row.kind);
        self.by_kind[row.kind as usize] += i128::from(row.value);
        if !self.securities.contains(security) {
            self.securities.insert(security.clone());
        }
        self.sources.insert(row.accession);
    }
}
