//! Looks whether something is wrong, and keeps what is.

use std::{collections::BTreeSet, fmt, sync::Arc};

use chrono::{DateTime, Utc};
use osd_catalog::{AlarmSeen, Write};
use tokio::sync::Notify;

use super::{
    AlarmName, Disk, DiskProbe, Facts, Limits, Tell, evaluate,
    facts::{BLOCK, WATCH},
};
use crate::{House, IngestError, error::blocking};

/// Watches over an installation. Cheap to clone.
#[derive(Clone)]
pub struct Watch {
    /// How long something may last.
    pub limits: Limits,
    /// The room on the disk of the home folder.
    pub disk: DiskProbe,
    /// Who is told; none where alarms are only kept and logged.
    pub tell: Option<Arc<dyn Tell>>,
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch")
            .field("limits", &self.limits)
            .field("ways", &self.ways())
            .finish_non_exhaustive()
    }
}

impl Watch {
    /// Looks once: raises what is wrong and clears what is not any more. Each change is to be told by
    /// each way.
    ///
    /// # Errors
    /// Where the catalog cannot be read or written; nothing changed then.
    pub async fn look(&self, house: &House) -> Result<(), IngestError> {
        let now = house.now();
        let disk = self.disk().await;
        // What is seen and what is kept of it is one state of the catalog.
        let write = house.catalog.write().await?;
        let looks = write.looks();
        if looks.last(WATCH).await?.is_none() {
            looks.looked(WATCH, now).await?;
        }
        let facts = Facts::gather(&write, &self.limits, disk, now).await?;
        if facts.blocked.is_some_and(|blocked| blocked.until.is_some()) {
            looks.looked(BLOCK, now).await?;
        }
        let changes = self.keep(&write, &facts, now).await?;
        write.commit().await?;
        for change in changes {
            change.log();
        }
        Ok(())
    }

    async fn keep(
        &self,
        write: &Write,
        facts: &Facts,
        now: DateTime<Utc>,
    ) -> Result<Vec<Change>, IngestError> {
        let ways = self.ways();
        let mut changes = Vec::new();
        let mut seen = BTreeSet::new();
        for alarm in evaluate(facts, &self.limits) {
            seen.insert(alarm.name.to_string());
            let row = AlarmSeen {
                name: alarm.name.to_string(),
                what: alarm.what,
                advice: alarm.advice,
                since: alarm.since,
            };
            if write.alarms().raise(&row, &ways, now).await? {
                changes.push(Change::Raised(row));
            }
        }
        for row in write.alarms().standing().await? {
            let name = row.alarm.name;
            // Of a disk of which nothing is known nothing is said.
            let is_unknown = name == AlarmName::Disk.as_str() && facts.disk.is_none();
            let is_over = !seen.contains(&name) && !is_unknown;
            if is_over && write.alarms().clear(&name, &ways, now).await? {
                changes.push(Change::Cleared(name));
            }
        }
        Ok(changes)
    }

    async fn disk(&self) -> Option<Disk> {
        let probe = Arc::clone(&self.disk);
        let found = blocking(move || {
            probe().map_err(|source| IngestError::Io {
                what: "look for the room on the disk of the home folder".to_owned(),
                source,
            })
        });
        match found.await {
            Ok(disk) => Some(disk),
            Err(error) => {
                tracing::warn!("It is not known how full the disk is: {error}");
                None
            }
        }
    }

    /// Tells whenever it is rung, for as long as it is polled.
    pub(crate) async fn tell_when(&self, house: &House, bell: &Notify) {
        loop {
            if let Err(error) = self.tell(house).await {
                tracing::warn!("Alarms cannot be told, and are again soon: {error}");
            }
            bell.notified().await;
        }
    }
}

/// What a look changed.
enum Change {
    Raised(AlarmSeen),
    Cleared(String),
}

impl Change {
    fn log(self) {
        match self {
            Self::Raised(alarm) => tracing::error!(
                alarm = alarm.name,
                "Alarm {}: {}. What to do: {}",
                alarm.name,
                alarm.what,
                alarm.advice
            ),
            Self::Cleared(name) => tracing::info!(alarm = name, "The alarm {name} is over"),
        }
    }
}
