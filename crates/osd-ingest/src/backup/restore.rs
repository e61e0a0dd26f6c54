//! A backup becomes a home again: all of it is read and verified before anything is written, and the
//! catalog comes last, in one transaction.

use std::{io, path::Path};

use bytes::Bytes;
use futures::{StreamExt, stream::FuturesUnordered};
use osd_catalog::Restoring;
use osd_domain::Period;
use osd_snapshot::{Receiving, SnapshotError, Snapshots};
use osd_vault::Key;
use serde_json::Value;
use tokio::sync::mpsc;

use super::{
    About, BackupError,
    contents::{Contents, Name},
    reader::{Backup, Member},
};
use crate::{House, IngestError, error::blocking, presence};

/// Objects that are put at a time.
const AT_ONCE: usize = 8;
/// Members that wait to be loaded. Rows take many times the memory of their JSON.
const AHEAD: usize = 2;

/// What was restored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// What the backup says of itself.
    pub about: About,
    /// Rows of all tables together.
    pub rows: u64,
    /// Objects of the vault.
    pub objects: u64,
    /// Snapshots.
    pub snapshots: u64,
}

/// What the thread that unpacks hands over. Files of snapshots it writes by itself.
enum Unpacked {
    Rows(usize, Vec<Vec<Value>>),
    Object(Key, Vec<u8>),
}

/// Restores a backup into this house, whose catalog must hold nothing unless `force` says that what it
/// holds may go. Objects and snapshots that are there already stay. `worker` is a name that nobody else
/// has.
///
/// # Errors
/// [`BackupError::AtWork`] where workers are alive; [`BackupError::NotWhole`], [`BackupError::Newer`];
/// those of [`osd_catalog::Catalog::restore`] and of the stores. The catalog is as it was then.
pub async fn restore(
    house: &House,
    path: &Path,
    worker: &str,
    force: bool,
) -> Result<Restored, IngestError> {
    let alive = presence::alive(&house.workers).map_err(|source| IngestError::Io {
        what: "look for workers".to_owned(),
        source,
    })?;
    if !alive.is_empty() {
        return Err(BackupError::AtWork(alive).into());
    }
    let place = path.to_owned();
    let (backup, about, contents) = blocking(move || {
        let mut backup = Backup::open(&place)?;
        let (about, contents) = backup.walk::<IngestError>(&mut |_, _| Ok(()))?;
        Ok((backup, about, contents))
    })
    .await?;
    let catalog = &house.catalog;
    let restoring = catalog.restore(&about.schema, force, house.now()).await?;
    let loaded = load(house, backup, worker, &about, &restoring).await;
    house.snapshots.discard(worker)?;
    loaded?;
    check_counts(path, &about, &contents, &restoring).await?;
    restoring.finish().await?;
    Ok(Restored {
        rows: contents.tables.values().sum(),
        objects: contents.objects.count,
        snapshots: contents.snapshots(),
        about,
    })
}

async fn load(
    house: &House,
    mut backup: Backup,
    worker: &str,
    about: &About,
    restoring: &Restoring,
) -> Result<(), IngestError> {
    let (send, mut receive) = mpsc::channel(AHEAD);
    let (snapshots, worker) = (house.snapshots.clone(), worker.to_owned());
    let unpacker =
        tokio::task::spawn_blocking(move || unpack(&mut backup, &snapshots, &worker, &send));
    let mut putting = FuturesUnordered::new();
    let mut failed = None;
    while let Some(unpacked) = receive.recv().await {
        let done = match unpacked {
            Unpacked::Rows(place, rows) => match about.tables.get(place) {
                Some(table) => restoring
                    .load(table, &rows)
                    .await
                    .map_err(IngestError::from),
                None => Ok(()),
            },
            Unpacked::Object(key, packed) => {
                let put = async move { house.vault.put_object(&key, Bytes::from(packed)).await };
                putting.push(put);
                match putting.len() < AT_ONCE {
                    true => Ok(()),
                    false => putting
                        .next()
                        .await
                        .transpose()
                        .map(drop)
                        .map_err(IngestError::from),
                }
            }
        };
        if let Err(error) = done {
            failed = Some(error);
            break;
        }
    }
    // Without a receiver the unpacker stops.
    drop(receive);
    while let Some(put) = putting.next().await {
        put?;
    }
    let unpacked = unpacker.await;
    let unpacked = unpacked.map_err(|error| IngestError::Stopped(error.to_string()))?;
    match failed {
        Some(error) => Err(error),
        None => unpacked,
    }
}

fn unpack(
    backup: &mut Backup,
    snapshots: &Snapshots,
    worker: &str,
    send: &mpsc::Sender<Unpacked>,
) -> Result<(), IngestError> {
    let tell = |unpacked| {
        let sent = send.blocking_send(unpacked);
        sent.map_err(|_| IngestError::Stopped("restoring was given up".to_owned()))
    };
    let mut receiving: Option<(Period, Receiving)> = None;
    backup.walk::<IngestError>(&mut |_, member| match member {
        Member::Rows(place, rows) => tell(Unpacked::Rows(place, rows)),
        Member::Object(key, packed) => tell(Unpacked::Object(key, packed)),
        Member::SnapshotFile(Name::SnapshotFile { period, id, file }, content) => {
            let goes_on = |(at, one): &(Period, Receiving)| *at == period && *one.id() == id;
            if !receiving.as_ref().is_some_and(goes_on) {
                finish(receiving.take())?;
            }
            let into = match &mut receiving {
                Some((_, into)) => into,
                none => &mut none.insert((period, snapshots.receive(&id, worker)?)).1,
            };
            let copied = io::copy(content, &mut into.file(&file)?);
            copied.map(drop).map_err(|source| IngestError::Io {
                what: format!("write {file} of snapshot {id}"),
                source,
            })
        }
        Member::SnapshotFile(..) => Ok(()),
    })?;
    finish(receiving)
}

fn finish(receiving: Option<(Period, Receiving)>) -> Result<(), IngestError> {
    let Some((period, receiving)) = receiving else {
        return Ok(());
    };
    let published = receiving.finish()?;
    if published.manifest.period != period {
        let what = format!("{} of {period} is of another period", published.id);
        return Err(SnapshotError::Damaged(what).into());
    }
    Ok(())
}

/// What the tables hold now is what the manifest says.
async fn check_counts(
    path: &Path,
    about: &About,
    contents: &Contents,
    restoring: &Restoring,
) -> Result<(), IngestError> {
    for table in &about.tables {
        let told = contents.tables.get(&table.name).copied();
        let held = restoring.count(table).await?;
        if told != Some(held) {
            return Err(BackupError::NotWhole {
                path: path.to_owned(),
                why: format!("{} has {held} rows and not {told:?}", table.name),
            }
            .into());
        }
    }
    Ok(())
}
