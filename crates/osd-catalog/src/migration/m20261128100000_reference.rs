//! Reference files of the SEC that were looked at, and the tickers in them.

use sea_orm_migration::prelude::*;

use super::{column::Columns, run};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = Columns::of(manager);
        let files = Table::create()
            .table("reference_files")
            .col(column.text("file").primary_key())
            .col(column.text("state"))
            .col(column.text("sha256").null())
            .col(column.number("rows"))
            .col(column.number("unreadable"))
            .col(column.number("reader_version"))
            .col(column.text("etag").null())
            .col(column.text("last_modified").null())
            .col(column.instant("checked_at"))
            .take();
        manager.create_table(files).await?;
        // Days are texts, which sort as days do: `MIN` and `MAX` are all that is asked of them.
        let tickers = Table::create()
            .table("tickers")
            .col(column.text("security_id"))
            .col(column.text("ticker"))
            .col(column.text("reason"))
            .col(column.text("confidence"))
            .col(column.text("first_day"))
            .col(column.text("last_day"))
            .primary_key(
                Index::create()
                    .col("security_id")
                    .col("ticker")
                    .col("reason"),
            )
            .take();
        manager.create_table(tickers).await?;
        let listed = Table::create()
            .table("listed_tickers")
            .col(column.number("cik"))
            .col(column.text("listed"))
            .col(column.text("ticker"))
            .col(column.text("name"))
            .col(column.text("exchange").null())
            .col(column.text("first_seen"))
            .col(column.text("last_seen"))
            .primary_key(Index::create().col("cik").col("listed"))
            .take();
        manager.create_table(listed).await?;
        let indexes = [
            "CREATE INDEX tickers_by_ticker ON tickers (ticker, last_day, security_id)",
            "CREATE INDEX listed_tickers_by_ticker ON listed_tickers (ticker, cik, listed)",
        ];
        run(manager, &indexes).await
    }
}
