//! Who is told, and how patiently.

use std::{fmt, time::Duration};

/// Who is told.
#[derive(Debug, Clone)]
pub struct Settings {
    /// A name of this installation, by which the operator tells it from others.
    pub installation: String,
    /// The webhook, where there is one.
    pub webhook: Option<Webhook>,
    /// The mail, where there is some.
    pub mail: Option<Mail>,
    /// How long an attempt may take: 10 seconds unless set.
    pub timeout: Duration,
    /// The wait after the first attempt at a webhook; the next is four times as long. Half a second
    /// unless set.
    pub wait: Duration,
}

impl Settings {
    /// Nobody is told yet.
    pub fn new(installation: impl Into<String>) -> Self {
        Self {
            installation: installation.into(),
            webhook: None,
            mail: None,
            timeout: Duration::from_secs(10),
            wait: Duration::from_millis(500),
        }
    }
}

/// A service that takes messages as JSON. Its address may hold a secret.
#[derive(Clone)]
pub struct Webhook {
    /// `https://…`, or `http://…` on a network of the operator's own.
    pub url: String,
    /// Messages are signed with it.
    pub secret: Option<String>,
}

impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Webhook")
            .field("is_signed", &self.secret.is_some())
            .finish_non_exhaustive()
    }
}

/// Mail by a server of the operator's. Its address may hold a password.
#[derive(Clone)]
pub struct Mail {
    /// `smtps://user:password@host:port`, `smtp://…?tls=required` for STARTTLS, or `smtp://host:port`
    /// for a local relay.
    pub server: String,
    /// Who gets it: addresses with commas.
    pub to: String,
    /// Who sends it.
    pub from: String,
}

impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mail")
            .field("to", &self.to)
            .field("from", &self.from)
            .finish_non_exhaustive()
    }
}
