//! How much was read, and how well?

use chrono::NaiveDate;
use osd_catalog::{EraCounts, FilingQuery};
use osd_domain::{Accession, Cik, Era, Filing, Grade, Period};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Figure, NoteAnswer, reason};
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

/// What was read of a filing beside what its cover says.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FilingCheck {
    /// Accession number.
    #[schema(value_type = String)]
    pub accession: Accession,
    /// CIK of the manager of record.
    #[schema(value_type = u64)]
    pub cik: Cik,
    /// The manager's name as of this filing.
    pub manager: String,
    /// Form type.
    #[schema(value_type = String)]
    pub form: osd_domain::Form,
    /// Report period.
    #[schema(value_type = Option<String>)]
    pub period: Option<Period>,
    /// Date filed.
    pub filed: NaiveDate,
    /// Era, by filing date.
    #[schema(value_type = String)]
    pub era: Era,
    /// The dress of its table.
    pub layout: Option<String>,
    /// What it turned out to be.
    pub state: String,
    /// Rows read; null where no table was read.
    pub lines: Option<u64>,
    /// Sum of the values read, in the printed unit; null where no table was read.
    pub value_printed: Option<Figure>,
    /// The cover's entry total.
    pub entries_reported: Option<u64>,
    /// The cover's value total, in the printed unit.
    pub value_reported: Option<Figure>,
    /// How well what was read fits what the cover says.
    pub grade: Option<String>,
    /// What was noticed: codes with their arguments.
    pub notes: Vec<NoteAnswer>,
    /// Why the grade is not A, in words; nothing where it is, or where there is none.
    pub reasons: Vec<String>,
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

/// A page of all filings, or of those with one of some grades, in the order of accession numbers,
/// after one of them.
pub async fn filings(
    counter: &Counter,
    grades: Option<&[Grade]>,
    after: Option<Accession>,
    limit: u64,
) -> Result<Vec<FilingCheck>, Problem> {
    let read = counter.catalog.read().await?;
    let page = match grades {
        Some(grades) => read.filings().page_of_grades(grades, after, limit).await?,
        None => {
            let query = FilingQuery {
                state: None,
                after,
                limit,
            };
            read.filings().page(&query).await?
        }
    };
    Ok(page.into_iter().map(filing_check).collect())
}

/// The grades below one.
pub fn below(grade: Grade) -> Vec<Grade> {
    let is_below = |other: &Grade| *other > grade;
    Grade::ALL.iter().copied().filter(is_below).collect()
}

fn filing_check(filing: Filing) -> FilingCheck {
    let was_read = filing.value_printed.is_some();
    let reasons = reason::of_filing(&filing);
    FilingCheck {
        era: filing.era(),
        accession: filing.accession,
        cik: filing.cik,
        manager: filing.name,
        form: filing.form,
        period: filing.period,
        filed: filing.filed,
        layout: filing.layout.map(|layout| layout.to_string()),
        state: filing.state.to_string(),
        lines: was_read.then_some(filing.lines),
        value_printed: filing.value_printed.map(Figure::from),
        entries_reported: filing.cover.entry_total,
        value_reported: filing.cover.value_total.map(Figure::from),
        grade: filing.grade.map(|grade| grade.to_string()),
        notes: NoteAnswer::of_all(&filing.notes),
        reasons,
    }
}
