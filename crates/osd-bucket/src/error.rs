//! What the errors of a store mean, and what to do about them.
//!
//! The answer of a store can repeat the request, with the id of the key and the signature in it.
//! So nothing of it is passed on but its code and its message.

use std::{error::Error, io, path::PathBuf};

use object_store::client::{HttpError, HttpErrorKind};

/// Why a bucket cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// Half of a pair is set.
    #[error("{set} is set and {unset} is not: set both, or neither to use the machine's role")]
    HalfAKey {
        /// What is set.
        set: &'static str,
        /// What is not.
        unset: &'static str,
    },
    /// There is no key, and the machine's role may not be asked for.
    #[error("there is no key: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (or …_FILE)")]
    NoKey,
    /// The endpoint is no address. It is not repeated: there may be a password in it.
    #[error(
        "AWS_ENDPOINT_URL is no address such as https://minio.example.com:9000, without a name or password"
    )]
    Endpoint,
    /// Further certificates cannot be read.
    #[error("AWS_CA_BUNDLE {}: {why}: give a file of certificates in PEM", path.display())]
    CaBundle {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// The client cannot be made.
    #[error("cannot make a client for the bucket: {0}")]
    Client(String),
    /// The store refuses, or does not answer.
    #[error("cannot use {location} at {endpoint}: {why}")]
    Unusable {
        /// The place.
        location: String,
        /// Where it was looked for.
        endpoint: String,
        /// What the store says, and what to do.
        why: StoreError,
    },
}

/// What a store says, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The bucket is not there.
    #[error(
        "there is no such bucket: make it, or set OSD_STORE, AWS_ENDPOINT_URL and AWS_REGION right"
    )]
    NoBucket,
    /// The key is not known, or its other half is wrong.
    #[error(
        "the key is not accepted ({0}): set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or their …_FILE, right"
    )]
    WrongKey(String),
    /// The key is for a time, and the time is over.
    #[error("the session has expired: get a new AWS_SESSION_TOKEN with its key")]
    Expired,
    /// The key may not do that.
    #[error(
        "access is denied: the key needs s3:ListBucket on the bucket, and s3:GetObject, s3:PutObject, s3:DeleteObject and s3:AbortMultipartUpload on the objects below the prefix"
    )]
    Denied,
    /// The machine's clock is wrong.
    #[error(
        "the clock of this machine is more than 15 minutes off that of the store: set it (timedatectl set-ntp true)"
    )]
    Clock,
    /// The bucket is elsewhere.
    #[error("the bucket is in another region{0}: set AWS_REGION to it")]
    Region(String),
    /// Nobody answers.
    #[error(
        "the store cannot be reached ({0}): check AWS_ENDPOINT_URL, the network, and that the store runs"
    )]
    Unreachable(String),
    /// No key could be had from the machine's role.
    #[error(
        "no key could be had from the role of this machine: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (or …_FILE)"
    )]
    NoRole,
    /// It asks to be asked less, after all retries.
    #[error("the store is overloaded, after all retries ({0}): try again later")]
    Overloaded(String),
    /// A disk refused.
    #[error("{0}: check the disk's space and permissions")]
    Disk(String),
    /// The object is not there.
    #[error("it is not there")]
    Absent,
    /// Anything else.
    #[error("the store answers {0}")]
    Other(String),
}

impl StoreError {
    /// What `error` means.
    pub fn of(error: &object_store::Error) -> Self {
        use object_store::Error as E;
        let said = Said::by(error);
        let by_code = said.code.as_deref();
        let by_code = by_code.and_then(|code| known_code(code, &said));
        if let Some(known) = by_code.or_else(|| transport(error, &said)) {
            return known;
        }
        match error {
            E::NotFound { .. } => Self::Absent,
            E::PermissionDenied { .. } | E::Unauthenticated { .. } if !said.from_disk => {
                Self::Denied
            }
            _ if said.from_disk => Self::Disk(said.text),
            _ => Self::Other(said.in_short()),
        }
    }
}

fn known_code(code: &str, said: &Said) -> Option<StoreError> {
    Some(match code {
        "NoSuchBucket" => StoreError::NoBucket,
        "InvalidAccessKeyId"
        | "SignatureDoesNotMatch"
        | "InvalidToken"
        | "InvalidClientTokenId"
        | "AuthFailure"
        | "UnrecognizedClientException" => StoreError::WrongKey(code.to_owned()),
        "ExpiredToken" | "TokenRefreshRequired" => StoreError::Expired,
        "AccessDenied" | "AllAccessDisabled" | "AccountProblem" => StoreError::Denied,
        "RequestTimeTooSkewed" | "RequestExpired" => StoreError::Clock,
        "PermanentRedirect"
        | "AuthorizationHeaderMalformed"
        | "IllegalLocationConstraintException" => {
            let region = said.tag("Region").map(|region| format!(" ({region})"));
            StoreError::Region(region.unwrap_or_default())
        }
        "SlowDown" | "ServiceUnavailable" | "Busy" | "TooManyRequests" | "InternalError" => {
            StoreError::Overloaded(code.to_owned())
        }
        _ => return None,
    })
}

/// What went wrong where there is no code: on the way, or in an answer without words.
fn transport(error: &object_store::Error, said: &Said) -> Option<StoreError> {
    if said.text.contains("169.254.169.254") || said.text.contains("169.254.170.2") {
        return Some(StoreError::NoRole);
    }
    if said.text.contains("incorrectly configured region") || said.text.contains("301 Moved") {
        return Some(StoreError::Region(String::new()));
    }
    let http = causes(error).find_map(|cause| cause.downcast_ref::<HttpError>())?;
    let root = causes(http).last().map(ToString::to_string);
    let root = root.unwrap_or_default();
    Some(match http.kind() {
        HttpErrorKind::Connect | HttpErrorKind::Timeout | HttpErrorKind::Request => {
            StoreError::Unreachable(root)
        }
        _ => StoreError::Other(root),
    })
}

/// Whether `error` says that an object is not there, and the store is.
pub fn is_absent(error: &object_store::Error) -> bool {
    matches!(error, object_store::Error::NotFound { .. })
        && StoreError::of(error) == StoreError::Absent
}

/// Whether `error` says that the store cannot write on a condition.
pub fn is_refused_condition(error: &object_store::Error) -> bool {
    matches!(error, object_store::Error::NotImplemented { .. })
        || Said::by(error).code.as_deref() == Some("NotImplemented")
}

/// What an error says in all its causes.
struct Said {
    text: String,
    code: Option<String>,
    from_disk: bool,
}

impl Said {
    fn by(error: &object_store::Error) -> Self {
        let text = error.to_string();
        Self {
            code: tag(&text, "Code"),
            from_disk: causes(error).any(|cause| cause.is::<io::Error>())
                && causes(error).all(|cause| !cause.is::<HttpError>()),
            text,
        }
    }

    fn tag(&self, name: &str) -> Option<String> {
        tag(&self.text, name)
    }

    /// Code and message, or the status: never the whole answer.
    fn in_short(&self) -> String {
        let status = self
            .text
            .split("status code: ")
            .nth(1)
            .and_then(|rest| rest.split(": ").next());
        let code = self.code.clone();
        let what = code.or_else(|| status.map(ToOwned::to_owned));
        let Some(what) = what else {
            return if self.text.contains('<') {
                "what is not understood".to_owned()
            } else {
                self.text.clone()
            };
        };
        match self.tag("Message") {
            Some(message) => format!("{what}: {message}"),
            None => what,
        }
    }
}

/// What stands in an element of the store's XML. Plain text alone is taken, and not too much of it.
fn tag(text: &str, name: &str) -> Option<String> {
    let (_, rest) = text.split_once(&format!("<{name}>"))?;
    let (inside, _) = rest.split_once(&format!("</{name}>"))?;
    let plain = !inside.contains('<') && inside.len() <= 300;
    plain.then(|| inside.to_owned())
}

fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error| (*error).source())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(code: &str) -> object_store::Error {
        let body = format!(
            "Server returned non-2xx status code: 403 Forbidden: <Error><Code>{code}</Code>\
             <Message>No.</Message><Region>eu-central-1</Region>\
             <AWSAccessKeyId>THE-ID</AWSAccessKeyId><StringToSign>THE-STRING</StringToSign></Error>"
        );
        object_store::Error::Generic {
            store: "S3",
            source: body.into(),
        }
    }

    #[test]
    fn every_answer_says_what_to_do_and_repeats_no_key() {
        for (code, word) in [
            ("NoSuchBucket", "make it"),
            ("InvalidAccessKeyId", "AWS_ACCESS_KEY_ID"),
            ("SignatureDoesNotMatch", "AWS_SECRET_ACCESS_KEY"),
            ("ExpiredToken", "AWS_SESSION_TOKEN"),
            ("AccessDenied", "s3:ListBucket"),
            ("RequestTimeTooSkewed", "clock"),
            ("AuthorizationHeaderMalformed", "eu-central-1"),
            ("SlowDown", "later"),
            ("SomethingElse", "SomethingElse: No."),
        ] {
            let said = StoreError::of(&answer(code)).to_string();
            assert!(said.contains(word), "{code}: {said}");
            assert!(!said.contains("THE-"), "{code}: {said}");
        }
    }

    #[test]
    fn a_missing_bucket_is_not_a_missing_object() {
        let not_found = |source: &str| object_store::Error::NotFound {
            path: "vault/x".into(),
            source: source.into(),
        };
        assert!(is_absent(&not_found("404: <Code>NoSuchKey</Code>")));
        assert!(is_absent(&not_found("404")));
        assert!(!is_absent(&not_found("404: <Code>NoSuchBucket</Code>")));
    }

    #[test]
    fn a_store_without_conditions_is_told_from_a_failure() {
        assert!(is_refused_condition(&answer("NotImplemented")));
        assert!(!is_refused_condition(&answer("AccessDenied")));
    }
}
