use axum::{
    Json,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{Params, read};
use crate::{
    Counter, Problem, ProblemBody, Viewer,
    answers::search::{self, SearchAnswer},
};

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct SearchParams {
    /// What to look for: words of a name in any order, typos forgiven; a ticker; a CIK, CUSIP or
    /// accession number, or the beginning of a CUSIP.
    #[param(example = "berkshier hathway")]
    q: String,
    /// Only hits of these kinds, with commas between them: `manager`, `security`, `issuer`, `ticker`,
    /// `filing`.
    #[param(example = "manager,security")]
    kind: Option<String>,
    /// At most so many; 10 unless given, never above 100.
    limit: Option<usize>,
}

/// Managers, securities, issuers, tickers and filings by what somebody typed, the likeliest first.
#[utoipa::path(get, path = "/search", tag = "search", params(SearchParams),
    responses((status = 200, body = SearchAnswer), (status = 400, body = ProblemBody)))]
pub(super) async fn find(
    _viewer: Viewer,
    State(counter): State<Counter>,
    Params(params): Params<SearchParams>,
) -> Result<Response, Problem> {
    let kinds = params
        .kind
        .as_deref()
        .map_or(Vec::new(), |kinds| kinds.split(',').collect());
    let question = search::Question {
        text: params.q,
        kinds: kinds
            .into_iter()
            .map(|kind| read("kind", kind))
            .collect::<Result<_, _>>()?,
        limit: params.limit,
    };
    let answer = search::answer(&counter, &question).await?;
    // What was found in an index of before is not to stand for what the catalog has now.
    let passing = [
        (header::ETAG, "W/\"passing\""),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok(match answer.is_current {
        true => Json(answer).into_response(),
        false => (passing, Json(answer)).into_response(),
    })
}
