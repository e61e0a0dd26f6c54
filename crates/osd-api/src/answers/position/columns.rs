use std::cmp::Ordering;

use osd_catalog::list::Value;
use osd_domain::{Change, Kind as PositionKind, change::ComparedPosition};

use crate::{
    answers::{
        beside::Quarters,
        figures::{dollars, ratio, whole},
    },
    list::{Column, Kind, Row},
};

/// How much was traded, bought or sold.
const TRADED: &str = "traded";
/// By how much the value moved, up or down.
const MOVED: &str = "moved";
/// What was traded most first.
pub(crate) const BY_TRADE: &str = "-traded,-moved";

/// A position as a row of a list: what it is sorted and filtered by is worked out for it alone.
pub struct PositionRow<'a> {
    pub(crate) position: &'a ComparedPosition,
    pub(crate) quarters: &'a Quarters,
}

impl<'a> PositionRow<'a> {
    /// The rows of compared positions.
    pub(crate) fn all(
        positions: impl IntoIterator<Item = &'a ComparedPosition>,
        quarters: &'a Quarters,
    ) -> Vec<Self> {
        let row = |position| Self { position, quarters };
        positions.into_iter().map(row).collect()
    }
}

impl OfPosition for PositionRow<'_> {
    fn position(&self) -> &ComparedPosition {
        self.position
    }

    fn ticker(&self) -> Option<&str> {
        self.quarters.ticker(&self.position.key.security)
    }
}

impl Row for PositionRow<'_> {
    fn columns() -> Vec<Column<Self>> {
        columns()
    }

    fn tie(&self) -> Value<'_> {
        Value::Text(tie(self.position).into())
    }

    fn tie_order(&self, other: &Self) -> Ordering {
        key(self.position).cmp(&key(other.position))
    }
}

/// What keeps a position apart from others of the same manager.
fn key(position: &ComparedPosition) -> (&str, &'static str, &'static str) {
    let key = &position.key;
    (
        key.security.as_str(),
        key.amount_type.map_or("", |code| code.as_str()),
        key.put_call.map_or("", |code| code.as_str()),
    )
}

/// The same as a text. A blank sorts before whatever stands in a key.
pub(crate) fn tie(position: &ComparedPosition) -> String {
    let (security, amount_type, put_call) = key(position);
    format!("{security} {amount_type} {put_call}")
}

/// A row that stands for a position.
pub(crate) trait OfPosition {
    fn position(&self) -> &ComparedPosition;
    fn ticker(&self) -> Option<&str>;
}

/// The columns of a position: the fields of [`super::PositionAnswer`].
pub(crate) fn columns<R: OfPosition>() -> Vec<Column<R>> {
    let mut columns = identity();
    columns.extend(figures());
    columns.extend([
        Column::new(
            "change",
            Kind::OneOf(|| Change::ALL.iter().map(|one| one.as_str()).collect()),
            |row: &R| Value::text(Some(row.position().change.as_str())),
        ),
        Column::new("traded_value", Kind::Int, |row: &R| {
            Value::Int(dollars(row.position().traded()))
        }),
        Column::new("evidence", Kind::Object, |row: &R| {
            match row.position().evidence.is_empty() {
                true => Value::Absent,
                false => Value::Object,
            }
        }),
        Column::new("value_filed", Kind::Int, |row: &R| {
            Value::int(row.position().filed.map(|(value, _)| dollars(value)))
        }),
        Column::new("amount_filed", Kind::Int, |row: &R| {
            Value::int(row.position().filed.map(|(_, amount)| whole(amount)))
        }),
        Column::new("sources", Kind::Texts, |row: &R| {
            let sources = row.position().sources.iter();
            Value::Texts(sources.map(|source| source.to_string().into()).collect())
        }),
        Column::hidden(TRADED, |row: &R| {
            Value::Int(dollars(row.position().traded().abs()))
        }),
        Column::hidden(MOVED, |row: &R| {
            let moved = row.position().value_change().map_or(0, i128::abs);
            Value::Int(dollars(moved))
        }),
    ]);
    columns
}

/// What it is a position in.
fn identity<R: OfPosition>() -> Vec<Column<R>> {
    vec![
        Column::new("security", Kind::Code, |row: &R| {
            Value::text(Some(row.position().key.security.as_str()))
        }),
        Column::new("cusip", Kind::Code, |row: &R| {
            Value::text(row.position().cusip.as_deref())
        }),
        Column::new("ticker", Kind::Code, |row: &R| Value::text(row.ticker())),
        Column::new("issuer", Kind::Text, |row: &R| {
            Value::text(Some(&row.position().issuer))
        }),
        Column::new("class", Kind::Text, |row: &R| {
            Value::text(Some(&row.position().class))
        }),
        Column::new(
            "amount_type",
            Kind::OneOf(|| vec!["SH", "PRN"]),
            |row: &R| Value::text(row.position().key.amount_type.map(|code| code.as_str())),
        ),
        Column::new(
            "put_call",
            Kind::OneOf(|| vec!["Put", "Call"]),
            |row: &R| Value::text(row.position().key.put_call.map(|code| code.as_str())),
        ),
        Column::new(
            "kind",
            Kind::OneOf(|| PositionKind::ALL.iter().map(|one| one.as_str()).collect()),
            |row: &R| Value::text(Some(row.position().key.kind().as_str())),
        ),
    ]
}

/// Its figures now and then.
fn figures<R: OfPosition>() -> Vec<Column<R>> {
    vec![
        Column::new("value", Kind::Int, |row: &R| {
            Value::Int(dollars(row.position().now.value))
        }),
        Column::new("amount", Kind::Int, |row: &R| {
            Value::Int(whole(row.position().now.amount))
        }),
        Column::new("weight", Kind::Number, |row: &R| {
            Value::ratio(row.position().now.weight().map(ratio))
        }),
        Column::new("previous_value", Kind::Int, |row: &R| {
            Value::int(row.position().previous.map(|stake| dollars(stake.value)))
        }),
        Column::new("previous_amount", Kind::Int, |row: &R| {
            Value::int(row.position().previous.map(|stake| whole(stake.amount)))
        }),
        Column::new("previous_weight", Kind::Number, |row: &R| {
            let previous = row.position().previous;
            Value::ratio(previous.and_then(|stake| stake.weight()).map(ratio))
        }),
        Column::new("value_change", Kind::Int, |row: &R| {
            Value::int(row.position().value_change().map(dollars))
        }),
        Column::new("amount_change", Kind::Int, |row: &R| {
            Value::int(row.position().amount_change().map(whole))
        }),
        Column::new("previous_amount_adjusted", Kind::Int, |row: &R| {
            Value::int(row.position().previous_adjusted.map(whole))
        }),
        Column::new("amount_change_adjusted", Kind::Int, |row: &R| {
            Value::int(row.position().amount_change_adjusted().map(whole))
        }),
        Column::new("amount_change_pct", Kind::Number, |row: &R| {
            Value::ratio(row.position().amount_change_pct().map(ratio))
        }),
        Column::new("weight_change", Kind::Number, |row: &R| {
            Value::ratio(row.position().weight_change().map(ratio))
        }),
    ]
}
