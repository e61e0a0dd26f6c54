//! What waits to be read, and work that failed, is counted without going through all of it.

use sea_orm_migration::prelude::*;

use super::run;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let indexes = [
            // The days of those that wait stand in the index that they are found by.
            "DROP INDEX filings_in_state",
            "CREATE INDEX filings_in_state ON filings (state, accession, filed)",
            "CREATE INDEX work_failed ON work (kind, id) WHERE state = 'failed'",
        ];
        run(manager, &indexes).await
    }
}
