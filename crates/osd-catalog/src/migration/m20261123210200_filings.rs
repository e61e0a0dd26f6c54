//! Filings: what an index says of them, what was read, what was decided.

use sea_orm_migration::prelude::*;

use super::{column::Columns, run};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = Columns::of(manager);
        let filings = Table::create()
            .table("filings")
            .col(column.text("accession").primary_key())
            .col(column.number("cik"))
            .col(column.text("name"))
            .col(column.text("form"))
            .col(column.day("filed"))
            .col(column.instant("accepted_at").null())
            .col(column.day("accepted_on"))
            .col(column.text("era"))
            .col(column.text("period").null())
            .col(column.text("state"))
            .col(column.text("layout").null())
            .col(column.text("unit").null())
            .col(column.text("cover"))
            .col(column.number("amendment_number").null())
            .col(column.text("amendment_kind").null())
            .col(column.text("report_type").null())
            .col(column.flag("confidential_omitted").null())
            .col(column.number("entries_reported").null())
            .col(column.text("value_reported").null())
            .col(column.number("lines"))
            .col(column.text("value_printed").null())
            .col(column.flag("entries_match").null())
            .col(column.flag("value_match").null())
            .col(column.text("grade").null())
            .col(column.text("notes"))
            .col(column.number("reader_version").null())
            .col(column.text("submission_sha256").null())
            .col(column.number("submission_bytes").null())
            .take();
        let co_filers = Table::create()
            .table("filing_co_filers")
            .col(column.text("accession"))
            .col(column.number("cik"))
            .primary_key(Index::create().col("accession").col("cik"))
            .foreign_key(
                ForeignKey::create()
                    .from("filing_co_filers", "accession")
                    .to("filings", "accession"),
            )
            .take();
        manager.create_table(filings).await?;
        manager.create_table(co_filers).await?;
        let indexes = [
            "CREATE INDEX filings_of_period ON filings (period, cik, accession)",
            "CREATE INDEX filings_of_manager ON filings (cik, period, accession)",
            "CREATE INDEX filings_in_state ON filings (state, accession)",
            "CREATE INDEX filings_states_of_period ON filings (period, state)",
            "CREATE INDEX filings_by_era ON filings (era, state, entries_match, value_match)",
        ];
        run(manager, &indexes).await
    }
}
