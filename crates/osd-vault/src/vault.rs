use std::{
    fmt,
    fs::{self, File},
    io,
    path::Path as FsPath,
    sync::Arc,
};

use bytes::Bytes;
use futures::{Stream, StreamExt as _, TryStreamExt as _, future};
use object_store::{
    GetOptions, ObjectMeta, ObjectStore, ObjectStoreExt as _, PutMode, PutPayload,
    local::LocalFileSystem, path::Path,
};
use osd_bucket::{StoreError, is_absent, is_refused_condition};
use osd_domain::{Accession, Period, ReferenceFile};

use crate::{
    digest::Digest,
    error::{Damage, VaultError},
    key::{INDEXES, Key, REFERENCE, SUBMISSIONS},
    object::{self, Header, MAX_HEADER, MAX_LENGTH, Provenance},
};

/// Of zstd, for indexes: they are large, few, and fetched again and again.
const INDEX_LEVEL: i32 = 3;

/// Of zstd, for submissions: written once, kept for good. On 501 Form 13F filings (35 MB, one
/// core) level 3 packs into 6.59 MB in 0.3 s, 9 into 6.15 MB in 0.8 s, 12 into 6.11 MB in 1.7 s,
/// and 19 into 5.69 MB in 18.6 s, which is longer than all other work on a filing.
const SUBMISSION_LEVEL: i32 = 9;

/// Of zstd, for reference files: the large ones are packed already.
const REFERENCE_LEVEL: i32 = 3;

/// The bytes EDGAR sent. A clone is the same vault.
#[derive(Clone)]
pub struct Vault {
    pub(crate) store: Arc<dyn ObjectStore>,
    /// What `Debug` shows.
    shown: Arc<str>,
}

/// How a folder is written to; of any other store its name alone, for the rest may hold keys.
impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Vault({})", self.shown)
    }
}

/// What came of a put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Put {
    /// The bytes are kept from now on.
    New,
    /// The same bytes were kept already, with their first provenance.
    AlreadyThere,
    /// What was there was damaged, and has been replaced.
    Mended,
    /// Other bytes are kept under this key. They are sound and stay; those offered were dropped.
    Differs {
        /// The digest of the bytes that are kept.
        kept: Digest,
    },
}

/// Bytes as they were sent, verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Where they come from.
    pub provenance: Provenance,
    /// The bytes.
    pub bytes: Bytes,
    /// Their digest.
    pub sha256: Digest,
}

/// Kept bytes by their header, such as a version of a file that the SEC rewrites. [`Vault::get`] has
/// the bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Where it comes from.
    pub provenance: Provenance,
    /// The digest of the bytes, which the key of a version needs.
    pub sha256: Digest,
    /// Their length.
    pub length: u64,
}

impl Version {
    fn of(header: Header) -> Self {
        Self {
            provenance: header.provenance,
            sha256: header.sha256,
            length: header.length,
        }
    }
}

impl Vault {
    /// A vault in a folder, which is created where there is none. Each write is fsynced.
    ///
    /// # Errors
    /// [`VaultError::Folder`] where the folder cannot be created or opened.
    pub fn folder(path: impl AsRef<FsPath>) -> Result<Self, VaultError> {
        let path = path.as_ref();
        let folder = |source: io::Error| VaultError::Folder {
            path: path.to_owned(),
            source,
        };
        create_folder(path).map_err(folder)?;
        let store = LocalFileSystem::new_with_prefix(path)
            .map_err(|error| folder(io::Error::other(error)))?
            .with_fsync(true);
        Ok(Self {
            shown: format!("{store:?}").into(),
            store: Arc::new(store),
        })
    }

    /// A vault over any store, such as a bucket. The store must be durable when a write returns.
    pub fn over(store: Arc<dyn ObjectStore>) -> Self {
        let shown = store.to_string().into();
        Self { store, shown }
    }

    /// Keeps `bytes`, unless sound bytes are kept under this key already. Safe to call for the same
    /// key at the same time, from any number of processes: one of them writes.
    ///
    /// # Errors
    /// [`VaultError::OtherBytes`] and [`VaultError::TooLarge`] for bytes that cannot be kept under
    /// this key; the others where the store fails. Nothing is changed then.
    pub async fn put(
        &self,
        key: &Key,
        provenance: &Provenance,
        bytes: Bytes,
    ) -> Result<Put, VaultError> {
        let (mode, done) = match self.get(key).await {
            Ok(Some(kept)) => return compare(key, &kept, &bytes),
            Ok(None) => (PutMode::Create, Put::New),
            Err(VaultError::Damaged { .. }) => (PutMode::Overwrite, Put::Mended),
            Err(error) => return Err(error),
        };
        let (sealed_key, provenance, sent) = (*key, provenance.clone(), bytes.clone());
        let object = off_thread(key, move || seal(&sealed_key, provenance, &sent)).await??;
        match self.write(key, object, mode).await {
            Ok(()) => Ok(done),
            Err(error @ object_store::Error::AlreadyExists { .. }) => {
                // Another writer was faster, and its bytes are the first.
                match self.get(key).await? {
                    Some(kept) => compare(key, &kept, &bytes),
                    None => Err(failed("write", key)(error)),
                }
            }
            Err(error) => Err(failed("write", key)(error)),
        }
    }

    /// The bytes kept under this key, verified; `None` where there are none.
    ///
    /// # Errors
    /// [`VaultError::Damaged`] where an object is there and is not what was put.
    pub async fn get(&self, key: &Key) -> Result<Option<Kept>, VaultError> {
        let Some(object) = self.packed(key).await? else {
            return Ok(None);
        };
        let (header, bytes) = off_thread(key, move || object::open(&object))
            .await?
            .map_err(damaged(key))?;
        match key.sha256() {
            Some(named) if named != header.sha256 => {
                Err(damaged(key)(Damage::WrongPlace(header.sha256)))
            }
            _ => Ok(Some(Kept {
                provenance: header.provenance,
                bytes: bytes.into(),
                sha256: header.sha256,
            })),
        }
    }

    /// What is known of the bytes kept under this key, by their header; `None` where there are none.
    /// The bytes themselves are not read, so they may be damaged.
    ///
    /// # Errors
    /// [`VaultError::Damaged`] where the header cannot be read.
    pub async fn facts(&self, key: &Key) -> Result<Option<Version>, VaultError> {
        let meta = match self.store.head(&key.path()).await {
            Ok(meta) => meta,
            Err(object_store::Error::NotFound { .. }) => return Ok(None),
            Err(error) => return Err(failed("read", key)(error)),
        };
        self.header(key, &meta).await.map(Version::of).map(Some)
    }

    /// Whether an object lies under this key. It is not read, so it may be damaged.
    ///
    /// # Errors
    /// [`VaultError::Store`] where the store cannot tell.
    pub async fn contains(&self, key: &Key) -> Result<bool, VaultError> {
        match self.store.head(&key.path()).await {
            Ok(_) => Ok(true),
            Err(error) if is_absent(&error) => Ok(false),
            Err(error) => Err(failed("read", key)(error)),
        }
    }

    /// All submissions, in no order. None of them is read.
    pub fn submissions(&self) -> impl Stream<Item = Result<Accession, VaultError>> + Send + use<> {
        self.list(Path::from(SUBMISSIONS))
            .try_filter_map(|(key, _)| {
                future::ready(Ok(match key {
                    Key::Submission(accession) => Some(accession),
                    Key::Index { .. } | Key::Reference { .. } => None,
                }))
            })
    }

    /// All versions of all indexes, by quarter and then by digest. None of them is read.
    ///
    /// # Errors
    /// [`VaultError::Store`] where the store cannot list them.
    pub async fn indexes(&self) -> Result<Vec<(Period, Digest)>, VaultError> {
        let mut found = Vec::new();
        let mut list = self.list(Path::from(INDEXES));
        while let Some((key, _)) = list.try_next().await? {
            if let Key::Index { quarter, sha256 } = key {
                found.push((quarter, sha256));
            }
        }
        found.sort_unstable();
        Ok(found)
    }

    /// The versions of the index of one quarter, by the time they were fetched and then by digest:
    /// the last one is the newest. Only their headers are read.
    ///
    /// # Errors
    /// [`VaultError::Damaged`] where the header of a version cannot be read.
    pub async fn index_versions(&self, quarter: Period) -> Result<Vec<Version>, VaultError> {
        self.versions(Key::index_folder(quarter)).await
    }

    /// All versions of all reference files, by file and then by digest. None of them is read.
    ///
    /// # Errors
    /// [`VaultError::Store`] where the store cannot list them.
    pub async fn references(&self) -> Result<Vec<(ReferenceFile, Digest)>, VaultError> {
        let mut found = Vec::new();
        let mut list = self.list(Path::from(REFERENCE));
        while let Some((key, _)) = list.try_next().await? {
            if let Key::Reference { file, sha256 } = key {
                found.push((file, sha256));
            }
        }
        found.sort_unstable();
        Ok(found)
    }

    /// The versions of a reference file, by the time they were fetched and then by digest: the last
    /// one is the newest. Only their headers are read.
    ///
    /// # Errors
    /// [`VaultError::Damaged`] where the header of a version cannot be read.
    pub async fn reference_versions(
        &self,
        file: ReferenceFile,
    ) -> Result<Vec<Version>, VaultError> {
        self.versions(Key::reference_folder(file)).await
    }

    async fn versions(&self, folder: Path) -> Result<Vec<Version>, VaultError> {
        let mut versions = Vec::new();
        let mut list = self.list(folder);
        while let Some((key, meta)) = list.try_next().await? {
            let header = self.header(&key, &meta).await?;
            versions.push(Version::of(header));
        }
        versions.sort_unstable_by_key(|version| (version.provenance.fetched_at, version.sha256));
        Ok(versions)
    }

    async fn header(&self, key: &Key, meta: &ObjectMeta) -> Result<Header, VaultError> {
        if meta.size == 0 {
            return Err(damaged(key)(Damage::NoHeader)); // a range of nothing would be refused
        }
        let head = GetOptions::new().with_range(Some(0..MAX_HEADER as u64));
        let found = self.store.get_opts(&meta.location, head).await;
        let head = found.map_err(failed("read", key))?.bytes().await;
        let head = head.map_err(failed("read", key))?;
        object::split(&head)
            .map(|(header, _)| header)
            .map_err(damaged(key))
    }

    /// The objects of the vault below a folder; other files are passed over.
    fn list(
        &self,
        folder: Path,
    ) -> impl Stream<Item = Result<(Key, ObjectMeta), VaultError>> + Send + Unpin + use<> {
        self.store
            .list(Some(&folder))
            .map_err(move |error| failed("list", &folder)(error))
            .try_filter_map(|meta| {
                future::ready(Ok(Key::at(&meta.location).map(|key| (key, meta))))
            })
            .boxed()
    }

    /// Writes a whole object at once: readers see it all or not at all. Where the store knows no
    /// conditions, the last of several writers at the same moment wins; each has seen before that
    /// nothing was there, and what EDGAR has under an accession does not change.
    pub(crate) async fn write(
        &self,
        key: &Key,
        object: impl Into<PutPayload>,
        mode: PutMode,
    ) -> object_store::Result<()> {
        fail::fail_point!("vault.write", |_| std::process::abort());
        let (path, object): (_, PutPayload) = (key.path(), object.into());
        let written = self
            .store
            .put_opts(&path, object.clone(), mode.into())
            .await;
        match written {
            Err(error) if is_refused_condition(&error) => self.store.put(&path, object).await,
            written => written,
        }?;
        fail::fail_point!("vault.written", |_| std::process::abort());
        Ok(())
    }
}

/// Creates a folder and those above it, each on disk before the next.
fn create_folder(path: &FsPath) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    let above = match path.parent() {
        Some(above) if above != FsPath::new("") => above,
        _ => FsPath::new("."),
    };
    create_folder(above)?;
    match fs::create_dir(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => {}
        created => created?,
    }
    // Only on Unix is a folder a file that can be synced.
    if cfg!(unix) {
        File::open(above)?.sync_all()
    } else {
        Ok(())
    }
}

/// What came of offering bytes for a key that has sound ones.
fn compare(key: &Key, kept: &Kept, offered: &Bytes) -> Result<Put, VaultError> {
    if kept.bytes == offered {
        return Ok(Put::AlreadyThere);
    }
    check(key, Digest::of(offered))?;
    Ok(Put::Differs { kept: kept.sha256 })
}

/// Refuses bytes that the key does not name.
fn check(key: &Key, sha256: Digest) -> Result<(), VaultError> {
    match key.sha256() {
        Some(named) if named != sha256 => Err(VaultError::OtherBytes { key: *key, sha256 }),
        _ => Ok(()),
    }
}

fn seal(key: &Key, provenance: Provenance, bytes: &[u8]) -> Result<Vec<u8>, VaultError> {
    let length = bytes.len() as u64;
    if length > MAX_LENGTH {
        return Err(VaultError::TooLarge { key: *key, length });
    }
    let sha256 = Digest::of(bytes);
    check(key, sha256)?;
    let level = match key {
        Key::Index { .. } => INDEX_LEVEL,
        Key::Submission(_) => SUBMISSION_LEVEL,
        Key::Reference { .. } => REFERENCE_LEVEL,
    };
    let header = Header {
        provenance,
        sha256,
        length,
    };
    object::seal(&header, bytes, level).map_err(|source| VaultError::Compress { key: *key, source })
}

/// Hashing and packing would hold up the other tasks of the thread.
pub(crate) async fn off_thread<T: Send + 'static>(
    key: &Key,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, VaultError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|source| VaultError::Interrupted { key: *key, source })
}

pub(crate) fn failed(
    doing: &'static str,
    object: &impl ToString,
) -> impl FnOnce(object_store::Error) -> VaultError {
    let object = object.to_string();
    move |source| VaultError::Store {
        doing,
        object,
        source: StoreError::of(&source),
    }
}

pub(crate) fn damaged(key: &Key) -> impl FnOnce(Damage) -> VaultError {
    let key = *key;
    move |what| VaultError::Damaged { key, what }
}
