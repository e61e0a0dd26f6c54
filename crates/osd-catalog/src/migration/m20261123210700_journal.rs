//! The journal of human decisions.

use sea_orm_migration::prelude::*;

use super::{column::Columns, run};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = Columns::of(manager);
        let journal = Table::create()
            .table("journal")
            .col(column.serial("id"))
            .col(column.instant("at"))
            .col(column.text("actor"))
            .col(column.text("kind"))
            .col(column.text("subject"))
            .col(column.text("payload"))
            .take();
        manager.create_table(journal).await?;
        run(
            manager,
            &["CREATE INDEX journal_of_subject ON journal (subject, id)"],
        )
        .await
    }
}
