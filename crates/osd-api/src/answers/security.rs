//! What is a security, what was it known by, and who held it quarter by quarter?

use std::collections::BTreeMap;

use osd_catalog::{DatedIssuer, SecuritySummary};
use osd_domain::{
    Change, IssuerId, Period, Price, SecurityId,
    market::{CusipChange, Lineage, LinkSource, Ratio, Split},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    figures::{dollars, whole},
    ticker::{TickerOfSecurity, of_securities},
};
use crate::{Counter, Problem};

/// A security through all its CUSIPs.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SecurityAnswer {
    /// What it is known by here: its CUSIP, where it has a sound one.
    #[schema(value_type = String, example = "02079K305")]
    pub security: SecurityId,
    /// Its CUSIP; null where filings print none that is understood.
    pub cusip: Option<String>,
    /// Whether the check digit of the CUSIP fits.
    pub cusip_is_valid: Option<bool>,
    /// The first six characters of its CUSIP, which stand for the issuer: a heuristic.
    #[schema(value_type = String, example = "02079K")]
    pub issuer_id: IssuerId,
    /// Issuer, as most managers print it in the latest quarter.
    pub issuer: String,
    /// Class, as most of those managers print it.
    pub class: String,
    /// The first period in which it was held under this CUSIP.
    #[schema(value_type = String, example = "2015Q4")]
    pub first_period: Period,
    /// The last period in which it was held under this CUSIP.
    #[schema(value_type = String, example = "2025Q1")]
    pub last_period: Period,
    /// Its names under all its CUSIPs, the latest first within each.
    pub names: Vec<SecurityName>,
    /// Every CUSIP that it had, from the oldest to the newest; itself alone where none is known.
    #[schema(value_type = Vec<String>)]
    pub cusips: Vec<SecurityId>,
    /// The tickers that it had under all its CUSIPs, the latest first within each.
    pub tickers: Vec<SecurityTicker>,
    /// The changes from one to the next.
    pub chain: Vec<ChainStep>,
    /// The splits of its shares, by period.
    pub splits: Vec<SplitStep>,
    /// Its quarters under all its CUSIPs. A quarter in which some managers used the old CUSIP and
    /// some the new one stands twice.
    pub history: Vec<SecurityQuarter>,
}

/// A name and the periods between which most managers used it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SecurityName {
    /// The CUSIP under which it had the name.
    #[schema(value_type = String, example = "38259P508")]
    pub security: SecurityId,
    /// Issuer.
    pub issuer: String,
    /// Class.
    pub class: String,
    /// The first period.
    #[schema(value_type = String, example = "2013Q2")]
    pub first_period: Period,
    /// The last period.
    #[schema(value_type = String, example = "2015Q3")]
    pub last_period: Period,
}

/// A ticker, and the CUSIP that had it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SecurityTicker {
    /// The CUSIP under which it had the ticker.
    #[schema(value_type = String, example = "02079K305")]
    pub security: SecurityId,
    /// The ticker with its days.
    #[serde(flatten)]
    pub dated: TickerOfSecurity,
}

/// A change of CUSIP, and what it rests on.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ChainStep {
    /// The first period that has the new CUSIP.
    #[schema(value_type = String, example = "2015Q4")]
    pub period: Period,
    /// What it was known by.
    #[schema(value_type = String, example = "38259P508")]
    pub from: SecurityId,
    /// What it is known by since.
    #[schema(value_type = String, example = "02079K305")]
    pub to: SecurityId,
    /// Shares now for shares before.
    #[schema(value_type = String, example = "1/1")]
    pub ratio: Ratio,
    /// Managers whose amount is exactly the one before, times the ratio.
    pub managers: u32,
    /// Managers that held the old one and hold the new one.
    pub of: u32,
    /// How it is known: `holders` by their amounts, `listed` by a decision in the journal.
    #[schema(value_type = String, example = "holders")]
    pub source: LinkSource,
}

/// A split, and what it rests on.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SplitStep {
    /// The first period after it.
    #[schema(value_type = String, example = "2022Q3")]
    pub period: Period,
    /// The CUSIP.
    #[schema(value_type = String, example = "02079K305")]
    pub security: SecurityId,
    /// Shares now for shares before.
    #[schema(value_type = String, example = "20/1")]
    pub ratio: Ratio,
    /// Managers whose amount changed by exactly this ratio.
    pub managers: u32,
    /// Managers that held it in both quarters.
    pub of: u32,
    /// The consensus price before, in dollars a share.
    #[schema(example = "2179.26")]
    pub price_before: Option<String>,
    /// The consensus price after.
    #[schema(example = "95.65")]
    pub price_now: Option<String>,
}

/// A security in a quarter, over all portfolios.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SecurityQuarter {
    /// The report period.
    #[schema(value_type = String, example = "2025Q1")]
    pub period: Period,
    /// The CUSIP under which it was held.
    #[schema(value_type = String, example = "02079K305")]
    pub security: SecurityId,
    /// Managers that hold shares or principal.
    pub holders: u64,
    /// Shares held, as filed: before later splits. Null in a quarter that an older version published.
    pub shares: Option<i64>,
    /// Principal held, in dollars; likewise.
    pub principal: Option<i64>,
    /// Dollars of shares and principal.
    pub value: i64,
    /// Managers that hold puts.
    pub put_holders: u64,
    /// Managers that hold calls.
    pub call_holders: u64,
    /// Managers that did not hold it a quarter before; null without one.
    pub new: Option<u64>,
    /// Managers that hold more.
    pub added: Option<u64>,
    /// Managers that hold less.
    pub reduced: Option<u64>,
    /// Managers that hold it no more.
    pub sold_out: Option<u64>,
    /// All labels with counts.
    #[schema(value_type = Object)]
    pub changes: BTreeMap<Change, u64>,
    /// The consensus price of a share in dollars, to its last digit.
    #[schema(example = "154.64")]
    pub price: Option<String>,
    /// Managers that agree on it.
    pub price_managers: u64,
}

/// Answers the question for a CUSIP, or the id of a security without one.
pub async fn answer(counter: &Counter, security: &str) -> Result<SecurityAnswer, Problem> {
    let id: SecurityId = security
        .trim()
        .parse()
        .map_err(|error| Problem::bad("cusip", error))?;
    let read = counter.catalog.read().await?;
    let Some(known) = read.securities().find(&id).await? else {
        return Err(Problem::NoSecurity {
            security: security.to_owned(),
            period: None,
        });
    };
    let lineage = read.security_events().lineage(&id).await?;
    let cusips = lineage.securities();
    let mut names = Vec::new();
    for one in &cusips {
        let of_one = read.securities().names(one).await?;
        names.extend(of_one.into_iter().map(|dated| name(one, dated)));
    }
    let tickers = of_securities(&read, &cusips).await?;
    let quarters = read.summaries().securities(&cusips).await?;
    let cusip = id.cusip();
    Ok(SecurityAnswer {
        cusip: cusip.map(|cusip| cusip.to_string()),
        cusip_is_valid: cusip.map(|cusip| !cusip.is_suspect()),
        issuer_id: IssuerId::of(&id),
        security: id,
        issuer: known.issuer,
        class: known.class,
        first_period: known.first_period,
        last_period: known.last_period,
        names,
        tickers: tickers
            .into_iter()
            .map(|(security, dated)| SecurityTicker { security, dated })
            .collect(),
        chain: chain(&lineage),
        splits: splits(&lineage),
        history: history(quarters),
        cusips,
    })
}

fn name(security: &SecurityId, dated: DatedIssuer) -> SecurityName {
    SecurityName {
        security: security.clone(),
        issuer: dated.issuer,
        class: dated.class,
        first_period: dated.first_period,
        last_period: dated.last_period,
    }
}

pub(super) fn chain(lineage: &Lineage) -> Vec<ChainStep> {
    let step = |(period, change): &(Period, CusipChange)| ChainStep {
        period: *period,
        from: change.from.clone(),
        to: change.to.clone(),
        ratio: change.ratio,
        managers: change.managers,
        of: change.of,
        source: change.source,
    };
    lineage.links().iter().map(step).collect()
}

pub(super) fn splits(lineage: &Lineage) -> Vec<SplitStep> {
    let step = |(period, security, split): &(Period, SecurityId, Split)| SplitStep {
        period: *period,
        security: security.clone(),
        ratio: split.ratio,
        managers: split.managers,
        of: split.of,
        price_before: split.price_before.map(price),
        price_now: split.price_now.map(price),
    };
    lineage.splits().iter().map(step).collect()
}

fn price(price: Price) -> String {
    price.dollars().normalize().to_string()
}

/// The quarters in which anybody held it. What is left to say of an old CUSIP that nobody holds any
/// more is said under the new one, where somebody does.
fn history(quarters: Vec<SecuritySummary>) -> Vec<SecurityQuarter> {
    let is_held = |one: &SecuritySummary| one.holders + one.put_holders + one.call_holders > 0;
    let held: std::collections::BTreeSet<Period> = quarters
        .iter()
        .filter(|one| is_held(one))
        .map(|one| one.period)
        .collect();
    quarters
        .into_iter()
        .filter(|one| is_held(one) || !held.contains(&one.period))
        .map(quarter)
        .collect()
}

fn quarter(one: SecuritySummary) -> SecurityQuarter {
    let count = |change: Change| one.changes.as_ref().map(|counts| counts.get(change));
    SecurityQuarter {
        period: one.period,
        holders: one.holders,
        shares: one.shares.map(whole),
        principal: one.principal.map(whole),
        value: dollars(one.value),
        put_holders: one.put_holders,
        call_holders: one.call_holders,
        new: count(Change::New),
        added: count(Change::Add),
        reduced: count(Change::Reduce),
        sold_out: count(Change::Exit),
        changes: one
            .changes
            .iter()
            .flat_map(|counts| counts.iter())
            .collect(),
        price: one.price.map(price),
        price_managers: one.price_managers,
        security: one.security,
    }
}
