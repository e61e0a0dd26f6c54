use std::process::ExitCode;

use osd_api::answers::quality::{self, QualityListAnswer};

use super::{Failure, by_page, json};
use crate::{
    cli::{Format, Quality},
    home::Home,
    render::{self, Answer},
};

const TOTALS: &[&str] = &["kind", "rule", "year", "rows", "filings"];

pub(crate) async fn run(
    home: &Home,
    format: Format,
    command: Quality,
) -> Result<ExitCode, Failure> {
    let mut list = command.list.request::<QualityListAnswer>()?;
    let counter = home.counter().await?;
    if command.totals {
        let answer = Answer {
            json: json(&quality::totals(&counter).await?)?,
            rows: "",
            columns: TOTALS,
            shown: &[],
            heading: String::new(),
        };
        render::print(format, &answer)?;
        return Ok(ExitCode::SUCCESS);
    }
    let equal = [
        ("kind", command.kind.map(|kind| kind.to_string())),
        ("rule", command.rule),
        ("period", command.period.map(|period| period.to_string())),
        ("cik", command.manager.map(|cik| cik.to_string())),
        ("accession", command.filing.map(|filing| filing.to_string())),
        ("year", command.year.map(|year| year.to_string())),
    ];
    for (column, value) in equal {
        if let Some(value) = value {
            list = list.with(column, "eq", value);
        }
    }
    let ask = async |list| quality::answer(&counter, &list).await;
    by_page(format, list, ask).await
}
