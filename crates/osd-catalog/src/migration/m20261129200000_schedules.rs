//! What is fired when, what was, and what is paused.

use sea_orm_migration::prelude::*;

use super::column::Columns;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = Columns::of(manager);
        let schedules = Table::create()
            .table("schedules")
            .col(column.text("name").primary_key())
            .col(column.text("pattern"))
            .col(column.instant("next_due").null())
            .col(column.instant("said_at"))
            .take();
        manager.create_table(schedules).await?;
        // The key is what makes a schedule fire once, however many schedulers there are.
        let firings = Table::create()
            .table("firings")
            .col(column.text("schedule"))
            .col(column.instant("due"))
            .col(column.instant("fired_at"))
            .col(column.text("fired_by"))
            .primary_key(Index::create().col("schedule").col("due"))
            .take();
        manager.create_table(firings).await?;
        let pauses = Table::create()
            .table("pauses")
            .col(column.text("kind").primary_key())
            .col(column.text("paused_by"))
            .col(column.instant("paused_at"))
            .take();
        manager.create_table(pauses).await
    }
}
