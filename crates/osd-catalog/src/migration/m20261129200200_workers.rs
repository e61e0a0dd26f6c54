//! Who works, since when, and how much was done.

use sea_orm_migration::prelude::*;

use super::column::Columns;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = Columns::of(manager);
        let workers = Table::create()
            .table("workers")
            .col(column.text("name").primary_key())
            .col(column.text("roles"))
            .col(column.instant("started_at"))
            .col(column.instant("seen_at"))
            .col(column.number("done"))
            .col(column.number("failed"))
            .col(column.number("requests"))
            .col(column.instant("blocked_until").null())
            .take();
        manager.create_table(workers).await
    }
}
