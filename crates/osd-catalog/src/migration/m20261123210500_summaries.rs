//! What periods add up to, and how they compare with the quarter before.

use sea_orm_migration::prelude::*;

use super::{column::Columns, run};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = Columns::of(manager);
        let keys = |table: &'static str| {
            Table::create()
                .table(table)
                .col(column.text("period"))
                .col(column.text("snapshot_id"))
                .col(column.text("previous_snapshot_id").null())
                .take()
        };
        let change = [
            "new_count",
            "add_count",
            "reduce_count",
            "hold_count",
            "exit_count",
        ];
        let mut managers = keys("manager_summaries");
        managers
            .col(column.number("cik"))
            .col(column.text("standing"))
            .col(column.number("filings"))
            .col(column.number("value").null())
            .col(column.number("positions"))
            .col(column.number("shares_value"))
            .col(column.number("principal_value"))
            .col(column.number("put_value"))
            .col(column.number("call_value"))
            .col(column.number("previous_value").null())
            .primary_key(Index::create().col("period").col("cik"));
        let mut securities = keys("security_summaries");
        securities
            .col(column.text("security_id"))
            .col(column.number("holders"))
            .col(column.number("value"))
            .col(column.text("amount"))
            .col(column.number("put_holders"))
            .col(column.number("call_holders"))
            .primary_key(Index::create().col("period").col("security_id"));
        let mut comparisons = keys("comparisons");
        comparisons
            .col(column.number("managers_compared"))
            .primary_key(Index::create().col("period"));
        for name in change {
            managers.col(column.number(name).null());
            securities.col(column.number(name).null());
            comparisons.col(column.number(name));
        }
        for table in [managers, securities, comparisons] {
            manager.create_table(table).await?;
        }
        let indexes = [
            "CREATE INDEX manager_summaries_of_manager ON manager_summaries (cik, period)",
            "CREATE INDEX security_summaries_of_security ON security_summaries \
             (security_id, period)",
        ];
        run(manager, &indexes).await
    }
}
