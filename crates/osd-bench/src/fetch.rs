//! A back-fill from an EDGAR on this machine, at the rate that it is told.

use std::{
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use osd_testkit::fake_edgar::{FakeEdgar, Settings};

use crate::{
    Figure, Plan,
    figure::{millions, per_second},
    generate,
    memory::{self, Memory},
};

/// How often the memory of the program is looked at.
const LOOK: Duration = Duration::from_millis(100);

/// Makes the filings of a plan, serves them as sec.gov does, and has `program` take them in as a process of
/// its own, with at most `rate` requests a second.
///
/// # Errors
/// A plan that cannot be, a run that fails, and whatever the file system says.
pub async fn measure(program: &Path, plan: &Plan, rate: u32) -> anyhow::Result<Vec<Figure>> {
    let folder = tempfile::tempdir()?;
    let edgar = folder.path().join("edgar");
    let made = {
        let (plan, edgar) = (*plan, edgar.clone());
        tokio::task::spawn_blocking(move || generate::filings(&plan, &edgar, |_, _| {})).await??
    };
    let settings = Settings {
        max_per_second: None,
        ..Settings::default()
    };
    let fake = FakeEdgar::start(&edgar, settings).await?;
    let quarters = plan.periods()?;
    let (Some(first), Some(last)) = (quarters.first(), quarters.last()) else {
        anyhow::bail!("the plan has no periods");
    };
    let ran = Command::new(program)
        .arg("--home")
        .arg(folder.path().join("home"))
        .args(["ingest", "--no-reference", "--edgar", &fake.url()])
        .args(["--user-agent", "bench bench@example.com"])
        .args(["--rate", &rate.to_string()])
        .args(["--from", &first.next().to_string()])
        .args(["--to", &last.next().to_string()])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .with_context(|| format!("failed to start {} ingest", program.display()))?;
    let (ended, memory) = until_it_ends(ran).await?;

    let asked = fake.requests();
    let submissions: Vec<Instant> = asked
        .iter()
        .filter(|one| one.path.starts_with("Archives/edgar/data/"))
        .map(|one| one.at.into_std())
        .collect();
    let (Some(first), Some(last)) = (submissions.first(), submissions.last()) else {
        anyhow::bail!("no submission was asked for");
    };
    let meanwhile = asked
        .iter()
        .filter(|one| one.at.into_std() > *first && one.at.into_std() <= *last);
    let meanwhile = meanwhile.count() as u64;
    let at_once = u32::try_from(fake.max_in_any_second())?;
    let what = format!(
        "fetching {} submissions, with their {} rows read and published",
        submissions.len(),
        made.lines
    );
    let mut figures = vec![
        Figure::new(what, per_second(meanwhile, *last - *first), "requests/s")
            .beside("the rate it is told", rate.into()),
        Figure::new("most within any second", at_once.into(), "requests")
            .beside("the rate it is told", rate.into()),
        Figure::new(
            "from the last submission to the end",
            (ended - *last).as_secs_f64(),
            "s",
        ),
    ];
    figures.extend(
        memory.map(|memory| Figure::new("most memory of a back-fill", millions(memory.peak), "MB")),
    );
    Ok(figures)
}

/// Waits for a process, and gives when it ended and the most memory that it was seen with.
async fn until_it_ends(mut process: Child) -> anyhow::Result<(Instant, Option<Memory>)> {
    let mut memory = None;
    loop {
        memory = memory::of(Some(process.id())).or(memory);
        if let Some(status) = process.try_wait()? {
            ensure!(status.success(), "the back-fill failed: {status}");
            return Ok((Instant::now(), memory));
        }
        tokio::time::sleep(LOOK).await;
    }
}
