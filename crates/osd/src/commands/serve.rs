use std::process::ExitCode;

use anyhow::Context;
use tokio::{net::TcpListener, signal};

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
    eprintln!("serving at http://{address}, documentation at http://{address}/api/docs");
    if !address.ip().is_loopback() {
        eprintln!("warning: {address} can be reached from other machines, and there is no login");
    }
    osd_api::serve(listener, counter, told_to_stop()).await?;
    Ok(ExitCode::SUCCESS)
}

async fn told_to_stop() {
    let terminated = async {
        match signal::unix::signal(signal::unix::SignalKind::terminate()) {
            Ok(mut terminate) => {
                terminate.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = signal::ctrl_c() => {}
        () = terminated => {}
    }
}
