//! What an operator has to know: alarms, what is told of them by which way, and when was last looked.

use sea_orm_migration::prelude::*;

use super::{column::Columns, run};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = Columns::of(manager);
        let alarms = Table::create()
            .table("alarms")
            .col(column.text("name"))
            .col(column.instant("raised_at"))
            .col(column.instant("since"))
            .col(column.text("what"))
            .col(column.text("advice"))
            .col(column.instant("seen_at"))
            .col(column.instant("cleared_at").null())
            .primary_key(Index::create().col("name").col("raised_at"))
            .take();
        manager.create_table(alarms).await?;
        let messages = Table::create()
            .table("alarm_messages")
            .col(column.text("name"))
            .col(column.instant("raised_at"))
            .col(column.text("state"))
            .col(column.text("way"))
            .col(column.instant("at"))
            .col(column.instant("telling_until").null())
            .col(column.instant("told_at").null())
            .col(column.text("last_error").null())
            .primary_key(
                Index::create()
                    .col("name")
                    .col("raised_at")
                    .col("state")
                    .col("way"),
            )
            .take();
        manager.create_table(messages).await?;
        let looks = Table::create()
            .table("looks")
            .col(column.text("name").primary_key())
            .col(column.instant("looked_at"))
            .take();
        manager.create_table(looks).await?;
        let indexes = [
            // An alarm stands once, however many schedulers see what it is about.
            "CREATE UNIQUE INDEX alarms_raised ON alarms (name) WHERE cleared_at IS NULL",
            "CREATE INDEX alarm_messages_untold ON alarm_messages (at) WHERE told_at IS NULL",
        ];
        run(manager, &indexes).await
    }
}
