/// Why nothing can be sent as it is set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadSettings {
    /// The webhook is no address. It is not shown: it may hold a secret.
    #[error("the webhook is no address such as https://hooks.example.com/osd: {0}")]
    Webhook(String),
    /// The mail server is no address. It is not shown: it may hold a password.
    #[error(
        "the mail server is no address such as smtps://user:password@mail.example.com:465, or \
         smtp://localhost:25 for a relay on this machine: {0}"
    )]
    Server(String),
    /// The password would be sent without TLS.
    #[error(
        "the password for the mail server would go over the network in the clear: use smtps://, or \
         add ?tls=required to smtp://"
    )]
    InTheClear,
    /// Somebody who gets or sends mail has no address.
    #[error("{given:?} is no mail address such as jane@example.com: {why}")]
    Mailbox {
        /// What was given.
        given: String,
        /// What is wrong with it.
        why: String,
    },
    /// The client could not be made.
    #[error("no client for messages can be made: {0}")]
    Client(String),
}

/// Why a message was not sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotSent {
    /// The way is not set.
    #[error("no way {0:?} is set")]
    NoSuchWay(String),
    /// The other side was not reached, or said nothing in time.
    #[error("{host} was not reached: {why}")]
    Unreached {
        /// The host.
        host: String,
        /// What happened.
        why: String,
    },
    /// The other side did not take it.
    #[error("{host} did not take it: {answer}")]
    Refused {
        /// The host.
        host: String,
        /// What it answered.
        answer: String,
    },
    /// The message could not be written.
    #[error("the message could not be written: {0}")]
    Unwritten(String),
}

/// An error with what caused it, each said once.
pub(crate) fn in_words(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let said = error.to_string();
        if !words.contains(&said) {
            words.push_str(": ");
            words.push_str(&said);
        }
        cause = error.source();
    }
    words
}
