//! The one moment at which a period changes for its readers.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use osd_domain::Period;
use sea_orm::{
    FromQueryResult,
    sea_query::{Expr, OnConflict},
};

use super::{Periods, SnapshotRow};
use crate::{
    error::CatalogError,
    filings::mark_served,
    stored,
    transaction::{Writes, places},
};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "snapshots")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub period: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub rows: i64,
        pub bytes: i64,
        pub filings: i64,
        pub created_at: DateTimeUtc,
        pub retired_at: Option<DateTimeUtc>,
    }

    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A new snapshot for a period, and what it was made against. What compares periods was worked
/// out from the snapshots of both neighbors, so they must still be the current ones too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Swap {
    /// The report period.
    pub period: Period,
    /// The snapshot that is current, as far as the publisher knows.
    pub expected: Option<String>,
    /// The same of the neighboring periods.
    pub neighbors: [(Period, Option<String>); 2],
    /// The snapshot to become current. It may be the one that is.
    pub new: SnapshotRow,
    /// The revision of the period that it holds.
    pub revision: u64,
}

#[derive(FromQueryResult)]
struct Current {
    period: String,
    snapshot_id: Option<String>,
}

impl<M: Writes> Periods<'_, M> {
    /// Makes a snapshot the current one of its period, and retires the one before. First thing
    /// in its transaction: the rows of the period and its neighbors are locked here, and
    /// everything derived from the snapshot is replaced after it. New filings are noted as served.
    ///
    /// # Errors
    /// [`CatalogError::Conflict`] where one of the three periods has another current snapshot than
    /// expected, and nothing was changed; [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn swap(&self, swap: &Swap, now: DateTime<Utc>) -> Result<(), CatalogError> {
        self.lock_and_compare(swap).await?;
        self.keep_snapshot(swap.period, &swap.new, now).await?;
        let (period, id) = (swap.period.to_string(), swap.new.id.clone());
        fail::fail_point!("catalog.swap", |_| std::process::abort());
        let sql = "UPDATE periods SET snapshot_id = $2, published_revision = $3 WHERE period = $1";
        let revision = stored::count(swap.revision);
        let values = [period.clone().into(), id.clone().into(), revision.into()];
        self.tx.run(sql, values).await?;
        fail::fail_point!("catalog.swapped", |_| std::process::abort());
        let sql = "UPDATE snapshots SET retired_at = $3 \
                   WHERE period = $1 AND id <> $2 AND retired_at IS NULL";
        let values = [period.into(), id.into(), stored::instant(now).into()];
        self.tx.run(sql, values).await?;
        mark_served(self.tx, swap.period, now).await
    }

    async fn lock_and_compare(&self, swap: &Swap) -> Result<(), CatalogError> {
        let mut expected: BTreeMap<Period, &Option<String>> = swap
            .neighbors
            .iter()
            .map(|(period, id)| (*period, id))
            .collect();
        expected.insert(swap.period, &swap.expected);
        let periods: Vec<Period> = expected.keys().copied().collect();
        self.make(&periods).await?;
        let sql = format!(
            "SELECT period, snapshot_id FROM periods WHERE period IN ({}) ORDER BY period{}",
            places(1, periods.len()),
            self.tx.for_update()
        );
        let values = periods.iter().map(|period| period.to_string().into());
        for row in self.tx.rows::<Current>(&sql, values).await? {
            let period = self.tx.parse("periods.period", &row.period)?;
            if let Some(&expected) = expected.get(&period)
                && *expected != row.snapshot_id
            {
                let (expected, found) = (expected.clone(), row.snapshot_id);
                return Err(CatalogError::Conflict {
                    period,
                    expected,
                    found,
                });
            }
        }
        Ok(())
    }

    /// Keeps the row of a snapshot; one that was retired lives again. The same id stands for the same
    /// figures, so that those there are can only be damaged ones.
    async fn keep_snapshot(
        &self,
        period: Period,
        snapshot: &SnapshotRow,
        now: DateTime<Utc>,
    ) -> Result<(), CatalogError> {
        use row::Column as C;
        let row = row::Model {
            period: period.to_string(),
            id: snapshot.id.clone(),
            rows: stored::count(snapshot.rows),
            bytes: stored::count(snapshot.bytes),
            filings: stored::count(snapshot.filings),
            created_at: stored::instant(now),
            retired_at: None,
        };
        let revive = OnConflict::columns([C::Period, C::Id])
            .update_columns([C::Rows, C::Bytes, C::Filings])
            .value(C::RetiredAt, Expr::cust("NULL"))
            .to_owned();
        self.tx
            .insert::<row::Entity>(vec![row], Some(revive))
            .await
            .map(drop)
    }
}
