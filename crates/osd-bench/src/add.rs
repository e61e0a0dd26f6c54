//! Filings added to a published period while others ask.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Instant,
};

use anyhow::{Context, ensure};
use osd_api::Counter;
use osd_fetch::{Fetcher, Folder};
use osd_ingest::{House, IngestRange, Presence};

use crate::{
    Figure, Plan,
    client::Client,
    figure::millions,
    latency::Latencies,
    memory,
    newcomers::{mirror, newcomers},
    publish::{Watch, published},
    questions::{Nouns, Question, nouns},
    server::Server,
};

/// What is added, and how many ask meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Addition {
    /// Reports of managers who did not file before.
    pub filings: u64,
    /// Clients that ask for portfolios all the time.
    pub clients: usize,
}

/// Takes in filings of managers that the home does not know, for its latest period, from a folder laid
/// out as sec.gov, while clients ask a server of the same home. They stay in the home.
///
/// # Errors
/// Where the home was not generated, and whatever the stores say.
pub async fn measure(
    program: &Path,
    home: &Path,
    house: &House,
    presence: &Presence,
    counter: &Counter,
    addition: Addition,
) -> anyhow::Result<Vec<Figure>> {
    let plan = Plan::of_home(home)?;
    let (period, before) = published(house, None).await?;
    let folder = tempfile::tempdir()?;
    let known = before.manifest().filings;
    let submissions = newcomers(&plan, period, known, addition.filings)?;
    mirror(&submissions, folder.path())?;
    let added = submissions.len();
    let nouns = nouns(counter).await?;
    let server = Server::start(program, home)?;
    let undisturbed = Asking::start(&server, &nouns, addition.clients).await?;
    tokio::time::sleep(std::time::Duration::from_secs(2)).await;
    let undisturbed = undisturbed.stop().await?;

    let watch = Arc::new(Watch::default());
    let door = Folder::new(folder.path())?;
    let watched = House {
        fetcher: Some(Fetcher::new(Arc::new(door))),
        progress: watch.clone(),
        ..house.clone()
    };
    let range = IngestRange {
        from: period.next(),
        to: period.next(),
        managers: Vec::new(),
        reference: false,
    };
    memory::forget_peak();
    let asking = Asking::start(&server, &nouns, addition.clients).await?;
    let began = Instant::now();
    let outcome = osd_ingest::ingest(&watched, presence, &range, 1).await?;
    let meanwhile = asking.stop().await?;
    ensure!(
        outcome.is_whole(),
        "not all was added: {:?}",
        outcome.failed
    );
    let at = watch
        .published(period)
        .with_context(|| format!("{period} was not published"))?;

    let what = format!("adding {added} filings until they are served");
    let mut figures = vec![Figure::new(what, (at - began).as_secs_f64(), "s")];
    figures.extend(meanwhile.figures(
        "portfolios meanwhile",
        &[50, 95, 99],
        Some(("undisturbed", &undisturbed)),
    ));
    for (what, memory) in [
        ("most memory while adding", memory::of(None)),
        ("most memory of the server", server.memory()),
    ] {
        figures.extend(memory.map(|memory| Figure::new(what, millions(memory.peak), "MB")));
    }
    Ok(figures)
}

/// Clients that ask for portfolios until they are told to stop.
struct Asking {
    stop: Arc<AtomicBool>,
    clients: Vec<tokio::task::JoinHandle<anyhow::Result<Latencies>>>,
}

impl Asking {
    async fn start(server: &Server, nouns: &Nouns, clients: usize) -> anyhow::Result<Self> {
        let stop = Arc::new(AtomicBool::new(false));
        let question = Question {
            template: "/api/v1/managers/{cik}/portfolios/{period}".to_owned(),
        };
        let mut all = Vec::with_capacity(clients);
        for client in 0..clients {
            let paths =
                (0..nouns.managers.len()).map(|number| question.about(nouns, number + client * 7));
            let paths: Vec<String> = paths.collect::<Result<_, _>>()?;
            let mut connection = Client::connect(server.address).await?;
            let stop = Arc::clone(&stop);
            all.push(tokio::spawn(async move {
                let mut latencies = Latencies::default();
                for path in paths.iter().cycle() {
                    if stop.load(Ordering::Relaxed) {
                        break;
                    }
                    latencies.add(connection.answer(path).await?.took);
                }
                Ok(latencies)
            }));
        }
        Ok(Self { stop, clients: all })
    }

    async fn stop(self) -> anyhow::Result<Latencies> {
        self.stop.store(true, Ordering::Relaxed);
        let mut all = Latencies::default();
        for client in self.clients {
            all.extend(client.await??);
        }
        Ok(all)
    }
}
