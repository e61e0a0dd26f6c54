//! The cover page and the summary page, as filed.

use chrono::NaiveDate;
use osd_domain::{AmendmentKind, Cik, Cover, ReportType, cover::OtherManager};
use serde::Serialize;
use utoipa::ToSchema;

use super::Figure;

/// What the cover page and the summary page say; null is what they do not print.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CoverAnswer {
    /// "Report for the calendar year or quarter ended".
    pub report_date: Option<NaiveDate>,
    /// `holdings`, `notice` or `combination`.
    #[schema(value_type = Option<String>, example = "holdings")]
    pub report_type: Option<ReportType>,
    /// Name of the filing manager.
    pub manager_name: Option<String>,
    /// The manager's Form 13F file number.
    #[schema(example = "028-04545")]
    pub file_number: Option<String>,
    /// The manager's CRD number.
    pub crd_number: Option<String>,
    /// The manager's SEC file number.
    pub sec_file_number: Option<String>,
    /// Whether the amendment box is ticked.
    pub is_amendment: Option<bool>,
    /// Amendment number.
    pub amendment_number: Option<u32>,
    /// `restatement` or `new_holdings`.
    #[schema(value_type = Option<String>, example = "new_holdings")]
    pub amendment_kind: Option<AmendmentKind>,
    /// Whether the amendment discloses what was confidential (denied or expired).
    pub confidential_denied_or_expired: Option<bool>,
    /// Other managers that report for this one, in filings of their own.
    pub reporting_for_this: Vec<OtherManagerAnswer>,
    /// Other managers whose holdings are in this filing.
    pub included_managers: Vec<OtherManagerAnswer>,
    /// How many those are, as printed.
    pub included_manager_count: Option<u32>,
    /// Entry total: rows.
    pub entry_total: Option<u64>,
    /// Value total, in the unit of the filing.
    pub value_total: Option<Figure>,
    /// Whether rows were omitted and filed confidentially.
    pub confidential_omitted: Option<bool>,
    /// Additional information, in free words.
    pub additional_information: Option<String>,
}

/// A manager named on the cover page or the summary page.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OtherManagerAnswer {
    /// The number by which rows refer to it; only on the summary page.
    pub number: Option<u32>,
    /// Its CIK.
    #[schema(value_type = Option<u64>)]
    pub cik: Option<Cik>,
    /// Its name.
    pub name: String,
    /// Its Form 13F file number.
    pub file_number: Option<String>,
    /// Its CRD number.
    pub crd_number: Option<String>,
    /// Its SEC file number.
    pub sec_file_number: Option<String>,
}

impl From<Cover> for CoverAnswer {
    fn from(cover: Cover) -> Self {
        let others = |others: Vec<OtherManager>| others.into_iter().map(Into::into).collect();
        Self {
            report_date: cover.report_date,
            report_type: cover.report_type,
            manager_name: cover.manager_name,
            file_number: cover.file_number,
            crd_number: cover.crd_number,
            sec_file_number: cover.sec_file_number,
            is_amendment: cover.is_amendment,
            amendment_number: cover.amendment_number,
            amendment_kind: cover.amendment_kind,
            confidential_denied_or_expired: cover.confidential_denied_or_expired,
            reporting_for_this: others(cover.reporting_for_this),
            included_managers: others(cover.included_managers),
            included_manager_count: cover.included_manager_count,
            entry_total: cover.entry_total,
            value_total: cover.value_total.map(Figure::from),
            confidential_omitted: cover.confidential_omitted,
            additional_information: cover.additional_information,
        }
    }
}

impl From<OtherManager> for OtherManagerAnswer {
    fn from(other: OtherManager) -> Self {
        Self {
            number: other.number,
            cik: other.cik,
            name: other.name,
            file_number: other.file_number,
            crd_number: other.crd_number,
            sec_file_number: other.sec_file_number,
        }
    }
}
