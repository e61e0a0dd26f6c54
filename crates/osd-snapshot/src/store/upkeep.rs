//! Looking after snapshots: reading every byte of them, setting aside, and moving them to and from
//! elsewhere.

use std::{fs, time::SystemTime};

use osd_domain::Period;

use super::{Place, SnapshotId, Snapshots};
use crate::{
    Snapshot, SnapshotError,
    faults::{self, Fault, FaultKind},
    receiving::{OnDisk, Receiving},
    table::Dictionaries,
    writer::MANIFEST,
};

impl Snapshots {
    /// Every snapshot that lies there, of any period, published or not, whole or not, with the time it
    /// was last changed: by period and id.
    pub fn all(&self) -> Result<Vec<(Period, SnapshotId, SystemTime)>, SnapshotError> {
        let periods = match &self.place {
            Place::Folder(folder) => folder.periods(),
            Place::Bucket(bucket) => bucket.periods(),
        }?;
        let mut all = Vec::new();
        for period in periods {
            let lying = self.lying(period)?;
            all.extend(lying.into_iter().map(|(id, changed)| (period, id, changed)));
        }
        Ok(all)
    }

    /// Reads every byte of a snapshot, where it lies and not where it was downloaded to, and gives what
    /// is not as it was published: nothing where all is well.
    ///
    /// # Errors
    /// Where it cannot be told: a store that does not answer has lost nothing.
    pub fn verify(&self, period: Period, id: &SnapshotId) -> Result<Vec<Fault>, SnapshotError> {
        let (mut faults, manifest) = match &self.place {
            Place::Folder(folder) => {
                let seen = faults::seen(&folder.path(period, id))?;
                faults::faults(id, &seen, || folder.manifest(period, id))
            }
            Place::Bucket(bucket) => bucket.faults(period, id),
        }?;
        let has_all = faults.iter().all(|fault| fault.kind == FaultKind::Stray);
        if let Some(manifest) = manifest.filter(|_| has_all) {
            let kept = Dictionaries::default();
            let opened = match &self.place {
                Place::Folder(folder) => {
                    Snapshot::open(&folder.path(period, id), id, manifest, &kept)
                }
                Place::Bucket(bucket) => {
                    let (path, manifest, lease) = bucket.fetch(period, id, &self.closer())?;
                    Snapshot::open(&path, id, manifest, &kept).map(|opened| opened.holding(lease))
                }
            };
            match opened {
                Ok(snapshot) => faults.extend(faults::wrong_figures(&snapshot)),
                Err(error @ SnapshotError::Newer { .. }) => return Err(error),
                Err(error) => faults.push(Fault {
                    file: MANIFEST.to_owned(),
                    kind: FaultKind::Damaged,
                    found: error.to_string(),
                }),
            }
        }
        Ok(faults)
    }

    /// Moves a snapshot out of the way, whatever is in it, so that it can be published again: below
    /// `.damaged/`, in a folder of this name. One that is not there is no error.
    pub fn set_aside(
        &self,
        period: Period,
        id: &SnapshotId,
        name: &str,
    ) -> Result<(), SnapshotError> {
        self.closer()(period, id);
        match &self.place {
            Place::Folder(folder) => folder.set_aside(period, id, name),
            Place::Bucket(bucket) => bucket.set_aside(period, id, name),
        }
    }

    /// The files of a snapshot on this machine's disk, downloaded where they are not there yet.
    pub fn on_disk(&self, period: Period, id: &SnapshotId) -> Result<OnDisk, SnapshotError> {
        match &self.place {
            Place::Folder(folder) => {
                let manifest = folder.manifest(period, id)?;
                Ok(OnDisk::new(folder.path(period, id), manifest, None))
            }
            Place::Bucket(bucket) => {
                let (path, manifest, lease) = bucket.fetch(period, id, &self.closer())?;
                Ok(OnDisk::new(path, manifest, Some(lease)))
            }
        }
    }

    /// Begins to take in a snapshot from elsewhere, such as a backup. It is written aside, under the name
    /// of the worker.
    pub fn receive(&self, id: &SnapshotId, worker: &str) -> Result<Receiving, SnapshotError> {
        let aside = self.writing(worker);
        fs::create_dir_all(&aside).map_err(SnapshotError::io("create", &aside))?;
        let folder = tempfile::Builder::new()
            .prefix("received-")
            .tempdir_in(&aside)
            .map_err(SnapshotError::io("create a folder in", &aside))?;
        Ok(Receiving::new(self.clone(), folder, id.clone()))
    }
}
