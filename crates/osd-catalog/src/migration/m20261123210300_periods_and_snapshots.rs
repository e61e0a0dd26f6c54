//! Report periods, and the snapshots they were published as.

use sea_orm_migration::prelude::*;

use super::{column::Columns, run};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = Columns::of(manager);
        let snapshots = Table::create()
            .table("snapshots")
            .col(column.text("period"))
            .col(column.text("id"))
            .col(column.number("rows"))
            .col(column.number("bytes"))
            .col(column.number("filings"))
            .col(column.instant("created_at"))
            .col(column.instant("retired_at").null())
            .primary_key(Index::create().col("period").col("id"))
            .take();
        let periods = Table::create()
            .table("periods")
            .col(column.text("period").primary_key())
            .col(column.number("revision"))
            .col(column.number("published_revision"))
            .col(column.text("snapshot_id").null())
            .foreign_key(
                ForeignKey::create()
                    .from("periods", ("period", "snapshot_id"))
                    .to("snapshots", ("period", "id")),
            )
            .take();
        manager.create_table(snapshots).await?;
        manager.create_table(periods).await?;
        let retired = "CREATE INDEX snapshots_retired ON snapshots (retired_at) \
                       WHERE retired_at IS NOT NULL";
        run(manager, &[retired]).await
    }
}
