//! A house of its own for each test, and what can be seen of it from outside.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use osd_testkit::{
    Universe,
    moto::{MotoBucket, fresh_bucket},
    period, postgres, universe,
};
use tempfile::TempDir;

/// Where filings come from.
pub(crate) struct Source {
    folder: PathBuf,
    _temporary: Option<TempDir>,
}

impl Source {
    /// A small universe of managers, the same for the same seed.
    pub(crate) fn universe(seed: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        universe(seed).mirror(folder.path()).write().unwrap();
        Self {
            folder: folder.path().to_owned(),
            _temporary: Some(folder),
        }
    }

    /// A smaller one.
    pub(crate) fn small(seed: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let quarters = period("2022Q3")..=period("2022Q4");
        let universe = Universe::of(seed, 12, quarters);
        universe.mirror(folder.path()).write().unwrap();
        Self {
            folder: folder.path().to_owned(),
            _temporary: Some(folder),
        }
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The real filings beside the project, where they are.
    pub(crate) fn real() -> Option<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/edgar");
        folder.exists().then_some(Self {
            folder,
            _temporary: None,
        })
    }
}

/// A home folder, and a database if it is not the one in the folder.
pub(crate) struct Home {
    folder: TempDir,
    database: Option<String>,
    bucket: Option<MotoBucket>,
}

/// What must be the same whatever happened on the way.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Facts {
    counts: String,
    filings: String,
    pub(crate) snapshots: Vec<String>,
    managers: String,
}

impl Facts {
    /// How many filings there are.
    pub(crate) fn filings_listed(&self) -> usize {
        self.filings.lines().count() - 1
    }
}

impl Home {
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            database: None,
            bucket: None,
        }
    }

    pub(crate) fn on_postgres() -> Self {
        Self {
            database: Some(postgres::fresh_database()),
            ..Self::new()
        }
    }

    pub(crate) fn on_a_bucket() -> Self {
        Self {
            bucket: Some(fresh_bucket()),
            ..Self::new()
        }
    }

    /// Forgets what was downloaded.
    pub(crate) fn empty_cache(&self) {
        std::fs::remove_dir_all(self.folder.path().join("cache")).unwrap();
    }

    fn osd(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_osd"));
        command
            .env_clear()
            .env("OSD_HOME", self.folder.path())
            .stdin(Stdio::null());
        command.stdout(Stdio::null()).stderr(Stdio::null());
        if let Some(url) = &self.database {
            command.env("DATABASE_URL", url);
        }
        if let Some(bucket) = &self.bucket {
            command.env("OSD_STORE", bucket.place("osd"));
            command.envs(bucket.variables());
        }
        command
    }

    /// A process that follows a fake EDGAR in these roles, about to be run. With a Redis it shares
    /// the rate with others.
    pub(crate) fn follow(&self, roles: &str, edgar: &str, redis: Option<&str>) -> Command {
        let mut command = self.osd();
        command
            .args([
                "serve", "--roles", roles, "--from", "2022Q3", "--edgar", edgar,
            ])
            .args(["--user-agent", "Jane Doe jane@example.com", "--rate", "8"])
            // They follow a day long ago by a clock of today.
            .args(["--schedule", "reference=off"]);
        if let Some(url) = redis {
            command.env("REDIS_URL", url);
        }
        command
    }

    /// Whether all of the source is in and served.
    pub(crate) fn is_served(&self, filings: usize) -> bool {
        let Some(status) = self.try_answer(&["status", "--format", "json"]) else {
            return false;
        };
        let status: serde_json::Value = serde_json::from_str(&status).unwrap();
        let periods = status["periods"].as_array().unwrap();
        status["filings"] == filings
            && status["waiting"] == 0
            && periods.iter().all(|period| period["up_to_date"] == true)
    }

    fn try_answer(&self, arguments: &[&str]) -> Option<String> {
        let output = self
            .osd()
            .args(arguments)
            .stdout(Stdio::piped())
            .output()
            .unwrap();
        output
            .status
            .success()
            .then(|| String::from_utf8(output.stdout).unwrap())
    }

    /// An ingest of everything, about to be run.
    pub(crate) fn ingest(&self, source: &Source) -> Command {
        self.ingest_up_to("2025Q4", source)
    }

    /// An ingest of the indexes up to a quarter, about to be run.
    pub(crate) fn ingest_up_to(&self, quarter: &str, source: &Source) -> Command {
        let mut command = self.osd();
        command
            .args(["ingest", "--from", "1999Q1", "--to", quarter, "--edgar"])
            .arg(&source.folder);
        command
    }

    /// After an ingest that nothing disturbed.
    pub(crate) fn ingested(&self, source: &Source) -> &Self {
        let output = self.ingest(source).stderr(Stdio::piped()).output().unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        self
    }

    fn answer(&self, arguments: &[&str]) -> String {
        let output = self
            .osd()
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{arguments:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap()
    }

    pub(crate) fn facts(&self) -> Facts {
        let snapshots = self.answer(&["snapshots", "--format", "csv"]);
        Facts {
            counts: self.answer(&["check", "--format", "json"]),
            filings: self.answer(&["check", "--filings", "--format", "csv"]),
            snapshots: snapshots.lines().skip(1).map(ToOwned::to_owned).collect(),
            managers: self.answer(&["managers", "--format", "csv"]),
        }
    }

    /// Asks for rows of every published period.
    pub(crate) fn every_period_answers(&self) {
        let snapshots = self.answer(&["snapshots", "--format", "csv"]);
        for row in snapshots.lines().skip(1) {
            let period = row.split(',').next().unwrap();
            let managers = self.answer(&["managers", "--period", period, "--format", "csv"]);
            let held = managers.lines().find(|row| row.contains(",held,"));
            if let Some((cik, _)) = held.and_then(|row| row.split_once(',')) {
                self.answer(&["portfolio", cik, period]);
            }
        }
    }

    /// Files that only a worker at work should have.
    pub(crate) fn leftovers(&self) -> Vec<String> {
        let folders = [
            "workers",
            "snapshots/.writing",
            "cache/.writing",
            "cache/.loading",
            "cache/.going",
        ]
        .map(|folder| self.folder.path().join(folder));
        let entries = folders
            .iter()
            .filter_map(|folder| std::fs::read_dir(folder).ok())
            .flatten()
            .flatten();
        entries
            .map(|entry| entry.path().display().to_string())
            .collect()
    }

    /// Snapshots that lie in the folder, pointed to or not.
    pub(crate) fn snapshots_lying(&self) -> usize {
        let periods = std::fs::read_dir(self.folder.path().join("snapshots"))
            .unwrap()
            .flatten();
        periods
            .filter(|period| !period.file_name().to_string_lossy().starts_with('.'))
            .map(|period| std::fs::read_dir(period.path()).unwrap().count())
            .sum()
    }
}

/// A throw of dice that can be thrown again (splitmix64).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    /// From 0 to 1.
    pub(crate) fn fraction(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) as f64 / u64::MAX as f64
    }
}
