//! How much was read, and how well?

use osd_catalog::EraCounts;
use osd_domain::Era;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{Counter, Problem};

/// Counts of filings of one era.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EraAnswer {
    /// `voluntary` (before 1999-02-18), `text`, or `xml` (since 2013-05-20), by filing date.
    #[schema(value_type = String, example = "xml")]
    pub era: Era,
    /// Filings known.
    pub filings: u64,
    /// Filings whose information table was read.
    pub read: u64,
    /// Of those, the ones that print a total.
    pub with_printed_totals: u64,
    /// Of those, the ones whose entry total is the number of rows read.
    pub entries_match: u64,
    /// Of those, the ones whose value total is exactly the sum of the values read.
    pub value_match: u64,
    /// Notices.
    pub notices: u64,
    /// Stubs for filings on paper.
    pub stubs: u64,
    /// Requests for confidential treatment.
    pub confidential_treatment_requests: u64,
    /// Holdings reports without an information table.
    pub no_table: u64,
    /// Kept whole, but without a reader for their layout.
    pub unread: u64,
    /// Kept whole, but too broken to tell what they say.
    pub unreadable: u64,
    /// Named by an index, but not fetched or not read yet.
    pub pending: u64,
}

/// Counts by era, the earliest first; eras without filings are left out.
pub async fn by_era(counter: &Counter) -> Result<Vec<EraAnswer>, Problem> {
    let counts = counter
        .catalog
        .read()
        .await?
        .filings()
        .counts_by_era()
        .await?;
    Ok(counts
        .iter()
        .filter(|counts| counts.filings > 0)
        .map(era_answer)
        .collect())
}

fn era_answer(counts: &EraCounts) -> EraAnswer {
    EraAnswer {
        era: counts.era,
        filings: counts.filings,
        read: counts.read,
        with_printed_totals: counts.with_printed_totals,
        entries_match: counts.entries_match,
        value_match: counts.value_match,
        notices: counts.notices,
        stubs: counts.stubs,
        confidential_treatment_requests: counts.confidential_treatment_requests,
        no_table: counts.no_table,
        unread: counts.unread,
        unreadable: counts.unreadable,
        pending: counts.pending,
    }
}
