//! How much was read, and how well, by filing year and layout?

use osd_catalog::Coverage;
use osd_domain::{FilingState, Grade};
use rust_decimal::Decimal;
use serde::Serialize;
use utoipa::ToSchema;

use super::figures::ratio;
use crate::{Counter, Problem};

/// Filings of one calendar year whose tables come in one layout.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CoverageAnswer {
    /// The calendar year in which they were filed.
    #[schema(example = 2005)]
    pub year: i32,
    /// The dress of their tables: `xml`, `html`, or a kind of text: `marked`, `aligned`,
    /// `delimited`, `ragged`, `stacked`, or `text` where its cells were not told apart. Null where
    /// there is no table, or the filing was not looked at yet.
    #[schema(example = "aligned")]
    pub layout: Option<String>,
    /// Filings known.
    pub filings: u64,
    /// Filings whose information table was read.
    pub read: u64,
    /// Notices.
    pub notices: u64,
    /// Stubs for filings on paper.
    pub stubs: u64,
    /// Requests for confidential treatment.
    pub confidential_treatment_requests: u64,
    /// Holdings reports without an information table.
    pub no_table: u64,
    /// Kept whole, but their table could not be read.
    pub unread: u64,
    /// Kept whole, but too broken to tell what they say.
    pub unreadable: u64,
    /// Named by an index, but not fetched or not read yet.
    pub pending: u64,
    /// Rows read.
    pub lines: u64,
    /// Filings read, unread or unreadable that print an entry total.
    pub with_entry_total: u64,
    /// Of those, the ones with exactly that many rows read.
    pub entries_match: u64,
    /// Their share of those, as a fraction.
    pub entries_match_pct: Option<f64>,
    /// Filings read, unread or unreadable that print a value total.
    pub with_value_total: u64,
    /// Of those, the ones with that value read, within rounding.
    pub value_match: u64,
    /// Their share of those, as a fraction.
    pub value_match_pct: Option<f64>,
    /// Filings of grade A.
    pub grade_a: u64,
    /// Filings of grade B.
    pub grade_b: u64,
    /// Filings of grade C.
    pub grade_c: u64,
    /// Filings of grade D.
    pub grade_d: u64,
    /// Filings of grade F.
    pub grade_f: u64,
}

/// Coverage by filing year, the earliest first, and layout.
pub async fn by_year(counter: &Counter) -> Result<Vec<CoverageAnswer>, Problem> {
    let read = counter.catalog.read().await?;
    let coverage = read.filings().coverage().await?;
    Ok(coverage.iter().map(CoverageAnswer::of).collect())
}

impl CoverageAnswer {
    fn of(coverage: &Coverage) -> Self {
        use FilingState as S;
        let state = |state| coverage.states.get(&state).copied().unwrap_or_default();
        let grade = |grade| coverage.grades.get(&grade).copied().unwrap_or_default();
        Self {
            year: coverage.year,
            layout: coverage.layout.map(|layout| layout.to_string()),
            filings: coverage.filings,
            read: state(S::Read),
            notices: state(S::Notice),
            stubs: state(S::PaperStub),
            confidential_treatment_requests: state(S::ConfidentialTreatmentRequest),
            no_table: state(S::NoTable),
            unread: state(S::Unread),
            unreadable: state(S::Unreadable),
            pending: state(S::Discovered) + state(S::Fetched),
            lines: coverage.lines,
            with_entry_total: coverage.with_entry_total,
            entries_match: coverage.entries_match,
            entries_match_pct: share(coverage.entries_match, coverage.with_entry_total),
            with_value_total: coverage.with_value_total,
            value_match: coverage.value_match,
            value_match_pct: share(coverage.value_match, coverage.with_value_total),
            grade_a: grade(Grade::A),
            grade_b: grade(Grade::B),
            grade_c: grade(Grade::C),
            grade_d: grade(Grade::D),
            grade_f: grade(Grade::F),
        }
    }
}

fn share(part: u64, whole: u64) -> Option<f64> {
    Decimal::from(part).checked_div(whole.into()).map(ratio)
}
