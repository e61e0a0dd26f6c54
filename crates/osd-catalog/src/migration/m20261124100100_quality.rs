//! The quality ledger.

use sea_orm_migration::prelude::*;

use super::{column::Columns, run};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = Columns::of(manager);
        let quality = Table::create()
            .table("quality")
            .col(column.text("accession"))
            .col(column.number("place"))
            .col(column.number("cik"))
            .col(column.text("period").null())
            .col(column.number("year"))
            .col(column.text("kind"))
            .col(column.text("rule"))
            .col(column.number("line").null())
            .col(column.text("detail"))
            .primary_key(Index::create().col("accession").col("place"))
            .take();
        manager.create_table(quality).await?;
        let indexes = [
            "CREATE INDEX quality_by_rule ON quality (kind, rule, year, accession, place)",
            "CREATE INDEX quality_of_period ON quality (period, accession, place)",
            "CREATE INDEX quality_of_manager ON quality (cik, accession, place)",
        ];
        run(manager, &indexes).await
    }
}
