//! A position beside what it was, and the columns of lists of positions.

mod columns;

use osd_domain::{
    Accession, AmountType, Change, Kind, PutCall, SecurityId,
    change::{ChangeEvidence, ComparedPosition},
};
use serde::Serialize;
use utoipa::ToSchema;

pub use self::columns::PositionRow;
pub(crate) use self::columns::{BY_TRADE, OfPosition, columns, tie};
use super::figures::{dollars, ratio, whole};

/// A position beside what it was a quarter before. Without a portfolio then, every `previous_*`
/// and `*_change*` field is null; `change` says why.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PositionAnswer {
    /// What the security is known by here: its CUSIP, where it has a sound one.
    #[schema(value_type = String, example = "037833100")]
    pub security: SecurityId,
    /// CUSIP as understood, else as printed.
    pub cusip: Option<String>,
    /// Ticker near the end of the period (of the quarter before, where it is held no more), without
    /// separators: `BRKB`. Null where the SEC's fails-to-deliver files do not have it.
    #[schema(example = "AAPL")]
    pub ticker: Option<String>,
    /// Issuer, as filed.
    pub issuer: String,
    /// Class, as filed.
    pub class: String,
    /// `SH` or `PRN`.
    #[schema(value_type = Option<String>)]
    pub amount_type: Option<AmountType>,
    /// `Put` or `Call`.
    #[schema(value_type = Option<String>)]
    pub put_call: Option<PutCall>,
    /// What that makes of it: `shares`, `principal`, `put` or `call`.
    #[schema(value_type = String, example = "shares")]
    pub kind: Kind,
    /// Dollars.
    pub value: i64,
    /// Shares, or principal in dollars.
    pub amount: i64,
    /// Share of the sum of its kind: of all shares, all debt, all puts or all calls.
    pub weight: Option<f64>,
    /// Dollars a quarter before.
    pub previous_value: Option<i64>,
    /// Amount a quarter before.
    pub previous_amount: Option<i64>,
    /// Weight a quarter before.
    pub previous_weight: Option<f64>,
    /// Difference in dollars.
    pub value_change: Option<i64>,
    /// Difference of the amount, as it stands in the filings.
    pub amount_change: Option<i64>,
    /// The amount a quarter before in shares of now: after splits.
    pub previous_amount_adjusted: Option<i64>,
    /// Difference of the amount in shares of now.
    pub amount_change_adjusted: Option<i64>,
    /// The same as a fraction of the adjusted amount before; null on a zero base.
    pub amount_change_pct: Option<f64>,
    /// Difference of the weights.
    pub weight_change: Option<f64>,
    /// What happened: `NEW`, `ADD`, `REDUCE`, `HOLD`, `EXIT`, or instead of them `FIRST_FILING`,
    /// `NOT_COMPARABLE`, `LATE_REVEAL`, `SPLIT_ONLY`, `UNIT`, `PRO_RATA`, `MANAGER_SPLIT`,
    /// `BELOW_THRESHOLD_POSSIBLE`.
    #[schema(value_type = String, example = "ADD")]
    pub change: Change,
    /// Dollars bought, at the price of now, or sold (below nought), at the price of before, as far as
    /// filings show: 0 where the label is no trade.
    pub traded_value: i64,
    /// What the label rests on, where it rests on more than two amounts: objects with `because`.
    #[schema(value_type = Vec<Object>)]
    pub evidence: Vec<ChangeEvidence>,
    /// The value as filed, where rows were repaired.
    pub value_filed: Option<i64>,
    /// The amount as filed, where rows were repaired.
    pub amount_filed: Option<i64>,
    /// The filings it rests on; for a sold-out position those it rested on before.
    #[schema(value_type = Vec<String>)]
    pub sources: Vec<Accession>,
}

impl PositionAnswer {
    pub(crate) fn new(position: &ComparedPosition, ticker: Option<&str>) -> Self {
        let previous = position.previous;
        Self {
            security: position.key.security.clone(),
            cusip: position.cusip.as_deref().map(ToOwned::to_owned),
            ticker: ticker.map(ToOwned::to_owned),
            issuer: position.issuer.to_string(),
            class: position.class.to_string(),
            amount_type: position.key.amount_type,
            put_call: position.key.put_call,
            kind: position.key.kind(),
            value: dollars(position.now.value),
            amount: whole(position.now.amount),
            weight: position.now.weight().map(ratio),
            previous_value: previous.map(|stake| dollars(stake.value)),
            previous_amount: previous.map(|stake| whole(stake.amount)),
            previous_weight: previous.and_then(|stake| stake.weight()).map(ratio),
            value_change: position.value_change().map(dollars),
            amount_change: position.amount_change().map(whole),
            previous_amount_adjusted: position.previous_adjusted.map(whole),
            amount_change_adjusted: position.amount_change_adjusted().map(whole),
            amount_change_pct: position.amount_change_pct().map(ratio),
            weight_change: position.weight_change().map(ratio),
            change: position.change,
            traded_value: dollars(position.traded()),
            evidence: position.evidence.clone(),
            value_filed: position.filed.map(|(value, _)| dollars(value)),
            amount_filed: position.filed.map(|(_, amount)| whole(amount)),
            sources: position.sources.to_vec(),
        }
    }
}
