//! `/api/v1`, one file a noun.

mod check;
mod document;
mod filings;
mod gaps;
mod issuers;
mod managers;
mod periods;
mod quality;
mod schedules;
mod search;
mod securities;
mod status;
mod successions;
mod tickers;

use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    listed::Listed,
    params::{List, ListParams, Nothing, Params, Path, read, read_day, read_option},
};
use crate::Counter;

pub(super) fn routes() -> OpenApiRouter<Counter> {
    OpenApiRouter::new()
        .routes(routes!(managers::list))
        .routes(routes!(managers::one))
        .routes(routes!(managers::filings))
        .routes(routes!(managers::portfolio))
        .routes(routes!(managers::portfolio_of_period))
        .routes(routes!(managers::bridge))
        .routes(routes!(managers::included_managers))
        .routes(routes!(managers::issuers))
        .routes(routes!(managers::changes))
        .routes(routes!(managers::history))
        .routes(routes!(managers::security_history))
        .routes(routes!(issuers::one))
        .routes(routes!(securities::list))
        .routes(routes!(securities::one))
        .routes(routes!(securities::history))
        .routes(routes!(managers::successions))
        .routes(routes!(successions::list))
        .routes(routes!(securities::holders))
        .routes(routes!(tickers::one))
        .routes(routes!(filings::list))
        .routes(routes!(filings::one))
        .routes(routes!(filings::lines))
        .routes(routes!(document::one))
        .routes(routes!(periods::list))
        .routes(routes!(periods::one))
        .routes(routes!(periods::movers))
        .routes(routes!(periods::snapshots))
        .routes(routes!(search::find))
        .routes(routes!(status::one))
        .routes(routes!(gaps::list))
        .routes(routes!(schedules::list))
        .routes(routes!(check::by_era))
        .routes(routes!(check::coverage))
        .routes(routes!(quality::list))
        .routes(routes!(quality::totals))
}
