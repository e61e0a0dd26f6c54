//! What tasks work with.

use std::{path::PathBuf, sync::Arc};

use chrono::{DateTime, TimeDelta, Utc};
use osd_catalog::Catalog;
use osd_fetch::Fetcher;
use osd_snapshot::Snapshots;
use osd_vault::Vault;

use crate::{Presence, Progress};

/// Tells the time. Handed in, so that tests can choose it.
pub type Clock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// The stores and the door, opened. Cheap to clone.
#[derive(Clone)]
pub struct House {
    /// What there is and what was decided.
    pub catalog: Catalog,
    /// The bytes EDGAR sent.
    pub vault: Vault,
    /// The published rows.
    pub snapshots: Snapshots,
    /// The door to EDGAR; absent where work is done from the vault alone.
    pub fetcher: Option<Fetcher>,
    /// The time.
    pub clock: Clock,
    /// Where workers show that they are alive.
    pub workers: PathBuf,
    /// How long a period is left alone after it was published, while more filings of it come: as
    /// long as they do, it is published once in that time. None where each change is published at
    /// once.
    pub pace: TimeDelta,
    /// Who is told what happens.
    pub progress: Arc<dyn Progress>,
}

impl House {
    pub(crate) fn now(&self) -> DateTime<Utc> {
        (self.clock)()
    }

    /// Enters as a worker under a name that nobody else has.
    pub fn enter(&self, name: &str) -> std::io::Result<Presence> {
        Presence::enter(&self.workers, name)
    }
}
