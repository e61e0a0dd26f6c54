use axum::extract::State;
use utoipa::IntoParams;

use super::{List, ListParams, Listed, read_option};
use crate::{
    Counter, Problem, ProblemBody, Viewer,
    answers::gaps::{self, GapsAnswer},
};

#[derive(serde::Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct FromQuarter {
    /// Only filings and indexes of this quarter on.
    #[param(example = "2025Q1")]
    from: Option<String>,
}

/// Filings that an index or the feed names and that are not in, each with why; and the indexes that
/// were not looked at and may name more.
#[utoipa::path(get, path = "/gaps", tag = "status", params(FromQuarter, ListParams),
    responses((status = 200, body = GapsAnswer), (status = 400, body = ProblemBody)))]
pub(super) async fn list(
    _viewer: Viewer,
    State(counter): State<Counter>,
    params: List<FromQuarter>,
) -> Result<Listed, Problem> {
    let from = read_option("from", params.own.from.as_deref())?;
    let ask = move |request| {
        let counter = counter.clone();
        async move { gaps::answer(&counter, &request, from).await }
    };
    Listed::by_page(ask, params.request, params.format).await
}
