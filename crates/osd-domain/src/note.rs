//! What was noticed about a filing: a code and its arguments, put into words at the edge.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{
    filing::Layout,
    id::{Cik, Cusip, Period},
    report_period::PeriodEvidence,
};

/// Something noticed while a filing was read or judged. Numbers of lines count from 1, as
/// [`crate::Line::ordinal`] does; a `place_line` is a line of text, as in [`crate::line::Place`].
/// Values are in the unit of the filing.
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
    /// Header and cover give different report dates.
    PeriodDiffers { header: NaiveDate, cover: NaiveDate },
    /// Header and cover name different quarters: which is believed, and why.
    PeriodJudged {
        period: Period,
        because: PeriodEvidence,
    },
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
    /// The submission may hold a table of which no row could be read.
    UnreadTable,

    // The table as text.
    /// How the cells of a text table were told apart, and the next best way to: the scores, in
    /// thousandths, say how well each fits what the filing prints about itself.
    Reading {
        layout: Layout,
        score: u32,
        runner_up: Option<Layout>,
        runner_up_score: Option<u32>,
    },
    /// The columns carry no headings that could be understood; they were known by what is in them
    /// (named as in [`crate::Line`], from the left).
    ColumnsByContent { columns: String },
    /// Rows take issuer, class or CUSIP from the row above (first line of `count`).
    ContinuedRows { line: u32, count: u32 },
    /// Rows have cells that are spread over several lines of text (first line of `count`).
    WrappedRows { line: u32, count: u32 },
    /// Totals stand in the table, which are no holdings (where the first stands).
    TotalsPassedOver { place_line: u32, count: u32 },
    /// Text between the rows looks like a row and could not be read as one (where the first
    /// stands).
    UnreadRows {
        place_line: u32,
        count: u32,
        text: String,
    },
    /// There is more than any filing known holds, and what goes beyond a limit was left out:
    /// documents, lines, rows, the ends of lines and names, and so on (how many of them).
    LeftOut {
        what: String,
        limit: u64,
        count: u64,
    },

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
    /// A CUSIP is printed with blanks or hyphens, or without its zeros or check digit, and was
    /// understood by how the column is printed (first line of `count`).
    RepairedCusip {
        line: u32,
        count: u32,
        text: String,
        cusip: Cusip,
    },
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
    /// The cover gives its value total in a larger unit than the rows': it holds times `factor`.
    ValueTotalInLargerUnit {
        cover: Decimal,
        read: Decimal,
        factor: u32,
    },
    /// The cover gives its value total in a smaller unit than the rows': it holds divided by
    /// `factor`.
    ValueTotalInSmallerUnit {
        cover: Decimal,
        read: Decimal,
        factor: u32,
    },
}

impl Note {
    /// The codes of all notes, in the order of their definition.
    pub const CODES: &'static [&'static str] = &[
        "no_header",
        "missing_end_tag",
        "no_acceptance_time",
        "form_differs",
        "filer_differs",
        "not_utf8",
        "period_differs",
        "period_judged",
        "not_quarter_end",
        "period_assumed",
        "several_tables",
        "table_in_document",
        "broken_xml",
        "bare_ampersands",
        "no_cover",
        "unknown_report_type",
        "unknown_amendment_type",
        "no_amendment_kind",
        "unread_cover",
        "unread_table",
        "reading",
        "columns_by_content",
        "continued_rows",
        "wrapped_rows",
        "totals_passed_over",
        "unread_rows",
        "left_out",
        "odd_number",
        "unread_number",
        "unknown_code",
        "malformed_cusip",
        "suspect_cusip",
        "repaired_cusip",
        "missing_field",
        "entries_differ",
        "value_differs",
        "value_total_in_larger_unit",
        "value_total_in_smaller_unit",
    ];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_are_those_that_notes_are_written_with() {
        let refused = serde_json::from_str::<Note>(r#"{"code": "bogus"}"#).unwrap_err();
        let known: Vec<String> = Note::CODES.iter().map(|code| format!("`{code}`")).collect();
        let all = format!("expected one of {}", known.join(", "));
        assert!(refused.to_string().contains(&all), "{refused}");
    }
}
