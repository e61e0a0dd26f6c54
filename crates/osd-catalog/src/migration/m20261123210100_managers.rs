//! Managers, and the names they filed under.

use sea_orm_migration::prelude::*;

use super::{column::Columns, run};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = Columns::of(manager);
        let managers = Table::create()
            .table("managers")
            .col(column.number("cik").primary_key())
            .col(column.text("name"))
            .col(column.text("name_folded"))
            .col(column.day("named_on"))
            .col(column.text("named_by"))
            .take();
        let names = Table::create()
            .table("manager_names")
            .col(column.number("cik"))
            .col(column.text("name"))
            .col(column.text("name_folded"))
            .col(column.day("first_filed"))
            .col(column.day("last_filed"))
            .col(column.text("last_accession"))
            .primary_key(Index::create().col("cik").col("name"))
            .foreign_key(
                ForeignKey::create()
                    .from("manager_names", "cik")
                    .to("managers", "cik"),
            )
            .take();
        manager.create_table(managers).await?;
        manager.create_table(names).await?;
        run(
            manager,
            &["CREATE INDEX managers_by_name ON managers (name_folded, cik)"],
        )
        .await
    }
}
