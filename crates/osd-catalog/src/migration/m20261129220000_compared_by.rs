//! By which rules a period was compared with the quarter before.

use sea_orm_migration::prelude::*;

use super::column::Columns;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut column = Columns::of(manager).number("compared_by");
        let table = Table::alter()
            .table("comparisons")
            .add_column(column.null())
            .take();
        manager.alter_table(table).await
    }
}
