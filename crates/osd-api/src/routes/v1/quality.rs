use axum::{Json, extract::State};
use osd_catalog::QualityQuery;
use serde::Deserialize;
use utoipa::IntoParams;

use super::{Nothing, Params, read_option};
use crate::{
    Counter, Problem, ProblemBody, Viewer,
    answers::quality::{self, QualityAnswer, QualityTotalAnswer},
};

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct QualityParams {
    /// Only of this kind: `note`, `verdict`, `repair` or `override`.
    #[param(example = "repair")]
    kind: Option<String>,
    /// Only by this rule: a note's code, a verdict's reason, a repair's fault.
    #[param(example = "entries_differ")]
    rule: Option<String>,
    /// Only of filings for this report period.
    #[param(example = "2025Q1")]
    period: Option<String>,
    /// Only of filings of this manager.
    #[param(example = 1067983)]
    cik: Option<String>,
    /// Only of this filing.
    #[param(example = "0000950123-25-005701")]
    accession: Option<String>,
    /// Only of filings filed in this year.
    year: Option<i32>,
    /// Only rows after this one: `ACCESSION:PLACE`, of the last row of the page before.
    after: Option<String>,
    /// At most so many; 100 unless given, never above 1,000.
    limit: Option<u64>,
}

/// What was noticed, judged, repaired and overridden, a row each.
#[utoipa::path(get, path = "/quality", tag = "status", params(QualityParams),
    responses((status = 200, body = Vec<QualityAnswer>), (status = 400, body = ProblemBody)))]
pub(super) async fn list(
    _viewer: Viewer,
    State(counter): State<Counter>,
    Params(params): Params<QualityParams>,
) -> Result<Json<Vec<QualityAnswer>>, Problem> {
    let query = QualityQuery {
        kind: read_option("kind", params.kind.as_deref())?,
        rule: params.rule,
        period: read_option("period", params.period.as_deref())?,
        cik: read_option("cik", params.cik.as_deref())?,
        accession: read_option("accession", params.accession.as_deref())?,
        year: params.year,
        after: params.after.as_deref().map(after).transpose()?,
        limit: params.limit.unwrap_or(100),
    };
    quality::list(&counter, &query).await.map(Json)
}

fn after(text: &str) -> Result<(osd_domain::Accession, u64), Problem> {
    let bad = || {
        let reason = format!("{text:?} is not of the form 0000950123-25-005701:3");
        Problem::bad("after", reason)
    };
    let (accession, place) = text.split_once(':').ok_or_else(bad)?;
    let accession = accession.parse().map_err(|_| bad())?;
    Ok((accession, place.parse().map_err(|_| bad())?))
}

/// How many rows there are by rule and filing year.
#[utoipa::path(get, path = "/quality/totals", tag = "status", responses((status = 200, body = Vec<QualityTotalAnswer>)))]
pub(super) async fn totals(
    _viewer: Viewer,
    State(counter): State<Counter>,
    Params(Nothing {}): Params<Nothing>,
) -> Result<Json<Vec<QualityTotalAnswer>>, Problem> {
    quality::totals(&counter).await.map(Json)
}
