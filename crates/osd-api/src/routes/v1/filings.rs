use axum::{Json, extract::State};

use super::{List, ListParams, Listed, Nothing, Params, Path, read};
use crate::{
    Counter, Problem, ProblemBody, Viewer,
    answers::{
        filing::{self, FilingAnswer},
        filings::{self, FilingsAnswer},
        lines::{self, LinesAnswer},
    },
};

/// Every filing, read or not, with what was read beside what its cover says; the newest first.
#[utoipa::path(get, path = "/filings", tag = "filings", params(ListParams),
    responses((status = 200, body = FilingsAnswer), (status = 400, body = ProblemBody)))]
pub(super) async fn list(
    _viewer: Viewer,
    State(counter): State<Counter>,
    params: List<Nothing>,
) -> Result<Listed, Problem> {
    let List {
        request, format, ..
    } = params;
    let ask = move |request| {
        let counter = counter.clone();
        async move { filings::answer(&counter, &request).await }
    };
    Listed::by_page(ask, request, format).await
}

/// A filing: its facts, its cover, and what was noticed.
#[utoipa::path(get, path = "/filings/{accession}", tag = "filings",
    params(("accession" = String, Path, example = "0009999999-25-000002")),
    responses((status = 200, body = FilingAnswer), (status = 400, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(super) async fn one(
    _viewer: Viewer,
    State(counter): State<Counter>,
    Path(accession): Path<String>,
    Params(Nothing {}): Params<Nothing>,
) -> Result<Json<FilingAnswer>, Problem> {
    filing::answer(&counter, read("accession", &accession)?)
        .await
        .map(Json)
}

/// A filing with the rows of its information table, as filed beside what was understood.
#[utoipa::path(get, path = "/filings/{accession}/lines", tag = "filings",
    params(("accession" = String, Path, example = "0009999999-25-000002"), ListParams),
    responses((status = 200, body = LinesAnswer), (status = 400, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(super) async fn lines(
    _viewer: Viewer,
    State(counter): State<Counter>,
    Path(accession): Path<String>,
    params: List<Nothing>,
) -> Result<Listed, Problem> {
    let accession = read("accession", &accession)?;
    let answer = lines::answer(&counter, accession, &params.request).await?;
    Listed::of(&answer, &params.request, params.format)
}
