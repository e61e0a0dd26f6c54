use axum::{Json, extract::State};
use osd_domain::Grade;
use serde::Deserialize;
use utoipa::IntoParams;

use super::{Nothing, Params, Path, read, read_option};
use crate::{
    Counter, Problem, ProblemBody, Viewer,
    answers::{
        check::{self, FilingCheck},
        filing::{self, FilingAnswer},
    },
};

const LIMIT: u64 = 1_000;

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ListParams {
    /// The accession number of the last filing of the page before.
    after: Option<String>,
    /// Only those with one of these grades: `B,C,D,F`.
    grade: Option<String>,
    /// Only those with a grade below this one; not together with `grade`.
    below: Option<String>,
    /// At most so many; 100 unless given, never above 1,000.
    limit: Option<u64>,
}

/// Every filing, read or not, with what was read beside what its cover says.
#[utoipa::path(get, path = "/filings", tag = "filings", params(ListParams),
    responses((status = 200, body = Vec<FilingCheck>), (status = 400, body = ProblemBody)))]
pub(super) async fn list(
    _viewer: Viewer,
    State(counter): State<Counter>,
    Params(params): Params<ListParams>,
) -> Result<Json<Vec<FilingCheck>>, Problem> {
    let limit = params.limit.unwrap_or(100);
    if limit > LIMIT {
        return Err(Problem::bad(
            "limit",
            format!("{limit} is more than {LIMIT} filings at a time; use after"),
        ));
    }
    let after = read_option("after", params.after.as_deref())?;
    let grades = grades(&params)?;
    check::filings(&counter, grades.as_deref(), after, limit)
        .await
        .map(Json)
}

/// The grades asked for, where some are.
fn grades(params: &ListParams) -> Result<Option<Vec<Grade>>, Problem> {
    match (&params.grade, &params.below) {
        (None, None) => Ok(None),
        (Some(list), None) => {
            let grades = list.split(',').map(|grade| read("grade", grade));
            grades.collect::<Result<_, _>>().map(Some)
        }
        (None, Some(grade)) => Ok(Some(check::below(read("below", grade)?))),
        (Some(_), Some(_)) => Err(Problem::bad("below", "not together with grade")),
    }
}

/// A filing: its facts, its cover, and what was noticed.
#[utoipa::path(get, path = "/filings/{accession}", tag = "filings",
    params(("accession" = String, Path, example = "0000950123-25-005701")),
    responses((status = 200, body = FilingAnswer), (status = 400, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(super) async fn one(
    _viewer: Viewer,
    State(counter): State<Counter>,
    Path(accession): Path<String>,
    Params(Nothing {}): Params<Nothing>,
) -> Result<Json<FilingAnswer>, Problem> {
    filing::answer(&counter, read("accession", &accession)?, false)
        .await
        .map(Json)
}

/// A filing with the rows of its information table, as filed.
#[utoipa::path(get, path = "/filings/{accession}/lines", tag = "filings",
    params(("accession" = String, Path, example = "0000950123-25-005701")),
    responses((status = 200, body = FilingAnswer), (status = 400, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(super) async fn with_lines(
    _viewer: Viewer,
    State(counter): State<Counter>,
    Path(accession): Path<String>,
    Params(Nothing {}): Params<Nothing>,
) -> Result<Json<FilingAnswer>, Problem> {
    filing::answer(&counter, read("accession", &accession)?, true)
        .await
        .map(Json)
}
