//! A position beside what it was, and what positions are sorted by.

use osd_domain::{
    Change,
    change::{ChangeEvidence, ComparedPosition},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::figures::{SortKey, dollars, ratio, whole};

/// A field to sort by, and the direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort {
    pub(crate) field: &'static str,
    pub(crate) descending: bool,
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

/// A position beside what it was a quarter before. Without a portfolio then, every `previous_*`
/// and `*_change*` field is null; `change` says why.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PositionAnswer {
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
    pub amount_type: Option<String>,
    /// `Put` or `Call`.
    pub put_call: Option<String>,
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
    /// What the label rests on, where it rests on more than two amounts: objects with `because`.
    #[schema(value_type = Vec<Object>)]
    pub evidence: Vec<ChangeEvidence>,
    /// The value as filed, where rows were repaired.
    pub value_filed: Option<i64>,
    /// The amount as filed, where rows were repaired.
    pub amount_filed: Option<i64>,
    /// The filings it rests on; for a sold-out position those it rested on before.
    pub sources: Vec<String>,
}

const SORTABLE: &[&str] = &[
    "cusip",
    "ticker",
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
    "previous_amount_adjusted",
    "amount_change_adjusted",
    "amount_change_pct",
    "weight_change",
    "change",
];

impl PositionAnswer {
    pub(crate) fn new(position: &ComparedPosition, ticker: Option<&str>) -> Self {
        let previous = position.previous;
        Self {
            cusip: position.cusip.clone(),
            ticker: ticker.map(ToOwned::to_owned),
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
            previous_amount_adjusted: position.previous_adjusted.map(whole),
            amount_change_adjusted: position.amount_change_adjusted().map(whole),
            amount_change_pct: position.amount_change_pct().map(ratio),
            weight_change: position.weight_change().map(ratio),
            change: position.change,
            evidence: position.evidence.clone(),
            value_filed: position.filed.map(|(value, _)| dollars(value)),
            amount_filed: position.filed.map(|(_, amount)| whole(amount)),
            sources: position.sources.iter().map(ToString::to_string).collect(),
        }
    }

    pub(crate) fn key(&self, field: &str) -> SortKey {
        match field {
            "cusip" => SortKey::Text(self.cusip.clone()),
            "ticker" => SortKey::Text(self.ticker.clone()),
            "issuer" => SortKey::Text(Some(self.issuer.clone())),
            "class" => SortKey::Text(Some(self.class.clone())),
            "amount_type" => SortKey::Text(self.amount_type.clone()),
            "put_call" => SortKey::Text(self.put_call.clone()),
            "change" => SortKey::Text(Some(self.change.to_string())),
            "amount" => SortKey::Int(Some(self.amount)),
            "previous_value" => SortKey::Int(self.previous_value),
            "previous_amount" => SortKey::Int(self.previous_amount),
            "value_change" => SortKey::Int(self.value_change),
            "amount_change" => SortKey::Int(self.amount_change),
            "previous_amount_adjusted" => SortKey::Int(self.previous_amount_adjusted),
            "amount_change_adjusted" => SortKey::Int(self.amount_change_adjusted),
            "weight" => SortKey::Ratio(self.weight),
            "previous_weight" => SortKey::Ratio(self.previous_weight),
            "amount_change_pct" => SortKey::Ratio(self.amount_change_pct),
            "weight_change" => SortKey::Ratio(self.weight_change),
            _ => SortKey::Int(Some(self.value)),
        }
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
