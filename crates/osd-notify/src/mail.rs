//! Mail, by a server of the operator's.

use std::time::Duration;

use lettre::{
    AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor,
    message::{Mailbox, Mailboxes, header::ContentType},
};
use url::Url;

use crate::{BadSettings, Mail, Message, NotSent, Settings, error::in_words};

/// A server that takes mail.
#[derive(Clone)]
pub(crate) struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    host: String,
    to: Mailboxes,
    from: Mailbox,
    installation: String,
    patience: Duration,
}

impl Mailer {
    pub(crate) fn new(mail: &Mail, settings: &Settings) -> Result<Self, BadSettings> {
        let server = mail.server.trim();
        let url: Url = server
            .parse()
            .map_err(|error: url::ParseError| BadSettings::Server(error.to_string()))?;
        let host = url.host_str().unwrap_or_default().to_owned();
        if url.password().is_some() && !is_protected(&url) {
            return Err(BadSettings::InTheClear);
        }
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(server);
        // What it says of an address it cannot read may hold the address.
        let builder = builder.map_err(|_| {
            BadSettings::Server("neither smtps:// nor smtp://, or without a host".to_owned())
        })?;
        let mailbox = |given: &str, why: String| BadSettings::Mailbox {
            given: given.to_owned(),
            why,
        };
        let to = mail.to.trim().parse::<Mailboxes>();
        let from = mail.from.trim().parse::<Mailbox>();
        Ok(Self {
            transport: builder.timeout(Some(settings.timeout)).build(),
            host,
            to: to.map_err(|error| mailbox(&mail.to, error.to_string()))?,
            from: from.map_err(|error| mailbox(&mail.from, error.to_string()))?,
            installation: settings.installation.clone(),
            patience: settings.timeout * 2,
        })
    }

    /// One attempt: a server that wants to be asked again later means minutes.
    pub(crate) async fn send(&self, message: &Message) -> Result<(), NotSent> {
        let mut builder = lettre::Message::builder()
            .from(self.from.clone())
            .subject(message.subject(&self.installation))
            .header(ContentType::TEXT_PLAIN);
        for to in self.to.iter() {
            builder = builder.to(to.clone());
        }
        let letter = builder.body(message.text(&self.installation));
        let letter = letter.map_err(|error| NotSent::Unwritten(error.to_string()))?;
        let host = || self.host.clone();
        match tokio::time::timeout(self.patience, self.transport.send(letter)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) if error.status().is_some() => Err(NotSent::Refused {
                host: host(),
                answer: in_words(&error),
            }),
            Ok(Err(error)) => Err(NotSent::Unreached {
                host: host(),
                why: in_words(&error),
            }),
            Err(_) => Err(NotSent::Unreached {
                host: host(),
                why: format!("no answer within {:?}", self.patience),
            }),
        }
    }
}

/// Whether a password may be sent there: over TLS, or to this machine.
fn is_protected(url: &Url) -> bool {
    let is_required = url
        .query_pairs()
        .any(|(name, value)| name == "tls" && value == "required");
    let is_here = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    url.scheme() == "smtps" || is_required || is_here
}
