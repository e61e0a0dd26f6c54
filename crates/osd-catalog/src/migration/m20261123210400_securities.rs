//! Securities, and what each period calls them.

use sea_orm_migration::prelude::*;

use super::{column::Columns, run};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = Columns::of(manager);
        let securities = Table::create()
            .table("securities")
            .col(column.text("security_id").primary_key())
            .col(column.text("cusip").null())
            .col(column.text("issuer"))
            .col(column.text("class"))
            .col(column.text("issuer_folded"))
            .col(column.text("first_period"))
            .col(column.text("last_period"))
            .take();
        let names = Table::create()
            .table("security_names")
            .col(column.text("security_id"))
            .col(column.text("period"))
            .col(column.text("issuer"))
            .col(column.text("class"))
            .col(column.number("managers"))
            .primary_key(
                Index::create()
                    .col("security_id")
                    .col("period")
                    .col("issuer")
                    .col("class"),
            )
            .take();
        manager.create_table(securities).await?;
        manager.create_table(names).await?;
        let indexes = [
            "CREATE INDEX securities_by_cusip ON securities (cusip)",
            "CREATE INDEX security_names_of_period ON security_names (period)",
        ];
        run(manager, &indexes).await
    }
}
