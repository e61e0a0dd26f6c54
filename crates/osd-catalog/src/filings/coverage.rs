//! How much was read, and how well: by filing year and layout.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use osd_domain::{FilingState, Grade, Layout, grade::ValueFit};
use sea_orm::FromQueryResult;

use super::Filings;
use crate::{error::CatalogError, stored};

/// The filings of a calendar year whose tables come in one layout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// The calendar year in which they were filed.
    pub year: i32,
    /// The layout of their tables; none where there is no table, or it was not looked at yet.
    pub layout: Option<Layout>,
    /// All of them.
    pub filings: u64,
    /// By what became of them.
    pub states: BTreeMap<FilingState, u64>,
    /// Whose table was read or should have been, and that print an entry total.
    pub with_entry_total: u64,
    /// Of those, with exactly that many rows read.
    pub entries_match: u64,
    /// Whose table was read or should have been, and that print a value total.
    pub with_value_total: u64,
    /// Of those, with that value read, within rounding.
    pub value_match: u64,
    /// Rows read.
    pub lines: u64,
    /// By grade.
    pub grades: BTreeMap<Grade, u64>,
}

/// Days come in the order of the index, and hardly more than years would: a year is not cut from
/// a day alike on both engines.
pub(crate) const BY_DAY: &str = "SELECT filed, layout, state, grade, entries_match, value_fit, \
     COUNT(*) AS filings, CAST(SUM(lines) AS BIGINT) AS lines FROM filings \
     GROUP BY filed, layout, state, grade, entries_match, value_fit";

#[derive(FromQueryResult)]
struct Counted {
    filed: NaiveDate,
    layout: Option<String>,
    state: String,
    grade: Option<String>,
    entries_match: Option<bool>,
    value_fit: Option<String>,
    filings: i64,
    lines: i64,
}

impl<M> Filings<'_, M> {
    /// All filings by year and layout, in this order; those without a layout come first.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn coverage(&self) -> Result<Vec<Coverage>, CatalogError> {
        let mut all: BTreeMap<(i32, Option<Layout>), Coverage> = BTreeMap::new();
        for row in self.tx.rows::<Counted>(BY_DAY, []).await? {
            let tx = self.tx;
            let layout = tx.parse_optional("filings.layout", row.layout.as_deref())?;
            let state: FilingState = tx.parse("filings.state", &row.state)?;
            let grade: Option<Grade> = tx.parse_optional("filings.grade", row.grade.as_deref())?;
            let fit: Option<ValueFit> =
                tx.parse_optional("filings.value_fit", row.value_fit.as_deref())?;
            let year = row.filed.year();
            all.entry((year, layout))
                .or_insert_with(|| Coverage::none(year, layout))
                .add(state, grade, fit, &row);
        }
        Ok(all.into_values().collect())
    }
}

impl Coverage {
    fn none(year: i32, layout: Option<Layout>) -> Self {
        Self {
            year,
            layout,
            filings: 0,
            states: BTreeMap::new(),
            with_entry_total: 0,
            entries_match: 0,
            with_value_total: 0,
            value_match: 0,
            lines: 0,
            grades: BTreeMap::new(),
        }
    }

    fn add(
        &mut self,
        state: FilingState,
        grade: Option<Grade>,
        fit: Option<ValueFit>,
        row: &Counted,
    ) {
        let filings = stored::counted(row.filings);
        self.filings += filings;
        *self.states.entry(state).or_default() += filings;
        if let Some(grade) = grade {
            *self.grades.entry(grade).or_default() += filings;
        }
        self.lines = self.lines.saturating_add(stored::counted(row.lines));
        let is_read = state == FilingState::Read;
        if !is_read && !matches!(state, FilingState::Unread | FilingState::Unreadable) {
            return;
        }
        let count = |holds: bool| if holds { filings } else { 0 };
        self.with_entry_total += count(row.entries_match.is_some());
        self.entries_match += count(is_read && row.entries_match == Some(true));
        self.with_value_total += count(fit.is_some());
        let fits = matches!(fit, Some(ValueFit::Exact | ValueFit::Rounded));
        self.value_match += count(is_read && fits);
    }
}
