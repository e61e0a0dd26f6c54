mod added_up;

use std::process::ExitCode;

use osd_api::answers::{
    bridge,
    portfolio::{self, PortfolioAnswer},
};
use osd_domain::{Confidence, amendment::Standing};

use super::{Failure, columns, json, successions::in_words};
use crate::{
    cli::{Format, Portfolio},
    home::Home,
    render::{self, Answer, thousands},
};

const SHOWN: &[&str] = &[
    "cusip",
    "ticker",
    "issuer",
    "class",
    "put_call",
    "value",
    "amount",
    "weight",
    "change",
    "value_change",
    "amount_change_adjusted",
    "amount_change_pct",
];

pub(crate) async fn run(
    home: &Home,
    format: Format,
    command: Portfolio,
) -> Result<ExitCode, Failure> {
    if let (true, Some(period)) = (command.bridge, command.period) {
        let question = bridge::Question {
            cik: command.cik,
            period,
            as_of: command.as_of,
        };
        return steps(home, format, question).await;
    }
    if let (Some(by), Some(period)) = (command.by, command.period) {
        let of = (command.cik, period, command.as_of);
        return added_up::run(home, format, by, of, command.list).await;
    }
    let question = portfolio::Question {
        cik: command.cik,
        period: command.period,
        as_of: command.as_of,
        merged: command.merged,
        list: command.list.request::<PortfolioAnswer>()?,
    };
    let answer = portfolio::answer(&home.counter().await?, question).await?;
    let filings: Vec<String> = answer
        .filings
        .iter()
        .map(|f| match f.unit_confidence {
            Some(Confidence::Quarantined) => {
                format!(
                    "{} ({}, unit not certain: {}?)",
                    f.accession, f.role, f.unit
                )
            }
            _ => format!("{} ({})", f.accession, f.role),
        })
        .collect();
    let only_part = match answer.standing {
        Standing::Partial => "only a part of the portfolio is known: ",
        _ => "",
    };
    let of = |kind: &str| answer.totals.by_kind.get(kind).map(|total| total.value);
    let apart = [
        ("principal", "of debt"),
        ("put", "under puts"),
        ("call", "under calls"),
    ];
    let apart: String = apart
        .into_iter()
        .filter_map(|(kind, words)| Some(format!(", {} {words}", thousands(of(kind)?))))
        .collect();
    let heading = format!(
        "{} ({}), {}: {only_part}{} dollars of shares in {} positions{apart}, from {}{}",
        answer.manager.name,
        answer.manager.cik,
        answer.period,
        thousands(of("shares").unwrap_or_default()),
        answer.totals.positions,
        filings.join(", "),
        in_words(&answer.continues, &answer.continued_by)
    );
    render::print(
        format,
        &Answer {
            json: json(&answer)?,
            rows: "/positions",
            columns: &columns::<PortfolioAnswer>(),
            shown: SHOWN,
            heading,
        },
    )?;
    Ok(ExitCode::SUCCESS)
}

const STEPS: &[&str] = &["step", "value", "sum"];

/// The steps from the raw sum to the total.
async fn steps(
    home: &Home,
    format: Format,
    question: bridge::Question,
) -> Result<ExitCode, Failure> {
    let answer = bridge::answer(&home.counter().await?, question).await?;
    let filings: Vec<String> = answer
        .filings
        .iter()
        .map(|f| format!("{} ({}, {})", f.accession, f.role, f.unit))
        .collect();
    let heading = format!(
        "{} ({}), {}: from the sum of all rows as printed to the value of the shares in dollars; \
         from {}",
        answer.manager.name,
        answer.manager.cik,
        answer.period,
        filings.join(", ")
    );
    render::print(
        format,
        &Answer {
            json: json(&answer)?,
            rows: "/steps",
            columns: STEPS,
            shown: &[],
            heading,
        },
    )?;
    Ok(ExitCode::SUCCESS)
}
