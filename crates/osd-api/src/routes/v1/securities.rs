use axum::{Json, extract::State};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{List, ListParams, Listed, Nothing, Params, Path, read_day, read_option};
use crate::{
    Counter, Problem, ProblemBody, Viewer,
    answers::{
        holders::{self, HoldersAnswer},
        securities::{self, SecuritiesAnswer},
        security::{self, SecurityAnswer},
        security_quarters::{self, SecurityQuartersAnswer},
    },
};

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct SecuritiesParams {
    /// The report period; the latest that was published unless given.
    #[param(example = "2025Q1")]
    period: Option<String>,
}

/// The securities of a period over all managers, beside the quarter before; the largest first.
#[utoipa::path(get, path = "/securities", tag = "securities", params(SecuritiesParams, ListParams),
    responses((status = 200, body = SecuritiesAnswer), (status = 400, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(super) async fn list(
    _viewer: Viewer,
    State(counter): State<Counter>,
    params: List<SecuritiesParams>,
) -> Result<Listed, Problem> {
    let question = securities::Question {
        period: read_option("period", params.own.period.as_deref())?,
        list: params.request,
    };
    let answer = securities::answer(&counter, &question).await?;
    Listed::of(&answer, &question.list, params.format)
}

/// A security's quarters over all managers, under all its CUSIPs, with its splits.
#[utoipa::path(get, path = "/securities/{cusip}/history", tag = "securities",
    params(("cusip" = String, Path, example = "037833100"), ListParams),
    responses((status = 200, body = SecurityQuartersAnswer), (status = 400, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(super) async fn history(
    _viewer: Viewer,
    State(counter): State<Counter>,
    Path(cusip): Path<String>,
    params: List<Nothing>,
) -> Result<Listed, Problem> {
    let answer = security_quarters::answer(&counter, &cusip, &params.request).await?;
    Listed::of(&answer, &params.request, params.format)
}

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
    params(("cusip" = String, Path, example = "037833100"), HoldersParams, ListParams),
    responses((status = 200, body = HoldersAnswer), (status = 400, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(super) async fn holders(
    _viewer: Viewer,
    State(counter): State<Counter>,
    Path(cusip): Path<String>,
    params: List<HoldersParams>,
) -> Result<Listed, Problem> {
    let question = holders::Question {
        security: cusip,
        period: read_option("period", params.own.period.as_deref())?,
        as_of: read_day("as_of", params.own.as_of.as_deref())?,
        list: params.request.clone(),
    };
    let answer = holders::answer(&counter, question).await?;
    Listed::of(&answer, &params.request, params.format)
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
