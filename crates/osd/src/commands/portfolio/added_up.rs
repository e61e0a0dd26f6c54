//! A portfolio added up by something else than positions.

use std::process::ExitCode;

use chrono::NaiveDate;
use osd_api::answers::{
    included_managers::{self, IncludedManagersAnswer},
    issuers::{self, IssuersAnswer},
    portfolio::Totals,
};
use osd_domain::{Cik, Period};

use super::super::{Failure, columns, json};
use crate::{
    cli::{By, Format, List},
    home::Home,
    render::{self, Answer, thousands},
};

const SHOWN_BY_MANAGER: &[&str] = &[
    "numbers",
    "names",
    "rows",
    "positions",
    "shares_value",
    "principal_value",
    "put_value",
    "call_value",
    "notes",
];
const SHOWN_BY_ISSUER: &[&str] = &[
    "issuer",
    "name",
    "securities",
    "shares_value",
    "shares_weight",
    "principal_value",
    "put_value",
    "call_value",
    "previous_shares_value",
    "shares_value_change",
];

/// Prints a manager's portfolio of a period, as of a day, added up by `by`.
pub(super) async fn run(
    home: &Home,
    format: Format,
    by: By,
    (cik, period, as_of): (Cik, Period, Option<NaiveDate>),
    list: List,
) -> Result<ExitCode, Failure> {
    let (columns, shown, (json, rows, heading)) = match by {
        By::Manager => {
            let list = list.request::<IncludedManagersAnswer>()?;
            let question = included_managers::Question {
                cik,
                period,
                as_of,
                list,
            };
            let answer = included_managers::answer(&home.counter().await?, question).await?;
            let name = &answer.manager.name;
            let heading = heading(name, cik, period, &answer.totals, "by included manager");
            (
                columns::<IncludedManagersAnswer>(),
                SHOWN_BY_MANAGER,
                (json(&answer)?, "/parts", heading),
            )
        }
        By::Issuer => {
            let list = list.request::<IssuersAnswer>()?;
            let question = issuers::Question {
                cik,
                period,
                as_of,
                list,
            };
            let answer = issuers::answer(&home.counter().await?, question).await?;
            let name = &answer.manager.name;
            let heading = heading(name, cik, period, &answer.totals, "by issuer");
            (
                columns::<IssuersAnswer>(),
                SHOWN_BY_ISSUER,
                (json(&answer)?, "/issuers", heading),
            )
        }
    };
    render::print(
        format,
        &Answer {
            json,
            rows,
            columns: &columns,
            shown,
            heading,
        },
    )?;
    Ok(ExitCode::SUCCESS)
}

fn heading(name: &str, cik: Cik, period: Period, totals: &Totals, by: &str) -> String {
    let shares = totals.by_kind.get("shares").map_or(0, |total| total.value);
    format!(
        "{name} ({cik}), {period}: {} dollars of shares in {} positions, {by}",
        thousands(shares),
        totals.positions
    )
}
