use std::sync::Arc;

use osd_catalog::Catalog;
use osd_domain::{Cik, Period};
use osd_snapshot::{Snapshot, SnapshotId, Snapshots};
use osd_vault::Vault;

use crate::{Problem, manners::unchanged::Answers, search::Search, tables::Tables};

/// What answers are made from. Cheap to clone.
#[derive(Clone)]
pub struct Counter {
    /// What there is and what was decided.
    pub catalog: Catalog,
    /// The rows.
    pub snapshots: Snapshots,
    /// The bytes as they were received.
    pub vault: Vault,
    /// What searches go through.
    pub(crate) search: Search,
    /// The version of the reader that this program reads filings with.
    pub reader_version: u32,
    pub(crate) tables: Arc<Tables>,
    pub(crate) answers: Arc<Answers>,
}

impl Counter {
    /// A counter over these stores.
    pub fn new(catalog: Catalog, snapshots: Snapshots, vault: Vault, reader_version: u32) -> Self {
        Self {
            catalog,
            snapshots,
            vault,
            search: Search::default(),
            reader_version,
            tables: Arc::default(),
            answers: Arc::default(),
        }
    }

    /// The same counter, which makes every answer anew however often it is asked for: to measure
    /// what one costs.
    pub fn without_kept_answers(self) -> Self {
        Self {
            answers: Arc::new(Answers::never_kept()),
            ..self
        }
    }

    /// The snapshots that `periods` point to now, all as of one moment. A period that was never
    /// published has none.
    pub(crate) async fn current<const N: usize>(
        &self,
        periods: [Period; N],
    ) -> Result<[Option<Arc<Snapshot>>; N], Problem> {
        let read = self.catalog.read().await?;
        let mut ids = Vec::with_capacity(N);
        for period in periods {
            let row = read.periods().find(period).await?;
            ids.push(row.and_then(|row| row.snapshot).map(|snapshot| snapshot.id));
        }
        drop(read);
        let mut snapshots = [const { None }; N];
        for ((place, period), id) in snapshots.iter_mut().zip(periods).zip(ids) {
            if let Some(id) = id {
                *place = Some(self.open(period, &id).await?);
            }
        }
        Ok(snapshots)
    }

    async fn open(&self, period: Period, id: &str) -> Result<Arc<Snapshot>, Problem> {
        let id: SnapshotId = id.parse()?;
        let snapshots = self.snapshots.clone();
        blocking(move || Ok(snapshots.open(period, &id)?)).await
    }

    /// The name by which a manager goes now, where the catalog knows it.
    pub(crate) async fn manager_name(&self, cik: Cik) -> Result<Option<String>, Problem> {
        let read = self.catalog.read().await?;
        Ok(read.managers().names_of(&[cik]).await?.remove(&cik))
    }
}

/// Runs what reads files away from the threads that serve requests.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(error) => Err(Problem::Internal(format!("a reader stopped: {error}"))),
    }
}
