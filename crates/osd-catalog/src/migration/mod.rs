//! The tables: one migration a purpose, forward only, run in one transaction.
//!
//! A migration that was released is never changed; a change of a table is a new migration, which
//! first adds what the next version needs and only a version later takes away what nobody reads.

mod column;
mod m20261123210000_index_quarters;
mod m20261123210100_managers;
mod m20261123210200_filings;
mod m20261123210300_periods_and_snapshots;
mod m20261123210400_securities;
mod m20261123210500_summaries;
mod m20261123210600_work;
mod m20261123210700_journal;
mod m20261124000000_accuracy;
mod m20261124100000_truth;
mod m20261124100100_quality;
mod m20261128100000_reference;
mod m20261128100100_successions;
mod m20261128100200_principal;
mod m20261128110000_lists;
mod m20261129100000_waiting;
mod m20261129100100_flows;
mod m20261129200000_schedules;
mod m20261129200100_daily_indexes;
mod m20261129200200_workers;
mod m20261129210000_alarms;
mod m20261129210000_served;
mod m20261129220000_compared_by;

use sea_orm_migration::{MigrationTrait, MigratorTrait, SchemaManager, sea_orm::DbErr};

use crate::{catalog::Catalog, error::CatalogError};

/// Any number will do, as long as nothing else takes this advisory lock: "osdcat" in ASCII.
pub(crate) const MIGRATION_LOCK: &str = "SELECT pg_advisory_xact_lock(122541396156788)";

/// All migrations, in order.
pub(crate) struct Migrations;

impl MigratorTrait for Migrations {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261123210000_index_quarters::Migration),
            Box::new(m20261123210100_managers::Migration),
            Box::new(m20261123210200_filings::Migration),
            Box::new(m20261123210300_periods_and_snapshots::Migration),
            Box::new(m20261123210400_securities::Migration),
            Box::new(m20261123210500_summaries::Migration),
            Box::new(m20261123210600_work::Migration),
            Box::new(m20261123210700_journal::Migration),
            Box::new(m20261124000000_accuracy::Migration),
            Box::new(m20261124100000_truth::Migration),
            Box::new(m20261124100100_quality::Migration),
            Box::new(m20261128100000_reference::Migration),
            Box::new(m20261128100100_successions::Migration),
            Box::new(m20261128100200_principal::Migration),
            Box::new(m20261128110000_lists::Migration),
            Box::new(m20261129100000_waiting::Migration),
            Box::new(m20261129100100_flows::Migration),
            Box::new(m20261129200000_schedules::Migration),
            Box::new(m20261129200100_daily_indexes::Migration),
            Box::new(m20261129200200_workers::Migration),
            Box::new(m20261129210000_alarms::Migration),
            Box::new(m20261129210000_served::Migration),
            Box::new(m20261129220000_compared_by::Migration),
        ]
    }
}

impl Catalog {
    /// Makes the tables, or brings them up to this version, and gives the names of the migrations
    /// it ran. Processes that call it at once wait for each other; the later ones find nothing to
    /// do.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`]; nothing was changed then.
    pub async fn migrate(&self) -> Result<Vec<String>, CatalogError> {
        let write = self.write().await?;
        if self.engine == crate::Engine::Postgres {
            write.run(MIGRATION_LOCK, []).await?;
        }
        let failed = |error| self.failed(error);
        let pending = pending(write.connection()).await.map_err(failed)?;
        if !pending.is_empty() {
            Migrations::up(write.connection(), None)
                .await
                .map_err(failed)?;
            write.commit().await?;
        }
        Ok(pending)
    }

    /// The version of the tables that this program makes: the name of the last migration.
    pub fn schema_version() -> String {
        let last = Migrations::migrations().pop();
        last.map(|migration| migration.name().to_owned())
            .unwrap_or_default()
    }

    /// The names of the migrations that [`Self::migrate`] would run.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn pending_migrations(&self) -> Result<Vec<String>, CatalogError> {
        pending(&self.readers)
            .await
            .map_err(|error| self.failed(error))
    }
}

async fn pending(db: &impl sea_orm::ConnectionTrait) -> Result<Vec<String>, DbErr> {
    let pending = Migrations::get_pending_migrations_read_only(db).await?;
    Ok(pending.iter().map(|one| one.name().to_owned()).collect())
}

/// Runs statements that both engines read alike.
async fn run(manager: &SchemaManager<'_>, statements: &[&str]) -> Result<(), DbErr> {
    use sea_orm_migration::sea_orm::ConnectionTrait;
    for statement in statements {
        manager
            .get_connection()
            .execute_unprepared(statement)
            .await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use sea_orm_migration::sea_orm::ConnectionTrait;

    use super::*;
    use crate::sqlite_url;

    async fn a_filing_outlasts_the_upgrade(url: &str) {
        let catalog = Catalog::open(url).await.unwrap();
        let write = catalog.write().await.unwrap();
        Migrations::up(write.connection(), Some(8)).await.unwrap();
        let filing = "INSERT INTO filings (accession, cik, name, form, filed, accepted_on, era, \
             state, cover, lines, notes, grade, reader_version) VALUES \
             ('0000950123-25-005701', 1067983, 'BERKSHIRE', '13F-HR', '2025-05-15', \
             '2025-05-15', 'xml', 'read', '{\"entry_total\":110}', 110, '[]', 'B', 1)";
        // That version had no revision to raise.
        write.connection().execute_unprepared(filing).await.unwrap();
        write.commit().await.unwrap();

        assert_eq!(
            catalog.migrate().await.unwrap(),
            [
                "m20261124000000_accuracy",
                "m20261124100000_truth",
                "m20261124100100_quality",
                "m20261128100000_reference",
                "m20261128100100_successions",
                "m20261128100200_principal",
                "m20261128110000_lists",
                "m20261129100000_waiting",
                "m20261129100100_flows",
                "m20261129200000_schedules",
                "m20261129200100_daily_indexes",
                "m20261129200200_workers",
                "m20261129210000_alarms",
                "m20261129210000_served",
                "m20261129220000_compared_by"
            ]
        );
        let read = catalog.read().await.unwrap();
        let accession = "0000950123-25-005701".parse().unwrap();
        let found = read.filings().find(accession).await.unwrap().unwrap();
        assert_eq!((found.lines, found.cover.entry_total), (110, Some(110)));
        assert_eq!(read.filings().read_before(2).await.unwrap(), [accession]);
        assert_eq!(read.filings().coverage().await.unwrap()[0].lines, 110);
    }

    #[tokio::test]
    async fn a_catalog_of_the_first_version_is_upgraded_with_its_filings() {
        let folder = tempfile::tempdir().unwrap();
        a_filing_outlasts_the_upgrade(&sqlite_url(&folder.path().join("catalog.db"))).await;
        a_filing_outlasts_the_upgrade(&osd_testkit::postgres::fresh_database()).await;
    }
}
