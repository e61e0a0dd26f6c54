use osd_domain::Filing;

use super::{Filings, row};
use crate::{
    error::CatalogError,
    list::{
        ListQuery,
        sql::{SqlColumn, SqlList},
    },
};

/// The name as of the filing, which is one of the manager's.
const NAMED: &str = "EXISTS (SELECT 1 FROM manager_names n WHERE n.cik = f.cik \
     AND n.name = f.name AND n.name_folded LIKE {} ESCAPE '\\')";

/// The list of filings. A search goes through every name of the manager.
pub(crate) const LIST: SqlList = SqlList {
    select: "f.*",
    from: "filings f",
    columns: &[
        SqlColumn::new("accession", "f.accession"),
        SqlColumn::new("cik", "f.cik"),
        SqlColumn::new("manager", "f.name").has(NAMED),
        SqlColumn::new("form", "f.form"),
        SqlColumn::new("period", "f.period").nullable(),
        SqlColumn::new("filed", "f.filed"),
        SqlColumn::new("accepted_on", "f.accepted_on"),
        SqlColumn::new("era", "f.era"),
        SqlColumn::new("layout", "f.layout").nullable(),
        SqlColumn::new("state", "f.state"),
        SqlColumn::new("unit", "f.unit").nullable(),
        SqlColumn::new("report_type", "f.report_type").nullable(),
        SqlColumn::new("amendment_kind", "f.amendment_kind").nullable(),
        SqlColumn::new(
            "lines",
            "CASE WHEN f.value_printed IS NOT NULL THEN f.lines END",
        )
        .nullable(),
        SqlColumn::new("value_printed", "CAST(f.value_printed AS DOUBLE PRECISION)").nullable(),
        SqlColumn::new("entries_reported", "f.entries_reported").nullable(),
        SqlColumn::new(
            "value_reported",
            "CAST(f.value_reported AS DOUBLE PRECISION)",
        )
        .nullable(),
        SqlColumn::new("grade", "f.grade").nullable(),
        SqlColumn::new("notes", "NULLIF(f.notes, '[]')").nullable(),
    ],
    ties: &["accession"],
    searched: "f.cik IN (SELECT n.cik FROM manager_names n \
               WHERE n.name_folded LIKE {} ESCAPE '\\')",
};

impl<M> Filings<'_, M> {
    /// A page of the list of filings, and one more where there is one.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn list(&self, query: &ListQuery) -> Result<Vec<Filing>, CatalogError> {
        let page = LIST.page(query);
        let rows: Vec<row::Model> = self.tx.rows(&page.sql, page.values).await?;
        self.read(rows).await
    }

    /// How many filings pass.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn count(&self, query: &ListQuery) -> Result<u64, CatalogError> {
        let count = LIST.count(query);
        self.tx.count(&count.sql, count.values).await
    }
}
