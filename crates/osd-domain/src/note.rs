//! What was noticed about a filing: a code and its arguments, put into words at the edge.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::id::{Cik, Cusip, Period};

/// Something noticed while a filing was read or judged. Numbers of lines count from 1, as
/// [`crate::Line::ordinal`] does; values are in the unit of the filing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
#[expect(
    missing_docs,
    reason = "the arguments are what the variant's summary says they are"
)]
pub enum Note {
    // The SGML container.
    /// The submission has no SGML header.
    NoHeader,
    /// A tag of the container was never closed.
    MissingEndTag { tag: String },
    /// The header gives no time of acceptance.
    NoAcceptanceTime,
    /// The header names another form than the index.
    FormDiffers { index: String, header: String },
    /// The header names another filer than the index.
    FilerDiffers { index: Cik, header: Cik },
    /// Bytes that are no UTF-8 were read as Windows-1252.
    NotUtf8,

    // The report period.
    /// Header and cover give different report dates; the header's counts, unless it cannot be
    /// right.
    PeriodDiffers { header: NaiveDate, cover: NaiveDate },
    /// The report date is not the end of a quarter; the quarter it falls in counts.
    NotQuarterEnd { date: NaiveDate },
    /// No report date was found; the quarter before the filing date counts.
    PeriodAssumed { period: Period },

    // The documents.
    /// More than one information table stands in the submission; all were read.
    SeveralTables { tables: u32 },
    /// The information table was found in a document of another type.
    TableInDocument { document_type: String },
    /// The XML of a document is broken; what could be read of it was.
    BrokenXml {
        document_type: String,
        problem: String,
    },
    /// An ampersand that begins no entity was read as itself.
    BareAmpersands { count: u32 },
    /// No cover page was found.
    NoCover,
    /// The cover gives the report type in words that are not the form's.
    UnknownReportType { text: String },
    /// The cover gives the amendment type in words that are not the form's.
    UnknownAmendmentType { text: String },
    /// An amendment does not say which of the two kinds it is.
    NoAmendmentKind,
    /// Cover cells that could not be understood.
    UnreadCover { field: String, text: String },
    /// There is no reader for this layout yet.
    NoReader,

    // Rows.
    /// A number is not printed as plain digits, and was understood (first line of `count`).
    OddNumber {
        field: String,
        line: u32,
        count: u32,
        text: String,
    },
    /// A number could not be understood (first line of `count`).
    UnreadNumber {
        field: String,
        line: u32,
        count: u32,
        text: String,
    },
    /// A code is not one of the form's (first line of `count`).
    UnknownCode {
        field: String,
        line: u32,
        count: u32,
        text: String,
    },
    /// A CUSIP is no nine characters (first line of `count`).
    MalformedCusip { line: u32, count: u32, text: String },
    /// A CUSIP's check digit does not fit (first line of `count`).
    SuspectCusip { line: u32, count: u32, cusip: Cusip },
    /// A required element is missing or empty (first line of `count`).
    MissingField {
        field: String,
        line: u32,
        count: u32,
    },

    // What was read beside what the filing prints about itself.
    /// The cover's entry total is not the number of rows read.
    EntriesDiffer { cover: u64, read: u64 },
    /// The cover's value total is not the sum of the values read.
    ValueDiffers { cover: Decimal, read: Decimal },
}
