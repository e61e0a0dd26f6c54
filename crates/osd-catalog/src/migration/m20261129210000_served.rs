//! When new filings were first served.

use sea_orm_migration::prelude::*;

use super::column::Columns;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = Columns::of(manager);
        let served = Table::create()
            .table("served")
            .col(column.text("accession").primary_key())
            .col(column.instant("served_at"))
            .take();
        manager.create_table(served).await
    }
}
