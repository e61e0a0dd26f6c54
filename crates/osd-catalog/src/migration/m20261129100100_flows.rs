//! What comparable managers bought and sold of each security: what lists of movers are made of.

use sea_orm_migration::prelude::*;

use super::column::Columns;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = Columns::of(manager);
        // Summaries of older versions have none, until their periods are published again.
        for mut new in [
            column.number("flow_value_change"),
            column.text("flow_previous_shares"),
            column.text("flow_shares_change"),
            column.number("flow_bought_value"),
            column.number("flow_sold_value"),
        ] {
            let table = Table::alter()
                .table("security_summaries")
                .add_column(new.null())
                .take();
            manager.alter_table(table).await?;
        }
        Ok(())
    }
}
