use axum::{Json, extract::State};

use super::{Nothing, Params, Path};
use crate::{
    Counter, Problem, ProblemBody, Viewer,
    answers::ticker::{self, TickerAnswer},
};

/// Which securities had a ticker and when, and which companies list it.
#[utoipa::path(get, path = "/tickers/{ticker}", tag = "securities",
    params(("ticker" = String, Path, example = "BRK-B")),
    responses((status = 200, body = TickerAnswer), (status = 400, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(super) async fn one(
    _viewer: Viewer,
    State(counter): State<Counter>,
    Path(ticker): Path<String>,
    Params(Nothing {}): Params<Nothing>,
) -> Result<Json<TickerAnswer>, Problem> {
    ticker::answer(&counter, &ticker).await.map(Json)
}
