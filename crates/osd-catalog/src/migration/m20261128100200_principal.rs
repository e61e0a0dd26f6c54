//! Shares and principal of a security stand apart: their sum meant nothing.

use sea_orm_migration::prelude::*;

use super::{column::Columns, run};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Summaries of older versions have neither, and are replaced when their periods are
        // published again: their snapshots are of an older schema.
        for name in ["shares", "principal"] {
            let mut column = Columns::of(manager).text(name);
            let table = Table::alter()
                .table("security_summaries")
                .add_column(column.null())
                .take();
            manager.alter_table(table).await?;
        }
        run(
            manager,
            &["ALTER TABLE security_summaries DROP COLUMN amount"],
        )
        .await
    }
}
