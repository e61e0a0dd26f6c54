//! How did the total of a portfolio come about?

use chrono::NaiveDate;
use osd_domain::{
    Cik, Kind, Period,
    bridge::{Bridge, ByKind},
};
use osd_snapshot::Snapshot;
use rust_decimal::Decimal;
use serde::Serialize;
use utoipa::ToSchema;

use super::{figures::Figure, members::Members, portfolio::Manager, whole::of_one};
use crate::{Counter, Problem};

/// A question for the steps to a total.
#[derive(Debug, Clone)]
pub struct Question {
    /// The manager.
    pub cik: Cik,
    /// The report period.
    pub period: Period,
    /// Only filings accepted by the end of this day (Eastern) count.
    pub as_of: Option<NaiveDate>,
}

/// The steps from the raw sum of all rows to the total of a portfolio. They add up exactly.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct BridgeAnswer {
    /// The manager.
    pub manager: Manager,
    /// The report period.
    #[schema(value_type = String, example = "2025Q1")]
    pub period: Period,
    /// The day asked for.
    pub as_of: Option<NaiveDate>,
    /// The steps to the value of the shares: `raw_lines`, `options_and_debt_apart`, `superseded`,
    /// `added`, `unit`, `repaired`, `total`.
    pub steps: Vec<StepAnswer>,
    /// The same steps for each kind on its own, without the one that takes the other kinds away.
    pub by_kind: Vec<KindStep>,
    /// The filings that were walked over, with what each does.
    pub filings: Vec<WalkedFiling>,
}

/// A step to the value of the shares.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StepAnswer {
    /// What it is.
    #[schema(example = "added")]
    pub step: String,
    /// What it adds.
    #[schema(value_type = i64)]
    pub value: Figure,
    /// The sum so far, this step included.
    #[schema(value_type = i64)]
    pub sum: Figure,
}

/// A step, for each kind.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct KindStep {
    /// What it is.
    #[schema(example = "added")]
    pub step: String,
    /// What it adds to the shares.
    #[schema(value_type = i64)]
    pub shares: Figure,
    /// What it adds to debt.
    #[schema(value_type = i64)]
    pub principal: Figure,
    /// What it adds to puts.
    #[schema(value_type = i64)]
    pub put: Figure,
    /// What it adds to calls.
    #[schema(value_type = i64)]
    pub call: Figure,
}

/// A filing that was walked over.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WalkedFiling {
    /// Accession number.
    pub accession: String,
    /// What it does: `original`, `restatement`, `new_holdings`, `superseded`, `repeats`.
    pub role: String,
    /// The unit of its values.
    pub unit: String,
    /// Its rows.
    pub lines: u64,
    /// The sum of its values as printed.
    #[schema(value_type = i64)]
    pub printed: Figure,
    /// Rows that were repaired.
    pub repaired: u64,
}

/// Answers the question.
pub async fn answer(counter: &Counter, question: Question) -> Result<BridgeAnswer, Problem> {
    let Question { cik, period, as_of } = question;
    let members = Members::of(counter, cik, false, as_of).await?;
    of_one(counter, members, (period, as_of), move |one| {
        let (bridge, filings) = walk(&one.quarters.now, cik, as_of)?;
        Ok(BridgeAnswer {
            manager: one.members.manager,
            period,
            as_of,
            steps: to_shares(&bridge),
            by_kind: by_kind(&bridge),
            filings,
        })
    })
    .await
}

fn walk(
    snapshot: &Snapshot,
    cik: Cik,
    as_of: Option<NaiveDate>,
) -> Result<(Bridge, Vec<WalkedFiling>), Problem> {
    let fold = snapshot.fold(cik, as_of);
    let mut bridge = Bridge::default();
    let mut walked = Vec::new();
    for (report, role) in &fold.filings {
        let Some(filing) = snapshot.filing(cik, report.accession) else {
            continue;
        };
        let printed = snapshot.walk(&mut bridge, filing, *role)?;
        walked.push(WalkedFiling {
            accession: filing.accession.to_string(),
            role: role.to_string(),
            unit: filing.unit.to_string(),
            lines: filing.lines.end - filing.lines.start,
            printed: printed.into(),
            repaired: snapshot.repairs(filing.accession).len() as u64,
        });
    }
    Ok((bridge, walked))
}

/// The steps to the shares alone: the other kinds are taken away right after the raw sum.
fn to_shares(bridge: &Bridge) -> Vec<StepAnswer> {
    let shares = |kinds: &ByKind| kinds[Kind::Shares as usize];
    let mut values: Vec<(&str, Decimal)> = Vec::new();
    for (step, kinds) in bridge.steps() {
        if values.is_empty() {
            let all: Decimal = kinds.iter().sum();
            values.push((step.as_str(), all));
            values.push(("options_and_debt_apart", shares(&kinds) - all));
        } else {
            values.push((step.as_str(), shares(&kinds)));
        }
    }
    let mut sum = Decimal::ZERO;
    let mut steps: Vec<StepAnswer> = values
        .into_iter()
        .map(|(step, value)| {
            sum += value;
            StepAnswer {
                step: step.to_owned(),
                value: value.into(),
                sum: sum.into(),
            }
        })
        .collect();
    steps.push(StepAnswer {
        step: "total".to_owned(),
        value: shares(&bridge.total()).into(),
        sum: sum.into(),
    });
    steps
}

fn by_kind(bridge: &Bridge) -> Vec<KindStep> {
    let step = |step: &str, kinds: ByKind| {
        let [shares, principal, put, call] = kinds.map(Figure::from);
        KindStep {
            step: step.to_owned(),
            shares,
            principal,
            put,
            call,
        }
    };
    let steps = bridge
        .steps()
        .map(|(name, kinds)| step(name.as_str(), kinds));
    steps.chain([step("total", bridge.total())]).collect()
}
