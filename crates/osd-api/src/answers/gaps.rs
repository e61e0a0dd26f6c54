//! Which filings are known and not in, and why? Which indexes were not looked at?

mod looked_at;

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use osd_catalog::{Gap, GapReason, Pause, WorkKind, list::Value};
use osd_domain::{Accession, Cik, FilingState, Form, Period};
use serde::Serialize;
use utoipa::ToSchema;

pub use self::looked_at::{DailyGap, DailyGapState, IndexGap, IndexGapState};
pub(crate) use self::looked_at::{index_days, washington_day};
use crate::{
    Counter, Problem,
    list::{Column, Kind, Listing, Page, Request, Row, Shape, page_of},
};

/// Filings that an index or the feed names and that are not in; and the indexes that may name more.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct GapsAnswer {
    /// Quarters whose index was never looked at, or has to be looked at again, or that have none;
    /// from the first that was looked at to the current one.
    pub indexes: Vec<IndexGap>,
    /// Business days of the last fifteen whose daily index is not in, the latest first.
    pub days: Vec<DailyGap>,
    /// How many filings are not in, by why. A few seconds old at most, as `by_quarter` is.
    #[schema(value_type = std::collections::BTreeMap<String, u64>)]
    pub by_reason: BTreeMap<GapReason, u64>,
    /// The same by index quarter, the latest first.
    pub by_quarter: Vec<QuarterGaps>,
    /// The filings.
    pub gaps: Vec<GapAnswer>,
    /// Which part of the list they are.
    pub page: Page,
}

/// Filings of an index quarter that are not in.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct QuarterGaps {
    /// The quarter in which they were made.
    #[schema(value_type = String, example = "2025Q2")]
    pub index_quarter: Period,
    /// How many.
    pub filings: u64,
    /// The same by why.
    #[schema(value_type = std::collections::BTreeMap<String, u64>)]
    pub by_reason: BTreeMap<GapReason, u64>,
}

/// A filing that is not in.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct GapAnswer {
    /// Accession number.
    #[schema(value_type = String)]
    pub accession: Accession,
    /// CIK of the manager of record, as far as that is known.
    #[schema(value_type = u64)]
    pub cik: Cik,
    /// The manager's name as of this filing.
    pub manager: String,
    /// Form type.
    #[schema(value_type = String)]
    pub form: Form,
    /// Date filed.
    pub filed: NaiveDate,
    /// The quarter whose index names it.
    #[schema(value_type = String, example = "2025Q2")]
    pub index_quarter: Period,
    /// How far it has come: `discovered` or `fetched`.
    #[schema(value_type = String)]
    pub state: FilingState,
    /// Why it is not in: `waiting`, `running`, `retrying`, `failed`, `nobody`.
    #[schema(value_type = String, example = "waiting")]
    pub reason: GapReason,
    /// The same in words.
    pub why: String,
    /// The number of the work that will bring it on; null where nobody is at it.
    pub work: Option<i64>,
    /// How often that was begun.
    pub attempts: Option<u64>,
    /// It is not done before.
    pub not_before: Option<DateTime<Utc>>,
    /// Why it failed the last time.
    pub last_error: Option<String>,
}

impl Listing for GapsAnswer {
    const ROWS: &'static str = "gaps";
    type Item = GapAnswer;

    fn shapes() -> Vec<Shape> {
        GapRow::shapes()
    }

    fn rows(&self) -> impl Iterator<Item = &GapAnswer> {
        self.gaps.iter()
    }

    fn page(&self) -> &Page {
        &self.page
    }

    fn file_name(&self) -> String {
        "gaps".to_owned()
    }
}

/// A gap as a row of a list.
pub struct GapRow(Gap);

impl Row for GapRow {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::new("accession", Kind::Code, |row: &Self| {
                Value::Text(row.0.accession.to_string().into())
            }),
            Column::new("cik", Kind::Int, |row: &Self| {
                Value::count(row.0.cik.number())
            }),
            Column::new("manager", Kind::Text, |row: &Self| {
                Value::text(Some(&row.0.name))
            }),
            Column::new("form", Kind::Code, |row: &Self| {
                Value::text(Some(row.0.form.as_str()))
            }),
            Column::new("filed", Kind::Day, |row: &Self| Value::Day(row.0.filed)),
            Column::new("index_quarter", Kind::Told, |_| Value::Object),
            Column::new("state", Kind::Code, |row: &Self| {
                Value::text(Some(row.0.state.as_str()))
            }),
            Column::new("reason", Kind::OneOf(reasons), |row: &Self| {
                Value::text(Some(row.0.reason().as_str()))
            }),
            Column::new("why", Kind::Told, |_| Value::Object),
            Column::new("work", Kind::Int, |row: &Self| {
                Value::int(row.0.work.as_ref().map(|work| work.id))
            }),
            Column::new("attempts", Kind::Int, |row: &Self| {
                let work = row.0.work.as_ref();
                work.map_or(Value::Absent, |work| Value::count(work.attempts))
            }),
            Column::new("not_before", Kind::Told, |_| Value::Object),
            Column::new("last_error", Kind::Code, |row: &Self| {
                let work = row.0.work.as_ref();
                Value::text(work.and_then(|work| work.last_error.as_deref()))
            }),
        ]
    }

    fn tie(&self) -> Value<'_> {
        Value::Text(self.0.accession.to_string().into())
    }
}

fn reasons() -> Vec<&'static str> {
    GapReason::ALL.iter().map(|one| one.as_str()).collect()
}

/// A page of the filings that are not in, those filed last first unless told otherwise, below what is
/// to be said of all of them. With `from`, only filings and indexes of that quarter on.
pub async fn answer(
    counter: &Counter,
    list: &Request,
    from: Option<Period>,
) -> Result<GapsAnswer, Problem> {
    let list = match from {
        Some(from) => list.clone().with("filed", "gt", from.previous().end()),
        None => list.clone(),
    };
    let asked = list.read(&GapRow::all_shapes(), "-filed,-accession", "gaps", 1)?;
    let counts = counter.gap_counts().await?;
    let read = counter.catalog.read().await?;
    // The joined half million of a back-fill is not counted again for each page of all of it.
    let is_all = list.filters.is_empty() && asked.query.words.is_empty();
    let total = match asked.query.limit {
        Some(_) if is_all => counts.values().sum(),
        _ => read.filings().count_gaps(&asked.query).await?,
    };
    let rows = read.filings().gaps(&asked.query).await?;
    let paused = read.work().paused().await?;
    let indexes = looked_at::quarters(&read, counter.now(), from).await?;
    let days = looked_at::days(&read, counter.now(), from).await?;
    drop(read);
    let mut rows: Vec<GapRow> = rows.into_iter().map(GapRow).collect();
    let page = page_of(&mut rows, total, &asked, &["accession"]);
    let (by_reason, by_quarter) = summed(&counts, from);
    Ok(GapsAnswer {
        indexes,
        days,
        by_reason,
        by_quarter,
        gaps: rows.into_iter().map(|row| gap(row.0, &paused)).collect(),
        page,
    })
}

type ByReason = BTreeMap<GapReason, u64>;

fn summed(
    counts: &BTreeMap<(Period, GapReason), u64>,
    from: Option<Period>,
) -> (ByReason, Vec<QuarterGaps>) {
    let mut by_reason = ByReason::new();
    let mut by_quarter: BTreeMap<Period, ByReason> = BTreeMap::new();
    let counts = counts.iter();
    for ((quarter, reason), filings) in counts.filter(|one| from.is_none_or(|from| from <= one.0.0))
    {
        *by_reason.entry(*reason).or_default() += filings;
        let of_quarter = by_quarter.entry(*quarter).or_default();
        *of_quarter.entry(*reason).or_default() += filings;
    }
    let quarters = by_quarter.into_iter().rev();
    let quarters = quarters.map(|(index_quarter, by_reason)| QuarterGaps {
        index_quarter,
        filings: by_reason.values().sum(),
        by_reason,
    });
    (by_reason, quarters.collect())
}

fn gap(gap: Gap, paused: &BTreeMap<WorkKind, Pause>) -> GapAnswer {
    GapAnswer {
        index_quarter: Period::containing(gap.filed),
        reason: gap.reason(),
        why: why(&gap, paused),
        accession: gap.accession,
        cik: gap.cik,
        manager: gap.name,
        form: gap.form,
        filed: gap.filed,
        state: gap.state,
        work: gap.work.as_ref().map(|work| work.id),
        attempts: gap.work.as_ref().map(|work| work.attempts),
        not_before: gap.work.as_ref().map(|work| work.not_before),
        last_error: gap.work.and_then(|work| work.last_error),
    }
}

/// Why a filing is not in, in words.
fn why(gap: &Gap, paused: &BTreeMap<WorkKind, Pause>) -> String {
    let Some(work) = &gap.work else {
        return "nobody is at it".to_owned();
    };
    let kind = work.kind;
    let error = work.last_error.as_deref().unwrap_or("no reason was given");
    let pause = paused.get(&kind).map(|pause| &pause.by);
    let pause = pause.map_or_else(String::new, |by| format!("; {kind} is paused by {by}"));
    match gap.reason() {
        GapReason::Nobody | GapReason::Waiting => {
            format!("waits for its turn ({kind}){pause}")
        }
        GapReason::Running => format!("is being done ({kind})"),
        GapReason::Retrying => {
            let at = work.not_before.to_rfc3339_opts(SecondsFormat::Secs, true);
            let tried = times(work.attempts);
            format!("{kind} tried {tried}, and again at {at}: {error}{pause}")
        }
        GapReason::Failed => format!("{kind} was given up: {error}"),
    }
}

fn times(count: u64) -> String {
    match count {
        1 => "once".to_owned(),
        count => format!("{count} times"),
    }
}

#[cfg(test)]
mod tests {
    use osd_catalog::{GapWork, WorkState};

    use super::*;

    fn gap_of(work: Option<(WorkState, u64, Option<&str>)>) -> Gap {
        Gap {
            accession: "0000950123-25-005701".parse().unwrap(),
            cik: Cik::new(1_067_983).unwrap(),
            name: "BERKSHIRE HATHAWAY INC".to_owned(),
            form: "13F-HR".parse().unwrap(),
            filed: "2025-05-15".parse().unwrap(),
            state: FilingState::Discovered,
            work: work.map(|(state, attempts, error)| GapWork {
                id: 7,
                kind: WorkKind::Fetch,
                state,
                attempts,
                not_before: "2025-05-15T12:00:00.5Z".parse().unwrap(),
                last_error: error.map(ToOwned::to_owned),
            }),
        }
    }

    #[test]
    fn a_gap_is_explained_in_words() {
        let said = |work| why(&gap_of(work), &BTreeMap::new());
        use WorkState as S;
        assert_eq!(said(None), "nobody is at it");
        assert_eq!(
            said(Some((S::Waiting, 0, None))),
            "waits for its turn (fetch)"
        );
        assert_eq!(said(Some((S::Running, 1, None))), "is being done (fetch)");
        assert_eq!(
            said(Some((S::Waiting, 1, Some("HTTP 503")))),
            "fetch tried once, and again at 2025-05-15T12:00:00Z: HTTP 503"
        );
        assert_eq!(
            said(Some((S::Failed, 8, Some("no such file")))),
            "fetch was given up: no such file"
        );
    }

    #[test]
    fn a_pause_is_named_where_it_is_what_one_waits_for() {
        let pause = Pause {
            by: "cli:jane".to_owned(),
            at: "2025-05-15T12:00:00Z".parse().unwrap(),
        };
        let paused = BTreeMap::from([(WorkKind::Fetch, pause)]);
        let waits = gap_of(Some((WorkState::Waiting, 0, None)));
        assert_eq!(
            why(&waits, &paused),
            "waits for its turn (fetch); fetch is paused by cli:jane"
        );
    }

    #[test]
    fn counts_are_summed_by_reason_and_quarter_the_latest_first() {
        let (old, new) = ("2025Q1".parse().unwrap(), "2025Q2".parse().unwrap());
        let counts = BTreeMap::from([
            ((old, GapReason::Failed), 2),
            ((new, GapReason::Failed), 1),
            ((new, GapReason::Waiting), 40),
        ]);
        let (by_reason, by_quarter) = summed(&counts, None);
        let expected = [(GapReason::Waiting, 40), (GapReason::Failed, 3)];
        assert_eq!(by_reason, BTreeMap::from(expected));
        let told = by_quarter
            .iter()
            .map(|one| (one.index_quarter, one.filings));
        assert_eq!(told.collect::<Vec<_>>(), [(new, 41), (old, 2)]);
        assert_eq!(summed(&counts, Some(new)).1.len(), 1);
    }
}
