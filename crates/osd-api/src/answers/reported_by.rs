//! Who reports a manager's holdings, where others do.

use chrono::NaiveDate;
use osd_domain::{Accession, Cik, OtherManager, amendment::Fold};
use serde::Serialize;
use utoipa::ToSchema;

use super::{beside::Quarters, members::Members};
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

/// Who reports for managers in a period, as their filings of that period say: each once, in their
/// order.
pub(crate) async fn reported_by(
    counter: &Counter,
    quarters: &Quarters,
    members: &Members,
    as_of: Option<NaiveDate>,
) -> Result<Vec<ReportingManager>, Problem> {
    let folds = members.each();
    let folds: Vec<Fold> = folds
        .map(|(cik, _)| quarters.now.fold(cik, as_of))
        .collect();
    let mut found: Vec<ReportingManager> = Vec::new();
    let filings = members.each().zip(&folds).flat_map(|((cik, _), fold)| {
        let of_it = fold.filings.iter();
        of_it.filter_map(move |(report, _)| quarters.now.filing(cik, report.accession))
    });
    // Few name any: most questions end here.
    let naming = filings.filter(|filing| filing.reporting_managers_listed != Some(0));
    let accessions: Vec<Accession> = naming.map(|filing| filing.accession).collect();
    if accessions.is_empty() {
        return Ok(found);
    }
    let read = counter.catalog.read().await?;
    let mut covers = read.filings().covers(&accessions).await?;
    for accession in accessions {
        let Some(cover) = covers.remove(&accession) else {
            continue;
        };
        for named in cover.reporting_for_this {
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
                accession: accession.to_string(),
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
