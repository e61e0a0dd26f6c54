//! Managers that go on under another CIK.

use sea_orm_migration::prelude::*;

use super::{column::Columns, run};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = Columns::of(manager);
        let successions = Table::create()
            .table("successions")
            .col(column.text("period"))
            .col(column.number("from_cik"))
            .col(column.number("to_cik"))
            .col(column.text("evidence"))
            .primary_key(Index::create().col("period").col("from_cik").col("to_cik"))
            .take();
        manager.create_table(successions).await?;
        let indexes = [
            "CREATE INDEX successions_from ON successions (from_cik, period)",
            "CREATE INDEX successions_to ON successions (to_cik, period)",
        ];
        run(manager, &indexes).await
    }
}
