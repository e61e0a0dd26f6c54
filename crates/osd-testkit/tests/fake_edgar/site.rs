//! A small site whose dates matter, with a clock that the test moves.

use std::sync::{Arc, Mutex};

use chrono::{DateTime, Utc};
use osd_testkit::{
    FailsFile, Holding, Manager, Mirror, Submission, company_tickers,
    fake_edgar::{FakeEdgar, Settings},
    period,
};
use tempfile::TempDir;

pub(crate) const BERKSHIRE: &str = "Archives/edgar/data/1067983/0000950123-25-005701.txt";
pub(crate) const LATE: &str = "Archives/edgar/data/1000045/0001000045-25-000002.txt";
pub(crate) const CO_FILED: &str = "Archives/edgar/data/2000001/0002000001-25-000003.txt";
pub(crate) const UNDER_CO_FILER: &str = "Archives/edgar/data/2000002/0002000001-25-000003.txt";
pub(crate) const QUARTER: &str = "Archives/edgar/full-index/2025/QTR2/master.idx";
pub(crate) const DAY: &str = "Archives/edgar/daily-index/2025/QTR2/master.20250515.idx";
pub(crate) const FEED: &str =
    "cgi-bin/browse-edgar?action=getcurrent&type=13F&owner=include&count=100&start=0&output=atom";

/// Long after everything.
pub(crate) const AFTER: &str = "2026-01-05T12:00:00Z";

/// A site as a test has it.
pub(crate) struct Site {
    pub(crate) fake: FakeEdgar,
    pub(crate) filings: Vec<Submission>,
    now: Arc<Mutex<DateTime<Utc>>>,
    _folder: TempDir,
}

impl Site {
    /// Without a limit of requests.
    pub(crate) async fn at(now: &str) -> Self {
        Self::with(now, unlimited()).await
    }

    pub(crate) async fn with(now: &str, settings: Settings) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let filings = filings();
        let mut mirror = Mirror::new(folder.path());
        for filing in &filings {
            mirror.add(filing);
        }
        mirror.add_row(
            period("2025Q2"),
            "320193|Apple Inc.|10-Q|2025-05-02|edgar/data/320193/0000320193-25-000057.txt",
        );
        let companies = [(1067983, "BRK-B", "BERKSHIRE HATHAWAY INC")];
        mirror.add_file("files/company_tickers.json", company_tickers(&companies));
        mirror.add_file("Archives/edgar/full-index/2025/QTR2/master.gz", "packed");
        mirror.add_fails(&FailsFile::of("202505a"));
        mirror.write().unwrap();
        let now = Arc::new(Mutex::new(now.parse().unwrap()));
        let clock = now.clone();
        let settings = Settings {
            clock: Arc::new(move || *clock.lock().unwrap()),
            ..settings
        };
        Self {
            fake: FakeEdgar::start(folder.path(), settings).await.unwrap(),
            filings,
            now,
            _folder: folder,
        }
    }

    /// Moves the clock of the site.
    pub(crate) fn moves_to(&self, now: &str) {
        *self.now.lock().unwrap() = now.parse().unwrap();
    }

    /// The submission at a path.
    pub(crate) fn submission(&self, path: &str) -> Vec<u8> {
        let named = |one: &&Submission| path.contains(&one.accession_number().to_string());
        self.filings.iter().find(named).unwrap().bytes()
    }
}

/// Settings without a limit of requests.
fn unlimited() -> Settings {
    Settings {
        max_per_second: None,
        ..Settings::default()
    }
}

fn filings() -> Vec<Submission> {
    let apple = || {
        Holding::shares("APPLE INC", "COM", "037833100")
            .amount(300)
            .value(66_639)
    };
    let berkshire = Manager::new(1067983, "Berkshire Hathaway Inc").file_number("028-04545");
    let late = Manager::new(1000045, "Müller & Söhne <Late> Ltd");
    let (one, other) = (
        Manager::new(2000001, "One LP"),
        Manager::new(2000002, "Other LP"),
    );
    vec![
        berkshire
            .files(period("2024Q4"))
            .on("2025-02-14")
            .accession("0000950123-25-002701")
            .holding(apple()),
        berkshire
            .files(period("2025Q1"))
            .on("2025-05-15")
            .accepted("2025-05-15T16:06:43")
            .accession("0000950123-25-005701")
            .holding(apple()),
        // Accepted after half past five, so filed on the next business day.
        late.files(period("2025Q1"))
            .on("2025-05-15")
            .accepted("2025-05-14T18:05:00")
            .accession("0001000045-25-000002")
            .holding(apple()),
        one.files(period("2025Q1"))
            .on("2025-05-16")
            .without_acceptance_time()
            .accession("0002000001-25-000003")
            .with_co_filer(&other)
            .holding(apple()),
        // The last business day of the quarter.
        one.files(period("2025Q1"))
            .on("2025-06-30")
            .accession("0002000001-25-000004")
            .amends_somehow(1)
            .holding(apple()),
    ]
}
