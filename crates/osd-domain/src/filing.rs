//! A filing: where it stands, what it is, and what was made of it.

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{
    amendment::AmendmentKind,
    cover::Cover,
    form::Form,
    grade::Grade,
    id::{Accession, Cik, Period},
    named::named,
    note::Note,
    unit::Unit,
};

/// A filing as an EDGAR index names it. One accession may stand in an index under several CIKs:
/// one of them is the manager of record, the others are co-filers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilingRef {
    /// The accession number.
    pub accession: Accession,
    /// The manager of record.
    pub cik: Cik,
    /// The company name in the index, the name of that day.
    pub name: String,
    /// The form type.
    pub form: Form,
    /// Date filed.
    pub filed: NaiveDate,
    /// Other CIKs under which the index lists the accession, ascending.
    pub co_filers: Vec<Cik>,
}

/// A filing and everything that was read and decided about it, without its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filing {
    /// The accession number.
    pub accession: Accession,
    /// The manager of record.
    pub cik: Cik,
    /// The manager's name as of this filing.
    pub name: String,
    /// The form type.
    pub form: Form,
    /// Date filed.
    pub filed: NaiveDate,
    /// When EDGAR accepted it, where the SGML header says.
    pub accepted_at: Option<DateTime<Utc>>,
    /// The day (Eastern) on which it became known: that of acceptance, else the date filed.
    pub accepted_on: NaiveDate,
    /// The report period, once decided.
    pub period: Option<Period>,
    /// How far it has come and what it turned out to be.
    pub state: FilingState,
    /// The dress its information table comes in, once known.
    pub layout: Option<Layout>,
    /// The unit of its values, once decided.
    pub unit: Option<Unit>,
    /// The cover.
    pub cover: Cover,
    /// Rows read from the information table.
    pub lines: u64,
    /// Sum of the values read, in the printed unit.
    pub value_printed: Option<Decimal>,
    /// How well what was read fits what the cover says.
    pub grade: Option<Grade>,
    /// What was noticed while reading and judging.
    pub notes: Vec<Note>,
    /// Other CIKs under which EDGAR lists it, ascending.
    pub co_filers: Vec<Cik>,
    /// Version of the reader that read it.
    pub reader_version: Option<u32>,
}

impl Filing {
    /// The filing as an index names it, before anything of it was read.
    pub fn discovered(found: FilingRef) -> Self {
        Self {
            accession: found.accession,
            cik: found.cik,
            name: found.name,
            form: found.form,
            filed: found.filed,
            accepted_at: None,
            accepted_on: found.filed,
            period: None,
            state: FilingState::Discovered,
            layout: None,
            unit: None,
            cover: Cover::default(),
            lines: 0,
            value_printed: None,
            grade: None,
            notes: Vec::new(),
            co_filers: found.co_filers,
            reader_version: None,
        }
    }

    /// The era in which it was filed.
    pub fn era(&self) -> Era {
        Era::of(self.filed)
    }

    /// The amendment kind that its cover gives.
    pub fn amendment_kind(&self) -> Option<AmendmentKind> {
        self.cover.amendment_kind
    }
}

named! {
    /// How far a filing has come, and what it turned out to be when it was read.
    FilingState {
        /// Named by an index; its bytes are not in the vault yet.
        Discovered = "discovered",
        /// Its bytes are in the vault; it was not read yet.
        Fetched = "fetched",
        /// Its information table was read.
        Read = "read",
        /// A notice: other managers report the holdings.
        Notice = "notice",
        /// A request for confidential treatment.
        ConfidentialTreatmentRequest = "confidential_treatment_request",
        /// A stub for a filing on paper: there is nothing electronic to read.
        PaperStub = "paper_stub",
        /// A holdings report that holds no information table.
        NoTable = "no_table",
        /// Kept whole: it may hold a table, and no row of it could be read.
        Unread = "unread",
        /// Kept whole, but too broken to tell what it says.
        Unreadable = "unreadable",
    }
}

impl FilingState {
    /// Whether the reader has been over it.
    pub fn is_settled(self) -> bool {
        !matches!(self, Self::Discovered | Self::Fetched)
    }
}

named! {
    /// The dress that the information table comes in: XML since 2013, until then text with no
    /// fixed layout, or HTML. Tables of text are told apart by how their cells are.
    Layout {
        /// XML.
        Xml = "xml",
        /// Text, where the table is not there or its cells were not told apart.
        Text = "text",
        /// Text with columns given by `<S>` and `<C>` marks, or by rulers.
        Marked = "marked",
        /// Text with columns found from where the cells stand.
        Aligned = "aligned",
        /// Text with tabs, commas or bars between the cells.
        Delimited = "delimited",
        /// Text without columns: cells told apart by what they are.
        Ragged = "ragged",
        /// Text with a row spread over several lines.
        Stacked = "stacked",
        /// HTML.
        Html = "html",
    }
}

named! {
    /// The age of Form 13F in which a filing was made, by its filing date.
    Era {
        /// Before 1999-02-18: voluntary 13F-E, and paper keyed in later.
        Voluntary = "voluntary",
        /// Text tables.
        Text = "text",
        /// XML tables, since 2013-05-20.
        Xml = "xml",
    }
}

impl Era {
    /// The era of a filing date.
    pub fn of(filed: NaiveDate) -> Self {
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap_or_default();
        if filed < day(1999, 2, 18) {
            Self::Voluntary
        } else if filed < day(2013, 5, 20) {
            Self::Text
        } else {
            Self::Xml
        }
    }
}
