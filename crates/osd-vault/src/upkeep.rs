//! Looking after a vault: everything that lies there, objects as they lie, and setting aside.

use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures::{Stream, StreamExt as _, TryStreamExt as _, future};
use object_store::{ObjectStoreExt as _, PutMode, path::Path};
use osd_bucket::is_absent;

use crate::{
    error::{Damage, VaultError},
    key::Key,
    object::{self, MAX_LENGTH},
    vault::{Put, Vault, damaged, failed, off_thread},
};

/// The folder of what was set aside: a folder a day and time, in each the paths of the vault.
const DAMAGED: &str = "damaged";

/// Something that lies in a vault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lying {
    /// An object of the vault.
    Object {
        /// What it is called.
        key: Key,
        /// Its length as it lies there, in bytes.
        bytes: u64,
    },
    /// A file with a name that is none of the vault's, by its path.
    Stray(String),
}

impl Vault {
    /// Everything that lies in the vault, in no order, but for what was set aside. Nothing is read.
    pub fn lying(&self) -> impl Stream<Item = Result<Lying, VaultError>> + Send + Unpin + use<> {
        let everything = self.store.list(None);
        everything
            .map_err(|error| failed("list", &"everything")(error))
            .try_filter(|meta| {
                let first = meta.location.parts().next();
                future::ready(first.is_none_or(|first| first.as_ref() != DAMAGED))
            })
            .map_ok(|meta| match Key::at(&meta.location) {
                Some(key) => Lying::Object {
                    key,
                    bytes: meta.size,
                },
                None => Lying::Stray(meta.location.to_string()),
            })
            .boxed()
    }

    /// Whether a file lies at a path that is none of the vault's.
    ///
    /// # Errors
    /// [`VaultError::Store`] where the store cannot tell.
    pub async fn has_stray(&self, path: &str) -> Result<bool, VaultError> {
        let path = Path::from(path);
        match self.store.head(&path).await {
            Ok(_) => Ok(true),
            Err(error) if is_absent(&error) => Ok(false),
            Err(error) => Err(failed("read", &path)(error)),
        }
    }

    /// An object as it lies there, packed and with its header, verified; `None` where there is none.
    ///
    /// # Errors
    /// [`VaultError::Damaged`] where it is not what was put.
    pub async fn object(&self, key: &Key) -> Result<Option<Bytes>, VaultError> {
        let Some(packed) = self.packed(key).await? else {
            return Ok(None);
        };
        sound(key, packed).await.map(Some)
    }

    /// The object under this key as it lies there.
    pub(crate) async fn packed(&self, key: &Key) -> Result<Option<Bytes>, VaultError> {
        let found = match self.store.get(&key.path()).await {
            Err(error) if is_absent(&error) => return Ok(None),
            found => found.map_err(failed("read", key))?,
        };
        // Packed, content grows by a fraction of a percent at most.
        let size = found.meta.size;
        if size > MAX_LENGTH + MAX_LENGTH / 100 {
            return Err(damaged(key)(Damage::TooLarge(size)));
        }
        found.bytes().await.map(Some).map_err(failed("read", key))
    }

    /// Puts an object as [`Self::object`] gave it: for what comes from a backup. What lies there sound
    /// already stays.
    ///
    /// # Errors
    /// [`VaultError::Damaged`] for an object that is not sound, or that belongs under another key; the
    /// others where the store fails. Nothing is changed then.
    pub async fn put_object(&self, key: &Key, packed: Bytes) -> Result<Put, VaultError> {
        let packed = sound(key, packed).await?;
        let (mode, done) = match self.object(key).await {
            Ok(Some(_)) => return Ok(Put::AlreadyThere),
            Ok(None) => (PutMode::Create, Put::New),
            Err(VaultError::Damaged { .. }) => (PutMode::Overwrite, Put::Mended),
            Err(error) => return Err(error),
        };
        match self.write(key, packed, mode).await {
            Ok(()) => Ok(done),
            // Another writer was faster, and its bytes are the first.
            Err(object_store::Error::AlreadyExists { .. }) => Ok(Put::AlreadyThere),
            Err(error) => Err(failed("write", key)(error)),
        }
    }

    /// Moves an object out of the way, whatever is in it, so that it can be had again: below
    /// `damaged/`, in a folder of this instant. Gives the path where it lies now; `None` where there was
    /// none.
    ///
    /// # Errors
    /// [`VaultError::Store`] where the store refuses.
    pub async fn set_aside(
        &self,
        key: &Key,
        at: DateTime<Utc>,
    ) -> Result<Option<String>, VaultError> {
        let aside = format!("{DAMAGED}/{}/{key}", at.format("%Y%m%dT%H%M%SZ"));
        let to = Path::from(aside.as_str());
        match self.store.rename(&key.path(), &to).await {
            Ok(()) => Ok(Some(aside)),
            Err(error) if is_absent(&error) => Ok(None),
            Err(error) => Err(failed("set aside", key)(error)),
        }
    }
}

/// A packed object, where it is sound.
async fn sound(key: &Key, packed: Bytes) -> Result<Bytes, VaultError> {
    let (opened, looked_at) = (packed.clone(), *key);
    off_thread(key, move || check_object(&looked_at, &opened)).await??;
    Ok(packed)
}

/// Whether an object, packed as it lies in a vault, is what it says it is and belongs under this key.
///
/// # Errors
/// [`VaultError::Damaged`] where it is not.
pub fn check_object(key: &Key, packed: &[u8]) -> Result<(), VaultError> {
    let (header, _) = object::open(packed).map_err(damaged(key))?;
    match key.sha256() {
        Some(named) if named != header.sha256 => {
            Err(damaged(key)(Damage::WrongPlace(header.sha256)))
        }
        _ => Ok(()),
    }
}
