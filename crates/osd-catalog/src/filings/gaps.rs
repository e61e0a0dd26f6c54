//! Filings that an index or the feed names and that are not in, and why.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use osd_domain::{Accession, Cik, FilingState, Form, Period};
use sea_orm::FromQueryResult;

use super::Filings;
use crate::{
    WorkKind, WorkState,
    error::CatalogError,
    list::{
        ListQuery,
        sql::{SqlColumn, SqlList},
    },
    stored,
};

/// A filing that is known and not in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// Its accession number.
    pub accession: Accession,
    /// The manager of record, as far as that is known.
    pub cik: Cik,
    /// Its name as of the filing.
    pub name: String,
    /// The form.
    pub form: Form,
    /// The day on which it was filed; the index of that quarter names it.
    pub filed: NaiveDate,
    /// How far it has come: `discovered` or `fetched`.
    pub state: FilingState,
    /// The work that will bring it on; none where nobody is at it.
    pub work: Option<GapWork>,
}

/// The work that will bring a filing on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GapWork {
    /// Its number.
    pub id: i64,
    /// Fetch or read.
    pub kind: WorkKind,
    /// Whether it waits, runs, or was given up.
    pub state: WorkState,
    /// How often it was tried.
    pub attempts: u64,
    /// Not to be done before.
    pub not_before: DateTime<Utc>,
    /// Why it failed the last time.
    pub last_error: Option<String>,
}

osd_domain::named! {
    /// Why a filing that is known is not in.
    GapReason {
        /// Its work waits for its turn.
        Waiting = "waiting",
        /// Its work is being done.
        Running = "running",
        /// Its work failed, and is tried again later.
        Retrying = "retrying",
        /// Its work was given up.
        Failed = "failed",
        /// There is no work about it.
        Nobody = "nobody",
    }
}

impl Gap {
    /// Why it is not in.
    pub fn reason(&self) -> GapReason {
        match &self.work {
            None => GapReason::Nobody,
            Some(work) if work.state == WorkState::Running => GapReason::Running,
            Some(work) if work.state == WorkState::Failed => GapReason::Failed,
            Some(work) if work.attempts > 0 && work.last_error.is_some() => GapReason::Retrying,
            Some(_) => GapReason::Waiting,
        }
    }
}

/// The same in SQL, over `w`.
macro_rules! reason {
    () => {
        "CASE WHEN w.state IS NULL THEN 'nobody' \
         WHEN w.state = 'waiting' AND w.attempts > 0 AND w.last_error IS NOT NULL \
         THEN 'retrying' ELSE w.state END"
    };
}

/// Filings that are known and not in, each with its work.
macro_rules! open {
    () => {
        "filings f LEFT JOIN work w ON w.key = f.accession AND w.state <> 'done' \
         AND w.kind = CASE f.state WHEN 'fetched' THEN 'read' ELSE 'fetch' END \
         WHERE f.state IN ('discovered', 'fetched')"
    };
}

/// How many there are of each day and reason.
pub(crate) const COUNTS: &str = concat!(
    "SELECT f.filed, ",
    reason!(),
    " AS reason, COUNT(*) AS filings FROM ",
    open!(),
    " GROUP BY f.filed, ",
    reason!()
);

/// Filings that are known for long and not in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Behind {
    /// How many.
    pub filings: u64,
    /// The one that is known for longest.
    pub oldest: Accession,
    /// Since when its work is ordered.
    pub since: DateTime<Utc>,
}

/// The list of them, each with its work.
pub(crate) const LIST: SqlList = SqlList {
    select: "g.*",
    from: concat!(
        "(SELECT f.accession, f.cik, f.name, f.form, f.filed, f.state, w.id AS work_id, \
         w.kind AS work_kind, w.state AS work_state, w.attempts, w.not_before, w.last_error, ",
        reason!(),
        " AS reason FROM ",
        open!(),
        ") g"
    ),
    columns: &[
        SqlColumn::new("accession", "g.accession"),
        SqlColumn::new("cik", "g.cik"),
        SqlColumn::new("manager", "g.name").has(NAMED),
        SqlColumn::new("form", "g.form"),
        SqlColumn::new("filed", "g.filed"),
        SqlColumn::new("state", "g.state"),
        SqlColumn::new("reason", "g.reason"),
        SqlColumn::new("work", "g.work_id").nullable(),
        SqlColumn::new("attempts", "g.attempts").nullable(),
        SqlColumn::new("last_error", "g.last_error").nullable(),
    ],
    ties: &["accession"],
    searched: "(g.accession LIKE {} ESCAPE '\\' OR g.cik IN (SELECT n.cik FROM manager_names n \
               WHERE n.name_folded LIKE {} ESCAPE '\\'))",
};

/// The name as of the filing, which is one of the manager's.
const NAMED: &str = "EXISTS (SELECT 1 FROM manager_names n WHERE n.cik = g.cik \
     AND n.name = g.name AND n.name_folded LIKE {} ESCAPE '\\')";

/// Those that nobody is at.
pub(crate) const LEFT: &str = "SELECT f.accession, f.state FROM filings f \
     WHERE f.state IN ('discovered', 'fetched') AND NOT EXISTS (SELECT 1 FROM work w \
     WHERE w.key = f.accession AND w.state <> 'done' \
     AND w.kind = CASE f.state WHEN 'fetched' THEN 'read' ELSE 'fetch' END) \
     ORDER BY f.filed DESC, f.accession LIMIT $1";

/// Those whose work goes first and was ordered long ago, counted, and the first of them. What is of a
/// back-fill waits as long as that takes.
pub(crate) const BEHIND: &str = "SELECT f.accession, w.created_at AS since, \
     COUNT(*) OVER () AS filings FROM filings f JOIN work w ON w.key = f.accession \
     AND w.state <> 'done' AND w.kind = CASE f.state WHEN 'fetched' THEN 'read' ELSE 'fetch' END \
     WHERE f.state IN ('discovered', 'fetched') AND w.created_at <= $1 AND w.priority > 0 \
     ORDER BY w.created_at, f.accession LIMIT 1";

#[derive(FromQueryResult)]
struct Found {
    accession: String,
    cik: i64,
    name: String,
    form: String,
    filed: NaiveDate,
    state: String,
    work_id: Option<i64>,
    work_kind: Option<String>,
    work_state: Option<String>,
    attempts: Option<i64>,
    not_before: Option<DateTime<Utc>>,
    last_error: Option<String>,
}

impl<M> Filings<'_, M> {
    /// A page of the filings that are known and not in, and one more where there is one.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn gaps(&self, query: &ListQuery) -> Result<Vec<Gap>, CatalogError> {
        let page = LIST.page(query);
        let rows: Vec<Found> = self.tx.rows(&page.sql, page.values).await?;
        rows.into_iter().map(|row| self.gap(row)).collect()
    }

    /// How many pass.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn count_gaps(&self, query: &ListQuery) -> Result<u64, CatalogError> {
        let count = LIST.count(query);
        self.tx.count(&count.sql, count.values).await
    }

    /// How many there are by index quarter and reason.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn gap_counts(&self) -> Result<BTreeMap<(Period, GapReason), u64>, CatalogError> {
        #[derive(FromQueryResult)]
        struct OfDay {
            filed: NaiveDate,
            reason: String,
            filings: i64,
        }
        let mut counts = BTreeMap::new();
        for row in self.tx.rows::<OfDay>(COUNTS, []).await? {
            let reason = self.tx.parse("work.state", &row.reason)?;
            let quarter = Period::containing(row.filed);
            *counts.entry((quarter, reason)).or_default() += stored::counted(row.filings);
        }
        Ok(counts)
    }

    /// Filings that are known and not in, and that no work is about, the newest first.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn left(&self, limit: u64) -> Result<Vec<(Accession, FilingState)>, CatalogError> {
        #[derive(FromQueryResult)]
        struct Left {
            accession: String,
            state: String,
        }
        let rows: Vec<Left> = self.tx.rows(LEFT, [stored::count(limit).into()]).await?;
        rows.into_iter()
            .map(|row| {
                let accession = self.tx.parse("filings.accession", &row.accession)?;
                Ok((accession, self.tx.parse("filings.state", &row.state)?))
            })
            .collect()
    }

    /// Filings that are not in though the work that brings them on was ordered by `instant`; none
    /// where there are none.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn behind(&self, instant: DateTime<Utc>) -> Result<Option<Behind>, CatalogError> {
        #[derive(FromQueryResult)]
        struct Found {
            accession: String,
            since: DateTime<Utc>,
            filings: i64,
        }
        let found: Option<Found> = self
            .tx
            .row(BEHIND, [stored::instant(instant).into()])
            .await?;
        let behind = found.map(|found| {
            Ok(Behind {
                filings: stored::counted(found.filings),
                oldest: self.tx.parse("filings.accession", &found.accession)?,
                since: found.since,
            })
        });
        behind.transpose()
    }

    fn gap(&self, row: Found) -> Result<Gap, CatalogError> {
        let work = match (row.work_id, row.work_kind, row.work_state) {
            (Some(id), Some(kind), Some(state)) => Some(GapWork {
                id,
                kind: self.tx.parse("work.kind", &kind)?,
                state: self.tx.parse("work.state", &state)?,
                attempts: stored::counted(row.attempts.unwrap_or_default()),
                not_before: row.not_before.unwrap_or_default(),
                last_error: row.last_error,
            }),
            _ => None,
        };
        Ok(Gap {
            accession: self.tx.parse("filings.accession", &row.accession)?,
            cik: self.tx.parse("filings.cik", &row.cik.to_string())?,
            name: row.name,
            form: self.tx.parse("filings.form", &row.form)?,
            filed: row.filed,
            state: self.tx.parse("filings.state", &row.state)?,
            work,
        })
    }
}
