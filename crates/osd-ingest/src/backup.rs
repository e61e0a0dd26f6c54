//! A backup: one file that restores into either engine, made while others write.
//!
//! The catalog is read in one transaction, so what is in the file is one of the states that existed. The
//! vault is read after it, and holds at least what that state names.

mod archive;
mod contents;
mod error;
mod reader;
mod restore;

use std::{
    fs::File,
    io,
    path::{Path, PathBuf},
};

use bytes::Bytes;
use futures::{StreamExt, TryStreamExt};
use osd_catalog::{Read, TableShape};
use osd_domain::Period;
use osd_snapshot::{OnDisk, SnapshotId};
use osd_vault::{Key, Lying, VaultError};
use tokio::sync::mpsc;

use self::{
    archive::Archive,
    contents::{Contents, FORMAT, Name},
};
pub use self::{
    contents::{About, BackupScope, LeftOut},
    error::BackupError,
    restore::{Restored, restore},
};
use crate::{House, IngestError, error::blocking};

/// Rows are put into members of about so many bytes.
const PART_BYTES: usize = 1 << 20;
/// Members that wait to be packed; objects that are read at a time.
const AHEAD: usize = 8;

/// What to back up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BackupOrder {
    /// What of the catalog.
    pub scope: BackupScope,
    /// Whether the vault's objects come with it.
    pub with_vault: bool,
    /// Whether the snapshots that serve periods come with it.
    pub with_snapshots: bool,
    /// Whether a file that is there already may be replaced.
    pub force: bool,
}

/// A backup that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackedUp {
    /// The file.
    pub path: PathBuf,
    /// Its length in bytes.
    pub bytes: u64,
    /// What it says of itself.
    pub about: About,
    /// Rows of all tables together.
    pub rows: u64,
    /// Objects of the vault.
    pub objects: u64,
    /// Snapshots.
    pub snapshots: u64,
    /// What could not be backed up, for it is damaged itself: the rest is in the file.
    pub left_out: Vec<LeftOut>,
}

/// What the thread that packs is told.
enum Entry {
    Rows(Name, Vec<u8>, u64),
    Object(Key, Bytes),
    Snapshot(Period, SnapshotId, OnDisk),
    LeftOut(LeftOut),
}

type Send = mpsc::Sender<Entry>;

/// Makes a backup at `path`, which is there whole or not at all, and only for its owner to read.
///
/// # Errors
/// [`BackupError::Exists`] where something is there already and may not be replaced; those of the stores
/// and of the file system. Nothing is left at `path` then.
pub async fn backup(
    house: &House,
    order: BackupOrder,
    path: &Path,
) -> Result<BackedUp, IngestError> {
    if !order.force && path.exists() {
        return Err(BackupError::Exists(path.to_owned()).into());
    }
    let read = house.catalog.read().await?;
    let about = about(house, &read, order.scope).await?;
    let (send, receive) = mpsc::channel(AHEAD);
    let packing = Packing {
        folder: folder_of(path),
        about: about.clone(),
    };
    let packer = tokio::task::spawn_blocking(move || packing.run(receive));
    let sent = send_all(house, &read, order, &about, &send).await;
    drop((send, read));
    let packed = packer.await;
    let packed = packed.map_err(|error| IngestError::Stopped(error.to_string()))?;
    // The packer says why it stopped; that it did is all that the sender can say.
    let Packed {
        file,
        contents,
        bytes,
    } = match (packed, sent) {
        (Err(error), _) => return Err(failed(path)(error).into()),
        (Ok(_), Err(error)) => return Err(error),
        (Ok(packed), Ok(())) => packed,
    };
    let (place, force) = (path.to_owned(), order.force);
    blocking(move || Ok(put_in_place(file, &place, force)?)).await?;
    Ok(BackedUp {
        path: path.to_owned(),
        bytes,
        rows: contents.tables.values().sum(),
        objects: contents.objects.count,
        snapshots: contents.snapshots(),
        left_out: contents.left_out,
        about,
    })
}

async fn about(house: &House, read: &Read, scope: BackupScope) -> Result<About, IngestError> {
    // First of all: from here on the transaction sees one state.
    let schema = read.schema().await?;
    let mut tables = read.tables().await?;
    if scope == BackupScope::People {
        tables.retain(|table| table.name == "journal");
    }
    Ok(About {
        format: FORMAT,
        made_at: house.now(),
        program: env!("CARGO_PKG_VERSION").to_owned(),
        scope,
        engine: house.catalog.engine(),
        schema,
        tables,
    })
}

async fn send_all(
    house: &House,
    read: &Read,
    order: BackupOrder,
    about: &About,
    send: &Send,
) -> Result<(), IngestError> {
    for table in &about.tables {
        send_rows(read, table, send).await?;
    }
    if order.with_vault {
        send_objects(house, send).await?;
    }
    if order.with_snapshots {
        for (period, id) in read.periods().current().await? {
            send_snapshot(house, period, &id, send).await?;
        }
    }
    Ok(())
}

async fn send_rows(read: &Read, table: &TableShape, send: &Send) -> Result<(), IngestError> {
    let (mut part, mut lines, mut rows) = (0, Vec::new(), 0);
    let name = |part| Name::Rows {
        table: table.name.clone(),
        part,
    };
    let mut found = read.rows_of(table).await?;
    while let Some(row) = found.try_next().await? {
        let written = serde_json::to_writer(&mut lines, &row);
        written.map_err(|error| IngestError::Stopped(error.to_string()))?;
        lines.push(b'\n');
        rows += 1;
        if lines.len() >= PART_BYTES {
            let entry = Entry::Rows(name(part), std::mem::take(&mut lines), rows);
            tell(send, entry).await?;
            (part, rows) = (part + 1, 0);
        }
    }
    match rows {
        0 => Ok(()),
        rows => tell(send, Entry::Rows(name(part), lines, rows)).await,
    }
}

async fn send_objects(house: &House, send: &Send) -> Result<(), IngestError> {
    let vault = &house.vault;
    let objects = vault.lying().try_filter_map(|lying| {
        std::future::ready(Ok(match lying {
            Lying::Object { key, .. } => Some(key),
            Lying::Stray(_) => None,
        }))
    });
    let mut read = objects
        .map(|key| async move {
            let key = key?;
            Ok::<_, VaultError>((key, vault.object(&key).await))
        })
        .buffer_unordered(AHEAD);
    while let Some((key, object)) = read.try_next().await? {
        let entry = match object {
            Ok(Some(packed)) => Entry::Object(key, packed),
            // Set aside since it was listed.
            Ok(None) => continue,
            Err(error @ VaultError::Damaged { .. }) => Entry::LeftOut(LeftOut {
                place: key.to_string(),
                why: error.to_string(),
            }),
            Err(error) => return Err(error.into()),
        };
        tell(send, entry).await?;
    }
    Ok(())
}

async fn send_snapshot(
    house: &House,
    period: Period,
    id: &str,
    send: &Send,
) -> Result<(), IngestError> {
    let (snapshots, text) = (house.snapshots.clone(), id.to_owned());
    let held = blocking(move || {
        let id: SnapshotId = text.parse()?;
        let faults = snapshots.verify(period, &id)?;
        match faults.first() {
            Some(fault) => Ok(Err(format!("{}: {}", fault.file, fault.found))),
            None => Ok(Ok((snapshots.on_disk(period, &id)?, id))),
        }
    });
    let entry = match held.await? {
        Ok((on_disk, id)) => Entry::Snapshot(period, id, on_disk),
        Err(why) => Entry::LeftOut(LeftOut {
            place: format!("{period}/{id}"),
            why,
        }),
    };
    tell(send, entry).await
}

async fn tell(send: &Send, entry: Entry) -> Result<(), IngestError> {
    let sent = send.send(entry).await;
    sent.map_err(|_| IngestError::Stopped("the backup could not be written".to_owned()))
}

/// What the thread that packs begins with.
struct Packing {
    folder: PathBuf,
    about: About,
}

/// A whole backup that has no name yet.
struct Packed {
    file: tempfile::NamedTempFile,
    contents: Contents,
    bytes: u64,
}

impl Packing {
    fn run(self, mut receive: mpsc::Receiver<Entry>) -> io::Result<Packed> {
        // Nobody but the owner may read it, from its first byte on.
        let file = tempfile::Builder::new()
            .prefix(".osd-backup-")
            .tempfile_in(&self.folder)?;
        let buffered = io::BufWriter::with_capacity(1 << 20, file);
        let mut archive = Archive::begin(buffered, &self.about)?;
        while let Some(entry) = receive.blocking_recv() {
            match entry {
                Entry::Rows(name, lines, rows) => archive.rows(&name, &lines, rows)?,
                Entry::Object(key, packed) => archive.object(key, &packed)?,
                Entry::Snapshot(period, id, on_disk) => {
                    pack_snapshot(&mut archive, period, &id, &on_disk)?;
                }
                Entry::LeftOut(left_out) => archive.leave_out(left_out),
            }
        }
        let (buffered, contents, bytes) = archive.finish()?;
        let file = buffered.into_inner().map_err(|error| error.into_error())?;
        file.as_file().sync_all()?;
        Ok(Packed {
            file,
            contents,
            bytes,
        })
    }
}

fn pack_snapshot<W: io::Write>(
    archive: &mut Archive<W>,
    period: Period,
    id: &SnapshotId,
    on_disk: &OnDisk,
) -> io::Result<()> {
    for (file, path) in on_disk.files() {
        let name = Name::SnapshotFile {
            period,
            id: id.clone(),
            file: file.to_owned(),
        };
        let (bytes, sha256) = archive.file(&name, &path)?;
        let published = on_disk.manifest().files.get(file);
        if published.is_some_and(|facts| (facts.bytes, &facts.sha256) != (bytes, &sha256)) {
            let changed = format!("{} changed while it was read", path.display());
            return Err(io::Error::other(changed));
        }
    }
    Ok(())
}

fn put_in_place(
    file: tempfile::NamedTempFile,
    path: &Path,
    force: bool,
) -> Result<(), BackupError> {
    let placed = match force {
        true => file.persist(path),
        false => file.persist_noclobber(path),
    };
    match placed {
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
            return Err(BackupError::Exists(path.to_owned()));
        }
        placed => placed.map_err(|error| failed(path)(error.error))?,
    };
    let synced = File::open(folder_of(path)).and_then(|folder| folder.sync_all());
    synced.map_err(failed(path))
}

fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if folder != Path::new("") => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> BackupError {
    let path = path.to_owned();
    move |source| BackupError::Io {
        what: "write",
        path,
        source,
    }
}

/// The file of a backup that goes into a folder: named for the time.
pub fn backup_in(folder: &Path, house: &House) -> PathBuf {
    let at = house.now().format("%Y%m%dT%H%M%SZ");
    folder.join(format!("osd-{at}.tar.zst"))
}
