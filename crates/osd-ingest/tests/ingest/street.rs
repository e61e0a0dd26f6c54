//! Where the tests' filings come from and go to.

use std::{path::PathBuf, sync::Arc};

use chrono::{TimeDelta, Utc};
use osd_catalog::{Catalog, sqlite_url};
use osd_domain::Period;
use osd_fetch::{Fetcher, Folder};
use osd_ingest::{House, IngestRange, Outcome, Silent, ingest};
use osd_snapshot::Snapshots;
use osd_testkit::{Holding, Manager, Mirror, Submission, period};
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

    pub(crate) fn snapshots(&self) -> PathBuf {
        self.folder.path().join("snapshots")
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

/// A manager's report of one security for the third quarter of 2024.
pub(crate) fn report(cik: u64, accepted: &str, shares: i64) -> Submission {
    let manager = Manager::new(cik, &format!("MANAGER {cik}"));
    let holding = Holding::shares("APPLE INC", "COM", "037833100");
    manager
        .files(period("2024Q3"))
        .on(&accepted[..10])
        .accepted(accepted)
        .holding(holding.amount(shares).value(233 * shares))
}

/// A street with these reports in EDGAR's folder.
pub(crate) async fn street_with(reports: &[Submission]) -> Street {
    let street = Street::on_sqlite().await;
    let mut mirror = Mirror::new(street.edgar());
    for report in reports {
        mirror.add(report);
    }
    mirror.write().unwrap();
    street
}
