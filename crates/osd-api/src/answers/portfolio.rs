//! What did a manager hold, and what changed?

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use osd_domain::{
    Cik, Period,
    amendment::{Fold, Standing},
    change::{ComparedPosition, compare},
    portfolio::Portfolio,
};
use osd_snapshot::Snapshot;
use serde::Serialize;
use utoipa::ToSchema;

use super::figures::{SortKey, dollars, ratio, whole};
use crate::{Counter, Problem, counter::blocking};

/// A question for a portfolio.
#[derive(Debug, Clone)]
pub struct Question {
    /// The manager.
    pub cik: Cik,
    /// The report period; the manager's latest where none is given.
    pub period: Option<Period>,
    /// Only filings accepted by the end of this day (Eastern) count.
    pub as_of: Option<NaiveDate>,
    /// What positions are sorted by; `-value` where nothing is given.
    pub sort: Sort,
    /// How many positions are handed out.
    pub limit: Option<usize>,
}

/// A field to sort by, and the direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort {
    field: &'static str,
    descending: bool,
}

impl Default for Sort {
    fn default() -> Self {
        Self {
            field: "value",
            descending: true,
        }
    }
}

impl std::str::FromStr for Sort {
    type Err = String;

    /// Reads `FIELD` or `-FIELD`, for the fields of a position.
    fn from_str(text: &str) -> Result<Self, String> {
        let (name, descending) = text
            .strip_prefix('-')
            .map_or((text, false), |name| (name, true));
        SORTABLE
            .iter()
            .find(|field| **field == name)
            .map(|field| Self { field, descending })
            .ok_or_else(|| {
                format!(
                    "{text:?} is no field to sort by; take one of {}, with - for descending",
                    SORTABLE.join(", ")
                )
            })
    }
}

/// A portfolio beside the one of the calendar quarter before.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PortfolioAnswer {
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
    /// Every filing of the manager for the period, in their order, with what it does.
    pub filings: Vec<FilingInPortfolio>,
    /// Totals.
    pub totals: Totals,
    /// The positions; sold-out ones stand with value 0.
    pub positions: Vec<PositionAnswer>,
}

/// A manager.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Manager {
    /// CIK.
    #[schema(value_type = u64, example = 1067983)]
    pub cik: Cik,
    /// The name by which it goes now.
    pub name: String,
}

/// A filing and what it does in the portfolio.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FilingInPortfolio {
    /// Accession number.
    pub accession: String,
    /// Form type.
    pub form: String,
    /// Date filed.
    pub filed: NaiveDate,
    /// When EDGAR accepted it, where known.
    pub accepted_at: Option<DateTime<Utc>>,
    /// `original`, `restatement`, `new_holdings`, `superseded` or `no_holdings`.
    pub role: String,
    /// What it turned out to be: `read`, `notice`, `unread` …
    pub state: String,
}

/// Totals of a portfolio.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Totals {
    /// Sum of all effective rows, in dollars.
    pub value: i64,
    /// Positions held; sold-out ones are not counted.
    pub positions: u64,
    /// Totals of `shares`, `principal`, `put` and `call`, where they occur.
    pub by_kind: BTreeMap<String, KindTotal>,
    /// Sum of a quarter before, where there is a portfolio.
    pub previous_value: Option<i64>,
}

/// Totals of one kind of position.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct KindTotal {
    /// Dollars.
    pub value: i64,
    /// Positions.
    pub positions: u64,
}

/// A position beside what it was a quarter before. Without a portfolio then, every `previous_*`
/// and `*change*` field is null.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PositionAnswer {
    /// CUSIP as understood, else as printed.
    pub cusip: Option<String>,
    /// Issuer, as filed.
    pub issuer: String,
    /// Class, as filed.
    pub class: String,
    /// `SH` or `PRN`.
    pub amount_type: Option<String>,
    /// `Put` or `Call`.
    pub put_call: Option<String>,
    /// Dollars.
    pub value: i64,
    /// Shares, or principal in dollars.
    pub amount: i64,
    /// Share of the sum of all effective rows.
    pub weight: Option<f64>,
    /// Dollars a quarter before.
    pub previous_value: Option<i64>,
    /// Amount a quarter before.
    pub previous_amount: Option<i64>,
    /// Weight a quarter before.
    pub previous_weight: Option<f64>,
    /// Difference in dollars.
    pub value_change: Option<i64>,
    /// Difference of the amount.
    pub amount_change: Option<i64>,
    /// The same as a fraction of the amount before; null on a zero base.
    pub amount_change_pct: Option<f64>,
    /// Difference of the weights.
    pub weight_change: Option<f64>,
    /// `NEW`, `ADD`, `REDUCE`, `HOLD` or `EXIT`.
    pub change: Option<String>,
    /// The filings it rests on; for a sold-out position those it rested on before.
    pub sources: Vec<String>,
}

const SORTABLE: &[&str] = &[
    "cusip",
    "issuer",
    "class",
    "amount_type",
    "put_call",
    "value",
    "amount",
    "weight",
    "previous_value",
    "previous_amount",
    "previous_weight",
    "value_change",
    "amount_change",
    "amount_change_pct",
    "weight_change",
    "change",
];

impl PositionAnswer {
    pub(crate) fn new(position: &ComparedPosition) -> Self {
        let previous = position.previous;
        Self {
            cusip: position.cusip.clone(),
            issuer: position.issuer.clone(),
            class: position.class.clone(),
            amount_type: position
                .key
                .amount_type
                .map(|code| code.as_str().to_owned()),
            put_call: position.key.put_call.map(|code| code.as_str().to_owned()),
            value: dollars(position.now.value),
            amount: whole(position.now.amount),
            weight: position.now.weight.map(ratio),
            previous_value: previous.map(|stake| dollars(stake.value)),
            previous_amount: previous.map(|stake| whole(stake.amount)),
            previous_weight: previous.and_then(|stake| stake.weight).map(ratio),
            value_change: position.value_change().map(dollars),
            amount_change: position.amount_change().map(whole),
            amount_change_pct: position.amount_change_pct().map(ratio),
            weight_change: position.weight_change().map(ratio),
            change: position.change.map(|change| change.as_str().to_owned()),
            sources: position.sources.iter().map(ToString::to_string).collect(),
        }
    }

    fn key(&self, field: &str) -> SortKey {
        match field {
            "cusip" => SortKey::Text(self.cusip.clone()),
            "issuer" => SortKey::Text(Some(self.issuer.clone())),
            "class" => SortKey::Text(Some(self.class.clone())),
            "amount_type" => SortKey::Text(self.amount_type.clone()),
            "put_call" => SortKey::Text(self.put_call.clone()),
            "change" => SortKey::Text(self.change.clone()),
            "amount" => SortKey::Int(Some(self.amount)),
            "previous_value" => SortKey::Int(self.previous_value),
            "previous_amount" => SortKey::Int(self.previous_amount),
            "value_change" => SortKey::Int(self.value_change),
            "amount_change" => SortKey::Int(self.amount_change),
            "weight" => SortKey::Ratio(self.weight),
            "previous_weight" => SortKey::Ratio(self.previous_weight),
            "amount_change_pct" => SortKey::Ratio(self.amount_change_pct),
            "weight_change" => SortKey::Ratio(self.weight_change),
            _ => SortKey::Int(Some(self.value)),
        }
    }
}

/// Answers the question.
pub async fn answer(counter: &Counter, question: Question) -> Result<PortfolioAnswer, Problem> {
    let cik = question.cik;
    let Some(name) = counter.manager_name(cik).await? else {
        return Err(Problem::NoManager(cik));
    };
    let period = match question.period {
        Some(period) => period,
        None => latest_period(counter, &question).await?,
    };
    let [now, before] = counter.current([period, period.previous()]).await?;
    let nothing = Problem::NothingFiled {
        cik,
        period,
        as_of: question.as_of,
    };
    let Some(now) = now else { return Err(nothing) };
    blocking(move || {
        let fold = now.fold(cik, question.as_of);
        match fold.standing {
            Standing::NothingFiled => return Err(nothing),
            standing if standing.has_rows() => {}
            standing => {
                return Err(Problem::NoPortfolio {
                    cik,
                    period,
                    standing,
                });
            }
        }
        let portfolio = now.portfolio(cik, &fold)?;
        let previous = match before {
            // What a partial portfolio does not show may be held all the same: no changes then.
            Some(before) if fold.standing.is_whole() => {
                portfolio_before(&before, cik, question.as_of)?
            }
            _ => None,
        };
        let filings = filings(&now, cik, &fold);
        let totals = totals(&portfolio, previous.as_ref());
        let mut positions: Vec<PositionAnswer> = compare(&portfolio, previous.as_ref())
            .iter()
            .map(PositionAnswer::new)
            .collect();
        let Sort { field, descending } = question.sort;
        positions.sort_by(|a, b| a.key(field).order(&b.key(field), descending));
        positions.truncate(question.limit.unwrap_or(usize::MAX));
        Ok(PortfolioAnswer {
            manager: Manager { cik, name },
            period,
            previous_period: period.previous(),
            as_of: question.as_of,
            standing: fold.standing,
            filings,
            totals,
            positions,
        })
    })
    .await
}

/// The manager's latest period with a portfolio to show, else its latest.
async fn latest_period(counter: &Counter, question: &Question) -> Result<Period, Problem> {
    let read = counter.catalog.read().await?;
    let filings = read.filings().of_manager(question.cik, None).await?;
    let known = filings
        .iter()
        .filter(|filing| question.as_of.is_none_or(|day| filing.accepted_on <= day))
        .filter_map(|filing| {
            Some((
                filing.state == osd_domain::FilingState::Read,
                filing.period?,
            ))
        });
    known
        .max()
        .map(|(_, period)| period)
        .ok_or(Problem::NoManager(question.cik))
}

/// The portfolio of the quarter before, where one is known as a whole.
pub(crate) fn portfolio_before(
    before: &Snapshot,
    cik: Cik,
    as_of: Option<NaiveDate>,
) -> Result<Option<Portfolio>, Problem> {
    let fold = before.fold(cik, as_of);
    let is_whole = fold.standing.is_whole();
    Ok(is_whole.then(|| before.portfolio(cik, &fold)).transpose()?)
}

fn filings(snapshot: &Snapshot, cik: Cik, fold: &Fold) -> Vec<FilingInPortfolio> {
    fold.filings
        .iter()
        .filter_map(|(report, role)| {
            let filing = snapshot.filing(cik, report.accession)?;
            Some(FilingInPortfolio {
                accession: filing.accession.to_string(),
                form: filing.form.to_string(),
                filed: filing.filed,
                accepted_at: filing.accepted_at,
                role: role.to_string(),
                state: filing.state.to_string(),
            })
        })
        .collect()
}

fn totals(portfolio: &Portfolio, previous: Option<&Portfolio>) -> Totals {
    let by_kind = portfolio.by_kind().into_iter().map(|(kind, total)| {
        (
            kind.to_string(),
            KindTotal {
                value: dollars(total.value),
                positions: total.positions,
            },
        )
    });
    Totals {
        value: dollars(portfolio.value()),
        positions: portfolio.positions().len() as u64,
        by_kind: by_kind.collect(),
        previous_value: previous.map(|portfolio| dollars(portfolio.value())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_fields_of_a_position_sort() {
        let sort: Sort = "-amount_change_pct".parse().unwrap();
        assert_eq!((sort.field, sort.descending), ("amount_change_pct", true));
        let error = "value; DROP TABLE".parse::<Sort>().unwrap_err();
        assert!(
            error.contains("value; DROP TABLE") && error.contains("weight_change"),
            "{error}"
        );
    }
}
