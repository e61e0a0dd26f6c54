//! A portfolio added up by something else than positions.

use std::process::ExitCode;

use chrono::NaiveDate;
use osd_api::answers::{included_managers, issuers, portfolio::Totals};
use osd_domain::{Cik, Period};

use super::super::{Failure, json};
use crate::{
    cli::{By, Format},
    home::Home,
    render::{self, Answer, thousands},
};

const BY_MANAGER: &[&str] = &[
    "printed",
    "numbers",
    "names",
    "ciks",
    "file_numbers",
    "rows",
    "positions",
    "shares_value",
    "principal_value",
    "put_value",
    "call_value",
    "notes",
    "sources",
];
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
const BY_ISSUER: &[&str] = &[
    "issuer",
    "name",
    "previous_issuers",
    "securities",
    "shares_value",
    "principal_value",
    "put_value",
    "call_value",
    "shares_weight",
    "principal_weight",
    "put_weight",
    "call_weight",
    "previous_shares_value",
    "previous_principal_value",
    "previous_put_value",
    "previous_call_value",
    "previous_shares_weight",
    "shares_value_change",
    "principal_value_change",
    "put_value_change",
    "call_value_change",
    "sources",
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
) -> Result<ExitCode, Failure> {
    let counter = home.counter().await?;
    let answer = match by {
        By::Manager => {
            let question = included_managers::Question { cik, period, as_of };
            let answer = included_managers::answer(&counter, question).await?;
            let name = &answer.manager.name;
            Answer {
                heading: heading(name, cik, period, &answer.totals, "by included manager"),
                json: json(&answer)?,
                rows: "/parts",
                columns: BY_MANAGER,
                shown: SHOWN_BY_MANAGER,
            }
        }
        By::Issuer => {
            let question = issuers::Question { cik, period, as_of };
            let answer = issuers::answer(&counter, question).await?;
            let name = &answer.manager.name;
            Answer {
                heading: heading(name, cik, period, &answer.totals, "by issuer"),
                json: json(&answer)?,
                rows: "/issuers",
                columns: BY_ISSUER,
                shown: SHOWN_BY_ISSUER,
            }
        }
    };
    render::print(format, &answer)?;
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
