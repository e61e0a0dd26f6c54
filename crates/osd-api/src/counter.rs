use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock},
};

use chrono::{DateTime, Utc};
use osd_catalog::{Catalog, Read, WholeBooks};
use osd_domain::{Cik, Period, Succession, market::MarketChanges};
use osd_snapshot::{Snapshot, SnapshotId, Snapshots};
use osd_vault::Vault;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::{
    Problem,
    manners::unchanged::Answers,
    search::Search,
    tables::{Tables, of_everything, of_published},
    watch::{Folders, Watch},
};

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
    pub(crate) watch: Arc<Watch>,
    clock: Clock,
}

/// What is served of a period and of the quarter before.
pub(crate) struct Served {
    /// The snapshots, by period.
    pub(crate) ids: BTreeMap<Period, String>,
    /// What happened to securities between the two.
    pub(crate) market: Arc<MarketChanges>,
}

impl Served {
    async fn of(read: &Read, period: Period) -> Result<Self, Problem> {
        Ok(Self {
            ids: read.periods().serving(&[period, period.previous()]).await?,
            market: Arc::new(read.security_events().of_period(period).await?),
        })
    }

    /// Roughly what it takes in memory.
    pub(crate) fn bytes(&self) -> usize {
        let events = self.market.splits().count() + self.market.cusip_changes().count();
        // An event with the texts in it, in up to three maps.
        size_of::<Self>() + self.ids.len() * 100 + events * 400
    }
}

/// What time it is.
pub type Clock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

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
            watch: Arc::new(Watch::over(None)),
            clock: Arc::new(Utc::now),
        }
    }

    /// The same counter by another clock.
    pub fn with_clock(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }

    /// The same counter, which can tell how much room an installation takes.
    pub fn with_folders(self, folders: Folders) -> Self {
        Self {
            watch: Arc::new(Watch::over(Some(folders))),
            ..self
        }
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        (self.clock)()
    }

    /// The same counter, which reads what an answer rests on and makes it anew however often it is
    /// asked for: to measure what one costs.
    pub fn without_kept_answers(self) -> Self {
        Self {
            answers: Arc::new(Answers::never_kept()),
            tables: Arc::new(Tables::without_kept_books()),
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
        let ids = read.periods().serving(&periods).await?;
        drop(read);
        self.opened(periods, &ids).await
    }

    /// The snapshots with these ids, by period.
    pub(crate) async fn opened<const N: usize>(
        &self,
        periods: [Period; N],
        ids: &BTreeMap<Period, String>,
    ) -> Result<[Option<Arc<Snapshot>>; N], Problem> {
        let mut snapshots = [const { None }; N];
        for (place, period) in snapshots.iter_mut().zip(periods) {
            if let Some(id) = ids.get(&period) {
                *place = Some(self.open(period, id).await?);
            }
        }
        Ok(snapshots)
    }

    async fn open(&self, period: Period, id: &str) -> Result<Arc<Snapshot>, Problem> {
        let id: SnapshotId = id.parse()?;
        if let Some(open) = self.snapshots.opened(period, &id) {
            return Ok(open);
        }
        let snapshots = self.snapshots.clone();
        // It may come from a bucket: who waits for the network takes no core from others.
        spawned(move || Ok(snapshots.open(period, &id)?)).await
    }

    /// What is served of a period and of the quarter before.
    pub(crate) async fn served(&self, period: Period) -> Result<Arc<Served>, Problem> {
        let (catalog, published) = of_published(&self.catalog.revision().await?);
        let make = async { Served::of(&self.catalog.read().await?, period).await };
        let served = self.tables.served.get((catalog, published, period), make);
        served.await
    }

    /// The same as a transaction sees it: of many periods as of one moment.
    pub(crate) async fn served_in(
        &self,
        read: &Read,
        period: Period,
    ) -> Result<Arc<Served>, Problem> {
        let (catalog, published) = of_published(&read.revision().await?);
        let make = Served::of(read, period);
        let served = self.tables.served.get((catalog, published, period), make);
        served.await
    }

    /// Who continues whom.
    pub(crate) async fn successions(&self) -> Result<Arc<Vec<Succession>>, Problem> {
        let revision = of_everything(&self.catalog.revision().await?);
        let make = async {
            let read = self.catalog.read().await?;
            Ok(read.successions().standing(None).await?)
        };
        self.tables.successions.get(revision, make).await
    }

    /// What is known of the whole books of a period's managers.
    pub(crate) async fn whole_books(&self, period: Period) -> Result<Arc<WholeBooks>, Problem> {
        let (catalog, published) = of_published(&self.catalog.revision().await?);
        let make = async {
            let read = self.catalog.read().await?;
            Ok(read.summaries().whole_books(period).await?)
        };
        let books = self
            .tables
            .whole_books
            .get((catalog, published, period), make);
        books.await
    }

    /// The name by which a manager goes now, where the catalog knows it.
    pub(crate) async fn manager_name(&self, cik: Cik) -> Result<Option<String>, Problem> {
        let read = self.catalog.read().await?;
        Ok(read.managers().names_of(&[cik]).await?.remove(&cik))
    }
}

/// Room for as much work at a time as there are cores. More of it would be done no sooner, each piece
/// later, and what all of them hold meanwhile would have to fit in memory.
static CORES: LazyLock<Arc<Semaphore>> = LazyLock::new(|| {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    Arc::new(Semaphore::new(cores))
});

/// Room for work over many rows: half of the cores. Those who ask for little wait for no more than one
/// another.
static CORES_FOR_MANY: LazyLock<Arc<Semaphore>> = LazyLock::new(|| {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    Arc::new(Semaphore::new((cores / 2).max(1)))
});

/// Rows from which on they are many.
const MANY: u64 = 4_000;

/// Runs what reads files and adds up away from the threads that serve requests: as many at a time as
/// there are cores, in the order in which they came.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    blocking_over(0, work).await
}

/// The same for work that goes over so many rows.
pub(crate) async fn blocking_over<T: Send + 'static>(
    rows: u64,
    work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let of_many = match rows >= MANY {
        true => Some(room(&CORES_FOR_MANY).await?),
        false => None,
    };
    let rooms = (of_many, room(&CORES).await?);
    spawned(move || {
        let done = work();
        // An asker who went away does not stop it: there is room again when it is done.
        drop(rooms);
        done
    })
    .await
}

async fn room(cores: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit, Problem> {
    let room = Arc::clone(cores).acquire_owned().await;
    room.map_err(|error| Problem::Internal(format!("there is no core: {error}")))
}

async fn spawned<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(error) => Err(Problem::Internal(format!("a reader stopped: {error}"))),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn work_over_many_rows_leaves_room_for_work_over_few() {
        let cores = CORES.available_permits();
        if cores < 2 {
            return;
        }
        let (go_on, waits) = mpsc::channel::<()>();
        let waits = Arc::new(std::sync::Mutex::new(waits));
        let many: Vec<_> = (0..cores * 2)
            .map(|_| {
                let waits = Arc::clone(&waits);
                tokio::spawn(blocking_over(MANY, move || {
                    let waits = waits
                        .lock()
                        .map_err(|error| Problem::Internal(error.to_string()));
                    waits?
                        .recv()
                        .map_err(|error| Problem::Internal(error.to_string()))
                }))
            })
            .collect();
        tokio::task::yield_now().await;
        assert_eq!(blocking(|| Ok(7)).await.unwrap(), 7);
        for _ in &many {
            go_on.send(()).unwrap();
        }
        for one in many {
            one.await.unwrap().unwrap();
        }
    }
}
