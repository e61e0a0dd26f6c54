//! How well filings were read: how the printed value total fits, and what to find them by.

use sea_orm_migration::prelude::*;

use super::{column::Columns, run};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // What was read before has none, and is read again: its reader is older.
        let mut value_fit = Columns::of(manager).text("value_fit");
        let table = Table::alter()
            .table("filings")
            .add_column(value_fit.null())
            .take();
        manager.alter_table(table).await?;
        let indexes = [
            "CREATE INDEX filings_of_reader ON filings (reader_version, accession)",
            "CREATE INDEX filings_of_grade ON filings (grade, accession)",
            "CREATE INDEX filings_by_day ON filings \
             (filed, layout, state, grade, entries_match, value_fit, lines)",
        ];
        run(manager, &indexes).await
    }
}
