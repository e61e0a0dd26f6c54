use axum::{Json, extract::State};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{List, ListParams, Listed, Nothing, Params, Path, read, read_day, read_option};
use crate::{
    Counter, Problem, ProblemBody, Viewer,
    answers::{
        bridge::{self, BridgeAnswer},
        changes::{self, ChangesAnswer},
        history::{self, HistoryAnswer},
        included_managers::{self, IncludedManagersAnswer},
        issuers::{self, IssuersAnswer},
        manager::{self, ManagerDetails, ManagerFilingsAnswer},
        managers::{self, ManagersAnswer},
        portfolio::{self, PortfolioAnswer},
        security_history::{self, SecurityHistoryAnswer},
        successions::{self, SuccessionsAnswer},
    },
};

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ManagersParams {
    /// Those that filed for this report period, with what they held, largest first.
    #[param(example = "2025Q1")]
    period: Option<String>,
}

/// Managers by name, or those of a period by value.
#[utoipa::path(get, path = "/managers", tag = "managers", params(ManagersParams, ListParams),
    responses((status = 200, body = ManagersAnswer), (status = 400, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(super) async fn list(
    _viewer: Viewer,
    State(counter): State<Counter>,
    params: List<ManagersParams>,
) -> Result<Listed, Problem> {
    let question = managers::Question {
        period: read_option("period", params.own.period.as_deref())?,
        list: params.request,
    };
    let answer = managers::answer(&counter, &question).await?;
    Listed::of(&answer, &question.list, params.format)
}

/// A manager: its names, its filings in figures, its latest quarter.
#[utoipa::path(get, path = "/managers/{cik}", tag = "managers",
    params(("cik" = u64, Path, example = 1067983)),
    responses((status = 200, body = ManagerDetails), (status = 400, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(super) async fn one(
    _viewer: Viewer,
    State(counter): State<Counter>,
    Path(cik): Path<String>,
    Params(Nothing {}): Params<Nothing>,
) -> Result<Json<ManagerDetails>, Problem> {
    manager::answer(&counter, read("cik", &cik)?)
        .await
        .map(Json)
}

/// The filings of a manager, the newest first, with what each does in the portfolio of its period.
#[utoipa::path(get, path = "/managers/{cik}/filings", tag = "managers",
    params(("cik" = u64, Path, example = 1067983), ListParams),
    responses((status = 200, body = ManagerFilingsAnswer), (status = 400, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(super) async fn filings(
    _viewer: Viewer,
    State(counter): State<Counter>,
    Path(cik): Path<String>,
    params: List<Nothing>,
) -> Result<Listed, Problem> {
    let answer = manager::filings(&counter, read("cik", &cik)?, &params.request).await?;
    Listed::of(&answer, &params.request, params.format)
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct PortfolioParams {
    /// Only filings accepted by the end of this day (Eastern) count.
    #[param(example = "2025-06-30")]
    as_of: Option<String>,
    /// Whether its portfolios are added up with those of the managers that it continues and that
    /// continue it.
    #[serde(default)]
    merged: bool,
}

/// What a manager held in its latest period, and what changed.
#[utoipa::path(get, path = "/managers/{cik}/portfolio", tag = "managers",
    params(("cik" = u64, Path, example = 1067983), PortfolioParams, ListParams),
    responses((status = 200, body = PortfolioAnswer), (status = 400, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(super) async fn portfolio(
    _viewer: Viewer,
    State(counter): State<Counter>,
    Path(cik): Path<String>,
    params: List<PortfolioParams>,
) -> Result<Listed, Problem> {
    portfolio_page(&counter, &cik, None, params).await
}

/// What a manager held in a period, and what changed.
#[utoipa::path(get, path = "/managers/{cik}/portfolios/{period}", tag = "managers",
    params(("cik" = u64, Path, example = 1067983), ("period" = String, Path, example = "2025Q1"), PortfolioParams, ListParams),
    responses((status = 200, body = PortfolioAnswer), (status = 400, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(super) async fn portfolio_of_period(
    _viewer: Viewer,
    State(counter): State<Counter>,
    Path((cik, period)): Path<(String, String)>,
    params: List<PortfolioParams>,
) -> Result<Listed, Problem> {
    portfolio_page(&counter, &cik, Some(&period), params).await
}

async fn portfolio_page(
    counter: &Counter,
    cik: &str,
    period: Option<&str>,
    params: List<PortfolioParams>,
) -> Result<Listed, Problem> {
    let question = portfolio::Question {
        cik: read("cik", cik)?,
        period: read_option("period", period)?,
        as_of: read_day("as_of", params.own.as_of.as_deref())?,
        merged: params.own.merged,
        list: params.request.clone(),
    };
    let answer = portfolio::answer(counter, question).await?;
    Listed::of(&answer, &params.request, params.format)
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct AsOfParams {
    /// Only filings accepted by the end of this day (Eastern) count.
    #[param(example = "2025-06-30")]
    as_of: Option<String>,
}

/// The steps from the raw sum of all rows to the total of a portfolio; they add up exactly.
#[utoipa::path(get, path = "/managers/{cik}/portfolios/{period}/bridge", tag = "managers",
    params(("cik" = u64, Path, example = 1067983), ("period" = String, Path, example = "2025Q1"), AsOfParams),
    responses((status = 200, body = BridgeAnswer), (status = 400, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(super) async fn bridge(
    _viewer: Viewer,
    State(counter): State<Counter>,
    Path((cik, period)): Path<(String, String)>,
    Params(params): Params<AsOfParams>,
) -> Result<Json<BridgeAnswer>, Problem> {
    let question = bridge::Question {
        cik: read("cik", &cik)?,
        period: read("period", &period)?,
        as_of: read_day("as_of", params.as_of.as_deref())?,
    };
    bridge::answer(&counter, question).await.map(Json)
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ChangesParams {
    /// Only filings accepted by the end of this day (Eastern) count.
    #[param(example = "2025-06-30")]
    as_of: Option<String>,
    /// Only these labels, with commas between them; all but `HOLD` unless given.
    #[param(example = "NEW,EXIT")]
    labels: Option<String>,
    /// Whether its portfolios are added up with those of the managers that it continues and that
    /// continue it.
    #[serde(default)]
    merged: bool,
}

/// What a manager did since the quarter before, what was traded most first.
#[utoipa::path(get, path = "/managers/{cik}/portfolios/{period}/changes", tag = "managers",
    params(("cik" = u64, Path, example = 1067983), ("period" = String, Path, example = "2025Q1"), ChangesParams, ListParams),
    responses((status = 200, body = ChangesAnswer), (status = 400, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(super) async fn changes(
    _viewer: Viewer,
    State(counter): State<Counter>,
    Path((cik, period)): Path<(String, String)>,
    params: List<ChangesParams>,
) -> Result<Listed, Problem> {
    let List {
        own: params,
        request,
        format,
    } = params;
    let labels = params.labels.as_deref().unwrap_or_default();
    let labels = labels.split(',').filter(|label| !label.is_empty());
    let question = changes::Question {
        cik: read("cik", &cik)?,
        period: read("period", &period)?,
        as_of: read_day("as_of", params.as_of.as_deref())?,
        labels: labels
            .map(|label| read("labels", label))
            .collect::<Result<_, _>>()?,
        merged: params.merged,
        list: request.clone(),
    };
    Listed::of(
        &changes::answer(&counter, question).await?,
        &request,
        format,
    )
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct HistoryParams {
    /// Only filings accepted by the end of this day (Eastern) count.
    #[param(example = "2025-06-30")]
    as_of: Option<String>,
    /// Whether its portfolios are added up with those of the managers that it continues and that
    /// continue it.
    #[serde(default)]
    merged: bool,
}

/// A manager's quarters in figures.
#[utoipa::path(get, path = "/managers/{cik}/history", tag = "managers",
    params(("cik" = u64, Path, example = 1067983), HistoryParams, ListParams),
    responses((status = 200, body = HistoryAnswer), (status = 400, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(super) async fn history(
    _viewer: Viewer,
    State(counter): State<Counter>,
    Path(cik): Path<String>,
    params: List<HistoryParams>,
) -> Result<Listed, Problem> {
    let question = history::Question {
        cik: read("cik", &cik)?,
        as_of: read_day("as_of", params.own.as_of.as_deref())?,
        merged: params.own.merged,
        list: params.request.clone(),
    };
    let answer = history::answer(&counter, question).await?;
    Listed::of(&answer, &params.request, params.format)
}

/// A portfolio by the other included managers that its rows name; the parts add up to the totals.
#[utoipa::path(get, path = "/managers/{cik}/portfolios/{period}/included-managers", tag = "managers",
    params(("cik" = u64, Path, example = 1067983), ("period" = String, Path, example = "2025Q1"), AsOfParams, ListParams),
    responses((status = 200, body = IncludedManagersAnswer), (status = 400, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(super) async fn included_managers(
    _viewer: Viewer,
    State(counter): State<Counter>,
    Path((cik, period)): Path<(String, String)>,
    params: List<AsOfParams>,
) -> Result<Listed, Problem> {
    let question = included_managers::Question {
        cik: read("cik", &cik)?,
        period: read("period", &period)?,
        as_of: read_day("as_of", params.own.as_of.as_deref())?,
        list: params.request.clone(),
    };
    let answer = included_managers::answer(&counter, question).await?;
    Listed::of(&answer, &params.request, params.format)
}

/// A portfolio by issuer, all classes of an issuer together, beside the quarter before.
#[utoipa::path(get, path = "/managers/{cik}/portfolios/{period}/issuers", tag = "managers",
    params(("cik" = u64, Path, example = 1067983), ("period" = String, Path, example = "2025Q1"), AsOfParams, ListParams),
    responses((status = 200, body = IssuersAnswer), (status = 400, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(super) async fn issuers(
    _viewer: Viewer,
    State(counter): State<Counter>,
    Path((cik, period)): Path<(String, String)>,
    params: List<AsOfParams>,
) -> Result<Listed, Problem> {
    let question = issuers::Question {
        cik: read("cik", &cik)?,
        period: read("period", &period)?,
        as_of: read_day("as_of", params.own.as_of.as_deref())?,
        list: params.request.clone(),
    };
    let answer = issuers::answer(&counter, question).await?;
    Listed::of(&answer, &params.request, params.format)
}

/// A manager's position in a security, quarter by quarter, under all its CUSIPs.
#[utoipa::path(get, path = "/managers/{cik}/securities/{cusip}/history", tag = "managers",
    params(("cik" = u64, Path, example = 1067983), ("cusip" = String, Path, example = "037833100"), AsOfParams, ListParams),
    responses((status = 200, body = SecurityHistoryAnswer), (status = 400, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(super) async fn security_history(
    _viewer: Viewer,
    State(counter): State<Counter>,
    Path((cik, cusip)): Path<(String, String)>,
    params: List<AsOfParams>,
) -> Result<Listed, Problem> {
    let question = security_history::Question {
        cik: read("cik", &cik)?,
        security: cusip,
        as_of: read_day("as_of", params.own.as_of.as_deref())?,
        list: params.request.clone(),
    };
    let answer = security_history::answer(&counter, question).await?;
    Listed::of(&answer, &params.request, params.format)
}

/// The successions that lead to a manager or away from it, directly or through others.
#[utoipa::path(get, path = "/managers/{cik}/successions", tag = "managers",
    params(("cik" = u64, Path, example = 1067983), ListParams),
    responses((status = 200, body = SuccessionsAnswer), (status = 400, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(super) async fn successions(
    _viewer: Viewer,
    State(counter): State<Counter>,
    Path(cik): Path<String>,
    params: List<Nothing>,
) -> Result<Listed, Problem> {
    let question = successions::Question {
        manager: Some(read("cik", &cik)?),
        list: params.request,
    };
    let answer = successions::answer(&counter, &question).await?;
    Listed::of(&answer, &question.list, params.format)
}
