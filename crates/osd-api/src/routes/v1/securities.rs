use axum::{Json, extract::State};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{Nothing, Params, Path, read_day, read_option};
use crate::{
    Counter, Problem, ProblemBody, Viewer,
    answers::{
        holders::{self, HoldersAnswer},
        security::{self, SecurityAnswer},
    },
};

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct HoldersParams {
    /// The report period; the latest in which it was held unless given.
    #[param(example = "2025Q1")]
    period: Option<String>,
    /// Only filings accepted by the end of this day (Eastern) count.
    #[param(example = "2025-06-30")]
    as_of: Option<String>,
}

/// Who held a security, and what they changed.
#[utoipa::path(get, path = "/securities/{cusip}/holders", tag = "securities",
    params(("cusip" = String, Path, example = "037833100"), HoldersParams),
    responses((status = 200, body = HoldersAnswer), (status = 400, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(super) async fn holders(
    _viewer: Viewer,
    State(counter): State<Counter>,
    Path(cusip): Path<String>,
    Params(params): Params<HoldersParams>,
) -> Result<Json<HoldersAnswer>, Problem> {
    let question = holders::Question {
        security: cusip,
        period: read_option("period", params.period.as_deref())?,
        as_of: read_day("as_of", params.as_of.as_deref())?,
    };
    holders::answer(&counter, question).await.map(Json)
}

/// What a security is, what it was known by, and its quarters over all portfolios.
#[utoipa::path(get, path = "/securities/{cusip}", tag = "securities",
    params(("cusip" = String, Path, example = "037833100")),
    responses((status = 200, body = SecurityAnswer), (status = 400, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(super) async fn one(
    _viewer: Viewer,
    State(counter): State<Counter>,
    Path(cusip): Path<String>,
    Params(Nothing {}): Params<Nothing>,
) -> Result<Json<SecurityAnswer>, Problem> {
    security::answer(&counter, &cusip).await.map(Json)
}
