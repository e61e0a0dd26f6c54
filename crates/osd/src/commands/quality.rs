use std::process::ExitCode;

use osd_api::answers::quality;
use osd_catalog::QualityQuery;

use super::{Failure, json};
use crate::{
    cli::{Format, Quality},
    home::Home,
    render::{self, Answer, Pages},
};

const COLUMNS: &[&str] = &[
    "accession",
    "place",
    "cik",
    "period",
    "year",
    "kind",
    "rule",
    "line",
    "detail",
];
const TOTALS: &[&str] = &["kind", "rule", "year", "rows", "filings"];

pub(crate) async fn run(
    home: &Home,
    format: Format,
    command: Quality,
) -> Result<ExitCode, Failure> {
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
    let mut query = QualityQuery {
        kind: command.kind,
        rule: command.rule,
        period: command.period,
        cik: command.manager,
        accession: command.filing,
        year: command.year,
        after: None,
        limit: quality::MOST,
    };
    let mut pages = Pages::new(format, COLUMNS);
    loop {
        let page = quality::list(&counter, &query).await?;
        let rows = page.iter().map(json).collect::<Result<Vec<_>, _>>()?;
        pages.page(&rows)?;
        match page.last() {
            Some(last) if page.len() as u64 == quality::MOST => {
                query.after = Some((last.accession, last.place));
            }
            _ => break,
        }
    }
    pages.finish()?;
    Ok(ExitCode::SUCCESS)
}
