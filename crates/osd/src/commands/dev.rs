use std::{
    io::{self, Write as _},
    process::ExitCode,
    sync::Arc,
    time::Instant,
};

use chrono::{DateTime, Utc};
use osd_testkit::fake_edgar::{Clock, FakeEdgar, Settings, When};

use super::{Failure, serve::told_to_stop};
use crate::cli::{Dev, FakeEdgarOptions, Start};

/// Runs what is for developers.
pub(crate) async fn run(command: Dev) -> Result<ExitCode, Failure> {
    match command {
        Dev::FakeEdgar(options) => fake_edgar(options).await,
    }
}

/// Serves a folder in place of sec.gov until it is told to stop.
async fn fake_edgar(options: FakeEdgarOptions) -> Result<ExitCode, Failure> {
    let folder = &options.folder;
    if !folder.join("Archives/edgar").is_dir() {
        return Err(Failure::usage(format!(
            "{} is not laid out as sec.gov: it should hold Archives/edgar",
            folder.display()
        )));
    }
    let settings = Settings {
        listen: options.listen,
        clock: clock(options.clock),
        ..Settings::default()
    };
    let stop = told_to_stop()?;
    let fake = FakeEdgar::start(folder, settings).await?;
    for fault in options.faults {
        fake.fault(fault, When::until_cleared());
    }
    if options.random_faults > 0.0 {
        fake.faults_at_random(options.random_faults, options.seed);
    }
    let mut out = io::stdout().lock();
    writeln!(out, "{}", fake.url())?;
    out.flush()?;
    drop(out);
    stop.await;
    eprintln!("{}", what_happened(&fake));
    Ok(ExitCode::SUCCESS)
}

/// A clock that starts at a time and goes as all clocks do.
fn clock(start: Start) -> Clock {
    let Start::At(start) = start else {
        return Arc::new(Utc::now);
    };
    let started = Instant::now();
    Arc::new(move || advance(start, started.elapsed()))
}

fn advance(start: DateTime<Utc>, by: std::time::Duration) -> DateTime<Utc> {
    let by = chrono::Duration::from_std(by).unwrap_or(chrono::Duration::MAX);
    start.checked_add_signed(by).unwrap_or(start)
}

/// How much was asked, and what went wrong on purpose.
fn what_happened(fake: &FakeEdgar) -> String {
    let faults = fake.faults_met();
    let faults: Vec<String> = faults
        .iter()
        .map(|(name, met)| format!("{name} {met}"))
        .collect();
    let faults = match faults.as_slice() {
        [] => "none".to_owned(),
        faults => faults.join(", "),
    };
    format!(
        "{} requests, at most {} in any second; faults: {faults}",
        fake.requests().len(),
        fake.max_in_any_second(),
    )
}
