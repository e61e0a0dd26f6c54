//! Where the tests' filings come from and go to.

use std::{path::PathBuf, sync::Arc};

use chrono::{TimeDelta, Utc};
use osd_catalog::{Catalog, sqlite_url};
use osd_domain::Period;
use osd_fetch::{Fetcher, Folder};
use osd_ingest::{House, IngestRange, Outcome, Silent, ingest};
use osd_snapshot::Snapshots;
use osd_testkit::period;
use osd_vault::Vault;
use tempfile::TempDir;

/// A house of its own, and the folder that stands for EDGAR.
pub(crate) struct Street {
    pub(crate) folder: TempDir,
    pub(crate) house: House,
}

impl Street {
    pub(crate) async fn on(catalog: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("edgar/Archives/edgar/full-index")).unwrap();
        let url = if catalog.is_empty() {
            sqlite_url(&folder.path().join("catalog.db"))
        } else {
            catalog.to_owned()
        };
        let catalog = Catalog::open(&url).await.unwrap();
        catalog.migrate().await.unwrap();
        let house = House {
            catalog,
            vault: Vault::folder(folder.path().join("vault")).unwrap(),
            snapshots: Snapshots::folder(folder.path().join("snapshots")).unwrap(),
            fetcher: Some(Fetcher::new(Arc::new(
                Folder::new(folder.path().join("edgar")).unwrap(),
            ))),
            clock: Arc::new(Utc::now),
            workers: folder.path().join("workers"),
            pace: TimeDelta::zero(),
            progress: Arc::new(Silent),
        };
        Self { folder, house }
    }

    pub(crate) async fn on_sqlite() -> Self {
        Self::on("").await
    }

    pub(crate) fn vault(&self) -> PathBuf {
        self.folder.path().join("vault")
    }

    pub(crate) fn edgar(&self) -> PathBuf {
        self.folder.path().join("edgar")
    }

    pub(crate) async fn take_in(&self, from: &str, to: &str) -> Outcome {
        let presence = self.house.enter("tester").unwrap();
        let range = IngestRange {
            from: period(from),
            to: period(to),
            managers: Vec::new(),
            reference: true,
        };
        ingest(&self.house, &presence, &range, 2).await.unwrap()
    }

    pub(crate) async fn current(&self) -> Vec<(Period, String)> {
        self.house
            .catalog
            .read()
            .await
            .unwrap()
            .periods()
            .current()
            .await
            .unwrap()
    }
}
