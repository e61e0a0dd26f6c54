mod admin;

use std::{future::Future, io, process::ExitCode, time::Duration};

use anyhow::Context;
use osd_api::{Counter, Surface};
use osd_snapshot::SnapshotId;
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    time::MissedTickBehavior,
};

use super::Failure;
use crate::{cli::Serve, home::Home};

/// Serves until it is told to stop, then lets requests under way finish.
pub(crate) async fn run(home: &Home, command: Serve) -> Result<ExitCode, Failure> {
    let admin = admin::open(command.watched.admin).await?;
    let is_remote = home.usable_bucket().await?.is_some();
    let counter = home.counter().await?;
    let listener = TcpListener::bind(command.listen).await.with_context(|| {
        format!(
            "failed to listen on {}: choose another with --listen",
            command.listen
        )
    })?;
    let address = listener.local_addr()?;
    let stop = told_to_stop()?;
    eprintln!("serving at http://{address}, documentation at http://{address}/api/docs");
    if !address.ip().is_loopback() {
        eprintln!("warning: {address} can be reached from other machines, and there is no login");
    }
    if is_remote {
        tokio::spawn(prefetch(counter.clone()));
    }
    let admin = admin.map(|door| door.serve(counter.clone())).transpose()?;
    let metrics = command.watched.metrics;
    osd_api::serve_as(listener, counter, Surface::Public { metrics }, stop).await?;
    if let Some(admin) = admin {
        admin.close().await?;
    }
    Ok(ExitCode::SUCCESS)
}

/// How often it is looked which snapshots are published.
const LOOK: Duration = Duration::from_secs(30);

/// Downloads published snapshots before somebody asks for them, the latest period first, for as
/// long as there is room. One that somebody asks for earlier is downloaded then, once.
async fn prefetch(counter: Counter) {
    let mut ticks = tokio::time::interval(LOOK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        if let Err(error) = prefetch_published(&counter).await {
            tracing::warn!("Snapshots cannot be downloaded ahead: {error:#}");
        }
    }
}

async fn prefetch_published(counter: &Counter) -> anyhow::Result<()> {
    let mut current = counter.catalog.read().await?.periods().current().await?;
    current.sort_unstable_by(|one, other| other.cmp(one));
    for (period, id) in current {
        let id: SnapshotId = id.parse()?;
        let snapshots = counter.snapshots.clone();
        let fetched = tokio::task::spawn_blocking(move || snapshots.prefetch(period, &id));
        if !fetched.await?? {
            break;
        }
    }
    Ok(())
}

/// Done when the process is told to stop. From the call on, it is no longer killed by being told.
fn told_to_stop() -> io::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}
