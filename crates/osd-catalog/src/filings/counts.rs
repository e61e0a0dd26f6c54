//! Filings counted.

use std::collections::BTreeMap;

use osd_domain::{Era, FilingState};
use sea_orm::FromQueryResult;

use super::Filings;
use crate::{error::CatalogError, stored};

/// The filings of an era, by what became of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EraCounts {
    /// The era.
    pub era: Era,
    /// All of them.
    pub filings: u64,
    /// Information tables read.
    pub read: u64,
    /// Read, and the cover prints at least one of the two totals.
    pub with_printed_totals: u64,
    /// Read, and the rows are as many as the cover says.
    pub entries_match: u64,
    /// Read, and the value is exactly what the cover says.
    pub value_match: u64,
    /// Notices.
    pub notices: u64,
    /// Stubs for filings on paper.
    pub stubs: u64,
    /// Requests for confidential treatment.
    pub confidential_treatment_requests: u64,
    /// Holdings reports that hold no information table.
    pub no_table: u64,
    /// Kept whole, but without a reader.
    pub unread: u64,
    /// Kept whole, but too broken to read.
    pub unreadable: u64,
    /// Not read yet: discovered, or fetched.
    pub pending: u64,
}

#[derive(FromQueryResult)]
struct Counted {
    era: String,
    state: String,
    filings: i64,
    printed: i64,
    entries: i64,
    value: i64,
}

pub(crate) const BY_ERA: &str = "SELECT era, state, COUNT(*) AS filings, \
     COUNT(CASE WHEN entries_match IS NOT NULL OR value_match IS NOT NULL THEN 1 END) AS printed, \
     COUNT(CASE WHEN entries_match THEN 1 END) AS entries, \
     COUNT(CASE WHEN value_match THEN 1 END) AS value \
     FROM filings GROUP BY era, state";

impl<M> Filings<'_, M> {
    /// Every era, in order, and the filings of each by what became of them.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn counts_by_era(&self) -> Result<Vec<EraCounts>, CatalogError> {
        let mut counts: BTreeMap<Era, EraCounts> = Era::ALL
            .iter()
            .map(|&era| (era, EraCounts::none(era)))
            .collect();
        for row in self.tx.rows::<Counted>(BY_ERA, []).await? {
            let era: Era = self.tx.parse("filings.era", &row.era)?;
            let state = self.tx.parse("filings.state", &row.state)?;
            counts
                .entry(era)
                .or_insert_with(|| EraCounts::none(era))
                .add(state, &row);
        }
        Ok(counts.into_values().collect())
    }

    /// How many filings are in each state that occurs.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn states(&self) -> Result<BTreeMap<FilingState, u64>, CatalogError> {
        #[derive(FromQueryResult)]
        struct InState {
            state: String,
            filings: i64,
        }
        let sql = "SELECT state, COUNT(*) AS filings FROM filings GROUP BY state";
        let rows: Vec<InState> = self.tx.rows(sql, []).await?;
        rows.into_iter()
            .map(|row| {
                Ok((
                    self.tx.parse("filings.state", &row.state)?,
                    stored::counted(row.filings),
                ))
            })
            .collect()
    }

    /// How many filings the reader has not been over.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn unsettled(&self) -> Result<u64, CatalogError> {
        let states = self.states().await?;
        Ok(states
            .iter()
            .filter(|(state, _)| !state.is_settled())
            .map(|(_, count)| count)
            .sum())
    }
}

impl EraCounts {
    fn none(era: Era) -> Self {
        Self {
            era,
            filings: 0,
            read: 0,
            with_printed_totals: 0,
            entries_match: 0,
            value_match: 0,
            notices: 0,
            stubs: 0,
            confidential_treatment_requests: 0,
            no_table: 0,
            unread: 0,
            unreadable: 0,
            pending: 0,
        }
    }

    fn add(&mut self, state: FilingState, row: &Counted) {
        let filings = stored::counted(row.filings);
        self.filings += filings;
        let kind = match state {
            FilingState::Read => {
                self.with_printed_totals += stored::counted(row.printed);
                self.entries_match += stored::counted(row.entries);
                self.value_match += stored::counted(row.value);
                &mut self.read
            }
            FilingState::Notice => &mut self.notices,
            FilingState::PaperStub => &mut self.stubs,
            FilingState::ConfidentialTreatmentRequest => &mut self.confidential_treatment_requests,
            FilingState::NoTable => &mut self.no_table,
            FilingState::Unread => &mut self.unread,
            FilingState::Unreadable => &mut self.unreadable,
            FilingState::Discovered | FilingState::Fetched => &mut self.pending,
        };
        *kind += filings;
    }
}
