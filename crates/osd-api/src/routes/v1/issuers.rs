use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;

use super::{List, ListParams, Listed, Path, read_day, read_option};
use crate::{
    Counter, Problem, ProblemBody, Viewer,
    answers::issuer::{self, IssuerAnswer},
};

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct IssuerParams {
    /// The report period; the latest in which one of its securities was held unless given.
    #[param(example = "2025Q1")]
    period: Option<String>,
    /// Only filings accepted by the end of this day (Eastern) count.
    #[param(example = "2025-06-30")]
    as_of: Option<String>,
}

/// An issuer's securities in a period, and who holds any of them; the largest first.
#[utoipa::path(get, path = "/issuers/{issuer}", tag = "issuers",
    params(("issuer" = String, Path, example = "02079K"), IssuerParams, ListParams),
    responses((status = 200, body = IssuerAnswer), (status = 400, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(super) async fn one(
    _viewer: Viewer,
    State(counter): State<Counter>,
    Path(issuer): Path<String>,
    params: List<IssuerParams>,
) -> Result<Listed, Problem> {
    let question = issuer::Question {
        issuer,
        period: read_option("period", params.own.period.as_deref())?,
        as_of: read_day("as_of", params.own.as_of.as_deref())?,
        list: params.request.clone(),
    };
    let answer = issuer::answer(&counter, question).await?;
    Listed::of(&answer, &params.request, params.format)
}
