//! Opens the stores under a home folder, or where the environment says.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::Context;
use chrono::{DateTime, TimeDelta, Utc};
use osd_api::{Counter, Folders};
use osd_bucket::{Bucket, Location, NoLocation, Settings, VARIABLES};
use osd_catalog::{Catalog, sqlite_url};
use osd_fetch::{Budget, Fetcher, Folder, Http, HttpSettings, RedisBudget};
use osd_ingest::{Clock, House, Progress, READER_VERSION};
use osd_snapshot::Snapshots;
use osd_vault::Vault;

use crate::{
    cli::{Edgar, Store},
    commands::Failure,
};

/// The folder that holds all state, but for what is in a bucket and a database.
pub(crate) struct Home {
    root: PathBuf,
    store: Store,
}

impl Home {
    /// The folder that was named, else the usual place for a user's data.
    pub(crate) fn new(named: Option<PathBuf>, store: Store) -> Self {
        let usual = || {
            let data = env::var_os("XDG_DATA_HOME").map(PathBuf::from);
            let data = data.or_else(|| Some(Path::new(&env::var_os("HOME")?).join(".local/share")));
            data.map_or_else(|| PathBuf::from(".osd"), |data| data.join("osd"))
        };
        Self {
            root: named.unwrap_or_else(usual),
            store,
        }
    }

    /// A home in this folder, whatever is set for others.
    pub(crate) fn in_folder(root: &Path) -> Self {
        let store = Store {
            location: None,
            cache: None,
            cache_size: bytesize::ByteSize::default(),
        };
        Self::new(Some(root.to_owned()), store)
    }

    /// The same stores around another folder.
    pub(crate) fn at(&self, root: PathBuf) -> Self {
        let store = self.store.clone();
        Self { root, store }
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// The URL of the catalog: `DATABASE_URL`, or a file in the home folder.
    pub(crate) fn catalog_url(&self) -> Result<String, Failure> {
        match secret("DATABASE_URL")? {
            Some(url) => Ok(url),
            None => Ok(sqlite_url(&self.catalog_file())),
        }
    }

    fn catalog_file(&self) -> PathBuf {
        self.root.join("catalog.db")
    }

    /// The bucket, where the stores are in one.
    pub(crate) fn bucket(&self) -> Result<Option<Bucket>, Failure> {
        let Some(location) = self.store.location.as_deref().filter(|at| !at.is_empty()) else {
            return Ok(None);
        };
        let location: Location = location
            .parse()
            .map_err(|error: NoLocation| Failure::usage(format!("--store {error}")))?;
        let mut settings = Settings::default();
        for variable in VARIABLES {
            let value = if variable.from_file {
                secret(variable.name)?
            } else {
                env::var(variable.name).ok()
            };
            settings.set(variable, value.unwrap_or_default());
        }
        let opened = Bucket::open(location, &settings);
        Ok(Some(
            opened.map_err(|error| Failure::usage(error.to_string()))?,
        ))
    }

    /// The bucket, where the stores are in one, after a look whether it can be used.
    pub(crate) async fn usable_bucket(&self) -> Result<Option<Bucket>, Failure> {
        let bucket = self.bucket()?;
        if let Some(bucket) = &bucket {
            bucket.look().await.map_err(anyhow::Error::from)?;
        }
        Ok(bucket)
    }

    pub(crate) fn snapshots(&self) -> Result<Snapshots, Failure> {
        let opened = match self.bucket()? {
            None => Snapshots::folder(self.root.join("snapshots")),
            Some(bucket) => {
                let cache = self.store.cache.clone();
                let cache = cache.unwrap_or_else(|| self.root.join("cache"));
                let name = format!("{}/snapshots", bucket.location());
                let limit = self.store.cache_size.as_u64();
                Snapshots::bucket(bucket.room("snapshots"), name, cache, limit)
            }
        };
        Ok(opened.map_err(anyhow::Error::from)?)
    }

    pub(crate) fn vault(&self) -> Result<Vault, Failure> {
        Ok(match self.bucket()? {
            None => Vault::folder(self.root.join("vault")).map_err(anyhow::Error::from)?,
            Some(bucket) => Vault::over(bucket.room("vault")),
        })
    }

    fn workers(&self) -> PathBuf {
        self.root.join("workers")
    }

    /// Opens the catalog, which must be there already.
    async fn standing_catalog(&self) -> Result<Catalog, Failure> {
        if secret("DATABASE_URL")?.is_none() && !self.catalog_file().exists() {
            return Err(Failure::NotDone(anyhow::anyhow!(
                "there is nothing in {} yet: `osd ingest` takes filings in",
                self.root.display()
            )));
        }
        let opened = Catalog::open(&self.catalog_url()?).await;
        Ok(opened.map_err(anyhow::Error::from)?)
    }

    /// What answers are made from. The catalog must be there already.
    pub(crate) async fn counter(&self) -> Result<Counter, Failure> {
        let counter = Counter::new(
            self.standing_catalog().await?,
            self.snapshots()?,
            self.vault()?,
            READER_VERSION,
        );
        Ok(counter.with_clock(clock()?).with_folders(self.folders()?))
    }

    /// What takes room on this machine.
    fn folders(&self) -> Result<Folders, Failure> {
        let is_here = self.bucket()?.is_none();
        Ok(Folders {
            home: self.root.clone(),
            vault: is_here.then(|| self.root.join("vault")),
        })
    }

    /// Every store as it stands, without a door to EDGAR: for what looks after them. The catalog must be
    /// there already, and its tables stay of the version that they are.
    pub(crate) async fn standing_house(
        &self,
        progress: Arc<dyn Progress>,
    ) -> Result<House, Failure> {
        let catalog = self.standing_catalog().await?;
        self.usable_bucket().await?;
        Ok(House {
            catalog,
            vault: self.vault()?,
            snapshots: self.snapshots()?,
            fetcher: None,
            clock: clock()?,
            workers: self.workers(),
            pace: PACE,
            progress,
        })
    }

    /// What work is done with: every store, made ready, and the door to EDGAR if one is asked
    /// for.
    pub(crate) async fn house(
        &self,
        fetcher: Option<Fetcher>,
        progress: Arc<dyn Progress>,
    ) -> Result<House, Failure> {
        self.usable_bucket().await?;
        fs::create_dir_all(&self.root)
            .with_context(|| format!("failed to make the home folder {}", self.root.display()))?;
        let catalog = Catalog::open(&self.catalog_url()?)
            .await
            .map_err(anyhow::Error::from)?;
        catalog.migrate().await.map_err(anyhow::Error::from)?;
        Ok(House {
            catalog,
            vault: self.vault()?,
            snapshots: self.snapshots()?,
            fetcher,
            clock: clock()?,
            workers: self.workers(),
            pace: PACE,
            progress,
        })
    }
}

/// While filings of a period keep coming, it is published once in so long.
const PACE: TimeDelta = TimeDelta::seconds(60);

/// The time. In test builds alone `OSD_NOW` can set it, for what happens a day later.
fn clock() -> Result<Clock, Failure> {
    match env::var("OSD_NOW") {
        Ok(now) if fail::has_failpoints() => {
            let now: DateTime<Utc> = now
                .parse()
                .with_context(|| format!("OSD_NOW {now:?} is no instant"))?;
            Ok(Arc::new(move || now))
        }
        _ => Ok(Arc::new(Utc::now)),
    }
}

/// The door to EDGAR: sec.gov, another server like it, or a folder.
pub(crate) fn fetcher(edgar: &Edgar) -> Result<Fetcher, Failure> {
    let door: Arc<dyn osd_fetch::Edgar> = if edgar.edgar.contains("://") {
        let mut settings = HttpSettings::new(edgar.user_agent.clone().unwrap_or_default());
        let base = edgar.edgar.parse();
        settings.base =
            base.map_err(|error| Failure::usage(format!("--edgar {}: {error}", edgar.edgar)))?;
        settings.rate_per_second = edgar.rate;
        if let Some(url) = secret("REDIS_URL")? {
            settings.budget = Budget::Redis(RedisBudget::new(url));
        }
        Arc::new(Http::new(settings).map_err(|error| Failure::usage(error.to_string()))?)
    } else {
        Arc::new(Folder::new(&edgar.edgar).map_err(|error| Failure::usage(error.to_string()))?)
    };
    Ok(Fetcher::new(door))
}

/// A setting that may hold a secret: from the environment, or from the file that `NAME_FILE`
/// names.
pub(crate) fn secret(name: &str) -> Result<Option<String>, Failure> {
    if let Some(value) = env::var(name).ok().filter(|value| !value.is_empty()) {
        return Ok(Some(value));
    }
    let Some(file) = env::var_os(format!("{name}_FILE")) else {
        return Ok(None);
    };
    let read =
        |file: &Path| -> io::Result<String> { Ok(fs::read_to_string(file)?.trim().to_owned()) };
    let value = read(Path::new(&file))
        .with_context(|| format!("failed to read {name}_FILE {}", Path::new(&file).display()))?;
    Ok(Some(value).filter(|value| !value.is_empty()))
}
