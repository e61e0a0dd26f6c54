//! Daily indexes that were looked at.

use sea_orm_migration::prelude::*;

use super::column::Columns;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = Columns::of(manager);
        let days = Table::create()
            .table("daily_indexes")
            .col(column.day("day").primary_key())
            .col(column.text("state"))
            .col(column.number("rows"))
            .col(column.text("etag").null())
            .col(column.text("last_modified").null())
            .col(column.instant("checked_at"))
            .take();
        manager.create_table(days).await
    }
}
