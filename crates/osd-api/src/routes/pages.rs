//! The addresses of the web app. Each answers with the app itself, and with the right status: what
//! is not there is 404 before the app has started. A test of `web/` holds this list to the app's.

use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderMap, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
    routing::get,
};
use osd_domain::{Accession, Cik, SecurityId};

use super::shown;
use crate::{Counter, Problem, app};

pub(super) fn routes() -> Router<Counter> {
    Router::new()
        .route("/", get(page))
        .route("/managers", get(page))
        .route("/managers/{cik}", get(manager))
        .route(
            "/managers/{cik}/securities/{security}",
            get(manager_security),
        )
        .route("/securities", get(page))
        .route("/securities/{security}", get(security))
        .route("/issuers/{issuer}", get(page))
        .route("/tickers/{ticker}", get(page))
        .route("/filings", get(page))
        .route("/filings/{accession}", get(filing))
        .route("/movers", get(page))
        .route("/quality", get(page))
        .route("/status", get(page))
        .route("/gaps", get(page))
        .route("/work", get(page))
        .route("/about", get(page))
}

async fn page(asked: HeaderMap) -> Response {
    app::shell(StatusCode::OK, &asked)
}

async fn manager(
    State(counter): State<Counter>,
    Path(cik): Path<String>,
    asked: HeaderMap,
) -> Response {
    app::shell(status(manager_is_there(&counter, &cik).await), &asked)
}

async fn manager_security(
    State(counter): State<Counter>,
    Path((cik, security)): Path<(String, String)>,
    asked: HeaderMap,
) -> Response {
    let there = match manager_is_there(&counter, &cik).await {
        Ok(true) => security_is_there(&counter, &security).await,
        other => other,
    };
    app::shell(status(there), &asked)
}

async fn security(
    State(counter): State<Counter>,
    Path(security): Path<String>,
    asked: HeaderMap,
) -> Response {
    app::shell(status(security_is_there(&counter, &security).await), &asked)
}

async fn filing(
    State(counter): State<Counter>,
    Path(accession): Path<String>,
    asked: HeaderMap,
) -> Response {
    app::shell(status(filing_is_there(&counter, &accession).await), &asked)
}

async fn manager_is_there(counter: &Counter, cik: &str) -> Result<bool, Problem> {
    let Ok(cik) = cik.parse::<Cik>() else {
        return Ok(false);
    };
    Ok(counter
        .catalog
        .read()
        .await?
        .managers()
        .find(cik)
        .await?
        .is_some())
}

async fn security_is_there(counter: &Counter, security: &str) -> Result<bool, Problem> {
    let Ok(security) = security.parse::<SecurityId>() else {
        return Ok(false);
    };
    Ok(counter
        .catalog
        .read()
        .await?
        .securities()
        .find(&security)
        .await?
        .is_some())
}

async fn filing_is_there(counter: &Counter, accession: &str) -> Result<bool, Problem> {
    let Ok(accession) = accession.parse::<Accession>() else {
        return Ok(false);
    };
    Ok(counter
        .catalog
        .read()
        .await?
        .filings()
        .find(accession)
        .await?
        .is_some())
}

/// Where the catalog cannot say, the app is handed out all the same: it asks again, and shows
/// what is wrong.
fn status(there: Result<bool, Problem>) -> StatusCode {
    match there {
        Ok(true) | Err(_) => StatusCode::OK,
        Ok(false) => StatusCode::NOT_FOUND,
    }
}

/// Whatever no route answers: a file of the app; else the app's own "not found" for people, and
/// a problem for programs.
pub(super) async fn elsewhere(method: Method, uri: Uri, asked: HeaderMap) -> Response {
    let reads = method == Method::GET || method == Method::HEAD;
    if reads && let Some(file) = app::file(uri.path(), &asked) {
        return file;
    }
    if reads && wants_page(&uri, &asked) {
        return app::shell(StatusCode::NOT_FOUND, &asked);
    }
    Problem::NoRoute(shown(&uri)).into_response()
}

fn wants_page(uri: &Uri, asked: &HeaderMap) -> bool {
    let accepts = asked
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok());
    !uri.path().starts_with("/api/") && accepts.is_some_and(|types| types.contains("text/html"))
}
