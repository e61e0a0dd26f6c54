//! Who reports a manager's holdings, where others do.

use chrono::NaiveDate;
use osd_domain::{Cik, OtherManager};
use serde::Serialize;
use utoipa::ToSchema;

use super::beside::Quarters;
use crate::{Counter, Problem};

/// A manager that reports holdings for another, as the other's cover names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReportingManager {
    /// Its CIK: as printed, else that of the manager with its file number; null where neither is
    /// known.
    #[schema(value_type = Option<u64>, example = 1067983)]
    pub cik: Option<Cik>,
    /// Its name, as printed.
    pub name: String,
    /// Its Form 13F file number, as printed.
    #[schema(example = "028-04545")]
    pub file_number: Option<String>,
    /// The notice or combination report that names it.
    pub accession: String,
}

/// Who reports for a manager in a period, as its filings of that period say: each once, in their
/// order.
pub(crate) async fn reported_by(
    counter: &Counter,
    quarters: &Quarters,
    cik: Cik,
    as_of: Option<NaiveDate>,
) -> Result<Vec<ReportingManager>, Problem> {
    let fold = quarters.now.fold(cik, as_of);
    let read = counter.catalog.read().await?;
    let mut found: Vec<ReportingManager> = Vec::new();
    for (report, _) in &fold.filings {
        let Some(filing) = read.filings().find(report.accession).await? else {
            continue;
        };
        for named in filing.cover.reporting_for_this {
            let OtherManager {
                cik,
                name,
                file_number,
                ..
            } = named;
            let cik = match (cik, &file_number) {
                (None, Some(number)) => read.managers().with_file_number(number).await?,
                (cik, _) => cik,
            };
            let one = ReportingManager {
                cik,
                name,
                file_number,
                accession: report.accession.to_string(),
            };
            let is_known = |known: &ReportingManager| {
                (known.cik, &known.file_number, &known.name)
                    == (one.cik, &one.file_number, &one.name)
            };
            if !found.iter().any(is_known) {
                found.push(one);
            }
        }
    }
    Ok(found)
}
