//! The cover page and summary page of Form 13F.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{amendment::AmendmentKind, id::Cik, named::named};

/// What the cover page and the summary page say. Everything is optional: what a filing does not
/// print is absent, never guessed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Cover {
    /// "Report for the calendar year or quarter ended", as a date.
    pub report_date: Option<NaiveDate>,
    /// Report type.
    pub report_type: Option<ReportType>,
    /// Name of the filing manager.
    pub manager_name: Option<String>,
    /// The manager's Form 13F file number, `028-04545`.
    pub file_number: Option<String>,
    /// The manager's CRD number (schema X0202).
    pub crd_number: Option<String>,
    /// The manager's SEC file number (schema X0202).
    pub sec_file_number: Option<String>,
    /// Whether the amendment box is ticked.
    pub is_amendment: Option<bool>,
    /// Amendment number.
    pub amendment_number: Option<u32>,
    /// Amendment type, where one of the two is ticked.
    pub amendment_kind: Option<AmendmentKind>,
    /// Whether the amendment discloses what was confidential (denied or expired).
    pub confidential_denied_or_expired: Option<bool>,
    /// List of other managers reporting **for** this manager (cover page).
    pub reporting_for_this: Vec<OtherManager>,
    /// List of other included managers, reported **in** this filing (summary page).
    pub included_managers: Vec<OtherManager>,
    /// Number of other included managers, as printed.
    pub included_manager_count: Option<u32>,
    /// Form 13F information table entry total: rows.
    pub entry_total: Option<u64>,
    /// Form 13F information table value total, in the unit of the filing.
    pub value_total: Option<Decimal>,
    /// The unit printed with the value total, where one is; it may be another than the rows'.
    pub value_total_unit: Option<PrintedUnit>,
    /// Whether rows were omitted and filed confidentially.
    pub confidential_omitted: Option<bool>,
    /// Additional information, free text.
    pub additional_information: Option<String>,
}

/// A manager named on the cover page or the summary page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OtherManager {
    /// The number that rows refer to it by; not always contiguous. Only on the summary page.
    pub number: Option<u32>,
    /// Its CIK, where given.
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

/// A Form 13F file number in one spelling, `028-04545`: filers leave out noughts. None of what is
/// no file number.
pub fn file_number(printed: &str) -> Option<String> {
    let (act, number) = printed.trim().split_once('-')?;
    let act: u32 = act.trim().parse().ok()?;
    let number: u32 = number.trim().parse().ok()?;
    Some(format!("{act:03}-{number:05}"))
}

named! {
    /// Report type, as ticked on the cover page.
    ReportType {
        /// 13F holdings report: all holdings are in this report.
        Holdings = "holdings",
        /// 13F notice: other managers report all holdings.
        Notice = "notice",
        /// 13F combination report: some here, some by other managers.
        Combination = "combination",
    }
}

named! {
    /// A unit of money as words beside a number: evidence for the unit of a filing, no verdict.
    PrintedUnit {
        /// `(thousands)`, `(x $1000)`, `000's`.
        Thousands = "thousands",
        /// `dollars`.
        Dollars = "dollars",
        /// `million`.
        Millions = "millions",
    }
}
