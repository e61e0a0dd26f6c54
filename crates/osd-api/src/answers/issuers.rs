//! What does a manager hold of each issuer, over all its classes?

use std::{cell::OnceCell, ops::Deref};

use chrono::NaiveDate;
use osd_catalog::list::Value;
use osd_domain::{
    Change, Cik, IssuerId, Kind, Period,
    amendment::Standing,
    change::{Basis, ComparedPosition},
    issuer::{IssuerPosition, KindStake, by_issuer},
};
use osd_snapshot::Snapshot;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    beside::Quarters,
    figures::{dollars, ratio, whole},
    members::Members,
    portfolio::{FilingInPortfolio, Manager, Totals, filings, totals},
    whole::{Whole, of_whole},
};
use crate::{
    Counter, Problem,
    list::{Column, Kind as Holds, Listing, Page, Request, Row, Shape, declared, pick},
};

/// A question for a portfolio by issuer.
#[derive(Debug, Clone)]
pub struct Question {
    /// The manager.
    pub cik: Cik,
    /// The report period.
    pub period: Period,
    /// Only filings accepted by the end of this day (Eastern) count.
    pub as_of: Option<NaiveDate>,
    /// Which issuers, in which order: by the value of their shares unless told otherwise.
    pub list: Request,
}

/// A portfolio by issuer, beside the calendar quarter before.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct IssuersAnswer {
    /// The manager.
    pub manager: Manager,
    /// The report period.
    #[schema(value_type = String, example = "2025Q1")]
    pub period: Period,
    /// The calendar quarter before.
    #[schema(value_type = String, example = "2024Q4")]
    pub previous_period: Period,
    /// The day asked for.
    pub as_of: Option<NaiveDate>,
    /// `held`, or `partial` where a filing that counts could not be read.
    #[schema(value_type = String, example = "held")]
    pub standing: Standing,
    /// Whether it can be compared with the quarter before, and why not.
    #[schema(value_type = String, example = "compared")]
    pub basis: Basis,
    /// Every filing of the manager for the period, in their order, with what it does.
    pub filings: Vec<FilingInPortfolio>,
    /// Totals of the portfolio.
    pub totals: Totals,
    /// The issuers, by the value of their shares; those that are held no more stand with value 0.
    pub issuers: Vec<IssuerInPortfolio>,
    /// Which part of the list they are.
    pub page: Page,
}

impl Listing for IssuersAnswer {
    const ROWS: &'static str = "issuers";
    type Item = IssuerInPortfolio;

    fn shapes() -> Vec<Shape> {
        IssuerRow::shapes()
    }

    fn rows(&self) -> impl Iterator<Item = &IssuerInPortfolio> {
        self.issuers.iter()
    }

    fn page(&self) -> &Page {
        &self.page
    }

    fn file_name(&self) -> String {
        format!("issuers-{}-{}", self.manager.cik, self.period)
    }
}

/// An issuer as a row of a list. By value, as it is sorted unless told otherwise, it is sorted by what is
/// known of it; the rest is told only of the issuers that are asked for it.
struct IssuerRow<'a> {
    position: IssuerPosition<'a>,
    quarters: &'a Quarters,
    /// Apart: most rows never are.
    told: OnceCell<Box<IssuerInPortfolio>>,
}

impl<'a> IssuerRow<'a> {
    fn of(position: IssuerPosition<'a>, quarters: &'a Quarters) -> Self {
        let told = OnceCell::new();
        Self {
            position,
            quarters,
            told,
        }
    }

    fn into_answer(self) -> IssuerInPortfolio {
        let told = self.told.into_inner();
        told.map_or_else(|| told_of(&self.position, self.quarters), |told| *told)
    }

    fn value(&self, kind: Kind) -> Value<'static> {
        Value::Int(dollars(self.position.now[kind as usize].value))
    }
}

impl Deref for IssuerRow<'_> {
    type Target = IssuerInPortfolio;

    fn deref(&self) -> &IssuerInPortfolio {
        let tell = || Box::new(told_of(&self.position, self.quarters));
        self.told.get_or_init(tell)
    }
}

impl Row for IssuerRow<'_> {
    fn columns() -> Vec<Column<Self>> {
        let mut columns = declared::columns!(Self {
            Holds::Code => issuer,
            Holds::Text => name,
            Holds::Texts => previous_issuers,
        });
        columns.extend([
            Column::new("securities", Holds::Object, |row: &Self| {
                declared::objects(&row.securities)
            }),
            Column::new("shares_value", Holds::Int, |row: &Self| {
                row.value(Kind::Shares)
            }),
            Column::new("principal_value", Holds::Int, |row: &Self| {
                row.value(Kind::Principal)
            }),
            Column::new("put_value", Holds::Int, |row: &Self| row.value(Kind::Put)),
            Column::new("call_value", Holds::Int, |row: &Self| row.value(Kind::Call)),
        ]);
        columns.extend(declared::columns!(Self {
            Holds::Number => shares_weight,
            Holds::Number => principal_weight,
            Holds::Number => put_weight,
            Holds::Number => call_weight,
            Holds::Int => previous_shares_value,
            Holds::Int => previous_principal_value,
            Holds::Int => previous_put_value,
            Holds::Int => previous_call_value,
            Holds::Number => previous_shares_weight,
            Holds::Int => shares_value_change,
            Holds::Int => principal_value_change,
            Holds::Int => put_value_change,
            Holds::Int => call_value_change,
            Holds::Texts => sources,
        }));
        columns
    }

    fn tie(&self) -> Value<'_> {
        Value::text(Some(self.position.issuer.as_str()))
    }
}

/// What is held of one issuer. The kinds are never mixed. Without a portfolio a quarter before,
/// every `previous_*` and `*_change` field is null.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct IssuerInPortfolio {
    /// The first six characters of its securities' CUSIPs, a heuristic; of a security without a
    /// CUSIP, which stands alone, its id.
    #[schema(value_type = String, example = "02079K")]
    pub issuer: IssuerId,
    /// Its name, as most filings print it for the security that most managers hold.
    pub name: String,
    /// What its securities were known under a quarter before, where that was another issuer.
    #[schema(value_type = Vec<String>)]
    pub previous_issuers: Vec<IssuerId>,
    /// The positions in its securities.
    pub securities: Vec<SecurityOfIssuer>,
    /// Dollars of shares.
    pub shares_value: i64,
    /// Dollars of debt.
    pub principal_value: i64,
    /// Dollars under puts.
    pub put_value: i64,
    /// Dollars under calls.
    pub call_value: i64,
    /// Share of the value of all shares.
    pub shares_weight: Option<f64>,
    /// Share of the value of all debt.
    pub principal_weight: Option<f64>,
    /// Share of the value under all puts.
    pub put_weight: Option<f64>,
    /// Share of the value under all calls.
    pub call_weight: Option<f64>,
    /// Dollars of shares a quarter before.
    pub previous_shares_value: Option<i64>,
    /// Dollars of debt a quarter before.
    pub previous_principal_value: Option<i64>,
    /// Dollars under puts a quarter before.
    pub previous_put_value: Option<i64>,
    /// Dollars under calls a quarter before.
    pub previous_call_value: Option<i64>,
    /// Share of the value of all shares a quarter before.
    pub previous_shares_weight: Option<f64>,
    /// Difference of the value of shares.
    pub shares_value_change: Option<i64>,
    /// Difference of the value of debt.
    pub principal_value_change: Option<i64>,
    /// Difference of the value under puts.
    pub put_value_change: Option<i64>,
    /// Difference of the value under calls.
    pub call_value_change: Option<i64>,
    /// The filings it rests on.
    pub sources: Vec<String>,
}

/// A position in a security of an issuer.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SecurityOfIssuer {
    /// CUSIP as understood, else as printed.
    pub cusip: Option<String>,
    /// Class, as filed.
    pub class: String,
    /// `shares`, `principal`, `put` or `call`.
    #[schema(value_type = String, example = "shares")]
    pub kind: Kind,
    /// Dollars.
    pub value: i64,
    /// Shares, or principal in dollars.
    pub amount: i64,
    /// Dollars a quarter before.
    pub previous_value: Option<i64>,
    /// What happened to the position.
    #[schema(value_type = String, example = "ADD")]
    pub change: Change,
}

/// By the value of shares, then of debt, then under options.
const BY_VALUE: &str = "-shares_value,-principal_value,-put_value,-call_value";

/// Answers the question.
pub async fn answer(counter: &Counter, question: Question) -> Result<IssuersAnswer, Problem> {
    let Question {
        cik,
        period,
        as_of,
        list,
    } = question;
    let about = format!("issuers {cik} {period} {as_of:?}");
    let asked = list.read(&IssuerRow::all_shapes(), BY_VALUE, &about, 1)?;
    let members = Members::of(counter, cik, false, as_of).await?;
    of_whole(counter, members, (period, as_of), move |whole| {
        let Whole {
            members,
            quarters,
            beside,
            standing,
            ..
        } = whole;
        let compared = beside.compare(&quarters.market);
        let issuers: Vec<IssuerRow<'_>> = by_issuer(&compared, &quarters.market)
            .into_iter()
            .map(|one| IssuerRow::of(one, &quarters))
            .collect();
        let picked = pick(&issuers, &asked);
        let mut issuers: Vec<_> = issuers.into_iter().map(Some).collect();
        Ok(IssuersAnswer {
            manager: members.manager,
            period,
            previous_period: period.previous(),
            as_of,
            standing,
            basis: compared.basis,
            filings: filings(&quarters.now, &beside)?,
            totals: totals(&beside),
            issuers: picked
                .places
                .into_iter()
                .filter_map(|place| Some(issuers.get_mut(place)?.take()?.into_answer()))
                .collect(),
            page: picked.page,
        })
    })
    .await
}

fn told_of(position: &IssuerPosition<'_>, quarters: &Quarters) -> IssuerInPortfolio {
    let issuer = &position.issuer;
    let name = issuer_name(&quarters.now, issuer)
        .or_else(|| issuer_name(quarters.before.as_deref()?, issuer))
        .or_else(|| Some(position.positions.first()?.issuer.to_string()));
    let value = |stake: KindStake| dollars(stake.value);
    let weight = |stake: KindStake| stake.weight.map(ratio);
    let [shares_value, principal_value, put_value, call_value] = position.now.map(value);
    let [shares_weight, principal_weight, put_weight, call_weight] = position.now.map(weight);
    let before = position.previous.map(|kinds| kinds.map(value));
    let change = position.value_change().map(|kinds| kinds.map(dollars));
    let of = |kinds: Option<[i64; 4]>, kind: Kind| kinds.map(|kinds| kinds[kind as usize]);
    let [shares_before, ..] = position
        .previous
        .map(|kinds| kinds.map(weight))
        .unwrap_or_default();
    IssuerInPortfolio {
        name: name.unwrap_or_default(),
        previous_issuers: position.previous_issuers.iter().cloned().collect(),
        securities: position.positions.iter().map(|one| security(one)).collect(),
        shares_value,
        principal_value,
        put_value,
        call_value,
        shares_weight,
        principal_weight,
        put_weight,
        call_weight,
        previous_shares_value: of(before, Kind::Shares),
        previous_principal_value: of(before, Kind::Principal),
        previous_put_value: of(before, Kind::Put),
        previous_call_value: of(before, Kind::Call),
        previous_shares_weight: shares_before,
        shares_value_change: of(change, Kind::Shares),
        principal_value_change: of(change, Kind::Principal),
        put_value_change: of(change, Kind::Put),
        call_value_change: of(change, Kind::Call),
        sources: sources(position),
        issuer: position.issuer.clone(),
    }
}

fn security(position: &ComparedPosition) -> SecurityOfIssuer {
    SecurityOfIssuer {
        cusip: position.cusip.as_deref().map(ToOwned::to_owned),
        class: position.class.to_string(),
        kind: position.key.kind(),
        value: dollars(position.now.value),
        amount: whole(position.now.amount),
        previous_value: position.previous.map(|stake| dollars(stake.value)),
        change: position.change,
    }
}

/// Each filing once, in the order of accession.
fn sources(position: &IssuerPosition<'_>) -> Vec<String> {
    let all = position.positions.iter().flat_map(|one| &one.sources);
    let each: std::collections::BTreeSet<_> = all.collect();
    each.into_iter().map(ToString::to_string).collect()
}

/// The issuer's name as most filings print it for the security that most managers hold.
pub(super) fn issuer_name(snapshot: &Snapshot, issuer: &IssuerId) -> Option<String> {
    let securities = snapshot.securities_of(issuer).iter();
    let best = securities.max_by_key(|entry| {
        let managers = entry.holders.max(entry.put_holders).max(entry.call_holders);
        (managers, std::cmp::Reverse(&entry.security))
    });
    best.map(|entry| entry.issuer.clone())
}
