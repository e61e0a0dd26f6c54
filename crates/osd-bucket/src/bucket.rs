use std::{fmt, path::Path as FsPath, sync::Arc, time::Duration};

use futures::TryStreamExt as _;
use object_store::{
    BackoffConfig, ObjectStore, ObjectStoreExt as _, PutMode, RetryConfig, aws::AmazonS3Builder,
    path::Path, prefix::PrefixStore,
};
use url::{Host, Url};

use crate::{
    client::Client,
    error::{OpenError, StoreError, is_refused_condition},
    location::Location,
    settings::Settings,
};

/// How often a request is repeated that the store did not answer, or answered with "slow down" or
/// an error of its own.
const RETRIES: usize = 8;
/// The same where somebody waits for the answer.
const FEW_RETRIES: usize = 2;
/// After so long nothing is repeated any more.
const RETRIES_END: Duration = Duration::from_secs(90);
/// The longest wait before a request is repeated; the first is a tenth of a second.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// The object that [`Bucket::probe`] writes and removes.
const PROBE: &str = ".writable";

/// A place in a bucket. Cheap to clone.
#[derive(Clone)]
pub struct Bucket {
    store: Arc<dyn ObjectStore>,
    /// For those who want to know soon whether it can be used.
    impatient: Arc<dyn ObjectStore>,
    location: Location,
    endpoint: String,
}

/// Whether a store keeps the first of two writers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conditional {
    /// It refuses to write an object that is there (`If-None-Match: *`).
    Kept,
    /// It cannot, or was told not to: the second of two writers at the same moment wins.
    NotKept,
}

impl Bucket {
    /// Makes ready to ask; nothing is asked yet.
    ///
    /// # Errors
    /// [`OpenError`] where the settings cannot work.
    pub fn open(location: Location, settings: &Settings) -> Result<Self, OpenError> {
        settings.check()?;
        let client = Client::new(settings.ca_bundle().map(FsPath::new), is_local(settings))?;
        let store = |retries| store(&location, settings, client.clone(), retries);
        let (patient, impatient) = (store(RETRIES)?, store(FEW_RETRIES)?);
        let endpoint = settings.endpoint().unwrap_or("AWS").to_owned();
        Ok(Self {
            store: patient,
            impatient,
            location,
            endpoint,
        })
    }

    /// Where it is.
    pub fn location(&self) -> &Location {
        &self.location
    }

    /// A folder of it.
    pub fn room(&self, name: &str) -> Arc<dyn ObjectStore> {
        Arc::new(PrefixStore::new(Arc::clone(&self.store), name))
    }

    /// Asks whether it is there and may be read.
    ///
    /// # Errors
    /// [`OpenError::Unusable`] with what to do.
    pub async fn look(&self) -> Result<(), OpenError> {
        let mut list = self.impatient.list(None);
        match list.try_next().await {
            Ok(_) => Ok(()),
            Err(error) => Err(self.unusable(&error)),
        }
    }

    /// Asks whether it may be written to, by writing a small object twice, and removes it.
    ///
    /// # Errors
    /// [`OpenError::Unusable`] with what to do.
    pub async fn probe(&self) -> Result<Conditional, OpenError> {
        let probe = Path::from(PROBE);
        let unusable = |error| self.unusable(&error);
        self.impatient
            .put(&probe, "first".into())
            .await
            .map_err(unusable)?;
        let second = self
            .impatient
            .put_opts(&probe, "second".into(), PutMode::Create.into())
            .await;
        let conditional = match second {
            Err(object_store::Error::AlreadyExists { .. }) => Ok(Conditional::Kept),
            Ok(_) => Ok(Conditional::NotKept),
            Err(error) if is_refused_condition(&error) => Ok(Conditional::NotKept),
            Err(error) => Err(unusable(error)),
        };
        self.impatient.delete(&probe).await.map_err(unusable)?;
        conditional
    }

    fn unusable(&self, error: &object_store::Error) -> OpenError {
        OpenError::Unusable {
            location: self.location.to_string(),
            endpoint: self.endpoint.clone(),
            why: StoreError::of(error),
        }
    }
}

/// Where it is, and at which endpoint.
impl fmt::Display for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {}", self.location, self.endpoint)
    }
}

impl fmt::Debug for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Bucket({self})")
    }
}

fn store(
    location: &Location,
    settings: &Settings,
    client: Client,
    max_retries: usize,
) -> Result<Arc<dyn ObjectStore>, OpenError> {
    let retry = RetryConfig {
        backoff: BackoffConfig {
            max_backoff: LONGEST_WAIT,
            ..BackoffConfig::default()
        },
        max_retries,
        retry_timeout: RETRIES_END,
    };
    let builder = AmazonS3Builder::new()
        .with_bucket_name(location.bucket())
        .with_http_connector(client)
        // One by one: few are removed at a time, and not every store can do it in bulk.
        .with_disable_bulk_delete(true)
        .with_retry(retry);
    let store = settings.tell(builder).build();
    let store = store.map_err(|error| OpenError::Client(error.to_string()))?;
    let prefix = location.prefix().clone();
    Ok(Arc::new(PrefixStore::new(store, prefix)))
}

fn is_local(settings: &Settings) -> bool {
    let endpoint = settings.endpoint().and_then(|text| Url::parse(text).ok());
    match endpoint.as_ref().and_then(Url::host) {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}
