//! What summaries say since changes have reasons, and what happened to securities between quarters.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

use super::{column::Columns, run};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = Columns::of(manager);
        // Summaries of older versions have none of these, and are replaced when their periods are
        // published again.
        let added = [
            ("manager_summaries", column.text("basis").null().take()),
            (
                "manager_summaries",
                column.text("other_changes").null().take(),
            ),
            ("manager_summaries", column.text("whole_book").null().take()),
            (
                "manager_summaries",
                column.number("quarantined").null().take(),
            ),
            (
                "manager_summaries",
                column.number("top10_value").null().take(),
            ),
            (
                "manager_summaries",
                column.number("bought_value").null().take(),
            ),
            (
                "manager_summaries",
                column.number("sold_value").null().take(),
            ),
            (
                "security_summaries",
                column.text("other_changes").null().take(),
            ),
            ("security_summaries", column.text("price").null().take()),
            (
                "security_summaries",
                column.number("price_managers").null().take(),
            ),
            ("comparisons", column.text("other_changes").null().take()),
            ("filings", column.text("file_number").null().take()),
        ];
        for (table, mut column) in added {
            let table = Table::alter().table(table).add_column(&mut column).take();
            manager.alter_table(table).await?;
        }
        let events = Table::create()
            .table("security_events")
            .col(column.text("period"))
            .col(column.text("security_id"))
            .col(column.text("kind"))
            .col(column.text("from_security_id").null())
            .col(column.text("ratio"))
            .col(column.number("managers"))
            .col(column.number("of_managers"))
            .col(column.text("source").null())
            .col(column.text("price_before").null())
            .col(column.text("price_now").null())
            .primary_key(Index::create().col("period").col("security_id").col("kind"))
            .take();
        manager.create_table(events).await?;
        // The comparison of the period says once what its summaries were made of.
        let indexes = [
            "ALTER TABLE manager_summaries DROP COLUMN snapshot_id",
            "ALTER TABLE manager_summaries DROP COLUMN previous_snapshot_id",
            "ALTER TABLE security_summaries DROP COLUMN snapshot_id",
            "ALTER TABLE security_summaries DROP COLUMN previous_snapshot_id",
            "CREATE INDEX security_events_of_security ON security_events (security_id, period)",
            "CREATE INDEX security_events_from_security ON security_events \
             (from_security_id, period)",
            "CREATE INDEX filings_of_file_number ON filings (file_number, cik)",
            "CREATE INDEX manager_summaries_by_basis ON manager_summaries (basis, period)",
        ];
        run(manager, &indexes).await?;
        let printed = match manager.get_database_backend() {
            DbBackend::Postgres => "cover::jsonb->>'file_number'",
            _ => "json_extract(cover, '$.file_number')",
        };
        // As printed, which is mostly how it is written here; the next reading settles the rest.
        run(
            manager,
            &[&format!("UPDATE filings SET file_number = {printed}")],
        )
        .await
    }
}
