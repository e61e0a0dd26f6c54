//! Publishing a period: the whole path, the writer alone, and the same bytes written plainly.

use std::{
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use osd_domain::{Filing, Period, court::Witnesses};
use osd_form13f::READER_VERSION;
use osd_ingest::{Event, House, Presence, Progress};
use osd_snapshot::{Snapshot, SnapshotError, Snapshots};

use crate::{
    Figure,
    figure::{millions, per_second},
    memory,
};

/// The moments at which periods were published.
#[derive(Default)]
pub(crate) struct Watch(Mutex<Vec<(Period, Instant)>>);

impl Watch {
    /// When a period was published last.
    pub(crate) fn published(&self, period: Period) -> Option<Instant> {
        let told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        told.iter()
            .rev()
            .find(|(of, _)| *of == period)
            .map(|(_, at)| *at)
    }
}

impl Progress for Watch {
    fn tell(&self, event: Event) {
        if let Event::Published { period, .. } = event {
            let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            told.push((period, Instant::now()));
        }
    }
}

/// Publishes a period of a home again, from the rows that are published, and the same rows once
/// more with the writer alone. The home stays as it is: the same filings make the same snapshot.
///
/// # Errors
/// Where the period is not published, and whatever the stores say.
pub async fn measure(
    house: &House,
    presence: &Presence,
    period: Option<Period>,
) -> anyhow::Result<Vec<Figure>> {
    let (period, snapshot) = published(house, period).await?;
    let filings = house
        .catalog
        .read()
        .await?
        .filings()
        .of_period(period)
        .await?;
    let rows = snapshot.manifest().lines;
    let bytes = snapshot.manifest().bytes();
    ensure!(rows > 0, "{period} has no rows");

    let writer_alone = {
        let snapshot = Arc::clone(&snapshot);
        tokio::task::spawn_blocking(move || write_alone(&snapshot, &filings)).await??
    };
    let plain = {
        let snapshot = Arc::clone(&snapshot);
        let folder = PathBuf::from(house.snapshots.place())
            .join(period.to_string())
            .join(snapshot.id().as_str());
        tokio::task::spawn_blocking(move || write_plainly(&folder)).await??
    };
    drop(snapshot);

    let watch = Arc::new(Watch::default());
    let watched = House {
        progress: watch.clone(),
        ..house.clone()
    };
    memory::forget_peak();
    let began = Instant::now();
    let outcome = osd_ingest::judge(&watched, presence, &[period], 1)
        .await?
        .outcome;
    ensure!(
        outcome.is_whole(),
        "{period} was not published: {:?}",
        outcome.failed
    );
    let at = watch
        .published(period)
        .with_context(|| format!("{period} was not published"))?;
    let whole = at - began;

    let each = |took| per_second(rows, took);
    let mut figures = vec![
        Figure::new("publishing a period, whole", each(whole), "rows/s")
            .beside("the writer alone", each(writer_alone)),
        Figure::new("writing its snapshot", each(writer_alone), "rows/s")
            .beside("the same bytes written plainly", each(plain)),
        Figure::new("publishing a period, whole", whole.as_secs_f64(), "s"),
        Figure::new("rows of the period", millions(rows), "million"),
        Figure::new(
            "a row on disk, all files",
            millions(bytes) / millions(rows),
            "bytes",
        ),
    ];
    if let Some(memory) = memory::of(None) {
        figures.push(Figure::new(
            "most memory while publishing",
            millions(memory.peak),
            "MB",
        ));
    }
    Ok(figures)
}

/// The published snapshot of a period: of the latest unless one is named.
pub(crate) async fn published(
    house: &House,
    period: Option<Period>,
) -> anyhow::Result<(Period, Arc<Snapshot>)> {
    let current = house.catalog.read().await?.periods().current().await?;
    let wanted = |of: &Period| period.is_none_or(|period| *of == period);
    let (period, id) = current
        .into_iter()
        .filter(|(of, _)| wanted(of))
        .max()
        .with_context(|| match period {
            Some(period) => format!("{period} is not published in this home"),
            None => "nothing is published in this home: `osd bench generate` makes one".to_owned(),
        })?;
    let id = id.parse()?;
    Ok((period, house.snapshots.open(period, &id)?))
}

/// Writes the rows of a snapshot as another; reading them is not counted.
fn write_alone(snapshot: &Snapshot, filings: &[Filing]) -> anyhow::Result<Duration> {
    let folder = tempfile::tempdir_in(std::env::temp_dir())?;
    let snapshots = Snapshots::folder(folder.path())?;
    let period = snapshot.manifest().period;
    let mut took = Duration::ZERO;
    let mut timed = |began: Instant| took += began.elapsed();
    let began = Instant::now();
    let mut writer = snapshots.begin(period, READER_VERSION, "bench")?;
    timed(began);
    for filing in filings {
        let lines = match snapshot.filing(filing.cik, filing.accession) {
            Some(entry) => snapshot.lines(entry)?,
            None => Vec::new(),
        };
        let began = Instant::now();
        writer.push(filing, &lines)?;
        timed(began);
    }
    let began = Instant::now();
    writer.finish(Witnesses::<SnapshotError>::default())?;
    timed(began);
    Ok(took)
}

/// Writes the files of a snapshot once more, byte by byte, and waits until they are on disk.
fn write_plainly(snapshot: &Path) -> anyhow::Result<Duration> {
    let folder = tempfile::tempdir_in(std::env::temp_dir())?;
    let mut took = Duration::ZERO;
    for entry in fs::read_dir(snapshot)? {
        let entry = entry?;
        let bytes = fs::read(entry.path())?;
        let began = Instant::now();
        let mut file = File::create(folder.path().join(entry.file_name()))?;
        file.write_all(&bytes)?;
        file.sync_all()?;
        took += began.elapsed();
    }
    Ok(took)
}
