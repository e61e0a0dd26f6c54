//! Lists: the revision of the catalog, what filings are searched by, and in which order they come.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

use super::{column::Columns, run};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = Columns::of(manager);
        let revision = Table::create()
            .table("revision")
            .col(column.text("catalog").primary_key())
            .col(column.number("everything"))
            .col(column.number("published"))
            .take();
        manager.create_table(revision).await?;
        let random = match manager.get_database_backend() {
            DbBackend::Postgres => "md5(random()::text || clock_timestamp()::text)",
            _ => "lower(hex(randomblob(16)))",
        };
        let first = format!(
            "INSERT INTO revision (catalog, everything, published) VALUES ({random}, 1, 1)"
        );
        let statements = [
            first.as_str(),
            "CREATE INDEX filings_by_filed ON filings (filed, accession)",
        ];
        run(manager, &statements).await
    }
}
