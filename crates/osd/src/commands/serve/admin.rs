//! The listener for those who run an installation.

use std::{io, net::SocketAddr};

use anyhow::Context;
use osd_api::{Counter, Surface};
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

use super::super::Failure;

/// A listener that nobody is served at yet.
pub(super) struct Door {
    listener: TcpListener,
}

/// A listener at which people of this machine are served.
pub(super) struct Open {
    stop: oneshot::Sender<()>,
    served: JoinHandle<io::Result<()>>,
}

/// Listens at an address, where one is given. It must be one that other machines do not reach.
pub(super) async fn open(address: Option<SocketAddr>) -> Result<Option<Door>, Failure> {
    let Some(address) = address else {
        return Ok(None);
    };
    if !address.ip().is_loopback() {
        return Err(Failure::usage(format!(
            "--admin {address}: there are no accounts yet, so whoever reached it from another machine \
             could steer the work: give an address of this machine alone, such as 127.0.0.1:8001"
        )));
    }
    let listener = TcpListener::bind(address)
        .await
        .with_context(|| format!("failed to listen on {address}: choose another with --admin"))?;
    Ok(Some(Door { listener }))
}

impl Door {
    /// Serves until it is closed.
    pub(super) fn serve(self, counter: Counter) -> Result<Open, Failure> {
        let address = self.listener.local_addr()?;
        eprintln!(
            "the work is steered at http://{address}/api/admin/work, from this machine alone"
        );
        let (stop, stopped) = oneshot::channel();
        let until = async {
            // One whose sender is gone is told so, too.
            let _ = stopped.await;
        };
        let served = osd_api::serve_as(self.listener, counter, Surface::Admin, until);
        Ok(Open {
            stop,
            served: tokio::spawn(served),
        })
    }
}

impl Open {
    /// Lets requests under way finish.
    pub(super) async fn close(self) -> Result<(), Failure> {
        // It may have ended by itself.
        let _ = self.stop.send(());
        let served = self.served.await;
        Ok(served.context("the admin listener stopped")??)
    }
}
