//! The webhook: a POST of JSON, signed where there is a secret.

use std::{sync::Arc, time::Duration};

use backon::{ExponentialBuilder, Retryable as _};
use reqwest::{
    StatusCode,
    header::{CONTENT_TYPE, LOCATION},
};
use ring::hmac;
use serde::Serialize;
use url::{Host, Url};

use crate::{BadSettings, Message, NotSent, Settings, Webhook, error::in_words};

/// The header with the signature: `sha256=` and HMAC-SHA256 of the body under the secret, in hex.
pub const SIGNATURE: &str = "x-osd-signature";

/// Attempts at a message.
const ATTEMPTS: usize = 3;

/// A service that takes messages.
#[derive(Clone)]
pub(crate) struct Hook {
    url: Url,
    host: String,
    secret: Option<Arc<hmac::Key>>,
    client: reqwest::Client,
    installation: String,
    wait: Duration,
}

#[derive(Serialize)]
struct Body<'m> {
    #[serde(flatten)]
    message: &'m Message,
    installation: &'m str,
}

/// Why an attempt failed, and whether another may not.
struct Setback {
    why: NotSent,
    may_pass: bool,
}

impl Hook {
    pub(crate) fn new(webhook: &Webhook, settings: &Settings) -> Result<Self, BadSettings> {
        let url: Url = webhook
            .url
            .trim()
            .parse()
            .map_err(|error: url::ParseError| BadSettings::Webhook(error.to_string()))?;
        let host = match url.host_str() {
            Some(host) if matches!(url.scheme(), "http" | "https") => host.to_owned(),
            _ => return Err(BadSettings::Webhook("it is not http(s)".to_owned())),
        };
        let key = |secret: &String| Arc::new(hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()));
        Ok(Self {
            client: client(&url, settings)?,
            url,
            host,
            secret: webhook.secret.as_ref().map(key),
            installation: settings.installation.clone(),
            wait: settings.wait,
        })
    }

    pub(crate) async fn send(&self, message: &Message) -> Result<(), NotSent> {
        let body = Body {
            message,
            installation: &self.installation,
        };
        let body = serde_json::to_string(&body);
        let body = body.map_err(|error| NotSent::Unwritten(error.to_string()))?;
        let waits = ExponentialBuilder::default()
            .with_min_delay(self.wait)
            .with_factor(4.0)
            .with_max_times(ATTEMPTS - 1);
        let sent = (|| self.attempt(&body)).retry(waits);
        let sent = sent.when(|setback| setback.may_pass).await;
        sent.map_err(|setback| setback.why)
    }

    async fn attempt(&self, body: &str) -> Result<(), Setback> {
        let mut request = self.client.post(self.url.clone());
        request = request.header(CONTENT_TYPE, "application/json");
        if let Some(key) = &self.secret {
            let signature = hex::encode(hmac::sign(key, body.as_bytes()));
            request = request.header(SIGNATURE, format!("sha256={signature}"));
        }
        let answer = request.body(body.to_owned()).send().await;
        let answer = answer.map_err(|error| Setback {
            why: NotSent::Unreached {
                host: self.host.clone(),
                why: in_words(&error.without_url()),
            },
            may_pass: true,
        })?;
        self.judge(&answer)
    }

    fn judge(&self, answer: &reqwest::Response) -> Result<(), Setback> {
        let status = answer.status();
        if status.is_success() {
            return Ok(());
        }
        let said = match answer.headers().get(LOCATION) {
            Some(_) if status.is_redirection() => {
                format!("{status}; redirects are not followed: set the address that it leads to")
            }
            _ => status.to_string(),
        };
        Err(Setback {
            why: NotSent::Refused {
                host: self.host.clone(),
                answer: said,
            },
            may_pass: status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS,
        })
    }
}

fn client(url: &Url, settings: &Settings) -> Result<reqwest::Client, BadSettings> {
    #[expect(
        clippy::disallowed_methods,
        reason = "to a service of the operator's, never to sec.gov"
    )]
    let mut builder = reqwest::Client::builder()
        .user_agent(concat!("osd/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(settings.timeout)
        .timeout(settings.timeout)
        // What was meant for one host is told to no other.
        .redirect(reqwest::redirect::Policy::none())
        .tls_backend_preconfigured(tls()?);
    let is_loopback = match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    };
    if is_loopback {
        builder = builder.no_proxy(); // no proxy can reach this machine's own addresses
    }
    let client = builder.build();
    client.map_err(|error| BadSettings::Client(in_words(&error)))
}

/// TLS with ring and the roots of the program, as everywhere in the house.
fn tls() -> Result<rustls::ClientConfig, BadSettings> {
    let roots = rustls::RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    };
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = rustls::ClientConfig::builder_with_provider(provider);
    let builder = builder.with_safe_default_protocol_versions();
    let builder = builder.map_err(|error| BadSettings::Client(error.to_string()))?;
    let builder = builder.with_root_certificates(roots);
    Ok(builder.with_no_client_auth())
}
