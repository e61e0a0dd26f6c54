//! sec.gov over HTTP.

mod answer;
mod listings;
mod refusal;
mod retry;
mod settings;
#[cfg(test)]
mod tests;

use std::{fmt, sync::Arc, time::Duration};

use async_trait::async_trait;
use futures::{FutureExt as _, future::BoxFuture};
use reqwest::header::{HeaderName, IF_MODIFIED_SINCE, IF_NONE_MATCH};
use url::{Host, Url};

pub use self::settings::HttpSettings;
use self::{answer::Reply, listings::Listings, retry::Setback};
use crate::{
    door::{self, Clock, Door, DoorFigures, Errand, Outcome},
    edgar::{Accept, Answer, Edgar, Validators},
    error::{FetchError, Problem, SetupError},
    path::ArchivePath,
};

/// More would be a circle.
const MAX_REDIRECTS: usize = 5;

/// sec.gov over HTTP. A process makes one and clones it: clones share the door and the connections.
#[derive(Clone)]
pub struct Http {
    settings: HttpSettings,
    client: reqwest::Client,
    door: Arc<Door>,
    listings: Arc<Listings>,
    clock: Clock,
    sleep: Sleep,
}

/// How to wait before a request is repeated. Tests do not.
type Sleep = Arc<dyn Fn(Duration) -> BoxFuture<'static, ()> + Send + Sync>;

impl fmt::Debug for Http {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Http")
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

impl Http {
    /// Connects to nothing yet.
    ///
    /// # Errors
    /// [`SetupError`] where the settings name no contact, too high a rate, no site, or no Redis.
    pub fn new(settings: HttpSettings) -> Result<Self, SetupError> {
        let clock = door::tokio_clock();
        let thousandths = settings.rate_per_second.get().saturating_mul(1000);
        let door = Door::new(thousandths, &settings.budget, clock.clone())?;
        let sleep = |wait| tokio::time::sleep(wait).boxed();
        Self::assemble(settings, door, clock, Arc::new(sleep))
    }

    fn assemble(
        settings: HttpSettings,
        door: Door,
        clock: Clock,
        sleep: Sleep,
    ) -> Result<Self, SetupError> {
        settings.check()?;
        Ok(Self {
            client: client(&settings)?,
            settings,
            door: Arc::new(door),
            listings: Arc::default(),
            clock,
            sleep,
        })
    }

    fn address(&self, path: &ArchivePath) -> Url {
        let mut url = self
            .settings
            .site(path.segments().next().unwrap_or_default());
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(path.segments());
        }
        url.set_query(path.query());
        url
    }

    /// Makes one attempt, which the door hears of.
    async fn attempt(
        &self,
        path: &ArchivePath,
        known: Option<&Validators>,
        accept: Accept<'_>,
    ) -> Result<Answer, Setback> {
        let mut errand = self.door.errand();
        let result = self.ask(&mut errand, path, known, accept).await;
        errand
            .settle(match &result {
                Ok(Answer::Found(_)) => Outcome::Found,
                Ok(Answer::NotModified) => Outcome::NotModified,
                Ok(Answer::Missing) => Outcome::Missing,
                Err(setback) => setback.outcome(),
            })
            .await;
        result
    }

    async fn ask(
        &self,
        errand: &mut Errand<'_>,
        path: &ArchivePath,
        known: Option<&Validators>,
        accept: Accept<'_>,
    ) -> Result<Answer, Setback> {
        match self.request(errand, &self.address(path), known).await? {
            Reply::Denied(denied) => self.tell_apart(errand, path, denied).await,
            Reply::Answer(answer) => {
                if let Answer::Found(body) = &answer {
                    accept(&body.bytes).map_err(Setback::rejected)?;
                }
                Ok(answer)
            }
        }
    }

    /// Asks once, and follows redirects on the same host.
    async fn request(
        &self,
        errand: &mut Errand<'_>,
        url: &Url,
        known: Option<&Validators>,
    ) -> Result<Reply, Setback> {
        let conditions = conditions(known);
        let limit = self.settings.max_length;
        let mut at = url.clone();
        for _ in 0..=MAX_REDIRECTS {
            let mut request = self.client.get(at);
            for (name, value) in &conditions {
                request = request.header(name, *value);
            }
            errand.pass().await.map_err(Setback::held_back)?;
            let response = request.send().await.map_err(Setback::connection)?;
            if let Some(target) = answer::redirect(&response)? {
                at = target;
                continue;
            }
            return answer::read(response, url, !conditions.is_empty(), limit).await;
        }
        Err(Setback::lasting(Problem::Redirects))
    }
}

#[async_trait]
impl Edgar for Http {
    async fn get(
        &self,
        path: &ArchivePath,
        known: Option<&Validators>,
    ) -> Result<Answer, FetchError> {
        self.get_accepted(path, known, &|_| Ok(())).await
    }

    async fn get_accepted(
        &self,
        path: &ArchivePath,
        known: Option<&Validators>,
        accept: Accept<'_>,
    ) -> Result<Answer, FetchError> {
        let url = self.address(path);
        let mut back_off = retry::back_off(&self.settings);
        let mut attempts = 0;
        loop {
            attempts += 1;
            let setback = match self.attempt(path, known, accept).await {
                Ok(answer) => return Ok(answer),
                Err(setback) => setback,
            };
            match setback.wait(back_off.next(), self.settings.longest_wait) {
                Some(wait) => {
                    tracing::debug!(%url, attempts, ?setback, ?wait, "Asking {url} again");
                    (self.sleep)(wait).await;
                }
                None => return Err(setback.into_error(url.into(), attempts)),
            }
        }
    }

    fn url(&self, path: &ArchivePath) -> String {
        self.address(path).into()
    }

    fn figures(&self) -> Option<DoorFigures> {
        Some(self.door.figures())
    }
}

/// The headers that ask for a file only if it has changed.
fn conditions(known: Option<&Validators>) -> Vec<(HeaderName, &str)> {
    let known = known.into_iter();
    let headers = known.flat_map(|known| {
        [
            (IF_NONE_MATCH, known.etag.as_deref()),
            (IF_MODIFIED_SINCE, known.last_modified.as_deref()),
        ]
    });
    headers
        .filter_map(|(name, value)| Some((name, value?)))
        .collect()
}

fn client(settings: &HttpSettings) -> Result<reqwest::Client, SetupError> {
    #[expect(clippy::disallowed_methods, reason = "this is the one door to sec.gov")]
    let mut builder = reqwest::Client::builder()
        .user_agent(&settings.user_agent)
        .connect_timeout(settings.connect_timeout)
        .read_timeout(settings.read_timeout)
        .timeout(settings.timeout)
        // Redirects are requests: they are followed where they pass the limiter.
        .redirect(reqwest::redirect::Policy::none())
        .tls_backend_preconfigured(tls()?);
    let loopback = match settings.base.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    };
    if loopback {
        builder = builder.no_proxy(); // no proxy can reach this machine's own addresses
    }
    builder
        .build()
        .map_err(|error| SetupError::Client(error.into()))
}

/// Trusts the roots that browsers do, whatever is installed on the machine.
fn tls() -> Result<rustls::ClientConfig, SetupError> {
    let roots = rustls::RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    };
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| SetupError::Client(error.into()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}
