use std::{future::Future, io, process::ExitCode};

use anyhow::Context;
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};

use super::Failure;
use crate::{cli::Serve, home::Home};

/// Serves until it is told to stop, then lets requests under way finish.
pub(crate) async fn run(home: &Home, command: Serve) -> Result<ExitCode, Failure> {
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
    osd_api::serve(listener, counter, stop).await?;
    Ok(ExitCode::SUCCESS)
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
