//! What does a filing say, as filed?

use std::{collections::BTreeMap, ops::Range};

use chrono::{DateTime, NaiveDate, Utc};
use osd_domain::{
    Accession, Cik, Confidence, Filing, Line, Period, Printed, Unit, line::Votes, repair::Repair,
};
use rust_decimal::Decimal;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Figure, NoteAnswer, cover::CoverAnswer, reason};
use crate::{Counter, Problem, counter::blocking_over};

/// A filing as filed, beside what was understood of it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FilingAnswer {
    /// Accession number.
    #[schema(value_type = String, example = "0000950123-25-005701")]
    pub accession: Accession,
    /// CIK of the manager of record.
    #[schema(value_type = u64, example = 1067983)]
    pub cik: Cik,
    /// The manager's name as of this filing.
    pub manager: String,
    /// Form type.
    #[schema(value_type = String, example = "13F-HR")]
    pub form: osd_domain::Form,
    /// Date filed.
    pub filed: NaiveDate,
    /// When EDGAR accepted it, where known.
    pub accepted_at: Option<DateTime<Utc>>,
    /// The report period.
    #[schema(value_type = Option<String>, example = "2025Q1")]
    pub period: Option<Period>,
    /// What it turned out to be: `read`, `notice`, `unread` …
    pub state: String,
    /// The dress of its table: `xml`, `html`, or a kind of text: `marked`, `aligned`, `delimited`,
    /// `ragged`, `stacked`, or `text` where its cells were not told apart.
    pub layout: Option<String>,
    /// The unit of its values, `thousands` or `dollars`: as judged beside the other filings of the
    /// period, or by the rule of the day where that was not published yet.
    pub unit: Option<String>,
    /// How sure the verdict on the unit is: `certain`, `likely`, `quarantined`; null where there is
    /// none.
    #[schema(value_type = Option<String>, example = "certain")]
    pub unit_confidence: Option<Confidence>,
    /// How well what was read fits what the cover says, `A` to `F`.
    pub grade: Option<String>,
    /// Rows read.
    pub lines_read: u64,
    /// Sum of the values read, in the unit of the filing.
    pub value_printed: Option<Figure>,
    /// The cover page and the summary page, as filed.
    pub cover: CoverAnswer,
    /// What was noticed while reading: codes with their arguments.
    pub notes: Vec<NoteAnswer>,
    /// Why the grade is not A, in words; nothing where it is, or where there is none.
    pub reasons: Vec<String>,
    /// Other CIKs under which EDGAR lists it.
    #[schema(value_type = Vec<u64>)]
    pub co_filers: Vec<Cik>,
    /// Where the SEC shows it.
    pub url: String,
}

/// A row of the information table as filed: values in the unit of the filing.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LineAnswer {
    /// Place in the filing, from 1.
    pub ordinal: u32,
    /// Name of issuer.
    pub issuer: String,
    /// Title of class.
    pub class: String,
    /// CUSIP as printed.
    pub cusip: Option<String>,
    /// CUSIP as understood: nine characters, in upper case; null where it could not be.
    pub cusip_understood: Option<String>,
    /// FIGI.
    pub figi: Option<String>,
    /// Value in the unit of the filing.
    pub value: Option<Figure>,
    /// Shares or principal.
    pub amount: Option<Figure>,
    /// `SH` or `PRN`.
    pub amount_type: Option<String>,
    /// `Put` or `Call`.
    pub put_call: Option<String>,
    /// `SOLE`, `DFND` or `OTR`.
    pub discretion: Option<String>,
    /// Numbers of other included managers, as printed.
    pub other_managers: Option<String>,
    /// Sole voting authority.
    pub vote_sole: Option<Figure>,
    /// Shared voting authority.
    pub vote_shared: Option<Figure>,
    /// No voting authority.
    pub vote_none: Option<Figure>,
    /// The cells that are not printed in the usual spelling, as printed.
    pub as_printed: BTreeMap<String, String>,
    /// Which document of the submission the row is printed in, from 1; null where that was not
    /// kept, as by older versions.
    pub document: Option<u32>,
    /// The first line of text of the row: line 1 is the one after `<TEXT>`.
    pub first_line: Option<u32>,
    /// The last line of text of the row.
    pub last_line: Option<u32>,
}

/// Rows of a filing, and how they count.
pub(super) struct FiledRows {
    pub(super) lines: Vec<Line>,
    /// How many rows come before these.
    pub(super) before: u64,
    /// How many rows the filing has.
    pub(super) total: u64,
    pub(super) repairs: Vec<Repair>,
    pub(super) unit: Option<Unit>,
}

/// Answers for a filing.
pub async fn answer(counter: &Counter, accession: Accession) -> Result<FilingAnswer, Problem> {
    told(counter, find(counter, accession).await?).await
}

/// The same, with what is told of its rows: of all, or of a part of them, by their places.
pub(super) async fn with_rows<T: Send + 'static>(
    counter: &Counter,
    accession: Accession,
    part: Option<Range<u64>>,
    tell: impl FnOnce(FiledRows) -> T + Send + 'static,
) -> Result<(FilingAnswer, T), Problem> {
    let filing = find(counter, accession).await?;
    let rows = rows_of(counter, &filing, part, tell).await?;
    Ok((told(counter, filing).await?, rows))
}

async fn find(counter: &Counter, accession: Accession) -> Result<Filing, Problem> {
    let filing = counter
        .catalog
        .read()
        .await?
        .filings()
        .find(accession)
        .await?;
    filing.ok_or(Problem::NoFiling(accession))
}

async fn told(counter: &Counter, filing: Filing) -> Result<FilingAnswer, Problem> {
    let accession = filing.accession;
    let judged = judged(counter, &filing).await?;
    let unit = judged.map(|(unit, _)| unit).or(filing.unit);
    Ok(FilingAnswer {
        reasons: reason::of_filing(&filing),
        accession,
        cik: filing.cik,
        manager: filing.name.clone(),
        url: url(&filing),
        form: filing.form,
        filed: filing.filed,
        accepted_at: filing.accepted_at,
        period: filing.period,
        state: filing.state.to_string(),
        layout: filing.layout.map(|layout| layout.to_string()),
        unit: unit.map(|unit| unit.to_string()),
        unit_confidence: judged.map(|(_, confidence)| confidence),
        grade: filing.grade.map(|grade| grade.to_string()),
        lines_read: filing.lines,
        value_printed: filing.value_printed.map(Figure::from),
        cover: filing.cover.into(),
        notes: NoteAnswer::of_all(&filing.notes),
        co_filers: filing.co_filers,
    })
}

/// The verdict on its unit, from the snapshot that serves its period.
async fn judged(counter: &Counter, filing: &Filing) -> Result<Option<(Unit, Confidence)>, Problem> {
    let Some(period) = filing.period else {
        return Ok(None);
    };
    let [snapshot] = counter.current([period]).await?;
    Ok(snapshot.and_then(|snapshot| {
        let entry = snapshot.filing(filing.cik, filing.accession)?;
        Some((entry.unit, entry.unit_confidence?))
    }))
}

/// The rows as filed, from the snapshot that serves the filing's period.
async fn rows_of<T: Send + 'static>(
    counter: &Counter,
    filing: &Filing,
    part: Option<Range<u64>>,
    tell: impl FnOnce(FiledRows) -> T + Send + 'static,
) -> Result<T, Problem> {
    let (Some(period), 1..) = (filing.period, filing.lines) else {
        return Ok(tell(FiledRows {
            lines: Vec::new(),
            before: 0,
            total: 0,
            repairs: Vec::new(),
            unit: None,
        }));
    };
    let [snapshot] = counter.current([period]).await?;
    let snapshot = snapshot.ok_or(Problem::NoPeriod(period))?;
    let (cik, accession) = (filing.cik, filing.accession);
    let read = match &part {
        Some(part) => part.end.saturating_sub(part.start),
        None => filing.lines,
    };
    blocking_over(read, move || {
        let entry = snapshot
            .filing(cik, accession)
            .ok_or(Problem::NotPublished { accession, period })?;
        let total = entry.lines.end - entry.lines.start;
        let part = part.map_or(0..total, |part| part.start.min(total)..part.end.min(total));
        Ok(tell(FiledRows {
            before: part.start,
            lines: snapshot.some_lines(entry, part)?,
            total,
            repairs: snapshot.repairs(accession).to_vec(),
            unit: Some(entry.unit),
        }))
    })
    .await
}

impl LineAnswer {
    pub(super) fn of(line: &Line) -> Self {
        let Votes { sole, shared, none } = &line.votes;
        let mut as_printed = BTreeMap::new();
        let mut odd = |field: &str, text: Option<&str>| {
            if let Some(text) = text {
                as_printed.insert(field.to_owned(), text.to_owned());
            }
        };
        odd("value", line.value.odd_text());
        odd("amount", line.amount.odd_text());
        odd("amount_type", line.amount_type.odd_text());
        odd("put_call", line.put_call.odd_text());
        odd("discretion", line.discretion.odd_text());
        odd("vote_sole", sole.odd_text());
        odd("vote_shared", shared.odd_text());
        odd("vote_none", none.odd_text());
        let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        Self {
            ordinal: line.ordinal,
            issuer: line.issuer.clone(),
            class: line.class.clone(),
            cusip: text(&line.cusip.text()),
            cusip_understood: line.cusip.get().map(|cusip| cusip.to_string()),
            figi: line.figi.clone(),
            value: figure(&line.value),
            amount: figure(&line.amount),
            amount_type: line.amount_type.get().map(|code| code.as_str().to_owned()),
            put_call: line.put_call.get().map(|code| code.as_str().to_owned()),
            discretion: line.discretion.get().map(|code| code.as_str().to_owned()),
            other_managers: line.other_managers.clone(),
            vote_sole: figure(sole),
            vote_shared: figure(shared),
            vote_none: figure(none),
            as_printed,
            document: line.place.map(|place| place.document),
            first_line: line.place.map(|place| place.first_line),
            last_line: line.place.map(|place| place.last_line),
        }
    }
}

fn figure(cell: &Printed<Decimal>) -> Option<Figure> {
    cell.get().map(Figure::from)
}

/// The complete submission at the SEC.
pub(crate) fn submission_url(cik: Cik, accession: Accession) -> String {
    format!("https://www.sec.gov/Archives/edgar/data/{cik}/{accession}.txt")
}

/// The filing's index page at the SEC.
fn url(filing: &Filing) -> String {
    let accession = filing.accession.to_string();
    let folder = accession.replace('-', "");
    format!(
        "https://www.sec.gov/Archives/edgar/data/{}/{folder}/{accession}-index.htm",
        filing.cik
    )
}
