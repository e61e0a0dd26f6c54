//! Report periods: how often their filings changed, and the snapshot they are published as.

mod swap;
mod unserved;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use osd_domain::{FilingState, Period};
use sea_orm::{
    FromQueryResult,
    sea_query::{Expr, OnConflict},
};

pub use self::{swap::Swap, unserved::Unserved};
use crate::{
    error::CatalogError,
    stored,
    transaction::{Transaction, Writes, keys},
};

pub(crate) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "periods")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub period: String,
        pub revision: i64,
        pub published_revision: i64,
        pub snapshot_id: Option<String>,
    }

    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A snapshot, in figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnapshotRow {
    /// Its id: the digest of its content.
    pub id: String,
    /// Table rows in it.
    pub rows: u64,
    /// Bytes of its files.
    pub bytes: u64,
    /// Filings in it.
    pub filings: u64,
}

/// A report period as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeriodRow {
    /// The report period.
    pub period: Period,
    /// How often its filings changed.
    pub revision: u64,
    /// The revision that its snapshot was made at; 0 where it has none.
    pub published_revision: u64,
    /// The current snapshot.
    pub snapshot: Option<SnapshotRow>,
    /// Its filings, by state.
    pub filings: BTreeMap<FilingState, u64>,
}

/// A period that was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    /// The report period.
    pub period: Period,
    /// The snapshot that serves it.
    pub snapshot: String,
    /// When that became current for the first time.
    pub published_at: DateTime<Utc>,
}

impl PeriodRow {
    /// Whether its filings changed since it was published.
    pub fn is_stale(&self) -> bool {
        self.revision > self.published_revision
    }
}

/// The report periods and their snapshots.
#[derive(Debug)]
pub struct Periods<'t, M> {
    pub(crate) tx: &'t Transaction<M>,
}

impl<M: Writes> Periods<'_, M> {
    /// Notes that the filings of these periods changed: the revision of each goes up by one.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn touch(&self, periods: &[Period]) -> Result<(), CatalogError> {
        let raise = OnConflict::column(row::Column::Period)
            .value(row::Column::Revision, Expr::cust("periods.revision + 1"))
            .to_owned();
        self.insert(periods, 1, raise).await
    }

    /// The same for a period that has filings; one that has none stays unknown. Gives whether it
    /// has.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn touch_known(&self, period: Period) -> Result<bool, CatalogError> {
        // Whoever enters its first filing at this moment is waited for here.
        self.make(&[period]).await?;
        let sql = "UPDATE periods SET revision = revision + 1 WHERE period = $1 AND revision > 0";
        Ok(self.tx.run(sql, [period.to_string().into()]).await? > 0)
    }

    /// Makes sure that the periods have rows, which can then be locked.
    async fn make(&self, periods: &[Period]) -> Result<(), CatalogError> {
        let keep = OnConflict::column(row::Column::Period)
            .do_nothing()
            .to_owned();
        self.insert(periods, 0, keep).await
    }

    async fn insert(
        &self,
        periods: &[Period],
        revision: i64,
        on_conflict: OnConflict,
    ) -> Result<(), CatalogError> {
        let periods: BTreeSet<Period> = periods.iter().copied().collect();
        let rows = periods
            .into_iter()
            .map(|period| row::Model {
                period: period.to_string(),
                revision,
                published_revision: 0,
                snapshot_id: None,
            })
            .collect();
        self.tx
            .insert::<row::Entity>(rows, Some(on_conflict))
            .await
            .map(drop)
    }

    /// Notes that the files of a current snapshot are lost: it is retired, and the period has
    /// none until it is published again. Nothing changes where another is current by now.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn lose(
        &self,
        period: Period,
        id: &str,
        now: DateTime<Utc>,
    ) -> Result<(), CatalogError> {
        let unpublish = "UPDATE periods SET snapshot_id = NULL, published_revision = 0 \
                         WHERE period = $1 AND snapshot_id = $2";
        let values = [period.to_string().into(), id.into()];
        if self.tx.run(unpublish, values).await? > 0 {
            let retire = "UPDATE snapshots SET retired_at = $3 WHERE period = $1 AND id = $2";
            let values = [period.to_string().into(), id.into(), now.into()];
            self.tx.run(retire, values).await?;
        }
        Ok(())
    }

    /// Forgets a snapshot that was retired, before its files are removed. Gives whether it is
    /// forgotten: a current one is not.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn forget(&self, period: Period, id: &str) -> Result<bool, CatalogError> {
        let sql = "DELETE FROM snapshots \
                   WHERE period = $1 AND id = $2 AND retired_at IS NOT NULL";
        Ok(self
            .tx
            .run(sql, [period.to_string().into(), id.into()])
            .await?
            > 0)
    }
}

#[derive(FromQueryResult)]
struct Listed {
    period: String,
    revision: i64,
    published_revision: i64,
    id: Option<String>,
    rows: Option<i64>,
    bytes: Option<i64>,
    filings: Option<i64>,
}

#[derive(FromQueryResult)]
struct InState {
    period: String,
    state: String,
    filings: i64,
}

#[derive(FromQueryResult)]
struct Named {
    period: String,
    id: String,
}

/// A row of revision 0 without a snapshot was only made to be locked.
const LISTED: &str = "SELECT p.period, p.revision, p.published_revision, \
     s.id, s.rows, s.bytes, s.filings FROM periods p \
     LEFT JOIN snapshots s ON s.period = p.period AND s.id = p.snapshot_id \
     WHERE (p.revision > 0 OR p.snapshot_id IS NOT NULL)";

pub(crate) const STATES: &str = "SELECT period, state, COUNT(*) AS filings FROM filings \
     WHERE period IS NOT NULL GROUP BY period, state";

impl<M> Periods<'_, M> {
    /// One period.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn find(&self, period: Period) -> Result<Option<PeriodRow>, CatalogError> {
        let sql = format!("{LISTED} AND p.period = $1");
        let Some(row) = self
            .tx
            .row::<Listed>(&sql, [period.to_string().into()])
            .await?
        else {
            return Ok(None);
        };
        let sql = "SELECT period, state, COUNT(*) AS filings FROM filings \
                   WHERE period = $1 GROUP BY period, state";
        let states = self.tx.rows(sql, [period.to_string().into()]).await?;
        Ok(self.read(vec![row], states)?.pop())
    }

    /// All periods that have or had filings, in order.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn list(&self) -> Result<Vec<PeriodRow>, CatalogError> {
        let rows = self
            .tx
            .rows(&format!("{LISTED} ORDER BY p.period"), [])
            .await?;
        let states = self.tx.rows(STATES, []).await?;
        self.read(rows, states)
    }

    /// The current snapshot of each period that has one, in the order of periods.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn current(&self) -> Result<Vec<(Period, String)>, CatalogError> {
        let sql = "SELECT period, snapshot_id AS id FROM periods \
                   WHERE snapshot_id IS NOT NULL ORDER BY period";
        self.named(self.tx.rows(sql, []).await?)
    }

    /// The snapshots that serve these periods now; none for one that has none.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn serving(
        &self,
        periods: &[Period],
    ) -> Result<BTreeMap<Period, String>, CatalogError> {
        let keys_at = self.tx.keys_at(1);
        let sql = format!(
            "SELECT period, snapshot_id AS id FROM periods \
             WHERE snapshot_id IS NOT NULL AND period IN {keys_at}"
        );
        let rows = self.tx.rows(&sql, [keys(periods)]).await?;
        Ok(self.named(rows)?.into_iter().collect())
    }

    /// The latest period that a snapshot serves.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn latest(&self) -> Result<Option<Period>, CatalogError> {
        let sql = "SELECT period, snapshot_id AS id FROM periods \
                   WHERE snapshot_id IS NOT NULL ORDER BY period DESC LIMIT 1";
        let row: Option<Named> = self.tx.row(sql, []).await?;
        let row = row.map(|row| self.tx.parse("periods.period", &row.period));
        row.transpose()
    }

    /// When the snapshots were published that serve these periods now.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn published_at(
        &self,
        periods: &BTreeSet<Period>,
    ) -> Result<BTreeMap<Period, DateTime<Utc>>, CatalogError> {
        #[derive(FromQueryResult)]
        struct At {
            period: String,
            created_at: DateTime<Utc>,
        }
        let keys_at = self.tx.keys_at(1);
        let sql = format!(
            "SELECT p.period, s.created_at FROM periods p JOIN snapshots s \
             ON s.period = p.period AND s.id = p.snapshot_id WHERE p.period IN {keys_at}"
        );
        let rows: Vec<At> = self.tx.rows(&sql, [keys(periods)]).await?;
        rows.into_iter()
            .map(|row| {
                Ok((
                    self.tx.parse("periods.period", &row.period)?,
                    row.created_at,
                ))
            })
            .collect()
    }

    /// The snapshot that was published last of those that serve a period, and when.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn last_publication(&self) -> Result<Option<Publication>, CatalogError> {
        #[derive(FromQueryResult)]
        struct Last {
            period: String,
            id: String,
            created_at: DateTime<Utc>,
        }
        let sql = "SELECT period, id, created_at FROM snapshots WHERE retired_at IS NULL \
                   ORDER BY created_at DESC, period DESC, id LIMIT 1";
        let row: Option<Last> = self.tx.row(sql, []).await?;
        row.map(|row| {
            Ok(Publication {
                period: self.tx.parse("snapshots.period", &row.period)?,
                snapshot: row.id,
                published_at: row.created_at,
            })
        })
        .transpose()
    }

    /// Bytes of all snapshots that there are, those that were replaced and stay for a while included.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn snapshot_bytes(&self) -> Result<u64, CatalogError> {
        let sql = "SELECT CAST(COALESCE(SUM(bytes), 0) AS BIGINT) AS count FROM snapshots";
        self.tx.count(sql, []).await
    }

    /// The snapshots that were replaced before `instant`, in the order of periods and ids.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn retired_before(
        &self,
        instant: DateTime<Utc>,
    ) -> Result<Vec<(Period, String)>, CatalogError> {
        let sql = "SELECT period, id FROM snapshots WHERE retired_at < $1 ORDER BY period, id";
        self.named(self.tx.rows(sql, [stored::instant(instant).into()]).await?)
    }

    fn named(&self, rows: Vec<Named>) -> Result<Vec<(Period, String)>, CatalogError> {
        rows.into_iter()
            .map(|row| Ok((self.tx.parse("snapshots.period", &row.period)?, row.id)))
            .collect()
    }

    fn read(
        &self,
        rows: Vec<Listed>,
        states: Vec<InState>,
    ) -> Result<Vec<PeriodRow>, CatalogError> {
        let mut filings: BTreeMap<String, BTreeMap<FilingState, u64>> = BTreeMap::new();
        for InState {
            period,
            state,
            filings: count,
        } in states
        {
            let state = self.tx.parse("filings.state", &state)?;
            filings
                .entry(period)
                .or_default()
                .insert(state, stored::counted(count));
        }
        rows.into_iter()
            .map(|row| {
                let figure = |number: Option<i64>| stored::counted(number.unwrap_or_default());
                Ok(PeriodRow {
                    period: self.tx.parse("periods.period", &row.period)?,
                    revision: stored::counted(row.revision),
                    published_revision: stored::counted(row.published_revision),
                    snapshot: row.id.map(|id| SnapshotRow {
                        id,
                        rows: figure(row.rows),
                        bytes: figure(row.bytes),
                        filings: figure(row.filings),
                    }),
                    filings: filings.remove(&row.period).unwrap_or_default(),
                })
            })
            .collect()
    }
}
