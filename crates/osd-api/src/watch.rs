//! What is kept for those who watch an installation, so that watching it costs it nothing: figures
//! that are made at most once in so long, whoever asks.

mod disk;

use std::{collections::BTreeMap, future::Future, path::PathBuf, sync::Arc, time::Duration};

use moka::future::Cache;
use osd_catalog::GapReason;
use osd_domain::Period;

pub(crate) use self::disk::Vault;
use crate::{Counter, Problem, metrics::Metrics};

/// Gaps are counted at most once in so long: at the start of a back-fill they are half a million.
const GAPS: Duration = Duration::from_secs(5);

/// How many filings are not in, by index quarter and reason.
pub(crate) type GapCounts = BTreeMap<(Period, GapReason), u64>;

/// Where an installation lies on this machine.
#[derive(Debug, Clone)]
pub struct Folders {
    /// The home folder.
    pub home: PathBuf,
    /// The vault; none where it is in a bucket.
    pub vault: Option<PathBuf>,
}

/// What is kept for those who watch.
pub(crate) struct Watch {
    pub(crate) gap_counts: Lately<Arc<GapCounts>>,
    pub(crate) metrics: Metrics,
    pub(crate) folders: Option<Folders>,
    pub(crate) vault: Vault,
}

impl Watch {
    pub(crate) fn over(folders: Option<Folders>) -> Self {
        let vault = folders.as_ref().and_then(|folders| folders.vault.clone());
        Self {
            gap_counts: Lately::new(GAPS),
            metrics: Metrics::default(),
            folders,
            vault: Vault::at(vault),
        }
    }
}

impl Counter {
    /// How many filings are not in; some seconds old at most.
    pub(crate) async fn gap_counts(&self) -> Result<Arc<GapCounts>, Problem> {
        let count = async {
            let read = self.catalog.read().await?;
            Ok(Arc::new(read.filings().gap_counts().await?))
        };
        self.watch.gap_counts.get(count).await
    }
}

/// A value that is made at most once in so long. Several that ask at once wait for one that makes it.
pub(crate) struct Lately<T>(Cache<(), T>);

impl<T: Clone + Send + Sync + 'static> Lately<T> {
    pub(crate) fn new(longest: Duration) -> Self {
        let cache = Cache::builder().max_capacity(1).time_to_live(longest);
        Self(cache.build())
    }

    pub(crate) async fn get(
        &self,
        make: impl Future<Output = Result<T, Problem>>,
    ) -> Result<T, Problem> {
        let made = self.0.try_get_with((), make).await;
        made.map_err(Problem::Shared)
    }
}
