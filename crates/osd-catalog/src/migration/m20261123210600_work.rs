//! The work to be done.

use sea_orm_migration::prelude::*;

use super::{column::Columns, run};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = Columns::of(manager);
        let work = Table::create()
            .table("work")
            .col(column.serial("id"))
            .col(column.text("kind"))
            .col(column.text("key"))
            .col(column.text("payload").null())
            .col(column.text("state"))
            .col(column.number("priority"))
            .col(column.number("attempts"))
            .col(column.flag("again"))
            .col(column.instant("not_before"))
            .col(column.text("lease_owner").null())
            .col(column.instant("lease_until").null())
            .col(column.text("progress").null())
            .col(column.text("last_error").null())
            .col(column.instant("created_at"))
            .col(column.instant("updated_at"))
            .take();
        manager.create_table(work).await?;
        let indexes = [
            // A kind and key stand once as long as they are not done.
            "CREATE UNIQUE INDEX work_not_done ON work (kind, key) WHERE state <> 'done'",
            "CREATE INDEX work_waiting ON work (kind, priority DESC, id) WHERE state = 'waiting'",
            "CREATE INDEX work_running ON work (lease_until) WHERE state = 'running'",
            "CREATE INDEX work_done ON work (updated_at) WHERE state = 'done'",
        ];
        run(manager, &indexes).await
    }
}
