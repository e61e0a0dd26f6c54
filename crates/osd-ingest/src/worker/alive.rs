//! Signs of life, and what becomes of work whose worker shows none.

use std::{sync::atomic::Ordering, time::Duration};

use osd_catalog::WorkerRow;

use super::{LEASE, Until, Worker};
use crate::{
    Event, IngestError,
    presence::{self, Departed},
};

/// How often a worker says that it is there.
const HEARTBEAT: Duration = Duration::from_secs(15);

impl Worker<'_> {
    /// Renews the leases for as long as it is polled, or until that cannot be.
    pub(super) async fn heartbeat(&self) -> Result<(), IngestError> {
        loop {
            match self.show().await {
                Err(error) if !error.is_passing() => return Err(error),
                _ => {}
            }
            tokio::time::sleep(HEARTBEAT).await;
        }
    }

    /// The same, whatever happens; and looks for those who are gone.
    pub(super) async fn beat(&self) {
        loop {
            if let Err(error) = self.show().await {
                tracing::warn!("This worker cannot say that it is there: {error}");
            }
            if let Err(error) = self.recover().await {
                tracing::warn!("Workers that are gone cannot be looked for: {error}");
            }
            tokio::time::sleep(HEARTBEAT).await;
        }
    }

    /// Renews the leases, and says how it goes.
    async fn show(&self) -> Result<(), IngestError> {
        let now = self.house.now();
        let write = self.house.catalog.write().await?;
        write.work().renew(self.name, now + LEASE).await?;
        if self.until == Until::Stopped {
            write.workers().seen(&self.row()).await?;
            write.workers().prune(now - LEASE * 4).await?;
        }
        Ok(write.commit().await?)
    }

    fn row(&self) -> WorkerRow {
        WorkerRow {
            name: self.name.to_owned(),
            roles: "worker".to_owned(),
            started_at: self.started_at,
            seen_at: self.house.now(),
            done: self.done.load(Ordering::Relaxed),
            failed: self.failed.load(Ordering::Relaxed),
            requests: self.requests(),
            blocked_until: *self.closed_until.lock().unwrap_or_else(|e| e.into_inner()),
        }
    }

    /// Requests to EDGAR since the process started.
    fn requests(&self) -> u64 {
        let figures = self.house.fetcher.as_ref().and_then(|door| door.figures());
        figures.map_or(0, |figures| figures.requests)
    }

    /// Whatever ended the work, what is still held goes back on the list.
    pub(super) async fn leave(&self) -> Result<(), IngestError> {
        let write = self.house.catalog.write().await?;
        write.work().release(self.name, self.house.now()).await?;
        write.workers().left(self.name).await?;
        write.commit().await?;
        Ok(self.house.snapshots.discard(self.name)?)
    }

    /// Gives back what workers of this machine held who are gone.
    pub(super) async fn recover(&self) -> Result<(), IngestError> {
        let folder = &self.house.workers;
        for name in presence::names(folder) {
            let departed = Departed::find(folder, &name).map_err(|source| IngestError::Io {
                what: format!("look for worker {name}"),
                source,
            })?;
            let Some(departed) = departed else { continue };
            let write = self.house.catalog.write().await?;
            let count = write.work().release(&name, self.house.now()).await?;
            write.workers().left(&name).await?;
            write.commit().await?;
            self.house.snapshots.discard(&name)?;
            departed.forget();
            self.house.progress.tell(Event::Recovered { count });
        }
        Ok(())
    }
}
