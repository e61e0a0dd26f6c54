//! A sec.gov of the test's own: a server that hands out a folder laid out like it, and behaves as
//! the real one does where clients go wrong.
//!
//! What is out follows a clock: a filing from its acceptance, an index from the night of its day. A
//! file that is not there is `AccessDenied` with status 403; too many requests are a ban; whoever
//! names no e-mail address gets the page about undeclared automated tools. Beyond that, [`Fault`]s
//! happen on command or by chance.
//!
//! ```no_run
//! use osd_testkit::fake_edgar::{FakeEdgar, Fault, Settings, When};
//!
//! # async fn example() -> anyhow::Result<()> {
//! let fake = FakeEdgar::start("samples/edgar", Settings::at("2025-05-16T02:30:00Z")).await?;
//! fake.fault(Fault::Unavailable, When::next(2).at("Archives/edgar/full-index"));
//! println!("{} was asked {} times", fake.url(), fake.requests().len());
//! # Ok(()) }
//! ```

mod answer;
mod calendar;
mod control;
mod counts;
mod faults;
mod feed;
mod filer;
mod header;
mod index;
mod listing;
mod pages;
mod paths;
mod server;
mod settings;
mod site;
mod view;

use std::{collections::BTreeMap, net::SocketAddr, path::Path, sync::Arc};

use anyhow::Context as _;
use tokio::{net::TcpListener, task::JoinHandle};

pub use self::{
    counts::Request,
    faults::{Fault, When},
    settings::{Clock, Settings},
};
use self::{server::Fake, site::Site};

/// A server that stands in for sec.gov. It stops when it is dropped.
#[derive(Debug)]
pub struct FakeEdgar {
    address: SocketAddr,
    fake: Arc<Fake>,
    server: JoinHandle<()>,
}

impl FakeEdgar {
    /// Reads a folder that holds `Archives/edgar`, and serves it from now on. What is put into the
    /// folder later is not seen; bodies are read from it when they are asked for.
    ///
    /// # Errors
    /// Where the folder is not laid out as sec.gov or cannot be read, and where the address is not
    /// to be had.
    pub async fn start(folder: impl AsRef<Path>, settings: Settings) -> anyhow::Result<Self> {
        let folder = folder.as_ref().to_owned();
        let index_at = settings.index_at;
        let site = tokio::task::spawn_blocking(move || Site::read(&folder, index_at)).await??;
        let listen = settings.listen;
        let listener = TcpListener::bind(listen)
            .await
            .with_context(|| format!("failed to listen on {listen}: choose another address"))?;
        let address = listener.local_addr()?;
        let fake = Arc::new(Fake::new(site, settings));
        let server = tokio::spawn(server::serve(listener, fake.clone()));
        Ok(Self {
            address,
            fake,
            server,
        })
    }

    /// Where it answers, `http://127.0.0.1:41237`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Lets something go wrong. A request meets every fault of the site that concerns it, and of the
    /// faults of answers the one that was set first.
    pub fn fault(&self, fault: Fault, when: When) {
        self.fake.state().faults.set(vec![fault], when);
    }

    /// Lets any of the faults that pass by themselves ([`Fault::passing`]) befall each request with
    /// this probability, from 0 to 1. The same seed and requests give the same faults.
    pub fn faults_at_random(&self, probability: f64, seed: u64) {
        let when = When::by_chance(probability, seed);
        self.fake.state().faults.set(Fault::passing(), when);
    }

    /// Takes back all faults, and lifts a ban. What was counted stays.
    pub fn clear(&self) {
        self.fake.clear();
    }

    /// How many requests met each fault, by its name.
    pub fn faults_met(&self) -> BTreeMap<&'static str, u64> {
        self.fake.state().faults.met.clone()
    }

    /// How many requests came so far.
    pub fn asked(&self) -> usize {
        self.fake.state().counts.requests.len()
    }

    /// The requests so far, in the order in which they came.
    pub fn requests(&self) -> Vec<Request> {
        self.fake.state().counts.requests.clone()
    }

    /// The most requests that came within any one second.
    pub fn max_in_any_second(&self) -> usize {
        self.fake.state().counts.max_in_any_second()
    }
}

impl Fake {
    fn clear(&self) {
        let mut state = self.state();
        state.faults.clear();
        state.counts.lift_ban();
    }
}

impl Drop for FakeEdgar {
    fn drop(&mut self) {
        self.server.abort();
    }
}
