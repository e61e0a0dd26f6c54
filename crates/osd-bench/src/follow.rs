//! From EDGAR's feed to the answer, while a large period is published for another reason.

use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use anyhow::{Context, bail, ensure};
use chrono::{DateTime, TimeDelta, Utc};
use osd_catalog::{WorkKind, WorkState};
use osd_domain::Period;
use osd_edgar::clock::eastern_to_utc;
use osd_ingest::House;
use osd_testkit::{
    Submission,
    fake_edgar::{FakeEdgar, Settings},
};

use crate::{
    Figure, Plan,
    client::Client,
    figure::millions,
    newcomers::{mirror, newcomers},
    publish::published,
    server::Server,
};

/// How often it is looked whether something is so.
const LOOK: Duration = Duration::from_millis(100);
/// How long nothing may become of a filing.
const PATIENCE: Duration = Duration::from_secs(600);
/// By what the filings are apart.
const APART: TimeDelta = TimeDelta::minutes(10);

/// Serves a home that follows an EDGAR on this machine. In each round a filing has the latest period be
/// published again, and while that is going on a second one is put into the feed: it is timed until its
/// portfolio is answered. The filings stay in the home.
///
/// # Errors
/// Where the home was not generated, a filing that is never served, and whatever the stores say.
pub async fn measure(
    program: &Path,
    home: &Path,
    house: &House,
    rounds: u32,
) -> anyhow::Result<Vec<Figure>> {
    let plan = Plan::of_home(home)?;
    let (period, before) = published(house, None).await?;
    let (known, rows) = (before.manifest().filings, before.manifest().lines);
    drop(before);
    // Some are filed late, and are none of these.
    let all = newcomers(&plan, period, known, u64::from(rounds) * 3 + 5)?;
    let site = Site::open(period, all).await?;
    let hush = ["daily", "quarter", "history", "reference", "gaps", "sweep"];
    let hush = hush.map(|schedule| format!("--schedule={schedule}=off"));
    let mut arguments = vec![
        "--roles=web,worker,scheduler".to_owned(),
        format!("--edgar={}", site.fake.url()),
        "--user-agent=bench bench@example.com".to_owned(),
        format!("--from={}", period.next()),
        // As it is around a deadline, on any day.
        "--schedule=feed=*/30 * * * * *".to_owned(),
    ];
    arguments.extend(hush);
    let server = Server::start_with(program, home, &arguments)?;
    let mut client = Client::connect(server.address).await?;

    let mut lags = Vec::new();
    for round in 0..usize::try_from(rounds)? {
        site.show(round * 2)?;
        until("a period is published", || is_publishing(house)).await?;
        let path = site.path(round * 2 + 1, period)?;
        ensure!(
            !client.get(&path).await?.status.is_success(),
            "{path} is answered already, of a run that was cut off: take a fresh home"
        );
        site.show(round * 2 + 1)?;
        let shown = Instant::now();
        ensure!(
            is_publishing(house).await?,
            "publishing was over too soon: take a larger home"
        );
        while !client.get(&path).await?.status.is_success() {
            ensure!(shown.elapsed() < PATIENCE, "{path} is not answered");
            tokio::time::sleep(LOOK).await;
        }
        lags.push(shown.elapsed().as_secs_f64());
    }
    let longest = lags.iter().copied().fold(0.0, f64::max);
    let shortest = lags.iter().copied().fold(f64::INFINITY, f64::min);
    let what = |which| {
        format!("from the feed to the answer, beside publishing {rows} rows, {which} of {rounds}")
    };
    let mut figures = vec![
        Figure::new(what("longest"), longest, "s"),
        Figure::new(what("shortest"), shortest, "s"),
    ];
    figures.extend(server.memory().map(|memory| {
        Figure::new(
            "most memory of one process that serves, follows and publishes",
            millions(memory.peak),
            "MB",
        )
    }));
    Ok(figures)
}

/// An EDGAR whose filings come out one after the other, when they are shown.
struct Site {
    _folder: tempfile::TempDir,
    fake: FakeEdgar,
    clock: Arc<Mutex<DateTime<Utc>>>,
    filings: Vec<(Submission, DateTime<Utc>)>,
}

impl Site {
    async fn open(period: Period, submissions: Vec<Submission>) -> anyhow::Result<Self> {
        // All on a day, so that the feed has them all.
        let day = period.end() + TimeDelta::days(40);
        let day = day
            .and_hms_opt(8, 0, 0)
            .context("a day has an eighth hour")?;
        let apart = std::iter::successors(Some(day), |at| at.checked_add_signed(APART));
        let filings: Vec<_> = submissions
            .into_iter()
            .zip(apart)
            .map(|(one, at)| {
                let accepted = at.format("%Y-%m-%dT%H:%M:%S").to_string();
                let one = one.on(&at.date().to_string()).accepted(&accepted);
                (one, eastern_to_utc(at))
            })
            .collect();
        let folder = tempfile::tempdir()?;
        mirror(filings.iter().map(|(one, _)| one), folder.path())?;
        let clock = Arc::new(Mutex::new(eastern_to_utc(day) - APART));
        let site_clock = Arc::clone(&clock);
        let settings = Settings {
            clock: Arc::new(move || *site_clock.lock().unwrap_or_else(PoisonError::into_inner)),
            ..Settings::default()
        };
        let fake = FakeEdgar::start(folder.path(), settings).await?;
        Ok(Self {
            _folder: folder,
            fake,
            clock,
            filings,
        })
    }

    fn filing(&self, number: usize) -> anyhow::Result<&(Submission, DateTime<Utc>)> {
        self.filings
            .get(number)
            .context("too few filings were made in time: take another seed")
    }

    /// Puts a filing into the feed and the archive.
    fn show(&self, number: usize) -> anyhow::Result<()> {
        let (_, at) = self.filing(number)?;
        *self.clock.lock().unwrap_or_else(PoisonError::into_inner) = *at + APART / 2;
        Ok(())
    }

    /// Where its portfolio is answered.
    fn path(&self, number: usize, period: Period) -> anyhow::Result<String> {
        let cik = self.filing(number)?.0.manager().cik();
        Ok(format!("/api/v1/managers/{cik}/portfolios/{period}"))
    }
}

async fn is_publishing(house: &House) -> anyhow::Result<bool> {
    let counts = house.catalog.read().await?.work().counts().await?;
    Ok(counts.contains_key(&(WorkKind::Publish, WorkState::Running)))
}

async fn until<F: Future<Output = anyhow::Result<bool>>>(
    what: &str,
    is_so: impl Fn() -> F,
) -> anyhow::Result<()> {
    let began = Instant::now();
    while !is_so().await? {
        if began.elapsed() > PATIENCE {
            bail!("waited {PATIENCE:?} until {what}");
        }
        tokio::time::sleep(LOOK).await;
    }
    Ok(())
}
