//! What can be wrong with a question.

use std::sync::Arc;

use axum::{
    Json,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use osd_catalog::CatalogError;
use osd_domain::{Accession, Cik, Period, amendment::Standing};
use osd_snapshot::SnapshotError;
use osd_vault::VaultError;
use serde::Serialize;
use utoipa::ToSchema;

use crate::answers::{LinkedManager, reported_by::ReportingManager};

/// Why there is no answer. The text names the input and says what to do.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// A parameter does not have the form it must have.
    #[error("{name}: {reason}")]
    BadInput {
        /// The parameter.
        name: String,
        /// What is wrong with it, and what would be right.
        reason: String,
    },
    /// No filing of this manager is known.
    #[error("no filing of manager {0} is known here")]
    NoManager(Cik),
    /// No filing with this accession is known.
    #[error("filing {0} is not known here")]
    NoFiling(Accession),
    /// Nothing was published for the period.
    #[error("nothing is published for {0}")]
    NoPeriod(Period),
    /// No period was published yet.
    #[error("nothing is published yet; it will be once filings were taken in")]
    NothingPublished,
    /// The manager filed nothing for the period (by the day asked for).
    #[error("manager {cik} filed nothing for {period}{}{}", by(*as_of), goes_on(continued_by))]
    NothingFiled {
        /// The manager.
        cik: Cik,
        /// The report period.
        period: Period,
        /// The day asked for.
        as_of: Option<chrono::NaiveDate>,
        /// The managers that continue it.
        continued_by: Vec<LinkedManager>,
    },
    /// What the manager filed for the period holds no rows that were read: this is not an empty
    /// portfolio.
    #[error(
        "manager {cik} has no portfolio to show for {period}: {}{}{}",
        why(*standing),
        names(reported_by),
        goes_on(continued_by)
    )]
    NoPortfolio {
        /// The manager.
        cik: Cik,
        /// The report period.
        period: Period,
        /// What there is instead.
        standing: Standing,
        /// Who reports for it.
        reported_by: Vec<ReportingManager>,
        /// The managers that continue it.
        continued_by: Vec<LinkedManager>,
    },
    /// Nobody holds the security in the period.
    #[error("no manager reports security {security:?}{}", within(*period))]
    NoSecurity {
        /// The security, as asked for.
        security: String,
        /// The period asked for, if one was.
        period: Option<Period>,
    },
    /// Nobody holds a security of the issuer in the period.
    #[error("no manager reports a security of issuer {issuer:?}{}", within(*period))]
    NoIssuer {
        /// The issuer, as asked for.
        issuer: String,
        /// The period asked for, if one was.
        period: Option<Period>,
    },
    /// No security and no company is known with the ticker.
    #[error("nothing is known of ticker {0:?}")]
    NoTicker(String),
    /// The manager never held the security, by the day asked for.
    #[error("no filing of manager {cik} reports security {security:?}")]
    NeverHeld {
        /// The manager.
        cik: Cik,
        /// The security, as asked for.
        security: String,
    },
    /// The filing was read after its period was last published.
    #[error(
        "filing {accession} is read but not published yet; {period} is published again shortly"
    )]
    NotPublished {
        /// The filing.
        accession: Accession,
        /// Its report period.
        period: Period,
    },
    /// The bytes of the filing are not kept here.
    #[error("the submission of filing {accession} is not kept here; the SEC has it at {url}")]
    NotKept {
        /// The filing.
        accession: Accession,
        /// Where the SEC has it.
        url: String,
    },
    /// There is no such page.
    #[error("there is nothing at {0}; /api/docs lists what there is")]
    NoRoute(String),
    /// The page is there, but not for this method.
    #[error("{method} is not understood at {path}; /api/docs lists what is")]
    NoMethod {
        /// The method.
        method: axum::http::Method,
        /// The path.
        path: String,
    },
    /// No piece of work has the number.
    #[error("there is no work {0}; what is done is forgotten after some days")]
    NoWork(i64),
    /// The name under which the admin listener was asked is not this machine's.
    #[error(
        "{host:?} is no name of this machine with this port; ask http://127.0.0.1:{port} or \
         http://localhost:{port}"
    )]
    ForeignHost {
        /// The `Host` as given.
        host: String,
        /// The port that is listened on.
        port: u16,
    },
    /// A page of somebody else's tries to order something.
    #[error("orders are not taken from pages of others: {0}")]
    ForeignOrigin(String),
    /// An order is not JSON.
    #[error("orders are taken as JSON alone: send Content-Type: application/json")]
    NotJson,
    /// The address is longer than an address may be.
    #[error("the address has more than {0} letters; ask for less at once")]
    AddressTooLong(usize),
    /// The request has a body, and a large one.
    #[error("the request has a body of more than {0} bytes; ask for less at once")]
    BodyTooLarge(u64),
    /// More requests are under way than are answered at once.
    #[error("too many requests are under way; try again in a second")]
    Busy,
    /// The answer took too long.
    #[error("no answer within {} seconds; ask for less at once, or try again", .0.as_secs())]
    TooSlow(std::time::Duration),
    /// The catalog could not answer.
    #[error(transparent)]
    Catalog(#[from] CatalogError),
    /// A snapshot could not be read.
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
    /// The vault could not answer.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The server cannot answer yet, or not now.
    #[error("not ready: {0}")]
    NotReady(String),
    /// What was wrong for somebody who asked the same at the same time.
    #[error(transparent)]
    Shared(Arc<Problem>),
    /// Something broke on our side.
    #[error("{0}")]
    Internal(String),
}

fn by(as_of: Option<chrono::NaiveDate>) -> String {
    as_of.map(|day| format!(" by {day}")).unwrap_or_default()
}

fn within(period: Option<Period>) -> String {
    period
        .map(|period| format!(" for {period}"))
        .unwrap_or_default()
}

fn why(standing: Standing) -> &'static str {
    match standing {
        Standing::NoHoldings => {
            "it filed a notice, a request for confidential treatment, or on paper"
        }
        Standing::NoTable => "its report holds no information table",
        Standing::Unread => "its report is kept whole, but no row of its table could be read",
        Standing::NothingFiled | Standing::Held | Standing::Partial => "nothing was filed",
    }
}

/// Who reports instead.
fn names(reported_by: &[ReportingManager]) -> String {
    if reported_by.is_empty() {
        return String::new();
    }
    let name = |one: &ReportingManager| match one.cik {
        Some(cik) => format!("{} ({cik})", one.name),
        None => one.name.clone(),
    };
    let names: Vec<String> = reported_by.iter().map(name).collect();
    format!("; reported by {}", names.join(", "))
}

/// Who continues it.
fn goes_on(continued_by: &[LinkedManager]) -> String {
    let all = continued_by.iter().map(|one| {
        format!(
            "; {} ({}) continues it since {}",
            one.name, one.cik, one.period
        )
    });
    all.collect()
}

/// The body of an error, as RFC 9457 has it (`application/problem+json`).
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemBody {
    /// What kind of problem it is: stays the same when the words change.
    #[serde(rename = "type")]
    pub kind: String,
    /// The same in words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What is wrong with this very request, and what to do.
    pub detail: String,
    /// Who reports the holdings of a manager that filed a notice.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reported_by: Vec<ReportingManager>,
}

impl Problem {
    /// A parameter that could not be read.
    pub(crate) fn bad(name: &'static str, reason: impl ToString) -> Self {
        Self::BadInput {
            name: name.to_owned(),
            reason: reason.to_string(),
        }
    }

    /// What kind of problem it is: stays the same when the words change.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::BadInput { .. } => "bad-input",
            Self::NoManager(_) => "no-manager",
            Self::NoFiling(_) => "no-filing",
            Self::NoPeriod(_) | Self::NothingPublished => "no-period",
            Self::NothingFiled { .. } => "nothing-filed",
            Self::NoPortfolio { .. } => "no-portfolio",
            Self::NoSecurity { .. } => "no-security",
            Self::NoIssuer { .. } => "no-issuer",
            Self::NoTicker(_) => "no-ticker",
            Self::NeverHeld { .. } => "never-held",
            Self::NotPublished { .. } => "not-published",
            Self::NotKept { .. } => "not-kept",
            Self::NoRoute(_) => "no-route",
            Self::NoMethod { .. } => "no-method",
            Self::NoWork(_) => "no-work",
            Self::ForeignHost { .. } => "foreign-host",
            Self::ForeignOrigin(_) => "foreign-origin",
            Self::NotJson => "not-json",
            Self::AddressTooLong(_) => "address-too-long",
            Self::BodyTooLarge(_) => "body-too-large",
            Self::Busy => "busy",
            Self::TooSlow(_) => "too-slow",
            Self::Catalog(_) => "catalog",
            Self::Snapshot(_) => "snapshot",
            Self::Vault(_) => "vault",
            Self::NotReady(_) => "not-ready",
            Self::Shared(problem) => problem.kind(),
            Self::Internal(_) => "internal",
        }
    }

    fn title(&self) -> &'static str {
        match self {
            Self::BadInput { .. } => "A parameter is not in order",
            Self::NoManager(_) => "No such manager",
            Self::NoFiling(_) => "No such filing",
            Self::NoPeriod(_) | Self::NothingPublished => "No such period",
            Self::NothingFiled { .. } => "Nothing was filed",
            Self::NoPortfolio { .. } => "No portfolio to show",
            Self::NoSecurity { .. } => "No such security",
            Self::NoIssuer { .. } => "No such issuer",
            Self::NoTicker(_) => "No such ticker",
            Self::NeverHeld { .. } => "Never held",
            Self::NotPublished { .. } => "Not published yet",
            Self::NotKept { .. } => "Not kept here",
            Self::NoRoute(_) => "No such page",
            Self::NoMethod { .. } => "No such method",
            Self::NoWork(_) => "No such work",
            Self::ForeignHost { .. } => "Asked under another name",
            Self::ForeignOrigin(_) => "Ordered from elsewhere",
            Self::NotJson => "Not JSON",
            Self::AddressTooLong(_) => "The address is too long",
            Self::BodyTooLarge(_) => "The body is too large",
            Self::Busy => "Too much is asked at once",
            Self::TooSlow(_) => "The answer took too long",
            Self::NotReady(_) => "Not ready",
            Self::Shared(problem) => problem.title(),
            Self::Catalog(_) | Self::Snapshot(_) | Self::Vault(_) | Self::Internal(_) => {
                "Something broke on our side"
            }
        }
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::BadInput { .. } => StatusCode::BAD_REQUEST,
            Self::NoMethod { .. } => StatusCode::METHOD_NOT_ALLOWED,
            Self::ForeignHost { .. } => StatusCode::MISDIRECTED_REQUEST,
            Self::ForeignOrigin(_) => StatusCode::FORBIDDEN,
            Self::NotJson => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::AddressTooLong(_) => StatusCode::URI_TOO_LONG,
            Self::BodyTooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::TooSlow(_) => StatusCode::GATEWAY_TIMEOUT,
            Self::Shared(problem) => problem.status(),
            Self::Catalog(error) if error.is_retryable() => StatusCode::SERVICE_UNAVAILABLE,
            Self::NotReady(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Catalog(_) | Self::Snapshot(_) | Self::Vault(_) | Self::Internal(_) => {
                StatusCode::INTERNAL_SERVER_ERROR
            }
            _ => StatusCode::NOT_FOUND,
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = self.status();
        let is_told = matches!(self, Self::Busy | Self::TooSlow(_) | Self::NotReady(_));
        let detail = if status.is_server_error() && !is_told {
            // What broke is for the operator's log; the asker learns that it is not their fault.
            tracing::error!(error = %self, kind = self.kind(), "Request failed");
            "the request could not be answered; the operator's log says why".to_owned()
        } else {
            self.to_string()
        };
        let reported_by = match self {
            Self::NoPortfolio {
                ref reported_by, ..
            } => reported_by.clone(),
            _ => Vec::new(),
        };
        let body = ProblemBody {
            reported_by,
            kind: format!("/problems/{}", self.kind()),
            title: self.title().to_owned(),
            status: status.as_u16(),
            detail,
        };
        let headers = [
            (header::CONTENT_TYPE, "application/problem+json"),
            (header::CACHE_CONTROL, "no-store"),
        ];
        let mut response = (status, headers, Json(body)).into_response();
        if status == StatusCode::SERVICE_UNAVAILABLE {
            let soon = header::HeaderValue::from_static("1");
            response.headers_mut().insert(header::RETRY_AFTER, soon);
        }
        response
    }
}
