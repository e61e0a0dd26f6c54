#![doc = include_str!("../README.md")]

mod error;
mod mail;
mod message;
mod settings;
mod webhook;

use std::fmt;

pub use self::{
    error::{BadSettings, NotSent},
    message::{Message, State},
    settings::{Mail, Settings, Webhook},
    webhook::SIGNATURE,
};
use self::{mail::Mailer, webhook::Hook};

/// The name of the way by webhook.
pub const WEBHOOK: &str = "webhook";
/// The name of the way by mail.
pub const MAIL: &str = "mail";

/// Sends messages by the ways that are set. Cheap to clone.
#[derive(Clone)]
pub struct Notifier {
    webhook: Option<Hook>,
    mail: Option<Mailer>,
}

impl fmt::Debug for Notifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Notifier")
            .field("ways", &self.ways())
            .finish_non_exhaustive()
    }
}

impl Notifier {
    /// Connects to nothing yet.
    ///
    /// # Errors
    /// [`BadSettings`] where an address cannot be understood, or a password would be sent in the clear.
    pub fn new(settings: Settings) -> Result<Self, BadSettings> {
        let webhook = settings.webhook.as_ref();
        let mail = settings.mail.as_ref();
        Ok(Self {
            webhook: webhook.map(|to| Hook::new(to, &settings)).transpose()?,
            mail: mail.map(|to| Mailer::new(to, &settings)).transpose()?,
        })
    }

    /// The ways that are set: `webhook`, `mail`.
    pub fn ways(&self) -> Vec<&'static str> {
        let webhook = self.webhook.as_ref().map(|_| WEBHOOK);
        let mail = self.mail.as_ref().map(|_| MAIL);
        webhook.into_iter().chain(mail).collect()
    }

    /// Sends a message by a way, and is done when the other side took it.
    ///
    /// # Errors
    /// [`NotSent`], which says whether the other side was reached and what it said.
    pub async fn send(&self, way: &str, message: &Message) -> Result<(), NotSent> {
        match (way, &self.webhook, &self.mail) {
            (WEBHOOK, Some(hook), _) => hook.send(message).await,
            (MAIL, _, Some(mailer)) => mailer.send(message).await,
            _ => Err(NotSent::NoSuchWay(way.to_owned())),
        }
    }
}
