//! How was a security held, quarter by quarter, over all managers?

use osd_catalog::list::Value;
use osd_domain::{Period, SecurityId, market::Ratio};
use serde::Serialize;
use utoipa::ToSchema;

use super::security::{self, ChainStep, SecurityAnswer, SecurityQuarter, SplitStep};
use crate::{
    Counter, Problem,
    list::{Column, Kind, Listing, Page, Request, Row, Shape, declared::columns, has_words, pick},
};

/// A security's quarters over all managers, under all its CUSIPs.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SecurityQuartersAnswer {
    /// What it is known by here: its CUSIP, where it has a sound one.
    #[schema(value_type = String, example = "02079K305")]
    pub security: SecurityId,
    /// Issuer, as most managers print it in the latest quarter.
    pub issuer: String,
    /// Class, as most of those managers print it.
    pub class: String,
    /// Every CUSIP that it had, from the oldest to the newest.
    #[schema(value_type = Vec<String>)]
    pub cusips: Vec<SecurityId>,
    /// The changes from one to the next.
    pub chain: Vec<ChainStep>,
    /// The splits of its shares, by period.
    pub splits: Vec<SplitStep>,
    /// Its quarters, in order unless told otherwise. A quarter in which some managers used the old
    /// CUSIP and some the new one stands twice.
    pub quarters: Vec<MarkedQuarter>,
    /// Which part of the list they are.
    pub page: Page,
}

/// A quarter, and what happened to the security itself since the one before.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MarkedQuarter {
    /// The quarter.
    #[serde(flatten)]
    pub quarter: SecurityQuarter,
    /// Shares now for shares before, where the shares were split.
    #[schema(value_type = Option<String>, example = "20/1")]
    pub split: Option<Ratio>,
    /// The CUSIP under which it was known before, where it was changed.
    #[schema(value_type = Option<String>, example = "38259P508")]
    pub previous_security: Option<SecurityId>,
}

impl Listing for SecurityQuartersAnswer {
    const ROWS: &'static str = "quarters";
    type Item = MarkedQuarter;

    fn shapes() -> Vec<Shape> {
        MarkedQuarter::shapes()
    }

    fn rows(&self) -> impl Iterator<Item = &MarkedQuarter> {
        self.quarters.iter()
    }

    fn page(&self) -> &Page {
        &self.page
    }

    fn file_name(&self) -> String {
        format!("history-{}", self.security)
    }
}

impl Row for MarkedQuarter {
    fn columns() -> Vec<Column<Self>> {
        let mut columns = columns!(Self {
            Kind::Code => quarter.period,
            Kind::Code => quarter.security,
            Kind::Int => quarter.holders,
            Kind::Int => quarter.shares,
            Kind::Int => quarter.principal,
            Kind::Int => quarter.value,
            Kind::Int => quarter.put_holders,
            Kind::Int => quarter.call_holders,
            Kind::Int => quarter.new,
            Kind::Int => quarter.added,
            Kind::Int => quarter.reduced,
            Kind::Int => quarter.sold_out,
            Kind::Object => quarter.changes,
        });
        columns.push(Column::new("price", Kind::Number, |row: &Self| {
            let price = row.quarter.price.as_deref();
            Value::ratio(price.and_then(|price| price.parse().ok()))
        }));
        columns.extend(columns!(Self {
            Kind::Int => quarter.price_managers,
        }));
        columns.push(Column::new("split", Kind::Code, |row: &Self| {
            row.split
                .map_or(Value::Absent, |ratio| Value::Text(ratio.to_string().into()))
        }));
        columns.extend(columns!(Self {
            Kind::Code => previous_security,
        }));
        columns
    }

    fn tie(&self) -> Value<'_> {
        let SecurityQuarter {
            period, security, ..
        } = &self.quarter;
        Value::Text(format!("{period} {security}").into())
    }

    /// All of them are of one security.
    fn is_found(&self, words: &[String]) -> bool {
        has_words(self.quarter.security.as_str(), words)
    }
}

/// Answers the question for a CUSIP, or the id of a security without one.
pub async fn answer(
    counter: &Counter,
    security: &str,
    list: &Request,
) -> Result<SecurityQuartersAnswer, Problem> {
    let about = format!("history {}", security.trim());
    let asked = list.read(&MarkedQuarter::all_shapes(), "period,security", &about, 1)?;
    let SecurityAnswer {
        security,
        issuer,
        class,
        cusips,
        chain,
        splits,
        history,
        ..
    } = security::answer(counter, security).await?;
    let split = |period: Period, security: &SecurityId| {
        let mut splits = splits.iter();
        splits.find(|split| split.period == period && split.security == *security)
    };
    let change = |period: Period, security: &SecurityId| {
        let mut chain = chain.iter();
        chain.find(|step| step.period == period && step.to == *security)
    };
    let rows = history.into_iter().map(|quarter| MarkedQuarter {
        split: split(quarter.period, &quarter.security).map(|split| split.ratio),
        previous_security: change(quarter.period, &quarter.security).map(|step| step.from.clone()),
        quarter,
    });
    let rows: Vec<MarkedQuarter> = rows.collect();
    let picked = pick(&rows, &asked);
    let quarters = picked.places.into_iter().map(|place| rows[place].clone());
    Ok(SecurityQuartersAnswer {
        quarters: quarters.collect(),
        page: picked.page,
        security,
        issuer,
        class,
        cusips,
        chain,
        splits,
    })
}
