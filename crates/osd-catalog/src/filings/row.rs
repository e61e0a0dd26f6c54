//! A filing as a row, and back.

use osd_domain::{Cover, Era, Filing, FilingState, cover::file_number, grade::ValueFit};
use sea_orm::{Iterable, entity::prelude::*, sea_query::OnConflict};

use crate::{error::CatalogError, stored, transaction::Transaction};

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "filings")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub accession: String,
    pub cik: i64,
    pub name: String,
    pub form: String,
    pub filed: Date,
    pub accepted_at: Option<DateTimeUtc>,
    pub accepted_on: Date,
    pub era: String,
    pub period: Option<String>,
    pub state: String,
    pub layout: Option<String>,
    pub unit: Option<String>,
    /// The whole cover as JSON; the columns after it are taken from it, for queries.
    pub cover: String,
    pub amendment_number: Option<i64>,
    pub amendment_kind: Option<String>,
    pub report_type: Option<String>,
    pub confidential_omitted: Option<bool>,
    pub entries_reported: Option<i64>,
    pub value_reported: Option<String>,
    pub lines: i64,
    pub value_printed: Option<String>,
    /// Whether the rows read are as many as the cover says, where it says.
    pub entries_match: Option<bool>,
    /// Whether the value read is exactly what the cover says, where it says.
    pub value_match: Option<bool>,
    /// How the value read fits what the cover says, where it says.
    pub value_fit: Option<String>,
    pub grade: Option<String>,
    pub notes: String,
    pub reader_version: Option<i64>,
    pub submission_sha256: Option<String>,
    pub submission_bytes: Option<i64>,
    /// The manager's Form 13F file number, as [`file_number`] writes it.
    pub file_number: Option<String>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

pub(crate) mod co_filer {
    use sea_orm::entity::prelude::*;

    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "filing_co_filers")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub accession: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub cik: i64,
    }

    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
pub(crate) use co_filer::Model as CoFiler;

/// The row of a filing, without what is known of its bytes.
pub(crate) fn of(filing: &Filing) -> Model {
    let cover = &filing.cover;
    let value_match = |printed| filing.value_printed == Some(printed);
    Model {
        accession: filing.accession.to_string(),
        cik: stored::cik(filing.cik),
        name: stored::text(&filing.name),
        form: filing.form.to_string(),
        filed: filing.filed,
        accepted_at: filing.accepted_at.map(stored::instant),
        accepted_on: filing.accepted_on,
        era: filing.era().to_string(),
        period: filing.period.map(|period| period.to_string()),
        state: filing.state.to_string(),
        layout: filing.layout.map(|layout| layout.to_string()),
        unit: filing.unit.map(|unit| unit.to_string()),
        cover: cover_json(filing),
        amendment_number: cover.amendment_number.map(i64::from),
        amendment_kind: cover.amendment_kind.map(|kind| kind.to_string()),
        report_type: cover.report_type.map(|report_type| report_type.to_string()),
        confidential_omitted: cover.confidential_omitted,
        entries_reported: cover.entry_total.map(stored::count),
        value_reported: cover.value_total.map(|value| value.to_string()),
        lines: stored::count(filing.lines),
        value_printed: filing.value_printed.map(|value| value.to_string()),
        entries_match: cover.entry_total.map(|printed| printed == filing.lines),
        value_match: cover.value_total.map(value_match),
        value_fit: value_fit(filing).map(|fit| fit.to_string()),
        grade: filing.grade.map(|grade| grade.to_string()),
        notes: stored::json(&filing.notes),
        reader_version: filing.reader_version.map(i64::from),
        submission_sha256: None,
        submission_bytes: None,
        file_number: cover.file_number.as_deref().and_then(file_number),
    }
}

/// How the value read fits the printed total. A total of what was not read does not hold.
fn value_fit(filing: &Filing) -> Option<ValueFit> {
    filing.cover.value_total?;
    let held = filing.checks().and_then(|checks| checks.value_printed);
    Some(held.map_or(ValueFit::Differs, |(_, fit)| fit))
}

/// The cover as JSON; nothing for the blank one of a filing that was not read.
fn cover_json(filing: &Filing) -> String {
    if filing.cover == Cover::default() {
        return "{}".to_owned();
    }
    stored::json(&filing.cover)
}

/// What a reading replaces: everything but what is known of the bytes.
pub(crate) fn replace_reading() -> OnConflict {
    let kept = |column: &Column| {
        matches!(
            column,
            // What indexes say of it is theirs to change, and may have changed while it was read.
            Column::Accession
                | Column::Form
                | Column::Filed
                | Column::SubmissionSha256
                | Column::SubmissionBytes
        )
    };
    OnConflict::column(Column::Accession)
        .update_columns(Column::iter().filter(|column| !kept(column)))
        .to_owned()
}

/// The filing of a row.
pub(crate) fn read<M>(
    tx: &Transaction<M>,
    row: Model,
    co_filers: Vec<i64>,
) -> Result<Filing, CatalogError> {
    let cik = tx.parse_cik(row.cik)?;
    // A filing is never its own co-filer, even if an index once named another manager of record.
    let beside = co_filers.into_iter().filter(|&other| other != row.cik);
    let state: FilingState = tx.parse("filings.state", &row.state)?;
    Ok(Filing {
        accession: tx.parse("filings.accession", &row.accession)?,
        cik,
        name: row.name,
        form: tx.parse("filings.form", &row.form)?,
        filed: row.filed,
        accepted_at: row.accepted_at,
        accepted_on: row.accepted_on,
        period: tx.parse_optional("filings.period", row.period.as_deref())?,
        state,
        layout: tx.parse_optional("filings.layout", row.layout.as_deref())?,
        unit: tx.parse_optional("filings.unit", row.unit.as_deref())?,
        cover: tx.parse_json("filings.cover", &row.cover)?,
        lines: stored::counted(row.lines),
        value_printed: tx.parse_optional("filings.value_printed", row.value_printed.as_deref())?,
        grade: tx.parse_optional("filings.grade", row.grade.as_deref())?,
        notes: tx.parse_json("filings.notes", &row.notes)?,
        co_filers: beside
            .map(|other| tx.parse_cik(other))
            .collect::<Result<_, _>>()?,
        reader_version: row
            .reader_version
            .and_then(|version| version.try_into().ok()),
    })
}

/// The era of a row, by its filing date.
pub(crate) fn era(filed: Date) -> String {
    Era::of(filed).to_string()
}
